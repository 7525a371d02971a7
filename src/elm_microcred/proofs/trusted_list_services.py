"""The services of a trusted list, out of its XML.

A service counts with all of its history or not at all: an entry that cannot be read may be the one
that took its status away. One with a critical extension that is not understood does not count.

Spec: https://www.etsi.org/deliver/etsi_ts/119600_119699/119612/ (5.4, 5.5, 5.6)
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.problem import Problem
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.certificates.certificate import read_certificate
from elm_microcred.proofs.certificates.qualifiers import Criteria, Qualification
from elm_microcred.proofs.certificates.services import (
    ANOTHER_TYPE,
    FOR_SEALS,
    Standing,
    TrustService,
)

SPEC: Final = "https://www.etsi.org/deliver/etsi_ts/119600_119699/119612/"
TSL: Final = "{http://uri.etsi.org/02231/v2#}"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_EXTENSIONS: Final = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
_FOR_OTHERS: Final = frozenset(
    _EXTENSIONS + name for name in ("ForeSignatures", "ForWebSiteAuthentication")
)
_UNDERSTOOD: Final = frozenset(
    {"AdditionalServiceInformation", "Qualifications", "ExpiredCertsRevocationInfo", "TakenOverBy"}
)
"""Extensions that may be critical. The last two change nothing of what is asked here."""
_USAGES: Final = {
    name: bit
    for bit, names in enumerate(
        (
            ("digitalSignature",),
            ("nonRepudiation", "contentCommitment"),
            ("keyEncipherment",),
            ("dataEncipherment",),
            ("keyAgreement",),
            ("keyCertSign",),
            ("crlSign", "cRLSign"),
            ("encipherOnly",),
            ("decipherOnly",),
        )
    )
    for name in names
}
_TRUE: Final = frozenset({"true", "1"})
_DEEPEST: Final = 8


class _Unreadable(Exception):  # noqa: N818 - a signal, not an error
    """Why a service does not count."""


def services_of(root: Any, territory: str) -> Iterator[TrustService | Problem]:
    """The services of a list; a finding in place of each that does not count."""
    for provider in root.iterfind(f"{TSL}TrustServiceProviderList/{TSL}TrustServiceProvider"):
        who = name_of(provider, f"{TSL}TSPInformation/{TSL}TSPName/{TSL}Name")
        for entry in provider.iterfind(f"{TSL}TSPServices/{TSL}TSPService"):
            try:
                yield from _service(entry, who, territory)
            except _Unreadable as error:
                name = name_of(entry, f"{TSL}ServiceInformation/{TSL}ServiceName/{TSL}Name")
                yield Problem(
                    "TRUST_LIST_MALFORMED",
                    f"A service of the list does not count: {error}.",
                    found=f"{territory}: {who}: {name}",
                    spec=SPEC,
                )


def _service(entry: Any, provider: str, territory: str) -> Iterator[TrustService]:
    info = entry.find(f"{TSL}ServiceInformation")
    if info is None:
        raise _Unreadable("it says nothing of itself")
    certificates = list(dict.fromkeys(certificates_of(info)))
    if not certificates:
        return  # known by a name alone: nothing that is asked here leads to it
    type_ = text_of(info, f"{TSL}ServiceTypeIdentifier")
    old = entry.iterfind(f"{TSL}ServiceHistory/{TSL}ServiceHistoryInstance")
    now, *before = [_standing(each, type_) for each in (info, *old)]
    for encoded in certificates:
        yield TrustService(
            certificate=encoded,
            type=type_,
            name=name_of(info, f"{TSL}ServiceName/{TSL}Name"),
            territory=territory,
            history=(now, *before),
            for_seals=now.for_seals,
            provider=provider,
        )


def _standing(info: Any, type_: str) -> Standing:
    since = moment_of(info, f"{TSL}StatusStartingTime")
    status = text_of(info, f"{TSL}ServiceStatus")
    if since is None or not status:
        raise _Unreadable("it does not say what its status is, or since when")
    if text_of(info, f"{TSL}ServiceTypeIdentifier") != type_:
        return Standing(since, ANOTHER_TYPE)
    uses: set[str] = set()
    said: list[Qualification] = []
    for extension in info.iterfind(f"{TSL}ServiceInformationExtensions/{TSL}Extension"):
        for content in extension:
            kind = _local(content)
            if kind == "AdditionalServiceInformation":
                uses |= {_stripped(uri) for uri in content.iterfind("{*}URI")}
            elif kind == "Qualifications":
                said += map(_qualification, content.iterfind("{*}QualificationElement"))
            elif kind not in _UNDERSTOOD and extension.get("Critical") in _TRUE:
                raise _Unreadable(f"it has a critical extension that is not understood: {kind}")
    return Standing(since, status, _for_seals(uses), tuple(said))


def _for_seals(uses: set[str]) -> bool | None:
    if FOR_SEALS in uses:
        return True
    return False if uses & _FOR_OTHERS else None


def _qualification(element: Any) -> Qualification:
    qualifiers = {entry.get("uri", "") for entry in element.iterfind("{*}Qualifiers/{*}Qualifier")}
    criteria = element.find("{*}CriteriaList")
    read = Criteria("", has_unknown=True) if criteria is None else _criteria(criteria)
    return Qualification(frozenset(qualifiers), read)


def _criteria(element: Any, depth: int = 0) -> Criteria:
    found: dict[str, list[Any]] = {"usages": [], "policies": [], "parts": []}
    purposes: list[frozenset[str]] = []
    attributes: list[frozenset[str]] = []
    has_unknown = depth > _DEEPEST
    for child in [] if has_unknown else element:
        kind = _local(child)
        if kind == "KeyUsage":
            bits = [(_USAGES.get(b.get("name", "")), b) for b in child.iterfind("{*}KeyUsageBit")]
            if any(bit is None for bit, _ in bits):
                has_unknown = True
            else:
                found["usages"].append(frozenset((bit, _stripped(b) in _TRUE) for bit, b in bits))
        elif kind == "PolicySet":
            found["policies"].append(_identifiers(child))
        elif kind == "CriteriaList":
            found["parts"].append(_criteria(child, depth + 1))
        elif kind == "otherCriteriaList":
            for other in child:
                rows = {"ExtendedKeyUsage": purposes, "CertSubjectDNAttribute": attributes}
                row = rows.get(_local(other))
                has_unknown |= row is None
                if row is not None:
                    row.append(_identifiers(other))
        elif kind not in ("Description", ""):
            has_unknown = True
    return Criteria(
        element.get("assert", ""),
        tuple(found["usages"]),
        tuple(found["policies"]),
        tuple(purposes),
        tuple(attributes),
        tuple(found["parts"]),
        has_unknown,
    )


def _identifiers(element: Any) -> frozenset[str]:
    """The object identifiers inside, however they are written."""
    texts = (_stripped(entry) for entry in element.iterfind(".//{*}Identifier"))
    return frozenset(t[8:] if t[:8].lower() == "urn:oid:" else t for t in texts)


def certificates_of(element: Any) -> Iterator[bytes]:
    """The certificates that identify a service; those that cannot be read identify none."""
    path = f"{TSL}ServiceDigitalIdentity/{TSL}DigitalId/{TSL}X509Certificate"
    for entry in element.iterfind(path):
        try:
            yield read_certificate(decoded(entry.text)).encoded
        except ElmMicrocredError:
            continue


def decoded(text: str | None) -> bytes:
    """What base64 with white space in it says; nothing where it is none."""
    try:
        return base64.b64decode("".join((text or "").split()), validate=True)
    except ValueError:  # binascii.Error is one, and text beyond ASCII raises it bare
        return b""


def name_of(element: Any, path: str) -> str:
    """A name in English, or in the first language that it has."""
    names = element.findall(path)
    english = [n for n in names if (n.get(_LANGUAGE) or "").lower().partition("-")[0] == "en"]
    return next(map(_stripped, (*english, *names)), "")


def text_of(element: Any, path: str) -> str:
    """The text of the first element there, white space around it apart; empty if there is none."""
    found = element.find(path)
    return "" if found is None else _stripped(found)


def moment_of(element: Any, path: str) -> datetime | None:
    """The point in time there: in UTC, where no zone is said, as all times of lists are."""
    return timestamps.parse(text_of(element, path), zone_required=False)


def _stripped(element: Any) -> str:
    return (element.text or "").strip()


def _local(element: Any) -> str:
    """The name of an element without its namespace; empty for what is none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
