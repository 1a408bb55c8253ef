"""Who a statement counts: the groups and named persons of a list, and what tells one group from another."""

from __future__ import annotations

from typing import NamedTuple

from conflict_data.extraction.counts import Count
from conflict_data.extraction.language.pack import Pack
from conflict_data.extraction.text.chunks import Document
from conflict_data.extraction.text.groups import People

_COUNTED = ("PEOPLE", "NUM", "THINGS", "FOLK")
_PERSONAL = ((), ("suicide_bomber",))
"""Codes of counted nouns that count people, or may."""
_OFFICE = ("PEOPLE", "ONE", "TITLE", "NAT", "THE", "ADJ", "ORDN", "GOV", "COUNTRY", "ORGW", "OFFICIAL")
"""Classes with which an apposition to a name begins that says who he is."""
_NOUNS = ("TITLE", "ONE")
_STOPS = ("COMMA", "AND", "BE", "HAVE", "KILL", "INJURE", "CAPTURE", "DIE", "REL", "SAY", "IN", "BY")
_COMPLEMENT = 7
"""Chunks after a group in which stands what its people are members of."""
_PRONOUNS = {"one": Count.of(1), "self": Count.of(1), "many": Count.vague("plural")}
_SEPARATORS = ("COMMA", "AND", "WITH", "OR", "SEMI", "DASH", "OPEN", "CLOSE")


class Counted(NamedTuple):
    """One group as the text counts it: how many, what they are, and how many of them it names."""

    amount: Count
    kinds: tuple[str, ...]
    named: int


class Identity(NamedTuple):
    """What is known of a group of people beside its number."""

    names: frozenset[str]
    heads: frozenset[str]
    kinds: frozenset[str]
    definite: bool
    part: bool
    added: str
    pronoun: str | None
    headed: bool
    ordinal: int = 0


def listed(pack: Pack, document: Document, begin: int, end: int) -> list[tuple[int, People]]:
    """The victims of a list in chunks begin..end-1: counted groups, and one person for each name or title."""
    found: list[tuple[int, People]] = []
    names = pack.alphabet.names
    separators = {pack.letters[name] for name in _SEPARATORS}
    after_name, low, skipped = False, begin, begin
    for k in range(begin, end + 1):
        if k < skipped or (k < end and document.letters[k] not in separators):
            continue
        skipped = _aside(names, document, k, end)
        if k > low:
            comma = low > begin and names[document.letters[low - 1]] == "COMMA"
            part = _segment(pack, document, low, k)
            called = pack.letters["NAME"] in document.letters[low:k]
            if called and low > begin and _two_offices(pack, document, begin, low, part):
                found = found[:-1]
            if comma and _apposed(pack, document, found, part, after_name, called):
                if called and _one_article(names, document, found):
                    found = found[:-1]
                after_name = True
            else:
                found += part
                after_name = called and _ends_in_name(names, document, low, k)
        low = max(k + 1, skipped)
    return found[:1] if _itemised(names, document, found) else found


def _ends_in_name(names: dict[str, str], document: Document, low: int, high: int) -> bool:
    """Is the last noun of chunks low..high-1 a name (`leader Bo Ray`, not `Haqqani leader`)?"""
    kinds = [names[document.letters[k]] for k in range(low, high)]
    nouns = [kind for kind in kinds if kind in ("NAME", *_NOUNS)]
    return "POSS" not in kinds and nouns[-1:] == ["NAME"]


def _itemised(names: dict[str, str], document: Document, found: list[tuple[int, People]]) -> bool:
    """Do the groups after the first say who its people are (`three civilians, two women and a man`)?"""
    counts = [people.amount for _, people in found]
    ones = zip(counts[1:], found[1:], strict=True)
    if len(counts) > 2 and counts[0] == Count.of(len(counts) - 1):
        # "Two clerks, Ann Lee and Bo Ray."
        named = (one == Count.of(1) and _called(names, document, *where) for one, where in ones)
        if all(named):
            return True
    if any(names[document.letters[chunk]] not in ("PEOPLE", "NUM") for chunk, _ in found):
        return False
    if len(counts) < 3 or any(one is None or one.qualifier != "exact" for one in counts):
        return False
    numbers = [one.number for one in counts if one is not None]
    return numbers[0] == sum(numbers[1:])


def _called(names: dict[str, str], document: Document, chunk: int, people: People) -> bool:
    """Does a name stand among the words of a person?"""
    k = chunk
    while k < len(document.letters) and document.start(k) < people.end:
        if names[document.letters[k]] == "NAME":
            return True
        k += 1
    return False


