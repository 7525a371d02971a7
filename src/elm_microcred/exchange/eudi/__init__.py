"""The learning credential of the EU's wallets: its claims, from micro-credentials and back.

```python
claims = to_eudi(micro)
claims.losses
secured = sign(claims, signer, securing="dc+sd-jwt")
micro, losses = from_eudi(verify(secured.content).document)
```

Which claims there are, and which of them an issuer has to state, is data of the project
(`vocab/credential_types/learning-credential.json`), with its version and date: the type has changed
before, and will again.

Spec: https://github.com/eu-digital-identity-wallet/eudi-srv-pid-issuer
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from elm_microcred.errors import MappingError
from elm_microcred.exchange.eudi.claims import ROWS
from elm_microcred.exchange.rows import FormatRow
from elm_microcred.mapping.conversion import read
from elm_microcred.mapping.document import Document
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs.sd_jwt.types import CredentialType, bundled_types

VCT: Final = "urn:eu.europa.ec.eudi:learning:credential:1"
"""The type, with its version."""

SPEC: Final = "https://github.com/eu-digital-identity-wallet/eudi-srv-pid-issuer"

_REGISTERED: Final = frozenset(
    {"vct", "vct#integrity", "iss", "iat", "nbf", "exp", "jti", "sub", "cnf", "status", "_sd_alg"}
)
"""Claims of every token: they say how it holds, and nothing of learning."""


def profile() -> CredentialType:
    """The type as it is known: its claims, and since when it has been so (`as_of`)."""
    return bundled_types()[VCT]


def mandatory() -> tuple[str, ...]:
    """The claims that an issuer has to state."""
    return tuple(
        str(rule.path[0]) for rule in profile().claims if rule.mandatory and len(rule.path) == 1
    )


def to_eudi(source: MicroCredential | Mapping[str, Any]) -> Document:
    """The claims of the EU's learning credential, to be signed as `dc+sd-jwt`.

    Texts are written in the main language of the micro-credential: the type has no other.

    Args:
        source: A micro-credential, or a European credential or badge about one achievement.

    Returns:
        The claims, with their losses: first those of reading the source (pointers into it), then
        whatever would not come back from the claims (pointers into the micro-credential).

    Raises:
        MappingError: If a claim that the type demands cannot be stated (`CLAIM_MISSING`, one
            problem for each), or the source is about no achievement or several.
        ParseError: If the source is of no kind that is known.
        ModelError: If a value in it cannot be.

    Spec: https://github.com/eu-digital-identity-wallet/eudi-srv-pid-issuer
    """
    losses: list[Problem] = []
    micro = read(source, losses=losses)
    language = micro.achievement.language
    claims: dict[str, Any] = {"vct": VCT}
    for row in ROWS:
        value = row.write(micro, language)
        if value not in (None, "", []):
            claims[row.claim] = value
    missing = [name for name in mandatory() if name not in claims]
    if missing:
        raise MappingError.from_problems([_missing(name) for name in missing])
    back, _ = from_eudi(claims, language=language)
    return Document(claims, (*losses, *_differences(micro.to_dict(), back.to_dict(), ())))


def from_eudi(
    claims: Mapping[str, Any], *, language: str = "en"
) -> tuple[MicroCredential, tuple[Problem, ...]]:
    """The micro-credential that the claims of a learning credential describe, and what is unread.

    Args:
        claims: The claims of the token, as `verify` gives them in `document`.
        language: The language of its texts, which the claims do not say.

    Raises:
        MappingError: If they are of another type.
        ModelError: If a value in them cannot be.
    """
    if claims.get("vct") != VCT:
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "These are not the claims of the EU's learning credential.",
            pointer="/vct",
            found=shorten(claims.get("vct")),
            expected=VCT,
            spec=SPEC,
        )
    achievement: dict[str, Any] = {"language": language}
    award: dict[str, Any] = {}
    unread = []
    for row in ROWS:
        if row.claim in claims and not row.read(claims[row.claim], achievement, award, language):
            unread.append(row.claim)
    known = {row.claim for row in ROWS} | _REGISTERED
    unread += [name for name in claims if name not in known]
    losses = tuple(
        Problem(
            "MAPPING_UNREAD",
            "This claim was not read: it is not of the form that is known.",
            pointer=json_pointer((name,)),
            found=shorten(claims[name]),
            spec=SPEC,
        )
        for name in unread
    )
    achievement.setdefault("title", "?")
    return MicroCredential.parse({"achievement": achievement, "award": award}), losses


def _missing(name: str) -> Problem:
    row = next(row for row in ROWS if row.claim == name)
    return Problem(
        "CLAIM_MISSING",
        f"The learning credential demands {name}, which the micro-credential does not say.",
        pointer=json_pointer(tuple(row.member.partition(",")[0].split("."))),
        expected=row.member,
        remedy=f"Give it {row.member}.",
        spec=SPEC,
    )


# Losses


def _differences(a: Any, b: Any, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """What of one micro-credential does not come back in another."""
    if a == b:
        return
    if isinstance(a, dict) and isinstance(b, dict):
        for name, value in a.items():
            if name in b:
                yield from _differences(value, b[name], (*at, name))
            else:
                yield _loss("MAPPING_LOSS", value, (*at, name))
    elif isinstance(a, list) and isinstance(b, list):
        for place, value in enumerate(a):
            if place < len(b):
                yield from _differences(value, b[place], (*at, place))
            else:
                yield _loss("MAPPING_LOSS", value, (*at, place))
    else:
        yield _loss("MAPPING_NARROWED", a, at)


def _loss(code: str, value: Any, at: tuple[str | int, ...]) -> Problem:
    less = "says this less exactly" if code == "MAPPING_NARROWED" else "has no claim for this"
    return Problem(
        code,
        f"The learning credential {less}.",
        pointer=json_pointer(at),
        found=shorten(value),
        spec=SPEC,
    )


TABLE: Final = tuple(FormatRow(row.claim, row.member, row.remark) for row in ROWS)
"""The claims, for the documentation."""

__all__ = ["SPEC", "TABLE", "VCT", "from_eudi", "mandatory", "profile", "to_eudi"]
