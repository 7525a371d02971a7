"""Structure: does a document fit an application profile, shape by shape?

```python
from elm_microcred.validation.structure import check_structure

check_structure(document, "edc-generic-full")  # one Problem for each misfit; empty where none
check_structure(draft, before_sealing=True)  # without asking for what the seal adds
```

The shapes are compiled from the tables of `elm_microcred.profiles`. The verdict is that of the
published SHACL files, but for documents in which SHACL finds nothing to look at: those fail here.

Spec: https://www.w3.org/TR/shacl/#validation
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from elm_microcred import contexts, profiles
from elm_microcred.jsonld import ExtraContexts, Survey, survey
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem
from elm_microcred.validation import constraints as c
from elm_microcred.validation.compiled import Profile, compile_profile
from elm_microcred.validation.graph import TYPE, Graph, Places
from elm_microcred.validation.wording import no_target, problem_of


class Misfit(NamedTuple):
    """One validation result, in the words of SHACL.

    Attributes:
        focus: The node that was looked at, as an N-Quads term.
        path: The property; empty where the node itself is meant.
        value: The value that does not fit; `None` where none in particular.
        constraint: The constraint; `None` for a property that a closed class does not have.
        of: The class whose shape it is.
    """

    focus: str
    path: str
    value: str | None
    constraint: c.Constraint | None
    of: str


def check_structure(
    document: object,
    profile: str = "edc-generic-full",
    *,
    table: str = profiles.DEFAULT,
    before_sealing: bool = False,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> list[Problem]:
    """Everything in which a document does not fit an application profile.

    What JSON-LD loses of the document is not looked at: `jsonld.check_terms` tells of that. The
    proof that secures a document is no part of what it says, and is left out.

    Args:
        document: Parsed JSON-LD.
        profile: Name of an application profile, such as `edc-generic-full`, `edc-accredited`,
            `loq-mdr`.
        table: The table to prefer where several have the profile: `edc-3.2`, `edc-3.1`.
        before_sealing: Whether it is a draft. The seal adds context, issuer and date of issue,
            and the issuer's identifier in the certificate: they are not asked for. An upload is
            taken out of its envelope.
        limits: Bounds on the document.
        extra_contexts: Contexts that the caller approves, by URL.

    Raises:
        UsageError: If there is no such profile.
        LimitError: If the document is too deep, or has too many nodes, values or contexts.
    """
    compiled = compile_profile(profile, table)
    shown = prepared(document, before_sealing=before_sealing)
    said = survey(shown, limits=limits, extra_contexts=extra_contexts)
    return structure_problems(shown, said, compiled, before_sealing=before_sealing)


def prepared(document: object, *, before_sealing: bool = False) -> object:
    """The document as the checks look at it: without its securing proof, a draft with a context."""
    if not isinstance(document, Mapping):
        return document
    if before_sealing:
        inner = document.get("credential")
        if isinstance(inner, Mapping) and "type" not in document:
            document = inner
        if "@context" not in document:
            document = {**document, "@context": [contexts.CREDENTIALS_V1, contexts.EDC_AP]}
    if _is_securing(document.get("proof")):
        return {name: value for name, value in document.items() if name != "proof"}
    return document


def _is_securing(proof: object) -> bool:
    proofs = proof if isinstance(proof, list) else [proof]
    return any(isinstance(each, Mapping) and "proofPurpose" in each for each in proofs)


def structure_problems(
    document: object,
    said: Survey,
    profile: Profile,
    *,
    before_sealing: bool = False,
    graph: Graph | None = None,
) -> list[Problem]:
    """The same for a document that was surveyed already."""
    found = Graph(said.quads) if graph is None else graph
    if not has_target(found, profile):
        return [
            *(problem for problem in said.problems if problem.code.startswith("CONTEXT_")),
            no_target(document, profile),
        ]
    places = Places(document, said.places)
    problems: dict[tuple[str, str, str], Problem] = {}
    for misfit in misfits(found, profile):
        if before_sealing and _added_by_seal(misfit, found, profile):
            continue
        for problem in problem_of(misfit, found, profile, places):
            problems.setdefault((problem.code, problem.pointer, problem.expected or ""), problem)
    return list(problems.values())


def has_target(graph: Graph, profile: Profile) -> bool:
    """Whether the graph has a node that the profile is about."""
    return any(not profile.roots.isdisjoint(node.get(TYPE, ())) for node in graph.nodes.values())


def misfits(graph: Graph, profile: Profile) -> Iterator[Misfit]:
    """Every validation result of a graph, in the order of the document."""
    by_predicate, required = profile.by_predicate, profile.required
    for focus, node in graph.nodes.items():
        for of in node.get(TYPE, ()):
            rows = by_predicate.get(of)
            if rows is None:
                continue
            for path, values in node.items():
                for row in rows.get(path, ()):
                    for constraint in row.constraints:
                        if not constraint.fits(graph, focus, values):
                            for value in constraint.misfits(graph, focus, values):
                                yield Misfit(focus, path, value, constraint, of)
            for row in required[of]:
                if row.path not in node:
                    yield from _missing(graph, focus, row, of)
            if of in profile.closed:
                yield from _closed(focus, node, profile.closed[of], of)


def _missing(graph: Graph, focus: str, row: c.PropertyShape, of: str) -> Iterator[Misfit]:
    for constraint in row.constraints:
        for value in constraint.misfits(graph, focus, ()):
            yield Misfit(focus, row.path, value, constraint, of)


def _closed(
    focus: str, node: Mapping[str, Iterable[str]], allowed: frozenset[str], of: str
) -> Iterator[Misfit]:
    for path, values in node.items():
        if path not in allowed:
            for value in values:
                yield Misfit(focus, path, value, None, of)


_ADDED: Final = {"cred:issued", "cred:issuer", "cred:issuanceDate"}


def _added_by_seal(misfit: Misfit, graph: Graph, profile: Profile) -> bool:
    """Whether sealing will put right what does not fit."""
    path = profile.short(misfit.path)
    if isinstance(misfit.constraint, c.MinCount):
        return path in _ADDED
    if path == "cred:issuer" and isinstance(misfit.constraint, c.Node) and misfit.value:
        lacking = _lacking(graph, misfit.value, misfit.constraint.shape)
        return {profile.short(each) for each in lacking} <= {"elm:eidasLegalIdentifier"}
    return False


def _lacking(graph: Graph, value: str, shape: c.NodeShape) -> Iterator[str]:
    """The properties for which a node does not fit a shape."""
    node: Mapping[str, Any] = graph.nodes.get(value, {})
    for path, row in shape.properties.items():
        if not row.fits(graph, value, node.get(path, ())):
            yield path
