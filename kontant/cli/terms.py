"""What the words of a list mean: how urgent a flag is, and what a rule rests on."""

from collections.abc import Iterable, Iterator, Mapping

from kontant.cli.law_text import capital
from kontant.cli.screen import Line, wrapped
from kontant.i18n import N_, _
from kontant.rules.explained import basis_title, status_title
from kontant.rules.flags import BASES, Status

STATUS_TERMS: Mapping[str, str] = {
    Status.OVERDUE: N_("the deadline lies before the day."),
    Status.DUE: N_("the deadline is the day itself or near."),
    Status.NOTICE: N_("something to look at; there is no deadline."),
}
BASIS_TERMS: Mapping[str, str] = {
    "statute": N_("a duty that an act lays down."),
    "target": N_("a national target that municipalities are measured by; no act lays it down."),
    "agreement": N_("agreed between authorities, or between them and the doctors."),
    "recommendation": N_("what a professional body recommends."),
    "practice": N_("what reviews of cases found to be good practice; no duty."),
    "local": N_("a limit set here, which a municipality's own file of parameters can change."),
    "proposal": N_("proposed, but not adopted by anybody."),
}


def terms(statuses: Iterable[str], bases: Iterable[str]) -> Iterator[Line]:
    """A line for each word that was used, in the order in which a screen sorts by them."""
    used, resting = set(map(str, statuses)), set(bases)
    for status in Status:
        if status in used:
            yield from wrapped(f"{capital(status_title(status))}: {_(STATUS_TERMS[status])}", "", "dim")
    for basis in BASES:
        if basis in resting:
            yield from wrapped(f"{capital(basis_title(basis))}: {_(BASIS_TERMS[basis])}", "", "dim")
