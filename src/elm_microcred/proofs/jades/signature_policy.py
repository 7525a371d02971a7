"""The signature policy that a seal names: told, and its document compared where it is at hand.

What a policy demands is written for people. That its document is the one whose digest was sealed
can be told; that the seal does what the document says cannot.

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (5.2.7)
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from elm_microcred.errors import ParseError
from elm_microcred.problem import Problem
from elm_microcred.proofs.jades.header import DIGESTS, SPEC
from elm_microcred.proofs.multibase import decode_base64url

_POINTER: Final = "/protected/sigPId"


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """What is known of the signature policy of a seal.

    Attributes:
        values: `id`, and `document`: `compared`, `other`, or `not compared`; empty where the seal
            names no policy.
        problems: What is to be told of it.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def policy_facts(protected: Mapping[str, Any], documents: Mapping[str, bytes]) -> PolicyFacts:
    """What is known of the signature policy that a protected header names.

    Args:
        protected: The header, whose members may be of a wrong form: that is told elsewhere.
        documents: Documents of policies, by their identifier.
    """
    named = protected.get("sigPId")
    identifier = named.get("id") if isinstance(named, Mapping) else None
    identifier = identifier.get("id") if isinstance(identifier, Mapping) else None
    if not isinstance(named, Mapping) or not isinstance(identifier, str):
        return PolicyFacts()
    document = documents.get(identifier)
    why = "its document is not at hand" if document is None else _incomparable(named)
    if why or document is None:
        problem = Problem(
            "SEAL_POLICY_UNCHECKED",
            f"The seal names a signature policy that was not compared: {why}.",
            pointer=_POINTER,
            found=identifier,
            expected="its document, by this identifier",
            remedy="Pass its document in the policy (signature_policies).",
            spec=SPEC,
        )
        return PolicyFacts({"id": identifier, "document": "not compared"}, (problem,))
    found = hashlib.new(DIGESTS[named["digAlg"]], document).digest()
    if hmac.compare_digest(found, _digest(named)):
        return PolicyFacts({"id": identifier, "document": "compared"})
    problem = Problem(
        "SEAL_POLICY_MISMATCH",
        "The document of the signature policy is another one than the seal was made under.",
        pointer=f"{_POINTER}/digVal",
        found=identifier,
        expected="the document whose digest was sealed",
        remedy="Look whether the document at hand is of another version of the policy.",
        spec=SPEC,
    )
    return PolicyFacts({"id": identifier, "document": "other"}, (problem,))


def _incomparable(named: Mapping[str, Any]) -> str:
    """Why the digest of the document cannot be compared; empty where it can."""
    if named.get("digPSp"):
        return "its digest is made as the policy itself says"
    if "digVal" not in named:
        return "its digest was not sealed"
    algorithm = named.get("digAlg")
    if not isinstance(algorithm, str) or algorithm not in DIGESTS:
        return "its digest is of a kind that is not accepted"
    return ""


def _digest(named: Mapping[str, Any]) -> bytes:
    try:
        return decode_base64url(named["digVal"]) if isinstance(named["digVal"], str) else b""
    except ParseError:
        return b""
