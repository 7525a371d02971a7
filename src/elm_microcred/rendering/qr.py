"""QR codes: of an address where a credential is checked, or of the credential itself."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Final

from elm_microcred.errors import MissingExtraError, UsageError
from elm_microcred.problem import Problem, shorten
from elm_microcred.rendering.addresses import safe_address

MOST_BYTES: Final = 1_800
"""So many bytes make a code that a telephone reads from paper (of 2,953 that are possible)."""
_MARGIN: Final = 4
_ERROR_CORRECTION: Final = "m"


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as SVG, and what it holds, as a word of ours."""

    svg: bytes
    caption: str

    @property
    def url(self) -> str:
        """The drawing as a `data:` URL."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg).decode("ascii")


def qr_code(link: str | None, secured: bytes | None) -> tuple[QrCode | None, tuple[Problem, ...]]:
    """The QR code of a link, else of the signed credential where it fits; and why there is none.

    Raises:
        UsageError: If the link is no web address.
        MissingExtraError: If segno is not installed.
    """
    if link is not None:
        if not safe_address(link).lower().startswith("http"):
            raise UsageError(
                "USAGE",
                "This is no address for a QR code.",
                found=shorten(link),
                expected="https://… in plain ASCII",
            )
        return QrCode(_svg(link.encode()), "qr.link"), ()
    if secured is None:
        return None, ()
    if len(secured) > MOST_BYTES:
        problem = Problem(
            "RENDER_QR_LEFT_OUT",
            "The signed credential is too long for a QR code that can be read from paper.",
            found=f"{len(secured)} bytes",
            expected=f"at most {MOST_BYTES}",
            remedy="Give a link at which the credential can be checked.",
        )
        return None, (problem,)
    return QrCode(_svg(secured), "qr.credential"), ()


def _svg(content: bytes) -> bytes:
    try:
        import segno
    except ImportError as error:
        raise MissingExtraError.of("render", "Making a QR code") from error
    drawn = io.BytesIO()
    code = segno.make(content, error=_ERROR_CORRECTION, micro=False, boost_error=False)
    code.save(drawn, kind="svg", border=_MARGIN, xmldecl=False, svgns=True, omitsize=True)
    return drawn.getvalue()
