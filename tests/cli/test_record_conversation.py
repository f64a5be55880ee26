"""``kontant conversation``: every verb, what it tells, what it refuses, and that undo brings back what was."""

import json

import pytest


@pytest.fixture(autouse=True)
def case(fill):
    fill("cases", case_ref="2020-1", name="Åse Ærøe")
    fill("assignments", case_ref="2020-1", role="coordinator", start="2020-01-01", caseworker="eva")


@pytest.fixture
def talks(contents):
    """The conversations: date, kind, status, channel, caseworker."""
    return lambda: [row[1:6] for row in contents()["conversations"]]


def planned(fill, date, kind="job", **more):
    return fill("conversations", case_ref="2020-1", date=date, kind=kind, status="planned", **more)


@pytest.mark.parametrize(
    ("day", "stored", "status"),
    [
        ("-1d", "2026-11-21", "held"),
        ("yesterday", "2026-11-21", "held"),
        ("i dag", "2026-11-22", "held"),
        ("+1d", "2026-11-23", "planned"),
        ("1/12-2026", "2026-12-01", "planned"),
    ],
)
def test_add_takes_the_status_from_the_day(run, talks, day, stored, status):
    code, out, err = run("conversation", "add", "åse", day)
    assert (code, err) == (0, "")
    assert out.startswith(f"Added: conversation 2020-1, {stored}, job conversation\n  status: {status}\n")
    assert talks() == [(stored, "job", status, None, None)]


def test_add_takes_every_field_in_either_language(run, talks):
    words = ("--kind", "opfølgningssamtale", "--status", "Udeblevet", "--channel", "fremmøde", "--caseworker", "EVA")
    assert run("conversation", "add", "2020-1", "2026-11-01", *words)[0] == 0
    assert run("conversation", "add", "2020-1", "2026-11-02", "--kind", "round_table", "--channel", "In Person")[0] == 0
    assert talks() == [
        ("2026-11-01", "follow_up", "no_show", "in_person", "eva"),
        ("2026-11-02", "round_table", "held", "in_person", None),
    ]


def test_add_tells_fields_flags_and_undo(run, contents):
    before = contents()
    code, out, _err = run("conversation", "add", "2020-1", "today", "--caseworker", "eva")
    assert code == 0
    assert out == (
        "Added: conversation 2020-1, 2026-11-22, job conversation\n"
        "  status: held\n"
        "  caseworker: eva\n"
        "Cleared: Next conversation\n"
        "Undo with: kontant undo 3\n"
    )
    assert run("undo", "3", "--yes")[0] == 0
    assert contents() == before


def test_in_danish_the_names_are_danish(run):
    from kontant.i18n import choose_language

    choose_language("da")
    _code, out, _err = run("conversation", "add", "2020-1", "i dag")
    assert "samtale 2020-1, 22-11-2026, jobsamtale\n  status: afholdt\n" in out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (
            ("2019-12-31",),
            1,
            "Conversation: 2019-12-31 lies before 2020-01-01, the day on which case 2020-1 was opened.",
        ),
        (("2026-11-23", "--status", "held"), 1, "A conversation on 2026-11-23 cannot have been held"),
        (("2026-11-23", "--status", "no_show"), 1, "Nobody can have stayed away on 2026-11-23 already"),
        (("2026-11-21", "--status", "planned"), 1, "A conversation cannot be planned for 2026-11-21"),
        (
            ("2026-10-01",),
            1,
            "There is such a record (conversation) in case 2020-1 already; change it with: kontant conv",
        ),
        (("2026-02-30",), 2, "DATE: '2026-02-30' is not a date"),
        (("today", "--kind", "chat"), 2, "--kind: not known here; write one of: job conversation (job)"),
        (("today", "--channel", "x"), 2, "--channel: not known here"),
        (("today", "--kind", ""), 2, "--kind: something must stand here"),
        (("today", "--caseworker", "x" * 61), 2, "--caseworker: too long; at most 60 characters"),
        ((), 2, "Missing: DATE; give them, or run the command at a terminal to be asked."),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(run, fill, contents, words, code, sentence):
    fill("conversations", case_ref="2020-1", date="2026-10-01", kind="job", status="held")
    before = contents()
    got, out, err = run("conversation", "add", "2020-1", *words)
    assert (got, out) == (code, "")
    assert err.startswith(f"kontant: {sentence}")
    assert len(err.splitlines()) == 1
    assert contents() == before


