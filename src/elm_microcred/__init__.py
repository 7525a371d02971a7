"""Micro-credentials: issued, signed, verified, converted, exported and stacked.

Everything that most callers need stands here. A name loads its module when it is first
used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elm_microcred.carriers import Baked, bake, unbake
    from elm_microcred.codes import Severity
    from elm_microcred.errors import (
        ConflictError,
        ElmMicrocredError,
        FetchError,
        ForbiddenUrlError,
        JsonLdError,
        KeyMaterialError,
        LimitError,
        MappingError,
        MissingExtraError,
        ModelError,
        NotBundledError,
        ParseError,
        ProofError,
        ProofGenerationError,
        RenderingError,
        ResolutionError,
        SignerError,
        StackingError,
        StoreError,
        UnsupportedCryptosuiteError,
        UsageError,
        VerificationFailed,
    )
    from elm_microcred.exchange.rdf import to_rdf
    from elm_microcred.issuing import Secured, sign
    from elm_microcred.limits import Limits
    from elm_microcred.loading import Loaded, load
    from elm_microcred.mapping import (
        convert,
        from_elm,
        from_open_badge,
        to_elm,
        to_open_badge,
    )
    from elm_microcred.model import Achievement, Award, MicroCredential
    from elm_microcred.older_badges import ImportedBadge, import_badge
    from elm_microcred.presenting import derive, present
    from elm_microcred.problem import Problem
    from elm_microcred.proofs.jades.sealing import SealOptions
    from elm_microcred.proofs.policy import Policy
    from elm_microcred.proofs.signer import LocalSigner, Signer
    from elm_microcred.recognition.assessing import recognise
    from elm_microcred.rendering import Rendering, render
    from elm_microcred.report import Check, Outcome, Report
    from elm_microcred.retrieval import Resolver, Resource, offline
    from elm_microcred.stacking.assessment import plan, stack
    from elm_microcred.stacking.recipe import Recipe
    from elm_microcred.stacking.report import StackReport
    from elm_microcred.validation import validate
    from elm_microcred.verification import Verification, verify

__all__ = [
    "Achievement",
    "Award",
    "Baked",
    "Check",
    "ConflictError",
    "ElmMicrocredError",
    "FetchError",
    "ForbiddenUrlError",
    "ImportedBadge",
    "JsonLdError",
    "KeyMaterialError",
    "LimitError",
    "Limits",
    "Loaded",
    "LocalSigner",
    "MappingError",
    "MicroCredential",
    "MissingExtraError",
    "ModelError",
    "NotBundledError",
    "Outcome",
    "ParseError",
    "Policy",
    "Problem",
    "ProofError",
    "ProofGenerationError",
    "Recipe",
    "Rendering",
    "RenderingError",
    "Report",
    "ResolutionError",
    "Resolver",
    "Resource",
    "SealOptions",
    "Secured",
    "Severity",
    "Signer",
    "SignerError",
    "StackReport",
    "StackingError",
    "StoreError",
    "UnsupportedCryptosuiteError",
    "UsageError",
    "Verification",
    "VerificationFailed",
    "bake",
    "convert",
    "derive",
    "from_elm",
    "from_open_badge",
    "import_badge",
    "load",
    "offline",
    "plan",
    "present",
    "recognise",
    "render",
    "sign",
    "stack",
    "to_elm",
    "to_open_badge",
    "to_rdf",
    "unbake",
    "validate",
    "verify",
]

_HOMES = {
    "carriers": ("Baked", "bake", "unbake"),
    "codes": ("Severity",),
    "exchange.rdf": ("to_rdf",),
    "issuing": ("Secured", "sign"),
    "limits": ("Limits",),
    "loading": ("Loaded", "load"),
    "mapping": ("convert", "from_elm", "from_open_badge", "to_elm", "to_open_badge"),
    "model": ("Achievement", "Award", "MicroCredential"),
    "older_badges": ("ImportedBadge", "import_badge"),
    "presenting": ("derive", "present"),
    "problem": ("Problem",),
    "proofs.jades.sealing": ("SealOptions",),
    "proofs.policy": ("Policy",),
    "proofs.signer": ("LocalSigner", "Signer"),
    "recognition.assessing": ("recognise",),
    "rendering": ("Rendering", "render"),
    "report": ("Check", "Outcome", "Report"),
    "retrieval": ("Resolver", "Resource", "offline"),
    "stacking.assessment": ("plan", "stack"),
    "stacking.recipe": ("Recipe",),
    "stacking.report": ("StackReport",),
    "validation": ("validate",),
    "verification": ("Verification", "verify"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """The public name, loaded from its module (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        return version("elm-microcred")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
