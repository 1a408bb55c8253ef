"""What single words say of people: soldiers, civilians, children, officers, the wounded, the dead."""

from __future__ import annotations

from collections.abc import Mapping

from conflict_data.extraction.language.lexicon import LONG, MEMORY, Words


class PeopleWords(dict[str, tuple[frozenset[str], frozenset[str]]]):
    """Tokens to the columns that their codes say, and to those that a list of words says too; each worked out once."""

    def __init__(self, words: Words, categories: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.words = words
        self.categories = categories

    def __missing__(self, token: str) -> tuple[frozenset[str], frozenset[str]]:
        plain = token.strip().lower()
        code = self.words.code(plain)
        coded = frozenset({"child": ("children",), "military": (code,), "civilian": (code,)}.get(code, ()))
        listed = (plain, *plain.split()) if "police" not in plain else ()
        answer = coded, coded.union(*(self.categories.get(word, ()) for word in listed))
        if len(self) < MEMORY and len(token) <= LONG:
            self[token] = answer
        return answer
