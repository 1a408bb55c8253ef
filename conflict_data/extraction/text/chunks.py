"""From a text to chunks: tokens, phrases, sentences, and groups, all as one string of class letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from conflict_data.extraction.language.lexicon import LINE_TOKEN, TOKEN
from conflict_data.extraction.language.patterns import BOUNDARY
from conflict_data.extraction.language.vocabulary import Vocabulary

if TYPE_CHECKING:
    from conflict_data.extraction.language.pack import Pack

LONGEST_SENTENCE = 240
"""Tokens after which a sentence is cut, so that no pattern ever looks further."""

_TOO_LONG = re.compile(rf"[^{re.escape(BOUNDARY)}]{{{LONGEST_SENTENCE + 1}}}")

HEAD = 40
"""Tokens at the beginning that are always read: the dateline stands there."""


class Document:
    """A text with its tokens and chunks; `letters[k]` is the class of chunk k."""

    __slots__ = (
        "bounds",
        "classes",
        "first",
        "letters",
        "marks",
        "numbers",
        "payload",
        "present",
        "ranges",
        "starts",
        "text",
        "tokens",
    )

    def __init__(self, text: str, tokens: list[str], classes: str) -> None:
        self.text = text
        self.tokens = tokens
        self.classes = classes
        self.starts = list(accumulate(map(len, tokens), initial=0))
        self.letters = ""
        self.present: frozenset[str] = frozenset()
        self.first: list[int] = []
        self.bounds: list[int] = []
        self.ranges: list[tuple[int, int]] = []
        self.marks: dict[int, int] = {}
        self.numbers: list[int] = []
        self.payload: dict[int, Any] = {}

    def settle(self, letters: str, first: list[int]) -> None:
        """Take in the chunks, and note where the sentences are."""
        self.letters = letters
        self.present = frozenset(letters)
        self.first = first
        low = 0
        for number, sentence in enumerate(letters.split(BOUNDARY)):
            high = low + len(sentence)
            self.ranges.append((low, high))
            self.numbers += [number] * (high + 1 - low)
            low = high + 1
            self.bounds.append(low)
        self.bounds.pop()

    def start(self, chunk: int) -> int:
        """Offset of the first character of a chunk."""
        return self.starts[self.first[chunk]]

    def end(self, chunk: int) -> int:
        """Offset after the last character of a chunk, blanks left out."""
        last = self.first[chunk + 1] - 1
        return self.starts[last] + len(self.tokens[last].rstrip())

    def sentence(self, chunk: int) -> int:
        """Number of the sentence a chunk stands in."""
        return self.numbers[chunk]

    def sentence_chunks(self, sentence: int) -> tuple[int, int]:
        """First chunk and the chunk after the last of a sentence."""
        return self.ranges[sentence]

    def sentence_span(self, sentence: int) -> tuple[int, int]:
        """Offsets of a sentence."""
        low, high = self.sentence_chunks(sentence)
        return (self.start(low), self.end(high - 1)) if high > low else (0, 0)

    def words(self, first: int, last: int) -> str:
        """Text of the tokens first..last-1 without outer blanks."""
        return self.text[self.starts[first] : self.starts[last]].strip()


def tokenise(tokens: list[str], vocabulary: Vocabulary) -> tuple[list[str], str]:
    """Tokens with phrases made one token, and their class letters."""
    if not tokens:
        return tokens, ""
    classes, plain, begun = zip(*map(vocabulary.__getitem__, tokens), strict=True)
    last = len(tokens) - 1
    begin = [k for k, listed in enumerate(begun) if listed is not None]
    starts = [(k, begun[k][plain[k + 1]]) for k in begin if k < last and plain[k + 1] in begun[k]]
    if not starts:
        return tokens, "".join(classes)
    letters = list(classes)
    position = 0
    for k, phrases in starts:
        if k < position:
            continue
        for size, rest, letter in phrases:
            if rest and plain[k + 2 : k + size] != rest:
                continue
            letters[k] = letter
            position = k + size
            tokens[k] = "".join(tokens[k:position])
            letters[k + 1 : position] = tokens[k + 1 : position] = [""] * (size - 1)
            break
    return list(filter(None, tokens)), "".join(letters)


def _wrapped(text: str) -> bool:
    """Are the lines of this text broken by width, so that a line end means nothing?"""
    lines = text[:20_000].split("\n")
    return len(lines) > 4 and max(map(len, lines)) <= 100


def chunk(
    pack: Pack,
    text: str,
    vocabulary: Vocabulary,
    read: Callable[..., Any],
    *,
    whole: bool = False,
) -> Document:
    """Cut a text into chunks and read the numbers, people, weapons, places and dates in them.

    Sentences without a word of an event are passed over unless the `whole` text is asked for.
    """
    by_width = "\n" not in text or _wrapped(text)
    tokens, classes = tokenise((TOKEN if by_width else LINE_TOKEN).findall(text), vocabulary)
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
    document.settle(letters, first)
    return document


def _sentences(pack: Pack, classes: str, whole: bool) -> str:
    """Class letters with boundaries between sentences, none of them too long, and blanks for idle sentences."""
    classes = pack.boundaries.sub(lambda found: BOUNDARY * len(found[0]), classes)
    if _TOO_LONG.search(classes):
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
