"""What the tables and columns of an extract may be called: the one place that knows the Danish headers.

English names are those of the tables themselves. Letters' case, accents written out (``foedselsdato``),
spaces, hyphens and underscores make no difference.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from kontant.exchange.faults import shown
from kontant.i18n import _, language
from kontant.model.tables import RECORDS

# No extract has as many; each that is not known is compared with those that are.
_MOST_COLUMNS = 250
# Of a header that is compared.
_LONGEST_HEADER = 60

TABLE_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cases": ("sager",),
        "benefits": ("ydelser",),
        "conversations": ("samtaler",),
        "offers": ("tilbud",),
        "exemptions": ("fritagelser",),
        "assignments": ("tildelinger", "sagsbehandlere"),
        "paid_work": ("ordinære timer", "lønnede timer"),
        "absences": ("udeblivelser",),
        "statements": ("lægeerklæringer", "erklæringer"),
        "goals": ("mål", "jobmål og delmål"),
        "coordination": ("koordinering",),
        "notes": ("notater",),
    }
)
"""The Danish names of each table, the one to show first."""

_REF = ("sagsnr", "sagsnummer", "sag")
_START = ("start", "startdato", "fra", "fra dato")
_END = ("slut", "slutdato", "til", "til dato")
_CASEWORKER = ("sagsbehandler", "medarbejder")

COLUMN_NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "cases": {
            "case_ref": _REF,
            "name": ("navn", "borger"),
            "cpr": ("cpr", "cpr-nr", "cpr-nummer", "personnummer"),
            "birth_date": ("fødselsdato", "fødselsdag"),
            "gender": ("køn",),
            "opened": ("oprettet", "åbnet", "oprettelsesdato"),
            "closed": ("afsluttet", "lukket", "afslutningsdato"),
            "close_reason": ("årsag", "afslutningsårsag", "lukkeårsag"),
            "target_group": ("målgruppe", "visitation"),
            "track": ("retning", "spor"),
            "challenges": ("udfordringer", "udfordring"),
            "cv_registered": ("cv registreret", "cv", "cv-dato"),
        },
        "benefits": {
            "case_ref": _REF,
            "start": _START,
            "benefit": ("ydelse", "ydelsestype", "type"),
            "end": _END,
        },
        "conversations": {
            "case_ref": _REF,
            "date": ("dato", "samtaledato"),
            "kind": ("type", "samtaletype", "slags", "art"),
            "status": ("status",),
            "channel": ("kanal", "kontaktform", "form"),
            "caseworker": _CASEWORKER,
        },
        "offers": {
            "case_ref": _REF,
            "type": ("type", "tilbudstype", "tilbud"),
            "start": _START,
            "end": _END,
            "outcome": ("resultat", "udfald", "status"),
            "provider": ("udbyder", "leverandør", "sted", "virksomhed"),
            "goal": ("mål", "formål"),
            "hours_per_week": ("timer pr. uge", "timer om ugen", "ugentlige timer", "timer"),
        },
        "exemptions": {
            "case_ref": _REF,
            "scope": ("omfang", "fritagelse", "type"),
            "start": _START,
            "end": _END,
            "reason": ("årsag",),
            "explanation": ("begrundelse", "forklaring"),
        },
        "assignments": {
            "case_ref": _REF,
            "role": ("rolle",),
            "start": _START,
            "caseworker": _CASEWORKER,
            "end": _END,
        },
        "paid_work": {
            "case_ref": _REF,
            "month": ("måned",),
            "hours": ("timer", "antal timer"),
            "employer": ("arbejdsgiver", "virksomhed"),
        },
        "absences": {
            "case_ref": _REF,
            "date": ("dato",),
            "from_kind": ("udeblevet fra", "fra", "type"),
            "contact_attempts": ("kontaktforsøg",),
            "reasonable_ground": ("rimelig grund",),
            "hearing_sent": ("partshøring", "partshøring sendt", "partshørt"),
            "decision": ("afgørelse",),
        },
        "statements": {
            "case_ref": _REF,
            "type": ("type", "lægeerklæring", "erklæring"),
            "ordered": ("bestilt", "anmodet"),
            "consulted": ("konsultation", "lægebesøg", "undersøgt"),
            "received": ("modtaget",),
            "declined": ("afvist", "afslået"),
            "reminded": ("rykket", "rykker"),
            "question": ("spørgsmål",),
            "purpose": ("formål",),
        },
        "goals": {
            "case_ref": _REF,
            "kind": ("type", "slags", "art"),
            "title": ("mål", "titel", "beskrivelse"),
            "set_on": ("fastsat", "sat", "dato", "oprettet"),
            "due": ("frist", "senest", "måldato"),
            "reached": ("nået", "opnået"),
        },
        "coordination": {
            "case_ref": _REF,
            "date": ("dato",),
            "actor": ("aktør", "part", "samarbejdspart"),
            "form": ("form", "type"),
        },
        "notes": {
            "case_ref": _REF,
            "date": ("dato",),
            "template": ("skabelon", "type"),
            "scope": ("omfang",),
            "caseworker": _CASEWORKER,
            "text": ("tekst", "notat"),
            "answers": ("svar",),
        },
        # No extract carries the rest; they are told in the log.
        "amendments": {
            "case_ref": _REF,
            "date": ("dato",),
            "template": ("skabelon", "type"),
            "nr": ("nummer",),
            "seq": ("rettelse nr",),
            "written_on": ("skrevet",),
            "caseworker": _CASEWORKER,
            "text": ("tekst",),
        },
        "snoozes": {
            "case_ref": _REF,
            "rule": ("regel",),
            "scope": ("omfang",),
            "set_on": ("udsat den",),
            "until": ("udsat til",),
            "reason": ("begrundelse",),
            "caseworker": _CASEWORKER,
            "deadline": ("frist",),
            "fingerprint": ("fingeraftryk",),
        },
        "reviews": {
            "number": ("nummer",),
            "as_of": ("pr. dato",),
            "begun_on": ("begyndt",),
            "size": ("antal sager",),
            "seed": ("startværdi",),
            "pool": ("trukket blandt",),
            "missing": ("mangler registreringer",),
        },
        "review_cases": {
            "review": ("sagsgennemgang",),
            "case_ref": _REF,
            "place": ("plads",),
            "seniority_group": ("anciennitet",),
        },
        "review_answers": {
            "review": ("sagsgennemgang",),
            "case_ref": _REF,
            "reviewer": ("gennemgået af",),
            "point": ("kontrolpunkt",),
            "answer": ("svar",),
            "remark": ("bemærkning",),
            "records": ("registreringerne",),
            "answered_on": ("besvaret",),
        },
        "corrections": {
            "case_ref": _REF,
            "nr": ("nummer",),
            "date": ("dato",),
            "table_name": ("registrering",),
            "record": ("nøgle",),
            "field": ("felt",),
            "was": ("før",),
            "became": ("nu",),
            "reason": ("begrundelse",),
            "requested_by_person": ("efter borgerens anmodning",),
            "caseworker": _CASEWORKER,
        },
    }
)
"""Every Danish header, by table and column, the one to show first."""


class Heading(NamedTuple):
    """A header line understood: where each column stands and what the extract calls it."""

    width: int
    places: Mapping[str, int]
    labels: Mapping[str, str]
    # Places under an empty header, where nothing may stand.
    blank: tuple[int, ...]


def fold(text: str) -> str:
    """``text`` with nothing left of how it was typed."""
    text = unicodedata.normalize("NFC", text).casefold()
    for letter, written_out in (("æ", "ae"), ("ø", "oe"), ("å", "aa")):
        text = text.replace(letter, written_out)
    return " ".join(re.sub(r"[\s_.\-]+", " ", text).split())


def table_of(stem: str) -> str | None:
    """The table that a file or sheet called ``stem`` holds, if any."""
    return _tables().get(fold(stem))


def known_tables() -> str:
    """The names that a file or sheet may have, for a sentence."""
    return ", ".join(
        f"{names[0]} ({table})" if language() == "da" else f"{table} ({names[0]})"
        for table, names in TABLE_NAMES.items()
    )


def table_label(name: str) -> str:
    """What to call table ``name`` in the language in use."""
    return TABLE_NAMES[name][0] if language() == "da" else name.replace("_", " ")


def required(name: str) -> frozenset[str]:
    """The columns that a file of table ``name`` must have."""
    return frozenset(column for column, field in RECORDS[name].model_fields.items() if field.is_required())


def understood(name: str, cells: Sequence[str]) -> tuple[Heading, list[tuple[str, str]]]:
    """The header line ``cells`` of table ``name``, and its faults as pairs of a header and what would be right."""
    places: dict[str, int] = {}
    labels: dict[str, str] = {}
    blank, faults = [], []
    if sum(map(bool, cells)) > _MOST_COLUMNS:
        told = _("the first line has over {n} columns: this is another kind of file")
        return Heading(len(cells), {}, {}, ()), [("", told.format(n=_MOST_COLUMNS))]
    for place, cell in enumerate(cells):
        column = _columns(name).get(fold(cell))
        if not cell.strip():
            blank.append(place)
        elif column is None:
            faults.append((shown("case_ref", cell), _unknown(name, cell)))
        elif column in places:
            told = _("{first} already gives this column; keep one of them").format(first=labels[column])
            faults.append((shown("case_ref", cell), told))
        else:
            places[column], labels[column] = place, shown("case_ref", cell)
    if not places:
        return Heading(len(cells), {}, {}, ()), [("", _no_header(name))]
    missing = [column for column in RECORDS[name].model_fields if column in required(name) - places.keys()]
    faults += [(column, _("this column is missing; add it ({names})").format(names=_names(name, column)))
               for column in missing]  # fmt: skip
    return Heading(len(cells), places, labels, tuple(blank)), faults


def _unknown(name: str, cell: str) -> str:
    near = difflib.get_close_matches(fold(cell[:_LONGEST_HEADER]), _columns(name), n=1)
    if near:
        return _("no such column; did you mean {names}?").format(names=_names(name, _columns(name)[near[0]]))
    known = ", ".join(COLUMN_NAMES[name])
    return _("no such column; {table} has {known}").format(table=table_label(name), known=known)


def _no_header(name: str) -> str:
    known = ", ".join(COLUMN_NAMES[name])
    return _("the first line must name the columns, separated by commas or semicolons: {known}").format(known=known)


def _names(name: str, column: str) -> str:
    danish = COLUMN_NAMES[name][column][0]
    if danish == column:
        return column
    return f"{danish}, {column}" if language() == "da" else f"{column}, {danish}"


@cache
def _tables() -> Mapping[str, str]:
    return {fold(alias): table for table, aliases in TABLE_NAMES.items() for alias in (table, *aliases)}


@cache
def _columns(name: str) -> Mapping[str, str]:
    known = {fold(alias): column for column, aliases in COLUMN_NAMES[name].items() for alias in aliases}
    return known | {fold(column): column for column in COLUMN_NAMES[name]}
