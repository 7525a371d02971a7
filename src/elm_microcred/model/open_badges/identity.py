"""Whose badge it is: identities hashed, and compared with what somebody knows.

```python
from elm_microcred.model.open_badges.identity import match_identity

match_identity(document, {"emailAddress": "anna@example.org"})  # IdentityMatch.MATCHED
```

Spec: https://www.imsglobal.org/spec/ob/v3p0/#identifier-verification
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from elm_microcred.errors import UsageError

_ALGORITHMS: Final = ("sha256", "md5")
_LEAST_SALT: Final = 16
"""Characters: 128 bits in hexadecimal have twice as many."""


class IdentityMatch(StrEnum):
    """What came of comparing: it is never a statement on whether the badge is valid."""

    MATCHED = "matched"
    NOT_MATCHED = "not matched"
    NOT_COMPARABLE = "nothing to compare with"


def hash_identity(identity: str, salt: str) -> str:
    """The hash of an identity, as badges write it: `sha256$` and hexadecimal digits.

    It hides the identity from nobody who can guess it.

    Args:
        identity: As the learner writes it; an e-mail address in small letters.
        salt: At least 16 characters, drawn anew for each badge.

    Raises:
        UsageError: If the salt is too short to be one.

    >>> hash_identity("anna@example.org", "0123456789abcdef")[:14]
    'sha256$121a181'

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#identityhash
    """
    if len(salt) < _LEAST_SALT:
        raise UsageError(
            "USAGE",
            "The salt is too short: the identity could be looked up in a table.",
            found=f"{len(salt)} characters",
            expected=f"at least {_LEAST_SALT}, as secrets.token_hex(16) gives",
        )
    return "sha256$" + hashlib.sha256((identity + salt).encode()).hexdigest()


def match_identity(document: Mapping[str, Any], known: Mapping[str, str]) -> IdentityMatch:
    """Whether the subject of a badge or learner record is the person that somebody knows.

    Args:
        document: The badge or record.
        known: What is known of the person, by identity type (`emailAddress`, `name`, …); the
            type `id` is compared with the subject's own id.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#identifier-verification
    """
    answers = list(_answers(document, known))
    if any(answers):
        return IdentityMatch.MATCHED
    return IdentityMatch.NOT_MATCHED if answers else IdentityMatch.NOT_COMPARABLE


def _answers(document: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[bool]:
    subjects = document.get("credentialSubject")
    for subject in subjects if isinstance(subjects, list) else [subjects]:
        if not isinstance(subject, Mapping):
            continue
        if "id" in known and isinstance(subject.get("id"), str):
            yield subject["id"] == known["id"]
        identifiers = subject.get("identifier", [])
        for entry in identifiers if isinstance(identifiers, list) else [identifiers]:
            kind = entry.get("identityType") if isinstance(entry, Mapping) else None
            if isinstance(kind, str) and kind in known:
                yield _is_same(entry, known[kind])


def _is_same(entry: Mapping[str, Any], known: str) -> bool:
    said, salt = entry.get("identityHash"), entry.get("salt", "")
    if not isinstance(said, str) or not isinstance(salt, str):
        return False
    if entry.get("hashed") is not True:
        return said == known
    algorithm, separator, digits = said.partition("$")
    if not separator or algorithm not in _ALGORITHMS:
        return False
    found = hashlib.new(algorithm, (known + salt).encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(found.encode(), digits.lower().encode())
