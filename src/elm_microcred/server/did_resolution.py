"""DID resolution over HTTP, with the error words that the tests of did:key ask for.

Spec: https://w3c-ccg.github.io/did-key-spec/#read
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from elm_microcred.errors import KeyMaterialError, ResolutionError
from elm_microcred.problem import Problem
from elm_microcred.proofs import keys
from elm_microcred.proofs.dids import controlled_identifier_document
from elm_microcred.retrieval import offline
from elm_microcred.server.app import refusal

Document = dict[str, Any]

_CONTEXT = "https://w3id.org/did-resolution/v1"
_MEDIA_TYPE = 'application/ld+json;profile="https://w3id.org/did-resolution"'
_FRAGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
_FORMATS = (
    "Multikey",
    "JsonWebKey2020",
    "Ed25519VerificationKey2020",
    "X25519KeyAgreementKey2020",
)
"""Formats of a public key that every resolver of did:key may be asked for."""
_EXPERIMENTAL = ("Ed25519VerificationKey2018", "X25519KeyAgreementKey2019", "JsonWebKey")
_WRITTEN = "Multikey"
"""The format that is written here."""


class _Refused(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, word: str, problem: Problem) -> None:
        super().__init__(word)
        self.word = word
        self.problem = problem


def resolve(url: str, public_key_format: str, experimental: str) -> Response:
    """The document of a DID, or the verification method of a DID URL.

    Args:
        url: The DID, or DID URL.
        public_key_format: Format of the keys in the answer.
        experimental: `true` where formats beside those of the specification are allowed.
    """
    did, separator, rest = _parted(url)
    metadata = "didDereferencingMetadata" if separator else "didResolutionMetadata"
    try:
        _check_format(public_key_format, allows_all=experimental == "true")
        document = _document(did)
        if separator:
            document = _method(url, separator, rest, document)
    except _Refused as error:
        status = HTTPStatus.NOT_FOUND if error.word == "notFound" else HTTPStatus.BAD_REQUEST
        answer = _result({}, metadata, {"error": error.word})
        return refusal([error.problem], status, **answer)
    return JSONResponse(
        _result(document, metadata, {"contentType": "application/did+ld+json"}),
        media_type=_MEDIA_TYPE,
    )


def _result(document: Document, metadata: str, said: Document) -> Document:
    return {
        "@context": _CONTEXT,
        "didDocument": document,
        "didDocumentMetadata": {},
        metadata: said,
    }


def _parted(url: str) -> tuple[str, str, str]:
    match = re.search(r"[/?#]", url)
    if match is None:
        return url, "", ""
    return url[: match.start()], match[0], url[match.end() :]


def _check_format(name: str, *, allows_all: bool) -> None:
    """Spec: https://w3c-ccg.github.io/did-key-spec/#signature-method-creation-algorithm."""
    members: Document = {"found": name, "expected": _WRITTEN}
    if name in _EXPERIMENTAL and not allows_all:
        problem = Problem("REQUEST_MALFORMED", "This format of keys is experimental.", **members)
        raise _Refused("invalidPublicKeyType", problem)
    if name != _WRITTEN:
        detail = (
            "This format of keys is not written here."
            if name in (*_FORMATS, *_EXPERIMENTAL)
            else "No format of keys has this name."
        )
        raise _Refused("unsupportedPublicKeyType", Problem("REQUEST_MALFORMED", detail, **members))


def _document(did: str) -> Document:
    if not did.startswith("did:"):
        problem = Problem("DID_INVALID", "This is not a DID.", found=did, expected="did:key:…")
        raise _Refused("invalidDid", problem)
    try:
        return controlled_identifier_document(did, resolve=offline)
    except KeyMaterialError as error:
        raise _Refused(_key_word(did), error.problem) from error
    except ResolutionError as error:
        raise _Refused(_WORDS.get(error.code, "notFound"), error.problem) from error


_WORDS = {"DID_INVALID": "invalidDid", "DID_METHOD_UNSUPPORTED": "methodNotSupported"}


def _key_word(did: str) -> str:
    """What the did:key method calls a key that cannot be read."""
    multikey = did.removeprefix("did:key:")
    if not re.fullmatch(r"z[1-9A-HJ-NP-Za-km-z]+", multikey):
        return "invalidDid"
    try:
        return "invalidPublicKeyLength" if keys.has_wrong_length(multikey) else "invalidPublicKey"
    except KeyMaterialError:
        return "invalidPublicKey"


def _method(url: str, separator: str, fragment: str, document: Document) -> Document:
    if separator != "#" or not _FRAGMENT.fullmatch(fragment):
        raise _Refused(
            "invalidDidUrl",
            Problem(
                "DID_INVALID",
                "Nothing but a fragment leads from a did:key to something in it.",
                found=url,
                spec="https://www.w3.org/TR/did-1.0/#did-url-syntax",
            ),
        )
    for method in document["verificationMethod"]:
        if method["id"] == url:
            return {"@context": document["@context"], **method}
    problem = Problem("KEY_NOT_FOUND", "The document has no key of this name.", found=url)
    raise _Refused("notFound", problem)
