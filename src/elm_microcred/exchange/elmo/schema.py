"""What stands where in ELMO 1.7: elements in their order, how often, and the form of their text.

The table is what the reader checks a file by, what the writer orders elements by, and what the
documentation lists. The preview of ELMO 2.0 is read by the same table: its new names stand in it.

Spec: https://github.com/emrex-eu/elmo-schemas
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from elm_microcred.exchange.xml_elements import Element, finding
from elm_microcred.problem import Problem

NAMESPACE: Final = "https://github.com/emrex-eu/elmo-schemas/tree/v1"
"""The namespace of ELMO 1, and of the preview of ELMO 2.0 as well."""

SPEC: Final = "https://github.com/emrex-eu/elmo-schemas"

STATUSES: Final = ("passed", "failed", "in-progress")
TYPES: Final = ("Degree Programme", "Module", "Course", "Class")
CREDIT_LEVELS: Final = ("Bachelor", "Master", "PhD")
ATTACHMENT_TYPES: Final = (
    "Diploma",
    "Diploma Supplement",
    "Transcript of Records",
    "EMREX transcript",
    "Micro Credential",
    "Letter of Nomination",
    "Certificate of Training",
    "Learning Agreement",
    "Other",
)


PREVIEW: Final = frozenset(
    {"alternativeName", "dateOfBirth", "gradingSchemeExternalId", "resultOfRecognition"}
)
"""Elements that only the preview of ELMO 2.0 has."""


class Child(NamedTuple):
    """An element that may stand in another.

    Attributes:
        name: Its name.
        kind: A key of `ELEMENTS`, or of `FORMS`, or `any`.
        least: How often it stands there at least.
        most: How often at most; `None` without end.
    """

    name: str
    kind: str
    least: int = 0
    most: int | None = 1


def _children(text: str) -> tuple[Child, ...]:
    """The children in a line: `name:kind` with `!` for one, `+`, `*`, nothing for at most one."""
    found = []
    for word in text.split():
        name, _, kind = word.rstrip("!+*").partition(":")
        mark = word[-1] if word[-1] in "!+*" else ""
        most = None if mark in ("+", "*") else 1
        found.append(Child(name, kind or name, 1 if mark in ("!", "+") else 0, most))
    return tuple(found)


ELEMENTS: Final[Mapping[str, tuple[Child, ...]]] = {
    name: _children(text)
    for name, text in {
        "elmo": "generatedDate:dateTime! learner! report+ attachment* groups extension:any"
        " Signature:any",
        "learner": "citizenship:country identifier:identifier* givenNames:token! familyName:token!"
        " alternativeName:token bday:date dateOfBirth:date placeOfBirth:token birthName:token"
        " currentAddress:any gender:gender",
        "report": "issuer! learningOpportunitySpecification:los* resultOfRecognition:any*"
        " issueDate:dateTime! gradingScheme* attachment*",
        "issuer": "country:country identifier:identifier+ title:token+ url:token!",
        "gradingScheme": "description:string*",
        "attachment": "identifier:identifier* title:token* type:attachmentType description:string*"
        " content:token* extension:any",
        "groups": "groupType*",
        "groupType": "title:token+ group*",
        "group": "title:token+",
        "los": "identifier:identifier* title:token+ type:type subjectArea:token iscedCode:token"
        " url:token description:string* descriptionHtml:string* specifies! hasPart*"
        " extension:any",
        "specifies": "learningOpportunityInstance:loi! extension:any",
        "hasPart": "learningOpportunitySpecification:los!",
        "loi": "identifier:identifier* start:date date:date academicTerm status:status"
        " gradingSchemeLocalId:token gradingSchemeExternalId:token resultLabel:token"
        " shortenedGrading resultDistribution credit* level* languageOfInstruction:token"
        " engagementHours:decimal attachments grouping:string extension:any"
        " diplomaSupplement",
        "academicTerm": "title:token+ start:date! end:date!",
        "shortenedGrading": "percentageLower:decimal! percentageEqual:decimal!"
        " percentageHigher:decimal!",
        "resultDistribution": "category:category+ description:string*",
        "credit": "scheme:token! level:creditLevel value:decimal",
        "level": "type:token! description:string value:token",
        "attachments": "ref:string*",
        "diplomaSupplement": "version:token! issueDate:date! introduction:any! section+"
        " Signature:any",
        "section": "title:token! content:token additionalInformation:string* attachment* section*",
    }.items()
}
"""The children of each element, in their order."""

ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "identifier": ("type",),
    "gradingScheme": ("localId",),
    "category": ("label", "count"),
    "section": ("number",),
}
"""Attributes that an element must have, by its kind."""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?", text))


def _is_time(text: str) -> bool:
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


FORMS: Final = {
    "date": ("a date, as 2026-06-30", _is_date),
    "dateTime": ("a time, as 2026-06-30T12:00:00Z", _is_time),
    "decimal": (
        "a decimal number",
        lambda text: bool(re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)", text)),
    ),
    "country": (
        "a country code of two letters",
        lambda text: bool(re.fullmatch("[A-Z]{2}", text)),
    ),
    "gender": ("0, 1, 2 or 9", lambda text: text in ("0", "1", "2", "9")),
    "type": (" or ".join(TYPES), lambda text: text in TYPES),
    "attachmentType": (" or ".join(ATTACHMENT_TYPES), lambda text: text in ATTACHMENT_TYPES),
    "status": (" or ".join(STATUSES), lambda text: text in STATUSES),
    "creditLevel": (" or ".join(CREDIT_LEVELS), lambda text: text in CREDIT_LEVELS),
}
"""Forms of text: what is expected, and whether a text is of it."""


def structure(root: Element) -> Iterator[Problem]:
    """What in a file is not as ELMO has it: missing, too often, unknown, of another form.

    A reader of ELMO has to expect the worst and to pass over what it does not know: these are
    findings, and none of them ends the reading.
    """
    todo: list[tuple[Element, str]] = [(root, "elmo")]
    while todo:
        element, kind = todo.pop()
        yield from _attributes(element, kind)
        if kind in FORMS:
            expected, fits = FORMS[kind]
            if not fits(element.token):
                yield finding(
                    "XML_VALUE",
                    element,
                    f"<{element.local}> is not of the form that it should be.",
                    found=element.token,
                    expected=expected,
                    spec=SPEC,
                )
        if kind not in ELEMENTS:
            continue
        inner = []
        known = {child.name: child for child in ELEMENTS[kind]}
        for child in element.children:
            row = known.get(child.local)
            is_ours = child.namespace == element.namespace or child.local == "Signature"
            if row is None or not is_ours:
                yield finding(
                    "XML_UNKNOWN",
                    child,
                    f"ELMO has no <{child.local}> of this namespace here: it is passed over.",
                    found=f"{child.local} of {child.namespace or 'no namespace'}",
                    spec=SPEC,
                )
            else:
                inner.append((child, row.kind))
        yield from _counts(element, kind)
        todo += reversed(inner)


def _attributes(element: Element, kind: str) -> Iterator[Problem]:
    for name in ATTRIBUTES.get(kind, ()):
        if not element.attributes.get(name, "").strip():
            yield finding(
                "XML_MISSING",
                element,
                f"<{element.local}> lacks its attribute {name}.",
                f"@{name}",
                expected=name,
                spec=SPEC,
            )


def _counts(element: Element, kind: str) -> Iterator[Problem]:
    for child in ELEMENTS[kind]:
        there = len([c for c in element.children if c.local == child.name])
        if there < child.least:
            yield finding(
                "XML_MISSING",
                element,
                f"<{element.local}> lacks <{child.name}>.",
                expected=f"<{child.name}>",
                spec=SPEC,
            )
        if child.most is not None and there > child.most:
            yield finding(
                "XML_REPEATED",
                element,
                f"<{element.local}> has <{child.name}> {there} times; the first is read.",
                found=str(there),
                expected=f"at most {child.most}",
                spec=SPEC,
            )
