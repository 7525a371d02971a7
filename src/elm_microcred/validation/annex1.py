"""Whether a micro-credential says all that a profile asks for: Annex I, or less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from elm_microcred.mapping.conversion import Source
from elm_microcred.mapping.document import Format
from elm_microcred.problem import Problem
from elm_microcred.report import Check
from elm_microcred.validation.elements import (
    ANNEX_1,
    MINIMUM_CERTIFICATE,
    Element,
    Finding,
    not_applicable,
)
from elm_microcred.validation.lint import lint


@dataclass(frozen=True, slots=True)
class ElementProfile:
    """A list of elements, and the codes for what is missing of them.

    Attributes:
        check: Id of the check.
        elements: What is asked for.
        missing: Code of a mandatory element that is missing.
        optional: Code of an optional one.
        incomplete: Code of an element that is there in part.
        spec: Link to what asks for it.
    """

    check: str
    elements: tuple[Element, ...]
    missing: str = "ANNEX1_MISSING"
    optional: str = "ANNEX1_OPTIONAL_MISSING"
    incomplete: str = "ANNEX1_INCOMPLETE"
    spec: str = "https://eur-lex.europa.eu/eli/reco/2022/627/oj"


PROFILES = {
    "annex-1": ElementProfile("annex-1", ANNEX_1),
    "minimum-certificate": ElementProfile(
        "data-model/minimum-certificate",
        MINIMUM_CERTIFICATE,
        missing="PROFILE_MISSING",
        incomplete="PROFILE_INCOMPLETE",
        spec="",
    ),
}
"""The profiles that ask for elements, by name."""


def element_checks(
    source: Source, document: Any, profile: str, *, before_sealing: bool = False
) -> tuple[Check, ...]:
    """What is found of each element of a profile, and what cannot be meant.

    The value `elements` of the first check has a row for each element: `id`, `name`,
    `mandatory`, `state` (`found`, `partly`, `missing`), `where` (JSON Pointers into the
    document) and `evidence`.

    Args:
        source: The document, read.
        document: The document.
        profile: A name of `PROFILES`.
        before_sealing: Whether it is a draft: the seal adds the date of issuing.
    """
    of = PROFILES[profile]
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for element in of.elements:
        finding = element.look(source.micro)
        where = list(dict.fromkeys(source.place(pointer) for pointer in finding.where))
        problems += _problems(of, element, finding, source, before_sealing=before_sealing)
        rows.append(
            {
                "id": element.id,
                "name": element.name,
                "mandatory": element.mandatory,
                "state": finding.state,
                "where": where,
                "evidence": finding.evidence,
            }
        )
    values = {"profile": profile, "elements": rows}
    lints = Check.of(f"{of.check}/lint", lint(source.micro, document, source.place))
    return (Check.of(of.check, problems, values), lints)


def _problems(
    of: ElementProfile,
    element: Element,
    finding: Finding,
    source: Source,
    *,
    before_sealing: bool,
) -> Iterator[Problem]:
    if finding.state == "found":
        return
    name = f"{element.id} {element.name}" if element.id[1:].isdigit() else element.name
    remedy = f"State it: {_term(element, source.kind)}."
    if finding.state == "partly":
        detail = f"Of {name}, {finding.lacking} is missing."
        code, found = of.incomplete, finding.evidence or None
    elif element.id == "A5" and before_sealing:
        detail = f"{name[:1].upper()}{name[1:]} is missing; the seal will add it."
        code, found = of.incomplete, None
        remedy = f"The date of the award is yours to state: {_term(element, source.kind)}."
    else:
        detail, found = f"{name[:1].upper()}{name[1:]} is missing.", None
        applies = element.mandatory and not not_applicable(element, source.micro)
        code = of.missing if applies else of.optional
    yield Problem(
        code,
        detail,
        pointer=source.place(finding.where[0]) if finding.where else "",
        found=found,
        expected=finding.lacking or None,
        remedy=remedy,
        spec=of.spec,
    )


def _term(element: Element, kind: Format) -> str:
    terms = {"elm": element.elm, "open-badge-3": element.open_badge}
    return terms.get(kind, element.member)
