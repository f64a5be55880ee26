"""Runs kontant again and again in children of one process that has loaded it all, and kills them as it is told.

Started with the shim before the C library (``LD_PRELOAD``), if there is one. Reads a request a line (JSON) on
standard input and answers each by a line: how the child ended, and what it did to the files under its folder.
A child is a fork, so that a thousand runs do not load kontant a thousand times; apart from that it is kontant as a
user runs it, from :func:`kontant.cli.entry.main` on.
"""

import ctypes
import datetime as dt
import importlib
import json
import os
import pkgutil
import signal
import sys
import tempfile
import time
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

LONGEST = 60.0
"""Seconds after which a run is taken to hang."""

_HEAVY = (
    "sqlmodel",
    "alembic.command",
    "alembic.autogenerate",
    "sqlalchemy.dialects.sqlite",
    "sqlcipher3.dbapi2",
    "xlsxwriter",
    "python_calamine",
    "questionary",
    "icalendar",
    "typst",
)


def main() -> None:
    shim = _shim()
    _load()
    asked, told = os.fdopen(os.dup(0), "r"), os.fdopen(os.dup(1), "w")
    told.write("ready\n")
    told.flush()
    while line := asked.readline():
        request = json.loads(line)
        _derive_once(request)
        child = os.fork()
        if child == 0:
            asked.close()
            told.close()
            _become(request, shim)
            return
        code, took = _waited(child, request.get("kill_after"))
        answer = {"code": code, "took": took, "calls": 0, "struck": 0}
        if shim and request["arm"]:
            answer |= {"calls": shim.faults_calls(), "struck": shim.faults_struck()}
            if request["trace"]:
                answer["trace"] = [shim.faults_trace(n + 1).decode(errors="replace") for n in range(answer["calls"])]
        told.write(json.dumps(answer) + "\n")
        told.flush()


def _shim() -> Any:
    if "LD_PRELOAD" not in os.environ:
        return None
    shim = ctypes.CDLL(None)
    shim.faults_trace.restype = ctypes.c_char_p
    shim.faults_trace.argtypes = (ctypes.c_long,)
    shim.faults_calls.restype = shim.faults_struck.restype = ctypes.c_long
    shim.faults_arm.argtypes = (
        ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_char_p,
    )  # fmt: skip
    # What a child starts is left alone.
    del os.environ["LD_PRELOAD"]
    return shim


def _load() -> None:
    """Everything a command may load."""
    import kontant

    for found in pkgutil.walk_packages(kontant.__path__, "kontant."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for name in _HEAVY:
        with suppress(ImportError):
            importlib.import_module(name)


def _derive_once(request: dict[str, Any]) -> None:
    """Make the key of the caseload before the fork: it takes long, and is none of what is tried."""
    from kontant.store import key

    if not hasattr(key.derived, "cache_info"):
        key.derived = lru_cache(key.derived)
    salt = key.salt_of(Path(request["words"][1]))
    if salt and request["secrets"]:
        key.derived(next(iter(request["secrets"].values())), salt)


def _become(request: dict[str, Any], shim: Any) -> None:
    """In the child: be a kontant that was started so."""
    folder = Path(request["said"])
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / name, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), number)
    given = os.open(folder / "in", os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
    os.write(given, request["stdin"].encode())
    os.lseek(given, 0, os.SEEK_SET)
    os.dup2(given, 0)
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    tempfile.tempdir = None
    sys.argv = ["kontant", *request["words"]]
    for number, secret in request["secrets"].items():
        reader, writer = os.pipe()
        os.write(writer, f"{secret}\n".encode())
        os.close(writer)
        os.dup2(reader, int(number), inheritable=False)
        os.close(reader)
    _choose_day(request["today"])
    if request["as_nobody"]:
        sys.path.insert(0, str(Path(__file__).parents[1]))
        importlib.import_module("file_modes")._give_up()
    if shim and request["arm"]:
        arm = request["arm"]
        shim.faults_arm(
            request["under"].encode(), arm["at"], arm["action"], arm["error"], arm["mask"], arm["record"].encode()
        )
    from kontant.cli.entry import main as kontant_main

    kontant_main()


def _choose_day(today: str) -> None:
    from kontant.cli.context import Context

    # A cached property is not had from the class: this stands in its place for every context.
    Context.today = dt.date.fromisoformat(today)  # type: ignore[assignment, method-assign]


def _waited(child: int, kill_after: float | None) -> tuple[int | str, float]:
    """How the child ended: its exit code, minus the signal that ended it, or ``hang``."""
    began = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    pause = 0.0005
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        took = time.monotonic() - began
        if ended:
            return os.waitstatus_to_exitcode(status), took
        if took > LONGEST:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "hang", took
        time.sleep(pause)
        pause = min(pause * 1.5, 0.01)


if __name__ == "__main__":
    main()
