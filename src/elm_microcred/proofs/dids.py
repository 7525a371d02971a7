"""From an identifier to the document that its subject controls, and to one key in it.

`did:key` and `did:jwk` hold their document in themselves; `did:web` and https identifiers
are asked of the resolver. Nothing is asked that `checked_https` refuses.

Spec: https://www.w3.org/TR/cid-1.0/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from elm_microcred.codes import Effect
from elm_microcred.errors import (
    ElmMicrocredError,
    ForbiddenUrlError,
    KeyMaterialError,
    LimitError,
    ParseError,
    ResolutionError,
)
from elm_microcred.jsonld import read_json
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import keys, multibase
from elm_microcred.proofs.keys import PublicKey
from elm_microcred.proofs.urls import checked_https, is_url
from elm_microcred.retrieval import Resolver

Document = dict[str, Any]

RELATIONSHIPS = (
    "authentication",
    "assertionMethod",
    "keyAgreement",
    "capabilityInvocation",
    "capabilityDelegation",
)
"""What a controlled identifier document may allow a key to do."""

_OF_DID_KEY = tuple(name for name in RELATIONSHIPS if name != "keyAgreement")

_DID = re.compile(r"did:([a-z0-9]+):((?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})+)(?<!:)")
_SECRET = re.compile(r"(secret|private)Key[A-Z]\w*")
_MULTIBASE_TYPES = {"Multikey": None, "Ed25519VerificationKey2020": "Ed25519"}
_JWK_TYPES = ("JsonWebKey", "JsonWebKey2020")

_LONGEST = 8_192
"""A `did:jwk` with a large key has some thousand characters, nothing else comes near."""

_CID = "https://www.w3.org/TR/cid-1.0/"
_DID_SYNTAX = "https://www.w3.org/TR/did-1.0/#did-syntax"


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """One key of somebody, and the document that says so.

    Attributes:
        id: The URL that names the key.
        controller: The identifier whose key this is.
        key: The key.
        document: The controlled identifier document of the controller; `None` where the key
            stands in the URL itself and no document could be had.
        revoked: The member `revoked` of the method, as written.
        expires: The member `expires` of the method, as written.
        problems: What is to be told of how the key was found, though it was.
    """

    id: str
    controller: str
    key: PublicKey
    document: Document | None = None
    revoked: Any = None
    expires: Any = None
    problems: tuple[Problem, ...] = ()

    @property
    def self_asserted(self) -> bool:
        """Whether nothing but the URL vouches for the key."""
        return self.document is None


def retrieve_verification_method(
    url: str,
    purpose: str,
    *,
    resolve: Resolver,
    bare_did_key: bool = False,
    limits: Limits = DEFAULT,
) -> VerificationMethod:
    """The key that a URL names, if its controller allows it to be used for `purpose`.

    Args:
        url: Value of `verificationMethod` in a proof.
        purpose: Value of `proofPurpose`, a name of `RELATIONSHIPS`.
        resolve: Asked for documents that do not stand in the identifier itself.
        bare_did_key: Read a `did:key` without fragment as the name of its one key.
        limits: What a document may cost.

    Raises:
        ResolutionError: If the controller's document cannot be had or is not its own.
        KeyMaterialError: If it has no such key, the key is malformed, weak, or not allowed.

    Spec: https://www.w3.org/TR/cid-1.0/#retrieve-verification-method
    """
    if bare_did_key and url.startswith("did:key:") and "#" not in url:
        url = f"{url}#{url.removeprefix('did:key:')}"
    identifier, _, fragment = url.partition("#")
    if identifier == f"did:key:{fragment}" and fragment.isalnum() and purpose in _OF_DID_KEY:
        # Nothing is to be looked up: such a document lists its one key for each of these.
        key = keys.from_multikey(fragment)
        return VerificationMethod(url, identifier, key, did_key_document(fragment))
    try:
        document = controlled_identifier_document(identifier, resolve=resolve, limits=limits)
    except ResolutionError as error:
        own = _key_in_fragment(identifier, fragment)
        if own is None or error.problem.effect is not Effect.UNSETTLES:
            raise
        return VerificationMethod(url, identifier, own)
    if not fragment and "verificationMethod" not in document:
        # The URL led to the key itself; its controller must list it.
        method = document
        controller = method.get("controller")
        if not isinstance(controller, str) or controller == identifier:
            raise _no_key(url, identifier)
        document = controlled_identifier_document(controller, resolve=resolve, limits=limits)
    else:
        method = _find(url, document)
    _check_allowed(url, purpose, document)
    controller = method.get("controller", document["id"])
    if controller != document["id"]:
        raise KeyMaterialError(
            "KEY_CONTROLLER_MISMATCH",
            "The document lists a key whose controller is somebody else.",
            found=str(controller),
            expected=shorten(document["id"]),
            spec=_CID + "#dfn-controller",
        )
    key = _key(method)
    return VerificationMethod(
        url, controller, key, document, method.get("revoked"), method.get("expires")
    )


def controlled_identifier_document(
    identifier: str, *, resolve: Resolver, limits: Limits = DEFAULT
) -> Document:
    """The document that the subject of `identifier` controls.

    Args:
        identifier: A DID, or an https URL without fragment.
        resolve: Asked for the documents of `did:web` and https identifiers.
        limits: What a document may cost.

    Raises:
        ResolutionError: If there is no such document, it belongs to somebody else
            (`DID_DOCUMENT_MISMATCH`), cannot be had (`DID_UNAVAILABLE`), or is of a DID method
            that is not implemented (`DID_METHOD_UNSUPPORTED`).
        KeyMaterialError: If the key in a `did:key` or `did:jwk` is malformed or weak.
    """
    if len(identifier) > _LONGEST:
        raise ResolutionError(
            "DID_INVALID",
            "The identifier is longer than any that is read.",
            found=f"{len(identifier)} characters",
            expected=f"at most {_LONGEST} characters",
            spec=_CID + "#identifiers",
        )
    if not identifier.startswith("did:"):
        return _retrieve(identifier, identifier, resolve, limits)
    match = _DID.fullmatch(identifier)
    if match is None:
        raise ResolutionError(
            "DID_INVALID",
            "This is not a DID; in a key's URL, nothing but a fragment may follow a DID.",
            found=identifier,
            expected="did:method:identifier",
            spec=_DID_SYNTAX,
        )
    method, specific = match[1], match[2]
    if method == "key":
        return did_key_document(specific)
    if method == "jwk":
        return _did_jwk_document(identifier, specific, limits)
    if method == "web":
        return _retrieve(_did_web_url(identifier, specific), identifier, resolve, limits)
    raise ResolutionError(
        "DID_METHOD_UNSUPPORTED",
        "This DID method is not implemented, so the keys are unknown.",
        found=identifier,
        expected="did:key, did:jwk, did:web or an https URL",
        spec="https://www.w3.org/TR/did-1.0/#methods",
    )


def did_key_document(multikey: str) -> Document:
    """The document of `did:key:` and a Multikey text.

    Raises:
        KeyMaterialError: If the key is malformed or weak.

    Spec: https://w3c-ccg.github.io/did-key-spec/#document-creation-algorithm
    """
    keys.from_multikey(multikey)
    did = f"did:key:{multikey}"
    method = f"{did}#{multikey}"
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [
            {"id": method, "type": "Multikey", "controller": did, "publicKeyMultibase": multikey}
        ],
        **{r: [method] for r in _OF_DID_KEY},
    }


def _did_jwk_document(did: str, specific: str, limits: Limits) -> Document:
    """The document of a `did:jwk`.

    Spec: https://github.com/quartzjer/did-jwk/blob/main/spec.md
    """
    try:
        jwk = read_json(multibase.decode_base64url(specific), limits=limits)
    except (ParseError, LimitError) as error:
        raise _not_json(did, error) from error
    if not isinstance(jwk, dict):
        raise _not_json(did)
    keys.from_jwk(jwk)
    method = f"{did}#0"
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/suites/jws-2020/v1",
        ],
        "id": did,
        "verificationMethod": [
            {"id": method, "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": jwk}
        ],
        **{r: [method] for r in RELATIONSHIPS if r != "keyAgreement"},
    }


def did_web_url(did: str) -> str:
    """The URL under which the document of a `did:web` is published.

    Raises:
        ResolutionError: If it is no `did:web`, or its path leads elsewhere.
        ForbiddenUrlError: If its host is none.

    Spec: https://w3c-ccg.github.io/did-method-web/#read-resolve
    """
    match = _DID.fullmatch(did)
    if match is None or match[1] != "web":
        raise ResolutionError(
            "DID_INVALID",
            "This is not a did:web.",
            found=did,
            expected="did:web:host or did:web:host:path",
            spec=_DID_SYNTAX,
        )
    return _did_web_url(did, match[2])


def _did_web_url(did: str, specific: str) -> str:
    """The URL of the document of a `did:web`.

    Spec: https://w3c-ccg.github.io/did-method-web/#read-resolve
    """
    host, *path = (unquote(part) for part in specific.split(":"))
    if any(not part or part in (".", "..") or re.search(r"[/\\?#%]", part) for part in path):
        raise ResolutionError(
            "DID_INVALID", "The path of the did:web leads elsewhere.", found=did, spec=_DID_SYNTAX
        )
    if re.search(r"[/\\?#%]", host):
        raise ForbiddenUrlError("URL_BLOCKED", "The host of the did:web is not a host.", found=did)
    return f"https://{host}/{'/'.join(path or ['.well-known'])}/did.json"


def _retrieve(url: str, identifier: str, resolve: Resolver, limits: Limits) -> Document:
    if not identifier.startswith(("https:", "http:", "did:")):
        raise ResolutionError(
            "DID_INVALID",
            "No document can stand behind this identifier.",
            found=identifier,
            expected="a DID or an https URL",
            spec=_CID + "#identifiers",
        )
    try:
        resource = resolve(checked_https(url))
    except ForbiddenUrlError:
        raise
    except (ElmMicrocredError, LookupError, OSError) as error:
        raise ResolutionError(
            "DID_UNAVAILABLE",
            "The document behind the identifier could not be had.",
            found=identifier,
            remedy="Pass resolve= with a resolver that has it or may ask for it.",
        ) from error
    try:
        document = read_json(resource.content, limits=limits)
    except LimitError as error:
        raise too_costly(identifier, error) from error
    except ParseError as error:
        raise _not_json(identifier, error) from error
    if not isinstance(document, dict):
        raise _not_json(identifier)
    if document.get("id") != identifier:
        raise ResolutionError(
            "DID_DOCUMENT_MISMATCH",
            "The document belongs to another identifier.",
            found=str(document.get("id")),
            expected=shorten(identifier),
            spec=_CID + "#retrieve-verification-method",
        )
    return document


def too_costly(identifier: str, cause: LimitError) -> ResolutionError:
    """The error for a document that reaches a limit: the limit's own code, at this identifier."""
    return ResolutionError(
        cause.code,
        f"What stands behind the identifier costs too much. {cause.problem.detail}",
        found=identifier,
        expected=cause.problem.expected,
        spec=_CID + "#controlled-identifier-documents",
    )


