"""Many results in numbered files: whole, counted, resumable, and readable by others."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from badges import typical_badge
from elm_microcred import ElmMicrocredError, LocalSigner, MissingExtraError, UsageError, verify
from elm_microcred.bulk import (
    Done,
    Manifest,
    issue_many,
    to_rdf_many,
    write_nquads,
    write_parquet,
)
from elm_microcred.bulk.partitions import FAILURES, MANIFEST
from elm_microcred.issuing import Secured
from elm_microcred.problem import Problem

SIGNER = LocalSigner.generate()


def documents(count: int) -> list[dict[str, Any]]:
    badge = typical_badge(issuer_id=SIGNER.controller)
    return [{**badge, "id": f"urn:example:{number}"} for number in range(count)]


def results(count: int, broken: tuple[int, ...] = ()) -> Iterator[Done[str]]:
    """Texts that say which item they are of; some items could not be done."""
    for number in range(count):
        text = f'_:c14n0 <urn:p> "_:c14n0 \\" <a>" <urn:example:{number}> .\n'
        if number in broken:
            yield Done(number, None, (Problem("BATCH_ITEM_FAILED", "No."),))
        else:
            yield Done(number, text)


@pytest.mark.parametrize("compress", [False, True])
def test_files_hold_so_many_credentials_and_the_manifest_says_which(
    tmp_path: Path, compress: bool
) -> None:
    manifest = write_nquads(results(10, (3,)), tmp_path, per_file=4, compress=compress)
    assert [part.items for part in manifest.parts] == [4, 4, 2]
    assert [part.credentials for part in manifest.parts] == [3, 4, 2]
    assert [part.first for part in manifest.parts] == [0, 4, 8]
    assert (manifest.items, manifest.credentials, manifest.failed) == (10, 9, 1)
    assert manifest.complete
    assert Manifest.read(tmp_path) == manifest
    text = ""
    for part in manifest.parts:
        content = (tmp_path / part.name).read_bytes()
        assert len(content) == part.size
        assert hashlib.sha256(content).hexdigest() == part.sha256
        content = gzip.decompress(content) if compress else content
        assert content.count(b"\n") == part.statements
        text += content.decode()
    lines = text.splitlines()
    assert lines[1] == '_:i1c14n0 <urn:p> "_:c14n0 \\" <a>" <urn:example:1> .'
    assert len({line.partition(" ")[0] for line in lines}) == 9
    (failed,) = map(json.loads, (tmp_path / FAILURES).read_text().splitlines())
    assert failed["index"] == 3
    assert failed["problems"][0]["code"] == "BATCH_ITEM_FAILED"
    again = write_nquads(results(10, (3,)), tmp_path / "b", per_file=4, compress=compress)
    assert again == manifest


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    class StoppedError(Exception):
        pass

    def cut(at: int) -> Iterator[Done[str]]:
        for done in results(10, (1, 7)):
            if done.index == at:
                raise StoppedError
            yield done

    whole = write_nquads(results(10, (1, 7)), tmp_path / "whole", per_file=3)
    folder = tmp_path / "cut"
    for at in (5, 8):
        known = Manifest.read(folder)
        with pytest.raises(StoppedError):
            write_nquads(cut(at), folder, per_file=3) if known is None else write_nquads(
                _from(cut(at), known.items), folder, per_file=3, resume=True
            )
        found = Manifest.read(folder)
        assert found is not None
        assert not found.complete
        assert {path.name for path in folder.iterdir()} - {MANIFEST, FAILURES} == {
            part.name for part in found.parts
        }
    assert found.items == 6
    done = write_nquads(_from(results(10, (1, 7)), 6), folder, per_file=3, resume=True)
    assert done == whole
    assert (folder / FAILURES).read_text() == (tmp_path / "whole" / FAILURES).read_text()


def _from(all_: Iterator[Done[str]], skipped: int) -> Iterator[Done[str]]:
    """What a run over the rest of the items gives: its indexes count from its own first."""
    for done in all_:
        if done.index >= skipped:
            yield Done(done.index - skipped, done.value, done.problems)


def test_credentials_of_a_store_share_no_blank_node(tmp_path: Path) -> None:
    pyoxigraph = pytest.importorskip("pyoxigraph", reason="needs the extra `oxigraph`")
    rdf = to_rdf_many(documents(7), graph=True)
    manifest = write_nquads(rdf, tmp_path, per_file=3)
    assert manifest.credentials == 7
    store = pyoxigraph.Store()
    for part in manifest.parts:
        store.bulk_load(path=str(tmp_path / part.name), format=pyoxigraph.RdfFormat.N_QUADS)
    assert len(store) == manifest.statements
    named = list(store.named_graphs())
    assert {f"urn:example:{number}" for number in range(7)} <= {
        getattr(graph, "value", "") for graph in named
    }
    shared = store.query(
        "SELECT ?b WHERE { GRAPH ?g { ?b ?p ?o } GRAPH ?h { ?b ?q ?r } "
        "FILTER(isBlank(?b) && str(?g) < str(?h)) } LIMIT 1"
    )
    assert list(shared) == []


def test_parquet_holds_the_bytes_that_verify(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra `bulk`")
    given = [*documents(4), {"type": "nothing"}, *documents(2)]
    manifest = write_parquet(issue_many(given, SIGNER), tmp_path, per_file=3)
    assert (manifest.items, manifest.credentials) == (7, 6)
    rows = [
        row
        for part in manifest.parts
        for row in parquet.read_table(tmp_path / part.name).to_pylist()
    ]
    assert [row["index"] for row in rows] == [0, 1, 2, 3, 5, 6]
    for row in rows:
        assert verify(row["content"])
        assert json.loads(row["content"])["id"] == row["id"]
        assert hashlib.sha256(row["content"]).hexdigest() == row["sha256"]
    assert json.loads((tmp_path / FAILURES).read_text())["index"] == 4


def test_a_token_has_no_id_that_is_looked_for(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra `bulk`")
    write_parquet([Done(0, Secured(b"a.b.c", "application/vc+jwt"))], tmp_path)
    (row,) = parquet.read_table(tmp_path / "part-000000.parquet").to_pylist()
    assert (row["id"], row["content"]) == (None, b"a.b.c")


def test_what_is_there_stays(tmp_path: Path) -> None:
    write_nquads(results(2), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(UsageError) as taken:
        write_nquads(results(2), tmp_path)
    assert taken.value.code == "OUTPUT_EXISTS"
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    with pytest.raises(UsageError):
        write_nquads(results(2), tmp_path / "new", per_file=0)
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError) as blocked:
        write_nquads(results(2), tmp_path / "file" / "new")
    assert blocked.value.code == "OUTPUT_UNWRITABLE"
    for broken in ("{}", "[]", '{"parts": [{"a": 1}]}', "{"):
        (tmp_path / MANIFEST).write_text(broken)
        with pytest.raises(ElmMicrocredError) as caught:
            write_nquads(results(2), tmp_path, resume=True)
        assert caught.value.code in ("FILE_UNREADABLE", "PARSE_INVALID_JSON")


def test_another_format_does_not_go_on(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="needs the extra `bulk`")
    write_nquads(results(2), tmp_path)
    with pytest.raises(UsageError, match="another format"):
        write_parquet([], tmp_path, resume=True)


def test_without_its_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"elm-microcred\[bulk\]"):
        write_parquet([], tmp_path)
