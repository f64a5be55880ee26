"""Template files: the built-in ones beside this module, and a municipality's own, which override or add.

Every fault in a file is found and named with the file, the question, the key and what would be right, before any
of it is used.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from kontant import plain_files, toml_text
from kontant.errors import NotFound, ParameterError
from kontant.i18n import _
from kontant.model.vocabulary import NOTE_TEMPLATE
from kontant.notes.template import Template
from kontant.notes.template_build import built
from kontant.notes.template_links import link_faults
from kontant.notes.template_shape import shape_faults
from kontant.toml_text import shorten

BUILT_IN = Path(__file__).parent

MOST_BYTES = 64 << 10
"""Of a template; the largest of ours has a fifth of it."""
# Nobody corrects more at a time, and a hostile file may have any number.
FAULTS_TOLD = 100

_CODE = re.compile(r"[a-z0-9_]+", re.ASCII)


def load(code: str, own: Path | None) -> Template:
    """The template with this id, the municipality's own first. Raises ``NotFound``, ``ParameterError``."""
    path = _files(own).get(code)
    if path is None:
        raise NotFound(_not_found(code, _files(own)))
    return check_file(path) if path.parent == own else _template(path, None)


def available(own: Path | None, faulty: Callable[[str], None] | None = None) -> dict[str, Template]:
    """All templates by id, the municipality's own laid over the built-in ones.

    One with a fault raises ``ParameterError``; where ``faulty`` is there to be told of it, it is left out instead, so
    that it does not stand in the way of the others.
    """
    found = {}
    for code in _files(own):
        try:
            found[code] = load(code, own)
        except ParameterError as error:
            if faulty is None:
                raise
            faulty(str(error))
    return found


def check_file(path: Path) -> Template:
    """The template in a municipality's file, checked in every respect. Raises ``ParameterError``."""
    return _template(path, path)


def _files(own: Path | None) -> dict[str, Path]:
    """The file of each template: the built-in ones in the vocabulary's order, then a municipality's further ones."""
    found = {path.stem: path for path in sorted(BUILT_IN.glob("*.toml"))}
    built_in = {code: found[code] for code in (*NOTE_TEMPLATE, *found) if code in found}
    return built_in | {path.stem: path for path in _own_files(own)}


def _own_files(own: Path | None) -> list[Path]:
    if own is None:
        return []
    try:
        return sorted(path for path in own.glob("*.toml") if path.is_file())
    except OSError:
        raise ParameterError(_("{path} cannot be read; it should be a folder of templates.").format(path=own)) from None


def _not_found(code: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(code, list(known), n=1)
    if near:
        return _("There is no template of that name; did you mean {near}?").format(near=near[0])
    return _("There is no template of that name; there are: {known}.").format(known=", ".join(known))


def _template(path: Path, own: Path | None) -> Template:
    raw = _read(path)
    _refuse(path, shape_faults(raw, path.stem))
    template = built(raw, own)
    _refuse(path, link_faults(template))
    return template


def _refuse(path: Path, faults: Iterable[str]) -> None:
    found = [f"{path}: {shorten(fault)}" for fault in dict.fromkeys(islice(faults, FAULTS_TOLD + 1))]
    if len(found) > FAULTS_TOLD:
        found[FAULTS_TOLD:] = [f"{path}: " + _("... and more; correct these first")]
    if found:
        raise ParameterError("\n".join(found))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return toml_text.loads(plain_files.read(path, MOST_BYTES).decode("utf-8"))
    except plain_files.TooLargeError as error:
        told = _("{path} is no note template: {reason}.")
        raise ParameterError(told.format(path=path, reason=error.strerror)) from None
    except OSError:
        raise ParameterError(_("{path} cannot be read; give a TOML file of a template.").format(path=path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParameterError(_("{path} is not TOML: {reason}").format(path=path, reason=error)) from None
