"""Many results in numbered files: N-Quads for a triple store, Parquet for a data lake.

```python
rdf = to_rdf_many(documents, graph=True, scope=True, executor=pool)
manifest = write_nquads(rdf, "out", per_file=100_000, compress=True)
manifest.credentials, manifest.statements
```

Each file stands under its name once it is whole, and `manifest.json` after each file, so that
whoever loads the folder while it grows, or after a crash, sees only what is complete. Called again
with `resume`, a run goes on after the last whole file.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from elm_microcred.bulk.many import Done
from elm_microcred.errors import MissingExtraError, ParseError, UsageError
from elm_microcred.issuing import Secured
from elm_microcred.strict_json import read_json
from elm_microcred.whole_files import whole_file, write_whole

MANIFEST = "manifest.json"
FAILURES = "failures.jsonl"
PER_FILE = 100_000
_MOST_BYTES = 64 * 1024 * 1024
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|<[^>\n]*>|_:([A-Za-z0-9]+)')


@dataclass(frozen=True, slots=True)
class Part:
    """One file.

    Attributes:
        name: Its name in the folder.
        first: Index of its first item among all.
        items: Items that it covers, those that failed included.
        credentials: Credentials in it.
        statements: Statements in it; 0 where it holds none.
        size: Its length in bytes.
        sha256: Its digest, in hexadecimal.
    """

    name: str
    first: int
    items: int
    credentials: int
    statements: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a folder of parts: `manifest.json`.

    Attributes:
        format: `nquads` or `parquet`.
        parts: The files, in order.
        complete: Whether nothing is missing at the end.
    """

    format: str
    parts: tuple[Part, ...] = field(default=())
    complete: bool = False

    @property
    def items(self) -> int:
        """Items that the files cover: where a resumed run goes on."""
        return sum(part.items for part in self.parts)

    @property
    def credentials(self) -> int:
        """Credentials in all files."""
        return sum(part.credentials for part in self.parts)

    @property
    def statements(self) -> int:
        """Statements in all files."""
        return sum(part.statements for part in self.parts)

    @property
    def failed(self) -> int:
        """Items that could not be done: `failures.jsonl` says why."""
        return self.items - self.credentials

    def to_dict(self) -> dict[str, Any]:
        """The manifest as JSON."""
        return {
            "format": self.format,
            "complete": self.complete,
            "items": self.items,
            "credentials": self.credentials,
            "failed": self.failed,
            "statements": self.statements,
            "parts": [asdict(part) for part in self.parts],
        }

    @classmethod
    def read(cls, folder: str | Path) -> Manifest | None:
        """The manifest of a folder; `None` where there is none yet.

        Raises:
            ParseError: If it cannot be read.
        """
        path = Path(folder) / MANIFEST
        if not path.exists():
            return None
        try:
            value = read_json(path.read_bytes(), max_bytes=_MOST_BYTES)
            parts = tuple(Part(**part) for part in value["parts"])
            return cls(value["format"], parts, value["complete"])
        except (OSError, TypeError, KeyError) as error:
            raise ParseError(
                "FILE_UNREADABLE",
                f"{path} is no manifest of parts.",
                found=f"{type(error).__name__}: {error}",
                remedy="Write to an empty folder.",
            ) from error


def write_nquads(
    results: Iterable[Done[str]],
    folder: str | Path,
    *,
    per_file: int = PER_FILE,
    compress: bool = False,
    resume: bool = False,
) -> Manifest:
    """N-Quads of many credentials in numbered files, and what is in them.

    Blank nodes are named apart, by the index of the item, so that no two credentials of a store
    share one.

    Args:
        results: What `to_rdf_many` gives, with `graph=True` for a named graph each.
        folder: Where; it is made.
        per_file: Credentials of a file.
        compress: Whether files are gzipped, with the same bytes each time.
        resume: Go on after the last whole file: `results` must then begin after the items that
            `Manifest.read(folder).items` counts. The folder must be empty otherwise.

    Raises:
        UsageError: If the folder holds parts already, or a file cannot be written.
        ParseError: If the folder holds another manifest.
    """

    def write(done: Iterable[Done[str]], file: BinaryIO) -> int:
        statements = 0
        target = gzip.GzipFile("", "wb", 6, file, mtime=0) if compress else file
        for one in done:
            text = _apart(one.value or "", one.index)
            statements += text.count("\n")
            target.write(text.encode())
        if compress:
            target.close()
        return statements

    name = "part-{:06}.nq" + (".gz" if compress else "")
    return _written("nquads", name, write, results, folder, per_file, resume)


