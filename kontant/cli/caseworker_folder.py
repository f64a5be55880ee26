"""The folder of a handover's briefs and the names of the files in it: safe everywhere, none twice, private."""

import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kontant.errors import Refused
from kontant.i18n import _

# What every file system takes as a name, but for those that Windows keeps for devices, whatever their ending.
_UNSAFE = re.compile(r"[^\w.-]+")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# Letters of the initials in the name of a folder: twice as many, at four bytes each, leave room within 255.
_LONGEST = 20


def named_after(former: str, caseworker: str, start: date) -> Path:
    """A new folder in the current one, named after the handover; with a number where there is one of that name."""
    name = _("handover-{former}-{who}-{date}").format(
        former=_safe(former[:_LONGEST]), who=_safe(caseworker[:_LONGEST]), date=start.isoformat()
    )
    place, number = Path(name), 1
    while os.path.lexists(place):
        number += 1
        place = Path(f"{name}-{number}")
    return place


def check(folder: Path) -> None:
    """Raise ``Refused`` where files could not be written into ``folder``, or where it could not be made."""
    try:
        _check(folder)
    except (OSError, RuntimeError):
        raise Refused(_not_made(folder)) from None


def make(folder: Path) -> None:
    """Make ``folder``, private to the user; raises ``Refused`` where it cannot be."""
    try:
        folder.expanduser().mkdir(mode=0o700)
    except OSError:
        raise Refused(_not_made(folder)) from None


def file_names(refs: Iterable[str], suffix: str) -> dict[str, str]:
    """A file name for each case, none twice whatever the case of its letters."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for ref in refs:
        stem = _safe(ref)
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        names[ref] = name + suffix
    return names


def _check(folder: Path) -> None:
    place = folder.expanduser()
    if place.exists() and not place.is_dir():
        raise Refused(_("{path} is not a folder; give the name of one for the briefs.").format(path=folder))
    holder = place if place.exists() else place.resolve().parent
    if not holder.is_dir():
        told = _("{path} cannot be made: the folder that it should lie in is not there.")
        raise Refused(told.format(path=folder))
    if not os.access(holder, os.W_OK | os.X_OK):
        told = _("{path} is read-only; choose another folder with --briefs, or leave the briefs out with --no-briefs.")
        raise Refused(told.format(path=holder))


def _not_made(folder: Path) -> str:
    told = _("{path} cannot be made; choose another folder with --briefs, or leave the briefs out with --no-briefs.")
    return told.format(path=folder)


def _safe(text: str) -> str:
    """``text`` as a part of a file's name: no separator, no way up to another folder, no name of a device."""
    stem = _UNSAFE.sub("_", text).strip("._") or "_"
    return f"_{stem}" if _DEVICE.fullmatch(stem) else stem
