"""Answers files: an empty or filled-in example one to print, and one that was written to read."""

import json
import re
import tomllib
from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from kontant import toml_text
from kontant.errors import UsageError
from kontant.i18n import _
from kontant.nesting import too_deep
from kontant.notes.examples import example_of, not_asked
from kontant.notes.expressions import is_expression
from kontant.notes.question_words import cited, kind_words, when_words
from kontant.notes.template import RECORD_KINDS, Question, Template
from kontant.notes.typed import one_line

if TYPE_CHECKING:
    from tomlkit.items import Item

# Comments are wrapped so that they can be read beside the answers in any editor.
_WIDTH = 100
# Of a key that somebody wrote.
_SHOWN = 60
MOST_BYTES = 512 << 10
"""Of an answers file: some two hundred pages."""
_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_AT_END = re.compile(r" \(at [^()]*\)$")
# A table's header begins a TOML file as a list begins a JSON one; but a header's name is not in quotation marks, and
# no header has three brackets.
_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[\]{\"\d]|\[\s*\[))")
_SUFFIX = ".json"


def blank(template: Template, example: bool) -> str:
    """A TOML answers file with the questions as comments, empty or filled with the template's examples.

    A line that begins with ``#`` and an id is one that may be left out: what the case proposes is taken.
    """
    import tomlkit

    document = tomlkit.document()
    for line in _head(template):
        document.add(tomlkit.comment(line))
    document.add("template", tomlkit.item(template.id))
    document.add(tomlkit.comment('date = "today"'))
    document.add(tomlkit.comment('caseworker = ""'))
    hidden = not_asked(template) if example else set()
    for question in template.questions:
        document.add(tomlkit.nl())
        for line in _comments(question, template):
            document.add(tomlkit.comment(line))
        answer = example_of(question) if example and question.id not in hidden else None
        value = _nothing(question) if answer is None else answer
        if question.id in hidden or _better_left_out(question, answer):
            document.add(tomlkit.comment(f"{question.id} = {_item(value, spread=False).as_string()}"))
        else:
            document.add(question.id, _item(value))
    return tomlkit.dumps(document)


def read_file(text: str, name: str) -> dict[str, Any]:
    """What an answers file says, TOML or JSON; ``name`` is the file's, also for errors. Raises ``UsageError``.

    What it says of the note itself (its date and so on) stands among the answers, under the reserved names.
    """
    text = text.removeprefix("\ufeff")
    return _json(text, name) if name.lower().endswith(_SUFFIX) or _JSON.match(text) else _toml(text, name)


def _head(template: Template) -> list[str]:
    told = _(
        "Write the answers behind the equals signs. An empty one leaves its question unanswered; a line that is left "
        "out takes what the case proposes. Then: kontant note CASE --answers FILE"
    )
    about = f"{template.name.here}: {template.about.here}"
    version = _("Template {id}, version {version}. {source}").format(
        id=template.id, version=template.version, source=cited(template.source)
    )
    return [line for part in (about, version, told) for line in _wrapped(part)]


def _comments(question: Question, template: Template) -> Iterator[str]:
    """The question with everything that helps to answer it without a guide."""
    told = (
        question.text.here,
        question.help and question.help.here,
        kind_words(question),
        when_words(question, template),
        question.required and _("Required."),
        _may_be_left_out(question) and _("Left out: as the case says or the line proposes."),
        question.source and _("Source: {source}").format(source=cited(question.source)),
    )
    for part in told:
        yield from _wrapped(part or "")


def _wrapped(text: str) -> list[str]:
    """Lines that fit and can stand in a comment, where no control character may."""
    return wrap(one_line(text), _WIDTH)


def _better_left_out(question: Question, example: Any) -> bool:
    """Whether the line only shows how to answer: the case says more, or may not ask it at all."""
    if example is None:
        return _may_be_left_out(question)
    of_case = any(each.subject == "fact" or each.test == "differs_from" for each in question.when)
    sure = question.default is not None and not is_expression(question.default)
    return of_case and (sure or not question.required)


def _may_be_left_out(question: Question) -> bool:
    """Whether the case or a default that is not always asked for may answer it: a line would say something else."""
    from_case = question.kind in RECORD_KINDS or question.known is not None or is_expression(question.default)
    return from_case or (question.default is not None and bool(question.when))


def _nothing(question: Question) -> Any:
    """An answer not given yet: the default where it is one for every case."""
    if question.default is not None and not is_expression(question.default):
        return question.default
    return [] if question.kind in ("several", "list", "records") else ""


def _item(answer: Any, *, spread: bool = True) -> "Item":
    """An answer as TOML; ``spread`` over several lines where it has rows or lines of its own."""
    import tomlkit

    if isinstance(answer, list):
        array = tomlkit.array()
        for each in answer:
            array.append(_row(each) if isinstance(each, dict) else each)
        return array.multiline(spread and bool(answer) and isinstance(answer[0], dict))
    if spread and isinstance(answer, str) and "\n" in answer:
        return tomlkit.string(answer, multiline=True)
    item: Item = tomlkit.item(answer)
    return item


def _row(cells: dict[str, Any]) -> "Item":
    import tomlkit

    row = tomlkit.inline_table()
    row.update(cells)
    return row


def _toml(text: str, name: str) -> dict[str, Any]:
    try:
        return toml_text.loads(text)
    except toml_text.UnfitError as error:
        told = _("{name}: this cannot be read as TOML: {reason}.")
        raise UsageError(told.format(name=name, reason=error)) from None
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        line = _LINE.search(told)
        where = line[1] if line else str(text.count("\n") + 1)
        reason = _AT_END.sub("", told)
        raise UsageError(
            _(
                "{name}, line {line}: this is not TOML: {reason}. Text stands in quotation marks, "
                'or in three (""") where it has several lines.'
            ).format(name=name, line=where, reason=reason)
        ) from None


def _json(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise UsageError(
            _("{name}, line {line}: this is not JSON: {reason}.").format(name=name, line=error.lineno, reason=error.msg)
        ) from None
    except _Twice as error:
        told = _("{name}: {key} stands twice; keep one of them.")
        raise UsageError(told.format(name=name, key=str(error)[:_SHOWN])) from None
    except RecursionError:
        raise _deep(name) from None
    except ValueError:  # a number that Python refuses to read
        raise UsageError(_("{name}: a number in it has too many digits.").format(name=name)) from None
    if too_deep(found):
        raise _deep(name)
    if not isinstance(found, dict):
        raise UsageError(_('{name}: answers are a JSON object: {{"question": "answer"}}').format(name=name))
    return found


def _deep(name: str) -> UsageError:
    return UsageError(_("{name}: lists or tables lie too deep within each other.").format(name=name))


class _Twice(Exception):
    """A key that stands twice in one JSON object."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found
