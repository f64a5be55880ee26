"""The brief of a case: everything stands on it, every fact leads to its record, and nothing of later days."""

import re
import shutil
import sqlite3
import tomllib
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import support
from brief_case import CASE, CPR, NAME, NOTES, RECORDS, full_case, note

from kontant.errors import Refused
from kontant.exchange.pages import model
from kontant.exchange.pages.html import as_html
from kontant.exchange.pages.markdown import as_markdown
from kontant.exchange.pages.model import Heading, Page, Paragraph, Quote, Run, Table, plain
from kontant.i18n import choose_language, day_text
from kontant.model.vocabulary import RECORD, name_of
from kontant.notes.template_file import BUILT_IN
from kontant.report.brief import (
    absences,
    agreements,
    answer_words,
    brief_page,
    goals,
    health,
    offer_facts,
    people,
    regards,
    standing,
)
from kontant.report.brief.numbering import numbered
from kontant.report.brief.sources import DAYS_NAMED
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load
from kontant.store.reading import reading
from kontant.store.timelines import timeline
from kontant.store.writes import writing

DAY = date(2026, 11, 22)
PARAMETERS = load()


@pytest.fixture(autouse=True)
def english():
    choose_language("en")
    yield
    choose_language("en")


@pytest.fixture(scope="session")
def empty(tmp_path_factory) -> Path:
    return support.empty_caseload(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="session")
def full(tmp_path_factory, empty) -> Path:
    folder = tmp_path_factory.mktemp("full")
    return full_case(Path(shutil.copy(empty, folder / "full.sqlite")))


@pytest.fixture
def caseload(tmp_path, empty) -> Path:
    return Path(shutil.copy(empty, tmp_path))


@pytest.fixture
def filled(tmp_path, full) -> Path:
    """The case with everything, to be changed."""
    return Path(shutil.copy(full, tmp_path))


def page_of(path: Path, *, day: date = DAY, made: date = DAY, show_cpr: bool = False) -> Page:
    with reading(path) as connection:
        return brief_page(connection, CASE, Evaluator(PARAMETERS, day), show_cpr=show_cpr, made=made)


