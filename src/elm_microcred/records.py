"""Learner records (CLR 2.0): built of credentials, signed, and walked.

```python
from elm_microcred.records import Association, build_record, sign_record, walk_record

record = build_record(
    [badge.content, other.content],
    id="urn:uuid:…", name="Port safety", issuer=signer.controller, valid_from=now,
    subject="urn:uuid:…", associations=[Association(part_id, "isPartOf", whole_id)],
)
secured = sign_record(record, signer)
for member in walk_record(secured.content).members: ...
```

Spec: https://www.imsglobal.org/spec/clr/v2p0/
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from elm_microcred.carriers.slices import items
from elm_microcred.contexts import CLR_V2, CREDENTIALS_V2, OPEN_BADGES_V3
from elm_microcred.errors import ParseError, UsageError
from elm_microcred.issuing import Secured, sign
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.loading import Loaded, load
from elm_microcred.mapping.document import Document
from elm_microcred.model.open_badges.vocabularies import VOCABULARIES
from elm_microcred.problem import json_pointer, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.proofs.signer import Signer
from elm_microcred.validation.badges.associations import Edge, cyclic, edges, known_ids

_SPEC: Final = "https://www.imsglobal.org/spec/clr/v2p0/"
_MEMBERS: Final = ("credentialSubject", "verifiableCredential")
_UPGRADED: Final = "https://w3id.org/openbadges#Assertion"
_MEDIA_TYPES: Final = {
    "jwt": "application/jwt",
    "sd-jwt": "application/sd-jwt",
    "jades": "application/jose+json",
    "jws": "application/jose+json",
}


@dataclass(frozen=True, slots=True)
class Association:
    """How two achievements belong together: the source is … of the target.

    Attributes:
        source: The id of an achievement (or of the credential that awards it).
        type: exactMatchOf, isChildOf, isParentOf, isPartOf, isPeerOf, isRelatedTo, precedes or
            replacedBy.
        target: The id of the other.
    """

    source: str
    type: str
    target: str


class Record(Document):
    """A learner record that is not signed yet, with the exact texts of its members.

    Attributes:
        members: The text of each member, as it came.
    """

    def __init__(self, members: Mapping[str, Any], texts: Sequence[bytes]) -> None:
        super().__init__(members)
        self.members = tuple(texts)


def build_record(
    credentials: Iterable[bytes | str],
    *,
    id: str,
    name: str,
    issuer: str | Mapping[str, Any],
    subject: str | Mapping[str, Any],
    valid_from: datetime,
    valid_until: datetime | None = None,
    achievements: Sequence[Mapping[str, Any]] = (),
    associations: Sequence[Association] = (),
    description: str | None = None,
    partial: bool | None = None,
    limits: Limits = DEFAULT,
) -> Record:
    """A learner record of credentials, to be signed with `sign_record`.

    What follows the data model 2.0 and has its own proof becomes a member. Anything else (tokens,
    sealed documents, credentials of 1.1, badges before 3.0) becomes evidence: embedded whole, with
    its digest.

    Args:
        credentials: Secured credentials, as they came; badges that were upgraded from older ones
            may be unsigned.
        id: IRI of the record.
        name: Its name.
        issuer: Who publishes it: an IRI, or a Profile with its id.
        subject: The learner: an IRI, or an object with `id` or `identifier`.
        valid_from: When it begins to hold.
        valid_until: When it ceases to hold.
        achievements: Achievements that associations speak of and no member awards.
        associations: How the achievements belong together.
        description: Of the record.
        partial: Whether the publisher knows more than stands here.
        limits: What each credential may cost.

    Raises:
        UsageError: If no credential can be a member, or an association is of an unknown type,
            leads nowhere, or round and round (`CLR_ASSOCIATION`).
        ParseError: If a credential cannot be read.

    Spec: https://www.imsglobal.org/spec/clr/v2p0/#clrcredential
    """
    members: list[Loaded] = []
    evidence: list[dict[str, Any]] = []
    for content in credentials:
        for loaded in load(content, limits=limits):
            if can_be_member(loaded):
                members.append(loaded)
            else:
                evidence.append(_evidence(loaded))
    if not members:
        raise UsageError(
            "CLR_EMPTY",
            "A learner record holds at least one credential of the data model 2.0.",
            found=f"{len(evidence)} that can only be evidence",
            spec=_SPEC + "#clrsubject",
        )
    who = {"id": subject} if isinstance(subject, str) else dict(subject)
    inside: dict[str, Any] = {**who, "type": ["ClrSubject"]}
    inside["verifiableCredential"] = [member.document for member in members]
    if achievements:
        inside["achievement"] = [dict(achievement) for achievement in achievements]
    if associations:
        inside["association"] = [
            {
                "type": "Association",
                "associationType": each.type,
                "sourceId": each.source,
                "targetId": each.target,
            }
            for each in associations
        ]
        _check(inside)
    party = {"id": issuer} if isinstance(issuer, str) else dict(issuer)
    made: dict[str, Any] = {
        "@context": [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3],
        "id": id,
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": name,
        **({"description": description} if description else {}),
        "issuer": {"type": ["Profile"], **party},
        "validFrom": timestamps.write(valid_from),
        **({"validUntil": timestamps.write(valid_until)} if valid_until else {}),
        **({"partial": partial} if partial is not None else {}),
        "credentialSubject": inside,
        **({"evidence": evidence} if evidence else {}),
    }
    return Record(made, [member.content for member in members])


def can_be_member(loaded: Loaded) -> bool:
    """Whether a credential can stand in a learner record itself.

    Spec: https://www.imsglobal.org/spec/clr/v2p0/#clrsubject
    """
    document = loaded.document
    if not isinstance(document, dict) or loaded.securing not in ("data-integrity", "none"):
        return False
    contexts = listed(document.get("@context"))
    needed = {"type", "issuer", "validFrom", "credentialSubject"}
    is_credential = "VerifiableCredential" in listed(document.get("type"))
    if contexts[:1] != [CREDENTIALS_V2] or not is_credential or not needed <= document.keys():
        return False
    sources = [e for e in listed(document.get("evidence", [])) if isinstance(e, dict)]
    is_upgraded = any(_UPGRADED in listed(entry.get("type")) for entry in sources)
    return loaded.securing == "data-integrity" or is_upgraded


def _evidence(loaded: Loaded) -> dict[str, Any]:
    """A credential that cannot be a member: embedded whole, so that it stays checkable."""
    kind = _MEDIA_TYPES.get(loaded.securing, "application/json")
    text = base64.b64encode(loaded.content).decode()
    digest = base64.b64encode(hashlib.sha256(loaded.content).digest()).decode()
    document = loaded.document if isinstance(loaded.document, dict) else {}
    said = document.get("name")
    return {
        "id": f"data:{kind};base64,{text}",
        "type": ["Evidence"],
        "name": said if isinstance(said, str) else identifier_of(document) or loaded.format,
        "description": f"sha256-{digest}",
        "genre": loaded.format,
    }


def _check(subject: Mapping[str, Any]) -> None:
    """Raise if an association is not one of the eight, leads nowhere, or round and round."""
    known, all_edges = known_ids(subject), list(edges(subject))
    for edge in all_edges:
        if edge.type not in VOCABULARIES["AssociationType"]:
            raise _refused(edge, "is not one of the eight", "associationType", edge.type)
        for name, value in (("sourceId", edge.source), ("targetId", edge.target)):
            if value not in known:
                raise _refused(edge, "leads to nothing in the record", name, value)
    for edge in cyclic(all_edges):
        found = f"{edge.source} {edge.type} {edge.target}"
        raise _refused(edge, "leads back to where it begins", "associationType", found)


def _refused(edge: Edge, reason: str, member: str, found: str) -> UsageError:
    return UsageError(
        "CLR_ASSOCIATION",
        f"The association {reason}.",
        pointer=json_pointer(("credentialSubject", "association", edge.place, member)),
        found=shorten(found),
        expected="one of " + ", ".join(VOCABULARIES["AssociationType"].terms),
        spec=_SPEC + "#association",
    )


def sign_record(record: Record, signer: Signer, **options: Any) -> Secured:
    """The record, signed as `sign` does it, with each member byte by byte as it came.

    Args:
        record: What `build_record` made.
        signer: Whose key signs.
        options: Further arguments of `sign`.
    """
    secured = sign(record, signer, **options)
    if not secured.content.startswith(b"{"):
        return secured  # a token: its members are part of what it signs
    text = secured.content.decode()
    written = items(text, _MEMBERS)
    if [json.loads(one) for one in written] != [json.loads(one) for one in record.members]:
        return secured  # signing put a placeholder right, in members too
    compact = "[" + ",".join(written) + "]"
    exact = "[" + ",".join(one.decode() for one in record.members) + "]"
    return Secured(text.replace(compact, exact, 1).encode(), secured.media_type)


@dataclass(frozen=True, slots=True)
class Member:
    """One credential of a record.

    Attributes:
        content: Its exact bytes.
        document: What it says.
        achievements: The ids of the achievements that it awards.
        pointer: Where it stands.
    """

    content: bytes = field(repr=False)
    document: dict[str, Any] = field(repr=False)
    achievements: tuple[str, ...]
    pointer: str


@dataclass(frozen=True, slots=True)
class Walk:
    """A record, ready to be walked.

    Attributes:
        document: The record.
        members: Its credentials.
        associations: How they belong together; those that lead nowhere too.
    """

    document: dict[str, Any] = field(repr=False)
    members: tuple[Member, ...]
    associations: tuple[Association, ...]

    def parts_of(self, whole: str) -> tuple[str, ...]:
        """The ids of what is a part or child of an achievement, in the record's order."""
        found = [a.source for a in self.associations if a.type in _UP and a.target == whole]
        down = [a for a in self.associations if a.type == "isParentOf" and a.source == whole]
        return tuple(dict.fromkeys([*found, *(association.target for association in down)]))

    def wholes(self) -> tuple[str, ...]:
        """The ids of what has parts and is part of nothing."""
        pairs = [
            (a.target, a.source) if a.type in _UP else (a.source, a.target)
            for a in self.associations
            if a.type in _UP or a.type == "isParentOf"
        ]
        inside = {part for _, part in pairs}
        return tuple(dict.fromkeys(whole for whole, _ in pairs if whole not in inside))

    def awarding(self, achievement: str) -> tuple[Member, ...]:
        """The credentials that award an achievement."""
        return tuple(member for member in self.members if achievement in member.achievements)

    def below(self, whole: str) -> tuple[Member, ...]:
        """The credentials of an achievement and of everything that is part of it, each once."""
        seen, found, waiting = {whole}, list(self.awarding(whole)), [whole]
        while waiting:
            for part in self.parts_of(waiting.pop(0)):
                if part not in seen:
                    seen.add(part)
                    waiting.append(part)
                    found += [member for member in self.awarding(part) if member not in found]
        return tuple(found)


