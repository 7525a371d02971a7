"""The certificate: a PDF/A-3 and PDF/UA-1 with the signed credential attached (extra `pdf`).

Spec: https://www.iso.org/standard/57229.html (ISO 19005-3)
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from elm_microcred.errors import MissingExtraError, RenderingError
from elm_microcred.problem import Problem, shorten
from elm_microcred.rendering.languages import Speaker
from elm_microcred.rendering.qr import QrCode
from elm_microcred.rendering.views import Page, Phrase, Picture, View

STANDARDS: Final = ("a-3a", "ua-1")
"""PDF/A-3, level A, and PDF/UA-1: archivable, with attachments, tagged, accessible."""
FONTS: Final = ("Libertinus Serif", "DejaVu Sans Mono")
"""The fonts that the typesetter brings along: Latin, Greek, Cyrillic, Hebrew; and Arabic."""

_TRIES: Final = 6
_MISSING: Final = re.compile(r'the (?:text|codepoints?) `"((?:[^"`\\]|\\.)+)"`')
_ESCAPE: Final = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
_REPLACEMENT: Final = "?"
_FRAME: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    '<image width="{width}" height="{height}" xlink:href="{url}"/></svg>'
)
"""The typesetter takes files of text only: a picture of dots travels inside a drawing."""
_WORDS: Final = {
    "awarded_to": "awarded_to",
    "awarded_by": "awarded_by",
    "only_a_view": "only_a_view",
    "attached": "attached",
    "qr": "qr",
    "pages": "section.pages",
    "checks": "section.checks",
    "notices": "section.notices",
}
_MOST_FINDINGS: Final = 5
_world = threading.local()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF.

    Attributes:
        name: Its name there.
        content: Its exact bytes.
        media_type: What it is.
    """

    name: str
    content: bytes
    media_type: str


def attachment_of(secured: bytes) -> Attachment:
    """A signed credential as an attachment: JSON, a token, or COSE."""
    if secured.lstrip()[:1] in (b"{", b"["):
        return Attachment("credential.json", secured, "application/json")
    if not secured.isascii():
        return Attachment("credential.cose", secured, "application/cose")
    return Attachment("credential.jwt", secured, "application/jwt")


def pdf_of(
    view: View,
    *,
    qr: QrCode | None = None,
    secured: bytes | None = None,
    at: dt.datetime | None = None,
    fonts: Sequence[str] = (),
) -> tuple[bytes, tuple[Problem, ...]]:
    """The PDF of a view in its first language, and what had to be replaced in it.

    A character that no font has is replaced, and a picture that cannot be set is left out; both
    are remarked on. The same input gives the same bytes.

    Args:
        view: What is shown.
        qr: A QR code for the first page.
        secured: The signed credential, to be attached.
        at: The time that the file says it was made; the beginning of 2000 where none is given.
        fonts: Folders with further fonts.

    Raises:
        MissingExtraError: If typst is not installed.
        RenderingError: If it cannot be set at all.
    """
    attached = None if secured is None else attachment_of(secured)
    page, notices = view.pages[0], list[Problem]()
    sources, data = _sources(page, view.subject, qr, attached)
    error: Exception | None = None
    for _ in range(_TRIES):
        sources["page.json"] = json.dumps(data, ensure_ascii=False).encode("utf-8")
        try:
            return _set(sources, at, tuple(fonts)), tuple(notices)
        except MissingExtraError:
            raise
        except Exception as raised:  # the typesetter's own, of one kind for every reason
            error = raised
        missing = _missing(error)
        if missing:
            notices.append(_not_in_a_font(missing))
            table = str.maketrans(dict.fromkeys(missing, _REPLACEMENT))
            data = _translated(data, table)
        elif data["badge"] is not None or data["pages"]:
            notices.append(
                Problem(
                    "RENDER_PICTURE_REFUSED",
                    "The pictures cannot be set into a PDF, and are left out.",
                    found=shorten(str(error)),
                    expected="whole PNG, JPEG, GIF, WebP or SVG pictures",
                )
            )
            data |= {"badge": None, "pages": []}
        else:
            break
    raise RenderingError(
        "RENDER_FAILED",
        "The PDF could not be made.",
        found=shorten(str(error)),
        remedy="Draw it as HTML, and report this credential to the makers of elm_microcred.",
    ) from error


def _set(sources: Mapping[str, bytes], at: dt.datetime | None, fonts: tuple[str, ...]) -> bytes:
    moment = int((at or dt.datetime(2000, 1, 1, tzinfo=dt.UTC)).timestamp())
    made = _compiler(fonts).compile(
        {"main.typ": _template(), **sources},
        format="pdf",
        pdf_standards=list(STANDARDS),
        timestamp=moment,
    )
    return bytes(made)


