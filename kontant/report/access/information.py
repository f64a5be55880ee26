"""What a person is to be told beside the data themselves (GDPR article 15(1)): purposes, sources, rights ..."""

from collections.abc import Iterator
from datetime import date

from kontant.i18n import _, day_text, ngettext
from kontant.report.access.material import Access
from kontant.report.log_words import was_given_out


def information(access: Access) -> Iterator[tuple[str, str, str]]:
    """Each point with its key, what it is called, and what is to be said."""
    yield "purpose", _("What it is used for"), _purpose()
    yield "source", _("Where it is from"), _source(access)
    yield "recipients", _("Who was given it"), _recipients(access)
    yield "kept", _("How long it is kept"), _kept()
    yield "decisions", _("What is worked out from it"), _decisions()
    yield "rights", _("Your rights"), _rights()
    yield "left_out", _("What is left out"), _left_out(access)


def _purpose() -> str:
    return _(
        "To follow up on your case under the acts on active employment measures and on active social policy: what was "
        "agreed, done and decided, and what comes next."
    )


def _source(access: Access) -> str:
    rows = [row for rows in access.tables.values() for row in rows if "batch" in row]
    brought = [row["seen_on"] for row in rows if row.get("seen_on")]
    here = len(rows) - len(brought)
    told = []
    if brought:
        sentence = ngettext(
            "{n} record is from the municipality's case system (last read from it {date}).",
            "{n} records are from the municipality's case system (last read from it {date}).",
            len(brought),
        )
        told.append(sentence.format(n=len(brought), date=day_text(date.fromisoformat(max(brought)))))
    if here:
        sentence = ngettext(
            "{n} record was written here by the staff.", "{n} records were written here by the staff.", here
        )
        told.append(sentence.format(n=here))
    return " ".join(told)


def _recipients(access: Access) -> str:
    count = sum(was_given_out(entry.event) for entry in access.log)
    if not count:
        return _("By the log nobody: it has not been written to a file for anybody else.")
    return ngettext(
        "It was written to a file for others {n} time; when, and what for, stands under who looked.",
        "It was written to a file for others {n} times; when, and what for, stands under who looked.",
        count,
    ).format(n=count)


def _kept() -> str:
    return _(
        "Until the case is closed, and from then on as long as the municipality must keep it; then it is erased. The "
        "same goes for copies of it that were made for safety."
    )


def _decisions() -> str:
    return _(
        "Each day rules of law and practice are held against the records, so that the caseworker sees which deadlines "
        "come up. What comes of it is not kept, and decides nothing by itself."
    )


def _rights() -> str:
    return _(
        "You can ask to have what is wrong put right, or your own words put beside it; to have erased what may no "
        "longer be kept; to have its use restricted; and you can object to it. You can complain to Datatilsynet "
        "(datatilsynet.dk)."
    )


def _left_out(access: Access) -> str:
    numbers = _("Other people's CPR numbers are masked.")
    if access.staff:
        return numbers
    return numbers + " " + _("Who of the staff looked at the case, drafted or reviewed is not named.")