def _one_article(names: dict[str, str], document: Document, found: list[tuple[int, People]]) -> bool:
    """Do the last two nouns share an article (`the pharmacist and owner, Bo Ray`), so that one name is that of both?"""
    if len(found) < 2:
        return False
    first, last = found[-2][0], found[-1][0]
    joined = [names[letter] for letter in document.letters[first : last + 1]] == ["ONE", "AND", "ONE"]
    return joined and names[document.classes[document.first[last]]] in (*_NOUNS, "PERSON")


def _two_offices(pack: Pack, document: Document, begin: int, low: int, part: list[tuple[int, People]]) -> bool:
    """Are these two offices of one person (`senator and candidate Ann Lee`): two nouns, no article, one name?"""
    names = pack.alphabet.names
    if low - 2 < begin or names[document.letters[low - 1]] != "AND" or names[document.letters[low - 2]] not in _NOUNS:
        return False
    start = low - 2
    while start > begin and names[document.letters[start - 1]] in ("ADJ", "NAT", "ORDN"):
        start -= 1
    if start > begin and names[document.letters[start - 1]] in ("NAME", "COMMA", "AND"):
        return False
    article = pack.letters["THE"] + pack.letters["DETA"] + pack.letters["POSSP"]
    bare = all(document.classes[document.first[k]] not in article for k in (start, low))
    return bare and len(part) == 1


def _aside(names: dict[str, str], document: Document, k: int, end: int) -> int:
    """The chunk after an aside in brackets or between dashes that begins at k; k if none does."""
    for opening, closing in (("OPEN", "CLOSE"), ("DASH", "DASH")):
        if k < end and names[document.letters[k]] == opening:
            while k + 1 < end and names[document.letters[k + 1]] == opening:
                k += 1
            for last in range(k + 1, end):
                if names[document.letters[last]] == closing:
                    return last + 1
    return k


def _apposed(
    pack: Pack,
    document: Document,
    before: list[tuple[int, People]],
    part: list[tuple[int, People]],
    named: bool,
    called: bool,
) -> bool:
    """Does a part after a comma say who the person before it is (`a teacher`, a name), or how old?"""
    if not before or len(part) != 1:
        return False
    chunk, payload = part[0]
    words = document.text[payload.start : payload.end]
    single = payload.amount == Count.of(1)
    names = pack.alphabet.names
    first = names[document.classes[document.first[chunk]]]
    open_word = names[document.letters[before[-1][0]]] == "NUM" or "anyone" in before[-1][1].kinds
    if not named and single and before[-1][1].amount == Count.of(1) and open_word and first == "DETA":
        return True
    if named:
        kin = pack.words.code(document.tokens[document.first[chunk]]) == "his"
        office = not called and not kin and pack.alphabet.names[document.letters[chunk]] in _OFFICE
        return words.isdigit() or (single and office)
    return called and single and before[-1][1].amount == Count.of(1)


def _segment(pack: Pack, document: Document, low: int, high: int) -> list[tuple[int, People]]:
    names = pack.alphabet.names
    kinds = [names[document.letters[k]] for k in range(low, high)]
    counted: list[tuple[int, People]] = []
    for k, kind in enumerate(kinds, low):
        payload = document.payload.get(k)
        if (
            kind in _COUNTED
            and isinstance(payload, People)
            and not (kind == "THINGS" and payload.kinds not in _PERSONAL)
        ):
            counted.append((k, payload))
    if counted and not ("NAME" in kinds and all(names[document.letters[k]] == "FOLK" for k, _ in counted)):
        return counted
    ones = [k for k, kind in enumerate(kinds, low) if kind == "ONE"]
    if "POSS" in kinds:
        ones = ones[-1:]  # the teacher's son is one person
    if "NAME" not in kinds and (ones or "TITLE" not in kinds):
        return [(k, document.payload[k]) for k in ones] or _pronouns(pack, document, low, high)
    while kinds and kinds[-1] not in ("NAME", "ONE", "TITLE"):
        kinds.pop()
    last = low + len(kinds)
    side = document.payload[ones[0]].side if ones else None
    codes = tuple(code for k in ones for code in document.payload[k].kinds)
    return [(low, People(Count.of(1), document.start(low), document.end(last - 1), side, codes, False))]


def _pronouns(pack: Pack, document: Document, low: int, high: int) -> list[tuple[int, People]]:
    letter = pack.letters["PRON"]
    return [
        (k, People(_PRONOUNS[code], document.start(k), document.end(k), None, (), False))
        for k in range(low, high)
        if document.letters[k] == letter and (code := pack.words.code(document.tokens[document.first[k]])) in _PRONOUNS
    ]


