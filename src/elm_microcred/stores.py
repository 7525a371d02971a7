"""Triple stores: load the parts that `bulk` wrote into one, and ask it.

```python
from elm_microcred.stores import HttpStore, OxigraphStore, load_parts

store = OxigraphStore("store")  # embedded; or HttpStore("https://store.example/credentials")
load_parts("out", store)
store.ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")  # [{"n": "93600"}]
```

Spec: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol, cast

from elm_microcred.bulk.partitions import Manifest, Part
from elm_microcred.errors import MissingExtraError, ParseError, ResolutionError, UsageError
from elm_microcred.limits import MIB

if TYPE_CHECKING:
    import httpx

Row = dict[str, str]
"""One answer: values by name of the variable; what has no value is absent."""

_CHUNK: Final = 1 * MIB
_RESULTS: Final = "application/sparql-results+json"


class TripleStore(Protocol):
    """What holds the statements of credentials, each in a graph of its own."""

    def add(self, path: Path) -> None:
        """Add the N-Quads of a file, gzipped or not."""

    def replace(self, graph: str, ntriples: bytes) -> None:
        """Let a graph say this and nothing else."""

    def remove(self, graph: str) -> None:
        """Remove a graph with all that it says; nothing happens if there is none."""

    def ask(self, query: str) -> list[Row]:
        """The answers to a SELECT, in order."""


class OxigraphStore:
    """Oxigraph in this process (the extra `oxigraph`): in memory, or in a folder.

    Args:
        folder: Where it is kept; in memory if absent.

    Raises:
        MissingExtraError: If the extra is not installed.
        UsageError: If the folder cannot be used.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        try:
            import pyoxigraph
        except ModuleNotFoundError as error:
            raise MissingExtraError.of("oxigraph", "The store in this process") from error
        self._module = pyoxigraph
        try:
            self.store = pyoxigraph.Store(None if folder is None else str(folder))
        except OSError as error:
            raise UsageError(
                "OUTPUT_UNWRITABLE", f"{folder} cannot be a store: {error}."
            ) from error

    def add(self, path: Path) -> None:
        """Add the N-Quads of a file, gzipped or not; all of it or nothing."""
        with _opened(path) as file:
            try:
                self.store.bulk_load(input=file, format=self._module.RdfFormat.N_QUADS)
            except (SyntaxError, ValueError) as error:
                raise ParseError(
                    "PARSE_INVALID_NQUADS", f"{path} is not N-Quads: {error}."
                ) from error

    def replace(self, graph: str, ntriples: bytes) -> None:
        """Let a graph say this and nothing else."""
        name = self._module.NamedNode(graph)
        self.store.remove_graph(name)
        self.store.load(ntriples, format=self._module.RdfFormat.N_TRIPLES, to_graph=name)

    def remove(self, graph: str) -> None:
        """Remove a graph with all that it says; nothing happens if there is none."""
        self.store.remove_graph(self._module.NamedNode(graph))

    def ask(self, query: str) -> list[Row]:
        """The answers to a SELECT, in order.

        Raises:
            UsageError: If it is no SELECT that the store understands.
        """
        try:
            found = self.store.query(query)
            names = [variable.value for variable in found.variables]  # type: ignore[union-attr]
            return [
                {name: _value(row[name]) for name in names if row[name] is not None}
                for row in cast("Iterable[Mapping[str, Any]]", found)
            ]
        except (SyntaxError, ValueError, AttributeError, RuntimeError) as error:
            raise _no_query(query, str(error)) from error


