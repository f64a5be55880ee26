"""What is killed: the commands that write, each with the caseload it begins with and what may lie there afterwards."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import support
from faults import caseloads
from faults.caseloads import REF
from faults.runner import NEW_PASSPHRASE, PASSPHRASE, Place

Words = tuple[object, ...]
# How the passphrases reach the command: never as words on the line.
_FD, _NEW_FD = 97, 98
BY_FD: Words = ("--passphrase-fd", _FD)

_PURGE = ("purge", "--closed-before", "2026-10-01", "--yes")
_HANDOVER = ("caseworker", "handover", "eva", "lbh", "--yes")

ANSWERS = """
form = "in_person"
kind = "job"
wishes = "Et køkken med faste gæster, på Østerbro"
sub_goals = [{title = "Åbne kantinen alene to morgener om ugen", by = "+42d"}]
agreements = [{who = "Borgeren", what = "spørger kantinelederen om ordinære timer", by = "+14d"}]
next_date = "+57d"
"""


class Operation(NamedTuple):
    """One command that must land whole or not at all."""

    name: str
    make: Callable[[Place], None]
    words: Callable[[Place], Words]
    again: tuple[int, ...] = (0,)
    """The exit codes of the same command where it had landed."""
    outputs: tuple[str, ...] = ()
    """Files that it makes outside the caseload, by glob; whole, or not there."""
    copies: tuple[str, ...] = ()
    """Copies of the caseload that it makes, by glob; whole as the caseload was before, or not there."""
    needs_copy: bool = False
    """Where it has landed, there must be such a copy."""
    strays: tuple[str, ...] = ()
    """What a kill may leave behind, by glob, beside SQLite's own."""
    logged_first: bool = False
    """It takes data out: the entry in the log comes before the file."""
    between: tuple[Callable[[Place], Words], ...] = ()
    """Commands that lead to the states in which a kill may leave it, where it has several transactions."""
    encrypted: bool = False
    """Whether the caseload is encrypted as the command begins."""
    reveals: bool = False
    """It takes the encryption off."""
    then: Callable[[Place], None] | None = None
    """What is done with the caseload first, once it is encrypted where it is."""
    gone: Callable[[Place], tuple[bytes, ...]] | None = None
    """Words of the caseload that must be readable in no file when the command has landed and been run again."""
    landed_says: str = ""
    """What it has said on stdout where it has landed, though it may fail at what follows."""
    stdin: str = ""
    secrets: Mapping[int, str] = {_FD: PASSPHRASE, _NEW_FD: NEW_PASSPHRASE}

    def on_encrypted(self) -> "Operation":
        """The same on an encrypted caseload."""
        return self._replace(name=f"{self.name} (encrypted)", encrypted=True)


def _import(extract: Callable[[Place], object], day: str) -> Callable[[Place], Words]:
    return lambda place: ("import", extract(place), "--extract-date", day)


def _first_extract(_place: Place) -> object:
    return support.DATA / "caseload"


def _answered(place: Place) -> Words:
    file = place.given / "answers.toml"
    file.write_text(ANSWERS, encoding="utf-8")
    return ("note", REF, "conversation", "--answers", file, "--date", "2026-11-21", "--caseworker", "eva")


def _words(*words: object) -> Callable[[Place], Words]:
    return lambda _place: words


def _to(*words: object) -> Callable[[Place], Words]:
    """Words that end in the name of a file in the folder for what comes out."""
    return lambda place: (*words[:-1], place.out / str(words[-1]))


_PART = ("out/.kontant-*.part", "out/*/.kontant-*.part")
_COPIES = ("data/caseload.sqlite.schema-*",)
_COPYING = ("data/.kontant-copy-*.part*",)
_MADE_ANEW = (
    *("data/.kontant-anew-*.part*", "data/*/.kontant-anew-*.part*"),
    "data/backups/.kontant-text-*.part",
)
_BACKUPS = ("data/backups/caseload-*.sqlite",)
_BACKING_UP = ("data/backups/.kontant-backup-*", "data/backups/caseload-*.sqlite.sha256")
_RESTORING = ("data/.kontant-restore-*", *_BACKING_UP)

