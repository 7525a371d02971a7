"""Enveloping securing mechanisms: a token around the document, instead of a proof inside it.

One row for each, in `ENVELOPES`; `verify` asks the rows which of them knows what was received,
and `sign` finds the row by the name of the mechanism. A new mechanism is a module with a row
`ENVELOPE` and one line here. The modules are loaded when they are first asked.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#securing-mechanisms
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from elm_microcred.jsonld import ExtraContexts
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem
from elm_microcred.proofs.examination import Examined
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import Signer
from elm_microcred.retrieval import Resolver

if TYPE_CHECKING:
    from elm_microcred.proofs.jades.sealing import SealOptions

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Received:
    """What was received, read as far as every mechanism needs it.

    Attributes:
        content: The bytes as they came, without white space around them.
        members: What they say, if they are a JSON object (strictly parsed); `None` if not.
        media_type: What somebody declared them to be, as in a `data:` URL; `None` if nobody did.
    """

    content: bytes = field(repr=False)
    members: Document | None = field(default=None, repr=False)
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What an envelope is opened with: the arguments of `verify`.

    Attributes:
        resolve: Asked for issuers' documents.
        now: The time to check with.
        policy: What is demanded.
        limits: What the content may cost.
        extra_contexts: Contexts that the caller approves, by URL.
        known_key: The key of the issuer, where the caller knows it; then none is looked for.
    """

    resolve: Resolver
    now: datetime
    policy: Policy
    limits: Limits = DEFAULT
    extra_contexts: ExtraContexts | None = None
    known_key: PublicKey | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What an envelope holds, and what was found about the envelope itself.

    Attributes:
        document: The document that it secures; `None` if that could not be read.
        media_type: What the envelope is.
        examined: The checks `securing`, its children and `controller`, and the key.
        parse: What keeps the content from being read; then there is no document.
        claims: All that was signed, the claims around the document included.
        validity: What these claims say about the time, if anything.
        data_model: Where the document is a set of claims and not one of the W3C data model:
            what is wrong with it. `None` for a W3C document, which is checked as any other.
    """

    document: Document | None
    media_type: str
    examined: Examined
    parse: tuple[Problem, ...] = ()
    claims: Document | None = field(default=None, repr=False)
    validity: tuple[Problem, ...] = ()
    data_model: tuple[Problem, ...] | None = None


@dataclass(frozen=True, slots=True)
class Sealing:
    """How a document is sealed: the arguments of `sign`.

    Attributes:
        securing: The name of the mechanism, where a row has several.
        created: When it is signed.
        expires: When the signature ends.
        domain: Whom a presentation is for.
        challenge: What that verifier asked with.
        always_shown: JSON Pointers to what the holder cannot hide, where parts can be hidden;
            `None` for the default of the mechanism.
        disclosable: JSON Pointers to what the holder can hide, and nothing else.
        holder_key: The key that the holder has to use when presenting.
        decoys: How many digests that stand for nothing hide how many parts are hidden.
        certificates: Whether the signer's certificates stand in the header of a token.
        seal: How an electronic seal is made; the defaults if absent.
        random_bytes: Drawn from for salts.
        limits: What the document may cost.
    """

    securing: str
    created: datetime
    random_bytes: Callable[[int], bytes]
    expires: datetime | None = None
    domain: str | Sequence[str] | None = None
    challenge: str | None = None
    always_shown: Sequence[str] | None = None
    disclosable: Sequence[str] | None = None
    holder_key: PublicKey | None = None
    decoys: int = 0
    certificates: bool = False
    seal: SealOptions | None = None
    limits: Limits = DEFAULT


@dataclass(frozen=True, slots=True)
class Envelope:
    """One enveloping mechanism.

    Attributes:
        names: What `sign(securing=…)` calls it.
        recognises: Whether what was received is of this kind. It is cheap and never raises.
        open: What is in it. Bad content never raises.
        seal: The bytes of the secured document, and their media type.
        prepare: The document with its issuer, before its rules are checked. `None`: the signer's
            controller is the issuer. Only where a mechanism prepares may a document be without
            contexts, as a set of claims is; then the rules of JSON-LD are not asked.
        is_large: Whether what it secures may be as long as sealed documents are, which embed
            images.
        has_certificates: Whether the signer's certificates can stand in it.
    """

    names: tuple[str, ...]
    recognises: Callable[[Received], bool]
    open: Callable[[Received, Setting], Opened]
    seal: Callable[[Document, Signer, Sealing], tuple[bytes, str]]
    prepare: Callable[[Document, Signer, Sealing], Document] | None = None
    is_large: bool = False
    has_certificates: bool = False


ENVELOPES: Mapping[str, tuple[str, ...]] = {
    "elm_microcred.proofs.cose": ("vc+cose", "vp+cose"),
    "elm_microcred.proofs.sd_jwt.credentials": ("dc+sd-jwt", "vc+sd-jwt", "vp+sd-jwt"),
    "elm_microcred.proofs.jades.envelope": ("jades",),
    "elm_microcred.proofs.jose.credentials": ("vc+jwt", "vp+jwt", "jwt"),
}
"""The module of each mechanism, and its names, in the order in which they are asked."""

_OF_JSON = frozenset({"payload", "signature", "signatures", "ciphertext"})
"""Members of which every envelope that is a JSON object has one."""

SECURING = tuple(name for names in ENVELOPES.values() for name in names)
"""The names of all enveloping mechanisms."""


def envelope_named(securing: str) -> Envelope | None:
    """The mechanism of that name, if there is one."""
    return next((_load(module) for module, names in ENVELOPES.items() if securing in names), None)


def envelope_of(received: Received) -> Envelope | None:
    """The mechanism that what was received is of, if it is of one."""
    if received.members is not None and _OF_JSON.isdisjoint(received.members):
        return None
    rows = map(_load, ENVELOPES)
    return next((row for row in rows if row.recognises(received)), None)


@cache
def _load(module: str) -> Envelope:
    row: Envelope = import_module(module).ENVELOPE
    return row
