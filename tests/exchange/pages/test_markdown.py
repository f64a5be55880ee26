"""Markdown: readable, and whatever renders it finds the words and none of the markup that was typed into them."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token
from syrupy.assertion import SnapshotAssertion

from kontant.exchange.pages.markdown import as_markdown
from kontant.exchange.pages.model import Bullets, Column, Page, Paragraph, Run, Table

JOINER = "\u2060"


def tokens(page: Page) -> list[Token]:
    # Footnotes are an addition to Markdown of which the reader knows nothing: here they are words.
    told = re.sub(r"(?<!\\)\[\^(\d+)\]", r"(\1)", as_markdown(page))
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return [each for token in reader.parse(told) for each in (token, *(token.children or ()))]


def text_of(page: Page) -> str:
    return "".join("\n" if each.type.endswith("break") else each.content for each in tokens(page) if not each.children)


def only(page: Page, block: object) -> Page:
    return page._replace(blocks=[block], footnotes=())


def test_a_page(plain_page: Page, snapshot: SnapshotAssertion) -> None:
    assert as_markdown(plain_page) == snapshot


def test_a_hostile_page(hostile_page: Page, snapshot: SnapshotAssertion) -> None:
    assert as_markdown(hostile_page) == snapshot


def test_nothing_but_the_markup_of_the_page_itself(hostile_page: Page) -> None:
    kinds = {token.type for token in tokens(hostile_page)}
    assert not kinds & {
        "link_open", "image", "code_inline", "code_block", "fence", "em_open", "s_open", "hr", "html_block",
        "ordered_list_open",
    }  # fmt: skip
    html = [token.content for token in tokens(hostile_page) if token.type == "html_inline"]
    assert set(html) <= {"<br>"}


def test_the_words_arrive_as_they_are(hostile_page: Page, hostile: str) -> None:
    assert text_of(hostile_page).replace(JOINER, "").count(hostile) > 15


def test_addresses_are_broken_unseen(hostile_page: Page) -> None:
    told = as_markdown(hostile_page)
    assert not re.search(r"https?:|www\.|\w@", told)
    assert f"http{JOINER}://evil.example" in told


def test_what_begins_a_line_is_no_markup(plain_page: Page) -> None:
    typed = "# a\n- b\n+ c\n* d\n1. e\n2) f\n> g\n    h\n---\n===\n: i\n```\n| j |\n| - |"
    page = only(plain_page, Paragraph(typed))
    levels = {token.type for token in tokens(page)}
    assert not levels & {"bullet_list_open", "blockquote_open", "code_block", "fence", "hr", "table_open"}
    assert typed.replace("    h", "\u00a0" * 4 + "h") in text_of(page)


def test_a_cell_of_several_lines_and_bold_runs(plain_page: Page) -> None:
    row = [[Run("one\ntwo", note=1), Run("", note=2)], [Run("a", strong=True), Run("b"), Run(" c ")]]
    told = as_markdown(only(plain_page, Table("T", [Column("x"), Column("y")], [row, row], mark=[1])))
    assert "| one<br>two[^1] [^2]" in told and "| **a**b c" in told
    assert "| **one**<br>**two**[^1] [^2]" in told and "| **ab c** " in told


def test_a_point_of_several_paragraphs_stays_one_point(plain_page: Page) -> None:
    found = tokens(only(plain_page, Bullets(["one\ntwo\n\nthree", "four"])))
    assert sum(token.type == "list_item_open" for token in found) == 2
    assert [token.content for token in found if token.type == "text"][-4:] == ["one", "two", "three", "four"]


def test_numbers_of_a_chart_stand_in_a_table_once(plain_page: Page) -> None:
    charts = [block for block in plain_page.blocks if hasattr(block, "series")]
    assert "Own, 95 % interval" in as_markdown(only(plain_page, charts[0]))
    assert "Own" not in as_markdown(only(plain_page, charts[0]._replace(tabled=False)))
