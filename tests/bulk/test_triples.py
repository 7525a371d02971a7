"""Folders and Parquet files of credentials to N-Quads in parts, with where each comes from."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from badges import port_safety
from elm_microcred import to_elm
from elm_microcred.bulk import Content, Manifest, each_content, triples_many, write_triples
from elm_microcred.errors import ParseError, UsageError
from elm_microcred.exchange import to_rdf
from elm_microcred.exchange.provenance import provenance_graph, provenance_nquads
from elm_microcred.issuing import sign
from elm_microcred.jsonld import parse_nquads
from elm_microcred.limits import Limits
from elm_microcred.proofs.signer import LocalSigner

NOW = datetime(2026, 7, 2, tzinfo=UTC)


def contents(count: int) -> Iterator[bytes]:
    document = to_elm(port_safety())
    for number in range(count):
        yield json.dumps({**document, "id": f"urn:credential:{number}"}).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "received"
    (place / "b").mkdir(parents=True)
    for number, content in enumerate(contents(4)):
        (place / ("b" if number % 2 else ".") / f"{number}.json").write_bytes(content)
    (place / ".hidden").write_bytes(b"{")
    return place


def texts(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.nq")))


def test_a_folder_becomes_parts_with_a_graph_of_provenance_for_each(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    manifest = write_triples([folder], out, per_file=3)
    assert [part.credentials for part in manifest.parts] == [3, 1] and not manifest.failed
    text = texts(out)
    assert manifest.statements == text.count("\n")
    quads = parse_nquads(text)
    graphs = {quad.graph for quad in quads}
    assert graphs == {f"<urn:credential:{n}{end}>" for n in range(4) for end in ("", "#provenance")}
    said = {(q.predicate.rpartition("/")[2], q.object) for q in quads if "#provenance" in q.graph}
    digest = hashlib.sha256((folder / "b" / "1.json").read_bytes()).digest()
    name = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert ("prov#wasDerivedFrom>", f"<ni:///sha-256;{name}>") in {
        (predicate.replace("ns/", ""), object) for predicate, object in said
    }
    assert ("source>", '"b/1.json"') in said
    assert Manifest.read(out) == manifest


def test_the_statements_are_those_of_one_credential(tmp_path: Path) -> None:
    (content,) = contents(1)
    (done,) = triples_many([Content(content, "a")], provenance=False)
    alone = to_rdf(json.loads(content), format="nquads", graph=True, scope=True, fixes=True)
    assert done.value == alone


def test_parquet_is_read_by_groups_of_rows(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (the extra `bulk`)")
    parquet = pytest.importorskip(
        "pyarrow.parquet", reason="pyarrow is not installed (the extra `bulk`)"
    )
    file = tmp_path / "a.parquet"
    parquet.write_table(pyarrow.table({"content": list(contents(3))}), file)
    found = list(each_content([file]))
    assert [each.content for each in found] == list(contents(3))
    assert found[2].name == "a.parquet#2"
    assert write_triples([file], tmp_path / "out").credentials == 3
    as_text = [*(content.decode() for content in contents(2)), None]
    parquet.write_table(pyarrow.table({"content": as_text}), file)
    assert [each.content for each in each_content([file])] == [*contents(2), b""]
    parquet.write_table(pyarrow.table({"text": ["x"]}), file)
    with pytest.raises(ParseError, match="no column"):
        list(each_content([file]))
    file.write_bytes(b"PAR1 not really")
    with pytest.raises(ParseError) as caught:
        list(each_content([file]))
    assert caught.value.code == "FILE_UNREADABLE"


def test_what_cannot_be_read_is_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    place = tmp_path / "received"
    place.mkdir()
    good, nameless = next(contents(1)), json.dumps(to_elm(port_safety())).encode()
    nameless = json.dumps({k: v for k, v in json.loads(nameless).items() if k != "id"}).encode()
    bad = {"a": b"", "b": b"{", "c": b"\xff\xfe", "d": b"[]", "e": nameless, "f": b'{"a": 1}'}
    bad["g"] = b'{"@context": "https://unknown.example/", "id": "urn:x"}'
    bad["h"] = b" " * 2_000
    for name, content in {**bad, "z": good}.items():
        (place / name).write_bytes(content)
    manifest = write_triples([place], tmp_path / "out", limits=Limits(sealed_bytes=100_000))
    assert (manifest.credentials, manifest.failed) == (1, len(bad))
    lines = (tmp_path / "out" / "failures.jsonl").read_text("utf-8").splitlines()
    told = {json.loads(line)["index"]: json.loads(line)["problems"] for line in lines}
    assert set(told) == set(range(len(bad))) and all(told.values())
    (place / "y").write_bytes(b"x" * 100_001)
    again = write_triples([place], tmp_path / "more", limits=Limits(sealed_bytes=100_000))
    assert again.failed == len(bad) + 1
    assert "LIMIT_SIZE" in (tmp_path / "more" / "failures.jsonl").read_text("utf-8")


def test_a_run_goes_on_after_the_last_whole_part(folder: Path, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    write_triples([folder], whole, per_file=2)
    write_triples([folder / "0.json", folder / "2.json"], broken, per_file=2)
    first = [folder / "0.json", folder / "2.json", folder / "b" / "1.json", folder / "b" / "3.json"]
    manifest = write_triples(first, broken, per_file=2, resume=True)
    assert manifest.credentials == 4
    graphs = [{q.graph for q in parse_nquads(texts(each))} for each in (whole, broken)]
    assert graphs[0] == graphs[1]
    with pytest.raises(UsageError, match="holds parts already"):
        write_triples([folder], whole)


def test_credentials_are_verified_on_the_way_if_asked(tmp_path: Path) -> None:
    signer = LocalSigner.generate()
    document = to_elm(port_safety(), envelope="vcdm2", issuer_id=signer.controller)
    signed = sign(document, signer, now=NOW).content
    forged = signed.replace(b"Safe handling", b"Bold handling")
    items = [Content(signed, "good"), Content(forged, "forged"), Content(b"{}", "nothing")]
    good, *others = triples_many(items, now=NOW)
    assert '"passed"' in (good.value or "") and "verifiedAt" in (good.value or "")
    assert all(not other and other.problems for other in others)


def test_sealed_and_carried_credentials_are_opened(reference: Path) -> None:
    path = reference / "elm" / "samples" / "edc-2024-2025" / "AA-Annex1-MC-signed.jsonld"
    (done,) = triples_many([Content(path.read_bytes(), "sealed")])
    assert done and len(parse_nquads(done.value or "")) > 200


def test_provenance_needs_an_id_and_says_what_it_is_told() -> None:
    with pytest.raises(UsageError):
        provenance_nquads({}, b"")
    assert provenance_graph("https://a.example/#x") == "https://a.example/#x.provenance"
    text = provenance_nquads(
        {"id": "urn:a", "issuer": {"id": "urn:epass:org:1"}},
        b"",
        name='a "b"\n\ud800',
        media_type="application/vc",
        outcome="passed",
        at=NOW,
    )
    quads = parse_nquads(text)
    assert len(quads) == text.count("\n") == 7
    assert not any("wasAttributedTo" in quad.predicate for quad in quads)  # an id of one file


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        write_triples([tmp_path / "nothing"], tmp_path / "out")
