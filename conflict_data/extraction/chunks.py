"""From a text to chunks: tokens, phrases, sentences, and groups, all as one string of class letters."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from conflict_data.extraction.lexicon import LINE_TOKEN, MEMORY, TOKEN, Classifier, Words
from conflict_data.extraction.patterns import BOUNDARY

if TYPE_CHECKING:
    from conflict_data.extraction.pack import Pack

LONGEST_SENTENCE = 240
"""Tokens after which a sentence is cut, so that no pattern ever looks further."""

HEAD = 40
"""Tokens at the beginning that are always read: the dateline stands there."""


class Starters(dict[str, dict[str, list[tuple[str, ...]]] | None]):
    """Token to the phrases that may begin with it, by their second word (None mostly)."""

    def __init__(self, words: Words, names: dict[str, list[tuple[str, ...]]]) -> None:
        super().__init__()
        self.phrases = words.phrases
        self.names = names
        self.plain = Plain()

    def __missing__(self, token: str) -> dict[str, list[tuple[str, ...]]] | None:
        word = token.strip()
        spelt = word.replace("\u2019", "'")
        listed = {
            *self.names.get(word, ()),
            *self.phrases.get(spelt.lower(), ()),
            *self.phrases.get(spelt, ()),
        }
        if spelt.isupper():
            listed.update(self.phrases.get(spelt.title(), ()))
        answer: dict[str, list[tuple[str, ...]]] = {}
        for parts in sorted(listed, key=lambda parts: (-len(parts), parts)):
            answer.setdefault(parts[1].lower(), []).append(parts)
        if len(self) < MEMORY:
            self[token] = answer or None
        return answer or None


class Plain(dict[str, str]):
    """Token to its form in lower case, without blanks."""

    def __missing__(self, token: str) -> str:
        plain = token.strip().lower().replace("\u2019", "'")
        if len(self) < MEMORY:
            self[token] = plain
        return plain


class Document:
    """A text with its tokens and chunks; `letters[k]` is the class of chunk k."""

    __slots__ = ("bounds", "classes", "first", "letters", "payload", "starts", "text", "tokens")

    def __init__(self, text: str, tokens: list[str], classes: str) -> None:
        self.text = text
        self.tokens = tokens
        self.classes = classes
        self.starts = list(accumulate(map(len, tokens), initial=0))
        self.letters = ""
        self.first: list[int] = []
        self.bounds: list[int] = []
        self.payload: dict[int, Any] = {}

    def start(self, chunk: int) -> int:
        """Offset of the first character of a chunk."""
        return self.starts[self.first[chunk]]

    def end(self, chunk: int) -> int:
        """Offset after the last character of a chunk, blanks left out."""
        last = self.first[chunk + 1] - 1
        return self.starts[last] + len(self.tokens[last].rstrip())

    def sentence(self, chunk: int) -> int:
        """Number of the sentence a chunk stands in."""
        return bisect_right(self.bounds, chunk)

    def sentence_chunks(self, sentence: int) -> tuple[int, int]:
        """First chunk and the chunk after the last of a sentence."""
        low = self.bounds[sentence - 1] if sentence else 0
        high = self.bounds[sentence] - 1 if sentence < len(self.bounds) else len(self.letters)
        return low, max(low, high)

    def sentence_span(self, sentence: int) -> tuple[int, int]:
        """Offsets of a sentence."""
        low, high = self.sentence_chunks(sentence)
        return (self.start(low), self.end(high - 1)) if high > low else (0, 0)

    def words(self, first: int, last: int) -> str:
        """Text of the tokens first..last-1 without outer blanks."""
        return self.text[self.starts[first] : self.starts[last]].strip()


def tokenise(tokens: list[str], classifier: Classifier, starters: Starters) -> tuple[list[str], str]:
    """Tokens with phrases made one token, and their class letters."""
    letters = list(map(classifier.__getitem__, tokens))
    plain = starters.plain
    position, size_of_text = 0, len(tokens)
    fused = False
    for k in [k for k, listed in enumerate(map(starters.__getitem__, tokens)) if listed]:
        if k < position or k + 1 == size_of_text:
            continue
        listed = starters[tokens[k]] or {}
        for phrase in listed.get(plain[tokens[k + 1]], ()):
            size = len(phrase)
            if size > 2 and [plain[token] for token in tokens[k + 2 : k + size]] != [
                part.lower() for part in phrase[2:]
            ]:
                continue
            kind = classifier.words.classes.get(" ".join(phrase), "PLACEW")
            letters[k] = classifier.letters[kind]
            tokens[k] = "".join(tokens[k : k + size])
            for j in range(k + 1, k + size):
                letters[j] = tokens[j] = ""
            position, fused = k + size, True
            break
    if fused:
        tokens = [token for token in tokens if token]
    return tokens, "".join(letters)


def _wrapped(text: str) -> bool:
    """Are the lines of this text broken by width, so that a line end means nothing?"""
    lines = text[:20_000].split("\n")
    return len(lines) > 4 and max(map(len, lines)) <= 100


def chunk(
    pack: Pack,
    text: str,
    classifier: Classifier,
    starters: Starters,
    read: Callable[..., Any],
    *,
    whole: bool = False,
) -> Document:
    """Cut a text into chunks and read the numbers, people, weapons, places and dates in them.

    Sentences without a word of an event are passed over unless the `whole` text is asked for.
    """
    by_width = "\n" not in text or _wrapped(text)
    tokens, classes = tokenise((TOKEN if by_width else LINE_TOKEN).findall(text), classifier, starters)
    document = Document(text, tokens, classes)
    classes = _sentences(pack, classes, whole or pack.whole.search(classes) is not None)
    out: list[str] = []
    first: list[int] = []
    position = 0
    for found in pack.groups.finditer(classes):
        begin, end = found.span()
        value = read(document, found.lastgroup, begin, end)
        if value is None:
            continue
        if begin > position:
            out.append(classes[position:begin])
            first.extend(range(position, begin))
        letter, payload = value
        document.payload[len(first)] = payload
        out.append(letter)
        first.append(begin)
        position = end
    out.append(classes[position:])
    first.extend(range(position, len(classes) + 1))
    letters = pack.subsets.sub(lambda found: found[0].translate(pack.subset_letters), "".join(out))
    document.letters = letters
    document.first = first
    position = letters.find(BOUNDARY)
    while position >= 0:
        document.bounds.append(position + 1)
        position = letters.find(BOUNDARY, position + 1)
    return document


def _sentences(pack: Pack, classes: str, whole: bool) -> str:
    """Class letters with boundaries between sentences, none of them too long, and blanks for idle sentences."""
    classes = pack.boundaries.sub(lambda found: BOUNDARY * len(found[0]), classes)
    if len(classes) > LONGEST_SENTENCE:
        sentences = []
        for sentence in classes.split(BOUNDARY):
            if len(sentence) > LONGEST_SENTENCE:
                cut = [sentence[k : k + LONGEST_SENTENCE - 1] for k in range(0, len(sentence), LONGEST_SENTENCE)]
                rest = BOUNDARY.join(cut)
                sentence = rest + BOUNDARY * (len(sentence) - len(rest))
            sentences.append(sentence)
        classes = BOUNDARY.join(sentences)
    if whole:
        return classes
    idle, search = pack.letters["OTHER"], pack.triggers.search
    head = classes.find(BOUNDARY, HEAD)
    if head < 0:
        return classes
    body = classes[head:].split(BOUNDARY)
    return classes[:head] + BOUNDARY.join(one if search(one) else idle * len(one) for one in body)
