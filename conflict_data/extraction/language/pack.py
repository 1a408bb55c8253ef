"""A language pack: lexicon, macros, groups, filters and rules of one folder, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.language.gate import build_gate
from conflict_data.extraction.language.lexicon import SPEAKING, Words
from conflict_data.extraction.language.patterns import Alphabet
from conflict_data.extraction.language.people_words import PeopleWords
from conflict_data.extraction.language.plan import Marks, Plan
from conflict_data.extraction.language.vocabulary import Vocabulary

GAZETTEERS = 4
"""How many gazetteers a pack keeps tables for: builds go to and fro between that of the seeds and the empty one."""


@dataclass(frozen=True, slots=True)
class Emission:
    """What a match says: a field of a kind of record, from which capture, with which fixed values."""

    kind: str
    field: str
    capture: str | None
    each: bool
    fixed: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition that silences a rule: a pattern looked for before, after, in or around a match.

    `needs`: marks that the sentence must bear (see `Marks`).
    """

    id: str
    regex: re.Pattern[str]
    where: str
    needs: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule; `needs` and `text_needs`: sets of letters, one of each of which its sentence and its text must hold."""

    id: str
    topic: str
    regex: re.Pattern[str]
    emits: tuple[Emission, ...]
    unless: tuple[Filter, ...]
    needs: tuple[frozenset[str], ...]
    text_needs: tuple[frozenset[str], ...]
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlaceRole:
    """What a place is by the words around it; `seats`: only for states and the seats of their governments."""

    id: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    seats: bool
    needs: int


@dataclass(frozen=True, slots=True)
class Context:
    """What a topic of a sentence does to the attacks it speaks of: kinds it mutes, or all made background."""

    mutes: frozenset[str]
    background: bool


@dataclass(frozen=True, slots=True)
class Offtopic:
    """A topic that silences a text that holds enough of its words and none of some classes."""

    topics: frozenset[str]
    least: int
    unless: frozenset[str]


_PARTS = ("PEOPLE", "NUM", "NAT")
"""Classes of those named after `including`, who are part of the people before them."""


class Pack:
    """Everything the engine needs to know of one language."""

    def __init__(self, name: str) -> None:
        folder = files("conflict_data.extraction") / "packs" / name
        if not folder.is_dir():
            raise ValueError(f"no language pack {name!r}; there is: {', '.join(languages())}")
        self.name = name
        self.alphabet = Alphabet()
        self.letters = self.alphabet.letters
        self.words = Words(self.alphabet)
        for item in sorted((folder / "lexicon").iterdir(), key=lambda path: path.name):
            self.words.add(_yaml(item), item.name)
        grammar = _yaml(folder / "grammar.yaml")
        for macro, body in grammar["macros"].items():
            self.alphabet.define(macro, body)
        self.stems: tuple[str, ...] = tuple(grammar["gate"])
        self.gate = build_gate(self.stems)
        self.boundaries = re.compile(self.alphabet.compile(grammar["boundaries"]))
        self.telling = frozenset(self.letters[name] for name in grammar["triggers"])
        self.triggers = re.compile(f"[{''.join(sorted(self.telling))}]")
        self.groups = self._groups(grammar["groups"])
        self.speaking = re.compile(
            f"[{''.join(sorted(self.letters[name] for name in SPEAKING & self.letters.keys()))}]"
        )
        self.subsets = re.compile(self.alphabet.compile(grammar["subsets"]))
        self.long_spans = re.compile(self.alphabet.compile(grammar["long_spans"]))
        self.joint = re.compile(self.alphabet.compile(grammar["joint"]))
        self.whole = re.compile(f"[{''.join(sorted(self.letters[name] for name in grammar['whole']))}]")
        self.categories: dict[str, tuple[str, ...]] = _inverted(grammar["categories"])
        self.people_words = PeopleWords(self.words, self.categories)
        self.occupiers: Mapping[str, str] = grammar["occupiers"]
        self.ordinals = re.compile(self.alphabet.compile(grammar["ordinals"]))
        subset = self.letters["SUBSET"]
        self.subset_letters = str.maketrans({self.letters[name]: subset for name in _PARTS})
        self.roles = grammar["roles"]
        self.armed = frozenset(grammar["armed"].split("; "))
        self.suppliers = frozenset(grammar["suppliers"])
        self.once = frozenset(grammar["once"].split("; "))
        self.marks = Marks()
        self.filters = {item["id"]: self._filter(item) for item in grammar["filters"]}
        self.place_roles = tuple(self._place_role(item) for item in grammar["place_roles"])
        self.attack_contexts = {
            topic: Context(frozenset(item.get("mutes", ())), bool(item.get("background")))
            for topic, item in grammar["attack_contexts"].items()
        }
        self.offtopic = tuple(
            Offtopic(
                frozenset(item["topics"]),
                item["least"],
                frozenset(self.letters[name] for name in item.get("unless", ())),
            )
            for item in grammar["offtopic"]
        )
        self.area_nouns = self._area_nouns()
        self.governments: Mapping[str, str] = grammar["governments"]
        self.rules = tuple(
            self._rule(item, path.name.removesuffix(".yaml"))
            for path in sorted((folder / "rules").iterdir(), key=lambda path: path.name)
            for item in _yaml(path)
        )
        self.plan = Plan(self.rules, self.telling)
        self._vocabularies: dict[int, tuple[Gazetteer, Vocabulary]] = {}

    def _area_nouns(self) -> dict[str, tuple[str, ...]]:
        """The nouns in the singular that make a name that of an area, by the kind of area."""
        found: dict[str, tuple[str, ...]] = {}
        for word, name in self.words.classes.items():
            code = str(self.words.code(word) or "")
            if name == "AREAW" and " " not in word and not code.endswith("+"):
                found[code] = (*found.get(code, ()), word)
        return found

    def _groups(self, listed: list[Mapping[str, str]]) -> re.Pattern[str]:
        """One expression for all groups; a look at the first letter spares most attempts."""
        branches = []
        every: set[str] = set()
        for name, body in _numbered(listed):
            part = self.alphabet.parse(body)
            if part.first is None or part.empty:
                raise ValueError(f"grammar.yaml: group {name}: it must begin with known classes")
            every |= part.first
            branches.append(f"(?P<{name}>(?=[{''.join(sorted(part.first))}])(?:{part.regex}))")
        return re.compile(f"(?=[{''.join(sorted(every))}])(?:{'|'.join(branches)})")

    def _place_role(self, item: Mapping[str, Any]) -> PlaceRole:
        before, after = (self.alphabet.parse(item.get(side, "")) for side in ("before", "after"))
        needs = self.marks.of((*before.needs, *after.needs))
        seats = bool(item.get("seats"))
        return PlaceRole(item["id"], re.compile(before.regex), re.compile(after.regex), seats, needs)

    def _filter(self, item: Mapping[str, str]) -> Filter:
        part = self.alphabet.parse(item["pattern"])
        return Filter(item["id"], re.compile(part.regex), item["where"], self.marks.of(part.needs))

    def _rule(self, item: Mapping[str, Any], topic: str) -> Rule:
        try:
            part = self.alphabet.parse(item["pattern"])
            regex = re.compile(part.regex)
        except (ValueError, re.error) as error:
            raise ValueError(f"{topic}.yaml: rule {item['id']}: {error}") from error
        unknown = set(item.get("unless", ())) - set(self.filters)
        if unknown:
            raise ValueError(f"{topic}.yaml: rule {item['id']}: unless: unknown filter {sorted(unknown)}")
        emits = []
        for one in item["emit"]:
            capture = one.get("from") or one.get("each")
            if capture and capture not in regex.groupindex:
                raise ValueError(f"{topic}.yaml: rule {item['id']}: the pattern captures no {capture!r}")
            fixed = {key: value for key, value in one.items() if key not in ("kind", "field", "from", "each")}
            emits.append(Emission(one["kind"], one["field"], capture, "each" in one, fixed))
        wanted = (frozenset(self.letters[name] for name in item["text_has"]),) if "text_has" in item else ()
        unless = tuple(self.filters[name] for name in item.get("unless", ()))
        return Rule(item["id"], topic, regex, tuple(emits), unless, part.needs, wanted, item)

    def only(self, rule_id: str) -> Pack:
        """The same language with one rule; KeyError if there is none of that name."""
        chosen = tuple(rule for rule in self.rules if rule.id == rule_id)
        if not chosen:
            raise KeyError(rule_id)
        single = copy(self)
        single.rules = chosen
        single.plan = Plan(chosen, self.telling)
        return single

    def vocabulary(self, places: Gazetteer) -> Vocabulary:
        """Words and phrases of the language with the names of a gazetteer; kept, as building them takes a while."""
        known = self._vocabularies.get(id(places))
        if known is None or known[0] is not places:
            known = (places, Vocabulary(self.words, places))
            for oldest in list(self._vocabularies)[: len(self._vocabularies) + 1 - GAZETTEERS]:
                del self._vocabularies[oldest]
            self._vocabularies[id(places)] = known
        return known[1]


def _inverted(listed: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Word to the columns that list it."""
    found: dict[str, tuple[str, ...]] = {}
    for column, words in listed.items():
        for word in words.split("; "):
            found[word] = (*found.get(word, ()), column)
    return found


def _numbered(groups: list[Mapping[str, str]]) -> Iterable[tuple[str, str]]:
    seen: dict[str, int] = {}
    for item in groups:
        kind = item["chunk"]
        seen[kind] = seen.get(kind, 0) + 1
        yield f"{kind}_{seen[kind]}", item["pattern"]


def _yaml(path: Any) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def languages() -> list[str]:
    """Names of the language packs that are installed."""
    folder = files("conflict_data.extraction") / "packs"
    return sorted(item.name for item in folder.iterdir() if item.is_dir())


@lru_cache(maxsize=8)
def load_pack(language: str) -> Pack:
    """The compiled pack of a language; ValueError lists the languages that exist."""
    return Pack(language)
