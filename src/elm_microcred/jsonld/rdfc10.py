"""RDF Dataset Canonicalization (RDFC-1.0), with SHA-256 or SHA-384, under a limit of work.

Triples without blank nodes are final lines at once. Most blank nodes are told apart by the hash
of their own quads; only those that share it go to Hash N-Degree Quads, whose cost can explode.

*Twins* are blank nodes with the same quads but for their own name: two of them can change
places and the dataset stays what it is. So one order stands for all orders of twins, and the
result for one gives that of the others. This is beyond the specification, and changes its cost
only, never its result.

Spec: https://www.w3.org/TR/rdf-canon/
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import factorial, prod
from typing import Any, Final

from elm_microcred.errors import LimitError, UsageError
from elm_microcred.limits import DEFAULT, Limits

Term4 = tuple[str, str, str, str]
"""Subject, predicate, object, graph: a `Quad`, or any tuple like it."""

_RELATIONS_PER_CALL: Final = 4
"""A blank node with more neighbours than these counts as several calls."""
_LONGEST_CHAIN: Final = 400
"""Most calls of Hash N-Degree Quads inside each other: compiled, it finds no end of the stack."""
_SPEC: Final = "https://www.w3.org/TR/rdf-canon/#dataset-poisoning"
_HASHES: Final[dict[str, Callable[[bytes], Any]]] = {
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
}


def canonicalize_quads(
    quads: Iterable[Term4], *, algorithm: str = "sha256", limits: Limits = DEFAULT
) -> str:
    """The canonical N-Quads of a dataset: the same text for every isomorphic dataset.

    Args:
        quads: N-Quads terms in canonical spelling, as `to_quads` and `parse_nquads` give them.
        algorithm: `sha256` or `sha384`.
        limits: Bounds on the work that blank nodes may ask for.

    Raises:
        LimitError: If it would cost too much (LIMIT_CANONICALISATION).

    Spec: https://www.w3.org/TR/rdf-canon/#canon-algorithm
    """
    return canonical_nquads({}, quads, algorithm=algorithm, limits=limits)


def canonical_nquads(
    endings: Mapping[str, list[str]],
    quads: Iterable[Term4],
    *,
    algorithm: str,
    limits: Limits,
) -> str:
    """The canonical N-Quads of a dataset, most of which is written as lines already.

    Args:
        endings: Of subjects, what follows them in lines of N-Quads without another blank node;
            the lists are used up.
        quads: All other statements.
        algorithm: `sha256` or `sha384`.
        limits: Bounds on the work that blank nodes may ask for.

    Raises:
        LimitError: If it would cost too much (LIMIT_CANONICALISATION).
    """
    told, linked = _divided(endings, quads)
    label = _labels(told, linked, algorithm, limits).get
    found = {label(subject, subject): own for subject, own in told.items()}
    for s, p, o, g in linked:
        ending = f" {p} {label(o, o)} {label(g, g)} .\n" if g else f" {p} {label(o, o)} .\n"
        found.setdefault(label(s, s), []).append(ending)
    for subject in {quad[0] for quad in linked}:
        found[label(subject, subject)].sort()
    # No subject begins as another one does, so that the lines of each stand together.
    return "".join([subject + subject.join(found[subject]) for subject in sorted(found)])


def canonical_labels(
    quads: Iterable[Term4], *, algorithm: str = "sha256", limits: Limits = DEFAULT
) -> dict[str, str]:
    """The canonical label (`_:c14n0` …) of each blank node of a dataset, in order of issue.

    Raises:
        LimitError: If it would cost too much (LIMIT_CANONICALISATION).

    Spec: https://www.w3.org/TR/rdf-canon/#dfn-issued-identifiers-map
    """
    return _labels(*_divided({}, quads), algorithm, limits)


def _divided(
    endings: Mapping[str, list[str]], quads: Iterable[Term4]
) -> tuple[dict[str, list[str]], list[Term4]]:
    """The endings of each subject, in order; the quads with a blank node behind their subject."""
    told = {subject: own for subject, own in endings.items() if own}
    linked: dict[Term4, None] = {}
    for quad in quads:
        s, p, o, g = quad
        if o[0] == "_" or (g and g[0] == "_"):
            linked[quad] = None
        else:
            told.setdefault(s, []).append(f" {p} {o} {g} .\n" if g else f" {p} {o} .\n")
    for subject, own in told.items():
        own.sort()
        last = ""
        for line in own:  # a set would hash each line, however long it is
            if line == last:
                told[subject] = [line for line, _ in groupby(own)]
                break
            last = line
    return told, list(linked)


def _labels(
    endings: Mapping[str, list[str]], linked: Sequence[Term4], algorithm: str, limits: Limits
) -> dict[str, str]:
    """The issued identifiers map of the canonical issuer."""
    if algorithm not in _HASHES:
        raise UsageError(
            "USAGE",
            "RDFC-1.0 is defined for two hash algorithms.",
            found=algorithm,
            expected="sha256 or sha384",
        )
    digest = _HASHES[algorithm]
    first = _hash_first_degree_quads(endings, linked, digest)
    if len(set(first.values())) < len(first):
        return _Canonicalization(first, linked, digest, limits).labels()
    ordered = sorted(first, key=first.__getitem__)
    return {node: f"_:c14n{place}" for place, node in enumerate(ordered)}


def _hash_first_degree_quads(
    endings: Mapping[str, list[str]], linked: Sequence[Term4], digest: Callable[[bytes], Any]
) -> dict[str, str]:
    """The first degree hash of every blank node; that of an only one is not needed, and empty.

    Args:
        endings: Of subjects, what follows them in lines without another blank node, in order.
        linked: The quads with a blank node behind their subject.
        digest: The hash algorithm.

    Spec: https://www.w3.org/TR/rdf-canon/#hash-1d-quads
    """
    nodes = {subject: "" for subject in endings if subject[0] == "_"}
    # Lines that begin with the node itself, which is `_:a`, and lines that do not.
    begun: defaultdict[str, list[str]] = defaultdict(list)
    other: defaultdict[str, list[str]] = defaultdict(list)
    for quad in linked:
        s, p, o, g = quad
        if g or s == o:
            for node in {term for term in (s, o, g) if term[:1] == "_"}:
                line = _line(node, *quad)
                if line[:3] == "_:a":
                    begun[node].append(line[3:])
                else:
                    other[node].append(line)
        elif s[0] != "_":
            other[o].append(f"{s} {p} _:a .\n")
        else:
            begun[s].append(f" {p} _:z .\n")
            other[o].append(f"_:z {p} _:a .\n")
    nodes |= dict.fromkeys((*begun, *other), "")
    if len(nodes) == 1:
        return nodes
    for node in nodes:
        lines: Sequence[str] = endings.get(node, ())
        if node in begun:
            lines = sorted((*lines, *begun[node]))
        text = "_:a" + "_:a".join(lines) if lines else ""
        # IRIs come before blank nodes, and `_:z` comes after `_:a`.
        around: Sequence[str] = other.get(node, ())
        if len(around) == 1:
            text = around[0] + text if around[0][0] == "<" else text + around[0]
        elif around:
            before = sorted(line for line in around if line[0] == "<")
            behind = sorted(line for line in around if line[0] != "<")
            text = "".join((*before, text, *behind))
        nodes[node] = digest(text.encode()).hexdigest()
    return nodes


class _Canonicalization:
    """The canonicalization state of one dataset in which first degree hashes are shared.

    Spec: https://www.w3.org/TR/rdf-canon/#canon-state
    """

    def __init__(
        self,
        first: dict[str, str],
        quads: Sequence[Term4],
        digest: Callable[[bytes], Any],
        limits: Limits,
    ) -> None:
        self._first = first
        self._quads = quads
        self._digest = digest
        self._limits = limits
        self._canonical: dict[str, str] = {}
        self._quads_of: defaultdict[str, list[Term4]] = defaultdict(list)
        self._around: dict[str, tuple[Sequence[tuple[str, str]], frozenset[Term4]]] = {}
        self._hashes: dict[str, str] = {}
        self._depth = 0
        self._work_left = _RELATIONS_PER_CALL * max(
            limits.hash_n_degree_calls, limits.hash_n_degree_calls_per_blank_node * len(first)
        )

    def labels(self) -> dict[str, str]:
        """The issued identifiers map of the canonical issuer."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for node, value in self._first.items():
            groups[value].append(node)
        ordered = sorted(groups.items())
        for _, nodes in ordered:
            if len(nodes) == 1:
                self._issue(nodes)
        self._index_quads()
        try:
            for _, nodes in ordered:
                if len(nodes) > 1:
                    self._label_alike(nodes)
        except RecursionError as error:
            raise self._too_costly("the blank nodes form too long a chain") from error
        return self._canonical

    def _issue(self, nodes: Iterable[str]) -> None:
        for node in nodes:
            if node not in self._canonical:
                self._canonical[node] = f"_:c14n{len(self._canonical)}"

    def _hash(self, text: str) -> str:
        value = self._hashes.get(text)
        if value is None:
            value = self._hashes[text] = self._digest(text.encode()).hexdigest()
        return value

    def _index_quads(self) -> None:
        """Note for each blank node the quads that relate it to others."""
        quads_of = self._quads_of
        for quad in self._quads:
            s, _, o, g = quad
            if s[0] == "_":
                quads_of[s].append(quad)
            if o[0] == "_" and o != s:
                quads_of[o].append(quad)
            if g and g[0] == "_" and g != s and g != o:
                quads_of[g].append(quad)

    def _look_around(self, node: str) -> tuple[Sequence[tuple[str, str]], frozenset[Term4]]:
        """How a blank node is related to others, and the quads that say so.

        Each relation is the position and predicate of another blank node, and that node. In the
        quads, the node itself has no name, so that they are the same for twins: what else is
        said of nodes that share a first degree hash is the same already.
        """
        relations: list[tuple[str, str]] = []
        quads: list[Term4] = []
        for s, p, o, g in self._quads_of[node]:
            before = len(relations)
            if s[0] == "_" and s != node:
                relations.append(("s" + p, s))
            if o[0] == "_" and o != node:
                relations.append(("o" + p, o))
            if g and g[0] == "_" and g != node:
                relations.append(("g", g))
            if len(relations) > before:
                quads.append(
                    (
                        "_:" if s == node else s,
                        p,
                        "_:" if o == node else o,
                        "_:" if g == node else g,
                    )
                )
        found = self._around[node] = (relations, frozenset(quads))
        return found

    def _label_alike(self, nodes: Sequence[str]) -> None:
        """Issue canonical labels to blank nodes that share a first degree hash."""
        results: list[tuple[str, list[str]]] = []
        for first, *others in self._twins(n for n in nodes if n not in self._canonical):
            value, issuer = self._hash_n_degree_quads(first, {first: "_:b0"})
            # The issuer of a twin is this one with the two exchanged, so that only the twin
            # itself can be missing from it.
            results.append((value, [*issuer, *others]))
        results.sort(key=lambda result: result[0])
        for _, issued in results:
            self._issue(issued)

    def _twins(self, nodes: Iterable[str]) -> list[list[str]]:
        """Nodes of one first degree hash in classes of those that can change places."""
        classes: dict[frozenset[Term4], list[str]] = {}
        for node in nodes:
            _, quads = self._around.get(node) or self._look_around(node)
            classes.setdefault(quads, []).append(node)
        return list(classes.values())

    def _hash_n_degree_quads(
        self, identifier: str, issuer: dict[str, str]
    ) -> tuple[str, dict[str, str]]:
        """The hash of a blank node and all that hangs together with it.

        Spec: https://www.w3.org/TR/rdf-canon/#hash-nd-quads
        """
        relations, _ = self._around.get(identifier) or self._look_around(identifier)
        self._work_left -= max(_RELATIONS_PER_CALL, len(relations))
        if self._work_left < 0:
            raise self._too_costly("the blank nodes are too much alike")
        self._depth += 1
        if self._depth > _LONGEST_CHAIN:
            raise self._too_costly("the blank nodes form too long a chain")
        related: defaultdict[str, list[str]] = defaultdict(list)
        for position, node in relations:
            # Spec: https://www.w3.org/TR/rdf-canon/#hash-related-blank-node
            known = self._canonical.get(node) or issuer.get(node) or self._first[node]
            related[self._hash(position + known)].append(node)
        data: list[str] = []
        for related_hash, nodes in sorted(related.items()):
            orders = self._orders(nodes)
            if len(orders) == 1:
                path, issuer = self._path(orders[0], issuer, "")
            else:
                path, best = "", issuer
                for order in orders:
                    found, its_issuer = self._path(order, issuer.copy(), path)
                    if found and (not path or found < path):
                        path, best = found, its_issuer
                issuer = best
            data += (related_hash, path)
        self._depth -= 1
        return self._hash("".join(data)), issuer

    def _orders(self, nodes: Sequence[str]) -> Sequence[Sequence[str]]:
        """All orders of the nodes but for those that only exchange twins."""
        if len(nodes) == 1:
            return (nodes,)
        classes = self._twins(nodes)
        if len(classes) == 1:
            return classes
        count = factorial(len(nodes)) // prod(factorial(len(twins)) for twins in classes)
        if count > factorial(self._limits.permutation_items):
            raise self._too_costly(f"{len(nodes)} blank nodes can stand in {count} orders")
        return list(_merged(classes))

    def _path(
        self, order: Sequence[str], issuer: dict[str, str], chosen: str
    ) -> tuple[str, dict[str, str]]:
        """The path through the nodes in that order; empty where the chosen one goes before."""
        path = ""
        recursion: list[str] = []
        for node in order:
            label = self._canonical.get(node) or issuer.get(node)
            if label is None:
                label = issuer[node] = f"_:b{len(issuer)}"
                recursion.append(node)
            path += label
        for node in recursion:
            if chosen and path > chosen[: len(path)]:
                return "", issuer
            value, issuer = self._hash_n_degree_quads(node, issuer)
            path += f"{issuer[node]}<{value}>"
        return path, issuer

    def _too_costly(self, why: str) -> LimitError:
        return LimitError(
            "LIMIT_CANONICALISATION",
            f"The graph cannot be canonicalised at a sensible cost: {why}.",
            found=f"{len(self._first)} blank nodes",
            expected=f"at most {self._limits.hash_n_degree_calls} calls of Hash N-Degree Quads, or "
            f"{self._limits.hash_n_degree_calls_per_blank_node} for each blank node",
            remedy="Give the objects ids.",
            spec=_SPEC,
        )


def _line(node: str, s: str, p: str, o: str, g: str) -> str:
    """The quad with `node` as `_:a` and every other blank node as `_:z`."""
    if s[0] == "_":
        s = "_:a" if s == node else "_:z"
    if o[0] == "_":
        o = "_:a" if o == node else "_:z"
    if not g:
        return f"{s} {p} {o} .\n"
    if g[0] == "_":
        g = "_:a" if g == node else "_:z"
    return f"{s} {p} {o} {g} .\n"


def _merged(classes: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The distinct ways to merge the classes, the order inside each class kept."""
    if not any(classes):
        yield []
    for place, twins in enumerate(classes):
        if twins:
            rest = (*classes[:place], twins[1:], *classes[place + 1 :])
            yield from ([twins[0], *tail] for tail in _merged(rest))
