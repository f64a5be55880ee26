"""Extracts that mean harm: each is refused with a sentence, quickly, in little memory, and nothing is written."""

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter
from bounded import bounded

from kontant.errors import Refused
from kontant.exchange import workbook_check
from kontant.exchange.faults import ExtractRefused
from kontant.exchange.workbook_check import check

HEAD = "case_ref,name,opened,target_group,track,challenges\n"
CASE = "A-1,Ane Holm,2026-01-05,job_ready,job,\n"
NOTES = "case_ref,date,template,text,answers\n"
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
Change = Callable[[bytes], bytes]


@pytest.fixture
def refused(take, contents):
    """The lines of a refusal, given within bounds, having seen that nothing was written."""

    def run(extract: Path) -> list[str]:
        before = contents()
        with bounded(), pytest.raises(Refused) as error:
            take(extract)
        assert contents() == before
        faults = error.value.faults if isinstance(error.value, ExtractRefused) else ()
        return [*map(str, faults), str(error.value)]

    return run


@pytest.fixture
def folder(tmp_path) -> Callable[..., Path]:
    def write(**files: str | bytes) -> Path:
        made = tmp_path / "extract"
        made.mkdir()
        for name, content in {"cases": HEAD + CASE, **files}.items():
            (made / f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        return made

    return write


def big(path: Path, start: bytes, fill: bytes, megabytes: int) -> None:
    with path.open("wb") as file:
        file.write(start)
        for _number in range(megabytes):
            file.write(fill * ((1 << 20) // len(fill)))


def deep(levels: int) -> str:
    return '{""a"":' * levels + "1" + "}" * levels


# --- CSV ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cases", "told"),
    [
        (",".join(f"c{n}" for n in range(1_000_000)) + "\n" + CASE, "cases.csv:1: a row here is longer than any"),
        (",".join(f"c{n}" for n in range(200_000)) + "\n" + CASE, "cases.csv:1: the first line has over 250 columns"),
        (HEAD + CASE + "A-2" + "," * 5_000_000 + "\n", "cases.csv:3: a row here is longer than any record is"),
        (HEAD + CASE + "A-2" + ",x" * 1_000_000 + "\n", "cases.csv:3: this line has more cells than the header"),
        (HEAD + CASE + '"\n",' * 3_000_000, "cases.csv:3: a row here is longer than any record is"),
        (HEAD + CASE + '"' + "x\n" * 3_000_000, "cases.csv:3: a quotation mark is opened here and never closed"),
        (HEAD + CASE + "A\0-2,Bo,2026-01-05,job_ready,job,\n", "cases.csv: this is not a text file"),
        ("x" * 3_000_000 + "\n" + CASE, "cases.csv:1: a quotation mark is opened here"),
        ("_-. " * 200_000 + "navn," + HEAD + CASE, "cases.csv:1: "),
    ],
    ids=["columns", "headers", "cells", "too many cells", "lines", "quote", "nul", "header", "padded header"],
)
def test_a_table_out_of_all_proportion(refused, folder, cases, told):
    lines = refused(folder(cases=cases))
    assert lines[0].startswith(told)
    assert max(map(len, lines)) < 1_000


@pytest.mark.parametrize(("start", "fill"), [(b"", b"a"), ((HEAD + CASE).encode(), b"a"), (HEAD.encode(), b"\xc3\xa5")])
def test_a_line_without_end(refused, folder, start, fill):
    extract = folder()
    big(extract / "cases.csv", start, fill, 200)
    assert refused(extract)[0].startswith("cases.csv: a row here is longer than any record is")


def test_files_far_larger_than_an_extract(refused, folder):
    extract = folder()
    os.truncate(extract / "cases.csv", 1 << 40)
    (line,) = refused(extract)
    assert line == f"The files in {extract} are far larger than an extract is; none was read."


def test_a_gigabyte_of_noughts(refused, folder):
    extract = folder()
    os.truncate(extract / "cases.csv", 1 << 30)
    assert "this is not a text file" in refused(extract)[0]


@pytest.mark.parametrize(
    "answers",
    [
        deep(200_000 // 7),
        deep(900),
        deep(17),
        '{""a"": ' + "[" * 900 + "]" * 900 + "}",
        '{""a"": NaN}',
        '{""a"": -Infinity}',
        '{""a"": 1e999}',
        r'{""a"": ""\ud800""}',
        '{""a"": ' + "9" * 5_000 + "}",
    ],
    ids=["abyss", "deep", "too deep", "lists", "nan", "infinity", "huge number", "half a letter", "long number"],
)
def test_answers_that_no_reader_takes(refused, folder, answers):
    lines = refused(folder(notes=f'{NOTES}A-1,2026-01-06,free,x,"{answers}"\n'))
    assert lines[0] == 'notes.csv:2: answers: (not shown): answers are a JSON object: {"question": "answer"}'


def test_answers_as_deep_as_any_note_has_them(take, folder, contents):
    take(folder(notes=f'{NOTES}A-1,2026-01-06,free,x,"{deep(8)}"\n'))
    assert len(contents()["notes"]) == 1


# --- What is no ordinary file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x.zip", "x.xlsx", "x"])
def test_a_pipe_or_a_device_is_not_waited_for(refused, tmp_path, name):
    path = tmp_path / name
    os.mkfifo(path)
    assert re.search(r"is not an (ordinary file|extract)", refused(path)[0])
    path.unlink()
    path.symlink_to("/dev/zero")
    assert re.search(r"is not an (ordinary file|extract)", refused(path)[0])


def test_pipes_devices_and_links_in_a_folder(refused, folder, tmp_path):
    extract = folder()
    os.mkfifo(extract / "notes.csv")
    (extract / "goals.csv").symlink_to("/dev/zero")
    (tmp_path / "elsewhere").write_text("case_ref,kind,title\n")
    (extract / "offers.csv").symlink_to(tmp_path / "elsewhere")
    (extract / "benefits.csv").symlink_to("benefits.csv")
    link, unreadable = "this is a link to another file; put the file itself here", "the file cannot be read"
    lines = refused(extract)
    assert lines[0].startswith(f"benefits.csv: {unreadable}")
    assert lines[1:3] == [f"offers.csv: {link}", f"goals.csv: {link}"]
    assert lines[3] == "notes.csv: this is not an ordinary file; put the CSV file itself here"


# --- Zip files ----------------------------------------------------------------------------------------------------


def zipped(path: Path, members: Mapping[str, bytes], **more) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, **more)
    return path


@pytest.mark.parametrize("suffix", ["zip", "xlsx"])
def test_bombs(refused, tmp_path, suffix):
    spaces = b" " * (6 << 20)
    path = zipped(tmp_path / f"x.{suffix}", {"cases.csv": spaces, "notes.csv": spaces})
    assert refused(path) == [f"{path} would unpack to far more than an extract is; it was not opened."]


@pytest.mark.parametrize("suffix", ["zip", "xlsx"])
def test_members_that_lie_upon_each_other(refused, tmp_path, suffix):
    """Fifty members of one megabyte each: every one claims the same bytes of the file as its own, hardly packed."""
    path = zipped(tmp_path / "x", {"cases.csv": os.urandom(1 << 20)})
    raw = path.read_bytes()
    start = raw.index(b"PK\x01\x02")
    entry, end = raw[start : raw.rindex(b"PK\x05\x06")], bytearray(raw[raw.rindex(b"PK\x05\x06") :])
    size = len(entry) * 900
    end[8:16] = struct.pack("<HHL", 900, 900, size)
    path = tmp_path / f"x.{suffix}"
    path.write_bytes(raw[:start] + entry * 900 + bytes(end))
    assert refused(path)


@pytest.mark.parametrize(("suffix", "count"), [("zip", 1_100), ("xlsx", 1_100), ("zip", 25_000)])
def test_more_members_than_anybody_could_list(refused, tmp_path, suffix, count):
    path = zipped(tmp_path / f"x.{suffix}", dict.fromkeys(map(str, range(count)), b""))
    assert refused(path) == [f"{path} holds over 1000 files; an extract has a dozen."]


def test_a_zip_within_a_zip_is_not_opened(refused, tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"cases.csv": (HEAD + CASE).encode()})
    path = zipped(tmp_path / "x.zip", {"cases.zip": inner.read_bytes()})
    assert "the extract holds no cases" in refused(path)[0]


@pytest.mark.parametrize("name", ["../cases.csv", "/cases.csv", "a/../../cases.csv", "..\\cases.csv", "C:\\cases.csv"])
def test_names_that_lead_out(refused, tmp_path, name):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("cases.csv")
        info.filename = name
        archive.writestr(info, HEAD + CASE)
    assert refused(path) == [f"{path} names a place outside of itself; pack the files of one folder."]


def test_a_link_in_a_zip(refused, tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cases.csv", HEAD + CASE)
        info = zipfile.ZipInfo("notes.csv")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert refused(path) == [f"{path} holds a link to another file; pack the file itself."]


# --- Workbooks ----------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path) -> Callable[..., Path]:
    """A good workbook of one case, whose parts are then changed, added or packed otherwise."""

    def write(parts: Mapping[str, Change | bytes] | None = None, comment: bytes = b"") -> Path:
        made = io.BytesIO()
        with xlsxwriter.Workbook(made, {"in_memory": True}) as fresh:
            sheet = fresh.add_worksheet("cases")
            sheet.write_row(0, 0, HEAD.strip().split(","))
            sheet.write_row(1, 0, CASE.strip().split(","))
        path = tmp_path / "x.xlsx"
        with zipfile.ZipFile(made) as plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            wanted = {name: plain.read(name) for name in plain.namelist()}
            for name, change in (parts or {}).items():
                wanted[name] = change if isinstance(change, bytes) else change(wanted[name])
            for name, content in wanted.items():
                archive.writestr(name, content)
            archive.comment = comment
        return path

    return write


def before_end(more: bytes) -> Change:
    return lambda sheet: sheet.replace(b"</sheetData>", more + b"</sheetData>")


def rows_only(rows: bytes) -> Change:
    return lambda sheet: re.sub(b"<sheetData>.*</sheetData>", lambda _: b"<sheetData>" + rows + b"</sheetData>", sheet)


def declared(entities: bytes) -> Change:
    return lambda texts: re.sub(b"<sst", lambda _: b"<!DOCTYPE x [" + entities + b"]><sst", texts, count=1)


LAUGHS = b'<!ENTITY l0 "lol">' + b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
FAR = "far beyond any table"
ODD = "definitions that no spreadsheet program writes"


@pytest.mark.parametrize(
    ("part", "change", "told"),
    [
        (SHEET, before_end(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "row 1048576 and column 16384"),
        (SHEET, before_end(b'<row r="3"><c r="XFD3"/></row><row r="1048576"><c r="A1048576"/></row>'), FAR),
        (SHEET, before_end(b'<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'), FAR),
        (SHEET, before_end(b"<row  s='1' r = '1048576'><c t='n' r='XFD1048576'><v>1</v></c></row>"), FAR),
        (SHEET, before_end(b'<row r="3"><c s=">" r="XFD1048576"><v>1</v></c></row>'), FAR),
        (SHEET, before_end(b'<x:row r="3"><x:c r="ABCDEFG3"><x:v>1</x:v></x:c></x:row>'), FAR),
        (SHEET, rows_only(b"<row>" + b"<c/>" * 16_000 + b"</row>" + b"<row><c/></row>" * 100_000), FAR),
        (TEXTS, declared(LAUGHS), ODD),
        (TEXTS, declared(b'<!ENTITY x SYSTEM "file:///etc/passwd">'), ODD),
        (SHEET, lambda sheet: sheet.replace(b"<worksheet", b'<!doctype x SYSTEM "http://x/x.dtd"><worksheet'), ODD),
        (TEXTS, lambda texts: texts.replace(b"<si>", b"<!-- <si> --><si>", 1), ODD),
        ("xl/externalLinks/externalLink1.xml", b"<externalLink/>", "has links to other workbooks"),
        ("XL\\ExternalLinks\\1.xml", b"<externalLink/>", "has links to other workbooks"),
        (SHEET, lambda sheet: sheet.replace(b"<sheetData>", b"<" + b" " * (5 << 20) + b"sheetData>"), "is damaged"),
    ],
)  # fmt: skip
def test_a_workbook_that_would_fill_the_memory_or_reach_out(refused, book, part, change, told):
    (line,) = refused(book({part: change}))
    assert told in line


def test_a_text_that_a_hundred_thousand_cells_share(refused, book):
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 100_001))
    long = book({SHEET: rows_only(rows), TEXTS: lambda texts: texts.replace(b"case_ref", b"A" * 32_767)})
    assert refused(long) == [f"{long} holds more text than can be read; save its sheets as CSV."]


def test_more_texts_than_cells_could_hold(refused, book, monkeypatch):
    monkeypatch.setattr(workbook_check, "_MAX_TEXTS", 4_000)
    path = book({TEXTS: b"<sst>" + b"<si/>" * 4_001 + b"</sst>"})
    assert refused(path) == [f"{path} holds more text than can be read; save its sheets as CSV."]


def test_a_part_longer_than_the_list_of_parts_says(refused, book):
    """Python's own reader stops where the list says so, and is content; the reader of workbooks goes on."""
    path = book()
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SHEET)
        start = raw.index(SHEET.encode(), raw.index(b"PK\x01\x02")) - 46
        short = archive.read(SHEET)[:100]
    raw[start + 16 : start + 20] = struct.pack("<L", zlib.crc32(short))
    raw[start + 24 : start + 28] = struct.pack("<L", 100)
    path.write_bytes(raw)
    with zipfile.ZipFile(path) as archive:
        assert archive.read(SHEET) == short and info.file_size > 100
    assert "is damaged" in refused(path)[0]


