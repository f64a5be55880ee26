"""What ``kontant report`` lets out: nobody's name or number, no initials unless asked for, no group too small."""

import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

DAY = "2026-11-22"
AS_OF = ("--as-of", DAY)
NAMES = ("r.json", "r.csv", "r.xlsx", "r.md", "r.html", "r.pdf")
# Values that occur nowhere else, so that a search can find them.
PERSON = ("REF-QX", "Xylander", "1405791234", "140579", "Qvist A/S", "sporadisk-zebra")
INITIALS = ("QZW", "VKQ", "XWJ")


@pytest.fixture
def people(fill, caseload: Path) -> Path:
    """Seventeen long-term cases of three caseworkers: of one eight, of one six, of one three."""
    for number in range(17):
        ref = f"REF-QX{number:02}"
        who = INITIALS[0] if number < 8 else INITIALS[1] if number < 14 else INITIALS[2]
        track = "job" if number < 8 else "rehabilitation" if number < 14 else "exempt"
        fill(
            "cases",
            case_ref=ref,
            name="Wilhelmina Xylander",
            cpr="1405791234" if number == 0 else None,
            birth_date="1979-05-14",
            opened="2015-01-01",
            target_group="activity_ready",
            track=track,
            challenges="physical|mental" if number % 2 else "social",
            cv_registered="2021-01-01" if number % 3 else None,
        )
        fill("assignments", case_ref=ref, role="coordinator", start="2020-01-01", caseworker=who)
        fill(
            "offers", case_ref=ref, type="work_placement", start="2026-01-01", end="2026-03-01", outcome="completed",
            provider="Qvist A/S", goal="sporadisk-zebra",
        )  # fmt: skip
        fill("conversations", case_ref=ref, date="2026-10-01", kind="job", status="held", caseworker=who)
        fill("notes", case_ref=ref, date="2026-10-01", template="free", caseworker=who, text="sporadisk-zebra")
    return caseload


