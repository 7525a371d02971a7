"""Verifiable attestations of EBSI: read, checked, and followed to who accredited their issuer.

```python
attestation = read_attestation(document)
attestation.document, attestation.problems, attestation.losses
```

The schema that EBSI published for European credentials puts the context of ELM beside version 2 of
the W3C context: the two contradict each other, so that JSON-LD cannot process such a document. It
is read with the context of ours in place of ELM's, and that is told.

Spec: https://hub.ebsi.eu/vc-framework/data-models/vcdm-guidelines
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from elm_microcred.contexts import CREDENTIALS_V2, EDC_AP
from elm_microcred.errors import MappingError, ParseError
from elm_microcred.exchange.rows import FormatRow
from elm_microcred.mapping import in_envelope
from elm_microcred.mapping.document import Document
from elm_microcred.model import QualityAssurance
from elm_microcred.model.base import is_absolute_iri
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.proof import identifier_of, listed
from elm_microcred.report import Check, Outcome
from elm_microcred.validation.accreditation_chain import Verified, accreditation_chain

SPEC: Final = "https://hub.ebsi.eu/vc-framework/data-models/vcdm-guidelines"

ATTESTATION: Final = "VerifiableAttestation"
_EDC: Final = "EuropeanDigitalCredential"
_SHACL: Final = "ShaclValidator2017"

_REQUIRED: Final = (
    "@context",
    "id",
    "type",
    "issuer",
    "validFrom",
    "credentialSubject",
    "credentialSchema",
)
"""Members that every attestation has."""

_WITH_ID_AND_TYPE: Final = ("credentialStatus", "credentialSchema")
_WITH_TYPE: Final = ("termsOfUse", "evidence")


@dataclass(frozen=True, slots=True)
class Attestation:
    """An attestation that was read. Nothing of it is verified.

    Attributes:
        document: The European credential of version 2, under contexts that can stand together.
        problems: Where it is not as the schema of attestations has it.
        losses: What was changed so that it can be processed.
    """

    document: Document
    problems: tuple[Problem, ...]
    losses: tuple[Problem, ...]


def read_attestation(document: Mapping[str, Any]) -> Attestation:
    """A European credential that EBSI's published schema describes, so that it can be processed.

    A proof in it holds for the document as it came, and not for what is made of it here.

    Args:
        document: The attestation, parsed.

    Raises:
        ParseError: If it is no attestation about a European credential.
        MappingError: If it holds what a European credential of version 2 has no place for.

    Spec: https://hub.ebsi.eu/vc-framework/data-models/vcdm-guidelines
    """
    types = [t for t in listed(document.get("type") or []) if isinstance(t, str)]
    if ATTESTATION not in types or _EDC not in types:
        raise ParseError(
            "PARSE_UNKNOWN_FORMAT",
            "This is no attestation about a European credential.",
            pointer="/type",
            found=", ".join(types) or "no type",
            expected=f"{ATTESTATION} and {_EDC}",
            spec=SPEC,
        )
    moved = in_envelope(document, "vcdm2")
    losses = [loss for loss in moved.losses if loss.pointer != "/@context"]
    if _contradict(document):
        losses.append(
            Problem(
                "CONTEXT_PATCHED",
                "The contexts of the attestation contradict each other: ours stands for ELM's.",
                pointer="/@context",
                found=EDC_AP,
                expected=str(moved["@context"][1]),
                remedy="Ask the issuer for contexts that can stand together.",
                spec=SPEC,
            )
        )
    moved["type"] = [t for t in types if t != ATTESTATION]
    losses.append(_lost("/type", ATTESTATION, "No context defines this type: it is left out."))
    schemas = listed(moved.get("credentialSchema") or [])
    kept = [s for s in schemas if isinstance(s, Mapping) and _SHACL in listed(s.get("type") or [])]
    for place, schema in enumerate(schemas):
        if schema not in kept:
            why = "ELM has application profiles here: other schemas are left out."
            losses.append(_lost(f"/credentialSchema/{place}", schema, why))
    if kept:
        moved["credentialSchema"] = kept[0] if len(kept) == 1 else kept
    return Attestation(moved, tuple(attestation_problems(document)), tuple(losses))


def _contradict(document: Mapping[str, Any]) -> bool:
    urls = listed(document.get("@context") or [])
    return CREDENTIALS_V2 in urls and EDC_AP in urls


def _lost(pointer: str, found: Any, why: str) -> Problem:
    return Problem("MAPPING_LOSS", why, pointer=pointer, found=shorten(found), spec=SPEC)


def attestation_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Where a document is not as EBSI's schema of attestations (VCDM 2.0) has it.

    Args:
        document: The attestation, parsed.

    Spec: https://hub.ebsi.eu/vc-framework/data-models/vcdm-guidelines
    """
    for name in _REQUIRED:
        if name not in document:
            yield _wrong("SCHEMA_MISSING", f"An attestation has {name}.", f"/{name}", None, name)
    yield from _contexts(document)
    types = document.get("type", [])
    if not isinstance(types, list) or not all(isinstance(t, str) for t in types):
        yield _wrong("SCHEMA_TYPE", "Types are a list of names.", "/type", types, "an array")
    for pointer, value in _uris(document):
        if not isinstance(value, str) or not is_absolute_iri(value):
            yield _wrong("SCHEMA_VALUE", "This is no URI.", pointer, value, "an absolute URI")
    for name in ("validFrom", "validUntil"):
        value = document.get(name)
        if name in document and timestamps.parse(value) is None:
            yield _wrong(
                "SCHEMA_VALUE", "This is no time with its zone.", f"/{name}", value, "a time"
            )
    for name in (*_WITH_ID_AND_TYPE, *_WITH_TYPE, "credentialSubject"):
        yield from _entries(document, name)


