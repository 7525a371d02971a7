"""How a larger credential came about, as JSON: recipe, report, parts, tables, time."""

from __future__ import annotations

import hashlib
from typing import Any

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.stacking.parts import Part
from elm_microcred.stacking.report import StackReport

PROVENANCE_FORMAT = "elm-microcred/stack-provenance/1"


def provenance_of(report: StackReport) -> dict[str, Any]:
    """The provenance of what a report assessed.

    It holds the whole recipe and the whole report, so that nothing has to be asked for. Of a part
    that has two digests, `digest` is of its bytes and `canonical_digest` of its document, which
    stays the same where a larger document has it as a member.
    """
    document = report.to_dict()
    tables = {
        (each.table, each.version) for placed in report.placed for each in placed.entry.conversions
    }
    return {
        "format": PROVENANCE_FORMAT,
        "recipe": {
            "id": report.recipe.id,
            "version": report.recipe.version,
            "digest": report.recipe.digest,
            "document": report.recipe.to_dict(),
        },
        "report": {"digest": report.digest, "document": document},
        "assessed_at": report.assessed_at.isoformat(),
        "parts": [_part(entry.part, used=entry.part.id in report.used) for entry in report.entries],
        "tables": [{"id": table, "version": version} for table, version in sorted(tables)],
    }


def _part(part: Part, *, used: bool) -> dict[str, Any]:
    verified = part.standing.verified_at
    return {
        "id": part.id,
        "used": used,
        "digest": part.digest,
        "canonical_digest": canonical_digest(part.document),
        "media_type": part.media_type,
        "standing": {
            "authentic": part.standing.authentic,
            "status": part.standing.status.value,
            "verified_at": verified.isoformat() if verified else None,
        },
    }


def canonical_digest(document: Any) -> str | None:
    """The digest of the canonical form of a document, which is that of its JSON."""
    if document is None:
        return None
    try:
        return digest_of(canonicalize_json(document))
    except ElmMicrocredError:
        return None


def digest_of(content: bytes) -> str:
    """`sha-256:` and the hash of bytes."""
    return "sha-256:" + hashlib.sha256(content).hexdigest()
