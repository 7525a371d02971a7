"""What stands behind a credential: an accreditation, a mandate, the paper that it was made from."""

from __future__ import annotations

from datetime import date
from typing import Any

from elm_microcred.mapping.builders.values import Term, Text, concept, concepts, media, moment
from elm_microcred.model.elm.agents import Organisation
from elm_microcred.model.elm.concepts import WebResource
from elm_microcred.model.elm.credential import Evidence
from elm_microcred.model.elm.quality import Accreditation

ACCREDITATION = "c_991b06c6"
MANDATE = "c_18016257"
CONVERSION = "c_c4f849d7"


def accreditation(
    title: Text,
    *,
    by: Organisation,
    kind: Term,
    of: Organisation | None = None,
    id: str | None = None,
    decided: date | str | None = None,
    until: date | str | None = None,
    eqf: str | int | None = None,
    report: str | None = None,
) -> Accreditation:
    """A decision on quality.

    Args:
        title: Title.
        by: Agency that decided.
        kind: Type of quality assurance: `programme-quality-assurance`, or a code or label of the
            vocabulary `accreditation`.
        of: Organisation that was accredited.
        id: IRI of the decision in its register.
        decided: When it was made.
        until: Until when it holds.
        eqf: Level that it is limited to.
        report: Address of the report.
    """
    members: dict[str, Any] = {"title": title, "dc_type": concept("accreditation", kind)}
    members["accrediting_agent"] = by
    for name, day in (("date_issued", decided), ("expiry_date", until)):
        if day is not None:
            members[name] = moment(day)
    if of is not None:
        members["organisation"] = (of,)
    if eqf is not None:
        members["limit_eqf_level"] = concepts("eqf", str(eqf))
    if report is not None:
        members["report"] = WebResource(content_url=report)
    if id is not None:
        members["id"] = id
    return Accreditation(**members)


def accredited(decision: Accreditation) -> Evidence:
    """Evidence that an accreditation covers the credential."""
    return Evidence(dc_type=_kind(ACCREDITATION), accreditation=decision)


def mandated(
    statement: str, *, document: bytes | None = None, media_type: str = "application/pdf"
) -> Evidence:
    """Evidence that the body that seals does so for the body that awards.

    Args:
        statement: What the mandate says.
        document: The mandate itself.
        media_type: Kind of file that it is.
    """
    embedded = () if document is None else (media(document, media_type),)
    members: dict[str, Any] = {"embedded_evidence": embedded} if embedded else {}
    return Evidence(dc_type=_kind(MANDATE), evidence_statement=statement, **members)


def converted(
    original: bytes, *, media_type: str = "application/pdf", title: Text | None = None
) -> Evidence:
    """Evidence that carries the paper that the credential was made from.

    Args:
        original: The file.
        media_type: Kind of file that it is.
        title: Its title.
    """
    file = media(original, media_type, title)
    return Evidence(dc_type=_kind(CONVERSION), embedded_evidence=(file,))


def _kind(code: str) -> Any:
    return concept("evidence-type", code)
