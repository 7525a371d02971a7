"""The checks of a European credential against an application profile, in one reading of it.

```python
from elm_microcred.report import Report
from elm_microcred.validation.elm import elm_checks

Report(elm_checks(document, "edc-generic-full"))
```
"""

from __future__ import annotations

from elm_microcred import profiles
from elm_microcred.jsonld import ExtraContexts, survey
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.report import Check
from elm_microcred.validation.compiled import compile_profile
from elm_microcred.validation.graph import Graph
from elm_microcred.validation.literal_forms import literal_problems
from elm_microcred.validation.structure import has_target, prepared, structure_problems
from elm_microcred.validation.vocabulary_check import vocabulary_problems


def elm_checks(
    document: object,
    profile: str = "edc-generic-full",
    *,
    table: str = profiles.DEFAULT,
    before_sealing: bool = False,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> tuple[Check, ...]:
    """Terms, shapes, literal forms and vocabularies of a document.

    Args:
        document: Parsed JSON-LD: a credential, or an upload that is checked before sealing.
        profile: Name of the application profile.
        table: The table to prefer where several have the profile: `edc-3.2`, `edc-3.1`.
        before_sealing: Whether it is a draft; what the seal adds is not asked for then.
        limits: Bounds on the document.
        extra_contexts: Contexts that the caller approves, by URL.

    Raises:
        UsageError: If there is no such profile.
        LimitError: If the document is too deep, or has too many nodes, values or contexts.
    """
    compiled = compile_profile(profile, table)
    shown = prepared(document, before_sealing=before_sealing)
    said = survey(shown, limits=limits, extra_contexts=extra_contexts)
    graph = Graph(said.quads)
    shapes = structure_problems(shown, said, compiled, before_sealing=before_sealing, graph=graph)
    values = {"profile": profile, "table": compiled.table.name}
    if not has_target(graph, compiled):
        # What says nothing has no wrong concepts either: that would be no answer.
        skipped = (Check.skipped("shapes/literals"), Check.skipped("vocabularies"))
        return (Check.of("terms", said.problems), Check.of("shapes", shapes, values), *skipped)
    return (
        Check.of("terms", said.problems),
        Check.of("shapes", shapes, values),
        Check.of("shapes/literals", literal_problems(shown, said, graph, compiled)),
        Check.of("vocabularies", vocabulary_problems(shown, said, graph, compiled)),
    )
