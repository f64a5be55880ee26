"""A note as it is typed: what each kind of question takes, going back, changing, the editor, small windows, Danish."""

import json
import re
import sqlite3
from contextlib import closing

import note_case
import pytest
from note_case import CASE, NAME
from note_terminal import (
    ALT_ENTER,
    BACK,
    CTRL_C,
    CTRL_O,
    CTRL_U,
    DOWN,
    ENTER,
    SPACE,
    UP,
    pasted,
    server,
)
from pexpect import EOF

# A form with a question of each kind, so that one can say to the letter what is asked.
TOUR = """
id = "tour"
kind = "free"
version = 1
name = { en = "Tour", da = "Rundtur" }
about = { en = "Every kind.", da = "Alle slags." }
source = "the municipality"

[[questions]]
id = "day"
text = { en = "Which day?", da = "Hvilken dag?" }
label = { en = "Day", da = "Dag" }
kind = "date"
required = true
default = "+14d"
earliest = "$note.date"
example = "+14d"

[[questions]]
id = "hours"
text = { en = "How many hours?", da = "Hvor mange timer?" }
label = { en = "Hours", da = "Timer" }
kind = "number"
min = 0
max = 37
example = 12.5

[[questions]]
id = "channel"
text = { en = "How?", da = "Hvordan?" }
label = { en = "Channel", da = "Form" }
kind = "choice"
choices = "channel"
example = "phone"

[[questions]]
id = "challenges"
text = { en = "Which challenges?", da = "Hvilke udfordringer?" }
label = { en = "Challenges", da = "Udfordringer" }
kind = "several"
choices = "challenge"
example = ["mental"]

[[questions]]
id = "agreed"
text = { en = "Agreed?", da = "Enige?" }
label = { en = "Agreed", da = "Enige" }
kind = "yes_no"
required = true
example = true

[[questions]]
id = "words"
text = { en = "What was said?", da = "Hvad blev der sagt?" }
label = { en = "Words", da = "Ord" }
kind = "long_text"
example = { en = "Much.", da = "Meget." }

[[questions]]
id = "rows"
text = { en = "Who does what?", da = "Hvem gør hvad?" }
label = { en = "Rows", da = "Rækker" }
kind = "list"
columns = [
    { id = "who", label = { en = "Who", da = "Hvem" }, kind = "text", required = true },
    { id = "by", label = { en = "By", da = "Inden" }, kind = "date" },
]
example = [{ who = { en = "She", da = "Hun" }, by = "+7d" }]
"""


@pytest.fixture(scope="session")
def empty_caseload(tmp_path_factory):
    """The caseload that every test gets a copy of: not so empty here."""
    return note_case.rich_caseload(tmp_path_factory.mktemp("rich"))


@pytest.fixture
def start(caseload, monkeypatch):
    """Start kontant on a terminal, without colours so that texts can be looked for."""
    folder = note_case.own_templates(caseload.parent)
    (folder / "tour.toml").write_text(TOUR, encoding="utf-8")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("KONTANT_NOTES", str(folder))
    yield server().start
    server().close_terminals()


@pytest.fixture
def at(start):
    """A tour, brought to the question of that label by answering those before it."""

    def go(label, **window):
        child = start("note", CASE, "tour", **window)
        for keys in (ENTER, "12,5" + ENTER, "3" + ENTER, ENTER, "y" + ENTER, "Sagt" + ENTER, "End"):
            if child.heading() == label:
                return child
            child.send(keys)
        raise AssertionError(label)

    return go


def answers(caseload):
    with closing(sqlite3.connect(caseload)) as opened:
        ((text,),) = opened.execute("SELECT answers FROM drafts UNION ALL SELECT answers FROM notes").fetchall()
    return json.loads(text)


def finish(child):
    child.until("> 1 Save the note")
    child.send(ENTER)
    assert child.end() == 0


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", "2026-12-06"),
        ("24-12-2026", "2026-12-24"),
        ("24.12.2026", "2026-12-24"),
        ("24/12-2026", "2026-12-24"),
        ("2026-12-24", "2026-12-24"),
        ("i morgen", "2026-11-23"),
        ("today", "2026-11-22"),
        ("+3m", "2027-02-22"),
    ],
)
def test_a_date_is_taken_in_every_form(at, caseload, typed, stored):
    child = at("Day")
    child.until("> 2026-12-06")
    child.send((CTRL_U + typed if typed else "") + ENTER)
    child.heading()
    assert answers(caseload)["day"] == stored


