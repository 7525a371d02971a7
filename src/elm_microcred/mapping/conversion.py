"""From one format into another, through the micro-credential."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from elm_microcred.errors import MappingError, UsageError
from elm_microcred.mapping.document import Conversion, Format, format_of
from elm_microcred.mapping.elm import to_elm
from elm_microcred.mapping.elm.envelopes import Envelope, envelope_of, in_envelope
from elm_microcred.mapping.elm.from_elm import read_elm
from elm_microcred.mapping.open_badges import to_open_badge
from elm_microcred.mapping.open_badges.reading import read_open_badge
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem

Target = Literal["elm", "elm-vcdm2", "open-badge-3"]
TARGETS: Final = ("elm", "elm-vcdm2", "open-badge-3")

_ENVELOPE: Final[Mapping[str, Envelope]] = {"elm": "edc", "elm-vcdm2": "vcdm2"}


@dataclass(frozen=True, slots=True)
class Source:
    """A document of any known kind, read.

    Attributes:
        micro: The micro-credential that it describes.
        kind: What kind of document it is.
        told: Gives what was read less exactly, or not at all, when it is asked for.
        place: The JSON Pointer into the document for one into the micro-credential.
    """

    micro: MicroCredential
    kind: Format
    told: Callable[[], tuple[Problem, ...]]
    place: Callable[[str], str]

    @property
    def losses(self) -> tuple[Problem, ...]:
        """What was read less exactly, or not at all."""
        return self.told()


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
    source = read_source(document)
    if losses is not None:
        losses += source.losses
    return source.micro


def read_source(document: Mapping[str, Any] | MicroCredential, *, named: bool = True) -> Source:
    """As `read`, with the places in the document.

    Args:
        document: A European Digital Credential, an Open Badge 3.0, or a micro-credential.
        named: Whether what a European credential gives no id gets that of its content; a look
            at what it says needs none.

    Raises:
        ParseError: If the document is of no kind that is known.
        MappingError: If it cannot be read as a micro-credential.
        ModelError: If a value in it cannot be.
    """
    if isinstance(document, MicroCredential):
        return Source(document, "micro-credential", tuple, str)
    kind = format_of(document)
    if kind == "micro-credential":
        return Source(MicroCredential.parse(document), kind, tuple, str)
    if kind == "elm":
        elm = read_elm(document, named=named)
        return Source(elm.micro, kind, lambda: elm.losses, elm.place)
    if kind == "open-badge-3":
        noted: list[Problem] = []
        micro, places = read_open_badge(document, losses=noted)
        return Source(micro, kind, lambda: tuple(noted), lambda pointer: _nearest(pointer, places))
    raise MappingError(
        "MAPPING_NO_COUNTERPART",
        "A record of many achievements is no micro-credential.",
        found=kind,
        expected="a credential about one achievement",
        remedy="Take out the credentials that it holds.",
    )


def _nearest(pointer: str, places: Mapping[str, tuple[str, ...]]) -> str:
    """Where the thing itself stands, or the nearest one above it."""
    while pointer and not places.get(pointer):
        pointer = pointer.rpartition("/")[0]
    return next(iter(places.get(pointer, ())), "")


def convert(document: Mapping[str, Any] | MicroCredential, to: Target) -> Conversion:
    """The credential in another format, unsecured, with everything that got lost on the way.

    Args:
        document: A European Digital Credential, an Open Badge 3.0, or a micro-credential.
        to: `elm` (version 1.1 of the W3C data model, for Europass), `elm-vcdm2` (version 2.0), or
            `open-badge-3`. From one version of a European credential to the other, the document
            itself is taken over, and not what a micro-credential holds of it.

    Raises:
        ParseError: If the document is of no kind that is known.
        MappingError: If it cannot be read as a micro-credential.
        ModelError: If a value in it cannot be.
        UsageError: If there is no such target.
    """
    if to not in TARGETS:
        raise UsageError(
            "USAGE", "This is no target.", found=str(to), expected=" or ".join(TARGETS)
        )
    envelope = _ENVELOPE.get(to)
    if envelope and not isinstance(document, MicroCredential) and _is_moved(document, envelope):
        moved = in_envelope(document, envelope)
        return Conversion(moved, moved.losses)
    source = read_source(document)
    written = to_elm(source.micro, envelope=envelope) if envelope else to_open_badge(source.micro)
    return Conversion(written, (*source.losses, *written.losses))


def _is_moved(document: Mapping[str, Any], envelope: Envelope) -> bool:
    """Whether it is a European credential, and in the other envelope or to be in ours."""
    is_elm = format_of(document) == "elm"
    return is_elm and (envelope == "vcdm2" or envelope_of(document) == "vcdm2")
