"""The journal: short notes on what the other tables hold, with the gaps that the audit found.

Some are free text alone, as before kontant; some were written by its guides (:mod:`answered`).
"""

import json
from datetime import date, timedelta

from kontant.exchange.demo import answered
from kontant.exchange.demo.answered import Answers
from kontant.exchange.demo.contact import coordinator_on
from kontant.exchange.demo.plan import Plan, Stay
from kontant.exchange.demo.quota import count, draw
from kontant.exchange.demo.scene import Scene, workday

_COMPANY = ("work_placement", "wage_subsidy")


def add_journal(scene: Scene, plans: list[Plan]) -> None:
    """Fill ``notes``."""
    for plan in plans:
        _add_conversations(scene, plan)
        _add_reviews(scene, plan)
        _add_handovers(scene, plan)
        for day in plan.missed:
            _add(scene, plan, day, "absence")
        if plan.settled and scene.chance(70) and "paid-alone" not in plan.moments:
            day = workday(scene.ago(10, 220))
            _add(scene, plan, day, "plan_review", answered.plan_review(scene) if _guided(scene, plan, day) else None)
        _add_statements(scene, plan)
        if scene.chance(40):
            _add(scene, plan, workday(scene.ago(2, 5 if plan.age == "days" else 150)), "free")
    _add_follow_up(scene, plans)
    _add_evaluations(scene, plans)


def _add(
    scene: Scene,
    plan: Plan,
    day: date,
    template: str,
    answers: Answers | None = None,
    *,
    text: str = "",
    scope: str | None = None,
) -> None:
    scene.extract.add(
        "notes",
        case_ref=plan.case_ref,
        date=day,
        template=template,
        scope=scope,
        caseworker=coordinator_on(plan, day),
        text=answered.text_of(answers) if answers else text or scene.one_of("notes", template),
        answers=json.dumps(answers, ensure_ascii=False, separators=(",", ":")) if answers else None,
    )


def _guided(scene: Scene, plan: Plan, day: date) -> bool:
    """Whether a guide wrote the note of ``day``: nine in ten, once the caseworker has begun with them."""
    return plan.guided is not None and day >= plan.guided and scene.chance(90)


def _add_conversations(scene: Scene, plan: Plan) -> None:
    """A note for most conversations: what fills the person's days, jobs where the plan says so, and what comes next."""
    noted = [day for day in plan.held if day in plan.round_tables or scene.chance(85)]
    for number, day in enumerate(noted):
        following = noted[number + 1] if number + 1 < len(noted) else None
        if day in plan.round_tables:
            _add(scene, plan, day, "round_table")
        elif _guided(scene, plan, day):
            by = _agreed(scene, plan, day, following)
            _add(scene, plan, day, "conversation", answered.conversation(scene, plan, day, by))
        else:
            topics = ["job", "barrier"] if plan.job_focus else ["barrier"]
            topics += ["next"] if scene.chance(80) else []
            sentences = [scene.one_of("notes", topic) for topic in topics]
            _add(scene, plan, day, "conversation", text=" ".join(sentences))


def _agreed(scene: Scene, plan: Plan, day: date, following: date | None) -> date | None:
    """By when what was agreed is to be done: before the next conversation; after the last one as the plan says."""
    if following is not None:
        return scene.between(day + timedelta(3), following) if scene.chance(60) else None
    if "agreement-late" in plan.moments and (scene.day - day).days > 8:
        return scene.between(max(day + timedelta(5), scene.day - timedelta(25)), scene.day - timedelta(2))
    if "agreement-soon" in plan.moments:
        return scene.day + timedelta(scene.rng.randint(0, 12))
    return None


def _add_reviews(scene: Scene, plan: Plan) -> None:
    """A review before some of the prolongations; none of what has just ended or stands without an end."""
    if plan.moments & {"just-ended", "open-ended"}:
        return
    for stay in plan.exemptions:
        if scene.since < stay.start <= scene.day and scene.chance(50):
            day = workday(stay.start - timedelta(scene.rng.randint(0, 10)))
            answers = answered.exemption_review(scene, plan, stay) if _guided(scene, plan, day) else None
            _add(scene, plan, day, "exemption_review", answers, scope="activation")


def _add_statements(scene: Scene, plan: Plan) -> None:
    """A note on three in four of the doctors' answers, soon after they came."""
    for kind, ordered, received in plan.answered:
        day = min(workday(received + timedelta(scene.rng.randint(0, 9)), 1), scene.day)
        if scene.chance(75):
            guided = _guided(scene, plan, day)
            answers = answered.statement_received(scene, kind, ordered, received) if guided else None
            _add(scene, plan, day, "statement_received", answers)


def _add_handovers(scene: Scene, plan: Plan) -> None:
    """A handover at three changes of four; hardly any yet where the caseworker is new."""
    for number, stay in enumerate(plan.coordinators[:-1]):
        chance = 20 if number == 0 and "new-caseworker" in plan.moments else 75
        if scene.chance(chance):
            _add(scene, plan, workday(stay.start + timedelta(scene.rng.randint(0, 7))), "handover")


def _in_window(scene: Scene, plan: Plan) -> list[Stay]:
    return [stay for stay in plan.offer_stays if stay.end is None or stay.end > scene.since]


def _add_follow_up(scene: Scene, plans: list[Plan]) -> None:
    """The latest offer followed up in the published share of the cases, earlier ones in about as many."""
    latest = {
        id(plan): max(_in_window(scene, plan), key=lambda stay: stay.start)
        for plan in plans
        if plan.offers and plan.settled
    }
    active = [plan for plan in plans if id(plan) in latest]
    followed = draw(scene.rng, active, count("offers.followed_up", len(active)))
    for plan in active:
        for stay in _in_window(scene, plan):
            if scene.chance(50):
                guided = _guided(scene, plan, stay.start)
                _add(scene, plan, stay.start, "offer_start", answered.offer_start(scene, stay) if guided else None)
            if plan in followed if stay is latest[id(plan)] else scene.chance(60):
                day = _while_running(scene, stay)
                guided = _guided(scene, plan, day)
                _add(scene, plan, day, "offer_follow_up", answered.offer_follow_up(scene, stay) if guided else None)


def _while_running(scene: Scene, stay: Stay) -> date:
    last = min(stay.end or scene.day, scene.day)
    day = workday(scene.between(stay.start + timedelta(10), last - timedelta(3)))
    return max(stay.start, min(day, last))


def _add_evaluations(scene: Scene, plans: list[Plan]) -> None:
    """An evaluation soon after the end: the published share of the company-based offers, three in four of the rest."""
    ended = [
        (plan, stay)
        for plan in plans
        for stay in _in_window(scene, plan)
        if stay.end is not None and stay.end <= scene.day - timedelta(2) and stay.outcome
    ]
    company = [pair for pair in ended if pair[1].what in _COMPANY]
    others = [pair for pair in ended if pair[1].what not in _COMPANY]
    chosen = draw(scene.rng, company, count("offers.evaluated", len(company)))
    for plan, stay in chosen + draw(scene.rng, others, len(others) * 3 // 4):
        assert stay.end is not None
        day = workday(min(stay.end + timedelta(scene.rng.randint(1, 12)), scene.day))
        day = max(stay.end, day)
        guided = _guided(scene, plan, day)
        _add(scene, plan, day, "offer_evaluation", answered.offer_evaluation(scene, stay) if guided else None)
