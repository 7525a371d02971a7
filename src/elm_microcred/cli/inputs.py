"""What a command is given: achievements, awards (as JSON, YAML or a row), credentials."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

from elm_microcred.carriers import image_type
from elm_microcred.carriers.archive import SIGNATURES
from elm_microcred.carriers.pdf import is_pdf
from elm_microcred.cli import files
from elm_microcred.cli.output import say
from elm_microcred.errors import ElmMicrocredError, ModelError, ParseError, UsageError
from elm_microcred.exchange.formats import Part, european, parts
from elm_microcred.exchange.rdf import FORMATS
from elm_microcred.exchange.rdf_import import from_rdf
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.loading import load
from elm_microcred.model import Award
from elm_microcred.model.file import FileRecord
from elm_microcred.proofs.sd_jwt.disclosures import unpack
from elm_microcred.proofs.sd_jwt.token import read_sd_jwt
from elm_microcred.strict_json import read_json
from elm_microcred.strict_yaml import read_yaml

_FileRecord = TypeVar("_FileRecord", bound=FileRecord)

SEALED = replace(DEFAULT, credential_bytes=DEFAULT.sealed_bytes)
"""The limits for a document that is converted or exported: real ones embed images."""


def record(kind: type[_FileRecord], path: str) -> _FileRecord:
    """The record in a JSON or YAML file; `-` is JSON from standard input."""
    content = files.read(path, DEFAULT.credential_bytes)
    with naming(path):
        return kind.parse(read_yaml(content)) if _is_yaml(path) else kind.from_json(content)


def _is_yaml(path: str) -> bool:
    return Path(path).suffix.lower() in (".yaml", ".yml")


def award(path: str, row: int | None) -> Award:
    """The award in a JSON or YAML file, or in a row of a CSV file.

    Raises:
        UsageError: If a table has several rows and none was picked.
    """
    if Path(path).suffix.lower() != ".csv":
        return record(Award, path)
    rows = table(path)
    if row is None and len(rows) != 1:
        raise UsageError(
            "USAGE",
            f"{path} has {len(rows)} rows.",
            expected="one row, or --row with the number of one",
        )
    number = 1 if row is None else row
    if not 1 <= number <= len(rows):
        raise UsageError(
            "USAGE",
            f"{path} has no such row.",
            found=str(number),
            expected=f"1 to {len(rows)}",
        )
    with naming(path):
        try:
            return Award.from_row(rows[number - 1])
        except ModelError as error:
            placed = [replace(problem, row=number) for problem in error.problems]
            raise ModelError.from_problems(placed) from error


def table(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file in UTF-8, its columns parted by comma, semicolon or tab.

    Raises:
        ParseError: If it is no such table.
    """
    content = files.read(path, DEFAULT.batch_bytes)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(
            "PARSE_INVALID_UTF8",
            f"{path} is not UTF-8 text.",
            remedy="Save the table as CSV in UTF-8.",
        ) from error
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _no_table(path, f"{error}") from error
    names = [name.strip() for name in lines[0]] if lines else []
    doubled = {name for name in names if names.count(name) > 1 or not name}
    if not names or doubled:
        raise _no_table(path, f"columns without a name of their own: {sorted(doubled)}")
    rows = []
    for number, cells in enumerate(filter(None, lines[1:]), start=1):
        if len(cells) != len(names):
            raise _no_table(path, f"{len(cells)} cells in row {number} under {len(names)} columns")
        rows.append(dict(zip(names, cells, strict=True)))
    return rows


def _no_table(path: str, found: str) -> ParseError:
    return ParseError(
        "PARSE_INVALID_CSV",
        f"{path} is not a table.",
        found=found,
        expected="CSV: a line of column names, then as many cells in each row",
    )


RDF: Final = {format.extension: name for name, format in FORMATS.items() if name != "json-ld"}
"""Notations of RDF by the customary end of a file's name."""


