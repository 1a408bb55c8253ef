"""Differences as one self-contained page: what is gone first, then corrections by record, then additions; safe whatever the values hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from conflict_data.errors import MissingExtraError

if TYPE_CHECKING:
    import polars as pl

TEMPLATE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Differences {{ old }} to {{ new }}</title>
<style>
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.2rem; margin: 2rem 0 0; border-bottom: 2px solid #1a1a1a; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; } th:nth-child(1) { width: 17%; } th:nth-child(2) { width: 20%; } th:nth-child(5) { width: 9%; } th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid #ddd; overflow-wrap: anywhere; }
.old { background: #fdecea; text-decoration: line-through; } .new { background: #e8f5e9; }
.risk { font-size: .8rem; border: 1px solid; border-radius: .3rem; padding: 0 .35rem; } .high { color: #a00; } .medium { color: #7a5200; } .low { color: #555; }
.reason { color: #444; font-size: .9rem; }
</style>
</head>
<body>
<h1>Differences from {{ old }} to {{ new }}</h1>
<p>{% if counts %}{% for change, n in counts %}{{ n }} {{ change }}{{ ", " if not loop.last }}{% endfor %}{% else %}Nothing differs.{% endif %}</p>
{% for title, tables in sections %}
<h2>{{ title }}</h2>
{% for table, records in tables %}
<h3>{{ table }}</h3>
<table>
<thead><tr><th scope="col">record</th><th scope="col">field</th><th scope="col">before</th><th scope="col">after</th><th scope="col">risk</th></tr></thead>
<tbody>
{% for row in records %}
<tr><td>{{ row.record_id if loop.first or row.record_id != loop.previtem.record_id }}</td>
{% if row.field == "*" %}<td colspan="3">{{ row.change }}</td>
{% else %}<td>{{ row.field }}</td><td>{% if row.old_value is not none %}<span class="old">{{ row.old_value }}</span>{% endif %}</td>
<td>{% if row.new_value is not none %}<span class="new">{{ row.new_value }}</span>{% endif %}</td>{% endif %}
<td><span class="risk {{ row.risk }}">{{ row.risk }}</span></td></tr>
{% if row.reason %}<tr><td></td><td colspan="4" class="reason">{{ row.reason }}{% if row.credit %} ({{ row.credit }}){% endif %}</td></tr>{% endif %}
{% endfor %}
</tbody>
</table>
{% endfor %}
{% endfor %}
</body>
</html>
"""

SECTIONS = (("Gone", ("retired", "merged", "removed")), ("Corrected", ("corrected",)), ("Added", ("added",)))


def page(rows: pl.DataFrame, *, old: str, new: str) -> str:
    """HTML of the rows that `diff` returns; every value is escaped."""
    try:
        import jinja2
    except ImportError as error:
        raise MissingExtraError("diff --html", "extract", "Jinja2") from error
    records = rows.to_dicts()
    sections = []
    for title, kinds in SECTIONS:
        tables: dict[str, list[dict[str, object]]] = {}
        for row in records:
            if row["change"] in kinds:
                tables.setdefault(str(row["table"]), []).append(row)
        if tables:
            sections.append((title, list(tables.items())))
    counts = Counter(str(r["change"]) for r in records)
    order = [kind for _, kinds in SECTIONS for kind in kinds]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(TEMPLATE).render(
        old=old, new=new, counts=[(c, counts[c]) for c in order if counts[c]], sections=sections
    )
