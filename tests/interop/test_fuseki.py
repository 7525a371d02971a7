"""Apache Jena Fuseki takes our N-Quads, counts them as we do, and answers as Oxigraph does.

Fuseki is made ready by `sh tests/interop/fuseki/prepare`, which needs Java, Maven and the network;
the tests need none of these but Java.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from elm_microcred.bulk import Content, triples_many, write_nquads
from elm_microcred.errors import ResolutionError
from elm_microcred.stores import HttpStore, OxigraphStore, load_parts

pytestmark = [pytest.mark.interop, pytest.mark.full]

HERE = Path(__file__).resolve().parent / "fuseki"
SPARQL = Path(__file__).resolve().parents[2] / "examples" / "sparql"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
MAIN = "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def fuseki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpStore]:
    if not (HERE / "target" / "lib").is_dir() or not shutil.which("java"):
        pytest.skip("could not import the store Fuseki: run sh tests/interop/fuseki/prepare")
    port = free_port()
    folder = tmp_path_factory.mktemp("fuseki")
    command = ["java", "-Xmx1g", "-cp", f"{HERE / 'target' / 'lib'}/*", MAIN]
    command += ["--localhost", f"--port={port}", "--update", "--mem", "/ds"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        base = f"http://127.0.0.1:{port}/ds"
        store = HttpStore(data=f"{base}/data", query=f"{base}/sparql", seconds=60)
        for _ in range(240):
            try:
                store.ask(COUNT)
                break
            except ResolutionError:
                assert process.poll() is None, (folder / "log").read_text("utf-8", "replace")
                time.sleep(0.25)
        else:
            pytest.fail((folder / "log").read_text("utf-8", "replace"))
        yield store
    finally:
        process.terminate()
        process.wait(30)


def test_fuseki_takes_the_parts_and_answers_like_oxigraph(
    fuseki: HttpStore, tmp_path: Path
) -> None:
    from bench.triples import contents

    items = [Content(content, f"{n}.json") for n, content in enumerate(contents(120))]
    manifest = write_nquads(triples_many(items), tmp_path / "out", per_file=50)
    embedded = OxigraphStore()
    for store in (fuseki, embedded):
        loaded = load_parts(tmp_path / "out", store)
        assert loaded.statements == manifest.statements
        assert store.ask(COUNT) == [{"n": str(manifest.statements)}]
    for path in sorted(SPARQL.glob("*.rq")):
        query = path.read_text("utf-8")
        ours, theirs = (sorted(map(json.dumps, s.ask(query))) for s in (embedded, fuseki))
        assert _numbers(ours) == _numbers(theirs), path.name


def _numbers(rows: list[str]) -> list[str]:
    """The rows without the idle zeros that decimals may have."""
    return sorted(row.replace('.0"', '"') for row in rows)


def test_a_graph_is_replaced_and_removed_over_the_protocol(fuseki: HttpStore) -> None:
    graph = "urn:graph:1"
    said = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    fuseki.replace(graph, b"<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> <urn:d> .\n")
    assert fuseki.ask(said) == [{"n": "2"}]
    fuseki.replace(graph, b"<urn:a> <urn:b> <urn:c> .\n")
    assert fuseki.ask(said) == [{"n": "1"}]
    fuseki.remove(graph)
    fuseki.remove(graph)
    assert fuseki.ask(said) == [{"n": "0"}]
    with pytest.raises(ResolutionError):
        fuseki.replace(graph, b"nothing\n")
    with pytest.raises(ResolutionError):
        fuseki.ask("nothing")
