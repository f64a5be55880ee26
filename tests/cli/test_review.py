"""``kontant review`` without a terminal: drawing, answering from files, how far it is, and what it comes to."""

import csv
import io
import json
import sqlite3
import tomllib
import zipfile
from contextlib import closing

import pytest
import reviewed
from reviewed import NAME, RICH, SINCE

from kontant.i18n import choose_language


@pytest.fixture(scope="session")
def empty_caseload(tmp_path_factory):
    """The caseload that every test gets a copy of: not so empty here."""
    return reviewed.caseload(tmp_path_factory.mktemp("reviewed"))


@pytest.fixture
def begun(run, caseload):
    """A review of six of the ten cases, and the case with records among them."""
    seed = 0
    while True:  # a seed whose sample holds the case with records
        run("review", "start", "--size", "6", "--seed", str(seed))
        if RICH in [case["case_ref"] for case in status(run)["cases"]]:
            return caseload
        run("undo", "--yes")
        seed += 1


def status(run, *words):
    code, out, err = run("review", "status", *words, "--format", "json")
    assert code == 0, err
    return json.loads(out)


def asked(run):
    return json.loads(run("review", "points", "--format", "json")[1])["points"]


def answers_file(tmp_path, text):
    path = tmp_path / "answers.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def answer(run, tmp_path, text, *words, case=RICH):
    named = [case] if case else []
    return run("review", "next", *named, "--answers", answers_file(tmp_path, text), *words)


def all_of(run, value, **other):
    return "\n".join(f'{point["id"]} = "{other.get(point["id"], value)}"' for point in asked(run))


def test_a_sample_is_drawn_shown_and_can_be_undone(run):
    code, out, err = run("review", "start", "--size", "9", "--seed", "7")
    assert (code, err) == (0, "")
    assert "Review 1: 9 of 10 long-term cases on 2026-11-22, seed 7." in out
    assert "5–7 years: 4 of 4\n" in out
    assert "7–10 years: 1 of 1\n" in out
    assert "10 years or more: 4 of 5\n" in out
    assert "Too few cases in 7–10 years: the sample was filled up from the other groups." in out
    refs = [word for word in out.split() if word in SINCE]
    assert len(refs) == len(set(refs)) == 9
    assert "Åse Ærøskov" in out
    assert "S-99" not in out
    assert run("undo", "--yes")[0] == 0
    assert run("review", "status")[0] == 1
    assert (
        run("review", "start", "--size", "9", "--seed", "7")[1].replace("Review 2", "Review 1").split("Undo")[0]
        == out.split("Undo")[0]
    )


def test_a_sample_larger_than_the_caseload_is_all_there_is(run):
    code, out, _err = run("review", "start")
    assert code == 0
    assert "10 of 10" in out
    assert "All long-term cases are in the sample: there are no more than these." in out
    assert "filled up" not in out
    assert (status(run)["size"], status(run)["drawn"]) == (15, 10)
    told = report(run)
    assert "all 10 long-term cases" in told
    assert "5–7 years: 4 of 4, 7–10 years: 1 of 1, 10 years or more: 5 of 5. All long-term cases are in" in told
    assert "All long-term cases are in the review. The interval" in told
    assert "filled up" not in told
    assert "drawn" not in told
    assert "so small a sample" not in told


def test_the_report_says_as_the_drawing_did_that_a_group_was_made_up_for(run):
    for size, said in (("9", True), ("3", False), ("10", False)):
        out = run("review", "start", "--size", size, "--seed", "7", "--new")[1]
        told = "Too few cases in 7–10 years: the sample was filled up from the other groups."
        assert [told in each for each in (out, report(run), report(run, "--format", "html"))] == [said] * 3
        assert ("whatever their size" in report(run)) == (size != "10")


def test_a_seed_that_nobody_chose_is_told(run):
    run("review", "start", "--size", "3")
    seed = status(run)["seed"]
    refs = [case["case_ref"] for case in status(run)["cases"]]
    run("review", "start", "--size", "3", "--seed", str(seed), "--new")
    assert [case["case_ref"] for case in status(run)["cases"]] == refs


