"""The public names of the model."""

from __future__ import annotations

import pytest

from elm_microcred import model


def test_each_public_name_is_there() -> None:
    assert model.__all__ == sorted(model.__all__)
    for name in model.__all__:
        assert getattr(model, name).__name__ == name


def test_another_name_is_not() -> None:
    with pytest.raises(AttributeError, match="Nonsense"):
        model.Nonsense  # noqa: B018 - looking it up is the test
