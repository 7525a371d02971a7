"""The first credential of a process: a new interpreter for each, what it imports included.

Run by itself, this is such a process: `python -m bench.cold ours|peer`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

_SIDES = ("ours", "peer")
_KEY = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
_METHOD = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
_CREATED = "2026-02-28T12:00:00Z"


def rates(*, rounds: int) -> dict[str, tuple[float, float]]:
    """First credentials per second of CPU time, ours and the peer's, medians of turns.

    `cold` counts the whole process, `cold-imported` what comes after the imports.
    """
    turns: dict[str, list[tuple[float, float]]] = {side: [] for side in _SIDES}
    for _ in range(rounds):
        for side in _SIDES:
            turns[side].append(_turn(side))
    median = {
        side: [statistics.median(seconds) for seconds in zip(*turns[side], strict=True)]
        for side in _SIDES
    }
    (ours, ours_after), (peer, peer_after) = (median[side] for side in _SIDES)
    return {"cold": (1 / ours, 1 / peer), "cold-imported": (1 / ours_after, 1 / peer_after)}


def _turn(side: str) -> tuple[float, float]:
    """CPU seconds of a whole process, and of its part after the imports."""
    before = os.times()
    process = subprocess.run(
        [sys.executable, "-m", "bench.cold", side],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    after = os.times()
    whole = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return whole, float(process.stdout)


def _issue_ours() -> float:
    import datetime as dt

    from elm_microcred import LocalSigner, sign
    from elm_microcred.proofs import keys
    from elm_microcred.proofs.curves import KEY_TYPES

    key = keys.secret_key(KEY_TYPES["Ed25519"], bytes.fromhex(_KEY))
    document = _document()
    signer = LocalSigner(key)
    document["issuer"]["id"] = signer.controller
    created = dt.datetime.fromisoformat(_CREATED)
    began = time.process_time()
    sign(document, signer, created=created, now=created)
    return time.process_time() - began


def _issue_by_peer() -> float:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from bench import peer

    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_KEY))
    document = _document()
    began = time.process_time()
    peer.issue(document, key, _METHOD, _CREATED)
    return time.process_time() - began


def _document() -> dict[str, dict[str, str]]:
    document: dict[str, dict[str, str]] = json.loads(
        Path(__file__).with_name("w1.json").read_text("utf-8")
    )
    return document


if __name__ == "__main__":
    print(_issue_ours() if sys.argv[1] == "ours" else _issue_by_peer())
