"""The caseload file: opening, migrating, reading timelines, writing with a change log. Knows no rule."""
