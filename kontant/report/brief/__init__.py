"""The brief of a case: the page that a successor needs, with every fact traced to the record that it is from."""

from kontant.report.brief.page import brief_page

__all__ = ["brief_page"]
