"""Every HTML page as a browser shows it: read out, narrow, dark and on paper, in both languages.

What is asked of a page is asked of the file itself, of a caseload of invented people with records of every kind.
"""

import io
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import pytest
from browser import CHROMIUM, Browser, browser
from support import AT, DAY, kontant

from kontant.exchange.pages.palette import DARK, LIGHT

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

NARROW, WIDE = 360, 1280
# What the margins of the style sheet leave of A4, in the pixels that a browser prints by.
PAPER = int((210 - 2 * 15) / 25.4 * 96)
PAGES = {
    "report": ("report", "--as-of", DAY, "--by", "track", "--trend", 6, "--compare", "2026-05-22"),
    "summary": ("export", "summary", "--as-of", DAY),
    "brief": ("case", "brief", "CASE", "--as-of", DAY),
    "review": ("review", "report"),
}
TOLD = "found => found.violations.map(each => [each.id, each.help, each.nodes.map(node => node.target.join(' '))])"
# The colours of a page are the same whatever its width, and all else is the same whatever its colours.
RULES = f"""axe.run({{
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    rules: {{"color-contrast": {{enabled: false}}}}, resultTypes: ["violations"], preload: false,
}}).then({TOLD})"""
# Asked of one text of each look, of each way of names down to it: of every text it takes ten times as long.
CONTRAST = f"""(() => {{
    const looks = new Map();
    for (const each of document.querySelectorAll("body *")) {{
        if (![...each.childNodes].some(own => own.nodeType === Node.TEXT_NODE && own.data.trim())) continue;
        let look = "";
        for (let part = each; part; part = part.parentElement) look += part.tagName + "." + part.getAttribute("class");
        looks.set(look, each);
    }}
    const asked = axe.run({{include: [...looks.values()]}}, {{runOnly: ["color-contrast"], preload: false}});
    return asked.then(found => [looks.size, found.passes.length, ({TOLD})(found)]);
}})()"""
# Words of a table whose letters stand on more than one line; one that is longer than a column should be may.
BROKEN = r"""[...document.querySelectorAll("th, td")].flatMap(cell => {
    const found = [], words = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (words.nextNode()) for (const word of words.currentNode.data.matchAll(/[^\s\/–-]{2,24}(?![^\s\/–-])/g)) {
        range.setStart(words.currentNode, word.index);
        range.setEnd(words.currentNode, word.index + word[0].length);
        const tops = [...range.getClientRects()].filter(each => each.width).map(each => Math.round(each.top));
        if (new Set(tops).size > 1) found.push(word[0]);
    }
    return found;
})"""
CUT = """[...document.querySelectorAll("svg text")].filter(text => {
    const own = text.getBoundingClientRect(), all = text.closest("svg").getBoundingClientRect();
    return own.width && (own.left < all.left - 1 || own.right > all.right + 1 || own.bottom > all.bottom + 1);
}).map(text => text.textContent)"""
BEYOND = """[...document.querySelectorAll("body *")].filter(
    each => each.getBoundingClientRect().right > innerWidth + 1 || each.scrollWidth > each.clientWidth + 1
        && each.matches(".scroll")
).map(each => each.outerHTML.slice(0, 120))"""


