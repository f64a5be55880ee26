"""A pseudonymised copy: nobody of the caseload is in its bytes, and the rules say the same of the same cases."""

import json
import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from random import Random

import pytest
from stdnum.dk import cpr as cpr_number
from support import AT, DAY, empty_caseload, fill, imported

from kontant.cli.export_pseudonymised import _known
from kontant.dates import whole_years
from kontant.errors import Refused
from kontant.exchange.demo import write_extract
from kontant.exchange.importing import import_extract
from kontant.exchange.pseudonyms import Asked, columns, copy, people
from kontant.exchange.pseudonyms.answers import all_codes, with_words
from kontant.exchange.pseudonyms.texts import Texts, words
from kontant.model.tables import CASE_TABLES, ROWS
from kontant.model.vocabulary import NOTE_TEMPLATE
from kontant.rules import similar
from kontant.rules.agreements import whose
from kontant.rules.answers import tells
from kontant.rules.concrete import is_concrete
from kontant.rules.evaluate import Evaluator
from kontant.rules.exemption_reasons import not_own
from kontant.rules.parameter_file import load
from kontant.store import drafts, seals
from kontant.store.log_export import log_reading
from kontant.store.pseudonymised import rows_of
from kontant.store.reading import changing, reading
from kontant.store.snoozes import snoozes
from kontant.store.timelines import TABLES, open_timelines

DAYS = (DAY, date(2025, 5, 31), date(2019, 6, 30))
PARAMETERS = load(None, today=DAY)
DETAILS = frozenset(TABLES) | {f"{name}.{column}" for name, table in TABLES.items() for column in table.details}
# Shorter ones are a part of many words.
LETTERS = 5


@pytest.fixture(scope="module")
def caseloads(tmp_path_factory):
    """The sample, the edges of the rules and the demo, each with a flag put aside."""
    folder = tmp_path_factory.mktemp("caseloads")
    found = {name: imported(folder, name) for name in ("caseload", "edges")}
    extract = folder / "extract"
    extract.mkdir()
    write_extract(extract, seed=2022, day=DAY)
    (folder / "empty").mkdir()
    found["demo"] = empty_caseload(folder / "empty")
    import_extract(found["demo"], extract, extract_date=DAY, who="test", at=AT)
    for path in found.values():
        put_aside(path)
    return found


def put_aside(path):
    """Put the first flag of every fifth case aside, as somebody would."""
    from kontant.model.tables import RECORDS
    from kontant.store.writes import writing

    with writing(path, command="snooze", who="tester", at=AT) as writer:
        for t, flags in list(judged(path, DAY))[::5]:
            if flags:
                row = {"case_ref": t.case.case_ref, "rule": flags[0].rule, "scope": flags[0].scope, "set_on": DAY}
                row |= {"reason": "Afventer Zebulons svar", "fingerprint": flags[0].fingerprint()}
                writer.insert("snoozes", RECORDS["snoozes"].model_validate(row))


def judged(path, day):
    rules = Evaluator(PARAMETERS, day)
    with reading(path) as connection:
        yield from rules.flags_of(open_timelines(connection, day, DETAILS))


def by_rule(path, day):
    """How many cases have a flag of each rule and status."""
    return Counter((flag.rule, flag.scope, str(flag.status)) for _t, flags in judged(path, day) for flag in flags)


def by_case(path, day):
    """What the rules say of each case, whatever it is called."""
    return Counter(tuple(sorted((f.rule, f.scope, str(f.status)) for f in flags)) for _t, flags in judged(path, day))


def copied(path, place, *, seed=1, day=DAY, force=False):
    with reading(path) as connection:
        return copy(connection, place, Asked(seed, day, PARAMETERS, _known()), force=force)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("name", ["caseload", "edges", "demo"])
