"""Is there anything to look for? A text without one of the pack's stems is passed over at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

try:
    import ahocorasick_rs
except ImportError:  # the pure scan below gives the same answer, only slower
    ahocorasick_rs = None  # type: ignore[assignment]


def build_gate(stems: Iterable[str], *, pure: bool = False) -> Callable[[str], bool]:
    """A test of a lower-cased text: does any stem occur in it?"""
    wanted = tuple(dict.fromkeys(stems))

    def scan(text: str) -> bool:
        return any(stem in text for stem in wanted)

    if ahocorasick_rs is not None and not pure:
        automaton = ahocorasick_rs.AhoCorasick(list(wanted))

        def search(text: str) -> bool:
            try:
                return bool(automaton.find_matches_as_indexes(text))
            except UnicodeEncodeError:  # half of a surrogate pair, which has no UTF-8
                return scan(text)

        return search
    return scan