_CHANGES = (
    Operation("import", caseloads.empty, _import(_first_extract, "2026-11-22")),
    Operation("import update", caseloads.worked_in, _import(caseloads.later_extract, "2026-11-20")),
    Operation("note", caseloads.worked_in, _answered),
    Operation("note amend", caseloads.worked_in, _words("note", "amend", 1, "--text", "Rettet på Ærø."), again=(0, 1)),
    Operation("undo", caseloads.worked_in, _words("undo", 5, "--yes"), again=(1,)),
    Operation("undo import", caseloads.imported_again, _words("undo", 6, "--yes"), again=(1,)),
    Operation(
        "record",
        caseloads.worked_in,
        _words("conversation", "add", REF, "2026-11-20", "--kind", "job", "--caseworker", "eva"),
        again=(0, 1),
    ),
    Operation("handover", caseloads.worked_in, _words(*_HANDOVER, "--no-briefs"), again=(1,)),
    Operation(
        "handover with briefs",
        caseloads.worked_in,
        _to(*_HANDOVER, "--briefs", "briefs"),
        again=(0, 1),
        outputs=("out/briefs/*.md",),
        strays=_PART,
        between=(_words(*_HANDOVER, "--no-briefs"),),
    ),
    Operation("review start", caseloads.worked_in, _words("review", "start", "--seed", 7, "--size", 5), again=(0, 1)),
    Operation(
        "case correct",
        caseloads.worked_in,
        _words(
            *("case", "correct", REF, "goal", "Møde", "--field", "due", "--right", "2026-12-24"),
            *("--reason", "Skrevet forkert på Ærø", "--asked"),
        ),
        again=(0, 1),
    ),
    Operation("case show", caseloads.worked_in, _words("case", "show", REF)),
    Operation(
        "purge",
        caseloads.with_closed,
        _words(*_PURGE),
        again=(0, 1),
        gone=caseloads.names_of_closed,
    ),
    Operation(
        "purge with copies",
        caseloads.with_closed,
        _words(*_PURGE, "--copies"),
        then=caseloads.changed_since_backup,
        again=(0, 1),
        strays=_BACKING_UP + _BACKUPS,
        between=(_words(*_PURGE),),
        gone=caseloads.names_of_closed,
    ),
)
_EXPORTS = (
    *(
        Operation(
            f"export {end}",
            caseloads.worked_in,
            _to("export", "cases", "--identified", "--force", "--output", f"cases.{end}"),
            outputs=(f"out/cases.{end}",),
            strays=_PART,
            logged_first=True,
        )
        for end in ("xlsx", "csv")
    ),
    Operation(
        "case access",
        caseloads.worked_in,
        _to("case", "access", REF, "--force", "--output", "access.md"),
        outputs=("out/access.md",),
        strays=_PART,
        logged_first=True,
    ),
    Operation(
        "note export",
        caseloads.worked_in,
        _to("note", "export", REF, "--force", "--output", "journal.md"),
        outputs=("out/journal.md",),
        strays=_PART,
        logged_first=True,
    ),
)
_COPY_FOR_OTHERS = Operation(
    "export pseudonymised",
    caseloads.worked_in,
    lambda place: ("export", "pseudonymised", place.out / "copy.sqlite", "--seed", 7, "--force"),
    outputs=("out/copy.sqlite",),
    strays=("out/.kontant-pseudonyms-*.part*",),
    logged_first=True,
)
_MIGRATIONS = tuple(
    Operation(
        f"migrate from {version}",
        partial(caseloads.of_schema, version),
        _words("init"),
        copies=_COPIES,
        needs_copy=True,
        strays=_COPYING,
        landed_says="was brought up to date",
    )
    for version in (1, 2, 3, 4)
)
_COPIED = (
    Operation("backup", caseloads.worked_in, _words("backup"), copies=_BACKUPS, needs_copy=True, strays=_BACKING_UP),
    Operation(
        "restore",
        caseloads.worked_in,
        lambda place: ("restore", caseloads.oldest_backup(place), "--yes"),
        then=caseloads.changed_since_backup,
        copies=("data/backups/caseload-before-*.sqlite",),
        needs_copy=True,
        strays=_RESTORING,
    ),
    Operation(
        "restore of nothing",
        caseloads.worked_in,
        lambda place: ("restore", caseloads.oldest_backup(place), "--yes"),
        then=caseloads.lost_since_backup,
        strays=(*_RESTORING, *_BACKUPS),
    ),
)
_RECRYPTED = (
    Operation(
        "encrypt",
        caseloads.worked_in,
        _words(*BY_FD, "encrypt"),
        then=caseloads.changed_since_backup,
        strays=_MADE_ANEW,
        gone=caseloads.words_of_all,
        landed_says="is encrypted now",
    ),
    Operation(
        "decrypt",
        caseloads.worked_in,
        _words("decrypt", "--yes"),
        again=(0, 1),
        encrypted=True,
        reveals=True,
        strays=_MADE_ANEW,
        landed_says="no longer encrypted",
    ),
    Operation(
        "rekey",
        caseloads.worked_in,
        _words("rekey", "--new-passphrase-fd", _NEW_FD),
        again=(1,),
        landed_says="has its new passphrase",
        encrypted=True,
        strays=_MADE_ANEW,
    ),
    Operation("init", lambda _place: None, _words("init"), strays=("data/.kontant-new-*",)),
    Operation(
        "init encrypted", lambda _place: None, _words(*BY_FD, "init", "--encrypt"), strays=("data/.kontant-new-*",)
    ),
)


def operations() -> list[Operation]:
    """All of them: what changes or copies a caseload also on an encrypted one."""
    on_both = (*_CHANGES, *_EXPORTS, _COPY_FOR_OTHERS, *_MIGRATIONS, *_COPIED)
    return [*on_both, *_RECRYPTED, *(each.on_encrypted() for each in on_both)]
