"""``kontant note find``: words in the notes of all cases and in their corrections, newest first."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.context import Context
from kontant.cli.options import Format
from kontant.cli.read_log import looked
from kontant.cli.screen import (
    Line,
    Piece,
    clean,
    emit_json,
    has_colour,
    line,
    on_terminal,
    shorten,
    show,
    tell,
    width,
    wrapped,
    write_sheet,
)
from kontant.errors import UsageError
from kontant.exchange.journal_export import number_text
from kontant.i18n import _, day_text, ngettext
from kontant.model.person import masked
from kontant.model.vocabulary import NOTE_TEMPLATE, name_of
from kontant.store import journal, note_search
from kontant.store.note_search import Hit
from kontant.store.reading import reading

# Hits on a screen, unless asked for more or fewer; and more than anybody will ask for.
SHOWN = 50
MOST_HITS = 1_000_000_000
INDENT = "    "
# A snippet that may begin in the middle of a CPR number.
_BEHEADED = re.compile(r"… *[-\d]")


def find_notes(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(help=_("Words that all must occur; a phrase stands in quotes."), metavar=_("TEXT"))
    ],
    case: Annotated[str | None, typer.Option(help=_("Only in this case."), metavar=_("CASE"))] = None,
    limit: Annotated[int, typer.Option(min=1, max=MOST_HITS, help=_("Show so many hits."), metavar=_("HITS"))] = SHOWN,
    output: Annotated[Format, typer.Option("--format", help=_("How the list comes out."))] = Format.TABLE,
) -> None:
    """Find notes and corrections by their words."""
    context: Context = ctx.obj
    words = note_search.words_of(text)
    if not words:
        raise UsageError(_("TEXT: write at least one word to look for."))
    with reading(context.path) as connection:
        case_ref = None if case is None else find_case(connection, case)
        found = note_search.find(connection, text, case_ref=case_ref, limit=limit + 1)
        hits = [_safe(connection, hit, words) for hit in found[:limit]]
    looked(context, "note find", dict.fromkeys([*([case_ref] if case_ref else []), *(hit.case_ref for hit in hits)]))
    more = len(found) > limit
    if output is Format.JSON:
        emit_json({"hits": [_as_json(hit) for hit in hits], "more": more})
    elif not hits:
        tell(_("No note and no correction holds that."))
    elif output is Format.TABLE:
        show(_lines(hits, words))
        show(_footer(context, hits, more))
    else:
        _write(hits, output)


def _safe(connection: sqlite3.Connection, hit: Hit, words: list[str]) -> Hit:
    """The hit with CPR numbers masked, one at whose middle the snippet begins as well."""
    hit = hit._replace(name=masked(hit.name), caseworker=hit.caseworker and masked(hit.caseworker))
    if not _BEHEADED.match(hit.snippet):
        return hit._replace(snippet=masked(hit.snippet))
    note = journal.note(connection, hit.id)
    assert note is not None
    texts = [a.text for a in note.amendments] if hit.amendment else [note.text or ""]
    whole = next(text for text in texts if note_search.snippet(text, words) == hit.snippet)
    return hit._replace(snippet=note_search.snippet(masked(whole), words))


def _as_json(hit: Hit) -> dict[str, Any]:
    return {
        "number": hit.id,
        "case_ref": hit.case_ref,
        "name": hit.name,
        "date": hit.date.isoformat(),
        "template": hit.template,
        "caseworker": hit.caseworker,
        "amendment": hit.amendment,
        "snippet": hit.snippet,
    }


def _write(hits: list[Hit], output: Format) -> None:
    from kontant.exchange.sheets import Sheet

    columns = [_("Number"), _("Date"), _("Template"), _("Case"), _("Name"), _("Caseworker"), _("Text")]
    rows = [[hit.id, hit.date, _kind(hit), hit.case_ref, hit.name, hit.caseworker, hit.snippet] for hit in hits]
    sheet = Sheet(_("Notes"), columns, rows)
    write_sheet(sheet, markdown=output is Format.MARKDOWN)


def _kind(hit: Hit) -> str:
    template = name_of(NOTE_TEMPLATE, hit.template)
    return _("correction, {template}").format(template=template) if hit.amendment else template


def _lines(hits: list[Hit], words: list[str]) -> Iterator[Line]:
    for hit in hits:
        lead = f"{day_text(hit.date)}  {clean(hit.case_ref)}  "
        more = " · ".join(part for part in (_kind(hit), hit.caseworker, number_text(hit.id)) if part)
        name = clean(hit.name)
        if on_terminal() and len(f"{lead}{name} · {more}") > width():
            yield line(lead, Piece(shorten(name, width() - len(lead)), "bold"))
            yield from wrapped(more, INDENT, "dim")
        else:
            yield line(lead, Piece(name, "bold"), Piece(f" · {more}", "dim"))
        yield from _marked(hit.snippet, words)


def _marked(snippet: str, words: list[str]) -> Iterator[Line]:
    """The snippet with the words that were looked for: in colour, else between »«."""
    text = clean(snippet)
    spans = list(_spans(text, words))
    if not (on_terminal() and has_colour()):
        for start, end in reversed(spans):
            text = f"{text[:start]}»{text[start:end]}«{text[end:]}"
        yield from wrapped(text, INDENT)
        return
    at = 0
    for row in wrapped(text, INDENT):
        told = row[0].text.removeprefix(INDENT)
        at = text.index(told, at)
        yield line(INDENT, *_pieces(told, [(start - at, end - at) for start, end in spans]))
        at += len(told)


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    done = 0
    for start, end in spans:
        first, last = max(start, done), min(end, len(text))
        if first < last:
            yield Piece(text[done:first])
            yield Piece(text[first:last], "bold yellow")
            done = last
    yield Piece(text[done:])


def _spans(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand in ``text``, first to last and not overlapping."""
    places = [place for place, letter in enumerate(text) for _part in note_search.folded(letter)]
    plain = "".join(map(note_search.folded, text))
    ends = 0
    # The longest first, so that a word within another does not take its place.
    for match in re.finditer("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), plain):
        start, end = places[match.start()], places[match.end() - 1] + 1
        if start >= ends:
            yield start, end
            ends = end


def _footer(context: Context, hits: list[Hit], more: bool) -> Iterator[Line]:
    notes, cases = len({hit.id for hit in hits}), len({hit.case_ref for hit in hits})
    told = _("{hits} in {notes} of {cases}. Read one: {command}").format(
        hits=ngettext("{n} hit", "{n} hits", len(hits)).format(n=len(hits)),
        notes=ngettext("{n} note", "{n} notes", notes).format(n=notes),
        cases=ngettext("{n} case", "{n} cases", cases).format(n=cases),
        command=f"{context.prefix} note show {hits[0].id}",
    )
    yield []
    yield from wrapped(told, "", "dim")
    if more:
        yield from wrapped(_("Older hits are not shown (--limit)."), "", "dim")
