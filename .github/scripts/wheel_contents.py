"""Check what a wheel holds: pure Python, data and contract, nothing of the workshop, at most 60 MiB: `python wheel_contents.py WHEEL`."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

LIMIT = 60 * 2**20
NEEDED = ("conflict_data/__init__.py", "conflict_data/py.typed", "conflict_data/data/index.json")
ROOMS = ("conflict_data",)


def faults(wheel: Path) -> list[str]:
    """What is wrong with a wheel."""
    names = zipfile.ZipFile(wheel).namelist()
    found = []
    if not wheel.name.endswith("-py3-none-any.whl"):
        found.append(f"{wheel.name}: not a wheel for every platform (py3-none-any)")
    if wheel.stat().st_size > LIMIT:
        found.append(
            f"{wheel.name}: {wheel.stat().st_size / 2**20:.1f} MiB, at most {LIMIT / 2**20:.0f} MiB are allowed"
        )
    found += [f"{name} is missing" for name in NEEDED if name not in names]
    tops = {name.split("/", 1)[0] for name in names}
    found += [
        f"{top}/ does not belong into the wheel"
        for top in sorted(tops)
        if top not in ROOMS and not top.endswith(".dist-info")
    ]
    licences = {Path(name).name for name in names if ".dist-info/licenses/" in name}
    found += [f"licence file {name} is missing" for name in ("LICENSE", "LICENSE-DATA") if name not in licences]
    return found


if __name__ == "__main__":
    wrong = [fault for wheel in sys.argv[1:] for fault in faults(Path(wheel))]
    print("\n".join(wrong) or "the wheel holds what it should")
    sys.exit(bool(wrong) or len(sys.argv) < 2)
