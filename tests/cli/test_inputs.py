"""What a command is given: records, tables, documents; and how a wrong one is named."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from badges import port_safety
from elm_microcred.cli import inputs
from elm_microcred.errors import ElmMicrocredError, ModelError, ParseError, UsageError
from elm_microcred.exchange.rdf import FORMATS, to_rdf
from elm_microcred.mapping import to_elm
from elm_microcred.model import Achievement, Award

ROW = "learner_given_name,awarded_on,grade\nLīga,2026-06-30,9\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of one row."""
    path = tmp_path / "row.csv"
    path.write_text(ROW, "utf-8")
    return path


def test_an_achievement_is_read_from_json_and_from_yaml(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"title": "Port safety"}')
    (tmp_path / "a.yaml").write_text("title: Port safety\n")
    (tmp_path / "a.YML").write_text("title: Port safety\n")
    read = [inputs.record(Achievement, str(path)) for path in tmp_path.iterdir()]
    assert len(read) == 3
    assert {str(achievement.title) for achievement in read} == {"Port safety"}


@pytest.mark.parametrize("format", ["turtle", "trig", "ntriples", "nquads", "rdfxml"])
def test_a_file_of_rdf_is_a_document(format: str, tmp_path: Path) -> None:
    document = to_elm(port_safety(), id="urn:credential:1")
    path = tmp_path / f"credential{FORMATS[format].extension}"
    path.write_text(to_rdf(document, format=format), "utf-8")
    read = inputs.document(str(path))
    assert to_rdf(read, format=format) == path.read_text("utf-8")
    path.write_text("no RDF at all", "utf-8")
    with pytest.raises(ParseError, match=f"In {path}"):
        inputs.document(str(path))


def test_an_award_is_read_from_json_and_from_a_row(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "award.json"
    path.write_text(json.dumps({"learner": {"given_name": "Līga"}}), "utf-8")
    assert str(inputs.award(str(path), None).learner.given_name) == "Līga"
    assert str(inputs.award(str(table), None).learner.given_name) == "Līga"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_table_is_read_as_spreadsheets_write_it(
    delimiter: str, mark: bytes, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / "row.csv"
    path.write_bytes(mark + ROW.replace(",", delimiter).replace("\n", ending).encode())
    assert inputs.table(str(path)) == [
        {"learner_given_name": "Līga", "awarded_on": "2026-06-30", "grade": "9"}
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "PARSE_INVALID_CSV"),
        (b"\n", "PARSE_INVALID_CSV"),
        (b"a,a\n1,2\n", "PARSE_INVALID_CSV"),
        (b"a,\n1,2\n", "PARSE_INVALID_CSV"),
        (b"a,b\n1\n", "PARSE_INVALID_CSV"),
        (b"a,b\n1,2,3\n", "PARSE_INVALID_CSV"),
        (b'a,b\n"1,2\n', "PARSE_INVALID_CSV"),
        (b"a,b\n" + b"1" * 200_000 + b",2\n", "PARSE_INVALID_CSV"),
        ("title\nDrošība\n".encode("utf-16"), "PARSE_INVALID_UTF8"),
        ("title\nDrošība\n".encode("cp1257"), "PARSE_INVALID_UTF8"),
    ],
)
def test_what_is_no_table_is_refused_and_named(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "row.csv"
    path.write_bytes(content)
    with pytest.raises(ParseError) as caught:
        inputs.table(str(path))
    assert caught.value.code == code
    assert str(path) in str(caught.value)


def test_one_of_several_rows_has_to_be_picked(table: Path) -> None:
    table.write_text(ROW + "Jānis,2026-06-30,8\n", "utf-8")
    with pytest.raises(UsageError, match="has 2 rows"):
        inputs.award(str(table), None)
    assert str(inputs.award(str(table), 2).learner.given_name) == "Jānis"
    for number in (0, -1, 3):
        with pytest.raises(UsageError, match="no such row"):
            inputs.award(str(table), number)


def test_a_wrong_cell_is_named_by_file_row_and_column(table: Path) -> None:
    table.write_text(ROW + "Jānis,yesterday,8\n", "utf-8")
    with pytest.raises(ModelError) as caught:
        inputs.award(str(table), 2)
    problem = caught.value.problem
    assert (problem.code, problem.row, problem.column) == ("MODEL_DATE", 2, "awarded_on")
    assert str(table) in problem.detail


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "PARSE_INVALID_JSON"),
        ("[]", "PARSE_NOT_AN_OBJECT"),
        ("[" * 100_000, "LIMIT_DEPTH"),
        ('{"a": ' * 100_000, "LIMIT_DEPTH"),
        ("{" + " " * 9_000_000 + "}", "LIMIT_SIZE"),
    ],
    ids=["empty", "list", "deep lists", "deep objects", "long"],
)
def test_what_is_no_document_is_refused_fast_and_named(
    content: str, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "c.json"
    path.write_text(content)
    began = time.process_time()
    with pytest.raises(ElmMicrocredError) as caught:
        inputs.document(str(path))
    assert time.process_time() - began < 1
    assert caught.value.code == code
    assert str(path) in str(caught.value)


def test_a_wrong_record_is_named_with_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"title": "x", "workload": {"hours": -1}}')
    with pytest.raises(ModelError) as caught:
        inputs.record(Achievement, str(path))
    assert str(path) in caught.value.problem.detail
    assert caught.value.pointer == "/workload/hours"
    path.write_text("not json")
    with pytest.raises(ParseError, match=r"a\.json"):
        inputs.record(Award, str(path))


@pytest.mark.parametrize(
    ("payload", "members"),
    [
        ('{"id": "urn:x"}', {"signatures": []}),
        ("eyJpZCI6InVybjp4In0", {"signature": "", "protected": ""}),
    ],
    ids=["raw text", "base64url"],
)
def test_of_a_sealed_document_the_payload_is_read_and_that_is_said(
    payload: str,
    members: dict[str, object],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "sealed.jsonld"
    path.write_text(json.dumps({"payload": payload, **members}))
    assert inputs.document(str(path)) == {"id": "urn:x"}
    assert "the seal is not checked" in capsys.readouterr().err


def test_a_seal_around_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sealed.jsonld"
    path.write_text('{"payload": "ā", "signatures": []}')
    with pytest.raises(ParseError) as caught:
        inputs.document(str(path))
    assert caught.value.code in ("PARSE_INVALID_JSON", "PARSE_INVALID_UTF8")
