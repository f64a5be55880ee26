"""Offers, exemptions from them, mentors' courses and paid hours, in the periods that a case is laid out in."""

from datetime import date, timedelta

from kontant.dates import add_months
from kontant.exchange.demo.layout import CLEAR, Layout, lay_out
from kontant.exchange.demo.plan import Plan, Stay
from kontant.exchange.demo.quota import count, draw
from kontant.exchange.demo.rule_225 import add_rule_225
from kontant.exchange.demo.scene import Scene, workday

_COMPANY = ("work_placement", "wage_subsidy")
# The own and the general explanations of each reason.
_EXPLAINED = {
    "health": ("own", "standard"),
    "rehabilitation_plan": ("own_plan", "standard_other"),
    "work_capacity": ("own_225", "standard_other"),
}
_HOURS = {
    "work_placement": (6, 25),
    "wage_subsidy": (12, 25),
    "utility_work": (10, 20),
    "guidance": (3, 20),
    "education": (18, 37),
    "mentor": (1, 3),
}  # fmt: skip


def add_activity(scene: Scene, plans: list[Plan]) -> None:
    """Fill ``offers``, ``exemptions`` and ``paid_work``."""
    recent: list[dict[str, object]] = []
    mentoring: list[dict[str, object]] = []
    exemptions: list[dict[str, object]] = []
    for plan in plans:
        if plan.settled:
            layout = lay_out(scene, plan)
            exemptions += _exemptions(scene, plan, layout)
            recent += _offers(scene, plan, layout)
            mentoring += _mentoring(scene, plan)
            _add_paid_work(scene, plan)
    for rows in (recent, mentoring):
        _set_goals(scene, rows)
    for plan in plans:
        if "standstill" in plan.moments:
            _stand_still([row for row in recent if row["case_ref"] == plan.case_ref])
    _explain(scene, exemptions)
    for row in (*recent, *mentoring):
        scene.extract.add("offers", **row)
    for row in exemptions:
        scene.extract.add("exemptions", **row)
    add_rule_225(scene, plans)


def _exemptions(scene: Scene, plan: Plan, layout: Layout) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for number, chain in enumerate(layout.chains):
        # The latest chain is the one that the plan speaks of, if it has one.
        health = plan.health or number > 0 or not plan.exempt
        reason = "health" if health else scene.rng.choice(("rehabilitation_plan", "work_capacity"))
        own = scene.one_of("exemption", _EXPLAINED[reason][0])
        for start, end in chain:
            plan.exemptions.append(Stay("activation", start, end))
            row = {"scope": "activation", "start": start, "end": end, "reason": reason, "explanation": own}
            rows.append({"case_ref": plan.case_ref, **row})
    if "no-conversations" in plan.moments:
        scene.extract.add("exemptions", **dict(rows[0], scope="conversations", end=None))
    return rows


def _explain(scene: Scene, rows: list[dict[str, object]]) -> None:
    """Only a general reason for the published share of those in the last 24 months, and of those before."""
    for group in ([row for row in rows if _touches(scene, row)], [row for row in rows if not _touches(scene, row)]):
        general = draw(scene.rng, group, count("exemption.general", len(group)))
        for row in general:
            row["explanation"] = scene.one_of("exemption", _EXPLAINED[str(row["reason"])][1])


def _touches(scene: Scene, row: dict[str, object]) -> bool:
    end = row["end"]
    return end is None or (isinstance(end, date) and end > scene.since)


def _offers(scene: Scene, plan: Plan, layout: Layout) -> list[dict[str, object]]:
    """The rows of a case's offers that touch the 24 months; older and coming ones go straight into the extract."""
    recent = [period for period in layout.offers if period[1] > scene.since]
    ended = [period for period in recent if period[1] < scene.day]
    for period, kind in zip(recent, _types(scene, plan, len(recent)), strict=True):
        outcome = None if period not in ended else "completed"
        if period in ended[: 2 if "twice" in plan.moments else 1]:
            outcome = "interrupted" if plan.interrupted else None if "no-outcome" in plan.moments else outcome
        plan.offer_stays.append(Stay(kind, *period, outcome))
    for period in layout.offers[len(recent) :]:
        _add_older(scene, plan, period)
    if "coming-offer" in plan.moments:
        _add_coming(scene, plan)
    return [_offer(scene, plan, stay) for stay in plan.offer_stays]


