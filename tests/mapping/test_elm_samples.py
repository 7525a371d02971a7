"""Published European Digital Credentials as micro-credentials."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import european
from badges import differences
from elm_microcred.jsonld import to_quads
from elm_microcred.mapping import convert, from_elm, to_elm
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem

pytestmark = pytest.mark.reference


def read(reference: Path, name: str) -> tuple[MicroCredential, list[Problem]]:
    losses: list[Problem] = []
    return from_elm(european.published(reference, name), losses=losses), losses


@pytest.mark.parametrize("name", european.READABLE)
def test_there_and_back(reference: Path, name: str) -> None:
    micro, _ = read(reference, name)
    assert from_elm(to_elm(micro)) == micro
    assert MicroCredential.from_json(micro.to_json()) == micro


@pytest.mark.parametrize("name", european.READABLE)
def test_what_is_not_read_is_told_in_few_lines(reference: Path, name: str) -> None:
    document = european.published(reference, name)
    losses = read(reference, name)[1]
    assert 1 <= len(losses) <= 20
    for loss in losses:
        assert loss.code in ("MAPPING_UNREAD", "MAPPING_NARROWED")
        assert _at(document, loss.pointer) is not None


def _at(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def test_the_micro_credential_of_the_eu(reference: Path) -> None:
    micro, _ = read(reference, european.MICRO_SIGNED)
    achievement, award = micro.achievement, micro.award
    assert award.id == "urn:credential:1018d05f-21d5-4555-b7f0-8fabfd22ca75"
    assert str(achievement.title) == "Digital micro-credential creation"
    assert str(award.learner.full_name) == "Ana Andromeda"
    assert award.learner.email == "ana.andromeda.4edc@gmail.com"
    assert award.learner.national_id is not None
    assert award.learner.national_id.country == "IT"
    assert [(level.framework, level.level) for level in achievement.levels] == [
        ("EQF", "6"),
        ("RQF", "6"),
    ]
    assert [(c.system, c.points) for c in achievement.credits] == [("ECTS", Decimal(2))]
    assert achievement.workload is not None
    assert achievement.workload.hours == 60
    assert achievement.participation[0].code == "blended"
    assert achievement.learning_setting is not None
    assert achievement.learning_setting.code == "non-formal"
    assert [area.code for area in achievement.thematic_areas] == ["003", "0688"]
    assert [len(outcome.skills) for outcome in achievement.outcomes] == [3, 3]
    assert dict(achievement.outcomes[1].title.items())["es"] == "Contento digital"
    assessment = achievement.assessments[0]
    assert assessment.type is not None
    assert str(assessment.type.label) == "artefact assessment"
    assert assessment.type.iri is None
    assert assessment.supervision is not None
    assert assessment.supervision.code == "unsupervised-without-identity-check"
    assert str(award.results[0].grade) == "Pass"
    assert achievement.activities[0].workload is not None
    assert achievement.activities[0].workload.months == 60
    assert str(achievement.awarding_bodies[0].legal_name) == "University of Zed"
    assert str(achievement.issuer and achievement.issuer.legal_name) == "ORGANIZACION TEST"
    kinds = {i.kind.value for i in (achievement.issuer.identifiers if achievement.issuer else ())}
    assert kinds == {"registration", "vat", "eidas", "other"}
    assert str(award.issued_at) == "2023-09-27 11:54:17+00:00"
    assert award.awarded_at is None
    assert achievement.quality_assurance == ()
    assert achievement.image is not None
    assert achievement.image.url.startswith("data:image/jpeg;base64,/9j/")
    assert award.identifiers[0].notation == "C012"


def test_what_is_not_read_of_it(reference: Path) -> None:
    losses = read(reference, european.MICRO_SIGNED)[1]
    assert [(loss.code, loss.pointer) for loss in losses] == [
        ("MAPPING_NARROWED", "/credentialSubject/dateOfBirth"),
        ("MAPPING_UNREAD", "/displayParameter/description"),
        ("MAPPING_UNREAD", "/displayParameter/title"),
        (
            "MAPPING_UNREAD",
            "/credentialSubject/hasClaim/awardedBy/awardingBody/groupMemberOf",
        ),
        (
            "MAPPING_UNREAD",
            "/credentialSubject/hasClaim/awardedBy/awardingBody/location/spatialCode/prefLabel",
        ),
        ("MAPPING_UNREAD", "/credentialSubject/hasClaim/specifiedBy/maximumDuration"),
        ("MAPPING_UNREAD", "/evidence"),
        ("MAPPING_UNREAD", "/issuer/location/1"),
    ]
    assert str(losses[3]) == (
        "MAPPING_UNREAD at /credentialSubject/hasClaim/awardedBy/awardingBody/groupMemberOf: "
        "The group of which an organisation is a member (`groupMemberOf` of Organisation, "
        "2 times) was not read: a micro-credential has no place for it. Found: Research Alliance. "
        "Keep the document itself if you need it."
    )


def test_sealed_and_upload_forms_are_read_alike(reference: Path) -> None:
    draft, _ = read(reference, european.MICRO_DRAFT)
    upload, losses = read(reference, european.MICRO_UPLOAD)
    assert list(differences(upload.to_dict(), draft.to_dict())) == ["/award/learner/email"]
    assert all(loss.pointer.startswith("/credential/") for loss in losses)
    sealed, _ = read(reference, european.MICRO_2024)
    upload, _ = read(reference, european.MICRO_2024_UPLOAD)
    for micro in (sealed, upload):
        assert micro.achievement.issuer is not None
    without = {"issuer", "image"}
    assert _without(sealed, without) == _without(upload, without)


def _without(micro: MicroCredential, members: set[str]) -> dict[str, Any]:
    members = members | {"id"}  # made of the content, where the document has none
    data = micro.achievement.to_dict()
    return {name: value for name, value in data.items() if name not in members}


def test_statements_that_both_can_say_are_kept(reference: Path) -> None:
    document = european.published(reference, european.MICRO_SIGNED)
    theirs, ours = _statements(document), _statements(to_elm(from_elm(document)))
    assert len(theirs & ours) == 151
    assert {predicate for predicate, _ in ours - theirs} == {
        "dateOfBirth",  # the day alone
        "issuanceDate",  # in UTC
        "issued",
        "specifiedBy",  # the specification has an id of its own
    }
    assert {predicate for predicate, _ in theirs - ours} == {
        "dateOfBirth",
        "issuanceDate",
        "issued",
        "description",  # of the certificate, as is the title
        "title",
        "maximumDuration",
        "prefLabel",  # of a region, of the group, of the mandate
        "emailAddress",  # of the group
        "countryCode",  # of the seal
        "evidenceStatement",  # of the mandate
        "inScheme",
        "type",
        "notation",  # the name of the scheme, beside every concept
    }


def _statements(document: Any) -> set[tuple[str, str]]:
    """Local name and object of every statement whose object is no node of this document alone."""
    local = ("<urn:epass:", "<urn:certificate", "_:")
    return {
        (re.split(r"[/#]", quad.predicate.strip("<>"))[-1], quad.object)
        for quad in to_quads(document)
        if not quad.object.startswith(local)
    }


def test_certificate_of_participation_is_read_as_an_achievement(reference: Path) -> None:
    micro, losses = read(reference, european.PARTICIPATION)
    assert str(micro.achievement.title) == "EDC Updates Webinar"
    assert len(micro.achievement.activities) == 1
    assert losses[0].code == "MAPPING_NARROWED"
    assert "LearningActivity" in losses[0].detail


def test_joint_degree_has_its_parts_and_its_accreditations(reference: Path) -> None:
    micro, _ = read(reference, european.JOINT_DEGREE)
    achievement = micro.achievement
    assert achievement.stackability is not None
    assert len(achievement.stackability.has_part) == 10
    assert len(achievement.awarding_bodies) == 2
    assert {each.scope.value for each in achievement.quality_assurance} == {"institution"}
    assert achievement.quality_assurance[0].agency is not None


def test_the_form_of_ebsi_is_read(reference: Path) -> None:
    micro, _ = read(reference, european.EBSI)
    assert str(micro.award.awarded_at) == "2020-07-19 22:00:00+00:00"


@pytest.mark.parametrize("name", [european.MICRO_SIGNED, european.MICRO_2024])
def test_as_an_open_badge(reference: Path, name: str) -> None:
    conversion = convert(european.published(reference, name), to="open-badge-3")
    assert conversion.document["credentialSubject"]["achievement"]["name"] == (
        "Digital micro-credential creation"
    )
    assert conversion.losses
    for loss in conversion.losses:
        assert loss.detail.endswith(".")
        assert len(str(loss)) < 500
