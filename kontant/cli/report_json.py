"""``kontant report --format json``: the figures with stable English keys, numbers to one decimal."""

from collections.abc import Callable, Mapping
from typing import Any

from kontant.report.benchmark import Benchmark
from kontant.report.figure_rows import Labels, published_for, rounded
from kontant.report.measuring import Group, Measured, Result, difference, differs
from kontant.report.over_time import Reported
from kontant.report.tables import as_json as table_json


def report_json(found: Reported) -> dict[str, Any]:
    """Everything that was measured; ``by``, ``compare``, ``trend`` and ``capacity`` where they were asked for.

    ``cautions`` names the figures that the records do not reach back far enough for, if there are any. In a group the
    base of a category, in ``ns``, is null where that is withheld.
    """
    asked, now = found.asked, found.now
    document: dict[str, Any] = {
        "as_of": now.day.isoformat(),
        "cases": now.cases,
        "cases_open": now.cases_open,
        "population": "all" if now.everyone else "long_term",
        "figures": [_figure(figure, now.results[figure.id]) for figure in found.figures()],
    }
    if found.cautions:
        document["cautions"] = {figure: {"nothing_before": day.isoformat()} for figure, day in found.cautions.items()}
    if asked.by:
        document["by"] = _by(found, asked.by)
    if found.then:
        document["compare"] = _day(found, found.then, _without_benchmark)
    if found.trend:
        document["trend"] = [_day(found, each, _point) for each in found.trend]
    if found.capacity:
        document["capacity"] = _capacity(found)
    return document


def _figure(figure: Benchmark, result: Result) -> dict[str, Any]:
    return {
        "id": figure.id,
        "theme": figure.theme,
        "section": figure.section,
        **_value(figure, result),
        **_n(result),
        "interval": _interval(result),
        "benchmark": dict(figure.values) if figure.values is not None else figure.value,
        **_beside(figure, result),
        "source": figure.source,
        "missing": list(result.missing) or None,
    }


def _value(figure: Benchmark, result: Result) -> dict[str, Any]:
    """The value under the key that the figure always has, missing or not."""
    if figure.values is None:
        return {"value": rounded(result.value)}
    return {"values": None if result.values is None else _each(result.values, rounded)}


def _n(result: Result) -> dict[str, Any]:
    return {"n": result.n, "ns": dict(result.ns)} if result.ns else {"n": result.n}


def _interval(result: Result) -> Any:
    return _each(result.intervals, _bounds) if result.intervals is not None else _bounds(result.interval)


def _beside(figure: Benchmark, result: Result) -> dict[str, Any]:
    """How far from the national value, and whether that is marked; null where it cannot be told."""
    if figure.values is None:
        return {"difference": rounded(difference(result, figure)), "differs": _differs(figure, result)}
    if result.values is None:
        return {"difference": None, "differs": None}
    return {
        "difference": {name: rounded(difference(result, figure, name)) for name in result.values},
        "differs": {name: _differs(figure, result, name) for name in result.values},
    }


def _differs(figure: Benchmark, result: Result, category: str | None = None) -> bool | None:
    """Whether it is marked; of what has no interval nothing can be told."""
    interval = result.interval if category is None else (result.intervals or {}).get(category)
    return None if interval is None else differs(result, figure, category)


def _by(found: Reported, by: str) -> dict[str, Any]:
    labels = Labels(by, found.names, found.asked.identified)
    groups = [_group(found, group, by, labels) for group in found.now.groups]
    return {"dimension": by, "min_group": found.asked.min_group, "groups": groups}


def _group(found: Reported, group: Group, by: str, labels: Labels) -> dict[str, Any]:
    return {
        "group": labels.code(group.key),
        "merged": [labels.code(key) for key in group.merged],
        "cases": group.cases,
        "figures": [_in_group(figure, group, by) for figure in found.figures()],
    }


def _in_group(figure: Benchmark, group: Group, by: str) -> dict[str, Any]:
    result = group.results[figure.id]
    return {
        **_without_benchmark(figure, result),
        "benchmark": published_for(figure, group, by),
        "missing": list(result.missing) or None,
        "withheld": result.withheld,
    }


def _without_benchmark(figure: Benchmark, result: Result) -> dict[str, Any]:
    return {"id": figure.id, **_value(figure, result), **_n(result), "interval": _interval(result)}


def _point(figure: Benchmark, result: Result) -> dict[str, Any]:
    return {"id": figure.id, **_value(figure, result), "n": result.n}


def _day(found: Reported, measured: Measured, shown: Callable[[Benchmark, Result], dict[str, Any]]) -> dict[str, Any]:
    figures = [shown(figure, measured.results[figure.id]) for figure in found.figures()]
    return {"as_of": measured.day.isoformat(), "cases": measured.cases, "figures": figures}


def _capacity(found: Reported) -> Any:
    return table_json(found.caseloads())


def _bounds(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else [round(bound, 1) for bound in interval]


def _each(values: Mapping[str, Any], change: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: change(value) for name, value in values.items()}
