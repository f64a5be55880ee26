"""Where a case's offers and exemptions lie in time, before they are anything more than periods.

A case is laid out backwards from the day shown, so that what lies in the last 24 months is what its plan says,
and what lies before it leaves gaps of under ten months, or, in a passive case, one of well over a year.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from kontant.dates import add_months
from kontant.exchange.demo.plan import Plan
from kontant.exchange.demo.scene import Scene, workday

# Further than this from a border of 12 or 24 months, so that no way of counting moves a case across it.
CLEAR = timedelta(10)


@dataclass
class Layout:
    """One case's covered time, latest first; ``free`` is the last day that nothing covers yet."""

    free: date
    offers: list[tuple[date, date]] = field(default_factory=list)
    # Chains of exemptions that follow each other without a break, each latest first.
    chains: list[list[tuple[date, date | None]]] = field(default_factory=list)


def lay_out(scene: Scene, plan: Plan) -> Layout:
    """The covered time of one case."""
    layout = Layout(scene.day)
    if plan.exempt_now:
        _exempt_now(scene, plan, layout)
    elif not plan.offers:
        layout.free = scene.since - timedelta(scene.rng.randint(30, 300))
    elif plan.stale:
        layout.free = scene.year_ago - CLEAR - timedelta(scene.rng.randint(5, 200))
    elif plan.exempt:
        _exempt_before(scene, plan, layout)
    else:
        _offer_lately(scene, layout)
    _fill(scene, plan, layout)
    return layout


def _exempt_now(scene: Scene, plan: Plan, layout: Layout) -> None:
    """A chain that covers the day; long where no offer is to be seen for a year, or for two."""
    days = (500, 600) if not plan.offers else (280, 380) if plan.stale else (100, 200)
    end, start = _current_link(scene, plan)
    chain: list[tuple[date, date | None]] = [(start, end)]
    if plan.prolonged:
        goal = scene.ago(*days)
        while chain[-1][0] > goal or len(chain) == 1:
            earlier = add_months(chain[-1][0], -3)
            chain.append((earlier, chain[-1][0] - timedelta(1)))
    layout.chains.append(chain)
    layout.free = chain[-1][0] - timedelta(scene.rng.randint(8, 60))
    if not plan.offers:
        layout.free = min(layout.free, scene.since - CLEAR)
    elif plan.stale:
        layout.free = min(layout.free, scene.year_ago - CLEAR - timedelta(10))


def _current_link(scene: Scene, plan: Plan) -> tuple[date | None, date]:
    """The end and the start of the exemption that covers the day."""
    if "open-ended" in plan.moments:
        return None, scene.ago(120, 160)
    start = scene.ago(72, 84) if "expiring" in plan.moments else scene.ago(5, 50)
    return add_months(start, 3) - timedelta(1), start


def _exempt_before(scene: Scene, plan: Plan, layout: Layout) -> None:
    """Exempt at some time in the 24 months, with an offer since, or, just ended, with nothing since."""
    if "just-ended" in plan.moments:
        layout.free = scene.ago(12, 20)
    else:
        _offer_lately(scene, layout)
    last = layout.free
    start = add_months(last + timedelta(1), -3)
    chain: list[tuple[date, date | None]] = [(start, last)]
    if scene.chance(60):
        chain.append((add_months(start, -3), start - timedelta(1)))
    layout.chains.append(chain)
    layout.free = chain[-1][0] - timedelta(scene.rng.randint(8, 60))


def _offer_lately(scene: Scene, layout: Layout) -> None:
    """An offer that runs on the day, or one that ended less than eight months ago."""
    if scene.chance(60):
        start = workday(scene.ago(20, 110))
        end = workday(scene.day + timedelta(scene.rng.randint(10, 90)), 1)
    else:
        end = workday(scene.ago(15, 220))
        start = workday(end - timedelta(scene.rng.randint(42, 120)))
    layout.offers.append((start, end))
    layout.free = start - timedelta(scene.rng.randint(20, 120))


def _fill(scene: Scene, plan: Plan, layout: Layout) -> None:
    """Offers, and in the years before the 24 months now and then a chain of exemptions, back to the opening."""
    gap_left = plan.passive and not (plan.stale and not plan.exempt)
    while layout.free > plan.opened + timedelta(60):
        before = layout.free < scene.since - CLEAR
        if before and gap_left:
            layout.free -= timedelta(scene.rng.randint(400, 520))
            gap_left = False
            continue
        start = max(workday(layout.free - timedelta(scene.rng.randint(56, 170))), plan.opened + timedelta(14))
        if before and layout.free > add_months(plan.opened, 12) and scene.chance(20):
            start = add_months(layout.free + timedelta(1), -3)
            layout.chains.append([(start, layout.free)])
        else:
            layout.offers.append((start, layout.free))
        layout.free = start - timedelta(scene.rng.randint(25, 200))
