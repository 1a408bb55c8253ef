"""What each stage made of a text or refused, for people who ask why: `extract(..., explain=True)`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from conflict_data.extraction.language.pack import Pack
from conflict_data.extraction.match import Mention
from conflict_data.extraction.model import Claim, Step
from conflict_data.extraction.text.chunks import Document


def sentence_steps(pack: Pack, document: Document) -> Iterator[Step]:
    """One step a sentence; its detail is what rules see: `words/CLASS`, words without a class as they are."""
    idle = pack.letters["OTHER"]
    for number in range(len(document.bounds) + 1):
        low, high = document.sentence_chunks(number)
        if low == high:
            continue
        span = document.sentence_span(number)
        if set(document.letters[low:high]) <= {idle}:
            yield Step("sentences", "", "passed over: no word of an event in it", *span)
            continue
        seen = []
        for chunk in range(low, high):
            words = document.text[document.start(chunk) : document.end(chunk)]
            letter = document.letters[chunk]
            seen.append(words if letter == idle else f"{words}/{pack.alphabet.spell(letter)}")
        yield Step("sentences", "", "read", *span, " ".join(filter(None, seen)))


def merge_steps(trace: Iterable[Step], found: Sequence[Mention], claims: Iterable[Claim]) -> Iterator[Step]:
    """What became of the matches that made no value, and the values that no rule made; `found` in the order of the text."""
    said = list(dict.fromkeys(claims))
    made = {(claim.rule_id, claim.start) for claim in said}
    numbers = {claim.start: claim for claim in reversed(said) if claim.reading == "number"}
    values = {(claim.field, claim.value): claim for claim in reversed(said)}
    starts = [mention.start for mention in found]
    rules = set()
    for step in trace:
        rules.add(step.rule_id)
        if step.outcome != "matched":
            continue
        inside = found[bisect_left(starts, step.start) : bisect_left(starts, step.end)]
        own = [mention for mention in inside if mention.rule_id == step.rule_id]
        if any((mention.rule_id, mention.start) in made for mention in own):
            continue
        if own:
            outcome = _kept_out(own, numbers, values)
        else:
            outcome = f"its words were read by {inside[0].rule_id if inside else 'an earlier rule'}"
        yield Step("merge", step.rule_id, outcome, step.start, step.end)
    for claim in said:
        if claim.rule_id not in rules:
            yield Step("merge", claim.rule_id, f"{claim.record}.{claim.field} = {claim.value}", claim.start, claim.end)


def _kept_out(own: list[Mention], numbers: dict[int, Claim], values: dict[tuple[str, str], Claim]) -> str:
    """Why mentions of one match are in no record, as far as their words and values tell."""
    for mention in own:
        if mention.field == "trigger":
            return "tells of an attack, gives no value"
        if claim := numbers.get(mention.start):
            return f"the same words gave {claim.record}.{claim.field} = {claim.value} by {claim.rule_id}"
        if claim := values.get((mention.field, str(mention.value))):
            return f"restates {claim.record}.{claim.field} = {claim.value}"
    return "no record took it"
