"""A workbook looked through before it is read: what reads it takes room for every cell up to the last, used or not.

So one cell in the last corner of a sheet would fill any memory, as would a long text that a million cells share. The
parts are unpacked here piece by piece and only counted. Links to other workbooks, and entities, which a workbook of
records has no use for, are refused; nothing is ever fetched.
"""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kontant import plain_files
from kontant.errors import Refused
from kontant.exchange.archives import archive, no_archive
from kontant.i18n import _

MAX_CELLS = 16_000_000
"""Up to the last one of a sheet: as many rows as a sheet has, by fifteen columns."""
MAX_LETTERS = 1 << 30
"""In all cells: a text that many cells share counts as often."""
# Texts of which so many cells take no more room than the cells themselves.
_SHORT = 40
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MAX_TEXTS = 4_000_000
_BLOCK = 1 << 20
# A cell holds 32,767 letters; nothing without a tag in it is so long.
_LONGEST = 4 << 20
_LOCAL_HEADER = 30

# As every program writes a row and a cell: with its place first.
_PLACED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"')
_PLACED_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
# Any row or cell, and any place, wherever they are written.
_TAGS = re.compile(rb"[<:](row|c)[\s/>]")
_PLACES = re.compile(rb"""["'\s]r\s*=\s*["']([A-Za-z]{0,4})([0-9]{0,8})""")
_LETTERS, _DIGITS = bytes(range(65, 91)), b"0123456789"
_TEXTS = re.compile(rb"[<:]si[\s/>]")
_VALUES = re.compile(rb"[v\s]>\s*([0-9]{1,7})(?![0-9])")
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class _UnfitError(Exception):
    """A part that cannot be read, or must not be; the sentence says why, with room for the path."""


class _Sheet:
    """How far the cells of a part reach, and how much text they hold."""

    def __init__(self, texts: list[int]) -> None:
        """``texts`` are the lengths of the texts that cells share."""
        self.letters = self.cells = 0
        self._texts, self._longest = texts, max(texts, default=0)
        self._row = self._column = self._rows = self._in_row = self._widest = 0
        self._all_placed = True

    def look(self, piece: bytes) -> None:
        """Count what stands in ``piece``, which ends before a tag."""
        tags, cells, rows = _TAGS.findall(piece), _PLACED.findall(piece), _PLACED_ROW.findall(piece)
        self.cells += len(tags) - tags.count(b"row")
        if len(tags) == len(cells) + len(rows):
            self._reach(b" ".join([*cells, *rows]))
        else:
            self._all_placed = False
            self._reach(b" ".join(b"".join(place) for place in _PLACES.findall(piece)).upper())
        self._lines(b"".join(tags).split(b"row"))
        if self._longest > _SHORT:
            self._share(piece)

    def _reach(self, places: bytes) -> None:
        rows, columns = places.translate(None, _LETTERS), places.translate(None, _DIGITS)
        self._row = max(self._row, max(map(int, rows.split()), default=0))
        self._column = max(self._column, max(map(_number, set(columns.split())), default=0))

    def _lines(self, runs: list[bytes]) -> None:
        """Each run is the cells of one row; the first goes on with the row before."""
        first, *others = map(len, runs)
        self._rows += len(others)
        self._widest = max(self._widest, self._in_row + first, *others)
        self._in_row = others[-1] if others else self._in_row + first

    def _share(self, piece: bytes) -> None:
        for value, times in Counter(_VALUES.findall(piece)).items():
            if int(value) < len(self._texts):
                self.letters += self._texts[int(value)] * times

    @property
    def is_beyond(self) -> bool:
        """Whether a place is named that no sheet has; what comes of it is anybody's guess."""
        return self._row > _LAST_ROW or self._column > _LAST_COLUMN

    @property
    def height(self) -> int:
        """The last row; where rows do not say which they are, each is one further."""
        return self._row if self._all_placed else self._row + self._rows

    @property
    def width(self) -> int:
        """The last column, as with the rows."""
        return self._column if self._all_placed else self._column + self._widest