def test_the_rules_say_the_same_of_each_case(caseloads, tmp_path, name, day):
    done = copied(caseloads[name], tmp_path / "copy.sqlite", day=day)
    assert done.differing == 0
    # Months of unequal length: where the edges of the rules lie close together, a case or two is moved further.
    assert done.apart <= len(list(judged(caseloads[name], day))) / 20
    assert done.day == day + timedelta(weeks=done.weeks) != day
    before = by_rule(caseloads[name], day)
    assert before.total() > 40
    assert by_rule(tmp_path / "copy.sqlite", done.day) == before
    assert by_case(tmp_path / "copy.sqlite", done.day) == by_case(caseloads[name], day)


def test_what_was_put_aside_is_put_aside(caseloads, tmp_path):
    done = copied(caseloads["demo"], tmp_path / "copy.sqlite")
    held = []
    for path, day in ((caseloads["demo"], DAY), (tmp_path / "copy.sqlite", done.day)):
        with reading(path) as connection:
            aside = snoozes(connection, day=day)
        held.append(
            Counter(
                flag.rule
                for t, flags in judged(path, day)
                for flag in flags
                if (found := aside.get(t.case.case_ref, {}).get((flag.rule, flag.scope)))
                and found.fingerprint == flag.fingerprint()
            )
        )
    assert held[0] == held[1]
    assert held[0].total() >= 5


@pytest.fixture(scope="module")
def full(caseloads, tmp_path_factory):
    """The demo with notes, corrections, reviews, drafts and a log of one case, whose words are nowhere else."""
    import shutil

    path = tmp_path_factory.mktemp("full") / "full.sqlite"
    shutil.copy(caseloads["demo"], path)
    with reading(path) as connection:
        (ref,) = connection.execute("SELECT min(case_ref) FROM cases").fetchone()
        (title,) = connection.execute("SELECT min(title) FROM goals WHERE kind = 'job'").fetchone()
        (owner,) = connection.execute("SELECT case_ref FROM goals WHERE title = ?", (title,)).fetchone()
    note = {"case_ref": ref, "date": "2026-11-02", "template": "free"}
    said = {"secret_question": "Kaprunksvar", "wishes": "Kaprunkønske", "_note": {"inner": "Kaprunkindre"}}
    said |= {"secret_number": 1107614444, "wishes_number": [1107614444.5], "text": 1107614444}
    own = {"case_ref": ref, "date": "2026-11-01", "template": "handover", "nr": 1}
    fill(path, "notes", **own, form="kaprunk_qvist", version=1, text="Kaprunk")
    with changing(path) as connection:
        connection.execute("UPDATE notes SET template = 'kaprunkskabelon', scope = 'kaprunkomfang' WHERE nr = 1")
    aside = {"rule": "kaprunkregel", "scope": "kaprunkomfang", "set_on": DAY, "reason": "Kaprunk"}
    fill(path, "snoozes", case_ref=ref, **aside, fingerprint="abc")
    fill(path, "notes", **note, caseworker="kaprunkinitialer", text="Kaprunktekst", answers=json.dumps(said))
    fill(path, "amendments", **note, nr=0, seq=1, written_on="2026-11-03", text="Kaprunkrettelse", caseworker="kapx")
    drawn = {"pool": '{"5-7": 1, "kaprunk": 1}', "missing": '["kaprunk"]'}
    fill(path, "reviews", number=1, as_of=DAY, begun_on=DAY, size=1, seed=1, **drawn)
    fill(path, "review_cases", review=1, case_ref=ref, place=1, seniority_group="5-7")
    answer = {"review": 1, "case_ref": ref, "reviewer": "kaprunkleder", "point": "contact", "remark": "Kaprunkmærke"}
    fill(path, "review_answers", **answer, answered_on=DAY)
    for nr, field, was in ((1, "name", "Kaprunk Qvist"), (2, "cpr", "1107614443"), (3, None, None)):
        key = json.dumps({"case_ref": ref})
        row = {"case_ref": ref, "nr": nr, "date": DAY, "table_name": "cases", "record": key, "field": field}
        fill(path, "corrections", **row, was=was, reason="Kaprunkgrund", requested_by_person=True, caseworker="kapy")
    key = json.dumps({"case_ref": owner, "kind": "job", "title": title})
    row = {"case_ref": owner, "nr": 1, "date": DAY, "table_name": "goals", "record": key, "field": "title"}
    fill(path, "corrections", **row, was="Kaprunkmål", became=title, reason="Kaprunk", requested_by_person=False)
    drafts.start(path, case_ref=ref, form="free", version=1, date=DAY, caseworker="kapz", who="kapu", at=AT)
    told = {"case_refs": [ref], "purpose": "Kaprunkformål"}
    log_reading(path, who="kaprunkbruger", at=AT, command="case show", details=told)
    return path


