"""``kontant case find`` and how every case command finds the case that was typed."""

import json

import pytest


@pytest.fixture(autouse=True)
def cases(fill):
    fill("cases", case_ref="2020-00001", name="Åse Ærøe")
    fill("cases", case_ref="2020-00002", name="Bo Hansen", closed="2024-05-01", close_reason="job")
    fill("cases", case_ref="2021-00003", name="Bodil Hansen")


def test_lists_candidates_by_name(run):
    code, out, err = run("case", "find", "HANSEN")
    assert (code, err) == (0, "")
    assert out == "2020-00002  Bo Hansen  closed 2024-05-01\n2021-00003  Bodil Hansen  open\n"


def test_json_has_the_same(run):
    code, out, _err = run("case", "find", "ærø", "--format", "json")
    assert code == 0
    assert json.loads(out) == {
        "cases": [{"case_ref": "2020-00001", "name": "Åse Ærøe", "opened": "2020-01-01", "closed": None}]
    }


def test_nobody_is_one_sentence_and_exit_1(run):
    code, out, err = run("case", "find", "zorro")
    assert (code, out) == (1, "")
    assert err == "kontant: No case has that in its reference or name; all open ones: kontant case list\n"


def test_a_name_of_several_lists_them_on_stderr(run):
    code, out, err = run("case", "show", "hansen")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "  2020-00002  Bo Hansen",
        "  2021-00003  Bodil Hansen",
        "kontant: 'hansen' means more than one case; write more of the name, or the case reference.",
    ]


def test_many_candidates_are_not_all_listed(run, fill):
    for number in range(25):
        fill("cases", case_ref=f"x{number:02}", name="Ib Holm")
    _code, _out, err = run("case", "close", "holm", "--reason", "job")
    assert "  x19  Ib Holm\n  and 5 more\n" in err
    assert "x20" not in err


@pytest.mark.parametrize("words", [("show",), ("edit",), ("close", "--reason", "job"), ("reopen",), ("assign",)])
def test_an_unknown_case_says_how_to_look_for_it(run, contents, words):
    before = contents()
    code, out, err = run("case", words[0], "zorro", *words[1:])
    assert (code, out) == (1, "")
    assert err == "kontant: No case has 'zorro' in its reference or name; look for it with: kontant case find\n"
    assert contents() == before


def test_a_long_name_is_cut_on_a_narrow_screen_only(run, on_screen, fill):
    fill("cases", case_ref="z", name="Zacharias " * 8)
    (row,) = on_screen(60, "case", "find", "zacharias")
    assert len(row) <= 60
    assert "…" in row
    assert "Zacharias " * 7 in run("case", "find", "zacharias")[1]
