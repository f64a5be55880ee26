"""What is wrong with an extract: every fault told, each with its place, and nothing written."""

import random
import sqlite3
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from kontant.errors import KontantError, Refused, StoreError
from kontant.exchange.faults import ExtractRefused
from kontant.i18n import choose_language

CASE = "A-1,Ane Holm,,1980-01-02,2026-01-05,,activity_ready,job,physical|mental"


@pytest.fixture
def faults_of(take, contents):
    """The faults of an extract as lines, having seen that nothing was written."""

    def run(folder: Path, **more):
        before = contents()
        with pytest.raises(ExtractRefused) as refused:
            take(folder, **more)
        assert contents() == before
        return [str(fault) for fault in refused.value.faults]

    return run


def test_all_faults_are_told_at_once_with_their_place(faults_of, extract):
    folder = extract(
        cases=[CASE, "B-2,Bo,,,31-02-2026,,activity_ready,job,", "C-3,Cy,,,2026-01-05,,ready,job,cold"],
        conversations=["A-1,2026-13-01,job,held,", "A-1,1/2/26,job,held,", "Z-9,2026-01-05,job,held,"],
        exemptions=[
            "A-1,activation,2026-05-01,2026-04-30,health,",
            "A-1,activation,2026-06-01,,health,",
            "A-1,activation,2026-06-01,,other,",
        ],
    )
    days = "there is no such day; dates are written year-month-day or day-month-year"
    groups = "job-ready (job_ready), activity-ready (activity_ready), education-ready (education_ready)"
    lines = faults_of(folder)
    assert lines[:2] == [
        f"cases.csv:3: opened: 31-02-2026: {days}",
        f"cases.csv:4: target_group: ready: not known here; write one of: {groups}",
    ]
    assert lines[2].startswith("cases.csv:4: challenges: cold: not known here; write one of: substance abuse (")
    assert lines[3:] == [
        f"conversations.csv:2: date: 2026-13-01: {days}",
        "conversations.csv:3: date: 1/2/26: not a date; write "
        "2026-11-22, 22-11-2026, 22.11.2026, 22/11-2026 or 22/11/2026",
        "conversations.csv:4: case_ref: Z-9: no case has this reference, neither in the extract nor in the caseload; "
        "correct it or add the case",
        "exemptions.csv:2: end: 2026-04-30: the end lies before the start; "
        "a period ends on its first day at the earliest",
        "exemptions.csv:4: case_ref, scope, start: A-1: line 3 has the same case_ref, scope, start; keep one of them",
    ]


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        (
            "cases",
            f"A-1,{'x' * 200},,,2026-01-05,,job_ready,job,",
            "name: (not shown): too long; at most 120 characters",
        ),
        ("cases", "A-1,Ane,3102801234,,2026-01-05,,job_ready,job,", "cpr: (not shown): the first six digits"),
        ("cases", "A-1,Ane,12345,,2026-01-05,,job_ready,job,", "cpr: (not shown): a CPR number has ten digits"),
        ("cases", "A-1,Ane,,,2026-01-05,2026-01-04,job_ready,job,", "closed: 2026-01-04: the case would be closed"),
        ("cases", "A-1,,,,2026-01-05,,job_ready,job,", "name: (empty): something must stand here"),
        ("cases", f"{'A' * 41},Ane,,,2026-01-05,,job_ready,job,", f"case_ref: {'A' * 39}…: too long; at most 40"),
        (
            "cases",
            "A-1,Ane,,1899-12-31,2026-01-05,,job_ready,job,",
            "birth_date: 1899-12-31: the year must lie in 1900-2200",
        ),
        ("cases", "A-1,Ane\ax,,,2026-01-05,,job_ready,job,", "name: (not shown): there is a line break, a tab"),
        ("cases", "010190-1234,Ane,,,x,,job_ready,job,", "opened: x: not a date"),
        ("offers", "A-1,guidance,2026-01-05,,,169", "hours_per_week: 169: too large; at most 168"),
        # Decimals are no CPR number.
        ("offers", "A-1,guidance,2026-01-05,,,169.33333333333334", "hours_per_week: 169.33333333333334: too large"),
        ("offers", "A-1,guidance,2026-01-05,,,-1", "hours_per_week: -1: too small; at least 0"),
        ("offers", "A-1,guidance,2026-01-05,,,1e2", "hours_per_week: 1e2: not a number; write 12,5 or 12.5"),
        ("offers", "A-1,guidance,2026-01-05,,,nan", "hours_per_week: nan: not a number"),
        ("paid_work", "A-1,2026-05-02,7", "month: 2026-05-02: a month is given by its first day"),
        ("paid_work", "A-1,2026-05-01,", "hours: (empty): something must stand here"),
        ("absences", "A-1,2026-05-01,offer,1.5,", "contact_attempts: 1.5: not a whole number"),
        ("absences", "A-1,2026-05-01,offer,,maybe", "reasonable_ground: maybe: neither yes nor no"),
        (
            "statements",
            "A-1,LÆ125,2026-05-02,2026-05-01,",
            "received: 2026-05-01: this lies before the day on which the statement",
        ),
        ("goals", "A-1,sub,Bolig,2026-05-02,2026-05-01", "due: 2026-05-01: this lies before the day on which the goal"),
        ("notes", "A-1,2026-05-02,free,,[1]", "answers: (not shown): answers are a JSON object"),
        ("conversations", "A-1,2026-05-02,job", "this line has fewer cells than the header; was the file cut off"),
        ("conversations", "A-1,2026-05-02,job,held,abc,more", "this line has more cells than the header"),
        ("conversations", "A-1,2026-05-02,job,0101901234,", "status: (not shown): not known here"),
        ("conversations", f"A-1,2026-05-02,job,{'z' * 60},", f"status: {'z' * 39}…: not known here"),
    ],
)
def test_each_fault_of_a_cell(faults_of, extract, table, row, told):
    (line,) = faults_of(extract(**{table: [row]}))
    assert line.startswith(f"{table}.csv:2: {told}"), line


