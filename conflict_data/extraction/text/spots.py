"""What a named place is to an event: where it happened, or only where somebody spoke or a missile came from."""

from __future__ import annotations

from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.language.pack import Pack
from conflict_data.extraction.text.chunks import Document
from conflict_data.extraction.text.groups import Reader, Spot

SITE = "site"
WEAK = ("near", "office", "over")
"""Roles that stand in for a site where a sentence names none."""


def spots_of(pack: Pack, document: Document, gazetteer: Gazetteer) -> tuple[dict[int, Spot], dict[int, str]]:
    """All named places by chunk, namesakes told apart, and the role of each (`site` where the text says no other)."""
    letter = pack.letters["PLACE"]
    spots: dict[int, Spot] = {}
    position = document.letters.find(letter)
    while position >= 0:
        spots[position] = document.payload[position]
        position = document.letters.find(letter, position + 1)
    if not spots:
        return spots, {}
    _share_nouns(pack, document, spots, gazetteer)
    _tell_apart(spots, gazetteer)
    return spots, {chunk: _role(pack, document, chunk, spot) for chunk, spot in spots.items()}


def _share_nouns(pack: Pack, document: Document, spots: dict[int, Spot], gazetteer: Gazetteer) -> None:
    """Give the names of a list the noun that stands once: "A, B and C regions", "regions of A, B and C"."""
    joints = {pack.letters["COMMA"], pack.letters["AND"], pack.letters["THE"]}
    read = Reader(pack, gazetteer)
    for chunk, spot in list(spots.items()):
        if not spot.plural or spot.area is None:
            continue
        for step in (-1, 1):
            k = chunk + step
            while 0 <= k < len(document.letters) and (document.letters[k] in joints or k in spots):
                other = spots.get(k)
                if other is not None:
                    if other.area is not None or other.country is not None:
                        break
                    noun = document.text[document.start(chunk) : document.end(chunk)].replace(spot.name, "").strip()
                    ids = read.ids(other.name, spot.area, f"{other.name} {noun.removesuffix('s')}")
                    spots[k] = other._replace(area=spot.area, ids=ids)
                k += step


def _tell_apart(spots: dict[int, Spot], gazetteer: Gazetteer) -> None:
    """Put the namesake first that the other places of the text point to."""
    unclear = [(chunk, spot) for chunk, spot in spots.items() if len(spot.ids) > 1]
    if not unclear:
        return
    context = {spot.ids[0] for spot in spots.values() if len(spot.ids) == 1}
    for chunk, spot in unclear:
        chosen = gazetteer.choose(spot.ids, context)
        if chosen != spot.ids[0]:
            spots[chunk] = spot._replace(ids=(chosen, *(one for one in spot.ids if one != chosen)))


def _role(pack: Pack, document: Document, chunk: int, spot: Spot) -> str:
    sentence = document.sentence(chunk)
    mark = pack.marks.in_sentence(document, sentence)
    low, high = document.sentence_chunks(sentence)
    before, after = document.letters[low:chunk], document.letters[chunk + 1 : high]
    seat = spot.country is not None or spot.name in pack.governments
    for role in pack.place_roles:
        if role.needs & ~mark or (role.seats and not seat):
            continue
        if role.before.search(before) and role.after.search(after):
            return role.id
    beside = chunk > low and pack.letters["PLACE"] in before[-4:]
    near = beside and pack.words.code(document.tokens[document.first[chunk - 1]]) == "near"
    return "near" if near else SITE