def test_a_second_list_of_parts_or_a_part_of_the_same_name(refused, book):
    path = book(comment=b"PK\x05\x06 and what may follow")
    assert "is damaged" in refused(path)[0]
    path = book({SHEET.upper(): b"<worksheet/>"})
    assert "is damaged" in refused(path)[0]


def test_a_sheet_named_a_thousand_times(refused, book):
    again = b"".join(b'<sheet name="x%d" sheetId="1" r:id="rId1"/>' % n for n in range(1_000))
    path = book({"xl/workbook.xml": lambda whole: whole.replace(b"</sheets>", again + b"</sheets>")})
    assert refused(path) == [f"{path} has over 50 sheets; an extract has one for each kind of record."]


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet,
        lambda sheet: re.sub(rb' r="[A-Z]*\d+"', b"", sheet),
        lambda sheet: sheet.replace(b'<dimension ref="A1:F2"/>', b'<dimension ref="A1:XFD1048576"/>'),
        before_end(b'<row r="900000"><c r="A900000" s="1"/></row>'),
    ],
    ids=["as written", "without places", "with a dimension that is wrong", "with formats far down"],
)
def test_a_workbook_of_records_is_read(take, book, change, contents):
    take(book({SHEET: change}))
    assert [row[0] for row in contents()["cases"]] == ["A-1"]


