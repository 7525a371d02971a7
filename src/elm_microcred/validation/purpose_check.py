"""Whether a micro-credential says all that a purpose profile asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred.mapping.conversion import Source
from elm_microcred.mapping.document import Format
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem
from elm_microcred.report import Check
from elm_microcred.validation.elements import ELEMENTS
from elm_microcred.validation.finding import Element
from elm_microcred.validation.purpose_rules import Ruling, size, title_without
from elm_microcred.validation.purposes import (
    Ask,
    ElementAsk,
    HumanAsk,
    Purpose,
    Severity,
    SizeAsk,
    WordsAsk,
)

ANNEX_1 = "annex-1"

_CODES: Final[Mapping[str, Mapping[Severity, str]]] = {
    "missing": {
        Severity.VIOLATION: "PROFILE_MISSING",
        Severity.WARNING: "PROFILE_RECOMMENDED",
        Severity.ADVICE: "PROFILE_ADVISED",
    },
    "partly": {
        Severity.VIOLATION: "PROFILE_MISSING",
        Severity.WARNING: "PROFILE_INCOMPLETE",
        Severity.ADVICE: "PROFILE_ADVISED",
    },
    "broken": {
        Severity.VIOLATION: "PROFILE_BROKEN",
        Severity.WARNING: "PROFILE_DOUBTFUL",
        Severity.ADVICE: "PROFILE_ADVISED",
    },
    "undecided": {
        Severity.VIOLATION: "PROFILE_UNDECIDED",
        Severity.WARNING: "PROFILE_ADVISED",
        Severity.ADVICE: "PROFILE_ADVISED",
    },
}
_ANNEX_1_CODES: Final[Mapping[str, Mapping[Severity, str]]] = {
    "missing": {
        Severity.VIOLATION: "ANNEX1_MISSING",
        Severity.WARNING: "ANNEX1_INCOMPLETE",
        Severity.ADVICE: "ANNEX1_OPTIONAL_MISSING",
    },
    "partly": dict.fromkeys(Severity, "ANNEX1_INCOMPLETE"),
}
_ORDER: Final = tuple(Severity)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was found of one demand, with the problem that it makes, if any."""

    name: str
    state: str
    where: tuple[str, ...] = ()
    evidence: str = ""
    problem: Problem | None = None


def check_id(profile: Purpose) -> str:
    """The id of the check of a profile: that of Annex I has its own place in a report."""
    return ANNEX_1 if profile.id == ANNEX_1 else f"data-model/{profile.id}"


def purpose_check(source: Source, profile: Purpose, *, before_sealing: bool = False) -> Check:
    """What is found of each thing that a profile asks for.

    The value `elements` has a row for each: `id`, `name`, `mandatory`, `severity`, `state`
    (`found`, `partly`, `missing`, `broken`, `undecided`, `not assessable`), `where` (JSON Pointers
    into the document) and `evidence`.

    Args:
        source: The document, read.
        profile: The profile.
        before_sealing: Whether it is a draft: the seal adds the date of issuing.
    """
    rows: list[dict[str, Any]] = []
    found: list[Problem] = []
    for ask in profile.asks:
        answer = _answer(ask, profile, source, before_sealing=before_sealing)
        rows.append(
            {
                "id": ask.id,
                "name": answer.name,
                "mandatory": ask.severity is Severity.VIOLATION,
                "severity": ask.severity.value,
                "state": answer.state,
                "where": list(dict.fromkeys(source.place(each) for each in answer.where)),
                "evidence": answer.evidence,
            }
        )
        if answer.problem is not None:
            found.append(answer.problem)
    values = {"profile": profile.id, "version": profile.version, "elements": rows}
    return Check.of(check_id(profile), found, values)


def _answer(ask: Ask, profile: Purpose, source: Source, *, before_sealing: bool) -> _Answer:
    match ask:
        case ElementAsk():
            return _element(ask, profile, source, before_sealing=before_sealing)
        case WordsAsk():
            return _rule(
                "words of the title", ask, title_without(ask, source.micro), profile, source
            )
        case SizeAsk():
            return _rule("size", ask, size(ask, source.micro), profile, source)
        case HumanAsk():
            problem = Problem(
                "PROFILE_NOT_ASSESSABLE",
                f"No credential can show it: {ask.question}",
                remedy="Let somebody judge it who knows the offer.",
                spec=profile.spec,
            )
            return _Answer(ask.question, "not assessable", problem=problem)


def _element(ask: ElementAsk, profile: Purpose, source: Source, *, before_sealing: bool) -> _Answer:
    element = ELEMENTS[ask.element]
    finding = element.look(source.micro)
    problem = None
    if finding.state != "found":
        name = f"{ask.id} {element.name}" if ask.id[1:].isdigit() else element.name
        shown = name[:1].upper() + name[1:]
        severity, remedy = ask.severity, f"State it: {_term(element, source.kind)}."
        found, state = finding.evidence or None, finding.state
        if state == "partly":
            detail = f"Of {name}, {finding.lacking} is missing."
            severity = max(ask.severity, ask.partly, key=_ORDER.index)
        elif ask.element == "date" and before_sealing:
            detail, found, state = f"{shown} is missing; the seal will add it.", None, "partly"
            severity = max(ask.severity, Severity.WARNING, key=_ORDER.index)
            remedy = f"The date of the award is yours to state: {_term(element, source.kind)}."
        else:
            detail, found = f"{shown} is missing.", None
            if _excused(ask, source.micro):
                severity = Severity.ADVICE
        problem = Problem(
            _code(profile, state, severity),
            detail,
            pointer=source.place(finding.where[0]) if finding.where else "",
            found=found,
            expected=finding.lacking or None,
            remedy=" ".join(part for part in (remedy, ask.note) if part),
            spec=profile.spec,
        )
    return _Answer(element.name, finding.state, finding.where, finding.evidence, problem)


def _rule(name: str, ask: Ask, ruling: Ruling, profile: Purpose, source: Source) -> _Answer:
    problem = None
    if ruling.verdict != "found":
        problem = Problem(
            _code(profile, ruling.verdict, ask.severity),
            ruling.detail,
            pointer=source.place(ruling.where[0]) if ruling.where else "",
            found=ruling.evidence or None,
            expected=ruling.expected,
            remedy=ask.note,
            spec=profile.spec,
        )
    return _Answer(name, ruling.verdict, ruling.where, ruling.evidence, problem)


def _excused(ask: ElementAsk, micro: MicroCredential) -> bool:
    """Whether it does not apply to what stands like this to the qualification system."""
    return micro.achievement.system_relation in ask.unless


def _code(profile: Purpose, state: str, severity: Severity) -> str:
    codes = _ANNEX_1_CODES if profile.id == ANNEX_1 else _CODES
    return codes.get(state, _CODES[state])[severity]


def _term(element: Element, kind: Format) -> str:
    terms = {"elm": element.elm, "open-badge-3": element.open_badge}
    return terms.get(kind, element.member)
