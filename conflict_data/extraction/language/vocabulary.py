"""What the tokens of texts are and which phrases they begin: one look-up for each token."""

from __future__ import annotations

from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.language.lexicon import LONG, MEMORY, Classifier, Words

Phrase = tuple[int, tuple[str, ...], str]
"""A phrase of the lexicon or a name of several words: how many, those from the third on, and its class letter."""

Entry = tuple[str, str, dict[str, list[Phrase]] | None]
"""A token's class letter, its form in lower case without blanks, and the phrases it begins by their second word."""


class Vocabulary(dict[str, Entry]):
    """Tokens, with the blanks after them, to what is known of them; each is worked out once."""

    def __init__(self, words: Words, places: Gazetteer) -> None:
        super().__init__()
        self.words = words
        self.classifier = Classifier(words, places)
        self.names: dict[str, list[tuple[str, ...]]] = {}
        for name in places.names:
            parts = tuple(name.replace("\u2019", "'").split(" "))
            if len(parts) > 1:
                for first in {parts[0], parts[0].upper()}:
                    self.names.setdefault(first, []).append(parts)

    def __missing__(self, token: str) -> Entry:
        letter = self.words.alphabet.letters[self.classifier.classify(token)]
        word = token.strip()
        spelt = word.replace("\u2019", "'")
        entry = letter, spelt.lower(), self._phrases(word, spelt)
        if len(self) < MEMORY and len(token) <= LONG:
            self[token] = entry
        return entry

    def _phrases(self, word: str, spelt: str) -> dict[str, list[Phrase]] | None:
        """The phrases that may begin with a word, the longest first, by their second word."""
        known = self.words.phrases
        listed = {*self.names.get(word, ()), *known.get(spelt.lower(), ()), *known.get(spelt, ())}
        if spelt.isupper():
            listed.update(known.get(spelt.title(), ()))
        found: dict[str, list[Phrase]] = {}
        for parts in sorted(listed, key=lambda parts: (-len(parts), parts)):
            letter = self.words.alphabet.letters[self.words.classes.get(" ".join(parts), "PLACEW")]
            phrase = len(parts), tuple(part.lower() for part in parts[2:]), letter
            found.setdefault(parts[1].lower(), []).append(phrase)
        return found or None
