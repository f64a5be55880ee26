"""Every command that writes a file, held to the same promises.

Nothing that a case says is ever computed or run by the program that opens the file; the same caseload gives the same
bytes; a file is never replaced unasked, and never left half written.
"""

import csv
import io
import itertools
import os
import re
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
import support
from markdown_it import MarkdownIt
from support import DAY, environment

from kontant.cli.context import Context
from kontant.cli.entry import run
from kontant.exchange import files
from kontant.exchange.importing import import_extract
from kontant.i18n import choose_language
from kontant.store.schema import create

AT = "2026-11-22T08:00:00+00:00"
STARTS = ("=", "+", "-", "@")
EVIL = "=cmd|' /C calc'!A0"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)> #let x = 1 @import"
# What a case's records hold in this caseload; the first column of each table names the case.
TABLES = {
    "cases": (
        "case_ref,name,cpr,birth_date,gender,opened,target_group,track,challenges",
        ("{ref}", f"{EVIL} {{n}}", "", "1980-01-{day}", "female", "2012-01-01", "activity_ready", "exempt", "mental"),
    ),
    "benefits": ("case_ref,start,benefit,end", ("{ref}", "2012-01-01", "cash_benefit", "")),
    "conversations": (
        "case_ref,date,kind,status,caseworker",
        ("{ref}", "2026-03-{day}", "job", "held", "@SUM(A1)"),
        ("{ref}", "2026-12-{day}", "job", "planned", "@SUM(A1)"),
    ),
    "offers": (
        "case_ref,type,start,end,outcome,provider,goal,hours_per_week",
        ("{ref}", "work_placement", "2025-01-{day}", "2025-03-01", "completed", "-2+3", EVIL, "10"),
    ),
    "exemptions": (
        "case_ref,scope,start,end,reason,explanation",
        ("{ref}", "activation", "2026-01-01", "2026-12-01", "health", f"{EVIL}\n{MARKUP}"),
    ),
    "assignments": ("case_ref,role,start,caseworker,end", ("{ref}", "coordinator", "2020-01-01", "{who}", "")),
    "paid_work": ("case_ref,month,hours,employer", ("{ref}", "2025-05-01", "12", "+45 12 34")),
    "absences": (
        "case_ref,date,from_kind,contact_attempts,decision",
        ("{ref}", "2026-02-{day}", "conversation", "1", "none"),
    ),
    "statements": (
        "case_ref,type,ordered,received,question,purpose",
        ("{ref}", "LÆ125", "2026-02-01", "2026-02-20", EVIL, "@now"),
    ),
    "goals": (
        "case_ref,kind,title,set_on",
        ("{ref}", "job", EVIL, "2026-01-{day}"),
        ("{ref}", "sub", MARKUP, "2026-01-{day}"),
    ),
    "coordination": ("case_ref,date,actor,form", ("{ref}", "2026-02-{day}", f"\t{EVIL}", "meeting")),
    "notes": (
        "case_ref,date,template,scope,caseworker,text",
        ("{ref}", "2026-03-{day}", "conversation", "", "@SUM(A1)", f"{EVIL}\n{MARKUP}\n+45"),
    ),
}
# Two caseworkers, both with names that a spreadsheet would compute.
CASEWORKERS = ("=1+1", "+cmd|A0")
CASES = 12
REF = "2020-00001"


class Export(NamedTuple):
    """A command as it is typed without the file, and the endings of the files that it can write."""

    words: tuple[str, ...]
    endings: tuple[str, ...]
    # How the file is named to the command; a calendar's is an argument.
    option: tuple[str, ...] = ("--output",)
    # Whether its files must hold a case's own words; else it is about no person.
    personal: bool = False
    # Whether it tells of the log, in which it stands itself from then on.
    tells_the_log: bool = False


