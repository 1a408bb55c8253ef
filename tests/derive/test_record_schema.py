"""Record schemas accept what the contract allows and name what it does not."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from conflict_data.contract import Contract
from conflict_data.derive.file_schema import changes_schema, document_schema, rows_schema, waivers_schema
from conflict_data.derive.record_schema import KINDS, claimed_fields, record_kind, record_schema, validator
from conflict_data.extraction.counts import VAGUE_LOW, Count

EXCHANGE: dict[str, Any] = {
    "exchange": {
        "exchange_id": "exc_gb6khacn",
        "date_start": "2025-05-23",
        "date_precision": 1,
        "date_basis": "stated",
        "source_tz": "Europe/Kyiv",
        "transfer_type": "reciprocal_exchange",
        "counts_disclosed": "both",
        "mediators": ["ARE", "USA"],
        "handover_place": "blr",
        "verification": "corroborated",
        "claim_party": "ukr_official",
    },
    "returns": [
        {
            "return_id": "ret_7k3m9q2x",
            "receiving_party": "UKR",
            "claim_party": "ukr_official",
            "total": 390,
            "military": "at least 270",
        }
    ],
    "evidence": [
        {
            "of": "ret_7k3m9q2x",
            "source": "src_9x2k4m7p",
            "party": "ukr_official",
            "words": "390 people",
            "says": {"total": 390},
        },
        {"source": "src_9x2k4m7p", "party": "media", "words": "the Emirates", "says": {"mediators": ["ARE", "USA"]}},
    ],
}


def messages(schema: dict[str, Any], instance: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(instance)]


def changed(path: list[str | int], value: Any) -> dict[str, Any]:
    record = copy.deepcopy(EXCHANGE)
    node: Any = record
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return record


def test_every_kind_is_a_valid_schema_whose_references_resolve(contract: Contract) -> None:
    for kind in KINDS:
        schema = record_schema(contract, kind)
        validator(schema).check_schema(schema)
        text = str(schema)
        for name in schema["$defs"]:
            assert f"#/$defs/{name}" in text


def test_everything_in_a_schema_is_described(contract: Contract) -> None:
    for kind, spec in KINDS.items():
        schema = record_schema(contract, kind)
        for section in (*spec.sections, "evidence"):
            node = schema["properties"][section]
            assert node["description"]
            for name, value in node.get("items", node)["properties"].items():
                assert value["description"], (kind, section, name)


def test_a_record_as_people_write_it_passes(contract: Contract) -> None:
    assert messages(record_schema(contract, "exchange"), EXCHANGE) == []


def test_codes_carry_their_definitions_for_editors(contract: Contract) -> None:
    options = record_schema(contract, "exchange")["$defs"]["code_transfer_type"]["oneOf"]
    assert [o["const"] for o in options] == contract.code_values("transfer_type")
    assert all(o["title"] and o["description"] for o in options)


def test_computed_columns_and_the_id_of_the_parent_are_not_written(contract: Contract) -> None:
    schema = record_schema(contract, "exchange")
    assert "n_sources" not in schema["properties"]["exchange"]["properties"]
    assert "exchange_id" not in schema["properties"]["returns"]["items"]["properties"]
    assert "attack_id" not in record_schema(contract, "casualty")["properties"]["casualty"]["properties"]


def test_what_is_filled_in_need_not_be_written_except_where_there_is_no_parent(contract: Contract) -> None:
    exchange = record_schema(contract, "exchange")["properties"]["exchange"]["required"]
    assert "date_start" in exchange
    assert not {"date_end", "exchange_status", "code_status"} & set(exchange)
    assert "scope_start" not in record_schema(contract, "attack")["properties"]["casualties"]["items"]["required"]
    assert "scope_start" in record_schema(contract, "casualty")["properties"]["casualty"]["required"]


@pytest.mark.parametrize(
    "value", [0, 390, "at least 51", "more than 20", "up to 5", "fewer than 10", "about 30", "12 to 15", *VAGUE_LOW]
)
def test_canonical_counts_pass_and_read_as_counts(contract: Contract, value: int | str) -> None:
    assert messages(record_schema(contract, "exchange"), changed(["returns", 0, "total"], value)) == []
    assert Count.parse(str(value))


@pytest.mark.parametrize(
    "value",
    [
        "390",
        "at least",
        "at least 1,000",
        "about dozens",
        "12-15",
        "12 to",
        "at least 1 to 2",
        "many",
        " 5",
        "007",
        -1,
        2.5,
        True,
        None,
        [],
    ],
)
def test_other_counts_are_refused(contract: Contract, value: Any) -> None:
    found = messages(record_schema(contract, "exchange"), changed(["returns", 0, "total"], value))
    # A plain number is written as a number; text that is one would be a second form of the same thing.
    assert found, value


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("2025-05-24T09:00Z", True),
        ("2025-05-24T09:00:30Z", True),
        ("2025-05-24T09:00", False),
        ("2025-05-24T09:00+03:00", False),
        ("2025-02-30T09:00Z", False),
        ("2025-05-24", False),
    ],
)
def test_moments_are_in_utc_and_exist(contract: Contract, value: str, good: bool) -> None:
    attack = record_schema(contract, "attack")
    part = {**attack["properties"]["attack"]["properties"]["time_start"]}
    assert (messages(part, value) == []) is good


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["exchange", "transfer_type"], "swap", "$.exchange.transfer_type"),
        (["exchange", "colour"], "red", "'colour' was unexpected"),
        (["exchange", "date_start"], "2025-02-30", "is not a 'date'"),
        (["exchange", "mediators"], "ARE", "is not of type 'array'"),
        (["exchange", "handover_place_id"], "blr", "'handover_place_id' was unexpected"),
        (["evidence", 0, "says"], {"mediators": ["ARE"]}, "'mediators' was unexpected"),
        (["evidence", 1, "says"], {"total": 390}, "'total' was unexpected"),
        (["evidence", 0, "reading"], "judged", "'reason' is a required property"),
        (["evidence", 0, "reading"], "derived", "'rests_on' is a required property"),
        (["evidence", 0, "of"], "mun_7k3m9q2x", "$.evidence[0].of"),
        (["evidence"], [], "[] should be non-empty"),
    ],
)
def test_a_fault_is_named_where_it_is(contract: Contract, path: list[str | int], value: Any, told: str) -> None:
    assert any(told in message for message in messages(record_schema(contract, "exchange"), changed(path, value)))


def test_a_derived_value_names_what_it_rests_on(contract: Contract) -> None:
    entry = {**EXCHANGE["evidence"][0], "reading": "derived", "rests_on": {"of": "ret_7k3m9q2x", "field": "total"}}
    assert messages(record_schema(contract, "exchange"), changed(["evidence", 0], entry)) == []
    entry["reading"] = "number"
    assert messages(record_schema(contract, "exchange"), changed(["evidence", 0], entry))


def test_evidence_can_speak_of_every_value_that_needs_it(contract: Contract) -> None:
    for kind in KINDS.values():
        for table in kind.sections.values():
            needed = {
                c.count or c.record_name for c in contract.table(table).columns.values() if c.evidence == "required"
            }
            assert needed <= set(claimed_fields(contract, kind, table))


def test_an_unknown_kind_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="did you mean 'exchange'"):
        record_kind("exchanges")


DOCUMENT = {
    "source_id": "src_9x2k4m7p", "publisher": "Example Daily", "url": "https://example.org/a", "published": "2025-05-24", "published_basis": "page_stated",
    "language": "en", "text_kind": "note", "rights": "own_words", "read": "opening",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"published": "2025-05-24T09:30Z", "origin": "Air Force", "title": "A headline"}, True),
        ({"published": "May 2025"}, False),
        ({"rights": "given_with_project"}, False),
        ({"text_kind": "original", "rights": "given_with_project"}, True),
        ({"text_kind": "original"}, False),
        ({"url": "example.org/a"}, False),
        ({"language": "English"}, False),
        ({"text_length": 3}, False),
    ],
)
def test_the_head_of_a_document_is_checked(contract: Contract, change: dict[str, str], good: bool) -> None:
    assert (messages(document_schema(contract), DOCUMENT | change) == []) is good


def test_a_warning_can_be_waived_and_an_error_cannot(contract: Contract) -> None:
    schema = waivers_schema(contract)
    warnings = [rule.id for rule in contract.rules if rule.severity == "warning"]
    errors = [rule.id for rule in contract.rules if rule.severity == "error"]
    entry = {"record": "exc_gb6khacn", "reason": "The page explains it."}
    assert messages(schema, [{"rule": name, **entry} for name in warnings]) == []
    assert len(messages(schema, [{"rule": name, **entry} for name in errors])) == len(errors)


@pytest.mark.parametrize(
    ("entry", "good"),
    [
        ({"record": "exc_gb6khacn", "field": "date_start", "expect": "2025-05-22", "reason": "Misread."}, True),
        ({"rule": "toll.killed", "reason": "The rule took an age for a count."}, True),
        ({"record": "exc_gb6khacn", "field": "date_start", "reason": "Misread."}, False),
        ({"record": "exc_gb6khacn", "field": "date_start", "expect": None}, False),
        ({"record": "exc_gb6khacn", "rule": "toll.killed", "reason": "Both."}, False),
    ],
)
def test_a_changed_value_has_its_released_value_and_a_reason(
    contract: Contract, entry: dict[str, Any], good: bool
) -> None:
    assert (messages(changes_schema(contract), [entry]) == []) is good


def test_rows_that_people_write_leave_computed_columns_out(contract: Contract) -> None:
    schema = rows_schema(contract, "coverage")
    row = {
        "month": "2025-05-01",
        "kind": contract.code_values("coverage_kind")[0],
        "status": contract.code_values("coverage_status")[0],
    }
    assert messages(schema, [row]) == []
    assert messages(schema, [row | {"records_coded": 3}])
