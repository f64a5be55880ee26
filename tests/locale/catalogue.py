"""Keep the Danish catalogue in step with the source: ``python tests/locale/catalogue.py`` updates and compiles it.

New sentences come out empty, for a person to translate; sentences that are gone are dropped.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[2] / "kontant"
PO = PACKAGE / "locale" / "da" / "LC_MESSAGES" / "kontant.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}


def in_source() -> Catalog:
    """Every sentence of the source, with the files it stands in."""
    found = Catalog(project="kontant", charset="utf-8")
    for file, _line, message, _comments, _context in extract_from_dir(
        PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        found.add(message, locations=[(file, None)])
    return found


def danish() -> Catalog:
    """The catalogue as it stands."""
    with PO.open("rb") as file:
        return read_po(file, locale="da")


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def update() -> None:
    """Bring the catalogue in step with the source and compile it."""
    catalogue = danish() if PO.exists() else Catalog(locale="da", project="kontant", charset="utf-8")
    catalogue.update(in_source(), no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.header_comment = "# kontant in Danish."
    catalogue.fuzzy = False
    with PO.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=False, omit_header=False)
    MO.write_bytes(compiled(danish()))
    missing = [message.id for message in catalogue if message.id and not _translated(message.string)]
    print(f"{len(list(catalogue))} sentences, {len(missing)} without a translation")


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, (list, tuple)) else bool(string)


if __name__ == "__main__":
    update()
