"""The holder's side: showing a part of a credential, and presenting credentials to a verifier.

```python
part = derive(credential.content, ["/credentialSubject/achievement/name"])
shown = present([part.content], holder_signer, challenge=challenge, domain="https://verifier.example")
```

An SD-JWT is shown in the same two steps: `derive` chooses the disclosures, and `present` with
`securing="kb+jwt"` adds the holder's key binding.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from elm_microcred import contexts
from elm_microcred.errors import ParseError, ProofGenerationError
from elm_microcred.issuing import Secured, secured_bytes, sign
from elm_microcred.jsonld import ExtraContexts, read_json
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import shorten
from elm_microcred.proofs.bbs_pseudonyms import Nym
from elm_microcred.proofs.cryptosuites import SUITES, Derive, Disclosure, RandomBytes
from elm_microcred.proofs.data_urls import enveloped
from elm_microcred.proofs.proof import TYPE, listed
from elm_microcred.proofs.sd_jwt.holder import (
    BINDING_TYPE,
    bind_to_holder,
    disclose,
    is_sd_jwt,
    token_media_type,
)
from elm_microcred.proofs.signer import Signer
from elm_microcred.validation.data_model import data_model_problems

Document = dict[str, Any]

_DERIVE = "https://www.w3.org/TR/vc-data-integrity/#add-derived-proof"
_PRESENTATIONS = "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations"


def derive(
    content: bytes | str,
    pointers: Sequence[str],
    *,
    presentation_header: bytes = b"",
    nym: Nym | None = None,
    random_bytes: RandomBytes | None = None,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> Secured:
    """A credential that shows only a part of another, and still verifies.

    Shown is what the issuer made mandatory and what the pointers add. The types of whatever is
    around it are shown as well, and its ids. Nothing is derived that `verify` would refuse: a
    credential without anything of its subject is none.

    Args:
        content: A credential with a base proof for selective disclosure, or an SD-JWT.
        pointers: JSON Pointers to what is shown besides.
        presentation_header: Under bbs-2023, bytes that bind the proof to one occasion, such as
            a verifier's challenge.
        nym: Under bbs-2023, for a credential that is shown under a pseudonym, the holder's
            secret and the verifier that it is for.
        random_bytes: bbs-2023 draws from it; `secrets.token_bytes` if absent.
        limits: What the credential may cost.
        extra_contexts: Contexts that you approve, by URL, beside those that are bundled.

    Raises:
        ParseError: If the content is not JSON, or the value of its proof is malformed.
        ProofGenerationError: If the credential has no base proof, a pointer leads nowhere, or
            what is shown is not a credential.
        MissingExtraError: If its proof is of bbs-2023 and the extra `bbs` is not installed.

    Spec: https://www.w3.org/TR/vc-data-integrity/#add-derived-proof
    """
    if is_sd_jwt(content):
        return Secured(*disclose(content, pointers, limits=limits))
    document = _document(content, limits)
    bases = [base for proof in listed(document.pop("proof", [])) for base in _bases(proof)]
    if len(bases) != 1:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "The credential does not have exactly one proof for selective disclosure.",
            pointer="/proof",
            found=f"{len(bases)} such proofs",
            expected=f"{TYPE} with {' or '.join(n for n, suite in SUITES.items() if suite.derive)}",
            spec=_DERIVE,
        )
    ((proof, add_derived_proof),) = bases
    disclosure = Disclosure(
        random_bytes or secrets.token_bytes, presentation_header=presentation_header, nym=nym
    )
    shown, derived = add_derived_proof(
        document,
        proof,
        pointers,
        limits=limits,
        extra_contexts=extra_contexts,
        disclosure=disclosure,
    )
    secured = {**shown, "proof": derived}
    problems = data_model_problems(secured)
    if problems:
        raise ProofGenerationError.from_problems(problems)
    return secured_bytes(secured, limits=limits)


def present(
    credentials: Sequence[bytes | str],
    signer: Signer,
    *,
    securing: str = "eddsa-rdfc-2022",
    domain: str | Sequence[str] | None = None,
    challenge: str | None = None,
    id: str | None = None,
    created: datetime | None = None,
    now: datetime | None = None,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> Secured:
    """A verifiable presentation of credentials by their holder.

    Args:
        credentials: Credentials as received: with their proofs, or in their tokens.
        signer: Whose key signs: the holder's.
        securing: Name of the securing mechanism: a cryptosuite, `vp+jwt`, or for one SD-JWT
            `kb+jwt`, which adds the holder's key binding.
        domain: Whom the presentation is for.
        challenge: What that verifier asked with.
        id: Identifier of the presentation.
        created: When the proof is made; `now` if absent.
        now: The time; that of the clock if absent.
        limits: What the presentation may cost.
        extra_contexts: Contexts that you approve, by URL, beside those that are bundled.

    Raises:
        ParseError: If a credential is not JSON.
        ProofGenerationError: If the presentation would not be one of the data model.
        JsonLdError: If JSON-LD would lose anything of it.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations
    """
    if securing == BINDING_TYPE:
        bound = bind_to_holder(
            credentials,
            signer,
            audience=domain,
            nonce=challenge,
            created=created or now or datetime.now(UTC),
            limits=limits,
        )
        return Secured(*bound)
    documents = [_presentable(content, limits) for content in credentials]
    if not documents:
        raise ProofGenerationError(
            "PROOF_GENERATION", "There is nothing to present.", spec=_PRESENTATIONS
        )
    presentation: Mapping[str, Any] = {
        "@context": [_base_context(documents)],
        **({"id": id} if id else {}),
        "type": ["VerifiablePresentation"],
        "holder": signer.controller,
        "verifiableCredential": documents,
    }
    return sign(
        presentation,
        signer,
        securing=securing,
        domain=domain,
        challenge=challenge,
        created=created,
        now=now,
        limits=limits,
        extra_contexts=extra_contexts,
    )


def _presentable(content: bytes | str, limits: Limits) -> Document:
    """A credential as it stands in a presentation: itself, or an envelope around its token."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if raw.lstrip()[:1] in (b"{", b"["):
        return _document(content, limits)
    raw = raw.strip()
    return enveloped(raw, token_media_type(raw, limits=limits))


def _document(content: bytes | str, limits: Limits) -> Document:
    document = read_json(content, limits=limits)
    if not isinstance(document, dict):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT", "A credential is a JSON object.", found=shorten(document)
        )
    return document


def _bases(proof: Any) -> Iterator[tuple[Document, Derive]]:
    """The proof and how another is derived from it, if it is of a kind for that."""
    if isinstance(proof, dict) and proof.get("type") == TYPE:
        name = proof.get("cryptosuite")
        suite = SUITES.get(name) if isinstance(name, str) else None
        if suite is not None and suite.derive is not None:
            yield proof, suite.derive


def _base_context(documents: Sequence[Document]) -> str:
    """That of the credentials: those of version 1 and 2 redefine each other's terms."""
    first = {str(listed(document.get("@context"))[0]) for document in documents}
    return (
        contexts.CREDENTIALS_V1 if first == {contexts.CREDENTIALS_V1} else contexts.CREDENTIALS_V2
    )
