"""RSA keys as JWKs and certificates carry them: for badges and seals of others, and for seals.

Encoded, such a key is its PKCS #1 structure in DER. No cryptosuite of Data Integrity uses it.

Spec: https://www.rfc-editor.org/rfc/rfc7518#section-6.3
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from elm_microcred.errors import KeyMaterialError

SECRET_NAMES = ("d", "p", "q", "dp", "dq", "qi")
_SPEC = "https://www.rfc-editor.org/rfc/rfc7518#section-6.3"
_SHORTEST, _LONGEST = 2_048, 8_192
_LARGEST_EXPONENT = 2**32
"""What is larger only makes verifiers work."""


def load_public(encoded: bytes) -> rsa.RSAPublicKey:
    """The key object of a PKCS #1 public key.

    Raises:
        KeyMaterialError: If it is malformed, too short to be safe or too long to be checked.
    """
    try:
        key = serialization.load_der_public_key(encoded)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyMaterialError("KEY_MALFORMED", "Not an RSA public key.", spec=_SPEC) from error
    # Other structures are read as well; a key is to have one spelling.
    if not isinstance(key, rsa.RSAPublicKey) or encode_public(key) != encoded:
        raise KeyMaterialError("KEY_MALFORMED", "Not an RSA public key.", spec=_SPEC)
    _check(key.public_numbers())
    return key


def encode_public(key: rsa.RSAPublicKey) -> bytes:
    """The PKCS #1 structure of a key object."""
    return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)


def load_secret(encoded: bytes) -> rsa.RSAPrivateKey:
    """The key object of a PKCS #1 secret key.

    Raises:
        KeyMaterialError: If it is malformed or weak.
    """
    try:
        key = serialization.load_der_private_key(encoded, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyMaterialError("KEY_MALFORMED", "Not an RSA secret key.", spec=_SPEC) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyMaterialError("KEY_MALFORMED", "Not an RSA secret key.", spec=_SPEC)
    _check(key.public_key().public_numbers())
    return key


def encode_secret(key: rsa.RSAPrivateKey) -> bytes:
    """The PKCS #1 structure of a secret key object."""
    return key.private_bytes(
        Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )


def generate() -> bytes:
    """A new encoded secret key of 3072 bits."""
    return encode_secret(rsa.generate_private_key(public_exponent=65537, key_size=3072))


def public_of(secret: rsa.RSAPrivateKey) -> bytes:
    """The encoded public half of a secret key object."""
    return encode_public(secret.public_key())


def coordinates(encoded: bytes) -> tuple[bytes, bytes]:
    """Modulus and exponent: the members n and e of a JWK."""
    numbers = load_public(encoded).public_numbers()
    return _octets(numbers.n), _octets(numbers.e)


def from_coordinates(n: bytes, e: bytes) -> bytes:
    """The encoded public key of a modulus and an exponent.

    Raises:
        KeyMaterialError: If they are no RSA key, or a weak one.
    """
    numbers = rsa.RSAPublicNumbers(int.from_bytes(e, "big"), int.from_bytes(n, "big"))
    _check(numbers)
    try:
        return encode_public(numbers.public_key())
    except ValueError as error:
        raise KeyMaterialError(
            "KEY_MALFORMED", "n and e are not an RSA key.", spec=_SPEC
        ) from error


def secret_coordinates(encoded: bytes) -> tuple[bytes, ...]:
    """The members of a secret JWK, in the order of `SECRET_NAMES`."""
    numbers = load_secret(encoded).private_numbers()
    values = (numbers.d, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp)
    return tuple(map(_octets, values))


def from_secret_coordinates(n: bytes, e: bytes, *secrets: bytes) -> bytes:
    """The encoded secret key of the members of a JWK.

    Raises:
        KeyMaterialError: If they do not fit each other.
    """
    d, p, q, dp, dq, qi = (int.from_bytes(octets, "big") for octets in secrets)
    public = rsa.RSAPublicNumbers(int.from_bytes(e, "big"), int.from_bytes(n, "big"))
    _check(public)
    numbers = rsa.RSAPrivateNumbers(p=p, q=q, d=d, dmp1=dp, dmq1=dq, iqmp=qi, public_numbers=public)
    try:
        return encode_secret(numbers.private_key())
    except ValueError as error:
        raise KeyMaterialError(
            "KEY_MALFORMED", "The members of the JWK do not fit.", spec=_SPEC
        ) from error


def sign(secret: rsa.RSAPrivateKey, data: bytes) -> bytes:
    """The RS256 signature over `data`."""
    return secret.sign(data, padding.PKCS1v15(), hashes.SHA256())


def verify(key: rsa.RSAPublicKey, signature: bytes, data: bytes) -> bool:
    """Whether an RS256 signature fits."""
    return verify_pkcs1(hashes.SHA256(), key, signature, data)


def verify_pkcs1(
    hash_: hashes.HashAlgorithm, key: rsa.RSAPublicKey, signature: bytes, data: bytes
) -> bool:
    """Whether an RSASSA-PKCS1-v1_5 signature fits."""
    try:
        key.verify(signature, data, padding.PKCS1v15(), hash_)
    except InvalidSignature:
        return False
    return True


def verify_pss(
    hash_: hashes.HashAlgorithm, key: rsa.RSAPublicKey, signature: bytes, data: bytes
) -> bool:
    """Whether an RSASSA-PSS signature fits, its salt as long as its hash."""
    try:
        scheme = padding.PSS(padding.MGF1(hash_), salt_length=padding.PSS.DIGEST_LENGTH)
        key.verify(signature, data, scheme, hash_)
    except InvalidSignature:
        return False
    return True


def _check(numbers: rsa.RSAPublicNumbers) -> None:
    bits = numbers.n.bit_length()
    if bits < _SHORTEST:
        raise KeyMaterialError(
            "KEY_WEAK",
            "The RSA key is too short: it can be broken.",
            found=f"{bits} bits",
            expected=f"at least {_SHORTEST} bits",
        )
    is_odd = numbers.e % 2 and numbers.n % 2
    if bits > _LONGEST or not 3 <= numbers.e < _LARGEST_EXPONENT or not is_odd:
        raise KeyMaterialError(
            "KEY_MALFORMED",
            "The RSA key is not one that anybody should use.",
            found=f"{bits} bits, exponent {numbers.e if numbers.e < _LARGEST_EXPONENT else 'huge'}",
            expected=f"at most {_LONGEST} bits, an odd modulus, an odd exponent below 2^32",
            spec=_SPEC,
        )


def _octets(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
