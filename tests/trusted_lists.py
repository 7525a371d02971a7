"""Trusted lists as the member states publish them: whole, by the schema of ETSI TS 119 612.

`tests/interop/test_trusted_list_schemas.py` holds them against the published schemas.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

import pki

CA_QC = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
QTST = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST"
STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
EXTENSION = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
LOTL = "https://lists.example/tools/lotl/eu-lotl.xml"

_NAMESPACES = " ".join(
    f'xmlns{prefix}="{uri}"'
    for prefix, uri in {
        "": "http://uri.etsi.org/02231/v2#",
        ":tslx": "http://uri.etsi.org/02231/v2/additionaltypes#",
        ":ecc": "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#",
        ":xades": "http://uri.etsi.org/01903/v1.3.2#",
        ":ds": "http://www.w3.org/2000/09/xmldsig#",
    }.items()
)


@cache
def operator(name: str, kind: str = "RSA") -> pki.Party:
    """Who signs lists."""
    key = pki.rsa_key(f"operator {name}") if kind == "RSA" else pki.ec_key(f"operator {name}")
    return pki.issue(pki.name_of(name), key, begin=pki.SEAL_BEGIN, end=pki.SEAL_END)


def wrapped(data: bytes) -> str:
    """Base64 in lines, as most lists have it."""
    text = base64.b64encode(data).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n        ".join(["", *lines, ""])


def names(element: str, *texts: tuple[str, str]) -> str:
    inner = "".join(f'<Name xml:lang="{language}">{text}</Name>' for language, text in texts)
    return f"<{element}>{inner}</{element}>"


def uris(element: str, *locations: str) -> str:
    inner = "".join(f'<URI xml:lang="en">{location}</URI>' for location in locations)
    return f"<{element}>{inner}</{element}>"


_ADDRESS = """<PostalAddresses><PostalAddress xml:lang="en"><StreetAddress>Main Street 1
  </StreetAddress><Locality>Town</Locality><PostalCode>1000</PostalCode><CountryName>XX
  </CountryName></PostalAddress></PostalAddresses><ElectronicAddress>
  <URI xml:lang="en">mailto:tl@supervisor.example</URI>
  <URI xml:lang="en">https://supervisor.example/</URI></ElectronicAddress>"""


# Extensions of services


def use(name: str) -> str:
    return f"""<Extension Critical="true"><AdditionalServiceInformation>
      <URI xml:lang="en">{EXTENSION}{name}</URI></AdditionalServiceInformation></Extension>"""


EXPIRED = """<Extension Critical="true"><ExpiredCertsRevocationInfo>2016-07-01T00:00:00Z
  </ExpiredCertsRevocationInfo></Extension>"""
TAKEN_OVER = f"""<Extension Critical="false"><tslx:TakenOverBy>
  <tslx:URI xml:lang="en">https://other.example/</tslx:URI>
  <tslx:TSPName><Name xml:lang="en">Other Trust</Name></tslx:TSPName>
  {names("SchemeOperatorName", ("en", "Supervisor"))}<SchemeTerritory>XX</SchemeTerritory>
  </tslx:TakenOverBy></Extension>"""
UNKNOWN = '<Extension Critical="true"><x:New xmlns:x="urn:x">1</x:New></Extension>'
UNKNOWN_AND_NOT_CRITICAL = UNKNOWN.replace("true", "false")


def qualification(qualifiers: Iterable[str], criteria: str) -> str:
    inner = "".join(f'<ecc:Qualifier uri="{EXTENSION}{name}"/>' for name in qualifiers)
    return f"""<Extension Critical="true"><ecc:Qualifications><ecc:QualificationElement>
      <ecc:Qualifiers>{inner}</ecc:Qualifiers>{criteria}</ecc:QualificationElement>
      </ecc:Qualifications></Extension>"""


def criteria(holds: str, *parts: str) -> str:
    """A list of criteria, its parts in the order of the schema."""
    return f'<ecc:CriteriaList assert="{holds}">{"".join(parts)}</ecc:CriteriaList>'


def key_usage(**bits: bool) -> str:
    inner = "".join(
        f'<ecc:KeyUsageBit name="{name}">{str(is_set).lower()}</ecc:KeyUsageBit>'
        for name, is_set in bits.items()
    )
    return f"<ecc:KeyUsage>{inner}</ecc:KeyUsage>"


