"""Use an installed package as a user would, with the network switched off: `python smoke.py [--all]`.

Needs nothing but the package. `--all` also tries the engines and `validate`, for which the extras must be installed.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from typing import Any, NoReturn

ENGINES = {"pandas": "DataFrame", "pyarrow": "Table", "duckdb": "DuckDBPyRelation"}


def refuse(*_: Any, **__: Any) -> NoReturn:
    """Stands in for every way out."""
    raise AssertionError("the package tried to use a network")


def check_import() -> None:
    """Importing loads none of the heavy libraries."""
    import conflict_data

    heavy = {"pandas", "pyarrow", "duckdb", "pandera", "polars"} & sys.modules.keys()
    assert not heavy, f"importing {conflict_data.__name__} loaded {heavy}"


def check_data() -> None:
    """Every table of every version loads, is whole, and leads to its words."""
    import conflict_data as cd

    versions = cd.versions()["version"].to_list()
    assert cd.verify(every=True) == versions
    assert versions, "no data in the package"
    for version in versions:
        for table in cd.tables(version=version):
            frame = cd.load(table, version=version)
            assert frame.shape == cd.scan(table, version=version).collect().shape
    first = cd.load("exchanges")["exchange_id"][0]
    proof = cd.evidence(first, chosen=True)
    assert len(proof), f"{first} has no evidence"
    assert len(cd.tolls())
    assert versions[-1] in cd.cite()
    print(f"versions {', '.join(versions)}: all tables load; {first} rests on {len(proof)} claims")


def check_command() -> None:
    """The command answers in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "conflict_data.cli", "tables", "--json"], capture_output=True, text=True, check=True
    )
    assert {"attacks", "exchanges", "evidence"} <= {row["table"] for row in json.loads(run.stdout)}


def check_engines() -> None:
    """Every engine gives its own frame of the same size, and the data keep their own contract."""
    import conflict_data as cd

    for table in cd.tables():
        rows = len(cd.load(table))
        for engine, kind in ENGINES.items():
            frame = cd.load(table, engine=engine)
            assert type(frame).__name__ == kind
            assert rows == (frame.shape[0] if engine != "pyarrow" else frame.num_rows)
        cd.validate(cd.load(table), table)
    print("all engines load all tables; all tables keep their contract")


if __name__ == "__main__":
    check_import()
    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.getaddrinfo = refuse
    check_data()
    check_command()
    if "--all" in sys.argv[1:]:
        check_engines()
