"""Kills one command, or has a disk fail under it, and judges what it left: the state before or after, never between."""

import fnmatch
import hashlib
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from faults import caseloads
from faults.operations import BY_FD, Operation, Words
from faults.power import Did, lay_out, recorded
from faults.runner import Place, Ran, Runner
from faults.shim import Action, Arm, Fault
from faults.state import State, difference, plain_words, state_of

from kontant.errors import KontantError
from kontant.store import backups, opening

OF_SQLITE = tuple(f"data/*{end}" for end in ("-wal", "-shm", "-journal"))
# What a command says that could do no more once its change was saved.
SAVED = ("What you did is saved", "The cases are erased", "handed over all the same")
# What a backup says that is there, but could not be entered in the log.
UNENTERED = "is not entered in its log"
UNCHANGED = "nothing was changed"
# How the lines of a state begin that every entry in the log adds.
_OF_LOG = ("events ", "seals ", "sqlite_sequence ")
_UNCLEAR = ("Traceback", "failed unexpectedly", "sqlite3.", "sqlcipher", "SQL")


class Wrong(AssertionError):
    """Something is not as it must be after a kill or a fault."""


class Reference(NamedTuple):
    """What an operation begins with, and what it leads to where nobody disturbs it."""

    operation: Operation
    template: Place
    before: State
    after: State
    between: tuple[State, ...]
    ran: Ran
    files: dict[str, int]
    outputs: dict[str, str]


class Outcome(NamedTuple):
    """How one kill or fault ended: ``landed`` is ``before``, ``after``, ``between`` or ``partly``."""

    landed: str
    code: int | str
    met: bool
    """Whether there was a call to fail; a kill has none where the run ended first."""
    strays: int
    left: int
    """Strays that are still there when the command has been run again."""


