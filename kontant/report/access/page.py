"""The page itself: what the person is told, the records kind by kind, the journal, and the log."""

from collections.abc import Callable, Iterator

from kontant.exchange.pages.model import Block, Facts, Heading, Page, Paragraph
from kontant.i18n import _, day_text, language
from kontant.report.access.information import information
from kontant.report.access.journal import beside, drafts, journal
from kontant.report.access.logged import changed, looked
from kontant.report.access.material import Access
from kontant.report.access.records import corrections, head, records

_SECTIONS: tuple[Callable[[Access], Iterator[Block]], ...] = (
    head,
    records,
    corrections,
    journal,
    drafts,
    beside,
    looked,
    changed,
)


def access_page(access: Access) -> Page:
    """The page of all that is held."""
    return Page(
        title=_("What is held on you, case {case}").format(case=access.case_ref),
        subtitle=access.head["name"],
        lines=[
            _("Made {day}. That it was made is entered in the log too.").format(day=day_text(access.made)),
        ],
        language=language(),
        created=access.made,
        blocks=[*_about(access), *(block for section in _SECTIONS for block in section(access))],
        private=True,
    )


def _about(access: Access) -> Iterator[Block]:
    yield Heading(2, _("About this"))
    yield Paragraph(_("This is all that kontant, the caseworker's follow-up tool, holds on you (GDPR article 15)."))
    yield Facts([(label, text) for _key, label, text in information(access)])
