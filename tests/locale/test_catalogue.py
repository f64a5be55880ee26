"""The Danish catalogue is complete, in step with the source, compiled, and keeps every placeholder."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import catalogue

PLACEHOLDER = re.compile(r"\{[a-z_]*(?:![rs])?\}")


def sentences(message):
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return ids, strings


DANISH = [message for message in catalogue.danish() if message.id]


def test_holds_every_sentence_of_the_source_and_no_other():
    wanted = {str(message.id) for message in catalogue.in_source() if message.id}
    assert {str(message.id) for message in DANISH} == wanted


@pytest.mark.parametrize("message", DANISH, ids=lambda m: str(m.id)[:40])
def test_is_translated_with_the_same_placeholders(message):
    ids, strings = sentences(message)
    assert all(strings), "no translation"
    assert not message.fuzzy
    for english, danish in zip(ids, strings, strict=True):
        assert set(PLACEHOLDER.findall(danish)) == set(PLACEHOLDER.findall(english))


def test_compiled_catalogue_is_that_of_the_text():
    assert catalogue.MO.read_bytes() == catalogue.compiled(catalogue.danish())
