"""The keys of an issuer over time: which one signs now, and which are published.

A key that was replaced signs no more and stays in the issuer's document, so that what it signed
can still be verified. A key that was revoked stays there with the time of its revocation, so that
nobody takes what it signed for good.

```python
ring = KeyRing("did:web:vmc.example").added(first, now=march).added(second, now=june)
ring.current(now=july).id  # the second
ring.document()  # what is published as did.json
```

Spec: https://www.w3.org/TR/cid-1.0/#verification-methods
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from elm_microcred.errors import KeyMaterialError, ParseError, UsageError
from elm_microcred.proofs import keys, timestamps
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.urls import is_url

Document = dict[str, Any]
State = Literal["current", "planned", "replaced", "revoked"]

_CID = "https://www.w3.org/TR/cid-1.0/#verification-methods"
_DID_V1 = "https://www.w3.org/ns/did/v1"
_MULTIKEY_V1 = "https://w3id.org/security/multikey/v1"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class RingKey:
    """One key of an issuer, its public half only.

    Attributes:
        id: The verification method: the URL under which verifiers find the key.
        public: The public key.
        valid_from: From when on it signs.
        valid_until: From when on it signs no more; `None` while it was not replaced.
        revoked: From when on nothing that it signed is to be trusted.
    """

    id: str
    public: PublicKey
    valid_from: datetime
    valid_until: datetime | None = None
    revoked: datetime | None = None

    def state(self, now: datetime) -> State:
        """What may be done with the key at a time."""
        if self.revoked is not None:
            return "revoked"
        if now < self.valid_from:
            return "planned"
        return "current" if self.valid_until is None or now < self.valid_until else "replaced"

    def check_may_sign(self, now: datetime) -> None:
        """Nothing, if the key may sign at this time.

        Raises:
            KeyMaterialError: If it was revoked (`KEY_REVOKED`), or it is not its time
                (`KEY_EXPIRED`).
        """
        state = self.state(now)
        if state == "revoked" and self.revoked is not None:
            raise KeyMaterialError(
                "KEY_REVOKED",
                "The key was revoked and signs nothing any more.",
                found=f"{self.id}, revoked {timestamps.write(self.revoked)}",
                remedy="Sign with the current key of the issuer.",
                spec=_CID,
            )
        if state != "current":
            end = self.valid_until or self.valid_from
            raise KeyMaterialError(
                "KEY_EXPIRED",
                "It is not the time of this key.",
                found=f"{self.id}, {state} since {timestamps.write(end)}"
                if state == "replaced"
                else f"{self.id}, from {timestamps.write(end)} on",
                expected=f"a key that signs at {timestamps.write(now)}",
                remedy="Sign with the current key of the issuer.",
                spec=_CID,
            )

    def to_dict(self) -> Document:
        """The key as `KeyRing.to_dict` holds it."""
        moments = {
            "validFrom": self.valid_from,
            "validUntil": self.valid_until,
            "revoked": self.revoked,
        }
        return {
            "id": self.id,
            "publicKeyMultibase": self.public.multikey,
            **{name: timestamps.write(at) for name, at in moments.items() if at is not None},
        }


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of an issuer, the oldest first.

    Attributes:
        controller: The issuer's identifier: a DID or an https URL.
        keys: Its keys.
    """

    controller: str
    keys: tuple[RingKey, ...] = ()

    def __post_init__(self) -> None:
        if not is_url(self.controller) or "#" in self.controller:
            raise UsageError(
                "USAGE",
                "Keys belong to an identifier.",
                found=self.controller,
                expected="did:web:…, another DID, or an https URL",
            )

    @property
    def can_rotate(self) -> bool:
        """Whether a second key can be published: the identifier of some is the key itself."""
        return not self.controller.startswith(("did:key:", "did:jwk:"))

    def added(
        self,
        public: PublicKey,
        *,
        now: datetime,
        id: str | None = None,
        overlap: timedelta | None = None,
    ) -> KeyRing:
        """The ring with a new key, which signs from `now` on in place of the one before.

        Args:
            public: The public half of the new key.
            now: When it begins to sign.
            id: Its verification method; by default the controller with the Multikey as fragment.
            overlap: How long the key before may sign on, where several machines change over.

        Raises:
            UsageError: If the identifier can have only one key, or the name is taken.
        """
        if self.keys and not self.can_rotate:
            raise UsageError(
                "USAGE",
                "This identifier is its one key: another key is another issuer.",
                found=self.controller,
                expected="a did:web, whose document lists several keys",
            )
        name = id or f"{self.controller}#{public.multikey}"
        if name.partition("#")[0] != self.controller:
            raise UsageError(
                "USAGE",
                "The verification method is not one of this issuer.",
                found=name,
                expected=f"{self.controller}#…",
            )
        if any(name == each.id or public == each.public for each in self.keys):
            raise UsageError("USAGE", "The issuer has this key already.", found=name)
        end = now + (overlap or timedelta())
        before = tuple(
            replace(each, valid_until=max(end, each.valid_from))
            if each.valid_until is None and each.revoked is None
            else each
            for each in self.keys
        )
        return replace(self, keys=(*before, RingKey(name, public, now)))

    def revoke(self, id: str, *, now: datetime) -> KeyRing:
        """The ring in which a key was revoked; one that was before stays as it is.

        Raises:
            KeyMaterialError: If there is no such key.
        """
        found = self.key(id)
        if found.revoked is not None:
            return self
        gone = replace(found, revoked=now)
        return replace(self, keys=tuple(gone if each is found else each for each in self.keys))

    def key(self, id: str) -> RingKey:
        """The key of this name: a whole verification method, or its fragment.

        Raises:
            KeyMaterialError: If there is none.
        """
        for each in self.keys:
            if id in (each.id, each.id.partition("#")[2]):
                return each
        raise KeyMaterialError(
            "KEY_NOT_FOUND",
            "The issuer has no key of this name.",
            found=id,
            expected=", ".join(each.id for each in self.keys) or "a key: there is none yet",
        )

    def current(self, *, now: datetime) -> RingKey:
        """The key that signs now: of several, the one that was added last.

        Raises:
            KeyMaterialError: If none may sign: the reason of the last one.
        """
        for each in reversed(self.keys):
            if each.state(now) == "current":
                return each
        if self.keys:
            self.keys[-1].check_may_sign(now)
        raise KeyMaterialError(
            "KEY_NOT_FOUND",
            "The issuer has no key yet.",
            found=self.controller,
            remedy="Make one: elm-microcred keys create.",
        )

    def document(self) -> Document:
        """The controlled identifier document that is published: every key, also the old ones.

        Spec: https://www.w3.org/TR/cid-1.0/#controlled-identifier-documents
        """
        return {
            "@context": [_DID_V1, _MULTIKEY_V1],
            "id": self.controller,
            "verificationMethod": [self._method(each) for each in self.keys],
            "assertionMethod": [each.id for each in self.keys],
        }

    def _method(self, key: RingKey) -> Document:
        method = {
            "id": key.id,
            "type": "Multikey",
            "controller": self.controller,
            "publicKeyMultibase": key.public.multikey,
        }
        if key.revoked is not None:
            method["revoked"] = timestamps.write(key.revoked)
        return method

    def to_dict(self) -> Document:
        """The ring as JSON: nothing in it is secret."""
        return {
            "version": _FORMAT,
            "controller": self.controller,
            "keys": [each.to_dict() for each in self.keys],
        }

    @classmethod
    def from_dict(cls, value: Any) -> KeyRing:
        """The ring that `to_dict` wrote.

        Raises:
            ParseError: If it is none.
            KeyMaterialError: If a key in it is malformed.
        """
        if (
            not isinstance(value, Mapping)
            or value.get("version") != _FORMAT
            or not isinstance(value.get("controller"), str)
            or not isinstance(value.get("keys"), list)
        ):
            raise _no_ring("/")
        found = tuple(_key(each, f"/keys/{at}") for at, each in enumerate(value["keys"]))
        return cls(value["controller"], found)


def _key(value: Any, pointer: str) -> RingKey:
    if not isinstance(value, Mapping):
        raise _no_ring(pointer)
    id_, text = value.get("id"), value.get("publicKeyMultibase")
    if not isinstance(id_, str) or not isinstance(text, str):
        raise _no_ring(pointer)
    moments = {}
    for name in ("validFrom", "validUntil", "revoked"):
        moments[name] = timestamps.parse(value.get(name))
        if name in value and moments[name] is None:
            raise _no_ring(f"{pointer}/{name}")
    if moments["validFrom"] is None:
        raise _no_ring(f"{pointer}/validFrom")
    return RingKey(
        id_,
        keys.from_multikey(text),
        moments["validFrom"],
        moments["validUntil"],
        moments["revoked"],
    )


def _no_ring(pointer: str) -> ParseError:
    return ParseError(
        "KEY_MALFORMED",
        "This is not the list of an issuer's keys.",
        pointer=pointer,
        expected="what `elm-microcred keys create` writes",
    )
