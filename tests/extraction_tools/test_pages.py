"""Files become texts with what they say of themselves: plain texts, documents, saved pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from extraction_tools.made_pages import ARTICLE, SENTENCES

from conflict_data.errors import InputError
from conflict_data.extraction_tools.page import language_of, read_page


def page(folder: Path, name: str, content: str | bytes):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_page(path, name=name)


def test_a_page_gives_its_main_text_and_what_it_says_of_itself(tmp_path: Path) -> None:
    read = page(tmp_path, "saved.html", ARTICLE)
    assert (read.title, read.publisher, read.language) == ("Night raid on Odesa", "Example Gazette", "en")
    assert read.url == "https://gazette.example.org/2031/03/05/night-raid"
    assert (read.published, read.published_basis) == (date(2031, 3, 5), "page_stated")
    assert all(words in read.text for words in SENTENCES)
    assert "Kharkiv" not in read.text and "Sumy" not in read.text and "2029" not in read.text


STATED = '<meta property="article:published_time" content="2031-03-05T00:15:00+02:00">'


@pytest.mark.parametrize(
    ("instead", "day", "basis"),
    [
        (
            '<script type="application/ld+json">{"@graph": [{"datePublished": "2031-03-04T23:00Z"}]}</script>',
            4,
            "page_stated",
        ),
        (
            '<script type="application/ld+json">{"broken</script><meta name="dc.date" content="2031-03-06">',
            6,
            "page_stated",
        ),
        ('<meta name="date" content="yesterday">', 5, "url_date"),
        ("", 5, "url_date"),
    ],
)
def test_the_day_is_taken_from_metadata_else_from_the_address(
    tmp_path: Path, instead: str, day: int, basis: str
) -> None:
    read = page(tmp_path, "saved.html", ARTICLE.replace(STATED, instead))
    assert (read.published, read.published_basis) == (date(2031, 3, day), basis)


def test_a_day_in_the_text_is_never_taken_for_the_day_of_publication(tmp_path: Path) -> None:
    text = ARTICLE.replace(STATED, "").replace("/2031/03/05/", "/war/").replace("overnight", "on 3 March 2031")
    read = page(tmp_path, "saved.html", text)
    assert (read.published, read.published_basis) == (None, None)


def test_a_document_gives_its_front_matter_and_a_note_is_english(tmp_path: Path) -> None:
    front = "---\nsource_id: src_aaaa1111\npublisher: Example Wire\npublished: 2031-03-04T09:00Z\nlanguage: uk\ntext_kind: note\n---\n"
    read = page(tmp_path, "note.md", front + "Two people died.\n")
    assert (read.form, read.source_id, read.language, read.published) == (
        "document",
        "src_aaaa1111",
        "en",
        date(2031, 3, 4),
    )
    assert read.text == "Two people died."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"fine\n\xff", r"a\.txt:2: not UTF-8 at byte 5: save the file as UTF-8"),
        ("a.md", "---\npublisher: x\n", r"a\.md:1: front matter begins with '---' and has no second such line"),
        ("a.md", "---\npublisher: [\n---\n", r"a\.md:\d: front matter is not YAML"),
        ("a.md", "---\n- x\n---\n", r"a\.md:2: front matter is not a list of"),
        ("a.md", "---\npublished: soon\n---\n", r"a\.md:2: published: 'soon' is not a day: write 2025-05-24"),
        ("a.html", "<html><body></body></html>", r"a\.html: no main text found in the page"),
        ("a.html", b"", r"a\.html: no main text found in the page"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(
    tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        page(tmp_path, name, content)


def test_a_language_without_rules_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    read = page(tmp_path, "saved.html", ARTICLE.replace("en-GB", "fr"))
    assert read.language == "fr"
    assert language_of(read, "en") == "en"
    with pytest.raises(InputError, match=r"no rules for the language 'fr': allowed: en; .* give --language"):
        language_of(read, None)


def test_a_page_is_known_by_its_content_and_a_text_may_have_windows_line_ends(tmp_path: Path) -> None:
    assert page(tmp_path, "saved.txt", "\ufeff  " + ARTICLE).form == "html"
    assert page(tmp_path, "a.txt", "\ufeffone\r\ntwo").text == "one\ntwo"
