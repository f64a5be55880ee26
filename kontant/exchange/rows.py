"""Rows of one table, from text cells to the tuples that are staged; a wrong row becomes faults instead."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from kontant.exchange.cells import CellError, Remembered, converter, is_repeated
from kontant.exchange.faults import Fault, Faults, shown
from kontant.exchange.headers import Heading, required
from kontant.exchange.sentences import ORDERED, right
from kontant.model.tables import RECORDS

Staged = tuple[Any, ...]
"""The columns of a record in the order of its model, days as ISO text, then its line."""
Wrong = tuple[str, Mapping[str, Any]]
"""The code of a fault in a cell, and the limits that it concerns."""


class _IsoTexts(dict[Any, Any]):
    """Days as text, each made once."""

    def __missing__(self, day: date | None) -> str | None:
        text = self[day] = None if day is None else day.isoformat()
        return text


class RowReader:
    """Reads the rows of table ``name`` under ``heading``; what is wrong goes to ``faults``."""

    def __init__(self, name: str, file: str, heading: Heading, faults: Faults) -> None:
        """``file`` is what the user calls the file or sheet."""
        self.name = name
        self._file = file
        self._heading = heading
        self._faults = faults
        self._validate = RECORDS[name].__pydantic_validator__.validate_python
        self._columns = tuple(RECORDS[name].model_fields)
        self._lacking = required(name) - heading.places.keys()
        self._prepare()

    def _prepare(self) -> None:
        places = self._heading.places.items()
        self._readers = {column: converter(self.name, column) for column in self._heading.places}
        repeated = {column for column in self._readers if is_repeated(column)}
        self._repeated = [(at, c, Remembered(self._readers[c])) for c, at in places if c in repeated]
        self._single = [(at, c, self._readers[c]) for c, at in places if c not in repeated]
        self._texts = _IsoTexts()

    def read(self, line: int, cells: list[str]) -> Staged | None:
        """The row as it will be staged; None where :meth:`explain` has something to say about it."""
        if len(cells) != self._heading.width or self._heading.blank:
            if self._outside(cells):
                return None
            cells = cells[: self._heading.width]
        values: dict[str, Any] = {}
        try:
            for at, column, known in self._repeated:
                value = known[cells[at]]
                if value is not None:
                    values[column] = value
            for at, column, convert in self._single:
                value = convert(cells[at])
                if value is not None:
                    values[column] = value
            record = self._validate(values).__dict__
        except (CellError, ValidationError):
            return None
        texts = self._texts
        row = [record[column] for column in self._columns]
        row.append(line)
        return tuple([texts[value] if type(value) is date else value for value in row])

    def explain(self, line: int, cells: list[str]) -> str | None:
        """Note every fault of a row that :meth:`read` did not take; returns its case, if that can be told."""
        if code := self._outside(cells):
            ref = self._first_cell(cells)
            self._faults.add(Fault(self._file, line, None, None, right(code)), ref)
            return ref
        values, wrong = self._converted(cells)
        for column, fault in self._invalid(values).items():
            wrong.setdefault(column, fault)
        ref = None if "case_ref" in wrong else values.get("case_ref")
        if not wrong:
            self._faults.add(Fault(self._file, line, None, None, right("")), ref)
        for column in self._columns:
            if column in wrong and column not in self._lacking:
                self._note(line, column, cells, wrong[column], ref)
        return ref

    def _outside(self, cells: list[str]) -> str | None:
        """What is wrong with the cells as a line: too few, too many, or one under no header."""
        width = self._heading.width
        if len(cells) < width:
            return "short_row"
        if any(cells[width:]):
            return "long_row"
        return "no_header" if any(cells[at].strip() for at in self._heading.blank) else None

    def _first_cell(self, cells: list[str]) -> str | None:
        """The case of a line whose cells may have shifted: only the first of several is surely in its place."""
        if self._heading.places.get("case_ref") != 0 or len(cells) < 2:
            return None
        return cells[0].strip() or None

    def _converted(self, cells: list[str]) -> tuple[dict[str, Any], dict[str, Wrong]]:
        values: dict[str, Any] = {}
        wrong: dict[str, Wrong] = {}
        for column, at in self._heading.places.items():
            try:
                value = self._readers[column](cells[at])
            except CellError as fault:
                wrong[column] = (fault.code, {})
                continue
            if value is not None:
                values[column] = value
        return values, wrong

    def _invalid(self, values: dict[str, Any]) -> dict[str, Wrong]:
        """What the record's model has against the values, and which of its days are in the wrong order."""
        wrong = dict(_misordered(values))
        try:
            self._validate(values)
        except ValidationError as error:
            for found in error.errors(include_url=False, include_input=False):
                if found["loc"]:
                    wrong[str(found["loc"][0])] = (found["type"], found.get("ctx", {}))
        return wrong

    def _note(self, line: int, column: str, cells: list[str], wrong: Wrong, ref: str | None) -> None:
        code, context = wrong
        value = shown(column, cells[self._heading.places[column]])
        label = self._heading.labels[column]
        self._faults.add(Fault(self._file, line, label, value, right(code, self.name, column, context)), ref)


def _misordered(values: Mapping[str, Any]) -> Iterator[tuple[str, Wrong]]:
    """The model stops at the first wrong order, and does not look for one where a cell is wrong: this names all."""
    for code, (first, laters) in ORDERED.items():
        for later in laters:
            if first in values and later in values and values[later] < values[first]:
                yield later, (code, {})