def test_a_wrong_answer_is_told_and_stays_to_be_mended(at, caseload):
    child = at("Day")
    child.send(CTRL_U + "24-12-26" + ENTER)
    child.until("This is not a date")
    assert "> 24-12-26" in child.text()
    child.send("\x7f\x7f2026" + ENTER)
    child.heading()
    assert answers(caseload)["day"] == "2026-12-24"
    assert "This is not a date" not in child.text()
    child.send("38" + ENTER)
    child.until("37")
    child.send(CTRL_U + "12,5" + ENTER)
    child.heading()
    assert answers(caseload)["hours"] == 12.5


@pytest.mark.parametrize(
    ("keys", "stored"),
    [
        (ENTER, None),
        ("2" + ENTER, "video"),
        (DOWN + DOWN + DOWN + ENTER, "phone"),
        (UP + ENTER, "phone"),
        ("0" + ENTER, None),
        ("9" + "1" + ENTER, "in_person"),
    ],
)
def test_a_choice_by_number_or_arrows(at, caseload, keys, stored):
    child = at("Channel")
    child.send(keys)
    child.heading()
    assert answers(caseload)["channel"] == stored


def test_several_by_number_or_space(at, caseload):
    child = at("Challenges")
    child.send("13" + DOWN + SPACE + "4" + ENTER)
    child.heading()
    assert answers(caseload)["challenges"] == ["substance_abuse", "mental"]


def test_enter_alone_does_not_answer_what_nothing_was_proposed_for(at, caseload):
    child = at("Agreed")
    child.send(ENTER)
    child.until("Choose with a number or the arrow keys")
    child.send("n" + ENTER)
    child.heading()
    assert answers(caseload)["agreed"] is False


def test_long_text_takes_lines_and_what_is_pasted(at, caseload):
    child = at("Words")
    child.send("Første" + ALT_ENTER + "Anden")
    child.send(pasted(" æøå\r\nTredje\rÆØÅ\ttab\x1b[31m\nhun sagde: <ja>"))
    child.until("hun sagde: <ja>")
    child.send(ENTER)
    child.heading()
    assert answers(caseload)["words"] == "Første\nAnden æøå\nTredje\nÆØÅ tab [31m\nhun sagde: <ja>"
    assert "\n  Tredje\n" in str(child)


def test_a_pasted_break_is_a_space_where_there_is_one_line(at, caseload):
    child = at("Hours")
    child.send(pasted("12\n") + ENTER)
    child.heading()
    assert answers(caseload)["hours"] == 12


@pytest.mark.parametrize("back", [BACK, "<" + ENTER])
def test_back_to_the_question_before_with_its_answer(at, caseload, back):
    child = at("Words")
    child.send(back)
    assert child.heading() == "Agreed"
    child.until("> 1 Yes")
    child.send("<")
    assert child.heading() == "Challenges"
    child.send(BACK)
    assert child.heading() == "Channel"
    child.until("> 3 phone")
    child.send("1" + ENTER)
    assert child.heading() == "Words"
    assert answers(caseload)["channel"] == "in_person"


def test_back_from_the_first_question_stays_there(at):
    child = at("Day")
    child.send(BACK)
    child.until("This is the first question.")
    assert child.heading() == "Day"


def test_rows_are_added_changed_and_taken_out(at, caseload):
    child = at("Rows")
    for who, by in (("Hun", "+7d"), ("Jeg", ""), ("Hum", "i morgen")):
        child.until("Who:", last=True)
        child.send(who + ENTER)
        child.until("By:", last=True)
        child.send(by + ENTER)
    child.until("Who:", last=True)
    child.send(BACK)
    child.until("> 1 Go on with these 3 rows")
    assert "1 Hun (by 2026-11-29)" in child.text()
    child.send("4" + ENTER)
    child.until("2 Jeg 3 Hum")
    child.send("2" + ENTER)
    child.until("> 1 Go on with these 2 rows")
    child.send("3" + ENTER)
    child.until("1 Hun (by 2026-11-29) 2 Hum")
    child.send("2" + ENTER)
    child.until("Who: Hum", last=True)
    child.send("\x7f" + "n derhjemme" + ENTER)
    child.until("By: 2026-11-23", last=True)
    child.send(CTRL_U + ENTER)
    child.until("> 1 Go on with these 2 rows")
    child.send(ENTER)
    child.until("> 1 Save the note")
    assert answers(caseload)["rows"] == [{"who": "Hun", "by": "2026-11-29"}, {"who": "Hun derhjemme"}]