def test_a_closed_case_takes_what_lies_before_its_closing(run, talks):
    run("case", "close", "2020-1", "--reason", "job", "--on", "2026-11-20")
    assert "case 2020-1 is closed from 2026-11-20 on" in run("conversation", "add", "2020-1", "2026-11-20")[2]
    assert talks() == []
    assert run("conversation", "add", "2020-1", "2026-11-19")[0] == 0


def test_held_means_the_planned_one_that_has_come(run, fill, talks):
    planned(fill, "2026-11-20", caseworker="eva")
    planned(fill, "2026-12-20")
    code, out, _err = run("conversation", "held", "2020-1", "--channel", "telefon")
    assert code == 0
    assert out == (
        "Changed: conversation 2020-1, 2026-11-20, job conversation\n"
        "  status: planned -> held\n"
        "  channel: (empty) -> phone\n"
        "Cleared: Conversation not registered, Next conversation\n"
        "Undo with: kontant undo 5\n"
    )
    assert talks()[0] == ("2026-11-20", "job", "held", "phone", "eva")


def test_held_on_a_day_to_come_is_refused(run, fill, talks):
    planned(fill, "2026-12-20")
    assert "fits; see: kontant conversation list 2020-1" in run("conversation", "held", "2020-1")[2]
    assert "cannot have been held" in run("conversation", "held", "2020-1", "2026-12-20")[2]
    assert talks() == [("2026-12-20", "job", "planned", None, None)]


def test_the_kind_tells_two_on_one_day_apart(run, fill, talks):
    planned(fill, "2026-11-20")
    planned(fill, "2026-11-20", "follow_up")
    code, _out, err = run("conversation", "held", "2020-1", "2026-11-20")
    assert code == 2
    assert err == (
        "  2026-11-20, follow-up conversation, planned\n"
        "  2026-11-20, job conversation, planned\n"
        "kontant: Several records (conversation) of case 2020-1 fit; say which with DATE --kind.\n"
    )
    assert run("conversation", "held", "2020-1", "2026-11-20", "--kind", "follow_up")[0] == 0
    assert [row[2] for row in talks()] == ["held", "planned"]


def test_change_with_a_day_and_no_more_needs_to_know_what_became_of_it(run, fill):
    planned(fill, "2026-11-20")
    code, _out, err = run("conversation", "change", "2020-1", "2026-11-20")
    assert code == 2
    assert err == "kontant: --status is missing; write one of: planned, held, no_show, cancelled\n"


def test_the_command_that_a_flag_suggests_exists(run, fill, talks):
    planned(fill, "2026-11-20")
    flags = json.loads(run("due", "--format", "json")[1])["flags"]
    (step,) = {flag["next_step"] for flag in flags if flag["rule"] == "conversation-unrecorded"}
    words = step.split()[1:]
    assert run(*words, "--status", "udeblevet")[0] == 0
    assert talks() == [("2026-11-20", "job", "no_show", None, None)]


def test_change_says_before_and_after_and_can_be_undone(run, fill, contents):
    planned(fill, "2026-12-01", channel="video")
    before = contents()
    code, out, _err = run("conversation", "change", "2020-1", "--channel", "", "--caseworker", "lbh")
    assert code == 0
    assert "  channel: video -> (empty)\n  caseworker: (empty) -> lbh\n" in out
    assert run("undo", "--yes")[0] == 0
    assert contents() == before


def test_a_change_to_what_it_is_already_is_refused(run, fill, contents):
    planned(fill, "2026-12-01", channel="video")
    before = contents()
    code, _out, err = run("conversation", "change", "2020-1", "--channel", "video")
    assert (code, err) == (1, "kontant: The record has these values already; nothing was changed.\n")
    assert contents() == before
    assert '"command": "conversation change"' not in run("log", "--format", "json")[1]


