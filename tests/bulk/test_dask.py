"""A Dask cluster as an executor: nothing of ours knows that it is one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

from badges import typical_badge
from documents import NOW
from elm_microcred import LocalSigner, sign
from elm_microcred.bulk import each_of_many, issue_many
from many_tasks import Deadly, square

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Executor]:
    """The executor of a local cluster of two worker processes."""
    pytest.importorskip("distributed", reason="could not import distributed: the extra `dask`")
    from dask import config
    from dask.distributed import Client, LocalCluster

    settings = {
        "temporary-directory": str(tmp_path_factory.mktemp("dask")),
        "distributed.scheduler.allowed-failures": 1,
        "distributed.nanny.environ.PYTHONPATH": str(Path(__file__).resolve().parent.parent),
    }
    with (
        config.set(settings),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()


@pytest.mark.filterwarnings("default")
def test_a_cluster_does_what_one_process_does(cluster: Executor) -> None:
    assert isinstance(cluster, Executor)
    items = [*range(20), -1, *range(20)]
    done = list(each_of_many(square, items, executor=cluster, chunk=3))
    assert [one.index for one in done] == list(range(41))
    assert [bool(one) for one in done] == [True] * 20 + [False] + [True] * 20
    assert [one.value for one in done if one] == [number**2 for number in items if number >= 0]
    signer = LocalSigner.generate()
    badge = typical_badge(issuer_id=signer.controller)
    documents = [{**badge, "id": f"urn:example:{number}"} for number in range(50)]
    issued = [one.value for one in issue_many(documents, signer, executor=cluster, now=NOW)]
    assert issued == [sign(document, signer, now=NOW) for document in documents]


@pytest.mark.filterwarnings("default")
def test_what_ends_its_worker_stops_nothing_else(cluster: Executor, tmp_path: Path) -> None:
    task = Deadly(always=5, once=2, mark=tmp_path / "mark")
    done = list(each_of_many(task, range(9), executor=cluster, chunk=3, ahead=2))
    assert [one.index for one in done] == list(range(9))
    assert [one.value for one in done] == [n * n if n != 5 else None for n in range(9)]
    assert [problem.code for problem in done[5].problems] == ["BATCH_WORKER_LOST"]
