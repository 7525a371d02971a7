"""The limits: strict by default, frozen, and wider only on purpose."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from elm_microcred.limits import BULK, DEFAULT, MIB, Limits


def test_the_default_is_the_strict_one() -> None:
    assert Limits() == DEFAULT
    assert DEFAULT.credential_bytes == 1 * MIB
    assert DEFAULT.sealed_bytes == 8 * MIB
    assert DEFAULT.depth == 64


def test_limits_cannot_be_changed_behind_somebodys_back() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        DEFAULT.depth = 1_000_000


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Limits)])
def test_bulk_is_never_narrower_and_every_limit_is_positive(field: str) -> None:
    assert 0 < getattr(DEFAULT, field) <= getattr(BULK, field)


def test_bulk_keeps_the_limits_that_trust_does_not_change() -> None:
    assert BULK.depth == DEFAULT.depth
    assert BULK.permutation_items == DEFAULT.permutation_items


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Limits)])
def test_every_limit_is_described(field: str) -> None:
    assert f"\n    {field}: " in inspect.cleandoc(Limits.__doc__ or "")
