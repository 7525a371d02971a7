"""What a larger credential is made of, whatever its format."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.model.microcredential import MicroCredential
from elm_microcred.stacking.parts import Part
from elm_microcred.stacking.report import StackReport

PROVENANCE_NAME = "Assessment of the stack (recipe, report and digests of the parts)"
PROVENANCE_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Whole:
    """The larger credential, before it has a format.

    Attributes:
        micro: It as a micro-credential.
        report: The assessment.
        provenance: How it came about, as JSON.
        copies: Whether the parts go with it.
        id: Its id, where it is not the award's.
        issuer_id: Id of the issuer, where it is not its own.
    """

    micro: MicroCredential
    report: StackReport
    provenance: dict[str, Any]
    copies: bool
    id: str | None
    issuer_id: str | None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that count, in the order of the report."""
        return tuple(each.entry.part for each in self.report.placed)

    def originals(self) -> Iterator[tuple[Part, bytes, str]]:
        """Each part with its bytes and what they are: as received, else its canonical form."""
        for part in self.parts:
            if part.content is not None:
                yield part, part.content, part.media_type or guessed(part.content)
            elif part.document is not None:
                yield part, canonicalize_json(part.document), "application/vc"
            elif part.micro is not None:
                yield part, canonicalize_json(part.micro.to_dict()), "application/json"

    def provenance_bytes(self) -> bytes:
        """The provenance as it is embedded."""
        return canonicalize_json(self.provenance)


def guessed(content: bytes) -> str:
    """What bytes are, where nobody said."""
    if content.startswith(b"\x89PNG"):
        return "image/png"
    start = content.lstrip()[:5]
    if start.startswith(b"{"):
        return "application/json"
    return "image/svg+xml" if start.startswith(b"<") else "application/jwt"


def data_url(content: bytes, media_type: str) -> str:
    """The bytes as a `data:` URL."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
