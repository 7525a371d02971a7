"""Trusted lists as states publish them, with everything that the standard lets them say."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

import pki
import trusted_lists as tl
from elm_microcred import Outcome
from elm_microcred.errors import FetchError, ParseError, ProofError
from elm_microcred.proofs.certificates.services import TrustService
from elm_microcred.proofs.trusted_lists import (
    TrustedList,
    TrustedServices,
    read_trusted_list,
    trusted_services,
)
from elm_microcred.retrieval import Resource
from seals import check, codes, sealed
from trusted_lists import List, criteria, key_usage, operator, pointer, provider, service

pytest.importorskip("signxml", reason="could not import signxml (extra trust)")

XX, YY = "https://xx.example/tl.xml", "https://yy.example/tsl/yy.xml"
SEALS = tl.use("ForeSeals")
SIGNATURES = tl.use("ForeSignatures")
SINCE = "2024-01-01T00:00:00Z"


def read(content: bytes, *signers: pki.Party, now: datetime = pki.NOW) -> TrustedList:
    allowed = [signer.der for signer in signers or (operator("XX"),)]
    return read_trusted_list(content, signers=allowed, now=now)


def listed(*services: str, **more: Any) -> TrustedList:
    """What is read of a list with these services."""
    return read(List(providers=[provider(*services)], **more).signed(operator("XX")))


def one(*history: tuple[str, ...], **more: Any) -> TrustService:
    """The one service that a list has, with this history."""
    (only,) = listed(service(pki.pki().ca, *history, **more)).services
    return only


# What is read


@pytest.mark.parametrize("version", [5, 6])
@pytest.mark.parametrize("prefix", ["", "tsl", "ns2"])
def test_a_list_of_a_state(version: int, prefix: str) -> None:
    made = pki.pki()
    found = listed(
        service((made.ca, made.root)),
        service(made.tsa, ("granted", SINCE), type_=tl.QTST),
        version=version,
        prefix=prefix,
        pointers=[pointer(tl.LOTL, operator("EU"), operator("EU 2"), territory="EU")],
    )
    assert (found.territory, found.sequence_number, found.problems) == ("XX", 42, ())
    assert found.next_update == datetime(2026, 7, 1, tzinfo=UTC)
    assert [s.certificate for s in found.services] == [made.ca.der, made.root.der, made.tsa.der]
    assert {(s.name, s.provider, s.territory) for s in found.services} == {
        ("A service", "Test Trust", "XX")
    }
    assert [s.for_seals for s in found.services] == [True, True, None]
    (to,) = found.pointers
    assert (to.location, to.territory) == (tl.LOTL, "EU")
    assert to.signers == (operator("EU").der, operator("EU 2").der)


@pytest.mark.parametrize(
    "how",
    [
        {"digest": "sha512"},
        {"reference": "#list-XX"},
        {"has_key_value": True},
        {"kind": "EC"},
    ],
    ids=lambda how: next(iter(how)),
)
def test_signatures_that_lists_have(how: dict[str, Any]) -> None:
    signer = operator("XX", how.pop("kind", "RSA"))
    content = List(providers=[provider(service(pki.pki().ca))]).signed(signer, **how)
    assert len(read(content, operator("other"), signer).services) == 1
    with pytest.raises(ProofError, match="TRUST_LIST_SIGNATURE"):
        read(content.replace(b"granted", b"grantee"), signer)
    with pytest.raises(ProofError, match="TRUST_LIST_SIGNATURE"):
        read(content, operator("other"))


def test_a_list_that_signxml_signed() -> None:
    from lxml import etree
    from signxml.xades import XAdESSigner

    signer = operator("XX")
    tree = etree.fromstring(List(providers=[provider(service(pki.pki().ca))]).xml().encode())
    root = XAdESSigner().sign(tree, key=signer.key, cert=[signer.certificate])
    assert len(read(etree.tostring(root), signer).services) == 1


def test_what_was_signed_otherwise_than_the_properties_say() -> None:
    content = List().signed(operator("XX"))
    with pytest.raises(ProofError, match="TRUST_LIST_SIGNATURE"):
        read(content.replace(b"SigningTime>2026", b"SigningTime>2025"))


def test_comments_change_nothing() -> None:
    """They are not signed, so that anybody may put some in."""
    history = (("withdrawn", "2025-06-01T00:00:00Z"), ("granted", SINCE))
    content = List(providers=[provider(service(pki.pki().ca, *history))]).signed(operator("XX"))
    commented = content.replace(b"withdrawn<", b"withdra<!-- granted -->wn<")
    commented = commented.replace(b">2025-06-01T", b"><!-- 2027 -->2025-<!-- -->06-01T")
    assert commented.count(b"<!--") == 3
    assert read(commented).services == read(content).services
    assert not read(commented).services[0].is_granted_at(pki.NOW)


def test_the_time_of_the_check_is_the_one_that_is_passed_in() -> None:
    """No clock is asked for whether the certificate of a signer has ended."""
    then = datetime(2015, 6, 1, tzinfo=UTC)
    signer = pki.issue(
        pki.name_of("Old"), pki.rsa_key("old"), begin=then, end=then + timedelta(days=9)
    )
    content = List(
        issued="2015-06-02T00:00:00Z", following="<dateTime>2015-12-01T00:00:00Z</dateTime>"
    ).signed(signer)
    assert read(content, signer, now=then + timedelta(days=1)).territory == "XX"
    for late in (timedelta(days=10), timedelta(days=-1)):
        with pytest.raises(ProofError, match="TRUST_LIST_SIGNATURE"):
            read(content, signer, now=then + late)


# A service over time


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-01-01T12:30:00.123Z", datetime(2024, 1, 1, 12, 30, 0, 123000, UTC)),
        ("2024-01-01T02:00:00+02:00", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2023-12-31T19:00:00.0-05:00", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-01-01T00:00:00", datetime(2024, 1, 1, tzinfo=UTC)),
        ("\n  2024-01-01T00:00:00Z ", datetime(2024, 1, 1, tzinfo=UTC)),
    ],
)
def test_times_as_states_write_them(written: str, moment: datetime) -> None:
    only = one(("granted", written, SEALS))
    assert only.history[0][0] == moment
    assert only.is_granted_at(moment)
    assert only.standing_at(moment - timedelta(milliseconds=1)) is None


def test_what_a_service_was_for_and_when() -> None:
    only = one(
        ("granted", "2024-01-01T00:00:00Z", SEALS, SIGNATURES, tl.EXPIRED, tl.TAKEN_OVER),
        ("granted", "2020-01-01T00:00:00Z", SIGNATURES),
        ("undersupervision", "2014-01-01T00:00:00Z"),
        ("supervisionceased", "2010-01-01T00:00:00Z"),
    )
    said = {}
    for year in (2009, 2012, 2016, 2022, 2025):
        moment = datetime(year, 6, 1, tzinfo=UTC)
        standing = only.standing_at(moment)
        said[year] = (only.is_granted_at(moment), standing and standing.for_seals)
    assert said == {
        2009: (False, None),
        2012: (False, None),
        2016: (True, None),
        2022: (True, False),
        2025: (True, True),
    }


def test_a_service_made_by_hand_needs_no_more_than_times_and_statuses() -> None:
    granted = tl.STATUS + "granted"
    by_hand = TrustService(b"", tl.CA_QC, history=((pki.BEGIN, granted),), for_seals=False)
    standing = by_hand.standing_at(pki.NOW)
    assert standing is not None
    assert (standing.status, standing.for_seals, standing.qualifications) == (granted, False, ())


def test_a_service_that_did_something_else_before() -> None:
    known = tl.identity(pki.pki().ca)
    now = tl.standing("granted", "2025-01-01T00:00:00Z", identity=known, is_now=True)
    before = tl.standing("granted", SINCE, type_=tl.QTST, identity=tl.OLD_IDENTITY, is_now=False)
    entry = f"<TSPService>{now}<ServiceHistory>{before}</ServiceHistory></TSPService>"
    (only,) = listed(entry).services
    assert only.is_granted_at(pki.NOW)
    assert not only.is_granted_at(datetime(2024, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "history",
    [
        [("withdrawn", "soon"), ("granted", SINCE)],
        [("granted", "2025-01-01T00:00:00Z"), ("withdrawn", ""), ("granted", SINCE)],
        [("granted", SINCE, tl.UNKNOWN)],
        [("granted", "2025-01-01T00:00:00Z"), ("granted", SINCE, tl.UNKNOWN)],
    ],
    ids=["status now", "status before", "critical now", "critical before"],
)
def test_a_service_counts_with_all_of_its_history_or_not_at_all(history: Any) -> None:
    """What cannot be read may be what took its status away."""
    found = listed(service(pki.pki().ca, *history), service(pki.pki().tsa))
    assert [s.certificate for s in found.services] == [pki.pki().tsa.der]
    (problem,) = found.problems
    assert problem.code == "TRUST_LIST_MALFORMED"
    assert problem.found == "XX: Test Trust: A service"


def test_a_service_without_status_or_without_certificate() -> None:
    found = listed(
        service(pki.pki().ca).replace(f"{tl.STATUS}granted", " "),
        service(()),
        "<TSPService/>",
    )
    assert found.services == ()
    assert [problem.code for problem in found.problems] == ["TRUST_LIST_MALFORMED"] * 2


def test_extensions_that_nobody_has_to_understand() -> None:
    assert one(("granted", SINCE, SEALS, tl.UNKNOWN_AND_NOT_CRITICAL)).for_seals is True


def test_a_list_that_was_closed() -> None:
    """It has no next one; what was granted once, was."""
    history = (("withdrawn", "2025-06-01T00:00:00Z"), ("granted", SINCE))
    found = listed(service(pki.pki().ca, *history), following="", issued="2025-06-01T00:00:00Z")
    assert found.next_update is None
    (only,) = found.services
    assert not only.is_granted_at(pki.NOW)
    assert only.is_granted_at(pki.SEAL_BEGIN)


# What a list says of some certificates of a service


def qualification_of(*extensions: str, **history: Any) -> str:
    """What is said of the seal of the tests, whose issuer has these extensions on its list."""
    services = listed(service(pki.pki().ca, ("granted", SINCE, *extensions))).services
    report = check(sealed(), trust_anchors=(), trusted_services=services)
    assert report.check("issuer/seal-certificate").outcome is Outcome.PASSED, report.errors
    return str(report.check("issuer").values["qualification"])


SIGNS = key_usage(nonRepudiation=True)
ENCRYPTS = key_usage(keyEncipherment=True)
ORGANISATION = tl.others(attributes=["2.5.4.97"])
UNSAID = tl.others(more='<x:Age xmlns:x="urn:x">7</x:Age>')


@pytest.mark.parametrize(
    ("qualifiers", "of", "expected"),
    [
        (["NotQualified"], criteria("all", SIGNS), "claims to be qualified"),
        (["NotQualified"], criteria("all", ENCRYPTS), "qualified"),
        (["NotQualified"], criteria("none", ENCRYPTS), "claims to be qualified"),
        (["NotQualified"], criteria("none", SIGNS, ENCRYPTS), "qualified"),
        (["NotQualified"], criteria("atLeastOne", SIGNS, ENCRYPTS), "claims to be qualified"),
        (["NotQualified"], criteria("all", SIGNS, ENCRYPTS), "qualified"),
        (["NotQualified"], criteria("all", tl.policies("1.2.3")), "qualified"),
        (["NotQualified"], criteria("all", ORGANISATION), "claims to be qualified"),
        (["NotQualified"], criteria("all", tl.others(attributes=["2.5.4.5"])), "qualified"),
        (["NotQualified"], criteria("all", tl.others(purposes=["1.2.3"])), "qualified"),
        (
            ["NotQualified"],
            criteria("all", SIGNS, criteria("none", tl.policies("1.2.3"))),
            "claims to be qualified",
        ),
        # What cannot be told counts against the seal, and never for it.
        (["NotQualified"], criteria("all", UNSAID), "claims to be qualified"),
        (["NotQualified"], criteria("all", ENCRYPTS, UNSAID), "qualified"),
        (["NotQualified"], criteria("atLeastOne", SIGNS, UNSAID), "claims to be qualified"),
        (["NotQualified"], criteria("none", UNSAID), "claims to be qualified"),
        (["NotQualified"], criteria("most", SIGNS), "claims to be qualified"),
        (["NotQualified"], criteria("all"), "claims to be qualified"),
        (["NotQualified"], criteria("atLeastOne"), "claims to be qualified"),
        (["NotQualified"], "", "claims to be qualified"),
        (["NotQualified"], criteria("all", key_usage(flies=True)), "claims to be qualified"),
        (["NotQualified"], criteria("all", "<ecc:New/>"), "claims to be qualified"),
        (["QCForESig"], criteria("all", SIGNS), "claims to be qualified"),
        (["QCForESig"], criteria("all", ENCRYPTS), "qualified"),
        (["QCForESig", "QCForESeal"], criteria("all", SIGNS), "qualified"),
        (["QCWithQSCD"], criteria("all", SIGNS), "qualified"),
    ],
)
def test_what_a_list_says_of_some_certificates(
    qualifiers: list[str], of: str, expected: str
) -> None:
    assert qualification_of(SEALS, tl.qualification(qualifiers, of)) == expected


def test_criteria_inside_of_each_other_without_end() -> None:
    deep = SIGNS
    for _ in range(40):
        deep = criteria("all", deep)
    assert qualification_of(tl.qualification(["NotQualified"], deep)) == "claims to be qualified"


def test_a_list_makes_qualified_what_does_not_claim_it() -> None:
    made = pki.pki()
    plain = pki.issue(
        pki.SEAL_NAME,
        pki.ec_key("plain"),
        made.ca,
        begin=pki.SEAL_BEGIN,
        end=pki.SEAL_END,
        key_usage=pki.SEAL_USAGE,
    )
    both = tl.qualification(["QCStatement", "QCForESeal"], criteria("all", SIGNS))
    for extensions, expected in (
        ((SEALS, both), "qualified"),
        ((SEALS,), "no qualified certificate for seals"),
        (
            (tl.qualification(["QCStatement"], criteria("all", SIGNS)),),
            "no qualified certificate for seals",
        ),
        (
            (tl.qualification(["QCStatement", "QCForESeal"], criteria("all", UNSAID)),),
            "no qualified certificate for seals",
        ),
    ):
        services = listed(service(made.ca, ("granted", SINCE, *extensions))).services
        report = check(sealed(party=plain), trust_anchors=(), trusted_services=services)
        assert report.check("issuer").values["qualification"] == expected


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([("granted", "2025-01-01T00:00:00Z", SEALS)], "qualified"),
        # The certificate is of the first of January: it was granted later.
        ([("granted", "2025-01-02T00:00:00Z", SEALS)], "claims to be qualified"),
        (
            [("granted", "2025-01-02T00:00:00Z", SEALS), ("withdrawn", SINCE)],
            "claims to be qualified",
        ),
        (
            [("granted", "2025-01-02T00:00:00Z", SEALS), ("granted", SINCE, SIGNATURES)],
            "claims to be qualified",
        ),
        ([("granted", "2025-01-02T00:00:00Z", SEALS), ("granted", SINCE)], "qualified"),
    ],
)
def test_a_service_must_have_been_granted_when_it_issued_too(history: Any, expected: str) -> None:
    services = listed(service(pki.pki().ca, *history)).services
    report = check(sealed(), trust_anchors=(), trusted_services=services)
    assert report.check("issuer").values["qualification"] == expected


# The list of lists, and two of states


def world(files: Mapping[str, bytes], asked: list[str] | None = None) -> Callable[..., Resource]:
    def resolve(url: str, /) -> Resource:
        if asked is not None:
            asked.append(url)
        if url not in files:
            raise FetchError("RESOURCE_UNAVAILABLE", "There is no such list.", found=url)
        return Resource(files[url])

    return resolve


def national(territory: str = "XX", **more: Any) -> List:
    made = pki.pki()
    services = (service(made.ca), service(made.tsa, ("granted", SINCE), type_=tl.QTST))
    return List(territory, providers=[provider(*services)] if territory == "XX" else (), **more)


LISTS = List(
    "EU",
    pointers=[
        pointer(tl.LOTL, operator("EU"), territory="EU", type_="EUlistofthelists"),
        pointer(XX, operator("XX old"), operator("XX"), territory="XX"),
        pointer(XX.replace("xml", "pdf"), operator("XX"), territory="XX", kind="pdf"),
        pointer(YY, operator("YY", "EC"), territory="YY"),
    ],
    version=6,
)
FILES = {
    tl.LOTL: LISTS.signed(operator("EU")),
    XX: national().signed(operator("XX")),
    YY: national("YY").signed(operator("YY", "EC")),
}


def union(**changes: bytes | None) -> TrustedServices:
    """What the lists say together, where those of these countries are others."""
    places = {"xx": XX, "yy": YY}
    files = FILES | {places[name]: content for name, content in changes.items() if content}
    for name, content in changes.items():
        if content is None:
            del files[places[name]]
    return trusted_services(
        tl.LOTL, resolve=world(files), signers=[operator("EU").der], now=pki.NOW
    )


def verdict(found: TrustedServices, level: str = "B-B", **more: Any) -> Any:
    return check(
        sealed(level=level),
        trust_anchors=(),
        trusted_services=found.services,
        unavailable_lists=found.unavailable,
        **more,
    )


def test_the_lists_of_the_union() -> None:
    found = union()
    assert (found.problems, found.unavailable) == ((), frozenset())
    for level in ("B-B", "B-LTA"):
        report = verdict(found, level, qualification="listed")
        assert report.outcome is Outcome.PASSED, report.errors
        assert report.check("issuer").values["qualification"] == "qualified"


OVERDUE = "<dateTime>2026-02-28T00:00:00Z</dateTime>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "RESOURCE_UNAVAILABLE"),
        (national(following=OVERDUE).signed(operator("XX")), "TRUST_LIST_OVERDUE"),
        (national().signed(operator("YY")), "TRUST_LIST_SIGNATURE"),
        (national("YY").signed(operator("XX")), "TRUST_LIST_MALFORMED"),
        (b"<html/>", "TRUST_LIST_SIGNATURE"),
        (b"not found", "XML_MALFORMED"),
    ],
    ids=["gone", "overdue", "another signer", "another country", "another page", "no XML"],
)
def test_a_list_that_cannot_be_used_leaves_the_seals_of_its_country_open(
    content: bytes | None, code: str
) -> None:
    found = union(xx=content)
    assert [problem.code for problem in found.problems] == [code]
    assert found.unavailable == {"XX"}
    for level, wanted in (("B-B", None), ("B-B", "listed"), ("B-T", None)):
        report = verdict(found, level, qualification=wanted)
        assert report.outcome is Outcome.INDETERMINATE, report.errors
        told = {problem.code for problem in report.problems}
        assert "SEAL_NOT_ANCHORED" in told and "SEAL_UNTRUSTED" not in told
        assert "SEAL_NOT_QUALIFIED" not in told


def test_the_list_of_another_country_leaves_nothing_open() -> None:
    found = union(yy=None)
    assert found.unavailable == {"YY"}
    assert verdict(found).outcome is Outcome.PASSED
    nowhere = replace(found, services=())
    assert "SEAL_UNTRUSTED" in codes(
        verdict(replace(nowhere, services=(TrustService(pki.pki().tsa.der, tl.QTST),)))
    )


def test_an_anchor_of_ones_own_needs_no_list() -> None:
    found = union(xx=None)
    own = {"trust_anchors": (pki.pki().root.der,), "unavailable_lists": found.unavailable}
    assert check(sealed(), **own).outcome is Outcome.PASSED
    # Whether a list would call it qualified is another question.
    report = check(sealed(), qualification="listed", **own)
    assert report.outcome is Outcome.INDETERMINATE
    assert report.check("issuer/qualification").outcome is Outcome.INDETERMINATE
    assert check(sealed(), qualification="listed", trust_anchors=own["trust_anchors"]).errors


@pytest.mark.parametrize(("code", "territory"), [("GR", "EL"), ("GB", "UK"), ("LV", "LV")])
def test_countries_that_lists_call_otherwise(code: str, territory: str) -> None:
    from elm_microcred.proofs.certificates.certificate import read_certificate
    from elm_microcred.proofs.certificates.path import Path
    from elm_microcred.proofs.jades.material import unavailable_list
    from elm_microcred.proofs.policy import Policy

    party = pki.issue(pki.name_of("CA", country=code), pki.ec_key("ca of a country"), ca=True)
    path = Path((read_certificate(party.der),), is_anchored=False)
    policy = Policy(unavailable_lists=frozenset({territory, "ZZ"}))
    assert unavailable_list(path, policy) == territory
    assert unavailable_list(path, Policy(unavailable_lists=frozenset({"ZZ"}))) is None
    assert unavailable_list(path, Policy()) is None


# When the signers of the list of lists change


PIVOTS = [f"{tl.LOTL.removesuffix('.xml')}-pivot-{number}.xml" for number in (300, 335)]
JOURNAL = "https://eur-lex.example/legal-content/EN/TXT/?uri=uriserv:OJ.C_.2019.276.01.xml"


def generations(*signers: str, information: Any = None) -> dict[str, bytes]:
    """The list of lists, signed by the last of these, and a pivot for each change before.

    Args:
        signers: Who signed it, one after the other.
        information: Where it says that pivots are, if not where they are.
    """
    files = {}
    known = [*reversed(PIVOTS[: len(signers) - 1]), JOURNAL]
    for url, before, after in zip(PIVOTS, signers, signers[1:], strict=False):
        pivot = replace(
            LISTS,
            pointers=[pointer(tl.LOTL, operator(after), territory="EU")],
            issued="2024-02-01T00:00:00Z" if before == "EU 2019" else "2025-03-01T00:00:00Z",
            following="<dateTime>2025-06-01T00:00:00Z</dateTime>",
        )
        files[url] = pivot.signed(generation(before))
    current = replace(LISTS, information=known if information is None else information)
    return {**FILES, **files, tl.LOTL: current.signed(generation(signers[-1]))}


@cache
def generation(name: str) -> pki.Party:
    """Who signed once; the first one's certificate has ended since."""
    if name != "EU 2019":
        return operator(name)
    return pki.issue(
        pki.name_of(name),
        pki.rsa_key("operator EU 2019"),
        begin=datetime(2019, 1, 1, tzinfo=UTC),
        end=datetime(2024, 6, 1, tzinfo=UTC),
    )