def _compiler(fonts: tuple[str, ...]) -> Any:
    """The typesetter of this thread, with its fonts read once."""
    kept: dict[tuple[str, ...], Any] = _world.__dict__.setdefault("compilers", {})
    if fonts not in kept:
        try:
            import typst
        except ImportError as error:
            raise MissingExtraError.of("pdf", "Making a PDF") from error
        kept[fonts] = typst.Compiler(font_paths=list(fonts), ignore_system_fonts=True)
    return kept[fonts]


@cache
def _template() -> bytes:
    return (files("elm_microcred.rendering") / "templates" / "certificate.typ").read_bytes()


def _sources(
    page: Page, subject: str, qr: QrCode | None, attached: Attachment | None
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files that the typesetter sees, and what stands in `page.json`."""
    say = Speaker(page.language)
    sources: dict[str, bytes] = {}
    if qr is not None:
        sources["qr.svg"] = qr.svg
    about = None
    if attached is not None:
        sources["attachment.json"] = json.dumps(_text_or_bytes(attached.content)).encode()
        description = say.word("qr.credential")
        about = {
            "name": attached.name,
            "media_type": attached.media_type,
            "description": description,
        }
    checks = [
        {
            "outcome": check.outcome,
            "word": check.word,
            "title": check.title,
            "findings": [f"{f.code}: {f.detail}" for f in check.findings[:_MOST_FINDINGS]],
        }
        for check in page.state.checks
        if check.outcome != "skipped" or check.findings
    ]
    return sources, {
        "words": {name: say.word(word) for name, word in _WORDS.items()},
        "fonts": list(FONTS),
        "subject": subject,
        "interface": page.interface,
        "direction": page.direction,
        "kind": page.kind,
        "title": _phrase(page.title),
        "author": [each.text for each in page.awarders],
        "keywords": [page.kind],
        "holder": _phrase(page.holder) if page.holder else None,
        "awarders": [_phrase(each) for each in page.awarders],
        "lead": [asdict(row) | {"values": [_phrase(v) for v in row.values]} for row in page.lead],
        "state": {
            "outcome": page.state.outcome,
            "headline": page.state.headline,
            "remarks": list(page.state.remarks),
        },
        "badge": _picture(page.badge, "badge", sources) if page.badge else None,
        "qr": say.word(qr.caption) if qr else None,
        "attachment": about,
        "sections": [_section(section) for section in page.sections],
        "pages": [_picture(each, f"page-{n}", sources) for n, each in enumerate(page.pages)],
        "checks": checks,
        "remarks": [_phrase(each) for each in page.remarks],
    }


def _section(section: Any) -> dict[str, Any]:
    return {
        "title": section.title,
        "rows": [_row(row) for row in section.rows],
        "entries": [
            {"title": _phrase(entry.title), "rows": [_row(row) for row in entry.rows]}
            for entry in section.entries
        ],
    }


def _row(row: Any) -> dict[str, Any]:
    return {"label": row.label, "values": [_phrase(value) for value in row.values]}


def _phrase(phrase: Phrase) -> dict[str, str]:
    """A text for the typesetter, whose languages have two or three letters."""
    language = phrase.language.partition("-")[0].lower()
    known = language if re.fullmatch("[a-z]{2,3}", language) else "en"
    return {
        "text": phrase.text,
        "direction": phrase.direction,
        "href": phrase.href,
        "lang": known,
    }


def _picture(picture: Picture, name: str, sources: dict[str, bytes]) -> dict[str, str]:
    file = f"{name}.svg"
    if picture.media_type == "image/svg+xml":
        sources[file] = base64.b64decode(picture.url.partition(",")[2])
    else:
        drawn = _FRAME.format(width=picture.width, height=picture.height, url=picture.url)
        sources[file] = drawn.encode("ascii")
    return {"file": file, "alternative": picture.alternative.text or picture.media_type}


def _text_or_bytes(content: bytes) -> str | list[int]:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return list(content)


def _missing(error: Exception) -> set[str]:
    """The characters that the typesetter had to complain about."""
    said = f"{error}\n{getattr(error, 'diagnostic', '')}"
    return {character for text in _MISSING.findall(said) for character in _unescaped(text)}


def _unescaped(text: str) -> Iterator[str]:
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    yield from plain.replace('\\"', '"').replace("\\\\", "\\")


def _not_in_a_font(missing: set[str]) -> Problem:
    return Problem(
        "RENDER_CHARACTER_MISSING",
        f"No font has these characters: each is shown as {_REPLACEMENT}.",
        found=" ".join(f"U+{ord(c):04X}" for c in sorted(missing)),
        expected="characters of Latin, Greek, Cyrillic, Hebrew or Arabic script",
        remedy="Pass a folder with fonts that have them.",
    )


def _translated(value: Any, table: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, list):
        return [_translated(item, table) for item in value]
    if isinstance(value, dict):
        return {name: _translated(item, table) for name, item in value.items()}
    return value
