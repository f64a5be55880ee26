"""What is told to a person is all that is held on them: every text of every table, on the page and in the document."""

import itertools
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest
import support
from brief_case import CASE, CPR
from held_case import OTHER, whole_case

from kontant.exchange.pages.html import as_html
from kontant.exchange.pages.markdown import as_markdown
from kontant.i18n import choose_language
from kontant.model.tables import CASE_TABLES, ROWS, table
from kontant.model.types import IsoDate
from kontant.report.access import access_page, document, gather
from kontant.store.held import held_on
from kontant.store.reading import reading

# Who only looked, drafted or reviewed: told where it is asked for.
STAFF = {("drafts", "who"), ("review_answers", "reviewer"), ("events", "who")}
# By these a row is found from another one; they stay as they are.
LINKS = {("amendments", "date"), ("amendments", "template")}
TIMES = {"started", "saved", "discarded"}
# What a row says in JSON, around the word that is looked for.
JSON = {
    ("notes", "answers"): '{{"a": [{{"b": "{}"}}]}}',
    ("drafts", "answers"): '{{"a": "{}"}}',
    ("corrections", "record"): '{{"case_ref": "x", "title": "{}"}}',
    ("reviews", "pool"): '{{"{}": 1}}',
    ("reviews", "missing"): '["{}"]',
}


@pytest.fixture(scope="module")
def caseload(tmp_path_factory):
    return whole_case(support.empty_caseload(tmp_path_factory.mktemp("held")))


@pytest.fixture
def copy(caseload, tmp_path):
    """A copy that may be written to."""
    path = tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(caseload)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


def told(path, *, staff=True, **more):
    """The page as all its texts, and the document."""
    with reading(path) as connection:
        access = gather(connection, CASE, made=support.DAY, staff=staff, **more)
    return "\n".join(texts(access_page(access))), document(access)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from texts(inner)


def text_columns(connection) -> Iterator[tuple[str, str]]:
    """Every text column of every table that has rows of cases, but whose a row is."""
    columns = """
        SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE '%\\_words%' ESCAPE '\\'
    """
    rows = connection.execute(columns).fetchall()
    of_cases = {name for name, column, _kind in rows if column == "case_ref"} | {"reviews"}
    for name, column, kind in rows:
        if name in of_cases and kind == "TEXT" and column != "case_ref":
            yield name, column


def mark(path) -> dict[tuple[str, str], tuple[str, str]]:
    """Put a text that is nowhere else into every text column of the case; gives what the document and page must say."""
    days = (date(1931, 1, 1) + timedelta(days=n) for n in itertools.count())
    found = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for number, (name, column) in enumerate(text_columns(connection)):
            if (name, column) in LINKS:
                continue
            word = shown = f"mærke{number}slut"
            kind = table(name).c[column].type if name in ROWS and column in table(name).c else None
            if isinstance(kind, IsoDate):
                word = shown = next(days).isoformat()
            elif column in TIMES:
                word = f"{next(days)}T11:00:00+00:00"
                shown = word[:10]
            elif column == "cpr":
                word, shown = "0303033333", "030303-3333"
            held = JSON.get((name, column), "{}").format(word)
            owner = "1 = 1" if name == "reviews" else "case_ref = ?"
            row = (
                f"rowid = (SELECT min(rowid) FROM {name} WHERE {owner})"
                if has_rowid(connection, name)
                else first_of(connection, name)
            )
            connection.execute(
                f'UPDATE {name} SET "{column}" = ? WHERE {row}', (held, *(() if "?" not in row else (CASE,)))
            )
            found[name, column] = word, shown
        connection.commit()
    return found


