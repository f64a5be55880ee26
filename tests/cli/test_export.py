"""``kontant export``: the files it writes, the counts in them against plain SQL, and nobody's data unasked."""

import csv
import io
import json
import re
import sqlite3
import stat
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kontant.cli.entry import run
from kontant.exchange.demo import write_extract
from kontant.exchange.importing import import_extract
from kontant.i18n import choose_language
from kontant.store.schema import create

DAY = "2026-11-22"
AT = "2026-11-22T08:00:00+00:00"
# Values that occur nowhere else, so that a search of the bytes can find them.
PEOPLE = {
    "cases": "case_ref,name,cpr,birth_date,opened,closed,target_group,track,challenges\n"
    "REF-QX1,Wilhelmina Xylander,1405791234,1979-05-14,2016-01-01,,activity_ready,rehabilitation,physical|mental\n"
    "REF-QX2,=Zacharias Qvortrup,,1999-02-03,2026-06-01,,job_ready,job,\n"
    "REF-QX3,Yrsa Xylander,,,2020-01-01,2026-11-22,job_ready,job,\n"
    "REF-QX4,Xerxes Wrangel,0310014321,,2026-10-01,,job_ready,exempt,social\n",
    "assignments": "case_ref,role,start,caseworker,end\n"
    "REF-QX1,coordinator,2016-01-01,qzw,\nREF-QX2,coordinator,2026-06-01,QZW,\nREF-QX2,mentor,2026-06-01,wmx,\n"
    "REF-QX4,coordinator,2026-10-01,vkq,2026-11-21\n",
    "conversations": "case_ref,date,kind,status,caseworker\nREF-QX1,2026-03-14,job,held,qzw\n",
}
PERSONAL = ("REF-QX", "Xylander", "Qvortrup", "Wrangel", "140579", "1234", "qzw", "QZW", "vkq", "1979", "Wilhelmina")


def filled(path: Path, extract: Path) -> Path:
    create(path)
    import_extract(path, extract, extract_date=date.fromisoformat(DAY), who="test", at=AT)
    return path


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    for name, text in PEOPLE.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return filled(folder / "caseload.sqlite", folder)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_extract(folder, seed=11, day=date.fromisoformat(DAY), cases=60)
    return filled(folder / "caseload.sqlite", folder)


@pytest.fixture
def kontant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run a command as of the day; gives exit code, stdout and stderr."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("KONTANT_PARAMETERS", raising=False)
    monkeypatch.chdir(tmp_path)

    def command(db: Path, *words: str, lang: str = "en") -> tuple[int, str, str]:
        choose_language(lang)
        monkeypatch.setattr(sys, "argv", ["kontant", "--db", str(db), *words, "--as-of", DAY])
        code = run()
        written = capsys.readouterr()
        return code, written.out, written.err

    yield command
    choose_language("en")


def everything_in(path: Path) -> str:
    """All text of a file, the parts of a workbook included."""
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as packed:
        return "\n".join(f"{name}\n{packed.read(name).decode()}" for name in packed.namelist())


def test_the_counts_are_those_of_plain_sql(kontant, demo: Path) -> None:
    code, out, _err = kontant(demo, "export", "summary", "--format", "json", "--identified")
    document = json.loads(out)
    assert code == 0
    with sqlite3.connect(demo) as connection:
        open_cases = f"(SELECT * FROM cases WHERE opened <= '{DAY}' AND (closed IS NULL OR closed > '{DAY}'))"
        for column in ("track", "target_group"):
            counted = dict(connection.execute(f"SELECT {column}, count(*) FROM {open_cases} GROUP BY 1"))
            found = {row[column]: row["cases"] for row in document["tables"][column] if row["cases"]}
            assert found == counted
        number = "CASE challenges WHEN '' THEN 0 ELSE 1 + length(challenges) - length(replace(challenges, '|', '')) END"
        counted = dict(connection.execute(f"SELECT {number}, count(*) FROM {open_cases} GROUP BY 1"))
        assert {r["challenges"]: r["cases"] for r in document["tables"]["challenges"] if r["cases"]} == counted
        current = f"""
            SELECT (SELECT caseworker FROM assignments a WHERE a.case_ref = c.case_ref AND role = 'coordinator'
                    AND withdrawn IS NULL AND start <= '{DAY}' AND (a."end" IS NULL OR a."end" >= '{DAY}')
                    ORDER BY start DESC LIMIT 1), count(*) FROM {open_cases} c GROUP BY 1"""
        assert {r["caseworker"]: r["cases"] for r in document["tables"]["caseworkers"]} == dict(
            connection.execute(current)
        )
        (total,) = connection.execute(f"SELECT count(*) FROM {open_cases}").fetchone()
        assert document["cases_open"] == document["tables"]["overview"]["cases_open"] == total


