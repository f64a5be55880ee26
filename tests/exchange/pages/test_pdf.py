"""The PDF: its words are there to be found and heard, it says what it is, and it is the same file each time."""

import io
import re

import pytest
from pypdf import PdfReader

from kontant.exchange.pages.model import Column, Page, Paragraph, Table
from kontant.exchange.pages.pdf import as_pdf


def read(page: Page) -> PdfReader:
    made = as_pdf(page)
    assert made.startswith(b"%PDF-")
    return PdfReader(io.BytesIO(made))


def words(found: PdfReader) -> str:
    """All the words, without the spaces and breaks of the lines."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in found.pages))


def test_title_language_and_tags(plain_page: Page) -> None:
    found = read(plain_page)
    assert found.metadata is not None and found.metadata.title == "Key figures"
    assert found.trailer["/Root"]["/Lang"] == "en"
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert found.metadata.creation_date is not None
    assert found.metadata.creation_date.date() == plain_page.created


def test_a_page_of_common_letters_is_accessible_as_pdf_ua_has_it(plain_page: Page) -> None:
    assert b"pdfuaid:part" in as_pdf(plain_page)


def test_everything_is_there(plain_page: Page) -> None:
    found = read(plain_page)
    told = words(found)
    for each in (
        "Keyfigures", "20long-termof43opencases", "Containspersonaldata", "Twolinesinoneparagraph.", "Barriers:",
        "Fourconversations", "Own,95%interval", "30.2–58.0", "Regards", "Ringthedaybefore.", "Agreed:Monday.",
        "2026-02-01,statement",
    ):  # fmt: skip
        assert each in told
    # The sheet that the page asks for begins with its heading.
    assert any(sheet.extract_text().startswith("The person") for sheet in found.pages[1:])


def test_hostile_words_are_words(hostile_page: Page, hostile: str) -> None:
    told = words(read(hostile_page))
    assert told.count(re.sub(r"\s", "", hostile)) > 8
    assert "Speciallægepraksisplanlægningsstabiliseringsperiode" * 4 in told


def test_no_link_but_to_the_sources(hostile_page: Page) -> None:
    for sheet in read(hostile_page).pages:
        for note in sheet.get("/Annots", []):
            assert "/URI" not in note.get_object().get("/A", {})
            assert "/JS" not in note.get_object().get("/A", {})


@pytest.mark.parametrize("name", ["plain_page", "hostile_page"])
def test_same_page_same_bytes(name: str, request: pytest.FixtureRequest) -> None:
    page = request.getfixturevalue(name)
    assert as_pdf(page) == as_pdf(page)


def test_the_heading_of_a_table_is_repeated_and_no_row_is_cut(plain_page: Page) -> None:
    rows = [[f"first{number}\nlast{number}", "1"] for number in range(80)]
    table = Table("Many", [Column("Heading of it"), Column("n", right=True)], rows)
    sheets = [sheet.extract_text() for sheet in read(plain_page._replace(blocks=[table])).pages]
    assert len(sheets) > 2
    assert all("Heading of it" in sheet for sheet in sheets[:-1])
    for number in range(80):
        assert [f"first{number}\n" in sheet for sheet in sheets] == [f"last{number}\n" in sheet for sheet in sheets]


def test_one_sheet_is_one_sheet(plain_page: Page) -> None:
    rows = [[f"figure {number}", "1", "2", "3"] for number in range(17)]
    columns = [Column("f"), *(Column(each, right=True) for each in "abc")]
    tables = [Table(f"T{number}", columns, rows) for number in range(3)]
    drawings = [block for block in plain_page.blocks if hasattr(block, "series")][:1]
    page = plain_page._replace(blocks=[*tables, *drawings], footnotes=())
    assert len(read(page).pages) > 1
    assert len(read(page._replace(one_sheet=True)).pages) == 1


def test_a_page_with_nothing_on_it(plain_page: Page) -> None:
    bare = plain_page._replace(subtitle="", lines=(), blocks=(), footnotes=(), private=False)
    assert words(read(bare)).startswith("Keyfigures")


def test_a_text_that_is_empty_or_blank(plain_page: Page) -> None:
    page = plain_page._replace(blocks=[Paragraph(""), Paragraph("\n\n \n"), Table("", [Column("")], [[""]])])
    assert len(read(page).pages) == 1