def text_of(path: Path) -> str:
    """All text of a file: the parts of a workbook with its charts, the words of a PDF."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as packed:
            return "\n".join(packed.read(name).decode() for name in packed.namelist())
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_no_person_and_no_initials_unasked(run, people, tmp_path, name: str) -> None:
    file = tmp_path / name
    words = ("--by", "caseworker", "--min-group", "1", "--trend", "2", "--compare", "2025-11-22")
    code, out, err = run("report", *AS_OF, *words, "--output", str(file))
    assert (code, out) == (0, "") and "Without personal data" not in err and "can be recognised" in err
    text = text_of(file)
    assert not [personal for personal in (*PERSON, *INITIALS) if personal in text]


@pytest.mark.parametrize("name", NAMES)
def test_initials_only_when_identified_and_then_logged(run, people, tmp_path, name: str) -> None:
    file = tmp_path / name
    code, _out, err = run("report", *AS_OF, "--by", "caseworker", "--identified", "--output", str(file))
    assert code == 0 and "by their initials" in err
    text = text_of(file)
    assert INITIALS[0] in text
    assert not [personal for personal in PERSON if personal in text]
    with sqlite3.connect(people) as connection:
        (command,) = connection.execute("SELECT command FROM events ORDER BY id DESC LIMIT 1").fetchone()
    assert command == "report --identified"


def test_the_screen_has_numbers_too(run, people) -> None:
    _code, out, _err = run("report", *AS_OF, "--by", "caseworker")
    assert "Caseworker 1" in out and not [who for who in INITIALS if who in out]
    _code, out, _err = run("report", *AS_OF, "--by", "caseworker", "--identified")
    assert INITIALS[0] in out


def test_without_personal_data_nothing_is_logged(run, people, tmp_path) -> None:
    before = run("log")[1]
    assert run("report", *AS_OF, "--output", str(tmp_path / "r.json"))[0] == 0
    assert run("log")[1] == before, "without personal data nothing is logged"


def test_small_groups_are_put_together_and_cannot_be_derived(run, people) -> None:
    _code, out, _err = run("report", *AS_OF, "--by", "track", "--format", "json")
    groups = json.loads(out)["by"]["groups"]
    plain = {group["group"]: group["cases"] for group in groups if not group["merged"]}
    merged = [group for group in groups if group["merged"]]
    assert plain == {"job": 8}
    assert [(sorted(group["merged"]), group["cases"]) for group in merged] == [(["exempt", "rehabilitation"], 9)]


def test_a_category_with_a_few_people_of_a_group_is_in_no_format(run, people, fill, tmp_path) -> None:
    """The social kind alone in four cases of one track: neither their share nor its base is anywhere."""
    for number in range(17):
        fill("absences", case_ref=f"REF-QX{number:02}", date="2026-05-05", from_kind="offer")
    words = ("report", *AS_OF, "--by", "caseworker", "--section", "target_group")
    assert run(*words, "-o", str(tmp_path / "r.json"))[0] == 0
    for group in json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["by"]["groups"]:
        unsteady = next(each for each in group["figures"] if each["id"] == "challenges.unstable_by_count")
        for category, base in (unsteady.get("ns") or {}).items():
            assert base is None or base == 0 or base >= 5
            assert (unsteady["values"][category] is None) == (not base)
    out = run(*words)[1]
    assert not re.search(r"\(n [1-4]\)", out) and "withheld" in out
    assert run(*words, "-o", str(tmp_path / "r.md"))[0] == 0
    rows = [row for row in text_of(tmp_path / "r.md").splitlines() if "one kind of challenge" in row]
    assert "withheld" in rows[-1] and not re.search(r"\([1-4]\)", rows[-1])


@pytest.fixture
def few(people, fill) -> Path:
    """The same, and two cases of a fourth caseworker."""
    for number in (90, 91):
        ref = f"REF-QX{number}"
        fill("cases", case_ref=ref, name="Person", opened="2014-01-01", target_group="activity_ready", track="job")
        fill("assignments", case_ref=ref, role="coordinator", start="2014-01-01", caseworker="YYZ")
    return people


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_a_few_people_is_refused_unless_identified(run, few, tmp_path, name: str) -> None:
    file = tmp_path / name
    words = ("report", *AS_OF, "--caseworker", "YYZ", "--output", str(file))
    code, out, err = run(*words)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "2 people" in err and "--identified" in err
    assert not file.exists() and "report" not in run("log")[1]
    code, _out, err = run(*words, "--identified")
    assert code == 0 and "2 people, who can be recognised" in err and "Without" not in err
    assert "report --identified" in run("log")[1]


def test_a_file_with_another_day_of_a_few_people_is_refused(run, few) -> None:
    """The caseload was of these two alone until the others were opened."""
    words = ("report", *AS_OF, "--compare", "2014-06-01", "--cases", "all")
    code, out, err = run(*words, "--format", "json")
    assert (code, out) == (1, "") and "are of 2 people" in err and "2014" in err
    assert run(*words)[0] == 0


def test_a_day_of_a_few_people_is_a_gap_in_a_trend(run, few) -> None:
    words = ("report", "--as-of", "2015-03-01", "--trend", "4", "--cases", "all", "--format", "json")

    def values(*more: str) -> list[bool]:
        trend = json.loads(run(*words, *more)[1])["trend"]
        return [any(each.get("value") is not None for each in point["figures"]) for point in trend]

    gaps = values()
    assert False in gaps and gaps[-1] and gaps == sorted(gaps)
    assert all(values("--identified"))


@pytest.mark.parametrize("chosen", ["json", "csv", "markdown", "html"])
def test_nor_do_a_few_people_go_to_a_pipe(run, few, chosen: str) -> None:
    code, out, err = run("report", *AS_OF, "--caseworker", "YYZ", "--format", chosen)
    assert (code, out) == (1, "") and "2 people" in err
    assert run("report", *AS_OF, "--caseworker", INITIALS[0], "--format", chosen)[0] == 0


def test_the_screen_shows_a_few_people_and_says_so(run, few) -> None:
    code, out, _err = run("report", *AS_OF, "--caseworker", "YYZ", "--by", "track")
    assert code == 0 and "2 people, who can be recognised in them" in out
    assert "nobody can be made out" not in out and "●" not in out.split("\n", 4)[4], "nothing is marked of two people"
    assert "who can be recognised" not in run("report", *AS_OF)[1]


def test_few_people_are_a_matter_of_the_smallest_group_asked_for(run, few, tmp_path) -> None:
    words = ("report", *AS_OF, "--caseworker", INITIALS[0])
    assert run(*words, "--min-group", "8", "--format", "json")[0] == 0
    assert run(*words, "--min-group", "9", "--format", "json")[0] == 1
    code, out, _err = run("report", *AS_OF, "--caseworker", "YYZ", "--min-group", "1", "--format", "markdown")
    assert code == 0 and "Without personal data" not in out and "2 people, who can be recognised" in out


@pytest.mark.parametrize("name", NAMES)
def test_caseloads_of_a_few_cases_are_one_row(run, few, tmp_path, name: str) -> None:
    """Of three cases and two there is one row of five, on every paper and on the screen; named where asked for."""
    words = ("report", *AS_OF, "--section", "caseload")
    document = json.loads(run(*words, "--format", "json")[1])["capacity"]
    assert [(row["caseworker"], row["cases"]) for row in document] == [(1, 8), (2, 6), ([3, 4], 5)]
    assert document[-1]["beside_recommended"] is document[-1]["recommended"] is None
    assert "2 small caseloads together: 5 cases" in run(*words)[1]
    file = tmp_path / name
    assert run(*words, "--output", str(file))[0] == 0
    text = " ".join(text_of(file).split())
    if name not in ("r.json", "r.csv"):
        assert "2 small caseloads together" in text and "Caseworker 3" not in text
    named = json.loads(run(*words, "--format", "json", "--identified")[1])["capacity"]
    assert [row["cases"] for row in named] == [8, 6, 3, 2]


@pytest.mark.parametrize("name", NAMES)
def test_a_withheld_value_is_in_no_format(run, people, fill, tmp_path, name: str) -> None:
    # Two people of one group have a mentor's own base: a figure of theirs must be nowhere.
    for number in (0, 1):
        fill("absences", case_ref=f"REF-QX{number:02}", date="2026-05-05", from_kind="offer", decision="sanction")
    file = tmp_path / name
    assert run("report", *AS_OF, "--by", "track", "--output", str(file))[0] == 0
    _code, out, _err = run("report", *AS_OF, "--by", "track", "--format", "json")
    cells = {
        group["group"] or tuple(group["merged"]): next(
            figure for figure in group["figures"] if figure["id"] == "contact.absence_sanctioned"
        )
        for group in json.loads(out)["by"]["groups"]
    }
    assert cells["job"]["withheld"] and cells["job"]["value"] is None and not cells["job"]["n"]
    if name == "r.xlsx":
        from python_calamine import CalamineWorkbook

        rows = CalamineWorkbook.from_path(file).get_sheet_by_name("Groups").to_python()
        own = [row for row in rows if row[1] == "contact.absence_sanctioned" and row[3] == "job"]
        assert [row[5:10] for row in own] == [["", "", "", "", ""]]
        assert "withheld" in own[0][10]
    elif name == "r.md":
        rows = [row for row in text_of(file).splitlines() if row.startswith("| Sanction after an absence")]
        assert not re.search("[0-9]", rows[-1]), "the cells of the groups"
        assert "withheld" in rows[-1]
    elif name in ("r.html", "r.pdf"):
        assert "withheld" in text_of(file)


def test_a_case_number_stands_nowhere_on_the_screen(run, people) -> None:
    _code, out, _err = run("report", *AS_OF, "--by", "caseworker", "--trend", "3", "--compare", "2025-01-01")
    assert not re.search("REF-QX|Xylander|zebra", out)
