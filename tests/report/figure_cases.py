"""The cases of ``tables/figures.toml`` as timelines, and single ones in the same short strings."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rules.facts import CASE_KEYS, RECORD_KEYS, timeline

from kontant.model.timeline import Timeline

TABLE = Path(__file__).with_name("tables") / "figures.toml"
DOCUMENT: Mapping[str, Any] = tomllib.loads(TABLE.read_text(encoding="utf-8"))


def a_case(**entry: Any) -> Timeline:
    """The case that ``entry`` tells; ``ref`` and ``gender`` beside what the tables of the rules know."""
    unknown = entry.keys() - CASE_KEYS - RECORD_KEYS - {"ref", "gender"}
    assert not unknown, unknown
    asked = [one if isinstance(one, dict) else {"statement": one} for one in entry.get("statements", ())]
    head = {key: entry[key] for key in CASE_KEYS & entry.keys()}
    records = {key: entry[key] for key in RECORD_KEYS & entry.keys()} | {"statements": [s["statement"] for s in asked]}
    t = timeline(head | records)
    t.case = t.case._replace(case_ref=entry.get("ref", "C00"), gender=entry.get("gender"))
    t.statements = [
        s._replace(question=more.get("question"), purpose=more.get("purpose"))
        for s, more in zip(t.statements, asked, strict=True)
    ]
    return t


def worked_out() -> list[Timeline]:
    """The caseload that was worked out by hand."""
    return [a_case(**entry) for entry in DOCUMENT["case"]]
