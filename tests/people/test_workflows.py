"""The workflows keep what they promise to strangers: pinned actions, no secrets where a stranger's code runs, text treated as text."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conflict_data.errors import Problem

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


def script(name: str) -> ModuleType:
    """A script of the workflows as a module."""
    spec = importlib.util.spec_from_file_location(name, GITHUB / "scripts" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


posting = script("post_difference")
difference = script("difference")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.stem)
def test_actions_are_pinned_by_commit_and_the_token_can_only_read_by_default(path: Path) -> None:
    text = path.read_text("utf-8")
    uses = re.findall(r"uses: (\S+)(.*)", text)
    assert uses
    for action, comment in uses:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action), action
        assert re.search(r"# v\d+\.\d+\.\d+", comment), f"{action} does not say its version"
    assert yaml.safe_load(text)["permissions"] in ({"contents": "read"}, {})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.stem)
def test_nothing_that_strangers_write_is_pasted_into_a_command(path: Path) -> None:
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    commands = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert not [command for command in commands if "${{" in command]


def test_what_a_stranger_wrote_runs_without_secrets_and_what_may_write_runs_nothing_of_theirs() -> None:
    check = (GITHUB / "workflows" / "contribution.yml").read_text("utf-8")
    assert "secrets." not in check
    assert "write" not in yaml.safe_load(check)["permissions"].values()
    assert "pull_request_target" not in "".join(p.read_text("utf-8") for p in WORKFLOWS)
    steps = yaml.safe_load((GITHUB / "workflows" / "difference-comment.yml").read_text("utf-8"))["jobs"]["post"][
        "steps"
    ]
    checkouts = [s["with"]["ref"] for s in steps if "checkout" in s.get("uses", "")]
    assert checkouts == ["${{ github.event.repository.default_branch }}"]
    assert [s["run"].split()[:2] for s in steps if "run" in s] == [["python3", ".github/scripts/post_difference.py"]]


def test_the_pull_request_template_has_at_most_eight_boxes() -> None:
    assert 1 <= (GITHUB / "PULL_REQUEST_TEMPLATE.md").read_text("utf-8").count("- [ ]") <= 8


@given(st.text(st.one_of(st.sampled_from("`@<>#\n"), st.characters())))
def test_no_report_can_leave_its_code_block(report: str) -> None:
    lines = posting.body(report, commit="0" * 40, run="https://example.org").rstrip("\n").split("\n")
    fence = lines[-1]
    assert re.fullmatch("`{3,}", fence)
    start = lines.index(f"{fence}text")
    inside = lines[start + 1 : -1]
    assert not [line for line in inside if re.match(rf" *{fence}", line)]
    assert len("\n".join(lines)) < 65_536


def test_a_long_report_is_cut_at_a_line_and_says_so() -> None:
    body = posting.body("one line of the report\n" * 10_000, commit="0" * 40, run="https://example.org")
    assert len(body) < 65_536
    assert "... cut here" in body
    assert "one line of the repo\n" not in body


class Platform:
    """A stand-in for the platform: answers as it would and keeps what is written."""

    def __init__(self, pulls: list[dict[str, Any]], comments: list[dict[str, Any]]) -> None:
        self.pulls, self.comments, self.written = pulls, comments, []

    def __call__(self, method: str, path: str, document: Mapping[str, Any] | None) -> Any:
        if method != "GET":
            self.written.append((method, path))
            return {}
        if "/comments" in path:
            page = int(path.rsplit("page=", 1)[1])
            return self.comments[100 * (page - 1) : 100 * page]
        return self.pulls


def comment(number: int, login: str, text: str) -> dict[str, Any]:
    return {"id": number, "user": {"login": login}, "body": text}


def test_the_comment_is_posted_once_and_then_edited_in_place() -> None:
    others = [comment(n, "reader", f"{posting.MARK} by somebody else") for n in range(150)]
    empty = Platform([], others)
    assert posting.post(empty, "o/r", 7, "text") == "posted"
    assert empty.written == [("POST", "/repos/o/r/issues/7/comments")]
    again = Platform([], [*others, comment(999, posting.AUTHOR, f"{posting.MARK}\nold")])
    assert posting.post(again, "o/r", 7, "text") == "edited"
    assert again.written == [("PATCH", "/repos/o/r/issues/comments/999")]


def test_a_pull_request_that_has_moved_on_gets_no_comment() -> None:
    platform = Platform([{"number": 7, "head": {"sha": "new"}}], [])
    assert posting.pull_request(platform, "o/r", owner="a", branch="b", commit="new") == 7
    assert posting.pull_request(platform, "o/r", owner="a", branch="b", commit="old") is None


def test_the_report_puts_what_is_gone_first_and_keeps_values_on_one_line() -> None:
    change = {
        "table": "returns",
        "record_id": "ret_aaaa1111",
        "field": "*",
        "old_value": None,
        "new_value": None,
        "risk": "high",
        "reason": None,
    }
    rows = [
        change | {"change": "added", "risk": "medium"},
        change | {"change": "corrected", "field": "note", "old_value": "a\nb", "new_value": None, "reason": "misread"},
        change | {"change": "retired"},
        change | {"change": "added", "table": "evidence"},
    ]
    report = difference.report(rows)
    assert report.index("Gone (1)") < report.index("Corrected (1)") < report.index("Added (1)")
    assert "note: a b -> (empty)  (misread)" in report
    assert "evidence: 1 added" in report
    assert difference.report([]) == "No record differs.\n"


def test_the_report_of_two_folders_is_made_by_the_command_that_the_workflow_runs(made_tables: Path) -> None:
    command = [sys.executable, GITHUB / "scripts" / "difference.py", made_tables, made_tables]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == "No record differs.\n"


def test_faults_are_marked_on_the_line_where_they_are() -> None:
    errors, warnings = (
        m["pattern"][0]["regexp"]
        for m in json.loads((GITHUB / "problem-matcher.json").read_text("utf-8"))["problemMatcher"]
    )
    fault = str(Problem("seeds/records/a.yaml", 4, "place", "'x' is not allowed"))
    warning = str(Problem("seeds/records/a.yaml", 4, "place", "odd", rule="A4b", severity="warning"))
    assert re.match(errors, fault) and not re.match(warnings, fault)
    assert re.match(warnings, warning) and not re.match(errors, warning)