@pytest.fixture(scope="module")
def twin(full):
    """A copy of that, and what was said of it."""
    place = full.with_name("copy.sqlite")
    return place, copied(full, place)


def personal(path):
    """Names, numbers, case numbers, initials and free texts of a caseload, each as it stands there."""
    found = {"name": set(), "cpr": set(), "ref": set(), "initials": set(), "text": set()}
    kinds = {"name": "name", "cpr": "cpr", "ref": "ref", "initials": "initials"}
    with reading(path) as connection:
        for name in ROWS:
            for row in rows_of(connection, name):
                for column, value in row.items():
                    what = columns.kind(name, column)
                    if what in kinds:
                        found[kinds[what]].add(value)
                    elif what == "answers" and value:
                        found["text"] |= set(strings(json.loads(value)))
                    elif what not in ("code", "figure", "day", "month", "birthday", "event", "number", "fingerprint"):
                        found["text"].add(value)
    return {what: {value for value in values if value} for what, values in found.items()}


def strings(value):
    if isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, str) and not re.fullmatch(r"[a-z_]+|.*\d{4}-\d\d-\d\d", value):
        yield value


def test_nobody_and_nothing_written_is_in_the_bytes_of_the_copy(full, twin):
    place, _done = twin
    held = place.read_bytes()
    assert [path.name for path in place.parent.iterdir() if path.name.startswith(("copy", "."))] == ["copy.sqlite"]
    # Both files of the original: what was written last may lie in the write-ahead log.
    original = b"".join(path.read_bytes() for path in place.parent.glob("full.sqlite*"))
    before = personal(full)
    assert {len(before["name"]), len(before["cpr"]), len(before["ref"])} == {45}
    parts = {part for name in before["name"] for part in name.replace("-", " ").split() if len(part) >= LETTERS}
    sought = before["name"] | parts | before["cpr"] | before["ref"] | {t for t in before["text"] if len(t) >= LETTERS}
    assert [text for text in sorted(sought) if text.encode() in held] == []
    for secret in ("aprunk", "kapx", "kapy", "kapz", "kapu", "secret_question", "1107614443", "1107614444", "Zebulon"):
        assert secret.encode() in original
        assert secret.encode() not in held


def test_only_figures_that_were_asked_for_are_kept():
    known = _known()
    number = min(known.numbers)
    said = {number: 12.5, "text": 12, "secret": 5, "_x": {"y": [7]}, "sure": True}
    told = with_words(json.dumps(said), known, str, lambda _question, text: text)
    assert list(json.loads(told).values()) == [12.5, None, None, {"other_4": [None]}, True]
    assert json.loads(with_words(json.dumps({number: 1107614444}), known, str, str))[number] is None


def test_codes_are_kontants_own():
    known = _known()._replace(codes=_known().codes | all_codes())
    for text in ("", "activation", "mental|physical", "free", "offer-first", "contact", "goals", "name", "5-7", "10+"):
        assert known.keeps(text), text
    for text in ("leyla_thomsen", "mental|leyla", "1107614443", "5-7-1990"):
        assert not known.keeps(text), text


