"""A municipality's own file of parameters: what it overrides, and every fault for which the loader refuses it."""

from datetime import date
from pathlib import Path

import pytest

from kontant.errors import ParameterError
from kontant.model.timeline import Case, Conversation, Timeline
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import BY_GROUP, load
from kontant.rules.parameters import ALL_GROUPS, Outcome, Parameters

pytestmark = pytest.mark.usefixtures("english")

DAY = date(2026, 11, 22)
JULY_2026 = date(2026, 7, 1)


def _file(folder: Path, text: str) -> Path:
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path


# --- A municipality's own file ------------------------------------------------------------------------------------

OURS = """
[["contact.per_12_months".values]]
value = 6
from = 2026-01-01
to = 2026-12-31
applies_to = ["activity_ready"]
source = "decision of the committee, 3 December 2025"
"""


@pytest.mark.parametrize(
    ("day", "group", "value", "own"),
    [
        (date(2025, 12, 31), "activity_ready", 4, False),
        (date(2026, 1, 1), "activity_ready", 6, True),
        (date(2026, 12, 31), "activity_ready", 6, True),
        (date(2027, 1, 1), "activity_ready", 4, False),
        (date(2026, 6, 1), "job_ready", 4, False),
    ],
)
def test_own_values_hold_for_their_period_and_groups_only(
    day: date, group: str, value: int, own: bool, tmp_path: Path
) -> None:
    path = _file(tmp_path, OURS)
    found = load(path, today=DAY).on("contact.per_12_months", day, group)
    assert found.outcome is Outcome.IN_FORCE
    assert found.record is not None
    assert found.record.value == value
    assert found.record.origin == (str(path) if own else "kontant")
    assert found.record.basis == ("local" if own else "target")


@pytest.mark.parametrize(
    ("group", "deadline"), [("activity_ready", date(2026, 11, 1)), ("job_ready", date(2026, 12, 1))]
)
def test_own_values_decide_flags(group: str, deadline: date, tmp_path: Path) -> None:
    case = Case("1", "N", None, None, None, date(2020, 1, 1), None, None, group, "job", "", None)
    t = Timeline(case, conversations=[Conversation(date(2026, 9, 1), "job", "held", None)])
    ours = load(_file(tmp_path, OURS), today=DAY)
    flags = Evaluator(ours, DAY, rules=["conversation-due"]).flags(t)
    assert [flag.deadline for flag in flags] == [deadline]
    assert flags[0].law[0].basis == ("local" if group == "activity_ready" else "target")


def test_own_values_may_add_where_the_law_holds_nothing(tmp_path: Path) -> None:
    text = '[["rule_225.hours".values]]\nvalue = 225\nfrom = 2025-07-01\nsource = "we go on"\n'
    ours = load(_file(tmp_path, text), today=DAY)
    assert not [s for s in Evaluator(ours, DAY).silent() if s.parameter == "rule_225.hours"]
    assert ours.on("rule_225.hours", date(2025, 6, 30)).record.origin == "kontant"  # type: ignore[union-attr]


def test_own_file_may_say_that_a_value_is_unknown(tmp_path: Path) -> None:
    text = '[["exemption.review_months".values]]\nunknown = true\nfrom = 2026-01-01\nsource = "being decided"\n'
    ours = load(_file(tmp_path, text), today=DAY)
    told = [s for s in Evaluator(ours, DAY, rules=["exemption-open-ended"]).silent() if s.outcome is Outcome.UNKNOWN]
    assert [(s.parameter, s.groups) for s in told] == [
        ("exemption.review_months", ("job_ready", "activity_ready", "education_ready"))
    ]
    assert told[0].record is not None
    assert told[0].record.source == "being decided"


def test_own_horizon(tmp_path: Path, parameters: Parameters) -> None:
    text = '[["due.horizon_days".values]]\nvalue = 21\nfrom = 2026-01-01\nsource = "team meeting"\n'
    ours = load(_file(tmp_path, text), today=DAY)
    assert Evaluator(ours, DAY).horizon_days == 21
    assert Evaluator(ours, DAY, 5).horizon_days == 5
    assert Evaluator(ours, date(2025, 12, 31)).horizon_days == 14
    assert Evaluator(parameters, date(2010, 1, 1)).horizon_days == 14


