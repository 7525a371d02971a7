"""A learning system's own dictionaries: signed, verified, revoked; badges of Moodle issued anew."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import Achievement, ElmMicrocredError, LocalSigner, Resource, UsageError, verify
from elm_microcred.adapters.moodle import upgrade
from elm_microcred.adapters.plain import PlainAdapter
from elm_microcred.retrieval import offline

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
COURSE = Path(__file__).resolve().parents[2] / "examples" / "port-safety.json"
ROW = {"learner_given_name": "L", "learner_family_name": "K", "awarded_on": "2026-06-30"}
SIGNER = LocalSigner.generate()
LIST = "https://issuer.example/status/1"


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "Ed25519Signature2020"])
@pytest.mark.parametrize("format", ["elm-vcdm2", "open-badge-3"])
def test_dictionaries_go_in_and_out(format: Any, suite: str) -> None:
    adapter = PlainAdapter(SIGNER, suite)
    document = adapter.data_model(Achievement.load(COURSE), ROW, key="1", format=format)
    assert document == adapter.data_model(
        json.loads(COURSE.read_text()), ROW, key="1", format=format
    )
    assert (
        document["id"]
        != adapter.data_model(json.loads(COURSE.read_text()), ROW, key="2", format=format)["id"]
    )
    signed = adapter.sign(document, now=NOW)
    assert signed["proof"]
    assert adapter.verify(signed, now=NOW)["outcome"] == "passed"
    changed = {**signed, "validFrom": "2020-01-01T00:00:00Z"}
    assert adapter.verify(changed, now=NOW)["outcome"] == "failed"


def test_a_status_list_is_made_of_what_is_revoked() -> None:
    adapter = PlainAdapter(SIGNER)
    document = adapter.data_model(Achievement.load(COURSE), ROW, key="1")
    signed = adapter.sign(adapter.with_status(document, LIST, 7), now=NOW)
    for revoked, outcome in (({8: True}, "passed"), ({7: True}, "failed"), ({7: False}, "passed")):
        content = json.dumps(adapter.status_list(LIST, revoked, now=NOW)).encode()

        def resolve(url: str, /, content: bytes = content) -> Resource:
            return Resource(content) if url == LIST else offline(url)

        asked = PlainAdapter(SIGNER, resolve=resolve)
        assert asked.verify(signed, now=NOW)["outcome"] == outcome


def test_what_is_none_is_refused() -> None:
    adapter = PlainAdapter(SIGNER)
    with pytest.raises(UsageError):
        adapter.data_model(Achievement.load(COURSE), ROW, key="1", format="pdf")  # type: ignore[arg-type]
    for course, row in (({}, ROW), (json.loads(COURSE.read_text()), {"awarded_on": "soon"})):
        with pytest.raises(ElmMicrocredError) as caught:
            adapter.data_model(course, row, key="1")
        assert caught.value.code.startswith("MODEL_")
    with pytest.raises(UsageError):
        adapter.status_list(LIST, {10**9: True}, now=NOW)


SITE = "https://moodle.example/badges"
PAGES: dict[str, Any] = {
    f"{SITE}/assertion.php?b=1": {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{SITE}/assertion.php?b=1",
        "recipient": {"type": "email", "hashed": False, "identity": "liga@learner.example"},
        "issuedOn": "2026-06-30T12:00:00+00:00",
        "badge": f"{SITE}/class.php?b=1",
        "verification": {"type": "hosted"},
    },
    f"{SITE}/class.php?b=1": {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "BadgeClass",
        "id": f"{SITE}/class.php?b=1",
        "name": "Port safety",
        "description": "Works safely in a port.",
        "criteria": {"narrative": "Pass the exam."},
        "image": f"{SITE}/image.png",
        "issuer": f"{SITE}/issuer.php?b=1",
    },
    f"{SITE}/issuer.php?b=1": {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Issuer",
        "id": f"{SITE}/issuer.php?b=1",
        "name": "Ventspils Maritime College",
        "url": "https://moodle.example",
        "email": "office@moodle.example",
    },
}


def hosted(pages: dict[str, Any]) -> Any:
    def resolve(url: str, /) -> Resource:
        return Resource(json.dumps(pages[url]).encode()) if url in pages else offline(url)

    return resolve


def exported(**change: Any) -> str:
    return json.dumps({**PAGES[f"{SITE}/assertion.php?b=1"], **change})


def test_a_badge_of_moodle_is_issued_anew_in_both_formats() -> None:
    upgraded = upgrade(exported(), SIGNER, resolve=hosted(PAGES), now=NOW)
    assert upgraded.report.outcome.value == "passed"
    for secured, type_ in (
        (upgraded.badge, "OpenBadgeCredential"),
        (upgraded.elm, "EuropeanDigitalCredential"),
    ):
        report = verify(secured.content, now=NOW)
        assert report, report.errors
        assert report.document is not None
        assert type_ in report.document["type"]
        assert report.document["issuer"]["id"] == SIGNER.controller
        assert "Port safety" in json.dumps(report.document)
    again = upgrade(exported(), SIGNER, resolve=hosted(PAGES), now=NOW)
    assert again.badge == upgraded.badge


def changed(**change: Any) -> Any:
    """What the site hosts, its assertion changed."""
    return hosted({**PAGES, f"{SITE}/assertion.php?b=1": json.loads(exported(**change))})


def test_a_badge_that_does_not_hold_is_not_issued_anew() -> None:
    for content, resolve in (
        (exported(), offline),
        (exported(), changed(expires="2026-06-30T13:00:00+00:00")),
        (exported(), changed(revoked=True)),
        (exported(id=f"{SITE}/assertion.php?b=2"), hosted(PAGES)),
    ):
        with pytest.raises(ElmMicrocredError):
            upgrade(content, SIGNER, resolve=resolve, now=NOW)
    upgraded = upgrade(exported(), SIGNER, resolve=changed(narrative="As hosted."), now=NOW)
    assert b"As hosted." in upgraded.badge.content
    backup = {**PAGES}
    whole = json.loads(exported())
    whole["badge"] = {**backup[f"{SITE}/class.php?b=1"], "issuer": backup[f"{SITE}/issuer.php?b=1"]}
    with pytest.raises(ElmMicrocredError):
        upgrade(json.dumps(whole), SIGNER, now=NOW)
    assert upgrade(json.dumps(whole), SIGNER, now=NOW, unconfirmed=True).badge.content
