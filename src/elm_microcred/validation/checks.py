"""Whether a credential says what it should: `validate`.

```python
report = validate(result.document)  # the 16 elements of Annex I
report = validate(result.document, profile="edc-generic-full")  # the European shapes
```
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elm_microcred import profiles
from elm_microcred.errors import MappingError, ModelError, UsageError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.mapping.conversion import read_source
from elm_microcred.model import MicroCredential
from elm_microcred.report import CHECK_IDS, Check, Report, ordered
from elm_microcred.validation.annex1 import PROFILES, element_checks
from elm_microcred.validation.elm import elm_checks


def validate(
    document: Mapping[str, Any] | MicroCredential,
    *,
    profile: str = "annex-1",
    before_sealing: bool = False,
    limits: Limits = DEFAULT,
) -> Report:
    """What a credential lacks, as a report; whether it is authentic is the question of `verify`.

    Profiles: `annex-1`, the elements of Annex I of Council Recommendation 2022/C 243/02;
    `minimum-certificate`, the least that a labour market asks for; and the application
    profiles of the European Learning Model, as `edc-generic-full`. Pointers lead into the
    document.

    Args:
        document: A European Digital Credential, an Open Badge 3.0, or a micro-credential.
        profile: Name of the profile.
        before_sealing: Whether it is a draft; what the seal adds is not asked for then.
        limits: What the document may cost, under an application profile.

    Raises:
        UsageError: If there is no such profile for this document.
        ParseError: If the document is of no kind that is known.
        LimitError: If the document is nested too deeply, or too long.

    Spec: https://eur-lex.europa.eu/eli/reco/2022/627/oj
    """
    checks: tuple[Check, ...]
    if profile in PROFILES:
        checks = _elements(document, profile, before_sealing=before_sealing)
    elif profile in profiles.APPLICATION_PROFILES and isinstance(document, Mapping):
        checks = elm_checks(document, profile, before_sealing=before_sealing, limits=limits)
    else:
        raise UsageError(
            "USAGE",
            "There is no such profile for this document.",
            found=profile,
            expected=", ".join((*PROFILES, *profiles.APPLICATION_PROFILES)),
        )
    given = {check.id for check in checks}
    skipped = (Check.skipped(id_) for id_ in CHECK_IDS if id_ not in given)
    subject = document.award.id if isinstance(document, MicroCredential) else document.get("id")
    return Report(ordered((*checks, *skipped)), subject if isinstance(subject, str) else "")


def _elements(
    document: Mapping[str, Any] | MicroCredential, profile: str, *, before_sealing: bool
) -> tuple[Check, ...]:
    try:
        source = read_source(document)
    except (MappingError, ModelError) as error:
        return (Check.of("data-model", error.problems),)
    shown = document.to_dict() if isinstance(document, MicroCredential) else document
    checks = element_checks(source, shown, profile, before_sealing=before_sealing)
    return (Check.of("data-model"), *checks)