def test_own_file_may_hold_every_key_of_a_record(tmp_path: Path) -> None:
    text = """
    ["statement.days"]
    en = "days for statements"
    da = "dage til lægeerklæringer"
    [["statement.days".values]]
    value = { "LÆ105" = 10, "other" = 20 }
    from = 2026-01-01
    to = 2026-06-30
    basis = "local"
    source = "agreement with the doctors"
    checked = 2026-11-22
    unverified = true
    introduced = true
    [["statement.days".values]]
    value = { "LÆ105" = 7 }
    from = 2026-07-01
    source = "agreement with the doctors"
    """
    ours = load(_file(tmp_path, text), today=DAY)
    record = ours.on("statement.days", date(2026, 6, 30)).record
    assert record is not None
    assert record.value == {"LÆ105": 10, "other": 20}
    assert record.checked == DAY
    assert record.unverified
    assert ours.on("statement.days", JULY_2026).record.value == {"LÆ105": 7}  # type: ignore[union-attr]


# --- What the loader refuses --------------------------------------------------------------------------------------


def _one(name: str, *lines: str) -> str:
    given = {line.split(" ")[0] for line in lines}
    rest = [line for line in ("from = 2026-01-01", 'source = "s"') if line.split(" ")[0] not in given]
    return "\n".join([f'[["{name}".values]]', *lines, *rest]) + "\n"


def _two(first: str, second: str) -> str:
    return _one("contact.per_12_months", "value = 4", *first.split("; ")) + _one(
        "contact.per_12_months", "value = 4", *second.split("; ")
    )


REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "overlap": (
        _two("from = 2026-01-01; to = 2026-06-30", "from = 2026-06-30"),
        ("contact.per_12_months", "2026-06-30", "end the earlier one the day before"),
    ),
    "an earlier one without end": (
        _two("from = 2026-01-01", "from = 2026-07-01"),
        ("contact.per_12_months", "2026-07-01", "end the earlier one the day before"),
    ),
    "overlap for one group": (
        _two('from = 2026-01-01; applies_to = ["job_ready", "activity_ready"]', "from = 2026-07-01"),
        ("contact.per_12_months", "2026-07-01"),
    ),
    "not sorted": (
        _two("from = 2026-07-01", "from = 2026-01-01; to = 2026-06-30"),
        ("contact.per_12_months", "not sorted by from", "2026-01-01"),
    ),
    "unknown key of a record": (
        _one("contact.per_12_months", "value = 4", "until = 2026-02-01"),
        ("contact.per_12_months, value 1", "unknown key until", "known: applies_to, basis"),
    ),
    "unknown key of a parameter": (
        '["contact.per_12_months"]\nname = "x"\n' + _one("contact.per_12_months", "value = 4"),
        ("contact.per_12_months", "unknown key name", "en, da, values"),
    ),
    "unknown parameter": (_one("contact.per_year", "value = 4"), ("contact.per_year", "kontant rules")),
    "no values": (
        '["contact.per_12_months"]\nen = "x"\n',
        ("contact.per_12_months", 'has no values; write each as [["'),
    ),
    "values are not records": ('["contact.per_12_months"]\nvalues = [4]\n', ("contact.per_12_months", "has no values")),
    "a parameter that is not a table": ('"contact.per_12_months" = 4\n', ("contact.per_12_months", "has no values")),
    "missing source": (
        '[["contact.per_12_months".values]]\nvalue = 4\nfrom = 2026-01-01\n',
        ("contact.per_12_months, value 1", "source is missing; say where the value comes from"),
    ),
    "blank source": (
        _one("contact.per_12_months", "value = 4", 'source = "  "'),
        ("contact.per_12_months, value 1", "source is missing"),
    ),
    "checked in the future": (
        _one("contact.per_12_months", "value = 4", "checked = 2026-11-23"),
        ("contact.per_12_months, value 1", "checked lies in the future"),
    ),
    "checked is not a date": (
        _one("contact.per_12_months", "value = 4", 'checked = "2026-11-21"'),
        ("contact.per_12_months, value 1", "checked must be a date, such as 2026-01-01 (without quotes)"),
    ),
    "from is missing": (
        '[["contact.per_12_months".values]]\nvalue = 4\nsource = "s"\n',
        ("contact.per_12_months, value 1", "from must be a date"),
    ),
    "from is a time": (
        _one("contact.per_12_months", "value = 4", "from = 2026-01-01T00:00:00"),
        ("contact.per_12_months, value 1", "from must be a date"),
    ),
    "to before from": (
        _one("contact.per_12_months", "value = 4", "to = 2025-12-31"),
        ("contact.per_12_months, value 1", "to lies before from"),
    ),
    "basis of the law": (
        _one("contact.per_12_months", "value = 4", 'basis = "statute"'),
        ("contact.per_12_months, value 1", "basis must be local"),
    ),
    "unknown group": (
        _one("contact.per_12_months", "value = 4", 'applies_to = ["young"]'),
        ("contact.per_12_months, value 1", "applies_to must list target groups: job_ready, activity_ready"),
    ),
    "groups are not a list": (
        _one("contact.per_12_months", "value = 4", 'applies_to = "job_ready"'),
        ("contact.per_12_months, value 1", "applies_to must list target groups"),
    ),
    "groups in a list in a list": (
        _one("contact.per_12_months", "value = 4", 'applies_to = [["job_ready"]]'),
        ("contact.per_12_months, value 1", "applies_to must list target groups"),
    ),
    "no group": (
        _one("contact.per_12_months", "value = 4", "applies_to = []"),
        ("contact.per_12_months, value 1", "applies_to must list target groups"),
    ),
    "unverified is a word": (
        _one("contact.per_12_months", "value = 4", 'unverified = "yes"'),
        ("contact.per_12_months, value 1", "unverified must be true or false"),
    ),
    "value is missing": (
        _one("contact.per_12_months"),
        ("contact.per_12_months, value 1", "value must be 1, 2, 3, 4, 6 or 12"),
    ),
    "five is no divisor of twelve": (
        _one("contact.per_12_months", "value = 5"),
        ("contact.per_12_months, value 1", "value must be 1, 2, 3, 4, 6 or 12, so that the months between are whole"),
    ),
    "nought conversations": (_one("contact.per_12_months", "value = 0"), ("1, 2, 3, 4, 6 or 12",)),
    "a number that is true": (_one("contact.per_12_months", "value = true"), ("1, 2, 3, 4, 6 or 12",)),
    "days as a word": (
        _one("contact.first_within_days", 'value = "7"'),
        ("contact.first_within_days, value 1", "a whole number from 0 to 3660"),
    ),
    "days with a decimal": (_one("continuity.handover_days", "value = 14.0"), ("a whole number from 0 to 3660",)),
    "days below nought": (_one("continuity.handover_days", "value = -1"), ("a whole number from 0 to 3660",)),
    "months beyond reason": (_one("passivity.repeat_months", "value = 121"), ("a whole number from 0 to 120",)),
    "a flag that is a number": (_one("contact.register", "value = 1"), ("contact.register", "true or false")),
    "an unknown kind": (
        _one("contact.counting_kinds", 'value = ["job", "jobsamtale"]'),
        ("contact.counting_kinds, value 1", "a list of codes: job, follow_up"),
    ),
    "no kinds": (_one("contact.counting_kinds", "value = []"), ("a list of codes",)),
    "kinds as one word": (_one("contact.counting_kinds", 'value = "job"'), ("a list of codes",)),
    "kinds in a list in a list": (_one("contact.counting_kinds", 'value = [["job"]]'), ("a list of codes",)),
    "a range upside down": (
        _one("caseload.recommended_adults", "value = [55, 40]"),
        ("caseload.recommended_adults, value 1", "two whole numbers, the lower first"),
    ),
    "groups that do not rise": (_one("seniority.groups", "value = [5, 5, 10]"), ("whole numbers, rising",)),
    "groups of words": (_one("seniority.groups", 'value = ["5"]'), ("whole numbers, rising",)),
    "an unknown statement": (
        _one("statement.days", 'value = { "LÆ999" = 14 }'),
        ("statement.days, value 1", "a number of days for each type of statement"),
    ),
    "a statement in no days": (_one("statement.days", 'value = { "LÆ105" = 0 }'), ("a number of days for each",)),
    "statements as a number": (_one("statement.days", "value = 14"), ("a number of days for each",)),
    "not TOML": ("this is = = not TOML", ("is not TOML",)),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_refused(fault: str, tmp_path: Path) -> None:
    text, told = REFUSED[fault]
    path = _file(tmp_path, text)
    with pytest.raises(ParameterError) as caught:
        load(path, today=DAY)
    message = str(caught.value)
    assert str(path) in message
    for part in told:
        assert part in message
    assert "\n" not in message, "one fault, one line"


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = (
        _one("contact.per_12_months", "value = 5")
        + _one("nonsense", "value = 1")
        + _one("contact.register", "value = 2")
    )
    with pytest.raises(ParameterError) as caught:
        load(_file(tmp_path, text), today=DAY)
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert all(line.startswith(f"{tmp_path / 'ours.toml'}: ") for line in lines)
    assert [name in line for name, line in zip(("per_12_months", "nonsense", "register"), lines, strict=True)] == [
        True
    ] * 3


