"""Leaving a note on the way: whatever ends it and wherever, every word is there again when one goes on."""

import json
import os
import shutil
import signal
import sqlite3
import time
from contextlib import closing

import note_case
import pytest
from note_case import CASE
from note_terminal import BACK, CTRL_C, CTRL_D, CTRL_U, ENTER, TODAY, pasted, server

from kontant.cli import note_private as private
from kontant.cli.note_desk import Closed, Desk
from kontant.cli.note_keeper import Keeper
from kontant.cli.note_kept import Left
from kontant.i18n import _, choose_language
from kontant.notes.template_file import available, load
from kontant.store import drafts as store

TEXT_KINDS = ("text", "long_text")


@pytest.fixture(scope="session")
def empty_caseload(tmp_path_factory):
    """The caseload that every test gets a copy of: not so empty here."""
    return note_case.rich_caseload(tmp_path_factory.mktemp("rich"))


@pytest.fixture
def start(caseload, monkeypatch):
    """Start kontant on a terminal, without colours so that texts can be looked for."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("KONTANT_NOTES", str(note_case.own_templates(caseload.parent)))
    yield server().start
    server().close_terminals()


def rows(caseload, sql, *values):
    with closing(sqlite3.connect(caseload)) as opened:
        return opened.execute(sql, values).fetchall()


def drafts(caseload):
    return rows(caseload, "SELECT id, answers, place, partial FROM drafts ORDER BY id")


def question_of(template, label):
    return next(q for q in template.questions if q.label.here == label)


def example_keys(child, question):
    """The keys that answer a question with its example, or with the first that can be chosen."""
    example = question.example
    if question.kind in TEXT_KINDS:
        return CTRL_U + pasted(example.here if example else "Ærø") + ENTER
    if example is None and question.kind not in ("record", "records"):
        return ENTER  # what is proposed, else an empty answer
    if question.kind == "choice":
        return f"{[c.code for c in question.choices].index(example) + 1}{ENTER}"
    if question.kind == "yes_no":
        return ("j" if example else "n") + ENTER
    if question.kind == "several":
        return "".join(str([c.code for c in question.choices].index(code) + 1) for code in example) + ENTER
    if question.kind in ("record", "records"):
        return "1" + ENTER
    return f"{CTRL_U}{example}{ENTER}"


def answer(child, question):
    if question.kind == "list":
        answer_list(child, question)
    else:
        child.send(example_keys(child, question))


def answer_list(child, question):
    label = question.columns[0].label.here
    if child.expect([rf"{label}:", r"> 1  "]):
        child.send(ENTER)  # rows that are proposed
        return
    for row in question.example or ():
        for column in question.columns:
            child.send(cell_keys(column, row.get(column.id)))
    child.send(ENTER)


def cell_keys(column, value):
    if value is None:
        return ENTER
    if column.kind == "choice":
        return f"{[c.code for c in column.choices].index(value) + 1}{ENTER}"
    if column.kind == "yes_no":
        return ("j" if value else "n") + ENTER
    return f"{CTRL_U}{getattr(value, 'here', value)}{ENTER}"


def half_typed(child, question):
    """Type the beginning of an answer, where one can; returns it."""
    if question.kind in TEXT_KINDS:
        child.send(CTRL_U + "Ærligt ta")
        child.until("Ærligt ta")
        return "Ærligt ta"
    return ""


def kept(child):
    """That kontant says how to go on; the number of the draft."""
    child.expect(r"note --resume (\d+)")
    number = child.match[1]
    assert child.end() == 130
    return number


def not_kept(child):
    """That kontant says there was nothing to keep."""
    assert child.end() == 130
    assert child.text().endswith(_("Nothing was answered, so no draft is kept."))


@pytest.mark.parametrize(
    ("form", "language"), [*((form, "da") for form in available(None)), ("conversation", "en"), ("absence", "en")]
)
def test_ctrl_c_at_every_question_of_every_template_loses_nothing(start, caseload, form, language, monkeypatch):
    monkeypatch.setenv("KONTANT_LANG", language)
    choose_language(language)
    template = load(form, None)
    child = start("note", CASE, form)
    seen = []
    while child.expect([r"\n\d+/\d+  ([^\r\n]+)", _("The note as it will stand in the journal")]) == 0:
        label = child.match[1].strip()
        question = question_of(template, label)
        half = half_typed(child, question)
        child.send(CTRL_C)
        if seen or half:
            child = start("note", "--resume", kept(child))
        else:
            not_kept(child)
            assert drafts(caseload) == []
            child = start("note", CASE, form)
        assert child.heading() == label, str(child)
        if half:
            child.until(half)
        seen.append(question.id)
        answer(child, question)
    child.send(ENTER)
    assert child.end() == 0
    assert len(seen) == len(set(seen)) > 0
    assert drafts(caseload) == []
    check_saved(caseload, template, seen)


def check_saved(caseload, template, seen):
    ((kind, form, text, answers),) = rows(caseload, "SELECT template, form, text, answers FROM notes")
    assert (kind, form) == (template.kind, template.id)
    said = json.loads(answers)
    for question in map(template.question, seen):
        assert question.id in said
        if question.kind in TEXT_KINDS and question.example:
            # A default of several lines stands before what was typed on its last one.
            assert said[question.id].endswith(question.example.here)
            assert question.label.here in text


@pytest.fixture
def typing(start):
    """A small note whose words is being typed: the terminal, at its prompt."""
    child = start("note", CASE, "small")
    child.heading()
    child.send("Overskrift" + ENTER)
    child.heading()
    child.send("Æbler, øl og å")
    child.until("> Æbler, øl og å")
    return child


def goes_on(start, words="Æbler, øl og å"):
    """That the half-typed words are there again, and the note can be finished."""
    child = start("note", "--resume")
    child.until(f"> {words}")
    child.send("n og en bro" + ENTER)
    child.until("> 1 Save the note")
    child.send(ENTER)
    assert child.end() == 0
    return child


def saved_text(caseload):
    ((text,),) = rows(caseload, "SELECT text FROM notes")
    return text


def test_a_closed_terminal_loses_nothing(typing, start, caseload):
    assert typing.hang_up() == 129
    goes_on(start)
    assert "Æbler, øl og ån og en bro" in saved_text(caseload)


def test_sigterm_loses_nothing_and_says_how_to_go_on(typing, start, caseload):
    assert typing.kill(signal.SIGTERM) == 143
    assert "kontant note --resume 1" in typing.text()
    goes_on(start)
    assert "Æbler, øl og ån og en bro" in saved_text(caseload)


def test_kill_9_loses_no_more_than_two_seconds_of_typing(typing, start, caseload):
    time.sleep(2.5)
    typing.send(" som ingen har set")
    typing.until("som ingen har set")
    assert typing.kill(signal.SIGKILL) == -9
    goes_on(start)
    assert "Æbler, øl og ån og en bro" in saved_text(caseload)


def test_ctrl_d_on_an_empty_line_leaves_as_ctrl_c_does(start, caseload):
    child = start("note", CASE, "small")
    child.heading()
    child.send("Overskrift" + ENTER)
    child.heading()
    child.send(CTRL_D)
    assert kept(child) == "1"
    assert drafts(caseload) == [(1, '{"subject":"Overskrift"}', "words", None)]


@pytest.mark.parametrize("keys", [CTRL_C, CTRL_D, f"a{CTRL_U}{CTRL_C}", f"<{ENTER}{CTRL_C}"])
def test_a_note_in_which_nothing_was_typed_leaves_no_draft(start, caseload, keys):
    child = start("note", CASE, "small")
    child.heading()
    child.send(keys)
    not_kept(child)
    assert drafts(caseload) == []
    child = start("note", "--resume")
    assert child.end() == 1
    assert "There is no draft to go on with." in child.text()


def test_a_note_that_another_terminal_has_only_just_begun_is_not_offered(start, caseload):
    first, second = start("note", CASE, "small"), None
    first.heading()
    second = start("note", CASE, "small")
    assert second.heading() == "Subject"
    second.send("Overskrift" + ENTER)
    second.heading()
    for child in (first, second):
        child.send(CTRL_C)
        child.end()
    assert [draft[1] for draft in drafts(caseload)] == ['{"subject":"Overskrift"}']


def test_the_line_that_says_how_to_go_on_is_the_last_and_whole(typing):
    typing.send(CTRL_C)
    assert typing.end() == 130
    assert typing.screen()[-1] == "Draft 1 is kept; go on with: kontant note --resume 1"


def test_the_terminal_is_as_it_was(typing):
    before = typing.settings_at_start
    typing.send(CTRL_C)
    typing.end()
    assert typing.settings() == before


def test_words_left_for_an_earlier_question_are_kept_too(typing, start, caseload):
    typing.send(BACK)
    typing.heading()
    typing.until("> Overskrift")
    typing.send(CTRL_C)
    kept(typing)
    child = start("note", "--resume")
    child.until("> Overskrift")
    child.send(ENTER)
    child.until("> Æbler, øl og å")
    child.send(CTRL_C)
    kept(child)
    assert drafts(caseload)[0][2:] == ("words", "Æbler, øl og å")


def locked(caseload):
    """The caseload while another program writes in it."""
    connection = sqlite3.connect(caseload, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return closing(connection)


def test_a_locked_caseload_is_told_and_the_answer_saved_when_it_is_free(typing, start, caseload):
    with locked(caseload):
        typing.send(ENTER)
        typing.until("is in use by another program")
        typing.until("goes on trying to save them")
        assert rows(caseload, "SELECT count(*) FROM notes") == [(0,)]
    typing.until("Now they are saved.")
    typing.until("> 1 Save the note")
    typing.send(ENTER)
    assert typing.end() == 0
    assert "Æbler, øl og å" in saved_text(caseload)


def test_leaving_while_the_caseload_is_locked_keeps_the_words_beside_it(typing, start, caseload, tmp_path):
    with locked(caseload):
        typing.send(CTRL_C)
        number = kept(typing)
        assert "your words are kept beside it" in typing.text()
    (file,) = (tmp_path / "data" / "kontant" / "drafts").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    goes_on(start)
    assert number == "1"
    assert "Æbler, øl og ån og en bro" in saved_text(caseload)
    assert not file.exists()


def test_ctrl_c_while_the_caseload_is_waited_for_leaves_too(typing, start, caseload):
    with locked(caseload):
        typing.send(ENTER)
        typing.until("goes on trying to save them")
        typing.send(CTRL_C)
        kept(typing)
    child = start("note", "--resume")
    child.until("> 1 Save the note")
    child.send(ENTER)
    assert child.end() == 0
    assert "Æbler, øl og å" in saved_text(caseload)


def test_words_and_ctrl_c_typed_ahead_are_both_heard(start, caseload):
    child = start("note", CASE, "small")
    child.heading()
    child.send(f"Overskrift{ENTER}Halvt{CTRL_C}")
    kept(child)
    assert drafts(caseload)[0][2:] == ("words", "Halvt")


def test_kill_9_while_saving_leaves_the_draft_or_the_note_and_never_both(start, caseload):
    for pause in (0.02, 0.08, 0.14, 0.2):
        child = start("note", CASE, "small")
        if child.expect([r"\n1/2  ", "> 1  "]):
            child.send("2" + ENTER)
            child.heading()
        child.send("Overskrift" + ENTER)
        child.heading()
        child.send("Tekst" + ENTER)
        child.until("> 1 Save the note")
        before = rows(caseload, "SELECT count(*) FROM notes")[0][0]
        child.send(ENTER)
        time.sleep(pause)
        child.kill(signal.SIGKILL)
        (written,) = rows(caseload, "SELECT count(*) FROM notes")[0]
        left = [draft for draft in drafts(caseload) if "Overskrift" in draft[1]]
        assert written - before + len(left) == 1
        assert rows(caseload, "SELECT count(*) FROM events WHERE command = 'note small'") == [(written,)]
        with closing(sqlite3.connect(caseload)) as opened:
            opened.execute("DELETE FROM drafts")
            opened.commit()


def to_the_review(child, keys):
    """Answer a conversation with ``keys``, by question; what is not among them with an empty answer or a proposed."""
    template = load("conversation", None)
    while child.expect([r"\n\d+/\d+  ([^\r\n]+)", "The note as it will stand in the journal"]) == 0:
        question = question_of(template, child.match[1].strip())
        child.send(keys.get(question.id, ENTER))
    child.until("> 1 Save the note")


def changes_told(child):
    """What the latest review said that the note changes in the case."""
    text = child.text().rpartition("What it changes in the case")[2]
    return [step.strip() for step in text.partition("Before you save")[0].split(" - ")[1:]]


def conversations(caseload):
    found = rows(caseload, "SELECT date, kind, status, channel FROM conversations WHERE case_ref = ?", CASE)
    return {(day, kind): (status, channel) for day, kind, status, channel in found}


def test_two_terminals_write_in_the_same_case_at_once(start, caseload, contents):
    """Both move the one appointment; the second was reviewed against a case that the first has changed since."""
    before = conversations(caseload)
    assert before["2026-12-10", "job"] == ("planned", None)
    first, second = start("note", CASE, "conversation"), start("note", CASE, "conversation")
    keys = {"form": "1" + ENTER, "kind": "1" + ENTER, "next_kind": "1" + ENTER, "moved": "y" + ENTER}
    to_the_review(first, keys | {"wishes": "Den første" + ENTER, "next_date": CTRL_U + "2026-12-15" + ENTER})
    to_the_review(second, keys | {"wishes": "Den anden" + ENTER, "next_date": CTRL_U + "2026-12-17" + ENTER})
    asked = {("2026-11-22", "job"): ("held", "in_person"), ("2026-12-10", "job"): ("cancelled", None)}
    for child, day in ((first, "2026-12-15"), (second, "2026-12-17")):
        assert changes_told(child) == [
            "Conversation 2026-11-22 job conversation: status: held, channel: in person, caseworker: eva",
            "Conversation 2026-12-10 job conversation: status: cancelled",
            f"Conversation {day} job conversation: status: planned",
        ]
    everything = contents()
    first.send(ENTER)
    assert first.end() == 0
    assert conversations(caseload) == before | asked | {("2026-12-15", "job"): ("planned", None)}
    second.send(ENTER)
    assert second.end() == 0
    # What was reviewed was done, no more: the appointment that the first made meanwhile is not moved unseen.
    both = {("2026-12-15", "job"): ("planned", None), ("2026-12-17", "job"): ("planned", None)}
    assert conversations(caseload) == before | asked | both
    after = contents()
    written = {"conversations", "notes", "drafts", "events", "changes", "note_words"}
    assert {table for table in after if after[table] != everything[table]} <= written
    assert drafts(caseload) == []
    texts = rows(caseload, "SELECT nr, text FROM notes WHERE case_ref = ? ORDER BY nr", CASE)
    assert [nr for nr, _text in texts] == [1, 2]
    assert "Den første" in texts[0][1] and "Den anden" in texts[1][1]


def test_a_case_that_was_closed_meanwhile_is_refused_and_reviewed_anew(start, caseload, contents):
    child = start("note", CASE, "conversation")
    keys = {"form": "1" + ENTER, "kind": "1" + ENTER, "moved": "y" + ENTER, "wishes": "Køkken" + ENTER}
    to_the_review(child, keys | {"next_date": CTRL_U + "2026-12-15" + ENTER})
    with closing(sqlite3.connect(caseload)) as opened:
        opened.execute("UPDATE cases SET closed = '2026-12-01' WHERE case_ref = ?", (CASE,))
        opened.commit()
    before = contents()
    child.send(ENTER)
    child.until("is closed from 2026-12-01 on")
    child.until("> 1 Save the note", last=False)
    after = contents()
    assert {table for table in after if after[table] != before[table]} <= {"drafts"}
    child.send(CTRL_C)
    kept(child)
    assert "Køkken" in drafts(caseload)[0][1]


def test_two_terminals_on_the_same_draft_keep_the_words_of_both(typing, start, caseload):
    typing.send(CTRL_C)
    kept(typing)
    first, second = start("note", "--resume", "1"), start("note", "--resume", "1")
    for child, words in ((first, "den første"), (second, "den anden")):
        child.until("> Æbler, øl og å")
        child.send(f" {words}{ENTER}")
        child.until("> 1 Save the note")
    assert "Draft 1 was gone on with elsewhere; your words are kept in draft 2." in second.text()
    for child in (first, second):
        child.send(ENTER)
        assert child.end() == 0
    texts = [text for (text,) in rows(caseload, "SELECT text FROM notes ORDER BY nr")]
    assert ["den første" in texts[0], "den anden" in texts[1]] == [True, True]
    assert drafts(caseload) == []


def test_a_draft_that_was_finished_elsewhere_is_refused_and_the_words_stay(typing, start, caseload):
    typing.send(ENTER)
    typing.until("> 1 Save the note")
    other = start("note", "--resume", "1")
    other.until("> 1 Save the note")
    other.send("2" + ENTER)
    other.until("Overskrift")
    other.send("2" + ENTER)
    other.until("> Æbler, øl og å")
    other.send(" andetsteds" + ENTER)
    other.until("> 1 Save the note")
    other.send(ENTER)
    assert other.end() == 0
    typing.send(ENTER)
    typing.until("Draft 1 was changed in another terminal")
    typing.send(ENTER)
    assert typing.end() == 0
    assert len(rows(caseload, "SELECT 1 FROM notes")) == 2


def test_a_list_goes_on_in_the_middle_of_its_row(start, caseload):
    child = start("note", CASE, "round_table")
    label = ""
    template = load("round_table", None)
    while True:
        label = child.heading()
        question = question_of(template, label)
        if question.kind == "list" and len(question.columns) > 1:
            break
        answer(child, question)
    row = question.example[0]
    for column in question.columns:
        child.send(cell_keys(column, row.get(column.id)))
    child.send(cell_keys(question.columns[0], row.get(question.columns[0].id)))
    first, second = (column.label.here for column in question.columns[:2])
    child.until(" ".join([f"{first}: {row[question.columns[0].id].here}", f"{second}:"]), last=True)
    child.send(CTRL_C)
    kept(child)
    place, partial = drafts(caseload)[0][2:]
    half = json.loads(partial)
    assert place == question.id
    assert (len(half["rows"]), len(half["row"])) == (1, 1)
    child = start("note", "--resume")
    child.until(f"{second}:", last=True)
    assert f"{first}:" not in child.text()


def test_letters_of_a_latin_1_terminal_are_the_letters_that_they_are(start, caseload):
    child = start("note", CASE, "small")
    child.heading()
    child.send("Overskrift" + ENTER)
    child.heading()
    os.write(child.child_fd, "Rødgrød på Ærø \x80".encode("latin-1"))
    child.until("> Rødgrød på Ærø €")
    child.send(CTRL_C)
    kept(child)
    assert drafts(caseload)[0][3] == "Rødgrød på Ærø €"
    goes_on(start, "Rødgrød på Ærø €")
    assert "Rødgrød på Ærø €n og en bro" in saved_text(caseload)


def test_words_that_can_be_put_nowhere_are_told_at_the_terminal(typing, caseload, tmp_path):
    folder = tmp_path / "data" / "kontant" / "drafts"
    shutil.rmtree(folder)
    folder.write_text("no folder any more")
    with locked(caseload):
        typing.send(CTRL_C)
        assert typing.end() == 130
    assert "Neither the caseload nor a file beside it could be written." in typing.text()
    assert typing.screen()[-1] == "  words: Æbler, øl og å"


@pytest.fixture
def draft(caseload):
    """A draft without answers."""
    head = {"case_ref": CASE, "form": "small", "version": 1, "date": TODAY, "caseworker": None}
    return store.start(caseload, **head, who="eva", at="2026-11-22T10:00:00Z")


def test_whatever_fails_in_the_last_save_the_words_go_beside(caseload, draft):
    keeper = Keeper(caseload, draft, lambda: str(1 / 0))
    keeper.at("words")
    keeper.typed("Æbler")
    assert keeper.leave() is Left.BESIDE
    assert private.spilled(caseload, draft.id)["partial"] == "Æbler"


def test_a_signal_in_the_middle_of_a_save_waits_and_makes_no_second_draft(caseload, draft):
    def now():
        if keeper.draft.revision == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        return "2026-11-22T10:01:00Z"

    desk = Desk()
    keeper = desk.keeper = Keeper(caseload, draft, now, undisturbed=desk.undisturbed)
    keeper.at("words")
    keeper.typed("Æbler")
    with desk.attended(), pytest.raises(Closed):
        keeper.keep()
    assert drafts(caseload) == [(draft.id, "{}", "words", "Æbler")]
    assert keeper.draft.revision == 2
    keeper.typed("Æbler og pærer")
    assert keeper.leave() is Left.SAVED
    assert drafts(caseload) == [(draft.id, "{}", "words", "Æbler og pærer")]


def test_words_in_several_editors_files_all_come_back_those_of_a_question_that_is_gone_too(typing, start, caseload):
    typing.send(CTRL_C)
    kept(typing)
    files = [private.editor_file(caseload, 1, place) for place in ("gone", "subject", "words")]
    for age, file in enumerate(files):
        private.write(file, f"Fra {file.stem.rpartition('-')[2]}\n")
        os.utime(file, (age, age))
    child = start("note", "--resume")
    child.until("> Fra words")
    assert "The form no longer asks what these words were written for: Fra gone" in child.text()
    assert not any(file.exists() for file in files)
    child.send(BACK)
    child.heading()
    child.until("> Fra subject")
    child.send(CTRL_C)
    kept(child)
    ((_number, answers, place, partial),) = drafts(caseload)
    assert (place, partial) == ("subject", "Fra subject")
    assert json.loads(answers)["_words"] == {"gone": "Fra gone", "words": "Fra words"}
    child = start("note", "--resume")
    child.until("Fra gone")


def test_a_draft_that_was_gone_on_with_while_one_chose_is_taken_as_it_is_now(start, caseload):
    for words in ("Første", "Anden"):
        child = start("note", CASE, "small", env={"KONTANT_LANG": "en"})
        if words == "Anden":
            child.until("Begin a new one")
            child.send("2" + ENTER)
        child.heading()
        child.send(words + ENTER)
        child.heading()
        child.send("x" + CTRL_C)
        kept(child)
    chooser = start("note", "--resume")
    chooser.until("Which draft?")
    chooser.until("draft 1 of")
    other = start("note", "--resume", "1")
    other.until("> x")
    other.send(CTRL_U + "Skrevet imens" + CTRL_C)
    kept(other)
    chooser.send("2" + ENTER)
    chooser.until("> Skrevet imens")
    chooser.send(ENTER)
    chooser.until("> 1 Save the note")
    assert "was gone on with elsewhere" not in chooser.text()
    chooser.send(CTRL_C)
    kept(chooser)
    assert len(drafts(caseload)) == 2


def test_what_an_editor_leaves_beside_its_file_goes_with_it(caseload, draft):
    file = private.editor_file(caseload, draft.id, "words")
    others = private.editor_file(caseload, draft.id + 10, "words")
    for path in (file, others):
        private.write(path, "Æbler")
        for name in (f".{path.name}.swp", f"{path.name}~", f"#{path.name}#"):
            private.write(path.with_name(name), "Æbler")
    before = set(file.parent.iterdir())
    private.remove(file)
    left = set(file.parent.iterdir())
    assert len(before - left) == 4
    assert all(others.name in path.name for path in left)
    orphan = file.with_name(f".{file.name}.swo")
    private.write(orphan, "Æbler")
    private.forget(caseload, draft.id)
    assert set(file.parent.iterdir()) == left


def test_an_editors_own_file_outlives_going_on_and_goes_when_the_note_is_saved(start, caseload, draft):
    file = private.editor_file(caseload, draft.id, "words")
    swap = file.with_name(f".{file.name}.swp")
    private.write(file, "Skrevet i editoren")
    private.write(swap, "Aldrig skrevet til filen")
    on = start("note", "--resume", str(draft.id))
    on.until("The words that were in your editor are here again.")
    assert not file.exists()
    assert swap.exists()
    on.send(CTRL_C)
    kept(on)
    private.forget(caseload, draft.id)
    assert not swap.exists()
