"""Whether a number of casualties is news, or a running total, of an earlier deed, of an older state."""

from __future__ import annotations

from conflict_data.extraction.counts import Count
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import OLD, Scene
from conflict_data.extraction.text.dates import DateSpan
from conflict_data.extraction.text.groups import People

_REACH = 14
"""Chunks before a number in which a word of blame counts."""
_RECENT = 10
"""Days after which an event is no news beside a fresh one."""
_AROUND, _SEVERAL = 12, 3
"""Chunks around a number of at least so many in which a span of time is the one over which it was summed up."""
_SINCE = 10
"""Chunks after `the first` in which `since` or `after` names what came before."""
_LARGE, _WARS = 20, ("war", "campaign")
"""A number from which on a toll may be that of a war; codes of the words that tell of one."""
_NONE = Count.of(0)
_MONTH = 4
"""Precision of a date that is a month or longer."""


def standing(scene: Scene, mention: Mention) -> str:
    """Is the number `main`, a running total over a `period`, of an `earlier` deed, of a `span`, or `old`?"""
    document, letters = scene.document, scene.pack.letters
    low, high = document.sentence_chunks(mention.sentence)
    if document.letters.find(letters["PERIODW"], low, high) >= 0 or _since(scene, low, high):
        return "period"
    if _summed(scene, mention, low, high) or _of_a_war(scene, mention, low, high):
        return "period"
    if _of_span(scene, low, mention.chunk):
        return "period"
    if _first_since(scene, low, mention.chunk) or _of_the_last(scene, low, mention.chunk):
        return "earlier"
    if _blamed(scene, max(low, mention.chunk - _REACH), mention.chunk) or _same_deed(scene, mention.sentence):
        return "earlier"
    if scene.long_ago(mention.chunk, mention.sentence) or _of_old_deed(scene, mention.sentence, low, high):
        return "history"
    when = scene.date(mention.chunk, mention.sentence) or _month_before(scene, mention.sentence)
    if when is not None and scene.published is not None and (scene.published - when[1].end).days > _RECENT:
        return "old"
    if scene.document.letters.find(letters["SPANW"], low, high) >= 0:
        return "span"
    return "main"


def _blamed(scene: Scene, low: int, high: int) -> bool:
    """Do chunks low..high-1 lay a deed to somebody (`linked to`, `responsible for the attack which`)?"""
    document, letters = scene.document, scene.pack.letters
    if document.letters.find(letters["BLAME"], low, high) >= 0:
        return True
    position = document.letters.find(letters["TOPIC"], low, high)
    while position >= 0:
        topic = scene.pack.words.code(document.tokens[document.first[position]])
        named = any(document.letters.find(letters[name], position, high) >= 0 for name in ("ATTACKN", "DEATHN"))
        if topic == "blame" and named:
            return True
        position = document.letters.find(letters["TOPIC"], position + 1, high)
    return False


def _same_deed(scene: Scene, sentence: int) -> bool:
    """Does a sentence go on about an attack (`During the attack`) that a sentence before lays to somebody?"""
    document, letters = scene.document, scene.pack.letters
    low, high = document.sentence_chunks(sentence)
    attack = document.letters.find(letters["ATTACKN"], low, min(high, low + 3))
    opening = document.letters[low : low + 1] in (letters["PREP"], letters["IN"])
    if attack < 0 or not opening or document.letters.find(letters["THE"], low, attack) < 0:
        return False
    for number in range(sentence - 1, max(sentence - 3, -1), -1):
        first, last = document.sentence_chunks(number)
        if document.letters.find(letters["ATTACKN"], first, last) >= 0 and _blamed(scene, first, last):
            return True
    return False


def _of_span(scene: Scene, low: int, high: int) -> bool:
    """Is the last toll named in chunks low..high-1 one of a span of time (`the weekend death toll`)?"""
    document = scene.document
    position = document.letters.rfind(scene.pack.letters["DEATHN"], low, high)
    return position >= 0 and scene.pack.words.code(document.tokens[document.first[position]]) == "period"


def _first_since(scene: Scene, low: int, high: int) -> bool:
    """Do chunks low..high-1 name the deed since which this is the first (`the first strike since a raid that`)?"""
    document, letters, code = scene.document, scene.pack.letters, scene.pack.words.code
    position = document.letters.find(letters["THE"] + letters["ORDN"], low, high)
    while position >= 0:
        if code(document.tokens[document.first[position + 1]]) == 1:
            for k in range(position + 2, min(position + _SINCE, high)):
                letter = document.letters[k]
                if letter in (letters["COMMA"], letters["KILL"], letters["DIE"], letters["INJURE"]):
                    break
                if letter == letters["PREP"] and code(document.tokens[document.first[k]]) in ("since", "after"):
                    return True
        position = document.letters.find(letters["THE"] + letters["ORDN"], position + 1, high)
    return False


