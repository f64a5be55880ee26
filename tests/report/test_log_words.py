"""What was done with a case, in words for the person: what was looked at, and what was given to others."""

import pytest

from kontant.report.log_words import was_given_out, what_was_done
from kontant.store.log import Event


def event(command, **details):
    return Event(1, "2026-11-22T08:00:00+00:00", "eva", command, {"reading": True, **details}, None, None, 0)


def test_reading_the_log_of_a_case_is_told_as_that():
    assert what_was_done(event("log", look=True)) == "The log of the case was looked at."
    told = "A list of who has looked was made for the person. It went to a file."
    assert what_was_done(event("log person", to="file")) == told


@pytest.mark.parametrize(
    ("command", "to", "given"),
    [
        ("case brief", "file", True),
        ("case brief", "screen", False),
        ("case access", "file", False),
        ("log person", "file", False),
    ],
)
def test_what_went_to_the_person_was_given_to_nobody_else(command, to, given):
    assert was_given_out(event(command, to=to)) == given
