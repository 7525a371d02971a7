"""From a credential to the recognition report: `recognise`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from elm_microcred.exchange.quality import EvidenceGrade, QualityAnswer
from elm_microcred.mapping.conversion import Source, read_source
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.problem import shorten
from elm_microcred.recognition.questions import QUESTIONS, Look, Question, issuer
from elm_microcred.recognition.report import (
    Answer,
    Evidence,
    Item,
    RecognitionReport,
    RegisterAnswer,
)
from elm_microcred.report import Check, Outcome
from elm_microcred.stacking.comparing import compare
from elm_microcred.stacking.reading import standing_of
from elm_microcred.validation.finding import listed, said
from elm_microcred.verification import Verification

Document = Mapping[str, object]
Register = Callable[[MicroCredential], Sequence[RegisterAnswer]]
"""Asks registers about what a micro-credential says of quality and authority."""

_NOBODY: Sequence[RegisterAnswer] = ()


def recognise(
    source: Verification | MicroCredential | Document,
    *,
    target: Verification | MicroCredential | Achievement | Document | None = None,
    register: Register | None = None,
    quality: QualityAnswer | None = None,
) -> RecognitionReport:
    """The seven questions of a foreign assessor, answered from a credential.

    The same input always gives the same report: it asks no clock and no network. What is looked
    up is asked of `register`, and what is verified was verified before.

    Args:
        source: What verification found; or a micro-credential or document, which nobody verified.
        target: The programme to compare it with.
        register: Asks registers about the accreditations that the credential names.
        quality: What `exchange.quality.quality_evidence` found about who awards: in a register of
            quality assurance, or by a chain of accreditations that are credentials.

    Raises:
        ParseError: If the source, or the target, is of no kind that is known.
        MappingError: If it cannot be read as one micro-credential.
        ModelError: If a value in it cannot be.
    """
    verification = source if isinstance(source, Verification) else None
    read = _read(source)
    micro = read.micro
    answers = register(micro) if register is not None else _NOBODY
    grounds = _Grounds(micro, verification, answers)
    asked = tuple(
        _verification(question, micro, verification)
        if question.id == "verification"
        else _answer(question, read, grounds)
        for question in QUESTIONS
    )
    if quality is not None and _verified(verification) != "not authentic":
        asked = (_with_quality(asked[0], quality), *asked[1:])
    compared, name = None, ""
    if target is not None:
        other = _target(target)
        compared, name = compare(micro, other), other.achievement.id
    subject = micro.award.id or (verification.subject if verification else "")
    title = dict(micro.achievement.title.items())
    return RecognitionReport(
        subject or micro.achievement.id, title, _verified(verification), asked, compared, name
    )


def _read(source: Verification | MicroCredential | Document) -> Source:
    if isinstance(source, Verification):
        return read_source(source.document or {})
    return read_source(source)


def _target(
    target: Verification | MicroCredential | Achievement | Document,
) -> MicroCredential:
    if isinstance(target, Achievement):
        return MicroCredential(target, Award())
    return _read(target).micro


def _verified(verification: Verification | None) -> str:
    if verification is None:
        return "not verified"
    authentic = standing_of(verification).authentic
    if authentic is None:
        return "undecided"
    return "authentic" if authentic else "not authentic"


class _Grounds:
    """Who else than the credential stands behind what it says.

    Attributes:
        found: The answers of registers that found something.
        not_found: Those that looked and found nothing.
    """

    def __init__(
        self,
        micro: MicroCredential,
        verification: Verification | None,
        answers: Sequence[RegisterAnswer],
    ) -> None:
        self.micro = micro
        self.verification = verification
        self.found = [each for each in answers if each.found]
        self.not_found = [each for each in answers if each.found is False]
        self.unknown = [each for each in answers if each.found is None]

    def of(self, ground: str) -> tuple[Evidence, str]:
        """The grade of what others stand behind, and why."""
        is_forged = _verified(self.verification) == "not authentic"
        if not ground or is_forged:
            return Evidence.CLAIMED, ""
        if ground == "quality" and self.found:
            return Evidence.REGISTERED, listed(_told(each) for each in self.found)
        is_covered = self._check("issuer/accreditation").outcome is Outcome.PASSED
        if ground in ("quality", "accreditation") and is_covered:
            return Evidence.REGISTERED, "the accreditation of the register covers the award"
        if ground in ("quality", "endorsers") and self._endorsements():
            return Evidence.SIGNED, f"{self._endorsements()} endorsement(s) by others were verified"
        return _named(self._check("issuer")) if ground == "issuer" else (Evidence.CLAIMED, "")

    def _check(self, id: str) -> Check:
        found = self.verification.check(id) if self.verification is not None else None
        return found if found is not None else Check.skipped(id)

    def _endorsements(self) -> int:
        checks = self.verification.checks if self.verification is not None else ()
        return sum(
            check.id.startswith("securing/endorsements/")
            and check.outcome is Outcome.PASSED
            and not check.problems
            for check in checks
        )

    def remarks(self) -> Iterator[str]:
        """What registers did not find, and what had ended before the award."""
        for each in self.not_found:
            yield f"{each.register} does not know {each.about}."
        for each in self.unknown:
            yield f"{each.register} could not tell about {each.about}."
        awarded = self.micro.award.awarded_at or self.micro.award.issued_at
        for assurance in self.micro.achievement.quality_assurance:
            ended = assurance.expires_at
            if awarded is not None and ended is not None and ended < awarded:
                title = shorten(str(assurance.title))
                yield f"“{title}” had ended on {ended:%Y-%m-%d}, before the award."


def _named(issuer: Check) -> tuple[Evidence, str]:
    """What stands behind who the issuer is: a trusted list, a certificate, or nobody else."""
    if issuer.values.get("trust") != "anchored":
        return Evidence.CLAIMED, ""
    if issuer.values.get("qualification") == "qualified":
        return Evidence.REGISTERED, "a trusted list has who certified the issuer's seal"
    return Evidence.SIGNED, "a certificate of a trusted authority names the issuer"


def _told(answer: RegisterAnswer) -> str:
    entry = f" ({answer.entry})" if answer.entry not in (None, answer.about) else ""
    return f"{answer.register}: {answer.about}{entry}"


def _answer(question: Question, read: Source, grounds: _Grounds) -> Answer:
    items, lacking, states = [], [], []
    for look in question.looks:
        found = look.look(read.micro)
        if look.needed:
            states.append(found.state)
            if found.state != "found":
                lacking.append(found.lacking or look.name)
        if found.where:
            items.append(_item(look, found.evidence, read, found.where, grounds))
    if question.any_of:
        state = "found" if "found" in states else "partly" if "partly" in states else "missing"
        lacking = [] if state == "found" else lacking
    else:
        state = _of_all(states)
    if not items:
        state = "missing"
    remarks = tuple(grounds.remarks()) if question.id == "quality" else ()
    return Answer(question.id, question.text, state, tuple(items), tuple(lacking), remarks)


_GRADES = {
    EvidenceGrade.SIGNED: (Evidence.SIGNED, "Accredited by credentials of others"),
    EvidenceGrade.REGISTERED: (Evidence.REGISTERED, "In a register of quality assurance"),
}


def _with_quality(answer: Answer, quality: QualityAnswer) -> Answer:
    """The answer with what others say of quality, the strongest first."""
    items = []
    for found in quality.evidence:
        if found.grade in _GRADES:
            evidence, name = _GRADES[found.grade]
            assurance = found.assurance
            by = f" by {said(assurance.agency.legal_name)}" if assurance.agency is not None else ""
            value = said(assurance.title) + by
            items.append(Item(name, value, (), evidence, found.source))
    remarks = [
        problem.detail
        for problem in quality.check.problems
        if problem.code != "ACCREDITATION_UNKNOWN"
    ]
    return replace(
        answer,
        state="found" if items else answer.state,
        items=(*items, *answer.items),
        lacking=() if items else answer.lacking,
        remarks=(*answer.remarks, *dict.fromkeys(remarks)),
    )


def _of_all(states: list[str]) -> str:
    if all(state == "found" for state in states):
        return "found"
    return "missing" if all(state == "missing" for state in states) else "partly"


def _item(look: Look, value: str, read: Source, where: tuple[str, ...], grounds: _Grounds) -> Item:
    evidence, because = grounds.of(look.ground)
    places = tuple(dict.fromkeys(read.place(pointer) for pointer in where))
    return Item(look.name, value, places, evidence, because)


_ASKED = (
    ("securing", "Signature", "the signature"),
    ("controller", "Key of the issuer", "the key of the issuer"),
    ("validity-period", "Period of validity", "the period of validity"),
    ("status", "Revocation", "the status: neither revoked nor suspended"),
)
"""Check, what people call it, and what is lacking where it was not decided."""


def _verification(
    question: Question, micro: MicroCredential, verification: Verification | None
) -> Answer:
    """What verification found, as an answer."""
    if verification is None:
        lacking = tuple(words for _, _, words in _ASKED)
        remark = "Nobody verified it: whatever it says may have been written by anyone."
        return Answer(question.id, question.text, "missing", (), lacking, (remark,))
    grade, because = _named(verification.check("issuer"))
    items, lacking_, remarks = [], [], []
    for id, name, words in _ASKED:
        check = verification.check(id)
        if check.outcome is Outcome.PASSED:
            value = _value(check, verification)
            if id in ("securing", "controller"):
                items.append(Item(name, value, (), grade, because or "by the issuer's own key"))
            else:
                items.append(Item(name, value, (), Evidence.CLAIMED))
        else:
            lacking_.append(words)
            codes = listed(dict.fromkeys(problem.code for problem in check.problems))
            remarks.append(f"{name}: {check.outcome.value}" + (f" ({codes})." if codes else "."))
    who = issuer(micro)
    if who.where:
        items.append(Item("Issuer", who.evidence, (), grade, because))
    verified = _verified(verification)
    if verified == "not authentic":
        remarks.insert(0, "Verification failed: do not rely on anything that it says.")
    state = "found" if not lacking_ else "partly"
    if verified == "not authentic" or not items:
        state = "missing"
    return Answer(question.id, question.text, state, tuple(items), tuple(lacking_), tuple(remarks))


def _value(check: Check, verification: Verification) -> str:
    if check.id == "securing":
        kinds = check.values.get("cryptosuites") or check.values.get("mechanism") or ()
        words = [kinds] if isinstance(kinds, str) else [str(each) for each in kinds]
        level = check.values.get("level")
        return listed([*words, str(level)] if level else words) or "holds"
    if check.id == "controller":
        return str(verification.controller or "is the issuer's")
    if check.id == "validity-period":
        return "holds"
    return "not revoked" if check.values.get("entries") else "the issuer keeps no status of it"
