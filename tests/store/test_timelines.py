"""Reading in bulk: the statements name real columns, and read what was written through the models."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import DAY

from kontant.model import records as r
from kontant.model import timeline as tl
from kontant.model import vocabulary as terms
from kontant.model.tables import table
from kontant.store import schema, timelines
from kontant.store.reading import reading
from kontant.store.timelines import TABLES, Refs
from kontant.store.writes import writing


def test_every_table_and_column_read_is_one_of_the_models():
    assert set(timelines.CASE_COLUMNS.split(", ")) == set(r.CaseFields.model_fields)
    for name, read in TABLES.items():
        columns = {column.strip('"') for column in read.columns}
        assert columns <= set(table(name).columns.keys()), name
        assert read.details <= columns
        assert read.withdrawable == ("withdrawn" in table(name).columns)
        ordered = ["case_ref", *(part.strip() for part in read.order.split(","))]
        assert ordered == [column.name for column in table(name).primary_key][: len(ordered)], name


def test_every_statement_reads_in_the_order_of_the_disk(sample):
    with closing(sqlite3.connect(sample)) as connection:
        for name in TABLES:
            plan = connection.execute(
                "EXPLAIN QUERY PLAN " + timelines.statement(name, Refs().sql(), ()), ("",)
            ).fetchall()
            assert "TEMP B-TREE" not in str(plan), name


def test_merged_timelines_are_those_read_one_by_one(edges):
    with reading(edges) as connection:
        merged = list(timelines.all_timelines(connection, TABLES))
        for t in merged:
            alone = timelines.timeline(connection, t.case.case_ref)
            assert alone is not None and alone.case == t.case
            assert alone.conversations == t.conversations and alone.assignments == t.assignments
            assert [o[:4] for o in alone.offers] == [o[:4] for o in t.offers]
            assert [x[:4] for x in alone.exemptions] == [x[:4] for x in t.exemptions]
        assert len(merged) == 240
        assert timelines.timeline(connection, "no such case") is None


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_parts_hold_every_case_once(edges, count):
    with reading(edges) as connection:
        whole = [t.case.case_ref for t in timelines.open_timelines(connection, DAY, ())]
        parts = timelines.parts(connection, count)
        assert len(parts) == count
        cases = [t for refs in parts for t in timelines.open_timelines(connection, DAY, {"offers"}, refs)]
        assert [t.case.case_ref for t in cases] == whole
        assert sum(len(t.offers) for t in cases) > 0


days = st.dates(date(2015, 1, 1), date(2027, 12, 31))
maybe_text = st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    str.strip
)


@st.composite
def periods(draw):
    start = draw(days)
    return start, draw(st.none() | st.integers(0, 900).map(lambda n: start + timedelta(days=n)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_was_written_through_the_models_is_what_a_timeline_reads(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("written") / "c.sqlite"
    schema.create(path)
    case = r.CaseFields(
        case_ref="Å-1", name="Åse Ø", birth_date=data.draw(st.none() | days), opened=data.draw(days), track="job",
        target_group="job_ready", challenges="physical|mental", cv_registered=data.draw(st.none() | days),
    )  # fmt: skip
    offers, exemptions, conversations = [], [], []
    for kind in data.draw(st.lists(st.sampled_from(list(terms.OFFER_TYPE)), unique=True)):
        start, end = data.draw(periods())
        hours = data.draw(st.none() | st.floats(0, 168))
        offers.append(
            r.OfferFields(
                case_ref="Å-1", type=kind, start=start, end=end, hours_per_week=hours, goal=data.draw(maybe_text)
            )
        )
    for scope in data.draw(st.lists(st.sampled_from(list(terms.EXEMPTION_SCOPE)), unique=True)):
        start, end = data.draw(periods())
        exemptions.append(
            r.ExemptionFields(
                case_ref="Å-1", scope=scope, start=start, end=end, reason="health", explanation=data.draw(maybe_text)
            )
        )
    for day in data.draw(st.lists(days, unique=True)):
        conversations.append(
            r.ConversationFields(
                case_ref="Å-1", date=day, kind="job", status="held", caseworker=data.draw(st.none() | st.just("æøå"))
            )
        )
    with writing(path, command="test", who="me", at="now") as writer:
        writer.insert("cases", case)
        for name, rows in (("offers", offers), ("exemptions", exemptions), ("conversations", conversations)):
            for row in rows:
                writer.insert(name, row)
    with reading(path) as connection:
        read = timelines.timeline(connection, "Å-1")
    assert read is not None
    assert read.case == tl.Case(**case.model_dump())
    assert set(read.offers) == {
        tl.Offer(o.type, o.start, o.end, o.outcome, o.provider, o.goal, o.hours_per_week) for o in offers
    }
    assert set(read.exemptions) == {tl.Exemption(x.scope, x.start, x.end, x.reason, x.explanation) for x in exemptions}
    assert set(read.conversations) == {tl.Conversation(c.date, c.kind, c.status, c.caseworker) for c in conversations}


def test_what_only_one_case_reads_is_read_with_its_days_and_truths(caseload, fill):
    fill("cases", case_ref="a", name="Åse")
    fill("conversations", case_ref="a", date="2026-01-01", kind="job", status="held", channel="video")
    fill("paid_work", case_ref="a", month="2026-02-01", hours=12.5, employer="Brugsen Ø")
    fill("absences", case_ref="a", date="2026-03-01", from_kind="offer")
    fill(
        "absences", case_ref="a", date="2026-03-02", from_kind="conversation", contact_attempts=2,
        reasonable_ground=False, hearing_sent="2026-03-04", decision="sanction",
    )  # fmt: skip
    fill(
        "statements", case_ref="a", type="LÆ125", ordered="2026-04-01", consulted="2026-04-02", received="2026-04-03",
        declined="2026-04-04", reminded="2026-04-05", question="Hvad?", purpose="Afklare",
    )  # fmt: skip
    fill("coordination", case_ref="a", date="2026-05-01", actor="Jobcenter Å", form="meeting")
    with reading(caseload) as connection:
        read = timelines.timeline(connection, "a")
        (judged,) = timelines.all_timelines(connection, TABLES)
    assert read is not None
    assert read.conversations == [tl.Conversation(date(2026, 1, 1), "job", "held", None, "video")]
    assert read.paid_work == [tl.PaidWork(date(2026, 2, 1), 12.5, "Brugsen Ø")]
    assert read.absences == [
        tl.Absence(date(2026, 3, 1), "offer", None, None, None, None),
        tl.Absence(date(2026, 3, 2), "conversation", 2, False, date(2026, 3, 4), "sanction"),
    ]
    assert read.absences[1].reasonable_ground is False
    days = [date(2026, 4, day) for day in range(1, 6)]
    assert read.statements == [tl.Statement("LÆ125", *days, "Hvad?", "Afklare")]
    assert read.coordination == [tl.Coordination(date(2026, 5, 1), "Jobcenter Å", "meeting")]
    # A judgement of all cases leaves the words out.
    assert (judged.conversations[0].channel, judged.paid_work[0].employer) == (None, None)
    assert judged.statements == [tl.Statement("LÆ125", *days, None, None)]
