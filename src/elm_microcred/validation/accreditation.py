"""Whether an accreditation covers what a European credential awards, as the EU's viewer asks it.

An accredited credential names an accreditation by its id. What it says of it itself is only a
claim: the accreditation is had from a register, or passed. It must have been in force when the
credential was issued, be given to the body that awards, and cover qualification, level, field
and place. What either side does not say counts as covered.

Spec: https://europa.eu/europass/en/accreditation-database
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from elm_microcred.problem import Problem
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.proof import listed
from elm_microcred.report import Check, Outcome

ACCREDITED: Final = "http://data.europa.eu/snb/credential/6cf8e68c43"
"""The credential profile of accredited qualification awards."""

_SPEC: Final = "https://europa.eu/europass/en/accreditation-database"
_EVIDENCE: Final = "http://data.europa.eu/snb/evidence-type/c_991b06c6"
_NAMES: Final = ("identifier", "taxIdentifier", "vatIdentifier", "registration", "eIDASIdentifier")
_DEEPEST: Final = 16


def accreditation_check(
    credential: Mapping[str, Any], accreditations: Mapping[str, Mapping[str, Any]]
) -> Check:
    """The check `issuer/accreditation`; skipped where the credential claims no accreditation.

    Args:
        credential: A European Digital Credential.
        accreditations: Accreditations of a register by their id, as ELM writes them.
    """
    profiles = {_id(profile) for profile in listed(credential.get("credentialProfiles") or [])}
    if ACCREDITED not in profiles:
        return Check.skipped("issuer/accreditation")
    problems = list(_problems(credential, accreditations))
    return Check.of("issuer/accreditation", problems)


def _problems(
    credential: Mapping[str, Any], accreditations: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    named = list(_named(credential))
    if not named:
        yield _wrong("The credential names no accreditation in its evidence.", "/evidence")
        return
    achievements = list(_achievements(credential))
    if not achievements:
        yield _wrong("The credential awards nothing.", "/credentialSubject")
        return
    best: list[Problem] | None = None
    for id_, pointer in named:
        accreditation = accreditations.get(id_)
        if accreditation is None:
            found = [_unknown(id_, pointer)]
        else:
            found = [
                *_period_problems(credential, accreditation, pointer),
                *(
                    problem
                    for achievement, place in achievements
                    for problem in _coverage_problems(achievement, place, accreditation)
                ),
            ]
        if best is None or _rank(found) < _rank(best):
            best = found
    yield from best or []


def _rank(problems: list[Problem]) -> tuple[int, int]:
    outcome = Check.of("issuer/accreditation", problems).outcome
    order = (Outcome.PASSED, Outcome.INDETERMINATE, Outcome.FAILED)
    return order.index(outcome), len(problems)


def _wrong(detail: str, pointer: str, found: Any = None, expected: str | None = None) -> Problem:
    text = None if found is None else str(found)
    return Problem("ACCREDITATION_MISMATCH", detail, pointer, text, expected, spec=_SPEC)


def _unknown(id_: str, pointer: str) -> Problem:
    return Problem(
        "ACCREDITATION_UNKNOWN",
        "Nobody but the credential itself says that there is such an accreditation.",
        pointer=pointer,
        found=id_,
        expected="an accreditation of a register",
        remedy="Pass the accreditation as the register has it.",
        spec=_SPEC,
    )


def _named(credential: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The accreditations that the evidence names, each with its place."""
    evidence = credential.get("evidence") or []
    for place, entry in enumerate(listed(evidence)):
        step = f"/{place}" if isinstance(evidence, list) else ""
        if not isinstance(entry, Mapping):
            continue
        kinds = {_id(kind) for kind in listed(entry.get("dcType") or [])}
        if kinds and _EVIDENCE not in kinds:
            continue
        for accreditation in listed(entry.get("accreditation") or []):
            id_ = _id(accreditation)
            if isinstance(id_, str):
                yield id_, f"/evidence{step}/accreditation"


