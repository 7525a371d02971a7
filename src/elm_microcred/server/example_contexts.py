"""Contexts that only the documents of the public test suites use.

Of the citizenship context as many terms as those documents have, with the meaning that their
published canonical forms show. No credential of anybody is read with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elm_microcred import contexts

_SCHEMA = "https://schema.org/"
_CITIZENSHIP = "https://w3id.org/citizenship#"
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
_TERMS = {
    _SCHEMA: ("Person", "additionalName", "familyName", "gender", "givenName", "identifier"),
    _CITIZENSHIP: (
        "EmployablePerson",
        "EmploymentAuthorizationDocument",
        "EmploymentAuthorizationDocumentCredential",
        "birthCountry",
        "employmentAuthorizationDocument",
        "lprCategory",
        "lprNumber",
    ),
}

EXAMPLE_CONTEXTS: Mapping[str, Mapping[str, Any]] = {
    **{url: contexts.document(url, unapproved=True) for url in sorted(contexts.UNAPPROVED_URLS)},
    "https://w3id.org/citizenship/v4rc1": {
        "@context": {
            **{term: base + term for base, terms in _TERMS.items() for term in terms},
            "image": {"@id": _SCHEMA + "image", "@type": "@id"},
            "birthDate": {"@id": _SCHEMA + "birthDate", "@type": _DATE_TIME},
            "residentSince": {"@id": _CITIZENSHIP + "residentSince", "@type": _DATE_TIME},
        }
    },
}
"""The context documents by URL."""
