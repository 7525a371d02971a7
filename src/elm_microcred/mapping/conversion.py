"""From one format into another, through the micro-credential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from elm_microcred.errors import MappingError, UsageError
from elm_microcred.mapping.document import Conversion, Document, format_of
from elm_microcred.mapping.elm import from_elm, to_elm
from elm_microcred.mapping.open_badges import from_open_badge, to_open_badge
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem

Target = Literal["elm", "open-badge-3"]


def convert(document: Mapping[str, Any] | MicroCredential, to: Target) -> Conversion:
    """The credential in another format, unsecured, with everything that got lost on the way.

    Args:
        document: A European Digital Credential, an Open Badge 3.0, or a micro-credential.
        to: `elm` or `open-badge-3`.

    Raises:
        ParseError: If the document is of no kind that is known.
        MappingError: If it cannot be read as a micro-credential.
        ModelError: If a value in it cannot be.
        UsageError: If there is no such target.
    """
    losses: list[Problem] = []
    micro = read(document, losses=losses)
    written: Document
    if to == "elm":
        written = to_elm(micro)
    elif to == "open-badge-3":
        written = to_open_badge(micro)
    else:
        raise UsageError(
            "USAGE", "This is no target.", found=str(to), expected="elm or open-badge-3"
        )
    return Conversion(written, (*losses, *written.losses))


def read(
    document: Mapping[str, Any] | MicroCredential, *, losses: list[Problem] | None = None
) -> MicroCredential:
    """The micro-credential that a document of any known kind describes.

    Args:
        document: A European Digital Credential, an Open Badge 3.0, or a micro-credential.
        losses: A list that takes what was read less exactly, or not at all.

    Raises:
        ParseError: If the document is of no kind that is known.
        MappingError: If it cannot be read as a micro-credential.
        ModelError: If a value in it cannot be.
    """
    if isinstance(document, MicroCredential):
        return document
    kind = format_of(document)
    if kind == "elm":
        return from_elm(document, losses=losses)
    if kind == "open-badge-3":
        return from_open_badge(document, losses=losses)
    if kind == "micro-credential":
        return MicroCredential.parse(document)
    raise MappingError(
        "MAPPING_NO_COUNTERPART",
        "A record of many achievements is no micro-credential.",
        found=kind,
        expected="a credential about one achievement",
        remedy="Take out the credentials that it holds.",
    )
