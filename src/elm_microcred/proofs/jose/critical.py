"""What the header of a token demands of its readers: `crit`, and `b64` with it.

Spec: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11 and
https://www.rfc-editor.org/rfc/rfc7797
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from elm_microcred.errors import ParseError
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs.jose.refusals import structure_error

if TYPE_CHECKING:
    from elm_microcred.proofs.jose.jws import Signature

_SPEC = "https://www.rfc-editor.org/rfc/rfc7515"
_B64 = "https://www.rfc-editor.org/rfc/rfc7797"

_RFC7515 = ("alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit")
_RFC7518 = ("enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c")
_REGISTERED = frozenset([*_RFC7515, *_RFC7518])
"""Names of RFC 7515 and RFC 7518: `crit` may not list them."""


def critical_problems(
    signature: Signature, understood: Collection[str] = ("b64",)
) -> Iterator[Problem]:
    """What the header demands that is not understood, and what it may not demand.

    Args:
        signature: Whose header is looked at.
        understood: Names of extensions that the caller handles.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11
    """
    header = signature.protected
    names = header.get("crit")
    problem = _b64_problem(header)
    if problem is not None:
        yield problem
    if "crit" not in header:
        return
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        yield _critical("crit is not a list of names.", names)
    elif len(set(names)) != len(names):
        yield _critical("crit lists a name twice.", names)
    else:
        for name in names:
            if name in _REGISTERED:
                yield _critical("crit lists a name that everybody understands anyway.", name)
            elif name not in header:
                yield _critical("crit lists a name that the protected header does not have.", name)
            elif name not in understood:
                yield _critical(
                    "The header demands an extension that is not understood.", name, understood
                )


def has_base64_payload(header: Mapping[str, Any], *, is_tolerant: bool = False) -> bool:
    """Whether the payload is base64url in what is signed.

    Spec: https://www.rfc-editor.org/rfc/rfc7797#section-3
    """
    value = header.get("b64", True)
    if not isinstance(value, bool):
        raise structure_error("b64 is true or false.", "/b64", found=shorten(value))
    problem = None if is_tolerant else _b64_problem(header)
    if problem is not None:
        raise ParseError.from_problems([problem])
    return value


def _b64_problem(header: Mapping[str, Any]) -> Problem | None:
    """Whether `b64` is there and not demanded, so that others would not heed it.

    Spec: https://www.rfc-editor.org/rfc/rfc7797#section-6
    """
    names = header.get("crit")
    if "b64" not in header or (isinstance(names, list) and "b64" in names):
        return None
    return Problem(
        "JOSE_HEADER_INVALID",
        "b64 must be listed in crit.",
        pointer="/crit",
        found=shorten(names),
        spec=_B64 + "#section-6",
    )


def _critical(detail: str, found: Any, understood: Collection[str] = ()) -> Problem:
    return Problem(
        "JOSE_CRIT_UNSUPPORTED",
        detail,
        pointer="/crit",
        found=shorten(found),
        expected=", ".join(understood) or None,
        spec=_SPEC + "#section-4.1.11",
    )
