"""What was changed here stays until the extract says something new of it."""

import csv

import pytest
from support import kontant

HEADS = {
    "cases": ["case_ref", "name", "opened", "target_group", "track", "challenges"],
    "assignments": ["case_ref", "role", "start", "caseworker", "end"],
    "absences": ["case_ref", "date", "from_kind", "reasonable_ground"],
}
FIRST = {
    "cases": [["Å-1", "Åse Ø", "2020-01-01", "activity_ready", "job", "social"]],
    "assignments": [["Å-1", "coordinator", "2020-01-01", "mkj", ""]],
    "absences": [["Å-1", "2026-05-01", "offer", "ja"]],
}


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "c.sqlite"
    assert kontant("init", db=path).code == 0
    return path


@pytest.fixture
def take(db, tmp_path):
    """Import these tables as of a day; returns the report as JSON."""

    def run(tables, day):
        folder = tmp_path / f"extract-{day}"
        folder.mkdir(exist_ok=True)
        for name, rows in tables.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([HEADS[name], *rows])
        ran = kontant("import", folder, "--extract-date", day, "--format", "json", db=db)
        assert ran.code == 0, ran.err
        return ran.json()

    return run


def changed(**cells):
    """The first extract with some cells of the case's head changed."""
    head = dict(zip(HEADS["cases"], FIRST["cases"][0], strict=True)) | cells
    return FIRST | {"cases": [list(head.values())]}


def head(db):
    return kontant("case", "show", "Å-1", "--format", "json", db=db).json()["case"]


def test_an_edit_survives_an_extract_that_repeats_itself(db, take):
    take(FIRST, "2026-11-01")
    assert kontant("case", "edit", "Å-1", "--track", "rehabilitation", "--challenges", "fysisk", db=db).code == 0
    for day in ("2026-11-01", "2026-11-08", "2026-11-15"):
        report = take(FIRST, day)
        assert report["kept"] == {"cases": 1} and report["event"] is None
        assert (head(db)["track"], head(db)["challenges"]) == ("rehabilitation", ["physical"])


def test_a_second_edit_is_kept_too(db, take):
    take(FIRST, "2026-11-01")
    kontant("case", "edit", "Å-1", "--track", "rehabilitation", db=db)
    take(FIRST, "2026-11-08")
    kontant("case", "edit", "Å-1", "--track", "exempt", db=db)
    assert take(FIRST, "2026-11-15")["kept"] == {"cases": 1}
    assert head(db)["track"] == "exempt"


def test_a_change_of_caseworker_survives(db, take):
    take(FIRST, "2026-11-01")
    assert kontant("case", "assign", "Å-1", "lbh", "--from", "2026-11-10", db=db).code == 0
    assert take(FIRST, "2026-11-15")["kept"] == {"assignments": 1}
    shown = kontant("case", "show", "Å-1", "--as-of", "2026-11-20", "--format", "json", db=db).json()
    assert shown["coordinator"] == {"caseworker": "lbh", "since": "2026-11-10"}


def test_where_the_extract_says_something_new_it_holds_and_the_edit_is_in_the_log(db, take):
    take(FIRST, "2026-11-01")
    kontant("case", "edit", "Å-1", "--track", "rehabilitation", db=db)
    report = take(changed(track="exempt"), "2026-11-08")
    assert report["kept"] == {} and report["tables"]["cases"]["changed"] == 1
    assert head(db)["track"] == "exempt"
    assert "rehabilitation -> exempt" in kontant("log", report["event"], db=db).out
    assert kontant("undo", "--yes", db=db).code == 0
    assert head(db)["track"] == "rehabilitation"


def test_once_the_extract_has_caught_up_it_leads_again(db, take):
    take(FIRST, "2026-11-01")
    kontant("case", "edit", "Å-1", "--track", "rehabilitation", db=db)
    assert take(changed(track="rehabilitation"), "2026-11-08")["tables"]["cases"]["unchanged"] == 1
    assert take(changed(track="job"), "2026-11-15")["tables"]["cases"]["changed"] == 1
    assert head(db)["track"] == "job"


def test_an_edit_that_was_undone_leaves_nothing_to_keep(db, take):
    take(FIRST, "2026-11-01")
    kontant("case", "edit", "Å-1", "--track", "exempt", db=db)
    kontant("undo", "--yes", db=db)
    report = take(FIRST, "2026-11-08")
    assert report["kept"] == {} and report["tables"]["cases"]["unchanged"] == 1


def test_a_person_is_told_in_words(db, take, tmp_path):
    take(FIRST, "2026-11-01")
    kontant("case", "edit", "Å-1", "--track", "exempt", db=db)
    out = kontant("import", tmp_path / "extract-2026-11-01", db=db).out
    assert "1 record that was changed here is kept: the extract says of it only what it said before." in out


def test_an_older_extract_does_not_overwrite_a_newer_one_and_says_so(db, take):
    take(changed(track="exempt"), "2026-11-15")
    report = take(FIRST, "2026-11-01")
    assert report["older"] == 1 and report["event"] is None
    assert head(db)["track"] == "exempt"


OFFER = {
    "offers": [["Å-1", "guidance", "2026-11-15", "2027-02-01"]],
}


def withdrawn(report):
    return [gone["withdrawn"] for gone in report["vanished"]]


def test_undoing_a_wrong_extract_leaves_no_trace_of_what_it_saw(db, take):
    """An offer that began between two extracts: it had not begun when the extract that stands last held it."""
    HEADS["offers"] = ["case_ref", "type", "start", "end"]
    take(FIRST | OFFER, "2026-11-10")
    wrong = changed(track="exempt") | OFFER
    assert take(wrong, "2026-11-22")["event"] == 2
    assert kontant("undo", "--yes", db=db).code == 0
    assert withdrawn(take(FIRST | {"offers": []}, "2026-11-22")) == [True]


def test_an_import_can_be_undone_after_the_one_that_followed_it(db, take):
    take(FIRST, "2026-11-10")
    take(changed(track="exempt"), "2026-11-22")
    assert kontant("undo", "--yes", db=db).code == 0
    ran = kontant("undo", "--yes", db=db)
    assert ran.code == 0, ran.err
    assert "0 open cases" in kontant("due", db=db).out


def test_a_typed_record_that_revives_a_withdrawn_one_is_not_withdrawn_again(db, take):
    coming = FIRST["assignments"] + [["Å-1", "coordinator", "2026-12-24", "bb", ""]]
    take(FIRST | {"assignments": coming}, "2026-11-01")
    without = FIRST
    take(without, "2026-11-08")
    assert kontant("case", "assign", "Å-1", "cc", "--from", "2026-12-24", db=db).code == 0
    take(without, "2026-11-15")
    shown = kontant("case", "show", "Å-1", "--as-of", "2026-12-24", "--format", "json", db=db).json()
    assert shown["coordinator"]["caseworker"] == "cc"
