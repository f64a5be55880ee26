"""Signs that nobody sees and that change what others see: none of them leaves kontant as it is.

Control characters redraw a terminal, direction signs turn a line around, signs without width hide in a name. Text from
an extract may hold any of them. Screens make a space of whatever is not printable
(:func:`kontant.cli.screen.clean`); files and documents lose the signs of this module alone, so that letters of a newer
Unicode stay.
"""

import re

CONTROLS = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029"
"""What moves the cursor or ends a line, but the newline."""

TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""What turns the direction of what follows; letters that run from right to left need none of it."""

JOINERS = "\u200c\u200d"
"""What ties or parts letters. Some scripts and compound signs need them; among Latin letters they only hide."""

WIDTHLESS = "\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
"""What takes no room: soft hyphens, marks of an encoding, tags."""

UNWRITABLE = "\ud800-\udfff\ufffe\uffff"
"""Half a surrogate pair, and what XML cannot hold."""

_MOVING = re.compile(f"[{CONTROLS}{UNWRITABLE}]")
# Hebrew, Arabic, the scripts of India and the pictures come after these.
_LATIN = "\x00-\u058f"
_OTHER = f"[^{_LATIN}{JOINERS}]"
_HIDING = re.compile(f"[{TURNING}{WIDTHLESS}]")
_HIDING_JOINERS = re.compile(f"(?<!{_OTHER})[{JOINERS}]|[{JOINERS}](?!{_OTHER})")
_UNSEEN = re.compile(f"[{CONTROLS}{TURNING}{WIDTHLESS}{JOINERS}{UNWRITABLE}]")


def legible(text: str) -> str:
    """``text`` as it looks: newlines as they are, a space for a control character, nothing for what takes no room."""
    text = _MOVING.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _HIDING_JOINERS.sub("", _HIDING.sub("", text))


def escaped(document: str) -> str:
    """A JSON document that means the same and holds no such sign: each is written by its number."""
    return _UNSEEN.sub(_by_number, document)


def _by_number(sign: "re.Match[str]") -> str:
    units = sign[0].encode("utf-16-be", errors="surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
