"""A case reviewed from an answers file, with nobody to ask; and an empty file to fill in.

The file is TOML (JSON does as well). ``reviewer`` may name who reviewed and ``case`` the case that is meant, which must
be the one of the command; ``records = true`` keeps what the case's records answer for every point that neither the file
nor the reviewer has answered. Every other key is a point: an answer, or a table with ``answer`` and ``remark``. An
answer is yes, no or not_relevant, in English or Danish, or true or false; an empty one leaves the point as it is. All
faults are told at once, and nothing is written then; what is written is one event.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from kontant.cli.review_answering import Reviewing
from kontant.cli.screen import line, show, wrapped
from kontant.cli.stdin import STDIN, given_bytes
from kontant.errors import Refused, UsageError
from kontant.i18n import _, ngettext
from kontant.model.vocabulary import REVIEW_ANSWER, code_of, folded
from kontant.report.benchmark import section_title
from kontant.report.review.points import NO, YES, Point, by_theme
from kontant.store.reviews import Answer

_REVIEWER, _CASE, _RECORDS = "reviewer", "case", "records"
_HEAD = (_REVIEWER, _CASE, _RECORDS)
_PARTS = {"answer", "remark"}
# Letters of a key that an error repeats.
_SHOWN = 40
# Nobody corrects more at a time, and each is compared with every point.
_FAULTS_TOLD = 40
# Comments are wrapped so that they can be read in any editor.
_WIDTH = 100


def answer_from_file(reviewing: Reviewing, given: Mapping[str, Any]) -> None:
    """Write the answers that a file gives, or none of them."""
    answers = _answers(reviewing, given)
    if not answers:
        raise Refused(_("Nothing was written: the file answers no point."))
    after, event = reviewing.write(*answers)
    _tell(reviewing, after, event)


def blank(asked: Iterable[Point]) -> str:
    """An answers file with nothing answered: each point as a comment above the line that answers it."""
    return "\n".join(_blank_lines(asked)) + "\n"


def _blank_lines(asked: Iterable[Point]) -> Iterator[str]:
    from textwrap import wrap

    def commented(text: str) -> list[str]:
        return [f"# {row}" for row in wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)]

    yield from commented(
        _(
            "Write yes, no or not_relevant between the quotation marks; an empty answer leaves the point as it is. "
            "With a remark: {example}. Then: kontant review next CASE --answers FILE"
        ).format(example='plan-cv = { answer = "no", remark = "..." }')
    )
    yield 'reviewer = ""'
    yield from ("", *commented(_("true: the records answer the points that are left empty here.")))
    yield "records = false"
    for theme, held in by_theme(asked):
        yield from ("", f"# {section_title(theme)}")
        for point in held:
            yield from ("", *commented(f"{point.text} {point.look_for}"), f'{point.id} = ""')


def read(source: str) -> dict[str, Any]:
    """What the file ``source`` says; raises ``UsageError`` where it cannot be read."""
    from kontant.notes.answers_file import MOST_BYTES, read_file

    name = _("standard input") if source == STDIN else Path(source).name
    try:
        text = given_bytes(source, MOST_BYTES).decode("utf-8-sig")
    except (OSError, RuntimeError) as error:
        told = _("--answers: {name} cannot be read ({reason}); give a TOML file with lines such as {example}.")
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(told.format(name=name, reason=reason, example='contact-enough = "yes"')) from None
    except UnicodeDecodeError:
        raise UsageError(_("--answers: {name} is not UTF-8 text; save it as UTF-8.").format(name=name)) from None
    found = read_file(text, name)
    if not isinstance(found.get(_RECORDS, False), bool):
        raise UsageError(_("{key}: write true or false.").format(key=_RECORDS))
    for key in (_REVIEWER, _CASE):
        if not isinstance(found.get(key, ""), str):
            raise UsageError(_("{key}: write it as text.").format(key=key))
    return found


def of_head(given: Mapping[str, Any], key: str, typed: str | None) -> str | None:
    """What the command or the file says of ``key``; raises ``UsageError`` where they say different things."""
    written = given.get(key) or None
    if typed is not None and written and folded(typed) != folded(written):
        told = _("The command says {typed} and the file says {key} = {written}; which is it?")
        raise UsageError(told.format(typed=typed[:60], key=key, written=written[:60]))
    return written if typed is None else typed


def _answers(reviewing: Reviewing, given: Mapping[str, Any]) -> list[Answer]:
    """The answers of the file; raises ``Refused`` with everything that is wrong in it."""
    ids = {point.id: point for point in reviewing.asked}
    faults: list[str] = []
    answers: dict[str, Answer] = {}
    for key, value in given.items():
        if key in _HEAD:
            continue
        if len(faults) == _FAULTS_TOLD:
            faults.append(_("... and more; correct these first"))
            break
        try:
            answer, remark = _said(value) if key in ids else _unknown(key, list(ids))
        except _Fault as fault:
            faults.append(f"{key[:_SHOWN]}: {fault}")
            continue
        if answer or remark:
            point = ids[key]
            answers[key] = reviewing.saying(point, answer or reviewing.answer(point), remark or reviewing.remark(point))
    if faults:
        raise Refused("\n".join([_("Nothing was written:"), *(f"  {each}" for each in faults)]))
    kept = {each.point: each for each in _kept(reviewing, given, answers)}
    return list((answers | kept).values())


def _kept(reviewing: Reviewing, given: Mapping[str, Any], answers: Mapping[str, Answer]) -> Iterator[Answer]:
    """What the records answer of the rest, where the file asks for it."""
    for point in reviewing.unanswered if given.get(_RECORDS) else ():
        said, written = reviewing.filled.get(point.id), answers.get(point.id)
        if said is not None and (written is None or written.answer is None):
            yield reviewing.saying(point, said, written.remark if written else reviewing.remark(point))


class _Fault(Exception):
    """What is wrong with the answer to a point."""


def _said(value: Any) -> tuple[str | None, str | None]:
    """The answer and the remark that are meant, None for none."""
    if not isinstance(value, Mapping):
        return _code(value), None
    if more := sorted(set(value) - _PARTS):
        raise _Fault(_("{key} means nothing here; a point has answer and remark.").format(key=more[0][:_SHOWN]))
    remark = value.get("remark", "")
    if not isinstance(remark, str):
        raise _Fault(_("write the remark as text."))
    return _code(value.get("answer", "")), remark.strip() or None


def _code(value: Any) -> str | None:
    if isinstance(value, bool):
        return YES if value else NO
    found = code_of(REVIEW_ANSWER, value) if isinstance(value, str) else None
    if found is None and value != "":
        raise _Fault(_("write yes, no or not_relevant, in quotation marks."))
    return found


def _unknown(key: str, ids: list[str]) -> NoReturn:
    from difflib import get_close_matches

    if near := get_close_matches(key[:_SHOWN], ids, n=1):
        raise _Fault(_("there is no such point; did you mean {near}?").format(near=near[0]))
    raise _Fault(_("no such point is asked here; see: kontant review points"))


def _tell(before: Reviewing, after: Reviewing, event: int | None) -> None:
    from kontant.cli.changes import undo_line

    if event is None:
        show(wrapped(_("Everything in the file was answered so already; nothing was changed."), ""))
        return
    told = _("Wrote {what} to case {case}.").format(what=_written(before, after), case=after.case.case_ref)
    show(wrapped(told, ""))
    answered = len(after.asked) - len(after.unanswered)
    show(wrapped(_("{n} of {asked} points are answered.").format(n=answered, asked=len(after.asked)), ""))
    show([line(undo_line(after.context, event))])


def _written(before: Reviewing, after: Reviewing) -> str:
    """How many answers and remarks are other than they were."""
    answers = sum(before.answer(point) != after.answer(point) for point in after.asked)
    remarks = sum(before.remark(point) != after.remark(point) for point in after.asked)
    told = []
    if answers:
        told.append(ngettext("{n} answer", "{n} answers", answers).format(n=answers))
    if remarks:
        told.append(ngettext("{n} remark", "{n} remarks", remarks).format(n=remarks))
    return _("{one} and {other}").format(one=told[0], other=told[1]) if len(told) > 1 else told[0]
