"""Statements of a document under labels that tell nothing, and which of them a part makes.

The cryptosuites for selective disclosure sign each statement (N-Quad) apart. Blank nodes get
labels that a verifier cannot count by, since the label that canonicalization gives a node tells
about the nodes that are hidden.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#selective-disclosure-functions
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred.errors import ParseError, ProofGenerationError
from elm_microcred.jsonld import canonical_labels, to_placed_quads, to_quads
from elm_microcred.jsonld.approved import ExtraContexts
from elm_microcred.jsonld.nquads import RDF
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.proofs import multibase
from elm_microcred.proofs.selection import Document, Path, pick, select

Term4 = tuple[str, str, str, str]

LabelMap = Callable[[Iterable[str]], Mapping[str, str]]
"""From canonical labels of blank nodes (`c14n0`) to the labels that are used."""

_SKOLEM: Final = "urn:bnid:"
_SKOLEM_TERM: Final = f"<{_SKOLEM}"
_SKOLEM_LENGTH: Final = len(_SKOLEM_TERM)
_FIRST, _REST, _NIL = (f"<{RDF}{name}>" for name in ("first", "rest", "nil"))
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
        cells: dict[str, str] = {}
        if any(predicate == _FIRST for _, predicate, _, _ in quads):
            whole = _lists([tuple(map(self._name, quad)) for quad in self.quads])
            for key, lists in _lists(quads).items():
                for theirs, ours in zip(lists, whole.get(key, ()), strict=False):
                    cells |= zip(theirs, ours, strict=True)
        return list(_lines(quads, cells))

    def _name(self, term: str) -> str:
        return self.names.get(term, term)


def _deskolemized(term: str) -> str:
    return f"_:{term[_SKOLEM_LENGTH:-1]}" if term.startswith(_SKOLEM_TERM) else term


def _lists(quads: Iterable[Sequence[str]]) -> dict[tuple[Any, ...], list[list[str]]]:
    """The cells of each list, by the property that leads to the list and what it holds.

    Cells are blank nodes that stand for no object of the document. Lists with one key can change
    places, so that any order of them will do.
    """
    first: dict[str, str] = {}
    rest: dict[str, str] = {}
    for s, p, o, _ in quads:
        if p in (_FIRST, _REST) and s[0] == "_":
            (first if p == _FIRST else rest)[s] = o
    found: dict[tuple[Any, ...], list[list[str]]] = defaultdict(list)
    for s, p, o, g in quads:
        if o in rest and p not in (_FIRST, _REST):
            cells: dict[str, None] = {}
            content = _content(o, first, rest, cells)
            found[s, p, g, content].append(list(cells))
    return found


def _content(
    cell: str, first: Mapping[str, str], rest: Mapping[str, str], cells: dict[str, None]
) -> tuple[Any, ...]:
    items: list[Any] = []
    while cell in rest and cell not in cells:
        cells[cell] = None
        item = first.get(cell, "")
        items.append(_content(item, first, rest, cells) if item in rest else item)
        cell = rest[cell]
    return tuple(items)


def _lines(quads: Iterable[Sequence[str]], names: Mapping[str, str]) -> Iterable[str]:
    name = names.get
    for s, p, o, g in quads:
        if g:
            yield f"{name(s, s)} {p} {name(o, o)} {name(g, g)} .\n"
        else:
            yield f"{name(s, s)} {p} {name(o, o)} .\n"
