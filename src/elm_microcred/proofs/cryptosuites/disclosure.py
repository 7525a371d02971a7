"""The steps that the cryptosuites for selective disclosure share.

A *base proof* is made by the issuer and kept by the holder. From it the holder makes *derived
proofs*, each over a document that shows a part of the first.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023-functions
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elm_microcred.errors import ElmMicrocredError, LimitError, ParseError, ProofGenerationError
from elm_microcred.jsonld import ExtraContexts, canonical_labels, parse_nquads
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.proofs import cbor, multibase
from elm_microcred.proofs.cryptosuites import rdfc
from elm_microcred.proofs.cryptosuites.suite import Document, Transform
from elm_microcred.proofs.selection import select_json_ld
from elm_microcred.proofs.selective_disclosure import LabelMap, Statements

KEY_BYTES = 32
"""Length of the key of the labels."""

_SPEC = "https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023-functions"


@dataclass(frozen=True, slots=True)
class Division:
    """A document whose statements are divided into those always shown, and the others.

    Attributes:
        statements: All statements.
        mandatory: Indexes of those that are always shown.
        others: Indexes of the others.
    """

    statements: Statements
    mandatory: Sequence[int]
    others: Sequence[int]

    @classmethod
    def of(
        cls,
        document: Document,
        label_map: LabelMap,
        pointers: Sequence[str],
        *,
        limits: Limits = DEFAULT,
        extra_contexts: ExtraContexts | None = None,
    ) -> Division:
        """The division by JSON Pointers to what is always shown."""
        statements = Statements.of(
            document, label_map, limits=limits, extra_contexts=extra_contexts
        )
        return _divided(statements, statements.matching(pointers))

    @property
    def mandatory_nquads(self) -> list[str]:
        """The statements that are always shown."""
        return [self.statements.nquads[index] for index in self.mandatory]

    @property
    def other_nquads(self) -> list[str]:
        """The other statements."""
        return [self.statements.nquads[index] for index in self.others]


@dataclass(frozen=True, slots=True)
class Revelation:
    """What a holder shows.

    Attributes:
        document: The document that is shown.
        mandatory: Which of its statements are those that are always shown.
        shown: Which of the other statements of the whole document are shown, counted among them.
        labels: The label of each of its blank nodes, by canonical label.
    """

    document: Document
    mandatory: Sequence[int]
    shown: Sequence[int]
    labels: Mapping[str, str]


def disclose(
    document: Document,
    label_map: LabelMap,
    mandatory_pointers: Sequence[str],
    selective_pointers: Sequence[str],
    *,
    limits: Limits,
    extra_contexts: ExtraContexts | None,
) -> tuple[Division, Revelation]:
    """What a holder of the whole document shows by these pointers.

    Raises:
        ProofGenerationError: If a pointer leads nowhere, or there is nothing to show.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#createdisclosuredata
    """
    pointers = [*mandatory_pointers, *selective_pointers]
    document_shown = select_json_ld(pointers, document)
    if document_shown is None:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "There is nothing to show: no pointer was given, and nothing is always shown.",
            expected="at least one JSON Pointer",
            spec="https://www.w3.org/TR/vc-di-ecdsa/#selectjsonld",
        )
    division = Division.of(
        document, label_map, mandatory_pointers, limits=limits, extra_contexts=extra_contexts
    )
    selective = division.statements.matching(selective_pointers)
    combined = sorted(selective | set(division.mandatory))
    always = set(division.mandatory)
    shown_nquads = "".join(division.statements.nquads[index] for index in combined)
    canonical = canonical_labels(parse_nquads(shown_nquads), limits=limits)
    return division, Revelation(
        document_shown,
        [place for place, index in enumerate(combined) if index in always],
        [place for place, index in enumerate(division.others) if index in selective],
        {label[2:]: term[2:] for term, label in canonical.items()},
    )


def shown(
    document: Document,
    label_map: LabelMap,
    mandatory: Sequence[int],
    *,
    limits: Limits,
    extra_contexts: ExtraContexts | None,
) -> Division:
    """The division of a document that somebody shows, as its derived proof tells it.

    Raises:
        ParseError: If the proof speaks of statements that the document does not have.
    """
    statements = Statements.of(document, label_map, limits=limits, extra_contexts=extra_contexts)
    count = len(statements.nquads)
    if len(set(mandatory)) < len(mandatory) or not all(0 <= index < count for index in mandatory):
        raise malformed("The proof numbers statements that the document does not have.")
    return _divided(statements, frozenset(mandatory))


def _divided(statements: Statements, mandatory: frozenset[int]) -> Division:
    others = [index for index in range(len(statements.nquads)) if index not in mandatory]
    check_count(len(others), statements.limits)
    return Division(statements, sorted(mandatory), others)


def check_count(statements: int, limits: Limits) -> None:
    """Do nothing if so many statements may be signed apart.

    Raises:
        LimitError: If they are too many.
    """
    if statements > limits.statements:
        raise LimitError(
            "LIMIT_STATEMENTS",
            "Each statement that can be hidden costs a signature, and these are too many.",
            found=f"{statements} statements",
            expected=f"at most {limits.statements}",
            remedy="Make larger parts mandatory, or pass wider limits.",
            spec=_SPEC,
        )


def hashes(
    document: Document,
    options: Document,
    mandatory: Sequence[str],
    *,
    transform: Transform = rdfc.transform,
    limits: Limits,
    extra_contexts: ExtraContexts | None,
) -> tuple[bytes, bytes]:
    """The hash of the proof configuration, and that of the statements that are always shown.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#base-proof-hashing-ecdsa-sd-2023
    """
    _, config = rdfc.configure(document, options)
    canonical = transform(config, digest="sha256", limits=limits, extra_contexts=extra_contexts)
    texts = (canonical, "".join(mandatory))
    first, second = (hashlib.sha256(text.encode()).digest() for text in texts)
    return first, second


def serialize(header: bytes, components: Sequence[Any]) -> str:
    """The value of a proof.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#serializebaseproofvalue
    """
    return multibase.encode(header + cbor.encode(list(components)), "u")


def parse(value: Any, header: bytes, count: int, *, limits: Limits) -> list[Any]:
    """The components of the value of a proof.

    Args:
        value: The member `proofValue`.
        header: Its first three bytes, which tell base proofs from derived ones.
        count: How many components there are.
        limits: What the value may cost.

    Raises:
        ParseError: If the value is not one of this kind.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#parsebaseproofvalue
    """
    if not isinstance(value, str):
        raise malformed("The value of the proof is not text.")
    data = multibase.decode(value, "u")
    if data[:3] != header:
        raise ParseError(
            "PROOF_MALFORMED",
            "The value is that of another kind of proof: a base proof is for its holder alone,"
            " and only what is derived from it can be verified.",
            found=data[:3].hex(),
            expected=header.hex(),
            spec=_SPEC,
        )
    try:
        components = cbor.decode(data[3:], limits=limits)
    except ElmMicrocredError as error:
        raise malformed(f"The value of the proof cannot be read. {error.problem.detail}") from error
    if not isinstance(components, list) or len(components) != count:
        raise malformed(f"The value of the proof does not have {count} components.")
    return components


def require(fits: bool, what: str) -> None:
    """Do nothing if a component of a proof is what it must be.

    Raises:
        ParseError: If not, with `what` it should have been.
    """
    if not fits:
        raise malformed(f"A component of the proof is not {what}.")


def is_bytes(value: Any, length: int) -> bool:
    """Whether a component is that many bytes."""
    return isinstance(value, bytes) and len(value) == length


def are(value: Any, fits: Callable[[Any], bool]) -> bool:
    """Whether a component is a list of such."""
    return isinstance(value, list) and all(map(fits, value))


def is_index(value: Any) -> bool:
    """Whether a component is a number that can count statements."""
    return isinstance(value, int) and value >= 0


def malformed(detail: str) -> ParseError:
    """The error for a value that no issuer or holder writes."""
    return ParseError("PROOF_MALFORMED", detail, spec=_SPEC)
