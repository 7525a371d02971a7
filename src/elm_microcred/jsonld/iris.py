"""What may stand in N-Quads as an IRI or as a language tag."""

from __future__ import annotations

import re
from typing import Final

# RFC 3987 without its rules for each component, and without white space of any script, on
# which JSON-LD processors disagree.
_IRI: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:"
    r'[^\s\x00-\x20<>"{}|^`\\\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff]*'
)
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
_LIKE_A_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*|@none")

_PLAIN_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-\[\]_a-z~]*")
"""Nearly all IRIs: ASCII, which is looked through in a third of the time."""


def is_iri(text: str) -> bool:
    """Whether the text is an absolute IRI."""
    return bool(_PLAIN_IRI.fullmatch(text) or _IRI.fullmatch(text))


has_scheme: Final = _SCHEME.match
"""Whether the text begins as an absolute IRI does."""

is_language: Final = _LANGUAGE.fullmatch
"""Whether the text is a well-formed language tag (BCP 47, as JSON-LD asks)."""

is_like_a_language: Final = _LIKE_A_LANGUAGE.fullmatch
"""Whether the text looks like a language code that somebody uses as the key of a map."""
