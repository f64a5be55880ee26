"""Whether a goal can be followed up: it has a number, or names a task, a function or something to do.

Words that any goal may have count for nothing (``komme``, ``arbejde``, ``bedre``, ``get``, ``job``), and so do those
for trying and clarifying whatever it is (``afprøve muligheden for``, ``afklare skånehensyn``, ``test the link to``);
one word beside them is enough: ``Cykelsmed``, ``Tage bussen alene``, ``Afklare skånehensyn ved stående arbejde``.
"""

import re
from functools import lru_cache

from kontant.model.vocabulary import folded
from kontant.rules.common_words import IN_ANY_GOAL

_WORD = re.compile(r"[^\W\d_]+(?:[-.][^\W\d_]+)*")
# The Danish number "to" is an English word too: only before a measure.
_NUMBER = re.compile(
    r"\d|\b(?:en gang|to (?:gange|timer|dage|uger|måneder|formiddage|eftermiddage|morgener|aftener)"
    r"|tre|fire|fem|seks|syv|otte|ni|ti|hver (?:dag|uge|mandag|tirsdag|onsdag|torsdag|fredag)|dagligt|ugentligt"
    r"|once|twice|two|three|four|five|six|seven|eight|nine|ten|daily|weekly|every (?:day|week))\b"
)


# Several rules, and every month of a trend, come back to the goals of a case.
@lru_cache(maxsize=1024)
def is_concrete(text: str) -> bool:
    """Whether the goal ``text`` has a number in it, or a word that not every goal could have."""
    plain = folded(text)
    if _NUMBER.search(plain):
        return True
    return any(len(word) > 2 and word not in IN_ANY_GOAL for word in _WORD.findall(plain))
