"""Whether a credential says what it should: `validate`.

```python
report = validate(result.document)  # the 16 elements of Annex I
report = validate(result.document, profile="edc-generic-full")  # the European shapes
report = validate(draft, profile=("declared", "employment"), before_sealing=True)
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from elm_microcred.errors import MappingError, ModelError, ParseError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.mapping.conversion import read_source
from elm_microcred.mapping.elm import to_elm
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem, shorten
from elm_microcred.report import CHECK_IDS, Check, Report, ordered
from elm_microcred.validation.document_lint import document_lint
from elm_microcred.validation.elm import elm_checks
from elm_microcred.validation.lint import lint
from elm_microcred.validation.profile_names import chosen
from elm_microcred.validation.purpose_check import check_id, purpose_check
from elm_microcred.validation.purposes import Purpose
from elm_microcred.vocabularies import ConceptSource


def validate(
    document: Mapping[str, Any] | MicroCredential,
    *,
    profile: str | Purpose | Iterable[str | Purpose] = "annex-1",
    before_sealing: bool = False,
    limits: Limits = DEFAULT,
    lists: ConceptSource | None = None,
) -> Report:
    """What a credential lacks, as a report; whether it is authentic is the question of `verify`.

    Profiles are of two kinds. A purpose profile asks whether enough is said for a purpose:
    `annex-1`, the elements of Annex I of Council Recommendation 2022/C 243/02;
    `minimum-certificate`, the least that a labour market asks for; `academic-recognition`,
    `employment`, and others in `purposes.PURPOSES`, or one of your own. An application profile
    of the European Learning Model asks whether a document has its form: `edc-generic-full` (or
    `generic-full` for short), `edc-accredited`, `loq`, …, or `declared` for those that the
    document itself declares. Several may be asked for at once.

    Application profiles are checked in this order: whether there is anything to look at, terms,
    structure, literal forms, vocabularies; then the purposes, then what cannot be meant.
    Pointers lead into the document; for a micro-credential, those of an application profile
    lead into the European document that `to_elm` makes of it.

    Args:
        document: A European document, an Open Badge 3.0, or a micro-credential.
        profile: Name of the profile, or several.
        before_sealing: Whether it is a draft; what the seal adds is not asked for then.
        limits: What the document may cost, under an application profile.
        lists: Lists of concepts that the library does not have: `vocabularies.Lists`, or a
            service that looks them up.

    Raises:
        UsageError: If there is no such profile.
        ParseError: If it is no JSON object, or a purpose is asked of a document of no kind that
            is known.
        LimitError: If the document is nested too deeply, or too long.

    Spec: https://eur-lex.europa.eu/eli/reco/2022/627/oj
    """
    if not isinstance(document, Mapping | MicroCredential):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT",
            "A credential is a JSON object.",
            found=shorten(document),
            expected="a JSON object, or a MicroCredential",
        )
    applications, purposes = chosen(profile, document)
    checks: list[Check] = []
    if applications:
        shown = to_elm(document) if isinstance(document, MicroCredential) else document
        checks += elm_checks(
            shown, applications, before_sealing=before_sealing, limits=limits, lists=lists
        )
        if not purposes:
            checks.append(Check.of("shapes/lint", document_lint(shown)))
    if purposes:
        checks += _for_purposes(document, purposes, before_sealing=before_sealing)
    given = {check.id for check in checks}
    checks += (Check.skipped(id_) for id_ in CHECK_IDS if id_ not in given)
    subject = document.award.id if isinstance(document, MicroCredential) else document.get("id")
    return Report(ordered(checks), subject if isinstance(subject, str) else "")


def _for_purposes(
    document: Mapping[str, Any] | MicroCredential,
    purposes: tuple[Purpose, ...],
    *,
    before_sealing: bool,
) -> list[Check]:
    try:
        source = read_source(document, named=False)
    except (MappingError, ModelError) as error:
        return [Check.of("data-model", error.problems)]
    shown = document.to_dict() if isinstance(document, MicroCredential) else document
    found = list(lint(source.micro, shown, source.place))
    if source.kind == "elm":
        found += _new(document_lint(shown), found)
    return [
        Check.of("data-model"),
        *(purpose_check(source, each, before_sealing=before_sealing) for each in purposes),
        Check.of(f"{check_id(purposes[0])}/lint", found),
    ]


def _new(problems: Iterable[Problem], known: list[Problem]) -> list[Problem]:
    """Those that are not known yet."""
    told = {(problem.code, problem.pointer) for problem in known}
    return [problem for problem in problems if (problem.code, problem.pointer) not in told]
