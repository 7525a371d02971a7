"""Trusted lists of the European Union: who may issue qualified certificates, and since when.

```python
found = trusted_services(LIST_OF_LISTS, resolve=resolver, signers=signers, now=now)
policy = Policy(
    trusted_services=found.services, unavailable_lists=found.unavailable, qualification="listed"
)
verify(content, policy=policy)
```

The list of lists is signed by certificates that the Official Journal publishes: the caller
passes them. It names the signers of the national lists, and those name the services. Needs the
extra `trust`.

Spec: https://www.etsi.org/deliver/etsi_ts/119600_119699/119612/
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from elm_microcred.errors import (
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
from elm_microcred.proofs.certificates.services import TrustService
from elm_microcred.proofs.trusted_list_services import (
    SPEC,
    TSL,
    decoded,
    moment_of,
    services_of,
    text_of,
)
from elm_microcred.retrieval import Resolver

LIST_OF_LISTS: Final = "https://ec.europa.eu/tools/lotl/eu-lotl.xml"
"""Where the European Commission publishes the list of the national lists."""

_INFO: Final = "{http://uri.etsi.org/02231/v2/additionaltypes#}"
_SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_MACHINE_READABLE: Final = "application/vnd.etsi.tsl+xml"
_ISSUED: Final = f"{TSL}ListIssueDateTime"
_KEY_INFO: Final = f".//{_SIGNATURE}KeyInfo//{_SIGNATURE}X509Certificate"
_DIGESTS: Final = ("SHA256", "SHA384", "SHA512")
_METHOD: Final = re.compile(r"^(?:RSA|ECDSA)_SHA(?:256|384|512)$|^SHA(?:256|384|512)_RSA_MGF1$")
"""Signatures of RSA and ECDSA over SHA-2, by the names that signxml gives them."""
_LONGEST_WAY: Final = 32
"""More generations of the list of lists than there have been."""


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
        problems: Why other services on it do not count.
    """

    territory: str
    sequence_number: int
    issued: datetime
    next_update: datetime | None
    services: tuple[TrustService, ...]
    pointers: tuple[Pointer, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustedServices:
    """What the lists of the Union say together.

    Attributes:
        services: The services of all lists that could be had.
        problems: Why other lists, and other services, could not be used.
        unavailable: Countries whose lists could not be used. A policy that knows them leaves
            open what may stand on one of them.
    """

    services: tuple[TrustService, ...]
    problems: tuple[Problem, ...]
    unavailable: frozenset[str] = frozenset()


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
    content = resolve(location).content
    try:
        first = read_trusted_list(content, signers=signers, now=now, limits=limits)
    except ProofError as error:
        if error.code != "TRUST_LIST_SIGNATURE":
            raise
        later = _later_signers(content, location, signers, resolve, now, limits)
        first = read_trusted_list(content, signers=later, now=now, limits=limits)
    services: list[TrustService] = list(first.services)
    problems: list[Problem] = list(first.problems)
    unavailable: set[str] = set()
    for pointer in first.pointers:
        is_wanted = territories is None or pointer.territory in territories
        if not is_wanted or pointer.location == location:
            continue
        try:
            found = _national(pointer, resolve, now, limits)
        except (ParseError, LimitError, ProofError, ResolutionError) as error:
            unavailable.add(pointer.territory)
            problems += [
                Problem(p.code, p.detail, found=pointer.location, expected=p.expected, spec=SPEC)
                for p in error.problems
            ]
        else:
            services += found.services
            problems += found.problems
    return TrustedServices(tuple(services), tuple(problems), frozenset(unavailable))


def _national(pointer: Pointer, resolve: Resolver, now: datetime, limits: Limits) -> TrustedList:
    """The list that a pointer leads to, if it is the one of that country."""
    content = resolve(pointer.location).content
    found = read_trusted_list(content, signers=pointer.signers, now=now, limits=limits)
    if found.territory != pointer.territory:
        raise ParseError(
            "TRUST_LIST_MALFORMED",
            "The list is that of another country than the list of lists says.",
            found=found.territory,
            expected=pointer.territory,
            spec=SPEC,
        )
    return found


def _later_signers(
    content: bytes,
    location: str,
    signers: Collection[bytes],
    resolve: Resolver,
    now: datetime,
    limits: Limits,
) -> Collection[bytes]:
    """Who may sign the list of lists today, from those who might when the Journal named them.

    Each time that its signers change, the list of lists names a pivot: itself as it was then,
    signed by one of those before and naming those after. The oldest is asked first. They are asked
    for at the host of the list itself alone, since nothing vouches for their addresses yet.

    Spec: https://ec.europa.eu/tools/lotl/pivot-lotl-explanation.html
    """
    known = signers
    for url in reversed(_pivots(_parsed(content, limits), location)):
        try:
            pivot = resolve(url).content
            issued = moment_of(_parsed(pivot, limits), f"{TSL}SchemeInformation/{_ISSUED}")
            if issued is None or issued > now:
                continue
            # It was the current one when it was issued; its signers may have ended since.
            found = read_trusted_list(pivot, signers=known, now=issued, limits=limits)
        except (ParseError, LimitError, ProofError, ResolutionError):
            continue  # of before the signers that are known, or not to be had
        known = next((p.signers for p in found.pointers if p.location == location), known)
    return known


def _pivots(root: Any, location: str) -> list[str]:
    """The pivots that a list names, the latest first."""
    folder = location.rpartition("/")[0] + "/"
    path = f"{TSL}SchemeInformation/{TSL}SchemeInformationURI/{TSL}URI"
    urls = ((entry.text or "").strip() for entry in root.iterfind(path))
    own = (u for u in urls if u.startswith(folder) and "/" not in u[len(folder) :])
    pivots = dict.fromkeys(u for u in own if u.endswith(".xml") and u != location)
    return list(pivots)[:_LONGEST_WAY]


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
    scheme = root.find(f"{TSL}SchemeInformation")
    if root.tag != f"{TSL}TrustServiceStatusList" or scheme is None:
        raise _malformed("The signed XML is no trusted list.", root.tag)
    issued = moment_of(scheme, _ISSUED)
    following = f"{TSL}NextUpdate/{TSL}dateTime"
    next_update = moment_of(scheme, following)
    if issued is None or (next_update is None and scheme.find(following) is not None):
        raise _malformed("The list does not say when it was issued.", None)
    if next_update is not None and next_update < now:
        raise ProofError(
            "TRUST_LIST_OVERDUE",
            "The list is not the current one.",
            found=f"the next one was due {timestamps.write(next_update)}",
            expected=f"checked at {timestamps.write(now)}",
            spec=SPEC,
        )
    territory = text_of(scheme, f"{TSL}SchemeTerritory")
    number = text_of(scheme, f"{TSL}TSLSequenceNumber")
    found = list(services_of(root, territory))
    return TrustedList(
        territory,
        int(number) if number.isascii() and number.isdigit() else 0,
        issued,
        next_update,
        tuple(one for one in found if isinstance(one, TrustService)),
        tuple(_pointers(scheme)),
        tuple(one for one in found if isinstance(one, Problem)),
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
        from signxml.algorithms import DigestAlgorithm, SignatureMethod
        from signxml.verifier import SignatureConfiguration, XMLVerifier
    except ImportError as error:
        raise MissingExtraError.of("trust", "Reading trusted lists") from error
    from cryptography import x509
    from lxml import etree

    embedded = {decoded(entry.text) for entry in root.iterfind(_KEY_INFO)}
    allowed = [signer for signer in signers if signer in embedded and _is_valid(signer, now)]
    configuration = SignatureConfiguration(
        location="./",
        expect_references=False,
        verification_time=now,
        signature_methods=frozenset(m for m in SignatureMethod if _METHOD.search(m.name)),
        digest_algorithms=frozenset(map(DigestAlgorithm.__getitem__, _DIGESTS)),
    )
    reason = "none of the signers that may sign it did"
    for signer in allowed:
        try:
            results = XMLVerifier().verify(
                content,
                x509_cert=x509.load_der_x509_certificate(signer),
                expect_config=configuration,
            )
        except Exception as error:  # signxml meets malformed signatures with errors of every kind
            reason = str(error).partition("\n")[0] or type(error).__name__
            continue
        found = results if isinstance(results, list) else [results]
        for result in found:
            if result.signed_xml is not None and result.signed_xml.tag == root.tag:
                etree.strip_tags(result.signed_xml, etree.Comment)
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


def _pointers(scheme: Any) -> Iterator[Pointer]:
    for entry in scheme.iterfind(f"{TSL}PointersToOtherTSL/{TSL}OtherTSLPointer"):
        identities = entry.iterfind(f"{TSL}ServiceDigitalIdentities/{TSL}ServiceDigitalIdentity")
        path = f"{TSL}DigitalId/{TSL}X509Certificate"
        signers = [decoded(c.text) for identity in identities for c in identity.iterfind(path)]
        kinds = {(e.text or "").strip() for e in entry.iterfind(f".//{_INFO}MimeType")}
        if not kinds or _MACHINE_READABLE in kinds:
            yield Pointer(
                text_of(entry, f"{TSL}TSLLocation"),
                text_of(entry, f".//{TSL}SchemeTerritory"),
                tuple(signers),
            )


def _malformed(detail: str, found: Any) -> ParseError:
    return ParseError(
        "TRUST_LIST_MALFORMED",
        detail,
        found=None if found is None else str(found),
        expected="a TrustServiceStatusList",
        spec=SPEC,
    )
