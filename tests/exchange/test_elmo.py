"""ELMO: read into European credentials, written from them, equal but for what was told as lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from elm_microcred import (
    Achievement,
    Award,
    LimitError,
    MappingError,
    MicroCredential,
    ParseError,
    UsageError,
    to_elm,
    validate,
)
from elm_microcred.cli import main
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.exchange.elmo import Elmo, check_signature, read_elmo, to_elmo
from elm_microcred.exchange.elmo.schema import ELEMENTS, NAMESPACE
from elm_microcred.exchange.elmo.table import TABLE
from elm_microcred.limits import Limits
from elm_microcred.mapping.elm import agents, claim, credential, learning, person, specification
from elm_microcred.mapping.elm.rows import Row, Shape
from elm_microcred.report import Outcome
from elmo_files import differences, generated, official_schema, schema_errors

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def example(reference: Path) -> bytes:
    return (reference / "domain" / "elmo" / "elmo-1.7-example.xml").read_bytes()


@pytest.fixture(scope="module")
def schema(reference: Path) -> Any:
    pytest.importorskip("lxml", reason="could not import lxml (extra `dev`)")
    return official_schema(reference)


def small(
    inner: str = "", *, report: str = "", learner: str = "", namespace: str = NAMESPACE
) -> bytes:
    """A file with one course."""
    return f"""<elmo xmlns="{namespace}">
