"""The rows of what is this learner's.

Spec: https://www.imsglobal.org/spec/ob/v3p0#achievementcredential
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from elm_microcred.mapping.open_badges import classes, identity, volume
from elm_microcred.mapping.open_badges.assessments import EVIDENCE, RESULT
from elm_microcred.mapping.open_badges.kinds import INSTANT, IRI, ObjectOf
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.parts import Parts, Slot, member_slot
from elm_microcred.mapping.open_badges.profiles import ADDRESS
from elm_microcred.mapping.open_badges.rows import Row, Value, only, plain
from elm_microcred.mapping.open_badges.scope import Badge, Object

AWARDING_PROCESS: Final = "AwardingProcess"
"""The type of the evidence that holds what belongs to the award and has no other place.

The classes of the badge and of its subject may not be extended; evidence may, and says how it
came to the award.
"""


def is_awarding_process(node: Node) -> bool:
    """Whether an evidence is that of our extension."""
    return node.home is not None and AWARDING_PROCESS in node.types


def _date(member: str, name: str, what: str, older: str = "") -> Value:
    """The row of a date of the badge, and its name in badges on VCDM 1.1."""

    def put(value: Any, credential: Object, _badge: Badge) -> None:
        if value is not None:
            credential[name] = value

    def get(credential: Node) -> str | None:
        return credential.string(name) or (credential.string(older) if older else None)

    return Value(member=member, what=what, badge=name, put=put, get=get, elements="A5")


def _in_subject(member: str, name: str, what: str) -> Value:
    """The row of a string of the subject."""

    def put(value: Any, credential: Object, _badge: Badge) -> None:
        if value is not None:
            credential["credentialSubject"][name] = value

    def get(credential: Node) -> str | None:
        subject = credential.node("credentialSubject")
        return None if subject is None else subject.string(name)

    return Value(member=member, what=what, badge=f"credentialSubject.{name}", put=put, get=get)


def _put_number(value: Any, credential: Object, _badge: Badge) -> None:
    if value:
        credential["credentialSubject"]["licenseNumber"] = value[0]["notation"]


def _get_number(credential: Node) -> list[dict[str, str]] | None:
    subject = credential.node("credentialSubject")
    number = subject.string("licenseNumber") if subject is not None else None
    return [{"notation": number, "kind": "other"}] if number else None


def _put_credits(value: Any, credential: Object, badge: Badge) -> None:
    system = volume.credit_system(badge.said(badge.achievement))
    points = [item["points"] for item in value or [] if item["system"] == system]
    number = volume.json_number(points[0]) if points else None
    if number is not None:
        credential["credentialSubject"]["creditsEarned"] = number


def _get_credits(credential: Node) -> list[dict[str, str]] | None:
    subject = credential.node("credentialSubject")
    achievement = subject.node("achievement") if subject is not None else None
    points = subject.number("creditsEarned") if subject is not None else None
    if achievement is None or points is None:
        return None
    return [{"system": volume.credit_system(achievement), "points": points}]


def _put_evidence(items: Sequence[Object], credential: Object) -> None:
    if items:
        credential["evidence"] = list(items)


def _get_evidence(credential: Node) -> list[Node]:
    return [node for node in credential.nodes("evidence") if not is_awarding_process(node)]


ROWS: Final[tuple[Row, ...]] = (
    plain("id", "id", "The id of the credential"),
    identity.Learner(),
    _date("awarded_at", "awardedDate", "The date of the award"),
    Value(
        member="issued_at",
        what="The date of issuing",
        badge="awardedDate (where it is the same)",
        term="issuedAt",
        get=lambda credential: credential.string("issued") or credential.peek("awardedDate"),
        kind=INSTANT,
        elements="A5",
    ),
    _date("valid_from", "validFrom", "The start of validity", older="issuanceDate"),
    _date("valid_until", "validUntil", "The end of validity", older="expirationDate"),
    Parts(
        member="place", what="The place of the award", shape=ADDRESS, term="awardingPlace", one=True
    ),
    Value(
        member="identifiers",
        what="A number of the certificate",
        badge="credentialSubject.licenseNumber (the first)",
        term="registeredIdentifier",
        lost="is kept without its register, and only the first",
        put=_put_number,
        get=_get_number,
        kind=ObjectOf(classes.IDENTIFIER, many=True),
    ),
    Parts(
        member="results",
        what="Results",
        badge="credentialSubject.result",
        shape=RESULT,
        slot=member_slot("result", many=True, subject=True),
        elements="B3",
    ),
    Value(
        member="credits_earned",
        what="Credit points received",
        badge="credentialSubject.creditsEarned",
        term="creditReceived",
        lost="are kept as one number, in the system of the credit points available",
        put=_put_credits,
        get=_get_credits,
        same=volume.same_credits,
        kind=ObjectOf(classes.CREDIT_POINTS, many=True),
    ),
    _in_subject("started_at", "activityStartDate", "When the learner began"),
    _in_subject("ended_at", "activityEndDate", "When the learner finished"),
    Parts(
        member="evidence",
        what="Evidence",
        badge="evidence",
        shape=EVIDENCE,
        slot=Slot(_put_evidence, _get_evidence),
    ),
    only("renewal_of", "renewalOf", IRI, "The credential that this one renews"),
)
"""What stands in the badge and its subject; the extension's terms stand in an evidence."""
