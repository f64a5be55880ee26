"""The control points of a case review: what is asked of each case, and what the national audit found.

The points lie in ``points.toml``, in the order of asking, under the seven themes of the audit; exemptions stand under
the theme that the audit has them in. A point is answered yes, no or not relevant. ``good`` is the answer that one
hopes for; a point without it tells what the cases are, and neither answer is a fault.

Rules:

- A point with a figure is answered by the case's records wherever the figure says yes or no of the case, and has the
  figure's published value beside it; where the point asks the opposite, the answer is turned round and the value is
  100 less the figure's. A figure that does not concern the case fills nothing in: the reviewer says whether the point
  is not relevant, or the records merely lack it. Nor does a figure for which the caseload held no records at all when
  the review was begun: a caseload into which no CV is ever written does not say that nobody has one.
- A point without a figure has its own published value, or none, and nothing is ever filled in.
- A point with ``in_force`` is asked only where that parameter of the law is in force on the review's day.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kontant.i18n import language
from kontant.report.benchmark import Benchmark, benchmarks, publications
from kontant.rules.law import Law

FILE = Path(__file__).with_name("points.toml")

THEMES = ("target_group", "contact", "plan", "offers", "company", "coordination", "management")
"""The themes of the audit in their order; each is called as the report's section of that code."""

YES, NO, NOT_RELEVANT = "yes", "no", "not_relevant"
ANSWERS = (YES, NO, NOT_RELEVANT)

_OPPOSITE = "opposite"
_TURNED = {YES: NO, NO: YES}

Texts = Mapping[str, str]
"""A text in each language, by the language's code."""


@dataclass(frozen=True, slots=True)
class Point:
    """One control point; ``national`` is the published share of yes in percent, of ``n`` cases."""

    id: str
    theme: str
    texts: Texts
    look_fors: Texts
    good: str | None
    figure: str | None
    turned: bool
    national: float | None
    n: int | None
    cited_places: Texts
    in_force: str | None

    @property
    def text(self) -> str:
        """The question, in the language in use."""
        return self.texts[language()]

    @property
    def look_for(self) -> str:
        """What to look for, in the language in use."""
        return self.look_fors[language()]

    @property
    def cited(self) -> str:
        """Where the published value stands, or where the report speaks of the point, in the language in use."""
        return self.cited_places[language()]

    @property
    def source(self) -> str:
        """The same in English whatever the language: for machines."""
        return self.cited_places["en"]

    @property
    def bad(self) -> str | None:
        """The answer that is a fault; None where neither is."""
        return None if self.good is None else _TURNED[self.good]

    def filled_in(self, said: Mapping[str, bool | None]) -> str | None:
        """The answer that the records give, by what the figures say of the case; None where they do not tell."""
        found = None if self.figure is None else said.get(self.figure)
        return None if found is None else (YES if found is not self.turned else NO)


@lru_cache(maxsize=1)
def points() -> Mapping[str, Point]:
    """All points by id, in the order of asking."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))["points"]
    return MappingProxyType({each["id"]: _point(each) for each in raw})


def points_on(law: Law) -> list[Point]:
    """The points that are asked on the law's day."""
    return [point for point in points().values() if point.in_force is None or law.in_force([point.in_force])]


def by_theme(asked: Iterable[Point]) -> list[tuple[str, list[Point]]]:
    """The points by theme, in order; a theme without any is left out."""
    found: dict[str, list[Point]] = {theme: [] for theme in THEMES}
    for point in asked:
        found[point.theme].append(point)
    return [(theme, held) for theme, held in found.items() if held]


def _point(raw: Mapping[str, Any]) -> Point:
    figure = raw.get("figure")
    turned = raw.get("asks") == _OPPOSITE
    published = None if figure is None else benchmarks()[figure]
    national = raw.get("national") if published is None else _national(published, turned)
    return Point(
        id=raw["id"],
        theme=raw["theme"],
        texts=MappingProxyType(raw["text"]),
        look_fors=MappingProxyType(raw["look_for"]),
        good=raw.get("good"),
        figure=figure,
        turned=turned,
        national=national,
        n=raw.get("n") if published is None else published.n,
        cited_places=_cited(raw, published),
        in_force=raw.get("in_force"),
    )


def _national(published: Benchmark, turned: bool) -> float | None:
    value = published.value
    return 100 - value if turned and value is not None else value


def _cited(raw: Mapping[str, Any], published: Benchmark | None) -> Texts:
    short = (publications()["bdo"] if published is None else published.publication).short
    places = raw["place"] if published is None else published.places
    return MappingProxyType({code: f"{short}, {place}" for code, place in places.items()})