def test_short_names_and_initials_are_nobodys_in_the_copy(full, twin):
    place, _done = twin
    before, after = personal(full), personal(place)
    assert before["initials"].isdisjoint(after["initials"])
    assert len(before["initials"]) == len(after["initials"])
    parts = [
        {part for name in people for part in re.split(r"[ -]", name)} for people in (before["name"], after["name"])
    ]
    assert parts[0].isdisjoint(parts[1])
    assert len(after["name"]) == len(after["cpr"]) == len(after["ref"]) == 45


def test_the_copy_has_the_same_shape(full, twin):
    place, done = twin
    assert done.cases == 45
    with reading(full) as one, reading(place) as other:
        for name in ROWS:
            assert len(rows_of(one, name)) == len(rows_of(other, name)), name
        assert other.execute("SELECT count(*) FROM drafts").fetchone() == (0,)
        events = other.execute("SELECT id, who, command, details FROM events").fetchall()
        assert events == [(1, "kontant", "export pseudonymised", '{"reading":true}')]
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert other.execute("PRAGMA foreign_key_check").fetchall() == []
        assert seals.verify(other) == []
        codes = "SELECT gender, target_group, track, challenges FROM cases ORDER BY 1, 2, 3, 4"
        assert one.execute(codes).fetchall() == other.execute(codes).fetchall()
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_correction_still_names_its_record(twin):
    place, _done = twin
    with reading(place) as connection:
        rows = connection.execute(
            "SELECT case_ref, record, became FROM corrections WHERE table_name = 'goals'"
        ).fetchall()
        for ref, record, became in rows:
            key = json.loads(record)
            assert key["case_ref"] == ref
            assert key["title"] == became
            found = connection.execute("SELECT count(*) FROM goals WHERE case_ref = ? AND title = ?", (ref, became))
            assert found.fetchone() == (1,)
    assert len(rows) == 1


