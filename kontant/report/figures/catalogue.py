"""All figures by id, in the order of the report."""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from kontant.report.figures import (
    caseload,
    company,
    contact,
    coordination,
    exemptions,
    management,
    offers,
    plan,
    target_group,
)
from kontant.report.figures.figure import Figure

_MODULES = (target_group, contact, plan, offers, company, coordination, management, exemptions, caseload)

FIGURES: Mapping[str, Figure] = MappingProxyType(
    {each.id: each for each in chain.from_iterable(module.FIGURES for module in _MODULES)}
)
