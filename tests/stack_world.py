"""Issuers, signed parts and a recipe for tests of larger credentials."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    sign,
    to_elm,
    to_open_badge,
    verify,
)
from elm_microcred.stacking import Part, Recipe, part_of
from elm_microcred.verification import Verification

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LEARNER = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def achievement(name: str, points: int, **members: Any) -> Achievement:
    return Achievement.parse(
        {
            "id": f"https://spec.example/{name}",
            "title": {"en": f"Unit {name}", "lv": f"Modulis {name}"},
            "credits": [{"system": "ECTS", "points": points}],
            "levels": [{"framework": "EQF", "level": "6"}],
            "outcomes": [{"title": f"Can do {name}", "id": f"https://spec.example/{name}/outcome"}],
            "issuer": {
                "id": "https://u.example",
                "legal_name": "University",
                "location": {"country": "LV"},
                "identifiers": [{"notation": "VATLV-1", "kind": "eidas", "country": "LV"}],
            },
            "learning_setting": "formal",
        }
        | members
    )


def micro(name: str, points: int = 6, **members: Any) -> MicroCredential:
    award = {"learner": {"id": LEARNER}, "awarded_at": "2026-03-01", "id": f"urn:cred:{name}"}
    return MicroCredential(achievement(name, points, **members), Award.parse(award))


TARGET: dict[str, Any] = {
    "id": "https://spec.example/whole",
    "title": {"en": "Certificate", "lv": "Apliecība"},
    "credits": [{"system": "ECTS", "points": 12}],
    "levels": [{"framework": "EQF", "level": "6"}],
    "issuer": {
        "legal_name": "Whole University",
        "location": {"country": "LV"},
        "identifiers": [{"notation": "VATLV-2", "kind": "eidas", "country": "LV"}],
    },
    "learning_setting": "formal",
}


def recipe(**members: Any) -> Recipe:
    return Recipe.parse(
        {
            "id": "urn:recipe:whole",
            "title": "Whole",
            "version": "3",
            "target": TARGET,
            "groups": [{"id": "all", "minCredits": 12}],
        }
        | members
    )


@dataclass
class Signed:
    """One part as its learner has it."""

    content: bytes
    verification: Verification

    @property
    def part(self) -> Part:
        return part_of(self.verification, content=self.content, verified_at=NOW)


@dataclass
class Issuer:
    """Somebody with a key."""

    signer: LocalSigner = field(default_factory=LocalSigner.generate)

    def badge(self, name: str, points: int = 6, **more: Any) -> Signed:
        document = to_open_badge(micro(name, points), issuer_id=self.signer.controller)
        return self.signed({**document, **more})

    def elm(self, name: str, points: int = 6) -> Signed:
        return self.signed(to_elm(micro(name, points), issuer_id=self.signer.controller))

    def signed(self, document: Any, securing: str = "eddsa-rdfc-2022", **more: Any) -> Signed:
        content = sign(document, self.signer, securing=securing, now=NOW, **more).content
        return Signed(content, verify(content, now=NOW))


def changed(content: bytes, change: Any) -> bytes:
    """A JSON document with something changed."""
    document = json.loads(content)
    change(document)
    return json.dumps(document).encode()
