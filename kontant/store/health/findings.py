"""What a look at a caseload finds: one sentence each, and what to do about it."""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    NOTICE = "notice"
    UNSEEN = "unseen"
    PROBLEM = "problem"


class Finding(NamedTuple):
    """What was found by ``check``; ``remedy`` is a command, or a sentence where there is none."""

    check: str
    state: State
    text: str
    remedy: str = ""


def ok(check: str, text: str) -> Finding:
    """All is well."""
    return Finding(check, State.OK, text)


def notice(check: str, text: str, remedy: str) -> Finding:
    """Something to know of, and to do in a quiet hour."""
    return Finding(check, State.NOTICE, text, remedy)


def unseen(check: str, text: str, remedy: str) -> Finding:
    """What could not be looked into: it may be well or not."""
    return Finding(check, State.UNSEEN, text, remedy)


def problem(check: str, text: str, remedy: str) -> Finding:
    """Something that can lose or give away what is in the caseload."""
    return Finding(check, State.PROBLEM, text, remedy)