def _not_json(identifier: str, cause: ElmMicrocredError | None = None) -> ResolutionError:
    return ResolutionError(
        "DID_INVALID",
        "What stands behind the identifier is not a JSON object"
        + (f" ({cause.problem.detail})." if cause else "."),
        found=identifier,
        spec=_CID + "#controlled-identifier-documents",
    )


def _key_in_fragment(identifier: str, fragment: str) -> PublicKey | None:
    """The key that an https URL carries in its own fragment, as some badge platforms do."""
    if not identifier.startswith("https:"):
        return None
    try:
        return keys.from_multikey(fragment)
    except KeyMaterialError as error:
        if error.code == "KEY_WEAK":
            raise
        return None


def _find(url: str, document: Document) -> Document:
    found = [
        method
        for name in ("verificationMethod", *RELATIONSHIPS)
        for method in _listed(document, name)
        if isinstance(method, dict) and _absolute(method.get("id"), document) == url
    ]
    if not found:
        raise _no_key(url, document["id"])
    if any(method != found[0] for method in found):
        raise ResolutionError(
            "DID_INVALID",
            "The document has two different keys of one name.",
            found=url,
            spec=_CID + "#verification-methods",
        )
    return found[0]


def _no_key(url: str, identifier: str) -> KeyMaterialError:
    return KeyMaterialError(
        "KEY_NOT_FOUND",
        "The controller's document has no key of this name.",
        found=url,
        expected=f"a verification method of {shorten(identifier)}",
        spec=_CID + "#retrieve-verification-method",
    )


