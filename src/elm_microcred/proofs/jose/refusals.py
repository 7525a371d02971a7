"""What a malformed token is refused with.

Spec: https://www.rfc-editor.org/rfc/rfc7515
"""

from __future__ import annotations

from typing import Any

from elm_microcred.errors import ParseError

_SPEC = "https://www.rfc-editor.org/rfc/rfc7515"


def encoding_error(detail: str, **members: Any) -> ParseError:
    """That something is not written in its one spelling."""
    return ParseError("JOSE_ENCODING_INVALID", detail, spec=_SPEC + "#section-2", **members)


def structure_error(detail: str, pointer: str, **members: Any) -> ParseError:
    """That the token, or its header, is not of its form."""
    return ParseError(
        "JOSE_HEADER_INVALID", detail, pointer=pointer, spec=_SPEC + "#section-4", **members
    )


def encrypted_error() -> ParseError:
    """That the token is encrypted."""
    return ParseError(
        "JWE_UNSUPPORTED",
        "The content is encrypted; only signed content is read.",
        remedy="Decrypt it first, in the wallet or service that holds the key.",
        spec="https://www.rfc-editor.org/rfc/rfc7516",
    )
