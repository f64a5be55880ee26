"""A caseload read in parts: every case once and in order, in as many processes as there are processors, or in none."""

import os
from sqlite3 import Connection

import pytest
from support import empty_caseload, fill

from kontant.errors import NotFound
from kontant.report.in_parts import in_parts
from kontant.store.timelines import Refs

REFS = "SELECT case_ref FROM cases WHERE {} ORDER BY case_ref"


def refs_read(connection: Connection, word: str, refs: Refs) -> tuple[int, str, list[str]]:
    return os.getpid(), word, [ref for (ref,) in connection.execute(REFS.format(refs.sql()), refs.parameters())]


def refuse(_connection: Connection, refs: Refs) -> None:
    raise NotFound(f"nobody from {refs.first or 'the start'} on")


@pytest.fixture
def processors(monkeypatch):
    return lambda count: monkeypatch.setattr("kontant.report.in_parts.processors", lambda: count)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_every_case_is_read_once_and_in_order(edges, processors, count: int) -> None:
    processors(1)
    ((own, word, every),) = in_parts(edges, 1, refs_read, "said")
    assert (own, word) == (os.getpid(), "said") and len(every) > 200
    processors(count)
    found = in_parts(edges, 1, refs_read, "said")
    assert len(found) == count
    assert [ref for _process, _word, refs in found for ref in refs] == every
    sizes = [len(refs) for _process, _word, refs in found]
    assert max(sizes) - min(sizes) <= 1
    assert {word for _process, word, _refs in found} == {"said"}
    assert own not in {process for process, _word, _refs in found}


@pytest.mark.parametrize("least", [None, 100_000])
def test_a_small_caseload_starts_no_process(edges, processors, least: int | None) -> None:
    processors(4)
    ((process, _word, refs),) = in_parts(edges, least, refs_read, "")
    assert process == os.getpid() and len(refs) > 200


def test_more_processors_than_cases_are_no_error(tmp_path, processors) -> None:
    path = empty_caseload(tmp_path)
    fill(path, "cases", case_ref="A-1", name="Person", opened="2020-01-01")
    processors(4)
    found = in_parts(path, 1, refs_read, "")
    assert [ref for _process, _word, refs in found for ref in refs] == ["A-1"]


@pytest.mark.parametrize("count", [1, 2])
def test_what_is_refused_in_a_part_is_refused(edges, processors, count: int) -> None:
    processors(count)
    with pytest.raises(NotFound, match="nobody from the start on"):
        in_parts(edges, 1, refuse)