def after(files: Mapping[str, bytes], asked: list[str] | None = None) -> TrustedServices:
    signers = [generation("EU 2019").der]
    return trusted_services(
        tl.LOTL, resolve=world(files, asked), signers=signers, now=pki.NOW, territories=["XX"]
    )


def test_the_signers_of_the_list_of_lists_have_changed_twice() -> None:
    asked: list[str] = []
    found = after(generations("EU 2019", "EU 2024", "EU"), asked)
    assert len(found.services) == 2 and found.problems == ()
    assert asked == [tl.LOTL, *PIVOTS, XX]


def test_no_pivot_is_asked_for_where_the_signers_are_known() -> None:
    asked: list[str] = []
    files = generations("EU 2019", "EU 2024", "EU")
    given = {"resolve": world(files, asked), "signers": [operator("EU").der], "now": pki.NOW}
    assert trusted_services(tl.LOTL, territories=[], **given).services == ()
    assert asked == [tl.LOTL]


@pytest.mark.parametrize(
    "files",
    [
        {**generations("EU 2019", "EU 2024", "EU"), PIVOTS[0]: b"gone"},
        {**generations("EU 2019", "EU 2024", "EU"), PIVOTS[1]: FILES[XX]},
        generations("EU 2019", "EU 2024", "EU", information=[JOURNAL, *PIVOTS[1:]]),
        # A pivot that somebody else signed, or with an older certificate than it says.
        {
            **generations("EU 2019", "EU 2024", "EU"),
            PIVOTS[0]: generations("stranger", "EU 2024", "EU")[PIVOTS[0]],
        },
        generations("EU 2019", "EU 2024", "stranger", information=[]),
        {
            **generations("EU 2019", "EU"),
            PIVOTS[0]: replace(
                LISTS,
                pointers=[pointer(tl.LOTL, operator("EU"), territory="EU")],
                issued="2024-07-01T00:00:00Z",
            ).signed(generation("EU 2019")),
        },
        {
            **generations("EU 2019", "EU"),
            PIVOTS[0]: replace(LISTS, issued="2026-03-02T00:00:00Z").signed(operator("EU")),
        },
        {
            **generations("EU 2019", "EU"),
            PIVOTS[0]: replace(LISTS, pointers=[]).signed(generation("EU 2019")),
        },
    ],
    ids=["gone", "another list", "one is missing", "another signer", "no pivots", "ended",
         "of the future", "names nobody"],
)  # fmt: skip
def test_a_way_that_is_broken_leads_nowhere(files: Mapping[str, bytes]) -> None:
    with pytest.raises(ProofError) as caught:
        after(files)
    assert caught.value.code == "TRUST_LIST_SIGNATURE"


