"""Small documents, keys and a clock for the tests of signing and verifying."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2, EDC_AP, OPEN_BADGES_V3
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.retrieval import Resource, offline

Document = dict[str, Any]
Path_ = tuple[str | int, ...]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIGNER = LocalSigner.from_multikey("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")
OTHER = LocalSigner.from_multikey("z3u2W4YnTstS1nSSBAgZcYSJF43JuZ9uLV6bF38B1Bf8NugW")
ISSUER = SIGNER.controller
UNIVERSITY = "https://university.example/issuer"

BADGE: Document = {
    "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
    "id": "urn:uuid:6d6f2f7a-0c1c-4a37-9b4e-0a6f2b1f0a01",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Data Literacy for Nurses",
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Riga Applied University"},
    "validFrom": "2025-02-01T00:00:00Z",
    "validUntil": "2030-02-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:learner-a",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://university.example/achievements/a1",
            "type": ["Achievement"],
            "achievementType": "MicroCredential",
            "name": "Data Literacy for Nurses",
            "description": "A short course of 5 ECTS.",
            "inLanguage": "en",
            "creditsAvailable": 5.0,
            "criteria": {"narrative": "Pass the final assignment."},
            "tag": ["data", "nursing"],
        },
    },
}

ELM: Document = {
    "@context": [CREDENTIALS_V1, EDC_AP],
    "id": "urn:credential:3ef0ac26-9a1f-41c6-871b-2b82e670907b",
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "issuer": {
        "id": ISSUER,
        "type": "Organisation",
        "legalName": {"en": "Riga Applied University", "lv": "Rīgas Lietišķā universitāte"},
    },
    "issuanceDate": "2025-02-01T00:00:00Z",
    "issued": "2025-02-01T00:00:00Z",
    "validFrom": "2025-02-01T00:00:00Z",
    "credentialSchema": {
        "id": "http://data.europa.eu/snb/model/ap/edc-generic-full",
        "type": "ShaclValidator2017",
    },
    "credentialSubject": {
        "id": "urn:epass:person:1",
        "type": "Person",
        "fullName": {"en": "Anna Bērziņa"},
        "hasClaim": {
            "id": "urn:epass:learningAchievement:1",
            "type": "LearningAchievement",
            "title": {"en": "Data Literacy for Nurses", "lv": "Datu pratība māsām"},
            "awardedBy": {
                "id": "urn:epass:awardingProcess:1",
                "type": "AwardingProcess",
                "awardingBody": {
                    "id": ISSUER,
                    "type": "Organisation",
                    "legalName": {
                        "en": "Riga Applied University",
                        "lv": "Rīgas Lietišķā universitāte",
                    },
                },
            },
        },
    },
}


def badge(**changes: Any) -> Document:
    """The badge, with these members changed; `...` leaves one out."""
    return _changed(BADGE, changes)


def elm(**changes: Any) -> Document:
    """The European Digital Credential, with these members changed."""
    return _changed(ELM, changes)


def _changed(document: Document, changes: Mapping[str, Any]) -> Document:
    members = {**copy.deepcopy(document), **changes}
    return {name: value for name, value in members.items() if value is not ...}


def university_document(**changes: Any) -> Document:
    """The controlled identifier document of an issuer with an https identifier."""
    method = f"{UNIVERSITY}#key-1"
    document = {
        "id": UNIVERSITY,
        "verificationMethod": [
            {
                "id": method,
                "type": "Multikey",
                "controller": UNIVERSITY,
                "publicKeyMultibase": SIGNER.public_key.multikey,
            }
        ],
        "assertionMethod": [method],
        "authentication": [method],
    }
    return _changed(document, changes)


UNIVERSITY_SIGNER = LocalSigner(SIGNER.key, verification_method=f"{UNIVERSITY}#key-1")


def serving(documents: Mapping[str, Any]) -> Callable[[str], Resource]:
    """A resolver that has these documents, and what is bundled."""

    def resolve(url: str, /) -> Resource:
        if url in documents:
            return Resource(json.dumps(documents[url]).encode())
        return offline(url)

    return resolve


def nodes(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every node of a JSON tree with its path, the root first."""
    yield path, value
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for step, inner in items:
            yield from nodes(inner, (*path, step))


def with_node(document: Document, path: Path_, change: Callable[[Any, Any], None]) -> Document:
    """A copy of a document in which `change` was done to the parent of a node, at its step."""
    changed = copy.deepcopy(document)
    parent: Any = changed
    for step in path[:-1]:
        parent = parent[step]
    change(parent, path[-1])
    return changed
