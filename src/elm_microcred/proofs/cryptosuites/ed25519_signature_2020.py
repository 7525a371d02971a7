"""The proof type Ed25519Signature2020, which eddsa-rdfc-2022 has replaced.

It is a type of its own, without the member `cryptosuite`, and its terms have a context of
their own. What is hashed and signed is the same.

Spec: https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020
"""

from __future__ import annotations

from dataclasses import replace

from elm_microcred.contexts import ED25519_2020_V1
from elm_microcred.proofs.cryptosuites import rdfc
from elm_microcred.proofs.cryptosuites.suite import Cryptosuite, whole_document

SUITE: Cryptosuite = replace(
    whole_document(
        "Ed25519Signature2020",
        frozenset({"Ed25519"}),
        rdfc.transform,
        rdfc.configure,
        signs_rdf=True,
    ),
    proof_type="Ed25519Signature2020",
    context=ED25519_2020_V1,
    successor="eddsa-rdfc-2022",
)
