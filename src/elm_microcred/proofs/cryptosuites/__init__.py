"""Every cryptosuite that is implemented: another one is one file here and one row below.

Spec: https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites
"""

from __future__ import annotations

from elm_microcred.proofs.cryptosuites import (
    bbs_2023,
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    ecdsa_sd_2023,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
)
from elm_microcred.proofs.cryptosuites.suite import Cryptosuite, Derive, Disclosure, RandomBytes

__all__ = ["SUITES", "Cryptosuite", "Derive", "Disclosure", "RandomBytes"]

SUITES: dict[str, Cryptosuite] = {
    suite.name: suite
    for suite in (
        eddsa_rdfc_2022.SUITE,
        eddsa_jcs_2022.SUITE,
        ecdsa_rdfc_2019.SUITE,
        ecdsa_jcs_2019.SUITE,
        ecdsa_sd_2023.SUITE,
        bbs_2023.SUITE,
    )
}
"""The cryptosuites by the name that stands in proofs."""
