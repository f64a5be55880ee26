"""Every command of kontant, with words that make it print; and a case that has something to say in every text column.

A test of what no command may do asks here for all of them: one that is not in :data:`WORDS` fails
:func:`forgotten`, so that a new command is held to the same from its first day.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import typer
from support import AT, DAY, fill

REF, OTHER = "2020-0041", "2020-0042"
MARK = "Mxrkx"
"""Stands in every text of the case, to be looked for or to be put something worse in its place."""
NAME = f"Wilhelmina {MARK} Xylander"
CPR = "1405791234"
_JSON = {"answers", "details", "key", "before", "after", "record", "pool", "missing"}

# By command; each a line of words as they are typed. {ref} is the case, {file} a file that is not there, {answers} one
# that fits nothing, {changed} and {told} events: one that changed a record, and one that only tells of itself.
WORDS: dict[str, tuple[str, ...]] = {
    "due": (
        "due",
        "due --explain",
        "due {ref} --explain",
        "due {ref} --explain --format json",
        "due --format csv",
        "due --format markdown --explain",
        "due --format json",
        "due --since 2026-06-01",
        "due --since 2026-06-01 --format json",
        "due --since 2026-06-01 --format csv",
        "due --snoozed",
        "due --snoozed --format json",
        "due --snoozed --format csv",
        "due --incognito",
        "due Xylander",
        "due --caseworker nobody",
    ),
    "forecast": ("forecast", "forecast --move", "forecast --format json", "forecast --format csv"),
    "report": ("report", "report --by caseworker --identified --min-group 1", "report --format json"),
    "review start": ("review start",),
    "review next": ("review next {ref} --answers {file}", "review next {ref} --answers {answers}"),
    "review status": ("review status", "review status {ref}", "review status {ref} --format json"),
    "review report": ("review report", "review report --format csv", "review report --format json"),
    "review list": ("review list", "review list --format json"),
    "review points": ("review points", "review points --format toml"),
    "case list": ("case list", "case list --closed", "case list --format json", "case list --format csv"),
    "case show": ("case show {ref}", "case show {ref} --format json", "case show {ref} --show-cpr", "case show Xyl"),
    "case brief": ("case brief {ref}", "case brief {ref} --format markdown", "case brief {ref} --format html"),
    "case find": ("case find Xyl", "case find Xyl --format json"),
    "case add": ("case add --ref {ref} --name B --opened 2020-01-01 --target-group job_ready --track job",),
    "case edit": ("case edit {ref} --track exempt", "case edit {ref} --name New"),
    "case close": ("case close {ref} --reason job",),
    "case reopen": ("case reopen {ref}", "case reopen 2019-1"),
    "case assign": ("case assign {ref} abc", "case assign {ref}"),
    "case correct": (
        "case correct {ref} goal job --field title --right Kok --reason because --asked",
        "case correct {ref}",
    ),
    "case access": (
        "case access {ref}",
        "case access {ref} --staff",
        "case access {ref} --format json",
        "case access {ref} --format html",
    ),
    "caseworker list": ("caseworker list", "caseworker list --identified", "caseworker list --format csv"),
    "caseworker handover": ("caseworker handover abc new --dry-run", "caseworker handover abc new --yes --no-briefs"),
    "note write": ("note {ref} free --answers {file}", "note {ref} small --answers {answers}", "note {ref} free"),
    "note drafts": ("note drafts", "note drafts --format json", "note drafts --discard 1 --yes"),
    "note template": ("note template", "note template free", "note template free --example", "note template small"),
    "note list": ("note list {ref}", "note list {ref} --format json", "note list {ref} --format csv"),
    "note show": ("note show 1 2", "note show 1 2 --format json"),
    "note find": ("note find ring", "note find ring --format json", "note find Xylander --case {ref}"),
    "note amend": ("note amend 1 --text again", "note amend 1"),
    "note export": ("note export {ref}", "note export {ref} --format text", "note export {ref} --output {file}.md"),
    **{
        f"{kind} list": (
            f"{kind} list {{ref}}",
            f"{kind} list {{ref}} --format json",
            f"{kind} list {{ref}} --format csv",
        )
        for kind in (
            "conversation",
            "offer",
            "exemption",
            "absence",
            "statement",
            "goal",
            "hours",
            "coordination",
        )
    },
    "conversation add": ("conversation add {ref} 2026-11-01 --kind job --status held --caseworker abc",),
    "conversation change": ("conversation change {ref} 2026-10-01 --channel phone",),
    "conversation held": ("conversation held {ref} 2026-10-02",),
    "conversation cancel": ("conversation cancel {ref} 2026-12-02",),
    "conversation move": ("conversation move {ref} 2026-12-02 --to 2026-12-09",),
    "offer add": ("offer add {ref} guidance 2026-11-01 --provider X --goal Y",),
    "offer change": ("offer change {ref} work_placement --goal new", "offer change {ref}"),
    "offer end": ("offer end {ref} mentor --outcome completed",),
    "exemption add": ("exemption add {ref} conversations 2026-11-01 --reason health",),
    "exemption change": ("exemption change {ref} activation --explanation new",),
    "exemption end": ("exemption end {ref} activation",),
    "absence add": ("absence add {ref} 2026-11-02 --from offer",),
    "absence change": ("absence change {ref} 2026-10-03 --attempts 2",),
    "absence decide": ("absence decide {ref} 2026-10-03 --decision none",),
    "statement add": ("statement add {ref} LÆ145 2026-11-02 --question Q --purpose P",),
    "statement change": ("statement change {ref} LÆ125 --question new",),
    "statement receive": ("statement receive {ref} LÆ125",),
    "statement decline": ("statement decline {ref} LÆ125",),
    "statement remind": ("statement remind {ref} LÆ125",),
    "goal add": ("goal add {ref} Kok --kind job",),
    "goal change": ("goal change {ref} sub --due 2027-01-01", "goal change {ref}"),
    "goal end": ("goal end {ref} sub",),
    "hours add": ("hours add {ref} 2026-09 --hours 3 --employer X",),
    "hours change": ("hours change {ref} 2026-08 --employer new",),
    "coordination add": ("coordination add {ref} 2026-11-03 Praksis --form meeting",),
    "coordination change": ("coordination change {ref} 2026-10-10 --form meeting",),
    "snooze": ("snooze {ref} plan-stale --until +14d --reason later", "snooze {ref} no-such --reason x"),
    "ack": ("ack {ref} caseworker-missing --reason later",),
    "import": ("import {extract}", "import {extract} --dry-run", "import {faulty}", "import {faulty} --format json"),
    "export summary": ("export summary", "export summary --identified", "export summary --format json"),
    "export cases": ("export cases --identified", "export cases --identified --format csv", "export cases"),
    "export ics": ("export ics", "export ics --names", "export ics {file}.ics --names"),
    "export pseudonymised": ("export pseudonymised {file}.sqlite",),
    "rules check": ("rules check {file}", "rules check {answers}"),
    "rules show": (
        "rules",
        "rules show sub-goal-missing",
    ),
    "rules explain": ("rules explain agreement-due {ref}", "rules explain sub-goal-due {ref} --format json"),
    "whatif": (
        "whatif --set plan.sub_goal_days=1 --set offers.goal=false",
        "whatif --set plan.sub_goals_followed=false --format json",
        "whatif --set plan.sub_goals_followed=false --format csv",
    ),
    "init": ("init", "--db {file} init"),
    "demo": (),
    "log show": (
        "log",
        "log --case {ref}",
        "log --readings",
        "log --format json",
        "log {changed}",
        "log {changed} --format json",
        "log {told}",
        "log {told} --format json",
    ),
    "log verify": ("log verify", "log verify --format json"),
    "log person": ("log person {ref}", "log person {ref} --staff", "log person {ref} --format csv --staff"),
    "undo": ("undo --yes", "undo {told}", "undo {changed}"),
    "backup": ("backup", "backup --to {file}"),
    "restore": ("restore",),
    "doctor": ("doctor", "doctor --format json"),
    "encrypt": ("encrypt",),
    "decrypt": ("decrypt",),
    "rekey": ("rekey",),
    "keyring remember": ("keyring remember",),
    "keyring forget": ("keyring forget",),
    "purge": ("purge --closed-before 2026-11-22", "purge --closed-before 2026-11-22 --yes"),
}


def commands() -> Iterator[str]:
    """Every command that there is."""
    from kontant.cli.app import TopLevel

    for name, (module, _help) in TopLevel.lazy.items():
        yield from _walk(typer.main.get_command(import_module(module).app), name)


def _walk(command, path) -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if not inner:
        yield path
    for name, each in (inner or {}).items():
        yield from _walk(each, f"{path} {name}")


def forgotten() -> set[str]:
    """The commands for which there are no words."""
    return set(commands()) - WORDS.keys()


def lines() -> list[str]:
    """Every line of words."""
    return [line for told in WORDS.values() for line in told]


def marked(path: Path, other: str = f"{OTHER}{MARK}") -> Path:
    """The empty caseload at ``path`` with a case that holds :data:`MARK` in every text, and one beside it."""
    short = MARK.lower()
    head = {"opened": "2014-01-01", "target_group": "activity_ready", "challenges": "physical|mental|social|family"}
    fill(path, "cases", case_ref=REF, name=NAME, cpr=CPR, birth_date="1979-05-14", gender="female", **head)
    fill(path, "cases", case_ref=other, name=f"Bo {MARK} Vig", **head)
    fill(
        path, "cases", case_ref="2019-1", name=f"Ib {MARK} Lund", **head | {"closed": "2020-01-01"}, close_reason="job"
    )
    for table, values in _rows(short):
        fill(path, table, case_ref=REF, **values)
        if table not in ("notes", "amendments") and values.get("caseworker") != "abc":
            fill(path, table, case_ref=other, **values)
    put_aside = {"set_on": "2026-11-01", "until": "2026-12-24", "reason": MARK, "caseworker": short}
    fill(path, "snoozes", case_ref=REF, rule="cv-missing", fingerprint=_fingerprint(path, "cv-missing"), **put_aside)
    _review(path, short, other)
    _tell(path, short, extract=MARK, extract_date="2026-11-01", inserted={"cases": 1})
    _tell(path, short, reading=True, case_refs=[REF], format="csv", to=f"{MARK}.csv", purpose=MARK)
    with closing(sqlite3.connect(path)) as connection, connection:
        draft = "case_ref, form, version, date, caseworker, who, started, saved, answers, place, partial, revision"
        said = json.dumps({"text": MARK, "_words": {"text": MARK}})
        values = (REF, "free", 1, "2026-11-20", short, short, AT, AT, said, "text", MARK, 1)
        connection.execute(f"INSERT INTO drafts ({draft}) VALUES ({', '.join('?' * 12)})", values)
    return path


def _tell(path, who, **details):
    """An event that changed nothing, with these details."""
    from kontant.store.writes import writing

    with writing(path, command="test", who=who, at=AT, details=json.dumps(details)):
        pass


def _rows(short):
    said = {
        "said": MARK,
        "barriers": [{"barrier": MARK, "can": MARK}],
        "agreements": [{"who": MARK, "what": MARK, "by": "2026-11-20"}],
    }
    for who, start, end in (
        ("abc", "2025-06-01", "2025-12-31"), (short, "2026-01-01", "2026-04-30"), ("abc", "2026-05-01", None),
    ):  # fmt: skip
        yield "assignments", {"role": "coordinator", "start": start, "end": end, "caseworker": who}
    yield "benefits", {"start": "2014-01-01", "benefit": "cash_benefit"}
    for day, status in (("2026-10-01", "held"), ("2026-10-02", "planned"), ("2026-12-02", "planned")):
        yield "conversations", {"date": day, "kind": "job", "status": status, "caseworker": short}
    yield "goals", {"kind": "job", "title": MARK, "set_on": "2026-01-01"}
    yield "goals", {"kind": "sub", "title": f"{MARK} sub", "set_on": "2026-01-01", "due": "2026-11-01"}
    offer = {"start": "2026-02-01", "end": "2026-05-01", "provider": MARK, "goal": MARK}
    yield "offers", {"type": "work_placement", "outcome": "completed", **offer}
    yield "offers", {"type": "mentor", **offer | {"end": None}}
    yield "exemptions", {"scope": "activation", "start": "2025-01-01", "reason": "health", "explanation": MARK}
    yield "paid_work", {"month": "2026-08-01", "hours": 60, "employer": MARK}
    yield "absences", {"date": "2026-10-03", "from_kind": "offer"}
    yield "statements", {"type": "LÆ125", "ordered": "2026-08-01", "question": MARK, "purpose": MARK}
    yield "coordination", {"date": "2026-10-10", "actor": f"{MARK} psykiatrien, indlagt", "form": "measure"}
    yield "coordination", {"date": "2026-10-11", "actor": f"{MARK} Slagelse", "form": "measure"}
    note = {"template": "conversation", "caseworker": short, "text": f"Ring {MARK}", "answers": json.dumps(said)}
    yield "notes", {"date": "2026-09-01", **note}
    yield "notes", {"date": "2026-09-02", **note}
    amended = {"date": "2026-09-01", "template": "conversation", "nr": 0, "seq": 1, "written_on": "2026-09-03"}
    yield "amendments", {**amended, "caseworker": short, "text": MARK}
    yield "corrections", {
        "nr": 1, "date": "2026-11-01", "table_name": "goals", "field": "title", "was": MARK, "became": MARK,
        "record": json.dumps({"case_ref": REF, "kind": "job", "title": MARK, "set_on": "2026-01-01"}),
        "reason": MARK, "requested_by_person": True, "caseworker": short,
    }  # fmt: skip


def _fingerprint(path, rule):
    """What a snooze must know of the flag that it puts aside."""
    from kontant.rules.evaluate import Evaluator
    from kontant.rules.parameter_file import load
    from kontant.store.reading import reading
    from kontant.store.timelines import timeline

    with reading(path) as connection:
        t = timeline(connection, REF)
    return next(iter(Evaluator(load(None, today=DAY), DAY, None, (rule,)).flags(t))).fingerprint()


def _review(path, short, other):
    drawn = {"begun_on": "2026-11-01", "as_of": "2026-11-01", "seed": 1, "size": 2, "missing": "[]"}
    fill(path, "reviews", number=1, pool=json.dumps({"10+": 2}), **drawn)
    for place, ref in enumerate((REF, other), start=1):
        fill(path, "review_cases", review=1, case_ref=ref, place=place, seniority_group="10+")
        answer = {"point": "challenges-described", "reviewer": short, "answer": "no", "remark": MARK}
        fill(path, "review_answers", review=1, case_ref=ref, answered_on="2026-11-02", **answer)


def put(path: Path, hostile: str) -> None:
    """Put ``hostile`` in the place of every :data:`MARK` in the file, as an editor of databases could."""
    with closing(sqlite3.connect(path)) as connection, connection:
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"
        for (trigger,) in connection.execute(guards).fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        for table, column in _texts(connection):
            worse = json.dumps(hostile, ensure_ascii=False)[1:-1] if column in _JSON else hostile
            for mark in (MARK, MARK.lower()):
                sql = f'UPDATE "{table}" SET "{column}" = replace("{column}", ?, ?) WHERE instr("{column}", ?)'
                connection.execute(sql, (mark, worse, mark))


def _texts(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every text column of every table that is no part of the word index."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'"
    return [
        (table, column)
        for (table,) in connection.execute(tables).fetchall()
        for _place, column, kind, *_rest in connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        if kind == "TEXT"
    ]


def untouched(path: Path, hostile: str) -> set[tuple[str, str]]:
    """The text columns in which ``hostile`` stands nowhere."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            (table, column)
            for table, column in _texts(connection)
            if not any(
                hostile in str(value) or json.dumps(hostile, ensure_ascii=False)[1:-1] in str(value)
                for (value,) in connection.execute(f'SELECT "{column}" FROM "{table}"')
            )
        }
