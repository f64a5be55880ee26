"""One CSV file of an extract: which encoding and separator it has, and its rows one at a time.

A byte-order mark decides the encoding, else strict UTF-8, else Windows-1252; the whole file is judged before a
row is read, in one pass that holds no more than a block of it.
"""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

from kontant.exchange.faults import UnreadableError
from kontant.i18n import _
from kontant.model.fields import MAX_TEXT
from kontant.plain_files import NotOrdinaryError

UTF8, UTF8_BOM, WINDOWS = "UTF-8", "UTF-8 (BOM)", "Windows-1252"
_CODECS = {UTF8: "utf-8", UTF8_BOM: "utf-8-sig", WINDOWS: "cp1252"}
_BLOCK = 1 << 20
# How often to say how far the reading is.
_ROWS_BETWEEN = 5_000
# Of a row and all its lines: a note's text and answers at their longest, and room for the rest.
_LONGEST_ROW = 4 * MAX_TEXT
# The bytes that Windows-1252 leaves undefined.
_UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))

Row = tuple[int, list[str]]
"""A row and the physical line on which it begins."""
Told = Callable[[int], None]
"""Hears how many bytes of a file have been read."""


class Form(NamedTuple):
    """How a CSV file is written."""

    encoding: str
    separator: str


class CsvFile:
    """A CSV file, opened anew for each pass so that it can come from a folder or from within a zip file."""

    empty = False

    def __init__(self, name: str, stem: str, size: int, opened: Callable[[], IO[bytes]]) -> None:
        """``opened`` gives the file's bytes from the start, each time it is called."""
        self.name = name
        self.stem = stem
        self.size = size
        self.form: Form | None = None
        self._opened = opened

    def rows(self, told: Told) -> Iterator[Row]:
        """The rows that are not blank; the first is the header. Raises ``UnreadableError`` where it cannot go on."""
        with _plain_faults(), self._opened() as raw:
            self.form = judged(raw)
        with _plain_faults(), self._opened() as raw:
            text = io.TextIOWrapper(raw, encoding=_CODECS[self.form.encoding], newline="")
            for number, row in enumerate(_records(text, self.form.separator)):
                if number % _ROWS_BETWEEN == 0:
                    told(raw.tell())
                yield row


def _records(text: io.TextIOWrapper, separator: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_TEXT + 1024)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    before = 0
    try:
        for row in reader:
            if any(cell and not cell.isspace() for cell in row):
                yield before + 1, row
            before = reader.line_num
            lines.left = _LONGEST_ROW
    except _TooLongError:
        raise UnreadableError(_too_long(), before + 1) from None
    except csv.Error as error:
        raise UnreadableError(_csv_fault(str(error)), before + 1) from None


class _TooLongError(Exception):
    """A row that does not end."""


class _Lines:
    """The lines of a file, one at a time, and of a single row no more than a row may have."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.left = _LONGEST_ROW
        self._readline = text.readline

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._readline(self.left + 1)
        if not line:
            raise StopIteration
        self.left -= len(line)
        if self.left < 0:
            raise _TooLongError
        return line


def _too_long() -> str:
    return _("a row here is longer than any record is: a line break is missing, or this is another kind of file")


def _csv_fault(message: str) -> str:
    if "unexpected end" in message or "field larger" in message:
        return _("a quotation mark is opened here and never closed, or the file was cut off")
    return _("a quotation mark inside a quoted cell must be doubled; the file was not read beyond this line")


def judged(raw: IO[bytes]) -> Form:
    """How the file is written, from all of its bytes; raises ``UnreadableError`` if it is no text file of ours."""
    start = raw.read(_BLOCK)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError(_("the file is written in UTF-16; save it as CSV UTF-8"))
    marked = start.startswith(codecs.BOM_UTF8)
    first_line = start.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")[0].partition(b"\r")[0]
    encoding = _encoding(start, raw, marked)
    if not first_line:
        raise UnreadableError(_("the file is empty; its first line must name the columns"))
    return Form(encoding, ";" if first_line.count(b";") > first_line.count(b",") else ",")


def _encoding(block: bytes, raw: IO[bytes], marked: bool) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8, windows, beyond_ascii = True, True, False
    unbroken = 0
    while block:
        unbroken = _unbroken(block, unbroken)
        if b"\0" in block:
            raise UnreadableError(_("this is not a text file; save the table as CSV UTF-8"))
        if windows and not block.isascii():
            windows = len(block.translate(None, _UNDEFINED)) == len(block)
        try:
            if utf8 and not decoder.decode(block).isascii():
                beyond_ascii = True
        except UnicodeDecodeError:
            utf8 = False
        block = raw.read(_BLOCK)
    if utf8 and decoder.getstate()[0]:
        utf8 = False
        if beyond_ascii or marked:
            raise UnreadableError(_("the file ends in the middle of a letter: it was cut off; fetch it again"))
    return _chosen(utf8, windows, marked)


def _unbroken(block: bytes, before: int) -> int:
    """How many bytes at the end of ``block`` have no line break, where so many had none before it; not too many."""
    end = max(block.rfind(b"\n"), block.rfind(b"\r"))
    unbroken = before + len(block) if end < 0 else len(block) - end - 1
    # A letter has four bytes at most.
    if unbroken > 4 * _LONGEST_ROW:
        raise UnreadableError(_too_long())
    return unbroken


def _chosen(utf8: bool, windows: bool, marked: bool) -> str:
    if utf8:
        return UTF8_BOM if marked else UTF8
    if marked or not windows:
        raise UnreadableError(
            _("the letters are neither UTF-8 nor Windows-1252 throughout; save the table as CSV UTF-8")
        )
    return WINDOWS


@contextmanager
def _plain_faults() -> Iterator[None]:
    """Turn what goes wrong below a file into one sentence about it."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError):
        raise UnreadableError(_("the file is damaged or was cut off; fetch it again")) from None
    except (NotImplementedError, RuntimeError):
        raise UnreadableError(
            _("the zip file packs it in a way that cannot be read; pack it as an ordinary zip")
        ) from None
    except NotOrdinaryError:
        raise UnreadableError(_("this is not an ordinary file; put the CSV file itself here")) from None
    except OSError:
        raise UnreadableError(_("the file cannot be read; check that it is there and that you may read it")) from None
