"""A credential of ELM 2 as one of ELM 3."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred import contexts
from elm_microcred.errors import LimitError, MappingError, ParseError
from elm_microcred.exchange.elm_v2.table import KINDS, Row
from elm_microcred.exchange.elm_v2.values import Json, Values
from elm_microcred.exchange.xml_elements import Element, Losses, finding, read_tree
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.mapping.builders.credential import credential
from elm_microcred.mapping.document import Document
from elm_microcred.model.elm.agents import Organisation, Person
from elm_microcred.problem import Problem

NAMESPACE: Final = "http://data.europa.eu/snb"
W3C: Final = "http://data.europa.eu/europass/model/credentials/w3c#"
SPEC: Final = "https://github.com/european-commission-empl/European-Learning-Model"

_EIDAS: Final = re.compile(r"[A-Z]{3}[A-Z]{2}-\S+")
_NO_AWARD: Final = ("LearningActivity", "LearningAssessment", "LearningEntitlement")
"""Claims that need not say in ELM 2 who awarded them, and have to in ELM 3."""


@dataclass(frozen=True, slots=True, eq=False)
class EdciCredential:
    """A credential of ELM 2, as one of ELM 3. Nothing of it is verified.

    Attributes:
        document: The European credential of ELM 3, unsecured.
        losses: What ELM 3 cannot say, or says less exactly: pointers are XPaths into the file.
        problems: What contradicts itself, or leads nowhere.
        is_signed: Whether it has a seal: see `seal_check`.
    """

    document: Document
    losses: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    is_signed: bool


def root_of(content: bytes, limits: Limits) -> Element:
    """The root element of a credential of ELM 2.

    Raises:
        ParseError: If it is not one.
        LimitError: If it is too long, too deep, or has too many elements.
    """
    root = read_tree(content, limits=limits)
    for code, is_wrong, found, expected in (
        ("XML_ROOT", root.local != "europassCredential", root.local, "europassCredential"),
        ("XML_NAMESPACE", root.namespace != NAMESPACE, root.namespace, NAMESPACE),
    ):
        if is_wrong:
            detail = "This is no credential of ELM 2."
            problem = finding(code, root, detail, found=found or "none", expected=expected)
            raise ParseError.from_problems([problem])
    return root


def read_elm_v2(content: bytes, *, limits: Limits = DEFAULT) -> EdciCredential:
    """A credential of ELM 2 in XML, as a European credential of ELM 3.

    Args:
        content: The file.
        limits: What it may cost.

    Raises:
        ParseError: If it is no credential of ELM 2 (`XML_ROOT`, `XML_NAMESPACE`), is not
            well-formed, or has a document type.
        MappingError: If it claims nothing, or names no holder.
        ModelError: If a value in it cannot be.
        LimitError: If it is too long, too deep, or its references unfold too far.

    Spec: https://github.com/european-commission-empl/European-Learning-Model
    """
    root = root_of(content, limits)
    return _Reader(root, limits).read()


class _Reader:
    """Reads one credential."""

    def __init__(self, root: Element, limits: Limits) -> None:
        self.root = root
        self.limits = limits
        self.losses = Losses("ELM 3")
        self.values = Values(self.losses)
        self.problems: list[Problem] = []
        self.by_id: dict[str, Element] = {}
        self.count = 0
        self.issuer: Json | None = None
        self.awarded: dict[str, Json] = {}
        for element in root.walk():
            name = element.attributes.get("id")
            if name is None or element is root:
                continue
            first = self.by_id.setdefault(name, element)
            if first is not element and _said(first) != _said(element):
                self.problems.append(
                    finding(
                        "IDENTIFIER_CONTRADICTORY",
                        element,
                        f"Two things have one identifier: the other is {first.path}.",
                        found=name,
                        expected="an identifier of its own",
                    )
                )

    def read(self) -> EdciCredential:
        losses, root = self.losses, self.root
        losses.enter(root)
        losses.take(*(c for c in root.children if c.local.endswith("References")))
        issuer = self._w3c("issuer")
        node = None if issuer is None else self._thing(issuer, "Organisation", ())
        self.issuer = _with_eidas(node) if node else None
        subject = root.one("credentialSubject")
        person = None if subject is None else self._thing(subject, "Person", ())
        if person is None:
            raise MappingError.from_problems(
                [
                    finding(
                        "MAPPING_NO_COUNTERPART",
                        root,
                        "The credential names no holder.",
                        expected="<credentialSubject>",
                    )
                ]
            )
        if not person.get("hasClaim"):
            person["hasClaim"] = self._only_claim()
        claims = person.pop("hasClaim")
        holder = Person.parse({**person, "hasClaim": claims})
        issued, until = self._date("issued"), self._date("validUntil")
        title = self.values.text(root.one("title"))
        made = credential(
            holder.has_claim,
            to=holder,
            issuer=None if self.issuer is None else Organisation.parse(self.issuer),
            title=title,
            language=_language(title),
            issued=issued,
            valid_from=self._date("validFrom") or issued,
            valid_until=until,
            id=_attribute(root, "id"),
        )
        document = made.model_copy(
            update={"context": [contexts.CREDENTIALS_V1, contexts.EDC_AP]}
        ).to_dict()
        self._shown(document)
        for child in root.children:
            if child.local == "proof":
                losses.lose(child, "A seal holds for the file that it was made for")
        told = losses.end(root)
        is_signed = any(found.local == "Signature" for found in root.walk())
        return EdciCredential(Document(document, told), told, tuple(self.problems), is_signed)

    def _only_claim(self) -> Json:
        """What a credential claims that says so in its title and description only."""
        self.losses.problems.append(
            finding(
                "MAPPING_NARROWED",
                self.root,
                "The credential claims nothing but in its title and its description: these stand as"
                " an activity, which is the least that ELM 3 can claim.",
            )
        )
        claim: Json = {
            "type": "LearningActivity",
            "title": self.values.text(self.root.one("title")),
        }
        claim["title"] = claim["title"] or {"und": "?"}
        description = self.values.text(self.root.one("description"))
        if description:
            claim["description"] = description
        if self.issuer is not None:
            claim["awardedBy"] = {"type": "AwardingProcess", "awardingBody": self.issuer}
        return claim

    def _shown(self, document: Json) -> None:
        """The profile, and the line below the title."""
        kind = self.root.one("type")
        if kind is not None:
            document["credentialProfiles"] = self.values.concept(kind)
        description = self.values.text(self.root.one("description"))
        if description:
            display = document["displayParameter"]
            document["displayParameter"] = {**display, "description": description}

    def _w3c(self, local: str) -> Element | None:
        found = [c for c in self.root.children if c.local == local and c.namespace == W3C]
        return found[0] if found else None

    def _date(self, local: str) -> str | None:
        found = self._w3c(local)
        if found is None:
            return None
        return self.values.time(found)

    # Things

    def _target(self, element: Element) -> Element | None:
        """The element itself, or the one that it refers to."""
        ref = element.attributes.get("idref")
        if ref is None:
            return element
        found = self.by_id.get(ref)
        if found is None:
            self.problems.append(
                finding(
                    "REFERENCE_DANGLING",
                    element,
                    f"<{element.local}> refers to something that is not in the file.",
                    found=ref,
                )
            )
            self.losses.lose(element, "It refers to nothing that is there")
        else:
            self.losses.take(element)
        return found

    def _thing(self, element: Element, kind: str, around: tuple[int, ...]) -> Json | None:
        """A node of a kind, with everything in it."""
        self.count += 1
        if self.count > self.limits.members or len(around) > self.limits.depth:
            raise LimitError(
                "LIMIT_NODES",
                "The references of the file unfold too far.",
                pointer=element.path,
                expected=f"≤ {self.limits.members} things, {self.limits.depth} deep",
            )
        found = self._target(element)
        if found is None:
            return None
        if id(found) in around:
            self.losses.lose(element, "It stands inside of itself")
            return None
        around = (*around, id(found))
        self.losses.enter(found)
        node: Json = {}
        name = found.attributes.get("id")
        inner = found.one("id")
        if inner is not None:
            self.losses.take(inner)
            name = name or inner.token
        if name:
            node["id"] = name
        node["type"] = _type(found, kind)
        for row in KINDS[kind]:
            values = [value for each in self._elements(found, row.element)
                      if (value := self._value(each, row, around)) is not None]  # fmt: skip
            for value in values:
                is_plain = row.how == "legal" and value["type"] == "Identifier"
                node.setdefault("identifier" if is_plain else row.term, []).append(value)
        if kind == "LearningActivity":
            self._period(found, node)
        if kind == "Location":
            self._seat(node)
            if "address" not in node:
                self.losses.lose(element, "ELM 3 has a place with its country only")
                return None
        if kind == "LearningAchievement":
            self._awards(node)
        return {term: _single(value) for term, value in node.items()}

    def _elements(self, element: Element, path: str) -> Iterator[Element]:
        first, _, rest = path.partition("/")
        for found in element.many(first):
            if rest:
                self.losses.enter(found)
                yield from found.many(rest)
            else:
                yield found

    def _value(self, element: Element, row: Row, around: tuple[int, ...]) -> Any:
        if row.how in KINDS:
            node = self._thing(element, row.how, around)
            if node is not None and row.term == "hasClaim" and row.how in _NO_AWARD:
                self._awarded(node, self.issuer, element)
            return node
        write: Callable[[Element], Any] = getattr(self.values, row.how)
        return write(element)

    def _awards(self, node: Json) -> None:
        """The parts of an achievement are awarded as it is."""
        process = node.get("awardedBy")
        for term in ("provenBy", "influencedBy", "entitlesTo"):
            for part in node.get(term, []):
                if process and "awardedBy" not in part:
                    known = self.awarded.setdefault(part.get("id", ""), _single(process))
                    part["awardedBy"] = known if part.get("id") else _single(process)

    def _awarded(self, node: Json, issuer: Json | None, element: Element) -> None:
        """Who awarded a claim that does not say it: the issuer, which is told."""
        if "awardedBy" in node or issuer is None:
            return
        known = self.awarded.get(node.get("id", ""))
        if known is not None and node.get("id"):
            node["awardedBy"] = known
            return
        node["awardedBy"] = {"type": "AwardingProcess", "awardingBody": issuer}
        self.losses.problems.append(
            finding(
                "MAPPING_NARROWED",
                element,
                "ELM 3 asks who awarded it, which is not said: the issuer stands there.",
            )
        )

    def _period(self, element: Element, node: Json) -> None:
        period: Json = {}
        for local, term in (("startedAtTime", "startDate"), ("endedAtTime", "endDate")):
            found = element.one(local)
            moment = None if found is None else self.values.time(found)
            if moment is not None:
                period[term] = moment
        if period:
            node["temporal"] = {"type": "PeriodOfTime", **period}

    def _seat(self, node: Json) -> None:
        """A place that is a country has its address there, for ELM 3 asks for one."""
        if node.get("address"):
            return
        for code in node.get("spatialCode", []):
            if "authority/country" in str(code.get("id")):
                node["address"] = [{"type": "Address", "countryCode": code}]


def _type(element: Element, kind: str) -> str:
    if kind != "AchievementSpecification":
        return kind
    if element.local == "qualification":
        return "Qualification"
    return "LearningAchievementSpecification"


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _said(element: Element) -> list[tuple[str, str]]:
    """What an element says, whatever it is called where it stands."""
    return [(inner.local, inner.token) for child in element.children for inner in child.walk()]


def _attribute(element: Element, local: str) -> str | None:
    """An attribute by its local name, of whatever namespace."""
    for name, value in element.attributes.items():
        if name.rpartition(" ")[2] == local:
            return value
    return None


def _with_eidas(issuer: Mapping[str, Any]) -> Json:
    """The issuer with the number of its seal, which ELM 2 has as its registration."""
    registration = issuer.get("registration")
    notation = registration.get("notation", "") if isinstance(registration, dict) else ""
    if _EIDAS.fullmatch(notation):
        return {**issuer, "eIDASIdentifier": registration}
    return dict(issuer)


def _language(title: Mapping[str, Any] | None) -> str:
    return next((tag for tag in title or {} if tag != "und"), "en")


__all__ = ["NAMESPACE", "EdciCredential", "read_elm_v2", "root_of"]
