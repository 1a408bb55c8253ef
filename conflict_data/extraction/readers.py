"""What a few words say: the readers that evidence, hand-coded or not, is checked with."""

from __future__ import annotations

from datetime import date

from conflict_data.extraction.api import read_document
from conflict_data.extraction.chunks import Document
from conflict_data.extraction.counts import Count
from conflict_data.extraction.dates import DateSpan, date_of
from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.groups import Arms, People, Spot
from conflict_data.extraction.pack import Pack, load_pack


def read_count(words: str, *, language: str = "en") -> list[Count]:
    """All numbers of people or things in the words; the sum too where counted groups are enumerated.

    An ordinal counts where it numbers one of a series, as in `61st exchange`.
    """
    pack = load_pack(language)
    document = read_document(pack, words, Gazetteer.empty(), whole=True)
    found: list[Count] = []
    counted: list[int] = []
    for chunk, payload in sorted(document.payload.items()):
        pair = isinstance(payload, tuple) and not hasattr(payload, "_fields")
        parts = [part for part in (payload if pair else (payload,)) if isinstance(part, (People, Arms))]
        found += [part.amount for part in parts if part.amount is not None]
        if not pair and any(part.amount is not None and part.amount.word != "plural" for part in parts):
            counted.append(chunk)
    found += _sums(pack, document, counted)
    for match in pack.ordinals.finditer(document.letters):
        number = ordinal(pack, document, match.start())
        found += [Count.of(number)] if number is not None else []
    return found


def _sums(pack: Pack, document: Document, counted: list[int]) -> list[Count]:
    """Totals of numbers that stand in one enumeration; nothing adds a part to its whole."""
    totals: list[Count] = []
    current: Count | None = None
    before = -1
    for chunk in counted:
        amount = document.payload[chunk].amount
        if current is not None and pack.joint.fullmatch(document.letters[before + 1 : chunk]):
            current = current.plus(amount)
            totals[-1:] = [current]
        else:
            current = amount
            totals.append(amount)
        before = chunk
    single = [document.payload[chunk].amount for chunk in counted]
    return [total for total in totals if total not in single]


def ordinal(pack: Pack, document: Document, chunk: int) -> int | None:
    """The number of an ordinal such as `first` or `66th`; None for `last` and `next`."""
    token = document.tokens[document.first[chunk]]
    digits = "".join(char for char in token if char.isdigit())
    code = int(digits) if digits else pack.words.code(token)
    return code if isinstance(code, int) else None


def read_date(words: str, *, published: date | None = None, language: str = "en") -> list[DateSpan]:
    """All dates in the words, relative ones from the day of publication."""
    pack = load_pack(language)
    document = read_document(pack, words, Gazetteer.empty(), whole=True)
    letter = pack.letters["DATE"]
    spans = [
        date_of(pack, document, payload, published)
        for chunk, payload in sorted(document.payload.items())
        if document.letters[chunk] == letter
    ]
    return [span for span in spans if span is not None]


def read_place(words: str, gazetteer: Gazetteer, *, language: str = "en") -> list[str]:
    """Ids of all places that the words may name."""
    document = read_document(load_pack(language), words, gazetteer, whole=True)
    found = [one for _, spot in sorted(document.payload.items()) if isinstance(spot, Spot) for one in spot.ids]
    whole = gazetteer.lookup(" ".join(words.split()))
    return list(dict.fromkeys([*whole, *found]))


def read_code(words: str, codelist: str, language: str = "en") -> set[str]:
    """Codes of a list (`weapon_class`, `party`, `claim_party`, `target_type`) that the words stand for."""
    pack = load_pack(language)
    document = read_document(pack, words, Gazetteer.empty(), whole=True)
    classes = {
        "weapon_class": ("WEAPON",), "weapon_model": ("WEAPON",), "party": ("NAT", "NATS", "COUNTRY", "GOV", "MEDIATORW"),
        "claim_party": ("OFFICIAL",), "target_type": ("TARGETN",),
    }  # fmt: skip
    if codelist not in classes:
        raise ValueError(f"unknown code list {codelist!r}; allowed: {', '.join(classes)}")
    found: set[str] = set()
    for token, letter in zip(document.tokens, document.classes, strict=True):
        code = pack.words.code(token)
        if code and pack.alphabet.names[letter] in classes[codelist]:
            cls, _, model = str(code).partition("/")
            found.add(model if codelist == "weapon_model" else cls)
    return found - {""}
