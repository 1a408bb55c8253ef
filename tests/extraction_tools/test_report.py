"""The report: every value marked and linked, nothing fetched or run, hostile text shown as the text that it is."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from extraction_tools import made_texts
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from conflict_data.extraction import extract
from conflict_data.extraction_tools.page import Page
from conflict_data.extraction_tools.plain import HIDDEN
from conflict_data.extraction_tools.report import PALETTE, marked, report
from conflict_data.extraction_tools.segments import segments

DAY = date(2031, 3, 5)
TEXT = (
    "Russia attacked Kyiv overnight with 40 drones, of which 31 were shot down. At least 12 people were injured in Kyiv. "
    "Two people were killed in Sumy. Ukraine and Russia exchanged 55 prisoners each on 5 March 2031."
)
HOSTILE = (
    "<script>alert(1)</script>", "</title></style></textarea><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)', "]]><!--", "--><svg/onload=alert(1)>", "{{ 7 * 7 }}{% raw %}", "\u202eevil\u202c",
    "javascript:alert(1)", "\u200f\u2067\ufeff\x00\x1b[31m", "&lt;b&gt;&amp;#60;", "\ud800",
)  # fmt: skip
TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "p", "article", "a", "h1", "h2", "h3", "div", "section", "mark",
    "span", "b", "small", "dl", "dt", "dd", "nav", "ol", "li",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "tabindex", "style", "dir",
    "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden",
}  # fmt: skip


def page(text: str, *, title: str | None = None, name: str = "report.txt", url: str | None = None) -> Page:
    return Page(name, text, "text", published=DAY, title=title, publisher=title, url=url)


def shown(*pages: Page, sentences: bool = False) -> tuple[str, lxml_html.HtmlElement]:
    source = report([(one, extract(one.text, published=DAY)) for one in pages], sentences=sentences)
    return source, lxml_html.document_fromstring(source)


def spelt(text: str) -> str:
    return HIDDEN.sub(lambda found: f"U+{ord(found[0]):04X}", text)


def text_of(tree: lxml_html.HtmlElement) -> str:
    """The text of the report as a reader sees it, without labels and tips."""
    (shown_text,) = tree.xpath("//div[@class='text']")
    for extra in shown_text.xpath(".//span[@class='key' or @class='tip']"):
        extra.drop_tree()
    return str(shown_text.text_content())


def test_every_value_is_marked_with_field_value_and_rule() -> None:
    read = extract(TEXT, published=DAY)
    _, tree = shown(page(TEXT))
    tips = [" ".join(one.text_content().split()) for one in tree.xpath("//span[@class='tip']/span")]
    for claim in read.claims:
        wanted = f"{claim.record} {claim.field} = {claim.value}"
        assert any(tip.startswith(wanted) and claim.rule_id in tip for tip in tips), wanted
    assert text_of(tree) == TEXT


def test_records_stand_beside_the_text_in_their_colour() -> None:
    read = extract(TEXT, published=DAY)
    _, tree = shown(page(TEXT))
    cards = tree.xpath("//section[starts-with(@class, 'record ')]")
    assert [card.get("id") for card in cards] != []
    assert {card.get("id") for card in cards} == {f"f0-{record.key}" for record in read.records}
    colours = [card.get("style") for card in cards]
    assert len(set(colours)) == len(colours)
    (mark,) = tree.xpath("//mark[starts-with(., '40')]")
    (owner,) = [card for card in cards if f"r{card.get('id').removeprefix('f')}" in mark.get("class").split()]
    assert mark.get("style").removeprefix("background:") == owner.get("style").removeprefix("--own:")


def test_the_keyboard_reaches_every_value_and_every_link_leads_somewhere() -> None:
    _, tree = shown(page(TEXT), page(TEXT, title="Another"))
    ids = [one.get("id") for one in tree.xpath("//*[@id]")]
    assert len(set(ids)) == len(ids)
    marks = tree.xpath("//mark")
    assert marks and all(mark.get("tabindex") == "0" for mark in marks)
    for mark in marks:
        assert mark.get("aria-describedby") in ids
    links = [link.get("href") for link in tree.xpath("//a")]
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    values = {f"#{mark.get('id')}" for mark in marks}
    cards = {f"#{card.get('id')}" for card in tree.xpath("//section[starts-with(@class, 'record ')]")}
    assert cards <= set(links), "each record can be reached from its values"
    assert values & set(links), "and values from their records"


def assert_harmless(source: str, tree: lxml_html.HtmlElement) -> None:
    for one in tree.iter():
        assert isinstance(one.tag, str), "no comments, no instructions"
        assert one.tag in TAGS
        assert set(one.attrib) <= ATTRIBUTES, one.attrib
        assert not HIDDEN.search("".join(one.attrib.values()))
    for link in tree.xpath("//@href"):
        assert link.startswith("#")
    for style in (*tree.xpath("//@style"), *tree.xpath("//style/text()")):
        assert "url(" not in style and "@import" not in style and "expression" not in style
    assert not HIDDEN.search(source.replace("\n", ""))
    assert "default-src 'none'" in source


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from([*HOSTILE, *TEXT.split(". "), " ", "\n"]) | st.text(max_size=8), max_size=10).map("".join)
)
def test_any_text_is_shown_as_it_is_and_does_nothing(text: str) -> None:
    source, tree = shown(
        page(text, title=text or None, name=text or "x", url="https://example.org/" + text), sentences=True
    )
    assert_harmless(source.encode("utf-8").decode("utf-8"), tree)
    assert text_of(tree) == spelt(text).replace("\r", "U+000D")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_within_a_value_are_shown_as_they_are(hostile: str) -> None:
    text = TEXT.replace("Kyiv", f"Kyiv {hostile} ")
    source, tree = shown(page(text), sentences=True)
    assert_harmless(source, tree)
    assert text_of(tree) == spelt(text)


def test_more_records_than_colours_stay_apart() -> None:
    text = "\n\n".join(text for _, text, _ in made_texts.texts(60))
    _, tree = shown(page(text))
    colours = [card.get("style") for card in tree.xpath("//section[starts-with(@class, 'record ')]")]
    assert len(colours) > 2 * len(PALETTE)
    assert len(set(colours[: 2 * len(PALETTE)])) == 2 * len(PALETTE)


def test_a_report_stays_quick_to_walk_through_whatever_its_size() -> None:
    small, _ = shown(page(TEXT))
    assert ":has(" in small
    large, _ = shown(page("\n\n".join(text for _, text, _ in made_texts.texts(120))))
    assert ":has(" not in large


def test_a_value_found_again_and_again_is_one_row() -> None:
    _, tree = shown(page(" ".join(f"Russia attacked Kyiv with {n} drones on 4 March 2031." for n in range(30, 60))))
    rows = [row for row in tree.xpath("//div[@class='row']") if row.findtext("dt") == "attacker"]
    assert len(rows) == 1
    assert "and 10 more" in rows[0].text_content()


def test_sentences_stand_beside_values_only_where_asked_for_and_once_where_they_repeat() -> None:
    _, plain = shown(page(TEXT))
    assert not plain.xpath("//p[@class='sentence']")
    _, tree = shown(page(TEXT), sentences=True)
    for card in tree.xpath("//section[starts-with(@class, 'record ')]"):
        sentences = [one.text_content() for one in card.xpath(".//p[@class='sentence']")]
        assert sentences and all(a != b for a, b in pairwise(sentences))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_text_is_legible_on_every_colour(mode: int) -> None:
    source, _ = shown(page(TEXT))
    styles = source.split("prefers-color-scheme: dark")[mode]
    named = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", styles))
    for pair in PALETTE:
        assert contrast(named["ink"], pair[mode]) >= 7
    for ink, paper in (("ink", "paper"), ("soft", "paper"), ("soft", "card"), ("tip-ink", "tip"), ("focus", "paper")):
        assert contrast(named[ink], named[paper]) >= 4.5, (ink, paper)


@given(st.integers(0, 30), st.lists(st.tuples(st.integers(-2, 32), st.integers(-2, 32)), max_size=8))
def test_pieces_cover_the_text_and_hold_the_spans_that_cover_them(length: int, spans: list[tuple[int, int]]) -> None:
    found = segments(length, spans)
    assert [place for piece in found for place in range(piece.start, piece.end)] == list(range(length))
    for piece in found:
        for place in range(piece.start, piece.end):
            assert piece.spans == tuple(i for i, (start, end) in enumerate(spans) if start <= place < end)


@given(st.text())
def test_marking_hides_nothing_and_adds_nothing(text: str) -> None:
    tree = lxml_html.fromstring(f"<div>{marked(text)}</div>")
    assert tree.text_content() == spelt(text)
    assert {one.tag for one in tree.iter()} <= {"div", "span"}