def policies(*oids: str) -> str:
    inner = "".join(
        "<ecc:PolicyIdentifier>"
        f'<xades:Identifier Qualifier="OIDAsURN">urn:oid:{oid}</xades:Identifier>'
        "</ecc:PolicyIdentifier>"
        for oid in oids
    )
    return f"<ecc:PolicySet>{inner}</ecc:PolicySet>"


def others(*, purposes: Sequence[str] = (), attributes: Sequence[str] = (), more: str = "") -> str:
    purpose = "".join(
        f"<tslx:KeyPurposeId><xades:Identifier>{oid}</xades:Identifier></tslx:KeyPurposeId>"
        for oid in purposes
    )
    attribute = "".join(
        f"<tslx:AttributeOID><xades:Identifier>{oid}</xades:Identifier></tslx:AttributeOID>"
        for oid in attributes
    )
    usage = f"<tslx:ExtendedKeyUsage>{purpose}</tslx:ExtendedKeyUsage>" if purposes else ""
    names_ = f"<tslx:CertSubjectDNAttribute>{attribute}</tslx:CertSubjectDNAttribute>"
    return f"""<ecc:otherCriteriaList>{usage}{names_ if attributes else ""}{more}
      </ecc:otherCriteriaList>"""


# Services


def standing(
    status: str, since: str, *extensions: str, type_: str = CA_QC, identity: str, is_now: bool
) -> str:
    element = "ServiceInformation" if is_now else "ServiceHistoryInstance"
    extended = "".join(extensions)
    more = ""
    if is_now:
        more = f"""{uris("SchemeServiceDefinitionURI", "https://supervisor.example/scheme")}
          <ServiceSupplyPoints><ServiceSupplyPoint>http://ca.example/crl</ServiceSupplyPoint>
          </ServiceSupplyPoints>{uris("TSPServiceDefinitionURI", "https://ca.example/cps")}"""
    if extended:
        more += f"<ServiceInformationExtensions>{extended}</ServiceInformationExtensions>"
    return f"""<{element}><ServiceTypeIdentifier>{type_}</ServiceTypeIdentifier>
      {names("ServiceName", ("lv", "Pakalpojums"), ("en", "A service"))}
      <ServiceDigitalIdentity>{identity}</ServiceDigitalIdentity>
      <ServiceStatus>{STATUS}{status}</ServiceStatus>
      <StatusStartingTime>{since}</StatusStartingTime>{more}</{element}>"""


def identity(*parties: pki.Party) -> str:
    """How a service is known now: by certificates, the name in them and the key."""
    certificates = "".join(
        f"<DigitalId><X509Certificate>{wrapped(party.der)}</X509Certificate></DigitalId>"
        for party in parties
    )
    return f"""{certificates}
      <DigitalId><X509SubjectName>CN=Test CA, O=Test Trust, C=XX</X509SubjectName></DigitalId>
      <DigitalId><X509SKI>AAECAwQFBgcICQoLDA0ODxAREhM=</X509SKI></DigitalId>"""


OLD_IDENTITY = "<DigitalId><X509SKI>AAECAwQFBgcICQoLDA0ODxAREhM=</X509SKI></DigitalId>"


def service(
    parties: pki.Party | Sequence[pki.Party],
    *history: tuple[str, ...],
    type_: str = CA_QC,
) -> str:
    """A service: its standing now, then those before; each is a status, a time, and extensions."""
    known = (parties,) if isinstance(parties, pki.Party) else parties
    now, *before = history or (("granted", "2024-01-01T00:00:00Z", use("ForeSeals")),)
    shown = standing(*now, type_=type_, identity=identity(*known), is_now=True)
    old = "".join(
        standing(*each, type_=type_, identity=OLD_IDENTITY, is_now=False) for each in before
    )
    return f"<TSPService>{shown}<ServiceHistory>{old}</ServiceHistory></TSPService>"


def provider(*services: str, name: str = "Test Trust") -> str:
    return f"""<TrustServiceProvider><TSPInformation>
      {names("TSPName", ("lv", "Testa Uzticība"), ("en", name))}
      {names("TSPTradeName", ("en", "VATXX-12345678"))}<TSPAddress>{_ADDRESS}</TSPAddress>
      {uris("TSPInformationURI", "https://ca.example/")}</TSPInformation>
      <TSPServices>{"".join(services)}</TSPServices></TrustServiceProvider>"""


