"""Every target by its name."""

from fuzz.answers import ANSWERS
from fuzz.importer import CSV, PACKED
from fuzz.parameters import PARAMETERS, TEMPLATES
from fuzz.target import Target
from fuzz.words import WORDS

TARGETS: dict[str, Target] = {each.name: each for each in (CSV, PACKED, WORDS, ANSWERS, PARAMETERS, TEMPLATES)}
