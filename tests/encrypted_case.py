"""What the tests of encrypted caseloads share: a passphrase, running kontant with it, and looking for words on disk."""

import contextlib
import csv
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from support import Ran, environment

from kontant.store import conversion, encryption, key, opening
from kontant.store.key import Key

PASSPHRASE = "æble cykel månelys tagrende"
OTHER = "klarinet mandag pumpe søskende"
_SHORTEST_WORD, _LONGEST_WORD = 6, 40


def kontant(*words: object, db: Path, lines: Iterable[str] = (PASSPHRASE,), stdin: str = "", **env: str) -> Ran:
    """Run kontant in a process of its own without a terminal; ``lines`` come by a descriptor."""
    with given(lines) as number:
        done = subprocess.run(
            command(db, number, *words),
            env=environment(**env),
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            pass_fds=[number],
            start_new_session=True,
        )
    return Ran(done.returncode, done.stdout, done.stderr)


def command(db: Path, number: int, *words: object) -> list[str]:
    """The words of such a process; what is to be the number of the descriptor again is written FD."""
    typed = [str(number) if word == "FD" else str(word) for word in words]
    return [sys.executable, "-m", "kontant", "--db", str(db), "--passphrase-fd", str(number), *typed]


@contextlib.contextmanager
def given(lines: Iterable[str]) -> Iterator[int]:
    """A descriptor from which these lines can be read."""
    ours, theirs = os.pipe()
    os.write(theirs, "".join(f"{line}\n" for line in lines).encode())
    os.close(theirs)
    try:
        yield ours
    finally:
        os.close(ours)


@contextlib.contextmanager
def nobody_knows() -> Iterator[None]:
    """Forget the keys that this process knows, before and after."""
    key.forget()
    try:
        yield
    finally:
        key.forget()


def encrypted_copy(plain: Path, target: Path, passphrase: str = PASSPHRASE) -> Key:
    """Write the caseload at ``plain``, which stays as it is, encrypted to ``target``; its key is known from then on."""
    new = encryption.new_key(passphrase)
    own = target.with_name("plain")
    with contextlib.closing(sqlite3.connect(plain)) as source, contextlib.closing(sqlite3.connect(own)) as copied:
        source.backup(copied)
    target.touch(mode=0o600)
    conversion.copy(own, None, target, new)
    own.unlink()
    key.remember(new)
    return new


def opened_elsewhere(path: Path, passphrase: str = PASSPHRASE) -> list[str]:
    """The names of all cases as SQLCipher itself finds them by the passphrase, without anything of kontant's."""
    quoted = passphrase.replace("'", "''")
    with contextlib.closing(opening.sqlcipher().connect(str(path))) as connection:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = '{quoted}'")
        return [name for (name,) in connection.execute("SELECT name FROM cases ORDER BY case_ref")]


def words_of(extract: Path) -> set[bytes]:
    """Every name, CPR number, case reference and free text of an extract; of a long text its beginning."""
    found: set[str] = set()
    for name, columns in _TOLD.items():
        path = extract / f"{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                found |= {row.get(column) or "" for row in csv.DictReader(file) for column in columns}
    # A long text may be cut in two where a page of the file ends.
    return {text[:_LONGEST_WORD].encode() for text in found if len(text) >= _SHORTEST_WORD}


_TOLD = {
    "cases": ("case_ref", "name", "cpr"),
    "exemptions": ("explanation",),
    "offers": ("provider", "goal"),
    "notes": ("text",),
    "paid_work": ("employer",),
    "goals": ("title",),
    "statements": ("question", "purpose"),
    "absences": ("reasonable_ground",),
}


def seen_in(words: Iterable[bytes], *folders: Path) -> list[tuple[str, bytes]]:
    """Which of ``words`` stand in any file of the folders, and in which one."""
    wanted = list(words)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [(path.name, word) for path in files for data in (path.read_bytes(),) for word in wanted if word in data]
