"""JAdES signatures: its index says how a case is right.

The signature, the level and the timestamps must be what the index says; whom to trust is no part
of it, so that the seals are verified without anchors.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from corpus.case import NOW, Result, said
from elm_microcred import NotBundledError, Outcome, Resource, Verification, verify

_LEVELS = {"B-B": "B", "B-T": "T", "B-LT": "LT", "B-LTA": "LTA"}
_NUMBERS = {1: "one", 2: "two", 3: "three"}


def run(index: Path) -> Iterator[Result]:
    """Every case of a JAdES index."""
    for case in json.loads(index.read_text("utf-8"))["cases"]:
        stated = {n: case.get(n) for n in ("signature", "level", "timestamps")}
        expected = {name: value for name, value in stated.items() if value is not None}
        content = (index.parent / case["file"]).read_bytes()
        report, refused = said(partial(verify, content, now=NOW, resolve=_nothing))
        if report is None:
            got: Mapping[str, Any] = {"signature": refused.outcome if refused else "no answer"}
        else:
            got = _found(report)
        right = all(got.get(name) == value for name, value in expected.items())
        if "payload" in case and right:
            right = _holds_with(content, (index.parent / case["payload"]).read_bytes())
        codes = [problem.code for problem in report.errors] if report else []
        shown = " ".join(str(got.get(name)) for name in expected)
        code = codes[0] if codes else None
        yield Result(case["id"], " ".join(map(str, expected.values())), shown, code, right)


def _nothing(url: str, /) -> Resource:
    raise NotBundledError("RESOURCE_NOT_BUNDLED", "What is detached is not passed.", found=url)


def _holds_with(content: bytes, payload: bytes) -> bool:
    """Whether the signature holds once what it covers is there."""
    report = verify(content, now=NOW, resolve=lambda _: Resource(payload))
    asked = ("securing/signature", "securing/objects")
    return all(report.check(id_).outcome is Outcome.PASSED for id_ in asked)


def _found(report: Verification) -> Mapping[str, Any]:
    """What a report says, in the words of the index."""
    securing = report.check("securing")
    level = securing.values.get("level")
    return {
        "signature": _signature(report),
        "level": f"JAdES_BASELINE_{_LEVELS[level]}" if level else "JSON_NOT_ETSI",
        "timestamps": _timestamps(report),
    }


def _signature(report: Verification) -> str:
    codes = {problem.code for problem in report.problems}
    if report.check("securing").outcome is Outcome.SKIPPED:
        return "unreadable"
    if report.check("securing/structure").outcome is Outcome.FAILED:
        return "structure"
    if "SEAL_OBJECT_MISSING" in codes:
        return "needs detached"
    if "JOSE_ALG_NOT_ALLOWED" in codes:
        return "broken"
    outcome = report.check("securing/signature").outcome
    return {Outcome.PASSED: "intact", Outcome.FAILED: "broken"}.get(outcome, outcome.value)


def _timestamps(report: Verification) -> str:
    check = report.check("securing/timestamps")
    broken = {p.pointer for p in check.problems if p.code == "SEAL_TIMESTAMP"}
    return f"{_NUMBERS.get(len(broken), len(broken))} broken" if broken else "ok"
