"""The W3C suites of JSON-LD: expansion, RDF, compaction, framing.

What they need is let in (`json_ld_harness`). What JSON-LD would lose is refused as ever: such a
test counts as wrong, with the code of the refusal, which `tests/vectors/json-ld/refusals.json`
lists with its reason.

Spec: https://www.w3.org/TR/json-ld11-api/
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.case import NotImplementedYet, Result, part, said, unpacked, w3c_entries
from corpus.json_ld_harness import Harness
from elm_microcred.errors import JsonLdError


def run(index: Path) -> Iterator[Result]:
    """Every case of a manifest, of those it lists, or of a packed suite."""
    with unpacked(index) as place:
        for manifest, entry in w3c_entries(place):
            folder = manifest.name.removesuffix("-manifest.jsonld")
            yield _judge(f"{folder}{entry['@id']}", manifest.parent, entry)


def _judge(id: str, folder: Path, entry: Mapping[str, Any]) -> Result:
    types = {kind.removeprefix("jld:") for kind in entry["@type"]}
    with warnings.catch_warnings():
        # PyLD warns of terms in the form of keywords; what they say is refused or harmless.
        warnings.simplefilter("ignore", SyntaxWarning)
        text, answer = said(lambda: _answer(types, folder, entry))
    if "NegativeEvaluationTest" in types:
        expected = f"a refusal ({entry['expectErrorCode']})"
        if answer is None:
            return Result(id, expected, "an answer", None, right=False)
        return Result(id, expected, answer.outcome, answer.code, answer.outcome == "failed")
    expected = entry.get("expect", "an answer")
    if answer is not None:
        return Result(id, expected, answer.outcome, answer.code, right=False)
    right = "expect" not in entry or text == _expected(types, folder / entry["expect"])
    return Result(id, expected, expected if right else "another answer", None, right)


def _answer(types: set[str], folder: Path, entry: Mapping[str, Any]) -> str:
    """What the library makes of the input, in a form that can be compared."""
    harness = Harness(lambda name: (folder / name).read_bytes())
    if "ToRDFTest" in types:
        quads, findings = harness.quads(entry)
        _refuse(findings)
        return str(part("jsonld", "canonicalize_quads")(quads))
    if "ExpandTest" in types:
        expanded, findings = harness.expanded(entry)
        _refuse(findings)
        return _comparable(expanded)
    (kind,) = (kind for kind in types if not kind.startswith(("Positive", "Negative")))
    raise NotImplementedYet(kind.removesuffix("Test"))


def _refuse(findings: Any) -> None:
    problems = list(findings)
    if problems:
        raise JsonLdError.from_problems(problems)


def _expected(types: set[str], path: Path) -> str:
    if "ToRDFTest" in types:
        quads = part("jsonld.nquads", "parse_nquads")(path.read_text("utf-8"))
        return str(part("jsonld", "canonicalize_quads")(quads))
    return _comparable(json.loads(path.read_bytes()))


def _comparable(value: Any) -> str:
    """JSON text in which only the order of lists counts that JSON-LD counts."""
    return _text(_sorted(value))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _sorted(value: Any, *, ordered: bool = False) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(member, ordered=name == "@list") for name, member in value.items()}
    if isinstance(value, list):
        items = [_sorted(item) for item in value]
        return (
            items if ordered else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
        )
    return value
