"""What a cryptosuite is, and the steps that several of them share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from elm_microcred.contexts import DATA_INTEGRITY_V2
from elm_microcred.errors import ProofGenerationError
from elm_microcred.jsonld import ExtraContexts
from elm_microcred.limits import Limits
from elm_microcred.proofs import multibase
from elm_microcred.proofs.bbs_pseudonyms import Nym
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.proof import TYPE
from elm_microcred.proofs.signer import Signer

Document = dict[str, Any]


class Transform(Protocol):
    """From a document, or a proof configuration, to its canonical form."""

    def __call__(
        self,
        document: Document,
        /,
        *,
        digest: str,
        limits: Limits,
        extra_contexts: ExtraContexts | None = None,
    ) -> str:
        """The canonical form of `document`; `digest` names the hash inside the algorithm."""
        ...


RandomBytes = Callable[[int], bytes]
"""As many secret random bytes as are asked for: `secrets.token_bytes`."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a cryptosuite for selective disclosure needs besides the document.

    Attributes:
        random_bytes: The source of what must be secret or new.
        mandatory_pointers: To the issuer, JSON Pointers to what every derived document shows.
        presentation_header: To the holder, bytes that bind a derived proof to one occasion.
        commitment: To the issuer, what the holder has committed to: it will be known by a
            pseudonym. Only for bbs-2023.
        nym: To the holder, what it kept of that commitment, and for whom the pseudonym is.
    """

    random_bytes: RandomBytes
    mandatory_pointers: Sequence[str] = ()
    presentation_header: bytes = b""
    commitment: bytes | None = None
    nym: Nym | None = None

    @staticmethod
    def required(disclosure: Disclosure | None) -> Disclosure:
        """The same.

        Raises:
            ProofGenerationError: If there is none.
        """
        if disclosure is None:
            raise ProofGenerationError(
                "PROOF_GENERATION",
                "A cryptosuite for selective disclosure needs to be told what is always shown.",
                remedy="Pass disclosure=Disclosure(secrets.token_bytes, ['/issuer', …]).",
            )
        return disclosure


class Create(Protocol):
    """Create Proof."""

    def __call__(
        self,
        document: Document,
        options: Document,
        signer: Signer,
        *,
        limits: Limits,
        extra_contexts: ExtraContexts | None = None,
        disclosure: Disclosure | None = None,
    ) -> Document:
        """The proof over an unsecured document: `options` and the value of the proof."""
        ...


class Derive(Protocol):
    """Add Derived Proof."""

    def __call__(
        self,
        document: Document,
        proof: Document,
        pointers: Sequence[str],
        *,
        limits: Limits,
        extra_contexts: ExtraContexts | None = None,
        disclosure: Disclosure | None = None,
    ) -> tuple[Document, Document]:
        """The unsecured document that a holder shows, and the derived proof over it.

        Args:
            document: The unsecured document that the issuer signed.
            proof: The base proof over it.
            pointers: JSON Pointers to what is shown besides what is always shown.
            limits: What the document may cost.
            extra_contexts: Contexts that the caller approves, by URL.
            disclosure: Randomness, and what the proof is bound to.

        Raises:
            ParseError: If the value of the proof is not that of a base proof.
            ProofGenerationError: If a pointer leads nowhere.
        """
        ...


class Verify(Protocol):
    """Verify Proof."""

    def __call__(
        self,
        document: Document,
        proof: Document,
        key: PublicKey,
        *,
        transform: Transform,
        limits: Limits,
        extra_contexts: ExtraContexts | None = None,
    ) -> bool:
        """Whether the proof was made over the unsecured document with the secret of the key.

        Args:
            document: The unsecured document.
            proof: The proof, with its value.
            key: The key that the proof names.
            transform: The suite's own transformation; a caller may keep its results.
            limits: What the document may cost.
            extra_contexts: Contexts that the caller approves, by URL.

        Raises:
            ParseError: If the value of the proof is not one that this suite writes.
        """
        ...


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One cryptosuite: its name in proofs, and its algorithms under their names in the spec.

    Attributes:
        name: Value of `cryptosuite`.
        algorithms: The signature algorithms (JOSE, fully specified) that it signs with.
        transform: Transformation.
        hash: Hashing: canonical document, canonical proof configuration and name of the
            digest to the bytes that are signed.
        create: Create Proof.
        verify: Verify Proof.
        signs_rdf: Whether it signs the RDF of the document. A transformation that went well
            has then shown that JSON-LD loses nothing of it.
        derive: Add Derived Proof; `None` where a document can only be shown whole.
        proof_type: Value of `type`; where it is not DataIntegrityProof, it stands for the suite.
        context: URL of the context that defines the terms of its proofs.
        successor: Name of the suite that has replaced this one; empty for one of today.
        is_signed_with: Whether proofs are still made with it.
        has_pseudonyms: Whether `verify` takes the name of the verifier, `verifier_id`.

    Spec: https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites
    """

    name: str
    algorithms: frozenset[str]
    transform: Transform
    hash: Callable[[str, str, str], bytes]
    create: Create
    verify: Verify
    signs_rdf: bool
    derive: Derive | None = None
    proof_type: str = TYPE
    context: str = DATA_INTEGRITY_V2
    successor: str = ""
    is_signed_with: bool = True
    has_pseudonyms: bool = False


