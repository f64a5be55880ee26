"""An extract into the caseload: every file read, every fault collected, then all of it written or nothing.

One write transaction holds the whole of it. Reading and checking is for :mod:`kontant.exchange.intake`; what the
rows change is found and written by :mod:`kontant.store.merge`.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from kontant.exchange import sources
from kontant.exchange.faults import Faults
from kontant.exchange.intake import FileRead, Intake, Progress
from kontant.store import reading, seals
from kontant.store.engine import make_engine, plain_write_errors, raw
from kontant.store.kept import keep_typed
from kontant.store.merge import Counts, TableMerge, Vanished, open_cases_not_staged
from kontant.store.staging import Staging

# What an extract is, by how its name ends; a folder holds CSV files.
_FORMS = {".zip": "zip", ".xlsx": "xlsx"}


@dataclass
class ImportReport:
    """What an import did, or would do."""

    extract: str
    extract_date: date
    dry_run: bool
    files: list[FileRead] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=dict)
    # As many as are listed one by one; how many there are stands in the counts.
    vanished: list[Vanished] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    # Open in the caseload and not in the extract; for information.
    open_cases_absent: int = 0
    event: int | None = None
    # Rows that a later extract has held and that say something else here: left as they are.
    older: int = 0
    # Changed here, and repeated by the extract as it said before: kept as they stand.
    kept: dict[str, int] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether anything changes in substance."""
        return any(counts.written for counts in self.counts.values())

    def details(self) -> str:
        """What the change log keeps of the import, as JSON; it names no person and no case.

        Of the extract only what it is: people name files after people, and the log is for ever.
        """
        form = _FORMS.get(Path(self.extract).suffix.lower(), "csv")
        told: dict[str, object] = {"extract": form, "extract_date": self.extract_date.isoformat()}
        for title, counted in (("inserted", "new"), ("changed",) * 2, ("restored",) * 2, ("withdrawn",) * 2):
            told[title] = {name: n for name, counts in self.counts.items() if (n := getattr(counts, counted))}
        return json.dumps(told, ensure_ascii=False)


def import_extract(
    path: Path,
    extract: Path,
    *,
    extract_date: date,
    who: str,
    at: str,
    dry_run: bool = False,
    skip_bad_cases: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring the caseload at ``path`` to what ``extract`` says, as of ``extract_date``.

    Raises ``ExtractRefused`` with all faults, ``Refused`` where the extract cannot be opened, and ``StoreError``
    where the caseload cannot be; nothing has then been changed.
    """
    _check(path)
    report = ImportReport(extract.resolve().name, extract_date, dry_run)
    engine = make_engine(path)
    with (
        sources.opened(extract) as found,
        plain_write_errors(path),
        engine.connect() as connection,
        connection.begin() as transaction,
    ):
        staging = Staging(connection)
        intake = Intake(staging, report.faults, progress or _untold)
        given = intake.take(found)
        report.files = intake.files
        if report.faults.count:
            if not skip_bad_cases or report.faults.of_no_case:
                raise report.faults.refusal(str(extract), skip_bad_cases)
            report.skipped = staging.leave_out_faulty()
        merges = [TableMerge(name, columns, extract_date) for name, columns in given.items()]
        _merge(connection, merges, report, who, at)
        if dry_run:
            transaction.rollback()
            report.event = None
    return report


def _untold(done: int, total: int) -> None:
    """Where nobody watches."""


def _check(path: Path) -> None:
    """That there is a caseload, that it is one, and that it has the present schema: migrated, if it was older."""
    with reading.reading(path):
        pass


def _merge(connection: Connection, merges: list[TableMerge], report: ImportReport, who: str, at: str) -> None:
    """Count first, since the event in the log says what it did and can never be changed; then write."""
    for merge in merges:
        if kept := keep_typed(connection, merge):
            report.kept[merge.name] = kept
        report.older += merge.older(connection)
        report.counts[merge.name] = merge.counts(connection, report.vanished)
    report.open_cases_absent = open_cases_not_staged(connection, report.extract_date)
    if report.changes:
        report.event = seals.enter(raw(connection), at=at, who=who, command="import", details=report.details())
    for merge in merges:
        merge.write(connection, report.event, report.counts[merge.name])
    if report.event is not None:
        seals.seal(raw(connection), report.event)
