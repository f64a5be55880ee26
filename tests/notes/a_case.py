"""What a case says, as a test puts it: facts by name, and a template made from the words of a file."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kontant.notes.guide import Guide
from kontant.notes.template import Template
from kontant.notes.template_file import check_file

DAY = date(2026, 11, 22)
HEAD = """
id = "{id}"
kind = "conversation"
version = 1
name = {{ en = "Morning", da = "Formiddag" }}
about = {{ en = "A short one.", da = "Et kort et." }}
source = "BDO 2022 ch. 4.5"
"""


class ACase:
    """Facts that are simply given; ``answers`` are those that a fact was last asked with."""

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        lines: Mapping[str, list[str]] | None = None,
        records: Mapping[str, list[tuple[str, str]]] | None = None,
        last: Mapping[str, Any] | None = None,
    ) -> None:
        self.values, self.texts, self.records, self.lasts = values or {}, lines or {}, records or {}, last or {}
        self.answers: dict[str, Any] = {}

    def value(self, name: str, answers: Mapping[str, Any]) -> Any:
        self.answers = dict(answers)
        found = self.values.get(name)
        return found(answers) if callable(found) else found

    def lines(self, name: str, answers: Mapping[str, Any]) -> list[str]:
        return self.texts.get(name, [])

    def choices(self, table: str, which: str) -> list[tuple[str, str]]:
        return self.records.get(table, [])

    def last(self, question_id: str) -> Any:
        return self.lasts.get(question_id)


def words(**question: str) -> str:
    """A question as it stands in a file, with its text and label."""
    told = {"text": '{ en = "What?", da = "Hvad?" }', "label": '{ en = "What", da = "Hvad" }'} | question
    return "[[questions]]\n" + "\n".join(f"{key} = {value}" for key, value in told.items()) + "\n"


def written(folder: Path, *parts: str, name: str = "morning") -> Path:
    """A template file in ``folder`` made of ``parts``."""
    path = folder / f"{name}.toml"
    path.write_text(HEAD.format(id=name) + "\n".join(parts), encoding="utf-8")
    return path


def template(folder: Path, *parts: str) -> Template:
    """The template whose file is made of ``parts``."""
    return check_file(written(folder, *parts))


def guide(made: Template, case: ACase | None = None, answers: dict[str, Any] | None = None, **more: Any) -> Guide:
    """A guide through it on the day."""
    return Guide(made, case or ACase(), {} if answers is None else answers, DAY, DAY, **more)
