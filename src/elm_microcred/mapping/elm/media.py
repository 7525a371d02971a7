"""Pages, documents, addresses and pictures in ELM."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import quote, unquote

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.mapping.elm.codecs import Codec, read_text, string, write_text
from elm_microcred.mapping.elm.pen import Pen
from elm_microcred.mapping.elm.reading import Json, Path, Slot
from elm_microcred.model import Image, Link

# Pages, documents, addresses


def _write_page(value: str, pen: Pen, _at: Path) -> Json:
    return {"id": pen.local("webResource"), "type": "WebResource", "contentURL": value}


def _read_page(slot: Slot) -> str | None:
    slot = slot.entered()
    url = slot if isinstance(slot.value, str) else slot.one("contentURL")
    return string(url) if url is not None else None


PAGE = Codec("`WebResource` with `contentURL`", _write_page, _read_page)


def _write_link(value: Link, pen: Pen, at: Path) -> Json:
    pen.unknown(value, at)
    node = _write_page(value.url, pen, at)
    return {**node, "title": write_text(value.title)} if value.title is not None else node


def _read_link(slot: Slot) -> Json | None:
    slot = slot.entered()
    url = _read_page(slot)
    title = slot.one("title")
    if url is None:
        return None
    said = None if title is None else read_text(title)
    return {"url": url} if said is None else {"url": url, "title": said}


LINK = Codec("`WebResource` with `contentURL` and `title`", _write_link, _read_link)


def _write_mail(value: str, _pen: Pen, _at: Path) -> Json:
    return {"id": "mailto:" + quote(value, safe="@!$&'*+-./=_~"), "type": "Mailbox"}


def _read_mail(slot: Slot) -> str | None:
    slot = slot.entered()
    id = slot.value if isinstance(slot.value, str) else slot.members.get("id")
    if not isinstance(id, str):
        slot.reading.refuse(slot, "This mailbox has no address.", "an id mailto:…")
        return None
    return unquote(id.removeprefix("mailto:"))


MAIL = Codec("`Mailbox`, its id `mailto:…`", _write_mail, _read_mail)


def _write_phone(value: str, pen: Pen, _at: Path) -> Json:
    return {"id": pen.local("phone", value), "type": "Phone", "phoneNumber": value}


def _read_phone(slot: Slot) -> str | None:
    slot = slot.entered()
    number = slot if isinstance(slot.value, str) else slot.one("phoneNumber")
    return string(number) if number is not None else None


PHONE = Codec("`Phone` with `phoneNumber`", _write_phone, _read_phone)


# Pictures

PLACEHOLDER = (
    "iVBORw0KGgoAAAANSUhEUgAAANIAAAEpAQAAAADOwEGBAAAAL0lEQVR42u3JQREAAAwCIPuX1gS7FYAv6S3OOeec"
    "c84555xzzjnnnHPOOeecc88NJ+s1f08PbwYAAAAASUVORK5CYII="
)
"""A blank page: ELM wants the bytes of a picture even where there is none, or an address only."""

_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+);base64,([A-Za-z0-9+/]+={0,2})", re.ASCII)


def media_object(value: Image | None, pen: Pen, at: Path) -> Json:
    """A `MediaObject`: the bytes of a `data:` URL, else a placeholder and the address."""
    if value is not None:
        pen.unknown(value, at)
    kind, content = _embedded(value.url if value is not None else "")
    node: Json = {
        "id": pen.local("mediaObject", value),
        "type": "MediaObject",
        "content": content or PLACEHOLDER,
        "contentEncoding": vocabularies.elm_concept(vocabularies.concept("encoding", "base64")),
        "contentType": vocabularies.elm_concept(vocabularies.concept("file-type", kind)),
    }
    if value is not None and not content:
        node["contentURL"] = value.url
    if value is not None and value.caption is not None:
        node["title"] = write_text(value.caption)
    return node


def read_media_object(slot: Slot) -> Json | None:
    """The picture that a `MediaObject` holds or names."""
    slot = slot.entered()
    for term in ("contentEncoding", "contentType"):
        for concept in slot.many(term):
            concept.taken()
    content, url, title = (slot.one(term) for term in ("content", "contentURL", "title"))
    data = None if content is None else string(content)
    said: Json = {}
    if url is not None:
        said["url"] = string(url)
    elif data and data != PLACEHOLDER:
        said["url"] = f"data:{_media_type(slot)};base64,{data}"
    if said and title is not None:
        said["caption"] = read_text(title)
    return said or None


IMAGE = Codec("`MediaObject`", media_object, read_media_object)


def _embedded(url: str) -> tuple[str, str]:
    """File type and base64 content of a `data:` URL; of the placeholder, if it cannot be kept."""
    match = _DATA_URL.fullmatch(url)
    if match is None or len(match[2]) % 4:
        return "PNG", ""
    try:
        kind = vocabularies.concept("file-type", match[1])
        canonical = base64.b64encode(base64.b64decode(match[2])).decode() == match[2]
    except (ModelError, binascii.Error):
        return "PNG", ""
    if kind.notation != match[1] or match[2] == PLACEHOLDER or not canonical:
        return "PNG", ""
    return kind.code, match[2]


def _media_type(slot: Slot) -> str:
    concept = slot.one("contentType")
    try:
        found = vocabularies.concept("file-type", (concept.id if concept else None) or "PNG")
    except ModelError:
        return "application/octet-stream"
    return found.notation or "application/octet-stream"
