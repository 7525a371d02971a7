"""Stacking: many credentials, one larger one, exactly and explained.

```python
from elm_microcred import stack
from elm_microcred.stacking import Recipe

report = stack([result, other, third], Recipe.load("recipe.yaml"))
```

Each name loads its module when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elm_microcred.stacking.assessment import Effort, plan, stack
    from elm_microcred.stacking.checker import check_report
    from elm_microcred.stacking.comparing import compare
    from elm_microcred.stacking.composition import compose
    from elm_microcred.stacking.diagrams import to_mermaid, to_svg
    from elm_microcred.stacking.offers import catalogue, offering
    from elm_microcred.stacking.parts import Part
    from elm_microcred.stacking.reading import part_of, unstack
    from elm_microcred.stacking.recipe import Recipe
    from elm_microcred.stacking.renewing import renewals
    from elm_microcred.stacking.replaying import replay
    from elm_microcred.stacking.report import StackReport
    from elm_microcred.stacking.saying import sentences
    from elm_microcred.stacking.signed_recipe import recipe_document, recipe_of

_HOMES = {
    "assessment": ("Effort", "plan", "stack"),
    "checker": ("check_report",),
    "comparing": ("compare",),
    "composition": ("compose",),
    "diagrams": ("to_mermaid", "to_svg"),
    "offers": ("catalogue", "offering"),
    "parts": ("Part",),
    "reading": ("part_of", "unstack"),
    "recipe": ("Recipe",),
    "renewing": ("renewals",),
    "replaying": ("replay",),
    "report": ("StackReport",),
    "saying": ("sentences",),
    "signed_recipe": ("recipe_document", "recipe_of"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Effort",
    "Part",
    "Recipe",
    "StackReport",
    "catalogue",
    "check_report",
    "compare",
    "compose",
    "offering",
    "part_of",
    "plan",
    "recipe_document",
    "recipe_of",
    "renewals",
    "replay",
    "sentences",
    "stack",
    "to_mermaid",
    "to_svg",
    "unstack",
]


def __getattr__(name: str) -> Any:
    """The public name, loaded from its module (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
