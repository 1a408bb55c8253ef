"""Record files as a contributor would hand them in, filled with what the extractor could prove.

A page's own sentences go into no draft: where the words stand in the page alone, `words` is left open for those of the
contributor's note. In a document of the project they are copied, with a passage around them where they stand twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from conflict_data.contract import Contract
from conflict_data.derive.record_schema import KINDS
from conflict_data.extraction import Claim, Extraction, Gazetteer, Record
from conflict_data.extraction_tools.draft_parts import SECTIONS, SPEAKER, Draft, LeftOut, merge
from conflict_data.extraction_tools.draft_rows import settle, tells_nothing
from conflict_data.extraction_tools.draft_values import RENAMED, SAID_AS, SCOPE, Fields, fault, provable
from conflict_data.extraction_tools.listing import claims_of
from conflict_data.extraction_tools.page import Page
from conflict_data.extraction_tools.plain import items_of, plain_value
from conflict_data.scaffold import OPEN, mint


class Drafter:
    """Drafts of one page; `source_id` is the document that evidence points to, `own` whether its text is in the project."""

    def __init__(
        self, contract: Contract, page: Page, read: Extraction, places: Gazetteer, *, language: str, coder: str,
        source_id: str, own: bool, taken: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self.contract, self.page, self.read, self.places = contract, page, read, places
        self.language, self.coder, self.source_id, self.own = language, coder, source_id, own
        self.claims = claims_of(read)
        self.left_out: list[LeftOut] = []
        self.ids: dict[str, str] = {}
        self._taken = set(taken)
        self._numbers = {id(claim): number for number, claim in enumerate(read.claims)}

    def drafts(self) -> list[Draft]:
        """One draft for each event that the page is about and that happened, in the order of the text."""
        main = [r for r in self.read.records if r.kind in KINDS and self._is_told(r)]
        parents = {r.key for r in main if r.kind != "casualty"}
        found = [r for r in main if r.kind != "casualty" or r.parent not in parents]
        for record in found:
            self.ids[record.key] = self._mint(KINDS[record.kind].table)
        return [draft for draft in map(self._draft, found) if draft is not None]

    def _is_told(self, record: Record) -> bool:
        if record.role == "main" and record.status == "done":
            return True
        state = record.status if record.status != "done" else record.role
        self.left_out.append(LeftOut(f"{record.kind} {record.key}", f"it is {state}"))
        return False

    def _mint(self, table: str) -> str:
        identifier = mint(str(self.contract.table(table).id_prefix), self._taken)
        self._taken.add(identifier)
        return identifier

    def _draft(self, record: Record) -> Draft | None:
        kind = KINDS[record.kind]
        draft = Draft(record.kind, self.ids[record.key], record)
        rows: dict[str, tuple[Record, Fields, dict[str, Any]]] = {}
        family = [(record, kind.table)]
        for child in self.read.records:
            section = SECTIONS.get(child.kind)
            if child.parent == record.key and section is not None and section in kind.children and self._is_told(child):
                family.append((child, kind.children[section]))
                self.ids[child.key] = self._mint(kind.children[section])
        for one, table in family:
            rows[one.key] = (
                one,
                Fields(self.contract, kind, table),
                {self.contract.table(table).key[0]: self.ids[one.key]},
            )
        for one, fields, row in rows.values():
            self._concluded(one, fields, row)
            self._proven(one, fields, row, draft, record.key)
        for one, fields, row in rows.values():
            self._derived(one, fields, row, draft, rows, record.key)
        for key in [key for key, (_, fields, row) in rows.items() if tells_nothing(fields.table, row)]:
            self.left_out.append(LeftOut(f"{rows[key][0].kind} {key}", "none of its numbers can be proven"))
            if key == record.key:
                return None
            del rows[key]
            draft.evidence = [entry for entry in draft.evidence if entry.get("of") != self.ids[key]]
        for one, fields, row in rows.values():
            self._complete(one, fields, row, main=one is record)
            draft.evidence += self._open(one, fields, row, record.key)
            if one is record:
                draft.sections[kind.name] = row
            else:
                draft.sections.setdefault(SECTIONS[one.kind], []).append(row)
        return draft

    def _open(self, record: Record, fields: Fields, row: dict[str, Any], main: str) -> Iterator[dict[str, Any]]:
        """Evidence to be filled in for values that must be there, must be proven and were not read."""
        of = {} if record.key == main else {"of": self.ids[record.key]}
        for name, value in row.items():
            if value == OPEN and name in fields.claimed and fields.columns[name].evidence == "required":
                yield {**of, "source": self.source_id, "party": row["claim_party"], "words": OPEN, "says": {name: OPEN}}

    def _concluded(self, record: Record, fields: Fields, row: dict[str, Any]) -> None:
        """Values that need no words: a level, a precision, a scope."""
        for key, value in record.fields.items():
            name = RENAMED.get(key, key)
            if name in fields.columns and not fields.needs_words(name):
                held = fields.value(name, value)
                if held is not None and not fields.columns[name].ref:
                    row[name] = held
        agreement = self.ids.get(str(record.fields.get("agreement")))
        if agreement and "agreement_id" in fields.columns:
            row["agreement_id"] = agreement

    def _chosen(self, record: Record, fields: Fields) -> Iterable[tuple[str, Any, list[Claim]]]:
        """(name, value, claims that say it) of all fields that need words; for a list, its items one by one."""
        claims = list(dict.fromkeys(self.claims[record.key]))
        for key, value in record.fields.items():
            name = RENAMED.get(key, key)
            if key == "date" and "scope_start" in fields.required:
                same = [c for c in claims if c.field == key and c.value == plain_value(value)]
                yield from ((scope, plain_value(value), same) for scope in SCOPE)
            same_day = name == "date_end" and value == record.fields.get("date_start")
            if name not in fields.claimed or not fields.needs_words(name) or not items_of(value) or same_day:
                continue
            said = [c for c in claims if c.field == SAID_AS.get(key, key)]
            # An extraction lists places by the names in the text; record files want the identifiers, which claims have.
            items = list(dict.fromkeys(c.value for c in said)) if fields.is_list(name) else [value]
            if name == "hit_places" and items == [record.fields.get("place")]:
                continue
            for item in items:
                held = fields.value(name, item)
                same = [c for c in said if held is not None and fields.value(name, c.value) == held]
                yield name, item if held is None else held, same

    def _proven(self, record: Record, fields: Fields, row: dict[str, Any], draft: Draft, main: str) -> None:
        for name, value, claims in self._chosen(record, fields):
            entries = []
            faults = []
            for claim in claims:
                words = self.page.text[claim.start : claim.end]
                wrong = fault(claim, words, fields.columns[name], self.page, self.places, self.language)
                entry = None if wrong or claim.reading == "derived" else self._entry(claim, {name: value}, fields, main)
                if entry and name == "is_none_reported":
                    entry |= {"reading": "judged", "reason": "The page says that nobody was hurt."}
                if entry is None:
                    faults.append(
                        wrong or ("derived" if claim.reading == "derived" else "its words stand more than once")
                    )
                else:
                    entries.append(entry)
            if entries:
                row[name] = [*row.get(name, ()), *value] if isinstance(value, list) else value
                for entry in entries:
                    merge(draft.evidence, entry)
            elif "derived" not in faults:
                said = (
                    "; ".join(dict.fromkeys(faults)) or "no words of the text say it in a form that the field can hold"
                )
                self.left_out.append(_left(record, name, value, said))

    def _entry(self, claim: Claim, says: dict[str, Any], fields: Fields, main: str) -> dict[str, Any] | None:
        """Evidence of a claim; None where its words do not stand once in a document of the project."""
        place: dict[str, str] | None = {"words": OPEN}
        if self.own:
            (name,) = says
            place = provable(claim, fields.columns[name], self.page, self.places, self.language)
        if place is None:
            return None
        of = {} if claim.record == main else {"of": self.ids[claim.record]}
        at = (claim.start, claim.end)
        return {**of, "source": self.source_id, "party": claim.party or SPEAKER, **place, "says": says, "_at": at}

    def _derived(
        self, record: Record, fields: Fields, row: dict[str, Any], draft: Draft, rows: dict[str, Any], main: str
    ) -> None:
        """Values that repeat another one of the same file, which must be proven and the same."""
        for name, value, claims in self._chosen(record, fields):
            for claim in claims if name not in row else ():
                base = self.read.claims[claim.derived_from] if claim.derived_from is not None else None
                if claim.reading != "derived" or base is None:
                    continue
                base_name = RENAMED.get(base.field, base.field)
                rests = base.record in rows and rows[base.record][2].get(base_name) == value
                entry = self._entry(claim, {name: value}, fields, main) if rests else None
                if entry is None:
                    reason = "it is derived from a value that is not the same, or in another record"
                    self.left_out.append(_left(record, name, value, reason))
                    continue
                of = {} if base.record == main else {"of": self.ids[base.record]}
                draft.evidence.append(entry | {"reading": "derived", "rests_on": {**of, "field": base_name}})
                row[name] = value
                break

    def _complete(self, record: Record, fields: Fields, row: dict[str, Any], *, main: bool) -> None:
        """Whose account it is, who coded it when, and marks where a contributor has to write."""
        parties = Counter(claim.party for claim in self.claims[record.key] if claim.party)
        row["claim_party"] = parties.most_common(1)[0][0] if parties else SPEAKER
        if "verification" in fields.columns:
            row["verification"] = "single_source"
        if main:
            row |= {"coder": self.coder, "coded_date": datetime.now(UTC).date().isoformat()}
        settle(row)
        for name in fields.required:
            row.setdefault(name, OPEN)


def _left(record: Record, name: str, value: Any, reason: str) -> LeftOut:
    return LeftOut(f"{record.key}.{name} = {plain_value(value)}", reason)