# Lists


def pointer(
    location: str,
    *signers: pki.Party,
    territory: str = "XX",
    kind: str = "vnd.etsi.tsl+xml",
    type_: str = "EUgeneric",
) -> str:
    identities = "".join(
        "<ServiceDigitalIdentity><DigitalId>"
        f"<X509Certificate>{wrapped(signer.der)}</X509Certificate></DigitalId>"
        "</ServiceDigitalIdentity>"
        for signer in signers
    )
    details = (
        f"<TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/{type_}</TSLType>",
        f"<SchemeTerritory>{territory}</SchemeTerritory>",
        f"<tslx:MimeType>application/{kind}</tslx:MimeType>",
        names("SchemeOperatorName", ("en", "Supervisor"), ("lv", "Uzraugs")),
        uris("SchemeTypeCommunityRules", "http://uri.etsi.org/TrstSvc/TrustedList/schemerules/XX"),
    )
    inner = "".join(f"<OtherInformation>{detail}</OtherInformation>" for detail in details)
    return f"""<OtherTSLPointer>
      <ServiceDigitalIdentities>{identities}</ServiceDigitalIdentities>
      <TSLLocation>{location}</TSLLocation><AdditionalInformation>{inner}
      </AdditionalInformation></OtherTSLPointer>"""


@dataclass(frozen=True)
class List:
    """A list before its signature; times are those of a list that is current in the tests."""

    territory: str = "XX"
    providers: Sequence[str] = ()
    pointers: Sequence[str] = ()
    version: int = 5
    issued: str = "2026-02-01T00:00:00Z"
    following: str = "<dateTime>2026-07-01T00:00:00Z</dateTime>"
    information: Sequence[str] = field(default=("https://supervisor.example/tl",))
    prefix: str = ""

    def xml(self) -> str:
        kind = "EUlistofthelists" if self.territory == "EU" else "EUgeneric"
        scheme = "http://uri.etsi.org/TrstSvc/TrustedList"
        pointers = "".join(self.pointers)
        services = "".join(self.providers)
        text = f"""<TrustServiceStatusList {_NAMESPACES} Id="list-{self.territory}"
          TSLTag="http://uri.etsi.org/19612/TSLTag">
          <SchemeInformation><TSLVersionIdentifier>{self.version}</TSLVersionIdentifier>
          <TSLSequenceNumber>42</TSLSequenceNumber><TSLType>{scheme}/TSLType/{kind}</TSLType>
          {names("SchemeOperatorName", ("lv", "Uzraugs"), ("en", "Supervisor"))}
          <SchemeOperatorAddress>{_ADDRESS}</SchemeOperatorAddress>
          {names("SchemeName", ("en", "XX:Trusted list"))}
          {uris("SchemeInformationURI", *self.information)}
          <StatusDeterminationApproach>{scheme}/StatusDetn/EUappropriate
          </StatusDeterminationApproach>
          {uris("SchemeTypeCommunityRules", f"{scheme}/schemerules/EUcommon")}
          <SchemeTerritory>{self.territory}</SchemeTerritory>
          <PolicyOrLegalNotice><TSLLegalNotice xml:lang="en">The law applies.</TSLLegalNotice>
          </PolicyOrLegalNotice>
          <HistoricalInformationPeriod>65535</HistoricalInformationPeriod>
          {f"<PointersToOtherTSL>{pointers}</PointersToOtherTSL>" if pointers else ""}
          <ListIssueDateTime>{self.issued}</ListIssueDateTime>
          <NextUpdate>{self.following}</NextUpdate>
          <DistributionPoints><URI>https://supervisor.example/tl.xml</URI></DistributionPoints>
          </SchemeInformation>
          {f"<TrustServiceProviderList>{services}</TrustServiceProviderList>" if services else ""}
          </TrustServiceStatusList>"""
        return _prefixed(text, self.prefix) if self.prefix else text

    def signed(self, signer: pki.Party, **how: Any) -> bytes:
        """The list with the XAdES signature that the standard asks for, as `signed` makes it."""
        return signed(self.xml(), signer, **how)


_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"


