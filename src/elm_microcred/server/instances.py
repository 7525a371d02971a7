"""The issuers of the conformance server: one for each securing mechanism and kind of key."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from elm_microcred import contexts
from elm_microcred.errors import MissingExtraError, ProofGenerationError
from elm_microcred.issuing import Secured, sign
from elm_microcred.jsonld import ExtraContexts, inline_contexts
from elm_microcred.proofs.cryptosuites import SUITES
from elm_microcred.proofs.proof import identifier_of
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.retrieval import Resource, offline
from elm_microcred.server.example_contexts import EXAMPLE_CONTEXTS
from elm_microcred.status import (
    InMemoryStatusAllocator,
    StatusList,
    status_entry,
    status_list_credential,
)
from elm_microcred.validation.data_model import data_model_problems

Document = dict[str, Any]

STATUS_INSTANCE = "bitstring-status-list"
KINDS = {
    "eddsa-rdfc-2022": ("eddsa-rdfc-2022", "Ed25519"),
    "eddsa-jcs-2022": ("eddsa-jcs-2022", "Ed25519"),
    "ecdsa-rdfc-2019-p-256": ("ecdsa-rdfc-2019", "P-256"),
    "ecdsa-rdfc-2019-p-384": ("ecdsa-rdfc-2019", "P-384"),
    "ecdsa-jcs-2019-p-256": ("ecdsa-jcs-2019", "P-256"),
    "ecdsa-jcs-2019-p-384": ("ecdsa-jcs-2019", "P-384"),
    "ecdsa-sd-2023-p-256": ("ecdsa-sd-2023", "P-256"),
    "bbs-2023": ("bbs-2023", "BLS12-381"),
    "ed25519signature2020": ("Ed25519Signature2020", "Ed25519"),
    STATUS_INSTANCE: ("eddsa-rdfc-2022", "Ed25519"),
    "vc-jwt": ("vc+jwt", "P-256"),
}
"""Securing mechanism and kind of key of each instance, by its name."""


@dataclass(frozen=True, slots=True)
class Instance:
    """An issuer with one key, which is as old as the process.

    Attributes:
        signer: Its key; the issuer of what it signs is the `did:key` of it.
        securing: Name of its securing mechanism.
    """

    signer: LocalSigner
    securing: str


_PREFIXES = {"BLS12-381": "zUC7"}
"""How the suites know a kind of key whose header leaves a character open."""


def instances() -> dict[str, Instance]:
    """An instance with a new key for every kind whose optional dependencies are installed."""
    found = {}
    for name, (securing, key_type) in KINDS.items():
        try:
            found[name] = Instance(_signer(key_type), securing)
        except MissingExtraError:
            continue
    return found


def _signer(key_type: str) -> LocalSigner:
    """A new key whose `did:key` begins as the suites ask: few of BLS12-381 begin otherwise."""
    while True:
        signer = LocalSigner.generate(key_type)
        if signer.controller.startswith(f"did:key:{_PREFIXES.get(key_type, '')}"):
            return signer


class Issuers:
    """The instances and their status lists."""

    def __init__(self, base_url: str) -> None:
        self.instances = instances()
        self.lists_url = urljoin(base_url, "status-lists/")
        self.statuses = StatusList.empty()
        self._allocator = InMemoryStatusAllocator(
            lambda number: f"{self.lists_url}{number}", secrets.randbelow
        )
        self._lists: set[str] = set()

    def issue(self, name: str, credential: Document, pointers: list[str] | None) -> Secured:
        """The credential, secured by an instance.

        Raises:
            ElmMicrocredError: If it is not one that anybody should sign.
        """
        instance = self.instances[name]
        problems = data_model_problems(credential)
        if problems:
            raise ProofGenerationError.from_problems(problems)
        if name == STATUS_INSTANCE and "credentialStatus" not in credential:
            credential = {**credential, "credentialStatus": self._status(credential)}
        suite = SUITES.get(instance.securing)
        is_selective = suite is not None and suite.derive is not None
        secured = sign(
            credential,
            instance.signer,
            securing=instance.securing,
            mandatory_pointers=pointers if is_selective else None,
            extra_contexts=known_contexts(credential),
        )
        return secured if suite else _enveloped(secured)

    def _status(self, credential: Document) -> Document:
        name = identifier_of(credential) or f"urn:uuid:{secrets.token_hex(16)}"
        place = self._allocator.allocate(name)
        self._lists.add(place.list_id)
        return status_entry(place.list_id, place.index)

    def status_list(self, url: str) -> bytes | None:
        """The signed status list credential at a URL, if there is one."""
        if url not in self._lists:
            return None
        signer = self.instances[STATUS_INSTANCE].signer
        now = datetime.now(UTC).replace(microsecond=0)
        unsigned = status_list_credential(url, signer.controller, self.statuses, valid_from=now)
        return sign(unsigned, signer, now=now).content

    def resolve(self, url: str, /) -> Resource:
        """A status list of this server, or what is bundled, contexts of examples included.

        Nothing is asked of the network.

        Raises:
            NotBundledError: If it is neither.
        """
        content = self.status_list(url)
        if url in contexts.UNAPPROVED_URLS:
            content = contexts.content(url, unapproved=True)
        return offline(url) if content is None else Resource(content)


def _enveloped(secured: Secured) -> Secured:
    """The object that stands for a token where JSON is expected.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials
    """
    token = secured.content.decode()
    document = {
        "@context": contexts.CREDENTIALS_V2,
        "id": f"data:{secured.media_type},{token}",
        "type": "EnvelopedVerifiableCredential",
    }
    return Secured(as_bytes(document), "application/vc")


def known_contexts(document: Document) -> ExtraContexts:
    """The contexts that the suites use: those of examples, and those written into the document.

    Nobody but a test may trust a document to say what its own terms mean.
    """
    return {**EXAMPLE_CONTEXTS, **inline_contexts(document)}


def as_bytes(document: Document) -> bytes:
    """A document of a request as the bytes that are verified."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
