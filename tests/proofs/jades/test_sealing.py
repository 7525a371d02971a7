"""How a payload stands in a seal: as JSON writes its text, or not at all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.errors import ProofGenerationError
from elm_microcred.proofs.jades import sealing
from elm_microcred.proofs.jades.sealing import SealOptions


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_payload_stands_in_the_seal_as_json_writes_it(text: str) -> None:
    written = json.dumps(text, ensure_ascii=False).encode()
    assert sealing._body(text.encode(), SealOptions()) == (text.encode(), written)


@pytest.mark.parametrize("payload", [b"\xff", b"\xed\xa0\x80"])
def test_a_payload_that_is_no_text_is_refused_before_it_is_signed(payload: bytes) -> None:
    with pytest.raises(ProofGenerationError, match="cannot stand in JSON"):
        sealing._body(payload, SealOptions())
