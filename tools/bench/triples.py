"""Credentials to a triple store: Parquet, N-Quads in parts, Oxigraph, the five questions.

Each size runs in a process of its own, whose peak memory is that of the whole way. Credentials are
European Digital Credentials of sixty programmes, each with an id, a learner and dates of its own.

```
python -m bench.triples --counts 1000 10000 100000 --folder /var/tmp/triples
```
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from elm_microcred import Achievement, Award, MicroCredential, to_elm
from elm_microcred.bulk import write_triples
from elm_microcred.stores import OxigraphStore, load_parts

QUESTIONS = ("credits", "skill", "expiring", "unaccredited", "shared")
SPARQL = Path(__file__).resolve().parents[2] / "examples" / "sparql"
PROGRAMMES = 60
_COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
_SKILL = "http://data.europa.eu/esco/skill/{}0000000-0000-0000-0000-000000000000"


def programme(number: int) -> dict[str, Any]:
    """One of sixty programmes of ten providers."""
    provider = f"https://provider-{number % 10}.example/"
    body = {
        "id": provider,
        "legal_name": {"en": f"Provider {number % 10}"},
        "location": {"country": "LV"},
        "identifiers": [
            {"notation": f"4000{number % 10}", "kind": "registration", "country": "LV"}
        ],
    }
    made: dict[str, Any] = {
        "id": f"{provider}courses/{number}",
        "title": {"en": f"Course {number}", "lv": f"Kurss {number}"},
        "outcomes": [
            {
                "id": f"{provider}courses/{number}#o{place}",
                "title": {"en": f"Outcome {number}.{place}"},
                "skills": [{"iri": _SKILL.format((number + place) % 9), "label": {"en": "skill"}}],
            }
            for place in range(2)
        ],
        "workload": {"hours": str(25 * (1 + number % 4))},
        "credits": [{"system": "ECTS", "points": str(1 + number % 4)}],
        "levels": [{"framework": "EQF", "level": str(3 + number % 4)}],
        "participation": ["online"],
        "assessments": [{"title": {"en": "Examination"}, "type": "written-examination"}],
        "thematic_areas": [("1041", "0611", "0913")[number % 3]],
        "issuer": body,
        "awarding_bodies": [body],
    }
    if number % 2:
        made["stackability"] = {"entitles_to": [{"id": f"{made['id']}#right", "title": "Right"}]}
    if number % 3:
        made["quality_assurance"] = [{"title": "Accreditation", "type": "programme-licence"}]
    return made


def contents(count: int) -> Iterator[bytes]:
    """So many credentials as JSON, made one by one."""
    mark = "urn:credential:number"
    texts = []
    for number in range(PROGRAMMES):
        award = {
            "id": mark,
            "learner": {"id": "urn:learner:number", "full_name": {"en": "Learner"}},
            "awarded_at": "2026-06-30",
            "issued_at": "2026-07-01",
            "valid_until": f"20{27 + number % 5}-0{1 + number % 9}-15T00:00:00Z",
        }
        micro = MicroCredential(Achievement.parse(programme(number)), Award.parse(award))
        texts.append(json.dumps(to_elm(micro), ensure_ascii=False))
    for number in range(count):
        text = texts[number % PROGRAMMES].replace(mark, f"urn:credential:{number:07}")
        yield text.replace("urn:learner:number", f"urn:learner:{number // 3}").encode()


def write_parquet(path: Path, count: int) -> None:
    """The credentials in one file of Parquet, a thousand in memory at a time."""
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema([pyarrow.field("content", pyarrow.binary(), nullable=False)])
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        rows: list[dict[str, bytes]] = []
        for content in contents(count):
            rows.append({"content": content})
            if len(rows) == 1_000:
                writer.write_table(pyarrow.Table.from_pylist(rows, schema))
                rows.clear()
        if rows:
            writer.write_table(pyarrow.Table.from_pylist(rows, schema))


def peak() -> int:
    """The most memory that this process and each of its children had, in MiB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024)


def run(count: int, folder: Path, processes: int) -> dict[str, Any]:
    """The whole way for so many credentials."""
    found: dict[str, Any] = {"credentials": count}
    source, parts, home = folder / "credentials.parquet", folder / "parts", folder / "store"
    write_parquet(source, count)
    began = time.monotonic()
    context = get_context("spawn")
    if processes > 1:
        with ProcessPoolExecutor(processes, mp_context=context) as pool:
            manifest = write_triples([source], parts, per_file=10_000, executor=pool)
    else:
        manifest = write_triples([source], parts, per_file=10_000)
    found["write_seconds"] = round(time.monotonic() - began, 1)
    found["write_mib"] = peak()
    found["statements"], found["failed"] = manifest.statements, manifest.failed
    found["bytes"] = sum(part.size for part in manifest.parts)
    store = OxigraphStore(home)
    began = time.monotonic()
    load_parts(parts, store)
    found["load_seconds"] = round(time.monotonic() - began, 1)
    (row,) = store.ask(_COUNT)
    found["counted"] = int(row["n"])
    found["load_mib"] = peak()
    found["answers"], found["ask_seconds"] = {}, {}
    for name in QUESTIONS:
        began = time.monotonic()
        found["answers"][name] = len(store.ask((SPARQL / f"{name}.rq").read_text("utf-8")))
        found["ask_seconds"][name] = round(time.monotonic() - began, 1)
    found["ask_mib"] = peak()
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the sizes, each in a process of its own, and print a row of JSON for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--folder", type=Path, help="where the files go; they are removed after")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one:
        print(json.dumps(run(given.counts[0], given.folder, given.processes)))
        return 0
    for count in given.counts:
        folder = Path(tempfile.mkdtemp(dir=given.folder))
        try:
            command = [sys.executable, "-m", "bench.triples", "--one", "--counts", str(count)]
            command += ["--folder", str(folder), "--processes", str(given.processes)]
            subprocess.run(command, check=True)
        finally:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
