"""The cryptosuite eddsa-rdfc-2022: Ed25519 over canonical N-Quads.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
"""

from __future__ import annotations

from elm_microcred.proofs.cryptosuites import rdfc
from elm_microcred.proofs.cryptosuites.suite import Cryptosuite, whole_document

SUITE: Cryptosuite = whole_document(
    "eddsa-rdfc-2022",
    frozenset({"Ed25519"}),
    rdfc.transform,
    rdfc.configure,
    signs_rdf=True,
)
