"""Files that a command names and that are none: devices, pipes and what never ends, in a process of limited memory."""

import os
import resource
import subprocess
import sys

import pytest
import support
from note_case import CASE, rich_caseload

GIGABYTE = 1 << 30
# Of a processor, the start of the program too.
SECONDS = 10


@pytest.fixture(scope="module")
def caseload(tmp_path_factory):
    return rich_caseload(tmp_path_factory.mktemp("caseload"))


@pytest.fixture(params=["a pipe", "a device", "a folder"])
def odd(request, tmp_path):
    """Something that is no file."""
    path = tmp_path / "odd.toml"
    if request.param == "a pipe":
        os.mkfifo(path)
    elif request.param == "a device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    return path


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTE, GIGABYTE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def kontant(*words: object, stdin: str = os.devnull, **env: str) -> tuple[int, str]:
    """The exit code and the one line on stderr of a command that must not do anything."""
    with open(stdin, "rb") as given:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "kontant", *map(str, words)],
            env=support.environment(**env),
            stdin=given,
            capture_output=True,
            text=True,
            timeout=120,
            preexec_fn=_limited,
            check=False,
        )
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return done.returncode, line


def test_answers_from_what_is_no_file(caseload, odd):
    code, line = kontant("--db", caseload, "note", CASE, "free", "--answers", odd)
    assert (code, "it is not an ordinary file" in line) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("note", CASE, "free", "--answers", "-"),
        ("note", "amend", "1", "--text", "-"),
        ("review", "next", "--answers", "-"),
    ],
)
def test_standard_input_that_never_ends(caseload, words):
    code, line = kontant("--db", caseload, *words, stdin="/dev/zero")
    assert code in (1, 2)
    assert "unexpectedly" not in line


@pytest.mark.parametrize("home", ["~nobody-of-that-name/x.toml", "~/x.toml"])
def test_a_home_that_nobody_has(caseload, home, tmp_path):
    code, line = kontant("--db", caseload, "note", CASE, "free", "--answers", home, HOME=str(tmp_path))
    assert (code, "x.toml cannot be read" in line) == (2, True)


def test_parameters_from_what_is_no_file(caseload, odd):
    code, line = kontant("--db", caseload, "due", KONTANT_PARAMETERS=str(odd))
    assert (code, "cannot be read; give a TOML file of parameters" in line) == (1, True)


def test_a_template_that_is_no_file(caseload, odd):
    code, line = kontant("--db", caseload, "note", "template", "--check", odd)
    assert (code, "cannot be read; give a TOML file of a template" in line) == (1, True)


def test_a_caseload_that_is_no_file(odd):
    code, line = kontant("--db", odd, "due")
    assert (code, "is not a file" in line) == (1, True)


def test_an_extract_that_is_no_file(caseload, odd, tmp_path):
    if odd.is_dir():
        pytest.skip("a folder is an extract")
    for name in ("x.zip", "x.xlsx"):
        (tmp_path / name).symlink_to(odd)
        code, line = kontant("--db", caseload, "import", tmp_path / name)
        assert (code, "is not an ordinary file" in line) == (1, True)
