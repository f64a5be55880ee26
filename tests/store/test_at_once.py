"""Several kontants writing into one caseload at once: what each was told is what the file holds; nothing is half done.

Every command is a process of its own, run by the script that is installed. A command that says it is done has left its
change; one that was refused has said so in a sentence and left nothing. The log has no gap, and its seals hold.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest
from support import DATA, HEAD, empty_caseload, environment, fill

KONTANT = Path(sys.executable).with_name("kontant")
REFS = [f"2020-9{number:04}" for number in range(8)]
CROWDS = (2, 8)
ENCRYPTED, PASSPHRASE = "encrypted", "en lang og god adgangssætning"
AS_MANY = pytest.mark.parametrize("crowd", CROWDS)
# How long a command waits for another that writes, and then some for its own start on a busy machine.
PATIENCE = 120


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """A caseload of eight people, to be copied."""
    path = empty_caseload(tmp_path_factory.mktemp("people"))
    for number, ref in enumerate(REFS):
        fill(path, "cases", case_ref=ref, name=f"Åse Ærøskov {number}")
        fill(path, "goals", case_ref=ref, kind="job", title="Kok", set_on="2026-01-01")
        fill(path, "assignments", case_ref=ref, role="coordinator", start="2020-01-01", caseworker="abc")
    return path


@pytest.fixture
def db(people, tmp_path):
    return Path(shutil.copy(people, tmp_path / "caseload.sqlite"))


class Done:
    """A command that ended: what it was, and what it said. An encrypted caseload gets its passphrase."""

    def __init__(self, db, words):
        self.words, told = words, []
        if db.name.startswith(ENCRYPTED):
            read, write = os.pipe()
            os.write(write, f"{PASSPHRASE}\n".encode())
            os.close(write)
            told = ["--passphrase-fd", str(read)]
        done = subprocess.run(
            [KONTANT, "--db", db, *told, *words],
            pass_fds=[int(told[1])] if told else [],
            env=environment(KONTANT_USER="tester"),
            capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if told:
            os.close(read)
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def __repr__(self):
        return f"{' '.join(map(str, self.words))} -> {self.code} {self.err}"


def at_once(db, *turns):
    """Run each row of commands one after another, and the rows beside each other; all that came of it."""
    barrier = Barrier(len(turns))

    def in_turn(turn):
        barrier.wait()
        return [Done(db, words) for words in turn]

    with ThreadPoolExecutor(len(turns)) as crowd:
        return [done for ended in crowd.map(in_turn, turns) for done in ended]


def rows(db, sql, *values):
    with closing(sqlite3.connect(db)) as connection:
        return connection.execute(sql, values).fetchall()


def events(db):
    (found,) = rows(db, "SELECT count(*) FROM events")
    return found[0]


def sound(db):
    """The file is whole, every reference is kept, and the log holds from its first event to its last."""
    assert rows(db, "PRAGMA integrity_check") == [("ok",)]
    assert rows(db, "PRAGMA foreign_key_check") == []
    numbers = [number for (number,) in rows(db, "SELECT id FROM events ORDER BY id")]
    assert numbers == list(range(1, len(numbers) + 1))
    verified = Done(db, ["log", "verify"])
    assert verified.code == 0, verified


def refused(done):
    """Whether it was refused, in one sentence and without a trace of the program's inside."""
    if done.code == 0:
        return False
    assert done.code == 1 and done.err.startswith("kontant: "), done
    assert "unexpectedly" not in done.err and "Traceback" not in done.err
    return True


def work(number, folder):
    """One person's morning: writing of some kinds, and a reading that is logged; two between them do all kinds."""
    ref = REFS[number]
    note = folder / f"note{number}.toml"
    note.write_text(f'subject = "By {number}"\nwords = "Ring {number}"\n', encoding="utf-8")
    first = [
        ["goal", "add", ref, f"Gartner {number}", "--kind", "sub", "--due", "2027-01-01"],
        ["case", "show", ref],
        ["import", extract(folder, number)],
    ]
    second = [
        ["note", ref, "free", "--answers", str(note)],
        ["conversation", "add", ref, "2026-11-02", "--kind", "job", "--status", "held"],
        ["ack", ref, "cv-missing", "--reason", f"Decided {number}"],
    ]
    return second if number % 2 else first


