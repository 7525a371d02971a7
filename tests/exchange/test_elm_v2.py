"""Credentials of ELM 2 in XML become credentials of ELM 3; their seal is told and not checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import LimitError, MappingError, ParseError, from_elm, load, validate
from elm_microcred.cli import main
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.exchange.elm_v2 import read_elm_v2, seal_check
from elm_microcred.exchange.elm_v2.table import KINDS
from elm_microcred.limits import Limits
from elm_microcred.report import Outcome

NAMES = (
    'xmlns="http://data.europa.eu/snb" '
    'xmlns:cred="http://data.europa.eu/europass/model/credentials/w3c#"'
)

EXAM = "<wasDerivedFrom><title><text>Exam</text></title>GRADE</wasDerivedFrom>"


@pytest.fixture(scope="module")
def published(reference: Path) -> dict[str, bytes]:
    folder = reference / "elm" / "elm-v2-xml"
    return {
        name: (folder / f"edci_credential_{name}.xml").read_bytes() for name in ("basic", "complex")
    }


def small(claims: str = "", more: str = "", subject: str = "") -> bytes:
    return f"""<europassCredential {NAMES} cred:id="urn:credential:1">
<cred:validFrom>2020-07-01T00:00:00+02:00</cred:validFrom>
<cred:issued>2020-07-01T00:00:00+02:00</cred:issued>
<cred:issuer idref="urn:epass:org:1"/>
<title><text lang="en">Certificate</text></title>
<credentialSubject id="urn:epass:person:1">{subject}
<achievements><learningAchievement id="urn:epass:learningAchievement:1">
<title><text lang="en">Writing</text></title>{claims}
<wasAwardedBy idref="urn:epass:awardingProcess:1"/></learningAchievement></achievements>
</credentialSubject>
<agentReferences><organization id="urn:epass:org:1">
<registration spatialID="SI">VATSI-12345678</registration>
<prefLabel><text lang="en">School</text></prefLabel>
<hasLocation><hasAddress>
<country uri="http://publications.europa.eu/resource/authority/country/SVN"/></hasAddress></hasLocation>
</organization></agentReferences>
<awardingProcessReferences><awardingProcess id="urn:epass:awardingProcess:1">
<awardingBody idref="urn:epass:org:1"/></awardingProcess></awardingProcessReferences>{more}
</europassCredential>""".encode()


@pytest.mark.reference
def test_the_published_samples_are_read_whole(published: dict[str, bytes]) -> None:
    found = read_elm_v2(published["complex"])
    subject = found.document["credentialSubject"]
    kinds = [claim["type"] for claim in subject["hasClaim"]]
    assert (
        kinds
        == ["LearningAchievement"] * 2 + ["LearningActivity"] * 2 + ["LearningEntitlement"] * 2
    )
    first = subject["hasClaim"][0]
    assert first["title"] == {"en": "Creative Writing"}
    assert first["provenBy"]["grade"]["noteLiteral"] == {"und": "80%"}
    assert first["provenBy"]["idVerification"]["id"].endswith("/df2880c5cb")
    assert first["influencedBy"]["temporal"]["startDate"] == "2019-09-02T00:00:00+02:00"
    assert first["specifiedBy"]["type"] == "Qualification"
    assert first["specifiedBy"]["creditPoint"]["framework"]["prefLabel"]["en"]
    assert subject["nationalID"]["spatial"]["id"].endswith("/FRA")
    assert found.document["issuer"]["eIDASIdentifier"]["notation"] == "VATSI-61038750"
    assert (found.problems, found.is_signed) == ((), True)
    told = {loss.pointer.split("/")[-1] for loss in found.losses}
    assert told == {
        "proof[1]",
        "wallet[1]",
        "hasLocation[1]",
        "registration[1]",
        "limitJurisdiction[1]",
    }


@pytest.mark.reference
@pytest.mark.parametrize("name", ["basic", "complex"])
def test_only_what_elm_2_did_not_say_is_missing_in_elm_3(
    published: dict[str, bytes], name: str
) -> None:
    """The seat of an organisation, which the samples leave empty, is all that is missing."""
    found = read_elm_v2(published[name])
    report = validate(found.document, profile="edc-generic-full")
    assert {(p.code, p.pointer.rpartition("/")[2]) for p in report.errors} == {
        ("SHAPES_MIN_COUNT", "location")
    }


def test_a_whole_one_fits_the_profile_of_elm_3() -> None:
    document = read_elm_v2(small()).document
    report = validate(document, profile="edc-generic-full")
    assert report.errors == ()
    assert str(from_elm(document).achievement.title) == "Writing"


@pytest.mark.reference
def test_a_credential_that_claims_nothing_becomes_an_activity(published: dict[str, bytes]) -> None:
    found = read_elm_v2(published["basic"])
    claim = found.document["credentialSubject"]["hasClaim"]
    assert (claim["type"], claim["title"]) == (
        "LearningActivity",
        {"en": "Certificate of Completion"},
    )
    assert any("the least" in loss.detail for loss in found.losses)


@pytest.mark.reference
def test_the_seal_is_told_and_not_checked(published: dict[str, bytes]) -> None:
    check = seal_check(published["complex"])
    assert check.outcome is Outcome.INDETERMINATE
    assert [problem.code for problem in check.problems] == ["SEAL_UNSUPPORTED"]
    assert check.values["signing_time"] == "2020-10-06T11:04:43Z"
    assert "VATSI-61038750" in check.values["signer"]
    assert seal_check(small()).problems[0].code == "PROOF_MISSING"
    broken = "<proof><Signature><X509Certificate>AAAA</X509Certificate></Signature></proof>"
    assert seal_check(small(more=broken)).values == {}


def test_contradictions_and_dangling_references_are_found() -> None:
    twice = (
        '<agentReferences><organization id="urn:epass:org:1">'
        '<prefLabel><text lang="en">Other</text></prefLabel></organization></agentReferences>'
    )
    part = EXAM.replace("GRADE", '<assessedBy idref="none"/>')
    found = read_elm_v2(small(part, twice))
    assert [(p.code, p.pointer.rpartition("/")[2]) for p in found.problems] == [
        ("IDENTIFIER_CONTRADICTORY", "organization[1]"),
        ("REFERENCE_DANGLING", "assessedBy[1]"),
    ]
    assert all("line" in problem.detail for problem in found.problems)
    assert found.document["issuer"]["legalName"] == {"en": "School"}


def test_what_is_of_another_form_is_lost_and_told() -> None:
    subject = "<dateOfBirth>spring</dateOfBirth><nationalId>7</nationalId>"
    part = EXAM.replace("GRADE", "<issuedDate>then</issuedDate><grade/>")
    found = read_elm_v2(small(part, subject=subject))
    person = found.document["credentialSubject"]
    assert "dateOfBirth" not in person
    assert person["identifier"]["notation"] == "7"
    assert person["hasClaim"]["provenBy"]["grade"]["noteLiteral"] == {"und": "?"}
    told = {loss.pointer.rpartition("/")[2] for loss in found.losses}
    assert {"dateOfBirth[1]", "issuedDate[1]", "nationalId[1]"} <= told


def test_what_stands_inside_of_itself_is_cut() -> None:
    loop = (
        '<agentReferences><organization id="a"><unitOf idref="b"/></organization>'
        '<organization id="b"><unitOf idref="a"/></organization></agentReferences>'
    )
    part = (
        '<wasDerivedFrom><title><text>Exam</text></title><assessedBy idref="a"/></wasDerivedFrom>'
    )
    found = read_elm_v2(small(part, loop))
    assessor = found.document["credentialSubject"]["hasClaim"]["provenBy"]["assessedBy"]
    assert assessor["subOrganizationOf"] == {"id": "b", "type": "Organisation"}
    assert any("inside of itself" in loss.detail for loss in found.losses)


def test_references_that_unfold_too_far_are_refused() -> None:
    """Thirty activities, each naming the next twice, would be a thousand million."""
    bomb = "".join(
        f'<learningAchievement id="a{n}"><title><text>x</text></title>'
        f'<hasPart><learningAchievement idref="a{n + 1}"/><learningAchievement idref="a{n + 1}"/>'
        "</hasPart></learningAchievement>"
        for n in range(30)
    )
    with pytest.raises(LimitError, match="LIMIT_NODES"):
        read_elm_v2(
            small('<hasPart><learningAchievement idref="a0"/></hasPart>', bomb),
            limits=Limits(members=5000),
        )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<europassCredential/>", "XML_NAMESPACE"),
        (b'<elmo xmlns="http://data.europa.eu/snb"/>', "XML_ROOT"),
        (small()[:700], "XML_MALFORMED"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><europassCredential/>", "XML_DTD_FORBIDDEN"),
        (b'<europassCredential xmlns="http://data.europa.eu/snb"/>', "MAPPING_NO_COUNTERPART"),
    ],
)
def test_what_is_none_is_refused(content: bytes, code: str) -> None:
    with pytest.raises((ParseError, MappingError)) as caught:
        read_elm_v2(content)
    assert caught.value.code == code


@given(cut=st.integers(0, 3000), byte=st.integers(0, 255))
def test_a_damaged_file_is_an_error_of_ours_or_read(cut: int, byte: int) -> None:
    content = small(
        "<wasDerivedFrom><title><text>Exam</text></title><grade>8</grade></wasDerivedFrom>"
    )
    place = cut % len(content)
    try:
        read_elm_v2(content[:place] + bytes([byte]) + content[place + 1 :])
    except ElmMicrocredError as error:
        assert error.problems


def test_every_term_of_the_table_is_one_of_elm() -> None:
    from elm_microcred.model import elm
    from elm_microcred.model.elm.terms import term_of

    names = elm.names()
    for kind, rows in KINDS.items():
        cls: Any = names["Qualification" if kind == "AchievementSpecification" else kind]
        terms = {term_of(name) for name in cls.model_fields}
        assert {row.term for row in rows} <= terms, kind


def test_it_is_loaded_and_converted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = load(small())
    assert (found.format, found.securing) == ("elm-2-xml", "none")
    source = tmp_path / "old.xml"
    source.write_bytes(small())
    assert main(["convert", str(source), "--to", "elm", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["document"]["id"] == "urn:credential:1"
    assert main(["convert", str(source), "--to", "elmo"]) == 0
    assert main(["load", str(source)]) == 0
