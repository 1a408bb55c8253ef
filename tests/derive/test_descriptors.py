"""Descriptors say of a release what its files hold, in the words of the standards."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from conflict_data.contract import Contract
from conflict_data.derive.croissant import TYPES, croissant
from conflict_data.derive.datapackage import datapackage, table_schema
from conflict_data.derive.release import Release, TableFile

PROFILE = Path(__file__).with_name("profiles") / "datapackage-2.0.json"
FILE = TableFile(rows=3, bytes=1200, sha256="ab" * 32)


@pytest.fixture(scope="module")
def release(contract: Contract) -> Release:
    files = dict.fromkeys(reversed(list(contract.tables)), FILE)
    return Release("0.1.0", date(2026, 11, 22), files, publishers=("Example Daily",))


@pytest.fixture(scope="module")
def package(contract: Contract, release: Release) -> dict[str, Any]:
    return datapackage(contract, release)


@pytest.fixture(scope="module")
def described(contract: Contract, release: Release) -> dict[str, Any]:
    return croissant(contract, release)


@pytest.fixture(scope="module")
def profile() -> Draft7Validator:
    return Draft7Validator(json.loads(PROFILE.read_text("utf-8")))


def test_the_data_package_keeps_the_profile_of_the_standard(package: dict[str, Any], profile: Draft7Validator) -> None:
    assert [error.message for error in profile.iter_errors(package)] == []


def test_the_profile_refuses_a_wrong_hash_and_a_nameless_field(
    package: dict[str, Any], profile: Draft7Validator
) -> None:
    broken = json.loads(json.dumps(package))
    broken["resources"][0]["hash"] = "sha256-xyz"
    del broken["resources"][1]["schema"]["fields"][0]["name"]
    assert {error.absolute_path[1] for error in profile.iter_errors(broken)} == {0, 1}


def test_resources_are_the_files_in_the_order_of_the_contract(contract: Contract, package: dict[str, Any]) -> None:
    assert [r["name"] for r in package["resources"]] == list(contract.tables)
    for resource in package["resources"]:
        assert resource["path"] == f"{resource['name']}.parquet"
        assert (resource["bytes"], resource["hash"], resource["rowCount"]) == (1200, "sha256:" + "ab" * 32, 3)
        assert resource["licenses"][0]["name"] == "CC-BY-4.0"


def test_a_table_schema_has_every_column_key_and_reference(contract: Contract) -> None:
    for name, table in contract.tables.items():
        schema = table_schema(contract, name)
        assert [f["name"] for f in schema["fields"]] == list(table.columns)
        assert schema["primaryKey"] == list(table.key)
        refs = {(k["fields"][0], k["reference"].get("resource", name)) for k in schema.get("foreignKeys", [])}
        assert refs == {(c.name, c.ref) for c in table.columns.values() if c.ref}


def test_a_reference_within_a_table_names_no_resource(contract: Contract) -> None:
    keys = {k["fields"][0]: k["reference"] for k in table_schema(contract, "attacks")["foreignKeys"]}
    assert keys["wave_id"] == {"fields": ["attack_id"]}
    assert keys["place_id"] == {"resource": "places", "fields": ["place_id"]}


def test_code_columns_list_codes_and_labels(contract: Contract) -> None:
    fields = {f["name"]: f for f in table_schema(contract, "attacks")["fields"]}
    assert fields["level"]["categories"][0] == {"value": "wave", "label": "Wave"}
    assert fields["level"]["categoriesOrdered"] is False
    assert fields["target_types"]["joinedItems"] == {"separator": "; ", "codelist": "target_type"}
    assert fields["attack_id"]["constraints"]["unique"] is True
    assert "required" not in fields["wave_id"].get("constraints", {})


def test_a_file_that_is_no_table_is_refused(contract: Contract) -> None:
    with pytest.raises(KeyError, match="weather"):
        datapackage(contract, Release("0.1.0", date(2026, 11, 22), {"weather": FILE}))


def test_croissant_sources_name_files_and_columns_that_exist(contract: Contract, described: dict[str, Any]) -> None:
    files = {f["@id"]: f for f in described["distribution"]}
    assert all(f["encodingFormat"] == "application/x-parquet" and f["sha256"] == "ab" * 32 for f in files.values())
    sets = {s["@id"]: s for s in described["recordSet"]}
    for name, table in contract.tables.items():
        fields = sets[name]["field"]
        assert [f["source"]["extract"]["column"] for f in fields] == list(table.columns)
        assert {f["source"]["fileObject"]["@id"] for f in fields} == {f"{name}.parquet"} <= files.keys()
        assert {k["@id"] for k in sets[name]["key"]} <= {f["@id"] for f in fields}
        assert {f["dataType"] for f in fields} <= set(TYPES.values())


def test_croissant_identifiers_are_unique(described: dict[str, Any]) -> None:
    names = [f["@id"] for s in described["recordSet"] for f in (s, *s["field"])] + [
        f["@id"] for f in described["distribution"]
    ]
    assert len(names) == len(set(names))


def test_croissant_carries_the_code_lists_inline(contract: Contract, described: dict[str, Any]) -> None:
    party = next(s for s in described["recordSet"] if s["@id"] == "codes/party")
    assert [row["codes/party/code"] for row in party["data"]] == contract.code_values("party")


def test_croissant_is_accepted_by_the_reference_loader(described: dict[str, Any], tmp_path: Path) -> None:
    mlcroissant = pytest.importorskip("mlcroissant")
    path = tmp_path / "croissant.json"
    path.write_text(json.dumps(described), "utf-8")
    assert mlcroissant.Dataset(jsonld=path).metadata.name == "conflict-data"


def test_descriptors_are_plain_json_and_the_same_every_time(contract: Contract, release: Release) -> None:
    for made in (datapackage, croissant):
        text = json.dumps(made(contract, release))
        assert json.dumps(made(contract, release)) == text
        assert json.loads(text) == made(contract, release)
