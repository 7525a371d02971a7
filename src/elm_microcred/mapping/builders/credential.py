"""The credential itself, under the profile that its evidence makes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from elm_microcred import contexts, vocabularies
from elm_microcred.errors import ModelError, UsageError
from elm_microcred.mapping.builders.evidence import (
    ACCREDITATION,
    CONVERSION,
    MANDATE,
    accredited,
)
from elm_microcred.mapping.builders.finishing import Finisher
from elm_microcred.mapping.builders.values import Text, concept, moment, several
from elm_microcred.mapping.elm.media import PLACEHOLDER
from elm_microcred.model.elm.agents import Organisation, Person
from elm_microcred.model.elm.claims import (
    Claim,
    LearningAchievement,
    LearningActivity,
    LearningAssessment,
    LearningEntitlement,
)
from elm_microcred.model.elm.credential import (
    EuropeanDigitalCredential,
    Evidence,
    ShaclValidator2017,
)
from elm_microcred.model.elm.display import (
    DisplayDetail,
    DisplayParameter,
    IndividualDisplay,
    MediaObject,
)
from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.outcomes import Qualification
from elm_microcred.model.elm.quality import Accreditation
from elm_microcred.problem import Problem
from elm_microcred.profiles.declared import GENERIC, PROFILE_CODES
from elm_microcred.profiles.releases import NAMESPACES
from elm_microcred.profiles.tables import unknown_profile

AnyClaim = Claim | LearningAchievement | LearningActivity | LearningAssessment | LearningEntitlement

_BY_EVIDENCE = {
    ACCREDITATION: "edc-accredited",
    MANDATE: "edc-issued-by-mandate",
    CONVERSION: "edc-converted",
}
SUPPLEMENT = "edc-diploma-supplement"


def credential(
    claims: AnyClaim | Iterable[AnyClaim],
    *,
    to: Person,
    issuer: Organisation | None = None,
    title: Text | None = None,
    evidence: Evidence | Iterable[Evidence] = (),
    profile: str | None = None,
    language: str = "en",
    languages: Sequence[str] = (),
    issued: date | str | None = None,
    valid_from: date | str | None = None,
    valid_until: date | str | None = None,
    picture: MediaObject | None = None,
    id: str | None = None,
) -> EuropeanDigitalCredential:
    """A European Digital Credential, complete but for what sealing adds.

    Args:
        claims: What it says of the holder.
        to: The holder.
        issuer: Who issues and seals; the seal writes its own name there.
        title: What the credential is called; the title of its first claim where it is absent.
        evidence: What stands behind it: see `accredited`, `mandated`, `converted`.
        profile: Name of the application profile; that of the evidence where it is absent.
        language: Main language, as a BCP 47 tag: that of every bare text.
        languages: Further languages in which it is shown.
        issued: When it was issued; sealing adds it where it is absent.
        valid_from: From when it holds; where it is absent, from the award, else from the issue.
        valid_until: Until when it holds.
        picture: The first page as people see it, made by `values.media`; else a blank one.
        id: IRI; made from the content where it is absent.

    Raises:
        UsageError: If there is no such profile, no claim, or no day from which it holds.
        ModelError: If a value cannot be, or a vocabulary has no such concept.
    """
    said = several(claims, Node)
    if not said:
        raise UsageError("USAGE", "A credential without a claim.", expected="a claim, or several")
    proofs = several(evidence, Evidence)
    name = profile or _profile(proofs)
    if name not in PROFILE_CODES:
        raise unknown_profile(name, PROFILE_CODES)
    shown = _displayed(title or _texts(said[0].title), language, languages, picture)
    start = valid_from or _awarded(said) or issued
    if start is None:
        raise UsageError(
            "USAGE",
            "It is not said from when the credential holds.",
            expected="valid_from, issued, or a claim with the day of its award",
        )
    members: dict[str, Any] = {
        "credential_profiles": (concept("credential", PROFILE_CODES[name]),),
        "display_parameter": shown,
        "credential_schema": (ShaclValidator2017(id=f"{NAMESPACES['3.2'][1]}{name}"),),
        "credential_subject": to.model_copy(update={"has_claim": said}),
        "valid_from": moment(start),
    }
    if proofs:
        members["evidence"] = proofs
    if issuer is not None:
        members["issuer"] = issuer
    if issued is not None:
        members |= {"issued": moment(issued), "issuance_date": moment(issued)}
    if valid_until is not None:
        members |= {"valid_until": moment(valid_until), "expiration_date": moment(valid_until)}
    made = EuropeanDigitalCredential(
        id=id or "urn:credential:", **members, context=[contexts.CREDENTIALS_V1, contexts.EDC_AP]
    )
    done = Finisher(language).node(made)
    return done if id is not None else done.model_copy(update={"id": _id(done)})


def diploma_supplement(
    diploma: LearningAchievement,
    *,
    to: Person,
    accreditation: Accreditation,
    **options: Any,
) -> EuropeanDigitalCredential:
    """A diploma supplement: an accredited qualification, told in full.

    The profile asks of every qualification for parts, also of the smallest one. A part that has
    none is therefore named as the only part of itself.

    Args:
        diploma: The qualification with its parts.
        to: The holder, with full name and day of birth.
        accreditation: Accreditation of the programme.
        **options: As for `credential`: issuer, title, language, issued, …

    Raises:
        ModelError: If something that the profile asks for is missing; one problem for each thing.
    """
    lacking = [*_of_holder(to), *_of_diploma(diploma, "/claims")]
    if lacking:
        raise ModelError.from_problems(lacking)
    made = credential(
        diploma,
        to=to,
        evidence=accredited(accreditation),
        **{"profile": SUPPLEMENT, **options},
    )
    return _closed(made)


def upload(made: EuropeanDigitalCredential, *, deliver_to: Iterable[str] = ()) -> dict[str, Any]:
    """The file that Europass takes to seal: without issuer and context, with arrays everywhere.

    Args:
        made: The credential.
        deliver_to: E-mail addresses that it is to be sent to.
    """
    members = made.to_dict("upload")
    for added in ("issuer", "@context"):
        members.pop(added, None)
    addresses = list(deliver_to)
    delivery = {"deliveryDetails": {"deliveryAddress": addresses}} if addresses else {}
    return {"credential": members, **delivery}


def _profile(proofs: Iterable[Evidence]) -> str:
    base = vocabularies.scheme("evidence-type").base
    for proof in proofs:
        kind = proof.dc_type.id if proof.dc_type is not None else None
        found = _BY_EVIDENCE.get((kind or "").removeprefix(base))
        if found is not None:
            return found
    return GENERIC


def _displayed(
    title: Any, language: str, languages: Sequence[str], picture: MediaObject | None
) -> DisplayParameter:
    page = picture or MediaObject(
        content=PLACEHOLDER,
        content_encoding=concept("encoding", "base64"),
        content_type=concept("file-type", "PNG"),
    )
    tags = tuple(dict.fromkeys((language, *languages)))
    of_tag = {tag: concept("language", tag.partition("-")[0]) for tag in tags}
    detail = DisplayDetail(image=page, page=1)
    return DisplayParameter(
        title=title,
        language=tuple(of_tag.values()),
        primary_language=of_tag[language],
        individual_display=tuple(
            IndividualDisplay(language=each, display_detail=(detail,)) for each in of_tag.values()
        ),
    )


def _texts(title: Any) -> dict[str, str]:
    return dict(title or {})


def _awarded(claims: Iterable[AnyClaim]) -> str | None:
    for claim in claims:
        if claim.awarded_by is not None and claim.awarded_by.awarding_date is not None:
            return str(claim.awarded_by.awarding_date)
    return None


def _id(made: EuropeanDigitalCredential) -> str:
    text = json.dumps(made.to_dict(), sort_keys=True, separators=(",", ":"))
    return f"urn:credential:{uuid5(NAMESPACE_URL, text)}"


def _missing(what: str, where: str) -> Problem:
    return Problem(
        "MODEL_MISSING",
        f"A diploma supplement needs {what}.",
        pointer=where,
        expected=what,
        remedy="Give it to the builder.",
        spec=f"{NAMESPACES['3.2'][1]}{SUPPLEMENT}",
    )


def _of_holder(to: Person) -> Iterator[Problem]:
    if not to.full_name:
        yield _missing("the full name of the holder", "/to")
    if to.date_of_birth is None:
        yield _missing("the day of birth of the holder", "/to")


def _of_diploma(diploma: LearningAchievement, where: str) -> Iterator[Problem]:
    if len(diploma.credit_received) != 1:
        yield _missing("credits of exactly one system", where)
    if len(diploma.proven_by) != 1:
        yield _missing("exactly one assessment", where)
    whole = diploma.specified_by
    if not isinstance(whole, Qualification):
        yield _missing("a level, which makes it a qualification", where)
        return
    wanted = {
        "the language of instruction": whole.language,
        "the form of participation": whole.mode,
        "the field of education": whole.thematic_area,
        "the longest time that a learner may take": whole.maximum_duration,
        "learning outcomes": whole.learning_outcome,
        "the level in a national framework": whole.nqf_level,
    }
    for what, given in wanted.items():
        if not given:
            yield _missing(what, where)
    for number, part in enumerate(diploma.has_part):
        yield from _of_diploma(part, f"{where}/parts/{number}")


def _closed(made: EuropeanDigitalCredential) -> EuropeanDigitalCredential:
    """The credential with every part that has none as the only part of itself."""

    def qualification(of: Qualification) -> Qualification:
        parts = tuple(map(qualification, of.has_part))
        itself = (Qualification.reference(str(of.id)),)
        return of.model_copy(update={"has_part": parts or itself})

    def claim(of: LearningAchievement) -> LearningAchievement:
        changed: dict[str, Any] = {}
        if of.has_part:
            changed["has_part"] = tuple(map(claim, of.has_part))
        if isinstance(of.specified_by, Qualification):
            changed["specified_by"] = qualification(of.specified_by)
        return of.model_copy(update=changed)

    subject = made.credential_subject
    claims = tuple(claim(each) for each in subject.has_claim)  # type: ignore[union-attr, arg-type]
    return made.model_copy(
        update={"credential_subject": subject.model_copy(update={"has_claim": claims})}  # type: ignore[union-attr]
    )
