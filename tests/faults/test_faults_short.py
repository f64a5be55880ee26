"""The short set of kills and faults, from a fixed seed; all of them: ``python tests/faults/full.py``."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faults.campaign import struck
from faults.harness import Harness, Wrong
from faults.operations import operations
from faults.power import Did, lay_out
from faults.runner import Place, clean_environment, environment_of, running
from faults.shim import FAULTS, Action, compiled, why_not
from faults.state import know_passphrases, state_of
from support import environment

SEED = 20261122
EACH = {"kills": 3, "faults": 2, "plugs": 2}
CHOSEN = (
    "import update",
    "note",
    "handover",
    "export csv",
    "migrate from 2",
    "backup",
    "restore",
    "purge",
    "encrypt",
    "note (encrypted)",
)
NO_SHIM = pytest.mark.skipif(bool(why_not()), reason=why_not() or "")

BY_NAME = {each.name: each for each in operations()}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return None if why_not() else compiled(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="module")
def runner(tmp_path_factory, library):
    know_passphrases()
    with running(tmp_path_factory.mktemp("said"), library) as started:
        yield started


@pytest.fixture
def harness(runner, tmp_path):
    return lambda name: Harness(BY_NAME[name], tmp_path / "runs", runner)


@NO_SHIM
@pytest.mark.parametrize("name", CHOSEN)
def test_a_kill_a_fault_or_a_pulled_plug_leaves_the_state_before_or_after(name, harness):
    result = struck(harness(name), random.Random(f"{SEED} {name}"), **EACH)
    assert not result.wrong, "\n\n".join(result.wrong)


# These two do not ask what day it is, which a process of its own has from the system.
@pytest.mark.parametrize("name", ["undo import", "undo"])
def test_a_real_process_killed_at_a_time_drawn_leaves_the_state_before_or_after(name, harness):
    harness = harness(name)
    chance = random.Random(SEED)
    words = [sys.executable, "-m", "kontant", "--db", harness.place.caseload, *harness.operation.words(harness.place)]
    told = {"cwd": harness.place.out, "env": {**clean_environment(), **environment_of(harness.place)}}
    ends = {}
    for _ in range(3):
        harness.place.filled_from(harness.reference.template)
        with subprocess.Popen(list(map(str, words)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **told) as process:
            time.sleep(chance.uniform(0.5, 2.0))
            process.kill()
            process.communicate()
        ends[process.returncode] = harness.judge_killed(f"{name}, killed for real")
    assert set(ends) <= {-9, 0}


@NO_SHIM
def test_an_encrypted_file_with_half_a_page_at_its_end_is_opened_all_the_same(harness):
    harness = harness("import (encrypted)")
    calls = enumerate(harness.reference.ran.trace, start=1)
    *_others, last = (number for number, told in calls if told == "write /data/caseload.sqlite")
    assert harness.kill(last, Action.KILL_HALF).landed == "after"


@NO_SHIM
def test_what_encrypting_leaves_of_a_checksum_is_taken_away_by_the_next(harness):
    harness = harness("encrypt")
    writing = _first(harness, "write /data/backups/.kontant-text-")
    outcome = harness.kill(writing, Action.KILL_HALF)
    assert (outcome.landed, outcome.left) == ("after", 0)
    assert outcome.strays


@NO_SHIM
@pytest.mark.parametrize("name", ["full once", "i/o error"])
def test_a_disk_that_fails_while_the_passphrase_is_tried_is_told_in_one_sentence(name, harness):
    harness = harness("import (encrypted)")
    outcomes = [harness.fault(at, _fault(name)) for at in (1, 3)]
    assert {(each.landed, each.code) for each in outcomes} <= {("before", 1), ("after", 0)}


@NO_SHIM
def test_a_copy_for_others_is_whole_where_the_disk_was_full_for_a_moment(harness):
    """What SQLite could not take out of its log as it closed the new file was not in the file that got the name."""
    harness = harness("export pseudonymised")
    last = max(n for n, told in enumerate(harness.reference.ran.trace, start=1) if _is_page_of_copy(told))
    outcomes = [harness.fault(at, _fault("full once")) for at in (last - 40, last)]
    assert {each.landed for each in outcomes} == {"after"}
    assert {each.code for each in outcomes} <= {0, 1}


def _is_page_of_copy(told):
    return told.startswith("write /out/.kontant-pseudonyms-") and told.endswith(".part")


@NO_SHIM
def test_a_purge_that_finds_no_room_for_the_new_backup_does_not_say_that_nothing_was_changed(harness):
    harness = harness("purge with copies")
    backing_up = _first(harness, "write /data/backups/.kontant-backup-")
    outcome = harness.fault(backing_up, _fault("full"))
    assert (outcome.landed, outcome.code) == ("between", 1)


def _first(harness, told):
    """The number of the first call that is told of so."""
    return next(n for n, each in enumerate(harness.reference.ran.trace, start=1) if each.startswith(told))


def _fault(name):
    return next(each for each in FAULTS if each.name == name)


@NO_SHIM
class TestTheHarnessItself:
    """It must be able to find what it looks for."""

    def test_the_shim_counts_and_kills_where_it_is_told(self, harness):
        harness = harness("note amend")
        assert harness.calls > 20
        assert harness.kill(1, Action.KILL_BEFORE).landed == "before"
        assert harness.kill(harness.calls, Action.KILL_AFTER).landed == "after"

    def test_another_state_than_before_or_after_is_told(self, harness):
        harness = harness("note amend")
        after = harness.reference.after
        harness.reference = harness.reference._replace(after=after._replace(lines=(*after.lines, "something else")))
        with pytest.raises(Wrong, match="neither the state before nor after"):
            harness.kill(harness.calls, Action.KILL_AFTER)

    def test_a_file_that_nobody_asked_for_is_told(self, harness):
        harness = harness("export csv")
        harness.operation = harness.operation._replace(strays=())
        with pytest.raises(Wrong, match="left behind"):
            for number, told in enumerate(harness.reference.ran.trace, start=1):
                if told.startswith(("link", "rename")):
                    harness.kill(number, Action.KILL_BEFORE)

    def test_a_file_that_was_there_and_is_lost_is_told(self, harness):
        harness = harness("restore")
        harness.place.filled_from(harness.reference.template)
        min((harness.place.kept / "data" / "backups").iterdir()).unlink()
        with pytest.raises(Wrong, match="is lost"):
            harness.judge_killed("a backup that went")

    def test_a_copy_that_is_not_what_it_was_is_told(self, harness):
        harness = harness("restore")
        harness.place.filled_from(harness.reference.template)
        (copy,) = (harness.place.kept / "data" / "backups").glob("*.sqlite")
        shutil.copyfile(harness.place.caseload, copy)
        with pytest.raises(Wrong, match="is not what it was"):
            harness.judge_killed("a backup written over")

    def test_an_export_that_is_not_there_is_told(self, harness):
        harness = harness("export csv")
        harness.place.filled_from(harness.reference.template)
        done = harness.run()
        for path in harness.place.out.iterdir():
            path.unlink()
        with pytest.raises(Wrong, match="there is no out"):
            harness.judge_refusal(done, "an export that went")

    def test_a_lie_about_what_was_changed_is_told(self, harness):
        harness = harness("handover with briefs")
        harness.place.filled_from(harness.reference.template)
        done = harness.run()
        lie = done._replace(code=1, err="kontant: The disk is full; nothing was changed.")
        with pytest.raises(Wrong, match="it said that nothing was changed"):
            harness.judge_refusal(lie, "a lie")

    def test_what_was_not_synchronised_can_be_lost_and_what_was_cannot(self, tmp_path):
        kept = tmp_path / "kept"
        kept.mkdir()
        path = str(kept / "file")
        written = [Did("c", path, "", 0, b""), Did("w", path, "", 0, b"a" * 2048)]
        left = set()
        for draw in range(60):
            lay_out(kept, written, random.Random(draw))
            left.add((kept / "file").read_bytes() if (kept / "file").exists() else None)
            shutil.rmtree(kept)
            kept.mkdir()
        assert {None, b"", b"a" * 2048} < left
        safe = [*written, Did("s", path, "", 0, b""), Did("s", str(kept), "", 0, b"")]
        for draw in range(20):
            lay_out(kept, safe, random.Random(draw))
            assert (kept / "file").read_bytes() == b"a" * 2048
            shutil.rmtree(kept)
            kept.mkdir()


@NO_SHIM
class TestADiskThatFails:
    @pytest.mark.parametrize("name", ["note", "backup", "migrate from 2"])
    def test_a_disk_that_is_full_from_the_first_write_on_is_told_in_one_sentence(self, name, harness):
        harness = harness(name)
        outcome = harness.fault(1, _fault("full"))
        assert (outcome.landed, outcome.code) == ("before", 1)


@pytest.mark.parametrize("name", ["note", "import update", "migrate from 2"])
def test_a_read_only_file_in_a_read_only_folder_is_refused_with_a_sentence(name, harness):
    harness = harness(name)
    harness.place.filled_from(harness.reference.template)
    folder = harness.place.caseload.parent
    harness.place.caseload.chmod(0o400)
    folder.chmod(0o500)
    ran = harness.run(as_nobody=True)
    folder.chmod(0o700)
    harness.place.caseload.chmod(0o600)
    assert ran.code == 1
    assert "read-only" in ran.err or "cannot be written" in ran.err
    assert harness.judge_refusal(ran, f"{name}, read-only").landed == "before"


@pytest.mark.parametrize("name", ["undo import"])
def test_a_disk_that_is_full_for_real_is_told_in_one_sentence(name, harness, tmp_path):
    """A small file system of its own, in a name space that goes with the process: for the superuser alone."""
    harness = harness(name)
    disk = tmp_path / "disk"
    place = Place(disk)
    size = harness.reference.template.caseload.stat().st_size
    room = (size // 1024 + 60) * 1024
    script = (
        f"mount -t tmpfs -o size={room} none {disk} && mkdir -p {disk}/kept"
        f" && cp -a {harness.place.kept}/. {disk}/kept/"
        f' && "$@" 2> {tmp_path}/err; echo $? > {tmp_path}/code; cp -a {disk}/kept/data/. {tmp_path}/data/'
    )
    disk.mkdir()
    (tmp_path / "data").mkdir()
    harness.place.filled_from(harness.reference.template)
    words = [sys.executable, "-m", "kontant", "--db", place.caseload, *harness.operation.words(harness.place)]
    asked = ["unshare", "--mount", "sh", "-c", script, "sh", *map(str, words)]
    env = environment(XDG_DATA_HOME=str(tmp_path), KONTANT_USER="tester")
    if not shutil.which("unshare") or os.geteuid() != 0:
        pytest.skip("only the superuser of a Linux makes a small disk")
    done = subprocess.run(asked, env=env, capture_output=True, text=True, check=False)
    if not (tmp_path / "code").exists():
        pytest.skip(f"no small disk can be made here: {done.stderr.strip()[:80]}")
    said = (tmp_path / "err").read_text(encoding="utf-8")
    assert (tmp_path / "code").read_text().strip() == "1", said
    assert [line for line in said.splitlines() if line.startswith("kontant: ")] == said.splitlines()[-1:]
    assert "full" in said
    assert state_of(Path(tmp_path / "data" / "caseload.sqlite")).mark == harness.reference.before.mark
