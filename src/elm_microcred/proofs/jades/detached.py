"""`sigD`: what was sealed stands elsewhere, and the seal names it.

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (5.2.8)
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred.errors import ResolutionError
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs.jades.header import DIGESTS, SPEC, malformed
from elm_microcred.proofs.multibase import encode_base64url
from elm_microcred.retrieval import Resolver

BY_URI: Final = "http://uri.etsi.org/19182/ObjectIdByURI"
BY_URI_HASH: Final = "http://uri.etsi.org/19182/ObjectIdByURIHash"
HTTP_HEADERS: Final = "http://uri.etsi.org/19182/HttpHeaders"

_MOST: Final = 32


@dataclass(frozen=True, slots=True)
class Detached:
    """What a seal with `sigD` covers.

    Attributes:
        payloads: Bytes that may have been signed in place of a payload.
        objects: What was sealed, in the order in which the seal names it.
        problems: What is missing, or is something else.
    """

    payloads: tuple[bytes, ...] = ()
    objects: tuple[bytes, ...] = ()
    problems: tuple[Problem, ...] = ()


def detached_objects(
    reference: Mapping[str, Any], *, resolve: Resolver, is_base64: bool
) -> Detached:
    """The objects that `sigD` names, had and compared with what it says of them.

    Args:
        reference: The value of `sigD`.
        resolve: Asked for each of them.
        is_base64: Whether a payload would be signed as base64url.
    """
    problem = _form_problem(reference)
    if problem is not None:
        return Detached(problems=(problem,))
    objects: list[bytes] = []
    for place, uri in enumerate(reference["pars"]):
        try:
            objects.append(resolve(uri).content)
        except ResolutionError as error:
            missing = Problem(
                "SEAL_OBJECT_MISSING",
                f"What was sealed stands elsewhere and could not be had. {error.problem.detail}",
                pointer=f"/protected/sigD/pars/{place}",
                found=uri,
                remedy="Pass resolve= with a resolver that has it.",
                spec=SPEC,
            )
            return Detached(objects=tuple(objects), problems=(missing,))
    if reference["mId"] == BY_URI:
        return Detached(_payloads(objects, is_base64=is_base64), tuple(objects))
    problems = tuple(_mismatches(reference, objects, is_base64=is_base64))
    return Detached((b"",), tuple(objects), problems)


def _form_problem(reference: Mapping[str, Any]) -> Problem | None:
    mechanism, uris = reference["mId"], reference.get("pars")
    pointer = "/protected/sigD"
    if mechanism == HTTP_HEADERS or mechanism not in (BY_URI, BY_URI_HASH):
        return Problem(
            "SEAL_UNSUPPORTED",
            "What was sealed is named in a way that is not checked.",
            pointer=f"{pointer}/mId",
            found=shorten(mechanism),
            expected=f"{BY_URI} or {BY_URI_HASH}",
            spec=SPEC,
        )
    if not isinstance(uris, list) or not uris or not all(isinstance(u, str) for u in uris):
        return malformed("sigD names nothing.", f"{pointer}/pars", uris, "a list of URIs")
    if len(uris) > _MOST or len(set(uris)) != len(uris):
        return malformed("sigD names too much, or one thing twice.", f"{pointer}/pars")
    digests = reference.get("hashV")
    if mechanism == BY_URI_HASH:
        if not isinstance(digests, list) or len(digests) != len(uris):
            return malformed("sigD has not one digest for each object.", f"{pointer}/hashV")
        if not isinstance(reference.get("hashM"), str) or reference["hashM"] not in DIGESTS:
            found = reference.get("hashM")
            return malformed("sigD names no digest that is accepted.", f"{pointer}/hashM", found)
    elif "hashV" in reference or "hashM" in reference:
        return malformed("sigD has digests that its mechanism does not know.", f"{pointer}/hashV")
    return None


def _payloads(objects: Sequence[bytes], *, is_base64: bool) -> tuple[bytes, ...]:
    """The objects one behind the other, as a payload is signed."""
    whole = b"".join(objects)
    if not is_base64:
        return (whole,)
    each = b"".join(encode_base64url(part).encode() for part in objects)
    return tuple(dict.fromkeys((each, encode_base64url(whole).encode())))


def object_payloads(objects: Sequence[bytes]) -> tuple[bytes, ...]:
    """The objects as timestamps cover them, in the ways that are in use."""
    ways = (*_payloads(objects, is_base64=False), *_payloads(objects, is_base64=True))
    return tuple(dict.fromkeys(ways))


def digest_of(content: bytes, algorithm: str, *, is_base64: bool) -> str:
    """The digest of an object as `hashV` has it: of its base64url text, unless b64 is false."""
    text = encode_base64url(content).encode() if is_base64 else content
    return encode_base64url(hashlib.new(DIGESTS[algorithm], text).digest())


def _mismatches(
    reference: Mapping[str, Any], objects: Sequence[bytes], *, is_base64: bool
) -> list[Problem]:
    found = []
    for place, (content, said) in enumerate(zip(objects, reference["hashV"], strict=True)):
        digest = digest_of(content, reference["hashM"], is_base64=is_base64)
        if not isinstance(said, str) or not hmac.compare_digest(digest, said):
            found.append(
                Problem(
                    "SEAL_OBJECT_MISMATCH",
                    "This is another object than the one that was sealed.",
                    pointer=f"/protected/sigD/hashV/{place}",
                    found=digest,
                    expected=shorten(said),
                    spec=SPEC,
                )
            )
    return found
