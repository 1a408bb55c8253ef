"""One value per field: what a person coded stands; what rules read supports it, differs from it, or fills a row of theirs.

A field that a coder left empty was left empty by a person who had read the sources, so rules fill only rows that rules made,
and only where all their claims on the field agree. No claim is thrown away: chosen or not, each becomes a row of evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from conflict_data.contract import Contract
from conflict_data.extraction import Claim
from conflict_data.extraction.counts import Count
from pipeline.documents import Document
from pipeline.link import Linked
from pipeline.proof import Prover, evidence_id
from pipeline.records import Row, count_columns
from pipeline.totals import RULE_MADE

RENAMED = {
    "place": "place_id",
    "scope_place": "scope_place_id",
    "handover_place": "handover_place_id",
    "places": "hit_places",
    "none_reported": "is_none_reported",
}
"""Names in which the extractor speaks → columns."""
DERIVED = "derived"


@dataclass
class Agreement:
    """How often rules and people say the same of one field in the documents that both read."""

    same: int = 0
    different: int = 0
    hand_only: int = 0
    rule_only: int = 0


@dataclass
class Coded:
    """Evidence from rules, and how it compares with what people found."""

    evidence: list[dict[str, Any]] = field(default_factory=list)
    agreement: dict[tuple[str, str, str], Agreement] = field(default_factory=dict)
    """(text kind, table, field) → counts."""
    pairs: dict[tuple[str, str, str], list[tuple[str, str]]] = field(default_factory=dict)
    """(text kind, table, field) → (hand, rule) values where both read one."""
    filled: int = 0


def code(
    contract: Contract,
    linked: Iterable[Linked],
    hand: Iterable[Mapping[str, Any]],
    documents: Mapping[str, Document],
    prover: Prover,
    rows: Mapping[str, Row],
    settled: Container[str] = (),
) -> Coded:
    """Evidence of all linked claims; fills empty fields of rows where documents agree.

    Rows in `settled` are as they are to be: what one report said of a minted record, others do not add to.
    """
    coded = Coded()
    ids: dict[tuple[str, int], str] = {}
    pending: list[tuple[Linked, int, Claim]] = []
    for item in linked:
        for number, claim in item.claims:
            if claim.reading == DERIVED:
                pending.append((item, number, claim))
                continue
            evidence = _evidence(contract, item, claim, documents[item.source_id], prover)
            if evidence is not None:
                ids[item.source_id, number] = evidence["evidence_id"]
                coded.evidence.append(evidence)
    for item, _, claim in pending:
        # "an equal number" stands on the claim whose value it repeats; where that one was not linked, neither is this one.
        base = ids.get((item.source_id, claim.derived_from)) if claim.derived_from is not None else None
        evidence = _evidence(contract, item, claim, documents[item.source_id], prover) if base else None
        if evidence is not None:
            coded.evidence.append(evidence | {"derived_from": base})
    coded.evidence = list({e["evidence_id"]: e for e in coded.evidence}.values())
    _fill(contract, coded, rows, settled)
    for evidence in coded.evidence:
        evidence["is_chosen"] = prover.is_value(rows[evidence["record_id"]], evidence["field"], evidence["value"])
    _compare(coded, list(hand), documents)
    return coded


def _evidence(
    contract: Contract, item: Linked, claim: Any, document: Document, prover: Prover
) -> dict[str, Any] | None:
    name = RENAMED.get(claim.field, claim.field)
    table = contract.table(item.row.table)
    if (
        name not in table.fields
        or table.columns[table.fields[name][0]].evidence == "none"
        or claim.reading == "derived"
    ):
        return None
    row = {
        "table": item.row.table, "record_id": item.row.record_id, "field": name, "value": claim.value,
        "claim_party": claim.party or "unknown", "source_id": item.source_id, "start": claim.start, "end": claim.end,
        "words": document.text[claim.start : claim.end], "sentence": prover.sentence(item.source_id, claim.start, claim.end),
        "origin": "rule", "reading": claim.reading, "rule_id": claim.rule_id, "is_chosen": False,
    }  # fmt: skip
    return row | {"evidence_id": evidence_id(row)}


def _fill(contract: Contract, coded: Coded, rows: Mapping[str, Row], settled: Container[str]) -> None:
    claims: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for evidence in coded.evidence:
        claims[evidence["record_id"], evidence["field"]].append(evidence)
    for (record_id, name), said in sorted(claims.items()):
        row = rows[record_id]
        table = contract.table(row.table)
        columns = table.fields[name]
        values = {e["value"] for e in said}
        empty = all(row.values.get(c) is None for c in columns)
        made = row.values.get("coding_method", "hand") == RULE_MADE and record_id not in settled
        if not made or not empty or len(values) != 1:
            continue
        (value,) = values
        if name in table.counts:
            row.values |= count_columns(table, name, Count.parse(value))
        else:
            row.values[name] = _typed(table.columns[name].type, value)
        coded.filled += 1


def _typed(kind: str, value: str) -> Any:
    match kind:
        case "integer":
            return int(value)
        case "date":
            return date.fromisoformat(value)
        case "timestamp":
            return datetime.fromisoformat(value)
        case "boolean":
            return value == "true"
    return value


def _compare(coded: Coded, hand: list[Mapping[str, Any]], documents: Mapping[str, Document]) -> None:
    said: dict[tuple[str, str, str, str], list[set[str]]] = defaultdict(lambda: [set(), set()])
    sides: tuple[Iterable[Mapping[str, Any]], ...] = (hand, coded.evidence)
    for side, claims in enumerate(sides):
        for e in claims:
            if e["reading"] != "judged":
                said[e["table"], e["record_id"], e["field"], e["source_id"]][side].add(e["value"])
    for (table, _, name, source_id), (by_hand, by_rule) in said.items():
        kind = documents[source_id].values["text_kind"]
        counts = coded.agreement.setdefault((kind, table, name), Agreement())
        both = sorted(by_hand & by_rule)
        pairs = coded.pairs.setdefault((kind, table, name), [])
        counts.same += len(both)
        pairs += [(value, value) for value in both]
        if by_hand and by_rule and not both:
            counts.different += 1
            pairs.append((min(by_hand), min(by_rule)))
        counts.hand_only += bool(by_hand and not by_rule)
        counts.rule_only += bool(by_rule and not by_hand)
