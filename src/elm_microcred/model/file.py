"""Records that have a file form (JSON or YAML) and a flat one (a table row)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import AfterValidator, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from elm_microcred.errors import LimitError, ModelError, ParseError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.model.base import Record, refuse
from elm_microcred.model.columns import Half
from elm_microcred.model.findings import problems
from elm_microcred.model.rows import columns_by_place, nested
from elm_microcred.strict_json import read_json
from elm_microcred.strict_yaml import read_yaml


def written_as(version: str) -> AfterValidator:
    """The validator of the member `format`: the name and version of one file form."""

    def check(value: str) -> str:
        if value != version:
            raise refuse("MODEL_VERSION", "This is another file form", expected=version)
        return value

    return AfterValidator(check)


class FileRecord(Record):
    """A record that is read from and written to files, and made from table rows."""

    _half: ClassVar[Half | None] = None
    """The half of a micro-credential that this class is; `None` for both."""

    @model_validator(mode="before")
    @classmethod
    def _from_columns(cls, value: Any) -> Any:
        return nested(value, cls._half) if isinstance(value, Mapping) else value

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Self:
        """The record that a table row describes, by the columns of `elm_microcred.model.columns`.

        Raises:
            ModelError: If a cell is missing or wrong; each problem names its column.
        """
        try:
            return cls.model_validate(row)
        except ValidationError as error:
            columns: dict[str, str] = {}
            with suppress(PydanticCustomError):
                columns = columns_by_place(row, cls._half)
            raise ModelError.from_problems(problems(error, columns)) from error

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
        is_yaml = Path(path).suffix.lower() in (".yaml", ".yml")
        try:
            return cls.parse((read_yaml if is_yaml else read_json)(content, limits=limits))
        except (ParseError, LimitError, ModelError) as error:
            named = [replace(p, detail=f"{path}: {p.detail}") for p in error.problems]
            raise type(error).from_problems(named) from error

    def to_json(self) -> str:
        """This record as indented JSON with a final newline."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"


def read_file(path: str | PathLike[str], limit: int) -> bytes:
    """The bytes of a file of at most `limit` bytes.

    Raises:
        ParseError: If the file cannot be read.
        LimitError: If it is longer; no more than the limit is read then.
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(limit + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        raise ParseError(
            "FILE_UNREADABLE",
            f"{path}: {said}.",
            remedy="Give the path of a file that you may read.",
        ) from error
    if len(content) > limit:
        raise LimitError(
            "LIMIT_SIZE",
            f"{path}: The file is too long.",
            found=f"more than {limit} bytes",
            expected=f"at most {limit} bytes",
            remedy="Split it, or pass larger `limits`.",
        )
    return content