def extract(folder, number):
    """An extract with a case of its own, and a record of somebody that all are writing about."""
    folder = folder / f"extract{number}"
    folder.mkdir()
    head = "case_ref,name,opened,target_group,track,challenges"
    case = f"2021-000{number:02},Bo Vig {number},2021-01-01,job_ready,job,"
    (folder / "cases.csv").write_text(f"{head}\n{case}\n", encoding="utf-8")
    benefit = f"2021-000{number:02},2021-01-01,cash_benefit"
    (folder / "benefits.csv").write_text(f"case_ref,start,benefit\n{benefit}\n", encoding="utf-8")
    return str(folder)


@AS_MANY
def test_everybody_works_at_once(db, tmp_path, crowd):
    before = events(db)
    turns = [work(number, tmp_path) for number in range(crowd)]
    turns[0].append(["undo", "--yes"])
    ended = at_once(db, *turns)
    sound(db)
    done = Counter(d.words[0] for d in ended if not refused(d))
    # Nobody holds the file longer than the others wait.
    assert done == Counter(words[0] for turn in turns for words in turn)
    assert events(db) == before + done.total()
    logged = Counter(command.split()[0] for (command,) in rows(db, "SELECT command FROM events WHERE id > ?", before))
    assert logged == done
    undone = rows(db, "SELECT e.command FROM events e JOIN events u ON u.undoes = e.id")
    lost = Counter(command.split()[0] for (command,) in undone)
    assert len(rows(db, "SELECT 1 FROM goals WHERE title LIKE 'Gartner%'")) == crowd / 2 - lost["goal"]
    assert len(rows(db, "SELECT 1 FROM notes")) == crowd / 2 - lost["note"]
    assert len(rows(db, "SELECT 1 FROM conversations")) == crowd / 2 - lost["conversation"]
    assert len(rows(db, "SELECT 1 FROM snoozes")) == crowd / 2 - lost["ack"]
    assert len(rows(db, "SELECT 1 FROM cases WHERE case_ref LIKE '2021%'")) == crowd / 2 - lost["import"]


@AS_MANY
def test_one_record_is_changed_by_all(db, crowd):
    """No change is lost: each begins with what the one before it left."""
    dates = [[f"2027-{month:02}-{day + 1:02}" for month in range(1, 3)] for day in range(crowd)]
    turns = [[["goal", "change", REFS[0], "Kok", "--due", day] for day in mine] for mine in dates]
    ended = at_once(db, *turns)
    sound(db)
    landed = sorted(d.words[-1] for d in ended if not refused(d))
    images = rows(
        db, "SELECT before, after FROM changes WHERE table_name = 'goals' AND before IS NOT NULL ORDER BY event_id"
    )
    assert landed == sorted(json.loads(after)["due"] for _before, after in images) and landed
    for (_before, after), (next_before, _after) in pairwise(images):
        assert {**json.loads(after), "batch": 0} == {**json.loads(next_before), "batch": 0}
    ((due,),) = rows(db, "SELECT due FROM goals WHERE case_ref = ?", REFS[0])
    assert due == json.loads(images[-1][1])["due"]


@AS_MANY
def test_one_record_is_added_by_all(db, crowd):
    """One of them adds it; the others are told that it is there."""
    before = events(db)
    words = ["conversation", "add", REFS[0], "2026-11-02", "--kind", "job", "--status", "held"]
    ended = at_once(db, *[[words]] * crowd)
    sound(db)
    late = [d for d in ended if refused(d)]
    assert len(late) == crowd - 1 and all("already" in d.err for d in late)
    assert events(db) == before + 1
    assert len(rows(db, "SELECT 1 FROM conversations")) == 1


@AS_MANY
def test_one_event_is_undone_by_all(db, crowd):
    added = Done(db, ["goal", "add", REFS[0], "Gartner", "--kind", "sub", "--due", "2027-01-01"])
    assert added.code == 0
    before = events(db)
    ended = at_once(db, *[[["undo", str(before), "--yes"]]] * crowd)
    sound(db)
    assert sum(not refused(d) for d in ended) == 1
    assert events(db) == before + 1
    assert rows(db, "SELECT 1 FROM goals WHERE title = 'Gartner'") == []


