"""From one format into another, through the micro-credential."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from elm_microcred.errors import MappingError, UsageError
from elm_microcred.mapping import carrying
from elm_microcred.mapping.carrying import Carried
from elm_microcred.mapping.document import Conversion, Document, Format, format_of
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


def convert(
    document: Mapping[str, Any] | MicroCredential, to: Target, *, embed: bool = False
) -> Conversion:
    """The credential in another format, unsecured, with everything that got lost on the way.

    What an earlier conversion with `embed` put into the document comes back: converted to the
    format of its original, the document is that original again, member for member.

    Args:
        document: A European Digital Credential, an Open Badge 3.0, or a micro-credential.
        to: `elm` (version 1.1 of the W3C data model, for Europass), `elm-vcdm2` (version 2.0), or
            `open-badge-3`. From one version of a European credential to the other, the document
            itself is taken over, and not what a micro-credential holds of it.
        embed: Whether what the other format cannot say travels along: as evidence of a badge, as
            attachment of a European credential. Nothing is lost then.

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
    if isinstance(document, MicroCredential):
        return _converted(document, to)
    envelope = _ENVELOPE.get(to)
    if envelope and _is_moved(document, envelope):
        moved = in_envelope(document, envelope)
        return Conversion(moved, moved.losses)
    bare, carried, told = carrying.taken_out(document)
    made = _converted(bare if carried or told else document, to)
    if carried is not None and _family(carried.format) == _family(to):
        return _restored(bare, carried, to)
    if not embed or format_of(document) == "micro-credential":
        return Conversion(made.document, (*told, *made.losses))
    return _embedded(bare, made, told)


def _converted(document: Mapping[str, Any] | MicroCredential, to: Target) -> Conversion:
    """The conversion through the micro-credential."""
    envelope = _ENVELOPE.get(to)
    source = read_source(document)
    written = to_elm(source.micro, envelope=envelope) if envelope else to_open_badge(source.micro)
    return Conversion(written, (*source.losses, *written.losses))


def _restored(bare: Mapping[str, Any], carried: Carried, to: Target) -> Conversion:
    """The original of a conversion; in the other envelope, where that is asked for."""
    form: Target = "elm-vcdm2" if carried.format == "elm-vcdm2" else "elm"
    if carried.format == "open-badge-3":
        form = "open-badge-3"
    again = _plain(_converted(bare, form).document)
    found, told = carried.restored(again)
    if not isinstance(found, dict):
        raise MappingError(
            "MAPPING_CARRIED",
            "The parts that the credential carries along leave no credential of it.",
            found=type(found).__name__,
            expected="a JSON object",
        )
    restored = Document(found)
    if form != to:
        moved = in_envelope(restored, _ENVELOPE[to])
        return Conversion(moved, (*told, *moved.losses))
    return Conversion(restored, told)


def _embedded(bare: Mapping[str, Any], made: Conversion, told: tuple[Problem, ...]) -> Conversion:
    """The conversion, with all that it lost put into it."""
    original = _plain({name: value for name, value in bare.items() if name != "proof"})
    is_badge = format_of(original) == "open-badge-3"
    form: Target = "open-badge-3"
    if not is_badge:
        form = "elm-vcdm2" if envelope_of(original) == "vcdm2" else "elm"
    again = _plain(_converted(_plain(made.document), form).document)
    carried = Carried.of(form, again, original)
    written = Document(made.document)
    if carried is not None:
        (carrying.into_elm if is_badge else carrying.into_badge)(written, carried)
    return Conversion(written, told)


def _family(form: str) -> str:
    return "open-badge-3" if form == "open-badge-3" else "elm"


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as JSON gives it back."""
    plain: dict[str, Any] = json.loads(json.dumps(document))
    return plain


def _is_moved(document: Mapping[str, Any], envelope: Envelope) -> bool:
    """Whether it is a European credential, and in the other envelope or to be in ours."""
    is_elm = format_of(document) == "elm"
    return is_elm and (envelope == "vcdm2" or envelope_of(document) == "vcdm2")
