"""What carries a credential: badges baked into pictures, PDF attachments, archives, data URLs.

```python
from elm_microcred import bake, unbake

picture = bake(png, secured.content)  # PNG or SVG
unbake(picture).content  # the same bytes
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, Protocol

from elm_microcred.carriers import png, svg
from elm_microcred.carriers.baked import OPEN_BADGES_2, OPEN_BADGES_3, Baked, malformed
from elm_microcred.carriers.compact_jws import payload_of
from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.strict_json import read_json

__all__ = ["Baked", "bake", "baked_in", "image_problems", "image_type", "several", "unbake"]

_SVG: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?svg[\s/>]")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SNIFFED: Final = 64 * 1024


def image_type(content: bytes) -> str | None:
    """`image/png` or `image/svg+xml`, told by the bytes; `None` for anything else."""
    if content.startswith(png.SIGNATURE):
        return "image/png"
    head = content[:_SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") and _SVG.search(head):
        return "image/svg+xml"
    return None


def baked_in(image: bytes, *, limits: Limits = DEFAULT) -> tuple[Baked, ...]:
    """Every badge in a picture, whatever readers may think of how it stands there.

    Raises:
        ParseError: If it is no whole PNG or SVG.
        LimitError: If it, or something in it, is too long.
    """
    return _module(image, limits).read(image, limits)


def unbake(image: bytes, *, limits: Limits = DEFAULT) -> Baked:
    """The one badge in a picture, as the standards have it baked.

    Raises:
        ParseError: If the picture is not whole, holds no badge (`IMAGE_NO_CREDENTIAL`), several
            (`IMAGE_MULTIPLE_CREDENTIALS`), or one that is compressed (`IMAGE_COMPRESSED`).
        LimitError: If it, or something in it, is too long.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#baked-badge
    """
    found = baked_in(image, limits=limits)
    if not found:
        raise ParseError(
            "IMAGE_NO_CREDENTIAL",
            "No badge stands in this picture.",
            expected="an iTXt chunk openbadgecredential (PNG), or openbadges:credential (SVG)",
            remedy="Ask for the badge as a file: many programs strip what pictures carry.",
            spec=png.SPEC,
        )
    if len(found) > 1:
        raise ParseError.from_problems([several(found)])
    if found[0].problems:
        raise ParseError.from_problems(found[0].problems)
    return found[0]


def several(found: tuple[Baked, ...]) -> Problem:
    """What is wrong with a picture that carries more than one badge."""
    return Problem(
        "IMAGE_MULTIPLE_CREDENTIALS",
        "Several badges stand in one picture: readers would take different ones.",
        found=", ".join(badge.place for badge in found[:4]),
        expected="one badge",
        remedy="Ask for the picture as it was issued.",
        spec=png.SPEC,
    )


def bake(
    image: bytes,
    credential: bytes | str,
    *,
    overwrite: bool = False,
    limits: Limits = DEFAULT,
) -> bytes:
    """A PNG or SVG picture that carries a badge.

    A badge in Open Badges 2.0 form is baked as that standard has it, any other as 3.0. The
    bytes come out as they went in, except that line ends in an SVG are those of XML.

    Args:
        image: The picture.
        credential: A secured credential: JSON, or a compact JSON Web Signature.
        overwrite: Whether a badge that stands there already may be replaced.
        limits: What picture and badge may cost.

    Raises:
        ParseError: If the picture is no whole PNG or SVG, or the credential is neither JSON nor
            a signature.
        UsageError: If a badge stands there already, or cannot stand in an SVG.
        LimitError: If something is too long.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#baking
    """
    module = _module(image, limits)
    text = credential.encode() if isinstance(credential, str) else bytes(credential)
    text = text.strip(b" \t\r\n")
    generation = _generation(text, limits)
    standing = module.read(image, limits)
    if standing and not overwrite:
        raise UsageError(
            "IMAGE_BAKED_ALREADY",
            "A badge stands in this picture already.",
            found=standing[0].place,
            remedy="Take the picture without badge, or pass overwrite=True.",
            spec=png.SPEC,
        )
    if image_type(image) == "image/svg+xml":
        if _NOT_XML.search(text.decode()):
            raise UsageError(
                "USAGE",
                "The credential holds a character that XML cannot carry.",
                expected="no U+FFFE and U+FFFF",
                remedy="Bake it into a PNG.",
            )
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    written = module.write(image, text, generation, limits)
    if len(written) > limits.image_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The picture with its badge is longer than readers accept.",
            found=f"{len(written)} bytes",
            expected=f"≤ {limits.image_bytes}",
        )
    return written


def image_problems(image: bytes, *, limits: Limits = DEFAULT) -> tuple[Problem, ...]:
    """What makes a PNG or SVG picture unsafe to show; nothing where it is safe.

    Raises:
        ParseError: If it is no whole PNG or SVG.
        LimitError: If it, or something in it, is too long.
    """
    found = []
    for problem in _module(image, limits).unsafe(image, limits):
        found.append(problem)
        if len(found) == _MOST_PROBLEMS:
            break
    return tuple(found)


_MOST_PROBLEMS: Final = 100


class _Format(Protocol):
    """What the module of a kind of picture does."""

    def read(self, content: bytes, limits: Limits) -> tuple[Baked, ...]: ...

    def write(self, content: bytes, text: bytes, generation: str, limits: Limits) -> bytes: ...

    def unsafe(self, content: bytes, limits: Limits) -> Iterator[Problem]: ...


def _module(image: bytes, limits: Limits) -> _Format:
    if len(image) > limits.image_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The picture is too long.",
            found=f"{len(image)} bytes",
            expected=f"≤ {limits.image_bytes}",
        )
    kind = image_type(image)
    if kind is None:
        raise malformed(
            "This is neither a PNG nor an SVG picture.",
            found=shorten(image[:16].decode("latin-1")),
            expected="PNG or SVG",
        )
    return png if kind == "image/png" else svg


def _generation(text: bytes, limits: Limits) -> str:
    sized = replace(limits, credential_bytes=limits.image_bytes)
    payload = payload_of(text)
    document = read_json(text if payload is None else payload, limits=sized)
    if not isinstance(document, dict):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT", "A badge is a JSON object.", found=shorten(document)
        )
    is_old = {"badge", "recipient"} <= document.keys() and "credentialSubject" not in document
    return OPEN_BADGES_2 if is_old else OPEN_BADGES_3
