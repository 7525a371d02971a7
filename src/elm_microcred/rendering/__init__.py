"""What people see: a credential or report as HTML page, SVG card, or PDF (`render`, `pdf`).

```python
from elm_microcred import render, verify

result = verify(content)
page = render(result)  # what it says, and what was found about it
page.content  # bytes of one self-contained HTML file
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from elm_microcred.errors import UsageError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem
from elm_microcred.rendering.viewing import Subject, view_of
from elm_microcred.report import Report

__all__ = ["FORMS", "Form", "Rendering", "Subject", "render", "view_of"]

Form = Literal["html", "svg", "pdf"]
FORMS: Final[dict[str, str]] = {
    "html": "text/html",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}
"""What can be drawn, and its media type."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A document for people.

    Attributes:
        content: The document.
        media_type: What it is.
        notices: What was left out or replaced, and why.
    """

    content: bytes
    media_type: str
    notices: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        """The document as text, where it is one (HTML, SVG)."""
        return self.content.decode("utf-8")


def render(
    subject: Subject,
    *,
    to: Form = "html",
    report: Report | None = None,
    languages: Sequence[str] | None = None,
    at: dt.datetime | None = None,
    link: str | None = None,
    secured: bytes | str | None = None,
    qr: bool = True,
    fonts: Sequence[str] = (),
    limits: Limits = DEFAULT,
) -> Rendering:
    """A credential or report, drawn for people.

    Whatever stands in a credential is shown as text or replaced by a notice; nothing of it is
    executed, and nothing is fetched.

    Args:
        subject: A credential (document, `MicroCredential`, or `Verification`), or a report.
        to: `html` (one page, a language switch in it), `svg` (a card), or `pdf` (a certificate:
            PDF/A-3, tagged). Card and certificate are in the first language.
        report: What verification found; without it the drawing says that nobody has verified.
        languages: The languages, the first of them first; by default those of the credential.
        at: When it was verified.
        link: Where the credential can be checked; becomes a QR code.
        secured: The signed credential: attached to a PDF, and, if no link is given and it fits,
            shown as a QR code.
        qr: Whether there may be a QR code.
        fonts: Folders with further fonts for a PDF, for scripts beyond Latin, Greek, Cyrillic,
            Hebrew and Arabic.
        limits: What pictures may cost.

    Raises:
        UsageError: If it is nothing that can be shown, or an argument cannot be right.
        MissingExtraError: If what draws it is not installed.
        RenderingError: If a PDF cannot be made of it.
    """
    if to not in FORMS:
        raise UsageError("USAGE", "This is no form.", found=str(to), expected=" or ".join(FORMS))
    view = view_of(subject, report=report, languages=languages, at=at, limits=limits)
    signed = secured.encode() if isinstance(secured, str) else secured
    from elm_microcred.rendering.qr import qr_code

    if to == "svg":
        from elm_microcred.rendering.card import card_of

        return Rendering(card_of(view).encode(), FORMS[to], view.notices)
    code, why = qr_code(link, signed) if qr or link is not None else (None, ())
    if to == "pdf":
        from elm_microcred.rendering.pdf import pdf_of

        made, replaced = pdf_of(view, qr=code, secured=signed, at=at, fonts=fonts)
        return Rendering(made, FORMS[to], (*view.notices, *replaced))
    from elm_microcred.rendering.html import html_of

    return Rendering(html_of(view, qr=code).encode(), FORMS[to], (*view.notices, *why))
