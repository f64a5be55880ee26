"""Template files: a municipality's own, and every way in which one can be wrong."""

import subprocess
import sys
import tomllib
from copy import deepcopy

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontant.errors import NotFound, ParameterError
from kontant.i18n import choose_language
from kontant.notes import template_file
from kontant.notes.template_file import available, check_file, load

from .a_case import DAY, HEAD, ACase, guide, template, words, written

TEXT = {"kind": '"text"'}
CHOICE = {"kind": '"choice"', "choices": '"channel"'}
BOTH = '{ en = "x", da = "y" }'
COLUMN = '{ id = "what", label = { en = "What", da = "Hvad" }, kind = "text" }'
LATE = '{ id = "what", label = { en = "What", da = "Hvad" }, kind = "text", latest = "+1d" }'
LIST = {"kind": '"list"', "columns": f"[{COLUMN}]"}
RECORD = {"kind": '"record"', "table": '"offers"', "which": '"any"'}
GOALS = {"kind": '"records"', "table": '"goals"', "which": '"open"'}
A = words(id='"a"', **TEXT)


def faults(folder, *parts):
    """What is said of a file made of these parts, without the file's name, which each line must begin with."""
    path = written(folder, *parts)
    with pytest.raises(ParameterError) as caught:
        check_file(path)
    told = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}: ") for line in told)
    return [line.removeprefix(f"{path}: ") for line in told]


def test_an_own_template_is_asked_as_any_other(tmp_path):
    written(
        tmp_path,
        words(id='"form"', default='"in_person"', **CHOICE),
        words(id='"why"', when='[{ answer = "form", is = "phone" }]', **TEXT),
        '[[changes]]\ntable = "conversations"\ndo = "put"\nkey = { date = "$note.date", kind = "job" }\n'
        'set = { status = "held", channel = "$answer.form" }\n',
        name="morning_talk",
    )
    assert [*available(tmp_path)][-1] == "morning_talk" and "morning_talk" not in available(None)
    made = load("morning_talk", tmp_path)
    assert (made.id, made.kind, made.own) == ("morning_talk", "conversation", tmp_path / "morning_talk.toml")
    way = guide(made, ACase())
    way.answer(way.next(), "telefon")
    assert way.next().id == "why" and made.changes[0].set["channel"] == "$answer.form"


def test_an_own_template_takes_the_place_of_a_built_in_one(tmp_path):
    assert load("free", tmp_path).own is None
    written(tmp_path, A, name="free")
    assert load("free", tmp_path).question("a").text.en == "What?"
    assert [*available(tmp_path)] == [*available(None)] and available(tmp_path)["free"].own is not None
    assert load("free", None).own is None


def test_a_template_that_is_not_there():
    with pytest.raises(NotFound, match=r"did you mean conversation\?"):
        load("conversatoin", None)
    with pytest.raises(NotFound, match="there are: conversation, absence"):
        load("../secret", None)


def test_a_folder_that_is_not_there_holds_none(tmp_path):
    assert [*available(tmp_path / "none")] == [*available(None)]


