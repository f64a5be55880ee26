"""The field's own terms: every code that a record may hold, with its English and Danish name.

Codes are stored; a screen shows the name in the language in use; an import accepts the code or either name,
whatever the case of its letters.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import normalize

from kontant.i18n import language


class Name(NamedTuple):
    """What a code is called in English and in Danish."""

    en: str
    da: str


Vocabulary = MappingProxyType[str, Name]


def _terms(**names: tuple[str, str]) -> Vocabulary:
    return MappingProxyType({code: Name(*pair) for code, pair in names.items()})


BENEFIT = _terms(
    cash_benefit=("cash benefit", "kontanthjælp"),
    education_benefit=("education benefit", "uddannelseshjælp"),
    integration_benefit=("integration benefit", "integrationsydelse"),
    transition_benefit=("transition benefit", "overgangsydelse"),
)
TARGET_GROUP = _terms(
    job_ready=("job-ready", "jobparat"),
    activity_ready=("activity-ready", "aktivitetsparat"),
    education_ready=("education-ready", "uddannelsesparat"),
)
TRACK = _terms(
    job=("job", "jobrettet"),
    rehabilitation=("rehabilitation", "rehabiliterende"),
    exempt=("exempt", "fritaget for indsats"),
)
CHALLENGE = _terms(
    substance_abuse=("substance abuse", "misbrug"),
    physical=("physical", "fysisk"),
    mental=("mental", "psykisk"),
    social=("social", "social"),
    language=("language", "sproglig"),
    literacy=("literacy", "læse, skrive, regne"),
    family=("family", "familiemæssig"),
    other=("other", "andet"),
)
CONVERSATION_KIND = _terms(
    job=("job conversation", "jobsamtale"),
    follow_up=("follow-up conversation", "opfølgningssamtale"),
    round_table=("round-table conversation", "rundbordssamtale"),
    broker=("contact with personal job broker", "kontakt med personlig jobformidler"),
    other=("other", "anden"),
)
CONVERSATION_STATUS = _terms(
    planned=("planned", "planlagt"),
    held=("held", "afholdt"),
    no_show=("no show", "udeblevet"),
    cancelled=("cancelled", "aflyst"),
)
CHANNEL = _terms(
    in_person=("in person", "fremmøde"),
    video=("video", "video"),
    phone=("phone", "telefon"),
)
OFFER_TYPE = _terms(
    work_placement=("work placement", "virksomhedspraktik"),
    wage_subsidy=("wage subsidy", "løntilskud"),
    utility_work=("utility work", "nytteindsats"),
    guidance=("guidance and upskilling", "øvrig vejledning og opkvalificering"),
    education=("ordinary education", "ordinær uddannelse"),
    mentor=("mentor", "mentorforløb"),
)
OFFER_OUTCOME = _terms(
    completed=("completed", "gennemført"),
    interrupted=("interrupted", "afbrudt"),
    cancelled=("never begun", "ikke påbegyndt"),
)
EXEMPTION_SCOPE = _terms(
    activation=("exempt from offers", "fritaget for tilbud"),
    hours_225=("exempt from the 225-hour rule", "undtaget fra 225-timersreglen"),
    conversations=("exempt from conversations", "fritaget for samtaler"),
)
EXEMPTION_REASON = _terms(
    health=("health would worsen by activation", "helbred forværres ved aktivering"),
    work_capacity=("limited work capacity", "begrænset arbejdsevne"),
    parental_leave=("parental leave", "barsel"),
    rehabilitation_plan=(
        "preparatory part of a rehabilitation plan",
        "forberedende del af rehabiliteringsplan",
    ),
    other=("other", "andet"),
)
ROLE = _terms(
    coordinator=("coordinating caseworker", "koordinerende sagsbehandler"),
    broker=("personal job broker", "personlig jobformidler"),
    consultant=("company consultant", "virksomhedskonsulent"),
    mentor=("mentor", "mentor"),
)
STATEMENT_TYPE: Vocabulary = MappingProxyType(
    {f"LÆ{number}": Name(f"LÆ{number}", f"LÆ {number}") for number in (105, 115, 125, 135, 145, 155, 265, 275)}
    | {"other": Name("other", "anden")}
)
NOTE_TEMPLATE = _terms(
    conversation=("conversation", "samtale"),
    absence=("absence", "udeblivelse"),
    offer_start=("start of offer", "opstart af tilbud"),
    offer_follow_up=("follow-up on offer", "opfølgning på tilbud"),
    offer_evaluation=("evaluation of offer", "evaluering af tilbud"),
    exemption_review=("review of exemption", "vurdering af fritagelse"),
    handover=("handover", "overlevering"),
    statement_order=("ordering a statement", "bestilling af lægeerklæring"),
    statement_received=("statement received", "modtaget lægeerklæring"),
    round_table=("round table", "rundbordssamtale"),
    plan_review=("review of plan", "opfølgning på plan"),
    clarification=("clarification", "afklaring"),
    free=("free note", "frit notat"),
)
GENDER = _terms(female=("female", "kvinde"), male=("male", "mand"), other=("other", "andet"))
COORDINATION_FORM = _terms(
    meeting=("meeting", "møde"),
    round_table=("round table", "rundbordssamtale"),
    measure=("measure", "indsats"),
)
ABSENCE_FROM = _terms(conversation=("conversation", "samtale"), offer=("offer", "tilbud"))
ABSENCE_DECISION = _terms(
    none=("no sanction", "ingen sanktion"),
    sanction=("sanction", "sanktion"),
    pending=("pending", "afventer"),
)
CLOSE_REASON = _terms(
    job=("job", "job"),
    education=("education", "uddannelse"),
    flex_job=("flex job", "fleksjob"),
    disability_pension=("disability pension", "førtidspension"),
    resource_course=("resource course", "ressourceforløb"),
    other_benefit=("other benefit", "anden ydelse"),
    moved=("moved", "fraflyttet"),
    self_supporting=("self-supporting", "selvforsørgende"),
    deceased=("deceased", "død"),
    other=("other", "andet"),
)
GOAL_KIND = _terms(job=("job goal", "jobmål"), sub=("sub-goal", "delmål"))
REVIEW_ANSWER = _terms(yes=("yes", "ja"), no=("no", "nej"), not_relevant=("not relevant", "ikke relevant"))

# Further names that extracts use for a code, such as the two that transition_benefit has had.
SYNONYMS = MappingProxyType(
    {
        "selvforsørgelses- og hjemrejseydelse": "transition_benefit",
        "start på tilbud": "offer_start",
        "fri note": "free",
        "overgangsydelse; selvforsørgelses- og hjemrejseydelse": "transition_benefit",
    }
)

RECORD = _terms(
    cases=("case", "sag"),
    benefits=("benefit", "ydelse"),
    conversations=("conversation", "samtale"),
    offers=("offer", "tilbud"),
    exemptions=("exemption", "fritagelse"),
    assignments=("assignment", "tildeling"),
    paid_work=("paid hours", "ordinære timer"),
    absences=("absence", "udeblivelse"),
    statements=("statement", "lægeerklæring"),
    goals=("goal", "mål"),
    coordination=("coordination", "koordinering"),
    notes=("note", "notat"),
    amendments=("amendment", "rettelse"),
    snoozes=("snooze", "udsættelse"),
    reviews=("case review", "sagsgennemgang"),
    review_cases=("reviewed case", "gennemgået sag"),
    review_answers=("review answer", "svar i sagsgennemgang"),
    corrections=("correction of a record", "berigtigelse"),
)
"""What one record of each table is called."""

VOCABULARIES: Mapping[tuple[str, str], Vocabulary] = MappingProxyType(
    {
        ("cases", "gender"): GENDER,
        ("cases", "close_reason"): CLOSE_REASON,
        ("cases", "target_group"): TARGET_GROUP,
        ("cases", "track"): TRACK,
        ("cases", "challenges"): CHALLENGE,
        ("benefits", "benefit"): BENEFIT,
        ("conversations", "kind"): CONVERSATION_KIND,
        ("conversations", "status"): CONVERSATION_STATUS,
        ("conversations", "channel"): CHANNEL,
        ("offers", "type"): OFFER_TYPE,
        ("offers", "outcome"): OFFER_OUTCOME,
        ("exemptions", "scope"): EXEMPTION_SCOPE,
        ("exemptions", "reason"): EXEMPTION_REASON,
        ("assignments", "role"): ROLE,
        ("absences", "from_kind"): ABSENCE_FROM,
        ("absences", "decision"): ABSENCE_DECISION,
        ("statements", "type"): STATEMENT_TYPE,
        ("goals", "kind"): GOAL_KIND,
        ("coordination", "form"): COORDINATION_FORM,
        ("notes", "template"): NOTE_TEMPLATE,
        ("notes", "scope"): EXEMPTION_SCOPE,
        ("amendments", "template"): NOTE_TEMPLATE,
        ("review_answers", "answer"): REVIEW_ANSWER,
        ("review_answers", "records"): REVIEW_ANSWER,
        ("corrections", "table_name"): RECORD,
    }
)
"""The codes of each coded column."""


def name_of(vocabulary: Vocabulary, code: str | None) -> str:
    """What ``code`` is called in the language in use; the code itself if unknown, nothing for None."""
    if code is None:
        return ""
    name = vocabulary.get(code)
    return code if name is None else getattr(name, language())


def code_of(vocabulary: Vocabulary, text: str) -> str | None:
    """The code that ``text`` means: a code, a Danish or an English name; None if it means none of them."""
    return _lookup(vocabulary).get(folded(text))


def folded(text: str) -> str:
    """``text`` as it is compared: letters composed and small, white space single."""
    return " ".join(normalize("NFC", text).casefold().split())


_lookups: dict[int, dict[str, str]] = {}


def _lookup(vocabulary: Vocabulary) -> dict[str, str]:
    """The spellings of ``vocabulary``, folded; made once for each, since an import asks for every cell."""
    known = _lookups.get(id(vocabulary))
    if known is None:
        known = {synonym: code for synonym, code in SYNONYMS.items() if code in vocabulary}
        for code, name in vocabulary.items():
            for spelling in (code.replace("_", " "), name.en, name.da, code):
                known[spelling.casefold()] = code
        _lookups[id(vocabulary)] = known
    return known