def document(path: str, *, limits: Limits = SEALED) -> Mapping[str, Any]:
    """The parsed credential in a file; of a sealed one (JWS) its payload, which is remarked on.

    A file of RDF, told by the end of its name, becomes a European document, and so does one of
    XML that holds one credential.

    Raises:
        ParseError: If it is not a JSON object, or not RDF.
        MappingError: If the RDF is not about one credential.
        UsageError: If the XML holds several credentials.
    """
    content = files.read(path, limits.credential_bytes)
    notation = RDF.get(Path(path).suffix)
    with naming(path):
        if notation is not None:
            return from_rdf(content, format=notation, limits=limits)
        if is_xml(content):
            return _told(picked(parts(content, limits=limits), path, None), path)
        if content.startswith(b"eyJ") and b"~" in content:
            return _attestation(content, path)
        value = read_json(content, limits=limits)
        payload = _payload(value)
        if payload is not None:
            value = read_json(payload, limits=limits)
            say(f"{path} is sealed: its payload is read, the seal is not checked.")
    if not isinstance(value, dict):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT", f"{path} holds no JSON object.", expected="a credential"
        )
    made = european(value) if "vct" in value else None
    return value if made is None else _told(made, path)


def _attestation(content: bytes, path: str) -> Mapping[str, Any]:
    """The document of an SD-JWT, with what it discloses; its signature is not checked."""
    token = read_sd_jwt(content, None)
    payload = read_json(token.issued.payload)
    if not isinstance(payload, dict):
        raise ParseError("PARSE_NOT_AN_OBJECT", "The token holds no claims.")
    claims = unpack(payload, token.disclosures).claims
    say(f"{path} is a token: what it says is read, its signature is not checked.")
    made = european(claims)
    return claims if made is None else _told(made, path)


def _told(made: Part, path: str) -> Mapping[str, Any]:
    say(f"{path} became a European credential, with {len(made.losses)} losses or remarks.")
    return made.document


def is_xml(content: bytes) -> bool:
    """Whether this is XML."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or content.startswith(
        (b"\xff\xfe<", b"\xfe\xff\0<")
    )


def picked(found: Sequence[Part], path: str, number: int | None) -> Part:
    """The document of that number, or the only one.

    Raises:
        UsageError: If there are several and none was picked, or there is none of that number.
    """
    if number is None and len(found) == 1:
        return found[0]
    if number is None or not 1 <= number <= len(found):
        raise UsageError(
            "USAGE",
            f"{path} holds {len(found)} credentials.",
            found="none was picked" if number is None else str(number),
            expected=f"--part with a number from 1 to {len(found)}",
        )
    return found[number - 1]


def carried(path: str) -> bytes:
    """The credential in a file: the file itself, or the one that it carries, which is remarked on.

    Raises:
        ParseError: If it carries none.
        UsageError: If it carries several.
    """
    content = files.read(path, DEFAULT.sealed_bytes)
    is_carrier = image_type(content) or is_pdf(content) or content.startswith(SIGNATURES)
    if not is_carrier:
        return content
    with naming(path):
        found = load(content)
        for one in found:
            if one.problems:
                raise ParseError.from_problems(one.problems)
    if len(found) > 1:
        raise UsageError(
            "USAGE",
            f"{path} carries {len(found)} credentials.",
            expected="one",
            remedy="Take them out with `elm-microcred load --output FOLDER`, and verify each.",
        )
    say(f"{path} carries one credential: {' '.join(found[0].place)}.")
    return found[0].content


def is_older_badge(content: bytes) -> bool:
    """Whether this is a badge of Open Badges 2.0 or older."""
    try:
        found = load(content)
    except ElmMicrocredError:
        return False
    return [one.format for one in found] in (["open-badge-1"], ["open-badge-2"])


def _payload(value: Any) -> bytes | str | None:
    """The payload of a JSON Web Signature in JSON form: raw JSON text (`b64` false), or base64url.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-7.2
    """
    if not isinstance(value, dict) or not {"signature", "signatures"} & set(value):
        return None
    payload = value.get("payload")
    if not isinstance(payload, str) or payload.lstrip().startswith("{"):
        return payload if isinstance(payload, str) else None
    try:
        return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    except ValueError as error:
        raise ParseError(
            "PARSE_INVALID_JSON",
            "The payload of the seal is neither JSON nor base64url.",
            pointer="/payload",
            found=payload,
        ) from error


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Let whatever is wrong with a file's content say which file that is."""
    try:
        yield
    except ElmMicrocredError as error:
        first, *rest = error.problems
        named = replace(first, detail=f"In {path}: {first.detail}")
        raise type(error).from_problems([named, *rest]) from error
