"""Conversations held, planned, missed and forgotten, and the absences that go with the missed ones."""

from datetime import date, timedelta

from kontant.dates import add_months
from kontant.exchange.demo.plan import Plan, Stay
from kontant.exchange.demo.scene import Scene, workday

# How far back an older case's conversations are recorded, in days before the 24 months.
_OLDER_DAYS = 1100
# Clear of the border of 24 months, weekends and holidays included.
_CLEAR = 8


def add_contact(scene: Scene, plans: list[Plan]) -> None:
    """Fill ``conversations`` and ``absences``."""
    sanctioned = [plan for plan in plans if plan.sanctioned]
    for plan in plans:
        taken: set[date] = set()
        _add_held(scene, plan, taken)
        _add_older(scene, plan)
        _add_coming(scene, plan, taken)
        _add_broker_contacts(scene, plan, taken)
        if plan.absent:
            _add_absence(scene, plan, taken, plan in sanctioned)
        _add_lately_missed(scene, plan, taken)


def _add_held(scene: Scene, plan: Plan, taken: set[date]) -> None:
    """The planned number, evenly over the 24 months with some play, as life goes."""
    first = max(scene.since + timedelta(_CLEAR), plan.opened + timedelta(2))
    last = scene.day - timedelta(100 if "paid-alone" in plan.moments else 1 if plan.conversations > 7 else 12)
    room = (last - first).days
    number = plan.conversations
    days: list[date] = []
    for i in range(number):
        middle = room * (2 * i + 1) // (2 * number)
        play = room // (3 * number)
        day = first + timedelta(middle + scene.rng.randint(-play, play))
        days.append(_free(workday(day), taken))
    if "round_table" in plan.coordination:
        plan.round_tables = [scene.rng.choice(days)]
    for day in days:
        kind = "round_table" if day in plan.round_tables else scene.rng.choice(("job", "follow_up", "follow_up"))
        plan.held[day] = kind, _add(scene, plan, day, kind, "held")


def _free(day: date, taken: set[date]) -> date:
    """``day``, or the nearest working day before it on which nothing else happens in this case."""
    while day in taken:
        day = workday(day - timedelta(1))
    taken.add(day)
    return day


def _add(scene: Scene, plan: Plan, day: date, kind: str, status: str, *, caseworker: str | None = None) -> str | None:
    """Take the conversation into the extract; returns its channel."""
    channel = None if status == "cancelled" else _channel(scene, kind)
    scene.extract.add(
        "conversations",
        case_ref=plan.case_ref,
        date=day,
        kind=kind,
        status=status,
        channel=channel,
        caseworker=caseworker or coordinator_on(plan, day),
    )
    return channel


def _channel(scene: Scene, kind: str) -> str:
    return "in_person" if kind == "round_table" else scene.rng.choice(("in_person",) * 6 + ("phone", "phone", "video"))


def coordinator_on(plan: Plan, day: date) -> str | None:
    """Who coordinated the case on ``day``, as far as it is recorded."""
    return next((stay.what for stay in plan.coordinators if stay.covers(day)), None)


def _add_older(scene: Scene, plan: Plan) -> None:
    day = scene.since - timedelta(scene.rng.randint(20, 90))
    while day > max(plan.opened, scene.since - timedelta(_OLDER_DAYS)):
        _add(scene, plan, workday(day), scene.rng.choice(("job", "follow_up")), "held")
        day -= timedelta(scene.rng.randint(60, 150))


def _add_coming(scene: Scene, plan: Plan, taken: set[date]) -> None:
    """What is planned from the day on, and what was planned before it and never written up."""
    if "planned-today" in plan.moments:
        _add(scene, plan, _free(workday(scene.day, 1), taken), "follow_up", "planned")
    elif "planned" in plan.moments:
        ahead = scene.rng.randint(1, 28)
        _add(scene, plan, workday(scene.day + timedelta(ahead), 1), scene.rng.choice(("job", "follow_up")), "planned")
    if "unrecorded" in plan.moments:
        _add(scene, plan, _free(workday(scene.ago(3, 20)), taken), "follow_up", "planned")
    if plan.settled and scene.chance(30):
        _add(scene, plan, _free(workday(scene.ago(10, 650)), taken), "follow_up", "cancelled")


