"""How building and checking grow with the seeds: 1, 10 and 100 times a tree of made-up events.

Goals: building is linear; checking one changed record grows less than that. `python benchmarks/scale.py [TIMES ...]`.
A tree is built before the clock runs, so that what happens once (rules compiled, schemas made) is not counted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "build"), str(ROOT / "tests")]

import made_up  # noqa: E402
from figures import tell  # noqa: E402
from pipeline import assemble, contribution  # noqa: E402

from conflict_data.contract import Contract  # noqa: E402
from conflict_data.derive.compile import compile_contract, schema_folder  # noqa: E402

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
UNIT = 12
"""Events in the tree of size 1."""


def tag(number: int) -> str:
    """Four characters for a number: the changing half of the made-up identifiers."""
    return "".join(ALPHABET[(number >> (5 * k)) & 31] for k in range(4))


def grow(seeds: Path, times: int) -> int:
    """Write copies of the made-up events with identifiers, pages and days of their own; returns the number of files."""
    made_up.write(seeds.parent)
    count = 0
    for number in range(1, UNIT * times):
        mark = tag(number)
        year = 2031 + number % 60
        for name, text in made_up.FILES.items():
            for prefix in ("src", "atk", "mun", "cas", "exc", "ret"):
                for half in ("aaaa", "bbbb"):
                    text = text.replace(f"{prefix}_{half}", f"{prefix}_{mark}")
                    name = name.replace(f"{prefix}_{half}", f"{prefix}_{mark}")
            text = text.replace("https://example.org/", f"https://example.org/{mark}/").replace("2031", str(year))
            path = seeds / name.replace("2031", str(year))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            count += 1
    return count


def main(sizes: list[int]) -> None:
    """Print seconds by size."""
    contract = compile_contract(schema_folder())
    measure(contract, 1)
    found = []
    for times in sizes:
        events, build, check = measure(contract, times)
        found.append((times, build, check))
        print(f"{times:>4} times ({events:,} events): build {build:.2f} s, check of one changed record {check:.3f} s")
    (small, *first), (large, *last) = found[0], found[-1]
    if large > small:
        grown = large / small
        build, check = (after / before / grown for before, after in zip(first, last, strict=True))
        tell(f"build of {grown:.0f} times the seeds, of what linear growth would be", build, "<= 1.1")
        tell("check of one changed record, of what linear growth would be", check, "<= 1.0")


def measure(contract: Contract, times: int) -> tuple[int, float, float]:
    """Number of events, seconds to build all, seconds to check one changed record."""
    with tempfile.TemporaryDirectory() as folder:
        seeds = Path(folder) / "seeds"
        grow(seeds, times)
        events = sum(1 for _ in (seeds / "records").rglob("*.yaml"))
        start = time.perf_counter()
        assemble.assemble(contract, assemble.read(seeds, contract))
        built = time.perf_counter()
        contribution.check_files(Path(folder), contract, [seeds / made_up.ATTACK_FILE])
        return events, built - start, time.perf_counter() - built


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [1, 10, 100])