def test_a_bad_cell_does_not_hide_another_fault_of_its_line(faults_of, extract):
    lines = faults_of(extract(statements=["A-1,LÆ999,2026-05-02,2026-05-01,2026-04-01"]))
    assert [line.split(": ")[1] for line in lines] == ["type", "received", "declined"]


def test_no_number_and_no_words_of_a_case_are_ever_shown(faults_of, extract):
    secret = "Hemmelig sygdom"
    folder = extract(
        cases=[f"0101901234,{secret * 10},0101901,,2026-01-05,,job_ready,job,"],
        exemptions=[f"A-1,activation,2026-05-01,x,health,{secret}"],
        notes=[f"A-1,2026-05-02,free,{secret},{secret}"],
    )
    told = "\n".join(faults_of(folder))
    assert "Hemmelig" not in told
    assert "010190" not in told


def test_faults_speak_the_language_of_codes(faults_of, extract):
    choose_language("da")
    try:
        (line,) = faults_of(extract(conversations=["A-1,2026-05-02,job,x,"]))
    finally:
        choose_language("en")
    assert "planlagt (planned), afholdt (held), udeblevet (no_show), aflyst (cancelled)" in line


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (
            "case_ref,navn,opened,target_group,track,challanges",
            [
                "challanges: no such column; did you mean challenges, udfordringer?",
                "challenges: this column is missing; add it (challenges, udfordringer)",
            ],
        ),
        (
            "case_ref,sagsnr,name,opened,target_group,track,challenges",
            ["sagsnr: case_ref already gives this column; keep one of them"],
        ),
        (
            "A-1,Ane,2026-01-05,job_ready,job,",
            ["the first line must name the columns, separated by commas or semicolons: case_ref, name"],
        ),
    ],
)
def test_headers(faults_of, extract, header, told):
    folder = extract()
    (folder / "cases.csv").write_text(header + "\n")
    lines = faults_of(folder)
    assert len(lines) == len(told)
    assert all(line.startswith(f"cases.csv:1: {start}") for line, start in zip(lines, told, strict=True)), lines


def test_rows_are_checked_even_under_a_faulty_header(faults_of, extract):
    folder = extract(conversations=["A-1,2026-05-02,job,held,abc"])
    (folder / "cases.csv").write_text("case_ref,name,opened,target_group,track,colour\nA-1,Ane,x,job_ready,job,red\n")
    assert [line.split(": ")[1] for line in faults_of(folder)] == ["colour", "challenges", "opened"]