def test_everybody_has_the_age_gender_and_a_number_that_fit(full, twin):
    place, done = twin
    query = "SELECT cpr, birth_date, gender FROM cases WHERE cpr IS NOT NULL"
    ages = []
    for path, day in ((full, DAY), (place, done.day)):
        with reading(path) as connection:
            rows = connection.execute(query).fetchall()
        ages.append(Counter((whole_years(date.fromisoformat(born), day), gender) for _cpr, born, gender in rows))
    assert ages[0] == ages[1]
    for number, born, gender in rows:
        assert cpr_number.get_birth_date(number).isoformat() == born
        assert int(number[-1]) % 2 == (gender == "male")
        assert (
            not cpr_number.is_valid(number)
            or sum(int(d) * w for d, w in zip(number, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11
        )


def test_the_same_seed_gives_the_same_copy(full, twin, tmp_path):
    for name, seed in (("two", 1), ("three", 4)):
        copied(full, tmp_path / name, seed=seed)
    one, two, three = (held(place) for place in (twin[0], tmp_path / "two", tmp_path / "three"))
    assert one == two
    assert one != three


def held(path):
    with reading(path) as connection:
        return {name: rows_of(connection, name) for name in ROWS}


def test_a_copy_of_a_copy_has_others_in_it(twin, tmp_path):
    place, done = twin
    copied(place, tmp_path / "again", day=done.day)
    one, two = personal(place), personal(tmp_path / "again")
    assert one["name"].isdisjoint(two["name"])
    assert one["ref"].isdisjoint(two["ref"])


def test_a_place_that_is_taken_is_left(tmp_path):
    (tmp_path / "none").mkdir()
    mine, place = empty_caseload(tmp_path / "none"), tmp_path / "copy.sqlite"
    place.write_text("mine")
    with pytest.raises(Refused, match="exists already"):
        copied(mine, place)
    assert place.read_text() == "mine"
    copied(mine, place, force=True)
    with closing(sqlite3.connect(place)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match="in use by another program"):
            copied(mine, place, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.sqlite", "none"]


def test_every_column_is_known():
    for name in ROWS:
        assert columns.kinds(name)
    for name in CASE_TABLES:
        assert columns.kind(name, "case_ref") == "ref"


def admission(actor):
    return "psyk" in actor.lower() and "lægg" in actor.lower()


@pytest.fixture
def texts():
    return Texts(Random(1), admission)


@pytest.mark.parametrize(
    "text",
    [
        "Har leddegigt i begge hænder og kan højst sortere breve i to timer.",
        "Vurderes ikke at kunne deltage i tilbud.",
        "Helbred forværres ved aktivering.",
        "Opereret i skulderen og må ikke bære eller løfte de næste måneder.",
    ],
)
def test_a_reason_is_of_the_same_kind(texts, text):
    for _ in range(50):
        assert not_own(texts.reason(text), None) == not_own(text, None)
        assert texts.reason(text) != text
        texts = Texts(Random(hash(text) % 7), admission)


def test_a_reason_that_repeats_another_does_so_in_the_copy(texts):
    first = "Har leddegigt i begge hænder og kan højst sortere breve i to timer."
    again, other = (
        first.replace("breve", "brevene"),
        "Passer sin mor med demens og sover tre timer om natten for tiden.",
    )
    before, same, new = texts.reason(first), texts.reason(again), texts.reason(other)
    assert similar.repeats(again, (first,))
    assert same == before
    assert not similar.repeats(new, (before,))


def test_goals_are_as_concrete_as_they_were_and_no_two_are_the_same(texts):
    goals = [f"Cykelsmed {number}" for number in range(200)] + ["Komme videre", "Få det bedre", "Blive glad"]
    new = [texts.title(goal) for goal in goals]
    assert len(set(new)) == len(goals)
    assert list(map(is_concrete, new)) == list(map(is_concrete, goals))


def test_actors_are_told_apart_as_the_rules_do(texts):
    names = ["Egen læge", "egen læge", "EGEN LÆGE", "Bostøtten", "Psykiatrisk afdeling, indlæggelse"]
    new = [texts.actor(name) for name in names]
    assert len(set(new)) == 5
    assert len({name.lower() for name in new}) == 3
    assert [admission(name) for name in new] == [False, False, False, False, True]


def test_what_tells_nothing_tells_nothing(texts):
    assert not tells(texts.any("Ingen"))
    assert texts.any("  ") == ""
    assert tells(texts.any("Hun vil gerne arbejde i en genbrugsbutik"))


@pytest.mark.parametrize("who", ["Egen læge", "Praktikstedet", "Borgeren", "Virksomhedskonsulenten", "Farfar"])
def test_an_agreement_is_the_same_partys(texts, who):
    assert whose(texts.who(who)) == whose(who)
    assert texts.who(who) != who


def test_every_sentence_is_of_its_kind():
    parts = words()
    for kind, right in (("own", None), ("general", "general")):
        for first in parts[kind]["first"]:
            for last in parts[kind]["last"]:
                between = "; " if kind == "own" else " "
                assert not_own(f"{first}{between}{last}", None) == right, (first, last)
    for kind in ("concrete", "vague"):
        for first in parts[kind]["first"]:
            for last in parts[kind]["last"]:
                assert is_concrete(f"{first} {last}") == (kind == "concrete"), (first, last)
    assert {part: whose(text) for part, text in parts["who"].items()} == {part: part for part in parts["who"]}
    assert len(NOTE_TEMPLATE) > 10


def test_more_people_than_there_are_names_all_have_one():
    everybody = people.People(Random(1), ["Jens Hansen"], ["a"], ["mkj"])
    names = [everybody.name("female") for _ in range(20_000)]
    assert len(set(names)) == 20_000
    assert everybody.initials == {"mkj": "S01"}


def test_a_birthday_without_numbers_has_none():
    assert people.cpr(Random(1), date(2100, 1, 2), "male") is None


def test_a_child_of_today_stays_one():
    assert people.moved_birthday(Random(1), DAY, DAY) <= 0
