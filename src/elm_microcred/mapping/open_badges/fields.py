"""Fields of education as alignments, and the first one's name as the field of study."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.mapping.open_badges.alignments import FIELDS, alignment, alignments, get_url
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.scope import Badge, Object, Record


def put_fields(value: Any, node: Object, badge: Badge) -> None:
    """Write fields of education."""
    for index, concept in enumerate(value or []):
        known, place = _isced(concept), badge.unnamed(("achievement", "thematic_areas", index))
        name = _name(concept, known, badge.language)
        written = alignment(
            targetType=FIELDS[0] if known else FIELDS[1],
            targetName=name,
            targetUrl=concept.get("iri") or (known.iri if known else place),
            targetFramework="ISCED-F 2013" if known else concept.get("scheme"),
            targetCode=concept.get("code"),
        )
        node.setdefault("alignment", []).append(written)
        node.setdefault("fieldOfStudy", name)


def get_fields(node: Node) -> list[dict[str, Any]] | None:
    """Fields of education: the aligned ones, else those that are named."""
    found = [_field(item) for item in alignments(node, *FIELDS)]
    names = [text for term in ("fieldOfStudy", "specialization") if (text := node.text(term))]
    return found or [{"label": name} for name in names] or None


def _name(concept: Record, known: vocabularies.Concept | None, language: str) -> str:
    label: Mapping[str, str] = concept.get("label") or (known.label if known else {})
    fallback = concept.get("code") or concept.get("iri") or ""
    return label.get(language) or next(iter(label.values()), fallback)


def _isced(concept: Mapping[str, Any]) -> vocabularies.Concept | None:
    try:
        return vocabularies.concept("isced-f", concept.get("iri") or concept.get("code") or "")
    except ModelError:
        return None


def _field(node: Node) -> dict[str, Any]:
    iri, code, name = get_url(node), node.string("targetCode"), node.text("targetName") or {}
    framework = node.string("targetFramework")
    known = _isced({"iri": iri, "code": code})
    concept: dict[str, Any] = {"iri": iri, "code": code}
    if known is not None and (known.iri, known.code) == (iri, code):
        del concept["iri"]
    if framework and "://" in framework:
        concept["scheme"] = framework
    if not set(name.values()) <= {*(known.label.values() if known else ()), code, iri}:
        concept["label"] = name
    return {member: value for member, value in concept.items() if value}
