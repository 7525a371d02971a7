"""Attachments of a PDF: what they may unfold to is bounded before they are unfolded."""

from __future__ import annotations

import io
import tracemalloc
import zlib

import pytest

pypdf = pytest.importorskip("pypdf", reason="needs the extra `pdf`")

from pypdf.generic import (  # noqa: E402
    ArrayObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from elm_microcred.carriers.pdf import attachments  # noqa: E402
from elm_microcred.errors import ElmMicrocredError  # noqa: E402
from elm_microcred.limits import DEFAULT  # noqa: E402

MIB = 2**20


def document(data: bytes, *filters: str, copies: int = 1) -> bytes:
    """A PDF whose attachments have these bytes, folded so."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(10, 10)
    names = ArrayObject()
    for number in range(copies):
        stream = StreamObject()
        stream._data = data
        if filters:
            stream[NameObject("/Filter")] = ArrayObject([NameObject(name) for name in filters])
        embedded = DictionaryObject({NameObject("/F"): writer._add_object(stream)})
        name = TextStringObject(f"a{number}.json")
        entry = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Filespec"),
                NameObject("/F"): name,
                NameObject("/EF"): embedded,
            }
        )
        names += [name, writer._add_object(entry)]
    tree = DictionaryObject({NameObject("/Names"): names})
    root = DictionaryObject({NameObject("/EmbeddedFiles"): tree})
    writer._root_object[NameObject("/Names")] = root
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zeros(mebibytes: int) -> bytes:
    folding = zlib.compressobj(9)
    return b"".join(folding.compress(bytes(MIB)) for _ in range(mebibytes)) + folding.flush()


def test_what_is_attached_comes_out() -> None:
    plain = b'{"a": 1}'
    for content in (
        document(plain),
        document(zlib.compress(plain), "/FlateDecode"),
        document(zlib.compress(zlib.compress(plain)), "/FlateDecode", "/FlateDecode"),
    ):
        assert list(attachments(content, DEFAULT)) == [("a0.json", plain)]
    both = document(plain, copies=2)
    assert [name for name, _ in attachments(both, DEFAULT)] == ["a0.json", "a1.json"]


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "content",
    [
        document(zeros(64), "/FlateDecode"),
        document(zlib.compress(zeros(256), 9), "/FlateDecode", "/FlateDecode"),
        document(zeros(4), "/FlateDecode", copies=20),
    ],
    ids=["long", "folded twice", "many"],
)
def test_a_bomb_costs_little(content: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ElmMicrocredError, match="LIMIT_DECOMPRESSED"):
            list(attachments(content, DEFAULT))
        assert tracemalloc.get_traced_memory()[1] < 40 * MIB
    finally:
        tracemalloc.stop()


def test_other_foldings_are_refused_by_name() -> None:
    with pytest.raises(ElmMicrocredError, match="folded in a way"):
        list(attachments(document(b"80 0b", "/RunLengthDecode"), DEFAULT))


def test_too_many_attachments() -> None:
    with pytest.raises(ElmMicrocredError, match="LIMIT_VALUES"):
        list(attachments(document(b"{}", copies=DEFAULT.values + 1), DEFAULT))


def test_damage_is_told() -> None:
    with pytest.raises(ElmMicrocredError, match="PARSE_INVALID_PDF"):
        list(attachments(document(b"not folded", "/FlateDecode"), DEFAULT))
