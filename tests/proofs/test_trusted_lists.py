"""Trusted lists: ours, signed as those of the member states are, and what breaks them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import pki
from elm_microcred import Outcome
from elm_microcred.errors import ElmMicrocredError, FetchError, LimitError, ParseError, ProofError
from elm_microcred.limits import Limits
from elm_microcred.proofs.certificates.services import TrustService
from elm_microcred.proofs.trusted_lists import read_trusted_list, trusted_services
from elm_microcred.retrieval import Resource
from seals import check, codes, sealed

signxml = pytest.importorskip("signxml", reason="could not import signxml (extra trust)")

CA_QC = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
TSA = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST"
STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
EXTENSION = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
LOTL, NATIONAL = "https://lists.example/lotl.xml", "https://lists.example/xx.xml"


def operator(name: str) -> pki.Party:
    """Who signs lists."""
    return pki.issue(
        pki.name_of(name), pki.rsa_key("operator"), begin=pki.SEAL_BEGIN, end=pki.SEAL_END
    )


COMMISSION, SUPERVISOR = operator("Commission"), operator("Supervisor")


def text_of(party: pki.Party) -> str:
    return base64.b64encode(party.der).decode()


def service(
    party: pki.Party,
    type_: str = CA_QC,
    *,
    history: tuple[tuple[str, str], ...] = (("2024-01-01T00:00:00Z", "granted"),),
    use: str | None = "ForeSeals",
) -> str:
    (since, status), *before = history
    more = ""
    if use:
        more = (
            "<ServiceInformationExtensions><Extension Critical='true'>"
            f"<AdditionalServiceInformation><URI xml:lang='en'>{EXTENSION}{use}</URI>"
            "</AdditionalServiceInformation></Extension></ServiceInformationExtensions>"
        )
    old = "".join(
        "<ServiceHistoryInstance>"
        f"<ServiceTypeIdentifier>{type_}</ServiceTypeIdentifier>"
        f"<ServiceStatus>{STATUS}{was}</ServiceStatus>"
        f"<StatusStartingTime>{when}</StatusStartingTime></ServiceHistoryInstance>"
        for when, was in before
    )
    return f"""<TSPService><ServiceInformation>
      <ServiceTypeIdentifier>{type_}</ServiceTypeIdentifier>
      <ServiceName><Name xml:lang="en">A service</Name></ServiceName>
      <ServiceDigitalIdentity><DigitalId><X509Certificate>{text_of(party)}</X509Certificate>
      </DigitalId><DigitalId><X509Certificate>AAAA</X509Certificate></DigitalId>
      </ServiceDigitalIdentity>
      <ServiceStatus>{STATUS}{status}</ServiceStatus>
      <StatusStartingTime>{since}</StatusStartingTime>{more}
      </ServiceInformation><ServiceHistory>{old}</ServiceHistory></TSPService>"""


def pointer(location: str, signer: pki.Party, kind: str = "vnd.etsi.tsl+xml") -> str:
    return f"""<OtherTSLPointer><ServiceDigitalIdentities><ServiceDigitalIdentity><DigitalId>
      <X509Certificate>{text_of(signer)}</X509Certificate></DigitalId></ServiceDigitalIdentity>
      </ServiceDigitalIdentities><TSLLocation>{location}</TSLLocation><AdditionalInformation>
      <OtherInformation><SchemeTerritory>XX</SchemeTerritory></OtherInformation>
      <OtherInformation><a:MimeType>application/{kind}</a:MimeType></OtherInformation>
      </AdditionalInformation></OtherTSLPointer>"""


def unsigned(
    services: str = "",
    pointers: str = "",
    *,
    issued: str = "2026-02-01T00:00:00Z",
    following: str = "<dateTime>2026-07-01T00:00:00Z</dateTime>",
    territory: str = "XX",
) -> str:
    return f"""<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"
      xmlns:a="http://uri.etsi.org/02231/v2/additionaltypes#" Id="list"><SchemeInformation>
      <TSLSequenceNumber>7</TSLSequenceNumber><SchemeTerritory>{territory}</SchemeTerritory>
      <PointersToOtherTSL>{pointers}</PointersToOtherTSL>
      <ListIssueDateTime>{issued}</ListIssueDateTime><NextUpdate>{following}</NextUpdate>
      </SchemeInformation><TrustServiceProviderList><TrustServiceProvider><TSPServices>{services}
      </TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>"""


def signed(xml: str, signer: pki.Party = SUPERVISOR) -> bytes:
    """A list with the XAdES signature that lists have."""
    from lxml import etree
    from signxml.xades import XAdESSigner

    tree = etree.fromstring(xml.encode())
    root = XAdESSigner().sign(tree, key=signer.key, cert=[signer.certificate])
    return bytes(etree.tostring(root))


EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
DSIG = "http://www.w3.org/2000/09/xmldsig#"


def signed_by_hand(xml: str, signer: pki.Party = SUPERVISOR, part: str = "") -> bytes:
    """A list signed under the exclusive canonical form, as most are, without the help of signxml.

    Args:
        xml: The list.
        signer: Who signs.
        part: A reference to a part of it, in place of all.
    """
    import hashlib

    from lxml import etree

    def canonical(element: Any) -> bytes:
        return bytes(etree.tostring(element, method="c14n", exclusive=True))

    root = etree.fromstring(xml.encode())
    target = root if not part else root[0]
    digest = base64.b64encode(hashlib.sha256(canonical(target)).digest()).decode()
    transforms = "" if part else f'<Transform Algorithm="{DSIG}enveloped-signature"/>'
    signature = etree.fromstring(
        f'''<Signature xmlns="{DSIG}"><SignedInfo>
        <CanonicalizationMethod Algorithm="{EXCLUSIVE}"/>
        <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>
        <Reference URI="{part}"><Transforms>{transforms}<Transform Algorithm="{EXCLUSIVE}"/>
        </Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>
        <DigestValue>{digest}</DigestValue></Reference></SignedInfo><SignatureValue/>
        <KeyInfo><X509Data><X509Certificate>{text_of(signer)}</X509Certificate></X509Data>
        </KeyInfo></Signature>'''
    )
    value = pki.sign(signer.key, canonical(signature[0]))
    signature[1].text = base64.b64encode(value).decode()
    root.append(signature)
    return bytes(etree.tostring(root))


def test_a_list_that_was_signed_without_signxml() -> None:
    found = read(signed_by_hand(unsigned(service(pki.pki().ca))))
    assert [s.certificate for s in found.services] == [pki.pki().ca.der]


def test_a_signature_over_a_part_of_the_list() -> None:
    xml = unsigned().replace("<SchemeInformation>", '<SchemeInformation Id="part">')
    with pytest.raises(ProofError) as caught:
        read(signed_by_hand(xml, part="#part"))
    assert caught.value.code == "TRUST_LIST_SIGNATURE"


def read(content: bytes, signer: pki.Party = SUPERVISOR, **more: Any) -> Any:
    return read_trusted_list(content, signers=[signer.der], now=pki.NOW, **more)


def test_a_list_and_the_history_of_a_service() -> None:
    ca = pki.pki().ca
    history = (
        ("2025-06-01T00:00:00Z", "withdrawn"),
        ("2024-06-01T00:00:00Z", "granted"),
        ("2020-01-01T00:00:00Z", "supervisionceased"),
    )
    found = read(signed(unsigned(service(ca, history=history))))
    assert (found.territory, found.sequence_number) == ("XX", 7)
    (only,) = found.services
    assert only.certificate == ca.der and only.name == "A service" and only.for_seals is True
    at = pki.NOW.replace
    assert only.status_at(at(year=2019)) is None
    assert not only.is_granted_at(at(year=2023))
    assert only.is_granted_at(at(year=2025))
    assert only.status_at(pki.NOW) == STATUS + "withdrawn"


@pytest.mark.parametrize(("use", "expected"), [(None, None), ("ForeSignatures", False)])
def test_what_the_certificates_of_a_service_are_for(use: str | None, expected: Any) -> None:
    (only,) = read(signed(unsigned(service(pki.pki().ca, use=use)))).services
    assert only.for_seals is expected


def test_a_list_without_a_next_one() -> None:
    assert read(signed(unsigned(following=""))).next_update is None


def changed(find: bytes, put: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert find in content
        return content.replace(find, put, 1)

    return change


@pytest.mark.parametrize(
    "change",
    [
        changed(b"granted", b"revoked"),
        changed(b"<TSLSequenceNumber>7", b"<TSLSequenceNumber>8"),
        lambda content: unsigned().encode(),
    ],
)
def test_a_list_that_was_changed_or_is_not_signed(change: Callable[[bytes], bytes]) -> None:
    content = change(signed(unsigned(service(pki.pki().ca))))
    with pytest.raises(ProofError) as caught:
        read(content)
    assert caught.value.code == "TRUST_LIST_SIGNATURE"


def test_a_list_that_somebody_else_signed_or_wrapped() -> None:
    content = signed(unsigned(), COMMISSION)
    with pytest.raises(ProofError):
        read(content)
    inner = signed(unsigned())
    wrapped = b"<x xmlns='http://uri.etsi.org/02231/v2#'>" + inner + b"</x>"
    with pytest.raises(ElmMicrocredError):
        read(wrapped)


def test_a_signer_whose_certificate_has_ended() -> None:
    late = pki.SEAL_END + timedelta(days=1)
    with pytest.raises(ProofError):
        read_trusted_list(signed(unsigned()), signers=[SUPERVISOR.der, b"?"], now=late)


def test_an_overdue_list() -> None:
    overdue = signed(unsigned(following="<dateTime>2026-02-02T00:00:00Z</dateTime>"))
    with pytest.raises(ProofError) as caught:
        read(overdue)
    assert caught.value.code == "TRUST_LIST_OVERDUE"


@pytest.mark.parametrize(
    "xml",
    [
        unsigned(issued="yesterday"),
        unsigned(following="<dateTime>tomorrow</dateTime>"),
        "<other/>",
    ],
)
def test_what_is_no_list(xml: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(signed(xml))
    assert caught.value.code == "TRUST_LIST_MALFORMED"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no XML", "XML_MALFORMED"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "XML_DTD_FORBIDDEN"),
    ],
)
def test_hostile_xml(content: bytes, code: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(content)
    assert caught.value.code == code
    with pytest.raises(LimitError):
        read(content, limits=Limits(batch_bytes=1))


def world(national: bytes, lotl: bytes | None = None) -> Callable[[str], Resource]:
    pointers = (
        pointer(LOTL, COMMISSION)
        + pointer(NATIONAL, SUPERVISOR)
        + pointer("https://lists.example/gone.xml", SUPERVISOR)
        + pointer("https://lists.example/xx.pdf", SUPERVISOR, "pdf")
    )
    files = {
        LOTL: lotl or signed(unsigned(pointers=pointers, territory="EU"), COMMISSION),
        NATIONAL: national,
    }

    def resolve(url: str, /) -> Resource:
        if url not in files:
            raise FetchError("RESOURCE_UNAVAILABLE", "There is no such list.", found=url)
        return Resource(files[url])

    return resolve


def services_of(national: str) -> tuple[TrustService, ...]:
    found = trusted_services(
        LOTL, resolve=world(signed(national)), signers=[COMMISSION.der], now=pki.NOW
    )
    assert [p.code for p in found.problems] == ["RESOURCE_UNAVAILABLE"]
    return found.services


def test_a_seal_is_qualified_when_a_list_says_so() -> None:
    made = pki.pki()
    services = services_of(unsigned(service(made.ca) + service(made.tsa, TSA, use=None)))
    for level in ("B-B", "B-T", "B-LTA"):
        report = check(
            sealed(level=level),
            trust_anchors=(),
            trusted_services=services,
            qualification="listed",
        )
        assert report.outcome is Outcome.PASSED, report.errors
        assert report.check("issuer").values["qualification"] == "qualified"


def test_a_service_counts_for_what_it_is_and_while_it_is_granted() -> None:
    made = pki.pki()
    withdrawn = (("2025-06-01T00:00:00Z", "withdrawn"), ("2024-01-01T00:00:00Z", "granted"))
    for national in (
        unsigned(service(made.ca, history=withdrawn)),
        unsigned(service(made.ca, TSA)),
    ):
        report = check(sealed(), trust_anchors=(), trusted_services=services_of(national))
        assert "SEAL_UNTRUSTED" in codes(report)
    # Sealed before, and a timestamp that is trusted says so.
    early = pki.SEAL_BEGIN + timedelta(days=9)
    national = unsigned(service(made.ca, history=withdrawn) + service(made.tsa, TSA))
    report = check(
        sealed(level="B-LT", at=early),
        trust_anchors=(),
        trusted_services=services_of(national),
        qualification="listed",
    )
    assert report.outcome is Outcome.PASSED, report.errors


def test_a_service_for_signatures_makes_no_qualified_seal() -> None:
    made = pki.pki()
    services = services_of(unsigned(service(made.ca, use="ForeSignatures")))
    report = check(sealed(), trust_anchors=(), trusted_services=services, qualification="listed")
    assert "SEAL_NOT_QUALIFIED" in codes(report)


def test_a_national_list_that_does_not_hold_is_left_out_and_told() -> None:
    national = signed(unsigned(service(pki.pki().ca)), COMMISSION)
    found = trusted_services(
        LOTL, resolve=world(national), signers=[COMMISSION.der], now=pki.NOW, territories=["XX"]
    )
    assert found.services == ()
    assert [p.code for p in found.problems] == ["TRUST_LIST_SIGNATURE", "RESOURCE_UNAVAILABLE"]
    none = trusted_services(
        LOTL, resolve=world(national), signers=[COMMISSION.der], now=pki.NOW, territories=["YY"]
    )
    assert none.problems == ()


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in ("signxml", "signxml.exceptions", "signxml.verifier"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ElmMicrocredError) as caught:
        read(signed_before)
    assert caught.value.code == "EXTRA_MISSING"


signed_before = signed(unsigned())
