"""What every export shares: the format by the file's ending, and no file that its own ending lies about."""

from pathlib import Path

import pytest

from kontant.cli.exporting import FileFormat, target
from kontant.errors import UsageError

ALL = tuple(FileFormat)


@pytest.mark.parametrize(
    ("name", "chosen", "made"),
    [
        ("a.pdf", None, FileFormat.PDF),
        ("a.HTM", None, FileFormat.HTML),
        ("a.markdown", FileFormat.MARKDOWN, FileFormat.MARKDOWN),
        ("a.txt", FileFormat.MARKDOWN, FileFormat.MARKDOWN),
        ("a", FileFormat.CSV, FileFormat.CSV),
        ("caseload.2026-11-22", FileFormat.JSON, FileFormat.JSON),
    ],
)
def test_a_file_is_what_its_ending_or_the_format_says(tmp_path: Path, name: str, chosen, made: FileFormat) -> None:
    assert target(tmp_path / name, chosen, False, ALL) == (tmp_path / name, made)


@pytest.mark.parametrize(
    ("name", "chosen", "ending"),
    [
        ("a.pdf", FileFormat.HTML, ".html"),
        ("a.XLSX", FileFormat.CSV, ".csv"),
        ("a.md", FileFormat.JSON, ".json"),
        ("a.htm", FileFormat.PDF, ".pdf"),
    ],
)
def test_a_file_that_nothing_would_open_is_not_made(tmp_path: Path, name: str, chosen: FileFormat, ending: str) -> None:
    with pytest.raises(UsageError) as refused:
        target(tmp_path / name, chosen, True, ALL)
    assert ending in str(refused.value) and str(chosen) in str(refused.value)


def test_the_command_refuses_it_in_one_sentence(run, fill, tmp_path: Path) -> None:
    for number in range(6):
        fill("cases", case_ref=f"A-{number}", name="Person", opened="2015-01-01", target_group="activity_ready")
    code, out, err = run("report", "--output", str(tmp_path / "a.pdf"), "--format", "html")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not (tmp_path / "a.pdf").exists()
    assert run("report", "--output", str(tmp_path / "a.html"), "--format", "html")[0] == 0
