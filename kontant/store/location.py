"""Where the caseload lies: the given path, else a file of the user's own in the platform's data folder."""

from pathlib import Path

FILE_NAME = "caseload.sqlite"
DEMO_NAME = "demo.sqlite"


def data_folder() -> Path:
    """The user's local data folder for kontant; local, since a synchronised folder corrupts a database."""
    from platformdirs import user_data_path

    return user_data_path("kontant", appauthor=False, roaming=False)


def caseload_path(given: str | None, *, demo: bool = False) -> Path:
    """The caseload file to use: the demo's own, else ``given`` (``--db`` or ``KONTANT_DB``), else the default."""
    if demo:
        return data_folder() / DEMO_NAME
    return Path(given).expanduser() if given else data_folder() / FILE_NAME


def make_private_folder(folder: Path) -> None:
    """Make ``folder`` readable by the user alone if it does not exist; one that does keeps its mode."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
