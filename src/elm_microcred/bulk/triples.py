"""From folders and Parquet files of credentials to N-Quads in parts: bounded memory, any number.

```python
manifest = write_triples(["received/", "issued.parquet"], "out", executor=pool)
manifest.credentials, manifest.statements, manifest.failed
```

Each credential stands in a graph of its own, named by its id, with a graph about where it comes
from beside it. `elm_microcred.stores` loads the parts into a triple store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from elm_microcred.bulk.many import Done, Executors, each_of_many
from elm_microcred.bulk.partitions import PER_FILE, Manifest, write_nquads
from elm_microcred.errors import (
    LimitError,
    MissingExtraError,
    ParseError,
    UsageError,
    VerificationFailed,
)
from elm_microcred.exchange.provenance import provenance_nquads
from elm_microcred.exchange.rdf import to_rdf
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.loading import load
from elm_microcred.proofs.policy import Policy
from elm_microcred.retrieval import Resolver, offline
from elm_microcred.strict_json import read_json
from elm_microcred.verification import verify

_ROWS: Final = 256
_COLUMN: Final = "content"


@dataclass(frozen=True, slots=True)
class Content:
    """A credential as it was received.

    Attributes:
        content: Its bytes; empty where the file could not be read.
        name: Where it was found.
        too_long: Its length, where it is too long to be read.
    """

    content: bytes
    name: str
    too_long: int = 0


@dataclass(frozen=True, slots=True)
class _ToTriples:
    """What is made of each credential; it travels to worker processes."""

    provenance: bool
    fixes: bool
    now: datetime | None
    resolve: Resolver
    policy: Policy | None
    limits: Limits

    def __call__(self, item: Content) -> str:
        if item.too_long:
            raise LimitError(
                "LIMIT_SIZE",
                f"{item.name} is too long.",
                found=f"{item.too_long} bytes",
                expected=f"≤ {self.limits.sealed_bytes}",
            )
        outcome = ""
        document: Mapping[str, Any]
        if self.now is not None:
            found = verify(
                item.content,
                resolve=self.resolve,
                now=self.now,
                policy=self.policy or Policy(),
                limits=self.limits,
            )
            if not found:
                raise VerificationFailed(found)
            outcome, document = found.outcome.value, found.document or {}
        else:
            document = _document(item, self.limits)
        text = to_rdf(
            document,
            format="nquads",
            graph=True,
            scope=True,
            fixes=self.fixes,
            limits=self.limits,
        )
        if self.provenance:
            text += provenance_nquads(
                document, item.content, name=item.name, outcome=outcome, at=self.now
            )
        return text


def _document(item: Content, limits: Limits) -> Mapping[str, Any]:
    """The document that a credential holds, whatever secures and carries it."""
    if item.content[:1] == b"{":
        value = read_json(item.content, limits=limits, max_bytes=limits.sealed_bytes)
        if isinstance(value, dict) and "@context" in value:
            return value
    found = load(item.content, limits=limits)
    if len(found) != 1 or not isinstance(found[0].document, Mapping):
        raise ParseError(
            "PARSE_UNKNOWN_FORMAT",
            f"{item.name} is not one credential that can be read.",
            found=", ".join(each.format for each in found) or "nothing",
            expected="one credential",
        )
    return found[0].document


def triples_many(
    contents: Iterable[Content],
    *,
    provenance: bool = True,
    fixes: bool = True,
    now: datetime | None = None,
    resolve: Resolver = offline,
    policy: Policy | None = None,
    limits: Limits = DEFAULT,
    executor: Executors = None,
    chunk: int = 32,
    ahead: int = 16,
) -> Iterator[Done[str]]:
    """N-Quads of each credential, in order, with those about where it comes from.

    Args:
        contents: Credentials, as `each_content` gives them.
        provenance: Whether to say where each comes from.
        fixes: Whether to correct known mistakes of the published contexts.
        now: Verify each credential as of this time, and leave out what does not pass.
        resolve: Asked for issuers' documents, where credentials are verified.
        policy: What is demanded then.
        limits: Bounds on each credential.
        executor: Who works; this process if absent.
        chunk: How many credentials travel together.
        ahead: How many chunks are under way at most.
    """
    task = _ToTriples(provenance, fixes, now, resolve, policy, limits)
    return each_of_many(task, contents, executor=executor, chunk=chunk, ahead=ahead)


def each_content(sources: Iterable[str | Path], *, limits: Limits = DEFAULT) -> Iterator[Content]:
    """Every credential of folders, files and Parquet files, one by one, always in the same order.

    Of a folder all files are taken, those in folders below too, by name; hidden ones are not. A
    Parquet file has its credentials in the column `content` (bytes or text), as
    `bulk.write_parquet` writes it; it is read by groups of rows.

    Raises:
        UsageError: If a source is not there.
        ParseError: If a Parquet file is none, or has no such column.
        MissingExtraError: If the extra `bulk` is not installed.
    """
    for source in sources:
        path = Path(source)
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p, path))
            for file in files:
                yield from _file(file, str(file.relative_to(path)), limits)
        elif path.is_file():
            yield from _file(path, path.name, limits)
        else:
            raise UsageError(
                "USAGE", f"{path} is not there.", expected="a folder, a file, or a Parquet file"
            )


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _file(path: Path, name: str, limits: Limits) -> Iterator[Content]:
    if path.suffix == ".parquet":
        yield from _rows(path, name)
        return
    size = path.stat().st_size
    if size > limits.sealed_bytes:
        yield Content(b"", name, size)
    else:
        yield Content(path.read_bytes(), name)


def _rows(path: Path, name: str) -> Iterator[Content]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError.of("bulk", "Reading Parquet") from error
    try:
        with parquet.ParquetFile(path) as table:
            if _COLUMN not in table.schema_arrow.names:
                raise ParseError(
                    "FILE_UNREADABLE",
                    f"{path} has no column of credentials.",
                    found=", ".join(table.schema_arrow.names),
                    expected=f"a column {_COLUMN}",
                )
            number = 0
            for batch in table.iter_batches(batch_size=_ROWS, columns=[_COLUMN]):
                for value in batch.column(0):
                    held = value.as_py()
                    data = held.encode() if isinstance(held, str) else bytes(held or b"")
                    yield Content(data, f"{name}#{number}")
                    number += 1
    except (pyarrow.ArrowInvalid, OSError) as error:
        raise ParseError("FILE_UNREADABLE", f"{path} is no Parquet file: {error}.") from error


def write_triples(
    sources: Iterable[str | Path],
    folder: str | Path,
    *,
    per_file: int = PER_FILE,
    compress: bool = False,
    resume: bool = False,
    limits: Limits = DEFAULT,
    **arguments: Any,
) -> Manifest:
    """The credentials of folders and Parquet files as N-Quads in parts, and what is in them.

    Memory does not grow with their number. Each part stands under its name once it is whole;
    what cannot be read goes into `failures.jsonl`, and the rest goes on.

    Args:
        sources: Folders, files, Parquet files.
        folder: Where the parts go; it is made.
        per_file: Credentials of a part.
        compress: Whether parts are gzipped.
        resume: Go on after the last whole part; the sources must be the same as before.
        limits: Bounds on each credential.
        arguments: Further arguments of `triples_many`.

    Raises:
        UsageError: If a source is not there, or the folder holds parts already.
        ParseError: If a Parquet file cannot be read.
        MissingExtraError: If the extra `bulk` is not installed.
    """
    before = Manifest.read(folder) if resume else None
    contents = islice(each_content(sources, limits=limits), before.items if before else 0, None)
    results = triples_many(contents, limits=limits, **arguments)
    return write_nquads(results, folder, per_file=per_file, compress=compress, resume=resume)
