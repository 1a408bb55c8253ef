"""The files for people say what is true: numbers, code, commands and links are tried, not trusted."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import click
import duckdb
import pytest
from click.testing import CliRunner
from pipeline import pictures, readme

import conflict_data as cd
from conflict_data import cli, store

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    "README.md",
    "CONTRIBUTING.md",
    *(f"{room}/README.md" for room in ("schema", "seeds", "build", "tests", "benchmarks")),
]
README = (ROOT / "README.md").read_text("utf-8")
WRITTEN_WHEN_NEEDED = ("seeds/coverage.yaml", "seeds/tombstones.yaml", "seeds/waivers.yaml", "seeds/changes/next.yaml")
RELEASED = pytest.mark.skipif(not store.released(), reason="no version is released yet")


def blocks(text: str, language: str) -> list[str]:
    """Fenced blocks of a language, in order."""
    found = re.finditer(rf"^( *)```{language}\n(.*?)^\1```", text, flags=re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(match[2]) for match in found]


def code(text: str) -> str:
    """What stands in a file as code: indented and fenced blocks and spans."""
    spans = re.findall(r"`([^`\n]+)`", text)
    lines = [line for line in text.split("\n") if line.startswith("    ")]
    return "\n".join([*spans, *lines, *blocks(text, "[a-z]*")])


def slug(heading: str) -> str:
    """Anchor of a heading, as the platform makes it."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
    return kept.replace(" ", "-")


def test_the_table_of_tables_holds_the_numbers_of_the_newest_release() -> None:
    wanted = readme.filled(README, ROOT / "conflict_data" / "data")
    assert wanted == README, "run python build/readme_tables.py"


@RELEASED
def test_every_line_of_python_runs() -> None:
    space: dict[str, object] = {}
    for block in blocks(README, "python"):
        exec(compile(block, "README.md", "exec"), space)


@RELEASED
def test_the_evidence_shown_is_what_the_command_prints() -> None:
    command = re.search(r"\$ conflict-data (evidence .+)", README)
    assert command
    run = CliRunner().invoke(cli.main, command[1].split(), catch_exceptions=False)
    shown = README.split("<!-- evidence -->")[1].split("```")[1].removeprefix("text\n")
    printed = set(run.output.split("\n"))
    assert not {line for line in shown.split("\n") if line.strip() != "..."} - printed


@pytest.mark.parametrize("name", FILES)
def test_every_link_leads_somewhere(name: str) -> None:
    file = ROOT / name
    for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text("utf-8")):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        there = (file.parent / path) if path else file
        assert there.exists(), f"{name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text("utf-8"), flags=re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, f"{name}: {target}"


@pytest.mark.parametrize("name", FILES)
def test_every_command_and_target_exists(name: str) -> None:
    text = code((ROOT / name).read_text("utf-8"))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"(?:^|\s)make ([a-z-]+)", text)) <= targets
    assert isinstance(cli.main, click.Group)
    assert set(re.findall(r"conflict-data ([a-z]+)", text)) <= cli.main.commands.keys()
    for script in re.findall(r"python ((?:build|benchmarks|tests)/\S+\.py)", text):
        assert (ROOT / script).is_file(), f"{name}: {script}"


@pytest.mark.parametrize("name", FILES)
def test_every_file_named_as_code_exists(name: str) -> None:
    rooms = (
        "schema|seeds|build|tests|conflict_data|benchmarks|derive|extraction|package|people|pipeline|versions|.github"
    )
    for path in re.findall(rf"`((?:{rooms})/[\w./-]+\.(?:py|md|yaml|json|csv|mjs))`", (ROOT / name).read_text("utf-8")):
        made_when_needed = path in WRITTEN_WHEN_NEEDED or "src_9x2k4m7p" in path
        places = (ROOT / path, ROOT / name.split("/", 1)[0] / path, ROOT / "conflict_data" / path)
        assert made_when_needed or any(place.is_file() for place in places), f"{name}: {path}"


def test_both_licences_are_there_in_full() -> None:
    assert "Permission is hereby granted" in (ROOT / "LICENSE").read_text("utf-8")
    data = (ROOT / "LICENSE-DATA").read_text("utf-8")
    assert "CC-BY-4.0" in data
    assert all(f"Section {n} " in data for n in range(1, 9))


@RELEASED
def test_the_questions_are_answered_in_one_line_each() -> None:
    """Each line runs on the newest release and gives rows without an empty number."""
    connection = duckdb.connect()
    for table in cd.tables():
        connection.execute(f"CREATE VIEW {table} AS FROM '{cd.path(table)}'")
    section = README.split("## Questions, one line each")[1].split("\n## ")[0]
    lines = re.findall(r"^\| .+\? \| `(SELECT .+)` \|$", section, flags=re.MULTILINE)
    assert len(lines) == 5
    for line in lines:
        assert connection.execute(line).fetchall(), line


@RELEASED
def test_the_pictures_are_those_of_the_newest_release() -> None:
    folder = ROOT / ".github" / "pictures"
    drawn = pictures.draw_all()
    assert {path.stem for path in folder.glob("*.svg")} == drawn.keys()
    for name, svg in drawn.items():
        assert (folder / f"{name}.svg").read_text("utf-8") == svg, "run make pictures"
        assert f"({folder.relative_to(ROOT).as_posix()}/{name}.svg)" in README