<generatedDate>2026-01-01T00:00:00Z</generatedDate>
<learner>{learner}<givenNames>Anna</givenNames><familyName>Liepa</familyName></learner>
<report><issuer><country>LV</country><identifier type="pic">1</identifier>
<title xml:lang="en">University</title><url>https://university.example/</url></issuer>
<learningOpportunitySpecification><title xml:lang="en">Course</title><specifies>
<learningOpportunityInstance>{inner}</learningOpportunityInstance></specifies>
</learningOpportunitySpecification>
<issueDate>2026-01-01T00:00:00Z</issueDate>{report}</report></elmo>""".encode()


def codes(elmo: Elmo) -> list[str]:
    return [problem.code for problem in elmo.problems]


# The law: there and back


def law(content: bytes, schema: Any) -> None:
    """There and back a file is equal, but for what was told; valid in both forms."""
    (made,) = read_elmo(content).credentials()
    back = to_elmo(made.document)
    assert differences(content, back.content, made.losses) == []
    assert back.losses == ()
    assert schema_errors(schema, back.content) == []
    report = validate(made.document, profile="edc-generic-full", before_sealing=True)
    assert report.errors == ()


@pytest.mark.reference
def test_the_published_example_comes_back(example: bytes, schema: Any) -> None:
    law(example, schema)


FULL = settings.get_current_profile_name() == "full"


@pytest.mark.reference
@settings(max_examples=200 if FULL else 15)
@given(number=st.integers(0, 10_000))
def test_generated_files_come_back(schema: Any, number: int) -> None:
    content = generated(number)
    assert schema_errors(schema, content) == []
    law(content, schema)


@pytest.mark.full
@pytest.mark.unmeasured
@pytest.mark.reference
def test_500_generated_files_come_back(schema: Any) -> None:
    for number in range(500):
        law(generated(number), schema)


def test_what_was_lost_is_not_told_in_vain() -> None:
    """A loss that is told is one: without it, the two files would differ."""
    content = small("<extension><x xmlns='urn:x'>1</x></extension>")
    (made,) = read_elmo(content).credentials()
    assert [loss.pointer.split("/")[-1] for loss in made.losses] == [
        "generatedDate[1]",
        "extension[1]",
    ]
    assert differences(content, to_elmo(made.document).content, ()) != []


def _titles(node: dict[str, Any]) -> Any:
    parts = node.get("hasPart", [])
    parts = parts if isinstance(parts, list) else [parts]
    return [node["title"]["en"], [_titles(part) for part in parts]]


@pytest.mark.reference
def test_the_tree_is_kept_as_parts(example: bytes) -> None:
    (made,) = read_elmo(example).credentials()
    first, second, third = made.document["credentialSubject"]["hasClaim"]
    assert _titles(first) == [
        "Master of Science in Biology",
        [["Identifying ectomycorrhizal fungi (University of Copenhagen)", []]],
    ]
    assert _titles(second) == ["Compiler construction", [["Lecture", []], ["Lab classes", []]]]
    assert third["title"] == {"und": "The importance of <br> in HTML"}
    assert first["specifiedBy"]["hasPart"] == first["hasPart"]["specifiedBy"]["id"]
    assert second["specifiedBy"]["eqfLevel"]["id"].endswith("/eqf/5")
    shares = second["provenBy"]["shortenedGrading"]
    assert [shares[f"percentage{which}"] for which in ("Lower", "Equal", "Higher")] == [62, 22, 16]
    assert len(second["provenBy"]["resultDistribution"]["resultCategory"]) == 5
    assert len(made.document["attachment"]) == 4


def test_what_was_not_passed_is_no_credit_received() -> None:
    inner = "<status>failed</status><credit><scheme>ECTS</scheme><value>6</value></credit>"
    (made,) = read_elmo(small(inner)).credentials()
    claim_ = made.document["credentialSubject"]["hasClaim"]
    assert "creditReceived" not in claim_
    assert claim_["specifiedBy"]["creditPoint"]["point"] == "6"
    assert claim_["provenBy"]["gradeStatus"]["prefLabel"] == {"en": "Failed"}
    assert any("failed" in loss.detail for loss in made.losses)


def test_several_reports_are_several_credentials_and_one_file_again(schema: Any) -> None:
    one = small("<resultLabel>5</resultLabel>").decode()
    report = one[one.index("<report>") : one.index("</elmo>")]
    other = report.replace("University<", "Academy<").replace('"pic">1', '"pic">2')
    content = one.replace("</elmo>", other + "</elmo>").encode()
    made = read_elmo(content).credentials()
    assert len(made) == 2
    back = to_elmo([each.document for each in made])
    assert schema_errors(schema, back.content) == []
    assert differences(content, back.content, made[0].losses) == []
    stranger = json.loads(json.dumps(made[1].document).replace("Liepa", "Ozola"))
    with pytest.raises(MappingError, match="about one learner"):
        to_elmo([made[0].document, stranger])


def test_the_text_of_a_diploma_supplement_is_kept(schema: Any) -> None:
    section = '<section number="2"><title>T</title>{}</section>'
    inner = section.format(
        '<section number="2.3"><title>Status</title><content>Words</content>'
        "<additionalInformation>More</additionalInformation></section>"
    )
    head = "<version>2018</version><issueDate>2018-09-07</issueDate><introduction>Hi</introduction>"
    content = small(f'<diplomaSupplement xml:lang="en">{head}{inner}</diplomaSupplement>')
    (made,) = read_elmo(content).credentials()
    notes = made.document["credentialSubject"]["hasClaim"]["additionalNote"]
    assert [note["noteLiteral"]["en"] for note in notes] == ["Hi", "T", "Words", "More"]
    assert [note["subject"]["notation"] for note in notes][1:3] == ["1:2#title", "1:2/1:2.3"]
    law(content, schema)


# Micro-credentials


@pytest.mark.reference
def test_each_course_is_a_micro_credential(example: bytes) -> None:
    found = read_elmo(example).micro_credentials()
    assert len(found) == 3
    micro = found[1].micro
    assert micro is not None
    assert micro.achievement.title["en"] == "Compiler construction"
    assert str(micro.achievement.credits[0].points) == "6"
    assert micro.award.results[0].grade.in_language("en") == "45.1"
    parts = micro.achievement.stackability
    assert parts is not None
    assert [part.title["en"] for part in parts.has_part if part.title] == ["Lecture", "Lab classes"]


@settings(max_examples=200 if FULL else 15)
@given(number=st.integers(0, 10_000))
def test_generated_files_hold_micro_credentials(number: int) -> None:
    found = read_elmo(generated(number)).micro_credentials()
    assert all(each.micro is not None for each in found)


def test_a_micro_credential_of_ours_is_a_valid_file(schema: Any) -> None:
    course = Achievement.load(ROOT / "examples" / "port-safety.json")
    learner = {"given_name": "Anna", "family_name": "Liepa", "date_of_birth": "1990-05-01"}
    award = {"awarded_at": "2026-06-30", "learner": learner, "results": ["9"]}
    micro = MicroCredential(course, Award.parse(award))
    made = to_elmo(micro)
    assert schema_errors(schema, made.content) == []
    told = {loss.pointer.rpartition("/")[2] for loss in made.losses}
    assert {"idVerification", "accreditation", "volumeOfLearning", "entryRequirement"} <= (
        told | {loss.pointer.split("/")[-2] for loss in made.losses}
    )
    (again,) = read_elmo(made.content).micro_credentials()
    assert again.micro is not None
    assert again.micro.achievement.title == micro.achievement.title
    assert again.micro.achievement.levels[0].level == "4"
    assert again.micro.award.learner.date_of_birth == micro.award.learner.date_of_birth
    assert again.micro.award.results[0].grade.in_language("en") == "9"
    from_file = to_elmo(micro.to_dict())
    assert from_file.content == made.content


@pytest.mark.reference
@pytest.mark.parametrize(
    "name",
    [
        "elm/samples/edc-2024-2025/AA-Annex1-MC-unsigned.json",
        "elm/samples/edc-2024-2025/Sample-JointDegree-signed.jsonld",
        "elm/samples/edc-2023/Sample-MC-Annex1-unsigned.jsonld",
        "elm/samples/model/credential-sample-3.2.jsonld",
        "domain/elmo-to-elm/tor-simple.json",
        "domain/elmo-to-elm/tor-courses.json",
        "domain/elmo-to-elm/degree-hbo-m.json",
    ],
)
def test_published_credentials_become_valid_files(reference: Path, schema: Any, name: str) -> None:
    document = json.loads((reference / name).read_bytes())
    if "payload" in document:
        document = json.loads(document["payload"])
    made = to_elmo(document, generated=datetime(2026, 1, 1, tzinfo=UTC))
    assert schema_errors(schema, made.content) == []
    assert made.losses


def test_what_is_no_achievement_is_refused() -> None:
    (made,) = read_elmo(small()).credentials()
    document = json.loads(json.dumps(made.document))
    document["credentialSubject"]["hasClaim"]["type"] = "LearningEntitlement"
    with pytest.raises(MappingError, match="MAPPING_NO_COUNTERPART"):
        to_elmo(document)
    undated = {k: v for k, v in made.document.items() if not k.startswith(("issu", "valid"))}
    with pytest.raises(MappingError, match="date of issue"):
        to_elmo(undated)
    dated = to_elmo(undated, generated=datetime(2026, 1, 1, tzinfo=UTC))
    assert b"<issueDate>2026-01-01T00:00:00+00:00</issueDate>" in dated.content
    with pytest.raises(UsageError):
        to_elmo([])
    badge = {"type": ["VerifiableCredential", "OpenBadgeCredential"]}
    with pytest.raises(MappingError, match="Convert it first"):
        to_elmo(badge)


# What public converters write


def _terms(rows: Any) -> Iterator[str]:
    for row in rows:
        if isinstance(row, Row) and row.term:
            yield row.term


def _members(value: Any) -> Iterator[str]:
    """The terms of a document, those of language maps left out."""
    if isinstance(value, list):
        for item in value:
            yield from _members(item)
    elif isinstance(value, dict) and value.keys() & {"type", "id", "payload"}:
        for term, member in value.items():
            yield term
            yield from _members(member)


def _of_tables() -> set[str]:
    found: set[str] = set()
    for module in (agents, claim, credential, learning, person, specification):
        for value in vars(module).values():
            rows = value.rows if isinstance(value, Shape) else value
            found |= set(_terms(rows if isinstance(rows, tuple) else ()))
    return found


CONVERTED = ("tor-simple.json", "tor-courses.json", "degree-hbo-m.json")


@pytest.mark.reference
def test_public_converters_use_no_property_that_we_cannot_write(reference: Path) -> None:
    ours = _of_tables()
    course = Achievement.load(ROOT / "examples" / "port-safety.json")
    ours |= set(_members(to_elm(MicroCredential(course, Award.parse({"results": ["9"]})))))
    for number in range(12):
        for made in read_elmo(generated(number)).credentials():
            ours |= set(_members(made.document))
    for name in CONVERTED:
        document = json.loads((reference / "domain" / "elmo-to-elm" / name).read_bytes())
        assert set(_members(document)) - ours == set(), name


def _defects(document: dict[str, Any]) -> set[str]:
    """The defects of converters that are known."""
    text = json.dumps(document, ensure_ascii=False)
    points = [p for p in _values(document, "point") if p != p.rstrip("0").rstrip(".") and "." in p]
    dates = [d for d in _values(document, "awardingDate") if not d.endswith("Z")]
    found = {
        "misspelt notation": "langugage" in text,
        "no issuer": "issuer" not in document,
        "no id": "id" not in document,
        "no parts": "hasPart" not in text,
        "spelling of numbers": bool(points),
        "times without zone": bool(dates),
    }
    return {name for name, is_there in found.items() if is_there}


def _values(value: Any, term: str) -> Iterator[str]:
    items = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    for item in items:
        yield from _values(item, term)
    if isinstance(value, dict) and isinstance(value.get(term), str):
        yield value[term]


@pytest.mark.reference
def test_the_defects_of_public_converters_are_not_ours(reference: Path, example: bytes) -> None:
    theirs = set()
    for name in CONVERTED:
        theirs |= _defects(json.loads((reference / "domain/elmo-to-elm" / name).read_bytes()))
    assert theirs == {
        "misspelt notation",
        "no issuer",
        "no id",
        "no parts",
        "spelling of numbers",
        "times without zone",
    }
    for content in (example, *map(generated, range(10))):
        for made in read_elmo(content).credentials():
            has_parts = b"<hasPart>" in content
            assert _defects(made.document) - ({"no parts"} if not has_parts else set()) == set()


# The preview of 2.0


def test_the_preview_of_2_0_is_read() -> None:
    content = small(
        "<gradingSchemeExternalId>x</gradingSchemeExternalId>",
        learner="<alternativeName>A</alternativeName><dateOfBirth>1990-05-01</dateOfBirth>",
        report="<resultOfRecognition><status>Positive</status></resultOfRecognition>",
    )
    elmo = read_elmo(content)
    assert (elmo.version, elmo.problems) == ("2.0-preview", ())
    (made,) = elmo.credentials()
    assert made.document["credentialSubject"]["dateOfBirth"] == "1990-05-01T00:00:00Z"
    lost = {loss.pointer.rpartition("/")[2] for loss in made.losses}
    assert {"resultOfRecognition[1]", "alternativeName[1]", "gradingSchemeExternalId[1]"} <= lost


# Hostile and broken files

BOMB = (
    b'<!DOCTYPE elmo [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<elmo>&b;</elmo>"
)
EXTERNAL = b'<!DOCTYPE elmo SYSTEM "file:///etc/passwd"><elmo/>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB, "XML_DTD_FORBIDDEN"),
        (EXTERNAL, "XML_DTD_FORBIDDEN"),
        (b"<elmo>&nothing;</elmo>", "XML_MALFORMED"),
        (b"", "XML_MALFORMED"),
        (small()[: len(small()) // 2], "XML_MALFORMED"),
        (small(namespace="http://purl.org/net/elmo"), "XML_NAMESPACE"),
        (small(namespace=""), "XML_NAMESPACE"),
        (b"<europassCredential/>", "XML_ROOT"),
        (b"\xff\xfe<\0e\0", "XML_MALFORMED"),
        (b'<?xml version="1.0" encoding="x-nothing"?><elmo/>', "XML_MALFORMED"),
        (b"<elmo>\xff</elmo>", "XML_MALFORMED"),
    ],
)
def test_what_is_not_elmo_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_elmo(content)
    assert caught.value.code == code


def test_limits_hold() -> None:
    with pytest.raises(LimitError):
        read_elmo(small(), limits=Limits(sealed_bytes=100))
    deep = "<hasPart>" * 100
    with pytest.raises(LimitError):
        read_elmo(small(f"<extension>{deep}{'</hasPart>' * 100}</extension>"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1257"])
def test_other_encodings_are_read(encoding: str) -> None:
    text = small("<resultLabel>Å</resultLabel>").decode()
    content = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    (made,) = read_elmo(content).credentials()
    assert made.document["credentialSubject"]["hasClaim"]["provenBy"]["grade"]["noteLiteral"] == {
        "und": "Å"
    }


def test_findings_have_their_xpath_and_line() -> None:
    elmo = read_elmo(small("<date>30 June</date><unknown/><credit><value>6</value></credit>"))
    instance = "/learningOpportunitySpecification[1]/specifies[1]/learningOpportunityInstance[1]"
    found = {(p.code, p.pointer): p for p in elmo.problems}
    assert set(found) == {
        ("XML_VALUE", f"/elmo/report[1]{instance}/date[1]"),
        ("XML_UNKNOWN", f"/elmo/report[1]{instance}/unknown[1]"),
        ("XML_MISSING", f"/elmo/report[1]{instance}/credit[1]"),
    }
    assert all("(line 7)" in problem.detail for problem in elmo.problems)
    (made,) = elmo.credentials()
    told = {loss.pointer.rpartition("/")[2] for loss in made.losses}
    assert {"date[1]", "unknown[1]", "credit[1]"} <= told


def test_contradictions_are_found() -> None:
    twice = '<identifier type="nationalIdentifier">1</identifier>'
    elmo = read_elmo(
        small(
            "<gradingSchemeLocalId>A</gradingSchemeLocalId><gradingSchemeLocalId>B"
            "</gradingSchemeLocalId><attachments><ref>none</ref></attachments>"
            '<grouping typeref="1" idref="1"/>',
            learner=twice + twice.replace(">1<", ">2<"),
            report='<gradingScheme localId="A"/><gradingScheme localId="A"/>'
            '<attachment><identifier type="x">1</identifier></attachment>'
            '<attachment><identifier type="x">1</identifier></attachment>',
        )
    )
    assert sorted(codes(elmo)) == [
        "IDENTIFIER_CONTRADICTORY",
        "IDENTIFIER_CONTRADICTORY",
        "IDENTIFIER_CONTRADICTORY",
        "REFERENCE_DANGLING",
        "REFERENCE_DANGLING",
        "REFERENCE_DANGLING",
        "XML_REPEATED",
    ]


def test_a_file_about_nothing_is_no_credential() -> None:
    with pytest.raises(MappingError, match="nothing about any learning"):
        read_elmo(f"<elmo xmlns='{NAMESPACE}'/>".encode()).credentials()


@given(cut=st.integers(0, 4000), byte=st.integers(0, 255), number=st.integers(0, 20))
def test_a_damaged_file_is_an_error_of_ours_or_read(cut: int, byte: int, number: int) -> None:
    content = generated(number)
    place = cut % len(content)
    damaged = content[:place] + bytes([byte]) + content[place + 1 :]
    try:
        for made in read_elmo(damaged).micro_credentials():
            to_elmo(made.document)
    except ElmMicrocredError as error:
        assert error.problems


# Signatures


@pytest.fixture(scope="module")
def signer() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "EMP of a university")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day)
        .not_valid_after(day + timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


@pytest.fixture(scope="module")
def signed(signer: tuple[rsa.RSAPrivateKey, x509.Certificate]) -> bytes:
    signxml = pytest.importorskip("signxml", reason="could not import signxml (extra `trust`)")
    from lxml import etree

    key, certificate = signer
    root = etree.fromstring(small("<resultLabel>5</resultLabel>"))
    made = signxml.XMLSigner().sign(root, key=key, cert=[certificate])
    return etree.tostring(made)


def test_a_signature_of_a_trusted_institution_passes(signed: bytes, signer: Any) -> None:
    check = check_signature(signed, certificates=[signer[1]])
    assert check.outcome is Outcome.PASSED, check.problems
    assert check.values == {"signer": "CN=EMP of a university", "anchored": True}
    assert read_elmo(signed).is_signed


def test_a_certificate_that_has_ended_since_does_no_harm() -> None:
    """Files are kept for long, and no clock is asked."""
    signxml = pytest.importorskip("signxml", reason="could not import signxml (extra `trust`)")
    from lxml import etree

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Before")])
    begin = datetime(2012, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    made = signxml.XMLSigner().sign(etree.fromstring(small()), key=key, cert=[certificate])
    assert check_signature(etree.tostring(made), certificates=[certificate]).outcome is (
        Outcome.PASSED
    )


def test_a_signature_that_nobody_vouches_for_is_indeterminate(signed: bytes) -> None:
    check = check_signature(signed)
    assert (check.outcome, check.problems[0].code) == (Outcome.INDETERMINATE, "SEAL_NOT_ANCHORED")


def test_a_changed_file_fails(signed: bytes, signer: Any) -> None:
    changed = signed.replace(b"<resultLabel>5<", b"<resultLabel>1<")
    assert changed != signed
    check = check_signature(changed, certificates=[signer[1]])
    assert (check.outcome, check.problems[0].code) == (Outcome.FAILED, "PROOF_SIGNATURE_INVALID")


@pytest.mark.parametrize("name", ["SignatureValue", "DigestValue", "X509Certificate", "Reference"])
def test_a_signature_with_an_empty_part_fails(signed: bytes, signer: Any, name: str) -> None:
    from lxml import etree

    root = etree.fromstring(signed)
    part = root.find(f".//{{*}}{name}")
    del part[:]
    part.text = None
    check = check_signature(etree.tostring(root), certificates=[signer[1]])
    assert codes(check) == ["PROOF_SIGNATURE_INVALID"]


def test_another_signer_fails(signed: bytes, signer: Any) -> None:
    key, certificate = signer
    other = (
        x509.CertificateBuilder()
        .subject_name(certificate.subject)
        .issuer_name(certificate.issuer)
        .public_key(key.public_key())
        .serial_number(2)
        .not_valid_before(certificate.not_valid_before_utc)
        .not_valid_after(certificate.not_valid_after_utc)
        .sign(key, hashes.SHA256())
    )
    check = check_signature(signed, certificates=[other])
    assert (check.outcome, check.problems[0].code) == (Outcome.FAILED, "PROOF_SIGNATURE_INVALID")


def test_a_file_without_signature_fails_and_one_of_sha_1_too() -> None:
    assert check_signature(small()).problems[0].code == "PROOF_MISSING"


def test_a_wrapped_file_fails(signed: bytes, signer: Any) -> None:
    """The signed file inside another: the signature covers what nobody reads."""
    inner = signed.partition(b">")[2].rpartition(b"</elmo>")[0]
    at = inner.index(b"<ds:Signature") if b"<ds:Signature" in inner else inner.index(b"<Signature")
    forged = small("<resultLabel>10</resultLabel>")
    wrapped = forged.replace(
        b"</elmo>", b"<extension>" + signed + b"</extension>" + inner[at:] + b"</elmo>"
    )
    check = check_signature(wrapped, certificates=[signer[1]])
    assert check.outcome is Outcome.FAILED


@pytest.mark.reference
def test_the_signature_of_the_example_is_of_sha_1(example: bytes) -> None:
    pytest.importorskip("signxml", reason="could not import signxml (extra `trust`)")
    (problem,) = check_signature(example).problems
    assert problem.code == "PROOF_SIGNATURE_INVALID"


def test_without_the_extra_nothing_is_said(signed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "signxml.verifier", None)
    check = check_signature(signed)
    assert (check.outcome, check.problems[0].code) == (Outcome.INDETERMINATE, "EXTRA_MISSING")
    assert "trust" in check.problems[0].remedy


# The page


def test_the_table_has_every_element() -> None:
    told = {row.outside for row in TABLE}
    there = {f"{kind}/{child.name}" for kind, found in ELEMENTS.items() for child in found}
    supplement = {name for name in there if name.startswith(("diplomaSupplement/", "section/"))}
    assert told == there - supplement


# The command line


def test_the_command_line_converts_both_ways(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, made, back = (tmp_path / name for name in ("a.xml", "b.json", "c.xml"))
    content = small("<resultLabel>5</resultLabel>")
    source.write_bytes(content)
    assert main(["convert", str(source), "--to", "elm", "-o", str(made)]) == 0
    assert main(["convert", str(made), "--to", "elmo", "-o", str(back)]) == 0
    (one,) = read_elmo(content).credentials()
    assert differences(content, back.read_bytes(), one.losses) == []
    capsys.readouterr()
    assert main(["convert", str(source), "--to", "open-badge-3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["document"]["credentialSubject"]["achievement"]["name"] == "Course"
    assert main(["convert", str(made), "--to", "elmo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["document"].startswith("<?xml")
    assert main(["export", str(source)]) == 0
    assert "elm:LearningAchievement" in capsys.readouterr().out
    assert main(["load", str(source)]) == 0
    assert "ELMO" in capsys.readouterr().out


def test_the_command_line_picks_one_of_several(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = small().decode()
    at = text.index("<learningOpportunitySpecification>")
    end = text.index("</learningOpportunitySpecification>") + len(
        "</learningOpportunitySpecification>"
    )
    source = tmp_path / "a.xml"
    source.write_text(text[:end] + text[at:end].replace("Course", "Other") + text[end:])
    assert main(["convert", str(source), "--to", "elm"]) == 0
    capsys.readouterr()
    assert main(["convert", str(source), "--to", "open-badge-3"]) == 2
    assert "--part" in capsys.readouterr().err
    assert main(["convert", str(source), "--to", "open-badge-3", "--part", "2"]) == 0
    assert '"Other"' in capsys.readouterr().out
    assert main(["convert", str(source), "--to", "open-badge-3", "--part", "3"]) == 2
    badge = tmp_path / "badge.json"
    badge.write_text("{}")
    assert main(["convert", str(badge), "--to", "elm", "--part", "1"]) == 2
    source.write_bytes(BOMB)
    assert main(["convert", str(source), "--to", "elm"]) == 2
    assert "XML_DTD_FORBIDDEN" in capsys.readouterr().err