def _of_the_last(scene: Scene, low: int, high: int) -> bool:
    """Do chunks low..high-1 speak of an attack before the one of the report (`the last raid that killed`)?"""
    document, letters, code = scene.document, scene.pack.letters, scene.pack.words.code
    position = document.letters.find(letters["ATTACKN"], low, high - 1)
    while position >= 0:
        after = document.tokens[document.first[position + 1]]
        if document.letters[position + 1] == letters["REL"] or code(after) == "rel":
            for k in range(max(low, position - 3), position):
                letter, word = document.letters[k], code(document.tokens[document.first[k]])
                if letter == letters["LASTW"] or (
                    letter in (letters["ORDN"], letters["ADV"]) and word in ("last", "before")
                ):
                    return True
        position = document.letters.find(letters["ATTACKN"], position + 1, high - 1)
    return False


def _of_old_deed(scene: Scene, sentence: int, low: int, high: int) -> bool:
    """Does a sentence without a date speak of the attack that the sentence before puts long ago (`in the raids`)?"""
    document, letters = scene.document, scene.pack.letters
    before = scene.dates.get(sentence - 1, ())
    if scene.published is None or not before or scene.dates.get(sentence):
        return False
    attack = document.letters.find(letters["THE"] + letters["ATTACKN"], low, high)
    return attack >= 0 and all((scene.published - span.end).days > OLD for _, span in before)


def _month_before(scene: Scene, sentence: int) -> tuple[int, DateSpan] | None:
    """The month or year with which the sentence before opens, for a sentence without a date (`In June, ...`)."""
    if sentence == 0 or scene.dates.get(sentence):
        return None
    low, _ = scene.document.sentence_chunks(sentence - 1)
    opening = [one for one in scene.dates.get(sentence - 1, ()) if one[0] <= low + 1 and one[1].precision >= _MONTH]
    return opening[0] if opening else None


def told_before(scene: Scene, mention: Mention) -> bool:
    """Does the sentence say before the number that this was the state of an earlier moment?"""
    document, letter = scene.document, scene.pack.letters["ADV"]
    low, _ = document.sentence_chunks(mention.sentence)
    position = document.letters.find(letter, low, mention.chunk)
    while position >= 0:
        if scene.pack.words.code(document.tokens[document.first[position]]) == "before":
            return True
        position = document.letters.find(letter, position + 1, mention.chunk)
    return False


def _since(scene: Scene, low: int, high: int) -> bool:
    """Does a sentence count from a month, a year or a beginning (`since March`, `since the start of the war`)?"""
    document, names = scene.document, scene.pack.alphabet.names
    position = document.letters.find(scene.pack.letters["PREP"], low, high)
    while position >= 0:
        token = document.tokens[document.first[position]]
        if scene.pack.words.code(token) == "since":
            following = {names.get(letter) for letter in document.letters[position + 1 : min(high, position + 3)]}
            dates = scene.dates.get(document.sentence(position), ())
            long = any(position < chunk <= position + 6 and span.precision >= _MONTH for chunk, span in dates)
            if len(token.split()) > 2 or following & {"MONTH", "YEAR"} or long:
                return True
        position = document.letters.find(scene.pack.letters["PREP"], position + 1, high)
    return False


def _summed(scene: Scene, mention: Mention, low: int, high: int) -> bool:
    """Is the number one of several years or months (`over the past three years`), told near it?"""
    if not isinstance(mention.payload, People) or (mention.payload.amount or _NONE).number < _SEVERAL:
        return False
    document = scene.document
    first, last = document.first[max(low, mention.chunk - _AROUND)], document.first[min(high, mention.chunk + _AROUND)]
    dates = [one[1] for one in scene.dates.get(mention.sentence, ())]
    if dates and all(one.precision > _MONTH and scene.published and one.end >= scene.published for one in dates):
        return True  # so many this year
    found = scene.pack.long_spans.search(document.classes, first, last)
    if found is None:
        return False
    return bool(scene.pack.words.code(document.tokens[found.end() - 1]) != "ago")


def _of_a_war(scene: Scene, mention: Mention, low: int, high: int) -> bool:
    """Is a large number told of a war, an offensive or an uprising rather than of an attack?"""
    if not isinstance(mention.payload, People) or (mention.payload.amount or _NONE).number < _LARGE:
        return False
    document, code = scene.document, scene.pack.words.code
    span = range(document.first[low], document.first[high])
    found = [k for k in span if code(document.tokens[k]) in _WARS]
    return any(not (_superlative(scene, k) or _fled(scene, k)) for k in found)


def _fled(scene: Scene, token: int) -> bool:
    """Is a war or an offensive what people flee or expect, rather than what killed them?"""
    names, classes = scene.pack.alphabet.names, scene.document.classes
    before = token - 1
    while before >= 0 and names.get(classes[before]) in ("THE", "DETA", "ADJ", "NAT", "WORD", "COMMA", "POSSP"):
        before -= 1
    return before >= 0 and names.get(classes[before]) in ("TOPIC", "VERB", "PLANW", "FOR")


def _superlative(scene: Scene, token: int) -> bool:
    """Does a war only say how an attack compares (`the deadliest attack of the war`)?"""
    names = scene.pack.alphabet.names
    before = [names.get(letter) for letter in scene.document.classes[max(0, token - 5) : token]]
    while before and before[-1] in ("ADJ", "WORD"):
        before.pop()
    return before[-2:] == ["OF", "THE"] and before[-3] in ("ATTACKN", "ATTACKV") if len(before) > 2 else False
