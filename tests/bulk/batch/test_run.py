"""A batch: from rows to files, and again from wherever it ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from databases import LISTS, NOW, ONE_LIST, clock
from elm_microcred.bulk.batch import Batch, Folder, Template
from elm_microcred.bulk.batch.folder import file_name
from elm_microcred.bulk.journal import Input, Item, Journal
from elm_microcred.errors import ProofGenerationError, StoreError, UsageError
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.retrieval import Resource
from elm_microcred.verification import verify
from issuing_many import NAME, SIGNER, inputs, template

TEMPLATE = template()


@pytest.fixture
def journal() -> Iterator[Journal]:
    with Journal.open(lists=LISTS, clock=clock) as opened:
        yield opened


def through(batch: Batch, given: Iterable[Input], folder: Path) -> list[int]:
    return [progress.delivered for progress in batch.run(given, Folder(folder).deliver)]


@pytest.mark.parametrize(
    ("target", "securing"),
    [
        ("elm", "eddsa-rdfc-2022"),
        ("elm", "jwt"),
        ("elm-vcdm2", "eddsa-jcs-2022"),
        ("elm-vcdm2", "vc+jwt"),
        ("elm-vcdm2", "vc+sd-jwt"),
        ("elm-vcdm2", "vc+cose"),
        ("open-badge-3", "eddsa-rdfc-2022"),
        ("open-badge-3", "vc+jwt"),
        ("open-badge-3", "dc+sd-jwt"),
    ],
)
def test_every_format_is_issued_and_verifies_with_its_status(
    target: str, securing: str, tmp_path: Path
) -> None:
    lists = ONE_LIST if target == "open-badge-3" else LISTS
    with Journal.open(lists=lists, clock=clock) as journal:
        _issue_and_verify(journal, target, securing, tmp_path)


def _issue_and_verify(journal: Journal, target: str, securing: str, tmp_path: Path) -> None:
    assert journal.status is not None
    lists = journal.status.lists
    made = Template(TEMPLATE.achievement, target=target, securing=securing, lists=lists)
    batch = Batch(journal, NAME, made, SIGNER)
    assert through(batch, inputs(made, 2), tmp_path)[-1] == 2
    status = journal.status
    assert status is not None

    def resolve(url: str) -> Resource:
        _, number, form = url.rsplit("/", 2)
        published = status.publish(int(number), form, SIGNER)
        return Resource(published.content, published.media_type)

    first, second = journal.items(NAME)
    assert first.credential_id is not None
    for item in (first, second):
        content = (tmp_path / file_name(item)).read_bytes()
        assert content == item.content == made.make(item, SIGNER).content
        result = verify(content, resolve=resolve, now=NOW)
        assert result, [str(problem) for problem in result.problems]
        assert [check.outcome for check in result.checks if check.id == "status"] == ["passed"]
    status.change(first.credential_id, "revoked")
    codes = [p.code for p in verify(first.content or b"", resolve=resolve, now=NOW).errors]
    assert codes == ["STATUS_REVOKED"]


@pytest.mark.parametrize("securing", ["ecdsa-rdfc-2019", "ecdsa-sd-2023", "vc+sd-jwt"])
def test_signing_again_gives_the_same_bytes(journal: Journal, securing: str) -> None:
    signer = LocalSigner.generate("P-256")
    made = Template(TEMPLATE.achievement, target="open-badge-3", securing=securing)
    (one,) = inputs(made, 1)
    item = journal.issue(NAME, one, lambda item: made.make(item, signer))
    assert made.make(item, signer).content == item.content


def test_workers_sign_what_one_process_signs(journal: Journal, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        batch = Batch(journal, NAME, TEMPLATE, SIGNER, executor=pool)
        assert through(batch, inputs(TEMPLATE, 250), tmp_path)[-1] == 250
    item = next(journal.items(NAME))
    assert TEMPLATE.make(item, SIGNER).content == item.content
    assert journal.counts(NAME)["delivered"] == 250


class Silent:
    """A signer that answers some times, and then no more."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.verification_method = SIGNER.verification_method
        self.controller = SIGNER.controller
        self.algorithm = SIGNER.algorithm
        self.certificates = SIGNER.certificates

    def sign(self, data: bytes) -> bytes:
        self.times -= 1
        if self.times < 0:
            raise TimeoutError("no answer within 10 s")
        return SIGNER.sign(data)


def test_a_signer_that_does_not_answer_stops_it_and_the_next_run_goes_on(
    journal: Journal, tmp_path: Path
) -> None:
    batch = Batch(journal, NAME, TEMPLATE, Silent(3))
    with pytest.raises(ProofGenerationError) as caught:
        through(batch, inputs(TEMPLATE, 5), tmp_path)
    assert caught.value.code == "BATCH_SIGNER_UNAVAILABLE"
    assert journal.counts(NAME)["delivered"] == 3
    reserved = {item.key: item.credential_id for item in journal.items(NAME, "reserved")}
    assert len(reserved) == 2
    assert through(Batch(journal, NAME, TEMPLATE, SIGNER), inputs(TEMPLATE, 5), tmp_path)[-1] == 5
    ids = {item.key: item.credential_id for item in journal.items(NAME)}
    assert {key: ids[key] for key in reserved} == reserved


