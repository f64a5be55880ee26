"""What ``kontant case add`` asks for at a terminal: the required fields that were not given."""

from collections.abc import Callable
from typing import Any

from kontant.cli import asking
from kontant.cli.case_fields import fault_in, missing_sentence
from kontant.cli.context import Context
from kontant.dates import parse_when
from kontant.errors import UsageError
from kontant.exchange.headers import required
from kontant.i18n import _, day_text
from kontant.model.tables import RECORDS
from kontant.model.vocabulary import CHALLENGE, TARGET_GROUP, TRACK
from kontant.store.finding import exists
from kontant.store.reading import reading
from kontant.store.refusals import to_come


def with_missing(context: Context, values: dict[str, Any]) -> dict[str, Any]:
    """``values`` with every required field; asked for at a terminal, refused elsewhere."""
    with reading(context.path):
        pass  # Nobody answers questions for a caseload that cannot be opened.
    needed = required("cases") - {"challenges"} - values.keys()
    missing = [field for field in RECORDS["cases"].model_fields if field in needed]
    if missing and not context.at_terminal:
        raise UsageError(missing_sentence(missing))
    questions = _questions(context)
    answers = {field: questions[field]() for field in missing}
    if missing and "challenges" not in values:
        answers["challenges"] = "|".join(asking.codes(_("Challenges"), CHALLENGE))
    return {"challenges": ""} | values | answers


def _questions(context: Context) -> dict[str, Callable[[], Any]]:
    return {
        "case_ref": lambda: asking.text(_("Case reference"), check=lambda text: _new_ref(context, text)),
        "name": lambda: asking.text(_("Name"), check=lambda text: fault_in("cases", "name", text) or True),
        "opened": lambda: _opened(context),
        "target_group": lambda: asking.code(_("Target group"), TARGET_GROUP),
        "track": lambda: asking.code(_("Track"), TRACK),
    }


def _opened(context: Context) -> Any:
    def check(text: str) -> bool | str:
        try:
            day = parse_when(text, context.today)
        except ValueError:
            return _("not a date; write 2026-11-22, 22-11-2026, today or -3d")
        return to_come("cases", "opened", day, context.today) or True

    return parse_when(asking.text(_("Opened"), default=day_text(context.today), check=check), context.today)


def _new_ref(context: Context, text: str) -> bool | str:
    fault = fault_in("cases", "case_ref", text)
    if fault:
        return fault
    with reading(context.path) as connection:
        taken = exists(connection, text.strip())
    return _("there is a case with this reference already") if taken else True
