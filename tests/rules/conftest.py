"""What the tests of the rules share: the built-in parameters."""

from collections.abc import Iterator

import pytest

from kontant.i18n import choose_language, language
from kontant.rules.parameter_file import load
from kontant.rules.parameters import Parameters


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    """The built-in parameters, without a municipality's own."""
    return load()


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sentences in English, whatever an earlier test chose."""
    monkeypatch.setenv("LANGUAGE", "en")
    before = language()
    choose_language("en")
    yield
    choose_language(before)
