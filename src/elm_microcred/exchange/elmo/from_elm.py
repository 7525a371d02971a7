"""European credentials and micro-credentials as one file of ELMO 1.7."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from elm_microcred.errors import MappingError, UsageError
from elm_microcred.exchange.elmo import writing
from elm_microcred.exchange.elmo.schema import ELEMENTS, NAMESPACE, SPEC
from elm_microcred.exchange.elmo.written_opportunities import Opportunities
from elm_microcred.exchange.xml_elements import Element, write_tree
from elm_microcred.mapping.document import format_of, unwrapped
from elm_microcred.mapping.elm import to_elm
from elm_microcred.mapping.elm.media import PLACEHOLDER
from elm_microcred.mapping.elm.reading import Reading, Slot
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem


@dataclass(frozen=True, slots=True)
class ElmoFile:
    """A file of ELMO 1.7 that was made.

    Attributes:
        content: The file, in UTF-8, unsigned.
        losses: What ELMO cannot say, or says less exactly. Pointers are into the documents (after
            their number, as `/0/issuer`, where there are several); those of what a
            micro-credential loses on its way to ELM, into the micro-credential.
    """

    content: bytes
    losses: tuple[Problem, ...]


Given = Mapping[str, Any] | MicroCredential


def to_elmo(credentials: Given | Sequence[Given], *, generated: datetime | None = None) -> ElmoFile:
    """Credentials of one learner as a file of ELMO 1.7: one report for each awarding body.

    Args:
        credentials: European credentials or micro-credentials, one or several, all of one learner.
        generated: When the file is made; the last date of issue where it is absent.

    Raises:
        MappingError: If they are of several learners, hold no achievement, or say no date of issue.
        ParseError: If one is of no kind that is known.
        UsageError: If there is none.

    Spec: https://github.com/emrex-eu/elmo-schemas
    """
    many = [credentials] if isinstance(credentials, Mapping | MicroCredential) else [*credentials]
    if not many:
        raise UsageError("USAGE", "No credential was given.", expected="one, or several")
    root = Element("elmo", NAMESPACE)
    generated_date = root.add("generatedDate")
    losses: list[Problem] = []
    learners: list[Element] = []
    issued: list[str] = []
    groups = writing.Groups()
    for number, given in enumerate(many):
        document, before = _document(given)
        losses += before
        writer = _Writer(document, groups, root, generated)
        learners.append(writer.learner())
        writer.reports()
        issued += writer.issued
        under = f"/{number}" if len(many) > 1 else ""
        losses += [problem.at(under) for problem in writer.losses()]
    first = learners[0]
    for number, other in enumerate(learners):
        if writing.told(other) != writing.told(first):
            raise MappingError(
                "MAPPING_NO_COUNTERPART",
                "A file of ELMO is about one learner.",
                pointer=f"/{number}/credentialSubject",
                found=" ".join(child.text for child in other.children),
                expected=" ".join(child.text for child in first.children),
                remedy="Write a file for each learner.",
            )
    root.children.insert(1, first)
    if groups.types:
        root.children.append(groups.element(NAMESPACE))
    generated_date.text = generated.isoformat() if generated else max(issued)
    in_order(root, "elmo")
    return ElmoFile(
        write_tree(root, {writing.EWP: "ewp"} if _addressed(root) else {}), tuple(losses)
    )


def _document(given: Given) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    if isinstance(given, MicroCredential):
        written = to_elm(given)
        return written, written.losses
    kind = format_of(given)
    if kind == "micro-credential":
        return _document(MicroCredential.parse(given))
    if kind != "elm":
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "ELMO is written from European credentials and micro-credentials.",
            found=kind,
            remedy='Convert it first: convert(document, to="elm").',
        )
    return unwrapped(given), ()


def in_order(element: Element, kind: str) -> None:
    """Put the children of an element, and theirs, into the order of the schema."""
    places = {child.name: place for place, child in enumerate(ELEMENTS.get(kind, ()))}
    kinds = {child.name: child.kind for child in ELEMENTS.get(kind, ())}
    element.children.sort(key=lambda child: places.get(child.local, len(places)))
    for child in element.children:
        in_order(child, kinds.get(child.local, ""))


class _Writer:
    """Writes the reports of one European credential."""

    def __init__(
        self,
        document: Mapping[str, Any],
        groups: writing.Groups,
        root: Element,
        generated: datetime | None,
    ) -> None:
        self.reading = Reading(dict(document))
        self.slot = Slot(self.reading.root, (), self.reading).inside()
        self.groups = groups
        self.root = root
        self.generated = generated
        self.issued: list[str] = []
        subject = self.slot.one("credentialSubject")
        self.subject = None if subject is None else subject.entered()

    def learner(self) -> Element:
        """The learner."""
        element = Element("learner", NAMESPACE)
        writing.learner(self.subject, element, self.reading)
        return element

    def reports(self) -> None:
        """A report for each awarding body."""
        claims = [
            claim.entered()
            for claim in (self.subject.many("hasClaim") if self.subject else ())
            if writing.is_achievement(claim, self.reading)
        ]
        if not claims:
            raise MappingError(
                "MAPPING_NO_COUNTERPART",
                "The credential says nothing of any achievement.",
                pointer="/credentialSubject/hasClaim",
                expected="a LearningAchievement",
                spec=SPEC,
            )
        date = self._date()
        self.issued.append(date)
        files = writing.Files(self.slot, self.reading)
        for body, own in writing.by_body(claims):
            report = self.root.add("report")
            writing.issuer(body, report.add("issuer"), self.reading)
            writer = Opportunities(report, self.groups, files, self.reading, body)
            for claim in own:
                writer.write(claim, report.add("learningOpportunitySpecification"))
            report.add("issueDate", date)
            files.write(report, self.root, is_first=own[0] is claims[0])
        self._technical(claims)

    def _date(self) -> str:
        """The date of issue; dates that say the same are read with it."""
        terms = ("issued", "issuanceDate", "validFrom")
        found = {term: self.slot.one(term) for term in terms}
        for slot in found.values():
            if slot is not None and isinstance(slot.value, str):
                for other in found.values():
                    if other is not None and other.value == slot.value:
                        other.taken()
                return slot.value
        if self.generated is None:
            raise MappingError(
                "MAPPING_NO_COUNTERPART",
                "ELMO asks for the date of issue, and the credential has none.",
                pointer="/issued",
                expected="issued, or the argument `generated`",
                spec=SPEC,
            )
        return self.generated.isoformat()

    def _technical(self, claims: list[Slot]) -> None:
        """Members that say how the credential is made, and not what it says."""
        for term in ("credentialProfiles", "credentialSchema", "@context", "type"):
            for slot in self.slot.many(term):
                slot.taken()
        issuer = self.slot.one("issuer")
        if issuer is not None:
            bodies = [body for body, _ in writing.by_body(claims)]
            if any(writing.same(issuer, body) for body in bodies):
                issuer.taken()
        display = self.slot.one("displayParameter")
        if display is None:
            return
        display.inside()
        titles = [claim.value.get("title") for claim in claims]
        for term in ("language", "primaryLanguage", "title"):
            for slot in display.many(term):
                if term != "title" or slot.value in [*titles, {"en": "Transcript of records"}]:
                    slot.taken()
        for page in display.many("individualDisplay"):
            if _pictures(page.value) <= {PLACEHOLDER}:
                page.taken()

    def losses(self) -> Iterable[Problem]:
        """What was not written."""
        yield from self.reading.losses
        for problem in self.reading.unread():
            detail = problem.detail.replace("a micro-credential has no place", "ELMO has no place")
            yield replace(
                problem,
                code="MAPPING_LOSS",
                detail=detail.replace("was not read", "was not written"),
            )


def _addressed(root: Element) -> bool:
    return any(element.namespace == writing.EWP for element in root.walk())


def _pictures(value: Any) -> set[str]:
    """The contents of all pictures in a prepared page."""
    if isinstance(value, Mapping):
        own = {value["content"]} if isinstance(value.get("content"), str) else set()
        return own.union(*map(_pictures, value.values()))
    return set().union(*map(_pictures, value)) if isinstance(value, list) else set()
