"""How objects that look alike are walked: found out once, and kept with the property.

Objects of one kind have the same keys, and the same types. What their keys mean is then the
same too: which is the id, which are the types, and what each of the others does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from elm_microcred.jsonld.compiled import Context, Term, Types

_LONGEST_NAMES: Final = 1024
_MOST_CONTEXTS: Final = 512
_MOST_PLANS: Final = 4096


class Family:
    """What belongs to one combination of contexts.

    Attributes:
        contexts: The contexts derived from it, by the identity of the active context.
        plans: How many plans its terms hold.
    """

    __slots__ = ("contexts", "plans")

    def __init__(self) -> None:
        self.contexts: dict[int, Context] = {}
        self.plans = 0

    @property
    def is_full(self) -> bool:
        """Whether so much was derived that it is better to begin anew."""
        return len(self.contexts) > _MOST_CONTEXTS or self.plans >= _MOST_PLANS


class Plan:
    """How an object is walked.

    Attributes:
        context: The context that its members are read with.
        id_key: The key of its id; empty where it has none.
        types: Its types, as N-Quads IRIs.
        members: The keys that say something, with what they mean.
        is_plain: Whether every key is a term, neither a keyword nor an IRI of any form.
    """

    # No dataclass: the fields of one need their classes when the module is loaded.
    __slots__ = ("context", "id_key", "is_plain", "members", "types")

    def __init__(
        self,
        context: Context,
        id_key: str,
        types: Sequence[str],
        members: list[tuple[str, Term]],
        *,
        is_plain: bool,
    ) -> None:
        self.context = context
        self.id_key = id_key
        self.types = types
        self.members = members
        self.is_plain = is_plain


class Shape:
    """Objects of the same keys.

    Attributes:
        type_key: The key of their types; empty where they have none.
        plans: How they are walked, by the value of that key; arrays as tuples.
    """

    __slots__ = ("plans", "type_key")

    def __init__(self, type_key: str) -> None:
        self.type_key = type_key
        self.plans: dict[str | tuple[str, ...], Plan] = {}

    def plan(self, element: dict[Any, Any]) -> Plan | None:
        """How one of them is walked; `None` where that was not found out yet."""
        if not self.type_key:
            return self.plans.get("")
        value = element[self.type_key]
        try:
            if type(value) is str:
                return self.plans.get(value)
            return self.plans.get(tuple(value)) if type(value) is list else None
        except TypeError:  # an item that is no string
            return None


Shapes = dict[tuple[str, ...], Shape]
"""The shapes that were met in one place, by their keys."""


def is_plainly_named(names: Sequence[str]) -> bool:
    """Whether every key is a term, or `@context`: neither another keyword nor an IRI."""
    return not any(":" in name or (name[:1] == "@" and name != "@context") for name in names)


def remember(
    shapes: Shapes, element: dict[Any, Any], context: Context, types: Types | None
) -> None:
    """Keep how an object is walked in which nothing was found wrong, within bounds.

    Args:
        shapes: Those of the property that leads to it, or of the context of a whole document.
        element: The object, without an `@context` that is still to be read.
        context: The context that its members were read with.
        types: What its types say.
    """
    names = tuple(element)
    ids = [name for name in context.id_keys if name in element]
    type_keys = [name for name in context.type_keys if name in element]
    objects = () if types is None else types.objects
    if (
        context.family.is_full
        or len(ids) > 1
        or len(type_keys) > 1
        or bool(type_keys) != (types is not None)
        or sum(map(len, names)) > _LONGEST_NAMES
        or any(name[0] == "_" for name in objects)
    ):
        return
    type_key = "".join(type_keys)
    value = element[type_key] if type_key else ""
    key = tuple(value) if isinstance(value, list) else value
    if sum(map(len, key)) > _LONGEST_NAMES:
        return
    keywords = {*context.id_keys, *context.type_keys, "@context"}
    members = [(name, context.term(name)) for name in names if name not in keywords]
    shape = shapes.setdefault(names, Shape(type_key))
    shape.plans[key] = Plan(
        context,
        "".join(ids),
        objects,
        members,
        is_plain=is_plainly_named(names) and ("id" in ids or "id" not in names),
    )
    context.family.plans += 1
