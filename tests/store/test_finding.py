"""A case by its reference, a part of it, or a part of the name, with Danish letters in any case."""

import unicodedata

import pytest

from kontant.errors import NotFound
from kontant.store import finding
from kontant.store.reading import reading

NAMES = {
    "2020-00001": "Åse Ærøe Østergård",
    "2020-00002": "Bo Hansen",
    "2020-00003": "Bo Hansensen",
    "2021-00010": "Anne Marie Kjær",
    "2021-00100": "Straße Müller",
}


@pytest.fixture
def cases(fill):
    for ref, name in NAMES.items():
        fill("cases", case_ref=ref, name=name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2020-00001", "2020-00001"),
        ("00100", "2021-00100"),
        ("00010", "2021-00010"),
        ("åse", "2020-00001"),
        ("ÆRØE", "2020-00001"),
        ("ØSTERGÅRD", "2020-00001"),
        (unicodedata.normalize("NFD", "østergård"), "2020-00001"),
        ("kjær", "2021-00010"),
        ("  anne   marie ", "2021-00010"),
        ("kjær anne", "2021-00010"),
        ("STRASSE", "2021-00100"),
        # A whole name comes before a part of a longer one.
        ("bo hansen", "2020-00002"),
        ("hansense", "2020-00003"),
    ],
)
def test_names_one_case(cases, connection, text, found):
    assert finding.find(connection, text) == found


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("hansen", {"2020-00002", "2020-00003"}),
        ("2021", {"2021-00010", "2021-00100"}),
        ("o h", {"2020-00002", "2020-00003"}),
    ],
)
def test_several_are_candidates(cases, connection, text, several):
    with pytest.raises(finding.Ambiguous) as raised:
        finding.find(connection, text)
    assert {case.case_ref for case in raised.value.candidates} == several


@pytest.mark.parametrize("text", ["", "   ", "nobody", "2020-000011", "%", "_o"])
def test_none_is_not_found(cases, connection, text):
    with pytest.raises(NotFound) as raised:
        finding.find(connection, text)
    assert not isinstance(raised.value, finding.Ambiguous)
    assert finding.candidates(connection, text) == []


def test_a_cpr_number_that_was_typed_is_not_repeated(cases, connection):
    for text in ("010190-1234", "0101901234", "bo 010190 1234"):
        with pytest.raises(NotFound) as raised:
            finding.find(connection, text)
        assert "1234" not in str(raised.value)


def test_candidates_are_sorted_by_reference_and_tell_who_is_closed(fill, caseload):
    fill("cases", case_ref="b", name="Ib Holm", closed="2021-05-01", close_reason="job")
    fill("cases", case_ref="a", name="Holm, Ib")
    with reading(caseload) as connection:
        found = finding.candidates(connection, "ib holm")
    assert [(case.case_ref, case.closed is None) for case in found] == [("a", True), ("b", False)]


def test_caseworkers_are_each_named_once(fill, caseload):
    fill("cases", case_ref="a", name="A")
    for start, who in (("2020-01-01", "lbh"), ("2021-01-01", "eva"), ("2022-01-01", "lbh")):
        fill("assignments", case_ref="a", role="coordinator", start=start, caseworker=who, end=start)
    with reading(caseload) as connection:
        assert finding.caseworkers(connection) == ["eva", "lbh"]
