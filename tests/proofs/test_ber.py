"""BER made into DER: what timestamp authorities may write, and what nobody may."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pki
import seals
from elm_microcred import Outcome
from elm_microcred.errors import ParseError
from elm_microcred.proofs.ber import to_der
from elm_microcred.proofs.der import OCTET_STRING, SEQUENCE, Element, read, write
from elm_microcred.proofs.jades.sealing import SealOptions, seal_bytes
from elm_microcred.proofs.timestamping import read_token

END = b"\x00\x00"


def in_ber(element: Element, pieces: int = 7) -> bytes:
    """The same element with open lengths, and its octet strings in pieces."""
    tag, content = element.tag, element.content
    if tag & 0x20:
        inner = b"".join(in_ber(each, pieces) for each in element)
        return bytes((tag, 0x80)) + inner + END
    if tag == 0x04 and content:
        parts = [content[i : i + pieces] for i in range(0, len(content), pieces)]
        inner = b"".join(bytes((0x04, len(part))) + part for part in parts)
        return b"\x24\x80" + inner + END
    return element.encoded


def with_long_lengths(element: Element) -> bytes:
    """The same element with lengths in four bytes."""
    content = element.content
    if element.tag & 0x20:
        content = b"".join(map(with_long_lengths, element))
    return bytes((element.tag, 0x84)) + len(content).to_bytes(4, "big") + content


def token() -> bytes:
    return pki.pki().authority()(b"data")


@pytest.mark.parametrize("spell", [in_ber, with_long_lengths])
def test_a_timestamp_in_ber_is_the_one_in_der(spell: Callable[[Element], bytes]) -> None:
    der = token()
    ber = spell(read(der))
    assert ber != der
    assert to_der(ber) == der
    assert to_der(der) == der
    spelt, plain = read_token(ber), read_token(der)
    assert (spelt.time, spelt.imprint, spelt.certificates) == (
        plain.time,
        plain.imprint,
        plain.certificates,
    )
    assert spelt.signer.signed == plain.signer.signed
    assert spelt.encoded == ber


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_seals_with_timestamps_in_ber_hold(level: str) -> None:
    made = pki.pki()
    authority = made.authority(time=seals.SEALED)
    options = SealOptions(
        level=level,
        timestamp=lambda data: in_ber(read(authority(data))),
        revocation=None if level == "B-T" else seals.revocation(made, seals.SEALED),
        certificates=(made.ca.der, made.root.der),
    )
    payload = seals.compact(seals.issued())
    signer = seals.signer(made.seal, made.ca)
    content = seal_bytes(payload, signer, created=seals.SEALED, options=options)
    report = seals.check(content)
    assert report.check("securing/timestamps").outcome is Outcome.PASSED, report.errors
    assert report.check("securing").values["level"] == level
    other = seal_bytes(
        payload,
        signer,
        created=seals.SEALED,
        options=SealOptions(
            level="B-T",
            timestamp=lambda data: in_ber(read(authority(data + b"!"))),
        ),
    )
    assert "SEAL_TIMESTAMP" in seals.codes(seals.check(other))


@given(st.recursive(st.binary(max_size=300), lambda inner: st.lists(inner, max_size=4)))
def test_der_is_given_back_as_it_is(tree: object) -> None:
    def spelt(value: object) -> bytes:
        if isinstance(value, bytes):
            return write(OCTET_STRING, value)
        return write(SEQUENCE, *map(spelt, cast(Iterable[object], value)))

    der = spelt(tree)
    assert to_der(der) == der
    assert to_der(in_ber(read(der))) == der


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x30",
        b"\x30\x80",
        b"\x30\x80\x00",
        b"\x30\x80\x05\x00",
        b"\x04\x80\x00\x00",
        b"\x30\x05\x04",
        b"\x30\x03\x04\x02a",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\xff" + b"\xff" * 200,
        b"\x1f\x81\x01\x00",
        b"\x00\x00",
        b"\x24\x80\x02\x01\x05\x00\x00",
        b"\x24\x80\x24\x80\x00\x00\x00\x00\x00",
        b"\x30\x00\x30\x00",
        b"\x30\x80" * 100 + b"\x00\x00" * 100,
        b"\x30\x80" * 100_000,
    ],
    ids=lambda content: content[:8].hex() + f" {len(content)}",
)
def test_what_is_no_ber_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        to_der(content)
    assert caught.value.code == "PARSE_DER"


@given(st.binary(max_size=80), st.integers(0, 200), st.binary(max_size=3))
def test_any_bytes_are_read_or_refused(noise: bytes, place: int, put: bytes) -> None:
    spelt = in_ber(read(token_bytes()))
    place %= len(spelt)
    for content in (noise, spelt[:place] + put + spelt[place + 1 :]):
        try:
            read(to_der(content))
        except ParseError as error:
            assert error.code == "PARSE_DER"


_TOKEN: list[bytes] = []


def token_bytes() -> bytes:
    """One token for all examples."""
    if not _TOKEN:
        authority = pki.pki().authority(time=pki.NOW - timedelta(days=1))
        _TOKEN.append(authority(b"data"))
    return _TOKEN[0]
