"""Claims that are hidden behind digests, and put back from disclosures.

Every duty of a verifier is a refusal of the whole token: a disclosure that nothing refers to, one
that is there twice, a digest that is there twice, a name that is taken or reserved.

Spec: https://www.rfc-editor.org/rfc/rfc9901#section-7.1
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from elm_microcred.errors import LimitError, ParseError, ProofError, ProofGenerationError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import json_pointer, shorten
from elm_microcred.proofs.multibase import decode_base64url, encode_base64url
from elm_microcred.proofs.selection import parse_pointer
from elm_microcred.strict_json import read_json

Document = dict[str, Any]
Path = tuple[str | int, ...]

SPEC = "https://www.rfc-editor.org/rfc/rfc9901"
DIGESTS, ELEMENT, ALGORITHM = "_sd", "...", "_sd_alg"
RESERVED = (DIGESTS, ELEMENT, ALGORITHM)
HASHES: Mapping[str, Callable[[bytes], Any]] = {
    "sha-256": hashlib.sha256,
    "sha-384": hashlib.sha384,
    "sha-512": hashlib.sha512,
}
"""The hashes that digests may be made with, by their IANA name."""

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure, read.

    Attributes:
        text: As it came.
        name: Name of the claim; `None` for an element of an array.
        value: What it shows, which may hold digests itself.
    """

    text: str
    name: str | None
    value: Any


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a token says together with its disclosures.

    Attributes:
        claims: All claims that are shown, without a trace of how they were hidden.
        disclosed: The path of each claim or element that came from a disclosure, in the order of
            the disclosures.
    """

    claims: Document
    disclosed: tuple[Path, ...]


def unpack(
    payload: Mapping[str, Any], disclosures: Sequence[str], *, limits: Limits = DEFAULT
) -> Unpacked:
    """The claims of a payload, with what the disclosures show put where it belongs.

    Raises:
        ProofError: If any duty of a verifier forbids it; the code says which.
        LimitError: If there are more disclosures than are ever read, or too deep ones.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-7.1
    """
    if len(disclosures) > limits.disclosures:
        raise LimitError(
            "LIMIT_MEMBERS",
            "The token has more disclosures than are ever read.",
            found=str(len(disclosures)),
            expected=f"at most {limits.disclosures}",
        )
    digest_of = digester(payload)
    by_digest: dict[str, Disclosure] = {}
    for place, text in enumerate(disclosures):
        digest = digest_of(text)
        if digest in by_digest:
            detail = "A disclosure is there twice."
            raise _error("SDJWT_DISCLOSURE_DUPLICATE", detail, pointer=f"/disclosures/{place}")
        by_digest[digest] = _read_at(place, text, limits)
    run = _Unpacking(by_digest, limits)
    claims = {name: value for name, value in payload.items() if name != ALGORITHM}
    shown: Document = run.value(claims, (), 0)
    for place, (digest, disclosure) in enumerate(by_digest.items()):
        if digest not in run.places:
            raise _error(
                "SDJWT_DISCLOSURE_UNREFERENCED",
                "A disclosure is not one of what the issuer signed: it was altered, or added.",
                pointer=f"/disclosures/{place}",
                found=disclosure.name or "an element of an array",
            )
    return Unpacked(shown, tuple(run.places[digest] for digest in by_digest))


def digester(payload: Mapping[str, Any]) -> Callable[[str], str]:
    """How a payload makes digests.

    Raises:
        ProofError: If with a hash that is not accepted (`SDJWT_HASH_ALG`).

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.1.1
    """
    name = payload.get(ALGORITHM, "sha-256")
    make = HASHES.get(name) if isinstance(name, str) else None
    if make is None:
        raise _error(
            "SDJWT_HASH_ALG",
            "The digests are made with a hash that is not accepted.",
            pointer=f"/{ALGORITHM}",
            found=shorten(name),
            expected=" or ".join(HASHES),
        )
    hash_ = make
    return lambda text: encode_base64url(hash_(text.encode()).digest())


def _read_at(place: int, text: str, limits: Limits) -> Disclosure:
    try:
        return read(text, limits)
    except ProofError as error:
        placed = [problem.at(f"/disclosures/{place}") for problem in error.problems]
        raise ProofError.from_problems(placed) from error


def read(text: str, limits: Limits = DEFAULT) -> Disclosure:
    """The disclosure of a text.

    Raises:
        ProofError: If it is none (`SDJWT_DISCLOSURE_INVALID`).

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.2
    """
    try:
        parts = read_json(decode_base64url(text), limits=limits)
    except (ParseError, LimitError) as error:
        raise _error(
            "SDJWT_DISCLOSURE_INVALID",
            f"A disclosure cannot be read. {error.problem.code}: {error.problem.detail}",
        ) from error
    if not isinstance(parts, list) or len(parts) not in (2, 3) or not isinstance(parts[0], str):
        raise _error(
            "SDJWT_DISCLOSURE_INVALID",
            "A disclosure is a list of a salt, for a claim its name, and a value.",
            found=shorten(parts),
        )
    if len(parts) == 2:
        return Disclosure(text, None, parts[1])
    if not isinstance(parts[1], str) or parts[1] in RESERVED:
        raise _error(
            "SDJWT_DISCLOSURE_INVALID",
            "A disclosure names a claim that cannot be.",
            found=shorten(parts[1]),
            expected=f"a name other than {', '.join(RESERVED)}",
        )
    return Disclosure(text, parts[1], parts[2])


@dataclass(slots=True)
class _Unpacking:
    by_digest: Mapping[str, Disclosure]
    limits: Limits
    seen: set[str] = field(default_factory=set)
    places: dict[str, Path] = field(default_factory=dict)

    def value(self, value: Any, path: Path, depth: int) -> Any:
        if len(path) > self.limits.depth or depth > self.limits.disclosure_depth:
            raise LimitError(
                "LIMIT_DEPTH",
                "The disclosures are nested too deeply.",
                expected=f"at most {self.limits.disclosure_depth} levels",
            )
        if isinstance(value, dict):
            return self._object(value, path, depth)
        if isinstance(value, list):
            shown: list[Any] = []
            for element in value:
                # Places are those among what is shown: hidden elements have none.
                shown += self._element(element, (*path, len(shown)), depth)
            return shown
        return value

    def _object(self, value: Document, path: Path, depth: int) -> Document:
        for name in (ELEMENT, ALGORITHM):
            if name in value:
                raise _error(
                    "SDJWT_DISCLOSURE_INVALID",
                    "A reserved name stands where it may not.",
                    pointer=json_pointer((*path, name)),
                )
        digests = value.get(DIGESTS, [])
        if not isinstance(digests, list):
            raise _error(
                "SDJWT_DISCLOSURE_INVALID",
                "_sd is not a list of digests.",
                pointer=json_pointer((*path, DIGESTS)),
            )
        shown = {n: self.value(v, (*path, n), depth) for n, v in value.items() if n != DIGESTS}
        for digest in digests:
            disclosure = self._disclosure(digest, (*path, DIGESTS))
            if disclosure is None:
                continue
            if disclosure.name is None:
                raise _wrong_form((*path, DIGESTS))
            place = (*path, disclosure.name)
            if disclosure.name in shown:
                raise _error(
                    "SDJWT_CLAIM_COLLISION",
                    "A disclosure names a claim that is there already.",
                    pointer=json_pointer(place),
                )
            self.places[digest] = place
            shown[disclosure.name] = self.value(disclosure.value, place, depth + 1)
        return shown

    def _element(self, element: Any, path: Path, depth: int) -> list[Any]:
        """An element of an array as it is shown; nothing where it stays hidden."""
        if not (isinstance(element, dict) and ELEMENT in element):
            return [self.value(element, path, depth)]
        if len(element) != 1:
            raise _error(
                "SDJWT_DISCLOSURE_INVALID",
                "Beside the digest of an element stands something else.",
                pointer=json_pointer(path),
            )
        digest = element[ELEMENT]
        disclosure = self._disclosure(digest, path)
        if disclosure is None:
            return []
        if disclosure.name is not None:
            raise _wrong_form(path)
        self.places[digest] = path
        return [self.value(disclosure.value, path, depth + 1)]

    def _disclosure(self, digest: Any, path: Path) -> Disclosure | None:
        if not isinstance(digest, str):
            raise _error(
                "SDJWT_DISCLOSURE_INVALID",
                "A digest is not text.",
                pointer=json_pointer(path),
                found=shorten(digest),
            )
        if digest in self.seen:
            raise _error(
                "SDJWT_DIGEST_DUPLICATE", "A digest is there twice.", pointer=json_pointer(path)
            )
        self.seen.add(digest)
        return self.by_digest.get(digest)


def conceal(
    claims: Mapping[str, Any],
    pointers: Sequence[str],
    random_bytes: Callable[[int], bytes],
    *,
    decoys: int = 0,
) -> tuple[Document, list[str]]:
    """The claims with digests in place of those at the pointers, and the disclosures of these.

    What is inside something that is hidden can be hidden once more.

    Args:
        claims: What the token says.
        pointers: JSON Pointers to what the holder can hide.
        random_bytes: Salts are drawn from it, and decoys.
        decoys: How many digests that stand for nothing are put into the payload, and into each
            object and array of which something is hidden, so that their number tells nothing.

    Raises:
        ProofGenerationError: If a pointer leads nowhere, or a name is reserved.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.2
    """
    payload = _copied(dict(claims))
    disclosures: list[str] = []
    chosen = {parse_pointer(p) for p in pointers}
    if () in chosen:
        raise _nowhere(())
    # The deepest first, so that what is hidden already is part of what is hidden then.
    ordered = sorted(chosen, key=lambda steps: (-len(steps), steps))
    for above, group in groupby(ordered, key=lambda steps: steps[:-1]):
        parent = payload
        for step in above:
            parent = _step(parent, step, above)
        for steps in group:
            disclosures.append(_hide(parent, steps, random_bytes))
        if above or not decoys:
            _disguise(parent, decoys, random_bytes)
    if decoys:
        _disguise(payload, decoys, random_bytes)
    if disclosures or decoys:
        payload[ALGORITHM] = "sha-256"
    return payload, disclosures


def _hide(parent: Any, steps: Sequence[str], random_bytes: Callable[[int], bytes]) -> str:
    """Put a digest in place of a part of `parent`; its disclosure."""
    salt = encode_base64url(random_bytes(_SALT_BYTES))
    if isinstance(parent, list):
        place = _index(parent, steps[-1], steps)
        text = _text([salt, parent[place]])
        parent[place] = {ELEMENT: _digest(text)}
    elif isinstance(parent, dict) and steps[-1] in parent and steps[-1] != DIGESTS:
        text = _text([salt, steps[-1], parent.pop(steps[-1])])
        parent.setdefault(DIGESTS, []).append(_digest(text))
    else:
        raise _nowhere(steps)
    return text


def _disguise(parent: Any, decoys: int, random_bytes: Callable[[int], bytes]) -> None:
    """Put digests among those of a part that stand for nothing, and in an order that tells nothing.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.2.5
    """
    made = [_digest(encode_base64url(random_bytes(_SALT_BYTES))) for _ in range(decoys)]
    if isinstance(parent, list):
        for digest in made:
            place = int.from_bytes(random_bytes(4), "big") % (len(parent) + 1)
            parent.insert(place, {ELEMENT: digest})
    else:
        parent[DIGESTS] = sorted([*parent.get(DIGESTS, ()), *made])


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        taken = [name for name in RESERVED if name in value]
        if taken:
            raise ProofGenerationError(
                "PROOF_GENERATION",
                "A claim has a name that SD-JWT needs for itself.",
                found=taken[0],
                spec=SPEC + "#section-4.1",
            )
        return {name: _copied(entry) for name, entry in value.items()}
    return [_copied(entry) for entry in value] if isinstance(value, list) else value


def _step(parent: Any, step: str, steps: Sequence[str]) -> Any:
    if isinstance(parent, list):
        return parent[_index(parent, step, steps)]
    if isinstance(parent, dict) and step in parent:
        return parent[step]
    raise _nowhere(steps)


def _index(parent: list[Any], step: str, steps: Sequence[str]) -> int:
    if step.isascii() and step.isdigit() and str(int(step[:9])) == step and int(step) < len(parent):
        return int(step)
    raise _nowhere(steps)


def _nowhere(steps: Sequence[str]) -> ProofGenerationError:
    return ProofGenerationError(
        "PROOF_GENERATION",
        "The JSON Pointer leads to nothing that can be hidden.",
        pointer=json_pointer(tuple(steps)),
        spec=SPEC + "#section-4.2",
    )


def _text(parts: list[Any]) -> str:
    text = json.dumps(parts, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return encode_base64url(text.encode())


def _digest(text: str) -> str:
    return encode_base64url(hashlib.sha256(text.encode()).digest())


def _wrong_form(path: Path) -> ProofError:
    return _error(
        "SDJWT_DISCLOSURE_INVALID",
        "A disclosure of a claim stands for an element of an array, or the other way round.",
        pointer=json_pointer(path),
    )


def _error(code: str, detail: str, **members: Any) -> ProofError:
    return ProofError(code, detail, spec=SPEC + "#section-7.1", **members)