def signed(
    xml: str,
    signer: pki.Party,
    *,
    reference: str = "",
    digest: str = "sha256",
    has_key_value: bool = False,
) -> bytes:
    """A list with a XAdES signature over all of it, by the transforms of clause B.1.

    Args:
        xml: The list.
        signer: Who signs.
        reference: What the signature refers to: all, or the root by its Id (`#list-XX`).
        digest: sha256 or sha512.
        has_key_value: Whether the key stands beside the certificate.
    """
    from lxml import etree

    root = etree.fromstring(xml.encode())
    is_rsa = isinstance(signer.key, RSAPrivateKey)
    algorithm = f"{_MORE}{'rsa' if is_rsa else 'ecdsa'}-{digest}"
    hashing = f"http://www.w3.org/2001/04/xmlenc#{digest}"

    def canonical(element: Any) -> bytes:
        return bytes(etree.tostring(element, method="c14n", exclusive=True))

    def hashed(data: bytes) -> str:
        return base64.b64encode(hashlib.new(digest, data).digest()).decode()

    def refers(target: str, *transforms: str, more: str = "") -> str:
        inner = "".join(f'<ds:Transform Algorithm="{transform}"/>' for transform in transforms)
        return f"""<ds:Reference{more} URI="{target}"><ds:Transforms>{inner}</ds:Transforms>
          <ds:DigestMethod Algorithm="{hashing}"/><ds:DigestValue/></ds:Reference>"""

    key_value = _key_value(signer) if has_key_value else ""
    signature = etree.fromstring(
        f"""<ds:Signature xmlns:ds="{_DSIG}" Id="sig"><ds:SignedInfo>
        <ds:CanonicalizationMethod Algorithm="{_EXCLUSIVE}"/>
        <ds:SignatureMethod Algorithm="{algorithm}"/>
        {refers(reference, _DSIG + "enveloped-signature", _EXCLUSIVE, more=' Id="all"')}
        {refers("#props", _EXCLUSIVE, more=' Type="http://uri.etsi.org/01903#SignedProperties"')}
        </ds:SignedInfo><ds:SignatureValue Id="value"/><ds:KeyInfo>{key_value}<ds:X509Data>
        <ds:X509Certificate>{wrapped(signer.der)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
        <ds:Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#"
        Target="#sig"><xades:SignedProperties Id="props"><xades:SignedSignatureProperties>
        <xades:SigningTime>2026-02-01T00:00:00Z</xades:SigningTime><xades:SigningCertificateV2>
        <xades:Cert><xades:CertDigest><ds:DigestMethod Algorithm="{hashing}"/>
        <ds:DigestValue>{hashed(signer.der)}</ds:DigestValue></xades:CertDigest></xades:Cert>
        </xades:SigningCertificateV2></xades:SignedSignatureProperties>
        <xades:SignedDataObjectProperties><xades:DataObjectFormat ObjectReference="#all">
        <xades:MimeType>application/vnd.etsi.tsl+xml</xades:MimeType></xades:DataObjectFormat>
        </xades:SignedDataObjectProperties></xades:SignedProperties></xades:QualifyingProperties>
        </ds:Object></ds:Signature>"""
    )
    whole, properties = signature.iterfind(f".//{{{_DSIG}}}Reference/{{{_DSIG}}}DigestValue")
    whole.text = hashed(canonical(root))
    root.append(signature)
    properties.text = hashed(canonical(signature.find(".//{*}SignedProperties")))
    value = pki.sign(signer.key, canonical(signature[0]), _HASHES[digest])
    if not is_rsa:
        r, s = decode_dss_signature(value)
        value = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    signature[1].text = wrapped(value)
    declaration = b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + bytes(etree.tostring(root, encoding="utf-8"))


_HASHES = {"sha256": hashes.SHA256(), "sha512": hashes.SHA512()}


def _key_value(signer: pki.Party) -> str:
    numbers = signer.key.public_key().public_numbers()
    modulus, exponent = numbers.n, numbers.e
    encoded = wrapped(modulus.to_bytes((modulus.bit_length() + 7) // 8, "big"))
    return f"""<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>{encoded}</ds:Modulus>
      <ds:Exponent>{base64.b64encode(exponent.to_bytes(3, "big")).decode()}</ds:Exponent>
      </ds:RSAKeyValue></ds:KeyValue>"""


def _prefixed(text: str, prefix: str) -> str:
    """The same list with a prefix for its own namespace, as some states write it."""
    own = re.sub(r"<(/?)(?![a-z]+:)(?=[A-Za-z])", rf"<\1{prefix}:", text)
    return own.replace('xmlns="http', f'xmlns:{prefix}="http', 1)