def test_the_flags_are_those_of_the_morning_list(kontant, demo: Path) -> None:
    flags = json.loads(kontant(demo, "due", "--format", "json")[1])["flags"]
    tables = json.loads(kontant(demo, "export", "summary", "--format", "json")[1])["tables"]
    for row in tables["rules"]:
        for status in ("overdue", "due", "notice"):
            assert row[status] == sum(f["rule"] == row["rule"] and f["status"] == status for f in flags)
    listed = json.loads(kontant(demo, "export", "cases", "--identified", "--format", "json")[1])["cases"]
    for row in listed:
        own = [f for f in flags if f["case_ref"] == row["case_ref"]]
        assert row["overdue"] + row["due"] + row["notice"] == len(own)
        assert row["worst_rule"] == (own[0]["rule"] if own else None)
    assert len(listed) == tables["overview"]["cases_open"]


@pytest.mark.parametrize("what", ["summary", "cases"])
@pytest.mark.parametrize("name", ["x.xlsx", "x.csv", "x.json", "x.md"])
def test_nobodys_data_is_in_an_export_unless_asked(kontant, people: Path, tmp_path: Path, what: str, name: str) -> None:
    code, out, err = kontant(people, "export", what, "--output", name)
    assert (code, out) == (0, "")
    assert f"Wrote {name}:" in err
    assert "Without" in err
    text = everything_in(tmp_path / name)
    assert not [personal for personal in PERSONAL if re.search(rf"(?<![0-9]){personal}(?![0-9])", text)]


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv", "x.json", "x.md"])
def test_an_identified_list_names_people_but_never_a_whole_cpr(
    kontant, people: Path, tmp_path: Path, name: str
) -> None:
    _code, _out, err = kontant(people, "export", "cases", "--identified", "-o", name)
    assert "With case numbers, names and initials" in err
    text = everything_in(tmp_path / name)
    assert {"REF-QX1", "Wilhelmina Xylander", "qzw"} <= set(re.findall(r"REF-QX1|Wilhelmina Xylander|qzw", text))
    assert "140579-" in text
    assert "1405791234" not in text
    assert "REF-QX3" not in text, "closed on the day"


def test_a_summary_names_caseworkers_only_when_asked(kontant, people: Path) -> None:
    assert "QZW" in kontant(people, "export", "summary", "--identified")[1], "qzw and QZW are one, written as one"
    out = kontant(people, "export", "summary")[1]
    assert "Caseworker 1" in out
    assert "qzw" not in out


def test_a_workbook_has_a_tab_for_each_table_with_real_values(kontant, people: Path, tmp_path: Path) -> None:
    assert kontant(people, "export", "summary", "-o", "s.xlsx")[0] == 0
    book = CalamineWorkbook.from_path(tmp_path / "s.xlsx")
    assert book.sheet_names == [
        "Overview", "Track", "Target group", "Seniority", "Number of challenges", "Kinds of challenge",
        "Flags by rule", "Caseworkers", "Key figures", "About",
    ]  # fmt: skip
    assert book.get_sheet_by_name("Overview").to_python()[1:4] == [
        ["As of", date(2026, 11, 22)], ["Days looked ahead", 14.0], ["Open cases", 3.0],
    ]  # fmt: skip
    assert kontant(people, "export", "cases", "--identified", "-o", "c.xlsx", lang="da")[0] == 0
    book = CalamineWorkbook.from_path(tmp_path / "c.xlsx")
    heading, *rows = book.get_sheet_by_index(0).to_python()
    [row] = [row for row in rows if row[0] == "REF-QX1"]
    assert len(heading) == len(row)
    assert row[1:6] == ["Wilhelmina Xylander", "140579-****", date(1979, 5, 14), "aktivitetsparat", "rehabiliterende"]
    assert (row[6], row[8], row[9], row[10]) == (10.0, 2.0, "qzw", date(2026, 3, 14))