def test_cancel(run, fill, talks):
    planned(fill, "2026-12-01")
    code, out, _err = run("conversation", "cancel", "2020-1")
    assert code == 0
    assert "  status: planned -> cancelled\n" in out
    assert talks() == [("2026-12-01", "job", "cancelled", None, None)]
    assert run("conversation", "cancel", "2020-1")[0] == 1


def test_move_leaves_the_old_one_cancelled_so_that_no_extract_brings_it_back(run, fill, talks, contents):
    planned(fill, "2026-12-01", "follow_up", channel="video", caseworker="eva")
    before = contents()
    code, out, _err = run("conversation", "move", "2020-1", "--to", "+14d")
    assert code == 0
    assert out == (
        "Changed: conversation 2020-1, 2026-12-01, follow-up conversation\n"
        "  status: planned -> cancelled\n"
        "Added: conversation 2020-1, 2026-12-06, follow-up conversation\n"
        "  status: planned\n"
        "  channel: video\n"
        "  caseworker: eva\n"
        "Undo with: kontant undo 4\n"
    )
    assert talks() == [
        ("2026-12-01", "follow_up", "cancelled", "video", "eva"),
        ("2026-12-06", "follow_up", "planned", "video", "eva"),
    ]
    assert run("conversation", "move", "2020-1", "--to", "2026-12-01")[0] == 0
    assert [row[2] for row in talks()] == ["planned", "cancelled"]
    for _ in range(2):
        assert run("undo", "--yes")[0] == 0
    assert contents() == before


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--to", "2026-11-21"), 1, "A conversation cannot be planned for 2026-11-21"),
        (("--to", "2026-12-01"), 1, "There is such a conversation on 2026-12-01 already (planned)."),
        (("--to", "2026-11-22"), 1, "There is such a conversation on 2026-11-22 already (held)."),
        (("2026-11-22", "--to", "2026-12-24"), 1, "Only a planned conversation can be moved"),
        (("2026-12-02", "--to", "2026-12-24"), 1, "Case 2020-1 has no such record (conversation) that fits"),
        (("--to", "soon"), 2, "--to: 'soon' is not a date"),
        ((), 2, "Missing: --to;"),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(run, fill, contents, words, code, sentence):
    planned(fill, "2026-12-01")
    fill("conversations", case_ref="2020-1", date="2026-11-22", kind="job", status="held")
    before = contents()
    got, out, err = run("conversation", "move", "2020-1", *words)
    assert (got, out) == (code, "")
    assert err.startswith(f"kontant: {sentence}")
    assert contents() == before


def test_an_extract_that_repeats_the_old_day_brings_no_ghost(run, tmp_path, talks):
    def extract(day):
        folder = tmp_path / f"extract-{day}"
        folder.mkdir()
        head = "case_ref,name,opened,target_group,track,challenges\n2020-1,Åse Ærøe,2020-01-01,job_ready,job,\n"
        (folder / "cases.csv").write_text(head, encoding="utf-8")
        (folder / "conversations.csv").write_text("case_ref,date,kind,status\n2020-1,2026-12-01,job,planned\n")
        assert run("import", str(folder), "--extract-date", day)[0] == 0

    extract("2026-11-20")
    assert run("conversation", "move", "2020-1", "--to", "2026-12-08")[0] == 0
    extract("2026-11-21")
    assert [(row[0], row[2]) for row in talks()] == [("2026-12-01", "cancelled"), ("2026-12-08", "planned")]


def test_the_case_may_be_a_part_of_the_name_and_must_be_one(run, fill):
    fill("cases", case_ref="2020-2", name="Åse Bo")
    code, _out, err = run("conversation", "add", "åse", "today")
    assert code == 1
    assert "means more than one case" in err
    assert run("conversation", "add", "ærø", "today")[0] == 0
    assert run("conversation", "list", "nobody")[0] == 1
