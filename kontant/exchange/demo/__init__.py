"""The demo caseload: an extract of invented people whose margins follow published figures.

This package owns what the demo is made of; reading the extract is the importer's business, as for any other
extract. Everything follows from the seed and the day: nothing here has a clock.
"""

from datetime import date
from pathlib import Path
from random import Random

from kontant.exchange.demo.activity import add_activity
from kontant.exchange.demo.casework import add_assignments, add_coordination, add_goals, add_statements
from kontant.exchange.demo.contact import add_contact
from kontant.exchange.demo.dealing import make_plans
from kontant.exchange.demo.heads import add_heads
from kontant.exchange.demo.journal import add_journal
from kontant.exchange.demo.scene import Scene

# The journal needs a few years of rules behind it; from 2080 on, no CPR number can tell these birth years.
EARLIEST_DAY, LATEST_DAY = date(2018, 1, 1), date(2079, 12, 31)
# The average caseload of a coordinating caseworker that BDO found.
CASES = 45
# With fewer cases a margin such as 4 % or 7 % has nobody left to stand for it.
FEWEST_CASES = 30


def write_extract(folder: Path, *, seed: int, day: date, cases: int = CASES) -> None:
    """Write an extract of ``cases`` invented cases as they lie on ``day``, one CSV file per table, into ``folder``.

    The same ``seed``, ``day`` and ``cases`` give the same bytes. Raises ``ValueError`` for a day outside
    ``EARLIEST_DAY``-``LATEST_DAY`` and for fewer than ``FEWEST_CASES`` cases.
    """
    if not EARLIEST_DAY <= day <= LATEST_DAY or cases < FEWEST_CASES:
        raise ValueError("no demo caseload for that day or size")
    scene = Scene(Random(seed), day)
    plans = make_plans(scene, cases)
    for add in (
        add_heads,
        add_assignments,
        add_activity,
        add_contact,
        add_goals,
        add_statements,
        add_coordination,
        add_journal,
    ):
        add(scene, plans)
    scene.extract.write(folder)