def test_what_stands_under_no_header(faults_of, extract):
    folder = extract()
    text = (folder / "cases.csv").read_text().splitlines()
    (folder / "cases.csv").write_text(f"{text[0]},\n{text[1]},stray\n")
    assert faults_of(folder) == ["cases.csv:2: this stands under no header; name the column or empty it"]


def test_files_that_are_no_table(faults_of, extract):
    folder = extract()
    (folder / "budget.csv").write_text("a,b\n1,2\n")
    (folder / "Sager.csv").write_text("sagsnr\n")
    (folder / "readme.txt").write_text("passed over")
    lines = faults_of(folder)
    assert lines[0].startswith("budget.csv: no table has this name; known are cases (sager), ")
    assert "cases.csv: Sager.csv holds the same table; keep one of them" in lines


def test_cases_must_be_there(faults_of, extract, tmp_path, workbook):
    folder = extract(conversations=["A-1,2026-05-02,job,held,abc"])
    (folder / "cases.csv").unlink()
    told = "cases.csv: the extract holds no cases, or they go by another name; this table must be in it"
    assert faults_of(folder) == [told]
    assert faults_of(workbook({"Sheet1": []})) == [told]
    assert faults_of(workbook({"cases": []})) == [told.replace("cases.csv", "cases")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"case_ref,name\0", "this is not a text file"),
        (bytes(range(1, 256)), "neither UTF-8 nor Windows-1252"),
        (b"\xef\xbb\xbfcase_ref,\xe6\n", "neither UTF-8 nor Windows-1252"),
        ("case_ref,name\n".encode("utf-16"), "written in UTF-16"),
        ("case_ref,name\nA-1,Ågé".encode()[:-1], "ends in the middle of a letter"),
        (b'case_ref,name,opened,target_group,track,challenges\nA-1,"Ane', "is opened here and never closed"),
        (
            b'case_ref,name,opened,target_group,track,challenges\nA-1,"Ane"x,2026-01-05,job_ready,job,\n',
            "must be doubled",
        ),
        (
            b'case_ref,name,opened,target_group,track,challenges\nA-1,"' + b"x" * 1_200_000,
            "is opened here and never closed",
        ),
    ],
)
def test_files_that_cannot_be_read(faults_of, extract, content, told):
    folder = extract(conversations=["A-1,2026-05-02,job,held,abc"])
    (folder / "cases.csv").write_bytes(content)
    (line,) = faults_of(folder)
    assert line.startswith("cases.csv:")
    assert told in line


def test_the_line_is_the_physical_one_after_a_cell_of_several_lines(faults_of, extract):
    folder = extract(exemptions=['A-1,activation,2026-01-01,,health,"one\r\ntwo\nthree"', "A-1,hours_225,x,,health,"])
    assert faults_of(folder)[0].startswith("exemptions.csv:5: start: x: not a date")


def test_a_missing_permission_and_a_folder_named_like_a_file(faults_of, extract, tmp_path):
    folder = extract()
    (folder / "notes.csv").symlink_to(tmp_path / "nowhere")
    assert faults_of(folder) == ["notes.csv: the file cannot be read; check that it is there and that you may read it"]


