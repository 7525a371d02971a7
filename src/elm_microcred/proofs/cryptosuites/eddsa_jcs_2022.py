"""The cryptosuite eddsa-jcs-2022: Ed25519 over canonical JSON.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022
"""

from __future__ import annotations

from elm_microcred.proofs.cryptosuites import jcs
from elm_microcred.proofs.cryptosuites.suite import Cryptosuite, whole_document

SUITE: Cryptosuite = whole_document(
    "eddsa-jcs-2022",
    frozenset({"Ed25519"}),
    jcs.transform,
    jcs.configure,
    signs_rdf=False,
)
