"""The head of each case: a reference, a name, a CPR number that nobody bears, and the benefit it lives on."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from stdnum.dk import cpr

from kontant.dates import add_months
from kontant.exchange.demo.plan import Plan
from kontant.exchange.demo.scene import Scene, workday

# Besides those with a language challenge, how many cases in a hundred bear a name from elsewhere.
_FROM_ELSEWHERE = 15
_OLDEST = 64
# Between these days new arrivals were put on their own benefit, under a new name from the third.
_OWN_BENEFIT, _RENAMED = date(2015, 9, 1), date(2020, 1, 1)
_EDUCATION_BENEFIT = date(2014, 1, 1)


def add_heads(scene: Scene, plans: list[Plan]) -> None:
    """Fill ``cases`` and ``benefits``, and give each plan its reference and its day of opening."""
    names = _names(scene, plans)
    for plan in plans:
        plan.opened = _opened(scene, plan)
    serials: dict[int, int] = {}
    for plan in sorted(plans, key=lambda plan: plan.opened):
        year = plan.opened.year
        serials[year] = serials.get(year, 0) + scene.rng.randint(1, 60)
        plan.case_ref = f"{year}-{serials[year]:05}"
    for plan in plans:
        name, gender, elsewhere = names[id(plan)]
        born = _born(scene, plan)
        _add_case(scene, plan, name, gender, born)
        _add_benefits(scene, plan, born, elsewhere)


def _add_case(scene: Scene, plan: Plan, name: str, gender: str, born: date) -> None:
    scene.extract.add(
        "cases",
        case_ref=plan.case_ref,
        name=name,
        cpr=_cpr(scene, born, gender),
        birth_date=born,
        gender=gender,
        opened=plan.opened,
        target_group="activity_ready" if plan.settled else "job_ready",
        track=plan.track,
        challenges="|".join(plan.challenges),
        cv_registered=_cv_day(scene, plan) if plan.cv else None,
    )


def _cv_day(scene: Scene, plan: Plan) -> date:
    first = max(plan.opened + timedelta(30), add_months(scene.day, -60))
    return workday(scene.between(first, scene.day - timedelta(10)))


def _opened(scene: Scene, plan: Plan) -> date:
    if plan.age == "days":
        return workday(scene.day - timedelta(6))
    return workday(scene.day - timedelta(round(plan.years * 365.25)))


def _names(scene: Scene, plans: list[Plan]) -> dict[int, tuple[str, str, bool]]:
    """A name, a gender, and whether the name is from elsewhere, for each plan; no name twice."""
    rng, words = scene.rng, scene.words["names"]
    elsewhere = {gender: rng.sample(names, len(names)) for gender, names in words["elsewhere"].items()}
    taken: set[str] = set()
    found = {}
    for number, plan in enumerate(plans):
        gender = "female" if number % 2 else "male"
        foreign = bool(elsewhere[gender]) and ("language" in plan.challenges or scene.chance(_FROM_ELSEWHERE))
        name = elsewhere[gender].pop() if foreign else _danish_name(scene, gender, taken)
        found[id(plan)] = (name, gender, foreign)
    return found


def _danish_name(scene: Scene, gender: str, taken: set[str]) -> str:
    """A name whose first name and surname are both new to the caseload, as long as there are such."""
    words = scene.words["names"]
    firsts = [name for name in words[gender] if name not in taken] or words[gender]
    surnames = [name for name in words["surnames"] if name not in taken] or words["surnames"]
    while True:
        first, surname = scene.rng.choice(firsts), scene.rng.choice(surnames)
        if f"{first} {surname}" not in taken:
            taken.update((first, surname, f"{first} {surname}"))
            return f"{first} {surname}"


def _born(scene: Scene, plan: Plan) -> date:
    """A birthday that makes the person grown at the case's opening and under pension age; never 1 January.

    One person, some months on the caseload, turns thirty in the weeks to come; everybody else has done so.
    """
    if plan.age == "months":
        return _not_new_year(scene.day + timedelta(scene.rng.randint(10, 50)) - relativedelta(years=30))
    youngest = max(plan.opened - relativedelta(years=19), scene.day - relativedelta(years=_OLDEST - 1))
    latest = min(youngest, scene.day - relativedelta(years=31))
    born = scene.between(scene.day - relativedelta(years=_OLDEST), latest)
    return _not_new_year(born)


def _not_new_year(born: date) -> date:
    return born if (born.month, born.day) != (1, 1) else born + timedelta(1)


def _cpr(scene: Scene, born: date, gender: str) -> str:
    """A number that tells birthday and gender but fails modulus 11.

    Such numbers have been given out since 2007, chiefly for birthdays whose regular numbers ran out, 1 January first
    among them; with that day left out, it is most unlikely that anybody bears this one.
    """
    while True:
        number = f"{born:%d%m%y}{scene.rng.randrange(10_000):04}"
        right_gender = int(number[-1]) % 2 == (gender == "male")
        if right_gender and cpr.get_birth_date(number) == born and cpr.checksum(number) != 0:
            return number


def _add_benefits(scene: Scene, plan: Plan, born: date, elsewhere: bool) -> None:
    """One unbroken chain from the opening, with short breaks in some, and in some an earlier chain before it."""
    first = plan.opened
    if plan.settled and scene.chance(25):
        ended = first - timedelta(scene.rng.randint(120, 700))
        begun = ended - timedelta(scene.rng.randint(90, 900))
        _add_benefit(scene, plan, begun, "cash_benefit", ended)
    for start, benefit, end in _chain(first, scene.day, born, elsewhere and scene.chance(50)):
        _add_with_break(scene, plan, start, benefit, end)


def _chain(first: date, day: date, born: date, arrived: bool) -> list[tuple[date, str, date | None]]:
    """What the person has lived on from ``first``, period by period."""
    until: list[tuple[str, date]] = []
    thirty = born + relativedelta(years=30)
    if arrived and first >= _OWN_BENEFIT:
        until += [("integration_benefit", _RENAMED), ("transition_benefit", add_months(first, 48))]
    elif first >= _EDUCATION_BENEFIT:
        until += [("education_benefit", thirty)]
    periods: list[tuple[date, str, date | None]] = []
    for benefit, limit in until:
        if first < limit <= day:
            periods.append((first, benefit, limit - timedelta(1)))
            first = limit
    return [*periods, (first, "cash_benefit", None)]


def _add_with_break(scene: Scene, plan: Plan, start: date, benefit: str, end: date | None) -> None:
    last = end or scene.day
    if (last - start).days > 900 and scene.chance(35):
        pause = scene.between(start + timedelta(200), last - timedelta(400))
        _add_benefit(scene, plan, start, benefit, pause)
        start = pause + timedelta(scene.rng.randint(8, 32))
    _add_benefit(scene, plan, start, benefit, end)


def _add_benefit(scene: Scene, plan: Plan, start: date, benefit: str, end: date | None) -> None:
    scene.extract.add("benefits", case_ref=plan.case_ref, start=start, benefit=benefit, end=end)