def _contexts(document: Mapping[str, Any]) -> Iterator[Problem]:
    if "@context" not in document:
        return
    urls = document["@context"]
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        yield _wrong("SCHEMA_TYPE", "Contexts are a list of URLs.", "/@context", urls, "an array")
    elif CREDENTIALS_V2 not in urls:
        yield _wrong(
            "SCHEMA_VALUE", "Version 2 of the data model is asked for.", "/@context", urls,
            CREDENTIALS_V2,
        )  # fmt: skip
    elif len(set(urls)) < len(urls):
        yield _wrong(
            "SCHEMA_VALUE", "A context stands there twice.", "/@context", urls, "each once"
        )


def _uris(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members that are URIs, with their pointers."""
    if "id" in document:
        yield "/id", document["id"]
    issuer = document.get("issuer")
    if isinstance(issuer, Mapping):
        yield "/issuer/id", issuer.get("id")
    elif "issuer" in document:
        yield "/issuer", issuer


def _entries(document: Mapping[str, Any], name: str) -> Iterator[Problem]:
    """A member that is one object, or several, with an id and a type where these are asked for."""
    if name not in document:
        return
    value = document[name]
    for place, entry in enumerate(value if isinstance(value, list) else [value]):
        at = f"/{name}/{place}" if isinstance(value, list) else f"/{name}"
        if not isinstance(entry, Mapping):
            yield _wrong("SCHEMA_TYPE", f"{name} holds objects.", at, entry, "an object")
            continue
        id_ = entry.get("id")
        if name in _WITH_ID_AND_TYPE and id_ is None:
            yield _wrong("SCHEMA_MISSING", f"{name} has an id.", f"{at}/id", None, "id")
        elif id_ is not None and not isinstance(id_, str):
            yield _wrong("SCHEMA_TYPE", "An id is a text.", f"{at}/id", id_, "a URI")
        elif id_ is not None and name != "evidence" and not urlsplit(id_).scheme:
            yield _wrong("SCHEMA_VALUE", "This is no URI.", f"{at}/id", id_, "an absolute URI")
        if name == "credentialSubject":
            continue
        kind = entry.get("type")
        if kind is None:
            yield _wrong("SCHEMA_MISSING", f"{name} has a type.", f"{at}/type", None, "type")
        elif not isinstance(kind, str) and not (name == "evidence" and _strings(kind)):
            yield _wrong("SCHEMA_TYPE", "A type is a text.", f"{at}/type", kind, "a text")


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _wrong(code: str, detail: str, pointer: str, found: Any, expected: str) -> Problem:
    shown = None if found is None else shorten(found)
    return Problem(code, detail, pointer=pointer, found=shown, expected=expected, spec=SPEC)


# Accreditations


def assurances_of_chain(
    credential: Mapping[str, Any],
    accreditations: Sequence[Verified],
    *,
    roots: Collection[str],
    at: datetime,
) -> tuple[Check, tuple[tuple[str, QualityAssurance], ...]]:
    """The chain from the issuer of a credential to a root, and the quality assurance it proves.

    Args:
        credential: The credential.
        accreditations: What `verify` found about the accreditations at hand.
        roots: Identifiers of those who are trusted to accredit without being accredited.
        at: When the credential was awarded.

    Returns:
        The check `issuer/accreditation-chain`; and, where it passed, each accreditation of the
        chain, by its id, as quality assurance (A11).

    Raises:
        ModelError: If an accreditation of the chain holds a value that cannot be.

    Spec: https://hub.ebsi.eu/vc-framework/trust-model/issuer-trust-model-v4
    """
    check = accreditation_chain(credential, accreditations, roots=roots, at=at)
    if check.outcome is not Outcome.PASSED:
        return check, ()
    by_id = {str(a.document.get("id")): a.document for a in accreditations if a.document}
    links = [by_id[name] for name in check.values["chain"] if name in by_id]
    return check, tuple((str(link.get("id")), assurance(link)) for link in links)


def assurance(accreditation: Mapping[str, Any]) -> QualityAssurance:
    """An accreditation that is a credential, as quality assurance (A11).

    Read are its claims of authorisation: `accreditationType`, `decision`, `report`, `reviewDate`.

    Raises:
        MappingError: If it is about nobody.
        ModelError: If a value in it cannot be.
    """
    subject: Any = next(iter(listed(accreditation.get("credentialSubject") or [])), None)
    if not isinstance(subject, Mapping):
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "The accreditation is about nobody.",
            pointer="/credentialSubject",
            spec=SPEC,
        )
    claims = subject.get("authorizationClaims")
    claims = claims if isinstance(claims, Mapping) else {}
    members: dict[str, Any] = {"scope": "institution"}
    for name in ("id",):
        if isinstance(accreditation.get(name), str):
            members[name] = accreditation[name]
    issuer = identifier_of(accreditation.get("issuer"))
    kind = claims.get("accreditationType")
    if isinstance(kind, str) and is_absolute_iri(kind):
        members["type"] = {"iri": kind}
    elif isinstance(kind, str) and kind:
        members["type"] = {"label": {"en": kind}}
    if claims.get("qualification") is not None:
        members["scope"] = "programme"
    title = kind if isinstance(kind, str) and kind else "Accreditation"
    members["title"] = {"en": title}
    if issuer is not None:
        members["agency"] = {"id": issuer, "legal_name": {"en": issuer}}
    decision = claims.get("decision")
    if isinstance(decision, str) and decision:
        members["decision"] = {"label": {"en": decision}}
    if isinstance(claims.get("report"), str):
        members["report"] = claims["report"]
    members["decided_at"] = accreditation.get("validFrom") or accreditation.get("issuanceDate")
    members["expires_at"] = (
        accreditation.get("validUntil")
        or accreditation.get("expirationDate")
        or subject.get("expirationDate")
    )
    return QualityAssurance.parse(members)


TABLE: Final = (
    FormatRow("@context", "", "version 2 beside ELM's: ours in place of ELM's (CONTEXT_PATCHED)"),
    FormatRow("type: VerifiableAttestation", "", "left out: no context defines it"),
    FormatRow("credentialSchema: ShaclValidator2017", "credentialSchema"),
    FormatRow("credentialSchema: others", "", "left out"),
    FormatRow("everything else", "the same", "as it came"),
    FormatRow("authorizationClaims.accreditationType", "quality_assurance.type"),
    FormatRow("authorizationClaims.decision", "quality_assurance.decision"),
    FormatRow("authorizationClaims.report", "quality_assurance.report"),
    FormatRow("authorizationClaims.qualification", "quality_assurance.scope", "programme"),
    FormatRow("issuer (of an accreditation)", "quality_assurance.agency"),
    FormatRow("validFrom, issuanceDate", "quality_assurance.decided_at"),
    FormatRow("validUntil, expirationDate", "quality_assurance.expires_at"),
    FormatRow("eqf, limitQFLevel, accreditedFor", "", "limits: what the chain is checked by"),
)
"""What becomes of an attestation, and of an accreditation, for the documentation."""
