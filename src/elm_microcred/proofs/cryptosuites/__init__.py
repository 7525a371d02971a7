"""Every cryptosuite that is implemented: another one is one file here and one row below.

Spec: https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites
"""

from __future__ import annotations

from elm_microcred.proofs.cryptosuites import (
    bbs_2023,
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    ecdsa_sd_2023,
    ed25519_signature_2020,
    eddsa_2022,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
)
from elm_microcred.proofs.cryptosuites.suite import Cryptosuite, Derive, Disclosure, RandomBytes

__all__ = ["SIGNING", "SUITES", "Cryptosuite", "Derive", "Disclosure", "RandomBytes"]

SUITES: dict[str, Cryptosuite] = {
    suite.name: suite
    for suite in (
        eddsa_rdfc_2022.SUITE,
        eddsa_jcs_2022.SUITE,
        ecdsa_rdfc_2019.SUITE,
        ecdsa_jcs_2019.SUITE,
        ecdsa_sd_2023.SUITE,
        bbs_2023.SUITE,
        eddsa_2022.SUITE,
        ed25519_signature_2020.SUITE,
    )
}
"""The cryptosuites by the name that stands in proofs; that of a type of its own is the type."""

SIGNING: tuple[str, ...] = tuple(name for name, suite in SUITES.items() if suite.is_signed_with)
"""The names of those that proofs are still made with."""
