"""The list in a real pseudo-terminal: fits its width, coloured only where wanted, readable without."""

import io
import sys

import pexpect
import pyte
import pytest
from support import environment


def in_terminal(db, *words, columns=80, rows=400, **env):
    """The screen after a command, and what was sent to it."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "kontant", "--db", str(db), *words],
        dimensions=(rows, columns),
        env=environment(TERM="xterm-256color", **env),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    screen = pyte.Screen(columns, rows)
    pyte.Stream(screen).feed(child.before)
    return [row.rstrip() for row in screen.display if row.strip()], child.before


@pytest.mark.parametrize("columns", [50, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(sample, columns):
    _, sent = in_terminal(sample, "due", "--as-of", "2026-11-22", "--explain", columns=columns, NO_COLOR="1")
    rows = sent.replace("\r", "").splitlines()
    # A word alone may be wider than a narrow terminal: a rule's id, a list of initials. A command stays in one piece.
    wide = [row for row in rows if len(row) > columns and " " in row.strip()]
    assert [row for row in wide if columns >= 80 or not row.strip().startswith("> ")] == []


def test_at_80_columns_the_command_has_a_line_of_its_own(sample):
    screen, _ = in_terminal(sample, "due", "--as-of", "2026-11-22", "--limit", "1")
    assert screen[2:6] == [
        "OVERDUE  42 cases",
        "  3198 days over  2015-00019  Jørgen Rasmussen · akl",
        "      First offer: No offer yet since the case was opened 2017-08-19.",
        "      > kontant note 2015-00019 offer_start",
    ]


def test_at_120_columns_the_command_stands_beside_the_case(sample):
    screen, _ = in_terminal(sample, "due", "--as-of", "2026-11-22", "--limit", "1", columns=120)
    assert screen[3].startswith("  3198 days over  2015-00019  Jørgen Rasmussen · akl ")
    assert screen[3].endswith("> kontant note 2015-00019 offer_start")
    assert len(screen[3]) == 120


def test_colour_is_only_where_it_is_wanted(sample):
    words = ("due", "--as-of", "2026-11-22", "--limit", "1")
    screen, coloured = in_terminal(sample, *words)
    plain_screen, plain = in_terminal(sample, *words, NO_COLOR="1")
    assert "\x1b[31m\x1b[1mOVERDUE" in coloured
    assert "\x1b[" not in plain
    assert screen == plain_screen


def test_a_name_cannot_redraw_the_screen():
    from kontant.cli.screen import clean, shorten

    assert clean("A\x1b[2Jb\u202ec\n") == "A [2Jb c "
    assert shorten("Anne Østergaard", 8) == "Anne Øs…"
    assert shorten("Anne", 8) == "Anne"


SENTENCE = "The caseload was put aside by the restore; going back to it is done like this, in one piece: "


class Terminal(io.StringIO):
    """What a terminal is told."""

    def isatty(self):
        return True


@pytest.fixture
def told(monkeypatch):
    """What saying or telling a text writes, on a terminal of 60 columns or piped."""
    from kontant.cli import screen

    def write(how, text, stream=Terminal):
        monkeypatch.setenv("COLUMNS", "60")
        out, err = stream(), stream()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            getattr(screen, how)(text)
        return (out if how == "say" else err).getvalue()

    return write


@pytest.mark.parametrize("how", ["say", "tell", "tell_lines"])
@pytest.mark.parametrize(
    ("command", "after"),
    [
        ("kontant undo 7", ""),
        ("kontant --db '/srv/a long folder name/of mine.sqlite' restore caseload-2026-11-22.sqlite", ""),
        ("rm '/srv/a long folder name/of mine.sqlite.schema-4.1'", ""),
        ("kontant log person 2024-1", "); those who were given it are to be told what is right."),
        ("kontant log person 2024-1", ". Those who were given it are to be told what is right."),
    ],
)
def test_sentences_are_broken_at_spaces_and_commands_never(told, how, command, after):
    rows = told(how, SENTENCE + command + after).splitlines()
    assert " ".join(rows) == SENTENCE + command + after
    assert [row for row in rows if command in row]
    assert all(len(row) <= 60 for row in rows if command not in row)
    assert len(rows) > 1


def test_what_is_set_in_stays_set_in_and_what_fits_is_left_as_it_is(told):
    rows = told("say", "Kort  linje\n  " + "ord " * 20).splitlines()
    assert rows[0] == "Kort  linje"
    assert len(rows) == 3 and all(row.startswith("  ord") for row in rows[1:])
    assert told("tell", "x" * 90) == "x" * 90 + "\n"


@pytest.mark.parametrize("how", ["say", "tell", "tell_lines"])
def test_piped_nothing_is_broken(told, how):
    assert told(how, SENTENCE * 3, io.StringIO) == SENTENCE * 3 + "\n"


def test_an_error_is_broken_at_spaces_too(tmp_path):
    path = tmp_path / "there" / "is" / "none.sqlite"
    child = pexpect.spawn(
        sys.executable,
        ["-m", "kontant", "--db", str(path), "case", "list"],
        dimensions=(20, 60),
        env=environment(TERM="dumb"),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)
    rows = child.before.replace("\r", "").splitlines()
    assert rows[-1] == f"kontant --db {path} init"
    assert " ".join(rows) == f"kontant: There is no caseload at {path}. Make one with: kontant --db {path} init"
