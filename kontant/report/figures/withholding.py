"""Which figures of the groups are shown: none of a few people, also none that the totals would give by subtraction.

Within a figure, cells of fewer people than are asked for are withheld, and as many more as it takes for the people
behind all that is unpublished to be that many. A figure whose categories have a base of their own has a cell for each
of them, and the people unpublished are enough within the group as well as across the groups. Of groups that were put
together, the figures of what the caseload is divided by are withheld: they would tell the groups apart again.

The protection is within one report. Whoever sets two reports beside each other, of other cases or of another day, may
still come to know of fewer people, and a total of which none or all is true is true of everybody withheld.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from kontant.report.benchmark import benchmarks
from kontant.report.figures.groups import joined
from kontant.report.figures.result import Result

Results = Mapping[str, Result]
Shown = dict[str, set[int]]
"""The places of the groups that do not show a category, by category."""


def shown(
    groups: Sequence[Results], total: Results, least: int, by: str | None = None, together: Collection[int] = ()
) -> list[Results]:
    """What may be shown of each group; ``together`` are the places of those that were put together."""
    found: list[dict[str, Result]] = [{} for _group in groups]
    for figure, whole in total.items():
        # The themes of the figures are called as what a caseload can be divided by.
        apart = set(together) if benchmarks()[figure].theme == by else set()
        for place, result in enumerate(_shown([group[figure] for group in groups], whole, least, apart)):
            found[place][figure] = result
    return list(found)


def _shown(cells: Sequence[Result], whole: Result, least: int, apart: set[int]) -> Iterator[Result]:
    """What the groups show of one figure; those that are ``apart`` show nothing."""
    people = [cell.people for cell in cells]
    if not sum(people):
        yield from cells
        return
    if whole.ns is not None:
        hidden = _by_category(cells, whole.ns, least, apart)
        for place, cell in enumerate(cells):
            yield _part(cell, {category for category, places in hidden.items() if place in places})
        return
    places = withheld(people, whole.people - sum(people), least, apart)
    for place, cell in enumerate(cells):
        yield Result(cell.id, withheld=True) if place in places else cell


def withheld(people: Sequence[int], elsewhere: int, least: int, also: Collection[int] = ()) -> set[int]:
    """The places of the cells to withhold; ``elsewhere`` are people of the total who are in no cell shown.

    Where nothing is small nothing is withheld but ``also``: that a group has nobody in the base tells of nobody.
    """
    small = {place for place, count in enumerate(people) if count < least}
    found = small if any(people[place] for place in small) else set()
    return joined(people, found | set(also), elsewhere, least)


def _by_category(cells: Sequence[Result], whole: Mapping[str, int | None], least: int, apart: set[int]) -> Shown:
    """The same of each category, until both the groups of each and the categories of each group leave enough."""
    bases = {category: [(cell.ns or {}).get(category) or 0 for cell in cells] for category in whole}
    hidden: Shown = {category: set(apart) for category in whole}
    before = -1
    while before != (before := sum(map(len, hidden.values()))):
        for category, people in bases.items():
            hidden[category] = withheld(people, (whole[category] or 0) - sum(people), least, hidden[category])
        for place in range(len(cells)):
            _within(place, bases, hidden, least)
    return hidden


def _within(place: int, bases: Mapping[str, Sequence[int]], hidden: Shown, least: int) -> None:
    """Withhold as many more categories of one group as its own total asks for."""
    names = list(bases)
    own = {number for number, category in enumerate(names) if place in hidden[category]}
    for number in joined([bases[category][place] for category in names], own, 0, least):
        hidden[names[number]].add(place)


def _part(cell: Result, hidden: Collection[str]) -> Result:
    """A figure without the categories that are withheld, whose bases are None; wholly withheld where those are all."""
    if cell.ns is None or not hidden:
        # A group without anybody in the base has no cells to hide, but for where the others have.
        return Result(cell.id, withheld=True) if hidden else cell
    if len(hidden) == len(cell.ns):
        return Result(cell.id, withheld=True)
    ns = {category: None if category in hidden else n for category, n in cell.ns.items()}
    left = sum(n or 0 for n in ns.values())
    return cell._replace(
        values={category: None if category in hidden else value for category, value in (cell.values or {}).items()},
        intervals={each: None if each in hidden else bounds for each, bounds in (cell.intervals or {}).items()},
        ns=ns,
        n=left,
        people=left,
    )
