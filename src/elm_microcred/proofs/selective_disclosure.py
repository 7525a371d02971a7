"""Statements of a document under labels that tell nothing, and which of them a part makes.

The cryptosuites for selective disclosure sign each statement (N-Quad) apart. Blank nodes get
labels that a verifier cannot count by, since the label that canonicalization gives a node tells
about the nodes that are hidden.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#selective-disclosure-functions
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from elm_microcred.errors import ParseError, ProofGenerationError
from elm_microcred.jsonld import canonical_labels, to_placed_quads, to_quads
from elm_microcred.jsonld.approved import ExtraContexts
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.proofs import multibase
from elm_microcred.proofs.selection import Document, Path, pick, select
from elm_microcred.proofs.unnamed import Term4, names_in_whole

LabelMap = Callable[[Iterable[str]], Mapping[str, str]]
"""From canonical labels of blank nodes (`c14n0`) to the labels that are used."""

_SKOLEM: Final = "urn:bnid:"
_SKOLEM_TERM: Final = f"<{_SKOLEM}"
_SKOLEM_LENGTH: Final = len(_SKOLEM_TERM)
_SPEC: Final = "https://www.w3.org/TR/vc-di-ecdsa/"


def hmac_labels(key: bytes) -> LabelMap:
    """Labels that only the holder of the key can compute.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#createhmacidlabelmapfunction
    """
    return lambda labels: {
        label: multibase.encode(hmac.digest(key, label.encode(), "sha256"), "u") for label in labels
    }


def shuffled_labels(key: bytes) -> LabelMap:
    """`b0`, `b1`, … in an order that only the holder of the key can compute.

    Spec: https://www.w3.org/TR/vc-di-bbs/#createshuffledidlabelmapfunction
    """

    def shuffle(labels: Iterable[str]) -> Mapping[str, str]:
        secret = hmac_labels(key)(labels)
        ordered = sorted(secret, key=secret.__getitem__)
        return {label: f"b{place}" for place, label in enumerate(ordered)}

    return shuffle


def known_labels(labels: Mapping[str, str]) -> LabelMap:
    """The labels that a proof brings along, all of which it must bring.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#createlabelmapfunction
    """

    def look_up(canonical: Iterable[str]) -> Mapping[str, str]:
        wanted = set(canonical)
        if wanted != set(labels) or len(set(labels.values())) != len(labels):
            raise ParseError(
                "PROOF_MALFORMED",
                "The proof does not name each blank node of the document by a label of its own.",
                found=f"{len(labels)} labels",
                expected=f"{len(wanted)} labels",
                spec=_SPEC + "#createlabelmapfunction",
            )
        return labels

    return look_up


def label_replacement_canonicalize(
    quads: Sequence[Term4], label_map: LabelMap, *, limits: Limits = DEFAULT
) -> tuple[list[str], dict[str, str]]:
    """Canonical N-Quads with other labels, in order, and the new term for each blank node.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#labelreplacementcanonicalizenquads
    """
    canonical = canonical_labels(quads, limits=limits)
    labels = label_map([label[2:] for label in canonical.values()])
    names = {blank: f"_:{labels[label[2:]]}" for blank, label in canonical.items()}
    return sorted(set(_lines(quads, names))), names


@dataclass(frozen=True, slots=True)
class Statements:
    """All that a document says, ready to be divided.

    Attributes:
        document: The document.
        nquads: Its statements in order.
        names: The term in the statements for each blank node of `quads`.
        quads: The statements before.
        places: The id or blank node of each node object by its path in the document.
        limits: What the document may cost.
        extra_contexts: Contexts that the caller approves.
    """

    document: Document
    nquads: Sequence[str]
    names: Mapping[str, str]
    quads: Sequence[Term4]
    places: Mapping[Path, str]
    limits: Limits
    extra_contexts: ExtraContexts | None

    @classmethod
    def of(
        cls,
        document: Document,
        label_map: LabelMap,
        *,
        limits: Limits = DEFAULT,
        extra_contexts: ExtraContexts | None = None,
    ) -> Statements:
        """The statements of an unsecured document.

        Raises:
            JsonLdError: If JSON-LD would lose anything of it.
            LimitError: If it is too costly.
        """
        quads, places = to_placed_quads(document, limits=limits, extra_contexts=extra_contexts)
        nquads, names = label_replacement_canonicalize(quads, label_map, limits=limits)
        return cls(document, nquads, names, quads, places, limits, extra_contexts)

    def matching(self, pointers: Sequence[str]) -> frozenset[int]:
        """The indexes of the statements that the parts at these pointers make.

        Raises:
            ProofGenerationError: If a pointer leads nowhere, or to something that cannot be
                shown by itself.

        Spec: https://www.w3.org/TR/vc-di-ecdsa/#canonicalizeandgroup
        """
        index = {nquad: place for place, nquad in enumerate(self.nquads)}
        selected = self._selected(pointers) if pointers else []
        strange = next((nquad for nquad in selected if nquad not in index), None)
        if strange is None:
            return frozenset(index[nquad] for nquad in selected)
        if len(pointers) > 1:
            for pointer in pointers:
                self.matching([pointer])
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "A part of a value, of an ordered list or of a named graph cannot be disclosed by"
            " itself: it would say something that the document does not say.",
            pointer=pointers[0],
            found=strange,
            remedy="Point to the whole of it.",
            spec=_SPEC + "#selectcanonicalnquads",
        )

    def _selected(self, pointers: Sequence[str]) -> list[str]:
        """The statements of a part of the document, under the labels of the whole.

        Spec: https://www.w3.org/TR/vc-di-ecdsa/#selectcanonicalnquads
        """
        ids = {
            path: _SKOLEM + self.names[node][2:]
            for path, node in self.places.items()
            if node in self.names
        }
        part = pick(select(pointers, self.document), self.document, ids)
        found = to_quads(part, limits=self.limits, extra_contexts=self.extra_contexts)
        quads = [(_deskolemized(s), p, _deskolemized(o), g) for s, p, o, g in found]
        names: dict[str, str] = {}
        known = set(self.names.values())
        if any(term[:2] == "_:" and term not in known for quad in quads for term in quad):
            name = self.names.get
            whole = [(name(s, s), p, name(o, o), name(g, g)) for s, p, o, g in self.quads]
            names = names_in_whole(quads, whole)
        return list(_lines(quads, names))


def _deskolemized(term: str) -> str:
    return f"_:{term[_SKOLEM_LENGTH:-1]}" if term.startswith(_SKOLEM_TERM) else term


def _lines(quads: Iterable[Sequence[str]], names: Mapping[str, str]) -> Iterable[str]:
    name = names.get
    for s, p, o, g in quads:
        if g:
            yield f"{name(s, s)} {p} {name(o, o)} {name(g, g)} .\n"
        else:
            yield f"{name(s, s)} {p} {name(o, o)} .\n"