def test_a_checked_date_of_today_is_not_in_the_future(tmp_path: Path) -> None:
    text = _one("contact.per_12_months", "value = 4", "checked = 2026-11-22")
    assert load(_file(tmp_path, text), today=DAY)


def test_two_values_in_a_row_are_no_overlap(tmp_path: Path) -> None:
    text = _two("from = 2026-01-01; to = 2026-06-30", "from = 2026-07-01")
    assert len(load(_file(tmp_path, text), today=DAY)["contact.per_12_months"].local) == 2


def test_two_groups_on_the_same_day_are_no_overlap(tmp_path: Path) -> None:
    text = _two('from = 2026-01-01; applies_to = ["job_ready"]', 'from = 2026-01-01; applies_to = ["activity_ready"]')
    assert len(load(_file(tmp_path, text), today=DAY)["contact.per_12_months"].local) == 2


@pytest.mark.parametrize("name", ["absent.toml", "."])
def test_a_file_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="cannot be read; give a TOML file of parameters"):
        load(tmp_path / name, today=DAY)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes("# beløb".encode("cp1252"))
    with pytest.raises(ParameterError, match="is not TOML"):
        load(path, today=DAY)


@pytest.mark.parametrize("name", ["continuity.handover_days", "rule_225.hours", "due.horizon_days"])
def test_a_value_that_is_the_same_for_all_groups_refuses_applies_to(tmp_path: Path, name: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        f'["{name}"]\n[["{name}".values]]\nvalue = 40\nfrom = 2026-01-01\napplies_to = ["job_ready"]\nsource = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(ParameterError, match="the same for all target groups"):
        load(path)


def test_values_that_only_the_loader_knows_by_group_are_exactly_those_looked_up_by_group() -> None:
    assert {name for name, p in load().by_name.items() if any(v.groups != ALL_GROUPS for v in p.values)} <= BY_GROUP


def local(tmp_path: Path, name: str, value: str) -> Parameters:
    path = tmp_path / "own.toml"
    path.write_text(f'["{name}"]\n[["{name}".values]]\n{value}\nfrom = 2016-11-22\nsource = "x"\n', encoding="utf-8")
    return load(path)


def test_a_limit_marked_unknown_silences_its_family_and_is_told(tmp_path: Path) -> None:
    evaluator = Evaluator(local(tmp_path, "contact.counting_kinds", "unknown = true"), date(2026, 11, 22))
    told = {(s.rule, s.parameter) for s in evaluator.silent()}
    assert ("conversation-due", "contact.counting_kinds") in told


@pytest.mark.parametrize(
    ("name", "rule"),
    [("contact.register", "conversation-unrecorded"), ("continuity.coordinator", "caseworker-missing")],
)
def test_a_municipality_can_turn_a_rule_off(tmp_path: Path, name: str, rule: str) -> None:
    t = Timeline(
        Case("1", "x", None, None, None, date(2020, 1, 1), None, None, "job_ready", "job", "", None),
        conversations=[Conversation(date(2026, 1, 1), "job", "planned", None)],
    )

    def raised(parameters: Parameters) -> set[str]:
        return {flag.rule for flag in Evaluator(parameters, date(2026, 11, 22)).flags(t)}

    assert rule in raised(load())
    assert rule not in raised(local(tmp_path, name, "value = false"))
