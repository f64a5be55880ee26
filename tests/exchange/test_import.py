"""Importing an extract: every form it may come in, and what a second one does to what the first brought."""

import csv
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kontant.exchange.cells import converter
from kontant.exchange.headers import COLUMN_NAMES, TABLE_NAMES, fold, table_of, understood
from kontant.exchange.workbooks import sheets
from kontant.model.tables import EXTRACT_TABLES, RECORDS, ROWS
from kontant.model.vocabulary import VOCABULARIES

DAY, LATER = date(2026, 11, 22), date(2026, 11, 29)
CASES = [
    ["case_ref", "name", "opened", "target_group", "track", "challenges"],
    ["A-1", "Ane", date(2026, 1, 5), "job_ready", "job", None],
]
FORMS = {"caseload": ("utf-8", ","), "caseload-danish": ("cp1252", ";"), "edges": ("utf-8", ",")}
ROWS_IN = {"caseload": 738, "caseload-danish": 825, "edges": 3878}


def said(contents):
    """The records without where they came from."""
    return {name: [row[: len(RECORDS[name].model_fields)] for row in rows] for name, rows in contents(*ROWS).items()}


@pytest.mark.parametrize("name", FORMS)
def test_samples_import_whole(take, samples, contents, name):
    report = take(samples / name)
    assert sum(map(len, said(contents).values())) == ROWS_IN[name]
    assert {file.form.separator for file in report.files} == {FORMS[name][1]}
    assert report.event == 1


def test_the_danish_sample_keeps_its_letters_and_days(take, samples, contents):
    report = take(samples / "caseload-danish")
    assert {"Windows-1252"} <= {file.form.encoding for file in report.files} <= {"Windows-1252", "UTF-8"}
    rows = contents("exemptions")["exemptions"]
    assert ("2021-00001", "hours_225", "2026-05-20", "2026-08-18", "work_capacity", "Arbejdsevnen er begrænset.") in [
        row[:6] for row in rows
    ]


@pytest.mark.parametrize("name", FORMS)
def test_the_same_extract_twice_changes_nothing(take, samples, contents, name):
    take(samples / name)
    before = contents()
    report = take(samples / name)
    assert contents() == before
    assert (report.event, report.changes) == (None, False)


@pytest.mark.parametrize("top", ["", "udtræk/"])
def test_a_zip_is_read_as_its_folder(take, samples, contents, zipped, top):
    take(zipped(samples / "caseload-danish", top))
    packed = contents()["conversations"]
    take(samples / "caseload-danish")
    assert contents()["conversations"] == packed
    assert len(packed) == 330


def test_what_a_mac_leaves_in_a_zip_is_passed_over(take, extract, tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "mac.zip", "w") as archive:
        archive.write(extract() / "cases.csv", "extract/cases.csv")
        archive.writestr("__MACOSX/extract/._cases.csv", b"\0\1")
        archive.writestr("extract/.DS_Store", b"\0\1")
    assert take(tmp_path / "mac.zip").counts["cases"].new == 1


@pytest.mark.parametrize("name", FORMS)
def test_a_workbook_is_read_as_its_folder(take, samples, contents, sheets_of, workbook, name):
    folder = samples / name
    take(folder)
    before = contents()
    report = take(workbook({**sheets_of(folder, *FORMS[name]), "Ark1": []}))
    assert not report.changes
    assert contents() == before


def test_a_spreadsheets_decimals_are_a_number(take, contents, workbook):
    offers = [["case_ref", "type", "start", "hours_per_week"], ["A-1", "guidance", DAY, 37 / 3]]
    take(workbook({"cases": CASES, "offers": offers}))
    [[hours]] = [row[-1:] for row in said(contents)["offers"]]
    assert hours == 37 / 3 == 12.333333333333334


# The fixture only writes a file anew, so that examples may share it.
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(st.floats(0, 168), min_size=1, max_size=20))
def test_any_hours_of_a_week_are_read_from_a_workbook(workbook, hours):
    [sheet] = sheets(workbook({"offers": [[each] for each in hours]}))
    read = converter("offers", "hours_per_week")
    found = [read(text) for _number, [text] in sheet.rows(lambda done: None)]
    assert found == [each if each >= 1e-4 else pytest.approx(each, abs=1e-20) for each in hours]


