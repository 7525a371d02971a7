"""The checks of a European credential against an application profile, in one reading of it.

```python
from elm_microcred.report import Report
from elm_microcred.validation.elm import elm_checks

Report(elm_checks(document, "edc-generic-full"))
```
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from elm_microcred import profiles
from elm_microcred.jsonld import ExtraContexts, survey
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem
from elm_microcred.report import Check
from elm_microcred.validation.compiled import compile_profile
from elm_microcred.validation.graph import Graph
from elm_microcred.validation.literal_forms import literal_problems
from elm_microcred.validation.structure import has_target, prepared, structure_problems
from elm_microcred.validation.vocabulary_check import vocabulary_problems
from elm_microcred.vocabularies import ConceptSource


def elm_checks(
    document: object,
    profile: str | Sequence[str] = "edc-generic-full",
    *,
    table: str = profiles.DEFAULT,
    before_sealing: bool = False,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
    lists: ConceptSource | None = None,
) -> tuple[Check, ...]:
    """Terms, shapes, literal forms and vocabularies of a document.

    Args:
        document: Parsed JSON-LD: a credential, or an upload that is checked before sealing.
        profile: Name of the application profile, or of several.
        table: The table to prefer where several have the profile: `edc-3.2`, `edc-3.1`.
        before_sealing: Whether it is a draft; what the seal adds is not asked for then.
        limits: Bounds on the document.
        extra_contexts: Contexts that the caller approves, by URL.
        lists: Lists of concepts that the library does not have.

    Raises:
        UsageError: If there is no such profile.
        LimitError: If the document is too deep, or has too many nodes, values or contexts.
    """
    names = (profile,) if isinstance(profile, str) else tuple(profile)
    compiled = [compile_profile(name, table) for name in names]
    shown = prepared(document, before_sealing=before_sealing)
    said = survey(shown, limits=limits, extra_contexts=extra_contexts)
    graph = Graph(said.quads)
    shapes = _once(
        structure_problems(shown, said, each, before_sealing=before_sealing, graph=graph)
        for each in compiled
    )
    tables = tuple(dict.fromkeys(each.table.name for each in compiled))
    values = {"profile": _one_or_all(names), "table": _one_or_all(tables)}
    aimed = [each for each in compiled if has_target(graph, each)]
    if not aimed:
        # What says nothing has no wrong concepts either: that would be no answer.
        skipped = (Check.skipped("shapes/literals"), Check.skipped("vocabularies"))
        return (Check.of("terms", said.problems), Check.of("shapes", shapes, values), *skipped)
    literals = _once(literal_problems(shown, said, graph, each) for each in aimed)
    concepts = _once(vocabulary_problems(shown, said, graph, each, lists) for each in aimed)
    return (
        Check.of("terms", said.problems),
        Check.of("shapes", shapes, values),
        Check.of("shapes/literals", literals),
        Check.of("vocabularies", concepts),
    )


def _once(found: Iterable[Iterable[Problem]]) -> list[Problem]:
    """The findings of several profiles, each told once."""
    told: dict[tuple[str, str, str | None, str | None], Problem] = {}
    for problems in found:
        for each in problems:
            told.setdefault((each.code, each.pointer, each.found, each.expected), each)
    return list(told.values())


def _one_or_all(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)
