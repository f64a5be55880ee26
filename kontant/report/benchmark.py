"""The published national figures, as data: what each says, where it stands, and by which definition it is measured.

The figures themselves lie in ``benchmark.toml``, in the order of the report's sections. The section of a figure is
told by its theme; categories are named by the vocabulary where they are codes of it.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kontant.i18n import N_, _, language
from kontant.model.vocabulary import CHALLENGE, TRACK, name_of

FILE = Path(__file__).with_name("benchmark.toml")

SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "target_group": N_("Target group"),
        "contact": N_("Contact"),
        "plan": N_("Plan and CV"),
        "offers": N_("Offers"),
        "company": N_("Company-based effort"),
        "coordination": N_("Cross-sector coordination"),
        "management": N_("Management and continuity"),
        "exemptions": N_("Exemptions"),
        "caseload": N_("Caseload size"),
    }
)
"""The sections of the report in their order."""

SECTION_OF_THEME: Mapping[str, str] = MappingProxyType(
    {
        "seniority": "target_group",
        "challenges": "target_group",
        "track": "target_group",
        "contact": "contact",
        "plan": "plan",
        "offers": "offers",
        "company": "company",
        "coordination": "coordination",
        "health": "coordination",
        "continuity": "management",
        "exemptions": "exemptions",
        "caseload": "caseload",
    }
)

KINDS = ("share", "mean", "distribution", "kinds", "shares", "range")
"""How a figure's value is made of its cases; shares and the parts of distributions have intervals."""

UNITS: Mapping[str, str] = MappingProxyType(
    {
        "percent": N_("percent"),
        "years": N_("years"),
        "conversations": N_("conversations"),
        "statements": N_("statements"),
        "cases": N_("cases"),
    }
)

_CATEGORIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "challenges.unstable_by_count": {
            "1": N_("one kind of challenge"),
            "2": N_("two kinds"),
            "3": N_("three kinds"),
            "4+": N_("four kinds or more"),
        },
        "continuity.caseworkers": {
            "1": N_("one caseworker"),
            "2": N_("two caseworkers"),
            "3": N_("three caseworkers"),
            "4": N_("four caseworkers"),
            "5+": N_("five caseworkers or more"),
        },
        "company.weeks": {
            "0-13": N_("13 weeks at most, or none"),
            "14-26": N_("14–26 weeks"),
            "27-52": N_("27–52 weeks"),
            "over 52": N_("more than 52 weeks"),
        },
        "statements.count": {
            "0": N_("no statement"),
            "1-2": N_("one or two statements"),
            "3+": N_("three statements or more"),
        },
        "caseload.recommended": {
            "adults": N_("with adults"),
            "young": N_("young people only"),
            "job_ready_simple": N_("job-ready people with simple cases"),
        },
    }
)
_VOCABULARIES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "track": lambda code: name_of(TRACK, code),
        "challenges.by_kind": lambda code: name_of(CHALLENGE, code),
    }
)

Texts = Mapping[str, str]
"""A text in each language, by the language's code."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A report that national figures are taken from."""

    code: str
    short: str
    title: str
    abouts: Texts

    @property
    def about(self) -> str:
        """Whom its figures are of, in the language in use."""
        return self.abouts[language()]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published figure; ``values`` in place of ``value`` where it has categories, ranges as the text they are."""

    id: str
    theme: str
    kind: str
    unit: str
    value: float | None
    values: Mapping[str, float | str] | None
    by_track: Mapping[str, float] | None
    n: int | None
    window_months: int | None
    publication: Publication
    places: Texts
    names: Texts
    definitions: Texts

    @property
    def section(self) -> str:
        """The code of the section in which it is shown."""
        return SECTION_OF_THEME[self.theme]

    @property
    def name(self) -> str:
        """What it is called in a row of a table, in the language in use."""
        return self.names[language()]

    @property
    def definition(self) -> str:
        """By which definition it is measured here, in the language in use."""
        return self.definitions[language()]

    @property
    def source(self) -> str:
        """Where it was published, in English whatever the language: for machines."""
        return f"{self.publication.short}, {self.places['en']}"

    @property
    def cited(self) -> str:
        """Where it was published, in the language in use."""
        return f"{self.publication.short}, {self.places[language()]}"

    def national(self, category: str | None = None) -> float | None:
        """The published number, of a category if given; None where there is none, or a range."""
        if category is None:
            return self.value
        found = (self.values or {}).get(category)
        return None if isinstance(found, str) else found

    @property
    def categories(self) -> tuple[str, ...]:
        """The codes of its categories as they are listed; none where it has a single value."""
        return tuple(self.values or ())


@lru_cache(maxsize=1)
def benchmarks() -> Mapping[str, Benchmark]:
    """All figures by id, in the order of the report."""
    known = publications()
    return MappingProxyType({raw["id"]: _benchmark(raw, known) for raw in _document()["figures"]})


@lru_cache(maxsize=1)
def publications() -> Mapping[str, Publication]:
    """The reports that the figures are taken from, by code."""
    told = _document()["publications"].items()
    return MappingProxyType(
        {code: Publication(code, raw["short"], raw["title"], MappingProxyType(raw["about"])) for code, raw in told}
    )


def section_title(code: str) -> str:
    """What a section is called in the language in use."""
    return _(SECTIONS[code])


def category_title(figure_id: str, category: str) -> str:
    """What a category of a figure is called in the language in use."""
    by_code = _VOCABULARIES.get(figure_id)
    return by_code(category) if by_code else _(_CATEGORIES[figure_id][category])


def unit_title(unit: str) -> str:
    """What a figure is measured in, in the language in use."""
    return _(UNITS[unit])


def _document() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _benchmark(raw: Mapping[str, Any], known: Mapping[str, Publication]) -> Benchmark:
    values, by_track = raw.get("values"), raw.get("by_track")
    return Benchmark(
        id=raw["id"],
        theme=raw["theme"],
        kind=raw["kind"],
        unit=raw.get("unit", "percent"),
        value=raw.get("value"),
        values=None if values is None else MappingProxyType(values),
        by_track=None if by_track is None else MappingProxyType(by_track),
        n=raw.get("n"),
        window_months=raw.get("window_months"),
        publication=known[raw["publication"]],
        places=MappingProxyType(raw["place"]),
        names=MappingProxyType(raw["name"]),
        definitions=MappingProxyType(raw["definition"]),
    )
