"""`etsiU`: what stands beside a seal without being signed by it, in the order it was added.

Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (5.3)
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.jsonld import jcs
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem
from elm_microcred.proofs.jades.header import is_container, malformed
from elm_microcred.proofs.multibase import decode_base64url
from elm_microcred.strict_json import read_json

MOST: Final = 256
"""More components than any seal ever has."""

_TIMESTAMPS: Final = ("sigTst", "arcTst", "rfsTst", "sigRTst")


@dataclass(frozen=True, slots=True)
class Component:
    """One component.

    Attributes:
        name: What it is: `sigTst`, `xVals`, …
        value: What it says.
        as_received: The bytes by which an archive timestamp covers it; `None` where the value
            stands in clear and has no bytes of its own.
        pointer: Its place in the seal.
    """

    name: str
    value: Any
    as_received: bytes | None = field(repr=False)
    pointer: str

    @property
    def covered(self) -> bytes:
        """The bytes by which an archive timestamp covers it: canonical JSON where it is clear."""
        if self.as_received is not None:
            return self.as_received
        return jcs.canonicalize_json({self.name: self.value})


@dataclass(frozen=True, slots=True)
class Components:
    """All components of a seal, and what is wrong with them."""

    entries: tuple[Component, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_clear: bool = False

    def __getitem__(self, name: str) -> list[Component]:
        """Those of that name, in their order."""
        return [entry for entry in self.entries if entry.name == name]

    def before(self, component: Component) -> list[Component]:
        """Those that stood there when that one was added."""
        return list(self.entries[: self.entries.index(component)])


def read_components(unprotected: Mapping[str, Any], limits: Limits) -> Components:
    """The components of an unprotected header, each in clear or as base64url of its JSON."""
    if "etsiU" not in unprotected:
        return Components()
    value = unprotected["etsiU"]
    if not isinstance(value, list) or not value:
        return Components(
            (), (malformed("etsiU is not a list.", "/header/etsiU", value, "a list"),)
        )
    if len(value) > MOST:
        problem = Problem(
            "LIMIT_VALUES",
            "The seal has more components than any real one.",
            pointer="/header/etsiU",
            found=str(len(value)),
            expected=f"at most {MOST}",
        )
        return Components((), (problem,))
    kinds = {type(entry) for entry in value}
    if kinds not in ({str}, {dict}):
        detail = "The components are neither all in clear nor all in base64url."
        return Components((), (malformed(detail, "/header/etsiU"),))
    entries: list[Component] = []
    problems: list[Problem] = []
    for place, entry in enumerate(value):
        pointer = f"/header/etsiU/{place}"
        component = _component(entry, pointer, limits)
        if isinstance(component, Component):
            entries.append(component)
            problems += _problems(component)
        else:
            problems.append(component)
    return Components(tuple(entries), tuple(problems), kinds == {dict})


def _component(entry: Any, pointer: str, limits: Limits) -> Component | Problem:
    as_received = None
    if isinstance(entry, str):
        as_received = entry.encode("utf-8", "replace")
        try:
            text = decode_base64url(entry)
            entry = read_json(text, limits=limits, max_bytes=limits.sealed_bytes)
        except (ParseError, LimitError) as error:
            return malformed(
                f"The component cannot be read. {error.problem.detail}",
                pointer,
                error.problem.found,
                "JSON in base64url without padding",
            )
    if not isinstance(entry, dict) or len(entry) != 1:
        return malformed("A component is an object with one member.", pointer, entry)
    name, value = next(iter(entry.items()))
    return Component(name, value, as_received, pointer)


def _problems(component: Component) -> Iterator[Problem]:
    name, value = component.name, component.value
    wrong = ""
    if name in _TIMESTAMPS and not is_container(value):
        wrong = "tstTokens, each with its val"
    elif name in ("xVals", "axVals") and not isinstance(value, list):
        wrong = "a list of certificates"
    elif name in ("rVals", "arVals", "tstVD", "anyValData") and not isinstance(value, dict):
        wrong = "an object"
    elif name == "cSig" and not isinstance(value, str | dict):
        wrong = "a signature"
    if wrong:
        detail = f"The component {name} is not of its form."
        yield malformed(detail, f"{component.pointer}/{name}", value, wrong)


def decode_value(entry: Any, pointer: str) -> bytes:
    """The bytes of a member `val`, in base64.

    Raises:
        ParseError: If it is not base64, or of an encoding other than DER.
    """
    value = entry.get("val") if isinstance(entry, dict) else None
    if isinstance(value, str) and str(entry.get("encoding", "DER")).rpartition("#")[2] == "DER":
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            pass
    raise ParseError(
        "SEAL_MALFORMED",
        "A value is not DER in base64.",
        pointer=pointer,
        expected="DER in base64",
    )