def test_typed_cells_of_a_workbook(take, contents, workbook):
    cases = [
        ["sagsnr", "navn", "cpr", "oprettet", "målgruppe", "retning", "udfordringer", "CV registreret"],
        [20170001, "Ane", 101901234, date(2026, 1, 5), "Jobparat", "jobrettet", "Fysisk|læse, skrive, regne", None],
    ]
    absences = [
        ["sagsnr", "dato", "udeblevet fra", "kontaktforsøg", "rimelig grund"],
        [20170001, date(2026, 2, 3), "tilbud", 2, True],
    ]
    hours = [["Sagsnr", "Måned", "Timer"], [20170001, date(2026, 5, 1), 37.5]]
    take(workbook({"Sager": cases, "Udeblivelser": absences, "Lønnede timer": hours}))
    found = said(contents)
    assert found["cases"] == [
        (
            "20170001",
            "Ane",
            "0101901234",
            None,
            None,
            "2026-01-05",
            None,
            None,
            "job_ready",
            "job",
            "physical|literacy",
            None,
        )
    ]
    assert found["absences"] == [("20170001", "2026-02-03", "offer", 2, 1, None, None)]
    assert found["paid_work"] == [("20170001", "2026-05-01", 37.5, None)]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", FORMS)
def test_a_workbook_saved_by_libreoffice(take, samples, contents, sheets_of, workbook, tmp_path, name):
    folder = samples / name
    take(folder)
    before = contents()
    written = workbook(sheets_of(folder, *FORMS[name]))
    saved = tmp_path / "saved"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            saved,
            written,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    report = take(saved / "extract.xlsx")
    assert not report.changes
    assert contents() == before


DANISH = {
    "sager": (
        "Sagsnr;Navn;CPR-nr;Fødselsdato;Køn;Oprettet;Afsluttet;Årsag;Målgruppe;Retning;Udfordringer;CV_registreret",
        "S1;Åse Ørsted;010190-1234;1/1-1990;Kvinde;05.01.2026;22/11/2026;Fleksjob;"
        "aktivitetsparat;Rehabiliterende;fysisk | psykisk;1.2.2026",
    ),
    "ydelser": ("sagsnr;start;slut;ydelse", "S1;01-01-2020;;Kontanthjælp"),
    "samtaler": (
        "sagsnr;dato;type;status;kanal;sagsbehandler",
        "S1;02-02-2026;opfølgningssamtale;afholdt;fremmøde;abc",
    ),
    "tilbud": (
        "sagsnr;type;start;slut;resultat;udbyder;mål;timer pr. uge",
        "S1;Løntilskud;02-02-2026;03-03-2026;gennemført;Brugsen;Prøve;12,5",
    ),
    "fritagelser": (
        "sagsnr;omfang;start;slut;årsag;begrundelse",
        'S1;fritaget for tilbud;02-02-2026;;barsel;"To\nlinjer; her"',
    ),
    "sagsbehandlere": ("sagsnr;rolle;sagsbehandler;start;slut", "S1;koordinerende sagsbehandler;abc;05-01-2026;"),
    "loennede_timer": ("sagsnr;måned;timer;arbejdsgiver", "S1;2026-05;7;Rema 1000"),
    "udeblivelser": (
        "sagsnr;dato;udeblevet fra;kontaktforsøg;rimelig grund;partshøring;afgørelse",
        "S1;03-03-2026;samtale;2;nej;04-03-2026;ingen sanktion",
    ),
    "laegeerklaeringer": (
        "sagsnr;type;bestilt;konsultation;modtaget;afvist;rykket;spørgsmål;formål",
        "S1;LÆ 125;01-02-2026;;20-02-2026;;;Hvad?;Afklare",
    ),
    "mål": ("sagsnr;type;mål;fastsat;frist;nået", "S1;delmål;Gå til fysioterapi;01-02-2026;01-05-2026;"),
    "koordinering": ("sagsnr;dato;aktør;form", "S1;01-02-2026;Psykiatrien;møde"),
    "notater": (
        "sagsnr;dato;skabelon;omfang;sagsbehandler;tekst;svar",
        'S1;01-02-2026;fri note;;abc;"Sagde ""ja""";"{""a"": ""b""}"',
    ),
}


