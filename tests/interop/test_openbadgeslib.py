"""An independent implementation, openbadgeslib: our badges verify there, theirs here.

It has its own pictures, its own canonical-form guard and its own JSON Web Tokens; the canonical
form is PyLD's, ours is our own.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    Severity,
    bake,
    load,
    sign,
    to_open_badge,
    unbake,
    verify,
)
from elm_microcred.validation.badges import json_schema, structure_problems
from pictures import SVG, png

pytestmark = pytest.mark.interop
pytest.importorskip("openbadgeslib", reason="openbadgeslib is not installed (extra `interop`)")
EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"


@pytest.fixture(scope="module")
def ours() -> bytes:
    """A micro-credential of ours as a plain Open Badge 3.0, signed."""
    signer = LocalSigner.generate()
    course = Achievement.load(str(EXAMPLES / "port-safety.json"))
    with (EXAMPLES / "learner.csv").open(encoding="utf-8", newline="") as file:
        award = Award.from_row(next(csv.DictReader(file)))
    micro = MicroCredential(course, award)
    badge = to_open_badge(micro, extension=False, issuer_id=signer.controller)
    return sign(badge, signer).content


@pytest.fixture(scope="module")
def picture() -> bytes:
    return png()


def test_our_badge_verifies_in_theirs(ours: bytes) -> None:
    from openbadgeslib.ob3.ldp import OB3LdpVerifier

    document = json.loads(ours)
    issuer = document["issuer"]["id"]
    credential = OB3LdpVerifier.for_issuer_did(issuer).verify(ours)
    assert credential.achievement.name == document["credentialSubject"]["achievement"]["name"]


def test_our_badge_is_one_by_its_schema(ours: bytes, reference: Path) -> None:
    from jsonschema import Draft201909Validator

    document = json.loads(ours)
    assert verify(ours)
    problems = structure_problems(document)
    assert [p.code for p in problems if p.severity is Severity.ERROR] == []
    schemas = reference / "openbadges" / "schemas"
    name = "ob_v3p0_achievementcredential_schema.json"
    for form, folder in (("json-ld", "ob-2026"), ("arrays", "ob-2024-strict")):
        published = json.loads((schemas / folder / name).read_text("utf-8"))
        # The older form takes proofs as arrays only.
        shown = {**document, "proof": [document["proof"]]}
        for schema in (published, json_schema("AchievementCredential", form)):  # type: ignore[arg-type]
            assert [e.message for e in Draft201909Validator(schema).iter_errors(shown)] == []


def test_our_badge_is_read_from_our_pictures(ours: bytes) -> None:
    from openbadgeslib import baking

    assert baking.extract_png(bake(png(), ours), keyword=baking.ITXT_KEYWORD_OB3) == ours.decode()
    found = baking.extract_svg(bake(SVG, ours), element=baking.SVG_ELEMENT_OB3, text_fallback=True)
    assert found == ours.decode()


@pytest.fixture(scope="module")
def theirs() -> Any:
    """A credential, and a key, of theirs."""
    from openbadgeslib.ob3.credential import Achievement as TheirAchievement
    from openbadgeslib.ob3.credential import Issuer, OpenBadgeCredential
    from openbadgeslib.ob3.ldp import OB3LdpSigner

    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    signer = OB3LdpSigner(pem)
    controller = signer.verification_method.partition("#")[0]
    achievement = TheirAchievement(
        id="https://issuer.example/achievements/1",
        name="Drošība ostā",
        description="Works {safely} in a port.",
        criteria_narrative="Pass the exam.",
    )
    credential = OpenBadgeCredential(
        issuer=Issuer(id=controller, name="Issuer"),
        recipient_id="mailto:anna@example.org",
        achievement=achievement,
    )
    return credential, signer, pem


def test_their_badge_verifies_in_ours(theirs: Any) -> None:
    credential, signer, _ = theirs
    result = verify(signer.sign_to_json(credential))
    assert result, result.problems
    for made, plain in (
        (signer.sign_into_png(credential, png()), png()),
        (signer.sign_into_svg(credential, SVG), SVG),
    ):
        assert made != plain
        found = unbake(made)
        assert found.generation == "open-badge-3"
        (loaded,) = load(made)
        assert (loaded.format, loaded.securing) == ("open-badge-3", "data-integrity")
        assert verify(found.content), verify(found.content).problems


def test_their_tokens_are_read_from_their_pictures(theirs: Any) -> None:
    from openbadgeslib.ob3.signer import OB3Signer

    credential, _, pem = theirs
    signer = OB3Signer(pem, algorithm="EdDSA")
    for made in (signer.sign_into_png(credential, png()), signer.sign_into_svg(credential, SVG)):
        found = unbake(made)
        result = verify(found.content)
        assert result.document is not None
        assert result.check("securing/signature").outcome.value in ("passed", "skipped")
        assert result, result.problems
