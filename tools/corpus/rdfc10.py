"""The W3C suite of RDF canonicalisation: canonical forms, issued identifiers, and the poison.

Spec: https://www.w3.org/TR/rdf-canon/
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.case import Result, said, unpacked, w3c_entries
from elm_microcred.jsonld.nquads import parse_nquads
from elm_microcred.jsonld.rdfc10 import canonical_labels, canonicalize_quads


def run(index: Path) -> Iterator[Result]:
    """Every case of a manifest of the suite, unpacked or packed."""
    with unpacked(index) as place:
        for manifest, entry in w3c_entries(place):
            kind = entry["type"].removeprefix("rdfc:RDFC10")
            algorithm = entry.get("hashAlgorithm", "SHA256").lower()
            action = manifest.parent / entry["action"]
            result = entry.get("result") and manifest.parent / entry["result"]
            yield judge(entry["id"], kind, action, result, algorithm)


def judge(
    id: str, kind: str, action: Path, result: Path | None, algorithm: str = "sha256"
) -> Result:
    """One case: an evaluation test, a map test, or one that must be refused as too costly."""
    expected = "a refusal" if result is None else "the canonical form"
    if kind == "MapTest":
        expected = "the issued identifiers"

    def question() -> str:
        quads = parse_nquads(action.read_text("utf-8"))
        if kind == "MapTest":
            labels = canonical_labels(quads, algorithm=algorithm)
            return json.dumps(
                {
                    name.removeprefix("_:"): label.removeprefix("_:")
                    for name, label in labels.items()
                },
                sort_keys=True,
            )
        return canonicalize_quads(quads, algorithm=algorithm)

    text, answer = said(question)
    if answer is not None:
        right = result is None and answer.code == "LIMIT_CANONICALISATION"
        return Result(id, expected, answer.outcome, answer.code, right)
    if result is None:
        return Result(id, expected, "an answer", None, right=False)
    wanted = result.read_text("utf-8")
    if kind == "MapTest":
        wanted = json.dumps(json.loads(wanted), sort_keys=True)
    return Result(id, expected, expected if text == wanted else "another", None, text == wanted)