_UP: Final = ("isPartOf", "isChildOf")


def walk_record(content: bytes | str, *, limits: Limits = DEFAULT) -> Walk:
    """The members of a learner record byte by byte, and how they belong together.

    Nothing is verified: `verify` does that, and warns of associations that lead nowhere.

    Raises:
        ParseError: If this is no learner record.
        LimitError: If it is too long.
    """
    (loaded, *more) = load(content, limits=limits)
    if loaded.format != "clr-2" or more:
        raise ParseError(
            "PARSE_UNKNOWN_FORMAT",
            "This is no learner record.",
            found=loaded.format,
            expected="a ClrCredential",
            spec=_SPEC,
        )
    subject = loaded.document.get("credentialSubject")
    inside = subject if isinstance(subject, dict) else {}
    members = []
    for place, part in enumerate(loaded.parts):
        document = part.document if isinstance(part.document, dict) else {}
        pointer = json_pointer((*_MEMBERS, place))
        members.append(Member(part.content, document, _awarded(document), pointer))
    associations = [Association(edge.source, edge.type, edge.target) for edge in edges(inside)]
    return Walk(loaded.document, tuple(members), tuple(associations))


def _awarded(document: Mapping[str, Any]) -> tuple[str, ...]:
    found = []
    for subject in listed(document.get("credentialSubject", [])):
        inside = subject.get("achievement", []) if isinstance(subject, dict) else []
        for achievement in listed(inside):
            identifier = achievement.get("id") if isinstance(achievement, dict) else None
            if isinstance(identifier, str):
                found.append(identifier)
    return tuple(found)
