"""File modes that mean something: to the superuser they do not, and a test of them would say nothing."""

import ctypes
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

# Linux's capabilities to open any file for writing, and to read any file and folder, whatever its mode.
_OVERRIDING = (1, 2)
_HEADER_OF_NOW = 0x20080522
_DROP_FROM_BOUND = 24

T = TypeVar("T")


def obeying_modes(call: Callable[[], T]) -> T:
    """What ``call`` gives where file modes hold for its user, in this process and in those that it starts.

    The superuser gives up what lifts them for one thread, which is not to be had back: hence a thread of its own.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return call()
    if sys.platform != "linux":
        pytest.skip("no way to make file modes hold for the superuser of this system")
    with ThreadPoolExecutor(1, initializer=_give_up) as thread:
        return thread.submit(call).result()


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Words(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _give_up() -> None:
    """Take the two capabilities from this thread, and from whatever it starts (the bound of what that may have)."""
    system = ctypes.CDLL(None, use_errno=True)
    header, words = _Header(_HEADER_OF_NOW, 0), (_Words * 2)()
    _done(system.capget(ctypes.byref(header), words))
    for capability in _OVERRIDING:
        _done(system.prctl(_DROP_FROM_BOUND, capability, 0, 0, 0))
        for name in ("effective", "permitted", "inheritable"):
            setattr(words[0], name, getattr(words[0], name) & ~(1 << capability))
    _done(system.capset(ctypes.byref(header), words))


def _done(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "the superuser could not give up what lifts file modes")