def hash_data(canonical_document: str, canonical_config: str, digest: str) -> bytes:
    """The hash of the proof configuration, then that of the document.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#hashing-eddsa-rdfc-2022
    """
    hash_ = hashlib.sha384 if digest == "sha384" else hashlib.sha256
    return hash_(canonical_config.encode()).digest() + hash_(canonical_document.encode()).digest()


def digest_of(algorithm: str) -> str:
    """The digest that goes with a signature algorithm: SHA-384 with P-384, else SHA-256.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#hashing-ecdsa-rdfc-2019
    """
    return "sha384" if algorithm == "ES384" else "sha256"


class Configure(Protocol):
    """How a document and its proof options are made ready for the transformation."""

    def __call__(self, document: Document, options: Document, /) -> tuple[Document, Document]:
        """The document and the proof configuration, both with the `@context` to use.

        Raises:
            ProofError: If the proof was made for another context.
        """
        ...


def whole_document(
    name: str,
    algorithms: frozenset[str],
    transform: Transform,
    configure: Configure,
    *,
    signs_rdf: bool,
) -> Cryptosuite:
    """The suite that signs all of a document at once, made of these parts.

    One that does not sign the RDF keeps the `@context` that it signed in the proof.
    """
    return Cryptosuite(
        name=name,
        algorithms=algorithms,
        transform=transform,
        hash=hash_data,
        create=partial(_create, transform, configure, not signs_rdf),
        verify=partial(_verify, configure),
        signs_rdf=signs_rdf,
    )


def _create(
    transform: Transform,
    configure: Configure,
    keeps_context: bool,
    document: Document,
    options: Document,
    signer: Signer,
    *,
    limits: Limits,
    extra_contexts: ExtraContexts | None = None,
    disclosure: Disclosure | None = None,  # noqa: ARG001 - a Create; all is shown here
) -> Document:
    if keeps_context:
        options = {**options, "@context": document["@context"]}
    document, config = configure(document, options)
    digest = digest_of(signer.algorithm)
    canonical = [
        transform(part, digest=digest, limits=limits, extra_contexts=extra_contexts)
        for part in (document, config)
    ]
    value = multibase.encode(signer.sign(hash_data(canonical[0], canonical[1], digest)))
    return {**options, "proofValue": value}


def _verify(
    configure: Configure,
    document: Document,
    proof: Document,
    key: PublicKey,
    *,
    transform: Transform,
    limits: Limits,
    extra_contexts: ExtraContexts | None = None,
) -> bool:
    signature = multibase.decode(proof["proofValue"], "z")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    document, config = configure(document, options)
    digest = digest_of(key.type.algorithm)
    canonical = [
        transform(part, digest=digest, limits=limits, extra_contexts=extra_contexts)
        for part in (document, config)
    ]
    return key.verify(signature, hash_data(canonical[0], canonical[1], digest))