SHEETS = (".xlsx", ".csv", ".json", ".md")
PAGES = (".md", ".html", ".pdf")
ALL = (".xlsx", ".csv", ".json", ".md", ".html", ".pdf")
EXPORTS = (
    Export(("export", "summary"), ALL),
    Export(("export", "summary", "--identified"), ALL, personal=True),
    Export(("export", "cases"), SHEETS),
    Export(("export", "cases", "--identified"), SHEETS, personal=True),
    Export(("export", "ics"), (".ics",), option=()),
    Export(("export", "ics", "--names"), (".ics",), option=(), personal=True),
    Export(("note", "export", REF), (".md", ".txt"), personal=True),
    Export(("report",), ALL),
    Export(("report", "--trend", "3", "--compare", "2026-05-22"), ALL),
    Export(("report", "--by", "caseworker", "--min-group", "2", "--identified"), ALL, personal=True),
    Export(("case", "brief", REF), PAGES, personal=True),
    Export(("case", "access", REF), (*PAGES, ".json"), personal=True, tells_the_log=True),
    Export(("log", "person", REF), (".csv", ".md"), tells_the_log=True),
    Export(("review", "report"), ALL),
)
# Commands with --force or --output of which no file is made to be read: briefs in a folder, and a caseload.
ELSEWHERE = {("caseworker", "handover"), ("export", "pseudonymised")}
# Tables that go to the screen alone, and from there to a file by the shell.
SCREENS = (
    ("due",),
    ("due", "--snoozed"),
    ("forecast",),
    ("case", "list"),
    ("caseworker", "list"),
    ("note", "list", REF),
    ("note", "find", "cmd"),
    *((kind, "list", REF) for kind in ("conversation", "offer", "exemption", "absence", "statement", "goal", "hours")),
    ("coordination", "list", REF),
    ("review", "points"),
    ("whatif", "--law-date", "2019-06-01"),
)
EACH = [
    pytest.param(export, ending, id="-".join((*export.words, ending)))
    for export in EXPORTS
    for ending in export.endings
]
"""Every export in every format."""
FIRST = [pytest.param(export, export.endings[0], id="-".join(export.words)) for export in EXPORTS]
"""Every export in one format."""


def rows(table: str, number: int):
    for cells in TABLES[table][1:]:
        told = {"ref": f"2020-{number:05}", "n": number, "day": f"{number:02}", "who": CASEWORKERS[number % 2]}
        yield [cell.format(**told) for cell in cells]


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A caseload whose every text wants to be computed."""
    folder = tmp_path_factory.mktemp("hostile")
    for table, (heading, *_rows) in TABLES.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heading.split(","))
            for number in range(1, CASES + 1):
                writer.writerows(rows(table, number))
    path = folder / "hostile.sqlite"
    create(path)
    import_extract(path, folder, extract_date=DAY, who="test", at=AT)
    started = support.kontant("review", "start", "--size", "3", "--seed", "1", "--as-of", str(DAY), db=path)
    assert started.code == 0, started.err
    return path


@pytest.fixture
def place(hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what is exported; the caseload that kontant uses lies beside it."""
    monkeypatch.setenv("KONTANT_DB", str(shutil.copy(hostile, tmp_path)))
    monkeypatch.setenv("KONTANT_USER", "tester")
    monkeypatch.setattr(Context, "now", lambda _self: AT)
    monkeypatch.delenv("KONTANT_PARAMETERS", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(Context, "today", DAY)
    choose_language("en")
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    choose_language("en")


@pytest.fixture
def kontant(place: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]):
    """Run a command in this process; gives its code, stdout as bytes, and stderr."""

    def answer(*words: str) -> tuple[int, bytes, str]:
        monkeypatch.setattr(sys, "argv", ["kontant", *words])
        code = run()
        sys.stdout.flush()
        told = capsysbinary.readouterr()
        return code, told.out, told.err.decode()

    return answer


def typed(export: Export, name: str, *more: str) -> list[str]:
    return [*export.words, *export.option, name, *more]


def written(export: Export, ending: str, kontant) -> bytes:
    """What the export writes, and that it says so in the last of few lines and leaves nothing else behind."""
    name = f"x{ending}"
    code, out, err = kontant(*typed(export, name))
    assert (code, out) == (0, b""), err
    assert err.splitlines()[-1].startswith(f"Wrote {name}")
    assert err.count("\n") <= 2
    assert [path.name for path in Path().iterdir()] == [name]
    assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600
    return Path(name).read_bytes()


def texts(data: bytes, ending: str) -> str:
    """All text of a file; a PDF's as its reader finds it."""
    if ending == ".pdf":
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if ending != ".xlsx":
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        roots = [ElementTree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith(".xml")]
    return "\n".join("".join(root.itertext()) for root in roots)


