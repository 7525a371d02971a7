"""The larger credential in the European Learning Model: a qualification with its parts."""

from __future__ import annotations

import base64
import copy
import hashlib
from typing import Any

from elm_microcred import vocabularies
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.mapping.elm.to_elm import to_elm
from elm_microcred.stacking.composition.whole import PROVENANCE_NAME, Whole
from elm_microcred.stacking.parts import Part, written

Json = dict[str, Any]

_CONVERSION = "c_c4f849d7"
"""The type of evidence that a credential was made from."""
_KINDS = {
    "application/json": "JSON",
    "application/vc": "JSON_LD",
    "application/ld+json": "JSON_LD",
    "image/png": "PNG",
    "image/svg+xml": "SVG",
}


def elm_document(whole: Whole) -> Json:
    """The European Digital Credential, not sealed yet.

    The parts stand in `hasPart` of the achievement, each with its own awarding body and date, and
    in `hasPart` of its specification; their bytes, or digests, stand as evidence.
    """
    document: Json = dict(to_elm(whole.micro, id=whole.id, issuer_id=whole.issuer_id))
    claim = document["credentialSubject"]["hasClaim"]
    claims, specifications = [], []
    known: dict[str, Json] = {}
    _one_node_each(document, known)
    for part in whole.parts:
        inner = _one_node_each(_claim(part), known)
        claims.append(inner)
        specification = inner.get("specifiedBy")
        if isinstance(specification, dict):
            specifications.append(copy.deepcopy(specification))
    if claims:
        claim["hasPart"] = _compact(claims)
    if specifications:
        claim["specifiedBy"] = {**claim["specifiedBy"], "hasPart": _compact(specifications)}
    evidence = list(_evidence(whole))
    before = {name: document[name] for name in document if name != "@context"}
    return {**before, "evidence": evidence, "@context": document["@context"]}


def _compact(nodes: list[Json]) -> Any:
    return nodes if len(nodes) > 1 else nodes[0]


def _claim(part: Part) -> Json:
    """The achievement of a part, as its own credential would say it."""
    try:
        claim = _written(part)
    except ElmMicrocredError:
        claim = None
    title = dict(part.title.items())
    plain: Json = {"id": part.id, "type": "LearningAchievement", "title": title}
    return {**claim, "id": part.id} if claim else plain


def _written(part: Part) -> Json | None:
    if part.micro is None:
        return None
    claim: Json = to_elm(part.micro)["credentialSubject"]["hasClaim"]
    return {name: member for name, member in claim.items() if name != "hasPart"}


def _one_node_each(value: Any, known: dict[str, Json]) -> Any:
    """The value in which a name means one thing, wherever it stands.

    Names that were local to the credential of a part are made from what they name: what is equal
    keeps one name, and what is not has two. An organisation that several parts describe is said
    as the first of them says it.
    """
    if isinstance(value, list):
        return [_one_node_each(member, known) for member in value]
    if not isinstance(value, dict):
        return value
    node = {name: _one_node_each(member, known) for name, member in value.items()}
    name = node.get("id")
    if not isinstance(name, str):
        return node
    if name.startswith("urn:epass:"):
        rest = {member: node[member] for member in node if member != "id"}
        kind = name.split(":")[2]
        digest = hashlib.sha256(canonicalize_json(rest)).hexdigest()[:20]
        return {**node, "id": f"urn:epass:{kind}:{digest}"} if rest else node
    return known.setdefault(name, node) if node.get("type") == "Organisation" else node


def _evidence(whole: Whole) -> Any:
    kept: dict[str, Any] = {}
    if whole.copies:
        for number, (part, content, media_type) in enumerate(whole.originals(), start=1):
            kept[part.id] = True
            yield _node(f"part{number}", f"{part.title}: {part.id}", content, media_type)
    for number, part in enumerate(whole.parts, start=1):
        if part.id not in kept:
            yield _stated(f"part{number}", part)
    content = whole.provenance_bytes()
    yield _node("stack", PROVENANCE_NAME, content, "application/json")


def _node(name: str, title: str, content: bytes, media_type: str) -> Json:
    """Evidence with bytes in it."""
    kind = _KINDS.get(media_type, "BIN")
    try:
        concept = vocabularies.concept("file-type", kind)
    except ElmMicrocredError:
        concept = vocabularies.concept("file-type", "JSON")
    return {
        "id": f"urn:epass:evidence:{name}",
        "type": "Evidence",
        "dcType": vocabularies.elm_concept(vocabularies.concept("evidence-type", _CONVERSION)),
        "title": {"en": title},
        "embeddedEvidence": {
            "id": f"urn:epass:mediaObject:{name}",
            "type": "MediaObject",
            "title": {"en": title},
            "content": base64.b64encode(content).decode(),
            "contentEncoding": vocabularies.elm_concept(vocabularies.concept("encoding", "base64")),
            "contentType": vocabularies.elm_concept(concept),
        },
    }


def _stated(name: str, part: Part) -> Json:
    """Evidence that is named by its digest."""
    points = ", ".join(f"{written(points)} {system}" for system, points in part.credits)
    said = f"{part.digest} of {part.id}" + (f" ({points})" if points else "")
    return {
        "id": f"urn:epass:evidence:{name}",
        "type": "Evidence",
        "dcType": vocabularies.elm_concept(vocabularies.concept("evidence-type", _CONVERSION)),
        "title": {"en": f"{part.title}: {part.id}"},
        "evidenceStatement": said,
    }
