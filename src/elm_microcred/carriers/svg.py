"""Badges in SVG pictures, and what makes such a picture unsafe to show.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#svg
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from elm_microcred.carriers.baked import OPEN_BADGES_2, OPEN_BADGES_3, Baked, malformed
from elm_microcred.errors import ParseError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.strict_xml import SEPARATOR, End, Event, Instruction, Start, Text, read_xml

SPEC: Final = "https://www.imsglobal.org/spec/ob/v3p0/#svg"
SVG: Final = "http://www.w3.org/2000/svg"
_ELEMENTS: Final = {
    "https://purl.imsglobal.org/ob/v3p0 credential": OPEN_BADGES_3,
    "http://openbadges.org assertion": OPEN_BADGES_2,
    "https://openbadges.org assertion": OPEN_BADGES_2,
}
"""Element to the generation of badge that stands in it."""

_NAMESPACES: Final = {
    OPEN_BADGES_3: ("https://purl.imsglobal.org/ob/v3p0", "credential"),
    OPEN_BADGES_2: ("http://openbadges.org", "assertion"),
}
_DOCTYPES: Final = re.compile(
    r"-//W3C//DTD SVG (?:1\.[01](?: (?:Basic|Tiny))?|20010904|Tiny 1\.2|1\.1 (?:Basic|Tiny))//EN"
)
"""The public names of what drawing programs write above a picture; none is ever looked up."""

_DEPTH: Final = 256
"""Drawings nest groups more deeply than data do."""

_ACTIVE: Final = frozenset(
    "script foreignObject handler listener iframe embed object audio video canvas link meta"
    " form input button textarea".lower().split()
)
_TIMED: Final = frozenset({"set", "animate", "animatemotion", "animatetransform"})
_RASTER: Final = re.compile(r"data:image/(?:png|jpe?g|gif|webp)(?:;[^,]*)?,", re.IGNORECASE)
_LINK: Final = re.compile(r"(?:https?:|mailto:)", re.IGNORECASE)
_STYLE_URL: Final = re.compile(r"url\(\s*['\"]?\s*([^'\")]*)|@import|expression\(|-moz-binding|\\")
_JWS: Final = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")


class _Found(NamedTuple):
    badge: Baked
    begin: int
    end: int


def _events(content: bytes, limits: Limits) -> list[Event]:
    """What an SVG file says.

    Raises:
        ParseError: If it is not well-formed, has a document type, or is another kind of XML.
        LimitError: If it is too long, too deep, or has too many elements.
    """
    events = read_xml(
        content,
        limits=replace(limits, depth=_DEPTH),
        max_bytes=limits.image_bytes,
        doctypes=_DOCTYPES,
    )
    root = next(event for event in events if isinstance(event, Start))
    if _local(root.name) != "svg":
        raise malformed("This is no SVG file.", found=shorten(root.name), expected="<svg>")
    return events


def _local(name: str) -> str:
    return name.rpartition(SEPARATOR)[2]


def read(content: bytes, limits: Limits) -> tuple[Baked, ...]:
    """Every badge in an SVG file, in order.

    Raises:
        ParseError: If the file is no SVG, or an element with a badge is malformed.
        LimitError: If it is too long, too deep, or has too many elements.
    """
    return tuple(found.badge for found in _find(_events(content, limits)))


def _find(events: list[Event]) -> Iterator[_Found]:
    place = 0
    while place < len(events):
        event = events[place]
        place += 1
        if not isinstance(event, Start) or event.name not in _ELEMENTS:
            continue
        begin, name, texts = event, event.name, []
        while not isinstance(event := events[place], End):
            if isinstance(event, Start):
                raise malformed(
                    "An element stands inside the badge.", found=shorten(event.name), spec=SPEC
                )
            if isinstance(event, Text):
                texts.append(event.text)
            place += 1
        yield _Found(
            _badge(begin, _ELEMENTS[name], "".join(texts).strip()), begin.offset, event.offset
        )


def _badge(element: Start, generation: str, body: str) -> Baked:
    attribute = element.attributes.get("verify", "").strip()
    place = _local(element.name)
    # Badges of the second generation have both: the address or signature, and a copy to read.
    if attribute and (generation == OPEN_BADGES_2 or not body):
        return Baked(attribute.encode(), generation, f"{place}/@verify")
    if attribute:
        raise ParseError(
            "IMAGE_MULTIPLE_CREDENTIALS",
            "The badge has an attribute verify and text as well: readers take one or the other.",
            expected="a signature in verify, or JSON as text",
            spec=SPEC,
        )
    if not body:
        raise malformed("The element of the badge is empty.", found=place, spec=SPEC)
    return Baked(body.encode(), generation, place)


def write(content: bytes, text: bytes, generation: str, limits: Limits) -> bytes:
    """The SVG file with a badge as the first child of its root, and no other badge.

    Raises:
        ParseError: If the file is no SVG in UTF-8.
    """
    events = _events(content, limits)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise malformed(
            "The SVG file is not in UTF-8.", remedy="Save the picture as UTF-8."
        ) from error
    for found in reversed(list(_find(events))):
        end = _tag_end(content, found.begin)
        if not content.startswith(b"/>", end - 2):
            end = _tag_end(content, found.end)
        content = content[: found.begin] + content[end:]
    root = next(event for event in _events(content, limits) if isinstance(event, Start))
    return _inserted(content, root.offset, _element(text, generation))


def _element(text: bytes, generation: str) -> bytes:
    namespace, name = _NAMESPACES[generation]
    # Declared here, so that it stands whatever the root has bound the prefix to.
    tag = f'openbadges:{name} xmlns:openbadges="{namespace}"'.encode()
    if _JWS.fullmatch(text):
        return b"<" + tag + b' verify="' + text + b'"/>'
    closed = text.replace(b"]]>", b"]]]]><![CDATA[>")
    return b"<" + tag + b"><![CDATA[" + closed + b"]]></openbadges:" + name.encode() + b">"


def _inserted(content: bytes, root: int, element: bytes) -> bytes:
    end = _tag_end(content, root)
    tag = content[root:end]
    declared = b"xmlns:openbadges" in tag
    namespace = element.partition(b'xmlns:openbadges="')[2].partition(b'"')[0]
    if not declared:
        name = re.match(rb"<[^\s/>]+", tag)
        cut = name.end() if name else 1
        tag = tag[:cut] + b' xmlns:openbadges="' + namespace + b'"' + tag[cut:]
        element = element.replace(b' xmlns:openbadges="' + namespace + b'"', b"", 1)
    if tag.endswith(b"/>"):
        name = re.match(rb"<([^\s/>]+)", tag)
        closing = b"</" + (name[1] if name else b"svg") + b">"
        tag, element = tag[:-2] + b">", element + closing
    return content[:root] + tag + element + content[end:]


def _tag_end(content: bytes, begin: int) -> int:
    """Where the tag that begins at `begin` ends: values in quotes may hold `>`."""
    quote = 0
    for place in range(begin, len(content)):
        byte = content[place]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == ord(">"):
            return place + 1
    raise malformed("A tag has no end.")


def unsafe(content: bytes, limits: Limits) -> Iterator[Problem]:
    """What makes an SVG file unsafe to show: scripts, handlers, and whatever it would load.

    Raises:
        ParseError: If it is no SVG file, or has a document type.
        LimitError: If it is too long, too deep, or has too many elements.
    """
    path: list[str] = []
    for event in _events(content, limits):
        if isinstance(event, Start):
            name = _local(event.name).lower()
            path.append(name)
            if name in _ACTIVE:
                yield _active(f"The picture holds the element {shorten(name)}.", path)
            for attribute, value in event.attributes.items():
                yield from _attribute(name, attribute, value, path)
        elif isinstance(event, End):
            path.pop()
        elif isinstance(event, Text):
            if path and path[-1] == "style":
                yield from _style(event.text, path, is_css=True)
        elif isinstance(event, Instruction):
            yield _active(f"The picture holds the instruction {shorten(event.target)}.", path)


def _attribute(element: str, attribute: str, value: str, path: list[str]) -> Iterator[Problem]:
    name = _local(attribute).lower()
    if name.startswith("on"):
        yield _active(f"The picture acts on an event: {shorten(name)}.", path)
    elif name in ("href", "src", "base", "data", "action"):
        yield from _reference(element, value, path)
    elif element in _TIMED and name == "attributename":
        target = _local(value.replace(":", SEPARATOR)).lower().strip()
        if target == "href" or target.startswith("on"):
            yield _active(f"The picture changes its {shorten(target)} over time.", path)
    else:
        yield from _style(value, path, is_css=name == "style")


def _reference(element: str, value: str, path: list[str]) -> Iterator[Problem]:
    # Browsers leave out control characters and blanks before they read an address.
    address = re.sub(r"[\x00-\x20]", "", value)
    harmless = address == "" or address.startswith("#") or _RASTER.match(address)
    if not harmless and not (element == "a" and _LINK.match(address)):
        yield _active("The picture loads or opens an address.", path, found=address)


def _style(text: str, path: list[str], *, is_css: bool) -> Iterator[Problem]:
    for match in _STYLE_URL.finditer(text):
        if match[0] == "\\" and not is_css:
            continue  # an escape hides a word in style sheets only
        address = (match[1] or "").strip()
        if match[1] is None or not (address.startswith("#") or _RASTER.match(address)):
            yield _active("The picture's style loads something.", path, found=match[0])


def _active(detail: str, path: list[str], found: str | None = None) -> Problem:
    return Problem(
        "IMAGE_ACTIVE_CONTENT",
        f"{detail} It is never shown.",
        pointer="/" + "/".join(path[-8:]),
        found=found,
        expected="a drawing that runs nothing and loads nothing",
    )
