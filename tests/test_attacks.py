"""Inputs that a verifier must refuse, for the right reason, and controls that it must accept."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import contexts
from elm_microcred.errors import FetchError, ResolutionError
from elm_microcred.proofs.dids import controlled_identifier_document
from elm_microcred.proofs.policy import Policy
from elm_microcred.retrieval import Resource
from elm_microcred.verification import Verification, verify

pytestmark = pytest.mark.reference

KINDS = ("data-integrity", "presentation", "status", "did", "jose", "sd-jwt")
DEMANDS = {
    "challenge": "challenge",
    "nonce": "challenge",
    "domain": "domain",
    "audience": "domain",
    "expected_vct": "expected_vct",
    "require_key_binding": "require_key_binding",
    "max_kb_age_seconds": "max_key_binding_age_seconds",
}
OUTCOMES = {"valid": "passed", "invalid": "failed", "unchecked": "indeterminate"}


class Corpus:
    """The corpus of attacks: its cases, its world, its clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = json.loads((folder / "index.json").read_text("utf-8"))
        self.now = datetime.fromisoformat(self.index["now"])
        self.cases = [case for case in self.index["cases"] if case["kind"] in KINDS]
        self.asked: list[str] = []

    def resolve(self, url: str, /) -> Resource:
        self.asked.append(url)
        entry = self.index["resources"].get(url, {})
        if "file" not in entry:
            raise FetchError("RESOURCE_UNAVAILABLE", "There is no such file.", found=url)
        return Resource((self.folder / entry["file"]).read_bytes())

    def verify(self, case: dict[str, Any]) -> Verification:
        extra = {
            url: json.loads((self.folder / file).read_text("utf-8"))
            for url, file in self.index["contexts"].items()
            if url not in contexts.URLS
        }
        return verify(
            (self.folder / case["file"]).read_bytes(),
            resolve=self.resolve,
            now=self.now,
            policy=Policy(**{name: case[said] for said, name in DEMANDS.items() if said in case}),
            extra_contexts=extra,
        )


@pytest.fixture(scope="module")
def corpus(reference: Path) -> Corpus:
    return Corpus(reference / "attacks")


def test_every_case_is_judged_rightly_and_for_the_right_reason(corpus: Corpus) -> None:
    wrong = []
    for case in corpus.cases:
        if case["op"] == "resolve-did":
            continue
        began = time.process_time()
        result = corpus.verify(case)
        seconds = time.process_time() - began
        codes = [problem.code for problem in result.errors]
        reason = case["expected_reason"]
        if (
            result.outcome != OUTCOMES[case["outcome"]]
            or (reason is None and codes)
            or (reason is not None and reason not in codes)
            or seconds > corpus.index["default_limits"]["seconds"]
        ):
            wrong.append((case["id"], result.outcome.value, codes, reason, seconds))
    assert wrong == []


def test_every_refusal_says_where_and_what_to_do(corpus: Corpus) -> None:
    for case in corpus.cases:
        if case["expect"] == "refuse" and case["op"] != "resolve-did":
            first = corpus.verify(case).errors[0]
            assert first.detail
            assert first.pointer or first.code.startswith(("PARSE_", "LIMIT_")), case["id"]


def test_nothing_forbidden_was_asked_for(corpus: Corpus) -> None:
    for case in corpus.cases:
        if case["op"] == "resolve-did":
            did = (corpus.folder / case["file"]).read_text("utf-8").strip()
            with pytest.raises(ResolutionError) as caught:
                controlled_identifier_document(did, resolve=corpus.resolve)
            assert caught.value.code == case["expected_reason"]
        else:
            corpus.verify(case)
    assert corpus.asked
    assert all(url.startswith("https://status.example/") for url in corpus.asked)


# The vectors of Open Badges with an embedded proof


def badges(reference: Path) -> list[dict[str, Any]]:
    index = json.loads((reference / "openbadges/index.json").read_text("utf-8"))
    # A wrong recipient and a tampered endorsement inside are the business of Open Badges.
    elsewhere = ("di-no-subject-id", "di-endorsement-tampered")
    return [
        case
        for case in index
        if case["file"].startswith("own-vectors/di-")
        and not any(n in case["file"] for n in elsewhere)
    ]


REASONS = {
    "di-undefined-term": "DATA_UNDEFINED_TERM",
    "di-scoped-term-lost": "DATA_UNDEFINED_TERM",
    "di-language-map": "DATA_LANGUAGE_MAP",
    "di-relative-iri": "DATA_RELATIVE_IRI",
    "di-foreign-key": "KEY_ISSUER_MISMATCH",
    "di-wrong-purpose": "PROOF_PURPOSE_MISMATCH",
    "di-expired": "CREDENTIAL_EXPIRED",
    "di-tampered": "PROOF_SIGNATURE_INVALID",
    "di-protected-term-redefined": "CONTEXT_INLINE_NOT_ALLOWED",
}


def test_open_badges_with_an_embedded_proof(reference: Path) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    cases = badges(reference)
    assert len(cases) == 12
    for case in cases:
        result = verify((reference / "openbadges" / case["file"]).read_bytes(), now=now)
        assert bool(result) is (case["expected"] == "valid"), (case["file"], result.problems)
        if case["expected"] == "invalid":
            assert REASONS[Path(case["file"]).stem] in [p.code for p in result.errors]


def test_badges_of_the_upstream_validator(reference: Path) -> None:
    """Their keys vouch for themselves only: open by default, accepted with a warning if asked."""
    folder = reference / "openbadges/validator/valid-di"
    for path in sorted(folder.glob("*.json")):
        accepted = verify(path.read_bytes(), policy=Policy.named("self-asserted-keys"))
        assert accepted, (path.name, accepted.problems)
        assert "KEY_SELF_ASSERTED_ACCEPTED" in [p.code for p in accepted.warnings]
        assert not verify(path.read_bytes())
