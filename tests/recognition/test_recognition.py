"""The recognition report: seven answers, their evidence, the comparison, its three forms."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from badges import badge_micro_credentials, port_safety
from elm_microcred import Achievement, MicroCredential, to_elm, to_open_badge, verify
from elm_microcred.cli import main
from elm_microcred.endorsing import endorsement, with_endorsements
from elm_microcred.errors import ElmMicrocredError, FetchError
from elm_microcred.exchange.qdr import dataset_of
from elm_microcred.exchange.quality import RegisterEntry, quality_evidence
from elm_microcred.issuing import sign
from elm_microcred.model import Organisation, QualityAssurance
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.recognition import Evidence, RegisterAnswer, recognise
from elm_microcred.recognition.registers import dataset_register
from elm_microcred.report import Check, Outcome
from elm_microcred.verification import Verification

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 7, 2, tzinfo=UTC)
IDS = (
    "quality",
    "verification",
    "level",
    "outcomes",
    "workload",
    "assessment",
    "identification",
)
SCHEMA = json.loads((ROOT / "docs" / "recognition.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def signer() -> LocalSigner:
    return LocalSigner.generate()


@pytest.fixture(scope="module")
def verified(signer: LocalSigner) -> Verification:
    document = to_elm(port_safety(), envelope="vcdm2", issuer_id=signer.controller)
    return verify(sign(document, signer, now=NOW).content, now=NOW)


def whole(report: Any) -> Any:
    """The report, its JSON held against the schema."""
    jsonschema.Draft202012Validator(SCHEMA).validate(report.to_dict())
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()
    assert [answer.id for answer in report.answers] == list(IDS)
    return report


def test_a_whole_credential_answers_every_question(verified: Verification) -> None:
    report = whole(recognise(verified))
    assert report.outcome is Outcome.PASSED and report.verified == "authentic"
    assert {answer.state for answer in report.answers} == {"found"}
    assert {answer.evidence for answer in report.answers} == {Evidence.CLAIMED}
    level = report.answer("level").items[0]
    assert level.where[0].startswith("/credentialSubject/hasClaim/specifiedBy/")


def test_what_nobody_verified_is_said_to_be_so() -> None:
    micro = port_safety()
    for source in (micro, to_elm(micro), to_open_badge(micro), micro.to_dict()):
        report = whole(recognise(source))
        assert report.verified == "not verified" and report.outcome is Outcome.INDETERMINATE
        answer = report.answer("verification")
        assert (answer.state, answer.evidence) == ("missing", Evidence.MISSING)
        assert "Nobody verified it" in answer.remarks[0]


def test_a_forged_credential_fails_and_proves_nothing(
    verified: Verification, signer: LocalSigner
) -> None:
    document = json.loads(json.dumps(verified.document))
    document["credentialSubject"]["hasClaim"]["title"] = {"en": "Doctor of everything"}
    forged = verify(json.dumps(document), now=NOW)
    ask = dataset_register(dataset_of([port_safety().achievement], profile="ams").dataset)
    report = whole(recognise(forged, register=ask))
    assert report.outcome is Outcome.FAILED and report.verified == "not authentic"
    assert report.answer("verification").state == "missing"
    assert "do not rely" in report.answer("verification").remarks[0]
    assert {item.evidence for each in report.answers for item in each.items} <= {Evidence.CLAIMED}


def test_every_question_can_be_missing() -> None:
    report = whole(
        recognise(MicroCredential.parse({"achievement": {"title": "Knots"}, "award": {}}))
    )
    assert {answer.state for answer in report.answers} == {"missing"}
    assert {answer.evidence for answer in report.answers} == {Evidence.MISSING}
    assert all(answer.lacking for answer in report.answers)
    assert "Not answered: missing." in report.to_text()


@pytest.mark.parametrize(
    ("change", "id", "state", "lacking"),
    [
        ({"levels": [{"framework": "LQF", "level": "4"}]}, "level", "partly", "EQF"),
        ({"assessments": []}, "assessment", "missing", "Assessment"),
        ({"assessments": []}, "identification", "partly", "Identity checked"),
        ({"workload": None, "credits": []}, "workload", "missing", "Workload"),
        ({"outcomes": []}, "outcomes", "found", ""),
        ({"outcomes": [], "outcome_summary": None}, "outcomes", "missing", "Learning outcomes"),
        ({"quality_assurance": []}, "quality", "partly", "type of quality"),
    ],
)
def test_what_is_missing_is_named(
    change: dict[str, Any], id: str, state: str, lacking: str
) -> None:
    data = port_safety().to_dict()
    data["achievement"] = {k: v for k, v in {**data["achievement"], **change}.items() if v}
    data["award"].pop("credits_earned", None)
    answer = recognise(MicroCredential.parse(data)).answer(id)
    assert answer.state == state
    assert any(lacking in each for each in answer.lacking) or not lacking


def test_an_identity_that_was_not_checked_is_no_answer() -> None:
    data = port_safety().to_dict()
    data["achievement"]["assessments"][0]["supervision"] = "unsupervised-without-identity-check"
    answer = recognise(MicroCredential.parse(data)).answer("identification")
    assert answer.state == "partly" and answer.lacking == ("a check of the identity",)


# Evidence


def test_an_endorsement_by_others_is_signed_evidence(signer: LocalSigner) -> None:
    other = LocalSigner.generate()
    badge = to_open_badge(port_safety(), issuer_id=signer.controller)
    about = badge["credentialSubject"]["achievement"]["id"]
    said = endorsement(about, issuer=other.controller, name="Good", valid_from=NOW)
    badge = with_endorsements(badge, sign(said, other, now=NOW).content)
    found = verify(sign(badge, signer, now=NOW).content, now=NOW)
    assert recognise(found).answer("quality").evidence is Evidence.SIGNED
    plain = verify(
        sign(to_open_badge(port_safety(), issuer_id=signer.controller), signer, now=NOW).content,
        now=NOW,
    )
    assert recognise(plain).answer("quality").evidence is Evidence.CLAIMED


def with_values(verification: Verification, id: str, **values: Any) -> Verification:
    checks = [each for each in verification.checks if each.id != id]
    return replace(verification, checks=(*checks, Check(id, Outcome.PASSED, (), values)))


@pytest.mark.parametrize(
    ("values", "grade"),
    [
        ({"trust": "not anchored"}, Evidence.CLAIMED),
        ({"trust": "anchored"}, Evidence.SIGNED),
        ({"trust": "anchored", "qualification": "qualified"}, Evidence.REGISTERED),
        ({"trust": "not anchored", "qualification": "claims to be qualified"}, Evidence.CLAIMED),
    ],
)
def test_a_certificate_and_a_trusted_list_stand_behind_the_issuer(
    values: dict[str, str], grade: Evidence, verified: Verification
) -> None:
    report = recognise(with_values(verified, "issuer", **values))
    assert report.answer("verification").evidence is grade
    assert report.answer("level").evidence is Evidence.CLAIMED


def test_the_accreditation_of_a_register_stands_behind_quality_and_level(
    verified: Verification,
) -> None:
    report = recognise(with_values(verified, "issuer/accreditation"))
    assert report.answer("quality").evidence is Evidence.REGISTERED
    assert report.answer("level").evidence is Evidence.REGISTERED
    assert report.answer("outcomes").evidence is Evidence.CLAIMED


def test_registers_are_asked_and_what_they_do_not_know_is_told(verified: Verification) -> None:
    def ask(_: MicroCredential) -> list[RegisterAnswer]:
        return [
            RegisterAnswer("A", "x", True, "https://a.example/x", "2026-07-01"),
            RegisterAnswer("B", "y", False),
            RegisterAnswer("C", "z", None),
        ]

    answer = whole(recognise(verified, register=ask)).answer("quality")
    assert answer.evidence is Evidence.REGISTERED
    assert answer.items[0].because == "A: x (https://a.example/x)"
    assert answer.remarks == ("B does not know y.", "C could not tell about z.")
    assert RegisterAnswer("A", "x", True).to_dict()["found"] is True


def test_a_dataset_is_a_register_that_looks_at_body_and_time() -> None:
    micro = port_safety()
    dataset = dataset_of([micro.achievement], profile="ams").dataset
    found = {each.about: each.found for each in dataset_register(dataset)(micro)}
    assert found == {"https://quality.example/licences/2025-118": True}
    other = json.loads(json.dumps(dataset.documents))
    for node in other:
        if node["type"] == "Accreditation":
            node["expiryDate"] = "2020-01-01T00:00:00Z"
    late = replace(dataset, documents=tuple(other))
    assert [each.found for each in dataset_register(late)(micro)] == [False]
    for node in other:
        node.pop("expiryDate", None)
        if node["type"] == "Accreditation":
            node["organisation"] = "https://else.example/"
    elsewhere = replace(dataset, documents=tuple(other))
    assert [each.found for each in dataset_register(elsewhere)(micro)] == [False]
    data = micro.to_dict()
    del data["achievement"]["quality_assurance"][0]["id"]
    nameless = MicroCredential.parse(data)
    assert [each.found for each in dataset_register(dataset)(nameless)] == [None]


class _Register:
    """A register that has one institution, or cannot be asked."""

    def __init__(self, entries: Any) -> None:
        self.answer = entries

    def entries(self, organisation: Organisation) -> Any:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_a_register_of_quality_assurance_stands_behind_quality(verified: Verification) -> None:
    micro = port_safety()
    body = micro.achievement.awarding_bodies[0]
    assurance = QualityAssurance.parse(
        {"title": "Review", "type": "institutional-quality-assurance", "agency": "An agency"}
    )
    entry = RegisterEntry("https://register.example/1", body, (assurance,))
    evidence = quality_evidence(micro, register=_Register([entry]))
    answer = whole(recognise(verified, quality=evidence)).answer("quality")
    assert answer.evidence is Evidence.REGISTERED
    assert answer.items[0].because == "https://register.example/1"
    assert answer.items[0].value == "“Review” by “An agency”"
    silent = quality_evidence(
        micro, register=_Register(FetchError("RESOURCE_UNAVAILABLE", "Gone."))
    )
    told = whole(recognise(verified, quality=silent)).answer("quality")
    assert told.evidence is Evidence.CLAIMED and told.remarks == ("Gone.",)
    nothing = recognise(verified, quality=quality_evidence(micro)).answer("quality")
    assert nothing == recognise(verified).answer("quality")


def test_quality_assurance_that_had_ended_is_remarked() -> None:
    data = port_safety().to_dict()
    data["achievement"]["quality_assurance"][0]["expires_at"] = "2020-01-01T00:00:00Z"
    answer = recognise(MicroCredential.parse(data)).answer("quality")
    assert "had ended on 2020-01-01" in answer.remarks[0]


# The comparison, and the forms


def test_it_is_compared_with_a_programme(verified: Verification) -> None:
    data = port_safety().achievement.to_dict()
    data |= {"id": "https://b.example/p", "levels": [{"framework": "EQF", "level": "5"}]}
    target = Achievement.parse(data)
    report = whole(recognise(verified, target=target))
    assert report.comparison is not None and report.target == "https://b.example/p"
    assert report.comparison.aspect("level").relation == "less"
    assert "level: less than the programme (4 beside 5)" in report.to_text()
    assert "less than the programme" in report.to_html()
    bare = Achievement.parse({"title": "Knots"})
    text = recognise(verified, target=bare).to_text()
    assert "level: not said by both (by the programme)" in text


class _Page(HTMLParser):
    """Tags and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_html_is_whole_and_escaped() -> None:
    data = port_safety().to_dict()
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e\x00"
    data["achievement"]["title"] = {"en": evil.replace("\x00", "")}
    data["award"]["learner"] = {"full_name": evil.replace("\x00", "")}
    report = recognise(MicroCredential.parse(data), target=port_safety().achievement)
    page = _Page()
    page.feed(report.to_html())
    assert not {"script", "img"} & set(page.tags)
    assert page.tags.count("section") == 8
    assert any("<script>" in text for text in page.said)
    assert "\u202e" not in report.to_text()


