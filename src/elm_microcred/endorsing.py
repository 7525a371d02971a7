"""Endorsements: what somebody signs about a credential, an achievement or a profile of another.

```python
from elm_microcred.endorsing import endorsement, with_endorsements

said = endorsement(badge["id"], issuer=signer.controller, name="…", comment="…", valid_from=now)
badge = with_endorsements(badge, sign(said, signer).content)
```

Spec: https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V2, OPEN_BADGES_V3
from elm_microcred.errors import UsageError
from elm_microcred.loading import load
from elm_microcred.mapping.document import Document
from elm_microcred.problem import shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.proof import listed

_SPEC = "https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential"


def endorsement(
    about: str,
    *,
    issuer: str | Mapping[str, Any],
    name: str,
    valid_from: datetime,
    comment: str | None = None,
    valid_until: datetime | None = None,
    id: str | None = None,
) -> Document:
    """An EndorsementCredential, to be signed by the endorser.

    Args:
        about: The id of what is endorsed.
        issuer: The endorser: an IRI, or a Profile with its id.
        name: Name of the endorsement.
        valid_from: When it begins to hold.
        comment: What the endorser says, in Markdown.
        valid_until: When it ceases to hold.
        id: IRI of the endorsement; by default one that is made of all this.
    """
    subject = {"id": about, "type": ["EndorsementSubject"]}
    if comment is not None:
        subject["endorsementComment"] = comment
    party = {"id": issuer} if isinstance(issuer, str) else dict(issuer)
    made: dict[str, Any] = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": id or uuid.uuid5(uuid.NAMESPACE_URL, f"{party.get('id')} {about} {valid_from}").urn,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": name,
        "issuer": {"type": ["Profile"], **party},
        "validFrom": timestamps.write(valid_from),
        "credentialSubject": subject,
    }
    if valid_until is not None:
        made["validUntil"] = timestamps.write(valid_until)
    return Document(made)


def with_endorsements(document: Mapping[str, Any], *secured: bytes | str) -> Document:
    """The badge or record with endorsements, each put where what it is about stands.

    Args:
        document: A badge or record that is not signed yet.
        secured: Signed endorsements: JSON with a proof, or tokens.

    Raises:
        UsageError: If one is no endorsement, is not signed, or is about something that does not
            stand in the document.
        ParseError: If one cannot be read.
    """
    made = copy.deepcopy(dict(document))
    for content in secured:
        (found,) = load(content)
        if found.format != "endorsement-3" or found.securing == "none":
            raise UsageError(
                "ENDORSEMENT_UNUSABLE",
                "This is not a signed endorsement.",
                found=f"{found.format}, secured by {found.securing}",
                expected="a signed EndorsementCredential",
                remedy="Let the endorser sign it: a badge with an unsigned one does not verify.",
                spec=_SPEC,
            )
        subject = found.document.get("credentialSubject")
        about = subject.get("id") if isinstance(subject, Mapping) else None
        place = _place(made, about)
        if place is None:
            raise UsageError(
                "ENDORSEMENT_UNUSABLE",
                "The endorsement is about something that does not stand here.",
                found=shorten(about),
                expected="the id of the credential, its achievement or a profile in it",
                spec=_SPEC,
            )
        is_token = found.securing == "jwt"
        member = "endorsementJwt" if is_token else "endorsement"
        value = found.content.decode() if is_token else found.document
        place[member] = [*listed(place.get(member, [])), value]
    return Document(made)


def _place(made: dict[str, Any], about: Any) -> dict[str, Any] | None:
    """Where the thing of that id stands: an object that may hold endorsements."""
    if not isinstance(about, str):
        return None
    subject = made.get("credentialSubject")
    inside = subject if isinstance(subject, dict) else {}
    if about in (made.get("id"), inside.get("id")):
        return made
    achievements = [a for a in listed(inside.get("achievement", [])) if isinstance(a, dict)]
    parties = [made.get("issuer"), inside.get("source"), *(a.get("creator") for a in achievements)]
    for part in (*achievements, *parties):
        if isinstance(part, dict) and part.get("id") == about:
            return part
    return None
