"""Our speed beside PyLD + cryptography, and the check that both give the same bytes.

Figures are operations per second of CPU time, medians of interleaved turns. `issue` and
`verify` go through the public functions with every check that is on by default; PyLD's side has
none of them. `issue-bare` and `verify-bare` are ours without checks. `issue-jcs` stands beside
rfc8785 + cryptography, and `sd-base`, an ecdsa-sd-2023 base proof, beside an eddsa-rdfc-2022
proof of PyLD's side, which has no selective disclosure. `jws` reads and verifies a token in ES256
beside the cryptography library alone. `cold` is the first credential of a new process, imports
included, and `cold-imported` without them. Compare figures of one run only; the row `calibration`
tells how fast the machine was.

On W2 the European Learning Model is measured too; there the other side is not PyLD alone:
`check-elm` and `validate-elm` stand beside pyshacl end to end, `parse-elm` beside `json.loads` of
the same text, and `import-elm` (imports for each second of CPU beyond pydantic's) beside a budget
of 60 ms.

Seals have documents of their own: `seal` and `sign-seal` stand beside bare RS256, and `verify-seal`
of seals of the European Union beside a budget of 15 ms. They are measured where no workload is
asked for, or where they are named.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import allocations, cold, elm, many, seals, service, stacking
from bench.measure import calibration, interleaved
from bench.operations import OPERATIONS, Bench, NotEqual
from bench.workloads import workloads

WORKLOADS = ("W1", "W2", "W3", "S10", "S100")
COLD = ("cold", "cold-imported")


def rows(
    names: list[str], operations: list[str], bench: Path, *, rounds: int, seconds: float
) -> Iterator[dict[str, Any]]:
    """The rows of a run: calibration first, then each workload and operation.

    Raises:
        NotEqual: If ours and the peer disagree about a byte.
    """
    (rate,) = interleaved([calibration], rounds=rounds, seconds=seconds)
    yield _row("calibration", "fixed loop", rate, rate)
    for name, document in workloads(names, bench):
        measured = Bench(name, document)
        for operation in operations:
            if operation in OPERATIONS:
                works = OPERATIONS[operation](measured)
                ours, pyld = interleaved(works, rounds=rounds, seconds=seconds)
                yield _row(operation, name, ours, pyld)
        if name == "W2":
            for operation in filter(elm.OPERATIONS.__contains__, operations):
                yield from _elm_rows(operation, document, bench, rounds, seconds)
    samples = bench.parent / "reference" / "elm" / "samples"
    for operation in filter(seals.OPERATIONS.__contains__, operations):
        missing = seals.is_possible(operation, samples)
        if missing:
            print(f"left out: {operation}: {missing}", file=sys.stderr)
            continue
        for name, ours, other in seals.rates(operation, samples, rounds=rounds, seconds=seconds):
            yield _row(operation, name, ours, other)
    if set(COLD) & set(operations):
        for operation, (ours, pyld) in cold.rates(rounds=rounds).items():
            if operation in operations:
                yield _row(operation, "W1", ours, pyld)


def _elm_rows(
    operation: str, document: Any, bench: Path, rounds: int, seconds: float
) -> Iterator[dict[str, Any]]:
    missing = elm.is_possible(operation, bench)
    if missing:
        print(f"left out: {operation}: {missing}", file=sys.stderr)
    elif operation == "import-elm":
        yield _row(operation, "model.elm", 1 / elm.import_seconds(), 1 / elm.BUDGET_SECONDS)
    else:
        differs, works = elm.works(operation, document, bench)
        if differs:
            raise NotEqual(f"W2: {operation}: {differs}")
        ours, theirs = interleaved(works, rounds=rounds, seconds=seconds)
        yield _row(operation, "W2", ours, theirs)


def _row(operation: str, workload: str, ours: float, pyld: float) -> dict[str, Any]:
    return {
        "operation": operation,
        "workload": workload,
        "ours": round(ours, 2),
        "pyld": round(pyld, 2),
        "ratio": round(ours / pyld, 2),
    }


def prices(names: list[str], bench: Path, *, rounds: int, seconds: float) -> Iterator[str]:
    """Lines of a table: what each check adds to a verification, in microseconds of CPU time."""
    for name, document in workloads(names, bench):
        works = Bench(name, document).prices()
        rates = interleaved(list(works.values()), rounds=rounds, seconds=seconds)
        before = 0.0
        for stage, rate in zip(works, rates, strict=True):
            whole = 1e6 / rate
            yield f"{name:5} {stage:28} {whole:9.0f} us  {whole - before:+9.0f} us"
            before = whole


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0, or 1 where ours and the peer do not give the same bytes."""
    asked = sys.argv[1:] if arguments is None else arguments
    if "--stacking" in asked:
        return stacking.main([each for each in asked if each != "--stacking"])
    if "--allocations" in asked:
        return allocations.main([each for each in asked if each != "--allocations"])
    if "--many" in asked:
        return many.main([each for each in asked if each != "--many"])
    if "--service" in asked:
        return service.main([each for each in asked if each != "--service"])
    parser = argparse.ArgumentParser(
        prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print the rows as a JSON array")
    parser.add_argument(
        "--stacking", action="store_true", help="measure stacking instead: no PyLD beside it"
    )
    parser.add_argument(
        "--service", action="store_true", help="measure the issuer's service under load instead"
    )
    parser.add_argument(
        "--many", action="store_true", help="measure issue_many by several processes instead"
    )
    parser.add_argument("--workload", action="append", metavar="W1|W2|W3|Sn", default=[])
    parser.add_argument(
        "--operation",
        action="append",
        choices=[*OPERATIONS, *elm.OPERATIONS, *seals.OPERATIONS, *COLD],
        default=[],
    )
    parser.add_argument("--prices", action="store_true", help="the price of each check instead")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each side (3)")
    parser.add_argument("--seconds", type=float, default=0.4, help="CPU time of a turn (0.4)")
    given = parser.parse_args(arguments)
    bench = Path(os.environ.get("ELM_MICROCRED_REFERENCE", "")) / "bench"
    names = given.workload or (["W1", "W2"] if given.prices else list(WORKLOADS))
    if not bench.is_dir() and (left_out := [n for n in names if n in ("W2", "W3")]):
        print(f"left out for want of {bench}: {', '.join(left_out)}", file=sys.stderr)
        names = [name for name in names if name not in left_out]
    own = [] if given.workload else seals.OPERATIONS
    operations = given.operation or [*OPERATIONS, *elm.OPERATIONS, *own, *COLD]
    turns = {"rounds": given.rounds, "seconds": given.seconds}
    measured = []
    try:
        if given.prices:
            for line in prices(names, bench, **turns):
                print(line)
            return 0
        for row in rows(names, operations, bench, **turns):
            measured.append(row)
            if not given.json:
                print("{operation:13} {workload:11} {ours:10} {pyld:10} {ratio:7}".format(**row))
    except NotEqual as difference:
        print(f"ours and the peer differ: {difference}", file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