def test_back_in_a_row_goes_to_the_column_before(at, caseload):
    child = at("Rows")
    child.send("Hun" + ENTER)
    child.until("By:", last=True)
    child.send("+7d" + BACK)
    child.until("Who: Hun", last=True)
    child.send(" selv" + ENTER)
    child.until("By:", last=True)
    child.send("+1d" + ENTER)
    child.until("Who:", last=True)
    child.send(ENTER)
    child.until("> 1 Save the note")
    assert answers(caseload)["rows"] == [{"who": "Hun selv", "by": "2026-11-23"}]


def test_back_from_an_empty_list_is_the_question_before(at):
    child = at("Rows")
    child.send(BACK)
    assert child.heading() == "Words"


def test_changing_an_answer_before_saving(at, caseload):
    child = at("Rows")
    child.send(ENTER)
    child.until("> 1 Save the note")
    child.send("2" + ENTER)
    child.until("6 Words: Sagt")
    child.send("6" + ENTER)
    assert child.heading() == "Words"
    child.send(" meget mere" + ENTER)
    child.until("Words: Sagt meget mere")
    finish(child)
    assert answers(caseload)["words"] == "Sagt meget mere"


def test_back_from_the_review_is_the_last_question(at):
    child = at("Rows")
    child.send(ENTER)
    child.until("> 1 Save the note")
    child.send(BACK)
    assert child.heading() == "Rows"


def test_leaving_it_as_a_draft(at, run):
    child = at("Rows")
    child.send(ENTER)
    child.until("> 1 Save the note")
    child.send("3" + ENTER)
    assert child.end() == 0
    assert child.screen()[-1] == "Draft 1 is kept; go on with: kontant note --resume 1"
    assert json.loads(run("note", "drafts", "--format", "json")[1])["drafts"][0]["answered"] == 7


def test_a_note_for_this_form_that_was_begun_is_offered(start, at):
    child = at("Words")
    child.send("halv" + CTRL_C)
    child.end()
    child = start("note", CASE, "tour")
    child.until("> 1 Go on with draft 1 of 2026-11-22: 4 answers")
    child.send(ENTER)
    assert child.heading() == "Words"
    child.until("> halv")
    child.send(CTRL_C)
    child.end()
    child = start("note", CASE, "tour")
    child.until("2 Begin a new one")
    child.send("2" + ENTER)
    assert child.heading() == "Day"
    child.send("x" + CTRL_C)
    child.end()
    assert "--resume 2" in child.text()
    child = start("note", "--resume")
    child.until("draft 1 of")
    child.send("2" + ENTER)
    assert child.heading() == "Words"


def test_what_was_said_last_time_stands_beside(start, at):
    child = at("Rows")
    child.send("Hun" + ENTER)
    child.until("By:", last=True)
    child.send("+7d" + ENTER)
    child.until("Who:", last=True)
    child.send(ENTER)
    finish(child)
    child = at("Words")
    child.until("Last time: Sagt")
    child.send(ENTER)
    assert child.heading() == "Rows"
    child.until("Last time: Hun (by 2026-11-29)")


