"""An extract opened: a folder, a .zip file or an .xlsx workbook as a list of files or sheets to read.

Nothing is unpacked to disk. Which table each file is, and what its columns mean, is for others to say.
"""

import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from kontant import plain_files
from kontant.errors import Refused
from kontant.exchange import workbook_check, workbooks
from kontant.exchange.archives import MAX_UNPACKED, archive, refuse_leading_out
from kontant.exchange.csv_files import CsvFile, Form, Row, Told
from kontant.exchange.faults import UnreadableError
from kontant.i18n import _

_ENCRYPTED = 0x1


class Source(Protocol):
    """One file or sheet of an extract."""

    name: str
    stem: str
    size: int
    form: Form | None

    @property
    def empty(self) -> bool:
        """Whether it is a sheet without a single cell."""

    def rows(self, told: Told) -> Iterator[Row]:
        """Its rows, header first; raises ``UnreadableError`` where it cannot go on."""


@contextmanager
def opened(path: Path) -> Iterator[list[Source]]:
    """The files or sheets of the extract at ``path``; raises ``Refused`` if it is none or cannot be opened."""
    with ExitStack() as stack:
        try:
            found: list[Source] = list(_found(path, stack))
        except plain_files.NotOrdinaryError:
            told = _(
                "{path} is not an ordinary file; give a folder of CSV files, a .zip of them, or an .xlsx workbook."
            )
            raise Refused(told.format(path=path)) from None
        except OSError:
            raise Refused(_("{path} cannot be read; check that you may read it.").format(path=path)) from None
        yield found


def _found(path: Path, stack: ExitStack) -> Iterator[Source]:
    if not path.exists():
        raise Refused(_("There is no extract at {path}; give a folder, a .zip or an .xlsx file.").format(path=path))
    if path.is_dir():
        return _folder(path)
    match path.suffix.lower():
        case ".zip":
            return _members(stack.enter_context(archive(path)), path)
        case ".xlsx":
            workbook_check.check(path)
            return workbooks.sheets(path)
        case ".csv":
            told = _("{path} is a single CSV file; give the folder or .zip that holds it with cases.csv (sager.csv).")
        case _:
            told = _("{path} is not an extract; give a folder of CSV files, a .zip of them, or an .xlsx workbook.")
    raise Refused(told.format(path=path))


def _folder(path: Path) -> Iterator[CsvFile]:
    files = [file for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv" and not file.is_dir()]
    found = [_plain(file) for file in files if not file.name.startswith(".")]
    if sum(each.size for each in found) > MAX_UNPACKED:
        raise Refused(_("The files in {path} are far larger than an extract is; none was read.").format(path=path))
    yield from found


def _plain(file: Path) -> CsvFile:
    def read() -> IO[bytes]:
        if file.is_symlink() and file.exists():
            raise UnreadableError(_("this is a link to another file; put the file itself here"))
        # A pipe would be judged empty the second time, and a device may never end.
        return plain_files.opened(file)

    size = file.stat().st_size if file.exists() else 0
    return CsvFile(_composed(file.name), _composed(file.stem), size, read)


def _members(opened: zipfile.ZipFile, path: Path) -> Iterator[CsvFile]:
    """The CSV files that lie at the top of the archive, or all in one folder at its top."""
    found = [(PurePosixPath(_name(info)), info) for info in opened.infolist() if not info.is_dir()]
    found = [(name, info) for name, info in found if not _is_litter(name)]
    for name, info in found:
        refuse_leading_out(info, name, path)
    if len({name.parent for name, _info in found}) > 1 or any(len(name.parts) > 2 for name, _info in found):
        raise Refused(
            _("{path} holds several folders; a zip holds its CSV files at the top or all in one folder.").format(
                path=path
            )
        )
    for name, info in sorted(found, key=lambda pair: pair[0]):
        if name.suffix.lower() != ".csv":
            continue
        if info.flag_bits & _ENCRYPTED:
            raise Refused(_("{path} has a password; pack it without one.").format(path=path))
        yield CsvFile(name.name, name.stem, info.file_size, lambda info=info: opened.open(info))  # type: ignore[misc]


def _is_litter(name: PurePosixPath) -> bool:
    """What macOS and file managers leave in a zip file."""
    return "__MACOSX" in name.parts or name.name.startswith(".")


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; where the zip does not say how it is written, UTF-8 or the code page of Danish DOS."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp850")
    return _composed(name.replace("\\", "/"))


def _composed(name: str) -> str:
    """macOS writes å as a and a ring."""
    return unicodedata.normalize("NFC", name)
