"""What kontant does and says is the same on an encrypted caseload: each command on both, every output compared."""

import contextlib
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from encrypted_case import PASSPHRASE, encrypted_copy, nobody_knows
from support import AT, DATA, DAY

from kontant.cli.context import Context
from kontant.errors import StoreError
from kontant.exchange.importing import import_extract
from kontant.store import conversion, drafts, encryption, key, opening, reading, schema, seals

CASE = "2015-00019"
MIGRATIONS = Path(__file__).parents[2] / "migrations"
# Their rows are of chance: a seal's nonce, and what follows from it.
BY_CHANCE = ("seals", "reseals", "sqlite_sequence")


class Both(NamedTuple):
    """The same caseload twice, and running a command on either."""

    plain: Path
    encrypted: Path
    run: object
    patch: object

    def __call__(self, *words, code=0):
        """What both say, which must be the same."""
        said = [self._on(path, words) for path in (self.plain, self.encrypted)]
        assert said[0] == said[1]
        assert said[0][0] == code, said[0][2]
        return said[0]

    def _on(self, path, words):
        self.patch.setenv("KONTANT_DB", str(path))
        here = [str(word).replace("HERE", str(path.parent)) for word in words]
        code, out, err = self.run(*here)
        return code, *(text.replace(str(path.parent), "HERE") for text in (out, err))

    def rows(self):
        """Every row of both, which must be the same."""
        held = [dump(path) for path in (self.plain, self.encrypted)]
        assert held[0] == held[1]
        assert key.is_encrypted(self.encrypted) and not key.is_encrypted(self.plain)
        return held[0]

    def files(self, name):
        """The bytes of a file that both wrote, which must be the same."""
        written = [path.with_name(name).read_bytes() for path in (self.plain, self.encrypted)]
        assert written[0] == written[1]
        return written[0]


def dump(path):
    with contextlib.closing(conversion.opened(path, opening.key_for(path))) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0").fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names if name not in BY_CHANCE
        }


@pytest.fixture(autouse=True)
def _nobody_knows():
    with nobody_knows():
        yield


@pytest.fixture
def folders(tmp_path):
    found = tmp_path / "plain", tmp_path / "encrypted"
    for folder in found:
        folder.mkdir()
    return [folder / "caseload.sqlite" for folder in found]


@pytest.fixture
def both(folders, sample, run, monkeypatch):
    """The sample caseload, plain and encrypted."""
    plain, encrypted = folders
    shutil.copy(sample, plain)
    encrypted_copy(sample, encrypted)
    monkeypatch.setattr(Context, "now", lambda _self: AT)
    return Both(plain, encrypted, run, monkeypatch)


@pytest.mark.parametrize(
    "words",
    [
        "due",
        "due --format json",
        "due --format csv --incognito",
        f"due {CASE} --explain",
        "due --since 2026-11-01",
        "forecast --format json",
        "forecast --move",
        f"case show {CASE}",
        f"case show {CASE} --format json",
        f"case brief {CASE}",
        f"case access {CASE} --format json",
        "case list --format csv",
        "case find rasmussen",
        "caseworker list",
        f"note list {CASE}",
        "note find vurdering",
        "note drafts",
        "report --format json",
        "report --format markdown",
        "rules",
        f"rules explain offer-first {CASE}",
        "whatif --set contact.per_12_months=6",
        "log",
        "log --format json",
        "log 1",
        "review start --seed 1",
    ],
)
def test_what_is_read_reads_the_same(both, words):
    _code, out, err = both(*words.split())
    assert len(out + err) > 10
    assert both.rows()["cases"]


def test_what_is_exported_is_the_same_to_the_byte(both):
    both("export", "cases", "-o", "HERE/cases.csv", "--identified")
    assert b"Rasmussen" in both.files("cases.csv")
    both("export", "summary", "-o", "HERE/summary.md")
    assert len(both.files("summary.md")) > 1000
    assert "BEGIN:VCALENDAR" in both("export", "ics")[1]
    both("report", "--format", "html", "-o", "HERE/report.html")
    assert len(both.files("report.html")) > 1000
    assert len(both.rows()["events"]) > 1


