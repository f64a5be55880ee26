"""An extract opened: a folder, a .zip file or an .xlsx workbook as a list of files or sheets to read.

Nothing is unpacked to disk. Which table each file is, and what its columns mean, is for others to say.
"""

import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from kontant.errors import Refused
from kontant.exchange import workbooks
from kontant.exchange.csv_files import CsvFile, Form, Row, Told
from kontant.i18n import _

# A whole city's extract is some 200 MB. Ordinary CSV packs five to thirty times; a trap, a thousand.
MAX_UNPACKED = 2 << 30
MAX_RATIO = 200
# A small file may pack as well as it likes.
_RATIO_FROM = 10 << 20
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
            return _members(stack.enter_context(_archive(path)), path)
        case ".xlsx":
            with _archive(path) as archive:
                _refuse_bomb(archive.infolist(), path)
            return workbooks.sheets(path)
        case ".csv":
            told = _("{path} is a single CSV file; give the folder or .zip that holds it with cases.csv (sager.csv).")
        case _:
            told = _("{path} is not an extract; give a folder of CSV files, a .zip of them, or an .xlsx workbook.")
    raise Refused(told.format(path=path))


def _folder(path: Path) -> Iterator[CsvFile]:
    for file in sorted(path.iterdir()):
        if file.suffix.lower() == ".csv" and not file.name.startswith(".") and not file.is_dir():
            yield _plain(file)


def _plain(file: Path) -> CsvFile:
    def read() -> IO[bytes]:
        # A pipe would be judged empty the second time, and a device may never end.
        if not stat.S_ISREG(file.stat().st_mode):
            raise OSError
        return file.open("rb")

    size = file.stat().st_size if file.exists() else 0
    return CsvFile(_composed(file.name), _composed(file.stem), size, read)


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError):
        if path.suffix.lower() == ".xlsx":
            told = _("{path} is not an .xlsx workbook, is damaged or has a password; save it again as .xlsx.")
        else:
            told = _("{path} is not a zip file, or was cut off; fetch it again.")
        raise Refused(told.format(path=path)) from None
    with archive:
        yield archive


def _members(archive: zipfile.ZipFile, path: Path) -> Iterator[CsvFile]:
    """The CSV files that lie at the top of the archive, or all in one folder at its top."""
    found = [(PurePosixPath(_name(info)), info) for info in archive.infolist() if not info.is_dir()]
    found = [(name, info) for name, info in found if not _is_litter(name)]
    _refuse_bomb([info for _name, info in found], path)
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
        yield CsvFile(name.name, name.stem, info.file_size, lambda info=info: archive.open(info))  # type: ignore[misc]


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


def _refuse_bomb(members: list[zipfile.ZipInfo], path: Path) -> None:
    unpacked = sum(info.file_size for info in members)
    packed = max(sum(info.compress_size for info in members), 1)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked / packed > MAX_RATIO):
        raise Refused(_("{path} would unpack to far more than an extract is; it was not opened.").format(path=path))
