"""Whether a credential says what it should, in the form it should; not: whether it is true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elm_microcred.validation.checks import validate

__all__ = ["validate"]


def __getattr__(name: str) -> Any:
    """`validate`, loaded when it is first used (PEP 562)."""
    if name != "validate":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from elm_microcred.validation.checks import validate

    globals()[name] = validate
    return validate
