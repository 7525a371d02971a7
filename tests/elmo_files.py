"""Files of ELMO for tests: generated ones, the official schema, and what equality is."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from elm_microcred.exchange.elmo.schema import ATTACHMENT_TYPES, NAMESPACE, STATUSES, TYPES
from elm_microcred.exchange.xml_elements import Element, read_tree
from elm_microcred.problem import Problem

_STUBS = {
    "http://www.w3.org/2001/03/xml.xsd": (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        ' targetNamespace="http://www.w3.org/XML/1998/namespace">'
        '<xs:attribute name="lang" type="xs:string"/></xs:schema>'
    ),
    "xmldsig-core-schema.xsd": (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        ' targetNamespace="http://www.w3.org/2000/09/xmldsig#">'
        '<xs:element name="Signature" type="xs:anyType"/></xs:schema>'
    ),
    "EUROPASS_ISOCountries_V1.1.xsd": (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        ' targetNamespace="http://europass.cedefop.europa.eu/Europass/V2.0">'
        '<xs:simpleType name="countryCode"><xs:restriction base="xs:string">'
        '<xs:pattern value="[A-Z]{2}"/></xs:restriction></xs:simpleType></xs:schema>'
    ),
    "stable-v1/schema.xsd": (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"'
        " targetNamespace="
        '"https://github.com/erasmus-without-paper/ewp-specs-types-address/tree/stable-v1">'
        '<xs:complexType name="FlexibleAddress"><xs:sequence>'
        '<xs:element name="addressLine" type="xs:string" minOccurs="0" maxOccurs="4"/>'
        '<xs:element name="country" type="xs:string" minOccurs="0"/>'
        "</xs:sequence></xs:complexType></xs:schema>"
    ),
}
"""What the official schema takes from elsewhere, in as few words as its elements need."""


def official_schema(folder: Path) -> Any:
    """The published XML schema of ELMO 1.7, by lxml, which asks nothing of the network."""
    from lxml import etree

    class Resolver(etree.Resolver):  # type: ignore[misc, name-defined]
        def resolve(self, url: str, _id: str, context: Any) -> Any:
            for end, text in _STUBS.items():
                if url.endswith(end):
                    return self.resolve_string(text, context)
            return None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Resolver())
    path = folder / "domain" / "elmo" / "elmo-1.7-schema.xsd"
    return etree.XMLSchema(etree.fromstring(path.read_bytes(), parser, base_url=str(path)))


def schema_errors(schema: Any, content: bytes) -> list[str]:
    from lxml import etree

    schema.validate(etree.fromstring(content, etree.XMLParser(no_network=True)))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


# Equality but for losses


def differences(source: bytes, back: bytes, losses: tuple[Problem, ...]) -> list[str]:
    """Where two files differ, other than where a loss was told.

    What was lost is taken out of the source; what was narrowed is not compared, in its text.
    """
    lost = {p.pointer for p in losses if p.code == "MAPPING_LOSS"}
    narrowed = {p.pointer for p in losses if p.code == "MAPPING_NARROWED"}
    one, other = read_tree(source), read_tree(back)
    _without(one, lost)
    found: list[str] = []
    _compare(one, other, narrowed, found)
    return found


def _without(element: Element, lost: set[str]) -> None:
    for name in [*element.attributes]:
        shown = "xml:lang" if name.endswith(" lang") else name
        if f"{element.path}/@{shown}" in lost:
            del element.attributes[name]
    element.children = [child for child in element.children if child.path not in lost]
    for child in element.children:
        _without(child, lost)


_UNORDERED = ("identifier", "attachment", "gradingScheme", "groupType", "group", "level")
"""Elements whose order among each other says nothing."""

_BARE = ("attachments", "groups", "academicTerm", "resultDistribution")
"""Elements that say nothing where nothing is left in them."""


def _compare(a: Element, b: Element, narrowed: set[str], found: list[str]) -> None:
    if a.local != b.local:
        found.append(f"{a.path}: {b.local} instead")
        return
    if a.path in narrowed:
        return
    mine, yours = _attributes(a, narrowed), _attributes(b, narrowed)
    if f"{a.path}/@type" in narrowed:
        yours.pop("type", None)
    if mine != yours:
        found.append(f"{a.path}: {mine} became {yours}")
    if not a.children and not b.children and _text(a) != _text(b):
        found.append(f"{a.path}: {_text(a)!r} became {_text(b)!r}")
    left, right = _children(a), _children(b)
    if [child.local for child in left] != [child.local for child in right]:
        found.append(f"{a.path}: {[c.local for c in left]} became {[c.local for c in right]}")
        return
    for one, other in zip(left, right, strict=True):
        _compare(one, other, narrowed, found)


def _attributes(element: Element, narrowed: set[str]) -> dict[str, str]:
    found = {}
    for name, value in element.attributes.items():
        shown = "xml:lang" if name.endswith(" lang") else name
        is_default = (element.local, name, value) == ("content", "type", "text/plain")
        if "schemaLocation" in name or is_default or f"{element.path}/@{shown}" in narrowed:
            continue
        found[name] = " ".join(value.split())
    return found


def _children(element: Element) -> list[Element]:
    """The children, in an order that says nothing: identifiers, and texts by language."""
    there = [child for child in element.children if child.children or child.attributes
             or child.text.strip() or child.local not in _BARE]  # fmt: skip

    def key(child: Element) -> tuple[Any, ...]:
        many = child.local in (
            "identifier",
            "attachment",
            "gradingScheme",
            "groupType",
            "group",
            "level",
        )
        said = "".join(inner.token for inner in child.walk()) if many else ""
        return (sorted(child.attributes.items()) if many else [], said)

    order = [child.local for child in there]
    return sorted(there, key=lambda child: (order.index(child.local), *key(child)))


def _text(element: Element) -> str:
    if element.local in ("description", "descriptionHtml"):
        return element.text
    text = element.token
    if element.local in ("value", "engagementHours") or element.local.startswith("percentage"):
        try:
            return format(float(text), "f")
        except ValueError:
            return text
    return "".join(text.split()) if text.startswith("data:") else text.replace("ects", "ECTS")


# Generated files


_WORDS = (
    "Safety",
    "Drošība",
    "Bezpieczeństwo",
    "Ναυσιπλοΐα",
    "Port & <harbour>",
    'A "b" c',
    "安全",
)
_TAGS = ("en", "lv", "pl", "el", "de", "no")
_PDF = "data:application/pdf;base64,JVBERi0xLjQK"


class Maker:
    """Writes one file, every part of it by chance, and all of it as the schema has it."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.lines: list[str] = []
        self.schemes: list[str] = []
        self.files: list[str] = []
        self.groups: list[tuple[str, str]] = []
        self.count = 0

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def element(self, name: str, text: str, **attributes: str) -> None:
        shown = "".join(
            f" {key.replace('_', ':')}={quoteattr(value)}" for key, value in attributes.items()
        )
        self.lines.append(f"<{name}{shown}>{escape(text)}</{name}>")

    def day(self) -> str:
        pick = self.random.randint
        zone = "+02:00" if self.chance(0.05) else ""
        return f"{pick(1990, 2025)}-{pick(1, 12):02}-{pick(1, 28):02}{zone}"

    def texts(self, name: str, *, least: int = 1, lines: bool = False) -> None:
        tags = self.random.sample(_TAGS, self.random.randint(least, 3))
        if self.chance(0.15):
            tags.append("")
        if self.chance(0.05) and tags:
            tags.append(tags[0])
        for tag in tags or ([""] if least else []):
            self.count += 1
            text = f"{self.random.choice(_WORDS)} {self.count}"
            if lines and self.chance(0.3):
                text += "\n\nsecond  line"
            self.element(name, text, **({"xml_lang": tag} if tag else {}))

    def identifiers(self, *types: str) -> None:
        for type in types:
            if self.chance(0.6):
                self.count += 1
                self.element("identifier", f"ID {self.count}", type=type)

    def file(self) -> bytes:
        self.lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<elmo xmlns="{NAMESPACE}">']
        self.element("generatedDate", "2026-01-02T03:04:05Z")
        self.learner()
        for _ in range(1):
            self.report()
        if self.chance(0.3):
            self.attachment("whole")
        if self.groups:
            self.grouping_kinds()
        if self.chance(0.1):
            self.lines.append('<extension><x xmlns="urn:example:x">1</x></extension>')
        self.lines.append("</elmo>")
        return "\n".join(self.lines).encode()

    def learner(self) -> None:
        self.lines.append("<learner>")
        if self.chance(0.7):
            self.element("citizenship", self.random.choice(("PL", "LV", "FR", "US")))
        self.identifiers("nationalIdentifier", "esi", "own")
        self.element("givenNames", "Anna Łucja" if self.chance(0.9) else "")
        self.element("familyName", "O'Neill & Søn")
        if self.chance(0.8):
            self.element("bday", self.day())
        if self.chance(0.2):
            self.element("placeOfBirth", "Rīga")
        if self.chance(0.2):
            self.element("birthName", "Kowalska")
        if self.chance(0.2):
            address = "https://github.com/erasmus-without-paper/ewp-specs-types-address"
            country = "<a:country>LV</a:country>" if self.chance(0.7) else ""
            self.lines.append(
                f'<currentAddress xmlns:a="{address}/tree/stable-v1">'
                f"<a:addressLine>Main street 1</a:addressLine>{country}</currentAddress>"
            )
        if self.chance(0.4):
            self.element("gender", self.random.choice("0129"))
        self.lines.append("</learner>")

    def report(self) -> None:
        self.lines.append("<report><issuer>")
        self.element("country", self.random.choice(("LV", "PL", "NO", "DE")))
        self.element("identifier", "999572294", type="pic")
        self.identifiers("erasmus", "schac", "eidas")
        self.texts("title")
        self.element("url", "https://university.example/")
        self.lines.append("</issuer>")
        self.schemes = [f"scheme {n}" for n in range(self.random.randint(0, 3))]
        self.files = [f"file {n}" for n in range(self.random.randint(0, 2))]
        self.groups = [(str(t), str(g)) for t in range(self.random.randint(0, 2)) for g in (1, 2)]
        for _ in range(self.random.randint(1, 4)):
            self.opportunity(0)
        self.element(
            "issueDate",
            self.random.choice(
                ("2026-02-03T04:05:06Z", "2026-02-03T04:05:06+02:00", "2026-02-03T04:05:06")
            ),
        )
        for scheme in self.schemes:
            self.lines.append(f'<gradingScheme localId="{scheme}">')
            self.texts("description", least=0, lines=True)
            self.lines.append("</gradingScheme>")
        for name in self.files:
            self.attachment(name)
        self.lines.append("</report>")

    def attachment(self, name: str) -> None:
        self.lines.append("<attachment>")
        self.element("identifier", name, type="internal")
        self.texts("title")
        self.element("type", self.random.choice(ATTACHMENT_TYPES))
        self.texts("description", least=0, lines=True)
        for _ in range(self.random.randint(1, 2)):
            content = _PDF if self.chance(0.8) else "data:application/x-unknown;base64,AAAA"
            self.element("content", content, **({"xml_lang": "en"} if self.chance(0.3) else {}))
        self.lines.append("</attachment>")

    def grouping_kinds(self) -> None:
        self.lines.append("<groups>")
        for type in sorted({type for type, _ in self.groups}):
            self.lines.append(f'<groupType id="{type}">')
            self.texts("title")
            for number in ("1", "2"):
                self.lines.append(f'<group id="{number}" sortingKey="{number}">')
                self.texts("title")
                self.lines.append("</group>")
            self.lines.append("</groupType>")
        self.lines.append("</groups>")

    def opportunity(self, depth: int) -> None:
        chance = self.chance
        self.lines.append("<learningOpportunitySpecification>")
        self.identifiers("local", "elmo")
        self.texts("title")
        if chance(0.8):
            self.element("type", self.random.choice(TYPES))
        if chance(0.2):
            self.element("subjectArea", "11304")
        if chance(0.5):
            self.element("iscedCode", self.random.choice(("0511", "06", "0612", "99x")))
        if chance(0.3):
            self.element("url", "https://university.example/course?a=1&b=2")
        if chance(0.6):
            self.texts("description", lines=True)
        if chance(0.2):
            self.texts("descriptionHtml", lines=True)
        self.lines.append("<specifies><learningOpportunityInstance>")
        self.instance()
        self.lines.append("</learningOpportunityInstance></specifies>")
        for _ in range(self.random.randint(0, 2) if depth < 3 else 0):
            self.lines.append("<hasPart>")
            self.opportunity(depth + 1)
            self.lines.append("</hasPart>")
        self.lines.append("</learningOpportunitySpecification>")

    def instance(self) -> None:
        chance, pick = self.chance, self.random.choice
        self.identifiers("result")
        for name in ("start", "date"):
            if chance(0.6):
                self.element(name, self.day())
        if chance(0.4):
            self.lines.append("<academicTerm>")
            self.texts("title")
            self.element("start", "2024-10-01")
            self.element("end", "2025-02-15")
            self.lines.append("</academicTerm>")
        if chance(0.8):
            self.element("status", pick(STATUSES))
        if chance(0.5):
            self.element("gradingSchemeLocalId", pick([*self.schemes, "nowhere"]))
        if chance(0.7):
            self.element("resultLabel", pick(("5", "A", "passed", "45.1", "не зачтено")))
        if chance(0.3):
            self.lines.append("<shortenedGrading>")
            for name in ("percentageLower", "percentageEqual", "percentageHigher"):
                self.element(name, pick(("12", "12.5", "0", "87.99")))
            self.lines.append("</shortenedGrading>")
        if chance(0.3):
            self.lines.append("<resultDistribution>")
            for number in range(self.random.randint(1, 4)):
                self.lines.append(f'<category label="grade {number}" count="{number * 7}"/>')
            self.texts("description", least=0, lines=True)
            self.lines.append("</resultDistribution>")
        for _ in range(pick((0, 1, 1, 2))):
            self.lines.append("<credit>")
            self.element("scheme", pick(("ECTS", "ects", "national points")))
            if chance(0.3):
                self.element("level", pick(("Bachelor", "Master", "PhD")))
            if chance(0.9):
                self.element("value", pick(("6", "7.50", "30.0", "0")))
            self.lines.append("</credit>")
        for _ in range(pick((0, 0, 1, 2))):
            self.lines.append("<level>")
            self.element("type", pick(("EQF", "NQF", "own: type")))
            if chance(0.4):
                self.element("description", "a level", xml_lang="en")
            if chance(0.9):
                self.element("value", pick(("5", "6", "9")))
            self.lines.append("</level>")
        if chance(0.4):
            self.element("languageOfInstruction", pick(("en", "pl", "en-GB", "xx")))
        if chance(0.4):
            self.element("engagementHours", pick(("30", "1.5", "0.25", "100.75")))
        if chance(0.3):
            self.lines.append("<attachments>")
            for name in [*self.files, "whole", "nowhere"]:
                self.element("ref", name)
            self.lines.append("</attachments>")
        if chance(0.3):
            type, group = pick([*self.groups, ("9", "9")])
            self.lines.append(f'<grouping typeref="{type}" idref="{group}"/>')
        if chance(0.05):
            self.lines.append('<extension><y xmlns="urn:example:y">2</y></extension>')
        if chance(0.15):
            self.supplement()

    def supplement(self) -> None:
        tag = self.random.choice(("", ' xml:lang="en"', ' xml:lang="lv"'))
        self.lines.append(f"<diplomaSupplement{tag}>")
        self.element("version", self.random.choice(("2018", "2007")))
        self.element("issueDate", "2018-09-07")
        self.element("introduction", self.random.choice(("", "This supplement follows the model.")))
        for number in range(1, self.random.randint(2, 4)):
            self.section(str(number), 0)
        self.lines.append("</diplomaSupplement>")

    def section(self, number: str, depth: int) -> None:
        self.lines.append(f'<section number="{number}">')
        self.element("title", f"Section {number}")
        if self.chance(0.6):
            kind = self.random.choice(
                ({}, {"type": "text/html"}, {"type": "html"}, {"type": "x/y"})
            )
            self.element("content", self.random.choice(("Text", "<b>a</b> & b")), **kind)
        if self.chance(0.3):
            self.element("additionalInformation", "More.\nMuch more.")
        if self.chance(0.1):
            self.lines.append(f"<attachment><content>{_PDF}</content></attachment>")
        for place in range(1, self.random.randint(1, 3) if depth < 2 else 1):
            self.section(f"{number}.{place}", depth + 1)
        self.lines.append("</section>")


def generated(number: int) -> bytes:
    """A file of ELMO 1.7 that is valid, of one report; the same number gives the same file."""
    return Maker(number).file()