def _value(term: Any) -> str:
    return str(getattr(term, "value", term))


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpStore:
    """Any store that speaks SPARQL 1.1 Protocol and Graph Store Protocol.

    The address is yours, not one that a credential names: any host may be asked. Redirects are
    not followed, and no proxy of the environment is used.

    Attributes:
        data: Address of the Graph Store Protocol, as `https://store.example/ds/data` (Fuseki) or
            `https://store.example/store` (Oxigraph server).
        query: Address of the SPARQL queries, as `…/ds/sparql` or `…/query`.
        headers: Further headers, as `Authorization`.
        seconds: Longest wait for an answer.
        max_bytes: Longest answer.
        client: A client to use; one is made for each request otherwise.
    """

    data: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 600.0
    max_bytes: int = 64 * MIB
    client: httpx.Client | None = None

    def add(self, path: Path) -> None:
        """Add the N-Quads of a file in one request, read as it is sent.

        Raises:
            ResolutionError: If the store does not take it.
        """
        with _opened(path) as file:
            body = iter(lambda: file.read(_CHUNK), b"")
            self._send("POST", self.data, {}, {"Content-Type": "application/n-quads"}, body)

    def replace(self, graph: str, ntriples: bytes) -> None:
        """Let a graph say this and nothing else (PUT of the Graph Store Protocol).

        Raises:
            ResolutionError: If the store does not take it.
        """
        kind = {"Content-Type": "application/n-triples"}
        self._send("PUT", self.data, {"graph": graph}, kind, ntriples)

    def remove(self, graph: str) -> None:
        """Remove a graph with all that it says; nothing happens if there is none.

        Raises:
            ResolutionError: If the store refuses.
        """
        self._send("DELETE", self.data, {"graph": graph}, {}, None, absent=True)

    def ask(self, query: str) -> list[Row]:
        """The answers to a SELECT, in order.

        Raises:
            ResolutionError: If the store does not answer, or not as SPARQL asks.
            UsageError: If the store has no address for queries.
        """
        if not self.query:
            raise UsageError("USAGE", "The store has no address for queries.", expected="query=")
        headers = {"Content-Type": "application/sparql-query", "Accept": _RESULTS}
        content = self._send("POST", self.query, {}, headers, query.encode())
        try:
            rows = json.loads(content)["results"]["bindings"]
            return [{name: str(term["value"]) for name, term in row.items()} for row in rows]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise _refused(self.query, "The answer is not one of SPARQL.") from error

    def _send(
        self,
        method: str,
        url: str,
        params: Mapping[str, str],
        headers: Mapping[str, str],
        content: Any,
        *,
        absent: bool = False,
    ) -> bytes:
        import httpx

        if not url.startswith(("http://", "https://")):
            raise UsageError(
                "USAGE", "This is no address of a store.", found=url, expected="https://…"
            )
        client = self.client or httpx.Client(trust_env=False, follow_redirects=False)
        try:
            asked = client.build_request(
                method,
                url,
                params=params or None,
                headers={**headers, **self.headers},
                content=content,
                timeout=httpx.Timeout(self.seconds, connect=min(self.seconds, 10.0)),
            )
            with closing(client.send(asked, stream=True)) as response:
                answer = bytearray()
                for chunk in response.iter_bytes():
                    answer += chunk
                    if len(answer) > self.max_bytes:
                        raise _refused(url, f"The answer is longer than {self.max_bytes} bytes.")
                if response.is_success or (absent and response.status_code == 404):
                    return bytes(answer)
                said = bytes(answer[:200]).decode("utf-8", "replace").strip()
                raise _refused(url, f"The store answered {response.status_code}.", said or None)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _refused(url, f"The store cannot be reached: {error}.") from error
        finally:
            if self.client is None:
                client.close()


def _refused(url: str, detail: str, found: str | None = None) -> ResolutionError:
    return ResolutionError(
        "STORE_REFUSED",
        detail,
        found=found or url,
        remedy="Look at the address, the rights and the log of the store.",
    )


def _no_query(query: str, reason: str) -> UsageError:
    return UsageError(
        "USAGE",
        f"The store does not take this as a question: {reason}.",
        found=query.strip(),
        expected="a SELECT of SPARQL 1.1",
    )


@dataclass(frozen=True, slots=True)
class LoadedParts:
    """What was loaded.

    Attributes:
        parts: Number of files.
        credentials: Credentials in them.
        statements: Statements in them.
    """

    parts: int
    credentials: int
    statements: int


def load_parts(folder: str | Path, store: TripleStore, *, first: int = 0) -> LoadedParts:
    """Load the parts of a folder into a store, each after a look at its digest.

    Loading a part twice adds nothing but its blank nodes once more: after a failure, go on with
    `first`, the number of the part that failed, as the message says.

    Args:
        folder: A folder that `write_nquads` or `write_triples` filled.
        store: The store.
        first: Number of the part to begin with, from 0.

    Raises:
        ParseError: If the folder has no manifest, or a part is not as the manifest says.
        ResolutionError: If the store does not take a part.
    """
    place = Path(folder)
    manifest = Manifest.read(place)
    if manifest is None or manifest.format != "nquads":
        raise ParseError(
            "FILE_UNREADABLE",
            f"{place} holds no parts of N-Quads.",
            expected="a folder with manifest.json",
        )
    done: list[Part] = []
    for part in manifest.parts[first:]:
        path = place / part.name
        _check(path, part)
        try:
            store.add(path)
        except ResolutionError as error:
            raise ResolutionError(
                error.code,
                f"{part.name} (number {first + len(done)}) was not loaded. {error.problem.detail}",
                found=error.problem.found,
                remedy=error.problem.remedy,
            ) from error
        done.append(part)
    return LoadedParts(
        len(done), sum(part.credentials for part in done), sum(part.statements for part in done)
    )


def _check(path: Path, part: Part) -> None:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ParseError("FILE_UNREADABLE", f"{path} cannot be read: {error.strerror}.") from error
    if digest != part.sha256 or Path(part.name).name != part.name:
        raise ParseError(
            "FILE_UNREADABLE",
            f"{path} is not as the manifest says.",
            found=digest,
            expected=part.sha256,
            remedy="Write the parts again.",
        )


def _opened(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        return cast("BinaryIO", gzip.open(path, "rb"))
    return path.open("rb")