@AS_MANY
def test_the_same_extract_is_imported_by_all(db, crowd):
    """The one that comes later finds nothing new."""
    ended = at_once(db, *[[["import", str(DATA / "caseload"), "--extract-date", "2026-11-01"]]] * crowd)
    sound(db)
    landed = [d for d in ended if not refused(d)]
    assert landed
    inserted = [json.loads(told or "{}").get("inserted", {}) for (told,) in rows(db, "SELECT details FROM events")]
    assert [told["cases"] for told in inserted if told.get("cases")] == [45]
    assert len(rows(db, "SELECT 1 FROM cases")) == len(REFS) + 45


def test_an_encrypted_caseload_too(people, tmp_path):
    db = Path(shutil.copy(people, tmp_path / f"{ENCRYPTED}.sqlite"))
    assert Done(db, ["encrypt"]).code == 0
    turns = [work(number, tmp_path) for number in range(2)]
    ended = at_once(db, *turns)
    assert not any(refused(d) for d in ended)
    assert db.read_bytes().count(b"Gartner") == 0
    assert len(json.loads(Done(db, ["log", "--format", "json"]).out)["events"]) > sum(map(len, turns))
    assert Done(db, ["log", "verify"]).code == 0
    assert Done(db, ["decrypt", "--yes"]).code == 0
    sound(db)
    assert len(rows(db, "SELECT 1 FROM goals WHERE title = 'Gartner 0'")) == 1


def test_who_waits_too_long_is_refused_and_leaves_nothing(db, tmp_path):
    """Somebody holds the file for longer than a command waits."""
    before = sorted(db.parent.iterdir()), events(db), rows(db, "SELECT * FROM goals")
    turns = [[words] for number in (0, 1) for words in work(number, tmp_path)] + [[["undo", "--yes"]]]
    with closing(sqlite3.connect(db, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        ended = at_once(db, *turns)
        holder.execute("ROLLBACK")
    for done in ended:
        assert refused(done) and "in use by another program" in done.err, done
    assert (events(db), rows(db, "SELECT * FROM goals")) == before[1:]
    sound(db)


def test_readers_see_whole_changes_only(db):
    """Lists and pages read while others write: each is of one moment, and none fails."""
    writer = [["case", "close", ref, "--reason", "job"] for ref in REFS[:4]]
    reader = [["due", "--format", "json"], ["due", "--format", "json"], ["case", "list", "--format", "json"]]
    ended = at_once(db, writer, reader, reader)
    sound(db)
    for done in ended:
        assert not refused(done), done
        if done.words[0] == "due":
            found = json.loads(done.out)
            assert len(REFS) - 4 <= found["cases_open"] == len({flag["case_ref"] for flag in found["flags"]})


def test_a_caseload_of_an_earlier_schema_is_brought_up_to_date_once(tmp_path):
    """Eight commands find it at once: one of them migrates, all of them read it."""
    path = _earlier(tmp_path)
    ended = at_once(path, *[[["due", "--format", "json"]]] * 8)
    for done in ended:
        assert not refused(done), done
        assert json.loads(done.out)["cases_open"] == 1
    sound(path)
    assert len([name for name in tmp_path.iterdir() if ".schema-" in name.name]) == 1


def _earlier(folder):
    """A file of the first schema with one case in it, made by that schema's own migration."""
    script = (
        "import sys; from pathlib import Path; from kontant.store import reading, schema;"
        "schema.migrations_folder = lambda: Path(sys.argv[1]); reading.SCHEMA_VERSION = 1;"
        "schema.create(Path(sys.argv[2]))"
    )
    migrations = folder / "first"
    source = Path(__file__).parents[2] / "migrations"
    shutil.copytree(source, migrations, ignore=shutil.ignore_patterns("000[2-9]_*", "__pycache__"))
    path = folder / "old.sqlite"
    subprocess.run([sys.executable, "-c", script, migrations, path], check=True, env=environment())
    with closing(sqlite3.connect(path)) as connection, connection:
        at = "2026-11-22T08:00:00+00:00"
        connection.execute("INSERT INTO events (id, at, who, command) VALUES (1, ?, 'x', 'case add')", (at,))
        row = {"case_ref": "A1", "name": "Åse", **HEAD, "batch": 1}
        names = ", ".join(row)
        connection.execute(f"INSERT INTO cases ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    return path
