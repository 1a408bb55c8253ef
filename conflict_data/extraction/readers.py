"""What a few words say: the readers that evidence, hand-coded or not, is checked with."""

from __future__ import annotations

from datetime import date

from conflict_data.extraction.api import read_document
from conflict_data.extraction.counts import Count
from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.language.codes import codes_of, readings
from conflict_data.extraction.language.pack import Pack, load_pack
from conflict_data.extraction.text.chunks import Document
from conflict_data.extraction.text.dates import DateSpan, date_of, shifted
from conflict_data.extraction.text.groups import Arms, People, Spot
from conflict_data.extraction.text.numbers import digits_of
from conflict_data.extraction.text.spots import spots_of

_CLASSES = {
    "weapon_class": ("WEAPON",), "weapon_model": ("WEAPON",), "party": ("NAT", "NATS", "COUNTRY", "GOV", "MEDIATORW"),
    "mediator": ("NAT", "NATS", "COUNTRY", "GOV", "MEDIATORW"), "claim_party": ("OFFICIAL",), "target_type": ("TARGETN",),
}  # fmt: skip
"""Classes of the lexicon whose codes are codes of a list of the contract."""


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
    number = digits_of(token)
    code = pack.words.code(token) if number is None else number
    return code if isinstance(code, int) else None


def read_date(words: str, *, published: date | None = None, language: str = "en") -> list[DateSpan]:
    """All dates in the words, relative ones from the day of publication."""
    pack = load_pack(language)
    document = read_document(pack, words, Gazetteer.empty(), whole=True)
    letter = pack.letters["DATE"]
    found: list[DateSpan] = []
    for chunk, payload in sorted(document.payload.items()):
        span = date_of(pack, document, payload, published) if document.letters[chunk] == letter else None
        if span is None:
            continue
        found.append(span)
        if span.night and span.start == span.end:
            # "The night of 4 April" may end or begin on that day.
            found += [span._replace(start=shifted(span.start, -1)), span._replace(end=shifted(span.end, 1))]
    return found


def read_place(words: str, gazetteer: Gazetteer, *, language: str = "en") -> list[str]:
    """Ids of all places that the words may name, the likeliest first.

    A bare name may mean the region that bears it ("hits in Kharkiv and Poltava"), an adjective its state.
    """
    pack = load_pack(language)
    document = read_document(pack, words, gazetteer, whole=True)
    spots = [spot for _, spot in sorted(document.payload.items()) if isinstance(spot, Spot)]
    shared, _ = spots_of(pack, document, gazetteer)
    found = [one for spot in [*spots, *shared.values()] for one in spot.ids]
    names = [spot.name for spot in spots if spot.area is None]
    nouns = pack.area_nouns.get("oblast", ())
    found += [one for name in names for noun in nouns for one in gazetteer.lookup(f"{name} {noun}")]
    for token in (part for whole in document.tokens for part in whole.split()):
        code = pack.words.code(token)
        if pack.words.classes.get(token.lower()) in ("NAT", "NATS") and str(code).lower() in gazetteer.places:
            found.append(str(code).lower())
    whole = gazetteer.lookup(" ".join(words.split()))
    return list(dict.fromkeys([*whole, *found]))


def read_code(words: str, codelist: str, language: str = "en") -> set[str]:
    """Codes of a list of the contract (`weapon_class`, `party`, `target_type` ...) that the words stand for.

    ValueError for a list that neither the lexicon nor the readings of the language know.
    """
    pack = load_pack(language)
    known = readings(language)
    if codelist not in _CLASSES and codelist not in known:
        raise ValueError(f"unknown code list {codelist!r}; allowed: {', '.join(sorted({*_CLASSES, *known}))}")
    document = read_document(pack, words, Gazetteer.empty(), whole=True)
    found = codes_of(words, codelist, language)
    models: list[str] = []
    for token, letter in zip(document.tokens, document.classes, strict=True):
        code = pack.words.code(token)
        if code and pack.alphabet.names[letter] in _CLASSES.get(codelist, ()):
            cls, _, model = str(code).partition("/")
            found.add(model if codelist == "weapon_model" else cls)
            models.append(model)
    if codelist == "weapon_class":
        found |= {arms.weapon_class for arms in document.payload.values() if isinstance(arms, Arms)}
    if codelist == "party":
        found |= _states(pack, words)
    if codelist == "weapon_model" and len(models) > 1 and all(models):
        found.add("/".join(models))
    return found - {""}


def _states(pack: Pack, words: str) -> set[str]:
    """States that capitals and single words name inside longer names ("Russia's Defence Ministry")."""
    plain = [word.strip('.,;:()"').removesuffix("'s").removesuffix("\u2019s") for word in words.split()]
    found = {pack.governments[word] for word in plain if word in pack.governments}
    known = pack.words.classes
    named = [word for word in plain if (known.get(word) or known.get(word.lower())) in ("NAT", "NATS", "COUNTRY")]
    return found | {str(pack.words.code(word)) for word in named}


def read_ordinal(words: str, *, language: str = "en") -> list[int]:
    """All numbers that ordinals in the words give: "66th exchange", "the first phase", "twenty-first stage"."""
    pack = load_pack(language)
    document = read_document(pack, words, Gazetteer.empty(), whole=True)
    letter = pack.letters["ORDN"]
    found: list[int] = []
    for token, kind in zip(document.tokens, document.classes, strict=True):
        spelt = token.strip()
        tens, dash, last = spelt.rpartition("-")
        code = _ordinal(pack, last if dash else spelt)
        if code is None:
            continue
        if dash and isinstance(pack.words.code(tens), int):
            found.append(int(pack.words.code(tens)) + code)
        elif kind == letter:
            found.append(code)
    return found


def _ordinal(pack: Pack, token: str) -> int | None:
    number = digits_of(token)
    code = pack.words.code(token) if number is None else number
    known = number is not None or pack.words.classes.get(token.lower()) == "ORDN"
    return code if known and isinstance(code, int) else None
