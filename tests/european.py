"""European Digital Credentials for tests: published ones, and micro-credentials that conform."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis.strategies import SearchStrategy

from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem
from strategies import micro_credentials

MICRO_SIGNED = "edc-2023/Sample-MC-Annex1-signed.jsonld"
MICRO_DRAFT = "edc-2023/Sample-MC-Annex1-unsigned.jsonld"
MICRO_UPLOAD = "edc-2023/Sample-MC-Annex1-unsigned-uploadable.json"
MICRO_2024 = "edc-2024-2025/AA-Annex1-MC-signed.jsonld"
MICRO_2024_UPLOAD = "edc-2024-2025/AA-Annex1-MC-unsigned.json"
PARTICIPATION = "edc-2024-2025/Sample-CertOfPart-signed.jsonld"
PARTICIPATION_UPLOAD = "edc-2024-2025/Sample-CertOfPart-unsigned.json"
JOINT_DEGREE = "edc-2024-2025/Sample-JointDegree-signed.jsonld"
OLD_PARTICIPATION = "edc-2023/Sample-CertOfPart-signed.jsonld"
EBSI = "ebsi-vcdm2/Microcredential-Data-and-software-business.json"
MODEL = "model/credential-sample-3.2.jsonld"

READABLE = (
    MICRO_SIGNED,
    MICRO_DRAFT,
    MICRO_UPLOAD,
    MICRO_2024,
    MICRO_2024_UPLOAD,
    PARTICIPATION,
    PARTICIPATION_UPLOAD,
    JOINT_DEGREE,
    OLD_PARTICIPATION,
    EBSI,
    MODEL,
)
"""Published samples that can be read as micro-credentials."""


def published(reference: Path, name: str) -> dict[str, Any]:
    """A published sample as it is; of a sealed one, its payload."""
    content: dict[str, Any] = json.loads((reference / "elm" / "samples" / name).read_bytes())
    if "payload" in content:
        content = json.loads(content["payload"])
    return content


def named_in(pointer: str, losses: Iterable[Problem]) -> bool:
    """Whether a loss is about the place, or about something above or below it."""
    return any(
        pointer == loss.pointer
        or pointer.startswith(loss.pointer + "/")
        or loss.pointer.startswith(pointer + "/")
        for loss in losses
    )


def conforming() -> SearchStrategy[MicroCredential]:
    """Micro-credentials that have what the profile of European Digital Credentials requires."""
    return micro_credentials().map(_completed)


def _completed(micro: MicroCredential) -> MicroCredential:
    data = _required(micro.to_dict(), "", {})
    achievement, award = data["achievement"], data["award"]
    if "code" not in achievement.get("learning_setting", {"code": "formal"}):
        achievement["learning_setting"] = "formal"
    issuer = achievement.setdefault("issuer", _organisation("Issuer"))
    seal = {"notation": "VATLV-40003032949", "kind": "eidas", "country": "LV"}
    issuer["identifiers"] = [*issuer.get("identifiers", []), seal]
    achievement.setdefault("awarding_bodies", [issuer])
    award.setdefault("issued_at", "2026-01-01T00:00:00Z")
    award.setdefault("valid_from", award["issued_at"])
    return MicroCredential.parse(data)


def _organisation(name: str) -> dict[str, Any]:
    return {"legal_name": {"en": name}, "location": {"country": "LV"}}


def _required(value: Any, member: str, labels: dict[str, Any]) -> Any:
    """The data with the places, agencies and listed concepts that the profile requires."""
    if isinstance(value, list):
        return [_required(item, member, labels) for item in value]
    if not isinstance(value, dict):
        return value
    data = {name: _required(item, name, labels) for name, item in value.items()}
    if "legal_name" in data:
        data.setdefault("location", {"country": "LV"})
        numbers = data.get("identifiers", [])
        data["identifiers"] = [number for number in numbers if number.get("kind") != "eidas"]
    if member in ("location", "place") or {"locality", "full_address"} & data.keys():
        data.setdefault("country", "LV")
    if member == "quality_assurance":
        if "code" not in data.get("type", {}):
            data["type"] = "programme-licence"
        data.setdefault("agency", _organisation("Agency"))
    for name, word in (("kind", "skill"), ("reuse_level", "transversal")):
        if member == "outcomes" and "code" not in data.get(name, {"code": word}):
            data[name] = word
    if member in ("part_of", "has_part", "entitles_to") and "id" in data:
        # What is referred to is nothing else that is described.
        data["id"] = f"https://example.org/{member}/{len(data['id'])}/{data['id'][-4:]}"
    if "iri" in data:
        # One concept has one label and one notation, wherever it stands.
        data = {"iri": data["iri"], **labels.setdefault(data["iri"], data)}
    return data
