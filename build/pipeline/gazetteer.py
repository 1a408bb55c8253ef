"""Read `seeds/gazetteer/` into rows of `places` and `place_names`."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from conflict_data.contract import Contract, Table
from conflict_data.errors import Problem, choose
from pipeline import strict_yaml
from pipeline.records import Row, value_of

FILES = {"places": "places.csv", "place_names": "names.csv"}


def _typed(table: Table, written: dict[str, str], row: Row, problems: list[Problem]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, text in written.items():
        if not text:
            continue
        column = table.columns[name]
        try:
            values[name] = int(text) if column.type == "integer" else value_of(column, text)
        except ValueError:
            problems.append(row.problem(f"{text!r} is no {column.type}", name))
    return values


def read(seeds: Path, contract: Contract) -> tuple[list[Row], list[Problem]]:
    """Rows of both tables, and what is wrong with the files."""
    rows: list[Row] = []
    problems: list[Problem] = []
    for table_name, file in FILES.items():
        table = contract.table(table_name)
        path = seeds / "gazetteer" / file
        name = path.relative_to(seeds.parent).as_posix()
        if not path.is_file():
            problems.append(Problem(name, 0, "", "missing: the gazetteer needs it"))
            continue
        reader = csv.DictReader(io.StringIO(strict_yaml.read_text(path, name=name)))
        unknown = [c for c in reader.fieldnames or [] if c not in table.columns]
        if unknown:
            problems += [Problem(name, 1, c, f"unknown column: {choose(c, table.columns)}") for c in unknown]
            continue
        for written in reader:
            row = Row(table_name, str(written[table.key[0]]), {}, name, reader.line_num)
            if None in written or None in written.values():
                problems.append(row.problem(f"the row has not {len(reader.fieldnames or [])} cells"))
                continue
            row.values = _typed(table, written, row, problems)
            rows.append(row)
    return rows, problems
