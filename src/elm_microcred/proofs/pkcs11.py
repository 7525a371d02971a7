"""`Pkcs11Signer`: the key is in a hardware security module, a card or a token (PKCS #11).

```python
signer = Pkcs11Signer.open(
    "/usr/lib/softhsm/libsofthsm2.so", token="seal", label="2026", pin=read_pin
)
```

It needs the extra `hsm`. The key never leaves the device; the PIN is asked for when the device is
opened, and kept nowhere.

Spec: https://docs.oasis-open.org/pkcs11/pkcs11-spec/v3.1/pkcs11-spec-v3.1.html
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import load_der_public_key

from elm_microcred.errors import KeyMaterialError, MissingExtraError
from elm_microcred.proofs import keys
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.remote_signer import fitting, unavailable

_DIGESTS = {"ES256": hashlib.sha256, "ES384": hashlib.sha384, "ES512": hashlib.sha512}
_RAW_ED25519 = 32


class Pkcs11Signer:
    """A signer whose key is in a device. Safe to share between threads; its text shows no secret.

    Made by `Pkcs11Signer.open`. In a worker process it opens the device anew. Signers of one token
    in one process share its login, which ends with the first that is closed.
    """

    def __init__(
        self,
        session: Any,
        key: Any,
        public_key: PublicKey,
        *,
        verification_method: str,
        certificates: Sequence[bytes] = (),
        reopened: tuple[Any, ...] = (),
    ) -> None:
        self._session, self._key, self._reopened = session, key, reopened
        self._lock = threading.Lock()
        self.public_key = public_key
        self.verification_method = verification_method
        self.controller = verification_method.partition("#")[0]
        self.certificates = tuple(certificates)

    @classmethod
    def open(
        cls,
        library: str,
        *,
        token: str,
        label: str,
        pin: Callable[[], str],
        verification_method: str | None = None,
        certificates: Sequence[bytes] = (),
    ) -> Pkcs11Signer:
        """The signer of a key in a device.

        Args:
            library: Path of the maker's PKCS #11 library.
            token: Label of the token in which the key is.
            label: Label of the key pair.
            pin: Gives the PIN of the token. For worker processes it must pickle.
            verification_method: Where verifiers find the public key; its `did:key` by default.
            certificates: Certificates of the key in DER, its own first.

        Raises:
            MissingExtraError: If the extra `hsm` is not installed.
            SignerError: If library, token or device cannot be had (`SIGNER_UNAVAILABLE`).
            KeyMaterialError: If the PIN is wrong (`KEY_LOCKED`), or there is no such key of a
                kind that is known (`KEY_NOT_FOUND`, `KEY_TYPE_MISMATCH`).
        """
        try:
            import pkcs11
        except ModuleNotFoundError as error:
            raise MissingExtraError.of("hsm", "Signing with a device") from error
        reopened = (library, token, label, pin, verification_method, tuple(certificates))
        with _problems(f"{library}, token {token}"):
            session = _session(pkcs11.lib(library).get_token(token_label=token), pin)
            try:
                key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
                public = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=label)
                public_key = _public_key(public)
            except BaseException:
                session.close()
                raise
        did = f"did:key:{public_key.multikey}"
        return cls(
            session,
            key,
            public_key,
            verification_method=verification_method or f"{did}#{public_key.multikey}",
            certificates=certificates,
            reopened=reopened,
        )

    @property
    def algorithm(self) -> str:
        """Fully specified JOSE algorithm (RFC 9864)."""
        return self.public_key.type.algorithm

    def sign(self, data: bytes, /) -> bytes:
        """The raw signature over `data`, if it fits the public key.

        Raises:
            SignerError: If the device gives none, or one of another key.
        """
        import pkcs11

        with self._lock, _problems(self.verification_method):
            if self.algorithm == "Ed25519":
                signature = self._key.sign(data, mechanism=pkcs11.Mechanism.EDDSA)
            elif self.algorithm in _DIGESTS:
                digest = _DIGESTS[self.algorithm](data).digest()
                signature = self._key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
            else:
                signature = self._key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)
        return fitting(self.public_key, bytes(signature), data)

    def close(self) -> None:
        """Leave the device."""
        with _problems(self.verification_method):
            self._session.close()

    def __enter__(self) -> Pkcs11Signer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Pkcs11Signer({self.verification_method!r}, {self.algorithm})"

    def __reduce__(self) -> tuple[Any, ...]:
        """What a worker process opens the same key with: not the PIN, but who gives it."""
        return _reopened, self._reopened


def _reopened(
    library: str,
    token: str,
    label: str,
    pin: Callable[[], str],
    verification_method: str | None,
    certificates: tuple[bytes, ...],
) -> Pkcs11Signer:
    return Pkcs11Signer.open(
        library,
        token=token,
        label=label,
        pin=pin,
        verification_method=verification_method,
        certificates=certificates,
    )


def _session(token: Any, pin: Callable[[], str]) -> Any:
    """A session with a token, for which one login holds in the whole process."""
    from pkcs11 import exceptions

    try:
        return token.open(user_pin=pin())
    except exceptions.UserAlreadyLoggedIn:
        return token.open()


def _public_key(key: Any) -> PublicKey:
    """The public key of an object in the device."""
    import pkcs11
    from pkcs11.util.ec import encode_ec_public_key
    from pkcs11.util.rsa import encode_rsa_public_key

    if key.key_type is pkcs11.KeyType.EC_EDWARDS:
        # The point is an octet string in DER; of some devices, the bare point.
        point = bytes(key[pkcs11.Attribute.EC_POINT])[-_RAW_ED25519:]
        return keys.from_loaded(ed25519.Ed25519PublicKey.from_public_bytes(point))
    if key.key_type is pkcs11.KeyType.EC:
        return keys.from_loaded(load_der_public_key(encode_ec_public_key(key)))
    if key.key_type is pkcs11.KeyType.RSA:
        return keys.from_loaded(load_der_public_key(encode_rsa_public_key(key)))
    raise KeyMaterialError(
        "KEY_TYPE_MISMATCH",
        "Keys of this kind are not used for signatures here.",
        found=str(key.key_type),
        expected="EC, EC_EDWARDS or RSA",
    )


@contextmanager
def _problems(what: str) -> Iterator[None]:
    """Let whatever a device has to complain of be an error of ours."""
    from pkcs11 import exceptions

    try:
        yield
    except (exceptions.PinIncorrect, exceptions.PinLocked, exceptions.PinInvalid) as error:
        raise KeyMaterialError(
            "KEY_LOCKED", "The PIN does not open the token, or the token is locked.", found=what
        ) from error
    except exceptions.NoSuchKey as error:
        raise KeyMaterialError(
            "KEY_NOT_FOUND", "The token has no key pair of this label.", found=what
        ) from error
    except (exceptions.PKCS11Error, OSError, RuntimeError) as error:
        raise unavailable(f"{what}: {type(error).__name__} {error}".rstrip()) from error
