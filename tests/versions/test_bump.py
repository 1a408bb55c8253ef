"""The laws of version numbers: nothing asks for nothing, no change asks for less than its table says, steps never ask for less than the way."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipeline import bump
from pipeline.bump import Bump

from conflict_data.contract import Contract, parse
from conflict_data.derive.compile import compile_contract, schema_folder

CONTRACT = compile_contract(schema_folder())
Document = dict[str, Any]


def column(document: Document, table: str, name: str) -> dict[str, Any]:
    return document["tables"][table]["properties"][name]


def add_column(document: Document, *, required: bool = False, first: bool = False) -> None:
    table = document["tables"]["returns"]
    new = {"fresh": {"type": "string", "description": "New."}}
    table["properties"] = {**new, **table["properties"]} if first else {**table["properties"], **new}
    if required:
        table["required"] = [*table["required"], "fresh"]


def drop_code(document: Document, codelist: str, code: str) -> None:
    document["codes"][codelist]["oneOf"] = [c for c in document["codes"][codelist]["oneOf"] if c["const"] != code]


def reorder(document: Document) -> None:
    table = document["tables"]["returns"]
    table["properties"] = dict(reversed(table["properties"].items()))


def set_in(target: Callable[[Document], dict[str, Any]], **values: Any) -> Callable[[Document], None]:
    return lambda document: target(document).update(values)


RULE = {
    "id": "Z1",
    "severity": "error",
    "words": "New.",
    "table": "returns",
    "columns": ["total"],
    "sql": "total >= 0",
    "passing": [{"total": 1}],
    "failing": [{"total": -1}],
}

CHANGES: dict[str, tuple[Bump, Callable[[Document], Any]]] = {
    "table removed": (Bump.MAJOR, lambda d: d["tables"].pop("coverage")),
    "table added": (Bump.MINOR, lambda d: d["tables"].update(fresh=copy.deepcopy(d["tables"]["coverage"]))),
    "column removed": (Bump.MAJOR, lambda d: d["tables"]["returns"]["properties"].pop("note")),
    "column retyped": (Bump.MAJOR, set_in(lambda d: column(d, "returns", "officers"), type="string")),
    "columns reordered": (Bump.MAJOR, reorder),
    "nullable column at the end": (Bump.MINOR, add_column),
    "required column at the end": (Bump.MAJOR, lambda d: add_column(d, required=True)),
    "nullable column before others": (Bump.MAJOR, lambda d: add_column(d, first=True)),
    "now required": (Bump.MAJOR, lambda d: d["tables"]["returns"]["required"].append("officers")),
    "no longer required": (Bump.MAJOR, lambda d: d["tables"]["returns"]["required"].remove("claim_party")),
    "key changed": (Bump.MAJOR, set_in(lambda d: d["tables"]["returns"], **{"x-key": ["exchange_id"]})),
    "unit changed": (Bump.MAJOR, set_in(lambda d: column(d, "returns", "officers"), **{"x-unit": "dozen"})),
    "tighter maximum": (Bump.MAJOR, set_in(lambda d: column(d, "returns", "officers"), maximum=10)),
    "looser maximum": (Bump.MINOR, set_in(lambda d: column(d, "returns", "officers"), maximum=10**9)),
    "code removed": (Bump.MAJOR, lambda d: drop_code(d, "mediator", "QAT")),
    "code added": (Bump.MINOR, lambda d: d["codes"]["mediator"]["oneOf"].append({"const": "NOR", "title": "Norway", "description": "Norway."})),
    "label reworded": (Bump.PATCH, set_in(lambda d: d["codes"]["mediator"]["oneOf"][0], title="Emirates")),
    "description reworded": (Bump.PATCH, set_in(lambda d: column(d, "returns", "officers"), description="Officers.")),
    "warning rule added": (Bump.MINOR, lambda d: d["rules"].append({**RULE, "severity": "warning"})),
    "error rule added that no row breaks": (Bump.MINOR, lambda d: d["rules"].append(RULE)),
    "rule removed": (Bump.MINOR, lambda d: d["rules"].pop()),
    "rule reworded": (Bump.PATCH, lambda d: d["rules"][0].update(words="Other words.")),
}  # fmt: skip


def changed(*names: str) -> Contract:
    document = copy.deepcopy(CONTRACT.document)
    for name in names:
        CHANGES[name][1](document)
    return parse(document)


def level(old: Contract, new: Contract, *, broken: frozenset[str] = frozenset()) -> Bump:
    return bump.required(bump.contract_reasons(old, new, breaks=broken.__contains__))


def test_nothing_asks_for_nothing() -> None:
    assert level(CONTRACT, changed()) is Bump.NONE


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_asks_for_what_the_table_says(name: str) -> None:
    assert level(CONTRACT, changed(name)) is CHANGES[name][0]


def test_a_new_error_rule_that_a_released_row_breaks_is_major() -> None:
    assert level(CONTRACT, changed("error rule added that no row breaks"), broken=frozenset({"Z1"})) is Bump.MAJOR


# Changes that undo or collide with each other when made one after the other are left out of the compositions.
APART = sorted(
    set(CHANGES)
    - {
        "table removed",
        "columns reordered",
        "nullable column before others",
        "warning rule added",
        "required column at the end",
        "looser maximum",
    }
)


@given(
    st.lists(st.sampled_from(APART), unique=True, max_size=4), st.lists(st.sampled_from(APART), unique=True, max_size=4)
)
def test_the_way_never_asks_for_more_than_its_steps_together(first: list[str], second: list[str]) -> None:
    there = changed(*first)
    names = [*first, *(n for n in second if n not in first)]
    end = changed(*names)
    assert level(CONTRACT, end) <= max(level(CONTRACT, there), level(there, end))
    assert level(CONTRACT, end) == max((CHANGES[n][0] for n in names), default=Bump.NONE)


@pytest.mark.parametrize(
    ("previous", "asked", "lowest"),
    [
        (None, Bump.NONE, "0.1.0"), ("0.1.0", Bump.PATCH, "0.1.1"), ("0.1.0", Bump.MINOR, "0.1.1"), ("0.1.9", Bump.MAJOR, "0.2.0"),
        ("1.2.3", Bump.PATCH, "1.2.4"), ("1.2.3", Bump.MINOR, "1.3.0"), ("1.2.3", Bump.MAJOR, "2.0.0"),
    ],
)  # fmt: skip
def test_below_one_what_would_be_major_raises_the_minor_number(previous: str | None, asked: Bump, lowest: str) -> None:
    assert bump.lowest_version(previous, asked) == lowest
