"""Digests under the algorithms of certificates."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import KeyMaterialError
from elm_microcred.proofs.certificates.algorithms import HASHES, SHA1, Digested, hash_of


@given(data=st.binary(), rows=st.lists(st.tuples(st.sampled_from(sorted(HASHES)), st.binary())))
def test_bytes_are_digested_alone_and_with_others_behind_them(
    data: bytes, rows: list[tuple[str, bytes]]
) -> None:
    text = Digested(data)
    for oid, more in rows:
        name = HASHES[oid]().name.replace("-", "_")
        assert text.digest(oid, more=more) == hashlib.new(name, data + more).digest()
        assert text.digest(oid) == hash_of(oid, data) == hashlib.new(name, data).digest()


def test_weak_digests_are_refused() -> None:
    with pytest.raises(KeyMaterialError, match="SHA-1"):
        Digested(b"").digest(SHA1)
