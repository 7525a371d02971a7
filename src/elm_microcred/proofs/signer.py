"""Who signs: the `Signer` protocol for keys in devices and services, and `LocalSigner`.

```python
signer = LocalSigner.generate("Ed25519")
signer.controller  # the issuer's identifier, here did:key
```
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from elm_microcred.errors import KeyMaterialError, UsageError
from elm_microcred.proofs import bbs_pseudonyms, keys
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.keys import PublicKey, SecretKey
from elm_microcred.proofs.urls import is_url


class Signer(Protocol):
    """Whatever signs for an issuer: a key in this process, an HSM, a remote seal service."""

    @property
    def verification_method(self) -> str:
        """The URL under which verifiers find the public key."""
        ...

    @property
    def controller(self) -> str:
        """The identifier whose key this is: the issuer of what is signed."""
        ...

    @property
    def algorithm(self) -> str:
        """Fully specified JOSE algorithm (RFC 9864), such as Ed25519 or ES256."""
        ...

    @property
    def certificates(self) -> Sequence[bytes]:
        """Certificates of the key in DER, its own first; empty where there are none."""
        ...

    def sign(self, data: bytes, /) -> bytes:
        """The raw signature over `data`: `r || s` for ECDSA, never DER."""
        ...


class MessageSigner(Signer, Protocol):
    """A signer whose signatures can be proven over some of several messages."""

    @property
    def public_key(self) -> PublicKey:
        """The half that verifiers may see: a holder needs it too."""
        ...

    def sign_messages(self, header: bytes, messages: Sequence[bytes], /) -> bytes:
        """The BBS signature over a header and messages."""
        ...


class CommittedSigner(MessageSigner, Protocol):
    """A signer that also signs what it does not see: the secret of a pseudonym."""

    def sign_committed(
        self,
        commitment: bytes,
        signer_nym_entropy: int,
        header: bytes,
        messages: Sequence[bytes],
        /,
    ) -> bytes:
        """The BBS signature over a header, messages, and what a holder has committed to."""
        ...


@dataclass(frozen=True, slots=True, init=False)
class LocalSigner:
    """A signer whose key is in this process. Its text form never shows the secret.

    Attributes:
        key: The secret key.
        verification_method: The URL under which verifiers find the public key; that of the
            key's own `did:key` unless another was given.
        controller: That URL without its fragment, unless another was given.
        certificates: Certificates of the key in DER.
    """

    key: SecretKey
    verification_method: str
    controller: str
    certificates: tuple[bytes, ...]

    def __init__(
        self,
        key: SecretKey,
        *,
        verification_method: str | None = None,
        controller: str | None = None,
        certificates: Sequence[bytes] = (),
    ) -> None:
        did = _did(key.public)
        method = verification_method or f"{did}#{key.public.multikey}"
        if not is_url(method):
            raise UsageError(
                "USAGE",
                "The verification method is not a URL.",
                found=method,
                expected="did:…#key or https://…#key",
            )
        for name, value in (
            ("key", key),
            ("verification_method", method),
            ("controller", controller or method.partition("#")[0]),
            ("certificates", tuple(certificates)),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def generate(
        cls, type: str = "Ed25519", *, verification_method: str | None = None
    ) -> LocalSigner:
        """A signer with a new key.

        Args:
            type: Ed25519, P-256, P-384, P-521, or BLS12-381 (with the extra `bbs`).
            verification_method: Where verifiers will find the public key, if not in a `did:key`.

        Raises:
            UsageError: If there is no such kind of key.
        """
        row = KEY_TYPES.get(type)
        if row is None or row.is_read_only:
            kinds = (name for name, row in KEY_TYPES.items() if not row.is_read_only)
            raise UsageError(
                "USAGE", "No such kind of key is made.", found=type, expected=", ".join(kinds)
            )
        key = keys.secret_key(row, row.generate())
        return cls(key, verification_method=verification_method)

    @classmethod
    def from_jwk(
        cls, jwk: Mapping[str, Any], verification_method: str | None = None
    ) -> LocalSigner:
        """A signer with the key of a JWK that has the member `d`.

        Raises:
            KeyMaterialError: If the JWK is malformed or its halves do not fit.
        """
        return cls(keys.from_secret_jwk(jwk), verification_method=verification_method)

    @classmethod
    def from_multikey(cls, secret: str, verification_method: str | None = None) -> LocalSigner:
        """A signer with the key of a `secretKeyMultibase` value.

        Raises:
            KeyMaterialError: If the text is malformed.
        """
        return cls(keys.from_secret_multikey(secret), verification_method=verification_method)

    @classmethod
    def from_pkcs12(
        cls, content: bytes, password: bytes | None, verification_method: str | None = None
    ) -> LocalSigner:
        """A signer with the key and the certificates of a PKCS #12 file, as providers hand out.

        Raises:
            KeyMaterialError: If the file cannot be opened with the password, has no key, or one
                that is not used for signatures here.
        """
        from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

        try:
            key, own, others = pkcs12.load_key_and_certificates(content, password)
        except ValueError as error:
            raise KeyMaterialError(
                "KEY_MALFORMED", "The PKCS #12 file cannot be opened with this password."
            ) from error
        if key is None:
            raise KeyMaterialError("KEY_MALFORMED", "The PKCS #12 file has no key.")
        chain = [certificate for certificate in (own, *others) if certificate is not None]
        return cls(
            keys.from_loaded_secret(key),
            verification_method=verification_method,
            certificates=[certificate.public_bytes(Encoding.DER) for certificate in chain],
        )

    @property
    def algorithm(self) -> str:
        """Fully specified JOSE algorithm (RFC 9864)."""
        return self.key.type.algorithm

    @property
    def did(self) -> str:
        """The public key as an identifier of the method `key`."""
        return _did(self.key.public)

    @property
    def public_key(self) -> PublicKey:
        """The half that verifiers may see."""
        return self.key.public

    def to_jwk(self) -> dict[str, str]:
        """The key with its secret, as a JWK: keep it in a vault."""
        return self.key.jwk

    def to_multikey(self) -> str:
        """The key with its secret, as a `secretKeyMultibase` value: keep it in a vault."""
        return self.key.multikey

    def sign(self, data: bytes, /) -> bytes:
        """The raw signature over `data`."""
        return self.key.sign(data)

    def sign_messages(self, header: bytes, messages: Sequence[bytes], /) -> bytes:
        """The BBS signature over a header and messages.

        Raises:
            KeyMaterialError: If the key is of another kind than BLS12-381.
        """
        return self.key.sign_messages(header, messages)

    def sign_committed(
        self,
        commitment: bytes,
        signer_nym_entropy: int,
        header: bytes,
        messages: Sequence[bytes],
        /,
    ) -> bytes:
        """The BBS signature over a header, messages, and what a holder has committed to.

        Raises:
            KeyMaterialError: If the key is of another kind than BLS12-381.
            ParseError: If the commitment is not one whose proof holds.
        """
        if self.key.type.sign_messages is None:
            return self.key.sign_messages(header, messages)  # which says why not
        secret = self.key.encoded
        return bbs_pseudonyms.sign(secret, commitment, signer_nym_entropy, header, messages)


def _did(key: PublicKey) -> str:
    return f"did:key:{key.multikey}"
