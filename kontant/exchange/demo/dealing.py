"""Who gets what: the dealing of plans to cases, so that the caseload as a whole meets every margin.

Dates and texts are made from a plan elsewhere.
"""

from collections.abc import Iterable, Sequence

from kontant.exchange.demo.plan import Plan
from kontant.exchange.demo.quota import apportion, by_track, count, deal, draw, figure, figures, nearest, spread
from kontant.exchange.demo.scene import Scene

# Of the exempt, how many are so on the day itself: not published, chosen so that a morning has some of each.
_EXEMPT_NOW = 62
# Cases whose notes are written by the guides, in per cent: not published either.
_GUIDED = 55
# A case that is thinly followed has at most seven conversations in 24 months, one that is well followed eight or more.
_THIN, _WELL = (2, 7), (8, 20)


def make_plans(scene: Scene, cases: int) -> list[Plan]:
    """A plan for each case, in no particular order."""
    plans = [Plan() for _ in range(cases)]
    for deal_part in (
        _deal_seniority,
        _deal_tracks,
        _deal_challenges,
        _deal_exemptions,
        _deal_activity,
        _deal_contact,
        _deal_people,
        _deal_goals,
        _deal_health_and_coordination,
        _deal_guides,
        _deal_moments,
    ):
        deal_part(scene, plans)
    scene.rng.shuffle(plans)
    return plans


def _deal_seniority(scene: Scene, plans: list[Plan]) -> None:
    rng, few = scene.rng, max(1, len(plans) // 22)
    for plan, age in zip(plans, ("days", "months", *["young"] * few), strict=False):
        plan.age = age
        plan.years = {"days": 0.0, "months": 0.4}.get(age, round(rng.uniform(2.6, 4.4), 2))
    # One person has been on benefit for five years in a month or so.
    plans[2].years = 4.9
    long_term = [plan for plan in plans if plan.age == "long"]
    over_10 = count("seniority.over_10", len(long_term))
    under_7 = (len(long_term) - over_10) // 2
    # In hundredths of a year, and clear of the borders of the groups, so that no way of counting moves a case.
    years = [rng.randint(510, 690) for _ in range(under_7)]
    years += [rng.randint(710, 990) for _ in range(len(long_term) - over_10 - under_7)]
    total = nearest(figure("seniority.mean") * 100, 100 * len(long_term))
    # The longest make up what the mean still lacks; they have the widest room.
    years += spread(rng, [(1010, 2300)] * over_10, total - sum(years))
    for plan, hundredths in zip(long_term, years, strict=True):
        plan.years = hundredths / 100


def _deal_tracks(scene: Scene, plans: list[Plan]) -> None:
    shares = apportion(figures("track.by_kind"), len(plans))
    settled = [plan for plan in plans if plan.settled]
    shares["job"] -= len(plans) - len(settled)
    for plan, track in zip(settled, deal(scene.rng, shares), strict=True):
        plan.track = track


def _deal_challenges(scene: Scene, plans: list[Plan]) -> None:
    rng, total = scene.rng, len(plans)
    kinds = {kind: nearest(share, total) for kind, share in figures("challenges.by_kind").items()}
    fours, several = count("challenges.four_or_more", total), count("challenges.several", total)
    bounds = [(4, 5)] * fours + [(2, 3)] * (several - fours) + [(1, 1)] * (total - several)
    numbers = spread(rng, bounds, sum(kinds.values()))
    chosen: list[set[str]] = []
    for number in sorted(numbers, reverse=True):
        # The kinds with most left to place go first: this always comes out even (Gale and Ryser).
        chosen.append(set(sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:number]))
        for kind in chosen[-1]:
            kinds[kind] -= 1
    _mix(scene, chosen, list(kinds))
    rng.shuffle(chosen)
    for plan, own in zip(plans, chosen, strict=True):
        plan.challenges = tuple(kind for kind in kinds if kind in own)


def _mix(scene: Scene, chosen: list[set[str]], kinds: list[str]) -> None:
    """Let pairs of cases trade a kind each way, which keeps both every case's number and every kind's."""
    for _ in range(40 * len(chosen)):
        one, other = scene.rng.sample(chosen, 2)
        give, take = scene.rng.sample(kinds, 2)
        if give in one and give not in other and take in other and take not in one:
            one.symmetric_difference_update((give, take))
            other.symmetric_difference_update((give, take))


def _deal_exemptions(scene: Scene, plans: list[Plan]) -> None:
    rng = scene.rng
    settled = [plan for plan in plans if plan.settled]
    on_exempt_track = [plan for plan in settled if plan.track == "exempt"]
    # One person on the exempt track has no dated exemption: the one who gets forgotten.
    certain = on_exempt_track[1:]
    others = [plan for plan in settled if plan.track != "exempt"]
    exempt = certain + draw(rng, others, count("exemption.any", len(plans)) - len(certain))
    _mark(exempt, "exempt")
    _mark(draw(rng, exempt, count("exemption.health", len(plans))), "health")


