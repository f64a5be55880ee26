"""TOML from outside, read within bounds: no key, number or nesting that only serves to wear a program out.

Python's reader takes minutes for a key of some ten thousand parts, and numbers in it may be of any length.
"""

import re
import tomllib
from typing import Any

from kontant.i18n import _
from kontant.nesting import DEEPEST, too_deep, values

MOST_BYTES = 256 << 10
"""Of a file of parameters or a template; the largest of ours has a fifth of it."""

# A key at the start of a line, of a table's name, or within an inline table; text with so many dots and no space
# between them is not to be had.
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY = re.compile(rf"(?:^|[\[{{,])[ \t]*(?:{_PART}[ \t]*\.[ \t]*){{{DEEPEST}}}", re.MULTILINE)
_LONGEST_FAULT = 1_000
# TOML's own numbers have 64 bits.
_LARGEST = 1 << 63


class UnfitError(tomllib.TOMLDecodeError):
    """What may be TOML, and yet none that is read."""


def loads(text: str) -> dict[str, Any]:
    """What ``text`` says; raises ``TOMLDecodeError`` for what is no TOML, ``UnfitError`` for none of ours."""
    if found := _LONG_KEY.search(text):
        raise _fault(_("a key of too many parts"), text.count("\n", 0, found.end()) + 1)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise _fault(_("lists or tables within each other, too deep")) from None
    except ValueError:  # a number that Python refuses to read
        raise _fault(_("a number or a date that cannot be")) from None
    if too_deep(document):
        raise _fault(_("lists or tables within each other, too deep"))
    if any(isinstance(value, int) and not -_LARGEST <= value < _LARGEST for value, _depth in values(document)):
        raise _fault(_("a number or a date that cannot be"))
    return document


def shorten(fault: str) -> str:
    """A sentence about what somebody wrote, at a length that can be read: keys and texts in it are of any."""
    return fault if len(fault) <= _LONGEST_FAULT else fault[: _LONGEST_FAULT - 1] + "…"


def _fault(told: str, line: int | None = None) -> UnfitError:
    """In the words in which the reader itself tells where."""
    return UnfitError(told if line is None else f"{told} (at line {line}, column 1)")
