"""The rule extractor: reports of attacks, casualties and exchanges as records with their evidence."""

from __future__ import annotations

from conflict_data.extraction.api import extract
from conflict_data.extraction.counts import Count
from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.model import Claim, Extraction, Record, Step
from conflict_data.extraction.readers import read_code, read_count, read_date, read_ordinal, read_place
from conflict_data.extraction.text.dates import DateSpan

__all__ = [
    "Claim", "Count", "DateSpan", "Extraction", "Gazetteer", "Record", "Step",
    "extract", "read_code", "read_count", "read_date", "read_ordinal", "read_place",
]  # fmt: skip
