"""Which rules can speak in which sentence: what a pattern needs is compared with the letters that are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conflict_data.extraction.language.pack import Rule
    from conflict_data.extraction.text.chunks import Document


class Marks:
    """What patterns need, as bits: one for each set of letters of which a text must hold one."""

    def __init__(self) -> None:
        self.bits: dict[frozenset[str], int] = {}
        self.of_letter: dict[str, int] = {}

    def of(self, needs: Iterable[frozenset[str]]) -> int:
        """The bits of some sets of letters."""
        found = 0
        for letters in needs:
            bit = self.bits.setdefault(letters, 1 << len(self.bits))
            for letter in letters:
                self.of_letter[letter] = self.of_letter.get(letter, 0) | bit
            found |= bit
        return found

    def on(self, letters: Iterable[str]) -> int:
        """The bits that some letters bear."""
        found = 0
        known = self.of_letter.get
        for letter in letters:
            found |= known(letter, 0)
        return found

    def in_sentence(self, document: Document, sentence: int) -> int:
        """The bits that a sentence bears; worked out once."""
        known = document.marks.get(sentence)
        if known is None:
            low, high = document.ranges[sentence]
            known = document.marks[sentence] = self.on(set(document.letters[low:high]))
        return known


class Plan:
    """The rules of a pack, each filed under the rarest letters that it needs."""

    def __init__(self, rules: Sequence[Rule], telling: Set[str]) -> None:
        """`telling`: letters of words that speak of events, which are rarer than others."""
        self.rules = rules
        self.marks = Marks()
        self.needs = [self.marks.of(rule.needs) for rule in rules]
        self.text_needs = [self.marks.of((*rule.needs, *rule.text_needs)) for rule in rules]
        shared = {letters: sum(letters in rule.needs for rule in rules) for letters in self.marks.bits}
        filed: dict[str, set[int]] = {}
        for number, rule in enumerate(rules):
            own = [(not letters <= telling, shared[letters], sorted(letters)) for letters in rule.needs]
            for letter in min(own)[2] if own else ():
                filed.setdefault(letter, set()).add(number)
        self.always = frozenset(number for number, rule in enumerate(rules) if not rule.needs)
        self.filed = {letter: frozenset(numbers) for letter, numbers in filed.items()}

    def spans(self, document: Document) -> list[tuple[Rule, list[tuple[int, int]]]]:
        """The rules that can speak, in the order of the pack, and where to look."""
        letters, of_letter, needs = document.letters, self.marks.of_letter, self.needs
        present = document.present
        lacking = ~self.marks.on(present)
        able = {number for number, wanted in enumerate(self.text_needs) if not wanted & lacking}
        filed = {letter: self.filed[letter] & able for letter in present if letter in self.filed}
        always = self.always & able
        chosen: dict[int, list[tuple[int, int]]] = {}
        for low, high in document.ranges:
            here = set(letters[low:high])
            numbers = always.union(*[filed[letter] for letter in here if letter in filed])
            if not numbers:
                continue
            mark = 0
            for letter in here:
                if letter in of_letter:
                    mark |= of_letter[letter]
            lacking = ~mark
            # The letter that ends a sentence is looked at too: no pattern crosses it.
            span = low, high + 1
            for number in numbers:
                if not needs[number] & lacking:
                    if number in chosen:
                        chosen[number].append(span)
                    else:
                        chosen[number] = [span]
        return [(self.rules[number], chosen[number]) for number in sorted(chosen)]
