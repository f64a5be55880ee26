"""The language of the interface: the option, the variable, the locale, in that order."""

import pytest
from support import kontant


@pytest.mark.parametrize(
    ("options", "env", "danish"),
    [
        (["--lang", "da"], {}, True),
        (["--lang=da"], {"KONTANT_LANG": "en"}, True),
        (["--lang", "en"], {"KONTANT_LANG": "da"}, False),
        ([], {"KONTANT_LANG": "da"}, True),
        ([], {"LANG": "da_DK.UTF-8"}, True),
        ([], {"LC_ALL": "en_US.UTF-8", "LANG": "da_DK.UTF-8"}, False),
        ([], {"LANG": "C"}, False),
    ],
    ids=str,
)
def test_language_is_chosen(sample, options, env, danish):
    out = kontant(*options, "due", "--as-of", "2026-11-22", db=sample, **env).out
    assert out.startswith("Søndag 22-11-2026  uge 47\n" if danish else "Sunday 2026-11-22  week 47\n")


def test_json_keys_and_codes_are_the_same_in_both_languages(sample):
    def document(code):
        return kontant("--lang", code, "due", "--as-of", "2026-11-22", "--format", "json", db=sample).json()

    english, danish = document("en"), document("da")
    for ours, theirs in zip(english["flags"], danish["flags"], strict=True):
        assert {k: v for k, v in ours.items() if k != "summary"} == {k: v for k, v in theirs.items() if k != "summary"}
        assert ours["summary"] != theirs["summary"]


def test_typers_own_words_are_danish_too():
    out = kontant("--lang", "da", "due", "--help").out
    assert "Vis denne hjælp" in out
