"""``kontant log verify``: whether every entry of the log still says what it said, and none is missing."""

import sqlite3
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from kontant.cli.case_options import Output
from kontant.cli.context import Context
from kontant.cli.log_show import kept_text
from kontant.cli.options import TableOrJson
from kontant.cli.screen import emit_json, say, tell
from kontant.errors import Refused, UsageError
from kontant.i18n import _, ngettext
from kontant.store import log as change_log
from kontant.store import seals
from kontant.store.reading import reading
from kontant.store.seals import Fault, Seal

if TYPE_CHECKING:
    from kontant.store.anchors import Anchor
    from kontant.store.parting import Restore

# Runs of events told one by one; JSON has them all.
_TOLD = 20


class _Verified(NamedTuple):
    """What was found: how many events there are, how many of them were sealed late, and what is wrong."""

    events: int
    late: int
    head: Seal | None
    faults: list[Fault]
    # Whether the seal that was noted down stands; None where none was given.
    noted: bool | None
    # The restore that put aside the log in which it stands, where it does not stand in this one.
    noted_aside: "Restore | None"
    # What purges took from events, by purge, and the restores: both leave the log other than it was, and are no fault.
    redactions: dict[int, list[int]]
    restores: "list[Restore]"
    anchors: "list[Anchor]"

    @property
    def broken(self) -> "list[Anchor]":
        """The backups that know the log otherwise."""
        return [anchor for anchor in self.anchors if anchor.is_broken]

    @property
    def noted_is_missing(self) -> bool:
        """Whether the seal that was noted down is nowhere."""
        return self.noted is False and self.noted_aside is None

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults and not self.broken and not self.noted_is_missing


def verify(
    ctx: typer.Context,
    seal: Annotated[
        str | None,
        typer.Option(
            help=_("A seal that was noted down before; it must be in the log still."), metavar=_("EVENT:SEAL")
        ),
    ] = None,
    output: Output = TableOrJson.TABLE,
) -> None:
    """Check every seal of the log, and hold it against the backups and against a seal noted down elsewhere."""
    context: Context = ctx.obj
    noted = None if seal is None else _read(seal)
    with reading(context.path) as connection:
        found = _verified(context, connection, noted)
    if output is TableOrJson.JSON:
        emit_json(_json(found))
    elif found.holds:
        _tell(found, noted)
    else:
        for told in (*map(fault_text, found.faults), *_elsewhere(found, noted)):
            say(told)
        _tell_known(found, noted)
    if not found.holds:
        raise Refused(
            _(
                "The log does not hold: somebody has tampered with it, or the file is damaged. Keep the file as it is, "
                "and tell whoever answers for data protection."
            )
        )


def _verified(context: Context, connection: sqlite3.Connection, noted: Seal | None) -> _Verified:
    from kontant.store import parting
    from kontant.store.anchors import anchors

    stands = None if noted is None else seals.stands(connection, noted)
    return _Verified(
        events=change_log.count(connection),
        late=seals.late(connection),
        head=seals.head(connection),
        faults=seals.verify(connection),
        noted=stands,
        noted_aside=parting.restore_of(connection, context.path, noted) if noted and not stands else None,
        redactions=seals.redactions(connection),
        restores=parting.restores(connection, context.path),
        anchors=anchors(connection, context.path),
    )


def _read(text: str) -> Seal:
    found = Seal.read(text.strip().lower())
    if found is None:
        raise UsageError(_("--seal: write it as kontant log verify gave it, such as 42:5bf1cd4e..., whole."))
    return found


def fault_text(fault: Fault) -> str:
    """One fault of the log in a sentence."""
    count = (fault.last or 0) - (fault.event_id or 0) + 1
    told = {
        "changed": _("Event {event} does not say what it said when it was sealed: it was changed."),
        "unsealed": _("Event {event} has no seal: it was slipped in, or its seal was taken out."),
        "chain": _("Event {event} does not follow on the event before it: one of the two was replaced."),
        "gap": ngettext(
            "Event {event} is missing: it was taken out.", "Events {event} to {last} are missing: taken out.", count
        ),
        "cut": ngettext(
            "Event {event}, the last, is missing: the log was cut.",
            "Events {event} to {last}, the last ones, are missing: the log was cut.",
            count,
        ),
        "stray": _("Event {event} has a number that no event gets: it was slipped in."),
        "guard": _("The guards that keep the log from being rewritten are not as they were made."),
    }[fault.what]
    return told.format(event=fault.event_id, last=fault.last)


