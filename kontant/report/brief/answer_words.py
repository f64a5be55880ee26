"""What the codes mean that answers of the guided notes hold, for those that a brief tells.

The note templates have them too, each with its question; a test holds the two against each other. A code of a
municipality's own template that is not here is told as it stands.
"""

from types import MappingProxyType

from kontant.model.vocabulary import Name, Vocabulary


def _words(**names: tuple[str, str]) -> Vocabulary:
    return MappingProxyType({code: Name(*pair) for code, pair in names.items()})


ATTENDANCE: Vocabulary = _words(
    stable=("stable", "stabilt"),
    some_absence=("some absence, with notice", "noget fravær med afbud"),
    much_absence=("much absence", "meget fravær"),
    stopped=("has stopped coming", "kommer ikke længere"),
)
"""``attendance`` of a follow-up on an offer."""

REACHED_BY: Vocabulary = _words(
    phone=("phone", "telefon"),
    text_message=("text message", "sms"),
    digital_post=("Digital Post", "Digital Post"),
    letter=("letter", "brev"),
    home_visit=("home visit", "hjemmebesøg"),
    contact=("through mentor or support worker", "gennem mentor eller kontaktperson"),
    other=("other", "andet"),
)
"""``how`` in the ``attempts`` of an absence note."""

CIRCUMSTANCES: Vocabulary = _words(
    none=("none known", "ingen kendte"),
    mental_illness=("severe mental illness", "svær psykisk sygdom"),
    illness=("physical illness", "fysisk sygdom"),
    homelessness=("homelessness", "hjemløshed"),
    addiction=("addiction", "misbrug"),
    crisis=("crisis in the family", "krise i familien"),
    understanding=("did not understand the summons", "forstod ikke indkaldelsen"),
    other=("other", "andet"),
)
"""``circumstances`` of an absence note."""

DIRECTION: Vocabulary = _words(
    job=("ordinary job, perhaps by paid hours", "ordinært job, evt. via ordinære timer"),
    education=("education", "uddannelse"),
    flex_job=("rehabilitation team: flex job", "rehabiliteringsteam: fleksjob"),
    resource_course=("rehabilitation team: resource course", "rehabiliteringsteam: ressourceforløb"),
    disability_pension=("rehabilitation team: disability pension", "rehabiliteringsteam: førtidspension"),
    more=("must be clarified further first", "skal afklares yderligere først"),
)
"""``direction`` of a clarification note."""

HANDED_OVER: Vocabulary = _words(
    together=("all three together", "alle tre sammen"),
    phone=("all three by phone or video", "alle tre på telefon eller video"),
    agreed=("a joint meeting is agreed", "fælles møde er aftalt"),
    caseworkers=("only the caseworkers talked", "kun sagsbehandlerne talte sammen"),
    none=("in writing only", "kun skriftligt"),
)
"""``met`` of a handover note."""

ONE_PLAN: Vocabulary = _words(
    agreed=("Yes, agreed", "Ja, det er aftalt"),
    declined=("Offered, declined", "Tilbudt, men afslået"),
    not_needed=("Not needed now", "Ikke nødvendigt nu"),
)
"""``one_plan`` of a round-table or plan-review note."""

DECISION: Vocabulary = _words(
    prolong=("it goes on", "fortsætter"),
    end=("it ends", "ophører"),
    change=("it goes on for another reason", "fortsætter med anden årsag"),
)
"""``decision`` of a review of an exemption."""

MENTOR: Vocabulary = _words(
    has=("has one", "har en"),
    starts=("gets one now", "får en nu"),
    declined=("was offered one and declined", "er tilbudt en og har sagt nej"),
    no=("not needed now", "ikke behov nu"),
)
"""``mentor`` of a review of an exemption."""
