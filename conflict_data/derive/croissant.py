"""Croissant (1.0) descriptor of a release, for machine-learning tools."""

from __future__ import annotations

from typing import Any

from conflict_data.contract import Column, Contract
from conflict_data.derive import release as about
from conflict_data.derive.release import Release, TableFile

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
# The reference loader knows this name alone, not the registered one (application/vnd.apache.parquet).
MEDIA_TYPE = "application/x-parquet"
TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "timestamp": "sc:DateTime",
}
_OWN = (
    "citeAs", "column", "conformsTo", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated",
    "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    **{name: f"cr:{name}" for name in _OWN},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}


def _file(table: str, file: TableFile) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{table}.parquet",
        "name": f"{table}.parquet",
        "contentUrl": f"{table}.parquet",
        "contentSize": f"{file.bytes} B",
        "encodingFormat": MEDIA_TYPE,
        "sha256": file.sha256,
    }


def _field(table: str, column: Column) -> dict[str, Any]:
    unit = f" Unit: {column.unit}." if column.unit else ""
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": column.description + unit,
        "dataType": TYPES[column.type],
        "source": {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": column.name}},
    }


def _record_set(contract: Contract, table: str) -> dict[str, Any]:
    spec = contract.table(table)
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": spec.description,
        "key": [{"@id": f"{table}/{name}"} for name in spec.key],
        "field": [_field(table, column) for column in spec.columns.values()],
    }


def _code_set(contract: Contract, codelist: str) -> dict[str, Any]:
    base = f"codes/{codelist}"
    fields = [
        {"@type": "cr:Field", "@id": f"{base}/{name}", "name": name, "description": text, "dataType": "sc:Text"}
        for name, text in (
            ("code", "Code in the tables."),
            ("label", "Label for people."),
            ("definition", "What it means."),
        )
    ]
    rows = [
        {f"{base}/code": c.code, f"{base}/label": c.label, f"{base}/definition": c.definition}
        for c in contract.codes[codelist]
    ]
    description = contract.code_descriptions[codelist]
    key = {"@id": f"{base}/code"}
    return {
        "@type": "cr:RecordSet",
        "@id": base,
        "name": base,
        "description": description,
        "key": key,
        "field": fields,
        "data": rows,
    }


def croissant(contract: Contract, release: Release) -> dict[str, Any]:
    """Descriptor of a release: a file and a record set per table, and an inline record set per code list.

    Columns do not refer to each other: the reference loader would join the tables and drop rows without a partner.
    """
    tables = [t for t in contract.tables if t in release.files]
    used = {c.codelist or c.items_codelist for t in tables for c in contract.table(t).columns.values()}
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": about.NAME,
        "alternateName": about.TITLE,
        "description": about.DESCRIPTION,
        "version": release.version,
        "datePublished": release.released.isoformat(),
        "license": about.LICENCE_URL,
        "creator": {"@type": "sc:Organization", "name": about.CREATOR},
        "keywords": list(about.KEYWORDS),
        "citeAs": release.citation,
        "isLiveDataset": False,
    }
    if release.homepage:
        made["url"] = release.homepage
    made["distribution"] = [_file(t, release.files[t]) for t in tables]
    made["recordSet"] = [_record_set(contract, t) for t in tables]
    made["recordSet"] += [_code_set(contract, name) for name in contract.codes if name in used]
    return made
