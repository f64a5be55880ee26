"""Faults of an extract as data: where each stands, what stands there, and what would be right.

They are collected while the extract is read and shown together. A CPR number or words from a case are never
part of one. What makes a value wrong is worded in :mod:`kontant.exchange.sentences`.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kontant.errors import Refused
from kontant.i18n import _, ngettext
from kontant.model.person import holds_cpr
from kontant.model.tables import key_columns

# Faults that are kept; a broken file of a million rows has as many, and nobody reads beyond the first pages.
KEPT = 10_000
# Enough of a value to find it again.
SHOWN = 40

# Codes, days and numbers are shown. Anything that a person wrote about a person is not.
_HIDDEN = frozenset(
    {"actor", "answers", "cpr", "employer", "explanation", "goal", "name", "provider", "purpose"}
    | {"question", "text", "title"}
)


class Fault(NamedTuple):
    """One fault; ``line``, ``column`` and ``value`` are None where it concerns more than that."""

    file: str
    line: int | None
    column: str | None
    value: str | None
    right: str

    def __str__(self) -> str:
        """The fault as one line: ``file:line: column: value: what would be right``."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.column, self.value, self.right) if part is not None)


class UnreadableError(Exception):
    """A file or sheet that cannot be read on from ``line``; carries the finished sentence."""

    def __init__(self, right: str, line: int | None = None) -> None:
        """``right`` says what would be right."""
        super().__init__(right)
        self.right = right
        self.line = line


class ExtractRefused(Refused):
    """An extract with faults; nothing was written. The faults themselves are in ``faults``."""

    def __init__(self, message: str, faults: "Faults") -> None:
        """``message`` sums the ``faults`` up."""
        super().__init__(message)
        self.faults = faults


class Faults:
    """All faults of one extract, in the order of its files and lines."""

    def __init__(self) -> None:
        """None yet."""
        self.count = 0
        # Faults that belong to no case by name: leaving cases out does not heal these.
        self.of_no_case = 0
        self._kept: list[Fault] = []
        self._files: dict[str, int] = {}

    def add(self, fault: Fault, ref: str | None = None) -> None:
        """Take ``fault`` in; ``ref`` is the case that it belongs to, if that can be told."""
        self.count += 1
        self.of_no_case += ref is None
        self._files.setdefault(fault.file, len(self._files))
        if len(self._kept) < KEPT:
            self._kept.append(fault)

    def __iter__(self) -> Iterator[Fault]:
        """The faults that were kept, file by file and line by line."""
        return iter(sorted(self._kept, key=lambda fault: (self._files[fault.file], fault.line or 0)))

    def refusal(self, extract: str, skip_bad_cases: bool) -> ExtractRefused:
        """The error that says that ``extract`` was not imported, and what helps."""
        told = ngettext(
            "{extract} has {n} fault, listed above; nothing was imported.",
            "{extract} has {n} faults, listed above; nothing was imported.",
            self.count,
        ).format(extract=extract, n=self.count)
        if self.of_no_case == 0:
            told += " " + _("Correct it, or leave the faulty cases out with --skip-bad-cases.")
        elif skip_bad_cases:
            told += " " + _("Not all of them belong to a case that could be left out.")
        return ExtractRefused(told, self)


def shown(column: str, value: str) -> str:
    """``value`` as a fault may show it: short, on one line, and never a CPR number or words from a case."""
    value = value.strip()
    if not value:
        return _("(empty)")
    if column in _HIDDEN or holds_cpr(value):
        return _("(not shown)")
    value = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[: SHOWN + 1])
    value = value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
    # What a long number begins with may look like one.
    return _("(not shown)") if holds_cpr(value) else value


def doubled(file: str, name: str, labels: Mapping[str, str], ref: str, first: int, line: int) -> Fault:
    """The fault of a second row with the key of a first; ``labels`` are the headers that the file gives its columns."""
    key = ", ".join(labels.get(column, column) for column in key_columns(name))
    right = _("line {first} has the same {key}; keep one of them").format(first=first, key=key)
    return Fault(file, line, key, shown("case_ref", ref), right)


def orphaned(file: str, label: str, ref: str, line: int) -> Fault:
    """The fault of a row whose case is nowhere."""
    right = _("no case has this reference, neither in the extract nor in the caseload; correct it or add the case")
    return Fault(file, line, label, shown("case_ref", ref), right)


def late(file: str, label: str, later: str, line: int) -> Fault:
    """The fault of a day after one that the caseload holds and the extract is silent about."""
    right = _("this lies after the day that the caseload holds as {later}; the extract must give {later} too")
    return Fault(file, line, label, None, right.format(later=later))
