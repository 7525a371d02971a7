"""Every format that a credential can be converted into, and files that hold several documents.

```python
written = convert_to(document, "elmo")
written.content, written.losses
```
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred.errors import UsageError
from elm_microcred.exchange.ctdl import pathway_to_ctdl, to_ctdl
from elm_microcred.exchange.elm_v2 import read_elm_v2
from elm_microcred.exchange.elmo import Elmo, read_elmo, to_elmo
from elm_microcred.exchange.eudi import VCT, from_eudi, to_eudi
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.mapping import convert, to_elm
from elm_microcred.mapping.conversion import TARGETS as DOCUMENTS
from elm_microcred.problem import Problem

_HEAD: Final = 4096
"""The root element begins within so many bytes."""


@dataclass(frozen=True, slots=True)
class Written:
    """A credential in another format.

    Attributes:
        content: The file.
        losses: What got lost on the way.
        document: The file parsed, where it is JSON.
    """

    content: bytes
    losses: tuple[Problem, ...]
    document: Mapping[str, Any] | None = None


def _elmo(document: Mapping[str, Any]) -> Written:
    made = to_elmo(document)
    return Written(made.content, made.losses)


def _eudi(document: Mapping[str, Any]) -> Written:
    claims = to_eudi(document)
    return Written(written(claims), claims.losses, claims)


def _ctdl(document: Mapping[str, Any]) -> Written:
    is_recipe = "groups" in document and "format" in document
    made = pathway_to_ctdl(document) if is_recipe else to_ctdl(document)
    return Written(written(made), made.losses, made)


_OTHERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Written]]] = {
    "ctdl": _ctdl,
    "elmo": _elmo,
    "eudi": _eudi,
}

TARGETS: Final = (*DOCUMENTS, *_OTHERS)
"""Names of the formats that can be written."""


def convert_to(document: Mapping[str, Any], to: str, *, embed: bool = False) -> Written:
    """The credential in another format, unsecured, with everything that got lost on the way.

    Args:
        document: A European credential, an Open Badge 3.0, or a micro-credential; for CTDL an
            achievement or a recipe too.
        to: A name of `TARGETS`.
        embed: Whether what the other format cannot say travels along (`mapping.convert`).

    Raises:
        ParseError: If the document is of no kind that is known.
        MappingError: If it has no counterpart in the format.
        ModelError: If a value in it cannot be.
        UsageError: If there is no such format.
    """
    if to in _OTHERS:
        if embed:
            raise UsageError(
                "USAGE",
                "Nothing can travel along in this format.",
                found=to,
                expected=" or ".join(DOCUMENTS),
            )
        return _OTHERS[to](document)
    if to not in TARGETS:
        raise UsageError("USAGE", "This is no target.", found=to, expected=" or ".join(TARGETS))
    made = convert(document, to=to, embed=embed)  # type: ignore[arg-type]  # one of the literals
    return Written(written(made.document), made.losses, made.document)


def written(document: Mapping[str, Any]) -> bytes:
    """A document as people read it."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a file that may hold several.

    Attributes:
        document: A European credential.
        losses: What it could not take over: pointers are XPaths into the file.
    """

    document: Mapping[str, Any]
    losses: tuple[Problem, ...]


def european(document: Mapping[str, Any], *, language: str = "en") -> Part | None:
    """The European credential that the claims of an attestation stand for.

    Args:
        document: The claims of a token.
        language: The language of their texts, where they do not say it.

    Returns:
        The credential with the losses; `None` if they are of no type that is read.

    Raises:
        ModelError: If a value in them cannot be.
        MappingError: If a word or code in them is in no list.
    """
    if document.get("vct") != VCT:
        return None
    micro, losses = from_eudi(document, language=language)
    made = to_elm(micro)
    return Part(made, (*losses, *made.losses))


def parts(content: bytes, *, each: bool = False, limits: Limits = DEFAULT) -> Sequence[Part]:
    """The European credentials that a file of XML stands for.

    Args:
        content: The file.
        each: Whether each achievement at the top is to be a credential of its own.
        limits: What it may cost.

    Raises:
        ParseError: If it is XML of no kind that is read.
        MappingError: If it holds no achievement.
    """
    if b"europassCredential" in content[:_HEAD]:
        older = read_elm_v2(content, limits=limits)
        return [Part(older.document, (*older.problems, *older.losses))]
    elmo: Elmo = read_elmo(content, limits=limits)
    found = elmo.micro_credentials() if each else elmo.credentials()
    return [Part(one.document, (*elmo.problems, *one.losses)) for one in found]
