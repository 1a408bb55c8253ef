"""The verb `extract`: a report's text in, records and the words that prove them out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from conflict_data.errors import MissingExtraError

if TYPE_CHECKING:
    from conflict_data.extraction import Extraction, Gazetteer


def extract(
    text: str,
    *,
    published: date | None = None,
    language: str = "en",
    places: Gazetteer | None = None,
    explain: bool = False,
) -> Extraction:
    """Read a report with the extraction rules.

    Parameters
    ----------
    text : the report.
    published : its day of publication, on which relative dates ("on Friday") rest.
    language : language pack (ISO 639-1).
    places : gazetteer; None for that of the newest release.
    explain : also return a trace of what every rule made or refused.

    Returns
    -------
    `records` (attacks, munitions, casualties, exchanges, returns, agreements in the terms of the contract) and `claims`, each with its
    span in code points of `text`, its rule and who claims it.

    Raises
    ------
    ValueError: there is no pack for the language. MissingExtraError: the extra [extract] is not installed.
    """
    try:
        from conflict_data import extraction
    except ModuleNotFoundError as error:
        raise MissingExtraError("extract()", "extract", str(error.name)) from error
    return extraction.extract(text, published=published, language=language, places=places, explain=explain)