def test_danish_names_throughout(take, tmp_path, contents):
    folder = tmp_path / "dansk"
    folder.mkdir()
    for name, lines in DANISH.items():
        (folder / f"{name.upper()}.CSV").write_text("\r\n".join(lines), encoding="cp1252", newline="")
    take(folder)
    assert said(contents) == {
        "cases": [
            (
                "S1",
                "Åse Ørsted",
                "0101901234",
                "1990-01-01",
                "female",
                "2026-01-05",
                "2026-11-22",
                "flex_job",
                "activity_ready",
                "rehabilitation",
                "physical|mental",
                "2026-02-01",
            )
        ],
        "benefits": [("S1", "2020-01-01", "cash_benefit", None)],
        "conversations": [("S1", "2026-02-02", "follow_up", "held", "in_person", "abc")],
        "offers": [("S1", "wage_subsidy", "2026-02-02", "2026-03-03", "completed", "Brugsen", "Prøve", 12.5)],
        "exemptions": [("S1", "activation", "2026-02-02", None, "parental_leave", "To\nlinjer; her")],
        "assignments": [("S1", "coordinator", "2026-01-05", "abc", None)],
        "paid_work": [("S1", "2026-05-01", 7.0, "Rema 1000")],
        "absences": [("S1", "2026-03-03", "conversation", 2, 0, "2026-03-04", "none")],
        "statements": [("S1", "LÆ125", "2026-02-01", None, "2026-02-20", None, None, "Hvad?", "Afklare")],
        "goals": [("S1", "sub", "Gå til fysioterapi", "2026-02-01", "2026-05-01", None)],
        "coordination": [("S1", "2026-02-01", "Psykiatrien", "meeting")],
        "notes": [("S1", "2026-02-01", "free", None, "abc", 'Sagde "ja"', '{"a": "b"}')],
        "amendments": [],
        "snoozes": [],
        "reviews": [],
        "review_cases": [],
        "review_answers": [],
        "corrections": [],
    }


def test_a_byte_order_mark_decides(take, extract):
    folder = extract()
    (folder / "cases.csv").write_bytes(b"\xef\xbb\xbf" + (folder / "cases.csv").read_bytes())
    assert take(folder).files[0].form.encoding == "UTF-8 (BOM)"


def test_windows_1252_is_judged_on_the_whole_file(take, extract, contents):
    """The first letter beyond ASCII may stand after megabytes of plain text."""
    folder = extract(
        exemptions=[f"A-1,activation,{1900 + n // 12}-{n % 12 + 1:02}-01,,other,{'x' * 2000}" for n in range(1200)]
    )
    with (folder / "exemptions.csv").open("ab") as file:
        file.write("A-1,hours_225,2026-02-01,,other,begrænset – 5 €\n".encode("cp1252"))
    assert take(folder).files[1].form.encoding == "Windows-1252"
    assert "begrænset – 5 €" in [row[5] for row in contents()["exemptions"]]


def test_every_column_has_a_danish_header_and_none_is_ambiguous():
    assert TABLE_NAMES.keys() == set(EXTRACT_TABLES)
    assert COLUMN_NAMES.keys() == ROWS.keys()
    for name, columns in COLUMN_NAMES.items():
        assert list(columns) == list(RECORDS[name].model_fields)
        aliases = [fold(alias) for column, names in columns.items() for alias in {column, *names}]
        for alias in set(aliases):
            owners = [column for column, names in columns.items() if alias in {fold(n) for n in (column, *names)}]
            assert len(owners) == 1, (name, alias, owners)


def test_every_coded_column_has_its_vocabulary():
    """A column that refuses an unknown code is read by a vocabulary, and the other way round."""
    for name, model in RECORDS.items():
        for column in model.model_fields:
            with pytest.raises(ValidationError) as caught:
                model.model_validate({column: "zzz"})
            kinds = {found["type"] for found in caught.value.errors() if found["loc"] == (column,)}
            assert ("unknown_code" in kinds) == ((name, column) in VOCABULARIES), (name, column)


@pytest.mark.parametrize(
    ("stem", "table"),
    [
        ("CASES", "cases"),
        ("Ordinære timer", "paid_work"),
        ("laegeerklæringer", "statements"),
        ("paid work", "paid_work"),
        ("ark1", None),
    ],
)
def test_table_names(stem, table):
    assert table_of(stem) == table


def test_a_header_may_be_written_in_many_ways():
    heading, faults = understood("cases", ["SAGSNR", " Foedselsdato ", "cpr_nummer", "Navn", "", "opened"])
    assert list(heading.places) == ["case_ref", "birth_date", "cpr", "name", "opened"]
    assert [column for column, _right in faults] == ["target_group", "track", "challenges"]


