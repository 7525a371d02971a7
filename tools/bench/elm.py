"""The European Learning Model beside others: pyshacl, `json.loads`, and a budget for imports.

check-elm      W2 as text: structure, literal forms, vocabularies and lint, beside PyLD, rdflib and
               pyshacl over the published shapes, which were parsed before
validate-elm   the same and the elements of Annex I, which asks for reading it as a micro-credential
parse-elm      W2, parsed JSON into typed classes, beside `json.loads` of it
import-elm     importing the typed classes beyond `import pydantic`, in processes of its own, beside
               the 60 ms of CPU that it may take
"""

from __future__ import annotations

import copy
import gc
import json
import statistics
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import peer
from elm_microcred.model import elm
from elm_microcred.report import Outcome
from elm_microcred.validation import validate

OPERATIONS = ("check-elm", "validate-elm", "parse-elm", "import-elm")
BUDGET_SECONDS = 0.060
_SHAPES = ("EDC-generic-no-cv.ttl", "EDC-generic-full.ttl")
_CPU = "import time, pydantic; {}; print(time.process_time())"
_IMPORT = "from elm_microcred.model.elm import EuropeanDigitalCredential"
_BASE = "from pydantic import BaseModel"

Works = tuple[Callable[[], object], Callable[[], object]]


def is_possible(operation: str, bench: Path) -> str:
    """Why an operation cannot be measured here; empty where it can."""
    if operation in ("check-elm", "validate-elm"):
        try:
            import pyshacl  # noqa: F401 - is it there?
        except ImportError:
            return "pyshacl is not installed (the extra `shacl`)"
        if not _shapes_folder(bench).is_dir():
            return f"there is no {_shapes_folder(bench)}"
    return ""


def works(operation: str, document: Any, bench: Path) -> tuple[str, Works]:
    """Ours and theirs, after the check that they agree; a name of what differs, if they do not."""
    text = json.dumps(document, ensure_ascii=False)
    if operation == "parse-elm":
        back = elm.parse(document).to_dict()
        return "" if back == document else "typed", (
            lambda: elm.parse(document),
            lambda: json.loads(text),
        )
    shapes = _shapes(bench)
    profiles = ["edc-generic-full", *(["annex-1"] if operation == "validate-elm" else [])]
    conforms = _validated(text, profiles)
    # The published shapes are a large heap: neither side is to pay for looking through it.
    gc.collect()
    gc.freeze()
    return "" if conforms == _by_pyshacl(text, shapes) else "verdict", (
        lambda: _validated(text, profiles),
        lambda: _by_pyshacl(text, shapes),
    )


def _validated(text: str, profiles: list[str]) -> bool:
    report = validate(json.loads(text), profile=profiles)
    return report.check("shapes").outcome is Outcome.PASSED


def _shapes_folder(bench: Path) -> Path:
    return bench.parent / "reference" / "elm" / "edc-3.2"


def _shapes(bench: Path) -> Any:
    from elm_microcred.validation.shapes import read_shapes

    files = (_shapes_folder(bench) / name for name in _SHAPES)
    return read_shapes("\n".join(file.read_text("utf-8") for file in files))


def _by_pyshacl(text: str, shapes: Any) -> bool:
    import pyshacl
    from rdflib import Graph

    graph = Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph.parse(data=peer.statements(copy.deepcopy(json.loads(text))), format="nt")
        conforms, _, _ = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    return bool(conforms)


def import_seconds(turns: int = 7) -> float:
    """CPU seconds of importing the classes beyond pydantic: the median of interleaved turns."""
    return statistics.median(_cpu(f"{_BASE}; {_IMPORT}") - _cpu(_BASE) for _ in range(turns))


def _cpu(code: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", _CPU.format(code)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return float(done.stdout)
