"""Words around a number that make it a sum, a running total or one of a list."""

from __future__ import annotations

from conflict_data.extraction.merge import Scene


class Cues:
    """What the sentence of a number says of how it was counted."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.document = scene.document
        self.letters = scene.pack.letters
        self._since: dict[tuple[int, tuple[str, ...]], bool] = {}

    def branches(self, sentence: int) -> bool:
        """Does the sentence count people by where they served (`12 of the Navy, 8 of the Guard`)?"""
        low, high = self.document.sentence_chunks(sentence)
        text = self.document.letters[low:high]
        return (
            text.count(self.letters["NUM"] + self.letters["OF"])
            + text.count(self.letters["NUM"] + self.letters["FROM"])
            > 1
        )

    def _series(self, low: int, high: int) -> bool:
        """Does the sentence count exchanges (`48 earlier swaps`)?"""
        text = self.document.letters[low:high]
        exchange, number = self.letters["EXCHANGEN"], self.letters["NUM"]
        things = self.letters["THINGS"]
        first = self.document.first
        return any(
            (text[k] == number and exchange in text[k + 1 : k + 3])
            or (text[k] == things and exchange in self.document.classes[first[low + k] : first[low + k + 1]])
            for k in range(len(text))
        )

    def summed(self, chunk: int) -> bool:
        """Is the number said to be one `in all`?"""
        token = self.document.tokens[self.document.first[chunk + 1]] if chunk + 1 < len(self.document.letters) else ""
        return self.scene.pack.words.code(token) in ("sum", "exact")

    def since(self, sentence: int, *codes: str) -> bool:
        """Does the sentence count from the beginning (`since March`, `by then`), or over a `span` (`within a week`)?"""
        known = self._since.get((sentence, codes))
        if known is None:
            known = self._since[sentence, codes] = self._counts_since(sentence, codes)
        return known

    def _counts_since(self, sentence: int, codes: tuple[str, ...]) -> bool:
        low, high = self.document.sentence_chunks(sentence)
        first, last = self.document.first[low], self.document.first[high]
        code = self.scene.pack.words.code
        if self._series(low, high):
            return True
        if "span" not in codes and self.letters["PERIODW"] in self.document.letters[low:high]:
            return True
        return any(code(token) in (codes or ("since", "span")) for token in self.document.tokens[first:last])