def _deal_activity(scene: Scene, plans: list[Plan]) -> None:
    rng, total = scene.rng, len(plans)
    new = [plan for plan in plans if not plan.settled]
    long_term = [plan for plan in plans if plan.age == "long"]
    resting = draw(rng, [p for p in long_term if p.track == "exempt" and p.exempt], 2)
    without = total - count("offers.any", total) - len(new) - len(resting)
    resting += draw(rng, [p for p in long_term if p.track != "exempt"], without)
    for plan in new + resting:
        plan.offers = False
    stale = count("offers.passive_now", total - len(new)) - len(resting)
    _mark(resting + draw(rng, [plan for plan in long_term if plan.offers], stale), "stale")
    _deal_current_exemptions(scene, plans)
    forced = [plan for plan in plans if plan.stale and not plan.exempt]
    free = [plan for plan in long_term if plan not in forced]
    _mark(forced + draw(rng, free, count("offers.passive_year", total) - len(forced)), "passive")
    active = [plan for plan in plans if plan.offers]
    _mark_by_track(scene, active, "offers.company", "company", total)
    _mark(draw(rng, active, count("offers.interrupted", total)), "interrupted")
    working = [plan for plan in active if not plan.stale and not plan.exempt]
    _mark(draw(rng, working, count("offers.paid_work", total)), "paid_work")


def _deal_current_exemptions(scene: Scene, plans: list[Plan]) -> None:
    """Who is exempt on the day: those whom nothing else has covered for a year, and some others."""
    exempt = [plan for plan in plans if plan.exempt]
    now = [plan for plan in exempt if plan.stale]
    others = [plan for plan in exempt if not plan.stale]
    now += draw(scene.rng, others, max(3, nearest(_EXEMPT_NOW, len(exempt)) - len(now)))
    _mark(now, "exempt_now")
    first_time = len(now) - count("rule_225.prolonged", len(now))
    for plan in draw(scene.rng, [plan for plan in now if not plan.stale], first_time):
        plan.prolonged = False


def _deal_contact(scene: Scene, plans: list[Plan]) -> None:
    rng, total = scene.rng, len(plans)
    settled = [plan for plan in plans if plan.settled]
    well = draw(rng, settled, count("contact.enough", total))
    bounds = [_bounds(plan, plan in well) for plan in plans]
    everyone = nearest(figure("contact.mean") * 100, total)
    for plan, number in zip(plans, spread(rng, bounds, everyone), strict=True):
        plan.conversations = number
    _mark_by_track(scene, plans, "contact.job_focus", "job_focus", total)
    interrupted = [plan for plan in plans if plan.interrupted]
    others = [plan for plan in settled if not plan.interrupted]
    absent = interrupted + draw(rng, others, count("contact.absence", total) - len(interrupted))
    _mark(absent, "absent")
    _mark(draw(rng, absent, count("contact.sanctioned", len(absent))), "sanctioned")


def _bounds(plan: Plan, well: bool) -> tuple[int, int]:
    if not plan.settled:
        return (0, 0) if plan.age == "days" else (2, 2)
    return _WELL if well else _THIN


def _deal_people(scene: Scene, plans: list[Plan]) -> None:
    rng, total = scene.rng, len(plans)
    settled = [plan for plan in plans if plan.settled]
    shares = apportion(figures("continuity.caseworkers"), total)
    shares["1"] -= total - len(settled)
    for plan, number in zip(settled, deal(rng, shares), strict=True):
        plan.caseworkers = int(number)
    _mark(draw(rng, settled, count("continuity.broker", total)), "broker")
    exempt = [plan for plan in plans if plan.exempt]
    mentors = draw(rng, [plan for plan in exempt if plan.offers], count("exemption.mentor", len(exempt)))
    others = [plan for plan in plans if plan.offers and not plan.exempt]
    _mark(mentors + draw(rng, others, count("continuity.mentor", total) - len(mentors)), "mentor")


def _deal_goals(scene: Scene, plans: list[Plan]) -> None:
    settled = [plan for plan in plans if plan.settled]
    for name in ("job_goal", "cv"):
        _mark_by_track(scene, settled, f"plan.{name}", name, len(plans))
    # Most sub-goals are steps towards a job goal; a few stand alone.
    stepping = [plan for plan in settled if plan.job_goal or scene.chance(15)]
    _mark_by_track(scene, stepping, "plan.sub_goal", "sub_goal", len(plans))


def _deal_health_and_coordination(scene: Scene, plans: list[Plan]) -> None:
    rng, total = scene.rng, len(plans)
    settled = [plan for plan in plans if plan.settled]
    shares = apportion(figures("statements.count"), total)
    shares["0"] -= total - len(settled)
    limits = {"0": (0, 0), "1-2": (1, 2), "3+": (3, 6)}
    bounds = [limits[name] for name in deal(rng, shares)]
    statements = spread(rng, bounds, nearest(figure("statements.mean") * 100, total))
    for plan, number in zip(settled, statements, strict=True):
        plan.statements = number
    _deal_coordination(scene, draw(rng, settled, count("coordination.any", total)), total)


