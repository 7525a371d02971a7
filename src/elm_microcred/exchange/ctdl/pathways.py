"""Recipes of stacking as pathways in CTDL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from elm_microcred.errors import MappingError
from elm_microcred.exchange.ctdl.terms import CONTEXT, SPEC, ctid
from elm_microcred.mapping.document import Document
from elm_microcred.problem import Problem, json_pointer, shorten


def pathway_to_ctdl(recipe: Mapping[str, Any]) -> Document:
    """A recipe of stacking as a pathway in CTDL, with the rules that CTDL cannot say.

    The larger credential is the destination; each group is a component with a condition of how many
    parts or credits it takes, and the achievements that its rule names are its parts.

    Args:
        recipe: A recipe, as `Recipe.to_dict()` gives it.

    Raises:
        MappingError: If it is no recipe.

    Spec: https://credreg.net/ctdl/terms/Pathway
    """
    groups = recipe.get("groups")
    if not isinstance(groups, Sequence) or not groups or not isinstance(recipe.get("id"), str):
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "This is no recipe.",
            found=shorten(sorted(recipe)),
            expected="a recipe with `id` and `groups`",
        )
    base = str(recipe["id"])
    unit = str(recipe.get("unit", "ECTS"))
    names = {spec["id"]: spec for spec in recipe.get("specs", [])}
    components = [_group(base, group, names, unit) for group in groups]
    parts = [part for group in groups for part in _parts(base, group, names)]
    destination = _destination(base, recipe)
    destination["ceterms:hasChild"] = [{"@id": one["@id"]} for one in components]
    document: dict[str, Any] = {
        "@context": dict(CONTEXT),
        "@id": base,
        "@type": "ceterms:Pathway",
        "ceterms:ctid": ctid(base),
        "ceterms:name": _texts(recipe.get("title")),
        "ceterms:description": _texts(recipe.get("description")),
        "ceterms:versionCode": recipe.get("version"),
        "ceterms:hasDestinationComponent": [{"@id": destination["@id"]}],
        "ceterms:hasPart": [destination, *components, *_once(parts)],
    }
    kept = {term: value for term, value in document.items() if value not in (None, "", [], {})}
    return Document(kept, tuple(_unsaid_rules(recipe)))


def _once(nodes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({node["@id"]: node for node in nodes}.values())


def _texts(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


def _destination(base: str, recipe: Mapping[str, Any]) -> dict[str, Any]:
    target = recipe.get("target")
    described = target if isinstance(target, Mapping) else {}
    proxy = target if isinstance(target, str) else described.get("id")
    name = described.get("title") or recipe.get("title")
    return _component(f"{base}#destination", "ceterms:CredentialComponent", name, proxy)


def _component(iri: str, kind: str, name: Any, proxy: Any = None) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": iri, "@type": kind, "ceterms:ctid": ctid(iri)}
    if name is not None:
        node["ceterms:name"] = _texts(name)
    if isinstance(proxy, str):
        node["ceterms:proxyFor"] = {"@id": proxy}
    return node


def _group(
    base: str, group: Mapping[str, Any], names: Mapping[str, Any], unit: str
) -> dict[str, Any]:
    iri = f"{base}#group-{group['id']}"
    node = _component(iri, "ceterms:BasicComponent", group.get("title") or str(group["id"]))
    targets = [{"@id": part["@id"]} for part in _parts(base, group, names)]
    condition: dict[str, Any] = {"@type": "ceterms:ComponentCondition"}
    required = len(targets) if group.get("all") else group.get("minCount")
    if required:
        condition["ceterms:requiredNumber"] = int(required)
    if targets:
        condition["ceterms:targetComponent"] = targets
        node["ceterms:hasChild"] = targets
    least = group.get("minCredits")
    if least is not None:
        condition["ceterms:hasConstraint"] = [
            {
                "@type": "ceterms:Constraint",
                "ceterms:name": {"en": f"At least {least} {unit}"},
                "ceterms:leftSource": [{"@id": "ceterms:creditValue"}],
                "ceterms:comparator": {"@id": "compare:GreaterThanOrEqual"},
                "ceterms:rightSource": [str(least)],
            }
        ]
    if len(condition) > 1:
        node["ceterms:hasCondition"] = [condition]
    after = [{"@id": f"{base}#group-{name}"} for name in group.get("after", [])]
    if after:
        node["ceterms:prerequisite"] = after
    return node


def _parts(base: str, group: Mapping[str, Any], names: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The achievements that the rule of a group names."""
    match = group.get("match")
    match = match if isinstance(match, Mapping) else {}
    made = []
    for member in ("spec", "achievement"):
        given = match.get(member, [])
        for name in [given] if isinstance(given, str) else given:
            spec = names.get(name, {})
            proxy = name if ":" in str(name) else None
            iri = f"{base}#part-{name}" if ":" not in str(name) else f"{base}#part-{ctid(name)}"
            title = spec.get("title") or str(name)
            made.append(_component(iri, "ceterms:CredentialComponent", title, proxy))
    return made


_RULES: Final = ("each", "totals", "shares", "order", "exclusive", "substitute", "convert")
"""Rules of a recipe that pathways have no place for."""

_OF_GROUP: Final = ("maxCount", "maxCredits", "cap", "forbid")
_OF_MATCH: Final = ("spec", "achievement")


def _unsaid_rules(recipe: Mapping[str, Any]) -> Iterator[Problem]:
    for name in (*_RULES, "effective", "outcome"):
        if recipe.get(name):
            yield _rule((name,), recipe[name])
    for place, group in enumerate(recipe["groups"]):
        for name in _OF_GROUP:
            if group.get(name):
                yield _rule(("groups", place, name), group[name])
        for name, value in (group.get("match") or {}).items():
            if name not in _OF_MATCH:
                yield _rule(("groups", place, "match", name), value)


def _rule(at: tuple[str | int, ...], value: Any) -> Problem:
    return Problem(
        "MAPPING_LOSS",
        "A pathway of CTDL has no place for this rule.",
        pointer=json_pointer(at),
        found=shorten(value),
        spec=SPEC,
    )
