"""A European Digital Credential made ready for its seal, as the issuer of the EU does it.

The issuer is rebuilt from the certificate, and the time of issuing is that of sealing: a viewer
then shows the organisation that the certificate vouches for, and no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError, ProofGenerationError
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.certificates.certificate import Certificate
from elm_microcred.proofs.certificates.names import COMMON_NAME, COUNTRY, ORGANIZATION
from elm_microcred.proofs.jades.issuer import issuer_problems, organization_identifier
from elm_microcred.proofs.proof import listed

Document = dict[str, Any]

CONTEXT: Final = "http://data.europa.eu/snb/model/context/edc-ap"
_IDENTIFIER: Final = "urn:certificateIdentifier:1"
_LOCATION: Final = "urn:certificateLocation:1"
_ADDRESS: Final = "urn:certificateAddress:1"


def is_edc(document: Mapping[str, Any]) -> bool:
    """Whether a document is a European Digital Credential in its published envelope."""
    return CONTEXT in listed(document.get("@context", []))


def with_certificate_facts(
    document: Document, certificate: Certificate, created: datetime
) -> Document:
    """The credential as it is sealed: issuer and time of issuing are those of the seal.

    What the issuer says about itself beyond its legal identity is kept. Members keep their
    places, so that the text differs only where it has to.

    Raises:
        ProofGenerationError: If the issuer names itself by another legal identifier than the
            certificate, or the certificate names no organisation.
    """
    identifier = organization_identifier(certificate)
    name = certificate.subject[ORGANIZATION] or certificate.subject[COMMON_NAME]
    if identifier is None or name is None:
        raise ProofGenerationError(
            "PROOF_GENERATION",
            "The certificate names no organisation with its identifier.",
            found=str(certificate.subject),
            expected="a certificate for electronic seals, with an organizationIdentifier",
        )
    given = document.get("issuer")
    issuer: Document = dict(given) if isinstance(given, Mapping) else {}
    if isinstance(given, str):
        issuer["id"] = given
    _check_same(document, certificate)
    language = _primary_language(document)
    country = _country(certificate.subject[COUNTRY])
    rebuilt: Document = {
        "id": issuer.get("id") or f"urn:epass:org:{uuid5(NAMESPACE_URL, identifier)}",
        "type": "Organisation",
        **{n: v for n, v in issuer.items() if n not in ("id", "type")},
        "eIDASIdentifier": {
            "id": _IDENTIFIER,
            "type": "LegalIdentifier",
            **({"spatial": country} if country else {}),
            "notation": identifier,
        },
        "altLabel": {language: certificate.subject[COMMON_NAME] or name},
        "legalName": {language: name},
    }
    if country:
        place = {
            "id": _LOCATION,
            "type": "Location",
            "address": {"id": _ADDRESS, "type": "Address", "countryCode": country},
        }
        others = [p for p in listed(issuer.get("location", [])) if _id(p) != _LOCATION]
        rebuilt["location"] = [*others, place] if others else place
    moment = timestamps.write(created)
    return {**document, "issuanceDate": moment, "issued": moment, "issuer": rebuilt}


def _check_same(document: Document, certificate: Certificate) -> None:
    wrong = [
        problem
        for problem in issuer_problems(document, certificate)
        if problem.code == "SEAL_ISSUER_MISMATCH"
    ]
    if wrong:
        raise ProofGenerationError.from_problems(wrong)


def _id(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else value


def _primary_language(document: Document) -> str:
    """The language of the credential, as its display says it; else English."""
    display = document.get("displayParameter")
    for parameter in listed(display or []):
        language = parameter.get("primaryLanguage") if isinstance(parameter, Mapping) else None
        iri = _id(next(iter(listed(language or [])), None))
        if isinstance(iri, str):
            try:
                return vocabularies.language_tag(iri)
            except ModelError:
                return "en"
    return "en"


def _country(code: str | None) -> Document | None:
    if code is None:
        return None
    try:
        return vocabularies.elm_concept(vocabularies.country(code))
    except ModelError:
        return None
