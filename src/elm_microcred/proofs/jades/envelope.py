"""Seals as a mechanism of `verify` and `sign`.

```python
result = verify(content, policy=Policy(trust_anchors=(anchor,)))
result.check("securing").values["level"]  # 'B-LTA'
```

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.problem import Problem
from elm_microcred.proofs.envelopes import Envelope, Opened, Received, Setting
from elm_microcred.proofs.examination import Examined
from elm_microcred.proofs.jades.detached import Detached, detached_objects
from elm_microcred.proofs.jades.examination import Sealed, examine
from elm_microcred.proofs.jades.header import SIGNATURE_OWN, SPEC
from elm_microcred.proofs.jades.sealing import prepare, seal
from elm_microcred.proofs.jose.jws import Jws, read_compact, read_json_serialization
from elm_microcred.proofs.multibase import decode_base64url
from elm_microcred.strict_json import read_json

Document = dict[str, Any]

MEDIA_TYPE: Final = "application/jose+json"
COMPACT_MEDIA_TYPE: Final = "application/jose"
_LONGEST_HEADER: Final = 512 * 1024


def recognises(received: Received) -> bool:
    """Whether this is a seal: a signature with members that only seals have."""
    members = received.members
    if members is not None:
        entries = members.get("signatures", [members])
        if "payload" not in members and "signature" not in members and "signatures" not in members:
            return False
        return isinstance(entries, list) and any(map(_is_seal, entries))
    protected, dot, rest = received.content.partition(b".")
    if not dot or rest.count(b".") != 1 or len(protected) > _LONGEST_HEADER:
        return False
    return _has_own(_decoded(protected.decode("ascii", "replace")))


def _is_seal(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    header = entry.get("header")
    if isinstance(header, dict) and SIGNATURE_OWN & header.keys():
        return True
    return _has_own(_decoded(entry.get("protected")))


def _has_own(header: Any) -> bool:
    if not isinstance(header, dict):
        return False
    kind = str(header.get("typ", "jose")).lower().removeprefix("application/")
    named = "x5t#S256" in header and kind in ("jose", "jose+json")
    return named or bool(SIGNATURE_OWN & header.keys())


def _decoded(text: Any) -> Any:
    """A header as far as it can be read; what it says is checked elsewhere."""
    try:
        return json.loads(decode_base64url(text)) if isinstance(text, str) else None
    except (ParseError, ValueError, RecursionError):
        return None


def open_seal(received: Received, setting: Setting) -> Opened:
    """The credential in a seal, and what was found about the seal."""
    try:
        token = _read(received, setting)
    except (ParseError, LimitError) as error:
        return Opened(None, MEDIA_TYPE, Examined(()), parse=error.problems)
    media_type = COMPACT_MEDIA_TYPE if token.serialization == "compact" else MEDIA_TYPE
    detached = _detached(token, setting)
    content = token.payload if detached is None else b"".join(detached.objects[:1])
    try:
        document = _document(content, setting)
        parse: tuple[Problem, ...] = ()
    except (ParseError, LimitError) as error:
        document, parse = None, error.problems
    if detached is not None and not detached.objects:
        parse = ()
    examined = examine(Sealed(token, detached, document), setting)
    return Opened(document, media_type, examined, parse=parse)


def _read(received: Received, setting: Setting) -> Jws:
    limits = setting.limits
    if received.members is not None:
        members = received.members
        payload = None if "payload" in members else b""
        return read_json_serialization(members, payload=payload, limits=limits, is_tolerant=True)
    return read_compact(
        received.content, limits=limits, max_bytes=limits.sealed_bytes, is_tolerant=True
    )


def _detached(token: Jws, setting: Setting) -> Detached | None:
    """What the seal covers where it has no payload; `None` where it has one."""
    headers = [signature.protected for signature in token.signatures]
    reference = headers[0].get("sigD")
    is_base64 = headers[0].get("b64", True) is not False
    if "sigD" not in headers[0]:
        return None if token.payload else Detached(problems=(_nothing(),))
    if any(header.get("sigD") != reference for header in headers) or token.payload:
        return Detached(problems=(_both(),))
    if not isinstance(reference, Mapping) or not isinstance(reference.get("mId"), str):
        return Detached()
    return detached_objects(reference, resolve=setting.resolve, is_base64=is_base64)


def _nothing() -> Problem:
    return Problem(
        "SEAL_OBJECT_MISSING",
        "The seal has no payload, and does not say where it stands.",
        pointer="/payload",
        remedy="Put the payload back where it was taken out.",
        spec=SPEC,
    )


def _both() -> Problem:
    return Problem(
        "SEAL_OBJECT_MISMATCH",
        "The seal has a payload and names others: it is not clear what was sealed.",
        pointer="/protected/sigD",
        spec=SPEC,
    )


def _document(content: bytes, setting: Setting) -> Document:
    limits = setting.limits
    document = read_json(content, limits=limits, max_bytes=limits.sealed_bytes)
    if not isinstance(document, dict):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT", "What was sealed is not a JSON object.", pointer="/payload"
        )
    return document


ENVELOPE: Final = Envelope(
    ("jades",), recognises, open_seal, seal, prepare, is_large=True, has_certificates=True
)
