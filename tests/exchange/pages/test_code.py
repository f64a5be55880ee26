"""What a person types to the letter stands on every page as it is typed."""

import io
from datetime import date

import pypdf
import pytest

from kontant.exchange.pages.html import as_html
from kontant.exchange.pages.lines import lines
from kontant.exchange.pages.markdown import as_markdown, code_span
from kontant.exchange.pages.model import Column, Page, Paragraph, Run, Table
from kontant.exchange.pages.pdf import as_pdf

COMMAND = "kontant --demo note 2012-1 offer_start"
TEXT = [Run("Type "), Run(COMMAND, code=True), Run(" now")]
BLOCKS = [Paragraph(TEXT), Table("Steps", [Column("Step")], [[[Run("a | b", code=True)]]])]
PAGE = Page("Title", "", [], "en", date(2026, 11, 22), BLOCKS)


def test_markdown():
    told = as_markdown(PAGE)
    assert f"Type `{COMMAND}` now" in told
    assert r"| `a \| b` |" in told


@pytest.mark.parametrize(("text", "span"), [("a`b", "``a`b``"), ("`", "`` ` ``"), ("a\nb", "`a b`")])
def test_code_ends_where_it_ends(text, span):
    assert code_span(text) == span


def test_html():
    assert f"<code>{COMMAND}</code>" in as_html(PAGE)
    assert "<code>&lt;b&gt;</code>" in as_html(PAGE._replace(blocks=[Paragraph([Run("<b>", code=True)])]))


def test_pdf():
    read = pypdf.PdfReader(io.BytesIO(as_pdf(PAGE)))
    assert COMMAND in read.pages[0].extract_text()


def test_code_is_no_part_of_the_words_beside_it():
    assert lines([Run("a", code=True), Run("b\nc"), Run("d", code=True)]) == [
        [Run("a", code=True), Run("b")],
        [Run("c"), Run("d", code=True)],
    ]
