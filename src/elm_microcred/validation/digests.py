"""The form of a digest that a credential names a resource by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from elm_microcred.validation.related_resources import is_multihash

_SRI = re.compile(r"sha(256|384|512)-([A-Za-z0-9+/]+={0,2})")
_SRI_CHARACTERS = {"256": 44, "384": 64, "512": 88}


def is_sri(value: Any) -> bool:
    """Whether a value is integrity metadata, in standard base64.

    Spec: https://www.w3.org/TR/SRI/#the-integrity-attribute
    """
    matches = [_SRI.fullmatch(text) for text in value.split()] if isinstance(value, str) else []
    return bool(matches) and all(m and len(m[2]) == _SRI_CHARACTERS[m[1]] for m in matches)


DIGESTS: Mapping[str, Callable[[Any], bool]] = {
    "digestSRI": is_sri,
    "digestMultibase": is_multihash,
}
"""The members that hold a digest, and what says whether a value is one."""
