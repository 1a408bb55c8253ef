"""A pandera schema that refuses a LazyFrame, of which pandera would check no values and say nothing."""

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl


class EagerSchema(pa.DataFrameSchema):
    """`pandera.polars.DataFrameSchema` for eager frames."""

    def validate(self, check_obj: Any, *args: Any, **kwargs: Any) -> Any:
        """As in pandera; `TypeError` for a LazyFrame."""
        if isinstance(check_obj, pl.LazyFrame):
            raise TypeError("pandera would check no values of a LazyFrame: call .collect() first")
        return super().validate(check_obj, *args, **kwargs)

    @classmethod
    def get_backend(cls, check_obj: Any = None, check_type: type | None = None) -> Any:
        """That of pandera's own class, which knows its backends by class."""
        return pa.DataFrameSchema.get_backend(check_obj, check_type)