def test_it_is_deterministic(verified: Verification) -> None:
    one, two = recognise(verified), recognise(verified)
    assert one == two and one.to_html() == two.to_html() and one.to_text() == two.to_text()


@given(badge_micro_credentials())
def test_any_micro_credential_has_a_report(micro: MicroCredential) -> None:
    report = whole(recognise(micro, target=micro))
    assert report.to_text() and report.to_html()
    for answer in report.answers:
        assert (answer.state == "missing") == (not answer.items) or answer.items
        assert answer.evidence in (Evidence.CLAIMED, Evidence.MISSING)


@pytest.mark.parametrize("source", [{}, {"type": "Nothing"}, {"type": ["ClrCredential"]}])
def test_what_is_no_credential_is_refused(source: dict[str, Any]) -> None:
    with pytest.raises(ElmMicrocredError):
        recognise(source)
    with pytest.raises(KeyError):
        recognise(port_safety()).answer("nothing")


# The command


def test_the_command_has_three_forms(
    tmp_path: Path, verified: Verification, capsys: pytest.CaptureFixture[str]
) -> None:
    signed = tmp_path / "signed.json"
    signed.write_text(json.dumps(verified.document), "utf-8")
    target = str(ROOT / "examples" / "port-safety.json")
    command = ["recognition", str(signed), "--at", "2026-07-02T00:00:00Z"]
    assert main([*command, "--target", target]) == 0
    assert "1. Who assures the quality" in capsys.readouterr().out
    assert main([*command, "--json"]) == 0
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(capsys.readouterr().out))
    page = tmp_path / "report.html"
    assert main([*command, "--format", "html", "--output", str(page)]) == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    capsys.readouterr()
    register = tmp_path / "ams.rdf"
    assert main(["export", target, "--dataset", "ams", "--output", str(register)]) == 0
    capsys.readouterr()
    assert main([*command, "--register", str(register)]) == 0
    assert "found in a register" in capsys.readouterr().out


def test_the_command_tells_what_is_not_verified_forged_or_no_credential(
    tmp_path: Path, verified: Verification, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = tmp_path / "ours.json"
    ours.write_text(json.dumps(port_safety().to_dict()), "utf-8")
    target = str(ROOT / "examples" / "port-safety.yaml")
    assert main(["recognition", str(ours), "--target", str(ours)]) == 3
    assert main(["recognition", str(ours), "--target", target]) == 3
    forged = tmp_path / "forged.json"
    document = {**(verified.document or {}), "validFrom": "2020-01-01T00:00:00Z"}
    forged.write_text(json.dumps(document), "utf-8")
    assert main(["recognition", str(forged)]) == 1
    capsys.readouterr()
    for content in (b"", b"{}", b"nothing", b"\xff"):
        other = tmp_path / "other.json"
        other.write_bytes(content)
        assert main(["recognition", str(other)]) == 2
        assert "Traceback" not in capsys.readouterr().err
    assert main(["recognition", str(ours), "--register", str(ours)]) == 2
