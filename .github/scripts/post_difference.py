"""Post the report of a contribution check as one comment of its pull request, edited in place.

The report was made by a contributor's code: it is shown as text in a code block and nothing else is taken from it. Which pull request
it belongs to is asked of the platform, by the commit that was checked. Needs the standard library alone.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MARK = "<!-- difference of the tables, edited in place -->"
AUTHOR = "github-actions[bot]"
LIMIT = 60_000
"""Characters of the report that are shown; a comment may have 65,536."""
Call = Callable[[str, str, Mapping[str, Any] | None], Any]
"""(method, path, body) → the platform's answer."""


def plain(text: str) -> str:
    """Text without control and direction characters, which could show something else than is there."""
    return "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))


def body(report: str, *, commit: str, run: str) -> str:
    """The comment: the report inside a code block that it cannot end."""
    text = plain(report).strip("\n")
    if len(text) > LIMIT:
        text = text[:LIMIT].rsplit("\n", 1)[0] + "\n... cut here; the whole report is an artefact of the run"
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in re.findall("`+", text))])
    return (
        f"{MARK}\nWhat this pull request changes in the tables, as of {commit[:12]} "
        f"([run]({run}), with the report as a page). It is advice for the review and blocks nothing.\n\n{fence}text\n{text}\n{fence}\n"
    )


def pull_request(call: Call, repository: str, *, owner: str, branch: str, commit: str) -> int | None:
    """Number of the open pull request whose head is that commit of that branch; None where it has moved on or is closed."""
    head = urllib.parse.quote(f"{owner}:{branch}", safe="")
    for found in call("GET", f"/repos/{repository}/pulls?state=open&per_page=100&head={head}", None):
        if found["head"]["sha"] == commit:
            return int(found["number"])
    return None


def earlier_comment(call: Call, repository: str, number: int) -> int | None:
    """The comment that was posted before: it bears the mark and is the workflow's own."""
    page = 1
    while True:
        comments = call("GET", f"/repos/{repository}/issues/{number}/comments?per_page=100&page={page}", None)
        for comment in comments:
            if comment["user"]["login"] == AUTHOR and comment["body"].startswith(MARK):
                return int(comment["id"])
        if len(comments) < 100:
            return None
        page += 1


def post(call: Call, repository: str, number: int, text: str) -> str:
    """Post or edit the comment; tells which."""
    before = earlier_comment(call, repository, number)
    if before is None:
        call("POST", f"/repos/{repository}/issues/{number}/comments", {"body": text})
        return "posted"
    call("PATCH", f"/repos/{repository}/issues/comments/{before}", {"body": text})
    return "edited"


def over_http(address: str, token: str) -> Call:
    """Calls to the platform."""

    def call(method: str, path: str, document: Mapping[str, Any] | None) -> Any:
        request = urllib.request.Request(
            address + path,
            method=method,
            data=None if document is None else json.dumps(document).encode(),
            headers={"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    return call


def main() -> int:
    """Exit status 0 also where there is nothing to post to."""
    env = os.environ
    report = Path(sys.argv[1])
    if not report.is_file():
        print("the check left no report: nothing to post")
        return 0
    call = over_http(env["GITHUB_API_URL"], env["GITHUB_TOKEN"])
    repository = env["GITHUB_REPOSITORY"]
    number = pull_request(
        call, repository, owner=env["HEAD_OWNER"], branch=env["HEAD_BRANCH"], commit=env["HEAD_COMMIT"]
    )
    if number is None:
        print("no open pull request has this commit as its head: nothing to post")
        return 0
    with report.open(encoding="utf-8", errors="replace") as handle:
        text = handle.read(4 * LIMIT)
    print(
        f"{post(call, repository, number, body(text, commit=env['HEAD_COMMIT'], run=env['RUN_ADDRESS']))} on pull request {number}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
