"""Open Badges and CLR documents of the certification suite, and own vectors.

`valid`, `warning` and whatever begins with `importable` mean accepted, `warning` with at least
one warning, "status must survive" with the revocation kept; `invalid` and `invalid-jsonld` mean
not passed. Examples of the specification run without the securing check; what the upstream
validator tests takes keys that only vouch for themselves (`self-asserted-keys`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.case import NOW, Result, ask, part
from corpus.world import World
from elm_microcred import Report

_SELF_ASSERTED = ("validator/", "baked/")
_REFUSED = ("invalid", "invalid-jsonld")
_EXAMPLES = "https://www.w3.org/2018/credentials/examples/v2"
"""A context that examples name and that nobody ever published: it defines nothing."""


def run(index: Path) -> Iterator[Result]:
    """Every case of the index that says whether it is to be accepted."""
    for case in json.loads(index.read_text("utf-8")):
        if case["expected"] == "data":
            continue
        yield _judge(index, case)


def _judge(index: Path, case: Mapping[str, Any]) -> Result:
    expected = case["expected"]
    answer = ask(lambda: _report(index, case))
    if expected in _REFUSED:
        right = answer.outcome in ("failed", "indeterminate")
    else:
        right = answer.outcome == "passed" and (expected != "warning" or answer.warnings > 0)
    return Result(case["file"], expected, answer.outcome, answer.code, right)


def _key_sets(case: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """What the issuers of a case publish, at the address where verifiers look for it."""
    return {
        f"{issuer}/.well-known/jwks.json": {"content": json.dumps(keys).encode()}
        for issuer, keys in case.get("trusted_jwks", {}).items()
    }


def _report(index: Path, case: Mapping[str, Any]) -> Report:
    path = index.parent / case["file"]
    content = _carried(path)
    (found,) = part("loading", "load")(content)
    if found.format in ("open-badge-1", "open-badge-2"):
        return _imported(content, path, index)
    verify, policy = part("verification", "verify"), part("proofs.policy", "Policy")
    asked = set(part("report", "CHECK_IDS"))
    is_example = case["category"] == "spec-example"
    if is_example:
        # Nobody signed the examples, so that no issuer can say whether they still hold.
        asked -= {"securing", "controller", "status"}
    report: Report = verify(
        content,
        resolve=World(index.parent, _key_sets(case)),
        now=NOW,
        policy=policy(
            self_asserted_keys=case["file"].startswith(_SELF_ASSERTED), checks=frozenset(asked)
        ),
        extra_contexts={_EXAMPLES: {"@context": {}}} if is_example else None,
    )
    return report


def _carried(path: Path) -> bytes:
    """The credential itself: of a picture, the one that it carries."""
    content = path.read_bytes()
    if path.suffix in (".png", ".svg"):
        badge: bytes = part("carriers", "unbake")(content).content
        return badge
    return content


def _imported(content: bytes, path: Path, index: Path) -> Report:
    """What an older badge becomes: accepted if it is a badge of 3.0, or if its kind is known.

    What lies beside it stands for the web: each document at its own id.
    """
    pages = {}
    for beside in sorted(path.parent.rglob("*.json")):
        document = json.loads(beside.read_text("utf-8"))
        if isinstance(document, dict) and isinstance(document.get("id"), str):
            pages[document["id"]] = document
    found = part("older_badges", "import_badge")(
        content,
        resolve=World(
            index.parent,
            {url: {"content": json.dumps(page).encode()} for url, page in pages.items()},
        ),
        now=NOW,
        revocation_lists=[page for page in pages.values() if page.get("type") == "RevocationList"],
    )
    if found.document is None:
        kind: Report = found.report
        return kind
    asked = set(part("report", "CHECK_IDS")) - {"securing", "controller"}
    asked -= {"status", "validity-period"} if found.is_revoked else {"status"}
    verify, policy = part("verification", "verify"), part("proofs.policy", "Policy")
    report: Report = verify(
        json.dumps(found.document), now=NOW, policy=policy(checks=frozenset(asked))
    )
    return report