def test_an_item_that_fails_does_not_stop_the_rest(journal: Journal, tmp_path: Path) -> None:
    good = list(inputs(TEMPLATE, 3))
    bad = replace(good[1], data=TEMPLATE.data({"awarded_on": "yesterday"}))
    batch = Batch(journal, NAME, TEMPLATE, SIGNER)
    steps = list(batch.run([good[0], bad, good[2]], Folder(tmp_path).deliver))
    assert (steps[-1].delivered, steps[-1].failed) == (2, 1)
    (problem,) = (problem for step in steps for problem in step.problems)
    assert problem.code == "MODEL_DATE" and problem.column == "awarded_on"
    assert problem.detail.startswith("PS-00001: ")
    assert journal.counts(NAME)["failed"] == 1


def test_another_input_under_a_known_key_is_told_and_not_issued(
    journal: Journal, tmp_path: Path
) -> None:
    batch = Batch(journal, NAME, TEMPLATE, SIGNER)
    through(batch, inputs(TEMPLATE, 2), tmp_path)
    one = next(inputs(TEMPLATE, 1))
    other = replace(one, data=TEMPLATE.data({"awarded_on": "2026-02-02"}))
    steps = list(batch.run([other], Folder(tmp_path).deliver))
    assert [p.code for step in steps for p in step.problems] == ["BATCH_KEY_CONFLICT"]
    assert steps[-1].delivered == 2


def test_what_was_signed_before_a_crash_is_delivered(journal: Journal, tmp_path: Path) -> None:
    def breaks(_items: object) -> None:
        raise StoreError("OUTPUT_UNWRITABLE", "No room.")

    batch = Batch(journal, NAME, TEMPLATE, SIGNER)
    with pytest.raises(StoreError):
        list(batch.run(inputs(TEMPLATE, 250), breaks))
    assert journal.counts(NAME)["signed"] == 200
    assert through(batch, inputs(TEMPLATE, 250), tmp_path)[-1] == 250
    assert len(list(tmp_path.iterdir())) == 250


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(StoreError) as caught:
        Folder(blocked / "out")
    assert caught.value.code == "OUTPUT_UNWRITABLE"
    folder = Folder(tmp_path / "out")
    (folder.path / "results.csv").mkdir()
    with pytest.raises(StoreError):
        folder.write("results.csv", b"x")
    with pytest.raises(StoreError):
        (folder.path / "PS-1.jwt").mkdir()
        folder.deliver([item("PS-1")])
    assert sorted(path.name for path in folder.path.iterdir()) == ["PS-1.jwt", "results.csv"]


def item(key: str, content: bytes = b"1", id_: str = "urn:x:1") -> Item:
    return Item(
        1, NAME, key, "signed", credential_id=id_, content=content, media_type="application/jwt"
    )


def test_a_file_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "PS-1.jwt").write_bytes(b"mine")
    (name,) = folder.deliver([item("PS-1")])
    assert name != "PS-1.jwt"
    assert (tmp_path / "PS-1.jwt").read_bytes() == b"mine"
    assert (tmp_path / name).read_bytes() == b"1"
    assert folder.deliver([item("PS-1")]) == [name]


KEYS = {
    "up": "../../etc/passwd",
    "absolute": "/abs",
    "inside": "a/b",
    "device": "nul",
    "upper-device": "COM1",
    "long": "ķ" * 300,
    "hidden": ".hidden",
    "empty": "",
    "zero": "a\0b",
}


@pytest.mark.parametrize("kind", KEYS)
def test_no_key_leads_out_of_the_folder(kind: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "out")
    (name,) = folder.deliver([item(KEYS[kind])])
    assert [path.name for path in (tmp_path / "out").iterdir()] == [name]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert len(name) < 150


def test_what_was_left_beside_is_taken_away(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / ".0123.999999999.part").write_bytes(b"half")
    (tmp_path / ".0123.1.part").write_bytes(b"of a process that runs")
    folder.tidy()
    assert [path.name for path in tmp_path.iterdir()] == [".0123.1.part"]


def test_a_template_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError):
        Template(TEMPLATE.achievement, target="pdf")
    with pytest.raises(UsageError):
        Template(TEMPLATE.achievement, target="open-badge-3", lists=LISTS)
    with pytest.raises(UsageError):
        TEMPLATE.make(Item(1, NAME, "k", "planned"), SIGNER)


def test_a_row_without_a_date_has_that_of_its_issue(journal: Journal) -> None:
    one = Input("k", TEMPLATE.data({"learner_full_name": "Ada"}))
    item = journal.issue(NAME, one, lambda item: TEMPLATE.make(item, SIGNER))
    assert b'"issued":"2026-03-01' in (item.content or b"")
    assert item.issued_at == NOW
