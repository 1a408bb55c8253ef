"""Validation of 1,000,000 generated rows of `munitions` through the contract, warm: rows a second.

Goal: at least 2 million rows a second. `python benchmarks/validation.py`
"""

from __future__ import annotations

import time
import warnings

import polars as pl
from figures import tell
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NonInteractiveExampleWarning

from conflict_data.derive import strategies
from conflict_data.derive.arrow import arrow_table
from conflict_data.derive.compile import compile_contract, schema_folder
from conflict_data.derive.frames import polars_type
from conflict_data.derive.pandera import pandera_schema
from conflict_data.derive.violations import is_clean

ROWS, DRAWN = 1_000_000, 400
ONE_PASS = "one pass, as validate() does"


def rows() -> pl.DataFrame:
    """Valid rows drawn from the contract, repeated with identifiers of their own."""
    contract = compile_contract(schema_folder())
    drawn: list[dict[str, object]] = []

    @settings(max_examples=DRAWN, database=None, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        drawn.append(data.draw(strategies.rows("munitions", contract)))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        draw()
    few = pl.DataFrame(pl.from_arrow(arrow_table(contract, "munitions", drawn)))
    many = pl.concat([few] * (ROWS // len(few) + 1)).head(ROWS)
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    ids = ["mun_" + "".join(alphabet[(i >> (5 * k)) & 31] for k in range(8)) for i in range(ROWS)]
    codes = [c for c in contract.table("munitions").columns.values() if c.codelist]
    return many.with_columns(
        pl.Series("munition_id", ids), *(pl.col(c.name).cast(polars_type(c, contract)) for c in codes)
    )


def main() -> None:
    """Print the figures."""
    contract = compile_contract(schema_folder())
    frame = rows()
    schema = pandera_schema(contract, "munitions")
    assert is_clean(frame.head(1000), contract, "munitions")
    times: dict[str, list[float]] = {ONE_PASS: [], "pandera, as for a frame that fails": []}
    busy: list[float] = []
    for _ in range(5):
        start, before = time.perf_counter(), time.process_time()
        assert is_clean(frame, contract, "munitions")
        times[ONE_PASS].append(time.perf_counter() - start)
        busy.append(time.process_time() - before)
    for _ in range(2):
        start = time.perf_counter()
        schema.validate(frame, lazy=True)
        times["pandera, as for a frame that fails"].append(time.perf_counter() - start)
    print(f"{ROWS:,} rows x {len(frame.columns)} columns")
    for way, seconds in times.items():
        print(f"{way}: {min(seconds):.2f} s, {ROWS / min(seconds) / 1e6:.2f} million rows/s")
    print(f"processor time of one pass, all cores together: {min(busy):.2f} s")
    tell("validation, million rows/s", ROWS / min(times[ONE_PASS]) / 1e6, ">= 2.0")


if __name__ == "__main__":
    main()
