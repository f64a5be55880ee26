"""What is said of a mistyped command: one line on stderr, and exit code 2; never a traceback."""

import pytest
from support import kontant


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bogus"], "No such command 'bogus'"),
        (["dew"], "No such command 'dew'"),
        (["--bogus"], "There is no option --bogus"),
        (["due", "--horizn", "3"], "Did you mean --horizon?"),
        (["due", "--limit"], "Option --limit needs a value"),
        (["due", "--limit", "many"], "--limit"),
        (["init", "extra"], "init --help"),
        (["--lang", "xx", "init"], "xx is not a language here; choose da or en"),
        (["rules", "show"], "RULE is missing"),
        (["rules", "show", "nothing"], "There is no rule 'nothing'"),
        (["rules", "check", "/nowhere.toml"], "There is no file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_mistyped_command_gets_one_line(words, said):
    ran = kontant(*words)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.startswith("kontant: ") and ran.err.count("\n") == 1
    assert ran.out == ""


def test_no_command_shows_the_help():
    ran = kontant()
    assert ran.code == 2
    assert "due" in ran.out + ran.err and "Traceback" not in ran.err


def test_an_unexpected_failure_names_its_place_and_no_value(monkeypatch, capsys):
    from kontant.cli import app, entry

    def fails(**_settings):
        raise ZeroDivisionError("010190-1234")

    monkeypatch.setattr(app, "build", lambda: fails)
    assert entry.run() == 1
    err = capsys.readouterr().err
    assert err.startswith("kontant: kontant failed unexpectedly (ZeroDivisionError at test_usage.py:")
    assert "010190" not in err


def test_ctrl_c_ends_with_130(monkeypatch, capsys):
    from kontant.cli import app, entry

    def interrupted(**_settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "build", lambda: interrupted)
    assert entry.run() == 130
    assert capsys.readouterr().err == "kontant: Interrupted; what was not finished was not saved.\n"


def test_a_reader_that_goes_away_is_no_error(sample):
    import subprocess
    import sys

    from support import environment

    command = f"{sys.executable} -m kontant --db {sample} due --format json | head -1"
    done = subprocess.run(["bash", "-c", command], env=environment(), capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{\n", "")
