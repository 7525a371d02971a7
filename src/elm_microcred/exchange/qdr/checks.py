"""The checks of a dataset against its profile: closed shapes, literal forms, vocabularies.

```python
from elm_microcred.exchange.qdr import check_dataset

report = check_dataset(dataset)  # against loq-mdr or ams-mdr
```
"""

from __future__ import annotations

from elm_microcred.errors import MappingError, UsageError
from elm_microcred.exchange.qdr.dataset import Dataset
from elm_microcred.jsonld.document import Survey
from elm_microcred.jsonld.findings import At
from elm_microcred.limits import BULK, Limits
from elm_microcred.problem import Problem
from elm_microcred.report import Check, Report
from elm_microcred.validation.compiled import compile_profile
from elm_microcred.validation.graph import Graph
from elm_microcred.validation.literal_forms import literal_problems
from elm_microcred.validation.structure import has_target, structure_problems
from elm_microcred.validation.vocabulary_check import vocabulary_problems
from elm_microcred.vocabularies import ConceptSource


def check_dataset(
    dataset: Dataset,
    *,
    profile: str | None = None,
    limits: Limits = BULK,
    lists: ConceptSource | None = None,
) -> Report:
    """Whether a dataset is what the register takes.

    Args:
        dataset: The dataset.
        profile: `loq`, `loq-mdr`, `ams` or `ams-mdr`; the one with the vocabularies where it is
            absent.
        limits: Bounds on its size.
        lists: Lists of concepts that the library does not have.

    Returns:
        A report with the checks `data-model` (can it be said at all), `shapes`, `shapes/literals`
        and `vocabularies`. Pointers begin with the number of a document.

    Raises:
        UsageError: If the profile is none of the dataset.
        LimitError: If it says too much.

    Spec: http://data.europa.eu/snb/model/ap/loq-constraints/
    """
    name = profile or f"{dataset.profile}-mdr"
    if name not in (dataset.profile, f"{dataset.profile}-mdr"):
        raise UsageError(
            "USAGE",
            "This is no profile of the dataset.",
            found=name,
            expected=f"{dataset.profile} or {dataset.profile}-mdr",
        )
    values = {"profile": name, "table": dataset.profile}
    try:
        statements = dataset.said(limits=limits)
    except MappingError as error:
        rest = ("shapes", "shapes/literals", "vocabularies")
        return Report(
            (Check.of("data-model", error.problems), *(Check.skipped(each) for each in rest))
        )
    compiled = compile_profile(name, dataset.profile)
    documents = list(dataset.documents)
    graph = Graph(statements.quads)
    quads: list[tuple[str, str, str, str]] = list(statements.quads)
    said = Survey(quads, _places(statements.places), ())
    shapes: list[Problem] = structure_problems(documents, said, compiled, graph=graph)
    model = Check.of("data-model", ())
    if not has_target(graph, compiled):
        skipped = (Check.skipped("shapes/literals"), Check.skipped("vocabularies"))
        return Report((model, Check.of("shapes", shapes, values), *skipped))
    literals = literal_problems(documents, said, graph, compiled)
    concepts = vocabulary_problems(documents, said, graph, compiled, lists)
    return Report(
        (
            model,
            Check.of("shapes", shapes, values),
            Check.of("shapes/literals", literals),
            Check.of("vocabularies", concepts),
        )
    )


def _places(places: list[tuple[tuple[str | int, ...], str]]) -> list[tuple[At, str]]:
    """The places as a survey has them: each step with the place around it."""
    found: list[tuple[At, str]] = []
    for path, name in places:
        at: At = None
        for step in path:
            at = (at, step)
        found.append((at, name))
    return found
