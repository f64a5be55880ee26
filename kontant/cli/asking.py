"""Questions to a person at a terminal. Ctrl-C leaves by ``KeyboardInterrupt``, and nothing has been written.

What a question quotes and the answer that it proposes may come from an extract: neither can redraw the screen.
"""

from collections.abc import Callable, Mapping
from typing import Any

from kontant.cli.screen import clean
from kontant.i18n import _
from kontant.model.vocabulary import Vocabulary, name_of

_YES = frozenset({"y", "yes", "j", "ja"})

Check = Callable[[str], bool | str]
"""True for a good answer, else the sentence that says what would be right."""


def text(question: str, *, default: str = "", check: Check | None = None) -> str:
    """A line of text."""
    import questionary

    return str(_asked(questionary.text(clean(question), default=clean(default), validate=check or _anything))).strip()


def known(question: str, names: list[str], check: Check | None = None) -> str:
    """A line of text that is completed from ``names``."""
    if not names:
        return text(question, check=check)
    import questionary

    asked = questionary.autocomplete(
        clean(question), choices=[*map(clean, names)], ignore_case=True, validate=check or _anything
    )
    return str(_asked(asked)).strip()


def code(question: str, vocabulary: Vocabulary) -> str:
    """One code of a vocabulary, chosen by its name."""
    import questionary

    choices = _choices(vocabulary)
    return str(_asked(questionary.select(question, choices=choices, instruction=_("(arrow keys, then Enter)"))))


def codes(question: str, vocabulary: Vocabulary) -> list[str]:
    """Any number of codes of a vocabulary, none included."""
    import questionary

    told = _("(space marks, Enter goes on; none is fine)")
    return list(_asked(questionary.checkbox(question, choices=_choices(vocabulary), instruction=told)))


def confirm(question: str) -> bool:
    """Yes or no; anything but a clear yes is no."""
    answers = _("[y/N]")
    try:
        return input(f"{clean(question)} {answers} ").strip().casefold() in _YES
    except EOFError:
        return False


def _anything(_text: str) -> bool:
    return True


def _choices(vocabulary: Mapping[str, Any]) -> list[Any]:
    import questionary

    return [questionary.Choice(name_of(vocabulary, code), value=code) for code in vocabulary]  # type: ignore[arg-type]


def _asked(question: Any) -> Any:
    # ask() would answer None on Ctrl-C and the command would walk on.
    return question.unsafe_ask()
