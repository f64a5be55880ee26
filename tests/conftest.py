"""Caseloads made once for all tests that only read them, and a hypothesis profile that repeats itself."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from support import imported

# Derandomised: a failure in one run is a failure in every run, and no example database is left behind.
settings.register_profile(
    "kontant",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("kontant")


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The sample caseload of 45 cases; not to be written to."""
    return imported(tmp_path_factory.mktemp("caseload"), "caseload")


@pytest.fixture(scope="session")
def edges(tmp_path_factory):
    """The sample caseload of 240 cases with events on the days that matter; not to be written to."""
    return imported(tmp_path_factory.mktemp("edges"), "edges")


@pytest.fixture(autouse=True)
def _left_alone(request):
    """What other tests read too must not be written to: looking at a case is an entry in the log."""
    named = [request.getfixturevalue(name) for name in ("sample", "edges") if name in request.fixturenames]
    shared = [found for found in named if isinstance(found, Path)]  # some tests have parameters of these names
    before = [path.stat().st_mtime_ns for path in shared]
    yield
    assert [path.stat().st_mtime_ns for path in shared] == before, "this caseload is the other tests', too"


@pytest.fixture(autouse=True)
def _english_and_private(monkeypatch, tmp_path):
    """English texts, and a data folder of the test's own: no test may touch the user's caseload."""
    from kontant.i18n import choose_language

    for name in ("KONTANT_DB", "KONTANT_LANG", "KONTANT_PARAMETERS", "KONTANT_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    choose_language("en")
