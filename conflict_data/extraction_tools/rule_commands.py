"""The verb `rules` on the command line: list, explain and test the rules of extraction."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

JSON = click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")


def _json(told: Any) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))


def _rules(number: int) -> str:
    return "1 rule" if number == 1 else f"{number} rules"


@click.group()
def rules() -> None:
    """List, explain and test the rules of extraction."""


PACK = click.option("--language", default="en", show_default=True, help="Language pack (ISO 639-1).")


@rules.command("list")
@click.option("--topic", default=None, help="Only rules of this topic.")
@PACK
@JSON
def list_rules(topic: str | None, language: str, as_json: bool) -> None:
    """List the rules in the order in which they are tried."""
    from conflict_data.extraction_tools import rule_listing, rule_printing

    rows = rule_listing.listed(rule_listing.pack_of(language), topic=topic)
    _json(rows) if as_json else rule_printing.show_rows(rows)


@rules.command("explain")
@click.argument("rule_id", metavar="ID")
@PACK
@JSON
def explain_rule(rule_id: str, language: str, as_json: bool) -> None:
    """Explain a rule: its pattern and the names in it, what it emits, its filters, its examples."""
    from conflict_data.extraction_tools import rule_listing, rule_printing

    pack = rule_listing.pack_of(language)
    told = rule_listing.explained(pack, rule_listing.rule_of(pack, rule_id))
    _json(told) if as_json else rule_printing.show_rule(told)


@rules.command("test")
@click.argument("rule_id", metavar="[ID]", required=False)
@PACK
@JSON
def test_rules(rule_id: str | None, language: str, as_json: bool) -> None:
    """Run the examples of a rule, or of all, alone and with the whole pack; exit code 1 where one fails."""
    from conflict_data.extraction_tools import rule_listing

    pack = rule_listing.pack_of(language)
    tested = [rule_listing.rule_of(pack, rule_id)] if rule_id else list(pack.rules)
    faults = rule_listing.faults(pack, tested)
    if as_json:
        _json({"tested": len(tested), "faults": faults})
    else:
        for lines in faults.values():
            for line in lines:
                click.echo(line, err=True)
        examples = sum(len(rule.source["examples"]) + len(rule.source["not"]) for rule in tested)
        failing = f"{_rules(len(faults))} fail{'s' if len(faults) == 1 else ''}"
        click.echo(f"{_rules(len(tested))}, {examples} examples: {failing if faults else 'all hold'}")
    sys.exit(1 if faults else 0)