@pytest.mark.parametrize("suffix", [".zip", ".xlsx"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0" + b"0" * 600, b"case_ref,name\n"])
def test_what_is_no_zip_and_no_workbook(take, tmp_path, contents, suffix, content):
    (tmp_path / f"x{suffix}").write_bytes(content)
    with pytest.raises(Refused, match=r"is not (a zip file|an \.xlsx workbook)"):
        take(tmp_path / f"x{suffix}")
    assert contents()["events"] == []


@pytest.mark.parametrize("form", ["zip", "xlsx"])
def test_a_damaged_file_is_refused_with_a_sentence_or_read_whole(
    take, samples, contents, zipped, workbook, sheets_of, form
):
    """Wherever it is cut or overwritten: a plain refusal, or (where the damage touched nothing) the same records."""
    whole = zipped(samples / "caseload") if form == "zip" else workbook(sheets_of(samples / "caseload", "utf-8", ","))
    take(whole)
    before, good = contents(), whole.read_bytes()
    chance = random.Random(7)
    for _ in range(60):
        at = chance.randrange(len(good))
        bad = good[:at] if chance.random() < 0.3 else good[:at] + chance.randbytes(8) + good[at + 8 :]
        whole.write_bytes(bad)
        try:
            report = take(whole, dry_run=True)
        except KontantError as error:
            assert "\n" not in str(error)
        else:
            assert sum(counts.new for counts in report.counts.values()) == 0
    assert contents() == before


def test_a_zip_that_would_fill_the_disk(take, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("cases.csv", b"x" * (20 << 20))
    with pytest.raises(Refused, match="far more than an extract"):
        take(tmp_path / "bomb.zip")


def test_a_zip_with_a_password_or_several_folders(take, tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cases.csv", "case_ref\n")
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(Refused, match="has a password"):
        take(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/cases.csv", "case_ref\n")
        archive.writestr("b/notes.csv", "case_ref\n")
    with pytest.raises(Refused, match="several folders"):
        take(path)


def test_a_zip_whose_member_does_not_match_its_checksum(faults_of, tmp_path):
    path = tmp_path / "x.zip"
    text = b"case_ref,name,opened,target_group,track,challenges\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cases.csv", text)
    path.write_bytes(path.read_bytes().replace(zlib.crc32(text).to_bytes(4, "little"), b"\0\0\0\0"))
    assert faults_of(path) == ["cases.csv: the file is damaged or was cut off; fetch it again"]


@pytest.mark.parametrize("name", ["cases.csv", "extract.xls", "extract"])
def test_a_single_file_is_no_extract(take, tmp_path, name):
    (tmp_path / name).write_text("case_ref\n")
    with pytest.raises(Refused, match=r"single CSV file|is not an extract"):
        take(tmp_path / name)


def test_bad_cases_can_be_left_out_whole(take, extract, contents):
    head = "{},Ane,,,2026-01-05,,job_ready,job,"
    folder = extract(
        cases=[head.format(ref) for ref in ("A-1", "B-2", "D-4", "D-4")] + ["C-3,Cy,,,x,,job_ready,job,"],
        conversations=[f"{ref},2026-05-02,job,held," for ref in ("A-1", "B-2", "C-3", "D-4", "Z-9")],
        benefits=["B-2,2026-01-01,gold,", "A-1,2026-01-01,cash_benefit,"],
    )
    report = take(folder, skip_bad_cases=True)
    assert report.skipped == ["B-2", "C-3", "D-4", "Z-9"]
    assert report.faults.count == 4
    assert {row[0] for name in ("cases", "conversations", "benefits") for row in contents()[name]} == {"A-1"}


def test_a_case_left_out_stays_as_it_was(take, extract, contents):
    take(extract("one", conversations=["A-1,2026-12-02,job,planned,"]))
    before = contents()
    folder = extract("two", conversations=["A-1,2026-12-03,job,x,"])
    report = take(folder, skip_bad_cases=True)
    assert (contents(), report.vanished) == (before, [])


@pytest.mark.parametrize("row", [",2026-05-02,job,held,", "2026-05-02", f"{'A' * 41},2026-05-02,job,held,"])
def test_a_fault_of_no_readable_case_refuses_all_the_same(faults_of, extract, row):
    assert faults_of(extract(conversations=[row]), skip_bad_cases=True)


def test_a_day_out_of_order_with_one_that_only_the_caseload_holds(take, faults_of, extract):
    take(extract("one", cases=["A-1,Ane,,,2026-01-05,2026-03-01,job_ready,job,"]))
    folder = extract("two")
    (folder / "cases.csv").write_text(
        "case_ref,name,opened,target_group,track,challenges\nA-1,Ane,2026-04-01,job_ready,job,\n"
    )
    assert faults_of(folder) == [
        "cases.csv:2: opened: this lies after the day that the caseload holds as closed; "
        "the extract must give closed too"
    ]


def test_many_faults_are_counted_and_few_are_kept(take, extract):
    folder = extract(conversations=["A-1,x,job,held,"] * 12_000)
    with pytest.raises(ExtractRefused, match="has 12000 faults") as refused:
        take(folder)
    assert len(list(refused.value.faults)) == 10_000


def test_caseloads_that_cannot_be_written(take, extract, caseload):
    folder = extract()
    with closing(sqlite3.connect(caseload)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another program"):
            take(folder)
        other.rollback()
    caseload.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="not a database"):
        take(folder)
    caseload.unlink()
    with pytest.raises(StoreError, match="There is no caseload"):
        take(folder)
