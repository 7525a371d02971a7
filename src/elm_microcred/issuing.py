"""From a document to secured bytes: `sign`.

```python
secured = sign(document, LocalSigner.generate())
secured.content  # bytes to hand out
```
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from elm_microcred.codes import Severity
from elm_microcred.errors import (
    JsonLdError,
    LimitError,
    ProofGenerationError,
    UnsupportedCryptosuiteError,
    UsageError,
)
from elm_microcred.jsonld import ExtraContexts, check_terms, look_at_terms, read_json
from elm_microcred.jsonld.badge_terms import with_extension_terms
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.plain_json import Snapshot, snapshot
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs.cryptosuites import SIGNING, SUITES, Disclosure, RandomBytes
from elm_microcred.proofs.data_integrity import add_proof, with_proof_terms
from elm_microcred.proofs.envelopes import SECURING, Envelope, Sealing, envelope_named
from elm_microcred.proofs.issuer import issued_by
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.proof import default_purpose
from elm_microcred.proofs.signer import Signer
from elm_microcred.validation.badges import structure_problems
from elm_microcred.validation.data_model import MOST_PROBLEMS, data_model_problems, media_type
from elm_microcred.validation.related_resources import bundled_resource_problems

if TYPE_CHECKING:
    from elm_microcred.proofs.jades.sealing import SealOptions

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Secured:
    """A secured document, ready to be handed out.

    Attributes:
        content: The bytes: whoever changes one of them breaks the seal.
        media_type: What they are.
    """

    content: bytes
    media_type: str

    def __reduce__(self) -> tuple[type[Secured], tuple[bytes, str]]:
        return Secured, (self.content, self.media_type)  # in a third of the time of a dataclass


def sign(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    securing: str = "eddsa-rdfc-2022",
    created: datetime | None = None,
    now: datetime | None = None,
    expires: datetime | None = None,
    purpose: str | None = None,
    domain: str | Sequence[str] | None = None,
    challenge: str | None = None,
    mandatory_pointers: Sequence[str] | None = None,
    disclosable: Sequence[str] | None = None,
    decoys: int = 0,
    holder_key: PublicKey | None = None,
    certificates: bool = False,
    seal: SealOptions | None = None,
    random_bytes: RandomBytes | None = None,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> Secured:
    """The document, secured: with a proof inside it, or in the envelope of a token.

    With a proof it is compact JSON in UTF-8, its members in their order, `proof` last. A badge
    that uses services of 1EdTech gets the context that defines them, if it lacks it.

    Nothing is signed that `verify` would refuse. The document itself is not changed.

    The issuer must be the signer's controller. Where a credential names no issuer, or only a
    placeholder (`urn:…`), the controller takes its place, also wherever else in the document
    that placeholder stands.

    Args:
        document: A credential or presentation without proof.
        signer: Whose key signs.
        securing: Name of the securing mechanism: of a cryptosuite (`eddsa-rdfc-2022`), or of an
            envelope (`vc+jwt`; `elm_microcred.proofs.envelopes.SECURING` lists them).
        created: When the proof is made; `now` if absent.
        now: The time; that of the clock if absent.
        expires: When the proof ends.
        purpose: What the proof is for, if not what such a document is signed for.
        domain: Whom the proof is for; the audience of a token.
        challenge: What that verifier asked with; the nonce of a token.
        mandatory_pointers: Where parts can be hidden, JSON Pointers to what the holder cannot
            hide; by default issuer, period of validity and status, in an SD-JWT what Annex I
            asks for too.
        disclosable: In an SD-JWT, JSON Pointers to what the holder can hide, and nothing else.
        decoys: In an SD-JWT, how many digests that stand for nothing are put beside those of what
            can be hidden, in each place, so that their number tells nothing.
        holder_key: In a token, the key that the holder has to present it with.
        certificates: In a token, put the signer's certificates into the header (`x5c`): whoever
            trusts their authority needs no document of the issuer. They must name the issuer.
        seal: How an electronic seal (`jades`) is made: its level, its timestamps.
        random_bytes: Secrets are drawn from it; `secrets.token_bytes` if absent.
        limits: What the document may cost.
        extra_contexts: Contexts that you approve, by URL, beside those that are bundled.

    Raises:
        UnsupportedCryptosuiteError: If the securing mechanism is not implemented.
        UsageError: If certificates are asked for where none can stand.
        ProofGenerationError: If the document is not one of the data model, its issuer is
            somebody else, or the key does not fit.
        JsonLdError: If JSON-LD would lose anything of the document.
        ParseError: If the document is not JSON that everybody reads alike.
        LimitError: If the document is larger than the limits.

    Spec: https://www.w3.org/TR/vc-data-integrity/#add-proof
    """
    if isinstance(document, Mapping):
        document = with_extension_terms(document)
    envelope = envelope_named(securing)
    if certificates and not (envelope is not None and envelope.has_certificates):
        raise UsageError(
            "USAGE",
            "Certificates cannot stand in what is secured in this way.",
            found=securing,
            expected="a token, such as vc+jwt, jwt or dc+sd-jwt; or a seal, which always has them",
        )
    if envelope is not None:
        sealing = Sealing(
            securing,
            created or now or datetime.now(UTC),
            random_bytes or secrets.token_bytes,
            expires=expires,
            domain=domain,
            challenge=challenge,
            always_shown=mandatory_pointers,
            disclosable=disclosable,
            decoys=decoys,
            holder_key=holder_key,
            certificates=certificates,
            seal=seal,
            limits=limits,
        )
        return _enveloped(envelope, document, signer, sealing, extra_contexts)
    if securing not in SIGNING:
        raise UnsupportedCryptosuiteError(
            "SECURING_UNSUPPORTED",
            "This securing mechanism is not implemented.",
            found=securing,
            expected=" or ".join([*SIGNING, *SECURING]),
        )
    suite = SUITES[securing]
    given, text, is_plain = _taken(document, limits)
    unsecured = issued_by(signer, given)
    is_plain = is_plain and unsecured is given
    problems = (
        *data_model_problems(unsecured, is_plain=is_plain),
        *_unfit(unsecured),
        *bundled_resource_problems(unsecured),
    )
    if problems:
        with_terms = {**unsecured, "@context": with_proof_terms(unsecured.get("@context"), suite)}
        raise ProofGenerationError.from_problems(
            (*check_terms(with_terms, limits=limits, extra_contexts=extra_contexts), *problems)
        )
    disclosure = None
    if mandatory_pointers is not None or suite.derive is not None:
        pointers = _always_shown(unsecured) if mandatory_pointers is None else mandatory_pointers
        disclosure = Disclosure(random_bytes or secrets.token_bytes, pointers)
    secured = add_proof(
        unsecured,
        signer,
        suite=securing,
        created=created or now or datetime.now(UTC),
        expires=expires,
        purpose=purpose or default_purpose(unsecured),
        domain=domain,
        challenge=challenge,
        limits=limits,
        extra_contexts=extra_contexts,
        disclosure=disclosure,
    )
    if unsecured is given and secured["@context"] is given["@context"]:
        # Only the proof is new, and it is last: the text need not be written again.
        return _secured(f'{text[:-1]},"proof":{_dump(secured["proof"])}}}', secured, limits)
    return secured_bytes(secured, limits=limits)


def _unfit(document: Document) -> list[Problem]:
    """What keeps a badge or learner record from being one, whatever secures it."""
    found = islice(structure_problems(document), MOST_PROBLEMS)
    return [problem for problem in found if problem.severity is Severity.ERROR]


def _enveloped(
    envelope: Envelope,
    document: Mapping[str, Any],
    signer: Signer,
    sealing: Sealing,
    extra_contexts: ExtraContexts | None,
) -> Secured:
    """The document in an envelope, if it is one that `verify` would pass."""
    limits = sealing.limits
    if envelope.is_large:
        sealing = replace(sealing, limits=replace(limits, credential_bytes=limits.sealed_bytes))
    given = _as_json(_text(document), sealing.limits)
    if envelope.prepare is not None:
        prepared = envelope.prepare(given, signer, sealing)
    else:
        prepared = issued_by(signer, given)
    if "@context" in prepared or envelope.prepare is None:
        seen = look_at_terms(prepared, limits=sealing.limits, extra_contexts=extra_contexts)
        lost = seen.problems
        problems = (
            *lost,
            *data_model_problems(prepared, is_plain=seen.is_plain),
            *_unfit(prepared),
            *bundled_resource_problems(prepared),
        )
        if lost:
            raise JsonLdError.from_problems(problems)
        if problems:
            raise ProofGenerationError.from_problems(problems)
    content, kind = envelope.seal(prepared, signer, sealing)
    return Secured(_of_length(content, sealing.limits), kind)


def secured_bytes(document: Mapping[str, Any], *, limits: Limits = DEFAULT) -> Secured:
    """A secured document as bytes: compact JSON in UTF-8, its members in their order.

    Raises:
        LimitError: If verifiers would refuse it for its length.
    """
    return _secured(_dump(document), document, limits)


def _secured(text: str, document: Mapping[str, Any], limits: Limits) -> Secured:
    return Secured(_of_length(text.encode(), limits), media_type(document))


def _of_length(content: bytes, limits: Limits) -> bytes:
    if len(content) > limits.credential_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The secured document is longer than verifiers accept.",
            found=f"{len(content)} bytes",
            expected=f"at most {limits.credential_bytes} bytes",
        )
    return content


_ALWAYS_SHOWN = (
    "issuer",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "credentialStatus",
)
"""Without these a verifier cannot tell who says it, and whether it still holds."""


def _always_shown(document: Document) -> tuple[str, ...]:
    return tuple(f"/{name}" for name in _ALWAYS_SHOWN if name in document)


def _taken(document: Mapping[str, Any], limits: Limits) -> Snapshot:
    """The document as it is now, its text, and whether it was seen to be written plainly."""
    taken = snapshot(document, limits=limits)
    if taken is None:
        text = _text(document)
        return Snapshot(_as_json(text, limits), text, False)
    _check_no_proof(taken.copy)
    return taken


def _text(document: Mapping[str, Any]) -> str:
    try:
        return _dump(document)
    except (TypeError, ValueError, RecursionError) as error:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "The document cannot be written as JSON.",
            found=str(error),
            expected="a mapping of JSON values",
        ) from error


def _as_json(text: str, limits: Limits) -> Document:
    """What the text says, if it is a JSON object without proof."""
    copy = read_json(text, limits=limits)
    if not isinstance(copy, dict):
        raise ProofGenerationError(
            "PROOF_GENERATION", "The document is not a JSON object.", found=shorten(copy)
        )
    _check_no_proof(copy)
    return copy


def _check_no_proof(document: Document) -> None:
    if "proof" in document:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "The document has a proof already.",
            pointer="/proof",
            remedy="Sign the document without proof, or add a second proof with"
            " elm_microcred.proofs.data_integrity.add_proof.",
        )


def _mapping(value: Any) -> Document:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not a JSON value")


_dump = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_mapping
).encode
"""Compact JSON of a document, its members in their order."""