@pytest.mark.parametrize(("export", "ending"), EACH)
def test_nothing_in_it_is_computed_or_run(kontant, export: Export, ending: str) -> None:
    data = written(export, ending, kontant)
    if export.personal:
        assert any(told in texts(data, ending) for told in ("cmd", "1+1")), "the caseload's own words are in it"
    else:
        assert "cmd" not in texts(data, ending)
    checks = {
        ".csv": check_csv,
        ".xlsx": check_workbook,
        ".md": check_markdown,
        ".html": check_html,
        ".pdf": check_pdf,
    }
    if ending in checks:
        checks[ending](data)


def check_csv(data: bytes) -> None:
    """A mark, semicolons and CRLF, as Danish Excel opens it; only numbers begin with a sign."""
    assert data.startswith(b'\xef\xbb\xbf"')
    assert data.endswith(b'"\r\n')
    text = data.decode("utf-8-sig")
    assert "\r" not in text.replace("\r\n", "")
    found = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    assert len({len(row) for row in found}) == 1
    assert len(found[0]) > 1
    for cell in itertools.chain(*found):
        if cell.lstrip().startswith(STARTS):
            float(cell.replace(",", "."))


def check_workbook(data: bytes) -> None:
    """No formula, no link, nothing from elsewhere; charts name cells of its own tabs alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    tabs = re.findall(r'<sheet name="([^"]*)"', parts["xl/workbook.xml"])
    assert not [name for name in parts if "external" in name.lower() or "vba" in name.lower()]
    for name, text in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            assert "<f>" not in text
            assert "<hyperlink" not in text
        if name.startswith("xl/charts/"):
            named = {re.match(r"'?(.*?)'?!\$", formula)[1] for formula in re.findall(r"<c:f>(.*?)</c:f>", text)}
            assert named <= {tab.replace("'", "''") for tab in tabs}
        assert 'TargetMode="External"' not in text


def check_markdown(data: bytes) -> None:
    """Words alone: no markup of a web page but the break of a line, no link, no picture."""
    tokens = MarkdownIt("commonmark").enable("table").parse(data.decode())
    every = itertools.chain(tokens, *(token.children or () for token in tokens))
    found = {token.type for token in every if (token.type, token.content) != ("html_inline", "<br>")}
    assert not found & {"html_block", "html_inline", "link_open", "image"}


class _Page(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def check_html(data: bytes) -> None:
    """One file that runs nothing and fetches nothing."""
    page = _Page()
    page.feed(data.decode())
    assert not {tag for tag, _attributes in page.elements} & {
        "script",
        "img",
        "iframe",
        "object",
        "link",
        "base",
        "form",
    }
    for _tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href", "action"):
            assert (attributes.get(name) or "#").startswith("#")
    assert "url(" not in data.decode().replace("url(#", "")
    assert "@import" not in re.sub(r"(?s)</style>.*?(<style|$)", "", data.decode())


def check_pdf(data: bytes) -> None:
    """A PDF without script or file of its own."""
    assert data.startswith(b"%PDF-")
    assert not re.search(rb"/(JavaScript|JS|EmbeddedFile|Launch|URI)\b", data)


AGAIN = """
import sys
from datetime import date
from kontant.cli.context import Context
from kontant.cli.entry import main
Context.today = date.fromisoformat(sys.argv.pop(1))
Context.now = lambda _self, at=sys.argv.pop(1): at
main()
"""


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: "-".join(export.words))
def test_the_same_caseload_gives_the_same_bytes(kontant, hostile: Path, place: Path, export: Export) -> None:
    """In this process, and in another with other hashes, in another folder."""
    other = place.parent / "elsewhere"
    other.mkdir()
    for ending in export.endings:
        name = f"x{ending}"
        as_it_was(hostile, export)
        assert kontant(*typed(export, name))[0] == 0
        as_it_was(hostile, export)
        words = [sys.executable, "-c", AGAIN, str(DAY), AT, *typed(export, name)]
        env = environment(
            KONTANT_DB=os.environ["KONTANT_DB"],
            KONTANT_LANG="en",
            KONTANT_USER="other",
            PYTHONHASHSEED="7",
            TZ=os.environ.get("TZ", "") if export.tells_the_log else "Asia/Tokyo",
        )
        done = subprocess.run(words, cwd=other, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert (other / name).read_bytes() == Path(name).read_bytes(), name


def as_it_was(hostile: Path, export: Export) -> None:
    """The caseload as it was before anything was exported, where the export tells of that."""
    if export.tells_the_log:
        shutil.copy(hostile, os.environ["KONTANT_DB"])


@pytest.mark.parametrize(("export", "ending"), EACH)
def test_a_file_that_is_there_is_left_alone(kontant, export: Export, ending: str) -> None:
    name = f"x{ending}"
    Path(name).write_bytes(b"mine")
    before = events()
    code, out, err = kontant(*typed(export, name))
    assert (code, out) == (1, b"")
    assert err == f"kontant: {name} exists already; choose another name, or replace it with --force.\n"
    assert Path(name).read_bytes() == b"mine"
    assert [path.name for path in Path().iterdir()] == [name]
    assert events() == before, "what was refused did not leave the caseload"
    assert kontant(*typed(export, name, "--force"))[0] == 0
    assert Path(name).read_bytes() != b"mine"


def events() -> int:
    with closing(sqlite3.connect(os.environ["KONTANT_DB"])) as connection:
        return connection.execute("SELECT count(*) FROM events").fetchone()[0]


@pytest.fixture
def a_disk_that_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system refuse what is written after the first bytes of an export; the caseload itself is spared."""
    real, (soft, hard) = files.write_file, resource.getrlimit(resource.RLIMIT_FSIZE)

    def full(*args, **options) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
        try:
            real(*args, **options)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    monkeypatch.setattr(files, "write_file", full)