def test_what_is_written_is_the_same_and_so_is_taking_it_back(both, tmp_path):
    before = both.rows()
    answers = tmp_path / "answers.toml"
    answers.write_text('subject = "Opkald"\nwords = "Hun ringede selv om sit CV."\n', encoding="utf-8")
    both("note", CASE, "free", "--answers", answers)
    assert "»ringede« selv om sit CV" in both("note", "find", "ringede")[1]
    both("note", "amend", "1", "--text", "Det var i går.")
    assert "Det var i går." in both("note", "show", "1")[1]
    both("conversation", "add", CASE, "2026-11-20", "--kind", "job")
    both("snooze", CASE, "offer-first", "--until", "2026-12-01", "--reason", "Ferie")
    assert "Ferie" in both("due", "--snoozed")[1]
    both("case", "assign", CASE, "lbh", "--from", "2026-11-22")
    both(
        "case",
        "add",
        "--ref",
        "2026-9",
        "--name",
        "Åse Ærø",
        "--opened",
        "2026-11-01",
        "--target-group",
        "job_ready",
        "--track",
        "job",
    )
    after = both.rows()
    assert len(after["notes"]) == len(before["notes"]) + 1 and len(after["cases"]) == len(before["cases"]) + 1
    for _change in range(6):
        both("undo", "--yes")
    undone = both.rows()
    for table in ("notes", "amendments", "conversations", "snoozes", "assignments", "cases"):
        assert undone[table] == before[table]
    for path in (both.plain, both.encrypted):
        with reading.reading(path) as connection:
            assert seals.verify(connection) == []


def test_an_import_and_a_second_one_do_the_same(folders, run, monkeypatch):
    plain, encrypted = folders
    schema.create(plain)
    schema.create(encrypted, encryption.new_key(PASSPHRASE))
    monkeypatch.setattr(Context, "now", lambda _self: AT)
    both = Both(plain, encrypted, run, monkeypatch)
    both("import", DATA / "edges", "--extract-date", "2026-11-21", "--dry-run")
    both("import", DATA / "edges", "--extract-date", "2026-11-21")
    assert len(both.rows()["cases"]) == 240
    assert "unchanged" in both("import", DATA / "edges", "--extract-date", "2026-11-22")[1]
    both("import", DATA / "caseload" / "nothing.csv", code=1)
    both("undo", "--yes")
    assert both.rows()


def test_drafts_are_kept_found_and_gone_on_with_alike(both):
    for path in (both.plain, both.encrypted):
        draft = drafts.start(path, case_ref=CASE, form="free", version=1, date=DAY, caseworker=None, who="x", at=AT)
        draft = drafts.save(path, draft, answers={"subject": "Ærø"}, place="words", partial="Halvt", at=AT)
        with pytest.raises(StoreError), reading.changing(path) as connection:
            connection.execute("INSERT INTO drafts (id) VALUES (1)")
    assert "1 of" in both("note", "drafts")[1]
    both("note", "drafts", "--discard", "1", "--yes")
    both("note", "drafts", "--restore", "1")
    assert both.rows()["drafts"][0][-4:-2] == ("words", "Halvt")


def test_an_older_caseload_is_brought_up_to_date_alike(folders, run, tmp_path, monkeypatch):
    plain, encrypted = folders
    folder = tmp_path / "first-four"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("000[5-9]_*", "__pycache__"))
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations_folder", lambda: folder)
        patch.setattr(reading, "SCHEMA_VERSION", 4)
        patch.setattr(seals, "seal", lambda *_: None)  # the fifth schema's
        schema.create(plain)
        import_extract(plain, DATA / "caseload", extract_date=DAY, who="x", at=AT)
    encrypted_copy(plain, encrypted)
    before = dump(encrypted)
    both = Both(plain, encrypted, run, monkeypatch)
    both("due")
    after = both.rows()
    assert set(after) > set(before)
    assert {name: rows for name, rows in after.items() if name in before and name != "alembic_version"} == {
        name: rows for name, rows in before.items() if name != "alembic_version"
    }
    for path in (plain, encrypted):
        copy = path.with_name("caseload.sqlite.schema-4.1")
        assert dump(copy) == before
        assert key.is_encrypted(copy) is (path is encrypted)


def test_a_backup_goes_back_alike(both):
    for path in (both.plain, both.encrypted):
        both.patch.setenv("KONTANT_DB", str(path))
        assert both.run("backup")[0] == 0
    both("case", "assign", CASE, "lbh", "--from", "2026-11-22")
    changed = both.rows()["assignments"]
    for path in (both.plain, both.encrypted):
        both.patch.setenv("KONTANT_DB", str(path))
        (backup,) = (path.parent / "backups").glob("*.sqlite")
        code, _out, err = both.run("restore", str(backup), "--yes")
        assert code == 0, err
    plain, encrypted = (dump(path) for path in (both.plain, both.encrypted))
    assert plain.keys() == encrypted.keys()
    # The log of a restore names two seals.
    assert all(plain[name] == encrypted[name] for name in plain if name != "events")
    assert plain["assignments"] != changed and len(plain["events"]) == len(encrypted["events"])