@pytest.mark.parametrize("text", ["id = ", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1") + " = 1"])
def test_a_file_that_is_not_toml(tmp_path, text):
    path = tmp_path / "morning.toml"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(ParameterError, match="is not TOML"):
        check_file(path)
    with pytest.raises(ParameterError, match="cannot be read"):
        check_file(tmp_path / "other.toml")


def test_the_head(tmp_path):
    path = tmp_path / "morning.toml"
    path.write_text('id = "noon"\nkind = "talk"\nversion = 0\nname = "Noon"\nabout = { en = "x" }\nsauce = "y"\n')
    with pytest.raises(ParameterError) as caught:
        check_file(path)
    told = [line.removeprefix(f"{path}: ") for line in str(caught.value).splitlines()]
    assert told[0] == "sauce: is not known here; did you mean source?"
    assert told[1:4] == [
        "source: is missing; it must be text",
        "questions: is missing; it must be a list of tables",
        "kind: must be one of " + told[3].partition("one of ")[2],
    ]
    assert told[4:] == [
        "version: must be a whole number from 1 up",
        'name: must be the text in both languages: { en = "...", da = "..." }',
        'about: must be the text in both languages: { en = "...", da = "..." }',
        "id: must be the file's name, morning",
    ]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (words(id='"A b"', **TEXT), "question A b: id: must be an id of small letters a-z, digits and _"),
        (
            words(id='"date"', **TEXT),
            "question date: id: must be another id: date, caseworker, template, version, case",
        ),
        (words(id='"a"'), "question a: kind: is missing; it must be one of "),
        (words(id='"a"', kind='"txt"'), "question a: kind: must be one of choice, date, list, "),
        (words(id='"a"', text='{ en = "What?", da = " " }', **TEXT), "question a: text: must be the text in both"),
        (words(id='"a"', hlep=BOTH, **TEXT), "question a: hlep: is not known here; did you mean help?"),
        (words(id='"a"', kind='"choice"'), "question a: choices: is missing; kind choice needs it"),
        (words(id='"a"', kind='"choice"', choices='"chanel"'), "question a: choices: must be one of channel, "),
        (
            words(id='"a"', choices='"channel"', **TEXT),
            "question a: choices: does not belong to kind text; leave it out",
        ),
        (
            words(id='"a"', kind='"several"', choices="[{ code = 'a', en = 'A' }]"),
            "question a: choices: must be one of",
        ),
        (
            words(id='"a"', kind='"several"', choices="[{code='a', en='X', da='Y'}, {code='b', en='y', da='Z'}]"),
            "question a: choices: a and b have a name in common; each must have its own",
        ),
        (words(id='"a"', required='"yes"', **TEXT), "question a: required: must be true or false"),
        (words(id='"a"', min="1", **TEXT), "question a: min: does not belong to kind text; leave it out"),
        (words(id='"a"', kind='"date"', earliest="5"), "question a: earliest: must be a date, a step such as +1y, or"),
        (words(id='"a"', kind='"list"'), "question a: columns: is missing; kind list needs it"),
        (words(id='"a"', kind='"list"', columns="[]"), "question a: columns: must be a list of tables"),
        (
            words(id='"a"', kind='"list"', columns=f"[{COLUMN}, {COLUMN}]"),
            "question a: id: what stands twice; each must have its own",
        ),
        (
            words(id='"a"', kind='"list"', columns="[" + COLUMN.replace("text", "choice") + "]"),
            "question a: column what: choices: is missing; kind choice needs it",
        ),
        (
            words(id='"a"', kind='"list"', columns="[" + COLUMN.replace("text", "record") + "]"),
            "question a: column what: kind: must be one of choice, date,",
        ),
        (
            words(id='"a"', kind='"list"', columns=f"[{LATE}]"),
            "question a: column what: latest: does not belong to kind text; leave it out",
        ),
        (words(id='"a"', kind='"record"', table='"offers"'), "question a: which: is missing; kind record needs it"),
        (
            words(id='"a"', **RECORD | {"which": '"open"'}),
            "question a: which: must be one of running, ended, begun, unfinished, any",
        ),
        (words(id='"a"', **RECORD | {"table": '"notes"'}), "question a: table: must be one of absences, "),
        (words(id='"a"', new="true", **GOALS), "question a: new: does not belong to kind records; leave it out"),
        (words(id='"a"', show='"goals"', **TEXT), "question a: show: must be one of agreements, "),
        (words(id='"a"', when="[]", **TEXT), "question a: when: must be a list of tables"),
        (words(id='"a"', when="[{ is = 1 }]", **TEXT), "question a: when, condition 1: must name one of answer, fact"),
        (words(id='"a"', when='[{ fact = "track" }]', **TEXT), "question a: when, condition 1: must have one of is, "),
        (
            words(id='"a"', when='[{ fact = "track", filed = 1 }]', **TEXT),
            "question a: when, condition 1: filed: is not known here; did you mean filled?",
        ),
        (
            words(id='"a"', when='[{ fact = "track", filled = "yes" }]', **TEXT),
            "question a: when, condition 1: filled: must be true or false",
        ),
        (
            words(id='"a"', when='[{ fact = "track", differs_from = "job" }]', **TEXT),
            "question a: when, condition 1: differs_from: must be $fact.NAME, $answer.ID or $note.date",
        ),
        (A + "[[changes]]\ntable = 'notes'\ndo = 'put'\n", "change 1: table: must be one of absences, "),
        (A + "[[changes]]\ntable = 'goals'\n", "change 1: do: is missing; it must be one of add, assign, change, put"),
        (A + "[[checks]]\ncheck = 'nice'\n", "check 1: check: must be one of any_of, "),
        (A + "[[checks]]\ncheck = 'has_rows'\n", "check 1: question: is missing; check has_rows needs it"),
        (
            A + "[[checks]]\ncheck = 'personal'\nquestion = 'a'\ncolumn = 'x'\n",
            "check 1: column: does not belong to check personal; leave it out",
        ),
    ],
)
def test_the_shape_of_a_file(tmp_path, part, told):
    found = faults(tmp_path, part)
    assert any(each.startswith(told) for each in found), found


