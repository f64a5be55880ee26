"""A text in its lines and paragraphs, with its runs and their footnotes in their places."""

from collections.abc import Sequence

from kontant.exchange.pages.model import Run, Text, runs

Line = Sequence[Run]


def lines(text: Text) -> list[Line]:
    """The lines of ``text``; the footnote of a run of several lines stands at the end of its last."""
    found: list[list[Run]] = [[]]
    for run in runs(text):
        *before, last = run.text.split("\n")
        for part in before:
            found[-1].append(Run(part, run.strong, code=run.code))
            found.append([])
        found[-1].append(Run(last, run.strong, run.note, run.code))
    return [*map(_together, found)]


def paragraphs(text: Text) -> list[Sequence[Line]]:
    """The paragraphs of ``text``, each as its lines; empty lines stand between them."""
    found: list[list[Line]] = [[]]
    for line in lines(text):
        if any(run.text.strip() or run.note is not None for run in line):
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [paragraph for paragraph in found if paragraph]


def follows_note(line: Line, place: int) -> bool:
    """Whether a run is but one more footnote to the words before it, so that the two numbers need parting."""
    run = line[place]
    return bool(place) and not run.text and run.note is not None and line[place - 1].note is not None


def bold(line: Line) -> Line:
    """``line`` with all its words in bold."""
    return _together([run._replace(strong=True) for run in line])


def _look(run: Run) -> tuple[bool, bool]:
    return run.strong, run.code


def _together(line: Line) -> Line:
    """The runs of a line; neighbours that look the same, with no footnote between them, are one."""
    joined: list[Run] = []
    for run in line:
        last = joined[-1] if joined else None
        if last is not None and last.note is None and (_look(last) == _look(run) or not run.text):
            joined[-1] = last._replace(text=last.text + run.text, note=run.note)
        elif run.text or run.note is not None:
            joined.append(run)
    return joined
