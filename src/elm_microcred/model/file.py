"""Records that have a file form (JSON or YAML) and a flat one (a table row)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Self

from pydantic import model_validator

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.model.base import Record
from elm_microcred.model.columns import nested
from elm_microcred.strict_json import read_json
from elm_microcred.strict_yaml import read_yaml


class FileRecord(Record):
    """A record that is read from and written to files, and made from table rows."""

    @model_validator(mode="before")
    @classmethod
    def _from_columns(cls, value: Any) -> Any:
        return nested(cls.__name__, value)[0] if isinstance(value, Mapping) else value

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Self:
        """The record that a table row describes, by the columns of `elm_microcred.model.columns`.

        Raises:
            ModelError: If a cell is missing or wrong; each problem names its column.
        """
        data, columns = nested(cls.__name__, row)
        return cls.parse(data, columns=columns)

    @classmethod
    def from_json(cls, content: bytes | str, *, limits: Limits = DEFAULT) -> Self:
        """The record that a JSON text describes.

        Raises:
            ParseError: If it is not JSON.
            LimitError: If it is too long or nested too deeply.
            ModelError: If it is not such a record.
        """
        return cls.parse(read_json(content, limits=limits))

    @classmethod
    def load(cls, path: str | PathLike[str], *, limits: Limits = DEFAULT) -> Self:
        """The record in a file: YAML where it ends in `.yaml` or `.yml`, else JSON.

        Raises:
            ParseError: If the file cannot be read.
            LimitError: If it is too long or nested too deeply.
            ModelError: If it does not hold such a record.
            MissingExtraError: For YAML without the extra `yaml`.
        """
        content = read_file(path, limits.credential_bytes)
        if Path(path).suffix.lower() in (".yaml", ".yml"):
            return cls.parse(read_yaml(content, limits=limits))
        return cls.from_json(content, limits=limits)

    def to_json(self) -> str:
        """This record as indented JSON with a final newline."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"


def read_file(path: str | PathLike[str], limit: int) -> bytes:
    """The bytes of a file of at most `limit` bytes.

    Raises:
        ParseError: If the file cannot be read.
        LimitError: If it is longer; nothing of it is read then.
    """
    try:
        size = Path(path).stat().st_size
        if size <= limit:
            return Path(path).read_bytes()
    except OSError as error:
        raise ParseError(
            "FILE_UNREADABLE", f"The file {path} cannot be read: {error.strerror}."
        ) from error
    raise LimitError(
        "LIMIT_SIZE",
        f"The file {path} is too long.",
        found=f"{size} bytes",
        expected=f"at most {limit} bytes",
    )