def texts(value):
    """Every text of a page or a part of it, runs put together."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Run):
        yield value.text
    elif isinstance(value, list | tuple):
        if value and all(isinstance(each, Run) for each in value):
            yield plain(value)
        else:
            for each in value:
                yield from texts(each)


def words(page: Page) -> str:
    return "\n".join(texts(page.blocks))


def section(page: Page, title: str) -> list[model.Block]:
    """The blocks of a section, its heading left out."""
    places = [place for place, block in enumerate(page.blocks) if isinstance(block, Heading) and block.level == 2]
    start = next(place for place in places if page.blocks[place].text == title)
    end = next((place for place in places if place > start), len(page.blocks))
    return list(page.blocks[start + 1 : end])


def facts(blocks) -> dict[str, str]:
    found = {}
    for block in blocks:
        if isinstance(block, model.Facts):
            found |= {term: plain(text) for term, text in block.pairs}
    return found


def table(blocks, caption: str) -> list[list[str]]:
    found = next(block for block in blocks if isinstance(block, Table) and block.caption.startswith(caption))
    return [[plain(cell) for cell in row] for row in found.rows]


def references(value) -> list[int]:
    """The numbers of the footnotes, in the order in which they are met."""
    if isinstance(value, Run):
        return [value.note] if value.note else []
    if isinstance(value, list | tuple):
        return [number for each in value for number in references(each)]
    return []


def test_head(full):
    page = page_of(full)
    assert (page.title, page.subtitle, page.private) == (f"Brief of case {CASE}", NAME, True)
    assert (page.created, page.language) == (DAY, "en")
    assert page.lines[0] == "As of 2026-11-22; made 2026-11-22."


def test_every_record_is_traceable(full):
    """Each record's day and kind stand in a footnote; a note's number too."""
    notes = page_of(full).footnotes
    columns = ("date", "start", "month", "set_on", "ordered")
    for name, values in RECORDS:
        day = next(values[column] for column in columns if column in values)
        kind = name_of(RECORD, name)
        assert any(day in told and kind in told for told in notes), (name, day)
    for number, (day, _template, _answers) in enumerate(NOTES, start=1):
        assert any(day in told and f"note {number}" in told for told in notes), day
    assert any(told.startswith("the head of the case") for told in notes)


def test_footnotes_are_numbered_as_they_are_met_and_each_is_met(full):
    page = page_of(full)
    met = list(dict.fromkeys(references(page.blocks)))
    assert met == list(range(1, len(page.footnotes) + 1))


def test_no_two_records_share_a_footnote(filled):
    """Two sub-goals of one day, two coordinations of one day and form: each leads to its own record."""
    for title in ("Ringe til banken", "Åbne sin post"):
        support.fill(filled, "goals", case_ref=CASE, kind="sub", title=title, set_on="2026-10-16")
    for actor in ("Egen læge", "Psykiatrisk afdeling"):
        support.fill(filled, "coordination", case_ref=CASE, date="2026-10-16", actor=actor, form="meeting")
    page = page_of(filled)
    led_to = {
        plain(row[0]): page.footnotes[number - 1]
        for block in page.blocks
        if isinstance(block, Table)
        for row in block.rows
        for number in references(row[0])
    }
    assert led_to["Ringe til banken"] == "2026-10-16, goal: sub-goal, Ringe til banken"
    assert led_to["Åbne sin post"] == "2026-10-16, goal: sub-goal, Åbne sin post"
    assert led_to["Egen læge"] == "2026-10-16, coordination: meeting, Egen læge"
    assert led_to["Psykiatrisk afdeling"] == "2026-10-16, coordination: meeting, Psykiatrisk afdeling"
    assert len(set(page.footnotes)) == len(page.footnotes)


def test_a_footnote_tells_day_kind_number_and_caseworker(full):
    notes = page_of(full).footnotes
    assert "2026-06-20, conversation, note 6, abc" in notes
    assert "2026-11-01, assignment: coordinating caseworker, eva" in notes
    assert "2026-09-10, statement: LÆ125" in notes
    assert "conversation (2): 2026-08-20, 2026-06-20" in notes


def test_a_fact_leads_to_its_own_record(full):
    page = page_of(full)
    cell = next(
        text
        for block in section(page, "Goals and wishes")
        if isinstance(block, Table)
        for row in block.rows
        for text in row
        if plain(text) == "Kantinemedhjælper"
    )
    (number,) = references(cell)
    assert page.footnotes[number - 1] == "2026-05-01, goal: job goal, Kantinemedhjælper"


def test_who(full):
    told = facts(section(page_of(full), "Who"))
    assert (told["Name"], told["CPR number"], told["Gender"]) == (NAME, "010190-****", "female")
    assert told["Born"] == "1990-01-01, 36 years (by the CPR number)"
    assert told["Challenges"] == "physical, mental"
    assert told["On benefit"] == "since 2015-01-01: 11 years (group: 10 years or more)"
    assert (told["Coordinating caseworker"], told["Mentor"]) == ("eva since 2026-11-01", "mentor Pia since 2026-08-01")
    assert told["CV"] == "registered 2024-05-06"


def test_cpr_numbers_are_masked_unless_asked_for(filled):
    note(filled, "2026-11-10", "free", text=f"Hendes nummer er 010190-1234 og {CPR}")
    support.fill(filled, "coordination", case_ref=CASE, date="2026-11-01", actor=f"Læge {CPR}", form="meeting")
    support.fill(filled, "assignments", case_ref=CASE, role="coordinator", start="2026-11-10", caseworker=f"Eva {CPR}")
    hidden, shown = page_of(filled), page_of(filled, show_cpr=True)
    everything = as_markdown(hidden) + as_html(hidden)
    assert "1234" not in everything
    assert "010190-1234" in words(shown)
    assert f"Læge {CPR}" in words(shown)


def test_a_case_reference_that_looks_like_a_cpr_number_stays(caseload):
    support.fill(caseload, "cases", case_ref="0101901234", name="Bo")
    with reading(caseload) as connection:
        page = brief_page(connection, "0101901234", Evaluator(PARAMETERS, DAY), made=DAY)
    assert page.title == "Brief of case 0101901234"
    assert "kontant note 0101901234 " in words(page)


def test_where_the_case_stands(full):
    blocks = section(page_of(full), "Where the case stands")
    told = facts(blocks)
    assert told["Last conversation held"] == "2026-08-20, job conversation (abc)"
    assert told["Next conversation"] == "2026-12-10, job conversation"
    assert told["Offer now"] == "guidance and upskilling, 2026-09-01 to 2026-12-31"
    assert told["Exemption now"] == "exempt from offers, 2026-07-01 to 2026-12-01"
    assert told["Direction"] == "rehabilitation team: flex job"
    assert told["Conclusion"] == "Timerne er vokset"
    assert Heading(3, "By the handover of 2026-11-01") in blocks
    assert told["Where it stood"] == "Retningen er et fleksjob"
    assert told["Passive"] == "no, the day is covered by: guidance and upskilling; exempt from offers"


def test_the_whole_of_the_last_handover_is_told_though_newer_notes_push_it_down(filled):
    answers = {
        "status": "STATUSXX", "goals": "GOALSXX", "in_force": "INFORCEXX", "works_in_contact": "WORKSXX",
        "regards": "REGARDSXX", "deadlines": "DEADLINESXX", "statements": "STATEMENTSXX",
        "takes_over": "TAKESXX", "from_day": "2026-11-09",
    }  # fmt: skip
    note(filled, "2026-11-04", "handover", answers)
    for day in ("2026-11-05", "2026-11-06", "2026-11-07"):
        note(filled, day, "free", text="nyt")
    page = page_of(filled)
    standing_now = section(page, "Where the case stands")
    told = facts(standing_now)
    assert [told[name] for name in ("Where it stood", "Goals then", "Regards")] == ["STATUSXX", "GOALSXX", "REGARDSXX"]
    assert (told["Deadlines that were open"], told["Medical statements then"]) == ("DEADLINESXX", "STATEMENTSXX")
    assert (told["Takes over"], told["From"]) == ("TAKESXX", "2026-11-09")
    assert "In force by the handover of 2026-11-04: INFORCEXX" in list(texts(section(page, "Agreements")))
    contact = list(texts(section(page, "Contact with the person")))
    assert any(text.startswith("What works, by the handover of 2026-11-04: WORKSXX") for text in contact)


def test_no_agreement_is_denied_that_the_handover_lists(caseload):
    support.fill(caseload, "cases", case_ref=CASE, name=NAME)
    note(caseload, "2026-11-04", "handover", {"in_force": "Hun ringer til kantinen"})
    told = list(texts(section(page_of(caseload), "Agreements")))
    assert told == ["In force by the handover of 2026-11-04: Hun ringer til kantinen"]


def test_an_offer_covers_its_last_day_though_its_outcome_stands(filled):
    with writing(filled, command="test", who="tester", at=support.AT) as writer:
        key = {"case_ref": CASE, "type": "guidance", "start": date(2026, 9, 1)}
        writer.update("offers", key, {"end": DAY, "outcome": "interrupted"})
    told = facts(section(page_of(filled), "Where the case stands"))
    assert told["Offer now"] == "guidance and upskilling, 2026-09-01 to 2026-11-22"
    assert told["Passive"].startswith("no, the day is covered by: guidance and upskilling")
    with writing(filled, command="test", who="tester", at=support.AT) as writer:
        writer.update("offers", key, {"outcome": "cancelled"})
    assert facts(section(page_of(filled), "Where the case stands"))["Offer now"] == "no offer is running"


def test_what_covers_the_day_leads_to_its_record(full):
    page = page_of(full)
    (text,) = (
        text
        for block in section(page, "Where the case stands")
        if isinstance(block, model.Facts)
        for term, text in block.pairs
        if term == "Passive"
    )
    assert [page.footnotes[number - 1] for number in references(text)] == [
        "2026-09-01, offer: guidance and upskilling",
        "2026-07-01, exemption: exempt from offers",
    ]


def test_a_day_before_any_rule_says_so(caseload):
    support.fill(caseload, "cases", case_ref=CASE, name=NAME, opened="2009-01-01")
    told = list(texts(section(page_of(caseload, day=date(2012, 5, 1)), "Where the case stands")))
    assert "No flag can stand: no rule that kontant knows was in force on 2012-05-01." in told
    assert not any("in order" in text for text in told)


def test_a_day_before_the_case_is_refused(full):
    with pytest.raises(Refused, match="was opened 2015-01-01: there is nothing to tell of 2014-12-31"):
        page_of(full, day=date(2014, 12, 31))
    assert page_of(full, day=date(2015, 1, 1)).lines[0].startswith("As of 2015-01-01")


def test_commands_are_code_and_reach_the_caseload(full):
    with reading(full) as connection:
        rules = Evaluator(PARAMETERS, DAY)
        page = brief_page(connection, CASE, rules, made=DAY, prefix="kontant --demo", option="--db /tmp/x_y.sqlite")
    text, html = as_markdown(page), as_html(page)
    assert f"`kontant --demo note {CASE} offer_" in text or f"`kontant --demo note {CASE} absence" in text
    assert "Type the commands with `--db /tmp/x_y.sqlite`, or set KONTANT\\_DB." in text
    assert f"<code>kontant --demo note {CASE}" in html
    assert "kontant note" not in html


def test_flags_stand_with_their_law_and_next_step(full):
    rules = Evaluator(PARAMETERS, DAY)
    page = page_of(full)
    with reading(full) as connection:
        found = timeline(connection, CASE)
    flags = rules.flags(found)
    stood = table(section(page, "Where the case stands"), "Flags on")
    assert len(stood) == len(flags) > 3
    deadlines = section(page, "Open deadlines and what comes next")[0]
    assert isinstance(deadlines, Table)
    rows = [[plain(cell) for cell in row] for row in deadlines.rows]
    dated = [flag for flag in flags if flag.deadline]
    for flag in dated:
        same = [row for row in rows if row[0] == day_text(flag.deadline) and flag.law[0].cited in row[2]]
        assert any(row[3].startswith(f"kontant note {CASE}") or row[3].startswith("kontant ") for row in same)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert {place for place, row in enumerate(rows) if row[0] < day_text(DAY)} == set(deadlines.mark)


def test_what_comes_next_stands_beside_the_deadlines(full):
    rows = table(section(page_of(full), "Open deadlines and what comes next"), "Deadlines")
    told = {(row[0], row[1]) for row in rows}
    assert ("2026-12-10", "Job conversation") in told
    assert ("2026-12-31", "Offer ends: guidance and upskilling") in told
    # Told by its flag, with law and next step.
    assert ("2026-12-01", "Exemption expires: exempt from offers") in told
    assert ("2026-12-01", "Exemption ends: exempt from offers") not in told


def test_every_offer_with_goal_outcome_evaluation_and_what_was_learned(full):
    blocks = section(page_of(full), "What has been tried")
    titles = [block.text for block in blocks if isinstance(block, Heading)]
    assert titles == [
        "Guidance and upskilling, 2026-09-01 to 2026-12-31",
        "Work placement, Rådhusets kantine, 2026-01-05 to 2026-04-30",
    ]
    running, done = (facts([block]) for block in blocks if isinstance(block, model.Facts))
    assert (running["Goal"], running["Outcome"]) == ("no goal is recorded", "Running")
    assert running["Follow-up"] == "no follow-up is written"
    assert "Evaluation" not in running  # it is not over
    assert done["Goal"] == "Kasse, ti timer"
    assert (done["Outcome"], done["Hours a week"]) == ("Completed", "12.5")
    assert done["Start: told to the place"] == "Hun må ikke løfte"
    assert done["Follow-up"] == "1 note, 2026-02-10"
    assert done["Latest follow-up: attendance"] == "much absence"
    assert done["Latest follow-up: what has moved"] == "Har taget kassen"
    assert done["Evaluation: result beside the goal"] == "Ti timer holdt i otte uger"
    assert done["Evaluation: next step"] == "Lønnede lørdage"
    assert done["Learned"] == "Skift mellem at stå og sidde"
    assert "Paid hours: 9 hours in 1 month (2026-05), Bageren" in list(texts(blocks))


def test_an_evaluation_without_answers_is_told_in_its_own_words(filled):
    support.fill(filled, "offers", case_ref=CASE, type="utility_work", start="2025-01-01", end="2025-03-01")
    note(filled, "2025-03-10", "offer_evaluation", text="Det gik.\nIkke igen.")
    blocks = section(page_of(filled), "What has been tried")
    told = facts([block for block in blocks if isinstance(block, model.Facts)][2:])
    assert told["Evaluation"] == "Det gik.\nIkke igen."
    assert told["Learned"] == "not told apart in the evaluation"
    assert told["Outcome"] == "No outcome is recorded"


def test_a_note_that_can_mean_two_offers_is_given_to_neither(filled):
    support.fill(filled, "offers", case_ref=CASE, type="education", start="2026-09-02")
    note(filled, "2026-09-20", "offer_follow_up", text="Fælles ord")
    blocks = section(page_of(filled), "What has been tried")
    told = [text for block in blocks if isinstance(block, Paragraph) for text in texts(block)]
    told += [plain(item) for block in blocks if isinstance(block, model.Bullets) for item in block.items]
    assert (
        "1 note on offers belongs to none on record: it names none and can mean several, or one that is not here."
        in told
    )
    assert "2026-09-20, follow-up on offer: Fælles ord" in told


def test_each_note_that_names_an_offer_which_is_not_on_record_is_told(filled):
    for day in ("2026-09-20", "2026-09-21"):
        note(filled, day, "offer_follow_up", {"offer": "education 2020-01-01"}, text=f"Ord af {day}")
    blocks = section(page_of(filled), "What has been tried")
    told = [plain(item) for block in blocks if isinstance(block, model.Bullets) for item in block.items]
    assert told == [f"{day}, follow-up on offer: Ord af {day}" for day in ("2026-09-21", "2026-09-20")]


def test_the_evaluation_of_a_running_offer_is_told(filled):
    answers = {"offer": "guidance 2026-09-01", "result": "RESULTXX", "learned": "LEARNEDXX"}
    note(filled, "2026-11-10", "offer_evaluation", answers)
    blocks = section(page_of(filled), "What has been tried")
    running = facts([next(block for block in blocks if isinstance(block, model.Facts))])
    assert running["Outcome"] == "Running"
    assert (running["Evaluation: result beside the goal"], running["Learned"]) == ("RESULTXX", "LEARNEDXX")


def test_what_a_start_aimed_at_is_told(filled):
    steps = [{"title": "Tage bussen selv", "by": "2026-10-01"}, {"title": "Møde til tiden"}]
    answers = {"offer": "guidance 2026-09-01", "goal": "Finde to brancher", "sub_goals": steps}
    note(filled, "2026-09-01", "offer_start", answers)
    page = page_of(filled)
    blocks = section(page, "What has been tried")
    running = facts([next(block for block in blocks if isinstance(block, model.Facts))])
    assert running["Start: goal"] == "Finde to brancher"
    assert running["Start: sub-goals"] == "Tage bussen selv (by 2026-10-01); Møde til tiden"
    rows = table(section(page, "Goals and wishes"), "Goals that notes tell of")
    assert [row[0] for row in rows] == ["Tage bussen selv", "Møde til tiden"]


def test_what_was_written_before_the_journal_begins_is_not_missed(filled):
    offer = {"case_ref": CASE, "type": "utility_work", "provider": "Parken"}
    support.fill(filled, "offers", **offer, start="2025-01-01", end="2025-03-01", outcome="completed")
    support.fill(filled, "offers", **offer, start="2025-06-01", end="2026-01-06", outcome="completed")
    blocks = section(page_of(filled), "What has been tried")
    told = list(texts(blocks))
    sentence = (
        "The journal begins 2026-01-05 here: what was written of offers that ended before is not in the caseload."
    )
    assert told.count(sentence) == 1
    titled = dict(zip(
        (block.text for block in blocks if isinstance(block, Heading)),
        (facts([block]) for block in blocks if isinstance(block, model.Facts)),
        strict=True,
    ))  # fmt: skip
    before = titled["Utility work, Parken, 2025-01-01 to 2025-03-01"]
    within = titled["Utility work, Parken, 2025-06-01 to 2026-01-06"]
    assert not {"Follow-up", "Evaluation", "Learned"} & before.keys()
    assert within["Evaluation"] == "no evaluation is written"
    assert within["Follow-up"] == "no follow-up is written"


def test_many_offers_stay_readable_and_none_is_lost(filled):
    for year in range(1990, 2015):
        support.fill(
            filled,
            "offers",
            case_ref=CASE,
            type="guidance",
            start=f"{year}-02-01",
            end=f"{year}-05-01",
            goal=f"Mål {year}",
        )
    blocks = section(page_of(filled), "What has been tried")
    assert len([block for block in blocks if isinstance(block, Heading)]) == 8
    assert [row[1] for row in table(blocks, "19 earlier offers")] == [f"Mål {year}" for year in range(2008, 1989, -1)]


def test_the_notes_on_offers_of_long_ago_are_counted_and_cited(filled):
    for year in range(2015, 2025):
        support.fill(filled, "offers", case_ref=CASE, type="guidance", start=f"{year}-02-01", end=f"{year}-05-01")
    about = {"offer": "guidance 2015-02-01"}
    note(filled, "2015-02-01", "offer_start", about | {"told": "Sidder helst"})
    note(filled, "2015-03-01", "offer_follow_up", about | {"place_says": "Flittig"})
    page = page_of(filled)
    (row,) = (
        row
        for block in section(page, "What has been tried")
        if isinstance(block, Table)
        for row in block.rows
        if "2015-02-01" in plain(row[0])
    )
    assert plain(row[3]) == "2"
    (number,) = references(row[3])
    assert page.footnotes[number - 1].startswith("note (2): 2015-02-01 (note ")
    assert ", 2015-03-01 (note " in page.footnotes[number - 1]


def test_what_works_in_contact(full):
    blocks = section(page_of(full), "Contact with the person")
    assert "What works, by the handover of 2026-11-01: Skriv en sms dagen før" in list(texts(blocks))
    assert table(blocks, "Conversations by kind") == [
        ["Job conversation", "2", "1", "0", "0", "2026-08-20"],
        ["Follow-up conversation", "0", "0", "0", "1", "never"],
    ]
    assert table(blocks, "Conversations by form") == [
        ["In person", "1", "0", "0", "0", "2026-06-20"],
        ["Video", "1", "0", "0", "0", "2026-08-20"],
        ["Phone", "0", "1", "0", "0", "never"],
        ["Form not recorded", "0", "0", "0", "1", "never"],
    ]
    told = facts(blocks)
    assert told["Reached after an absence"] == "text message: 1 of 1"
    assert told["Attendance in offers"] == "much absence: 1"
    assert told["Also took part"] == "2026-06-20: Hendes mentor"


def test_regards(filled):
    note(
        filled,
        "2026-11-11",
        "conversation",
        {"barriers": [{"barrier": "rygsmerter", "can": "Sidde ved kassen", "regard": "Stol og pauser"}]},
    )
    items = [
        item
        for block in section(page_of(filled), "Regards")
        if isinstance(block, model.Bullets)
        for item in block.items
    ]
    assert [plain(item) for item in items] == [
        "2026-11-11, conversation: Barrier: rygsmerter · Can all the same: Sidde ved kassen · Regard: Stol og pauser"
        " (the same in 1 earlier note)",
        "2026-10-03, statement received: What is possible: Let arbejde i køkken",
        "2026-07-02, review of exemption: Limited capacity: To timer ad gangen",
        "2026-01-05, start of offer: Told to the place: Hun må ikke løfte",
    ]


def test_goals_and_wishes(full):
    blocks = section(page_of(full), "Goals and wishes")
    assert table(blocks, "Open goals") == [
        ["Kantinemedhjælper", "job goal", "2026-05-01", "no day is set"],
        ["Møde fire dage", "sub-goal", "2026-05-02", "2026-10-01, passed"],
    ]
    assert table(blocks, "Goals reached") == [["Tage bussen", "sub-goal", "2026-05-03", "2026-08-03"]]
    assert facts(blocks)["Job wishes, 2026-06-20"] == "Et køkken med faste gæster"


def test_agreements_in_force_with_day_and_who(filled):
    blocks = section(page_of(filled), "Agreements")
    assert table(blocks, "In force") == [
        ["ringer til kantinen", "Borgeren", "2026-12-20", "2026-06-20"],
        ["svarer", "Lægen", "no day is set", "2026-06-20"],
    ]
    told = [text for block in blocks if isinstance(block, Paragraph) for text in texts(block)]
    assert told == ["1 further agreement of the last 12 months has passed, with a note since."]
    note(filled, "2026-11-12", "free", {"agreements": [{"who": "Lægen", "what": "ringer", "by": "2026-11-15"}]})
    rows = table(section(page_of(filled), "Agreements"), "The day has passed")
    assert rows == [["ringer", "Lægen", "2026-11-15", "2026-11-12"]]


def test_an_agreement_told_again_counts_as_the_latest_note_has_it(filled):
    note(
        filled,
        "2026-11-12",
        "free",
        {"agreements": [{"who": "borgeren", "what": "Ringer til kantinen", "by": "2027-01-05"}]},
    )
    rows = table(section(page_of(filled), "Agreements"), "In force")
    assert ["Ringer til kantinen", "borgeren", "2027-01-05", "2026-11-12"] in rows
    assert len([row for row in rows if "kantinen" in row[0]]) == 1


def test_statements_and_exemptions(full):
    page = page_of(full)
    waiting, answered = (facts([b]) for b in section(page, "Medical statements") if isinstance(b, model.Facts))
    assert waiting == {
        "State": "not answered",
        "Purpose": "no purpose is recorded",
        "Asked": "no question is recorded",
    }
    assert answered == {
        "State": "received 2026-10-01",
        "Purpose": "Praktik i køkken",
        "Asked": "Hvor længe kan hun stå?",
        "What is possible": "Let arbejde i køkken",
    }
    blocks = section(page, "Exemptions")
    assert [row[2] for row in table(blocks, "Exemptions")] == [
        "Åse kan ikke stå op mere end en halv time",
        "no explanation is recorded",
    ]
    told = facts(blocks)
    assert (told["Decision"], told["Mentor"]) == ("it goes on", "has one")


ANSWER = {"plan": "PLANXX", "instead": "INSTEADXX", "told": "TOLDXX"}


def test_notes_on_statements_that_belong_to_none_are_told(filled):
    """One that names a statement which is not on record, and one that names none and can mean none."""
    note(filled, "2026-11-06", "statement_received", {"statement": "LÆ285 2026-01-01"} | ANSWER)
    note(filled, "2025-11-07", "statement_received", text="FREEWORDSXX")
    blocks = section(page_of(filled), "Medical statements")
    assert (
        "2 notes on statements belong to none on record: they name none and can mean several, or one not here."
        in list(texts(blocks))
    )
    first, last = (plain(item) for block in blocks if isinstance(block, model.Bullets) for item in block.items)
    assert all(word in first for word in ANSWER.values())
    assert last == "2025-11-07, statement received: FREEWORDSXX"


def test_notes_on_statements_of_long_ago_are_told(filled):
    for year in range(2015, 2026):
        support.fill(filled, "statements", case_ref=CASE, type="LÆ265", ordered=f"{year}-01-01")
    note(filled, "2015-02-01", "statement_received", {"statement": "LÆ265 2015-01-01"} | ANSWER)
    blocks = section(page_of(filled), "Medical statements")
    assert "1 note is about these earlier statements." in list(texts(blocks))
    assert all(word in "\n".join(texts(blocks)) for word in ANSWER.values())


def test_what_an_order_planned_is_told(filled):
    note(
        filled, "2026-11-05", "statement_order", {"type": "LÆ145", "doctor": "Egen læge", "tasks": "Ti timer i køkken"}
    )
    told = facts([next(b for b in section(page_of(filled), "Medical statements") if isinstance(b, model.Facts))])
    assert (told["Asked of"], told["Planned tasks and period"]) == ("Egen læge", "Ti timer i køkken")


def test_what_the_person_says_of_the_plan_is_told(filled):
    note(filled, "2026-11-06", "plan_review", {"person_says": "PLANSAYSXX"})
    told = facts(section(page_of(filled), "Goals and wishes"))
    assert told["The person says of the plan, 2026-11-06"] == "PLANSAYSXX"


def test_goals_that_only_notes_tell_of_are_told_once(filled):
    rows = [{"title": "Kantinemedhjælper"}, {"title": "Buschauffør"}]
    note(filled, "2026-11-06", "plan_review", {"job_goals": rows})
    note(filled, "2026-11-07", "conversation", {"job_goals": [{"title": "buschauffør"}]})
    rows = table(section(page_of(filled), "Goals and wishes"), "Goals that notes tell of")
    assert rows == [["buschauffør", "job goal", "2026-11-07"]]


def test_a_handover_that_does_not_say_how_is_named_by_its_number(filled):
    note(filled, "2026-11-12", "handover", text="Overleveret ved samtale")
    told = list(texts(section(page_of(filled), "Caseworkers")))
    assert "2026-11-12: note 13" in told


def test_caseworkers_absences_and_coordination(full):
    page = page_of(full)
    who = section(page, "Caseworkers")
    assert "2 coordinating caseworkers until now." in list(texts(who))
    assert [row[0] for row in table(who, "Who has had")] == ["eva", "mentor Pia", "abc"]
    assert "2026-11-01: all three together" in list(texts(who))
    away = section(page, "Absences")
    assert table(away, "Latest") == [
        ["2026-03-02", "conversation", "2", "not recorded", "not recorded", "sanction"],
    ]
    assert facts(away) == {
        "The person's explanation": "Bussen kom ikke",
        "Special circumstances": "physical illness",
    }
    others = section(page, "Coordination")
    assert table(others, "Latest") == [["Jobpsykologen", "meeting", "2026-06-15"]]
    assert facts(others)["Decided"] == "Én fælles plan fra august"
    assert "One plan across the departments: Yes, agreed (2026-06-15)" in list(texts(others))


def test_the_last_three_notes_stand_in_full_with_their_corrections(filled):
    amend(filled, "2026-11-01", "handover", "Det var\nden anden sms")
    quotes = [block for block in section(page_of(filled), "The last notes in full") if isinstance(block, Quote)]
    assert [quote.heading for quote in quotes] == [
        "2026-11-03 · free note",
        "2026-11-01 · handover",
        "Correction 2026-11-05 · eva",
        "2026-10-20 · clarification",
    ]
    assert quotes[1].body == "Ordene af 2026-11-01\nog en linje til"
    assert quotes[2].body == "Det var\nden anden sms"
    assert quotes[1].meta == "note 11 · abc · from an extract"


def test_the_correction_of_an_earlier_note_is_told_and_stands_in_its_footnote(filled):
    amend(filled, "2026-06-20", "conversation", "Det var hendes søster, ikke mentoren")
    page = page_of(filled)
    told = list(texts(section(page, "The last notes in full")))
    assert "Conversation 2026-06-20, note 6: Correction 2026-11-05 · eva: Det var hendes søster, ikke mentoren" in told
    assert "2026-06-20, conversation, note 6, abc, corrected 2026-11-05" in page.footnotes
    assert "2026-11-05, correction of note 6, eva" in page.footnotes


def amend(path: Path, day: str, template: str, text: str) -> None:
    values = {"date": day, "template": template, "nr": 0, "seq": 1, "written_on": "2026-11-05", "caseworker": "eva"}
    support.fill(path, "amendments", case_ref=CASE, text=text, **values)


def test_snoozes_stand_with_until_and_reason(filled):
    rules = Evaluator(PARAMETERS, DAY)
    with reading(filled) as connection:
        flag, other = rules.flags(timeline(connection, CASE))[:2]
    snooze = {"case_ref": CASE, "set_on": "2026-11-20", "caseworker": "eva"}
    support.fill(
        filled, "snoozes", **snooze, rule=flag.rule, scope=flag.scope, until="2026-12-24", reason="Efter jul",
        fingerprint=flag.fingerprint(),
    )  # fmt: skip
    support.fill(filled, "snoozes", **snooze, rule=other.rule, scope=other.scope, reason="Før", fingerprint="x")
    page = page_of(filled)
    told = words(page)
    assert "Put aside until 2026-12-24: Efter jul" in told
    assert "It was put aside 2026-11-20; its facts have changed since." in told
    assert any(each.startswith("2026-11-20, snooze of") and each.endswith("eva") for each in page.footnotes)


def test_what_was_withdrawn_is_marked_and_counted_nowhere(filled):
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("UPDATE conversations SET withdrawn = '2026-11-15' WHERE date = '2026-12-10'")
        connection.commit()
    page = page_of(filled)
    told = list(texts(section(page, "Withdrawn by a later extract")))
    assert "2026-12-10, job conversation, planned (withdrawn 2026-11-15)" in told
    assert facts(section(page, "Where the case stands"))["Next conversation"] == "none is planned"
    assert "2026-12-10, conversation: job conversation, withdrawn 2026-11-15" in page.footnotes


def test_a_case_without_any_record_says_what_is_missing(caseload):
    support.fill(caseload, "cases", case_ref=CASE, name=NAME)
    page = page_of(caseload)
    told = words(page)
    for missing in (
        "no CPR number is recorded", "no date of birth is recorded", "no gender is recorded",
        "no challenge is recorded", "no period on benefit is recorded", "no CV is recorded",
        "none on 2026-11-22", "No handover note is written.", "no conversation is recorded as held",
        "none is planned", "no offer is running", "none stands", "No agreement is in force.",
        "No job goal is recorded.", "No sub-goal is recorded.", "No note answers what the person wants or can.",
        "No offer is recorded.", "No paid hours are recorded.", "No conversation is recorded yet.",
        "No handover note says what works in contact with the person.", "No note tells of a regard to take.",
        "No statement is recorded.", "No exemption is recorded.", "No absence is recorded.",
        "No coordination with others is recorded.", "No caseworker is recorded.", "No note is in the journal.",
    ):  # fmt: skip
        assert missing in told
    assert as_markdown(page).count("[^1]") > 3


def test_a_closed_case(filled):
    with writing(filled, command="test", who="tester", at=support.AT) as writer:
        writer.update("cases", {"case_ref": CASE}, {"closed": date(2026, 11, 10), "close_reason": "flex_job"})
    page = page_of(filled)
    blocks = section(page, "Where the case stands")
    assert "The case is not open on 2026-11-22: no rule judges it." in list(texts(blocks))
    assert not [block for block in blocks if isinstance(block, Table)]
    assert facts(section(page, "Who"))["Case"] == "opened 2015-01-01, closed 2026-11-10 (flex job)"
    assert "Kasse, ti timer" in words(page)
    ahead = section(page, "Open deadlines and what comes next")
    assert ahead[0] == Paragraph("The case is closed, so no deadline is open.")
    assert ["2026-12-31", "Offer ends: guidance and upskilling"] in table(ahead, "On record for days after")
    assert facts(blocks)["Passive"] == "not judged"


LATER = [
    ("conversations", {"date": "2026-10-02", "kind": "other", "status": "held"}),
    ("offers", {"type": "education", "start": "2026-10-03", "provider": "LATER"}),
    ("exemptions", {"scope": "conversations", "start": "2026-10-04", "reason": "other", "explanation": "LATER"}),
    ("assignments", {"role": "broker", "start": "2026-10-05", "caseworker": "LATER"}),
    ("paid_work", {"month": "2026-10-01", "hours": 3, "employer": "LATER"}),
    ("goals", {"kind": "sub", "title": "LATER", "set_on": "2026-10-06"}),
    ("absences", {"date": "2026-10-07", "from_kind": "offer"}),
    ("statements", {"type": "LÆ265", "ordered": "2026-10-08", "question": "LATER"}),
    ("coordination", {"date": "2026-10-09", "actor": "LATER", "form": "measure"}),
    ("benefits", {"benefit": "education_benefit", "start": "2026-10-10"}),
]


def test_a_day_in_the_past_shows_nothing_of_later(filled):
    for name, values in LATER:
        support.fill(filled, name, case_ref=CASE, **values)
    amend(filled, "2026-06-20", "conversation", "LATER")
    note(filled, "2026-10-11", "free", text="LATER")
    page = page_of(filled, day=date(2026, 9, 15))
    # Plans stand as they are today, and an end that was stated for a period is its own.
    stated = {"2026-12-10", "2026-11-02", "2026-12-20", "2026-12-31", "2026-12-01", "2026-10-01"}
    told = words(page) + "\n".join(page.footnotes)
    assert "LATER" not in told
    rows = table(section(page, "Open deadlines and what comes next"), "Deadlines")
    stated |= {row[0] for row in rows if row[2]}  # the deadlines of the rules
    days = set(re.findall(r"\d{4}-\d\d-\d\d", told))
    assert {day for day in days if day > "2026-09-15"} <= stated
    assert page.lines[1].startswith("A day in the past")
    statement = facts(section(page, "Medical statements"))
    assert statement["State"] == "not answered"  # it came in October
    assert facts(section(page, "Who"))["Coordinating caseworker"] == "abc since 2015-01-01"


def test_what_was_settled_later_stands_open_on_a_day_in_the_past(full):
    page = page_of(full, day=date(2026, 3, 10))
    (offer,) = (block for block in section(page, "What has been tried") if isinstance(block, model.Facts))
    assert facts([offer])["Outcome"] == "Running"
    assert section(page, "Goals and wishes")[0] == Paragraph("No job goal is recorded.")
    assert table(section(page, "Caseworkers"), "Who has had")[0][3] == "still"
    assert page.lines[2].startswith("Track, target group, challenges and name")


HOSTILE = "<script>alert(1)</script> | `x` [l](http://e.example) **b** # h\n- liste\n\n1. tal\n=SUM(1)"


def test_hostile_text_arrives_whole_and_as_text(caseload):
    support.fill(caseload, "cases", case_ref=CASE, name="<b>Åse</b> | *x*")
    support.fill(
        caseload,
        "exemptions",
        case_ref=CASE,
        scope="activation",
        start="2026-01-01",
        reason="other",
        explanation=HOSTILE,
    )
    support.fill(caseload, "offers", case_ref=CASE, type="guidance", start="2026-01-01", goal=HOSTILE)
    note(caseload, "2026-11-01", "handover", {"status": HOSTILE, "works_in_contact": HOSTILE}, text=HOSTILE)
    page = page_of(caseload)
    assert words(page).count(HOSTILE) == 5
    html = as_html(page)
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    text = as_markdown(page)
    assert "<script" not in text
    assert not re.search(r"(?<!\\)\]\(", text)


@pytest.mark.parametrize(
    "answers",
    [
        {"agreements": "x", "barriers": 3},
        {"agreements": [None, 1, {"what": []}]},
        {"attempts": [{"how": 1}], "attendance": ["x"], "offer": {"a": 1}, "one_plan": [1], "circumstances": [[]]},
    ],
)
@pytest.mark.parametrize(
    "template", ["conversation", "absence", "offer_follow_up", "round_table", "statement_received"]
)
def test_answers_of_any_shape_are_borne(filled, template, answers):
    note(filled, "2026-11-10", template, answers, text="ord")
    assert "ord" in words(page_of(filled))


def test_a_long_case_stays_readable_and_says_how_much_there_is(filled):
    for year in range(1990, 2015):
        for month in range(1, 13):
            day = f"{year}-{month:02}-04"
            support.fill(filled, "conversations", case_ref=CASE, date=day, kind="job", status="held")
    for month in range(1, 13):
        for day in range(2, 7):
            note(filled, f"2025-{month:02}-{day:02}", "conversation", {"wishes": f"Ord {month} {day}"}, text="x")
    page = page_of(filled)
    lines = as_markdown(page).split("\n")
    assert len(lines) < 600
    held = next(told for told in page.footnotes if told.startswith("conversation (302)"))
    assert held.endswith(f"and {302 - DAYS_NAMED} more, back to 1990-01-04")
    journal = section(page, "The journal")
    assert plain(journal[0].text).startswith("72 notes, ")
    assert table(journal, "The notes by kind")[0][1] == "61"


def test_codes_of_answers_are_called_as_the_templates_call_them():
    known = {
        ("offer_follow_up", "attendance"): answer_words.ATTENDANCE,
        ("absence", "circumstances"): answer_words.CIRCUMSTANCES,
        ("clarification", "direction"): answer_words.DIRECTION,
        ("handover", "met"): answer_words.HANDED_OVER,
        ("round_table", "one_plan"): answer_words.ONE_PLAN,
        ("plan_review", "one_plan"): answer_words.ONE_PLAN,
        ("exemption_review", "decision"): answer_words.DECISION,
        ("exemption_review", "mentor"): answer_words.MENTOR,
    }
    for (form, question), vocabulary in known.items():
        assert choices(asked(form)[question]) == {code: tuple(name) for code, name in vocabulary.items()}
    how = next(column for column in asked("absence")["attempts"]["columns"] if column["id"] == "how")
    assert choices(how) == {code: tuple(name) for code, name in answer_words.REACHED_BY.items()}


# The questions that take words and that no section reads, each with the reason.
LEFT_OUT = {
    ("absence", "reduction"): "what kontant itself says of the law",
    ("free", "subject"): "a free note stands whole among the last three, and is counted and cited before that",
    ("free", "words"): "as its subject",
    ("offer_start", "provider"): "the place of the offer that the note enters in the case",
    ("statement_order", "purpose"): "the purpose of the statement that the note enters in the case",
    ("statement_order", "questions"): "the question of the same statement",
}
# What the sections read beside the questions that stand in their own lists.
READ_BESIDE = {
    ("absence", "attempts"),
    ("offer_follow_up", "absence"),
    ("offer_start", "goal"),
    ("round_table", "participants"),
    ("handover", agreements.HANDED_ON),
    ("handover", "works_in_contact"),
    ("conversation", "took_part"),
    ("conversation", regards.BARRIERS),
}


def test_every_question_that_takes_words_is_read_or_left_out_for_a_reason():
    """What a template asks in words is told to the successor: nobody may add a question that the brief drops."""
    read = {
        "offer_start": offer_facts.START,
        "offer_follow_up": offer_facts.FOLLOW_UP,
        "offer_evaluation": (*offer_facts.EVALUATION, (offer_facts.LEARNED, "")),
        "statement_received": health.ANSWERS,
        "statement_order": health.ORDERED,
        "exemption_review": health.REVIEWED,
        "round_table": people.DECIDED,
        "absence": absences.QUESTIONS,
        "clarification": standing.CLARIFIED,
        "handover": standing.HANDED_ON,
        "conversation": goals.WISHES,
        "plan_review": goals.WISHES,
    }
    known = {(form, question) for form, questions in read.items() for question, _label in questions} | READ_BESIDE
    known |= {(form, question) for form, told in regards.QUESTIONS.items() for question, _label in told}
    everywhere = {"agreements", *goals.LISTED.values()}
    asked_in_words = {
        (form.stem, question["id"])
        for form in BUILT_IN.glob("*.toml")
        for question in tomllib.loads(form.read_text(encoding="utf-8")).get("questions", ())
        if question["kind"] in ("text", "long_text", "list") and question["id"] not in everywhere
    }
    assert len(asked_in_words) > 40
    assert asked_in_words - known == LEFT_OUT.keys()
    assert {(form, question) for form, question in READ_BESIDE if question not in asked(form)} == set()


def test_every_question_that_the_brief_reads_is_asked_by_a_template():
    for form, questions in regards.QUESTIONS.items():
        assert {question for question, _label in questions} <= asked(form).keys()
    assert {column for column, _label in regards.COLUMNS} <= {
        c["id"] for c in asked("conversation")["barriers"]["columns"]
    }
    for form, read in (
        ("offer_start", offer_facts.START),
        ("offer_follow_up", offer_facts.FOLLOW_UP),
        ("offer_evaluation", (*offer_facts.EVALUATION, (offer_facts.LEARNED, ""))),
        ("statement_received", health.ANSWERS),
        ("statement_order", health.ORDERED),
        ("handover", (*standing.HANDED_ON, (agreements.HANDED_ON, ""))),
        ("exemption_review", health.REVIEWED),
        ("round_table", people.DECIDED),
        ("absence", absences.QUESTIONS),
        ("clarification", standing.CLARIFIED),
    ):
        assert {question for question, _label in read} <= asked(form).keys()
    every = {question for form in ("conversation", "plan_review", "round_table") for question in asked(form)}
    assert {question for question, _label in goals.WISHES} <= every


def asked(form: str) -> dict[str, dict]:
    raw = tomllib.loads((BUILT_IN / f"{form}.toml").read_text(encoding="utf-8"))
    return {question["id"]: question for question in raw["questions"]}


def choices(question: dict) -> dict[str, tuple[str, str]]:
    return {choice["code"]: (choice["en"], choice["da"]) for choice in question["choices"]}


def test_the_same_case_gives_the_same_page(full):
    assert as_markdown(page_of(full)) == as_markdown(page_of(full))


def test_numbering_leaves_out_what_nothing_refers_to():
    blocks = [Paragraph([Run("a", note=3), Run("b", note=1)]), Paragraph([Run("c", note=3)])]
    told, notes = numbered(blocks, ["one", "two", "three"])
    assert notes == ["three", "one"]
    assert references(told) == [1, 2, 1]


@pytest.mark.parametrize("language", ["en", "da"])
def test_as_markdown(full, language, snapshot):
    choose_language(language)
    assert as_markdown(page_of(full)) == snapshot


def test_no_text_is_made_of_nothing(full):
    page = page_of(full)
    for text in texts(page.blocks):
        assert "None" not in text