def _add_older(scene: Scene, plan: Plan, period: tuple[date, date]) -> None:
    kind = scene.rng.choice(("work_placement", "guidance", "guidance", "utility_work", "education"))
    outcome = scene.rng.choice(("completed", "completed", "completed", "interrupted"))
    goal = scene.one_of("offer_goals", _goal(kind)) if scene.chance(70) else None
    scene.extract.add("offers", **_offer(scene, plan, Stay(kind, *period, outcome)), goal=goal)


def _add_coming(scene: Scene, plan: Plan) -> None:
    start = workday(scene.day + timedelta(scene.rng.randint(7, 30)), 1)
    stay = Stay("guidance", start, start + timedelta(90))
    scene.extract.add("offers", **_offer(scene, plan, stay), goal=scene.one_of("offer_goals", "other"))


def _types(scene: Scene, plan: Plan, number: int) -> list[str]:
    types = [scene.rng.choice(("guidance", "guidance", "guidance", "education", "utility_work")) for _ in range(number)]
    if plan.company:
        certain = scene.rng.randrange(number)
        for i in range(number):
            if i == certain or scene.chance(35) or "standstill" in plan.moments:
                types[i] = "wage_subsidy" if scene.chance(15) else "work_placement"
    return types


def _offer(scene: Scene, plan: Plan, stay: Stay) -> dict[str, object]:
    return {
        "case_ref": plan.case_ref,
        "type": stay.what,
        "start": stay.start,
        "end": stay.end,
        "outcome": stay.outcome,
        "provider": scene.one_of("offers", stay.what),
        "hours_per_week": scene.rng.randint(*_HOURS[stay.what]),
    }


def _goal(kind: object) -> str:
    return "company" if kind in _COMPANY else "mentor" if kind == "mentor" else "other"


def _set_goals(scene: Scene, rows: list[dict[str, object]]) -> None:
    for row in draw(scene.rng, rows, count("offers.goal", len(rows))):
        row["goal"] = scene.one_of("offer_goals", _goal(row["type"]))


def _stand_still(rows: list[dict[str, object]]) -> None:
    """One placement like the other: never more hours, and the same goal in all that have one."""
    goals = [row["goal"] for row in rows if row.get("goal")]
    for row in rows:
        row["hours_per_week"] = 8
        if row.get("goal"):
            row["goal"] = goals[0]


def _mentoring(scene: Scene, plan: Plan) -> list[dict[str, object]]:
    """Courses of at most six months each with a mentor; an exempt person's begin in the exemption."""
    if not plan.mentor:
        return []
    start = scene.ago(60, 500)
    if plan.exempt:
        latest = max(plan.exemptions, key=lambda stay: stay.start)
        start = max(latest.start, scene.since + CLEAR) + timedelta(1)
    rows, mentor = [], scene.one_of("team", "mentors")
    first = start
    for _ in range(scene.rng.randint(1, 3)):
        if start > scene.day:
            break
        end = add_months(start, scene.rng.randint(3, 6)) - timedelta(1)
        outcome = "completed" if end < scene.day else None
        rows.append(_offer(scene, plan, Stay("mentor", start, end, outcome)))
        start = end + timedelta(1)
    scene.extract.add("assignments", case_ref=plan.case_ref, role="mentor", start=first, caseworker=mentor, end=end)
    return rows


def _add_paid_work(scene: Scene, plan: Plan) -> None:
    if not plan.paid_work:
        return
    employer = scene.one_of("employers", "names")
    months_ago = scene.rng.randint(2, 12)
    until = max(months_ago - scene.rng.randint(2, 6), 0)
    if "paid-alone" in plan.moments:
        months_ago, until = scene.rng.randint(5, 8), 0
    for back in range(months_ago, until, -1):
        month = add_months(scene.day.replace(day=1), -back)
        hours = float(scene.rng.randrange(8, 60))
        scene.extract.add("paid_work", case_ref=plan.case_ref, month=month, hours=hours, employer=employer)
