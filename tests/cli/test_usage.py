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


@pytest.mark.parametrize("words", [("log", "1999999999"), ("undo", "0"), ("review", "start", "--seed", "9999999999")])
def test_the_limits_of_a_number_are_not_taken_for_a_cpr_number(run, words):
    code, out, err = run(*words)
    assert (code, out, "****" in err) == (2, "", False)
    assert " 999 999 999. " in err or " 2 147 483 647. " in err


def test_an_empty_name_is_no_folder_for_backups(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert run("backup", "--to", "")[::2] == (
        2,
        "kontant: --to: no folder is named; write one, or leave --to out.\n",
    )
    assert sorted(tmp_path.iterdir()) == before


def test_the_help_of_backups_tells_which_stay(run):
    told = " ".join(run("backup", "--help")[1].split())
    assert "Kept are all of today's, and before that the newest of each of 7 days, 4 weeks and 12 months" in told


def test_the_help_of_the_log_names_its_commonest_forms(run):
    told = " ".join(run("log", "--help")[1].split())
    assert all(each in told for each in ("kontant log EVENT", "kontant log --case CASE", "kontant log --readings"))
    assert "..." not in told.partition("Commands:")[2]