def test_what_is_counted_is_what_is_there(book, monkeypatch):
    """Two rows of six cells, their places written or not."""
    for change in (lambda sheet: sheet, lambda sheet: re.sub(rb' r="[A-Z]*\d+"', b"", sheet)):
        path = book({SHEET: change})
        monkeypatch.setattr(workbook_check, "MAX_CELLS", 12)
        check(path)
        monkeypatch.setattr(workbook_check, "MAX_CELLS", 11)
        with pytest.raises(Refused, match="row 2 and column 6"):
            check(path)


@pytest.mark.parametrize("seam", range(1, 40))
def test_a_tag_across_two_pieces_is_seen(book, monkeypatch, seam):
    monkeypatch.setattr(workbook_check, "_BLOCK", seam)
    with pytest.raises(Refused, match="column 16384"):
        check(book({SHEET: before_end(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')}))


# --- What a refusal repeats ---------------------------------------------------------------------------------------


def test_no_cpr_number_is_repeated_from_a_header_or_a_name(refused, folder):
    extract = folder(cases=f"010280-1234,{HEAD}x,{CASE}")
    (extract / "0102801234.csv").write_text("x\n")
    told = "\n".join(refused(extract))
    assert "(not shown)" in told
    assert "1234" not in told


def test_what_a_long_number_begins_with_is_not_taken_for_one(refused, folder):
    number = "x" * 29 + "0102801234567"
    assert "0102801234" not in refused(folder(cases=HEAD + CASE.replace("job_ready", number)))[0]
