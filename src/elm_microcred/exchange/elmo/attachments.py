"""Files inside ELMO as files inside a credential."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any, Final
from urllib.parse import quote

from elm_microcred.exchange.elmo.values import Source, concept_or_none
from elm_microcred.exchange.xml_elements import Element
from elm_microcred.mapping.builders.values import concept
from elm_microcred.model.elm.concepts import Concept, WebResource
from elm_microcred.model.elm.display import MediaObject

OF_REPORT: Final = "urn:epass:elmoReportFile:"
OF_FILE: Final = "urn:epass:elmoFile:"
"""How the ids of files begin, which the report has and which all reports share."""

_DATA: Final = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)(;[\w=.+-]+)*;base64,(?P<content>.*)")

MEDIA_TYPES: Final = (
    "application/pdf",
    "application/json",
    "application/ld+json",
    "application/xml",
    "application/zip",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/svg+xml",
    "text/csv",
    "text/html",
    "text/plain",
)
"""Media types of which the European list of file types has a code."""


class Files:
    """The files of a report, those of the whole ELMO file too.

    Attributes:
        media: They as ELM has them.
        by_identifier: Id and title of each by its identifiers in the file.
    """

    def __init__(self, root: Element, report: Element, source: Source) -> None:
        self.source = source
        self.media: tuple[MediaObject, ...] = ()
        self.by_identifier: dict[str, MediaObject] = {}
        for base, parent in ((OF_REPORT, report), (OF_FILE, root)):
            for number, element in enumerate(parent.many("attachment"), 1):
                self._add(element, base, number)

    def _add(self, element: Element, base: str, number: int) -> None:
        source, losses = self.source, self.source.losses
        losses.enter(element)
        identifiers = element.many("identifier")
        iri = f"{base}{number}"
        if identifiers:
            first = identifiers[0]
            losses.take(first)
            iri = f"{base}{_part(first.attributes.get('type', ''))}:{_part(first.token)}"
        contents = [self._content(content) for content in element.many("content")]
        made = [content for content in contents if content is not None]
        if not made:
            losses.lose(element, "ELM has no file without its content")
            return
        kind = element.one("type")
        members: dict[str, Any] = {}
        if kind is not None:
            losses.take(kind)
            members["attachment_type"] = Concept(notation=kind.token, pref_label={"en": kind.token})
        for name in ("title", "description"):
            texts = source.texts(element.many(name), lines=name == "description")
            if texts is not None:
                members[name] = texts
        for place, one in enumerate(made):
            id = iri if place == 0 else f"{iri}#{place + 1}"
            self.media += (MediaObject(id=id, **members, **one),)
        for identifier in identifiers:
            self.by_identifier.setdefault(identifier.token, self.media[-len(made)])

    def _content(self, element: Element) -> dict[str, Any] | None:
        losses = self.source.losses
        text = re.sub(r"\s+", "", element.text)
        match = _DATA.fullmatch(text)
        kind = concept_or_none("file-type", match["type"]) if match else None
        if match is None or kind is None:
            losses.lose(element, "ELM has files in base64, of the kinds of the European list")
            return None
        losses.take(element)
        if element.language is not None:
            losses.lose(element, "ELM does not say which language a file is in", "@xml:lang")
        if not _is_base64(match["content"]):
            losses.narrow(element, "The content is not base64, so that the file is damaged")
        return {
            "content": match["content"],
            "content_encoding": concept("encoding", "base64"),
            "content_type": kind,
        }

    def reference(self, ref: Element) -> WebResource | None:
        """A reference to a file, by the id that it has in the credential."""
        found = self.by_identifier.get(ref.token)
        if found is None:
            self.source.losses.lose(ref, "It refers to no file that is there")
            return None
        self.source.losses.take(ref)
        titled = {} if found.title is None else {"title": dict(found.title)}
        return WebResource(content_url=str(found.id), **titled)


def _part(text: str) -> str:
    return quote(text.strip(), safe="")


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
