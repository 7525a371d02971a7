"""Five signed credentials of three issuers become one: loaded, verified, stacked, issued, verified.

A university seals a European Digital Credential (JAdES); a school signs a badge as a token and
bakes another into a picture; an enterprise issues one that shows in part (SD-JWT) and one with a
Data Integrity proof, which it revokes at last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

import pictures
import pki
import seals
from elm_microcred import Award, LocalSigner, Policy, sign, to_elm, to_open_badge, verify
from elm_microcred.carriers import bake
from elm_microcred.loading import load
from elm_microcred.report import Outcome
from elm_microcred.retrieval import Resource, offline
from elm_microcred.stacking import Part, compose, part_of, replay, stack, unstack
from elm_microcred.stacking.composition import Target
from elm_microcred.status import StatusList, status_entry, status_list_credential
from elm_microcred.verification import Verification
from stack_world import TARGET, micro, recipe

NOW = pki.NOW
LIST = "https://enterprise.example/status/1"
UNIVERSITY = {
    "legal_name": "University",
    "location": {"country": "LV"},
    "identifiers": [{"notation": pki.VAT, "kind": "eidas", "country": "LV"}],
}


@dataclass
class World:
    """Three issuers, what they issued, and what the enterprise has revoked."""

    school: LocalSigner = field(default_factory=LocalSigner.generate)
    enterprise: LocalSigner = field(default_factory=LocalSigner.generate)
    whole: LocalSigner = field(default_factory=LocalSigner.generate)
    revoked: dict[int, int] = field(default_factory=dict)

    @property
    def policy(self) -> Policy:
        made = pki.pki()
        status = seals.fresh_status(made, at=NOW)
        return seals.policy(made, checks=Policy().checks, revocation_data=status)

    def resolve(self, url: str, /) -> Resource:
        if url != LIST:
            return offline(url)
        document = status_list_credential(
            LIST,
            self.enterprise.controller,
            StatusList.empty().updated(self.revoked),
            valid_from=NOW - timedelta(days=1),
        )
        return Resource(sign(document, self.enterprise, now=NOW).content)

    def issued(self) -> dict[str, bytes]:
        made = pki.pki()
        sealed = to_elm(micro("sealed", issuer=UNIVERSITY))
        return {
            "sealed": sign(
                sealed,
                seals.signer(made.seal, made.ca),
                securing="jades",
                now=seals.SEALED,
                seal=seals.options(made),
            ).content,
            "token": self._badge("token", self.school, "vc+jwt"),
            "baked": bake(pictures.png(), self._badge("baked", self.school, "eddsa-rdfc-2022")),
            "sd-jwt": self._badge("sd-jwt", self.enterprise, "vc+sd-jwt"),
            "proof": self._badge("proof", self.enterprise, "eddsa-rdfc-2022", status=True),
        }

    def _badge(self, name: str, signer: LocalSigner, securing: str, *, status: bool = False) -> Any:
        document: dict[str, Any] = to_open_badge(micro(name), issuer_id=signer.controller)
        if status:
            document = {**document, "credentialStatus": status_entry(LIST, 5)}
        return sign(document, signer, securing=securing, now=NOW - timedelta(hours=1)).content

    def verified(self, content: bytes, **more: Any) -> Verification:
        return verify(content, now=NOW, policy=self.policy, resolve=self.resolve, **more)

    def part(self, content: bytes) -> Part:
        """A part from whatever came: the picture is kept, and what it carries is verified."""
        (found,) = load(content)
        return part_of(self.verified(found.content), content=content, verified_at=NOW)


def awarded(world: World, parts: list[Part], to: Target, policy: str) -> bytes:
    what = recipe(
        target=TARGET,
        groups=[{"id": "all", "minCredits": 30}],
        outcome={"whenRevoked": policy},
    )
    report = stack(parts, what, now=NOW)
    assert report, report.problems
    assert len(report.used) == 5
    award = Award.parse({"awarded_at": "2026-03-01", "id": "urn:cred:whole"})
    document = compose(report, award, to=to, issuer_id=world.whole.controller)
    return sign(document, world.whole, now=NOW).content


@pytest.mark.parametrize("to", ["elm", "clr-2"])
@pytest.mark.parametrize(
    ("policy", "outcome"),
    [
        ("derive", Outcome.FAILED),
        ("suspend", Outcome.INDETERMINATE),
        ("snapshot", Outcome.PASSED),
    ],
)
def test_five_credentials_of_three_issuers(to: Target, policy: str, outcome: Outcome) -> None:
    world = World()
    contents = world.issued()
    parts = [world.part(content) for content in contents.values()]
    assert all(part.standing.authentic for part in parts)
    assert {part.kind for part in parts} == {"elm", "open-badge-3"}
    whole = awarded(world, parts, to, policy)

    before = world.verified(whole, replay=replay)
    assert before, before.problems
    assert [c.outcome for c in before.checks if c.id.startswith("securing/parts/")] == [
        Outcome.PASSED
    ] * 5
    assert set(before.check("status/parts-now").values["parts"].values()) == {"active"}
    for name, content in contents.items():
        # Byte by byte, but for those that a learner record has as its members.
        embedded = content in _embedded(before.document)
        assert embedded is not (to == "clr-2" and name in ("proof", "baked")), name

    world.revoked[5] = 1
    after = world.verified(whole, replay=replay)
    assert after.outcome is outcome
    assert after.check("status/whole").values == {"outcome": "passed"}
    now, then = (after.check(f"status/parts-{when}").values["parts"] for when in ("now", "then"))
    assert {name for name, status in now.items() if status != "active"} == {"urn:cred:proof"}
    assert now["urn:cred:proof"] == "revoked" and set(then.values()) == {"active"}
    assert after.check("data-model/stack").outcome is Outcome.PASSED

    again = [world.part(content) for content in contents.values()]
    report = stack(again, recipe(groups=[{"id": "all", "minCredits": 30}]), now=NOW)
    assert report.satisfied is False
    assert report.missing is not None and report.missing.blocked == ("urn:cred:proof",)


def _embedded(document: Any) -> set[bytes]:
    import base64

    found = set()
    for node in document["evidence"]:
        text = node.get("id", "").partition(";base64,")[2]
        text = text or node.get("embeddedEvidence", {}).get("content", "")
        found.add(base64.b64decode(text))
    return found


def test_a_whole_is_taken_apart_and_stacked_again() -> None:
    world = World()
    parts = [world.part(content) for content in world.issued().values()]
    whole = world.verified(awarded(world, parts, "elm", "derive"), replay=replay)
    members = unstack(whole)
    assert sorted(member.id for member in members) == sorted(part.id for part in parts)
    assert stack(members, recipe(groups=[{"id": "all", "minCredits": 30}]), now=NOW)
