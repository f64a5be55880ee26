"""Where the caseload lies: the given path, else a file of the user's own in the platform's data folder."""

import contextlib
from pathlib import Path

FILE_NAME = "caseload.sqlite"
DEMO_NAME = "demo.sqlite"
BESIDE = ("-wal", "-journal", "-shm")
"""How the files are called that SQLite writes beside a database; the first two hold pages of it."""


def data_folder() -> Path:
    """The user's local data folder for kontant; local, since a synchronised folder corrupts a database."""
    from platformdirs import user_data_path

    return user_data_path("kontant", appauthor=False, roaming=False)


def caseload_path(given: str | None, *, demo: bool = False) -> Path:
    """The caseload file to use: the demo's own, else ``given`` (``--db`` or ``KONTANT_DB``), else the default.

    Of a symbolic link it is the file that this leads to: its backups and copies lie beside that, and nowhere else.
    """
    if demo:
        return data_folder() / DEMO_NAME
    path = Path(given).expanduser() if given else data_folder() / FILE_NAME
    with contextlib.suppress(OSError, RuntimeError):  # a link to itself leads nowhere: opening it says so
        return path.resolve() if path.is_symlink() else path
    return path


def parts(path: Path) -> list[Path]:
    """The files that the database at ``path`` consists of, those that are there: itself, and what SQLite put beside."""
    return [part for end in ("", *BESIDE) if (part := path.with_name(path.name + end)).is_file()]


def older_copies(path: Path) -> list[Path]:
    """The copies that were made of the caseload when its schema changed, and what SQLite put beside them."""
    start = f"{path.name}.schema-"
    return sorted(each for each in path.parent.glob("*.schema-*") if each.name.startswith(start) and each.is_file())


def make_private_folder(folder: Path) -> None:
    """Make ``folder`` readable by the user alone if it does not exist; one that does keeps its mode."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
