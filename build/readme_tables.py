"""Fill the table of tables in README.md from the newest release: `python build/readme_tables.py [--check]`.

A release fills it by itself; `--check` writes nothing and fails where the numbers are not those of the release.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "build"))

from pipeline.readme import filled  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Fill or check the table of tables in README.md.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; print the difference and fail where there is one"
    )
    options = parser.parse_args(arguments)
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    wanted = filled(text, ROOT / "conflict_data" / "data")
    if options.check:
        print(
            "\n".join(difflib.unified_diff(text.split("\n"), wanted.split("\n"), "README.md", "wanted", "", "", 0, ""))
        )
        return int(text != wanted)
    if text != wanted:
        readme.write_text(wanted, "utf-8")
        print("README.md: filled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
