"""Alignments of Open Badges: a fixed profile of their types, by which they are told apart.

| `targetType` | says | `targetCode` | `targetUrl` |
|---|---|---|---|
| `ext:LearningOutcome` | a learning outcome | | its IRI |
| `ext:ESCO`, `ext:Skill` | a skill: of ESCO, of another framework | its code | its IRI |
| `ext:CreditPoints` | credit points, exact | the points | the system |
| `ext:EQF`, `ext:QF-EHEA`, `ext:NQF` | a level | the level | its IRI |
| `ext:ISCED`, `ext:FieldOfStudy` | a field of education | its code | its IRI |
| `ext:QualityAssurance` | quality assurance | our word for its type | the report |

`targetFramework` names the framework, or the credit system. Open Badges asks for a `targetUrl`:
what has none gets the achievement's id with a fragment that begins with `unnamed-`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from elm_microcred import vocabularies
from elm_microcred.mapping.open_badges.kinds import Path
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.parts import Slot
from elm_microcred.mapping.open_badges.scope import Badge, Object, Record, is_unnamed

OUTCOME: Final = "ext:LearningOutcome"
CREDITS: Final = "ext:CreditPoints"
QUALITY: Final = "ext:QualityAssurance"
SKILLS: Final = ("ext:ESCO", "ext:Skill")
FIELDS: Final = ("ext:ISCED", "ext:FieldOfStudy")
LEVELS: Final = {"ext:EQF": "EQF", "ext:QF-EHEA": "QF-EHEA", "ext:NQF": ""}
"""Types of levels, and the framework that each stands for."""

_EQF: Final = ("eqf", "european qualifications framework")
_SPELLINGS: Final = {
    "ext:isced-f": "ext:ISCED",
    "ext:iscedf": "ext:ISCED",
    "ext:qfehea": "ext:QF-EHEA",
}
_BY_ADDRESS: Final = (("eqf", "ext:EQF"), ("isced-f", "ext:ISCED"), ("esco-skill", "ext:ESCO"))


def alignments(node: Node, *types: str) -> list[Node]:
    """The alignments of an achievement that are of these types, `""` being none."""
    folded = {type.casefold() for type in types}
    return [item for item in node.nodes("alignment") if type_of(item).casefold() in folded]


def type_of(node: Node) -> str:
    """The type of an alignment; where it has none, after its address or framework."""
    said = node.peek("targetType")
    if said is not None:
        return _SPELLINGS.get(said.casefold(), said)
    url, framework = node.peek("targetUrl") or "", node.peek("targetFramework") or ""
    by_url = (type for name, type in _BY_ADDRESS if url.startswith(vocabularies.scheme(name).base))
    return next(by_url, "ext:EQF" if framework.casefold() in _EQF else "")


def slot(*types: str) -> Slot:
    """The alignments of these types as a place for objects."""

    def put(items: Sequence[Object], node: Object) -> None:
        if items:
            node.setdefault("alignment", []).extend(items)

    return Slot(put, lambda node: alignments(node, *types))


def new(type: str) -> Callable[[Record, Badge, Path], Object]:
    """How an alignment of a type begins."""

    def begin(_record: Record, badge: Badge, path: Path) -> Object:
        return {"type": ["Alignment"], "targetType": type, "targetUrl": badge.unnamed(path)}

    return begin


def alignment(**members: Any) -> Object:
    """An alignment with the members that are given."""
    return {"type": ["Alignment"]} | {n: v for n, v in members.items() if v is not None}


def get_url(node: Node) -> str | None:
    """The address of an alignment, unless it only stands in for one; its type is read too."""
    node.string("targetType")
    found = node.string("targetUrl")
    return None if is_unnamed(found) else found


def put_url(value: Any, node: Object, _badge: Badge) -> None:
    """Write the address of an alignment."""
    if value is not None:
        node["targetUrl"] = value