def has_rowid(connection, name) -> bool:
    (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return "WITHOUT ROWID" not in sql


def first_of(connection, name) -> str:
    """Which is the first row of the case in a table without row numbers, by its key as it stands."""
    keys = [
        column
        for (column,) in connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", (name,))
    ]
    where = "WHERE case_ref = ?" if "case_ref" in keys else ""
    listed = ", ".join(f'"{key}"' for key in keys)
    return f"({listed}) = (SELECT {listed} FROM {name} {where} ORDER BY {listed} LIMIT 1)"


def test_every_text_of_every_table_is_told(copy):
    marks = mark(copy)
    assert {name for name, _column in marks} == {*CASE_TABLES, "cases", "reviews", "drafts"}
    page, made = told(copy)
    whole = json.dumps(made, ensure_ascii=False)
    for where, (word, shown) in marks.items():
        assert word in whole, where
        assert shown in page, where


def test_who_only_looked_is_told_where_it_is_asked_for(copy):
    marks = mark(copy)
    page, made = told(copy, staff=False)
    whole = json.dumps(made, ensure_ascii=False)
    for where, (word, shown) in marks.items():
        assert (word in whole) == (where not in STAFF), where
        assert (shown in page) == (where not in STAFF), where
    assert "leder" in "".join(told(copy)[0])
    assert "leder" not in page
    assert "leder" not in whole


def test_every_row_is_told_with_where_it_is_from(caseload):
    _page, made = told(caseload)
    with closing(sqlite3.connect(caseload)) as connection:
        for name in (*CASE_TABLES, "cases", "drafts"):
            (count,) = connection.execute(f"SELECT count(*) FROM {name} WHERE case_ref = ?", (CASE,)).fetchone()
            assert len(made["records"][name]) == count > 0, name
            assert name == "drafts" or all(row["source"]["event"] == row["batch"] for row in made["records"][name])
    assert len(made["records"]["reviews"]) == 1


def test_a_table_that_a_later_schema_brings_is_not_forgotten(copy):
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("CREATE TABLE later (case_ref TEXT, told TEXT, counted INTEGER)")
        connection.execute("INSERT INTO later VALUES (?, 'et nyt ord', 7), (?, 'en andens ord', 8)", (CASE, OTHER))
        connection.commit()
    page, made = told(copy)
    assert made["records"]["later"] == [{"case_ref": CASE, "told": "et nyt ord", "counted": 7}]
    assert "et nyt ord" in page
    assert "en andens ord" not in page


def entered(path, command, details=None, before=None, after=None, key=None, who="hemmelig"):
    """Enter an event in the log as kontant does; with an image, one change of the case."""
    from kontant.store import seals

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        values = ("2026-11-21T09:00:00+00:00", who, command, json.dumps(details) if details else None)
        number = connection.execute(
            "INSERT INTO events (at, who, command, details) VALUES (?, ?, ?, ?)", values
        ).lastrowid
        if key:
            images = [json.dumps(image) if image else None for image in (before, after)]
            connection.execute(
                "INSERT INTO changes VALUES (?, 1, 'offers', ?, ?, ?)", (number, json.dumps(key), *images)
            )
        seals.seal(connection, number)
        connection.execute("COMMIT")
    return number


def test_the_log_tells_who_looked_and_what_for(copy):
    details = {"reading": True, "look": True, "case_refs": [CASE, OTHER], "purpose": "Klage over sanktionen"}
    entered(copy, "case show", details)
    page, made = told(copy, staff=False)
    (entry,) = (entry for entry in made["log"] if entry["reading"])
    assert (entry["command"], entry["at"]) == ("case show", "2026-11-21T09:00:00+00:00")
    assert entry["details"] == {"purpose": "Klage over sanktionen"}
    assert "Klage over sanktionen" in page
    assert "2026-11-21" in page
    for whole in (page, json.dumps(made)):
        assert OTHER not in whole
        assert "hemmelig" not in whole
    page, made = told(copy, staff=True)
    assert "hemmelig" in page
    assert "hemmelig" in json.dumps(made)


@pytest.mark.parametrize(
    ("before", "after"), [("Gammelt sted", None), ("Gammelt sted", "Nyt sted"), (None, "Nyt sted")]
)
def test_what_stood_there_before_is_told(copy, before, after):
    key = {"case_ref": CASE, "type": "mentor", "start": "2019-02-03"}
    images = ({**key, "provider": name, "batch": 1} if name else None for name in (before, after))
    entered(copy, "offer change", None, *images, key=key)
    page, made = told(copy)
    for name in filter(None, (before, after)):
        assert name in page
        assert name in json.dumps(made)


def test_another_person_is_not_told_of(caseload):
    page, made = told(caseload)
    for whole in (page, json.dumps(made, ensure_ascii=False)):
        assert "Nabo Nielsen" not in whole
        assert OTHER not in whole


def test_the_persons_own_number_is_whole_and_any_other_masked(copy):
    with closing(sqlite3.connect(copy)) as connection:
        words = f"Selv {CPR}, også 010190-1234; søster 020290-5678 og 0202905678"
        connection.execute("UPDATE notes SET text = ? WHERE template = 'free'", (words,))
        connection.commit()
    page, made = told(copy)
    for whole in (page, json.dumps(made, ensure_ascii=False)):
        assert CPR in whole
        assert "også 010190-1234" in whole
        assert "søster 020290-**** og 020290-****" in whole
        assert "5678" not in whole
    assert made["records"]["cases"][0]["cpr"] == CPR


def test_a_number_that_was_put_right_is_the_persons_own_too(copy):
    from kontant.store import corrections
    from kontant.store.corrections import Why
    from kontant.store.writes import writing

    with writing(copy, command="case correct", who="tester", at=support.AT) as writer:
        why = Why("Cifrene var byttet om", True, support.DAY)
        corrections.correct(writer, "cases", {"case_ref": CASE}, "cpr", "0101904321", why, support.DAY)
    page, _made = told(copy)
    assert "case: CPR number: 010190-1234 → 010190-4321" in page


def test_a_correction_that_was_undone_is_told_once_and_in_the_words_of_the_page(copy):
    from kontant.store import corrections
    from kontant.store.corrections import Why
    from kontant.store.undo import plan, undo
    from kontant.store.writes import writing

    with writing(copy, command="case correct", who="tester", at=support.AT) as writer:
        why = Why("Cifrene var byttet om", True, support.DAY)
        corrections.correct(writer, "cases", {"case_ref": CASE}, "name", "Åse Ærøsund", why, support.DAY)
    undo(copy, plan(copy, writer.event_id), who="tester", at=support.AT)
    page, made = told(copy)
    assert page.count("Cifrene var byttet om") == 1
    assert "Record: case\nField: Name\nWas: " in page
    assert len([change for entry in made["log"] for change in entry["changes"] if change["table"] == "corrections"]) > 1
    choose_language("da")
    page, _made = told(copy)
    assert "nøgle" not in page.lower()


def test_no_sign_of_a_screen_is_spelt_out_in_markdown(copy):
    key = {"case_ref": CASE, "type": "mentor", "start": "2019-02-03"}
    entered(copy, "offer change", None, {**key, "provider": "A"}, {**key, "provider": "B"}, key=key)
    with reading(copy) as connection:
        written = as_markdown(access_page(gather(connection, CASE, made=support.DAY)))
    assert "Provider: A → B" in written
    assert "-&gt;" not in written


def test_what_there_is_none_of_is_told_in_plural(copy):
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("DELETE FROM snoozes")
        connection.commit()
    assert "Nothing of these kinds is held: snoozes." in told(copy)[0]


def test_words_that_lie_beside_the_caseload_are_told(caseload):
    page, made = told(caseload, beside=[("Draft 1", "Halvskrevne ord")])
    assert "Halvskrevne ord" in page
    assert made["beside"] == [{"of": "Draft 1", "text": "Halvskrevne ord"}]


def test_what_the_law_asks_is_said_in_both_languages(caseload):
    keys = ["purpose", "source", "recipients", "kept", "decisions", "rights", "left_out"]
    english = told(caseload)[1]["information"]
    choose_language("da")
    danish = told(caseload)[1]["information"]
    assert list(english) == list(danish) == keys
    assert "Datatilsynet" in english["rights"]


def test_the_page_is_harmless_and_whole_in_its_forms(caseload):
    with reading(caseload) as connection:
        page = access_page(gather(connection, CASE, made=support.DAY))
    assert page.private
    assert as_markdown(page).startswith(f"# What is held on you, case {CASE}")
    assert "Bussen kom ikke" in as_html(page)


def test_held_names_every_table_of_a_case(caseload):
    with reading(caseload) as connection:
        held = held_on(connection, CASE)
    assert set(held.tables) == {*ROWS, "drafts"}


@pytest.mark.parametrize("held", ["no JSON at all", "[" * 900 + "]" * 900, '{"a": ' * 400 + "1" + "}" * 400])
def test_answers_that_cannot_be_gone_through_are_told_as_they_lie(copy, held):
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE notes SET answers = ? WHERE template = 'free'", (held,))
        connection.commit()
    page, made = told(copy)
    assert held in page
    assert held in [row["answers"] for row in made["records"]["notes"]]
