"""The list: packing, the one text of each list, and what is never unfolded."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import LimitError, ParseError, UsageError
from elm_microcred.limits import Limits
from elm_microcred.proofs import multibase
from elm_microcred.status import MINIMUM_LENGTH, StatusList

SPEC_EXAMPLE = (
    "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"  # section 2.2
)


def packed(content: bytes) -> str:
    return multibase.encode(gzip.compress(content, mtime=0), "u")


def code_of(text: str, **arguments: object) -> str:
    with pytest.raises((ParseError, LimitError)) as caught:
        StatusList.decode(text, **arguments)
    return caught.value.code


@st.composite
def changes(draw: st.DrawFn) -> tuple[int, dict[int, int]]:
    size = draw(st.integers(1, 8))
    index = st.one_of(st.integers(0, 40), st.integers(MINIMUM_LENGTH - 9, MINIMUM_LENGTH - 1))
    return size, draw(st.dictionaries(index, st.integers(0, 2**size - 1), max_size=20))


@given(changes())
def test_what_is_written_is_read_and_nothing_else_changes(
    change: tuple[int, dict[int, int]],
) -> None:
    size, statuses = change
    listed = StatusList.empty(size=size).updated(statuses)
    again = StatusList.decode(listed.encode(), size=size)
    assert again == listed
    assert again.length == MINIMUM_LENGTH
    around = {i + d for i in statuses for d in (-1, 0, 1)} | {0, MINIMUM_LENGTH - 1}
    for index in around & set(range(MINIMUM_LENGTH)):
        assert again.status(index) == statuses.get(index, 0)


@given(changes())
def test_the_bits_stand_from_left_to_right(change: tuple[int, dict[int, int]]) -> None:
    size, statuses = change
    bits = StatusList.empty(size=size).updated(statuses).bits
    text = bin(int.from_bytes(b"\1" + bits))[3:]
    for index, status in statuses.items():
        assert int(text[index * size : (index + 1) * size], 2) == status


def test_a_change_gives_a_new_list() -> None:
    before = StatusList.empty()
    after = before.updated({7: 1})
    assert (before.status(7), after.status(7)) == (0, 1)
    assert after.updated({7: 0}) == before
    assert after.bits[0] == 1


def test_the_example_of_the_specification_is_an_empty_list() -> None:
    assert StatusList.decode(SPEC_EXAMPLE) == StatusList.empty()


@pytest.mark.reference
def test_the_sample_of_1edtech_has_one_bit_set(reference: Path) -> None:
    sample = json.loads((reference / "openbadges/validator/status/status-list.json").read_bytes())
    listed = StatusList.decode(sample["credentialSubject"]["encodedList"])
    assert listed == StatusList.empty().updated({23: 1})


@pytest.mark.interop
@given(st.sets(st.integers(0, MINIMUM_LENGTH - 1), max_size=30))
def test_openvc_reads_our_lists_and_we_read_theirs(revoked: set[int]) -> None:
    bitstring = pytest.importorskip("openvc.status.bitstring", reason="needs the extra interop")
    ours = StatusList.empty().updated(dict.fromkeys(revoked, 1))
    theirs = bitstring.new_bitstring(MINIMUM_LENGTH)
    for index in revoked:
        bitstring.set_status_bit(theirs, index, 1)
    assert bitstring.decode_bitstring(ours.encode()) == ours.bits == bytes(theirs)
    assert StatusList.decode(bitstring.encode_bitstring(theirs)) == ours


def test_the_same_list_gives_the_same_text() -> None:
    listed = StatusList.empty().updated({5: 1, 100_000: 1})
    assert listed.encode() == StatusList.decode(listed.encode()).encode()
    assert gzip.decompress(multibase.decode(listed.encode())) == listed.bits
    assert multibase.decode(listed.encode())[4:8] == bytes(4), "no time in the header"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("u", "no gzip member"),
        (SPEC_EXAMPLE[1:], "no multibase prefix"),
        ("z" + SPEC_EXAMPLE[1:], "another base"),
        (SPEC_EXAMPLE + "=", "padding"),
        (SPEC_EXAMPLE + "\n", "white space"),
        (SPEC_EXAMPLE[:-8], "cut off"),
        (packed(b"a") + "AAAA", "something follows"),
        (multibase.encode(gzip.compress(b"a", mtime=0) * 2, "u"), "two members"),
        (multibase.encode(gzip.compress(b"a", mtime=0)[:-4] + bytes(4), "u"), "a wrong length"),
        (multibase.encode(b"\x78\x9c" + bytes(9), "u"), "zlib, not gzip"),
    ],
)
def test_what_is_no_list_is_refused(text: str, why: str) -> None:
    assert code_of(text) == "STATUS_LIST_INVALID", why


def test_a_bomb_is_not_unfolded() -> None:
    bomb = packed(bytes(128 * 1024 * 1024))
    tracemalloc.start()
    try:
        assert code_of(bomb) == "LIMIT_DECOMPRESSED"
        assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_the_limit_is_exact() -> None:
    limits = Limits(decompressed_bytes=100)
    assert len(StatusList.decode(packed(bytes(100)), limits=limits).bits) == 100
    assert code_of(packed(bytes(101)), limits=limits) == "LIMIT_DECOMPRESSED"


@given(st.binary(max_size=60))
def test_any_bytes_are_a_list_or_a_typed_error(content: bytes) -> None:
    for text in (
        multibase.encode(content, "u"),
        multibase.encode(b"\x1f\x8b\x08\0" + content, "u"),
    ):
        assert code_of(text) == "STATUS_LIST_INVALID"


def test_lists_of_2021_have_no_prefix_and_either_alphabet() -> None:
    listed = StatusList.empty().updated(dict.fromkeys(range(0, 131_072, 7), 1))
    url_safe = listed.encode()[1:]
    assert "-" in url_safe or "_" in url_safe
    standard = url_safe.replace("-", "+").replace("_", "/")
    padding = "=" * (-len(standard) % 4)
    for text in (url_safe, url_safe + padding, standard, standard + padding):
        assert StatusList.decode_2021(text) == listed


@pytest.mark.parametrize("text", ["", "A", "H4sI-/", "H4sI====", "uH4sI", "H4sIAAAA"])
def test_what_is_no_list_of_2021_is_refused(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        StatusList.decode_2021(text)
    assert caught.value.code == "STATUS_LIST_INVALID"


@pytest.mark.parametrize("length", [0, 1_000, MINIMUM_LENGTH - 1, 2**26 + 1])
def test_no_list_is_made_that_verifiers_refuse(length: int) -> None:
    with pytest.raises(UsageError):
        StatusList.empty(length)
    assert StatusList.empty(2**26).length == 2**26


@pytest.mark.parametrize("size", [0, -1, 9])
def test_a_status_has_one_to_eight_bits(size: int) -> None:
    with pytest.raises(UsageError):
        StatusList.empty(size=size)


@pytest.mark.parametrize(("index", "status"), [(-1, 1), (MINIMUM_LENGTH, 1), (0, 2), (0, -1)])
def test_a_change_out_of_range_is_refused(index: int, status: int) -> None:
    with pytest.raises(UsageError):
        StatusList.empty().updated({index: status})


@pytest.mark.parametrize("index", [-1, MINIMUM_LENGTH])
def test_there_is_no_status_out_of_range(index: int) -> None:
    with pytest.raises(IndexError):
        StatusList.empty().status(index)
