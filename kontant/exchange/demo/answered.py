"""Notes as the guides write them: answers question by question, and a text that says the same.

Which notes these are is the journal's business (:mod:`journal`); what they hold is here, with the words in
answers.toml.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from kontant.exchange.demo.plan import Plan, Stay
from kontant.exchange.demo.scene import Scene

Answers = dict[str, Any]

_FOCUS = ("wishes", "openings", "resources")
_COMPANY = ("work_placement", "wage_subsidy")


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))


def _said(scene: Scene, template: str, *questions: str) -> Answers:
    return {question: scene.rng.choice(_words()[template][question]) for question in questions}


def text_of(answers: Mapping[str, Any]) -> str:
    """The answers that are whole sentences, and the agreements, as one paragraph."""
    told = [value for value in answers.values() if isinstance(value, str) and value.endswith((".", "«"))]
    told += [f"{row['barrier']}." for row in answers.get("barriers", ())]
    told += [f"Aftale: {row['who']} {row['what']}." for row in answers.get("agreements", ())]
    return " ".join(told)


def conversation(scene: Scene, plan: Plan, day: date, by: date | None) -> Answers:
    """What a conversation held: barriers at most, jobs and resources where the plan looks at them."""
    kind, channel = plan.held[day]
    answers: Answers = {"form": channel, "kind": kind, **_said(scene, "conversation", "progress")}
    if plan.job_focus:
        answers |= _said(scene, "conversation", *(_FOCUS if scene.chance(30) else [scene.rng.choice(_FOCUS)]))
    if not plan.job_focus or scene.chance(70):
        rows = _words()["conversation"]["barriers"]
        answers["barriers"] = scene.rng.sample(rows, scene.rng.randint(1, 2))
    if scene.chance(30):
        answers |= _said(scene, "conversation", "words")
    if by is not None or scene.chance(40):
        answers["agreements"] = [_agreement(scene, by)]
    return answers


def _agreement(scene: Scene, by: date | None) -> dict[str, str]:
    row: dict[str, str] = dict(scene.rng.choice(_words()["conversation"]["agreements"]))
    return row if by is None else row | {"by": by.isoformat()}


def offer_start(scene: Scene, stay: Stay) -> Answers:
    """What an offer begins with."""
    answers: Answers = {"offer": _offer(stay)}
    if stay.end is not None:
        answers["end"] = stay.end.isoformat()
    answers |= _said(scene, "offer_start", "nearer_job", "told", "contact")
    return answers | {"follow_up": (stay.start + timedelta(28)).isoformat()}


def offer_follow_up(scene: Scene, stay: Stay) -> Answers:
    """What a follow-up brought; two in five of those in a company without a word from it."""
    answers: Answers = {"offer": _offer(stay), "met": scene.rng.choice(("in_person", "phone"))}
    answers |= _said(scene, "offer_follow_up", "progression")
    answers["attendance"] = scene.rng.choice(("stable", "stable", "some_absence"))
    answers |= _said(scene, "offer_follow_up", "person_says")
    if stay.what not in _COMPANY or scene.chance(60):
        answers |= _said(scene, "offer_follow_up", "place_says")
    return answers


def offer_evaluation(scene: Scene, stay: Stay) -> Answers:
    """What an offer that ended has shown."""
    assert stay.end is not None
    answers: Answers = {"offer": _offer(stay), "outcome": stay.outcome}
    answers["ended" if stay.outcome == "completed" else "stopped"] = stay.end.isoformat()
    if stay.outcome == "interrupted":
        answers |= _said(scene, "offer_evaluation", "why")
    return answers | _said(scene, "offer_evaluation", "result", "learned", "next_step")


def exemption_review(scene: Scene, plan: Plan, stay: Stay) -> Answers:
    """What ``stay``, which prolongs an exemption, rests on; half of the reviews name papers."""
    before = next((earlier for earlier in plan.exemptions if earlier.end == stay.start - timedelta(1)), stay)
    answers: Answers = {"exemption": f"activation {before.start.isoformat()}", "basis": ["medical", "person"]}
    if scene.chance(50):
        answers |= _said(scene, "exemption_review", "basis_words")
    answers |= _said(scene, "exemption_review", "capacity", "changed", "ends_when")
    answers["mentor"] = "has" if plan.mentor else scene.rng.choice(("declined", "no", "no"))
    answers["decision"] = "prolong"
    return answers if stay.end is None else answers | {"until": stay.end.isoformat()}


def plan_review(scene: Scene) -> Answers:
    """How goals and steps hang together."""
    return _said(scene, "plan_review", "link", "person_says")


def statement_received(scene: Scene, kind: str, ordered: date, received: date) -> Answers:
    """What a doctor's answer makes possible."""
    key = {"statement": f"{kind} {ordered.isoformat()}", "answer": "received", "received": received.isoformat()}
    return key | _said(scene, "statement_received", "possible", "regards")


def _offer(stay: Stay) -> str:
    return f"{stay.what} {stay.start.isoformat()}"