def test_csv_is_a_row_a_case_and_computes_nothing(kontant, people: Path, tmp_path: Path) -> None:
    kontant(people, "export", "cases", "--identified", "-o", "c.csv")
    raw = (tmp_path / "c.csv").read_bytes()
    assert raw.startswith(b'\xef\xbb\xbf"Case";"Name";')
    assert raw.count(b"\r\n") == 4
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {row["Case"]: row["Name"] for row in rows}["REF-QX2"] == "'=Zacharias Qvortrup"
    code, out, err = kontant(people, "export", "cases", "--identified", "--format", "csv")
    assert (code, err) == (0, "")
    assert out.encode() == raw.removeprefix(b"\xef\xbb\xbf")


def test_a_summary_as_csv_is_one_long_table(kontant, people: Path) -> None:
    _code, out, _err = kontant(people, "export", "summary", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=";"))
    assert [*rows[0]] == ["table", "row", "column", "value"]
    values = {(row["table"], row["row"], row["column"]): row["value"] for row in rows}
    assert len(values) == len(rows)
    assert (values["Track", "exempt", "Cases"], values["Overview", "Open cases", "Value"]) == ("1", "3")
    choose_language("da")
    assert '"33,3"' in kontant(people, "export", "summary", "--format", "csv", lang="da")[1]


def test_markdown_is_what_comes_out_unless_told(kontant, people: Path) -> None:
    code, out, err = kontant(people, "export", "cases")
    assert (code, err) == (0, "")
    assert out.startswith("# Open cases 2026-11-22\n\nWithout case numbers")
    assert len([line for line in out.splitlines() if line.startswith("|")]) == 5


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv", "x.json", "x.md"])
def test_the_same_caseload_gives_the_same_bytes(kontant, people: Path, tmp_path: Path, name: str) -> None:
    kontant(people, "export", "summary", "-o", name)
    first = (tmp_path / name).read_bytes()
    kontant(people, "export", "summary", "-o", name, "--force")
    assert (tmp_path / name).read_bytes() == first
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_file_is_not_overwritten_unasked(kontant, people: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("mine")
    code, _out, err = kontant(people, "export", "summary", "-o", "x.csv")
    assert code == 1
    assert err == "kontant: x.csv exists already; choose another name, or replace it with --force.\n"
    assert (tmp_path / "x.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--format", "xlsx"], 2, "A workbook goes to a file"),
        (["-o", "x.doc"], 2, "does not tell the format"),
        (["-o", "no/x.csv"], 1, "no such folder"),
        (["--caseworker", "nobody"], 1, "'nobody' coordinates none of the cases asked for"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(kontant, people: Path, words: list[str], code: int, told: str) -> None:
    for what in ("summary", "cases"):
        found, out, err = kontant(people, "export", what, *words)
        assert (found, out) == (code, "")
        assert told in err
        assert err.count("\n") == 1


def test_one_caseworkers_cases_whatever_the_letters(kontant, people: Path) -> None:
    _code, out, _err = kontant(people, "export", "cases", "--caseworker", "Qzw", "--identified", "--format", "json")
    assert sorted(case["case_ref"] for case in json.loads(out)["cases"]) == ["REF-QX1", "REF-QX2"]


def test_the_format_given_is_stronger_than_the_ending(kontant, people: Path, tmp_path: Path) -> None:
    assert kontant(people, "export", "summary", "-o", "x.txt", "--format", "json")[0] == 0
    assert json.loads((tmp_path / "x.txt").read_text())["cases_open"] == 3


def test_help_needs_no_spreadsheet_and_no_models() -> None:
    heavy = "xlsxwriter", "sqlmodel", "sqlalchemy", "pydantic", "python_calamine", "kontant.exchange.sheets"
    code = f"import sys, kontant.cli.export; print(sorted(set({heavy!r}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
