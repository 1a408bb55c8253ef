"""What `make mint` does: entries for events that may be minted, identifiers for them, and what the rules read now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from conflict_data import extraction
from conflict_data.scaffold import mint
from pipeline import proof
from pipeline.ledger import Entry, RowEntry
from pipeline.minted import PREFIX, Finder, Found, entry_of
from pipeline.rule_rows import Event


class Minter:
    """Gives identifiers that were never given before."""

    def __init__(self, finder: Finder, taken: Iterable[str]) -> None:
        self.finder, self.maker = finder, finder.maker
        self.taken = set(taken)

    def mint(self, entries: list[Entry], found: Found) -> tuple[list[Entry], list[Entry]]:
        """(all entries as the ledger is to hold them, those that are new)."""
        known = {id(entry): (event, ids) for entry, event, ids in found.kept}
        kept = [self._fresh(entry, *known[id(entry)]) if id(entry) in known else entry for entry in entries]
        files = list(found.files)
        new: list[Entry] = []
        for one in found.unminted:
            own = self.finder.events.get(one.unlinked.source_id, [])
            # An event that two reports tell is minted once: the second report now meets the first one's record.
            if one.reason or one.event is None:
                continue
            if self.finder.why_not(one.unlinked, one.event, own, self.finder.linker(files)):
                continue
            words = anchor(one.event, one.event.record)
            if words is None:
                continue
            entry = self._fresh(entry_of(one.event, words, {}), one.event, {})
            files.append(self.maker.rows(one.event, self._ids(one.event, entry), entry))
            new.append(entry)
        return kept + new, new

    def _fresh(self, entry: Entry, event: Event, ids: dict[str, str]) -> Entry:
        """The entry with what the rules read now and an identifier for each row; a reviewed one stays as it is."""
        if entry.is_reviewed:
            return entry
        says = self.maker.says(event)
        rows = []
        for child in self.maker.counted(event):
            words = anchor(event, child)
            if words is not None:
                rows.append(RowEntry(ids.get(child.key) or self._new(child.kind), child.kind, words, says[child.key]))
        record = entry.record or self._new(entry.kind)
        return replace(entry, record=record, says=says[event.record.key], rows=rows)

    def _ids(self, event: Event, entry: Entry) -> dict[str, str]:
        children = (child for child in self.maker.counted(event) if anchor(event, child) is not None)
        ids = {child.key: row.record for child, row in zip(children, entry.rows, strict=True)}
        return {event.record.key: str(entry.record), **ids}

    def _new(self, kind: str) -> str:
        identifier = mint(PREFIX[kind], self.taken)
        self.taken.add(identifier)
        return identifier


def anchor(event: Event, record: extraction.Record) -> str | None:
    """Words of a record that stand once in the document: the longest of a claim, else a whole sentence."""
    text = event.document.text
    claims = event.of(record)
    spans = sorted({(c.start, c.end) for c in claims}, key=lambda s: (s[0] - s[1], s[0]))
    spans += sorted({c.sentence for c in claims})
    words = (text[start:end].strip() for start, end in spans)
    return next((w for w in words if w and not isinstance(proof.locate(text, w, None), str)), None)