class Harness:
    """Runs of one operation, in a folder of their own."""

    def __init__(self, operation: Operation, folder: Path, runner: Runner) -> None:
        """Make the caseload that ``operation`` begins with, and see what it does undisturbed."""
        self.runner = runner
        self.operation = operation
        self._made = [
            name for made in operation.copies for name in (made, f"{made}.sha256", f"{made}-wal", f"{made}-shm")
        ]
        template = Place(folder / "template").made()
        operation.make(template)
        if operation.encrypted:
            caseloads.encrypted(template)
        # What names are there is asked before the caseload may be lost.
        self._secret = caseloads.words_of_all(template) if operation.encrypted and not operation.reveals else ()
        if operation.then:
            operation.then(template)
        self._gone = operation.gone(template) if operation.gone else ()
        self._copies_before = {
            str(path.relative_to(template.kept)): state_of(path).mark
            for path in template.kept.rglob("*.sqlite")
            if path != template.caseload
        }
        self.place = Place(folder / "run").made()
        self.reference = self._reference(template)

    def _reference(self, template: Place) -> Reference:
        before = state_of(template.caseload)
        between = tuple(self._led_to(template, words(self.place)) for words in self.operation.between)
        self.place.filled_from(template)
        ran = self._run(Arm(), trace=True)
        if ran.code != 0:
            raise Wrong(f"{self.operation.name}: it fails undisturbed ({ran.code}): {ran.err or ran.out}")
        files, outputs = self.place.files(), self._outputs()
        after = state_of(self.place.caseload)
        return Reference(self.operation, template, before, after, between, ran, files, outputs)

    def _led_to(self, template: Place, words: Words) -> State:
        self.place.filled_from(template)
        ran = self._run(None, words=words)
        assert ran.code == 0, ran.err
        return state_of(self.place.caseload)

    @property
    def calls(self) -> int:
        """How many calls there are to strike at."""
        return self.reference.ran.calls

    def kill(self, at: int, action: Action) -> Outcome:
        """Kill it at call ``at``, and judge what is left."""
        self.place.filled_from(self.reference.template)
        ran = self._run(Arm(at, action))
        return self._judged(ran, self._told(f"{action.name} at call {at}", at))

    def kill_after(self, seconds: float) -> Outcome:
        """Kill it when it has run for so long; it may have ended by then."""
        self.place.filled_from(self.reference.template)
        ran = self._run(None, kill_after=seconds)
        return self._judged(ran, f"{self.operation.name}, killed after {seconds:.4f} s")

    def fault(self, at: int, fault: Fault) -> Outcome:
        """Have the disk fail from call ``at`` (or at that call), and judge what is told and what is left."""
        self.place.filled_from(self.reference.template)
        ran = self._run(Arm(at, fault.action, fault.error, fault.kinds))
        told = self._told(f"{fault.name} at call {at}", at)
        _check_told(ran, told)
        return self._judged(ran, told)

    def recorded(self) -> list[Did]:
        """All that an undisturbed run asks of the system."""
        record = self.place.root / "record"
        record.unlink(missing_ok=True)
        self.place.filled_from(self.reference.template)
        self._run(Arm(record=str(record)))
        return recorded(record)

    def pull_plug(self, done: list[Did], chance: random.Random, *, ended: bool) -> Outcome:
        """Judge what could be on disk had the power gone when so much was ``done``."""
        self.place.filled_from(self.reference.template)
        lay_out(self.place.kept, done, chance)
        last = f"{done[-1].verb} {Path(done[-1].path).name}"
        # What a command has said must stand: once it has ended, nothing of it may be lost.
        ran = self.reference.ran._replace(code=0 if ended else -9, err="", struck=len(done))
        return self._judged(ran, f"{self.operation.name}, the plug pulled after step {len(done)} ({last})")

    def judge_killed(self, told: str) -> Outcome:
        """Judge what is left by a process of another's that was killed."""
        return self._judged(self.reference.ran._replace(code=-9, err=""), told)

    def judge_refusal(self, ran: Ran, told: str) -> Outcome:
        """Judge what is left by a run that was to be refused, and what it said."""
        _check_told(ran, told)
        return self._judged(ran, told)

    def run(self, **more: object) -> Ran:
        """Run it once as things lie."""
        return self._run(None, **more)  # type: ignore[arg-type]

    def _run(
        self,
        arm: Arm | None,
        *,
        trace: bool = False,
        kill_after: float | None = None,
        words: Words | None = None,
        as_nobody: bool = False,
    ) -> Ran:
        said = words or self.operation.words(self.place)
        return self.runner.run(
            self.place,
            (*(BY_FD if self.operation.encrypted else ()), *said),
            arm=arm,
            trace=trace,
            kill_after=kill_after,
            stdin=self.operation.stdin,
            secrets=self.operation.secrets,
            as_nobody=as_nobody,
        )

    def _told(self, what: str, at: int) -> str:
        trace = self.reference.ran.trace
        about = [
            f"{n + 1}{' <<<' if n + 1 == at else ''} {trace[n]}" for n in range(max(0, at - 4), min(len(trace), at + 3))
        ]
        return f"{self.operation.name}, {what}:\n  " + "\n  ".join(about)

    def _judged(self, ran: Ran, told: str) -> Outcome:
        if ran.code == "hang":
            raise Wrong(f"{told}\nit hangs")
        try:
            strays = self._strays()
            state = state_of(self.place.caseload)
            landed = self._landed(ran, state)
            self._check_outputs(landed, whole=ran.code == 0)
            self._check_copies(landed, unentered=UNENTERED in ran.err)
            self._check_kept(landed)
            self._check_privacy(self._secret)
            left = self._again(landed, state)
        except (AssertionError, KontantError, OSError, *opening.errors()) as error:
            raise Wrong(f"{told}\nended {ran.code}: {ran.err.strip()[-400:]}\n{error}") from error
        return Outcome(landed, ran.code, ran.struck > 0 or ran.code not in (0, 1), strays, left)

    def _landed(self, ran: Ran, state: State) -> str:
        marks = {self.reference.before.mark: "before", self.reference.after.mark: "after"}
        marks |= {each.mark: "between" for each in self.reference.between if each.mark not in marks}
        landed = marks.get(state.mark)
        if landed is None and ran.code == 1 and self._is_partly(state):
            return "partly"
        if landed is None:
            told = difference(self.reference.before, state), difference(self.reference.after, state)
            raise Wrong("neither the state before nor after\nfrom before:\n{}\nfrom after:\n{}".format(*told))
        if ran.code == 0 and self.reference.after.mark != state.mark and UNENTERED not in ran.err:
            raise Wrong(f"it said that it was done, and the state is that {landed}")
        # A disk that goes on failing is told of after what had landed by then.
        told = any(each in ran.err for each in SAVED) or (
            self.operation.landed_says and self.operation.landed_says in ran.out + ran.err
        )
        excused = self.operation.logged_first or self.operation.between or told
        if ran.code == 1 and landed == "after" and not excused:
            raise Wrong("it said that it failed, and it has landed")
        if ran.code == 1 and landed != "before" and UNCHANGED in ran.err and not told:
            raise Wrong(f"it said that nothing was changed, and the state is that {landed}")
        return landed

    def _is_partly(self, state: State) -> bool:
        """Whether some of several files could not be made, and the log tells of the others alone."""
        names = [Path(name).stem for name in self._outputs()]
        for each in self.reference.between:
            added, gone = set(state.lines) - set(each.lines), set(each.lines) - set(state.lines)
            of_log = all(line.startswith(_OF_LOG) for line in added | gone)
            if of_log and any(all(name in line for name in names) for line in added):
                return True
        return False

    def _outputs(self) -> dict[str, str]:
        """The files that it has made, by name, with what tells their bytes."""
        found = (path for pattern in self.operation.outputs for path in self.place.kept.glob(pattern))
        return {str(path.relative_to(self.place.kept)): _mark(path) for path in found}

    def _check_outputs(self, landed: str, *, whole: bool) -> None:
        """Raise ``Wrong`` unless each file is as it should be; where it is done as a ``whole``, all of them."""
        if whole and (missing := set(self.reference.outputs) - set(self._outputs())):
            raise Wrong(f"it said that it was done, and there is no {min(missing)}")
        for name, mark in self._outputs().items():
            if name in self.reference.outputs and mark != self.reference.outputs[name]:
                raise Wrong(f"{name} is there, and not whole")
            if name not in self.reference.outputs:
                raise Wrong(f"{name} is there, and it should not be")
            if landed not in ("after", "partly"):
                raise Wrong(f"{name} is there, and the log does not tell of it")

    def _strays(self) -> int:
        """How many files are left that nobody asked for; raises ``Wrong`` at one of another kind, or open to others."""
        strays = 0
        for name, mode in self.place.files().items():
            known = (*OF_SQLITE, *self._made)
            if name not in self.reference.files and not _matches(name, known):
                if not _matches(name, self.operation.strays):
                    raise Wrong(f"{name} was left behind")
                strays += 1
            if mode & 0o077:
                raise Wrong(f"{name} can be read by others: {mode:o}")
        return strays

    def _check_privacy(self, words: Sequence[bytes]) -> None:
        # What was let out on purpose lies apart.
        found = [each for name in ("data", "home", "tmp") for each in plain_words(self.place.kept / name, words)]
        if found:
            raise Wrong(f"words of the caseload can be read: {found[:3]}")

    def _check_copies(self, landed: str, *, unentered: bool) -> None:
        found = [path for pattern in self.operation.copies for path in self.place.kept.glob(pattern)]
        for path in found:
            if state_of(path).mark != self.reference.before.mark:
                raise Wrong(f"{path.name} is there, and not what the caseload was")
        if (landed == "after" or unentered) and self.operation.needs_copy and not found:
            raise Wrong("it has landed, and there is no copy")

    def _check_kept(self, landed: str) -> None:
        """Raise ``Wrong`` where a file that was there before is lost, or a copy of the caseload is not what it was."""
        there, before = self.place.files().keys(), self.reference.template.files().keys()
        # What it takes away itself may be gone, or overwritten by half, once it has landed.
        going = before - self.reference.files.keys() if landed == "after" else set()
        if lost := before - going - there:
            raise Wrong(f"{min(lost)} was there, and is lost")
        for name, mark in self._copies_before.items():
            if name not in going and state_of(self.place.kept / name).mark != mark:
                raise Wrong(f"{name} is not what it was")
        for backup in backups.known(self.place.caseload):
            if str(backup.path.relative_to(self.place.kept)) not in going and not backup.is_intact():
                raise Wrong(f"{backup.path.name} is not what its checksum says")

    def _again(self, landed: str, before: State) -> int:
        ran = self._run(None)
        allowed: Sequence[int] = (0,) if landed == "before" else self.operation.again
        if ran.code not in allowed:
            raise Wrong(f"the same command again ({landed} it had landed) ended {ran.code}: {ran.err.strip()[-400:]}")
        state = state_of(self.place.caseload)
        if landed == "before" and state.mark != self.reference.after.mark:
            raise Wrong(f"the same command again led elsewhere:\n{difference(self.reference.after, state)}")
        if ran.code == 1 and state.mark != before.mark:
            raise Wrong(f"the same command again was refused, and changed something:\n{difference(before, state)}")
        # One that tells what the log holds tells of the first run too, where that had landed.
        if landed == "before":
            self._check_outputs("after", whole=True)
        self._check_privacy([*self._secret, *self._gone])
        return self._strays()


def _check_told(ran: Ran, told: str) -> None:
    """That a run was done, or failed with one sentence."""
    if ran.code not in (0, 1):
        raise Wrong(f"{told}\nended {ran.code}: {ran.err[-1500:]}")
    if found := [word for word in _UNCLEAR if word in ran.err]:
        raise Wrong(f"{told}\nstderr speaks of {found}: {ran.err[-1500:]}")
    sentences = re.findall(r"^kontant: .+", ran.err, re.MULTILINE)
    if ran.code == 1 and len(sentences) != 1:
        raise Wrong(f"{told}\nended 1 with {len(sentences)} sentences: {ran.err[-1500:]}")


def _mark(path: Path) -> str:
    """What tells a file that was made from another: its bytes, or what it holds where it is a caseload."""
    return state_of(path).mark if path.suffix == ".sqlite" else hashlib.sha256(path.read_bytes()).hexdigest()


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