@pytest.mark.parametrize(("export", "ending"), FIRST)
def test_a_disk_that_fills_leaves_the_old_file(kontant, a_disk_that_fills: None, export: Export, ending: str) -> None:
    name = f"x{ending}"
    Path(name).write_bytes(b"mine")
    code, out, err = kontant(*typed(export, name, "--force"))
    assert (code, out) == (1, b"")
    assert err == f"kontant: {name} was not written: the disk is full. Free some space and try again.\n"
    assert Path(name).read_bytes() == b"mine"
    assert [path.name for path in Path().iterdir()] == [name]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: "-".join(export.words))
def test_what_goes_to_the_screen_is_what_stands_in_the_file(kontant, hostile: Path, export: Export) -> None:
    if not export.option:
        assert kontant(*export.words)[1] == written(export, ".ics", kontant)
        return
    forms = {".csv": "csv", ".json": "json", ".md": "markdown", ".html": "html", ".txt": "text"}
    for ending, form in forms.items():
        if ending in export.endings:
            as_it_was(hostile, export)
            assert kontant(*typed(export, f"x{ending}"))[0] == 0
            as_it_was(hostile, export)
            code, out, _err = kontant(*export.words, "--format", form)
            assert code == 0
            assert out == Path(f"x{ending}").read_bytes().removeprefix(b"\xef\xbb\xbf")


@pytest.mark.parametrize("words", SCREENS, ids="-".join)
def test_a_table_for_the_screen_is_as_harmless(kontant, words: tuple[str, ...]) -> None:
    code, out, err = kontant(*words, "--format", "csv")
    assert code == 0, err
    check_csv(b"\xef\xbb\xbf" + out)
    code, out, err = kontant(*words, "--format", "markdown")
    assert code == 0, err
    check_markdown(out)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a screen that takes nothing")
@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: "-".join(export.words))
def test_a_reader_that_takes_nothing_is_told_in_one_sentence(place: Path, export: Export) -> None:
    env = environment(KONTANT_DB=os.environ["KONTANT_DB"], KONTANT_LANG="en")
    with Path("/dev/full").open("w") as full:
        words = [sys.executable, "-m", "kontant", *export.words]
        done = subprocess.run(words, env=env, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("kontant: The system would not let kontant go on")
    assert done.stderr.count("\n") == 1


def commands_that_write(command, words: tuple[str, ...] = ()):
    """The words of every command that takes the name of a file to write."""
    from kontant.cli.lazy import Group

    if isinstance(command, Group):
        context = command.context_class(command, info_name="kontant")
        for name in command.list_commands(context):
            _name, found, _rest = command.resolve_command(context, [name])
            yield from commands_that_write(found, (*words, name))
        return
    options = {flag for parameter in command.params for flag in parameter.opts}
    if "--force" in options or "--output" in options:
        yield words


def test_no_export_is_forgotten() -> None:
    from kontant.cli.app import build

    known = {export.words for export in EXPORTS} | ELSEWHERE
    told = [words for words in commands_that_write(build()) if not any(k[: len(words)] == words for k in known)]
    assert told == []
