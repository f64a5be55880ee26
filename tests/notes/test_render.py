"""A finished note in words."""

from kontant.i18n import choose_language
from kontant.notes.render import text

from .a_case import DAY, template, words

LIST = (
    '[{ id = "who", label = { en = "Who", da = "Hvem" }, kind = "text" },'
    ' { id = "what", label = { en = "What", da = "Hvad" }, kind = "text" },'
    ' { id = "by", label = { en = "By", da = "Senest" }, kind = "date" }]'
)
ANSWERS = {
    "form": "phone",
    "ok": False,
    "words": "First line\n\n- second",
    "empty": None,
    "agreed": [{"who": "Sara", "what": "ringer til Netto", "by": "2026-12-01"}, {"who": "Bo", "what": "hjælper"}],
    "basis": ["physical", "literacy"],
    "offer": "work_placement 2026-06-01",
    "goals": ["sub Åbne alene", "job Kok"],
    "_unasked": {"gone": "not told"},
}


def made(folder):
    return template(
        folder,
        words(id='"form"', label='{ en = "Form", da = "Samtaleform" }', kind='"choice"', choices='"channel"'),
        words(id='"ok"', label='{ en = "Fits", da = "Passer" }', kind='"yes_no"'),
        words(id='"words"', label='{ en = "Own words", da = "Egne ord" }', kind='"long_text"'),
        words(id='"empty"', label='{ en = "Empty", da = "Tom" }', kind='"text"'),
        words(id='"agreed"', label='{ en = "Agreements", da = "Aftaler" }', kind='"list"', columns=LIST),
        words(id='"basis"', label='{ en = "Basis", da = "Grundlag" }', kind='"several"', choices='"challenge"'),
        words(id='"offer"', label='{ en = "Offer", da = "Tilbud" }', kind='"record"', table='"offers"', which='"any"'),
        words(id='"goals"', label='{ en = "Goals", da = "Mål" }', kind='"records"', table='"goals"', which='"open"'),
    )


def test_a_note_in_english(tmp_path):
    assert text(made(tmp_path), ANSWERS, note_date=DAY, caseworker="mkj") == (
        "Morning 2026-11-22, mkj\n"
        "Form: phone\n"
        "Fits: no\n"
        "Own words:\nFirst line\n\n- second\n"
        "Agreements:\n- Sara: ringer til Netto (by 2026-12-01)\n- Bo: hjælper\n"
        "Basis: physical, literacy\n"
        "Offer: work placement 2026-06-01\n"
        "Goals:\n- sub-goal Åbne alene\n- job goal Kok"
    )


def test_a_note_in_danish(tmp_path):
    choose_language("da")
    try:
        told = text(made(tmp_path), ANSWERS, note_date=DAY, caseworker=None).splitlines()
    finally:
        choose_language("en")
    assert told[0] == "Formiddag 22-11-2026"
    assert "- Sara: ringer til Netto (senest 01-12-2026)" in told
    assert "Tilbud: virksomhedspraktik 01-06-2026" in told and "- delmål Åbne alene" in told
    assert "Grundlag: fysisk, læse, skrive, regne" in told


def test_a_note_without_answers_is_its_heading(tmp_path):
    assert text(made(tmp_path), {}, note_date=DAY, caseworker=None) == "Morning 2026-11-22"


def test_that_a_record_is_new_goes_without_saying(tmp_path):
    offer = words(id='"offer"', kind='"record"', table='"offers"', which='"any"', new="true")
    assert text(template(tmp_path, offer), {"offer": "new"}, note_date=DAY, caseworker=None).count("\n") == 0
