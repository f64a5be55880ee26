"""The importer fuzzed: CSV files in a folder, and zip files and workbooks whose insides are anything.

What is accepted must be a caseload: written, it is judged by every rule, and the same extract again changes nothing.
"""

import io
import shutil
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import support
from fuzz.target import AT, BETWEEN, DAY, Call, Target, pieces, refused_well

from kontant.errors import KontantError
from kontant.exchange.importing import ImportReport, import_extract
from kontant.model.vocabulary import TARGET_GROUP, TRACK
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load
from kontant.store import timelines
from kontant.store.reading import reading

_TABLES = (
    "cases", "benefits", "conversations", "offers", "exemptions", "assignments", "paid_work", "absences",
    "statements", "goals", "coordination", "notes",
)  # fmt: skip
_LINES = 7


class _Caseload:
    """An empty caseload to compare with, and a second one, made anew for each extract that is accepted."""

    def __init__(self, folder: Path) -> None:
        self.empty = support.empty_caseload(folder)
        self.filled = folder / "filled.sqlite"
        self.rules = Evaluator(load(None, today=DAY), DAY)

    def take(self, extract: Path, *, skip_bad_cases: bool) -> None:
        try:
            report = self._import(self.empty, extract, skip_bad_cases, dry_run=True)
        except KontantError as error:
            refused_well(error)
            for fault in getattr(error, "faults", ()):
                refused_well(str(fault))
            return
        for fault in report.faults:
            refused_well(str(fault))
        if report.changes:
            self._accepted(extract, skip_bad_cases)

    def _accepted(self, extract: Path, skip_bad_cases: bool) -> None:
        for left in self.filled.parent.glob(f"{self.filled.name}*"):
            left.unlink()
        shutil.copyfile(self.empty, self.filled)
        self._import(self.filled, extract, skip_bad_cases)
        again = self._import(self.filled, extract, skip_bad_cases)
        assert not again.changes, "the same extract twice changed something"
        with reading(self.filled) as connection:
            for t in timelines.all_timelines(connection, timelines.TABLES):
                self.rules.flags(t)

    def _import(self, path: Path, extract: Path, skip: bool, dry_run: bool = False) -> ImportReport:
        return import_extract(path, extract, extract_date=DAY, who="fuzz", at=AT, dry_run=dry_run, skip_bad_cases=skip)


def _csv(folder: Path) -> Call:
    caseload, extract = _Caseload(folder), folder / "extract"

    def run(data: bytes) -> None:
        shutil.rmtree(extract, ignore_errors=True)
        extract.mkdir()
        first, *files = pieces(data)
        for place, content in enumerate(files):
            name, _break, rows = content.partition(b"\n")
            table = name.decode("ascii", "ignore") if name.decode("ascii", "ignore") in _TABLES else _TABLES[place % 12]
            (extract / f"{table}.csv").write_bytes(rows)
        caseload.take(extract, skip_bad_cases=first.startswith(b"s"))

    return run


def _csv_seeds() -> Iterator[bytes]:
    for sample in ("caseload", "edges", "caseload-danish"):
        heads = {file.stem: file.read_bytes().split(b"\n")[:_LINES] for file in _files(sample)}
        names = dict(zip(sorted(heads), sorted(_TABLES), strict=False)) if "danish" in sample else {}
        yield b"-" + b"".join(BETWEEN + names.get(n, n).encode() + b"\n" + b"\n".join(ls) for n, ls in heads.items())
    for table, columns in _SMALL.items():
        case = _case("A-1")
        yield BETWEEN.join((b"-", b"cases\n" + case, f"{table}\n{columns}".encode()))
        yield BETWEEN.join((b"s", b"cases\n" + case, f"{table}\n{columns}".replace(",", ";").encode("cp1252")))


def _case(ref: str) -> bytes:
    return (
        "case_ref,name,cpr,birth_date,opened,closed,target_group,track,challenges\n"
        f'{ref},"Åse ""Æ"" Holm",0102801234,,2020-01-05,,{next(iter(TARGET_GROUP))},{next(iter(TRACK))},mental|family\n'
    ).encode()


_SMALL = {
    "conversations": "case_ref,date,kind,status,caseworker\nA-1,22/11-2026,job,held,lbh\nA-1,2026-12-01,job,planned,\n",
    "exemptions": "case_ref,scope,start,end,reason,explanation\nA-1,activation,2026-01-01,,health,Ryg\n",
    "offers": 'case_ref,type,start,end,outcome,hours_per_week\nA-1,mentor,1.1.2026,31.12.2026,completed,"12,5"\n',
    "paid_work": "case_ref,month,hours\nA-1,2026-10,12.333333333333334\n",
    "notes": 'case_ref,date,template,text,answers\nA-1,2026-10-01,free,"a\nb","{""a"": [1, {""b"": null}]}"\n',
}