def test_pivots_are_asked_for_in_the_folder_of_the_list_alone() -> None:
    elsewhere = [
        "https://evil.example/tools/lotl/eu-lotl-pivot-1.xml",
        "https://lists.example/tools/eu-lotl-pivot-1.xml",
        "https://lists.example/tools/lotl/../../internal.xml",
        "https://lists.example/tools/lotl/legalnotice.html",
        "http://169.254.169.254/latest.xml",
        tl.LOTL,
    ]
    asked: list[str] = []
    files = generations("EU 2019", "EU 2024", "EU", information=elsewhere)
    with pytest.raises(ProofError):
        after(files, asked)
    assert asked == [tl.LOTL]


def test_a_list_of_lists_that_is_none() -> None:
    for content in (b"", b"<x/>"):
        with pytest.raises((ParseError, ProofError)):
            after({tl.LOTL: content})


def test_a_list_of_lists_that_is_overdue() -> None:
    overdue = replace(LISTS, following=OVERDUE).signed(operator("EU"))
    with pytest.raises(ProofError) as caught:
        trusted_services(
            tl.LOTL, resolve=world({tl.LOTL: overdue}), signers=[operator("EU").der], now=pki.NOW
        )
    assert caught.value.code == "TRUST_LIST_OVERDUE"


