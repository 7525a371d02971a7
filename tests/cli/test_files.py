"""Files in and out: sizes before content, whole or not at all."""

from __future__ import annotations

import io
import os
import stat
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from elm_microcred.cli import files
from elm_microcred.errors import LimitError, ParseError, UsageError


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"{}")
    assert files.read(str(path), 2) == b"{}"


def test_a_long_file_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    began = time.process_time()
    with pytest.raises(LimitError, match="100000000 bytes") as caught:
        files.read(str(path), 1_000_000)
    assert time.process_time() - began < 0.1
    assert caught.value.code == "LIMIT_SIZE"
    assert str(path) in str(caught.value)


def test_a_device_without_a_size_is_read_no_further_than_the_limit() -> None:
    with pytest.raises(LimitError, match="more than 1000 bytes"):
        files.read("/dev/zero", 1000)


def test_standard_input_is_read_no_further_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"x" * 11)))
    with pytest.raises(LimitError):
        files.read("-", 10)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"x" * 10)))
    assert files.read("-", 10) == b"x" * 10


@pytest.mark.parametrize("name", ["absent.json", ".", "a\0b"])
def test_what_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(ParseError) as caught:
        files.read(str(tmp_path / name), 1_000_000)
    assert caught.value.code == "FILE_UNREADABLE"
    assert caught.value.problem.remedy


def test_a_file_is_written_with_ordinary_rights_and_a_secret_one_for_its_owner(
    tmp_path: Path,
) -> None:
    mask = os.umask(0o022)
    try:
        files.write(tmp_path / "a", b"1")
        files.write(tmp_path / "b", b"2", secret=True)
    finally:
        os.umask(mask)
    assert (tmp_path / "a").read_bytes() == b"1"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600


def test_what_is_there_is_kept_unless_force_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(UsageError, match="stays as it is") as caught:
        files.write(path, b"new")
    assert caught.value.code == "OUTPUT_EXISTS"
    assert path.read_bytes() == b"old"
    files.write(path, b"new", force=True)
    assert path.read_bytes() == b"new"


def test_a_failed_write_leaves_what_was_there_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError, match="No space left on device") as caught:
        files.write(path, b"new", force=True)
    assert caught.value.code == "OUTPUT_UNWRITABLE"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["no-such-folder/a", "a\0b"])
def test_a_place_that_cannot_be_written_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        files.write(tmp_path / name, b"1", force=True)
    assert caught.value.code == "OUTPUT_UNWRITABLE"
