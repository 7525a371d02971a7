"""Policies: their names and what they refuse to be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from elm_microcred.errors import UsageError
from elm_microcred.proofs.policy import POLICIES, Policy


def test_policies_have_names() -> None:
    assert Policy.named("default") == Policy()
    assert Policy.named("self-asserted-keys").self_asserted_keys
    assert [name for name, policy in POLICIES.items() if policy.self_asserted_keys] == [
        "self-asserted-keys"
    ]
    with pytest.raises(UsageError) as caught:
        Policy.named("lenient")
    assert caught.value.problem.expected == "default, self-asserted-keys"


@pytest.mark.parametrize("changes", [{"checks": frozenset({"seal"})}, {"clock_skew_seconds": -1}])
def test_an_impossible_policy_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Policy(**changes)


def test_the_default_is_strict() -> None:
    policy = Policy()
    assert policy.issuer_binding and not policy.self_asserted_keys
    assert policy.clock_skew == timedelta(seconds=60)
    assert policy.domains is None
    assert Policy(domain="https://a.example").domains == {"https://a.example"}
    assert Policy(domain=frozenset({"a", "b"})).domains == {"a", "b"}
