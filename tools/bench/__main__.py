"""Our speed beside PyLD + cryptography, and the check that both give the same bytes.

Figures are operations per second of CPU time, medians of interleaved turns. `verify` and
`issue` go through the public functions, with strict parsing, limits, the search for lost terms
and key binding; PyLD's side has none of these. `sd-base` is an ecdsa-sd-2023 base proof of ours
beside an eddsa-rdfc-2022 proof of PyLD's side, which has no selective disclosure. Compare figures
of one run only; the row `calibration` tells how fast the machine was.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench import peer
from bench.measure import calibration, interleaved
from bench.workloads import Document, issuable, workloads
from elm_microcred.issuing import sign
from elm_microcred.jsonld import canonicalize
from elm_microcred.limits import BULK
from elm_microcred.presenting import derive
from elm_microcred.proofs import multibase
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.verification import verify

WORKLOADS = ("W1", "W2", "W3", "S10", "S100")
OPERATIONS = ("canonicalize", "issue", "verify", "sd-base")
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
CREATED = NOW - dt.timedelta(days=1)


class NotEqual(Exception):  # noqa: N818 - a finding, not an error
    """Ours and PyLD do not give the same bytes."""


def _same(what: str, ours: object, theirs: object) -> None:
    if ours != theirs:
        raise NotEqual(what)


def rows(
    names: list[str], operations: list[str], bench: Path, *, rounds: int, seconds: float
) -> Iterator[dict[str, Any]]:
    """The rows of a run: calibration first, then each workload and operation.

    Raises:
        NotEqual: If ours and PyLD disagree about a byte.
    """
    (rate,) = interleaved([calibration], rounds=rounds, seconds=seconds)
    yield _row("calibration", "fixed loop", rate, rate)
    signer = LocalSigner.generate("Ed25519")
    key = Ed25519PrivateKey.from_private_bytes(multibase.decode_base64url(signer.to_jwk()["d"]))
    for name, document in workloads(names, bench):
        for operation in operations:
            works = _works(operation, name, document, signer, key)
            ours, pyld = interleaved(works, rounds=rounds, seconds=seconds)
            yield _row(operation, name, ours, pyld)


def _row(operation: str, workload: str, ours: float, pyld: float) -> dict[str, Any]:
    return {
        "operation": operation,
        "workload": workload,
        "ours": round(ours, 2),
        "pyld": round(pyld, 2),
        "ratio": round(ours / pyld, 2),
    }


def _works(
    operation: str, name: str, document: Document, signer: LocalSigner, key: Ed25519PrivateKey
) -> list[Any]:
    """Ours and theirs, after the check that they agree."""
    if operation == "canonicalize":
        _same(f"{name}: canonical form", canonicalize(document), peer.canonicalize(document))
        return [lambda: canonicalize(document), lambda: peer.canonicalize(document)]
    ready = issuable(document, signer.controller)
    created = CREATED.strftime("%Y-%m-%dT%H:%M:%SZ")

    def issue() -> bytes:
        return sign(ready, signer, securing="eddsa-rdfc-2022", created=CREATED, now=NOW).content

    def issue_by_peer() -> bytes:
        return peer.issue(ready, key, signer.verification_method, created)

    if operation == "sd-base":
        return [_base_proof(name, document), issue_by_peer]
    content = issue()
    _same(
        f"{name}: secured document",
        json.loads(content),
        json.loads(issue_by_peer()),
    )
    if operation == "issue":
        return [issue, issue_by_peer]
    securing = verify(content, now=NOW).check("securing")
    _same(f"{name}: our own verification", securing.outcome, Outcome.PASSED)
    return [lambda: verify(content, now=NOW), lambda: peer.verify(content, key)]


def _base_proof(name: str, document: Document) -> Callable[[], bytes]:
    """Making a base proof, after the check that what is derived from one verifies."""
    signer = LocalSigner.generate("P-256")
    ready = issuable(document, signer.controller)

    def issue() -> bytes:
        return sign(
            ready, signer, securing="ecdsa-sd-2023", created=CREATED, now=NOW, limits=BULK
        ).content

    whole = derive(issue(), [""], limits=BULK).content
    securing = verify(whole, now=NOW, limits=BULK).check("securing")
    _same(f"{name}: what is derived from a base proof", securing.outcome, Outcome.PASSED)
    return issue


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 1 where ours and PyLD do not give the same bytes."""
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print the rows as a JSON array")
    parser.add_argument("--workload", action="append", metavar="W1|W2|W3|Sn", default=[])
    parser.add_argument("--operation", action="append", choices=OPERATIONS, default=[])
    parser.add_argument("--rounds", type=int, default=3, help="turns of each side (3)")
    parser.add_argument("--seconds", type=float, default=0.4, help="CPU time of a turn (0.4)")
    given = parser.parse_args(arguments)
    bench = Path(os.environ.get("ELM_MICROCRED_REFERENCE", "")) / "bench"
    names = given.workload or list(WORKLOADS)
    if not bench.is_dir() and (left_out := [n for n in names if n in ("W2", "W3")]):
        print(f"left out for want of {bench}: {', '.join(left_out)}", file=sys.stderr)
        names = [name for name in names if name not in left_out]
    operations = given.operation or list(OPERATIONS)
    measured = []
    try:
        for row in rows(names, operations, bench, rounds=given.rounds, seconds=given.seconds):
            measured.append(row)
            if not given.json:
                print("{operation:13} {workload:11} {ours:10} {pyld:10} {ratio:7}".format(**row))
    except NotEqual as difference:
        print(f"ours and PyLD differ: {difference}", file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
