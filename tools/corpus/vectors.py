"""Manifests of ours, `tests/vectors/<spec>/manifest.json`: published vectors by id and kind.

The files lie under the reference folder, in the manifest's archive where it names one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus import encodings, proofs, rdfc10, selective_disclosure
from corpus.case import Result, unpacked

Case = Mapping[str, Any]


def _canonical(case: Case, folder: Path) -> Result:
    result = case.get("result")
    return rdfc10.judge(
        case["id"],
        "MapTest" if case["kind"] == "map" else "EvalTest",
        folder / case["action"],
        folder / result if result else None,
        case.get("algorithm", "sha256"),
    )


JUDGES: Mapping[str, Callable[[Case, Path], Result]] = {
    "canonical": _canonical,
    "did-key": encodings.did_key,
    "jcs": encodings.jcs,
    "map": _canonical,
    "multibase": encodings.encodings,
    "pseudonym": selective_disclosure.judge_pseudonym,
    "proof": proofs.judge,
    "proof-set": proofs.judge,
    "refused": _canonical,
    "selective-disclosure": selective_disclosure.judge,
}
"""The judge of each kind of vector."""


def run(index: Path) -> Iterator[Result]:
    """Every case of a manifest; one of a kind without a judge is wrong."""
    manifest = json.loads(index.read_text("utf-8"))
    reference = Path(os.environ.get("ELM_MICROCRED_REFERENCE", "")) / "reference"
    shared = {name: manifest.get(name, {}) for name in ("contexts", "extra_contexts")}
    with unpacked(reference / manifest.get("archive", "")) as place:
        folder = place / manifest.get("folder", "")
        for case in manifest["cases"]:
            judge = JUDGES.get(case["kind"])
            if judge is None:
                got = f"not implemented: vectors of the kind {case['kind']}"
                yield Result(case["id"], case["kind"], got, None, right=False)
            else:
                yield judge({**shared, **case}, folder)