def write_parquet(
    results: Iterable[Done[Secured]],
    folder: str | Path,
    *,
    per_file: int = PER_FILE,
    resume: bool = False,
) -> Manifest:
    """Secured credentials in numbered Parquet files (zstd), and what is in them.

    Columns: `index` (of the item), `id` (of the credential, where its bytes say one), `media_type`,
    `sha256` and `content`, the bytes to hand out.

    Args:
        results: What `issue_many` gives.
        folder: Where; it is made.
        per_file: Credentials of a file.
        resume: As with `write_nquads`.

    Raises:
        MissingExtraError: If the extra `bulk` is not installed.
        UsageError: If the folder holds parts already, or a file cannot be written.
        ParseError: If the folder holds another manifest.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ModuleNotFoundError as error:
        raise MissingExtraError.of("bulk", "Writing Parquet") from error
    schema = pyarrow.schema(
        [
            pyarrow.field("index", pyarrow.int64(), nullable=False),
            pyarrow.field("id", pyarrow.string()),
            pyarrow.field("media_type", pyarrow.string(), nullable=False),
            pyarrow.field("sha256", pyarrow.string(), nullable=False),
            pyarrow.field("content", pyarrow.binary(), nullable=False),
        ]
    )

    def write(done: Iterable[Done[Secured]], file: BinaryIO) -> int:
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            rows = iter(done)
            while group := [_row(one.index, one.value) for one in islice(rows, 1_000) if one.value]:
                writer.write_table(pyarrow.Table.from_pylist(group, schema))
        return 0

    return _written("parquet", "part-{:06}.parquet", write, results, folder, per_file, resume)


def _row(index: int, secured: Secured) -> dict[str, Any]:
    content = secured.content
    return {
        "index": index,
        "id": _id(content),
        "media_type": secured.media_type,
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
    }


def _id(content: bytes) -> str | None:
    """The id that a document of JSON says; tokens are not opened."""
    if not content.startswith(b"{"):
        return None
    value = json.loads(content).get("id")
    return value if isinstance(value, str) else None


def _apart(text: str, index: int) -> str:
    """N-Quads with the names of blank nodes made the item's own."""

    def named(match: re.Match[str]) -> str:
        return match[0] if match[1] is None else f"_:i{index}{match[1]}"

    return _TOKEN.sub(named, text) if "_:" in text else text


class _Counted:
    """Results of one file as they are written: how many there were, and those that failed."""

    def __init__(self, results: Iterator[Done[Any]]) -> None:
        self._results = results
        self.items = self.credentials = 0
        self.first: int | None = None
        self.failures: list[Mapping[str, Any]] = []

    def __iter__(self) -> Iterator[Done[Any]]:
        for done in self._results:
            self.items += 1
            self.first = done.index if self.first is None else self.first
            if done:
                self.credentials += 1
                yield done
            else:
                problems = [problem.to_dict() for problem in done.problems]
                self.failures.append({"index": done.index, "problems": problems})


def _written(
    format: str,
    name: str,
    write: Any,
    results: Iterable[Done[Any]],
    folder: str | Path,
    per_file: int,
    resume: bool,
) -> Manifest:
    place = Path(folder)
    manifest = _begun(format, place, per_file, resume)
    rest, offset = iter(results), manifest.items
    while (first := next(rest, None)) is not None:
        counted = _Counted(_placed(chain((first,), islice(rest, per_file - 1)), offset))
        path = place / name.format(len(manifest.parts))
        with whole_file(path) as file:
            statements = write(counted, file)
        if counted.failures:
            _note(place / FAILURES, counted.failures)
        part = Part(
            path.name,
            counted.first or 0,
            counted.items,
            counted.credentials,
            statements,
            path.stat().st_size,
            _digest(path),
        )
        manifest = Manifest(format, (*manifest.parts, part))
        _keep(place, manifest)
    manifest = Manifest(format, manifest.parts, complete=True)
    _keep(place, manifest)
    return manifest


def _placed(results: Iterable[Done[Any]], offset: int) -> Iterator[Done[Any]]:
    """The results with their index among all items, also where earlier ones are not done again."""
    for done in results:
        yield Done(done.index + offset, done.value, done.problems) if offset else done


def _begun(format: str, place: Path, per_file: int, resume: bool) -> Manifest:
    """The manifest to go on from."""
    if per_file < 1:
        raise UsageError("USAGE", "A file holds at least one credential.", found=str(per_file))
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "OUTPUT_UNWRITABLE", f"{place} cannot be made: {error.strerror}."
        ) from error
    found = Manifest.read(place)
    if found is None:
        return Manifest(format)
    if not resume:
        raise UsageError(
            "OUTPUT_EXISTS",
            f"{place} holds parts already.",
            remedy="Write to an empty folder, or go on with resume.",
        )
    if found.format != format:
        raise UsageError(
            "OUTPUT_EXISTS",
            f"{place} holds parts of another format.",
            found=found.format,
            expected=format,
        )
    return Manifest(format, found.parts)


def _keep(place: Path, manifest: Manifest) -> None:
    content = json.dumps(manifest.to_dict(), indent=2) + "\n"
    write_whole(place / MANIFEST, content.encode())


def _note(path: Path, failures: Iterable[Mapping[str, Any]]) -> None:
    """Add what failed to the list of it, which is written whole."""
    before = path.read_bytes() if path.exists() else b""
    known = {json.loads(line)["index"] for line in before.splitlines()}
    new = [json.dumps(failure) + "\n" for failure in failures if failure["index"] not in known]
    write_whole(path, before + "".join(new).encode())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