SOME = "".join((A, words(id='"rows"', **LIST), words(id='"goals"', **GOALS), words(id='"offer"', **RECORD)))
# Codes of which one is no channel.
HOW = {"kind": '"choice"', "choices": "[{code='phone', en='p', da='t'}, {code='none', en='n', da='i'}]"}


def change(**keys):
    """Some questions and a change."""
    return SOME + "[[changes]]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items())


def put(**keys):
    """A change that records a conversation, but for these keys."""
    return change(**PUT | keys)


PUT = {
    "table": '"conversations"',
    "do": '"put"',
    "key": '{ date = "$note.date", kind = "job" }',
    "set": '{ status = "held" }',
}


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (A + A, "id: a stands twice; each must have its own"),
        (
            words(id='"a"', default='"$fact.trak"', **TEXT),
            "question a: default: trak: is not known here; did you mean track?",
        ),
        (words(id='"a"', default='"$answer.b"', **TEXT), "question a: default: b: is not known here; known: a"),
        (
            words(id='"a"', default='"$answer.b"', **TEXT) + words(id='"b"', **TEXT),
            "question a: default: b is asked only later",
        ),
        (
            words(id='"a"', when='[{ answer = "b", filled = true }]', **TEXT) + words(id='"b"', **TEXT),
            "question a: when: answer: b is asked only later",
        ),
        (words(id='"a"', default='"$nothing"', **TEXT), "question a: default: $nothing means nothing here"),
        (words(id='"a"', default='"$row.x"', **TEXT), "question a: default: $row.x means nothing here"),
        (words(id='"a"', kind='"date"', latest='"$last"'), "question a: latest: $last means nothing here"),
        (words(id='"a"', kind='"date"', latest='"soon"'), "question a: latest: This is not a date"),
        (words(id='"a"', kind='"date"', default='"soon"'), "question a: default: This is not a date"),
        (words(id='"a"', default='"letter"', **CHOICE), "question a: default: This is not among the answers."),
        (words(id='"a"', known='"job"', **TEXT), "question a: known: must be an expression, such as $fact.NAME"),
        (words(id='"a"', default="{ day_after = 3 }", **TEXT), "question a: default: day_after takes an expression"),
        (
            words(id='"a"', default='{ first = "$last" }', **TEXT),
            "question a: default: first takes a list of expressions",
        ),
        (
            words(id='"a"', kind='"date"', latest="{ x = 1 }"),
            "question a: latest: a table must have one of day_before,",
        ),
        (words(id='"a"', default='"$fact.record.end"', **TEXT), "question a: default: no record is chosen before this"),
        (
            words(id='"o"', **RECORD) + words(id='"a"', default='"$fact.record.scope"', **TEXT),
            "question a: default: offers has no column scope",
        ),
        (
            words(id='"o"', **RECORD) + words(id='"a"', default='"$answer.o.end"', **TEXT),
            "question a: default: o has no column end",
        ),
        (
            words(id='"f"', **CHOICE) + words(id='"a"', when='[{ answer = "f", is = "letter" }]', **TEXT),
            "question a: when: is: f is never letter; it can be: in_person, video, phone",
        ),
        (
            words(id='"o"', **RECORD) + words(id='"a"', when='[{ fact = "record.outcome", is = "done" }]', **TEXT),
            "question a: when: is: record.outcome is never done; it can be: completed, interrupted, cancelled",
        ),
        (
            words(id='"f"', kind='"yes_no"') + words(id='"a"', when='[{ answer = "f", is_not = "no" }]', **TEXT),
            "question a: when: is_not: f is never no; it can be: true, false",
        ),
        (words(id='"a"', example="'x'", **TEXT), "question a: example: must be the text in both languages"),
        (words(id='"a"', example="'letter'", **CHOICE), "question a: example: This is not among the answers."),
        (words(id='"a"', required="true", **TEXT), "question a: example: is missing; a required question needs one"),
        (words(id='"a"', example='"new"', **RECORD), "question a: example: a chosen record has none;"),
        (
            words(id='"a"', example="[{ waht = { en = 'x', da = 'y' } }]", **LIST),
            "question a: example: Row 1: there is no such column; did you mean what?",
        ),
        (A + "[note]\nscope = '$answer.b.scope'\n", None),
        (put(key='{ date = "$note.date" }'), "change 1: key: kind is missing; the key of conversations is: date, kind"),
        (put(key='{ date = "$note.date", kind = "talk" }'), "change 1: key.kind: must be one of job, "),
        (put(key='{ date = "soon", kind = "job" }'), "change 1: key.date: must be a date or an expression"),
        (put(key='{ date = "$note.date", kind = "job", x = 1 }'), "change 1: key: x: is not known here"),
        (put(key='"$answer.offer"'), "change 1: key: $answer.offer does not name a record of conversations"),
        (put(key='"$fact.exemption_now"'), "change 1: key: $fact.exemption_now does not name a record of"),
        (put(key='"$row"'), "change 1: key: $row means nothing here"),
        (put(set='{ channel = "phone" }'), "change 1: set: status is missing; a new record of conversations"),
        (put(set='{ status = "held", kind = "job" }'), "change 1: set: kind belongs to the key"),
        (put(set='{ status = "held", chanel = "x" }'), "change 1: set: chanel: is not known here; did you"),
        (put(set='{ status = "$answer.a" }'), "change 1: set.status: holds code, and $answer.a is of kind text"),
        (put(set='{ status = "held", channel = "$answer.rows" }'), "change 1: set.channel: holds code, and"),
        (put(do='"assign"'), "change 1: do: assign is only for table assignments"),
        (put(do='"change"', new='{ channel = "phone" }'), "change 1: new: means nothing where do = change"),
        (change(table='"cases"', do='"put"', set='{ track = "job" }'), "change 1: do: a case can only be changed"),
        (
            change(table='"cases"', do='"change"', key="{ x = 1 }", set='{ track = "job" }'),
            "change 1: key: a case needs none",
        ),
        (put(for_each='"$answer.a"'), "change 1: for_each: a must be a list or chosen records"),
        (put(for_each='"rows"'), "change 1: for_each: must be $answer.ID of a list or of chosen records"),
        (
            change(
                for_each='"$answer.rows"',
                table='"goals"',
                do='"put"',
                key='{ kind = "sub", title = "$row.wat" }',
                new='{ set_on = "$note.date" }',
            ),
            "change 1: key.title: rows has no column wat",
        ),
        (
            change(
                for_each='"$answer.goals"',
                table='"offers"',
                do='"change"',
                key='"$row"',
                set='{ outcome = "completed" }',
            ),
            "change 1: key: $row does not name a record of offers",
        ),
        (
            words(id='"how"', **HOW) + put(set='{ status = "held", channel = "$answer.how" }'),
            "change 1: set.channel: cannot hold none; it can be: in_person, video, phone",
        ),
        (A + "[[checks]]\ncheck = 'has_rows'\nquestion = 'a'\n", "check 1: question: a must be a list"),
        (
            A + "[[checks]]\ncheck = 'has_rows'\nquestion = 'aa'\n",
            "check 1: question: aa: is not known here; did you mean a?",
        ),
        (A + "[[checks]]\ncheck = 'any_of'\nquestions = ['a', 'b']\n", "check 1: question: b: is not known here"),
        (
            words(id='"r"', **LIST) + "[[checks]]\ncheck = 'date_in_rows'\nquestion = 'r'\ncolumn = 'what'\n",
            "check 1: column: what must be of kind date",
        ),
        (
            words(id='"r"', **LIST) + "[[checks]]\ncheck = 'each_row_has'\nquestion = 'r'\ncolumn = 'x'\n",
            "check 1: column: r has no column x",
        ),
        (
            words(id='"r"', **LIST) + "[[checks]]\ncheck = 'concrete'\nquestion = 'r'\n",
            "check 1: column: is missing; r is a list",
        ),
    ],
)
def test_what_a_file_refers_to(tmp_path, part, told):
    found = faults(tmp_path, part)
    assert told is None or any(each.startswith(told) for each in found), found


