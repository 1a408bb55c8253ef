"""The codebook tells everything that the contract says, once."""

from __future__ import annotations

import re

import pytest

from conflict_data.contract import Contract
from conflict_data.derive.codebook import codebook


@pytest.fixture(scope="module")
def text(contract: Contract) -> str:
    return codebook(contract)


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^#{1,2} (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_table_tells_its_row_its_key_and_every_field_once(contract: Contract, text: str) -> None:
    found = sections(text)
    for name, table in contract.tables.items():
        assert table.description in found[name]
        listed = re.findall(r"^\| `(\w+)` ", found[name], flags=re.MULTILINE)
        assert listed == list(table.fields)
        assert all(f"`{k}`" in found[name] for k in table.key)


def test_a_column_whose_name_does_not_follow_from_its_count_is_named(text: str) -> None:
    assert "`killed_best`" in sections(text)["casualties"]
    assert "`launched_low`" not in sections(text)["munitions"]


def test_every_code_is_defined_once(contract: Contract, text: str) -> None:
    found = sections(text)
    for name, codes in contract.codes.items():
        listed = re.findall(r"^\| `(\S+)` \| ", found[name], flags=re.MULTILINE)
        assert listed == [c.code for c in codes]


def test_headings_are_unique_so_that_links_lead_where_they_say(text: str) -> None:
    headings = re.findall(r"^#{1,2} (.+)$", text, flags=re.MULTILINE)
    assert len(headings) == len(set(headings))
    anchors = {h.lower().replace(" ", "-") for h in headings}
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= anchors


def test_every_rule_is_there_in_full_or_is_named_with_its_family(contract: Contract, text: str) -> None:
    made = sections(text)["Rules made from the contract"]
    named = set(re.findall(r"`([A-Z][A-Z0-9]*\.[\w.]+)`", made))
    assert {"S1.attacks", "F.attacks.place_id", "C4.killed"} <= named
    for rule in contract.rules:
        if rule.id not in named:
            assert f"**{rule.id}** ({rule.severity}" in text
            assert rule.words in text
            assert rule.sql.strip() in text
    assert named <= {rule.id for rule in contract.rules}


def test_declined_invariants_have_their_reasons(contract: Contract, text: str) -> None:
    for declined in contract.declined:
        assert f"| {declined.id} |" in text


def test_rows_of_tables_have_as_many_cells_as_their_heads(text: str) -> None:
    width = 0
    for line in text.splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (cells and width) or cells == width, line
        width = cells


def test_the_version_stands_in_the_title(contract: Contract) -> None:
    assert codebook(contract, version="0.2.0").startswith("# Codebook, version 0.2.0\n")
