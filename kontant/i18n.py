"""The language of the interface: which one is chosen, and how a sentence is looked up in it.

Source strings are English; the Danish catalogue lies in ``kontant/locale``. The language is chosen once,
by the command line, before any command module is imported, so that help texts follow it too.
"""

import gettext as _gettext
import os
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

LANGUAGES = ("da", "en")
DOMAIN = "kontant"
LOCALE_DIR = Path(__file__).parent / "locale"

# The variables that the C library reads for messages, in its own order of precedence.
_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

_translations: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def wanted_language(option: str | None, environ: Mapping[str, str]) -> str:
    """The language to speak: the ``--lang`` option, else ``KONTANT_LANG``, else the locale; ``en`` or ``da``.

    An unknown code falls through to the next source; the command line checks its own option.
    """
    for asked in (option, environ.get("KONTANT_LANG")):
        code = (asked or "").lower()[:2]
        if code in LANGUAGES:
            return code
    locale = next((environ[name] for name in _LOCALE_VARIABLES if environ.get(name)), "") or _windows_locale()
    return "da" if re.match(r"da\b|da_", locale, re.IGNORECASE) else "en"


def _windows_locale() -> str:
    """The language of a Windows user's screens, which no variable tells; nothing on other systems."""
    if sys.platform != "win32":
        return ""
    import ctypes
    from locale import windows_locale

    return windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def choose_language(code: str) -> None:
    """Speak ``code`` (``da`` or ``en``) from now on, in kontant's own texts and in Typer's."""
    global _translations, _language
    _language = code
    _translations = _gettext.translation(DOMAIN, LOCALE_DIR, languages=[code], fallback=True)
    # Typer looks its few words ("Options", "Arguments") up in the process-wide domain.
    os.environ["LANGUAGE"] = code
    _gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    _gettext.textdomain(DOMAIN)


def language() -> str:
    """The language in use, ``da`` or ``en``."""
    return _language


def _(message: str) -> str:
    """``message`` in the language in use."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The singular or plural form for ``n`` in the language in use."""
    return _translations.ngettext(singular, plural, n)


def N_(message: str) -> str:
    """Mark ``message`` for the catalogue without translating it yet (for constants)."""
    return message


def day_text(day: date) -> str:
    """``day`` as people write it in the language in use: 22-11-2026 in Danish, 2026-11-22 in English."""
    return f"{day:%d-%m-%Y}" if _language == "da" else day.isoformat()


def decimal_text(value: float, digits: int = 1) -> str:
    """``value`` with so many decimals, by the mark of the language in use; nought has no minus."""
    text = f"{value:.{digits}f}"
    return decimal_mark(text.lstrip("-") if float(text) == 0 else text)


def decimal_mark(number: str) -> str:
    """A number in text, with the decimal mark of the language in use: 12,5 in Danish, 12.5 in English."""
    return number.replace(".", ",") if _language == "da" else number
