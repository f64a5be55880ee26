"""What the facts behind a flag are called, where more than one family has them; a family's own stand with its words."""

from collections.abc import Callable, Mapping

from kontant.i18n import N_, _
from kontant.model.vocabulary import CONVERSATION_KIND, EXEMPTION_REASON, EXEMPTION_SCOPE, Vocabulary
from kontant.rules.words import Facts

FACTS: Mapping[str, str] = {
    "after": N_("counted after"),
    "base": N_("counted from"),
    "caseworker": N_("caseworker"),
    "caseworkers": N_("caseworkers"),
    "changed": N_("changed on"),
    "coming": N_("next offer begins"),
    "count": N_("number"),
    "date": N_("date"),
    "end": N_("end"),
    "exempt_to": N_("exempt to"),
    "former": N_("former caseworker"),
    "from": N_("since"),
    "held": N_("held"),
    "kind": N_("kind"),
    "last": N_("latest"),
    "missing": N_("missing"),
    "months": N_("months"),
    "opened": N_("opened"),
    "per_12_months": N_("in 12 months"),
    "planned": N_("planned"),
    "reason": N_("reason"),
    "required": N_("required"),
    "reviewed": N_("reviewed"),
    "scope": N_("scope"),
    "since": N_("duty since"),
    "start": N_("start"),
    "until": N_("until"),
    "within_days": N_("within days"),
}
"""What each fact is called, marked for the catalogue."""

CODES: Mapping[str, Vocabulary] = {"kind": CONVERSATION_KIND, "scope": EXEMPTION_SCOPE, "reason": EXEMPTION_REASON}
"""The facts that hold a code, and of which vocabulary."""

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "later": lambda f: _("The deadline lies further ahead than the list looks."),
    "no_value": lambda f: _("No value is in force for this case on that day."),
    "switched_off": lambda f: _("The rule is off; a municipality's own file of parameters can turn it on."),
}
"""Why any rule may raise nothing in a case."""
