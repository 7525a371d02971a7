"""Rows from OneRoster's files, which here are made up."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from elm_microcred import Award, ElmMicrocredError
from elm_microcred.adapters.one_roster import one_roster_rows

FOLDER = Path(__file__).with_name("one_roster")


def zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in folder.glob("*.csv"):
            archive.write(path, f"export/{path.name}")
    return target


@pytest.mark.parametrize("is_zip", [False, True])
def test_each_result_that_counts_is_a_row_of_an_award(tmp_path: Path, is_zip: bool) -> None:
    source = zipped(FOLDER, tmp_path / "export.zip") if is_zip else FOLDER
    rows = list(one_roster_rows(source, line_item="i-1"))
    assert rows == [
        {
            "key": "r-1",
            "learner_given_name": "Līga",
            "learner_family_name": "Kalniņa",
            "learner_email": "liga@learner.example",
            "learner_number": "VMC-0417",
            "awarded_on": "2026-06-30",
            "grade": "9",
            "course_code": "PS-101",
        },
        {
            "key": "r-4",
            "learner_given_name": "Anna",
            "learner_family_name": 'O"Neill, jr.',
            "learner_number": "VMC-0418",
            "awarded_on": "2026-07-01",
            "grade": "8",
            "course_code": "PS-101",
        },
    ]
    award = Award.from_row({name: value for name, value in rows[0].items() if name != "key"})
    assert str(award.awarded_at).startswith("2026-06-30")
    assert [row["key"] for row in one_roster_rows(source)] == ["r-1", "r-2", "r-4"]


def test_classes_and_courses_need_not_be_there(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "a"))
    (folder / "courses.csv").unlink()
    assert next(one_roster_rows(folder))["course_code"] == "PS-A"
    (folder / "classes.csv").unlink()
    assert "course_code" not in next(one_roster_rows(folder))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _replaced(old: str, new: str) -> Callable[[Path], None]:
    return lambda path: path.write_text(path.read_text().replace(old, new)) and None


@pytest.mark.parametrize(
    ("name", "spoil", "code", "row"),
    [
        ("users.csv", Path.unlink, "FILE_UNREADABLE", None),
        ("users.csv", lambda path: path.write_bytes(b"\xff\xfe"), "PARSE_INVALID_UTF8", None),
        ("users.csv", _replaced("u-2", "u-1"), "PARSE_INVALID_CSV", 2),
        ("users.csv", _replaced("u-1,", "u-9,"), "PARSE_INVALID_CSV", 1),
        ("users.csv", _replaced('"O""Neill', '"O"Neill'), "PARSE_INVALID_CSV", 2),
        ("results.csv", _replaced("r-1,active,", "r-1,"), "PARSE_INVALID_CSV", 1),
        ("lineItems.csv", _replaced("i-1", "i-7"), "PARSE_INVALID_CSV", 1),
        ("results.csv", _replaced("r-2,", ","), "PARSE_INVALID_CSV", 2),
    ],
    ids=range(8),
)
def test_what_does_not_fit_is_named(
    tmp_path: Path, name: str, spoil: Callable[[Path], None], code: str, row: int | None
) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "a"))
    spoil(folder / name)
    with pytest.raises(ElmMicrocredError) as caught:
        list(one_roster_rows(folder))
    assert caught.value.code == code
    assert caught.value.problem.row == row


def test_what_is_no_export_or_too_long_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file.zip").write_bytes(b"PK no zip")
    for source in (tmp_path / "file.zip", tmp_path / "nothing", tmp_path):
        with pytest.raises(ElmMicrocredError) as caught:
            list(one_roster_rows(source))
        assert caught.value.code == "FILE_UNREADABLE"
    for source in (FOLDER, zipped(FOLDER, tmp_path / "export.zip")):
        with pytest.raises(ElmMicrocredError) as caught:
            list(one_roster_rows(source, max_bytes=100))
        assert caught.value.code == "LIMIT_SIZE"
