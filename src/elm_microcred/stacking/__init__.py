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
    from elm_microcred.stacking.composition import compose
    from elm_microcred.stacking.parts import Part
    from elm_microcred.stacking.reading import part_of, unstack
    from elm_microcred.stacking.recipe import Recipe
    from elm_microcred.stacking.replaying import replay
    from elm_microcred.stacking.report import StackReport

_HOMES = {
    "assessment": ("Effort", "plan", "stack"),
    "checker": ("check_report",),
    "composition": ("compose",),
    "parts": ("Part",),
    "reading": ("part_of", "unstack"),
    "recipe": ("Recipe",),
    "replaying": ("replay",),
    "report": ("StackReport",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Effort",
    "Part",
    "Recipe",
    "StackReport",
    "check_report",
    "compose",
    "part_of",
    "plan",
    "replay",
    "stack",
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
