"""The files of one extract into staging: read, checked against each other, and every fault noted."""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import NamedTuple

from kontant.exchange.csv_files import Form, Row
from kontant.exchange.faults import Fault, Faults, UnreadableError, doubled, late, orphaned, shown
from kontant.exchange.headers import Heading, known_tables, table_of, understood
from kontant.exchange.rows import RowReader, Staged
from kontant.exchange.sentences import ORDERED
from kontant.exchange.sources import Source
from kontant.i18n import _
from kontant.model.tables import RECORDS, ROWS, key_columns
from kontant.store.staging import Staging

_BATCH = 5_000

Progress = Callable[[int, int], None]
"""Hears how many bytes of how many have been read; all of them while the caseload is compared and written."""


class FileRead(NamedTuple):
    """One file or sheet that was read; ``form`` is None for a sheet."""

    file: str
    table: str
    form: Form | None
    rows: int


class Intake:
    """Takes the files of one extract into ``staging``; what is wrong with them goes to ``faults``."""

    def __init__(self, staging: Staging, faults: Faults, progress: Progress) -> None:
        """``progress`` hears how far the reading is."""
        self.files: list[FileRead] = []
        self._staging = staging
        self._faults = faults
        self._progress = progress
        self._names: dict[str, str] = {}
        self._headings: dict[str, Heading] = {}
        # Whether every row of the cases' file was seen, so that a case that is not among them is nowhere.
        self._cases_seen = False

    def take(self, found: list[Source]) -> dict[str, frozenset[str]]:
        """Read all of ``found`` and check it; returns the columns that the extract gives of each table it carries."""
        tables = self._by_table(found)
        if "cases" not in tables:
            self._no_cases("cases.csv")
        total, done = sum(source.size for source in tables.values()), 0
        for name, source in tables.items():
            self._take_file(name, source, partial(self._tell, done, total))
            done += source.size
        self._progress(total, total)
        for name in self._staging.tables:
            self._check(name)
        return {name: frozenset(self._headings[name].places) for name in self._staging.tables}

    def _by_table(self, found: list[Source]) -> dict[str, Source]:
        """Which source holds which table, parents first."""
        tables: dict[str, Source] = {}
        for source in found:
            name = table_of(source.stem)
            if name is None:
                if not _is_spare(source):
                    self._wrong_file(source.name, _("no table has this name; known are {tables}"))
            elif name in tables:
                self._wrong_file(source.name, _("{other} holds the same table; keep one of them"), tables[name].name)
            else:
                tables[name] = source
        return {name: tables[name] for name in ROWS if name in tables}

    def _tell(self, done: int, total: int, position: int) -> None:
        self._progress(min(done + position, total), total)

    def _wrong_file(self, file: str, told: str, other: str = "") -> None:
        told = told.format(tables=known_tables(), other=shown("case_ref", other))
        self._faults.add(Fault(shown("case_ref", file), None, None, None, told))

    def _no_cases(self, file: str) -> None:
        self._wrong_file(file, _("the extract holds no cases, or they go by another name; this table must be in it"))

    def _take_file(self, name: str, source: Source, told: Callable[[int], None]) -> None:
        file = self._names[name] = shown("case_ref", source.name)
        count = 0
        try:
            lines = source.rows(told)
            if heading := self._heading(name, file, next(lines, None)):
                for batch, marked in self._batches(RowReader(name, file, heading, self._faults), lines):
                    self._staging.add(name, batch)
                    self._staging.mark(name, marked)
                    count += len(batch)
                self._cases_seen |= name == "cases"
        except UnreadableError as fault:
            self._faults.add(Fault(file, fault.line, None, None, fault.right))
        self.files.append(FileRead(file, name, source.form, count))

    def _heading(self, name: str, file: str, first: Row | None) -> Heading | None:
        """The header of a file, whose table is then carried; a sheet without a single row carries none."""
        if first is None:
            if name == "cases":
                self._no_cases(file)
            return None
        line, cells = first
        heading, wrong = understood(name, cells)
        for column, right in wrong:
            self._faults.add(Fault(file, line, column or None, None, right))
        if not heading.places:
            return None
        self._headings[name] = heading
        self._staging.begin(name)
        return heading

    def _batches(self, reader: RowReader, lines: Iterator[Row]) -> Iterator[tuple[list[Staged], list[tuple[str, int]]]]:
        """The rows that can be staged, batch by batch, each with the cases and lines of those that cannot."""
        batch: list[Staged] = []
        marked: list[tuple[str, int]] = []
        for line, cells in lines:
            row = reader.read(line, cells)
            if row is not None:
                batch.append(row)
            elif ref := reader.explain(line, cells):
                marked.append((ref, line))
            if len(batch) + len(marked) >= _BATCH:
                yield batch, marked
                batch, marked = [], []
        yield batch, marked

    def _check(self, name: str) -> None:
        """Compare the staged rows of ``name`` with each other, with the cases, and with what the caseload holds."""
        file, labels = self._names[name], self._headings[name].labels
        for double in self._staging.doubles(name):
            self._faults.add(doubled(file, name, labels, double.ref, double.first, double.line), double.ref)
        if name != "cases" and self._cases_seen:
            for ref, line in self._staging.orphans(name):
                self._faults.add(orphaned(file, labels.get("case_ref", "case_ref"), ref, line), ref)
        for first, later in _checked_with_stored(name, labels.keys()):
            for ref, line in self._staging.late(name, first, later):
                self._faults.add(late(file, labels[first], later, line), ref)


def _is_spare(source: Source) -> bool:
    try:
        return source.empty
    except UnreadableError:
        return False


def _checked_with_stored(name: str, given: Collection[str]) -> Iterator[tuple[str, str]]:
    """Pairs of days in order of which the extract gives the first alone; the other stands in the caseload."""
    lacking = RECORDS[name].model_fields.keys() - set(given)
    for first, laters in ORDERED.values():
        if first in given and first not in key_columns(name):
            yield from ((first, later) for later in laters if later in lacking)