def check(path: Path) -> None:
    """Raise ``Refused`` unless the workbook at ``path`` can be read in the room that a workbook of records takes."""
    with archive(path) as opened, plain_files.opened(path) as file:
        try:
            _check(opened, file)
        except _UnfitError as error:
            raise Refused(str(error).format(path=path)) from None
        except (zlib.error, zipfile.BadZipFile, EOFError):
            raise Refused(no_archive(path)) from None


def _check(opened: zipfile.ZipFile, file: IO[bytes]) -> None:
    parts = opened.infolist()
    names = [info.filename.replace("\\", "/").lower() for info in parts]
    # What is read must be what was looked at: no second part of a name, no second list at the end of the file.
    if len(set(names)) < len(names) or opened.comment:
        raise zipfile.BadZipFile
    if any("externallink" in name for name in names):
        raise _UnfitError(
            _("{path} has links to other workbooks; break them (in Excel: Data, Edit links) and save it again.")
        )
    shared = [info for info, name in zip(parts, names, strict=True) if name.endswith("sharedstrings.xml")]
    texts = [length for info in shared for length in _text_lengths(file, info)]
    letters = 0
    for info in parts:
        sheet = _Sheet(texts)
        for piece in _pieces(file, info):
            sheet.look(piece)
            _refuse_entities(piece)
            _refuse_size(sheet)
        letters += sheet.letters
        if letters > MAX_LETTERS:
            raise _UnfitError(_("{path} holds more text than can be read; save its sheets as CSV."))


def _refuse_size(sheet: _Sheet) -> None:
    if sheet.is_beyond or max(sheet.cells, sheet.height * sheet.width) > MAX_CELLS:
        told = _(
            "{path} reaches to row {row} and column {column}, far beyond any table; "
            "delete the empty rows and columns at the end of its sheets, or save them as CSV."
        )
        raise _UnfitError(told.format(path="{path}", row=sheet.height, column=sheet.width))


def _refuse_entities(piece: bytes, pattern: re.Pattern[bytes] = _ENTITIES) -> None:
    if pattern.search(piece):
        raise _UnfitError(_("{path} holds definitions that no spreadsheet program writes; save it again as .xlsx."))


def _text_lengths(file: IO[bytes], info: zipfile.ZipInfo) -> list[int]:
    """How long each text that cells share is, at most."""
    starts, before = [], 0
    for piece in _pieces(file, info):
        # A comment could hold texts that are none.
        _refuse_entities(piece, re.compile(rb"<!"))
        starts += [before + found.start() for found in _TEXTS.finditer(piece)]
        before += len(piece)
        if len(starts) > _MAX_TEXTS:
            raise _UnfitError(_("{path} holds more text than can be read; save its sheets as CSV."))
    return [end - start for start, end in zip(starts, [*starts[1:], before], strict=False)]


def _pieces(file: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part, in pieces that end before a tag."""
    left = b""
    for block in _unpacked(file, info):
        left += block
        end = left.rfind(b"<")
        if end > 0:
            yield left[:end]
            left = left[end:]
        elif end < 0:
            left = b""
        if len(left) > _LONGEST:
            raise zipfile.BadZipFile
    yield left


def _unpacked(file: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes; a part that is longer than the list of parts says, which Python's own reader does not tell."""
    file.seek(info.header_offset)
    header = file.read(_LOCAL_HEADER)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    blocks = _raw(file, info.compress_size)
    if info.compress_type == zipfile.ZIP_DEFLATED:
        blocks = _inflated(blocks)
    elif info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 0x1:
        raise zipfile.BadZipFile
    size = 0
    for block in blocks:
        size += len(block)
        if size > info.file_size:
            raise zipfile.BadZipFile
        yield block
    if size != info.file_size:
        raise zipfile.BadZipFile


def _raw(file: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        block = file.read(min(size, _BLOCK))
        if not block:
            raise EOFError
        size -= len(block)
        yield block


def _inflated(blocks: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for block in blocks:
        yield unpacker.decompress(block, _BLOCK)
        while unpacker.unconsumed_tail:
            yield unpacker.decompress(unpacker.unconsumed_tail, _BLOCK)
    yield unpacker.flush()


def _number(column: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in column.upper():
        number = 26 * number + letter - 64
    return number
