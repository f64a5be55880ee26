"""Exemptions from the 225-hour rule: as they lie on the day, or as they ended when the rule was repealed."""

from datetime import date, timedelta

from kontant.dates import add_months
from kontant.exchange.demo.plan import Plan
from kontant.exchange.demo.quota import apportion, count, deal, draw, figure
from kontant.exchange.demo.scene import Scene

# Abolished by LOV 1655 of 30/12/2024; the rule came on 1 October 2016.
_FIRST_DAY, LAST_DAY = date(2016, 10, 1), date(2025, 6, 30)


def add_rule_225(scene: Scene, plans: list[Plan]) -> None:
    """Fill ``exemptions`` of scope hours_225 for the published share of the cases that were open then."""
    day = min(scene.day, LAST_DAY)
    eligible = [plan for plan in plans if add_months(plan.opened, 12) <= day]
    everyone = len(plans) if scene.day <= LAST_DAY else len(eligible)
    exempt = draw(scene.rng, eligible, count("rule_225.exempt", everyone))
    prolonged = draw(scene.rng, exempt, count("rule_225.prolonged", len(exempt)))
    for plan, reason in zip(exempt, _reasons(scene, len(exempt)), strict=True):
        _add_chain(scene, plan, day, plan in prolonged, reason)


def _reasons(scene: Scene, number: int) -> list[str]:
    """Own circumstances, a standard reason, or nothing at all: the report's shares leave a few over."""
    own, standard = figure("rule_225.reasoned"), figure("rule_225.standard")
    shares = {"own_225": own, "standard_225": standard, "": 100 - own - standard}
    return deal(scene.rng, apportion(shares, number))


def _add_chain(scene: Scene, plan: Plan, day: date, prolonged: bool, reason: str) -> None:
    start = day - timedelta(scene.rng.randint(5, 75))
    months = scene.rng.choice((3, 3, 3, 6))
    last = add_months(start, months) - timedelta(1)
    # A standard reason is mostly prolonged in the same words, as the audit found; an own one now and then.
    repeated = 20 if reason == "own_225" else 70
    text = scene.one_of("exemption", reason) if reason else None
    _add(scene, plan, start, min(last, LAST_DAY), text)
    for _ in range(scene.rng.randint(1, 4) if prolonged else 0):
        earlier = add_months(start, -scene.rng.choice((3, 6)))
        if earlier < max(plan.opened, _FIRST_DAY):
            break
        other = scene.one_of("exemption", reason) if reason else None
        _add(scene, plan, earlier, start - timedelta(1), text if scene.chance(repeated) else other)
        start = earlier


def _add(scene: Scene, plan: Plan, start: date, end: date, explanation: str | None) -> None:
    scene.extract.add(
        "exemptions",
        case_ref=plan.case_ref,
        scope="hours_225",
        start=start,
        end=end,
        reason="work_capacity",
        explanation=explanation,
    )
