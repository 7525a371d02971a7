"""Files: JSON and YAML in and out; a bad file is refused at once, by name, place and remedy."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from elm_microcred.errors import ElmMicrocredError, LimitError, ModelError, ParseError
from elm_microcred.limits import Limits
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.model.file import read_file

COURSE = {"language": "lv", "title": {"lv": "Ostas drošība", "en": "Port safety"}, "workload": 60}


@contextmanager
def refused(
    error: type[ElmMicrocredError], code: str, path: Path, *, pointer: str = ""
) -> Iterator[None]:
    """Within a second, a typed error that names the file."""
    started = time.process_time()
    with pytest.raises(error) as raised:
        yield
    assert time.process_time() - started < 1
    assert type(raised.value) is error
    assert (raised.value.code, raised.value.pointer) == (code, pointer)
    assert path.name in str(raised.value)
    assert path.name in raised.value.problem.detail
    problem = raised.value.problem
    assert problem.expected or problem.remedy, "what to do"


def written(folder: Path, content: str | bytes, name: str = "course.json") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    course = Achievement.parse(COURSE)
    as_json = written(tmp_path, course.to_json())
    as_yaml = written(tmp_path, yaml.safe_dump(COURSE, allow_unicode=True), "course.YAML")
    by_hand = written(
        tmp_path,
        "language: lv\ntitle:\n  lv: Ostas drošība\n  en: Port safety\nworkload: 60\n",
        "a.yml",
    )
    assert Achievement.load(as_json) == course
    assert Achievement.load(str(as_yaml)) == Achievement.load(by_hand) == course


def test_a_file_is_readable_text(tmp_path: Path) -> None:
    text = Achievement.parse(COURSE).to_json()
    assert text.endswith("}\n")
    assert "Ostas drošība" in text
    assert json.loads(text)["workload"] == {"hours": "60"}


def test_a_micro_credential_has_a_file_form_too(tmp_path: Path) -> None:
    micro = MicroCredential(Achievement.parse(COURSE), Award.parse({"results": ["9"]}))
    assert MicroCredential.load(written(tmp_path, micro.to_json())) == micro


def test_dates_of_yaml_are_text(tmp_path: Path) -> None:
    path = written(
        tmp_path, "awarded_at: 2026-06-30\nlearner: {date_of_birth: 1999-10-02}\n", "a.yaml"
    )
    assert Award.load(path) == Award.parse(
        {"awarded_at": "2026-06-30", "learner": {"date_of_birth": "1999-10-02"}}
    )


@pytest.mark.parametrize(
    ("content", "error", "code", "pointer"),
    [
        ("", ParseError, "PARSE_INVALID_JSON", ""),
        ("not JSON", ParseError, "PARSE_INVALID_JSON", ""),
        ('{"title": "t"', ParseError, "PARSE_INVALID_JSON", ""),
        (b"\xff\xfe{}", ParseError, "PARSE_INVALID_UTF8", ""),
        ('{"title": "t", "title": "u"}', ParseError, "PARSE_DUPLICATE_KEY", "/title"),
        ("[" * 100_000, LimitError, "LIMIT_DEPTH", None),
        ('{"title": ' * 100_000, LimitError, "LIMIT_DEPTH", None),
        ('{"x": [' + "1," * 100_000 + "1]}", LimitError, "LIMIT_MEMBERS", ""),
        ("[]", ModelError, "MODEL_TYPE", ""),
        ("null", ModelError, "MODEL_TYPE", ""),
        ("{}", ModelError, "MODEL_MISSING", "/title"),
        ('{"title": "t", "workload": -1}', ModelError, "MODEL_VALUE", "/workload/hours"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_a_bad_json_file(
    tmp_path: Path,
    content: str | bytes,
    error: type[ElmMicrocredError],
    code: str,
    pointer: str | None,
) -> None:
    path = written(tmp_path, content)
    if pointer is None:
        with pytest.raises(error) as raised:
            Achievement.load(path)
        pointer = raised.value.pointer
    with refused(error, code, path, pointer=pointer):
        Achievement.load(path)


@pytest.mark.parametrize(
    ("content", "error", "code", "pointer"),
    [
        ("", ModelError, "MODEL_TYPE", ""),
        ("title: [", ParseError, "PARSE_INVALID_YAML", ""),
        (b"title: \xff", ParseError, "PARSE_INVALID_UTF8", ""),
        ("title: t\ntitle: u", ParseError, "PARSE_DUPLICATE_KEY", ""),
        ("title: &t t\ndescription: *t", ParseError, "PARSE_INVALID_YAML", ""),
        ("[" * 100_000, LimitError, "LIMIT_DEPTH", ""),
        ("title: t\nworkload: -1", ModelError, "MODEL_VALUE", "/workload/hours"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_a_bad_yaml_file(
    tmp_path: Path,
    content: str | bytes,
    error: type[ElmMicrocredError],
    code: str,
    pointer: str,
) -> None:
    path = written(tmp_path, content, "course.yaml")
    with refused(error, code, path, pointer=pointer):
        Achievement.load(path)


@pytest.mark.parametrize("name", ["course.json", "course.yaml"])
def test_a_file_of_100_megabytes_is_not_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    with refused(LimitError, "LIMIT_SIZE", path):
        Achievement.load(path)


def test_a_file_that_never_ends_is_not_read() -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("this system has no /dev/zero")
    with refused(LimitError, "LIMIT_SIZE", endless):
        Achievement.load(endless)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with refused(ParseError, "FILE_UNREADABLE", tmp_path / "missing.json"):
        Achievement.load(tmp_path / "missing.json")
    with refused(ParseError, "FILE_UNREADABLE", tmp_path):
        Award.load(tmp_path)
    with pytest.raises(ParseError, match="FILE_UNREADABLE"):
        Award.load("a\0b")


def test_the_limit_of_a_file_is_the_callers(tmp_path: Path) -> None:
    path = written(tmp_path, b"12345")
    assert read_file(path, 5) == b"12345"
    with refused(LimitError, "LIMIT_SIZE", path):
        read_file(path, 4)
    with pytest.raises(LimitError):
        Achievement.load(path, limits=Limits(credential_bytes=4))


def test_each_problem_of_a_file_names_it(tmp_path: Path) -> None:
    path = written(tmp_path, '{"id": "x", "title": 5}')
    with pytest.raises(ModelError) as raised:
        Achievement.load(path)
    assert [path.name in p.detail for p in raised.value.problems] == [True, True]


def test_text_that_is_no_file(tmp_path: Path) -> None:
    assert Achievement.from_json(json.dumps(COURSE)) == Achievement.parse(COURSE)
    data: Any = {"title": {"en": ""}}
    with pytest.raises(ModelError) as raised:
        Achievement.from_json(json.dumps(data).encode())
    assert raised.value.pointer == "/title/en"