def _deal_coordination(scene: Scene, coordinated: list[Plan], total: int) -> None:
    """Each of these cases one form at least; the forms that are left over go to cases that lack them."""
    forms = {form: nearest(share, total) for form, share in figures("coordination.forms").items()}
    dealt = deal(scene.rng, forms)
    for plan, form in zip(coordinated, dealt, strict=False):
        plan.coordination = (form,)
    for form in dealt[len(coordinated) :]:
        lacking = [p for p in coordinated if form not in p.coordination]
        for plan in draw(scene.rng, sorted(lacking, key=lambda p: len(p.coordination))[: len(lacking) // 2 + 1], 1):
            plan.coordination += (form,)


def _deal_guides(scene: Scene, plans: list[Plan]) -> None:
    """Who writes notes by the guides, and since when: the caseworkers of over half of the cases, some only lately."""
    settled = [plan for plan in plans if plan.settled]
    for plan in draw(scene.rng, settled, nearest(_GUIDED, len(settled))):
        plan.guided = scene.ago(60, 540)


def _deal_moments(scene: Scene, plans: list[Plan]) -> None:
    """What calls for attention on the day itself, in a few cases each."""
    now = [plan for plan in plans if plan.exempt_now and plan.prolonged]
    past = [plan for plan in plans if plan.exempt and not plan.exempt_now]
    settled = [plan for plan in plans if plan.settled]
    changed = [plan for plan in settled if plan.caseworkers > 1]
    ongoing = [plan for plan in settled if not plan.exempt and not plan.stale]
    silenced = [plan for plan in now if plan.track == "exempt" and plan.health and plan.conversations < _WELL[0]]
    pools: tuple[tuple[str, list[Plan], int], ...] = (
        ("expiring", now, 2),
        ("open-ended", [plan for plan in now if not plan.stale] or now, 1),
        ("just-ended", past, 1),
        ("no-conversations", silenced, 1),
        ("new-caseworker", changed, 4),
        ("nobody", [plan for plan in settled if plan.caseworkers == 1], 1),
        ("unrecorded", settled, 3),
        ("no-outcome", [plan for plan in ongoing if not plan.interrupted], 1),
        ("coming-offer", [plan for plan in settled if plan.stale and not plan.exempt_now], 2),
        ("planned", settled, len(settled) * 4 // 10),
        ("planned-today", settled, 2),
        *_moments_of_casework(plans),
    )
    for moment, pool, times in pools:
        for plan in draw(scene.rng, pool, times):
            if not (moment == "open-ended" and "expiring" in plan.moments):
                plan.moments |= {moment}


def _moments_of_casework(plans: list[Plan]) -> tuple[tuple[str, list[Plan], int], ...]:
    """What absences, statements, agreements, offers and coordination ask for."""
    absent = [plan for plan in plans if plan.absent]
    seen_seldom = [plan for plan in absent if plan.conversations < _WELL[0]]
    asked = [plan for plan in plans if plan.statements]
    guided = [plan for plan in plans if plan.guided]
    met = [plan for plan in plans if "meeting" in plan.coordination]
    placed = [plan for plan in plans if plan.company and not plan.paid_work and not plan.stale]
    return (
        ("paid-alone", sorted((plan for plan in plans if plan.paid_work), key=_conversations)[:1], 1),
        ("untried", seen_seldom or absent, 1),
        ("unheard", absent, 2),
        ("undecided", absent, 1),
        ("pattern", absent, 1),
        ("doctor-late", asked, 3),
        ("doctor-declined", [plan for plan in asked if plan.conversations < _WELL[0]], 1),
        ("agreement-late", guided, 4),
        ("agreement-soon", guided, 4),
        ("parallel", [plan for plan in plans if "measure" in plan.coordination], 2),
        ("admitted", [plan for plan in met if not plan.mentor] or met, 1),
        ("twice", [plan for plan in plans if plan.interrupted], 3),
        ("standstill", [plan for plan in placed if not plan.job_goal and not plan.sub_goal] or placed, 1),
    )


def _conversations(plan: Plan) -> int:
    return plan.conversations


def _mark(plans: Iterable[Plan], name: str) -> None:
    for plan in plans:
        setattr(plan, name, True)


def _mark_by_track(scene: Scene, among: Sequence[Plan], margin: str, name: str, total: int) -> None:
    """Mark the published share of ``total``, split on tracks as published."""
    tracks = apportion(figures("track.by_kind"), total)
    weights = {track: share * tracks[track] for track, share in by_track(margin).items()}
    for track, number in apportion(weights, count(margin, total)).items():
        _mark(draw(scene.rng, [plan for plan in among if plan.track == track], number), name)