def _files(sample: str) -> list[Path]:
    return sorted((support.DATA / sample).glob("*.csv"))


def _packed(folder: Path) -> Call:
    caseload = _Caseload(folder)

    def run(data: bytes) -> None:
        how, inside = data[:1], data[1:]
        kind = (how or b"\0")[0] % 4
        extract = folder / ("extract.zip" if kind < 2 else "extract.xlsx")
        extract.write_bytes((bytes, _zip, bytes, _workbook)[kind](inside))
        caseload.take(extract, skip_bad_cases=False)

    return run


def _zip(data: bytes) -> bytes:
    """A zip file that is one, of members that are anything: each begins with its name, and a sign for how it lies."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
        warnings.simplefilter("ignore")  # two members of one name are wanted too
        for content in pieces(data):
            name, _break, rows = content.partition(b"\n")
            info = zipfile.ZipInfo(name[1:101].decode("utf-8", "ignore").replace("\0", "") or "cases.csv")
            info.external_attr = (0o120777 if name[:1] == b"l" else 0o100600) << 16
            info.compress_type = zipfile.ZIP_DEFLATED if name[:1] == b"d" else zipfile.ZIP_STORED
            archive.writestr(info, rows)
    return made.getvalue()


_PARTS = (
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
    "xl/styles.xml", "[Content_Types].xml", "_rels/.rels", "xl/worksheets/sheet2.xml",
)  # fmt: skip


def _workbook(data: bytes) -> bytes:
    """A workbook of parts that are anything; an empty one is left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in zip(_PARTS, pieces(data), strict=False):
            if part:
                archive.writestr(name, part)
    return made.getvalue()


def _packed_seeds() -> Iterator[bytes]:
    extract = [b"scases.csv\n" + _case("A-1"), *(f"d{t}.csv\n{c}".encode() for t, c in _SMALL.items())]
    yield b"\1" + BETWEEN.join(extract)
    yield b"\1" + BETWEEN.join((b"s../cases.csv\n" + _case("A-1"), b"lnotes.csv\n/etc/passwd"))
    yield b"\0" + _zip(BETWEEN.join(extract))
    for book in (_book(), _book(spare=True)):
        yield b"\2" + book
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            there = set(archive.namelist())
            yield b"\3" + BETWEEN.join(archive.read(name) if name in there else b"" for name in _PARTS)


def _book(spare: bool = False) -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        sheet = book.add_worksheet("cases")
        heads, row = ("case_ref", "name", "cpr", "opened", "target_group", "track", "challenges"), ["A-1", "Ane"]
        sheet.write_row(0, 0, heads)
        sheet.write_row(1, 0, [*row, 102801234, "", "job_ready", "job", ""])
        sheet.write_datetime(1, 3, DAY, day)
        if spare:
            book.add_worksheet("Ark1")
    return made.getvalue()


_CSV_WORDS = (
    b"case_ref", b"name", b"cpr", b"opened", b"target_group", b"activity_ready", b"aktivitetsparat", b"job", b"held",
    b"2026-11-22", b"31-02-2026", b"22/11-2026", b"\xef\xbb\xbf", b"\xff\xfe", b'""', b"\r\n", b";", b"|", b"\x81",
    b"\xc3\xa5", b"\xe5", b"0102801234", b"12,5", b"A-1", b'{"a": 1}', b"[[[[[[[[", b"\xe2\x80\xae", b"withdrawn",
    *(BETWEEN + table.encode() + b"\n" for table in _TABLES),
)  # fmt: skip
_PACKED_WORDS = (
    b"<row r=\"1048576\">", b'<c r="XFD1048576">', b'<c t="s">', b'<c t="inlineStr">', b"<is><t>", b"</t></is>", b"<v>",
    b"<!DOCTYPE a [", b'<!ENTITY b "c">', b"&b;", b"<sst>", b"<si>", b'r:id="rId1"', b"PK\3\4", b"PK\1\2", b"PK\5\6",
    b"../", b"..\\", b"/", b"cases.csv", b"__MACOSX/", b'count="4294967295"', b'<dimension ref="A1:XFD1048576"/>',
    BETWEEN,
)  # fmt: skip

CSV = Target("csv", "an extract's CSV files", _csv, _csv_seeds, _CSV_WORDS)
PACKED = Target("packed", "an extract as a zip file or a workbook", _packed, _packed_seeds, _PACKED_WORDS)
