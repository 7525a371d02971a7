"""The Database of External Quality Assurance Results, asked about an institution. Experimental.

```python
register = Deqar(resolve)
answer = quality_evidence(document, register=register)
```

Nothing of the register itself was at hand: the form of its answers is our reading of its public
description. What is asked, and how an answer is read, stands here and nowhere else.

Spec: https://docs.deqar.eu/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from elm_microcred.errors import ParseError
from elm_microcred.exchange.quality import RegisterEntry
from elm_microcred.exchange.rows import FormatRow
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.model import Organisation, QualityAssurance
from elm_microcred.problem import shorten
from elm_microcred.retrieval import Resolver
from elm_microcred.strict_json import read_json

BASE: Final = "https://backend.deqar.eu/connectapi/v1/"
SPEC: Final = "https://docs.deqar.eu/"


@dataclass(frozen=True, slots=True)
class Deqar:
    """The register, behind a resolver.

    Attributes:
        resolve: Asked for the answers of the register; it alone speaks to the network.
        base: The address of the interface.
        limits: What an answer may cost.
    """

    resolve: Resolver
    base: str = BASE
    limits: Limits = DEFAULT

    def entries(self, organisation: Organisation) -> Sequence[RegisterEntry]:
        """The institutions that have one of the identifiers of an organisation.

        A name alone is never enough: two institutions may have one.

        Args:
            organisation: The organisation.

        Raises:
            ResolutionError: If the register cannot be asked.
            ParseError: If its answer cannot be read.
            ModelError: If a value in its answer cannot be.
        """
        found: dict[str, RegisterEntry] = {}
        for identifier in organisation.identifiers:
            query = urlencode({"identifier": identifier.notation})
            answer = self.resolve(f"{self.base}institutions/?{query}")
            for entry in read_answer(answer.content, base=self.base, limits=self.limits):
                if _is_same(entry.organisation, organisation):
                    found.setdefault(entry.url, entry)
        return tuple(found.values())


def question(organisation: Organisation, *, base: str = BASE) -> tuple[str, ...]:
    """The addresses that are asked about an organisation: one for each of its identifiers."""
    return tuple(
        f"{base}institutions/?{urlencode({'identifier': one.notation})}"
        for one in organisation.identifiers
    )


def read_answer(
    content: bytes, *, base: str = BASE, limits: Limits = DEFAULT
) -> tuple[RegisterEntry, ...]:
    """What an answer of the register says: institutions with their reports.

    Args:
        content: The answer: a JSON object with `results`.
        base: The address of the interface, which the addresses of entries begin with.
        limits: What it may cost.

    Raises:
        ParseError: If it is no such answer.
        LimitError: If it is too long or too deep.
        ModelError: If a value in it cannot be.
    """
    answer = read_json(content, limits=limits)
    results = answer.get("results") if isinstance(answer, Mapping) else None
    if not isinstance(results, list) or not all(isinstance(r, Mapping) for r in results):
        raise ParseError(
            "REGISTER_ANSWER",
            "This is no answer of the register.",
            found=shorten(json.dumps(answer)),
            expected="a JSON object with `results`, a list of institutions",
            spec=SPEC,
        )
    return tuple(_entry(result, base) for result in results)


def _entry(result: Mapping[str, Any], base: str) -> RegisterEntry:
    identifiers: list[dict[str, Any]] = []
    for name in ("deqar_id", "eter_id"):
        if isinstance(result.get(name), str):
            identifiers.append({"notation": result[name], "scheme_name": name})
    for one in _objects(result.get("identifiers")):
        if isinstance(one.get("identifier"), str) and one["identifier"]:
            scheme = one.get("resource")
            named = {"scheme_name": scheme} if isinstance(scheme, str) and scheme else {}
            identifiers.append({"notation": one["identifier"], **named})
    title = result.get("name_primary")
    organisation = Organisation.parse(
        {
            "legal_name": {"und": title} if isinstance(title, str) and title else {"und": "?"},
            "identifiers": identifiers,
        }
    )
    reports = [_assurance(report) for report in _objects(result.get("reports"))]
    return RegisterEntry(
        f"{base}institutions/{result.get('deqar_id', '')}", organisation, tuple(reports)
    )


def _assurance(report: Mapping[str, Any]) -> QualityAssurance:
    programmes = [one.get("name_primary") for one in _objects(report.get("programmes"))]
    agency = report.get("agency_name")
    activity = report.get("agency_esg_activity") or "External quality assurance"
    members: dict[str, Any] = {
        "title": {"en": str(activity)},
        "type": "programme-quality-assurance" if programmes else "institutional-quality-assurance",
        "scope": "programme" if programmes else "institution",
        "decided_at": report.get("valid_from"),
        "expires_at": report.get("valid_to"),
    }
    if programmes:
        members["description"] = {"en": "; ".join(str(name) for name in programmes if name) or "?"}
    if isinstance(agency, str) and agency:
        members["agency"] = {"legal_name": {"en": agency}}
    if isinstance(report.get("decision"), str) and report["decision"]:
        members["decision"] = {"label": {"en": report["decision"]}}
    files = [one.get("file") for one in _objects(report.get("report_files"))]
    if files and isinstance(files[0], str):
        members["report"] = files[0]
    return QualityAssurance.parse(members)


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _is_same(a: Organisation, b: Organisation) -> bool:
    """Whether two organisations have an identifier in common."""
    return bool({one.notation for one in a.identifiers} & {one.notation for one in b.identifiers})


TABLE: Final = (
    FormatRow("results[].deqar_id, eter_id, identifiers[]", "organisation.identifiers"),
    FormatRow("results[].name_primary", "organisation.legal_name", "never enough to match by"),
    FormatRow("reports[].agency_esg_activity", "quality_assurance.title"),
    FormatRow("reports[].agency_name", "quality_assurance.agency"),
    FormatRow("reports[].decision", "quality_assurance.decision"),
    FormatRow("reports[].valid_from", "quality_assurance.decided_at"),
    FormatRow("reports[].valid_to", "quality_assurance.expires_at"),
    FormatRow("reports[].report_files[0].file", "quality_assurance.report"),
    FormatRow("reports[].programmes[].name_primary", "quality_assurance.description, scope"),
)
"""What is read of an answer, for the documentation."""