class Shown(NamedTuple):
    """A page in its file."""

    name: str
    language: str
    path: Path


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A file that one of the workers makes, to be read by all of them."""
    base = factory.getbasetemp()
    path = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    if not path.exists():
        own = factory.mktemp("made") / name
        make(own)
        own.replace(path)
    return path


def make_caseload(path: Path) -> None:
    """The demo caseload, with a review of it that has begun."""
    from kontant.exchange.demo import write_extract
    from kontant.exchange.importing import import_extract
    from kontant.store.schema import create

    write_extract(path.parent, seed=2022, day=DAY)
    create(path)
    import_extract(path, path.parent, extract_date=DAY, who="test", at=AT)
    answers = path.parent / "answers.toml"
    answers.write_text('records = true\nplan-cv = "no"\n', encoding="utf-8")
    review = ("review", "next", "--answers", answers, "--reviewer")
    for words in (("review", "start", "--size", 4, "--seed", 1, "--as-of", DAY), (*review, "ABC"), (*review, "XYZ")):
        ran = kontant(*words, db=path)
        assert ran.code == 0, ran.err


@pytest.fixture(scope="module", params=[(name, language) for name in PAGES for language in ("da", "en")], ids="-".join)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    name, language = request.param

    def make(path: Path) -> None:
        # A brief is written down in the log: in a copy.
        caseload = shutil.copy(made_once(tmp_path_factory, "pages.sqlite", make_caseload), path.parent)
        words = [case_with_most_notes(caseload) if word == "CASE" else word for word in PAGES[name]]
        ran = kontant("--lang", language, *words, "--output", path, db=caseload)
        assert ran.code == 0, ran.err

    return Shown(name, language, made_once(tmp_path_factory, f"{name}-{language}.html", make))


def case_with_most_notes(caseload: Path) -> str:
    with closing(sqlite3.connect(caseload)) as opened:
        [ref] = opened.execute("SELECT case_ref FROM notes GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1").fetchone()
    return ref


@pytest.fixture(scope="module")
def axe() -> str:
    """The checks of accessibility that browsers' own tools make."""
    return files("axe_core_python").joinpath("axe.min.js").read_text("utf-8")


def hushed(tab: Browser, page: Shown) -> None:
    """Nothing was fetched but the file, and nothing complained."""
    assert [told["request"]["url"] for told in tab.told("Network.requestWillBeSent")] == [page.path.as_uri()]
    assert [told["entry"]["text"] for told in tab.told("Log.entryAdded")] == []
    assert tab.told("Runtime.consoleAPICalled") == tab.told("Runtime.exceptionThrown") == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_page_is_for_everyone(tab: Browser, page: Shown, axe: str, width: int) -> None:
    tab.open(page.path, width=width)
    assert tab.ask("document.documentElement.lang") == page.language
    hushed(tab, page)
    tab.ask(f"{axe}; 0")
    assert tab.ask(RULES) == []


@pytest.mark.parametrize(("width", "colours"), [(NARROW, DARK), (WIDE, LIGHT)], ids=["narrow-dark", "wide-light"])
def test_its_words_stand_out_from_what_lies_behind_them(
    tab: Browser, page: Shown, axe: str, width: int, colours: Mapping[str, str]
) -> None:
    tab.open(page.path, width=width, dark=colours is DARK)
    seen = tab.ask("getComputedStyle(document.documentElement).backgroundColor")
    assert [*map(int, re.findall(r"\d+", seen))] == [*bytes.fromhex(colours["page"][1:])]
    hushed(tab, page)
    tab.ask(f"{axe}; 0")
    looks, told, faults = tab.ask(CONTRAST)
    assert faults == []
    assert looks > 10 and told == 1


def test_a_narrow_screen_never_scrolls_sideways(tab: Browser, page: Shown) -> None:
    tab.open(page.path, width=NARROW)
    assert tab.ask("[innerWidth, document.documentElement.scrollWidth]") == [NARROW, NARROW]
    assert tab.ask(BROKEN) == []


def test_no_words_of_a_chart_are_cut(tab: Browser, page: Shown) -> None:
    tab.open(page.path, width=WIDE)
    assert tab.ask('document.querySelectorAll("svg text").length > 0') == (page.name != "brief")
    assert tab.ask(CUT) == []


def test_on_paper_nothing_is_cut(tab: Browser, page: Shown) -> None:
    from pypdf import PdfReader

    tab.open(page.path, width=PAPER)
    tab("Emulation.setEmulatedMedia", media="print")
    assert tab.ask(BEYOND) == []
    assert tab.ask(BROKEN) == []
    tab("Emulation.setEmulatedMedia", media="")
    sheets = PdfReader(io.BytesIO(tab.printed())).pages
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets} == {(595, 842)}
    assert page.name != "summary" or len(sheets) == 1
