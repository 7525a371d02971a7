"""Where an Open Badges service keeps what it must not forget: a protocol, and one on SQL.

Secrets (client secrets, codes, tokens) are kept as digests only: who reads the database can
use none of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Client:
    """An application that registered.

    Attributes:
        id: Its identifier.
        secret_digest: Digest of its secret.
        metadata: What it registered with (RFC 7591), secrets left out.
    """

    id: str
    secret_digest: str
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Grant:
    """What one person let one application do.

    Attributes:
        id: Identifier of the agreement: all codes and tokens that come of it share it.
        client_id: The application.
        owner: The person, by the identifier that the host gave.
        scopes: What was agreed to.
    """

    id: str
    client_id: str
    owner: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code, to be used once.

    Attributes:
        grant: What it stands for.
        redirect_uri: Where it was sent: the same address must ask for the token.
        challenge: The challenge of its proof key (PKCE, S256).
        expires_at: When it ends.
        used: Whether it has been used already.
    """

    grant: Grant
    redirect_uri: str
    challenge: str
    expires_at: datetime
    used: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """An access or refresh token.

    Attributes:
        grant: What it stands for.
        kind: `access` or `refresh`.
        expires_at: When it ends.
    """

    grant: Grant
    kind: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredCredential:
    """A credential as it came.

    Attributes:
        key: What makes it the same credential: issuer and id.
        content: Its bytes.
        is_jwt: Whether they are a compact JWS.
        changed_at: When it was added or replaced.
    """

    key: str
    content: bytes
    is_jwt: bool
    changed_at: datetime


class BadgeStore(Protocol):
    """What an Open Badges service asks of its storage. Every call is one transaction."""

    def add_client(self, client: Client) -> None:
        """Keep an application."""
        ...

    def client(self, id_: str) -> Client | None:
        """The application of that identifier."""
        ...

    def add_code(self, digest: str, code: Code) -> None:
        """Keep a code."""
        ...

    def use_code(self, digest: str) -> Code | None:
        """The code as it was before this call, which uses it: of two at once one gets it unused."""
        ...

    def add_token(self, digest: str, token: Token) -> None:
        """Keep a token."""
        ...

    def token(self, digest: str) -> Token | None:
        """The token of that digest."""
        ...

    def take_token(self, digest: str) -> Token | None:
        """The token of that digest, which is gone then: of two at once one gets it."""
        ...

    def revoke(self, grant_id: str) -> None:
        """Forget every token of an agreement."""
        ...

    def put_credential(self, owner: str, credential: StoredCredential) -> str:
        """Keep a credential; `created`, `replaced`, or `same` where nothing changed."""
        ...

    def credentials(
        self, owner: str, *, limit: int, offset: int, since: datetime | None
    ) -> tuple[Sequence[StoredCredential], int]:
        """One page in the order of their coming, and how many there are in all."""
        ...

    def put_profile(self, owner: str, profile: dict[str, Any]) -> None:
        """Keep a person's profile."""
        ...

    def profile(self, owner: str) -> dict[str, Any] | None:
        """A person's profile."""
        ...


def digest(secret: str) -> str:
    """The digest under which a secret is kept. The secrets are random: no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
