"""Misfits as problems: where, what was found, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.validation import constraints as c
from elm_microcred.validation.graph import TYPE, Graph, Places, plain

if TYPE_CHECKING:
    from elm_microcred.validation.compiled import Profile
    from elm_microcred.validation.structure import Misfit

_SHACL: Final = "https://www.w3.org/TR/shacl/#{}ConstraintComponent"
_IN_SCHEME: Final = "<http://www.w3.org/2004/02/skos/core#inScheme>"

_CODES: Final = {
    "MinCount": "SHAPES_MIN_COUNT",
    "MaxCount": "SHAPES_MAX_COUNT",
    "Class": "SHAPES_CLASS",
    "Datatype": "SHAPES_DATATYPE",
    "NodeKind": "SHAPES_NODE_KIND",
    "UniqueLang": "SHAPES_UNIQUE_LANGUAGE",
    "MaxInclusive": "SHAPES_RANGE",
    "Pattern": "SHAPES_PATTERN",
    "In": "SHAPES_VALUE",
    "HasValue": "SHAPES_VALUE",
    "Disjoint": "SHAPES_DISJOINT",
    "Or": "SHAPES_NODE",
    "And": "SHAPES_PATTERN",
    "Node": "SHAPES_NODE",
}


def no_target(document: Any, profile: Profile) -> Problem:
    """The problem of a document in which the profile finds nothing to look at."""
    roots = sorted(profile.short(root).partition(":")[2] for root in profile.roots)
    types = document.get("type") if isinstance(document, dict) else None
    return Problem(
        "SHAPES_NO_TARGET",
        f"The profile {profile.name} finds nothing in this document that it is about.",
        found=f"type {shorten(types)}" if types else "no type",
        expected="a node of type " + (", ".join(roots) if len(roots) < 4 else "of the table"),
        remedy="Give the document its @context and its type; a draft may be checked as one.",
        spec="https://www.w3.org/TR/shacl/#targets",
    )


def problem_of(
    misfit: Misfit,
    graph: Graph,
    profile: Profile,
    places: Places,
    at: tuple[str | int, ...] | None = None,
) -> Iterator[Problem]:
    """The problems of one misfit: several where a node lacks several things.

    Args:
        misfit: What does not fit.
        graph: What the document says.
        profile: What it was held against.
        places: Where the document says it.
        at: The place of the focus node to prefer where it stands in several.
    """
    row = profile.row(misfit.of, misfit.path)
    terms = (row.member, row.path, row.iri) if row else (misfit.path[1:-1],)
    name = terms[0]
    of = profile.short(misfit.of).partition(":")[2] if misfit.of else "This node"
    where = places.member(misfit.focus, terms, misfit.value, first=at)
    constraint = misfit.constraint
    if constraint is None:
        yield Problem(
            "SHAPES_CLOSED",
            f"{of} has no property {name} in this profile.",
            pointer=json_pointer(where),
            found=shorten(plain(misfit.value or "")),
            expected=f"the properties of {of} only",
            remedy="Remove it.",
            spec=_SHACL.format("Closed"),
        )
        return
    if isinstance(constraint, c.Node) and misfit.value is not None:
        inner = list(_of_node(constraint.shape, misfit.value, graph, profile, places, where))
        if inner:
            yield from inner
            return
    yield Problem(
        _CODES[constraint.component],
        _DETAILS[constraint.component].format(of=of, name=name),
        pointer=json_pointer(where),
        found=_found(misfit, graph, profile),
        expected=_expected(constraint, profile, name),
        remedy=_REMEDIES.get(constraint.component, ""),
        spec=_SHACL.format(constraint.component),
    )


_DETAILS: Final = {
    "MinCount": "{of} lacks {name}.",
    "MaxCount": "{of} has {name} too often.",
    "Class": "{name} of {of} is of the wrong class.",
    "Datatype": "{name} of {of} is of the wrong datatype, or its text is not of that datatype.",
    "NodeKind": "{name} of {of} is of the wrong kind.",
    "UniqueLang": "{name} of {of} has two texts of one language.",
    "MaxInclusive": "{name} of {of} is too great.",
    "Pattern": "{name} of {of} has not the form that is asked for.",
    "In": "{name} of {of} is not one of the values that are allowed.",
    "HasValue": "{name} of {of} lacks a value that must be there.",
    "Disjoint": "{name} of {of} repeats a value of another property.",
    "Or": "{name} of {of} fits none of the shapes that are allowed.",
    "And": "{name} of {of} has not the form that is asked for.",
    "Node": "{name} of {of} does not fit the shape that is asked for.",
}
_REMEDIES: Final = {
    "MinCount": "Add it.",
    "MaxCount": "Keep one value.",
    "Class": "Write the node in full, with its type.",
    "Datatype": "Correct the value.",
    "NodeKind": "Give the node an id that is an IRI.",
    "UniqueLang": "Keep one text for each language.",
}


def _found(misfit: Misfit, graph: Graph, profile: Profile) -> str | None:
    value = misfit.value
    if value is None:
        number = len(graph.objects(misfit.focus, misfit.path))
        return f"{number} values" if number else None
    types = [profile.short(each) for each in graph.types(value)]
    if isinstance(misfit.constraint, c.Class | c.Node | c.AnyOf) and types:
        return f"{plain(value)} of type {', '.join(types)}"
    return plain(value) if value[0] != "_" else "a node without an id"


def _expected(constraint: c.Constraint, profile: Profile, name: str) -> str:
    match constraint:
        case c.MinCount(number):
            return f"at least {number} {name}"
        case c.MaxCount(number):
            return f"at most {number} {name}"
        case c.Class(classes):
            names = sorted(profile.short(each).partition(":")[2] for each in classes)
            return "a node of type " + " or ".join(names)
        case c.Datatype():
            return constraint.form
        case c.NodeKind(kind):
            return "an IRI" if kind == "IRI" else "a literal"
        case c.UniqueLanguage():
            return "each language once"
        case c.MaxInclusive(number):
            return f"at most {number}"
        case c.Pattern(pattern):
            return f"a match of {pattern.pattern}"
        case c.In(allowed):
            return "one of " + ", ".join(sorted(plain(each) for each in allowed))
        case c.HasValue(value):
            return plain(value)
        case c.Disjoint(predicate):
            return f"no value of {profile.short(predicate)}"
        case c.Node(shape):
            return f"a node that fits {shape.name[1]}"
    return "a value that fits the profile"


def _of_node(
    shape: c.NodeShape,
    value: str,
    graph: Graph,
    profile: Profile,
    places: Places,
    where: tuple[str | int, ...],
) -> Iterator[Problem]:
    """What is wrong with a node that has to fit a shape of its own."""
    from elm_microcred.validation.structure import Misfit

    if _IN_SCHEME in shape.properties and len(shape.properties) == 1:
        yield _of_scheme(shape.properties[_IN_SCHEME], value, graph, where)
        return
    node = graph.nodes.get(value, {})
    of = next((each for each in node.get(TYPE, ()) if each in profile.classes), "")
    for path, row in shape.properties.items():
        values = node.get(path, ())
        for constraint in row.constraints:
            for bad in constraint.misfits(graph, value, values):
                inner = Misfit(value, path, bad, constraint, of)
                yield from problem_of(inner, graph, profile, places, where)


def _of_scheme(
    row: c.PropertyShape, concept: str, graph: Graph, where: tuple[str | int, ...]
) -> Problem:
    schemes = [plain(each) for each in graph.objects(concept, _IN_SCHEME)]
    wanted = [each for each in row.constraints if isinstance(each, c.HasValue | c.In | c.Pattern)]
    names = [
        plain(each.value)
        if isinstance(each, c.HasValue)
        else " or ".join(sorted(map(plain, each.allowed)))
        if isinstance(each, c.In)
        else each.pattern.pattern
        for each in wanted
    ]
    typed = any(isinstance(each, c.Class) for each in row.constraints)
    return Problem(
        "SHAPES_VOCABULARY",
        "This is not a concept of the vocabulary that the profile demands here.",
        pointer=json_pointer(where),
        found=f"{plain(concept)} in {', '.join(schemes) or 'no vocabulary'}",
        expected=f"a concept whose inScheme is {', '.join(names)}"
        + (", of type ConceptScheme" if typed else ""),
        remedy="Write the concept in full: id, type, inScheme with its id and type, prefLabel.",
        spec=_SHACL.format("Node"),
    )
