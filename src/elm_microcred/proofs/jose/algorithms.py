"""The algorithms of JSON Web Signatures that are accepted, one row each, and the key of each.

A key goes with the algorithms of its kind and no others: what the header says never decides
how a key is used. There is no `none`, and nothing with a shared secret.

Spec: https://www.rfc-editor.org/rfc/rfc7518#section-3
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from cryptography.hazmat.primitives import hashes

from elm_microcred.errors import ProofError, ProofGenerationError
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import rsa
from elm_microcred.proofs.curves import KEY_TYPES
from elm_microcred.proofs.keys import PublicKey

_SPEC = "https://www.rfc-editor.org/rfc/rfc8725#section-3.1"


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One algorithm.

    Attributes:
        name: Its name in a header (`alg`).
        key_type: The kind of key that it is used with.
        verify: Whether a signature by a key object fits the data.
        cose: Its number in COSE; `None` where none is used here.
    """

    name: str
    key_type: str
    verify: Callable[[Any, bytes, bytes], bool]
    cose: int | None = None


def _of_key(name: str, key_type: str, cose: int) -> Algorithm:
    return Algorithm(name, key_type, KEY_TYPES[key_type].verify, cose)


ALGORITHMS: Mapping[str, Algorithm] = {
    row.name: row
    for row in (
        _of_key("EdDSA", "Ed25519", -8),
        _of_key("Ed25519", "Ed25519", -19),
        _of_key("ES256", "P-256", -7),
        _of_key("ES384", "P-384", -35),
        _of_key("ES512", "P-521", -36),
        _of_key("RS256", "RSA", -257),
        Algorithm("RS384", "RSA", partial(rsa.verify_pkcs1, hashes.SHA384())),
        Algorithm("RS512", "RSA", partial(rsa.verify_pkcs1, hashes.SHA512())),
        Algorithm("PS256", "RSA", partial(rsa.verify_pss, hashes.SHA256()), -37),
        Algorithm("PS384", "RSA", partial(rsa.verify_pss, hashes.SHA384())),
        Algorithm("PS512", "RSA", partial(rsa.verify_pss, hashes.SHA512())),
    )
}
"""Every algorithm that is implemented, by name."""

CREDENTIAL_ALGORITHMS = ("EdDSA", "Ed25519", "ES256", "ES384", "ES512", "PS256", "RS256")
"""Those that credentials are secured with; seals may use the longer hashes of RSA too."""

SEAL_ALGORITHMS = tuple(name for name in ALGORITHMS if name not in ("EdDSA", "Ed25519"))
"""Those of electronic seals."""

_NAMES = {"Ed25519": "EdDSA"}
"""The name that verifiers know, of an algorithm that has a newer one too."""
_SIGNATURE_BYTES = {"EdDSA": 64, "ES256": 64, "ES384": 96, "ES512": 132}


def algorithm_problem(
    name: Any, key: PublicKey | None = None, allowed: Collection[str] = CREDENTIAL_ALGORITHMS
) -> Problem | None:
    """Why the algorithm that a header names may not be used, if it may not.

    Args:
        name: The value of `alg`.
        key: The key that it would be used with, once that is known.
        allowed: Names of the algorithms that are accepted here.
    """
    known = isinstance(name, str) and name in allowed and name in ALGORITHMS
    if known and (key is None or ALGORITHMS[name].key_type == key.type.name):
        return None
    fitting = [row for row in allowed if key is None or ALGORITHMS[row].key_type == key.type.name]
    return Problem(
        "JOSE_ALG_NOT_ALLOWED",
        "The header names an algorithm that is not accepted"
        + ("." if not known else " with this key."),
        pointer="/alg",
        found=shorten(name),
        expected=" or ".join(fitting) or "another key",
        spec=_SPEC,
    )


def fits(
    name: Any,
    key: PublicKey,
    signature: bytes,
    data: bytes,
    allowed: Collection[str] = CREDENTIAL_ALGORITHMS,
) -> bool:
    """Whether a signature was made over `data` by the secret of the key, with this algorithm.

    Raises:
        ProofError: If the algorithm is not one of the key (`JOSE_ALG_NOT_ALLOWED`).
    """
    problem = algorithm_problem(name, key, allowed)
    if problem is not None:
        raise ProofError.from_problems([problem])
    return ALGORITHMS[name].verify(key.loaded, signature, data)


def header_name(algorithm: str) -> str:
    """What a header calls the algorithm of a signer.

    Raises:
        ProofGenerationError: If nobody could verify its signatures.
    """
    name = _NAMES.get(algorithm, algorithm)
    if name not in ALGORITHMS:
        raise ProofGenerationError(
            "KEY_TYPE_MISMATCH",
            "JSON Web Signatures are not made with this kind of key.",
            found=algorithm,
            expected=" or ".join(CREDENTIAL_ALGORITHMS),
            spec=_SPEC,
        )
    return name


def checked(signature: bytes, algorithm: str) -> bytes:
    """A signature that a signer returned, if it has the length of one.

    Raises:
        ProofGenerationError: If it has another, as one in DER has.
    """
    expected = _SIGNATURE_BYTES.get(header_name(algorithm), len(signature))
    if len(signature) != expected:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "The signer returned something else than a raw signature.",
            found=f"{len(signature)} bytes",
            expected=f"{expected} bytes: r and s of fixed length, not DER",
        )
    return signature