def _add_broker_contacts(scene: Scene, plan: Plan, taken: set[date]) -> None:
    if plan.broker:
        broker = scene.one_of("team", "brokers")
        for _ in range(scene.rng.randint(1, 4)):
            _add(scene, plan, _free(workday(scene.ago(5, 500)), taken), "broker", "held", caseworker=broker)


def _add_absence(scene: Scene, plan: Plan, taken: set[date], sanctioned: bool) -> None:
    """A day missed in the offer that broke off for it, else a conversation to which nobody came."""
    broken = [
        stay for stay in plan.offer_stays if stay.outcome == "interrupted" and (stay.end or scene.day) > scene.since
    ]
    if plan.interrupted and broken:
        day, missed = _day_before_end(scene, broken[0]), "offer"
    else:
        day, missed = _free(workday(scene.ago(15, 600)), taken), "conversation"
        _add(scene, plan, day, "follow_up", "no_show")
    plan.missed.append(day)
    _add_absence_row(scene, plan, day, missed, sanctioned)


def _day_before_end(scene: Scene, offer: Stay) -> date:
    end = offer.end or scene.day
    return max(offer.start, workday(end - timedelta(scene.rng.randint(1, 9))))


def _add_absence_row(scene: Scene, plan: Plan, day: date, missed: str, sanctioned: bool) -> None:
    recent = (scene.day - day).days < 40
    hearing = workday(day + timedelta(scene.rng.randint(2, 7)), 1)
    hearing_sent = hearing if hearing <= scene.day and (sanctioned or scene.chance(50)) else None
    unsanctioned = "pending" if recent else scene.rng.choice(("none", "none", None))
    scene.extract.add(
        "absences",
        case_ref=plan.case_ref,
        date=day,
        from_kind=missed,
        contact_attempts=scene.rng.randint(1, 4),
        reasonable_ground=False if sanctioned else None if recent else scene.chance(60),
        hearing_sent=hearing_sent,
        decision="sanction" if sanctioned else unsanctioned,
    )


def _add_lately_missed(scene: Scene, plan: Plan, taken: set[date]) -> None:
    """Absences that still wait for something: an attempt at contact, a hearing, a decision; or that keep coming."""
    if "untried" in plan.moments:
        _add_missed(scene, plan, _free(workday(scene.ago(8, 10)), taken), contact_attempts=None)
    if "unheard" in plan.moments:
        day = _add_missed(scene, plan, _free(workday(scene.ago(12, 24)), taken), reasonable_ground=False)
        plan.missed.append(day)
    if "undecided" in plan.moments:
        # In the month three months back: the time in which a sanction can follow ends with the month shown.
        month = add_months(scene.day.replace(day=1), -3)
        day = _free(workday(month + timedelta(scene.rng.randint(6, 26))), taken)
        plan.missed.append(_add_missed(scene, plan, day, hearing_sent=workday(day + timedelta(4), 1)))
    for number in range(3 if "pattern" in plan.moments else 0):
        ago = scene.rng.randint(20, 50) + 45 * number
        # The latest only yesterday, so that nobody has talked about it yet.
        day = _free(workday(scene.day - timedelta(ago if number else 1)), taken)
        plan.missed.append(_add_missed(scene, plan, day, reasonable_ground=True, decision="none"))


def _add_missed(scene: Scene, plan: Plan, day: date, **values: object) -> date:
    """A conversation to which nobody came: pending, with an attempt or two at contact, but for ``values``."""
    _add(scene, plan, day, "follow_up", "no_show")
    row = {"from_kind": "conversation", "contact_attempts": scene.rng.randint(1, 2), "decision": "pending"}
    scene.extract.add("absences", case_ref=plan.case_ref, date=day, **row | values)
    return day
