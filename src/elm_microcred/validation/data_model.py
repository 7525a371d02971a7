"""The rules of the Verifiable Credentials Data Model that no signature and no JSON-LD checks.

Spec: https://www.w3.org/TR/vc-data-model-2.0/ and https://www.w3.org/TR/vc-data-model/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple

from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.proof import identifier_of, is_presentation, listed
from elm_microcred.proofs.urls import is_url
from elm_microcred.validation.credential_schemas import schema_problems
from elm_microcred.validation.digests import DIGESTS
from elm_microcred.validation.spelling import respelled

_Found = Iterator[Problem]
VCDM2 = "https://www.w3.org/TR/vc-data-model-2.0/"
VCDM11 = "https://www.w3.org/TR/vc-data-model/"

MOST_PROBLEMS = 100
"""More of them help nobody, and a hostile document could ask for any number."""

KINDS = ("VerifiableCredential", "VerifiablePresentation")
_BASES = {CREDENTIALS_V1: 1, CREDENTIALS_V2: 2}


def version(document: Mapping[str, Any]) -> int | None:
    """The version of the data model that a document follows: 1 (1.1), 2 (2.0), or neither."""
    contexts = listed(document.get("@context"))
    first = contexts[0] if contexts else None
    return _BASES.get(first) if isinstance(first, str) else None


def media_type(document: Mapping[str, Any]) -> str:
    """The media type of a credential or presentation with an embedded proof, or with none.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#media-types
    """
    kind = "vp" if is_presentation(document) else "vc"
    return f"application/{kind}+ld+json" if version(document) == 1 else f"application/{kind}"


def data_model_problems(
    document: Mapping[str, Any], *, is_plain: bool = False
) -> tuple[Problem, ...]:
    """What keeps a document from being a credential or presentation of the data model.

    Proofs, terms and the clock are checked elsewhere. No more than `MOST_PROBLEMS` are told.

    Args:
        document: A credential or presentation.
        is_plain: Whether it was seen already that all of it but its proofs is written plainly,
            as a `CanonicalForm` tells.
    """
    return tuple(islice(_all(document, is_plain), MOST_PROBLEMS))


def _all(document: Mapping[str, Any], is_plain: bool) -> _Found:
    yield from _contexts(document)
    kinds = [kind for kind in KINDS if kind in listed(document.get("type"))]
    yield from _types(document, kinds)
    yield from _identifier(document, "id")
    version_ = version(document) or 2
    if "VerifiablePresentation" in kinds:
        yield from _presentation(document)
        yield from _objects(document, {"termsOfUse": ("type",)})
    else:
        yield from _issuer(document, version_)
        yield from _subjects(document)
        yield from _period(document, version_)
        yield from _objects(document, _OBJECTS[version_])
        yield from schema_problems(document)
    if version_ == 2:
        yield from _texts(document, ())
        yield from _related_resources(document)
    if is_plain:
        document = {name: document[name] for name in ("id", "proof") if name in document}
    yield from respelled(document)


def _malformed(detail: str, *path: str | int, section: str = "", **members: Any) -> Problem:
    return Problem(
        "CREDENTIAL_MALFORMED",
        detail,
        pointer=json_pointer(path),
        spec=VCDM2 + section,
        **members,
    )


def _contexts(document: Mapping[str, Any]) -> _Found:
    if document.get("@context") in (None, []):
        yield Problem(
            "CONTEXT_MISSING",
            "The document has no @context.",
            pointer="/@context",
            expected=f"a list that begins with {CREDENTIALS_V2}",
            spec=VCDM2 + "#contexts",
        )
        return
    entries = listed(document["@context"])
    for place, entry in enumerate(entries):
        if not is_url(entry) and not isinstance(entry, dict):
            yield _malformed(
                "A context is a URL or an object.",
                "@context",
                place,
                section="#contexts",
                found=shorten(entry),
            )
    if version(document) is None:
        yield _malformed(
            "The first context is not that of the data model.",
            "@context",
            0,
            section="#contexts",
            found=shorten(entries[0]),
            expected=f"{CREDENTIALS_V2} or {CREDENTIALS_V1}",
        )


def _types(document: Mapping[str, Any], kinds: list[str]) -> _Found:
    types = listed(document.get("type"))
    for place, type_ in enumerate(types):
        if not isinstance(type_, str) or not type_:
            path = ("type", place) if isinstance(document.get("type"), list) else ("type",)
            yield _malformed(
                "A type is a term or a URL.", *path, section="#types", found=shorten(type_)
            )
    if len(kinds) != 1:
        yield _malformed(
            "The document is not either a verifiable credential or a verifiable presentation.",
            "type",
            section="#types",
            found=shorten(types),
            expected=" or ".join(KINDS) + ", and not both",
        )


def _identifier(node: Mapping[str, Any], *path: str | int) -> _Found:
    """The last step of the path names the member, which may be missing but not anything else."""
    name = str(path[-1])
    if name in node and not is_url(node[name]):
        yield _malformed(
            "An identifier is one URL.",
            *path,
            section="#identifiers",
            found=shorten(node[name]),
            expected="one absolute URL",
        )


def _issuer(document: Mapping[str, Any], version_: int) -> _Found:
    issuer = document.get("issuer")
    if not is_url(identifier_of(issuer)):
        yield _malformed(
            "The credential does not name its issuer by a URL.",
            *(("issuer", "id") if isinstance(issuer, dict) else ("issuer",)),
            section="#issuer",
            found=None if issuer is None else shorten(issuer),
            expected="a URL, or an object with id",
        )
    if version_ == 2 and isinstance(issuer, dict):
        yield from _texts(issuer, ("issuer",))


def _subjects(document: Mapping[str, Any]) -> _Found:
    value = document.get("credentialSubject") or None
    for place, subject in enumerate(listed(value)):
        path = ("credentialSubject", place) if isinstance(value, list) else ("credentialSubject",)
        if not isinstance(subject, dict) or not subject:
            yield _malformed(
                "A credential subject is an object that says something.",
                *path,
                section="#credential-subject",
                found=None if subject is None else shorten(subject),
            )
        else:
            yield from _identifier(subject, *path, "id")


_TIMES = {
    1: ("issuanceDate", "expirationDate", "validFrom", "validUntil"),
    2: ("validFrom", "validUntil"),
}


def _period(document: Mapping[str, Any], version_: int) -> _Found:
    for name in _TIMES[version_]:
        is_required = name == "issuanceDate"
        moment = timestamps.parse(document.get(name), zone_required=version_ == 2)
        if moment is None and (is_required or name in document):
            yield _malformed(
                f"The member {name} is {'malformed' if name in document else 'missing'}.",
                name,
                section="#validity-period",
                found=shorten(document[name]) if name in document else None,
                expected="a point in time with time zone, such as 2025-06-16T09:00:00Z",
            )
    begin, end = validity_period(document)
    if begin and end and begin.moment > end.moment:
        yield Problem(
            "CREDENTIAL_PERIOD",
            "The validity ends before it begins.",
            pointer=f"/{end.name}",
            found=timestamps.write(end.moment),
            expected=f"not before {timestamps.write(begin.moment)}",
            spec=VCDM2 + "#validity-period",
        )


class Bound(NamedTuple):
    """One end of the validity of a credential: the member that says it, and when it is."""

    name: str
    moment: datetime


def validity_period(document: Mapping[str, Any]) -> tuple[Bound | None, Bound | None]:
    """Begin and end of the validity of a credential, `None` where it is open or malformed.

    VCDM 1.1 has two names for each; the later begin and the earlier end count.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#validity-period
    """
    version_ = version(document) or 2
    bounds = [
        Bound(name, moment)
        for name in _TIMES[version_]
        if (moment := timestamps.parse(document.get(name), zone_required=version_ == 2))
    ]
    begins = [bound for bound in bounds if bound.name in ("issuanceDate", "validFrom")]
    ends = [bound for bound in bounds if bound.name in ("expirationDate", "validUntil")]
    return (
        max(begins, key=itemgetter(1), default=None),
        min(ends, key=itemgetter(1), default=None),
    )


_OBJECTS: dict[int, dict[str, tuple[str, ...]]] = {
    1: {
        "credentialStatus": ("type", "id"),
        "credentialSchema": ("type", "id"),
        "refreshService": ("type", "id"),
        "termsOfUse": ("type",),
        "evidence": ("type",),
    },
    2: {
        "credentialStatus": ("type",),
        "credentialSchema": ("type", "id"),
        "refreshService": ("type",),
        "termsOfUse": ("type",),
        "evidence": ("type",),
        "confidenceMethod": ("type",),
        "renderMethod": ("type",),
    },
}
"""Members that hold objects, and what each of these must have."""


def _objects(document: Mapping[str, Any], rules: Mapping[str, tuple[str, ...]]) -> _Found:
    for name, required in rules.items():
        if name not in document:
            continue
        value = document[name]
        for place, entry in enumerate(listed(value)):
            path = (name, place) if isinstance(value, list) else (name,)
            if not isinstance(entry, dict):
                yield _malformed(f"{name} holds objects.", *path, found=shorten(entry))
                continue
            types = listed(entry.get("type", []))
            if not types or not all(isinstance(t, str) and t for t in types):
                yield _malformed(
                    f"An object of {name} has no type.", *path, "type", section="#types"
                )
            if "id" in required and "id" not in entry:
                yield _malformed(
                    f"An object of {name} has no id.", *path, "id", section="#identifiers"
                )
            yield from _identifier(entry, *path, "id")


def _presentation(document: Mapping[str, Any]) -> _Found:
    holder = document.get("holder")
    if "holder" in document and not is_url(identifier_of(holder)):
        yield _malformed(
            "The holder is not named by a URL.",
            *(("holder", "id") if isinstance(holder, dict) else ("holder",)),
            section="#verifiable-presentations",
            found=shorten(holder),
        )
    credentials = document.get("verifiableCredential", [])
    for place, credential in enumerate(listed(credentials)):
        is_list = isinstance(credentials, list)
        path = ("verifiableCredential", place) if is_list else ("verifiableCredential",)
        if not isinstance(credential, dict):
            yield _malformed(
                "A presentation holds credentials as objects.",
                *path,
                section="#verifiable-presentations",
                found=shorten(credential),
                remedy="Put an enveloped credential in as an EnvelopedVerifiableCredential.",
            )
        elif "EnvelopedVerifiableCredential" in listed(credential.get("type")):
            yield from _enveloped(credential, path)


def _enveloped(credential: Mapping[str, Any], path: tuple[str | int, ...]) -> _Found:
    """Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials."""
    rules = {
        "@context": (CREDENTIALS_V2 in listed(credential.get("@context")), CREDENTIALS_V2),
        "id": (str(credential.get("id")).startswith("data:"), "a data: URL"),
        "type": (
            len(listed(credential["type"])) == 1,
            "that type and no other",
        ),
    }
    for name, (holds, expected) in rules.items():
        if not holds:
            yield _malformed(
                f"The {name} of an enveloped credential is not that of one.",
                *path,
                name,
                section="#enveloped-verifiable-credentials",
                expected=expected,
            )


def _texts(node: Mapping[str, Any], path: tuple[str, ...]) -> _Found:
    """Name and description: text, or text with its language.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#names-and-descriptions
    """
    for name in ("name", "description"):
        value = node.get(name, [])
        for place, entry in enumerate(listed(value)):
            if not isinstance(entry, str) and not _is_language_value(entry):
                steps = (*path, name, place) if isinstance(value, list) else (*path, name)
                yield _malformed(
                    f"A {name} is text, or an object with @value, @language and @direction only.",
                    *steps,
                    section="#names-and-descriptions",
                    found=shorten(entry),
                )


def _is_language_value(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and "@value" in entry
        and set(entry) <= {"@value", "@language", "@direction"}
        and all(isinstance(value, str) for value in entry.values())
    )


def _related_resources(document: Mapping[str, Any]) -> _Found:
    """Spec: https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources."""
    section = "#integrity-of-related-resources"
    value = document.get("relatedResource", [])
    seen = set()
    for place, entry in enumerate(listed(value)):
        path = ("relatedResource", place) if isinstance(value, list) else ("relatedResource",)
        if not isinstance(entry, dict):
            yield _malformed("relatedResource holds objects.", *path, section=section)
            continue
        id_ = entry.get("id")
        if not is_url(id_) or id_ in seen:
            yield _malformed(
                "A related resource has a URL of its own.",
                *path,
                "id",
                section=section,
                found=shorten(id_),
            )
        seen.add(id_ if isinstance(id_, str) else None)
        digests = [name for name in DIGESTS if name in entry]
        if not digests:
            yield _malformed("A related resource has no digest.", *path, section=section)
        for name in digests:
            if not DIGESTS[name](entry[name]):
                yield _malformed(
                    f"The value of {name} is not a digest.",
                    *path,
                    name,
                    section=section,
                    found=shorten(entry[name]),
                )
