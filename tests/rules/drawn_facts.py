"""What a drawn record may hold: for each kind a list to choose from, the likely values in it more than once."""

from collections.abc import Mapping
from itertools import product
from typing import Any

ENDS = ["ongoing", "beside any date", "beside its start"]
COORDINATORS = ["lbh", "mkj", "tso"]
CASES = list(product(["job_ready", "activity_ready", "education_ready"], ["job", "rehabilitation", "exempt"]))
CHALLENGES = ["", "physical|mental", "physical|mental|social", "physical|mental|social|language"]
CONVERSATIONS = list(
    product(
        ["job", "follow_up", "round_table", "broker", "other"],
        ["held", "held", "planned", "planned", "no_show", "cancelled"],
        [*COORDINATORS, None],
    )
)

OFFERS = list(
    product(
        ["work_placement", "work_placement", "wage_subsidy", "utility_work", "guidance", "education", "mentor"],
        [None, None, "completed", "interrupted", "cancelled"],
    )
)
PLACEMENTS = list(
    product(["work_placement", "wage_subsidy"], [None, None, None, "completed", "interrupted", "cancelled"])
)
MENTORS = list(product(["mentor", "mentor", "guidance"], [None, None, "completed", "cancelled"]))
PURPOSES_AND_HOURS = list(
    product(
        [None, "", "Prøve kassen", "Prøve kassen", "prøve  kassen i kantinen", "Stå op kl. 8"],
        [None, None, None, 9.5, 10.0, 10.0, 20.0],
    )
)
PAID_HOURS = [0.0, 0.5, 40.0, 224.5]

SCOPES = ["activation", "activation", "hours_225", "conversations"]
_PERSONAL = "Diskusprolaps i lænden, kan højst sidde tyve minutter ad gangen; opereres på Hvidovre i marts."
_EXPLANATIONS = [
    _PERSONAL,
    _PERSONAL,
    _PERSONAL.replace("marts", "april"),
    "Angst i bus og tog, men går ture med hunden og passer søsterens børn om torsdagen.",
    "Det vurderes, at borgerens helbred forværres ved aktivering, og at borger fortsat fritages.",
    "Ryg.",
    "",
    None,
]
REASONS = list(product(["health", "health", "health", "work_capacity", "parental_leave"], _EXPLANATIONS))
ASSIGNMENTS = list(product(["coordinator", "coordinator", "coordinator", "broker", "mentor"], COORDINATORS))

GOALS = [
    *product(["job"], ["Kok", "Buschauffør", "arbejde", "blive klar til job"]),
    *product(["sub"], ["Tage bussen alene", "Ringe til kantinen", "trivsel"]),
]
ABSENCES = list(
    product(["conversation", "offer"], [None, 0, 2], [None, True, False, False], [None, None, "pending", "none"])
)
STATEMENTS = ["LÆ125", "LÆ125", "LÆ135", "LÆ155", "LÆ265", "LÆ275", "other"]
COORDINATION = list(
    product(
        [
            *("Socialafdelingen", "socialafdelingen ", "Rusmiddelcenter", "Egen læge"),
            *("Psykiatrisk Afdeling M", "Udskrivning, PSYKIATRIEN", "Psykiatrien: indlæggelse", "Hospital (indlagt)"),
            *("Psychiatric admission", "Psychiatry, before discharge"),
        ],
        ["meeting", "measure", "measure", "round_table"],
    )
)

# What follows goes by theme.
NOTE_SCOPES = [None, None, "activation", "hours_225"]
TEMPLATES: Mapping[str, list[str]] = {
    "contact": ["exemption_review", "exemption_review", "handover", "free"],
    "plan": ["plan_review", "plan_review", "conversation"],
    "notes": [*("conversation" for _likely in range(5)), "plan_review", "free", "handover", "statement_order"],
    "offers": ["offer_follow_up", "offer_follow_up", "offer_evaluation", "conversation", "plan_review", "round_table"],
    "placements": ["offer_follow_up", "offer_evaluation", "exemption_review", "conversation"],
    "mentors": ["exemption_review"],
    "reasons": ["exemption_review", "exemption_review", "clarification"],
    "absence": ["absence", "absence", "conversation", "round_table", "plan_review"],
    "statements": ["statement_received", "exemption_review", "plan_review", "clarification", "conversation", "free"],
    "coordination": ["round_table", "plan_review", "conversation"],
    "benefits": ["clarification", "clarification", "exemption_review"],
}
_BARRIERS = {"barriers": [{"barrier": "ryg", "can": "sidde"}]}
SAID: Mapping[str, list[dict[str, Any]]] = {
    "notes": [
        *(_BARRIERS for _likely in range(8)),
        _BARRIERS | {"agreements": []},
        {"barriers": [{"barrier": "", "can": None}], "progress": "Mødte frem"},
        _BARRIERS | {"wishes": " "},
        _BARRIERS | {"resources": "Seks år i et køkken"},
        _BARRIERS | {"sub_goals": [{"title": "Ringe til kantinen", "by": None}]},
        _BARRIERS | {"job_goals": [{"plan": "a", "title": "Kok"}]},
        {"openings": "Kassen i kantinen"},
        {"form": "office", "kind": "job"},
        {"took_part": ["mentor"], "next_date": "2026-12-01", "next_kind": "job", "moved": False, "instead": "other"},
        {"wishes": "", "_version": 2},
        _BARRIERS | {"wishes": "Ingen", "job_goals": [{"plan": None, "title": "nej."}]},
        {"barriers": [{"barrier": "Ingen nye", "can": "-"}], "agreements": "intet"},
        {"wishes": "Nej", "exemption_fits": "no"},
        # From an extract: nothing that the guide would write.
        {"agreements": "Ringer til kantinen", "barriers": "ryg"},
        {"agreements": [None, "ringer", {"what": "ringer"}, {"who": "Borgeren", "what": "ringer", "by": "snarest"}]},
    ],
    "offers": [
        {"place_says": "Går godt"},
        {"place_says": ""},
        {"place_says": "Intet"},
        {"progression": "To timer ad gangen"},
    ],
    "placements": [{"place_says": "Går godt"}, {"place_says": ""}, {"capacity": "Ti timer om ugen"}],
    "mentors": [{"mentor": said} for said in ("has", "starts", "declined", "no", "later")],
    "reasons": [
        *({"mentor": said} for said in ("has", "starts", "declined", "no", "later")),
        {"basis_words": "Kan sidde i tyve minutter"},
        {"basis_words": _PERSONAL},
        {"capacity": "Kan sortere bøger to timer, men hverken løfte eller skrive efter klokken ti."},
        {"capacity": "Ti timer om ugen", "basis_words": ""},
        {"capacity": ""},
    ],
    "absence": [
        {"attempts": [{"date": "2026-10-01", "how": "phone"}]},
        {"attempts": []},
        {"attempts": "Ingen."},
        {"explanation": "Syg"},
    ],
    "statements": [{"use": "Skånehensyn"}, {"statement": ""}],
    "coordination": [{"one_plan": "agreed"}, {"one_plan": ""}, {"agreements": []}],
    "benefits": [{"capacity": "Ti timer om ugen"}, {"capacity": ""}, {"capacity": "-"}],
}
NO_ANSWERS = ["", "[]", "ikke JSON"]
AGREED = list(product(["Borgeren", "Sagsbehandler", "borgeren"], ["ringer til kantinen", "søger job"]))
