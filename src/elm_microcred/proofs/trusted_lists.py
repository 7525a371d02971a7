"""Trusted lists of the European Union: who may issue qualified certificates, and since when.

```python
services = trusted_services(LIST_OF_LISTS, resolve=resolver, signers=signers, now=now)
verify(content, policy=Policy(trusted_services=services, qualification="listed"))
```

The list of lists is signed by certificates that the Official Journal publishes: the caller
passes them. It names the signers of the national lists, and those name the services. Needs the
extra `trust`.

Spec: https://www.etsi.org/deliver/etsi_ts/119600_119699/119612/
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from elm_microcred.errors import (
    ElmMicrocredError,
    LimitError,
    MissingExtraError,
    ParseError,
    ProofError,
    ResolutionError,
)
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.certificates.certificate import read_certificate
from elm_microcred.proofs.certificates.services import FOR_SEALS, TrustService
from elm_microcred.retrieval import Resolver

LIST_OF_LISTS: Final = "https://ec.europa.eu/tools/lotl/eu-lotl.xml"
"""Where the European Commission publishes the list of the national lists."""

SPEC: Final = "https://www.etsi.org/deliver/etsi_ts/119600_119699/119612/"
_TSL: Final = "{http://uri.etsi.org/02231/v2#}"
_INFO: Final = "{http://uri.etsi.org/02231/v2/additionaltypes#}"
_SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_MACHINE_READABLE: Final = "application/vnd.etsi.tsl+xml"
_EXTENSIONS: Final = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
_FOR_OTHERS: Final = frozenset(
    _EXTENSIONS + name for name in ("ForeSignatures", "ForWebSiteAuthentication")
)
_KEY_INFO: Final = f".//{_SIGNATURE}KeyInfo//{_SIGNATURE}X509Certificate"
_SERVICES: Final = "/".join(
    _TSL + name
    for name in (
        "TrustServiceProviderList",
        "TrustServiceProvider",
        "TSPServices",
        "TSPService",
    )
)
_USES: Final = f".//{_TSL}AdditionalServiceInformation/{_TSL}URI"


@dataclass(frozen=True, slots=True)
class Pointer:
    """Another list that a list names.

    Attributes:
        location: Its URL.
        territory: Whose it is.
        signers: The certificates that may sign it, in DER.
    """

    location: str
    territory: str
    signers: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class TrustedList:
    """A list whose signature holds.

    Attributes:
        territory: Whose it is: a country, or EU.
        sequence_number: Its number.
        issued: When it was issued.
        next_update: When the next one is due; `None` if there will be none.
        services: The services on it.
        pointers: The lists that it names.
    """

    territory: str
    sequence_number: int
    issued: datetime
    next_update: datetime | None
    services: tuple[TrustService, ...]
    pointers: tuple[Pointer, ...]


@dataclass(frozen=True, slots=True)
class TrustedServices:
    """What the lists of the Union say together.

    Attributes:
        services: The services of all lists that could be had.
        problems: Why other lists could not be used.
    """

    services: tuple[TrustService, ...]
    problems: tuple[Problem, ...]


def trusted_services(
    location: str = LIST_OF_LISTS,
    *,
    resolve: Resolver,
    signers: Collection[bytes],
    now: datetime,
    territories: Collection[str] | None = None,
    limits: Limits = DEFAULT,
) -> TrustedServices:
    """The services of the list of lists and of every national list that it names.

    A national list that cannot be had or does not hold is left out, and told: seals from there
    then lead to no anchor.

    Args:
        location: URL of the list of lists.
        resolve: Asked for it, and for the lists that it names.
        signers: Certificates that may sign the list of lists, in DER.
        now: The time: a list whose next one is overdue does not count.
        territories: Countries whose lists are asked for; all if absent.
        limits: What a list may cost.

    Raises:
        ResolutionError: If the list of lists cannot be had.
        ElmMicrocredError: If it does not hold.
    """
    first = read_trusted_list(resolve(location).content, signers=signers, now=now, limits=limits)
    services: list[TrustService] = list(first.services)
    problems: list[Problem] = []
    for pointer in first.pointers:
        is_wanted = territories is None or pointer.territory in territories
        if not is_wanted or pointer.location == location:
            continue
        try:
            content = resolve(pointer.location).content
            found = read_trusted_list(content, signers=pointer.signers, now=now, limits=limits)
            services += found.services
        except (ParseError, LimitError, ProofError, ResolutionError) as error:
            problems += [
                Problem(p.code, p.detail, found=pointer.location, expected=p.expected, spec=SPEC)
                for p in error.problems
            ]
    return TrustedServices(tuple(services), tuple(problems))


def read_trusted_list(
    content: bytes, *, signers: Collection[bytes], now: datetime, limits: Limits = DEFAULT
) -> TrustedList:
    """What a trusted list says, if one of the signers signed all of it and it is current.

    Args:
        content: The list in XML.
        signers: Certificates that may sign it, in DER.
        now: The time of the check.
        limits: What a list may cost.

    Raises:
        ParseError: If it is no trusted list.
        ProofError: If its signature does not hold (`TRUST_LIST_SIGNATURE`) or it is overdue
            (`TRUST_LIST_OVERDUE`).
        LimitError: If it is too long.
        MissingExtraError: If the extra `trust` is not installed.
    """
    root = _signed(_parsed(content, limits), content, signers, now)
    scheme = root.find(f"{_TSL}SchemeInformation")
    if root.tag != f"{_TSL}TrustServiceStatusList" or scheme is None:
        raise _malformed("The signed XML is no trusted list.", root.tag)
    issued = _moment(scheme, f"{_TSL}ListIssueDateTime")
    following = scheme.find(f"{_TSL}NextUpdate/{_TSL}dateTime")
    next_update = None if following is None else timestamps.parse(following.text)
    if issued is None or (following is not None and next_update is None):
        raise _malformed("The list does not say when it was issued.", None)
    if next_update is not None and next_update < now:
        raise ProofError(
            "TRUST_LIST_OVERDUE",
            "The list is not the current one.",
            found=f"the next one was due {timestamps.write(next_update)}",
            expected=f"checked at {timestamps.write(now)}",
            spec=SPEC,
        )
    territory = _text(scheme, f"{_TSL}SchemeTerritory")
    number = _text(scheme, f"{_TSL}TSLSequenceNumber")
    return TrustedList(
        territory,
        int(number) if number.isascii() and number.isdigit() else 0,
        issued,
        next_update,
        tuple(_services(root, territory)),
        tuple(_pointers(scheme)),
    )


def _parsed(content: bytes, limits: Limits) -> Any:
    """The tree of the XML, without anything that XML can do beyond a tree."""
    if len(content) > limits.batch_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The list is too long.",
            found=f"{len(content)} bytes",
            expected=f"at most {limits.batch_bytes} bytes",
        )
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(
            "XML_MALFORMED", "The list is not well-formed XML.", found=str(error)
        ) from error
    if root.getroottree().docinfo.doctype:
        raise ParseError("XML_DTD_FORBIDDEN", "A list has no document type.", found="<!DOCTYPE")
    return root


def _signed(root: Any, content: bytes, signers: Collection[bytes], now: datetime) -> Any:
    """The part of the list that one of the signers signed, which must be all of it.

    Spec: https://www.etsi.org/deliver/etsi_ts/119600_119699/119612/ (5.7)
    """
    try:
        from signxml.exceptions import SignXMLException
        from signxml.verifier import SignatureConfiguration, XMLVerifier
    except ImportError as error:
        raise MissingExtraError.of("trust", "Reading trusted lists") from error
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from lxml import etree

    embedded = {_decoded(entry.text) for entry in root.iterfind(_KEY_INFO)}
    allowed = [signer for signer in signers if signer in embedded and _is_valid(signer, now)]
    configuration = SignatureConfiguration(location="./", expect_references=False)
    reason = "none of the signers that may sign it did"
    for signer in allowed:
        try:
            results = XMLVerifier().verify(
                content,
                x509_cert=x509.load_der_x509_certificate(signer),
                expect_config=configuration,
            )
        except (SignXMLException, InvalidSignature, ValueError, etree.LxmlError) as error:
            reason = str(error)
            continue
        found = results if isinstance(results, list) else [results]
        for result in found:
            if result.signed_xml is not None and result.signed_xml.tag == root.tag:
                return result.signed_xml
        reason = "the signature does not cover the list"
    raise ProofError(
        "TRUST_LIST_SIGNATURE",
        f"The signature of the list does not hold: {reason}.",
        expected="the signature of one of the signers that the list of lists names",
        spec=SPEC,
    )


def _is_valid(encoded: bytes, now: datetime) -> bool:
    try:
        certificate = read_certificate(encoded)
    except ParseError:
        return False
    return certificate.not_before <= now <= certificate.not_after


def _decoded(text: str | None) -> bytes:
    try:
        return base64.b64decode("".join((text or "").split()), validate=True)
    except binascii.Error:
        return b""


def _services(root: Any, territory: str) -> Iterator[TrustService]:
    for entry in root.iterfind(_SERVICES):
        info = entry.find(f"{_TSL}ServiceInformation")
        if info is None:
            continue
        history = [_status(info)]
        history += [
            _status(old)
            for old in entry.iterfind(f"{_TSL}ServiceHistory/{_TSL}ServiceHistoryInstance")
        ]
        known = tuple(status for status in history if status is not None)
        uses = {_stripped(use.text) for use in info.iterfind(_USES)}
        for encoded in _certificates(info):
            yield TrustService(
                certificate=encoded,
                type=_text(info, f"{_TSL}ServiceTypeIdentifier"),
                name=_text(info, f"{_TSL}ServiceName/{_TSL}Name"),
                territory=territory,
                history=known,
                for_seals=_for_seals(uses),
            )


def _for_seals(uses: set[str]) -> bool | None:
    if FOR_SEALS in uses:
        return True
    return False if uses & _FOR_OTHERS else None


def _status(info: Any) -> tuple[datetime, str] | None:
    since = _moment(info, f"{_TSL}StatusStartingTime")
    status = _text(info, f"{_TSL}ServiceStatus")
    return None if since is None or not status else (since, status)


def _certificates(element: Any) -> Iterator[bytes]:
    """The certificates that identify a service; those that cannot be read identify none."""
    path = f"{_TSL}ServiceDigitalIdentity/{_TSL}DigitalId/{_TSL}X509Certificate"
    for entry in element.iterfind(path):
        encoded = _decoded(entry.text)
        try:
            yield read_certificate(encoded).encoded
        except ElmMicrocredError:
            continue


def _pointers(scheme: Any) -> Iterator[Pointer]:
    for entry in scheme.iterfind(f"{_TSL}PointersToOtherTSL/{_TSL}OtherTSLPointer"):
        identities = entry.iterfind(f"{_TSL}ServiceDigitalIdentities/{_TSL}ServiceDigitalIdentity")
        path = f"{_TSL}DigitalId/{_TSL}X509Certificate"
        signers = [_decoded(c.text) for identity in identities for c in identity.iterfind(path)]
        kinds = {_stripped(e.text) for e in entry.iterfind(f".//{_INFO}MimeType")}
        if not kinds or _MACHINE_READABLE in kinds:
            yield Pointer(
                _text(entry, f"{_TSL}TSLLocation"),
                _text(entry, f".//{_TSL}SchemeTerritory"),
                tuple(signers),
            )


def _text(element: Any, path: str) -> str:
    found = element.find(path)
    return "" if found is None else _stripped(found.text)


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def _moment(element: Any, path: str) -> datetime | None:
    return timestamps.parse(_text(element, path))


def _malformed(detail: str, found: Any) -> ParseError:
    return ParseError(
        "TRUST_LIST_MALFORMED",
        detail,
        found=None if found is None else str(found),
        expected="a TrustServiceStatusList",
        spec=SPEC,
    )
