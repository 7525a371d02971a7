"""The cryptosuite ecdsa-jcs-2019: ECDSA with P-256 or P-384 over canonical JSON.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-jcs-2019
"""

from __future__ import annotations

from elm_microcred.proofs.cryptosuites import jcs
from elm_microcred.proofs.cryptosuites.suite import Cryptosuite, whole_document

SUITE: Cryptosuite = whole_document(
    "ecdsa-jcs-2019",
    frozenset({"ES256", "ES384"}),
    jcs.transform,
    jcs.configure,
    signs_rdf=False,
)