def test_codes_that_a_condition_leaves_out_need_not_fit(tmp_path):
    made = template(
        tmp_path,
        words(id='"how"', **HOW),
        '[[changes]]\ntable = "conversations"\ndo = "put"\nwhen = [{ answer = "how", is_not = "none" }]\n'
        'key = { date = "$note.date", kind = "job" }\nset = { status = "held", channel = "$answer.how" }\n',
    )
    assert made.changes[0].when[0].value == ("none",)


def test_all_faults_are_told_at_once_and_in_danish(tmp_path):
    part = words(id='"a"', kind='"txt"') + words(id='"b"', required="1", **TEXT)
    assert len(faults(tmp_path, part)) == 2
    choose_language("da")
    try:
        assert len(faults(tmp_path, part)) == 2
    finally:
        choose_language("en")


def places(value, way=()):
    """Every place in a file, as the keys that lead to it."""
    if way:
        yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*way, key))


JUNK = st.recursive(
    st.sampled_from(["", "$", "$row", "$answer.x.y", "$fact.", "+1d", "text", "list", "offers", True, 0, -1.5, DAY]),
    lambda each: (
        st.lists(each, max_size=2) | st.dictionaries(st.sampled_from(["en", "first", "id", "x"]), each, max_size=2)
    ),
    max_leaves=3,
)
BUILT_IN = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(template_file.BUILT_IN.glob("*.toml"))]


@given(st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_file_gives_faults_or_a_template(tmp_path, data):
    raw = deepcopy(data.draw(st.sampled_from(BUILT_IN)))
    code = raw["id"]
    *way, last = data.draw(st.sampled_from([*places(raw)]))
    held = raw
    for key in way:
        held = held[key]
    if data.draw(st.booleans()):
        held[last] = data.draw(JUNK)
    else:
        del held[last]
    path = tmp_path / f"{code}.toml"
    path.write_text(tomlkit.dumps(raw), encoding="utf-8")
    try:
        check_file(path)
    except ParameterError as error:
        assert all(line.count(": ") >= 2 for line in str(error).splitlines())


def test_the_head_of_the_tests_is_a_good_one(tmp_path):
    assert HEAD and template(tmp_path, A).questions[0].show_last is True


def test_a_template_is_loaded_without_the_tables():
    """SQLModel alone costs more than a whole note does."""
    heavy = "{'sqlmodel', 'sqlalchemy', 'pydantic', 'tomlkit'}"
    names = "template_file, guide, render, values, answers_file"
    code = f"import sys; from kontant.notes import {names}; template_file.available(None)"
    code += f"; print({heavy} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
