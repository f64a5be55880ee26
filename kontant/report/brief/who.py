"""Who it is about: the person, the case and what it is measured by, and who has a part in it."""

from collections.abc import Iterator

from kontant.exchange.pages.model import Block, Facts, Heading, Text
from kontant.i18n import _, day_text, ngettext
from kontant.model.person import age, birth_date, shown_cpr
from kontant.model.vocabulary import BENEFIT, CHALLENGE, GENDER, ROLE, TARGET_GROUP, TRACK, name_of
from kontant.report.brief.material import Material
from kontant.report.brief.wording import capital, cited, joined, span
from kontant.report.case_words import opened_text, seniority_text

# Periods on benefit that are named one by one; those before are counted.
BENEFITS = 3


def who(m: Material) -> Iterator[Block]:
    """The section."""
    yield Heading(2, _("Who"))
    yield Facts([*_person(m), *_case(m), *_people(m)])


def _person(m: Material) -> Iterator[tuple[str, Text]]:
    case, head = m.t.case, m.cite.case(m.t.case.opened)
    yield _("Name"), cited(case.name, head)
    yield _("CPR number"), _head(m, shown_cpr(case.cpr, whole=m.whole_cpr), _("no CPR number is recorded"))
    yield _("Born"), _born(m)
    yield _("Gender"), _head(m, name_of(GENDER, case.gender), _("no gender is recorded"))


def _born(m: Material) -> Text:
    case = m.t.case
    born, years = birth_date(case), age(case, m.day)
    if born is None:
        return _("no date of birth is recorded")
    told = day_text(born)
    if years is not None:
        told += ", " + ngettext("{n} year", "{n} years", years).format(n=years)
    if case.birth_date is None:
        told += " " + _("(by the CPR number)")
    return cited(told, m.cite.case(case.opened))


def _case(m: Material) -> Iterator[tuple[str, Text]]:
    case = m.t.case
    yield _("Case"), cited(opened_text(case), m.cite.case(case.opened))
    yield _("Target group"), _head(m, name_of(TARGET_GROUP, case.target_group), "")
    yield _("Track"), _head(m, name_of(TRACK, case.track), "")
    challenges = ", ".join(name_of(CHALLENGE, code) for code in case.challenges.split("|") if code)
    yield _("Challenges"), _head(m, challenges, _("no challenge is recorded"))
    yield _("On benefit"), _seniority(m)
    yield _("Benefits"), _benefits(m)
    yield _("CV"), _head(m, _cv(m), _("no CV is recorded"))


def _cv(m: Material) -> str | None:
    day = m.t.case.cv_registered
    return _("registered {date}").format(date=day_text(day)) if day else None


def _seniority(m: Material) -> Text:
    since = m.seniority.since
    told = seniority_text(m.seniority, m.day)
    if since is None:
        return told
    chain = [benefit for benefit in m.t.benefits if benefit.start >= since]
    return cited(told, m.cite.records("benefits", chain) if chain else m.cite.case(m.t.case.opened))


def _benefits(m: Material) -> Text:
    newest = sorted(m.t.benefits, reverse=True)
    if not newest:
        return _("no period on benefit is recorded")
    told = [
        cited(f"{name_of(BENEFIT, b.benefit)}, {span(b.start, b.end)}", m.cite.record("benefits", b))
        for b in newest[:BENEFITS]
    ]
    if earlier := newest[BENEFITS:]:
        more = ngettext("{n} period before", "{n} periods before", len(earlier)).format(n=len(earlier))
        told.append(cited(more, m.cite.records("benefits", earlier)))
    return joined(*told, between="; ")


def _people(m: Material) -> Iterator[tuple[str, Text]]:
    """Who holds each role on the day; a role that nobody holds is told of the coordinator alone."""
    for role in ROLE:
        now = [a for a in m.t.assignments if a.role == role and a.start <= m.day and (not a.end or a.end >= m.day)]
        told = [
            cited(
                _("{who} since {date}").format(who=a.caseworker, date=day_text(a.start)),
                m.cite.record("assignments", a),
            )
            for a in sorted(now, key=lambda a: a.start, reverse=True)
        ]
        if told:
            yield capital(name_of(ROLE, role)), joined(*told, between="; ")
        elif role == "coordinator":
            yield capital(name_of(ROLE, role)), _("none on {date}").format(date=day_text(m.day))


def _head(m: Material, told: str | None, missing: str) -> Text:
    """What the head of the case says, or that it does not."""
    return cited(told, m.cite.case(m.t.case.opened)) if told else missing
