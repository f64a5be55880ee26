"""The people around a case and what they have set down: caseworkers, goals, statements, coordination."""

from datetime import date, timedelta
from typing import Any

from kontant.dates import add_months
from kontant.exchange.demo.plan import Plan, Stay
from kontant.exchange.demo.quota import count, draw
from kontant.exchange.demo.scene import Scene, workday

# Who holds the cases today, out of a hundred: one full caseload, and parts of others'.
_NOW = (40, 24, 16, 12, 8)
_ANSWERED_WITHIN = {"LÆ105": 14, "LÆ115": 14, "LÆ125": 14, "LÆ135": 30, "LÆ145": 30, "LÆ265": 30, "LÆ155": 60}


def add_assignments(scene: Scene, plans: list[Plan]) -> None:
    """Fill ``assignments``: the coordinators one after the other, and a job broker beside them."""
    for plan in plans:
        plan.coordinators = _coordinators(scene, plan)
        for stay in plan.coordinators:
            _add_assignment(scene, plan, "coordinator", stay)
        if plan.broker:
            start = scene.ago(40, 600)
            end = scene.between(start + timedelta(30), scene.day) if scene.chance(30) else None
            _add_assignment(scene, plan, "broker", Stay(scene.one_of("team", "brokers"), start, end))
        if plan.company and scene.chance(50):
            _add_assignment(
                scene, plan, "consultant", Stay(scene.one_of("team", "consultants"), scene.ago(30, 400), None)
            )


def _add_assignment(scene: Scene, plan: Plan, role: str, stay: Stay) -> None:
    person, start, end, _ = stay
    scene.extract.add("assignments", case_ref=plan.case_ref, role=role, start=start, caseworker=person, end=end)


def _coordinators(scene: Scene, plan: Plan) -> list[Stay]:
    """As many different ones in 24 months as planned, the present one first."""
    team = scene.words["team"]["coordinators"]
    people = [scene.rng.choices(team[: len(_NOW)], _NOW)[0]]
    people += draw(scene.rng, [person for person in team if person not in people], plan.caseworkers - 1)
    ends: date | None = scene.ago(6, 12) if "nobody" in plan.moments else None
    stays = []
    for person, start in zip(people, _changes(scene, plan), strict=True):
        stays.append(Stay(person, start, ends))
        ends = start - timedelta(1)
    return stays


