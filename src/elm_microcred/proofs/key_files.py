"""Secret keys in files: PEM (PKCS #8) and JWK, each under a password or without one.

A JWK under a password is a JWE in compact form, its key derived from the password (PBES2). A file
says of itself which of them it is.

```python
content = write_key(signer.key, form="jwk", password="…", method=signer.verification_method)
signer = read_key(content, password="…").signer()
```

Spec: https://www.rfc-editor.org/rfc/rfc7517#appendix-C and
https://www.rfc-editor.org/rfc/rfc7518#section-4.8
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from elm_microcred.errors import ElmMicrocredError, KeyMaterialError, ParseError
from elm_microcred.proofs import keys, multibase
from elm_microcred.proofs.keys import SecretKey
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.strict_json import read_json

Form = Literal["jwk", "pem"]

ROUNDS = 310_000
"""Rounds of PBKDF2 with HMAC-SHA-512 for what is written here: a fifth of a second."""
_FEWEST_ROUNDS = 1_000
_MOST_ROUNDS = 2_000_000
"""More would let a file keep its reader busy for as long as it likes."""
_SALT_BYTES = 16
_CONTENT_KEY_BYTES = 32
_NONCE_BYTES, _TAG_BYTES = 12, 16
_HASHES = {
    "PBES2-HS256+A128KW": (hashes.SHA256, 16),
    "PBES2-HS384+A192KW": (hashes.SHA384, 24),
    "PBES2-HS512+A256KW": (hashes.SHA512, 32),
}
"""Hash and length of the derived key of each algorithm."""
_OURS = "PBES2-HS512+A256KW"
_CIPHERS = {"A128GCM": 16, "A192GCM": 24, "A256GCM": 32}
_MOST_BYTES = 64 * 1024
_SPEC = "https://www.rfc-editor.org/rfc/rfc7518#section-4.8"


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file holds. Its text form shows the public half only.

    Attributes:
        key: The secret key.
        method: The verification method that the file names; a PEM file names none.
    """

    key: SecretKey
    method: str | None = None

    def signer(
        self, *, method: str | None = None, certificates: Sequence[bytes] = ()
    ) -> LocalSigner:
        """A signer with this key.

        Args:
            method: Where verifiers find the public key, if not where the file says.
            certificates: Certificates of the key in DER.
        """
        return LocalSigner(
            self.key, verification_method=method or self.method, certificates=certificates
        )


def write_key(
    key: SecretKey,
    *,
    form: Form = "jwk",
    password: str | None = None,
    method: str | None = None,
    rounds: int = ROUNDS,
) -> bytes:
    """The content of a key file.

    Args:
        key: The secret key.
        form: `jwk`, which also says where verifiers find the key, or `pem`.
        password: What the file is locked with; without one, whoever has the file has the key.
        method: Where verifiers find the public key (`kid` of the JWK).
        rounds: Rounds of PBKDF2 for a JWK under a password.

    Raises:
        KeyMaterialError: If the form has no way to write this kind of key.
    """
    if form == "pem":
        return _pem(key, password)
    jwk = dict(key.jwk)
    if method is not None:
        jwk["kid"] = method
    if password is None:
        return (json.dumps(jwk, indent=2) + "\n").encode()
    return (_encrypted(json.dumps(jwk).encode(), password, rounds) + "\n").encode()


def read_key(content: bytes, password: str | None = None) -> KeyFile:
    """The key of a key file: a JWK, a JWE that holds one, or PEM.

    Raises:
        KeyMaterialError: If the file holds no secret key (`KEY_MALFORMED`), or the password does
            not open it, or is missing (`KEY_LOCKED`).
    """
    if len(content) > _MOST_BYTES:
        raise _malformed("The file is too long for a key.", f"{len(content)} bytes")
    text = content.strip()
    if text.startswith(b"-----BEGIN"):
        return _from_pem(text, password)
    if not text.startswith(b"{") and text.count(b".") == 4:
        text = _decrypted(text.decode("ascii", "replace"), password)
    try:
        jwk = read_json(text)
    except ElmMicrocredError as error:
        raise _malformed("The file is neither PEM nor a JWK.") from error
    if not isinstance(jwk, dict):
        raise _malformed("The file holds no key.")
    method = jwk.get("kid")
    return KeyFile(keys.from_secret_jwk(jwk), method if isinstance(method, str) else None)


def is_locked(content: bytes) -> bool:
    """Whether a key file has to be opened with a password."""
    text = content.strip()
    is_jwe = not text.startswith((b"{", b"-----BEGIN")) and text.count(b".") == 4
    return is_jwe or b"ENCRYPTED" in text.partition(b"\n\n")[0][:256]


