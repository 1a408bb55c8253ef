"""Read the tables that people write as they are published: coverage and tombstones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conflict_data.contract import Contract
from conflict_data.derive.file_schema import rows_schema
from conflict_data.errors import Problem
from pipeline import strict_yaml
from pipeline.gate import check_against
from pipeline.records import Row, value_of

FILES = {"coverage": "coverage.yaml", "tombstones": "tombstones.yaml"}


def read(seeds: Path, contract: Contract) -> tuple[dict[str, list[dict[str, Any]]], list[Row], list[Problem]]:
    """Rows by table, the same as rows with their lines, and what is wrong."""
    tables: dict[str, list[dict[str, Any]]] = {}
    rows: list[Row] = []
    problems: list[Problem] = []
    for name, file in FILES.items():
        path = seeds / file
        tables[name] = []
        if not path.is_file():
            continue
        label = path.relative_to(seeds.parent).as_posix()
        parsed = strict_yaml.parse(strict_yaml.read_text(path, name=label), file=label)
        if parsed.data is None:
            continue
        faults = check_against(rows_schema(contract, name), parsed)
        problems += faults
        if faults:
            continue
        table = contract.table(name)
        for i, entry in enumerate(parsed.data):
            values = {key: value_of(table.columns[key], value) for key, value in entry.items()}
            lines = {key: parsed.line(i, key) for key in entry}
            tables[name].append(values)
            rows.append(Row(name, "; ".join(str(entry[k]) for k in table.key), values, label, parsed.line(i), lines))
    return tables, rows, problems
