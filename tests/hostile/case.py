"""One case of the corpus, and what the cases need besides: keys, contexts, signed controls."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from documents import OTHER, SIGNER
from elm_microcred.contexts import CREDENTIALS_V2
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.limits import BULK
from elm_microcred.proofs.data_integrity import add_proof
from elm_microcred.proofs.proof import default_purpose
from elm_microcred.proofs.signer import LocalSigner

Document = dict[str, Any]

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CREATED = datetime(2026, 1, 15, 9, tzinfo=UTC)

UNIVERSITY = SIGNER
"""The issuer of every control."""
LEARNER = OTHER
ATTACKER = LocalSigner.from_multikey("z3u2SYHUofV5nPRCAwqAMbjcLrFBmZGczarvnA2cmFoUzwbR")

COURSE = "https://contexts.example/course/v1"
COURSE_CONTEXT: Document = {
    "@context": {
        "@version": 1.1,
        "Course": "https://vocab.example/Course",
        "grade": "https://vocab.example/grade",
        "ects": "https://vocab.example/ects",
        "remark": "https://vocab.example/remark",
        "awardedBy": {"@id": "https://vocab.example/awardedBy", "@type": "@id"},
        "linked": {"@id": "https://vocab.example/linked"},
        "secret": None,
        "details": "@nest",
        "title": {"@id": "https://vocab.example/title", "@container": "@language"},
        "steps": {"@id": "https://vocab.example/steps", "@container": "@list"},
    }
}
"""Approved for the corpus: terms that are not protected, one that is mapped to null, a nest."""


@dataclass(frozen=True, slots=True)
class Case:
    """One input and what a verifier must say of it.

    Attributes:
        id: Its name.
        kind: Table that it belongs to: data-integrity, presentation, status, did.
        attack: What is tried, in a few words.
        content: The input.
        reason: The code it must be refused with; `None` for a control.
        outcome: `valid`, `invalid`, or `unchecked`.
        op: What is run.
        options: Options of the operation.
    """

    id: str
    kind: str
    attack: str
    content: bytes
    reason: str | None
    outcome: str = "invalid"
    op: str = "verify-credential"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """What stands for the network: gathered while cases are made.

    Attributes:
        resources: URL to bytes, `{"redirect": url}` or `{"error": status}`.
        did_web: did:web to its document.
    """

    resources: dict[str, Any] = field(default_factory=dict)
    did_web: dict[str, Any] = field(default_factory=dict)


def as_bytes(document: Any) -> bytes:
    """A document as it is sent."""
    return json.dumps(document, ensure_ascii=False).encode()


def credential(**changes: Any) -> Document:
    """The unsigned control, with these members changed; `...` leaves one out."""
    members: Document = {
        "@context": [CREDENTIALS_V2, COURSE],
        "id": "urn:uuid:5f1d0c5e-0000-4000-8000-00000000c0de",
        "type": ["VerifiableCredential", "Course"],
        "issuer": UNIVERSITY.controller,
        "validFrom": "2026-01-15T00:00:00Z",
        "validUntil": "2031-01-15T00:00:00Z",
        "name": "Micro-credential in soil chemistry",
        "credentialSubject": {"id": LEARNER.controller, "grade": "C", "ects": "5"},
        **changes,
    }
    return {name: value for name, value in members.items() if value is not ...}


def subject(**changes: Any) -> Document:
    """The subject of the control, with these members changed."""
    return {**credential()["credentialSubject"], **changes}


def presentation(*credentials: Any, **changes: Any) -> Document:
    """An unsigned presentation by the learner of these credentials."""
    members: Document = {
        "@context": [CREDENTIALS_V2, COURSE],
        "type": ["VerifiablePresentation"],
        "holder": LEARNER.controller,
        "verifiableCredential": list(credentials),
        **changes,
    }
    return {name: value for name, value in members.items() if value is not ...}


def signed(
    document: Document,
    signer: LocalSigner = UNIVERSITY,
    *,
    created: datetime | None = CREATED,
    purpose: str | None = None,
    contexts: Mapping[str, Any] | None = None,
    **options: Any,
) -> Document:
    """A document with one more proof, made by an issuer that checks no rule of the data model."""
    return add_proof(
        copy.deepcopy(document),
        signer,
        created=created,
        purpose=purpose or default_purpose(document),
        extra_contexts={COURSE: COURSE_CONTEXT, **(contexts or {})},
        limits=BULK,
        **options,
    )


def carelessly(document: Document) -> Document:
    """The same where it can be signed, else with the proof of the control."""
    try:
        return signed(document)
    except ElmMicrocredError:
        return {**document, "proof": signed(credential())["proof"]}


def changed(document: Document, path: str | tuple[str, ...], value: Any) -> Document:
    """A copy in which the value at a path of names and places is another; `...` removes it."""
    made = copy.deepcopy(document)
    *steps, last = path.split("/") if isinstance(path, str) else path
    node: Any = made
    for step in steps:
        node = node[int(step) if isinstance(node, list) else step]
    place: Any = int(last) if isinstance(node, list) else last
    if value is ...:
        del node[place]
    else:
        node[place] = value
    return made


Make = Callable[..., Case]


def maker(kind: str, prefix: str, **common: Any) -> Make:
    """A short way to write the cases of one table."""

    def make(
        id: str, content: Any, reason: str | None = None, attack: str = "", **more: Any
    ) -> Case:
        data = content if isinstance(content, bytes) else as_bytes(content)
        fields = {**common, **more}
        known = {name: fields.pop(name) for name in ("op", "outcome") if name in fields}
        known.setdefault("outcome", "valid" if reason is None else "invalid")
        words = attack or id.replace("-", " ")
        return Case(f"{prefix}-{id}", kind, words, data, reason, options=fields, **known)

    return make
