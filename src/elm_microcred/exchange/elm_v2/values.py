"""Values of ELM 2 as ELM 3 has them: texts, concepts, identifiers, days."""

from __future__ import annotations

from typing import Any

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.exchange.elmo.schema import FORMS
from elm_microcred.exchange.xml_elements import Element, Losses

Json = dict[str, Any]


class Values:
    """Writes single values. Each method has the name that the table calls it by.

    Args:
        losses: What is read, and what is lost.
    """

    def __init__(self, losses: Losses) -> None:
        self.losses = losses

    def text(self, element: Element | None) -> Json | None:
        """Texts by language, as a language map."""
        if element is None:
            return None
        self.losses.enter(element)
        found: Json = {}
        for text in element.many("text"):
            language = text.attributes.get("lang", "und")
            if language in found:
                self.losses.lose(
                    text, f"ELM 3 has one text in each language, and one in {language}"
                )
            elif text.text.strip():
                found[language] = text.text.strip()
                self.losses.take(text)
        return found or None

    def note(self, element: Element) -> Json | None:
        """Texts as a note."""
        said = self.text(element)
        return None if said is None else {"type": "Note", "noteLiteral": said}

    def notes(self, element: Element) -> Json | None:
        """Texts as a note about their subject."""
        note = self.note(element)
        subject = element.one("subject")
        self.losses.take(subject)
        if note is not None and subject is not None and subject.token:
            language = next(iter(note["noteLiteral"]))
            note["subject"] = {"type": "Concept", "prefLabel": {language: subject.token}}
        return note

    def concept(self, element: Element) -> Json | None:
        """An entry of a vocabulary, with its label."""
        uri = element.attributes.get("uri", "").strip() or None
        scheme = element.attributes.get("targetFrameworkUrl", "").strip()
        self.losses.take(element)
        label: Json = {}
        name = element.one("targetName")
        for text in [] if name is None else name.many("text"):
            label.setdefault(text.attributes.get("lang", "und"), text.token)
        known = None if uri is None else vocabularies.find(uri)
        if known is not None:
            return vocabularies.elm_concept(known, label=dict(known.label) or label or None)
        node: Json = {"type": "Concept"}
        if uri:
            node["id"] = uri
        if scheme:
            node["inScheme"] = {"id": scheme, "type": "ConceptScheme"}
        if label:
            node["prefLabel"] = label
        return node if uri or label else None

    def region(self, element: Element) -> Json | None:
        """A region of the list that ELM 3 demands; a country or a union is none of it."""
        found = self.concept(element)
        if "/atu" in str((found or {}).get("inScheme", {}).get("id")):
            return found
        self.losses.lose(element, "ELM 3 has here regions of the list ATU only")
        return None

    def identifier(self, element: Element) -> Json:
        """An identifier with its scheme."""
        self.losses.take(element)
        scheme = element.attributes.get("schemeID") or element.attributes.get("schemeAgencyName")
        named = {"schemeName": scheme} if scheme else {}
        return {"type": "Identifier", "notation": element.token, **named}

    def legal(self, element: Element) -> Json | None:
        """An identifier with its country; without one a plain identifier, which is told."""
        country = element.attributes.get("spatialID", "")
        try:
            spatial = vocabularies.elm_concept(vocabularies.concept("country", country))
        except ModelError:
            try:
                spatial = vocabularies.elm_concept(vocabularies.country(country))
            except ModelError:
                why = "ELM 3 has a legal number with its country only: it stands as an identifier"
                self.losses.narrow(element, why)
                return self.identifier(element)
        return {**self.identifier(element), "type": "LegalIdentifier", "spatial": spatial}

    def string(self, element: Element) -> str | None:
        """A text as it is."""
        self.losses.take(element)
        return element.token or None

    def true(self, element: Element) -> bool:
        """A truth value."""
        self.losses.take(element)
        return element.token in ("true", "1")

    def day(self, element: Element) -> str | None:
        """A day as its midnight in UTC."""
        return self._formed(element, "date", f"{element.token[:10]}T00:00:00Z")

    def time(self, element: Element) -> str | None:
        """A time; of a day its midnight in UTC."""
        if FORMS["date"][1](element.token):
            return self.day(element)
        return self._formed(element, "dateTime", element.token)

    def _formed(self, element: Element, form: str, value: str) -> str | None:
        """The value, if the text is of a form; else it is lost."""
        if not FORMS[form][1](element.token):
            self.losses.lose(element, f"Not {FORMS[form][0]}")
            return None
        self.losses.take(element)
        return value

    def web(self, element: Element) -> Json | None:
        """A page by its address."""
        uri = element.attributes.get("uri") or element.token
        self.losses.take(element)
        return {"type": "WebResource", "contentURL": uri} if uri else None

    def mailbox(self, element: Element) -> Json | None:
        """An address of e-mail."""
        uri = element.attributes.get("uri")
        self.losses.take(element)
        return {"id": uri, "type": "Mailbox"} if uri else None

    def ects(self, element: Element) -> Json | None:
        """Credits of ECTS."""
        point = self._formed(element, "decimal", element.token)
        if point is None:
            return None
        framework = vocabularies.elm_concept(vocabularies.concept("education-credit", "ECTS"))
        return {"type": "CreditPoint", "framework": framework, "point": point}

    def grade(self, element: Element) -> Json:
        """A grade as a note without language."""
        self.losses.take(element)
        return {"type": "Note", "noteLiteral": {"und": element.token or "?"}}
