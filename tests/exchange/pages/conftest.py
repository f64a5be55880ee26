"""Pages that hold every kind of block: one as a report writes it, one whose texts try to be something else."""

from datetime import date

import pytest

from kontant.exchange.pages.model import (
    Bullets,
    Chart,
    Column,
    Facts,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Series,
    Table,
)

HOSTILE = (
    "<script>alert(1)</script> & \"q\" 's' | `c` *b* _i_ [l](http://evil.example/x) ![i](x.png) www.evil.example "
    "a@b.example $x^2$ #strong[t] ~~no~~ <!-- {{ 7*7 }} {% x %} \\ =1+1 [^1] **** __x__ </style> ]]> &amp; <b>"
)
LONG = "Speciallægepraksisplanlægningsstabiliseringsperiode" * 4
OTHER = "مرحبا שלום 漢字 😀👩‍👩‍👧"
# Turns the direction, rings the bell, is half a sign, and clears the screen.
UNSEEN = "a\u202eb\x07c\ud800d\x1b[2Je\u2066f"


def own_and_national() -> Chart:
    return Chart(
        "Own and national",
        "Three own figures beside the national ones.",
        "bars",
        ["Four conversations a year", "A job goal", "Passive for a year"],
        [
            Series("Own", [43.6, None, 9], [30.2, None, 2], [58, None, 25.5]),
            Series("National", [56, 60, 43]),
        ],
        "percent",
    )


def over_time() -> Chart:
    days = [f"2026-{month:02}-22" for month in range(1, 8)]
    return Chart("Over time", "One figure.", "lines", days, [Series("Own", [1, 2, None, 4, None, 6, 7.5])], "percent")


@pytest.fixture
def plain_page() -> Page:
    """A page as a report or a brief writes it."""
    return Page(
        "Key figures",
        "Beside the national review",
        ["As of 2026-11-22", "20 long-term of 43 open cases"],
        "en",
        date(2026, 11, 22),
        [
            Heading(2, "Contact"),
            Paragraph("Two lines\nin one paragraph.\n\n    And one of its own, indented."),
            Bullets(["One point.", [Run("Barriers: ", strong=True), Run("in most notes.", note=1), Run("", note=2)]]),
            Table(
                "Contact, own and national",
                [Column("Figure"), Column("Own", right=True), Column("", right=True)],
                [["Four conversations", "43,6", "●"], ["Absence", [Run("55,1", note=2)], ""]],
                mark={0},
            ),
            own_and_national(),
            Heading(3, "Development"),
            over_time(),
            PageBreak(),
            Heading(2, "The person"),
            Facts([("Case", "2020-00031"), ("Regards", [Run("No long meetings.\nRing the day before.", note=1)])]),
            Quote("2026-10-22 · Conversation", "ABC", "She has been in a shop.\nShe wants more.\n\nAgreed: Monday."),
        ],
        ["2026-03-12, conversation", "2026-02-01, statement"],
        private=True,
    )


@pytest.fixture
def hostile_page() -> Page:
    """Every text of the page tries to be markup, a link, a script or a formula, or is hard to set."""
    chart = Chart(HOSTILE, HOSTILE, "bars", [HOSTILE, LONG, OTHER], [Series(HOSTILE, [1, None, 0])], HOSTILE)
    return Page(
        HOSTILE,
        HOSTILE,
        [HOSTILE, OTHER, LONG],
        "da",
        date(2026, 11, 22),
        [
            Heading(2, HOSTILE),
            Paragraph(
                f"# {HOSTILE}\n- {HOSTILE}\n1. {HOSTILE}\n> {HOSTILE}\n    {HOSTILE}\n---\n===\n+ x\n: y\n```\nz"
            ),
            Bullets([HOSTILE, LONG, [Run(HOSTILE, strong=True, note=1), Run(OTHER), Run("", note=2)]]),
            Facts([(HOSTILE, f"1) {HOSTILE}\n\n# {LONG}")]),
            Table(HOSTILE, [Column(HOSTILE), Column(LONG, right=True)], [[HOSTILE, LONG], [OTHER, UNSEEN]], [0]),
            chart,
            chart._replace(kind="lines"),
            chart._replace(labels=[], series=[]),
            Quote(HOSTILE, HOSTILE, f"{HOSTILE}\n\n# {HOSTILE}\n{UNSEEN}"),
        ],
        [HOSTILE, LONG],
    )


@pytest.fixture
def hostile() -> str:
    return HOSTILE
