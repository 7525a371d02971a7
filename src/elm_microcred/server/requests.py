"""What the issuer's API is asked with: bodies read strictly, every wrong member named.

The models say the shape to OpenAPI as well.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from elm_microcred.errors import ParseError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.server.issuer_service import Order
from elm_microcred.strict_json import read_json

Cell = str | int | float | bool | None
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
Format = Literal["elm-vcdm2", "elm", "open-badge-3"]
Row = Annotated[dict[Annotated[str, Field(max_length=200)], Cell], Field(max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class IssueBody(_Body):
    """One credential: whose, of what, in which form."""

    key: Key = Field(description="Your name for it: asked again, the same credential comes back.")
    template: Name = Field(description="Name of an achievement of the service.")
    row: Row = Field(description="The learner's, by column: learner_given_name, awarded_on, grade…")
    format: Format = Field("elm-vcdm2", description="Format of the credential.")
    securing: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="Securing mechanism; that of the issuer's key by default."
    )

    def order(self) -> Order:
        """What is ordered."""
        return Order(self.key, self.template, self.row, self.format, self.securing)


class BatchRow(_Body):
    """One row of a batch."""

    key: Key
    row: Row


class BatchBody(_Body):
    """Many credentials of one achievement."""

    template: Name
    format: Format = "elm-vcdm2"
    securing: Annotated[str, Field(max_length=40)] | None = None
    dry_run: bool = Field(False, alias="dryRun", description="Check every row and issue nothing.")
    rows: list[BatchRow] = Field(min_length=1, max_length=10_000)

    def orders(self) -> list[Order]:
        """What is ordered."""
        return [
            Order(each.key, self.template, each.row, self.format, self.securing)
            for each in self.rows
        ]


class VerifyBody(_Body):
    """A credential that was received."""

    credential: dict[str, Any] | Annotated[str, Field(min_length=1)] = Field(
        description="The document, or the text of a token."
    )
    challenge: Annotated[str, Field(max_length=1000)] | None = None
    domain: Annotated[str, Field(max_length=1000)] | None = None


class StatusBody(_Body):
    """What becomes of a credential."""

    id: Annotated[str, Field(min_length=1, max_length=2048, pattern=r"^[^\x00-\x20\x7f]+$")] = (
        Field(description="Identifier of the credential.")
    )
    status: Literal["valid", "suspended", "revoked"]


class RotateBody(_Body):
    """A new key."""

    type: Literal["Ed25519", "P-256", "P-384"] = "Ed25519"


class RevokeBody(_Body):
    """A key that signs no more."""

    key: Annotated[str, Field(min_length=1, max_length=2048)] = Field(
        description="Its verification method, or what follows # in it."
    )


T = TypeVar("T", bound=BaseModel)


def read_body(kind: type[T], content: bytes, max_bytes: int) -> T:
    """The body of a request.

    Raises:
        ParseError: If it is not JSON that everybody reads alike, or not such a body: every wrong
            member with its place.
    """
    value = read_json(content, limits=_LIMITS, max_bytes=max_bytes)
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)[:50]
        raise ParseError.from_problems([_problem(each) for each in found]) from error


_LIMITS = Limits(members=DEFAULT.members * 20)
"""A batch holds many rows; nothing in it costs more than reading it."""


def _problem(error: Any) -> Problem:
    return Problem(
        "REQUEST_MALFORMED",
        f"{error['msg']}.",
        pointer=json_pointer(tuple(error["loc"])),
        found=None if error["type"] == "missing" else shorten(error["input"]),
    )


def body_of(kind: type[BaseModel]) -> dict[str, Any]:
    """What OpenAPI is told of a body: its schema with nothing referred to."""
    schema = kind.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs", {})
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _inlined(schema, definitions)}},
        }
    }


def _inlined(value: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_inlined(each, definitions) for each in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _inlined(definitions[value["$ref"].rpartition("/")[2]], definitions)
    return {name: _inlined(each, definitions) for name, each in value.items()}
