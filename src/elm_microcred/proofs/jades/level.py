"""The level of a baseline seal, by what is there: whether it holds is another question.

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (6.3)
"""

from __future__ import annotations

from elm_microcred.proofs.jades.components import Components
from elm_microcred.proofs.jades.material import Material

LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
"""The levels, each of which has all that the one before has."""


def level_of(components: Components, material: Material) -> str:
    """The highest level of which all parts are there, at least B-B."""
    if not components["sigTst"]:
        return "B-B"
    if not (material.certificates and _has_revocation(components, material)):
        return "B-T"
    return "B-LTA" if components["arcTst"] else "B-LT"


def _has_revocation(components: Components, material: Material) -> bool:
    is_there = any(components[name] for name in ("rVals", "anyValData", "tstVD"))
    return is_there and bool(material.ocsp or material.lists)