def _attributive(pack: Pack, document: Document, chunk: int) -> bool:
    """Does the verb before a chunk stand between a determiner and its noun (`the arrested leader`)?"""
    names = pack.alphabet.names
    if chunk < 2 or names.get(document.letters[chunk - 1]) not in ("CAPTURE", "KILL", "INJURE"):
        return False
    determiner = document.tokens[document.first[chunk - 2]].strip()
    return names.get(document.letters[chunk - 2]) in ("THE", "POSSP", "DETA") and pack.words.code(determiner) != "rel"


def named_after(pack: Pack, document: Document, chunk: int, number: int) -> int:
    """How many of a counted group the text names right behind it (`two reporters, Ann Lee and Bo Ray`)."""
    names = pack.alphabet.names
    low, high = chunk + 1, min(document.sentence_chunks(document.sentence(chunk))[1], chunk + 12 * number)
    while low < high and names[document.letters[low]] in ("COMMA", "COLON", "DASH"):
        low += 1
    included = document.letters.find(pack.letters["INCL"], low, high)
    if low == chunk + 1 and included >= 0:
        low = included + 1
    found, segment = 0, False
    for k in range(low, high):
        name = names[document.letters[k]]
        if name in ("COMMA", "AND"):
            found += segment
            segment = False
        elif name == "NAME":
            segment = True
        elif name not in ("TITLE", "ONE", "ADJ", "NAT", "NUM", "OPEN", "CLOSE", "QUOTE", "PEOPLE", "DASH"):
            break
    return found + segment if found + segment <= number else 0


def _armed(pack: Pack, document: Document, chunk: int, first: int, last: int) -> bool:
    """Do the words of a group, or what they are members of, name an armed body?"""
    behind = document.letters[chunk + 1 : chunk + 2] == pack.letters["OF"]
    if behind:
        high = min(document.sentence_chunks(document.sentence(chunk))[1], chunk + _COMPLEMENT)
        stop = next((k for k in range(chunk + 2, high) if document.letters[k] in _ends(pack)), high)
        last = document.first[stop]
    words = {token.strip().lower() for token in document.tokens[first:last]}
    return not pack.armed.isdisjoint(words) and pack.once.isdisjoint(words)


def _ends(pack: Pack) -> str:
    return "".join(pack.letters[name] for name in _STOPS)


def _of_a_group(pack: Pack, document: Document, chunk: int) -> bool:
    """Do the words behind a number say that it is a part (`of them`, `of the injured`)?"""
    letters = pack.letters
    behind = document.letters[chunk + 1 : chunk + 3]
    return behind[:1] == letters["OFWHICH"] or behind in (
        letters["OF"] + letters["INJN"],
        letters["OF"] + letters["DEATHN"],
    )


def identity(pack: Pack, document: Document, chunk: int, payload: People) -> Identity:
    """Names, nouns and determiners of the group that begins at a chunk."""
    names, heads = set(), set()
    definite = part = False
    pronoun, ordinal = None, 0
    added = "more" if payload.added else ""
    last = document.first[chunk + 1]
    while last < len(document.tokens) and document.starts[last] < payload.end:
        last += 1
    previous = ""
    for k in range(document.first[chunk], last):
        cls = pack.alphabet.names[document.classes[k]]
        word = document.tokens[k].strip().lower()
        if cls == "NAME" and len(word) > 2:
            names.add(word)
        elif cls in ("PERSON", "PERSONS"):
            heads.add(word[:-1] if word.endswith("s") else word)
        elif cls in ("THE", "BOTH"):
            definite = True
            part = part or previous == "OF"
        elif cls == "OTHERADJ":
            added = str(pack.words.code(word) or "more").removesuffix("s")
        elif cls == "PRON":
            pronoun = str(pack.words.code(word) or "")
        elif cls == "ORDN":
            code = pack.words.code(word)
            ordinal = code if isinstance(code, int) else 0
        previous = cls
    if _of_a_group(pack, document, chunk):
        definite = part = True
    if _attributive(pack, document, chunk):
        definite = True
    kinds = set(payload.kinds)
    if "military" not in kinds and _armed(pack, document, chunk, document.first[chunk], last):
        kinds.add("military")
    if pack.alphabet.names[document.letters[chunk]] == "PEOPLE":
        # Words between a number and its noun are no names.
        names.clear()
    return Identity(
        frozenset(names),
        frozenset(heads),
        frozenset(kinds),
        definite,
        part,
        added,
        pronoun,
        previous in ("PERSON", "PERSONS"),
        ordinal,
    )
