"""A file of ELMO, read: its tree, its version, and what is remarkable about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from elm_microcred.errors import ParseError
from elm_microcred.exchange.elmo.schema import NAMESPACE, PREVIEW, SPEC, structure
from elm_microcred.exchange.xml_elements import Element, finding, read_tree
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem

if TYPE_CHECKING:
    from elm_microcred.exchange.elmo.to_elm import Credential


@dataclass(frozen=True, slots=True, eq=False)
class Elmo:
    """A file of academic results in ELMO. Nothing of it is verified.

    Attributes:
        root: The tree of the file.
        version: `1.7` (which reads any 1.x), or `2.0-preview`.
        problems: What is not as ELMO has it, contradicts itself, or leads nowhere.
        is_signed: Whether it has a signature: see `check_signature`.
    """

    root: Element = field(repr=False)
    version: str
    problems: tuple[Problem, ...]
    is_signed: bool

    @property
    def learner(self) -> Element | None:
        """The element that describes the learner."""
        return self.root.one("learner")

    @property
    def reports(self) -> tuple[Element, ...]:
        """The reports: one for each institution."""
        return tuple(self.root.many("report"))

    def credentials(self) -> tuple[Credential, ...]:
        """One European credential for each report, with what it cannot say.

        Raises:
            MappingError: If no report is about any learning.
        """
        from elm_microcred.exchange.elmo.to_elm import credentials

        return credentials(self)

    def micro_credentials(self) -> tuple[Credential, ...]:
        """One European credential for each opportunity at the top, with its micro-credential.

        Raises:
            MappingError: If no report is about any learning, or what it says of one cannot be a
                micro-credential.
        """
        from elm_microcred.exchange.elmo.to_elm import micro_credentials

        return micro_credentials(self)


def read_elmo(content: bytes, *, limits: Limits = DEFAULT) -> Elmo:
    """A file of ELMO 1.x, or of the preview of ELMO 2.0.

    A reader of ELMO has to expect the worst: what is missing or of another form is a finding of
    `problems`, with its XPath and line, and does not end the reading.

    Args:
        content: The file.
        limits: What it may cost.

    Raises:
        ParseError: If it is not well-formed XML, has a document type, or is not ELMO
            (`XML_NAMESPACE`, `XML_ROOT`).
        LimitError: If it is too long, too deep, or has too many elements.

    Spec: https://github.com/emrex-eu/elmo-schemas
    """
    root = read_tree(content, limits=limits)
    if root.local != "elmo":
        raise ParseError.from_problems(
            [
                finding(
                    "XML_ROOT",
                    root,
                    "This is XML of another kind than ELMO.",
                    found=f"<{root.local}>",
                    expected="<elmo>",
                    spec=SPEC,
                )
            ]
        )
    if root.namespace != NAMESPACE:
        raise ParseError.from_problems(
            [
                finding(
                    "XML_NAMESPACE",
                    root,
                    "The namespace is not that of ELMO 1 or of the preview of ELMO 2.0.",
                    found=root.namespace or "no namespace",
                    expected=NAMESPACE,
                    remedy="Ask for a file of ELMO 1.",
                    spec=SPEC,
                )
            ]
        )
    names = {element.local for element in root.walk() if element.namespace == NAMESPACE}
    is_signed = any(
        child.local == "Signature" and "xmldsig" in child.namespace for child in root.children
    )
    problems = (*structure(root), *_contradictions(root), *_dangling(root))
    return Elmo(root, "2.0-preview" if names & PREVIEW else "1.7", problems, is_signed)


def _contradictions(root: Element) -> Iterator[Problem]:
    """Identifiers of one type with two values, schemes and attachments of one name."""
    seen: dict[tuple[str, str, str], Element] = {}
    for element in root.walk():
        if element.namespace != NAMESPACE:
            continue
        own: dict[str, str] = {}
        for identifier in element.many("identifier"):
            type = identifier.attributes.get("type", "").strip()
            value = identifier.token
            if own.setdefault(type, value) != value:
                yield finding(
                    "IDENTIFIER_CONTRADICTORY",
                    identifier,
                    f"A second identifier of the type {type!r} says another thing than the first.",
                    found=value,
                    expected=own[type],
                )
            if element.local == "attachment":
                yield from _twice(seen, ("attachment", type, value), element, identifier)
        if element.local == "gradingScheme":
            key = ("gradingScheme", element.path.split("/")[2], element.attributes.get("localId"))
            yield from _twice(seen, tuple(map(str, key)), element, element)  # type: ignore[arg-type]


def _twice(
    seen: dict[tuple[str, str, str], Element],
    key: tuple[str, str, str],
    element: Element,
    at: Element,
) -> Iterator[Problem]:
    first = seen.setdefault(key, element)
    if first is not element:
        yield finding(
            "IDENTIFIER_CONTRADICTORY",
            at,
            f"Two things have one identifier: the other is {first.path}.",
            found=key[2],
            expected="an identifier of its own",
        )


def _dangling(root: Element) -> Iterator[Problem]:
    """References to a grading scheme, an attachment or a group that is not there."""
    files = {identifier.token for found in root.walk() if found.local == "attachment"
             for identifier in found.many("identifier")}  # fmt: skip
    groups = grouped(root)
    for report in root.many("report"):
        schemes = {s.attributes.get("localId", "").strip() for s in report.many("gradingScheme")}
        for element in report.walk():
            missing = (
                (element.local == "gradingSchemeLocalId" and element.token not in schemes)
                or (element.local == "ref" and element.token not in files)
                or (element.local == "grouping" and group_of(element, groups) is None)
            )
            if missing and element.namespace == NAMESPACE:
                yield finding(
                    "REFERENCE_DANGLING",
                    element,
                    f"<{element.local}> refers to something that is not in the file.",
                    found=element.token or " ".join(element.attributes.values()),
                )


Groups = dict[tuple[str, str], tuple[Element, Element]]


def grouped(root: Element) -> Groups:
    """The groups of a file, with their types, by the two identifiers that refer to them."""
    found: Groups = {}
    for groups in root.many("groups"):
        for type in groups.many("groupType"):
            for group in type.many("group"):
                key = (type.attributes.get("id", ""), group.attributes.get("id", ""))
                found.setdefault(key, (type, group))
    return found


def group_of(grouping: Element, groups: Groups) -> tuple[Element, Element] | None:
    """Type and group that a `<grouping>` refers to."""
    given = grouping.attributes
    return groups.get((given.get("typeref", ""), given.get("idref", "")))
