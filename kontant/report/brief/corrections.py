"""What was put right in the records, and what the person says beside one that stays."""

from collections.abc import Iterator

from kontant.exchange.pages.model import Block, Bullets, Heading, Text
from kontant.i18n import _
from kontant.report.brief.material import Material
from kontant.report.brief.wording import cited, lead
from kontant.report.correction_words import PAGE_ARROW, change_text, heading, reason_text
from kontant.store.corrections import Correction


def corrections(m: Material) -> Iterator[Block]:
    """The section; nothing where no record was corrected."""
    if m.corrections:
        yield Heading(2, _("Corrections of the records"))
        yield Bullets([_told(m, correction) for correction in m.corrections])


def _told(m: Material, correction: Correction) -> Text:
    change = change_text(correction, m.safe, whole_cpr=m.whole_cpr, arrow=PAGE_ARROW)
    told = f"{change}\n{reason_text(correction, m.safe)}"
    return lead(heading(correction), cited(told, m.cite.correction(correction)))