PLANNED = "A-1,2026-12-01,job,planned,abc"


def test_a_moved_appointment_leaves_no_ghost_and_can_come_back(take, extract, contents):
    take(extract("one", conversations=[PLANNED, "A-1,2026-10-01,job,held,abc"]))
    report = take(
        extract("two", conversations=["A-1,2026-12-08,job,planned,abc", "A-1,2026-10-01,job,held,abc"]), LATER
    )
    assert report.counts["conversations"] == (1, 0, 0, 1, 1, 1)
    assert [(json.loads(gone.key)["date"], gone.withdrawn) for gone in report.vanished] == [("2026-12-01", True)]
    withdrawn = {row[1]: (*row[6:8], row[10]) for row in contents()["conversations"]}
    assert withdrawn == {
        "2026-10-01": (1, "2026-11-29", None),
        "2026-12-01": (2, "2026-11-22", "2026-11-29"),
        "2026-12-08": (2, "2026-11-29", None),
    }
    again = take(extract("two"), LATER)
    assert (again.changes, again.vanished) == (False, [])
    back = take(extract("one"), date(2026, 12, 1))
    assert back.counts["conversations"].restored == 1
    assert {row[1]: row[10] for row in contents()["conversations"]}["2026-12-01"] is None


def test_an_older_extract_brings_nothing_back(take, extract, contents):
    take(extract("one", conversations=[PLANNED]))
    take(extract("two", conversations=[]), LATER)
    assert not take(extract("one"), date(2026, 11, 25)).changes
    assert contents()["conversations"][0][10] == "2026-11-29"


@pytest.mark.parametrize(
    ("table", "row", "withdrawn"),
    [
        ("conversations", "A-1,2026-10-01,job,held,abc", False),
        ("conversations", "A-1,2026-10-01,job,planned,abc", True),
        ("offers", "A-1,guidance,2026-11-22,2026-12-01,,", False),
        ("offers", "A-1,guidance,2026-11-23,2026-12-01,,", True),
        ("exemptions", "A-1,activation,2026-11-22,,health,", False),
        ("exemptions", "A-1,activation,2026-11-23,,health,", True),
        ("assignments", "A-1,coordinator,2026-11-22,abc,", False),
        ("assignments", "A-1,coordinator,2026-11-23,abc,", True),
        ("goals", "A-1,sub,Ny bolig,2026-11-23,", None),
    ],
)
def test_what_vanished_is_kept_and_withdrawn_only_if_it_had_not_happened(
    take, extract, contents, table, row, withdrawn
):
    take(extract("one", **{table: [row]}))
    report = take(extract("two", **{table: []}), LATER)
    assert [gone.withdrawn for gone in report.vanished] == [bool(withdrawn)]
    (kept,) = contents()[table]
    if withdrawn is not None:
        assert kept[-1] == ("2026-11-29" if withdrawn else None)
    assert report.event == (2 if withdrawn else None)


def test_only_tables_carried_and_cases_held_can_vanish(take, extract, contents):
    two = [extract_case("A-1"), extract_case("B-2")]
    take(extract("one", cases=two, conversations=[PLANNED, PLANNED.replace("A-1", "B-2")]))
    assert take(extract("silent", cases=two), LATER).vanished == []
    report = take(extract("one-case", cases=[two[0]], conversations=[]), LATER)
    assert [json.loads(gone.key)["case_ref"] for gone in report.vanished] == ["A-1"]
    assert report.open_cases_absent == 1
    assert len(contents()["cases"]) == 2


def extract_case(ref, closed=""):
    return f"{ref},Ane Holm,,,2026-01-05,{closed},activity_ready,job,"


def test_a_changed_row_is_logged_before_and_after(take, extract, contents):
    take(extract("one", conversations=[PLANNED]))
    take(extract("two", conversations=["A-1,2026-12-01,job,held,abc"]), LATER)
    ((event, _seq, table, key, before, after),) = contents()["changes"]
    assert (event, table) == (2, "conversations")
    assert json.loads(key) == {"case_ref": "A-1", "date": "2026-12-01", "kind": "job"}
    row = {
        "case_ref": "A-1",
        "date": "2026-12-01",
        "kind": "job",
        "status": "planned",
        "channel": None,
        "caseworker": "abc",
    }
    assert json.loads(before) == row | {
        "batch": 1,
        "seen_on": "2026-11-22",
        "seen_before": None,
        "typed": None,
        "withdrawn": None,
    }
    assert json.loads(after) == row | {
        "status": "held",
        "batch": 2,
        "seen_on": "2026-11-29",
        "seen_before": None,
        "typed": None,
        "withdrawn": None,
    }
    stored = contents()["conversations"][0]
    assert stored == tuple(json.loads(after).values())


