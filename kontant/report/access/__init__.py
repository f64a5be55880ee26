"""All that is held on a person, for the person (GDPR article 15): one page to read, and one document for machines."""

from kontant.report.access.document import document
from kontant.report.access.material import Access, gather
from kontant.report.access.page import access_page

__all__ = ["Access", "access_page", "document", "gather"]
