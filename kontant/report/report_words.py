"""The sentences of the report that every format says: what it is of, what its numbers mean, what is left out."""

from kontant.exchange.sheets import Cell
from kontant.i18n import _, day_text, ngettext
from kontant.report.measuring import Measured
from kontant.report.over_time import DEFAULT_GROUP, Reported, people_of


def title() -> str:
    """What the report is called."""
    return _("The caseload beside the national figures")


def population(found: Reported) -> str:
    """Whose figures they are: how many cases, of how many open ones."""
    now = found.now
    if now.everyone:
        told = ngettext("{n} open case", "{n} open cases", now.cases).format(n=now.cases)
    else:
        told = ngettext("{n} long-term case of {open} open", "{n} long-term cases of {open} open", now.cases).format(
            n=now.cases, open=now.cases_open
        )
    if found.asked.caseworker and found.asked.identified:
        return _("{cases}, of caseworker {who}").format(cases=told, who=found.asked.caseworker)
    return _("{cases}, of one caseworker").format(cases=told) if found.asked.caseworker else told


def nobody(found: Reported) -> str:
    """Why there is nothing to set beside the national figures; nothing where there is."""
    now = found.now
    if now.cases:
        return ""
    if not now.cases_open:
        return _("No case is open on {day}: there is nothing to set beside the national figures.").format(
            day=day_text(now.day)
        )
    return ngettext(
        "None of the {n} open case is long-term (five years or more on benefit), as those of the national figures are; "
        "--cases all sets every open case beside them.",
        "None of the {n} open cases is long-term (five years or more on benefit), as those of the national figures "
        "are; --cases all sets every open case beside them.",
        now.cases_open,
    ).format(n=now.cases_open)


def how_to_read() -> list[str]:
    """What the numbers mean, a sentence each."""
    return [
        _("Shares are in percent and n is what they are shares of; the 95 percent interval says how sure a share is."),
        _("A mark (●) stands only where the interval leaves the national value out: chance hardly explains that."),
    ]


def to_bear_in_mind(found: Reported) -> list[str]:
    """What the numbers do not say, a sentence each."""
    told = [
        _(
            "Of so many figures about one in twenty is marked by chance alone; and where several offers or statements "
            "are of one person, the interval is narrower than it should be."
        ),
        _(
            "Figures from answers in notes are of the cases that have such notes alone; those may not be like the "
            "others."
        ),
        _("The national figures are those of BDO's 25 municipalities, unless another source is named."),
    ]
    if found.now.everyone:
        told.append(_("The national figures are of people with five years or more on benefit; these are of everybody."))
    if "caseload" in found.sections():
        told.append(
            _("Cases per caseworker are those of this caseload alone: a caseworker may have others that are not in it.")
        )
    return told


def nobody_then(then: Measured) -> str:
    """Why there is nothing to compare with; nothing where there is."""
    if then.cases:
        return ""
    if then.cases_open:
        told = _("On {day} no case was long-term: there is nothing to compare with.")
    else:
        told = _("On {day} no case was open: there is nothing to compare with.")
    return told.format(day=day_text(then.day))


def not_tested() -> str:
    """What a change from one day to another does not say."""
    return _(
        "Whether a change is more than chance is not tested: much of the caseload is the same people on both days."
    )


def as_recorded() -> str:
    """What an earlier day is seen from."""
    return _("Earlier days are measured from the records as they stand now, by the law of each day.")


def small_groups(found: Reported) -> str:
    """What is done about small groups."""
    if found.asked.min_group == 1:
        return _("Every group is shown, however few people it has: somebody may be made out.")
    return _(
        "Groups of fewer than {n} people are put together or withheld within this report. Two reports set beside each "
        "other, or a total that is true of all or of nobody, can still tell of fewer."
    ).format(n=found.asked.min_group)


def few(found: Reported) -> str:
    """That the figures of a day are of a few people; nothing where they are of enough."""
    found_few = found.of_few(max(found.asked.min_group, DEFAULT_GROUP))
    if found_few is None:
        return ""
    people = people_of(found_few)
    return ngettext(
        "The figures of {day} are of {n} person, who can be recognised in them: keep them as safe as the caseload.",
        "The figures of {day} are of {n} people, who can be recognised in them: keep them as safe as the caseload.",
        people,
    ).format(day=day_text(found_few.day), n=people)


def cautions(found: Reported) -> dict[str, str]:
    """What to bear in mind with a figure, by its id."""
    told = _("no offer, exemption or paid hours are on record before {day}: the time before counts as passive")
    return {figure: told.format(day=day_text(day)) for figure, day in found.cautions.items()}


def about_rows(found: Reported) -> list[tuple[Cell, Cell]]:
    """What a workbook says of itself."""
    from kontant.report.benchmark import benchmarks, publications

    rows: list[tuple[Cell, Cell]] = [
        (_("Table"), title()),
        (_("As of"), found.now.day),
        (_("Cases"), population(found)),
    ]
    told = [*filter(None, [nobody(found)]), *how_to_read(), *to_bear_in_mind(found)]
    told += [small_groups(found)] if found.asked.by else []
    told += [nobody_then(found.then) or not_tested()] if found.then else []
    told += [as_recorded()] if found.then or found.trend else []
    told += [f"{benchmarks()[figure].name}: {told_of_it}" for figure, told_of_it in cautions(found).items()]
    told.append(privacy(found))
    rows += [(_("Note"), sentence) for sentence in told]
    return rows + [(each.short, f"{each.title}. {each.about}") for each in publications().values()]


def privacy(found: Reported) -> str:
    """What the report holds of people."""
    if found.asked.identified:
        return " ".join(filter(None, (_("Caseworkers stand by their initials."), few(found))))
    if told := few(found):
        return told
    if found.asked.by and found.asked.min_group < DEFAULT_GROUP:
        return _("Without names and initials, but people can be recognised in groups so small.")
    return _("Without personal data: caseworkers are numbered by size of caseload.")