def test_the_event_says_what_was_done_without_naming_anyone(take, extract, contents):
    take(extract(conversations=[PLANNED]))
    ((number, at, who, command, details, undoes),) = contents()["events"]
    assert (number, at, who, command, undoes) == (1, "2026-11-22T08:00:00+00:00", "test", "import", None)
    assert json.loads(details) == {
        "extract": "csv",
        "extract_date": "2026-11-22",
        "inserted": {"cases": 1, "conversations": 1},
        "changed": {},
        "restored": {},
        "withdrawn": {},
    }


def test_a_column_that_the_extract_lacks_stays_as_it_is(take, extract, contents):
    take(extract("one", cases=["A-1,Ane Holm,0101801234,1980-01-01,2026-01-05,2026-05-01,activity_ready,job,"]))
    folder = extract("two")
    lean = "case_ref,name,opened,target_group,track,challenges\nA-1,Ane Berg,2026-01-05,job_ready,job,other\n"
    (folder / "cases.csv").write_text(lean)
    take(folder, LATER)
    (row,) = contents()["cases"]
    assert row[1:4] == ("Ane Berg", "0101801234", "1980-01-01")
    assert row[6] == "2026-05-01"


def test_an_empty_cell_of_a_column_given_empties_the_field(take, extract, contents):
    take(extract("one", cases=["A-1,Ane Holm,0101801234,1980-01-01,2026-01-05,,activity_ready,job,"]))
    take(extract("two"), LATER)
    assert contents()["cases"][0][2] is None


def test_a_dry_run_tells_and_leaves_everything(take, extract, contents):
    take(extract("one", conversations=[PLANNED]))
    before = contents()
    report = take(extract("two", conversations=["A-1,2026-12-02,job,planned,"]), LATER, dry_run=True)
    assert report.counts["conversations"] == (1, 0, 0, 0, 1, 1)
    assert (report.event, contents()) == (None, before)


def test_progress_ends_with_all_bytes_read(take, samples):
    heard = []
    take(samples / "edges", progress=lambda done, total: heard.append((done, total)))
    assert heard[-1][0] == heard[-1][1] == sum(file.stat().st_size for file in (samples / "edges").glob("*.csv"))
    assert heard == sorted(heard)


def test_blank_lines_and_empty_trailing_columns_are_no_rows(take, extract):
    folder = extract()
    text = (folder / "cases.csv").read_text().splitlines()
    (folder / "cases.csv").write_text("\n\n" + text[0] + ",,\n\n" + text[1] + ",,\n" + "," * 10 + "\n")
    assert take(folder).counts["cases"].new == 1


def test_a_child_of_a_case_in_the_caseload_alone_is_taken(take, extract, contents):
    take(extract("one", cases=[extract_case("A-1"), extract_case("B-2")]))
    take(extract("two", conversations=["B-2,2026-10-01,job,held,"]), LATER)
    assert contents()["conversations"][0][0] == "B-2"


def test_a_sample_as_a_spreadsheet_would_save_it(take, samples, contents, tmp_path):
    """Danish Excel: a mark, semicolons, every cell quoted, Danish days."""
    take(samples / "caseload")
    before = contents()
    folder = tmp_path / "excel"
    folder.mkdir()
    for file in (samples / "caseload").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as source:
            rows = list(csv.reader(source))
        with (folder / file.name).open("w", encoding="utf-8-sig", newline="") as target:
            csv.writer(target, delimiter=";", quoting=csv.QUOTE_ALL).writerows([danish(c) for c in row] for row in rows)
    assert not take(folder).changes
    assert contents() == before


def danish(cell):
    parts = cell.split("-")
    return "-".join(reversed(parts)) if [len(part) for part in parts] == [4, 2, 2] else cell


def test_a_path_that_does_not_exist_is_said_plainly(take):
    from kontant.errors import Refused

    with pytest.raises(Refused, match="There is no extract at"):
        take(Path("nowhere"))
