"""Many credentials at a time: what a second process, a cluster and a longer list change.

`processes` is `issue_many` by two worker processes beside one process, `dask` the same by a local
cluster of two workers (the extra `dask`); rates are credentials per second of the wall clock, the
best of the rounds, since a busy machine only ever slows down. `by_cpu` needs `psutil`, which comes
with the extra `dask`. `memory` is the peak of this process
and of its workers after so many items, each in a process of its own: flat where nothing is kept.
Credentials are W1 in eddsa-rdfc-2022, each with an id and a learner of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.workloads import issuable, workloads
from elm_microcred import LocalSigner
from elm_microcred.bulk import issue_many

CHUNK = {"serial": 64, "processes": 64, "dask": 512}
"""Items that travel together: what a cluster does for each parcel takes some milliseconds."""
WORKERS = 2


def documents(count: int, controller: str) -> Iterator[dict[str, Any]]:
    """So many badges, made one by one as they are asked for."""
    ((_, document),) = workloads(["W1"], Path())  # of W1 there is no file elsewhere
    document = issuable(document, controller)
    for number in range(count):
        subject = {**document["credentialSubject"], "id": f"urn:example:learner-{number}"}
        yield {**document, "id": f"urn:example:badge-{number}", "credentialSubject": subject}


@contextmanager
def crew(kind: str) -> Iterator[Executor | None]:
    """Who works: nobody but this process, two processes, or a local cluster of two workers."""
    if kind == "serial":
        yield None
    elif kind == "processes":
        with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
            yield pool
    else:
        dask = import_module("dask.distributed")
        with (
            dask.LocalCluster(
                n_workers=WORKERS, threads_per_worker=1, dashboard_address=None
            ) as cluster,
            dask.Client(cluster) as client,
        ):
            yield client.get_executor()


def rate(executor: Executor | None, signer: LocalSigner, count: int, chunk: int) -> float:
    """Credentials per second of the wall clock; every one must have been issued, in order."""
    began = time.perf_counter()
    expected = 0
    for done in issue_many(
        documents(count, signer.controller), signer, executor=executor, chunk=chunk
    ):
        if not done or done.index != expected:
            raise SystemExit(f"item {expected} is not there: {done.problems}")
        expected += 1
    if expected != count:
        raise SystemExit(f"{expected} of {count} were issued")
    return count / (time.perf_counter() - began)


def beside_serial(kind: str, count: int, rounds: int) -> dict[str, Any]:
    """The best rate of a crew beside the best of one process, turns interleaved.

    `by_cpu` is what the CPU time of all processes says that two idle cores would give: it does not
    depend on who else is at work on the machine.
    """
    signer = LocalSigner.generate()
    alone, together, serial_cpu, crew_cpu = [], [], [], []
    with crew(kind) as executor:
        chunk = CHUNK[kind]
        warm = chunk * WORKERS * 4
        rate(None, signer, warm, chunk)
        rate(executor, signer, warm, chunk)
        for _ in range(rounds):
            began = cpu_seconds()
            alone.append(rate(None, signer, count, chunk))
            between = cpu_seconds()
            together.append(rate(executor, signer, count, chunk))
            serial_cpu.append(between - began)
            crew_cpu.append(cpu_seconds() - between)
    return {
        "operation": f"issue_many/{kind}",
        "items": count,
        "serial": round(max(alone)),
        "together": round(max(together)),
        "ratio": round(max(together) / max(alone), 2),
        "rounds": [round(b / a, 2) for a, b in zip(alone, together, strict=True)],
        "by_cpu": round(2 * min(serial_cpu) / min(crew_cpu), 2),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def cpu_seconds() -> float:
    """CPU time of this process and of all its descendants that live."""
    psutil = import_module("psutil")
    own = psutil.Process()
    return sum(sum(each.cpu_times()[:2]) for each in (own, *own.children(recursive=True)))


def peak(count: int, kind: str) -> dict[str, Any]:
    """The most memory that this process, and the largest of its workers, ever had."""
    with crew(kind) as executor:
        done = rate(executor, LocalSigner.generate(), count, CHUNK[kind])
    mebibytes = {
        name: round(resource.getrusage(who).ru_maxrss / 1024)
        for name, who in (("own", resource.RUSAGE_SELF), ("worker", resource.RUSAGE_CHILDREN))
    }
    return {"operation": f"memory/{kind}", "items": count, "rate": round(done), **mebibytes}


def main(arguments: list[str]) -> int:
    """Print a row for each measurement; exit code 0."""
    parser = argparse.ArgumentParser(
        prog="bench --many", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "what", nargs="*", default=["processes", "dask", "memory"], help="processes, dask, memory"
    )
    parser.add_argument("--items", type=int, default=20_000, help="credentials of a turn (20,000)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each side (5)")
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.peak is not None:
        print(json.dumps(peak(given.peak, given.what[0])))
        return 0
    for what in given.what:
        if what == "memory":
            for count in (10_000, 50_000, 200_000):
                # In a process of its own: the peak of a process never falls again.
                command = [
                    *(sys.executable, "-m", "bench", "--many"),
                    *("processes", "--peak", str(count)),
                ]
                print(
                    subprocess.run(command, check=True, capture_output=True, text=True).stdout,
                    end="",
                )
        else:
            print(json.dumps(beside_serial(what, given.items, given.rounds)), flush=True)
    return 0