def _pem(key: SecretKey, password: str | None) -> bytes:
    loaded = key.loaded
    if not hasattr(loaded, "private_bytes"):
        raise KeyMaterialError(
            "KEY_TYPE_MISMATCH",
            f"There is no PEM form of a {key.type.name} key.",
            remedy="Write it as a Multikey.",
        )
    lock = (
        serialization.BestAvailableEncryption(password.encode())
        if password
        else serialization.NoEncryption()
    )
    content: bytes = loaded.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock
    )
    return content


def _from_pem(content: bytes, password: str | None) -> KeyFile:
    # A password for a file that has none is not needed, and no reason to refuse the file.
    given = password.encode() if password and is_locked(content) else None
    if given is None and is_locked(content):
        raise _locked("The key file is locked with a password, and none was given.")
    try:
        loaded = serialization.load_pem_private_key(content, given)
    except (TypeError, ValueError) as error:
        if is_locked(content):
            raise _locked("The password does not open the key file.") from error
        raise _malformed("The PEM file holds no secret key that can be read.") from error
    except UnsupportedAlgorithm as error:
        raise _malformed(
            "The PEM file is locked in a way, or holds a key, that is not known."
        ) from error
    return KeyFile(keys.from_loaded_secret(loaded))


def _encrypted(content: bytes, password: str, rounds: int) -> str:
    """The JWE of some content under a password."""
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    content_key = secrets.token_bytes(_CONTENT_KEY_BYTES)
    header = {
        "alg": _OURS,
        "enc": "A256GCM",
        "cty": "jwk+json",
        "p2c": rounds,
        "p2s": multibase.encode_base64url(salt),
    }
    protected = multibase.encode_base64url(json.dumps(header, separators=(",", ":")).encode())
    wrapped = keywrap.aes_key_wrap(_derived(_OURS, password, salt, rounds), content_key)
    sealed = AESGCM(content_key).encrypt(nonce, content, protected.encode())
    parts = (wrapped, nonce, sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:])
    return ".".join([protected, *map(multibase.encode_base64url, parts)])


def _decrypted(text: str, password: str | None) -> bytes:
    """The content of a JWE under a password."""
    protected, *parts = text.split(".")
    try:
        wrapped, nonce, sealed, tag = map(multibase.decode_base64url, parts)
        header = read_json(multibase.decode_base64url(protected))
        salt = multibase.decode_base64url(_text(header, "p2s"))
    except ParseError as error:
        raise _malformed("The file is neither PEM, a JWK, nor a JWE.") from error
    algorithm, cipher, rounds = header.get("alg"), header.get("enc"), header.get("p2c")
    if algorithm not in _HASHES or cipher not in _CIPHERS or "crit" in header or "zip" in header:
        raise _malformed(
            "The key file is locked in a way that is not known.", f"{algorithm} {cipher}"
        )
    if type(rounds) is not int or not _FEWEST_ROUNDS <= rounds <= _MOST_ROUNDS:
        raise _malformed("The key file asks for too few or too many rounds.", str(rounds))
    if len(nonce) != _NONCE_BYTES or len(tag) != _TAG_BYTES:
        raise _malformed("The key file was damaged.")
    if password is None:
        raise _locked("The key file is locked with a password, and none was given.")
    try:
        content_key = keywrap.aes_key_unwrap(_derived(algorithm, password, salt, rounds), wrapped)
        if len(content_key) != _CIPHERS[cipher]:
            raise _malformed("The key file was damaged.")
        return AESGCM(content_key).decrypt(nonce, sealed + tag, protected.encode())
    except (keywrap.InvalidUnwrap, InvalidTag, ValueError) as error:
        raise _locked("The password does not open the key file.") from error


def _derived(algorithm: str, password: str, salt: bytes, rounds: int) -> bytes:
    hash_, length = _HASHES[algorithm]
    salted = algorithm.encode() + b"\0" + salt
    return PBKDF2HMAC(hash_(), length, salted, rounds).derive(password.encode())


def _text(header: Any, name: str) -> str:
    value = header.get(name) if isinstance(header, Mapping) else None
    if not isinstance(value, str):
        raise ParseError("PARSE_NOT_AN_OBJECT", f"The header has no text {name}.")
    return value


def _locked(detail: str) -> KeyMaterialError:
    return KeyMaterialError(
        "KEY_LOCKED", detail, expected="the password that the file was written with"
    )


def _malformed(detail: str, found: str | None = None) -> KeyMaterialError:
    return KeyMaterialError(
        "KEY_MALFORMED",
        detail,
        found=found,
        expected="a JWK with its secret, such a JWK in a JWE under a password, or PEM (PKCS #8)",
        spec=_SPEC,
    )
