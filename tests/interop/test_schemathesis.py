"""The issuer's service under Schemathesis, which makes requests up from its OpenAPI description."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

schemathesis = pytest.importorskip(
    "schemathesis", reason="could not import schemathesis: needs the extra `interop`"
)

import issuers  # noqa: E402 - after it is known that it can be used
from conftest import FULL  # noqa: E402

pytestmark = [pytest.mark.interop, pytest.mark.full, pytest.mark.filterwarnings("default")]

MANY = settings(
    max_examples=60 if FULL else 5,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A service that runs, and a client that may do everything."""
    folder = tmp_path_factory.mktemp("schemathesis")
    with issuers.client(folder, base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture(scope="session")
def operations(service: Any) -> list[Any]:
    """What the service says that it can be asked."""
    schema = schemathesis.openapi.from_url(str(service.base_url.join("/openapi.json")))
    return [found.ok() for found in schema.get_all_operations()]


def each_case(operations: list[Any], check: Callable[[Any], None]) -> int:
    """Check made-up requests of every operation; how many there were."""
    count = 0

    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    for operation, mode in product(operations, modes):

        @MANY
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case: Any) -> None:
            nonlocal count
            count += 1
            if count % 2 and isinstance(case.body, dict) and "template" in case.body:
                case.body["template"] = "port-safety"  # so that what is behind it is reached
            check(case)

        try:
            run()
        except Unsatisfiable:
            continue  # an operation that takes nothing cannot be asked wrongly
    return count


def test_no_request_finds_a_fault(operations: list[Any], service: Any) -> None:
    """Whatever is sent, the answer is never a 5xx, and every refusal a problem detail."""

    def check(case: Any) -> None:
        answer = case.call(headers={"Authorization": service.headers["Authorization"]})
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == ["application/problem+json"], answer.text
            said = answer.json()
            assert said["status"] == answer.status_code
            assert said["code"]

    assert len(operations) >= 15
    assert each_case(operations, check) >= 5 * len(operations)


def test_nobody_is_let_in_by_accident(operations: list[Any]) -> None:
    """With a key that is none, nothing but what is public is answered."""

    def check(case: Any) -> None:
        answer = case.call(headers={"Authorization": "Bearer emk_000000000000_none"})
        is_public = case.operation.definition.raw.get("security") == []
        assert answer.status_code < 500, answer.text
        assert is_public or answer.status_code == 401, answer.text

    each_case(operations, check)
