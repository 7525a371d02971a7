"""The cryptosuite ecdsa-rdfc-2019: ECDSA with P-256 or P-384 over canonical N-Quads.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-rdfc-2019
"""

from __future__ import annotations

from elm_microcred.proofs.cryptosuites import rdfc
from elm_microcred.proofs.cryptosuites.suite import Cryptosuite, whole_document

SUITE: Cryptosuite = whole_document(
    "ecdsa-rdfc-2019",
    frozenset({"ES256", "ES384"}),
    rdfc.transform,
    rdfc.configure,
    signs_rdf=True,
)
