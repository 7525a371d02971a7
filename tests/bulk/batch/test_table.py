"""Tables as people save them: what is wrong is said with its row and its column."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pki
import seals
from databases import LISTS, NOW
from elm_microcred.bulk.batch import Checker, csv_rows, findings_csv, read_rows, safe_cell, to_csv
from elm_microcred.bulk.batch.dates import readings, turned
from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem
from issuing_many import template

TEMPLATE = template(lists=False)
HEADER = ["key", "learner_given_name", "learner_family_name", "awarded_on", "credits_earned"]
GOOD = ["1", "Ada", "Example", "2026-02-01", "2.5"]


def table(*rows: list[str], header: list[str] = HEADER, delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode()


def found(content: bytes, **options: object) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of every finding of the dry run."""
    rows = csv_rows(io.BytesIO(content), **options)  # type: ignore[arg-type]
    checked = list(Checker(TEMPLATE, NOW).rows(rows))
    return [(p.code, p.row, p.column) for one in checked for p in one.problems]


def with_cell(column: str, value: str) -> bytes:
    """A good table with another cell in its second row."""
    header = HEADER if column in HEADER else [*HEADER, column]
    second = dict(zip(header, ["2", *GOOD[1:]], strict=False)) | {column: value}
    first = [*GOOD, *[""] * (len(header) - len(HEADER))]
    return table(first, [second[name] for name in header], header=header)


def test_a_good_table_has_no_findings() -> None:
    assert found(table(GOOD, ["2", *GOOD[1:]])) == []


CELLS: dict[str, tuple[str, str, str]] = {
    f"{column} {value!r}": (column, value, code)
    for code, cells in {
        "MODEL_DATE": {
            "awarded_on": [
                "31.12.2025",
                "31. 12. 2025",
                "31.12.2025.",
                "31/12/2025",
                "12/31/2025",
                "31-12-2025",
                "2025/12/31",
                "2025. 12. 31.",
                "2025年12月31日",
                "31 décembre 2025",
                "31. Dezember 2025",
                "December 31, 2025",
                "2025. gada 31. decembris",
                "31/12/25",
                "46022",
                "2025-02-30",
                "2025-13-01",
                "20251231",
                "yesterday",
                "0000-00-00",
            ],
            "valid_until": ["31.12.2030", "never"],
            "learner_date_of_birth": ["1.1.2000", "01/02/2000", "2000"],
            "ended_on": ["3/4/2026", "30.2.2026", "Dec-25", "2025-1-1", "31.12.2025 10:00"],
            "issued_on": ["2026-02-01 10:00", "2026-02-01T10:00"],
            "started_on": ["2026-W05", "二〇二五年", "1404/11/12", "H29.4.1"],
        },
        "MODEL_IRI": {
            "credential_id": ["17"],
            "learner_id": ["ada", "did:", "http://a b"],
            "renewal_of": ["the old one"],
            "evidence": ["see the annex"],
        },
        "BATCH_FORMULA": {
            "learner_given_name": [
                "=1+1",
                "=cmd|' /C calc'!A0",
                "+1",
                "-1+2",
                "@SUM(1)",
                "\t=1",
                "\r=1",
                "＝1",
                "＋1",
                "－1",
                "＠a",
                "  =1",
            ],
        },
        "BATCH_CELL": {
            "learner_family_name": ["a\x00b", "a\x07b", "a\x1b[31m", "Kalni\ufffda", "\x85x"]
        },
        "BATCH_CELL_ENCODING": {
            "learner_given_name": ["LÄ«ga", "Ã‰milie", "JosÃ©", "MÃ¼ller", "CitroÃ«n"]
        },
        "MODEL_NUMBER": {"credits_earned": ["2,5", "two", "2.5 ECTS", "1e3", "٣", "½", "-"]},
        "VOCABULARY_UNKNOWN_CODE": {"place_country": ["Latvia", "XX", "lat"]},
    }.items()
    for column, values in cells.items()
    for value in values
}


@pytest.mark.parametrize("name", CELLS)
def test_a_wrong_cell_is_named_with_its_row_and_column(name: str) -> None:
    column, value, code = CELLS[name]
    findings = found(with_cell(column, value))
    assert findings != []
    assert {(row, at) for _, row, at in findings} == {(2, column)}
    if code in ("MODEL_NUMBER", "VOCABULARY_UNKNOWN_CODE"):
        return  # the model's own words for it are tested where the model is
    assert code in {each for each, _, _ in findings}


def _bytes(cell: bytes) -> bytes:
    return table(GOOD) + b"2," + cell + b",Example,2026-02-01,2.5\r\n"


