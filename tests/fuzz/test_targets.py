"""The fuzz targets as a test: what was once found, the seeds, and a short run of mutations from a fixed seed.

The long runs are started by hand: ``python tests/fuzz/run.py csv --minutes 30``.
"""

import pkgutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from fuzz.mutating import mutated
from fuzz.targets import TARGETS

from kontant.i18n import choose_language

CORPUS = Path(__file__).with_name("corpus")
RUN = Path(__file__).with_name("run.py")
SEED = 20261122
# As many as are done in a few seconds; an extract costs an import.
COUNTS = {"csv": 40, "packed": 60, "words": 400, "answers": 120, "parameters": 200, "templates": 250}


@pytest.fixture(params=TARGETS)
def name(request):
    yield request.param
    choose_language("en")


@pytest.fixture
def call(name, tmp_path):
    return TARGETS[name].prepare(tmp_path)


def test_what_was_found_is_taken_well(name, call):
    found = sorted((CORPUS / name).iterdir())
    assert found
    for file in found:
        call(file.read_bytes())


def test_mutations_of_the_seeds(name, call):
    target = TARGETS[name]
    for data in islice(mutated(list(target.seeds()), target.words, SEED), COUNTS[name]):
        call(data)


def test_some_seeds_are_accepted(name, call, monkeypatch):
    """A target that refuses everything would find nothing: some input must get through all that it does."""
    deepest = {
        "csv": "fuzz.importer._Caseload._accepted",
        "packed": "fuzz.importer._Caseload._accepted",
        "words": "fuzz.words.name_of",
        "answers": "fuzz.answers._Desk._save",
        "parameters": "fuzz.parameters.arithmetic",
        "templates": "fuzz.parameters.planned",
    }
    reached = []
    called = pkgutil.resolve_name(deepest[name])
    monkeypatch.setattr(deepest[name], lambda *given: (reached.append(1), called(*given))[1])
    for seed in islice(TARGETS[name].seeds(), 60):
        call(seed)
        if reached:
            return
    pytest.fail("no seed gets through")


def test_the_long_run_counts_and_ends(tmp_path):
    done = subprocess.run(
        [sys.executable, RUN, "words", "--blind", "--minutes", "0.02", "--findings", tmp_path],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, list(tmp_path.iterdir())) == (0, [])
    told = done.stdout.split("\n")[-2]
    assert told.startswith("words: ")
    assert int(told.split()[1]) > 0
