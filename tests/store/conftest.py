"""What the tests of the store share: an empty caseload, a hand that writes into it, and all that it holds."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import support

from kontant.i18n import choose_language
from kontant.store.reading import reading


@pytest.fixture(scope="session")
def empty_caseload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A caseload as it is made, to be copied."""
    return support.empty_caseload(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def caseload(tmp_path: Path, empty_caseload: Path) -> Path:
    choose_language("en")
    return Path(shutil.copy(empty_caseload, tmp_path))


@pytest.fixture
def fill(caseload: Path) -> Callable[..., int]:
    """Write one record in an event of its own; returns the event's number."""
    return partial(support.fill, caseload)


@pytest.fixture
def connection(caseload: Path) -> Iterator[sqlite3.Connection]:
    with reading(caseload) as opened:
        yield opened


@pytest.fixture
def contents(caseload: Path) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """All records of the caseload, table by table; the log is left out."""
    return partial(support.contents, caseload)