def test_an_unfinished_review_is_told_of(run, tmp_path, begun):
    answer(run, tmp_path, 'plan-cv = "yes"')
    code, out, err = run("review", "start", "--seed", "1")
    assert (code, out) == (1, "")
    assert "is not finished (0 of 6 cases done, 1 answer)" in err
    assert "review next" in err
    assert "--new" in err
    assert run("review", "start", "--seed", "1", "--new")[0] == 0
    assert len(json.loads(run("review", "list", "--format", "json")[1])["reviews"]) == 2


def test_nothing_to_draw(run, tmp_path):
    code, _out, err = run("review", "start", "--as-of", "2012-01-01")
    assert code == 1
    assert "No case is open and long-term" in err
    code, _out, err = run("review", "start", "--as-of", "+1d")
    assert code == 2
    assert "a review looks back" in err


@pytest.mark.parametrize("words", [["next"], ["status"], ["report"], ["next", "--answers", "-"]], ids=" ".join)
def test_without_a_review_every_command_says_how_to_begin(run, monkeypatch, words):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    code, _out, err = run("review", *words)
    assert code in (1, 2)
    assert "review start" in err or "--answers" in err
    assert err.count("\n") == 1


def test_off_a_terminal_the_answers_file_is_named(run, begun):
    code, out, err = run("review", "next")
    assert (code, out) == (2, "")
    assert "--answers FILE" in err
    assert "review points --format toml" in err


def test_an_empty_answers_file_holds_every_point_and_says_nothing(run, tmp_path, begun):
    code, out, _err = run("review", "points", "--format", "toml")
    assert code == 0
    keys = tomllib.loads(out)
    assert [key for key in keys if key not in ("reviewer", "records")] == [point["id"] for point in asked(run)]
    assert all(len(line) <= 102 for line in out.split("\n"))
    code, _out, err = answer(run, tmp_path, out)
    assert code == 1
    assert "the file answers no point" in err


def test_answers_from_a_file_are_one_event(run, tmp_path, begun):
    text = """
    contact-enough = "nej"
    plan-cv = { answer = "no", remark = "Er i gang" }
    plan-there = true
    discussed = "Not relevant"
    next-step = { remark = "Ring 010190-1234 op" }
    track-shown = ""
    """
    code, out, err = answer(run, tmp_path, text)
    assert (code, err) == (0, "")
    assert f"Wrote 4 answers and 2 remarks to case {RICH}." in out
    assert "4 of 63 points are answered." in out
    given = {each["point"]: each for each in status(run, RICH)["answers"]}
    assert {point: each["answer"] for point, each in given.items()} == {
        "contact-enough": "no",
        "plan-cv": "no",
        "plan-there": "yes",
        "discussed": "not_relevant",
        "next-step": None,
    }
    assert given["contact-enough"]["records"] == "yes"
    assert given["plan-there"]["records"] is None
    assert given["plan-cv"]["remark"] == "Er i gang"
    assert given["next-step"]["remark"] == "Ring 010190-**** op"
    assert {each["reviewer"] for each in given.values()} == {"tester"}
    run("undo", "--yes")
    assert status(run, RICH)["answers"] == []


def test_the_records_answer_the_rest_where_asked_to(run, tmp_path, begun):
    answer(run, tmp_path, 'records = true\ncontact-enough = "no"\nplan-job-goal = { remark = "Nyt" }')
    given = {each["point"]: each for each in status(run, RICH)["answers"]}
    assert given["contact-enough"]["answer"] == "no"
    assert given["challenges-several"]["answer"] == given["challenges-several"]["records"] == "yes"
    assert (given["plan-job-goal"]["answer"], given["plan-job-goal"]["remark"]) == ("yes", "Nyt")
    assert given["company-any"]["answer"] == "yes"
    # What no record tells stays open.
    assert "next-step" not in given
    # Its offers are on record since January alone: that it was passive for years before is not known.
    assert "passive-year" not in given
    code, out, _err = answer(run, tmp_path, "records = true\nplan-there = 'yes'")
    assert code == 0
    assert "Wrote 1 answer " in out