def test_the_note_that_the_flags_call_for_comes_first(start):
    child = start("note", NAME.split()[0])
    child.until("Which note?")
    child.until("Free note")
    rows = [line for line in child.screen() if line[3:4].isdigit()]
    assert rows[0].strip() == "1  Review of exemption  in 9 days" or "days" in rows[0]
    child.send(ENTER)
    child.heading()


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """An editor that keeps what it was given, puts a line before it, and tells the file's mode."""
    seen = tmp_path / "seen"
    script = tmp_path / "editor"
    script.write_text(
        f'#!/bin/sh\nstat -c "%a %n" "$1" > {seen}\ncat "$1" >> {seen}\n'
        'printf "Fra editoren æøå\\nlinje to\\n" > "$1"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.delenv("VISUAL", raising=False)
    return seen


def test_the_editor_has_the_words_and_gives_them_back(at, caseload, editor, tmp_path):
    child = at("Words")
    child.send("Før " + CTRL_O)
    child.until("> Fra editoren æøå linje to")
    child.send(ENTER)
    child.heading()
    assert answers(caseload)["words"] == "Fra editoren æøå\nlinje to"
    mode, name = editor.read_text().split("\n")[0].split()
    assert mode == "600"
    assert name.startswith(str(tmp_path / "data" / "kontant"))
    assert editor.read_text().split("\n")[1] == "Før "
    assert list((tmp_path / "data" / "kontant" / "drafts").iterdir()) == []


@pytest.mark.parametrize("signal_name", ["SIGKILL", "SIGHUP"])
def test_words_that_an_editor_saved_are_there_again_when_all_dies(
    at, start, caseload, tmp_path, monkeypatch, signal_name
):
    import signal
    import time

    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf "Skrevet i editoren\\n" > "$1"\ntouch "$(dirname "$0")/saved"\nsleep 30\n')
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    child = at("Words")
    child.send("halvt" + CTRL_O)
    until = time.monotonic() + 10
    while not (tmp_path / "saved").exists():
        assert time.monotonic() < until
        time.sleep(0.02)
    child.kill(getattr(signal, signal_name))
    child = start("note", "--resume")
    child.heading()
    child.until("The words that were in your editor are here again.")
    child.until("> Skrevet i editoren")
    child.send(ENTER)
    child.heading()
    assert answers(caseload)["words"] == "Skrevet i editoren"
    assert list((tmp_path / "data" / "kontant" / "drafts").iterdir()) == []


@pytest.mark.parametrize("command", ["/no/such/editor", "'"])
def test_an_editor_that_is_not_there_is_told(at, monkeypatch, command):
    monkeypatch.setenv("VISUAL", command)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("EDITOR", raising=False)
    child = at("Words")
    child.send("halvt" + CTRL_O)
    child.until("in VISUAL or EDITOR")
    child.until("> halvt", last=True)


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("language", ["da", "en"])
def test_no_line_is_broken_inside_a_word_in_any_window(start, monkeypatch, columns, language):
    monkeypatch.setenv("KONTANT_LANG", language)
    child = start("note", CASE, "conversation", columns=columns)
    long = "Ærøskøbing åbner øjne og ører for Åse " * 6
    for _question in range(3):
        child.heading()
        child.send(ENTER)
    child.heading()
    child.send("1" + ENTER)
    child.heading()
    child.send(long + ENTER)
    child.heading()
    child.send(CTRL_C)
    assert child.end() == 130
    words = {word for line in child.screen() for word in line.split()}
    assert words >= set(long.split())
    assert not words & {"Ærøskøb", "ing", "åb", "ner"}
    assert max(map(len, child.screen())) <= columns


def test_a_note_and_a_draft_in_processes_of_their_own(typed, start, caseload, run):
    """As a user starts it, with nothing imported beforehand."""
    child = typed("note", CASE, "small")
    child.expect_exact("Subject")
    child.send("Opringning" + ENTER)
    child.expect_exact("Words")
    child.send(pasted("Åse ringede.\nHun vil gerne i gang.") + ENTER)
    child.expect_exact("Save the note")
    child.send(ENTER)
    child.expect_exact("Saved as note 1 in case 2020-7.")
    child.expect_exact("Still to do in the case:")
    child.expect_exact("Next: kontant ")
    child.expect(EOF)
    child.close()
    assert child.exitstatus == 0
    assert answers(caseload) == {"subject": "Opringning", "words": "Åse ringede.\nHun vil gerne i gang."}
    child = typed("note", CASE, "small")
    child.expect_exact("Subject")
    child.send("Mail" + CTRL_C)
    child.expect_exact("note --resume 2")
    child.expect(EOF)
    for keys, left in (("n", 1), ("y", 0)):
        child = typed("note", "drafts", "--discard", "2")
        child.expect_exact("Put this draft aside? [y/N]")
        child.send(keys + ENTER)
        child.expect(EOF)
        assert len(json.loads(run("note", "drafts", "--format", "json")[1])["drafts"]) == left
    child = typed("note", "--resume", "2")
    child.expect_exact("Subject")
    assert len(json.loads(run("note", "drafts", "--format", "json")[1])["drafts"]) == 1


def test_every_fact_that_stands_beside_a_question_has_a_title():
    from kontant.cli.note_screen import FACT_TITLES
    from kontant.notes.names import TEXT_FACTS

    assert FACT_TITLES.keys() == TEXT_FACTS


def changed(caseload, sql):
    """The caseload after somebody else's work in it."""
    with closing(sqlite3.connect(caseload)) as opened:
        opened.execute(sql)
        opened.commit()


def test_what_others_did_while_a_note_was_written_is_not_told_as_its_doing(start, caseload, run):
    before = run("due", "--format", "json")[1]
    child = start("note", CASE, "small")
    child.heading()
    child.send("Overskrift" + ENTER)
    child.heading()
    child.send("Tekst" + ENTER)
    child.until("> 1 Save the note")
    changed(caseload, "UPDATE exemptions SET end = '2027-06-30'")
    changed(caseload, "UPDATE conversations SET date = '2026-11-25' WHERE date = '2026-11-20'")
    assert run("due", "--format", "json")[1] != before
    child.send(ENTER)
    assert child.end() == 0
    told = child.text().rpartition("Saved as note")[2]
    assert "Still to do in the case:" in told
    assert not any(word in told for word in ("Cleared", "Raised", "Deadline moved"))


@pytest.mark.parametrize("columns", [44, 60])
def test_rows_to_choose_from_and_what_follows_a_save_are_broken_at_spaces(start, run, columns):
    for words in ("den første", "den anden"):
        child = start("note", CASE, "small", columns=columns)
        if words == "den anden":
            child.until("Begin a new one; the draft stays")
            rows = child.screen()
            assert any(row.startswith("> 1  Go on with draft 1 of 2026-11-22") for row in rows)
            assert any(row.startswith("     ") for row in rows)
            child.send("2" + ENTER)
        child.heading()
        child.send(words + CTRL_C)
        child.end()
    child = start("note", "--resume", columns=columns)
    child.until("Which draft?")
    child.until("draft 1 of 2026-11-22: 0 answers, saved")
    assert len(re.findall(r"saved \d{4}-\d\d-\d\d \d\d:\d\d", child.text())) == 2
    child.send(DOWN + ENTER)
    child.heading()
    child.send(ENTER)
    child.heading()
    child.send("Tekst" + ENTER)
    child.until("> 1 Save the note")
    child.send(ENTER)
    assert child.end() == 0
    after = "\n".join(child.screen()).rpartition("Saved as note")[2].split("\n")
    told = " ".join(" ".join(after).split())
    assert "kontant undo" in told
    flags = json.loads(run("due", "--format", "json")[1])["flags"]
    found = [
        flag["summary"] in told and f"> {flag['next_step']}" in told for flag in flags if CASE in flag["next_step"]
    ]
    assert found
    assert all(found)


def test_a_paste_at_rows_to_choose_from_is_answered_with_a_sentence(at, caseload):
    child = at("Challenges")
    child.send(pasted("psykisk"))
    child.until("Nothing can be pasted here; choose with a number or the arrow keys.")
    child.send("1")
    child.send(ENTER)
    child.heading()
    assert len(answers(caseload)["challenges"]) == 1
    assert "Nothing can be pasted" not in child.text()


def test_only_answers_are_counted_where_the_form_of_a_draft_is_gone(at, caseload, run):
    child = at("Words")
    child.send(CTRL_C)
    child.end()
    changed(
        caseload, 'UPDATE drafts SET form = \'gone\', answers = \'{"day": "2026-12-06", "_unasked": [1], "_x": 2}\''
    )
    assert json.loads(run("note", "drafts", "--format", "json")[1])["drafts"][0]["answered"] == 1
