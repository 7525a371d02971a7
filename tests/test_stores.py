"""Triple stores: parts are loaded after a look at them, graphs replaced, questions asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from badges import port_safety
from elm_microcred import to_elm
from elm_microcred.bulk import Content, triples_many, write_nquads
from elm_microcred.cli import main
from elm_microcred.errors import ElmMicrocredError, ParseError, ResolutionError, UsageError
from elm_microcred.stores import HttpStore, OxigraphStore, TripleStore, load_parts

pyoxigraph = pytest.importorskip(
    "pyoxigraph", reason="pyoxigraph is not installed (the extra `oxigraph`)"
)

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
QUERIES = sorted((EXAMPLES / "sparql").glob("*.rq"))


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts") / "out"
    document = to_elm(port_safety())
    contents = [
        Content(json.dumps({**document, "id": f"urn:credential:{n}"}).encode(), f"{n}.json")
        for n in range(5)
    ]
    write_nquads(triples_many(contents), folder, per_file=2, compress=True)
    return folder


class Server:
    """SPARQL 1.1 Protocol and Graph Store Protocol, answered by Oxigraph."""

    def __init__(self) -> None:
        self.store = pyoxigraph.Store()
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        content = request.read()
        graph = parse_qs(request.url.query.decode()).get("graph", [""])[0]
        if request.url.path == "/query":
            solutions = self.store.query(content.decode())
            answer = solutions.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
            return httpx.Response(200, content=answer)
        if request.method == "POST":
            self.store.load(content, format=pyoxigraph.RdfFormat.N_QUADS)
            return httpx.Response(204)
        name = pyoxigraph.NamedNode(graph)
        known = self.store.contains_named_graph(name)
        self.store.remove_graph(name)
        if request.method == "PUT":
            self.store.load(content, format=pyoxigraph.RdfFormat.N_TRIPLES, to_graph=name)
            return httpx.Response(201)
        return httpx.Response(200 if known else 404)


@pytest.fixture
def server() -> Server:
    return Server()


def over_http(answer: Callable[[httpx.Request], httpx.Response]) -> HttpStore:
    client = httpx.Client(transport=httpx.MockTransport(answer))
    return HttpStore(
        data="https://store.example/data", query="https://store.example/query", client=client
    )


@pytest.fixture(params=["embedded", "http"])
def store(request: pytest.FixtureRequest, server: Server) -> Iterator[TripleStore]:
    yield OxigraphStore() if request.param == "embedded" else over_http(server)


def test_parts_are_loaded_counted_and_asked(store: TripleStore, parts: Path) -> None:
    loaded = load_parts(parts, store)
    assert (loaded.parts, loaded.credentials) == (3, 5)
    assert store.ask(COUNT) == [{"n": str(loaded.statements)}]
    rows = store.ask((EXAMPLES / "sparql" / "credits.rq").read_text("utf-8"))
    assert {(row["credentials"], row["credits"]) for row in rows} == {("5", "10")}
    assert store.ask("SELECT ?x ?y WHERE { BIND(1 AS ?x) }") == [{"x": "1"}]


def test_a_graph_is_replaced_and_removed(store: TripleStore, parts: Path) -> None:
    load_parts(parts, store)
    graph = "urn:credential:0"
    store.replace(graph, b"<urn:a> <urn:b> <urn:c> .\n")
    said = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    assert store.ask(said) == [{"n": "1"}]
    store.remove(graph)
    store.remove(graph)
    assert store.ask(said) == [{"n": "0"}]


def test_loading_goes_on_with_the_part_that_failed(server: Server, parts: Path) -> None:
    def refusing(request: httpx.Request) -> httpx.Response:
        return server(request) if len(server.asked) < 1 else httpx.Response(503, text="full")

    with pytest.raises(ResolutionError) as caught:
        load_parts(parts, over_http(refusing))
    assert caught.value.code == "STORE_REFUSED" and "(number 1)" in str(caught.value)
    assert caught.value.problem.found == "full"
    load_parts(parts, over_http(server), first=1)
    graphs = "SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert over_http(server).ask(graphs) == [{"n": "10"}]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "FILE_UNREADABLE"),
        (lambda folder: (folder / "part-000001.nq.gz").unlink(), "FILE_UNREADABLE"),
        (lambda folder: (folder / "part-000001.nq.gz").write_bytes(b"x"), "FILE_UNREADABLE"),
        (lambda folder: (folder / "manifest.json").write_bytes(b"{"), "PARSE_INVALID_JSON"),
        (lambda folder: (folder / "manifest.json").write_bytes(b"{}"), "FILE_UNREADABLE"),
    ],
)
def test_parts_that_are_not_as_the_manifest_says_are_refused(
    change: Callable[[Path], Any], code: str, parts: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for path in parts.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    change(folder)
    with pytest.raises(ElmMicrocredError) as caught:
        load_parts(folder, OxigraphStore())
    assert caught.value.code == code


def test_what_is_no_nquads_is_refused_whole(tmp_path: Path) -> None:
    store, file = OxigraphStore(), tmp_path / "a.nq"
    file.write_bytes(b"<urn:a> <urn:b> <urn:c> <urn:g> .\nnothing\n")
    with pytest.raises(ParseError) as caught:
        store.add(file)
    assert caught.value.code == "PARSE_INVALID_NQUADS" and store.ask(COUNT) == [{"n": "0"}]


def test_what_is_no_select_is_refused(store: TripleStore) -> None:
    del store
    for query in ("nothing", "ASK { ?s ?p ?o }", "DELETE WHERE { ?s ?p ?o }"):
        with pytest.raises(UsageError):
            OxigraphStore().ask(query)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b"no JSON"),
        httpx.Response(200, content=b"{}"),
        httpx.Response(200, content=b'{"results": {"bindings": [1]}}'),
        httpx.Response(200, content=b"[" * 100_000),
        httpx.Response(302, headers={"location": "https://else.example/"}),
        httpx.Response(401, content=b"\xff" * 1_000),
        httpx.Response(200, content=b" " * 2_000_000),
    ],
)
def test_hostile_answers_are_refused(answer: httpx.Response) -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda _: answer))
    store = HttpStore(
        data="https://a.example", query="https://a.example", max_bytes=1_000_000, client=client
    )
    with pytest.raises(ResolutionError) as caught:
        store.ask(COUNT)
    assert caught.value.code == "STORE_REFUSED"


def test_a_store_that_is_not_there_and_no_address_are_told() -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(ResolutionError, match="cannot be reached"):
        over_http(nobody).remove("urn:g")
    for store in (HttpStore(data="file:///etc/passwd"), HttpStore(data="ftp://a.example")):
        with pytest.raises(UsageError):
            store.replace("urn:g", b"")
        with pytest.raises(UsageError):
            store.ask(COUNT)


def test_headers_travel_and_proxies_do_not(server: Server) -> None:
    store = over_http(server)
    named = HttpStore(
        data=store.data,
        query=store.query,
        headers={"Authorization": "Bearer x"},
        client=store.client,
    )
    named.ask(COUNT)
    assert server.asked[0].headers["authorization"] == "Bearer x"


# The command


def test_the_command_writes_loads_and_asks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "received"
    source.mkdir()
    (source / "a.json").write_text(json.dumps(to_elm(port_safety())), "utf-8")
    out, home = str(tmp_path / "out"), str(tmp_path / "store")
    assert main(["triples", "write", str(source), "-o", out, "--gzip", "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert main(["triples", "load", out, "--into", home, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["statements"] == written["statements"]
    query = str(EXAMPLES / "sparql" / "credits.rq")
    assert main(["triples", "ask", query, "--of", home, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rows"]) == 2
    assert main(["triples", "ask", query, "--of", home]) == 0
    assert "credits=2" in capsys.readouterr().out
    (source / "b.json").write_bytes(b"{")
    assert main(["triples", "write", str(source), "-o", str(tmp_path / "more")]) == 1
    assert "failures.jsonl" in capsys.readouterr().err
    assert main(["triples", "write", str(source), "-o", out]) == 2
    for bad in (["--header", "x"], ["--header", "A=nothing"]):
        assert main(["triples", "load", out, "--into", home, *bad]) == 2
        assert main(["triples", "load", out, "--into", "http://127.0.0.1:9/", *bad]) == 2
    assert main(["triples", "load", out, "--into", "http://127.0.0.1:9/"]) == 2