def test_a_file_changes_what_it_names_and_keeps_the_rest(run, tmp_path, begun):
    answer(run, tmp_path, 'plan-cv = { answer = "no", remark = "Er i gang" }\nplan-there = "yes"')
    answer(run, tmp_path, 'plan-cv = "yes"')
    given = {each["point"]: each for each in status(run, RICH)["answers"]}
    assert (given["plan-cv"]["answer"], given["plan-cv"]["remark"]) == ("yes", "Er i gang")
    assert given["plan-there"]["answer"] == "yes"
    code, out, _err = answer(run, tmp_path, 'plan-cv = "yes"')
    assert code == 0
    assert "nothing was changed" in out
    # What stood already is not counted as written.
    for line, told in (('discussed = "yes"', "1 answer"), ('discussed = { remark = "Ja" }', "1 remark")):
        out = answer(run, tmp_path, f'plan-cv = "yes"\nplan-there = "yes"\n{line}')[1]
        assert f"Wrote {told} to case {RICH}." in out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('plan-cvv = "yes"', "plan-cvv: there is no such point; did you mean plan-cv?"),
        ('rule-225-exempt = "yes"', "rule-225-exempt: "),
        ('plan-cv = "perhaps"', "plan-cv: write yes, no or not_relevant"),
        ("plan-cv = 3", "plan-cv: write yes, no or not_relevant"),
        ("plan-cv = { answer = 'yes', note = 'x' }", "plan-cv: note means nothing here"),
        ("plan-cv = { remark = 3 }", "plan-cv: write the remark as text."),
        ("records = 'yes'", "records: write true or false."),
        ("reviewer = 3", "reviewer: write it as text."),
        ("plan-cv = ", "line 2: this is not TOML"),
        ("case = 'R-99'", "which is it?"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_and_nothing_is_written(run, tmp_path, begun, line, told):
    code, out, err = answer(run, tmp_path, f'plan-there = "yes"\n{line}')
    assert code in (1, 2)
    assert out == ""
    assert told in err
    assert status(run, RICH)["answers"] == []


def test_every_fault_is_told_at_once(run, tmp_path, begun):
    _code, _out, err = answer(run, tmp_path, 'plan-cv = "?"\nplan-there = "?"\nabc = "yes"')
    assert err.count("\n") == 4


def test_a_file_that_is_not_there_is_told_with_an_example(run, begun):
    code, _out, err = run("review", "next", RICH, "--answers", "/nowhere/a.toml")
    assert code == 2
    assert 'contact-enough = "yes"' in err


def test_case_and_reviewer_may_stand_in_the_file(run, tmp_path, begun):
    text = f'case = "{RICH}"\nreviewer = "eva"\nplan-cv = "yes"'
    assert answer(run, tmp_path, text, case=None)[0] == 0
    assert [each["reviewer"] for each in status(run, RICH)["answers"]] == ["eva"]
    assert answer(run, tmp_path, text, "--reviewer", "EVA")[0] == 0
    code, _out, err = answer(run, tmp_path, text, "--reviewer", "lbh")
    assert code == 2
    assert "reviewer = eva" in err


def test_a_reviewer_is_spelled_as_before(run, tmp_path, begun):
    answer(run, tmp_path, 'plan-cv = "yes"', "--reviewer", "Eva")
    answer(run, tmp_path, 'plan-there = "yes"', "--reviewer", "EVA")
    assert {each["reviewer"] for each in status(run, RICH)["answers"]} == {"Eva"}


@pytest.mark.parametrize("who", ["", " ", "x" * 61, "010190-1234"])
def test_a_reviewer_that_cannot_be(run, tmp_path, begun, who):
    code, _out, err = answer(run, tmp_path, 'plan-cv = "yes"', "--reviewer", who)
    assert code == 2
    assert "--reviewer: write initials" in err
    assert "1234" not in err
    assert status(run)["answers"] == 0


def test_a_case_outside_the_sample_is_refused(run, tmp_path, begun):
    code, _out, err = answer(run, tmp_path, 'plan-cv = "yes"', case="S-99")
    assert code == 1
    assert "not in the sample of review" in err
    code, _out, err = run("review", "next", RICH, "--answers", "-", "--point", "plan-cv")
    assert code == 2
    code, _out, err = run("review", "next", RICH, "--point", "plan")
    assert code == 2
    assert "there is no point" in err


def test_next_goes_on_with_what_is_begun_then_with_what_nobody_has(run, tmp_path, begun):
    order = [case["case_ref"] for case in status(run)["cases"]]

    def goes_to(reviewer, text='plan-cv = "yes"'):
        out = answer(run, tmp_path, text, "--reviewer", reviewer, case=None)[1]
        return next(ref for ref in order if ref in out)

    assert goes_to("ab") == order[0]
    assert goes_to("cd") == order[1]
    assert goes_to("ab", 'plan-there = "yes"') == order[0]
    answer(run, tmp_path, all_of(run, "yes"), "--reviewer", "ab", case=order[0])
    assert goes_to("ab") == order[2]
    for ref in order[3:]:
        answer(run, tmp_path, all_of(run, "yes"), "--reviewer", "ab", case=ref)
    answer(run, tmp_path, all_of(run, "yes"), "--reviewer", "ab", case=order[2])
    code, out, _err = answer(run, tmp_path, 'plan-cv = "no"', "--reviewer", "ab", case=None)
    assert code == 0
    assert "Nothing is left for ab" in out
    answer(run, tmp_path, all_of(run, "yes"), "--reviewer", "cd", case=order[1])
    _code, out, _err = answer(run, tmp_path, 'plan-cv = "no"', "--reviewer", "ab", case=None)
    assert "Every case of review" in out
    assert status(run)["finished"]
    assert run("review", "start", "--seed", "1")[0] == 0


def test_a_second_reviewer_takes_up_what_another_has_done(run, tmp_path, begun):
    order = [case["case_ref"] for case in status(run)["cases"]]

    def goes_to(*words, text='plan-cv = "yes"'):
        out = answer(run, tmp_path, text, *words, case=None)[1]
        return next((ref for ref in order if ref in out), None)

    answer(run, tmp_path, all_of(run, "yes"), "--reviewer", "ab", case=order[3])
    answer(run, tmp_path, 'plan-cv = "yes"', "--reviewer", "ab", case=order[0])
    assert goes_to("--reviewer", "cd", "--second") == order[3]
    # It is begun now, so it is gone on with; then nothing else is done, and the next that nobody has begun comes.
    assert goes_to("--reviewer", "cd", text='plan-there = "yes"') == order[3]
    assert json.loads(report(run, "--format", "json"))["agreement"]["cases"] == 1
    answer(run, tmp_path, all_of(run, "no"), "--reviewer", "CD", case=order[3])
    assert goes_to("--reviewer", "cd", "--second") == order[1]
    for ref in order:
        answer(run, tmp_path, all_of(run, "yes"), "--reviewer", "ab", case=ref)
    _code, out, _err = answer(run, tmp_path, 'plan-cv = "no"', "--reviewer", "ab", case=None)
    assert "review next --second --reviewer ab" in out
    code, _out, err = answer(run, tmp_path, 'plan-cv = "no"', "--second")
    assert code == 2
    assert "leave out the case, or --second" in err


def test_every_command_told_of_an_earlier_review_names_it(run, tmp_path, begun):
    number = status(run)["review"]
    ref = status(run)["cases"][0]["case_ref"]
    assert "review next\n" in run("review", "status")[1]
    run("review", "start", "--size", "1", "--seed", "1", "--new")
    named = f"--review {number}"
    for words in (["status"], ["report"]):
        assert f"review next {named}\n" in run("review", *words, "--review", str(number))[1]
    assert f"review next {ref} {named}\n" in run("review", "status", ref, "--review", str(number))[1]
    assert f"review status {named}" in run("review", "status", "S-99", "--review", str(number))[2]
    for each in [case["case_ref"] for case in status(run, "--review", str(number))["cases"]]:
        answer(run, tmp_path, all_of(run, "yes"), "--review", str(number), case=each)
    assert f"review report {named}\n" in run("review", "status", "--review", str(number))[1]
    out = answer(run, tmp_path, 'plan-cv = "no"', "--review", str(number), case=None)[1]
    for command in ("report", "next CASE", "next --second"):
        assert f"review {command} {named}\n" in out


def test_an_earlier_review_is_named_by_its_number(run, tmp_path, begun):
    number = status(run)["review"]
    run("review", "start", "--size", "1", "--seed", "1", "--new")
    assert status(run)["review"] == number + 1
    assert status(run, "--review", str(number))["size"] == 6
    assert answer(run, tmp_path, 'plan-cv = "yes"', "--review", str(number))[0] == 0
    assert status(run)["answers"] == 0
    assert status(run, "--review", str(number))["answers"] == 1
    code, _out, err = run("review", "report", "--review", "99")
    assert code == 1
    assert "There is no review 99" in err


def test_status_for_people(run, tmp_path, begun):
    answer(run, tmp_path, 'plan-cv = { answer = "yes", remark = "Er på Jobnet" }', "--reviewer", "ab")
    answer(run, tmp_path, 'plan-cv = "no"', "--reviewer", "cd")
    out = run("review", "status")[1]
    assert f"{RICH}" in out
    assert "ab 1/63, cd 1/63" in out
    out = run("review", "status", NAME)[1]
    assert "Is a CV registered?\n    yes (ab), no (cd)\n    ab: Er på Jobnet\n" in out
    out = run("review", "list")[1]
    assert "0 of 6 cases done, 2 answers" in out


def test_status_off_a_terminal_stands_in_columns(run, tmp_path, begun, caseload):
    answer(run, tmp_path, 'plan-cv = "yes"', "--reviewer", "ab")
    with closing(sqlite3.connect(caseload)) as opened, opened:
        opened.execute("UPDATE cases SET name = 'Bo' WHERE case_ref = ?", [RICH])
    rows = [row for row in run("review", "status")[1].split("\n") if " Ærøskov " in row or " Bo " in row]
    assert len(rows) == 6
    assert {len(row.rsplit("  ", 1)[0]) for row in rows} == {len(rows[0].rsplit("  ", 1)[0])}


def test_status_of_a_case_that_nobody_has_answered(run, begun):
    _code, out, _err = run("review", "status", RICH)
    assert "Nobody has answered anything of this case yet." in out
    assert f"review next {RICH}" in out
    assert len(out.strip().split("\n")) == 2


@pytest.fixture
def answered(run, tmp_path, begun):
    """A review with answers: a case of two reviewers and one of one, with remarks."""
    order = [case["case_ref"] for case in status(run)["cases"]]
    other = next(ref for ref in order if ref != RICH)
    text = all_of(run, "yes", **{"plan-cv": "no", "contact-barriers": "no"})
    answer(run, tmp_path, text, "--reviewer", "KarlaHemmelig")
    answer(run, tmp_path, all_of(run, "yes"), "--reviewer", "BoHemmelig")
    answer(run, tmp_path, 'plan-cv = { answer = "no", remark = "Bor på Hemmeligvej" }', case=other)
    return begun


def report(run, *words):
    code, out, err = run("review", "report", *words)
    assert code == 0, err
    return out


def test_the_report_as_json(run, answered):
    found = json.loads(report(run, "--format", "json"))
    points = {point["id"]: point for point in found["points"]}
    assert list(points) == [point["id"] for point in asked(run)]
    cv = points["plan-cv"]
    assert (cv["yes"], cv["n"], cv["divided"], cv["value"]) == (0, 1, 1, 0.0)
    assert (cv["benchmark"], cv["difference"], cv["figure"]) == (60, -60.0, "plan.cv")
    assert cv["interval"] == [0.0, 79.3]
    # Nobody's CV is in this caseload, so its records answer nothing here; of one offer they do.
    assert (cv["from_records"], cv["otherwise_than_records"]) == (0, 0)
    assert (points["company-any"]["from_records"], points["company-any"]["otherwise_than_records"]) == (2, 0)
    assert cv["agreement"] == {"pairs": 1, "agreed": 0, "kappa": 0.0}
    assert points["contact-enough"]["agreement"] == {"pairs": 1, "agreed": 1, "kappa": None}
    # Held eight times and more: one reviewer after the other kept what the records say.
    assert (points["contact-enough"]["from_records"], points["contact-enough"]["otherwise_than_records"]) == (2, 0)
    assert found["agreement"]["cases"] == 1
    assert found["agreement"]["all"] == {"pairs": 63, "agreed": 61, "kappa": 0.0}
    assert found["reviewers"] == 3
    assert (found["cases"], found["cases_done"], found["finished"]) == (6, 1, False)
    # Of one case or two there is nothing to say of what to do.
    assert found["first"] == []
    assert not any(point["differs"] or point["worse"] for point in found["points"])


SCREEN, TEXTS = "table", ("json", "csv", "markdown", "html")


@pytest.mark.parametrize("lang", ["en", "da"])
@pytest.mark.parametrize("form", [SCREEN, *TEXTS])
def test_no_report_holds_personal_data(run, answered, form, lang):
    choose_language(lang)
    out = report(run, "--format", form)
    told = out.casefold()
    assert not [word for word in ("hemmelig", "ærøskov", "r-0", "r-10", "tester") if word in told]
    assert "plan" in told


def test_the_report_in_files(run, answered, tmp_path):
    for ending, start in (("xlsx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!"), ("csv", b"\xef\xbb\xbf"), ("md", b"# ")):
        path = tmp_path / f"report.{ending}"
        code, out, err = run("review", "report", "--output", str(path))
        assert (code, out) == (0, ""), err
        assert "fewer than 5 cases are reviewed: the people can be recognised" in err
        first = path.read_bytes()
        assert first.startswith(start)
        assert run("review", "report", "--output", str(path))[0] == 1
        assert run("review", "report", "--output", str(path), "--force")[0] == 0
        assert path.read_bytes() == first, ending
    with zipfile.ZipFile(tmp_path / "report.xlsx") as book:
        inside = b"".join(book.read(name) for name in book.namelist())
        assert len([name for name in book.namelist() if "charts/chart" in name]) == 7
    assert b"Hemmelig" not in inside
    assert RICH.encode() not in inside


def test_the_csv_is_a_row_for_each_point(run, answered):
    rows = list(csv.DictReader(io.StringIO(report(run, "--format", "csv")), delimiter=";"))
    assert [row["Point"] for row in rows] == [point["id"] for point in asked(run)]
    cv = next(row for row in rows if row["Point"] == "plan-cv")
    assert (cv["Yes"], cv["n"], cv["Own"], cv["National"], cv["Divided"]) == ("0", "1", "0.0", "60", "1")


def test_the_page_begins_with_what_to_do(run, answered):
    out = report(run, "--format", "markdown")
    headings = [line for line in out.split("\n") if line.startswith("## ")]
    assert headings[:3] == ["## What to do first", "## How to read it", "## Target group"]
    assert "## How well reviewers agree" in headings
    assert out.index("## What to do first") < out.index("Provisional: 1 of 6 cases done") < out.index("## How to read")


@pytest.fixture
def answered_by_one(run, tmp_path, begun):
    """The same review with five of its six cases done, without a CV all of them."""
    for case in status(run)["cases"][:5]:
        answer(run, tmp_path, all_of(run, "yes", **{"plan-cv": "no"}), case=case["case_ref"])
    return begun


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_of_five_cases_it_is_said_what_to_do_and_that_it_is_provisional(run, answered_by_one, form):
    out = report(run, "--format", form)
    assert "Is a CV registered? No in 5 of 5 cases (100 percent)." in out
    assert "chance hardly explains the difference" in out
    assert "Provisional: 5 of 6 cases done, so the numbers may still change." in out
    assert "recognised" not in out
    if form != "table":
        assert "Without personal data" in out
        assert "Contains personal data" not in out


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_of_fewer_it_is_not_and_people_can_be_recognised(run, tmp_path, answered_by_one, form):
    run("undo", "--yes")
    out = report(run, "--format", form)
    assert "No point is answered in 5 cases yet" in out
    assert "No in 4 of 4" not in out
    assert "chance hardly explains" not in out
    assert "Without personal data" not in out
    if form != "table":
        assert "the people can be recognised from so few" in out
        assert "Contains personal data" in out


def test_the_report_of_a_review_without_answers(run, begun):
    out = report(run)
    assert "No point is answered in 5 cases yet" in out
    assert "not answered yet" in out
    assert "No point was answered by two reviewers" in out
    assert "--second" in out
    for form in TEXTS:
        assert report(run, "--format", form)


def test_the_screen_fits_eighty_columns(on_screen, run, answered):
    for words in (["report"], ["status"], ["status", RICH], ["points"], ["list"]):
        assert all(len(row) <= 80 for row in on_screen(80, "review", *words))


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown", "toml"])
def test_the_points_to_read(run, form):
    code, out, _err = run("review", "points", "--format", form)
    assert code == 0
    assert "plan-cv" in out
    assert "Registered on Jobnet" in " ".join(out.replace("#", "").split())
    assert "rule-225-exempt" not in out
    assert "rule-225-exempt" in run("review", "points", "--format", form, "--as-of", "2025-06-30")[1]
