"""Run the rules over the class string of a document and collect what they say."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from conflict_data.extraction.casualties.victims import listed
from conflict_data.extraction.language.pack import Emission, Filter, Pack, Rule
from conflict_data.extraction.model import Step
from conflict_data.extraction.text.chunks import Document
from conflict_data.extraction.text.groups import Arms, People, Spot


class Mention(NamedTuple):
    """One value that one rule found: what of, which field, the value, the words, and where."""

    kind: str
    field: str
    value: Any
    start: int
    end: int
    rule_id: str
    chunk: int
    sentence: int
    payload: Any
    fixed: dict[str, Any]
    group: int


def mentions(pack: Pack, document: Document, trace: list[Step] | None) -> list[Mention]:
    """All mentions of a document in the order of the text; the first rule of a pack wins an overlap."""
    letters = document.letters
    found: list[Mention] = []
    taken: dict[tuple[str, str, int], int] = {}
    group = 0
    for rule, spans in pack.plan.spans(document):
        for match in [match for span in spans for match in rule.regex.finditer(letters, *span)]:
            refused = _refused(pack, document, rule, match) if rule.unless else None
            if trace is not None:
                outcome = f"refused by {refused}" if refused else "matched"
                detail = pack.alphabet.spell(letters[match.start() : match.end()])
                span = document.start(match.start()), document.end(match.end() - 1)
                trace.append(Step("rules", rule.id, outcome, *span, detail))
            if refused:
                continue
            group += 1
            for emission in rule.emits:
                begin, end = match.span(emission.capture) if emission.capture else match.span()
                if begin < 0:
                    continue
                # A group of people has one fate; a number of weapons can be launched and downed.
                fate = "" if emission.kind == "casualty" else emission.field
                wanted = emission.fixed.get("kinds")
                for chunk, payload in _chunks(pack, document, emission, begin, end):
                    if wanted is not None and wanted not in getattr(payload, "kinds", ()):
                        continue
                    if taken.setdefault((emission.kind, fate, chunk), group) != group:
                        continue
                    found.append(_mention(document, rule, emission, chunk, payload, end, group))
    found.sort(key=lambda one: (one.start, one.end))
    return found


def _chunks(pack: Pack, document: Document, emission: Emission, begin: int, end: int) -> list[tuple[int, Any]]:
    if not emission.each:
        return [(begin, document.payload.get(begin))]
    if emission.kind == "casualty":
        return list(listed(pack, document, begin, end))
    kinds = (People, Arms, Spot)
    payloads = ((k, document.payload.get(k)) for k in range(begin, end))
    return [(k, payload) for k, payload in payloads if isinstance(payload, kinds)]


def _mention(
    document: Document, rule: Rule, emission: Emission, chunk: int, payload: Any, end: int, group: int
) -> Mention:
    value: Any = None
    last = chunk
    if payload is None:
        if emission.capture and not emission.each:
            last = max(chunk, end - 1)
    elif isinstance(payload, (People, Arms)):
        value = payload.amount
    elif isinstance(payload, Spot):
        value = payload.name
    if value is None or isinstance(payload, Spot):
        start, stop = document.start(chunk), document.end(last)
    else:
        start, stop = payload.start, payload.end
    kind, field, fixed = emission.kind, emission.field, emission.fixed
    return Mention(kind, field, value, start, stop, rule.id, chunk, document.numbers[chunk], payload, fixed, group)


def _refused(pack: Pack, document: Document, rule: Rule, match: re.Match[str]) -> str | None:
    """The first filter that silences a match of a rule."""
    begin, end = match.span()
    lacking = ~pack.marks.in_sentence(document, document.numbers[begin])
    for condition in rule.unless:
        if not condition.needs & lacking and _holds(condition, document, begin, end):
            return condition.id
    return None


def _holds(condition: Filter, document: Document, begin: int, end: int) -> bool:
    if condition.where == "inside":
        low, high = begin, end
    else:
        low, high = document.ranges[document.numbers[begin]]
        if condition.where == "before":
            low, high = max(low, begin - 12), begin
        elif condition.where == "after":
            low, high = end, min(high, end + 12)
    return condition.regex.search(document.letters[low:high]) is not None
