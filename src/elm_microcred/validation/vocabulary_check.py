"""Vocabularies: are the concepts of a document in the lists that they say they are from?

SHACL only asks whether a concept names the right vocabulary: it takes `eqf/99` for a level of EQF.
Here the concept itself is looked up. Three answers are possible: known, unknown, and "not shipped",
which settles nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from elm_microcred import profiles, vocabularies
from elm_microcred.jsonld import ExtraContexts, Survey, survey
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, json_pointer
from elm_microcred.profiles import Property
from elm_microcred.validation.compiled import Profile, compile_profile
from elm_microcred.validation.graph import TYPE, Graph, Places, plain
from elm_microcred.validation.structure import prepared
from elm_microcred.vocabularies import ConceptSource, Membership

_IN_SCHEME = "<http://www.w3.org/2004/02/skos/core#inScheme>"


def check_vocabularies(
    document: object,
    profile: str = "edc-generic-full",
    *,
    table: str = profiles.DEFAULT,
    before_sealing: bool = False,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
    lists: ConceptSource | None = None,
) -> list[Problem]:
    """What is wrong with the concepts of a document.

    Args:
        document: Parsed JSON-LD.
        profile: Name of the application profile that says which property takes which vocabulary.
        table: The table to prefer where several have the profile.
        before_sealing: Whether it is a draft, as in `check_structure`.
        limits: Bounds on the document.
        extra_contexts: Contexts that the caller approves, by URL.
        lists: Lists of concepts that the library does not have.

    Raises:
        UsageError: If there is no such profile.
        LimitError: If the document is too deep, or has too many nodes, values or contexts.
    """
    compiled = compile_profile(profile, table)
    shown = prepared(document, before_sealing=before_sealing)
    said = survey(shown, limits=limits, extra_contexts=extra_contexts)
    return vocabulary_problems(shown, said, Graph(said.quads), compiled, lists)


def vocabulary_problems(
    document: Any,
    said: Survey,
    graph: Graph,
    profile: Profile,
    lists: ConceptSource | None = None,
) -> list[Problem]:
    """The same for a document that was surveyed already."""
    places = Places(document, said.places)
    asked: set[tuple[str, str | None, str | None]] = set()
    problems: list[Problem] = []
    for focus, node in graph.nodes.items():
        for of in node.get(TYPE, ()):
            rows = profile.concepts.get(of)
            if rows is None:
                continue
            for path, values in node.items():
                row = rows.get(path)
                if row is None:
                    continue
                for value in values:
                    question = (value, row.vocabulary, row.recommended)
                    if question in asked:
                        continue
                    asked.add(question)
                    for problem in _of_concept(value, row, graph, lists):
                        where = places.member(focus, (row.member, row.path, row.iri), value)
                        problems.append(problem.at(json_pointer(where)))
    return problems


def _of_concept(
    value: str, row: Property, graph: Graph, lists: ConceptSource | None
) -> Iterator[Problem]:
    if value[0] == '"':
        return  # no concept at all: the structure says so
    iri = plain(value)
    named = [plain(scheme) for scheme in graph.objects(value, _IN_SCHEME)]
    if row.recommended and row.recommended not in named:
        yield Problem(
            "VOCABULARY_OTHER_SCHEME",
            f"{row.member} names another vocabulary than the one recommended for it.",
            found=", ".join(named) or "no vocabulary",
            expected=row.recommended,
            remedy="Use a concept of it where one fits; others may not understand your own.",
        )
    if value[0] != "<":
        return
    for scheme in dict.fromkeys([*named, *_scheme_of(iri)]):
        known = vocabularies.membership(scheme, iri, lists)
        if known is Membership.UNKNOWN:
            yield Problem(
                "VOCABULARY_UNKNOWN_CODE",
                f"The vocabulary {_name(scheme)} has no such concept.",
                found=iri,
                expected=f"a concept of {scheme}",
                remedy="Correct the code, or name the vocabulary that it belongs to.",
            )
        elif known is Membership.NOT_SHIPPED and _is_public(scheme):
            code = "VOCABULARY_NOT_SHIPPED" if scheme == row.vocabulary else "VOCABULARY_UNCHECKED"
            yield Problem(
                code,
                f"The list of the vocabulary {_name(scheme)} is not part of the library.",
                found=iri,
                remedy="Look the concept up at its address, or pass the list in (`lists`).",
            )


def _scheme_of(iri: str) -> list[str]:
    """The vocabulary that an IRI belongs to by how it begins."""
    base = iri[: iri.rfind("/") + 1]
    return [_bases()[base]] if base in _bases() else []


@cache
def _bases() -> dict[str, str]:
    return {of.base: of.iri for of in vocabularies.schemes().values()}


def _name(scheme: str) -> str:
    return next((of.name for of in vocabularies.schemes().values() if of.iri == scheme), scheme)


def _is_public(scheme: str) -> bool:
    """Whether the vocabulary is one of those that are known, not one of the issuer's own."""
    return any(of.iri == scheme for of in vocabularies.schemes().values())
