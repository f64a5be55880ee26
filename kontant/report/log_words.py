"""What was done with a case, in words that the person whose case it is understands: no command, nobody's name."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from kontant.i18n import N_, _, ngettext
from kontant.model.vocabulary import RECORD, name_of
from kontant.store.log import Event, Touched

# By command, and by the first words of one: how somebody looked, and how data about a case left the caseload.
_LOOKS: Mapping[str, str] = MappingProxyType(
    {
        "case show": N_("The case was looked at on the screen."),
        "case find": N_("The case was among what a search for cases found."),
        "note list": N_("The list of notes was looked at."),
        "note show": N_("A note was read."),
        "note find": N_("Notes were searched."),
        "due": N_("It was looked up what the case needs, and why."),
        "rules explain": N_("It was looked up what a rule says of the case."),
        "review": N_("The case was looked at in a case review."),
        "log": N_("The log of the case was looked at."),
    }
)
_TAKEN_OUT: Mapping[str, str] = MappingProxyType(
    {
        "case brief": N_("A brief of the case was made."),
        "case access": N_("All that is held on the person was put together for the person."),
        "case list": N_("The case left the caseload in a list of cases."),
        "caseworker handover": N_("A brief of the case was made for a new caseworker."),
        "export cases": N_("The case left the caseload in a list of cases."),
        "export ics": N_("The case's deadlines and conversations left the caseload in a calendar file."),
        "note export": N_("The journal left the caseload."),
        "log person": N_("A list of who has looked was made for the person."),
    }
)
# Made for the person, so that nobody else was given it.
_FOR_THE_PERSON = frozenset({"case access", "log person"})
_CHANGED: Mapping[str, str] = MappingProxyType(
    {
        "import": N_("Data were read in from the municipality's system."),
        "undo": N_("A change was taken back."),
        "case add": N_("The case was written down."),
        "case close": N_("The case was closed."),
        "case reopen": N_("The case was opened again."),
        "case assign": N_("The case was given to another caseworker."),
        "case correct": N_("A record was corrected, or what the person says of it was kept."),
        "caseworker handover": N_("The case was given to another caseworker."),
        "note amend": N_("A note was corrected."),
        "restore": N_("The whole caseload was set back to a backup; what was written since then went with it."),
        "review start": N_("The case was drawn for a case review."),
    }
)


def was_given_out(event: Event) -> bool:
    """Whether data about a case went by the event to a file for somebody else than the person."""
    return event.details.get("to") == "file" and event.command not in _FOR_THE_PERSON


def what_was_done(event: Event, touched: Iterable[Touched] = ()) -> str:
    """The event in a sentence or two; ``touched`` is what it did to records of the case."""
    if event.is_look:
        told = _known(_LOOKS, event.command) or _("The case was looked at.")
        return " ".join([told, *_whole_cpr(event)])
    if event.is_reading:
        told = _known(_TAKEN_OUT, event.command) or _("Data about the case left the caseload.")
        to_file = [_("It went to a file.")] if event.details.get("to") == "file" else []
        return " ".join([told, *to_file, *_whole_cpr(event)])
    parts = [part for each in touched for part in _records(each)]
    records = _("Records: {records}.").format(records="; ".join(parts)) if parts else ""
    return " ".join(filter(None, (_known(_CHANGED, event.command) or _("Records were changed."), records)))


def _whole_cpr(event: Event) -> list[str]:
    return [_("The CPR number was shown whole.")] if event.details.get("cpr") else []


def _known(words: Mapping[str, str], command: str) -> str | None:
    """The words for the command, or for the longest beginning of it that has some."""
    parts = command.split()
    for length in range(len(parts), 0, -1):
        if told := words.get(" ".join(parts[:length])):
            return _(told)
    return None


def _records(touched: Touched) -> Iterator[str]:
    name = name_of(RECORD, touched.table)
    if n := touched.added:
        yield ngettext("{record}: {n} added", "{record}: {n} added", n).format(record=name, n=n)
    if n := touched.changed:
        yield ngettext("{record}: {n} changed", "{record}: {n} changed", n).format(record=name, n=n)
    if n := touched.removed:
        yield ngettext("{record}: {n} removed", "{record}: {n} removed", n).format(record=name, n=n)
