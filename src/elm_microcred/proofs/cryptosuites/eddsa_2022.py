"""The cryptosuite eddsa-2022: eddsa-rdfc-2022 under the name that drafts of it had.

Spec: https://www.w3.org/TR/2023/WD-vc-di-eddsa-20230417/#eddsa-2022
"""

from __future__ import annotations

from dataclasses import replace

from elm_microcred.proofs.cryptosuites import eddsa_rdfc_2022
from elm_microcred.proofs.cryptosuites.suite import Cryptosuite

SUITE: Cryptosuite = replace(
    eddsa_rdfc_2022.SUITE, name="eddsa-2022", successor="eddsa-rdfc-2022", is_signed_with=False
)
