"""The tests themselves: every file of them is run by the command that the README gives."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]


def test_no_folder_of_tests_is_left_out(request: pytest.FixtureRequest) -> None:
    """Pytest passes over folders of some names, such as `build`, unless it is told otherwise."""
    left_out = request.config.getini("norecursedirs")
    folders = {parent for file in TESTS.rglob("test_*.py") for parent in file.relative_to(TESTS).parents if parent.name}
    assert folders
    assert [folder for folder in sorted(folders) if any(fnmatch(folder.name, name) for name in left_out)] == []