def _check_allowed(url: str, purpose: str, document: Document) -> None:
    allowed = purpose in RELATIONSHIPS and any(
        _absolute(entry.get("id") if isinstance(entry, dict) else entry, document) == url
        for entry in _listed(document, purpose)
    )
    if not allowed:
        raise KeyMaterialError(
            "KEY_NOT_AUTHORISED",
            "The controller's document does not allow this key for this purpose.",
            found=url,
            expected=f"a key listed under {shorten(purpose)}",
            spec=_CID + "#verification-relationships",
        )


def _listed(document: Document, name: str) -> list[Any]:
    value = document.get(name, [])
    return value if isinstance(value, list) else [value]


def _absolute(reference: Any, document: Document) -> Any:
    if isinstance(reference, str) and reference.startswith("#"):
        return document["id"] + reference
    return reference


def _key(method: Mapping[str, Any]) -> PublicKey:
    published = [member for member in method if _SECRET.fullmatch(member)]
    if published:
        raise KeyMaterialError(
            "KEY_MALFORMED",
            "The key was published together with its secret: nobody can trust it.",
            found=published[0],
            spec=_CID + "#verification-methods",
        )
    type_, text, jwk = (method.get(name) for name in ("type", "publicKeyMultibase", "publicKeyJwk"))
    if type_ in _JWK_TYPES and isinstance(jwk, dict) and text is None:
        return keys.from_jwk(jwk)
    if isinstance(type_, str) and type_ in _MULTIBASE_TYPES and isinstance(text, str) and not jwk:
        key = keys.from_multikey(text)
        if _MULTIBASE_TYPES[type_] in (None, key.type.name):
            return key
    raise KeyMaterialError(
        "KEY_MALFORMED",
        "The verification method does not hold one key of the kind that it names.",
        found=str(type_),
        expected="Multikey with publicKeyMultibase, or JsonWebKey with publicKeyJwk",
        spec=_CID + "#verification-material",
    )


def is_identifier(value: object) -> bool:
    """Whether a value can name an issuer that controls keys: a DID or an https URL."""
    return is_url(value) and str(value).startswith(("did:", "https:"))