def _changes(scene: Scene, plan: Plan) -> list[date]:
    """The day on which each began, latest first: one after another within the months, the first well before."""
    number = plan.caseworkers
    latest = scene.ago(8, 40) if "new-caseworker" in plan.moments else scene.ago(75, 440)
    room = (latest - scene.since).days - 40
    step = room // max(number - 1, 1)
    changes = [latest - timedelta(step * i + scene.rng.randint(0, step // 2)) for i in range(1, number - 1)]
    first = plan.opened
    if plan.settled:
        first = max(plan.opened, scene.since - timedelta(scene.rng.randint(60, 500)))
    return ([latest, *changes] if number > 1 else []) + [first]


def add_goals(scene: Scene, plans: list[Plan]) -> None:
    """Fill ``goals``: one job goal, one to three sub-goals, one of them still open."""
    aiming = [plan for plan in plans if plan.job_goal]
    concrete = draw(scene.rng, aiming, count("plan.concrete", len(aiming)))
    for plan in aiming:
        title = scene.one_of("goals", "concrete" if plan in concrete else "vague")
        _add_goal(scene, plan, "job", title, still_open=True)
    for plan in plans:
        if plan.sub_goal:
            titles = scene.rng.sample(scene.words["goals"]["sub"], scene.rng.randint(1, 3))
            for number, title in enumerate(titles):
                _add_goal(scene, plan, "sub", title, still_open=number == 0)


def _add_goal(scene: Scene, plan: Plan, kind: str, title: str, *, still_open: bool) -> None:
    set_on = workday(scene.between(max(plan.opened, add_months(scene.day, -18)) + timedelta(20), scene.ago(20, 120)))
    due = add_months(scene.day, scene.rng.randint(-1, 9)) if scene.chance(70) else None
    reached = None if still_open else scene.between(set_on + timedelta(14), scene.day)
    row = {"case_ref": plan.case_ref, "kind": kind, "title": title, "set_on": set_on, "reached": reached}
    scene.extract.add("goals", **row, due=None if due is None else max(due, set_on))


def add_statements(scene: Scene, plans: list[Plan]) -> None:
    """Fill ``statements``: ordered, mostly answered in time, some reminded, some still awaited."""
    rows = [row for plan in plans for row in _statements(scene, plan)]
    clear = draw(scene.rng, range(len(rows)), count("statements.clear_order", len(rows)))
    for number, row in enumerate(rows):
        row["question"] = scene.one_of("statements", "clear" if number in clear else "broad")
        row["purpose"] = scene.one_of("statements", "purpose") if number in clear or scene.chance(30) else None
        scene.extract.add("statements", **row)


def _statements(scene: Scene, plan: Plan) -> list[dict[str, Any]]:
    """One in each equal part of the 24 months, so that no two share a key."""
    rows = []
    step = (scene.day - scene.since).days // max(plan.statements, 1)
    for number in range(plan.statements):
        ordered = workday(scene.ago(step * number + 5, step * (number + 1) - 12))
        row = _statement(scene, ordered)
        if number == 0:
            row |= _pending(scene, plan, row)
        if isinstance(row["received"], date):
            plan.answered.append((str(row["type"]), row["ordered"], row["received"]))
        rows.append({"case_ref": plan.case_ref, **row})
    return rows


def _pending(scene: Scene, plan: Plan, row: dict[str, Any]) -> dict[str, Any]:
    """The latest statement where it still asks for something: a reminder, or another way when the doctor declined."""
    kind = row["type"] if row["type"] in _ANSWERED_WITHIN else "LÆ125"
    if "doctor-late" in plan.moments:
        ordered = workday(scene.day - timedelta(_ANSWERED_WITHIN[kind] + scene.rng.randint(3, 24)))
        nothing = dict.fromkeys(("consulted", "received", "declined", "reminded"))
        return {"type": kind, "ordered": ordered, **nothing}
    if "doctor-declined" in plan.moments:
        declined = workday(scene.ago(4, 10))
        nothing = dict.fromkeys(("consulted", "received", "reminded"))
        return {"ordered": workday(declined - timedelta(scene.rng.randint(10, 30))), **nothing, "declined": declined}
    return {}


def _statement(scene: Scene, ordered: date) -> dict[str, Any]:
    kind = scene.rng.choice([*_ANSWERED_WITHIN, "LÆ135", "LÆ145", "LÆ275", "other"])
    limit = _ANSWERED_WITHIN.get(kind, 30)
    answer = workday(ordered + timedelta(scene.rng.randint(5, limit * 2)), 1)
    reminder = workday(ordered + timedelta(limit + scene.rng.randint(1, 10)), 1)
    declined = answer <= scene.day and scene.chance(6)
    return {
        "type": kind,
        "ordered": ordered,
        "consulted": ordered + timedelta(scene.rng.randint(3, 10)) if kind == "LÆ265" and answer <= scene.day else None,
        "received": answer if answer <= scene.day and not declined else None,
        "declined": answer if declined else None,
        "reminded": reminder if reminder < min(answer, scene.day) and scene.chance(50) else None,
    }


def add_coordination(scene: Scene, plans: list[Plan]) -> None:
    """Fill ``coordination``; a round table is held where :mod:`contact` has put one."""
    for plan in plans:
        for form in plan.coordination:
            if form != "round_table":
                _add_coordination(scene, plan, form, workday(scene.ago(10, 690)))
        for day in plan.round_tables:
            _add_coordination(scene, plan, "round_table", day)
        if "parallel" in plan.moments:
            # Drawn twice, so that another actor than the first is all but certain.
            for _ in range(2):
                _add_coordination(scene, plan, "measure", workday(scene.ago(10, 500)))
        if "admitted" in plan.moments:
            _add_coordination(scene, plan, "meeting", workday(scene.ago(20, 90)), scene.one_of("coordination", "ward"))


def _add_coordination(scene: Scene, plan: Plan, form: str, day: date, actor: str | None = None) -> None:
    actor = actor or scene.one_of("coordination", form)
    scene.extract.add("coordination", case_ref=plan.case_ref, date=day, actor=actor, form=form)