ROWS: dict[str, tuple[bytes, str, int | None]] = {
    "a cell too few": (table(GOOD, GOOD[1:]), "BATCH_ROW", 2),
    "a cell too many": (table(GOOD, ["2", *GOOD[1:], "more"]), "BATCH_ROW", 2),
    "an open quotation mark": (table(GOOD) + b'2,"Ada,Example,2026-02-01,1\r\n', "BATCH_ROW", 2),
    "text after a quoted cell": (_bytes(b'"Ada" x'), "BATCH_ROW", 2),
    "a quotation mark that is not doubled": (_bytes(b'"A "d" a"'), "BATCH_ROW", 2),
    "Latin-1": (_bytes("Émilie".encode("latin-1")), "PARSE_INVALID_UTF8", 2),
    "Windows": (_bytes("Līga".encode("cp1257")), "PARSE_INVALID_UTF8", 2),
    "half a letter": (_bytes("ī".encode()[:1]), "PARSE_INVALID_UTF8", 2),
    "a surrogate": (_bytes(b"\xed\xa0\x80"), "PARSE_INVALID_UTF8", 2),
    "an overlong letter": (_bytes(b"\xc0\xaf"), "PARSE_INVALID_UTF8", 2),
    "the same key": (table(GOOD, GOOD), "BATCH_DUPLICATE_ID", 2),
    "the same row": (table(GOOD[1:], GOOD[1:], header=HEADER[1:]), "BATCH_DUPLICATE_ID", 2),
    "a name twice": (
        table(["1", "a", "b"], header=["key", "learner_given_name", "learner_given_name"]),
        "BATCH_HEADER",
        None,
    ),
    "no name": (
        table(["1", "a", "b"], header=["key", "", "learner_full_name"]),
        "BATCH_HEADER",
        None,
    ),
    "another separator": (table(GOOD, delimiter="|"), "BATCH_HEADER", None),
    "no header": (table(header=GOOD), "BATCH_HEADER", None),
    "a misspelt column": (
        table([*GOOD, "x"], header=[*HEADER, "learner_givenname"]),
        "BATCH_COLUMN_UNKNOWN",
        None,
    ),
    "a column as people say it": (
        table([*GOOD, "x"], header=[*HEADER, "Learner Full Name"]),
        "BATCH_COLUMN_UNKNOWN",
        None,
    ),
    "a byte order mark inside": (
        table(["1", "Ada"], header=["key", "\ufefflearner_given_name"]),
        "BATCH_HEADER",
        None,
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_row_is_named(name: str) -> None:
    content, code, row = ROWS[name]
    findings = found(content)
    if name == "a byte order mark inside":
        assert any(each.startswith(("BATCH_COLUMN", "BATCH_HEADER")) for each, _, _ in findings)
        return
    assert (code, row) in {(each, at) for each, at, _ in findings}


def test_there_are_a_hundred_kinds_of_errors() -> None:
    assert len(CELLS) + len(ROWS) + len(WHOLE) >= 100


WHOLE: dict[str, bytes] = {
    "empty": b"",
    "an empty line": b"\r\n",
    "commas": b",,,\r\n",
    "UTF-16 little-endian": table(GOOD).decode().encode("utf-16"),
    "UTF-16 big-endian": b"\xfe\xff" + table(GOOD).decode().encode("utf-16-be"),
    "a workbook": b"PK\x03\x04" + b"\x00" * 100,
    "an old workbook": b"\xd0\xcf\x11\xe0" + b"\x00" * 100,
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_no_table_is_refused(name: str) -> None:
    with pytest.raises(ParseError) as caught:
        found(WHOLE[name])
    assert caught.value.code in ("PARSE_INVALID_CSV", "PARSE_INVALID_UTF8")


READ: dict[str, Callable[[], tuple[bytes, dict[str, object]]]] = {
    "commas": lambda: (table(GOOD), {}),
    "semicolons": lambda: (table(GOOD, delimiter=";"), {}),
    "tabs": lambda: (table(GOOD, delimiter="\t"), {}),
    "bars": lambda: (table(GOOD, delimiter="|"), {"delimiter": "|"}),
    "a byte order mark": lambda: (b"\xef\xbb\xbf" + table(GOOD), {}),
    "a line that names the separator": lambda: (b"sep=;\r\n" + table(GOOD, delimiter=";"), {}),
    "UTF-16": lambda: (table(GOOD).decode().encode("utf-16"), {"encoding": "utf-16"}),
    "Windows": lambda: (table(GOOD), {"encoding": "cp1252"}),
    "lines of Unix": lambda: (table(GOOD).replace(b"\r\n", b"\n"), {}),
    "empty lines": lambda: (table(GOOD) + b"\r\n,,,,\r\n", {}),
    "empty columns": lambda: (table([*GOOD, "", ""], header=[*HEADER, "", ""]), {}),
}


@pytest.mark.parametrize("name", READ)
def test_every_spelling_of_a_table_is_read_alike(name: str) -> None:
    content, options = READ[name]()
    rows = list(csv_rows(io.BytesIO(content), **options))  # type: ignore[arg-type]
    assert [row.values for row in rows] == [{}, dict(zip(HEADER, GOOD, strict=True))]
    assert [problem for row in rows for problem in row.problems] == []


def test_dates_are_turned_when_it_is_said_how_they_stand() -> None:
    for text in ("31.12.2025", "31/12/2025", "31-12-2025", "2025/12/31", "2025年12月31日"):
        assert turned(text, "day-first") == "2025-12-31"
    assert turned("12/31/2025", "month-first") == "2025-12-31"
    assert turned("31/12/2025", "month-first") == "31/12/2025"
    assert turned("2025-12-31T10:00:00Z", "day-first") == "2025-12-31T10:00:00Z"
    assert [f"{day}" for day in readings("03/04/2026").values()] == ["2026-04-03", "2026-03-04"]
    content = with_cell("awarded_on", "31.12.2025")
    assert found(content, dates="day-first") == []
    (row,) = [r for r in csv_rows(io.BytesIO(content), dates="day-first") if r.number == 2]
    assert row.values["awarded_on"] == "2025-12-31"


def test_what_to_do_about_a_date_is_said() -> None:
    rows = csv_rows(io.BytesIO(with_cell("awarded_on", "03/04/2026")))
    (problem,) = [p for one in Checker(TEMPLATE, NOW).rows(rows) for p in one.problems]
    assert "2026-04-03 (--dates day-first)" in problem.remedy
    assert "2026-03-04 (--dates month-first)" in problem.remedy


@pytest.mark.parametrize("options", [{"encoding": "klingon"}, {"delimiter": ",,"}])
def test_an_option_that_cannot_be_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        found(table(GOOD), **options)


def test_a_key_that_is_asked_for_must_be_there() -> None:
    rows = csv_rows(io.BytesIO(table(["", *GOOD[1:]], ["x" * 300, *GOOD[1:]])))
    checked = Checker(TEMPLATE, NOW, key="key").rows(rows)
    problems = [p for one in checked for p in one.problems]
    assert {(p.code, p.row) for p in problems} == {
        ("BATCH_KEY_MISSING", 1),
        ("BATCH_KEY_MISSING", 2),
    }


JSON_LINES = (
    b'\xef\xbb\xbf{"key": "1", "learner_given_name": "Ada", "awarded_on": "2026-02-01"}\n'
    b"\n"
    b'{"key": "2", "learner": {"full_name": "Bo"}, "awarded_at": "2026-02-01"}\n'
    b"not json\n"
    b"[]\n"
    b'{"key": "1", "key": "3"}\n'
    b'{"key": "6", "awarded_on": "31.12.2025"}'
)


def test_json_lines_are_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(JSON_LINES)
    checked = list(Checker(TEMPLATE, NOW).rows(read_rows(path)))
    assert [one.number for one in checked if one.input] == [1, 2]
    assert [(p.code, p.row) for one in checked for p in one.problems] == [
        ("PARSE_INVALID_JSON", 3),
        ("PARSE_NOT_AN_OBJECT", 4),
        ("PARSE_DUPLICATE_KEY", 5),
        ("MODEL_DATE", 6),
    ]


def test_a_line_that_is_too_long_does_not_stop_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    long = json.dumps({"key": "1", "text": "x" * 3_000_000})
    path.write_text(long + '\n{"key": "2"}\n')
    assert [(row.number, [p.code for p in row.problems]) for row in read_rows(path)] == [
        (1, ["LIMIT_SIZE"]),
        (2, []),
    ]


def test_parquet_is_read_in_parts(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    import datetime as dt
    from decimal import Decimal

    path = tmp_path / "rows.parquet"
    columns = {
        "key": [str(n) for n in range(2_500)],
        "learner_given_name": ["Ada"] * 2_500,
        "awarded_on": [dt.date(2026, 2, 1)] * 2_500,
        "ended_on": [dt.datetime(2026, 2, 1)] * 2_500,
        "credits_earned": [Decimal("2.5")] * 2_499 + [None],
    }
    pq.write_table(pa.table(columns), path)
    rows = list(read_rows(path))
    assert [row.number for row in rows] == list(range(1, 2_501))
    assert rows[0].values == {
        "key": "0",
        "learner_given_name": "Ada",
        "awarded_on": "2026-02-01",
        "ended_on": "2026-02-01",
        "credits_earned": "2.5",
    }
    assert "credits_earned" not in rows[-1].values
    checked = Checker(TEMPLATE, NOW).rows(iter(rows[:3]))
    assert [one.problems for one in checked] == [(), (), ()]
    path.write_bytes(b"no parquet")
    with pytest.raises(ParseError):
        list(read_rows(path))


def test_a_file_that_cannot_be_read_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(ParseError) as caught:
        list(read_rows(tmp_path / "absent.csv"))
    assert caught.value.code == "FILE_UNREADABLE"
    with pytest.raises(UsageError):
        list(read_rows(tmp_path / "rows.xyz"))
    path = tmp_path / "rows.csv"
    path.write_bytes(table(GOOD))
    with pytest.raises(LimitError):
        list(read_rows(path, limits=Limits(batch_bytes=10)))


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_every_exported_cell_is_safe_and_keeps_its_text(cells: list[str]) -> None:
    columns = [f"c{n}" for n in range(len(cells))]
    content = to_csv(columns, [dict(zip(columns, cells, strict=True))])
    assert content.startswith(b"\xef\xbb\xbf")
    _, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    for cell, exported in zip(cells, row, strict=True):
        assert not exported.lstrip(" \xa0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        written = cell.encode("utf-8", "replace").decode()
        assert exported in (written, f"'{written}")


def test_findings_are_a_table() -> None:
    problem = Problem("BATCH_FORMULA", "What.", found="=1+1", remedy="So.", row=2, column="grade")
    head, row = csv.reader(io.StringIO(findings_csv([problem]).decode("utf-8-sig"), newline=""))
    assert head[:2] == ["row", "column"]
    assert row == ["2", "grade", "warning", "BATCH_FORMULA", "What.", "'=1+1", "", "So."]
    assert safe_cell(None) == "" and safe_cell(-1) == "'-1"


def test_what_the_journal_knows_is_not_looked_at_again() -> None:
    from elm_microcred.bulk.batch import Batch, Folder
    from elm_microcred.bulk.journal import Journal
    from issuing_many import SIGNER

    content = table(GOOD, ["2", *GOOD[1:]])
    with Journal.open(lists=LISTS) as journal:
        batch = Batch(journal, "b", TEMPLATE, SIGNER)
        checked = list(batch.check(csv_rows(io.BytesIO(content)), NOW))
        assert [one.number for one in checked if one.input] == [1, 2]
        assert isinstance(Folder, type)
        list(journal.plan("b", [one.input for one in checked if one.input]))
        changed = table(GOOD, ["2", "Bo", *GOOD[2:]])
        again = list(batch.check(csv_rows(io.BytesIO(changed)), NOW))
        assert [(p.code, p.row) for one in again for p in one.problems] == [
            ("BATCH_KEY_CONFLICT", 2)
        ]


class _Elsewhere:
    """A signer that may not be asked in a dry run: its key is in a device."""

    def __init__(self, algorithm: str, certificates: Sequence[bytes] = ()) -> None:
        self.verification_method = "https://issuer.example/keys#1"
        self.controller = "https://issuer.example/keys"
        self.algorithm = algorithm
        self.certificates = certificates

    def sign(self, data: bytes, /) -> bytes:
        raise AssertionError("a dry run asks nobody to sign")


@pytest.mark.parametrize(
    ("securing", "algorithm", "found"),
    [
        ("ecdsa-rdfc-2019", "ES256", set()),
        ("ecdsa-jcs-2019", "ES384", set()),
        ("vc+jwt", "Ed25519", set()),
        ("ecdsa-rdfc-2019", "Ed25519", {"KEY_TYPE_MISMATCH"}),
        ("eddsa-rdfc-2022", "ES256", {"KEY_TYPE_MISMATCH"}),
        ("ecdsa-rdfc-2019", "of a device that is not known here", set()),
    ],
)
def test_one_row_is_signed_as_all_will_be_by_a_key_that_is_forgotten(
    securing: str, algorithm: str, found: set[str]
) -> None:
    template = replace(TEMPLATE, target="elm-vcdm2", securing=securing)
    rows = csv_rows(io.BytesIO(table(GOOD)))
    checked = Checker(template, NOW, signer=_Elsewhere(algorithm)).rows(rows)
    assert {problem.code for one in checked for problem in one.problems} == found


def test_a_seal_is_tried_with_the_certificates_of_its_signer() -> None:
    made = pki.pki("RSA")
    template = replace(TEMPLATE, target="elm", securing="jades")
    found = []
    for certificates in (seals.signer(made.seal).certificates, ()):
        signer = _Elsewhere("RS256", certificates)
        checked = Checker(template, pki.NOW, signer=signer).rows(csv_rows(io.BytesIO(table(GOOD))))
        found.append({problem.code for one in checked for problem in one.problems})
    # The example is of another organisation than the seal, which no trial without it would tell.
    assert found[0] == {"SEAL_ISSUER_MISMATCH"}
    assert found[1] and found[1] != found[0]