def test_certificates_that_cannot_be_read_sign_nothing_and_identify_nothing() -> None:
    signer = operator("XX")
    content = List(providers=[provider(service(pki.pki().ca))]).signed(signer)
    begin, end = content.rindex(b"<ds:X509Certificate>"), content.rindex(b"</ds:X509Certificate>")
    for broken in (b"", b"AAAA", b"?", "é".encode()):
        changed = content[: begin + 20] + broken + content[end:]
        with pytest.raises(ProofError, match="TRUST_LIST_SIGNATURE"):
            read_trusted_list(changed, signers=[b"", b"\0\0\0", signer.der], now=pki.NOW)
    odd = "<DigitalId><X509Certificate>é</X509Certificate></DigitalId>"
    known = tl.identity(pki.pki().ca)
    info = tl.standing("granted", SINCE, identity=odd + known, is_now=True)
    (only,) = listed(f"<TSPService>{info}</TSPService>").services
    assert only.certificate == pki.pki().ca.der


def test_whether_policies_that_cannot_be_read_are_meant_cannot_be_told() -> None:
    from cryptography import x509

    from elm_microcred.proofs.certificates.certificate import read_certificate
    from elm_microcred.proofs.certificates.qualifiers import Criteria

    oid = x509.ObjectIdentifier("2.5.29.32")
    odd = pki.issue(
        pki.name_of("Odd"),
        pki.ec_key("odd"),
        pki.pki().ca,
        extensions=[(x509.UnrecognizedExtension(oid, b"\x05\x00"), False)],
    )
    named = Criteria("all", policies=(frozenset({"1.2.3"}),))
    assert named.are_met_by(read_certificate(odd.der)) is None
    well = pki.issue(
        pki.name_of("Well"),
        pki.ec_key("odd"),
        pki.pki().ca,
        extensions=[
            (
                x509.CertificatePolicies(
                    [x509.PolicyInformation(x509.ObjectIdentifier("1.2.3"), None)]
                ),
                False,
            )
        ],
    )
    assert named.are_met_by(read_certificate(well.der)) is True


