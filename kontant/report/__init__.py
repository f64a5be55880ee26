"""Figures about a whole caseload: the summary that a caseworker exports."""
