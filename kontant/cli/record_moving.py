"""A conversation that is moved: the old one is cancelled and a new one planned, in one event.

A changed day would be another record, and the next extract that still holds the old one would bring it back.
"""

from collections.abc import Mapping
from datetime import date

from kontant.cli.context import Context
from kontant.cli.record_fields import read, with_asked
from kontant.cli.record_finding import Fits, find_record, record_key, records_of
from kontant.cli.record_kinds import CONVERSATION
from kontant.cli.record_verbs import whole_case
from kontant.cli.record_writing import write
from kontant.errors import Refused
from kontant.i18n import _, day_text
from kontant.model.vocabulary import CONVERSATION_STATUS, name_of
from kontant.store import records
from kontant.store.log import Change
from kontant.store.writes import Writer

TABLE = CONVERSATION.table
NEW_DAY = {"date": "--to"}


def move_conversation(context: Context, case: str, typed: Mapping[str, str | None], to: str | None, fits: Fits) -> None:
    """Move the planned conversation that ``typed`` means to the day ``to``."""
    case_ref = whole_case(context, case)
    key = read(context, CONVERSATION, typed)
    given = read(context, CONVERSATION, {"date": to}, NEW_DAY)
    old = find_record(context, CONVERSATION, case_ref, key, fits, command="conversation move")
    if not fits(old):
        raise Refused(_("Only a planned conversation can be moved; plan a new one with conversation add."))
    new_day = with_asked(context, CONVERSATION, given, ("date",), NEW_DAY)["date"]
    _refuse_taken(context, case_ref, old.kind, new_day)
    new = {"kind": old.kind, "channel": old.channel, "caseworker": old.caseworker, "status": "planned"}

    def steps(writer: Writer) -> list[Change | None]:
        whole = record_key(CONVERSATION, case_ref, old)
        called_off = records.change(writer, TABLE, whole, {"status": "cancelled"}, context.today)
        planned = records.put(writer, TABLE, {**whole, "date": new_day}, new, {}, context.today)
        return [called_off, planned]

    write(context, CONVERSATION, "move", case_ref, steps, new.keys())


def _refuse_taken(context: Context, case_ref: str, kind: str, day: date) -> None:
    """Refuse a day that has such a conversation already; one that was called off may be planned anew."""
    for other in records_of(context, CONVERSATION, case_ref):
        if (other.date, other.kind) == (day, kind) and other.status != "cancelled":
            told = _("There is such a conversation on {day} already ({status}).")
            raise Refused(told.format(day=day_text(day), status=name_of(CONVERSATION_STATUS, other.status)))