def _achievements(
    credential: Mapping[str, Any],
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every achievement of the credential, parts of others too."""
    for subject in listed(credential.get("credentialSubject") or []):
        if isinstance(subject, Mapping):
            yield from _claims(subject, "hasClaim", "/credentialSubject", 0)


def _claims(
    node: Mapping[str, Any], member: str, pointer: str, depth: int
) -> Iterator[tuple[Mapping[str, Any], str]]:
    value = node.get(member) or []
    for place, claim in enumerate(listed(value)):
        if not isinstance(claim, Mapping) or depth > _DEEPEST:
            continue
        here = f"{pointer}/{member}" + (f"/{place}" if isinstance(value, list) else "")
        if "LearningAchievement" in listed(claim.get("type") or []):
            yield claim, here
        yield from _claims(claim, "hasPart", here, depth + 1)


def _period_problems(
    credential: Mapping[str, Any], accreditation: Mapping[str, Any], pointer: str
) -> Iterator[Problem]:
    issued = _moment(credential.get("issuanceDate") or credential.get("issued"))
    begin, end = map(_moment, (accreditation.get("dateIssued"), accreditation.get("expiryDate")))
    if issued is None:
        yield _wrong("The credential does not say when it was issued.", "/issuanceDate")
    elif (begin is not None and issued < begin) or (end is not None and issued > end):
        yield _wrong(
            "The accreditation was not in force when the credential was issued.",
            pointer,
            timestamps.write(issued),
            f"from {timestamps.write(begin) if begin else '…'}"
            f" to {timestamps.write(end) if end else '…'}",
        )


def _coverage_problems(
    achievement: Mapping[str, Any], pointer: str, accreditation: Mapping[str, Any]
) -> Iterator[Problem]:
    """Whether an accreditation covers one achievement."""
    bodies = [
        body
        for process in listed(achievement.get("awardedBy") or [])
        if isinstance(process, Mapping)
        for body in listed(process.get("awardingBody") or [])
        if isinstance(body, Mapping)
    ]
    organisations = listed(accreditation.get("organisation") or [])
    given = _notations(organisations)
    awarding = _notations(bodies)
    if given and awarding and not given & awarding:
        yield _wrong(
            "The accreditation was given to another organisation than the one that awards.",
            f"{pointer}/awardedBy/awardingBody",
            ", ".join(sorted(awarding)),
            ", ".join(sorted(given)),
        )
    specified = [s for s in listed(achievement.get("specifiedBy") or []) if isinstance(s, Mapping)]
    yield from _qualification_problems(specified, accreditation, f"{pointer}/specifiedBy")
    for member, limit, covers, what in (
        ("eqfLevel", "limitEQFLevel", _is_same, "level"),
        ("thematicArea", "limitField", _is_field_within, "field"),
    ):
        values = {_id(v) for s in specified for v in listed(s.get(member) or [])}
        yield from _limit_problems(
            values, accreditation.get(limit), covers, what, f"{pointer}/specifiedBy/{member}"
        )
    places = {
        _id(code)
        for body in bodies
        for place in listed(body.get("location") or [])
        if isinstance(place, Mapping)
        for code in listed(place.get("spatialCode") or [])
    }
    limits = accreditation.get("limitJurisdiction")
    place = f"{pointer}/awardedBy/awardingBody/location/spatialCode"
    yield from _limit_problems(places, limits, _is_place_within, "place", place)


def _qualification_problems(
    specified: list[Mapping[str, Any]], accreditation: Mapping[str, Any], pointer: str
) -> Iterator[Problem]:
    limits = listed(accreditation.get("limitQualification") or [])
    wanted, found = _notations(limits), _notations(specified)
    if wanted and found and not wanted & found:
        detail = "The accreditation is for another qualification."
        yield _wrong(detail, pointer, ", ".join(sorted(found)), ", ".join(sorted(wanted)))


def _limit_problems(
    values: set[Any], limits: Any, covers: Any, what: str, pointer: str
) -> Iterator[Problem]:
    allowed = {_id(limit) for limit in listed(limits or [])} - {None}
    values = {value for value in values if isinstance(value, str)}
    if allowed and values and not any(covers(v, limit) for v in values for limit in allowed):
        yield _wrong(
            f"The accreditation does not cover this {what}.",
            pointer,
            ", ".join(sorted(values)),
            ", ".join(sorted(map(str, allowed))),
        )


def _is_same(value: str, limit: str) -> bool:
    return value == limit


def _is_field_within(value: str, limit: str) -> bool:
    """Codes of ISCED-F begin with those of the fields that they are part of."""
    return value.startswith(limit)


def _is_place_within(value: str, limit: str) -> bool:
    """Codes of administrative units begin with that of their country."""
    code, whole = (iri.rpartition("/")[2] for iri in (value, limit))
    return code == whole or code.startswith(whole + "_")


def _notations(nodes: list[Any]) -> set[str]:
    return {
        text.strip()
        for node in nodes
        if isinstance(node, Mapping)
        for name in _NAMES
        for identifier in listed(node.get(name) or [])
        for text in listed(
            identifier.get("notation") or [] if isinstance(identifier, Mapping) else identifier
        )
        if isinstance(text, str)
    }


def _id(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else value


def _moment(value: Any) -> datetime | None:
    return timestamps.parse(value, zone_required=False)
