"""The issuer's service under load: so many clients at a time, on this machine, over HTTP.

Each client issues and verifies one credential after the other. No request may fail, no credential
id and no place in a status list may come twice, and each credential that is asked for again must be
the same, byte for byte. With `--kill`, the service is killed (SIGKILL) in the middle and started
again: clients ask again for what they got no answer to, and nothing may be lost or doubled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

ROW = {"learner_given_name": "Līga", "learner_family_name": "Kalniņa", "awarded_on": "2026-06-30"}


class Service:
    """The program `elm-microcred serve` in a folder of its own."""

    def __init__(self, folder: Path, database: str | None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-m", "elm_microcred", "serve", "--rate", "1000000"]
        self._command += ["--port", str(self.port), "--data", str(folder)]
        self._command += ["--database", database] if database else []
        self._errors = folder / "errors.txt"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it; after so many seconds it answers."""
        began = time.perf_counter()
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(self._command, stderr=errors)
        while time.perf_counter() - began < 180:
            try:
                if httpx.get(f"{self.url}/health/ready", trust_env=False).status_code == 200:
                    return time.perf_counter() - began
            except httpx.TransportError:
                time.sleep(0.02)
        raise SystemExit(f"the service does not start: {self._errors.read_text()}")

    def key(self) -> str:
        """The API key that it showed when it was first started."""
        return next(
            line.strip() for line in self._errors.read_text().splitlines() if "emk_" in line
        )

    def end(self, *, kill: bool = False) -> None:
        """End it, or kill it."""
        if self._process is not None:
            (self._process.kill if kill else self._process.terminate)()
            self._process.wait()
            self._process = None


class Load:
    """Clients, what they saw, and how long it took."""

    def __init__(self, service: Service, format: str) -> None:
        self.service, self.format = service, format
        self.seen: dict[str, dict[str, Any]] = {}
        self.seconds: dict[str, list[float]] = {"issue": [], "verify": []}
        self.again = 0

    async def run(self, clients: int, each: int) -> float:
        """Let so many clients ask so often; the seconds that it took."""
        headers = {"Authorization": f"Bearer {self.service.key()}"}
        began = time.perf_counter()
        async with (
            httpx.AsyncClient(
                base_url=self.service.url,
                headers=headers,
                timeout=30,
                trust_env=False,
                limits=httpx.Limits(max_connections=clients),
            ) as http,
            asyncio.TaskGroup() as group,
        ):
            for client in range(clients):
                group.create_task(self._client(http, client, each))
        return time.perf_counter() - began

    async def _client(self, http: httpx.AsyncClient, client: int, each: int) -> None:
        for number in range(each):
            key = f"{client}-{number}"
            order = {"key": key, "template": "port-safety", "format": self.format, "row": ROW}
            said = await self._asked(http, "issue", "/v1/credentials", order, 201)
            before = self.seen.setdefault(key, said)
            if before != said:
                raise SystemExit(f"{key} was issued twice: {before['id']} and {said['id']}")
            body = {"credential": said["credential"]}
            report = await self._asked(http, "verify", "/v1/verify", body, 200)
            if report["outcome"] != "passed":
                raise SystemExit(f"{key} does not verify: {report}")

    async def _asked(
        self, http: httpx.AsyncClient, name: str, path: str, body: Any, status: int
    ) -> dict[str, Any]:
        """The answer, asked for again where the service was killed meanwhile."""
        for _ in range(3_000):
            began = time.perf_counter()
            try:
                answer = await http.post(path, json=body)
            except httpx.TransportError:
                self.again += 1
                await asyncio.sleep(0.1)
                continue
            if answer.status_code != status:
                raise SystemExit(f"{path}: {answer.status_code} {answer.text[:500]}")
            self.seconds[name].append(time.perf_counter() - began)
            return dict(answer.json())
        raise SystemExit("the service did not come back")

    def check(self, expected: int) -> None:
        """Nothing, if everything was issued, once."""
        ids = {said["id"] for said in self.seen.values()}
        places = {
            (entry["statusListCredential"], entry["statusListIndex"])
            for said in self.seen.values()
            for entry in _listed(said["credential"]["credentialStatus"])[:1]
        }
        if not len(self.seen) == len(ids) == len(places) == expected:
            raise SystemExit(f"{len(self.seen)} keys, {len(ids)} ids, {len(places)} places")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def measured(database: str | None, format: str, clients: int, each: int, *, kill: int) -> Any:
    """A row: rates, times, and that nothing went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder), database)
        service.start()
        load = Load(service, format)
        restarts: list[float] = []
        try:
            seconds = asyncio.run(_with_kills(load, clients, each, kill, restarts))
            load.check(clients * each)
            if kill:
                # Everything again: the same answers, or they differ from what was seen.
                asyncio.run(load.run(clients, each))
                load.check(clients * each)
        finally:
            service.end()
    row: dict[str, Any] = {
        "operation": f"service/{'killed' if kill else 'load'}",
        "format": format,
        "database": "postgresql" if database else "sqlite",
        "clients": clients,
        "credentials": clients * each,
        "requests_per_second": round(2 * clients * each / seconds, 1),
    }
    for name, taken in load.seconds.items():
        ordered = sorted(taken)
        row[f"{name}_p50_ms"] = round(1000 * ordered[len(ordered) // 2], 1)
        row[f"{name}_p99_ms"] = round(1000 * ordered[int(len(ordered) * 0.99)], 1)
    if kill:
        row |= {"kills": kill, "asked_again": load.again, "restart_s": round(max(restarts), 2)}
    return row | {"load": [round(value, 2) for value in os.getloadavg()]}


async def _with_kills(
    load: Load, clients: int, each: int, kills: int, restarts: list[float]
) -> float:
    """Let the clients ask, and kill the service meanwhile, when that many credentials are there."""
    draw = random.Random(1)
    at = sorted(draw.sample(range(1, clients * each * 9 // 10), kills))

    async def killer() -> None:
        for seen in at:
            while len(load.seen) < seen:
                await asyncio.sleep(0.005)
            load.service.end(kill=True)
            restarts.append(await asyncio.to_thread(load.service.start))

    async with asyncio.TaskGroup() as group:
        group.create_task(killer())
        running = group.create_task(load.run(clients, each))
    return running.result()


def main(arguments: list[str]) -> int:
    """Print a row for each measurement; exit code 0, or a message of what went wrong."""
    parser = argparse.ArgumentParser(
        prog="bench --service", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--database", metavar="URL", help="PostgreSQL; SQLite by default")
    parser.add_argument("--format", default="open-badge-3", help="open-badge-3, elm-vcdm2")
    parser.add_argument("--clients", type=int, default=16, help="clients at a time (16)")
    parser.add_argument("--each", type=int, default=100, help="credentials of each client (100)")
    parser.add_argument("--kill", type=int, default=0, help="how often the service is killed (0)")
    given = parser.parse_args(arguments)
    row = measured(given.database, given.format, given.clients, given.each, kill=given.kill)
    print(json.dumps(row))
    return 0