WHOLE = List(
    providers=[
        provider(
            service(
                pki.pki().ca,
                (
                    "granted",
                    SINCE,
                    SEALS,
                    tl.EXPIRED,
                    tl.qualification(
                        ["NotQualified"],
                        criteria("all", ENCRYPTS, tl.policies("1.2.3"), criteria("none", SIGNS)),
                    ),
                ),
                ("withdrawn", "2020-01-01T00:00:00"),
            )
        )
    ],
    pointers=[pointer(tl.LOTL, operator("EU"))],
)


def _removed(element: Any) -> None:
    element.getparent().remove(element)


def _emptied(element: Any) -> None:
    del element[:]
    element.text = None


def _filled(element: Any) -> None:
    element.text = "é?"


def _doubled(element: Any) -> None:
    element.addnext(copy.deepcopy(element))


def _renamed(element: Any) -> None:
    element.tag = "{urn:x}y"


@pytest.mark.parametrize(
    "change", [_removed, _emptied, _filled, _doubled, _renamed, lambda e: e.attrib.clear()]
)
def test_a_list_with_any_element_changed_is_read_or_refused_by_name(
    change: Callable[[Any], None],
) -> None:
    """Signed as it is then: whoever makes lists may make mistakes."""
    from lxml import etree

    xml = WHOLE.xml()
    number = len(list(etree.fromstring(xml).iter()))
    found: set[str] = set()
    for place in range(1, number):
        root = etree.fromstring(xml)
        change(list(root.iter())[place])
        content = tl.signed(etree.tostring(root, encoding="unicode"), operator("XX"))
        try:
            services = read(content).services
        except ParseError as error:
            found.add(error.code)
        else:
            found |= {str(s.is_granted_at(pki.NOW)) for s in services} or {"none"}
    assert "True" in found and found <= {"True", "False", "none", "TRUST_LIST_MALFORMED"}


@pytest.mark.parametrize("change", [_removed, _emptied, _filled, _doubled, _renamed])
def test_a_signature_with_any_element_changed_is_read_or_refused_by_name(
    change: Callable[[Any], None],
) -> None:
    """Nothing of it is signed yet when it is read."""
    from lxml import etree

    content = WHOLE.signed(operator("XX"), has_key_value=True)
    number = len(list(etree.fromstring(content).find("{*}Signature").iter()))
    refused = 0
    for place in range(number):
        root = etree.fromstring(content)
        change(list(root.find("{*}Signature").iter())[place])
        try:
            assert read(etree.tostring(root)).services
        except ProofError as error:
            assert error.code == "TRUST_LIST_SIGNATURE"
            refused += 1
    assert refused > 20
