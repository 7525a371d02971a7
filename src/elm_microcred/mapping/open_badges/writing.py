"""A micro-credential as an Open Badge 3.0."""

from __future__ import annotations

from typing import Any, Final

from elm_microcred.contexts import CREDENTIALS_V2, MICROCRED_OB_V1, OPEN_BADGES_V3
from elm_microcred.errors import MappingError
from elm_microcred.mapping.document import Document
from elm_microcred.mapping.open_badges import achievement as achievements
from elm_microcred.mapping.open_badges import award as awards
from elm_microcred.mapping.open_badges.parts import extend, fill
from elm_microcred.mapping.open_badges.profiles import contradictory
from elm_microcred.mapping.open_badges.scope import Badge, Object
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem

_SPEC: Final = "https://www.imsglobal.org/spec/ob/v3p0#achievementcredential"
_ORDER: Final[tuple[str, ...]] = (
    "@context",
    "id",
    "type",
    "name",
    "issuer",
    "validFrom",
    "validUntil",
    "awardedDate",
    "credentialSubject",
    "evidence",
)


def to_open_badge(
    micro: MicroCredential,
    *,
    extension: bool = True,
    id: str | None = None,
    issuer_id: str | None = None,
) -> Document:
    """The Open Badge 3.0 (VCDM 2.0, not secured yet) that says a micro-credential.

    Args:
        micro: The micro-credential.
        extension: Say with our extension of Open Badges what Open Badges has no term for, so
            that `from_open_badge` gives the same micro-credential back. Without it the badge
            needs no context of ours, and the document's `losses` name what it does not say.
        id: IRI of the badge, instead of the award's.
        issuer_id: IRI of the issuer, instead of its own: under Data Integrity the controller
            of the signer's key. An awarding body that is the issuer keeps its own.

    Raises:
        MappingError: If something is missing that Open Badges asks for and nothing can stand
            for: an issuer, a holder, a date.

    Spec: https://www.imsglobal.org/spec/ob/v3p0#achievementcredential
    """
    achievement, award = _data(micro, id, issuer_id)
    _require(achievement, award)
    badge = Badge(achievement["language"], extension, achievement["id"])
    badge.contradictory = contradictory(achievement)
    node: Object = {"id": achievement["id"], "type": ["Achievement"]}
    badge.credential |= {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "credentialSubject": {"type": ["AchievementSubject"], "achievement": node},
    }
    home: Object | None = {} if extension else None
    groups = ((achievements.CREDENTIAL_ROWS, badge.credential), (achievements.ROWS, node))
    fill(achievement, groups, home, badge, ("achievement",))
    extend(node, home, badge)
    badge.credential["name"] = node["name"]
    _fill_award(award, badge)
    if badge.extended:
        badge.credential["@context"].append(MICROCRED_OB_V1)
    members = {name: badge.credential[name] for name in _ORDER if name in badge.credential}
    return Document(members, badge.losses.problems())


def _fill_award(award: dict[str, Any], badge: Badge) -> None:
    """Write the award; what has no place in the badge goes into an evidence of its own."""
    home: Object | None = {} if badge.extension else None
    fill(award, ((awards.ROWS, badge.credential),), home, badge, ("award",))
    process: Object = {
        "type": ["Evidence", awards.AWARDING_PROCESS],
        "name": badge.credential["name"],
    }
    extend(process, home, badge)
    if home:
        badge.credential.setdefault("evidence", []).append(process)


def _data(
    micro: MicroCredential, id: str | None, issuer_id: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two halves as JSON values, with the ids that were asked for."""
    data = micro.to_dict()
    achievement, award = data["achievement"], data.get("award", {})
    if id is not None:
        award["id"] = id
    if issuer_id is not None:
        achievement["issuer"] = {**achievement.get("issuer", {}), "id": issuer_id}
    return achievement, award


def _require(achievement: dict[str, Any], award: dict[str, Any]) -> None:
    """Refuse what cannot be a badge, with everything that is missing."""
    missing = []
    if "issuer" not in achievement:
        missing.append(
            Problem(
                "MODEL_MISSING",
                "A badge names its issuer, and the micro-credential has none.",
                pointer="/achievement/issuer",
                expected="an organisation",
                remedy="Name the issuer, or an awarding body.",
                spec=_SPEC,
            )
        )
    if not award.get("learner"):
        missing.append(
            Problem(
                "MODEL_MISSING",
                "A badge says whose it is, and the micro-credential has no learner.",
                pointer="/award/learner",
                expected="an id, a name, a number, an e-mail address, or a hash of one",
                remedy="Give the learner's DID, or what identifies the learner.",
                spec="https://www.imsglobal.org/spec/ob/v3p0#achievementsubject",
            )
        )
    if "valid_from" not in award:
        missing.append(
            Problem(
                "MODEL_MISSING",
                "A badge holds from a date on, and the micro-credential has none.",
                pointer="/award/awarded_at",
                expected="a date",
                remedy="Give the date of the award (awarded_at, issued_at or valid_from).",
                spec=_SPEC,
            )
        )
    if missing:
        raise MappingError.from_problems(missing)