def _elsewhere(found: _Verified, noted: Seal | None) -> Iterator[str]:
    """What was noted elsewhere and is not in the log."""
    if found.noted_is_missing and noted:
        told = _("The seal that you noted for event {event} is not in this log: it was rewritten or cut since.")
        yield told.format(event=noted.event_id)
    for anchor in found.broken:
        told = _("The backup {name} ends with event {event}, and so does not this log: it was rewritten or cut since.")
        if anchor.events:
            told = _("What is left of events {events} after a purge is not what the backup {name} knows of them.")
        end = anchor.seal.event_id if anchor.seal else 0
        yield told.format(name=anchor.path.name, event=end, events=_runs(anchor.events))


def _tell(found: _Verified, noted: Seal | None) -> None:
    """That all is well, with the seal to note down; and on stderr what this check cannot tell."""
    from kontant.store.anchors import State

    if found.head is None:
        say(_("The log is empty: nothing has happened yet."))
        return
    told = ngettext("The log holds: {n} event, seal {seal}", "The log holds: {n} events, seal {seal}", found.events)
    say(told.format(n=found.events, seal=found.head))
    tell(_("Note the seal down somewhere else: with --seal it shows later that nobody has rewritten the log."))
    if found.late:
        tell(
            ngettext(
                "{n} event is older than the seals: what was done to it before it was sealed cannot be told.",
                "{n} events are older than the seals: what was done to them before they were sealed cannot be told.",
                found.late,
            ).format(n=found.late)
        )
    held = sum(anchor.state is State.STANDS for anchor in found.anchors)
    if held:
        tell(ngettext("{n} backup agrees with it.", "{n} backups agree with it.", held).format(n=held))
    _tell_known(found, noted)
    for anchor in found.anchors:
        if anchor.state is State.UNREAD:
            told = _("The backup {name} could not be read with this passphrase, or is damaged; it was not compared.")
            tell(told.format(name=anchor.path.name))


def _tell_known(found: _Verified, noted: Seal | None) -> None:
    """What purges and restores did to the log: no fault, but for a person to know and to ask about."""
    from kontant.store import parting

    for purge, events in found.redactions.items():
        told = ngettext(
            "Event {purge}, a purge, has erased what event {events} said of the cases that went.",
            "Event {purge}, a purge, has erased what events {events} said of the cases that went.",
            len(events),
        )
        tell(told.format(purge=purge, events=_runs(events)))
    for restore in found.restores:
        lost = parting.lost_by(restore.event)
        told = ngettext(
            "Event {restore} went back to a backup; {n} event that came after it was put aside. {kept}",
            "Event {restore} went back to a backup; {n} events that came after it were put aside. {kept}",
            lost or 0,
        )
        kept = kept_text(restore.file)
        if parting.was_missing(restore.event):
            told = _("Event {restore} restored a backup where there was no caseload.")
        elif lost is None:
            told = _("Event {restore} went back to a backup; the log before it could not be compared. {kept}")
        tell(told.format(restore=restore.event.id, n=lost, kept=kept))
    if found.noted_aside and noted:
        told = _("The seal that you noted for event {event} was put aside by the restore, event {restore}. {kept}")
        by = found.noted_aside
        tell(told.format(event=noted.event_id, restore=by.event.id, kept=kept_text(by.file)))


def _runs(events: Collection[int]) -> str:
    """Numbers of events, those in a row as the first and the last: 2, 5-7."""
    runs: list[list[int]] = []
    for event in sorted(events):
        if runs and event == runs[-1][-1] + 1:
            runs[-1][1:] = [event]
        else:
            runs.append([event])
    told = ["-".join(map(str, run)) for run in runs[:_TOLD]]
    return ", ".join([*told, "..."] if len(runs) > _TOLD else told)


def _json(found: _Verified) -> dict[str, Any]:
    return {
        "holds": found.holds,
        "events": found.events,
        "sealed_late": found.late,
        "seal": str(found.head) if found.head else None,
        "noted_seal_stands": found.noted,
        "noted_seal_put_aside_by": found.noted_aside.event.id if found.noted_aside else None,
        "faults": [{"event": fault.event_id, "what": fault.what, "last": fault.last} for fault in found.faults],
        "redacted": [{"by": purge, "events": events} for purge, events in found.redactions.items()],
        "restores": [_restore_json(restore) for restore in found.restores],
        "backups": [
            {"name": anchor.path.name, "state": str(anchor.state)}
            | ({"events": list(anchor.events)} if anchor.events else {})
            for anchor in found.anchors
        ],
    }


def _restore_json(restore: "Restore") -> dict[str, Any]:
    """A restore: its event, when it was, what it put aside (or that nothing was there), and the name of its file."""
    from kontant.store import parting

    details = restore.event.details
    told = {name: details.get(name) for name in ("backup", "replaced", "lost", "readings")}
    return {
        "event": restore.event.id,
        "at": restore.event.at,
        **told,
        "missing": parting.was_missing(restore.event),
        "kept": restore.file.name if restore.file else None,
    }
