"""Badges of Open Badges 2.0 and older: verified by their own rules, upgraded, never revived."""

from __future__ import annotations

import base64
import contextlib
import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import (
    ElmMicrocredError,
    FetchError,
    LocalSigner,
    MappingError,
    NotBundledError,
    Outcome,
    ParseError,
    Resource,
    bake,
    from_open_badge,
    import_badge,
    sign,
    verify,
)
from elm_microcred.older_badges import ImportedBadge
from elm_microcred.older_badges.reading import moment
from elm_microcred.proofs.jose.jws import sign_compact
from elm_microcred.validation.badges import structure_problems
from pictures import png

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CONTEXT = "https://w3id.org/openbadges/v2"
BASE = "https://issuer.example"
PLAIN_HASH = "sha256$" + "0b" * 32
ASSERTION: dict[str, Any] = {
    "@context": CONTEXT,
    "type": "Assertion",
    "id": f"{BASE}/assertions/1",
    "recipient": {
        "type": "email",
        "hashed": True,
        "salt": "deadsea",
        "identity": "sha256$" + "0a" * 32,
    },
    "badge": f"{BASE}/classes/1",
    "issuedOn": "2016-12-31T23:59:59Z",
    "evidence": [f"{BASE}/work", {"id": f"{BASE}/more", "narrative": "…", "genre": "Essay"}],
    "narrative": "Did it all.",
    "verification": {"type": "hosted"},
}
CLASS: dict[str, Any] = {
    "@context": CONTEXT,
    "type": "BadgeClass",
    "id": f"{BASE}/classes/1",
    "name": "Robotics",
    "description": "Makes robots move.",
    "image": f"{BASE}/image.png",
    "criteria": f"{BASE}/criteria",
    "issuer": f"{BASE}/issuer",
    "tags": ["robots"],
    "@language": "es",
    "version": "1.0",
    "alignment": {"targetName": "CCSS", "targetUrl": f"{BASE}/ccss", "targetCode": "x"},
    "related": {"id": f"{BASE}/classes/2", "@language": "en-US"},
    "extensions:ECTSExtension": {"ECTS": 2.5},
    "extensions:EQFExtension": {"EQF": 5},
    "extensions:LearningOutcomeExtension": {"learningOutcome": "Moves robots."},
}
PROFILE: dict[str, Any] = {
    "@context": CONTEXT,
    "type": "Issuer",
    "id": f"{BASE}/issuer",
    "name": "Example",
    "url": BASE,
    "email": "contact@issuer.example",
    "telephone": "+371 1",
    "image": {"id": f"{BASE}/logo.png", "caption": "Logo"},
}


class World:
    """What stands at which address."""

    def __init__(self, *documents: dict[str, Any], gone: tuple[str, ...] = ()) -> None:
        self.pages = {document["id"]: document for document in documents}
        self.gone = gone

    def __call__(self, url: str, /) -> Resource:
        if url in self.gone:
            raise FetchError("RESOURCE_UNAVAILABLE", "The answer was 410 Gone.", found=url)
        if url not in self.pages:
            raise NotBundledError("RESOURCE_NOT_BUNDLED", "Nothing stands there.", found=url)
        return Resource(json.dumps(self.pages[url]).encode())


def imported(
    content: Any = ASSERTION,
    *documents: dict[str, Any],
    without: tuple[dict[str, Any], ...] = (),
    gone: tuple[str, ...] = (),
    **options: Any,
) -> ImportedBadge:
    raw = json.dumps(content) if isinstance(content, dict) else content
    usual = [d for d in (ASSERTION, CLASS, PROFILE) if d not in without]
    return import_badge(raw, resolve=World(*usual, *documents, gone=gone), now=NOW, **options)


def said(found: ImportedBadge) -> set[tuple[str, str]]:
    return {(problem.code, problem.pointer) for problem in found.report.problems}


def upgraded(found: ImportedBadge) -> dict[str, Any]:
    assert found.document is not None
    assert list(structure_problems(found.document)) == []
    return dict(found.document)


def test_a_hosted_badge_verifies_and_is_upgraded() -> None:
    found = imported()
    assert found.report, found.report.problems
    assert (found.kind, found.is_revoked, found.original.generation) == ("Assertion", False, 2)
    badge = upgraded(found)
    assert badge["id"].startswith("urn:uuid:") and badge["id"] == imported().document["id"]  # type: ignore[index]
    assert badge["validFrom"] == badge["awardedDate"] == "2016-12-31T23:59:59Z"
    assert badge["issuer"] == {
        "id": f"{BASE}/issuer",
        "type": ["Profile"],
        "name": "Example",
        "url": BASE,
        "email": "contact@issuer.example",
        "phone": "+371 1",
        "image": {"id": f"{BASE}/logo.png", "type": "Image", "caption": "Logo"},
    }
    subject = badge["credentialSubject"]
    assert subject["identifier"] == [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": "sha256$" + "0a" * 32,
            "identityType": "emailAddress",
            "salt": "deadsea",
        }
    ]
    assert subject["narrative"] == "Did it all."
    achievement = subject["achievement"]
    assert achievement["criteria"] == {"id": f"{BASE}/criteria"}
    assert achievement["creditsAvailable"] == 2.5
    assert [a.get("targetType") for a in achievement["alignment"]] == [None, "ext:EQF"]
    assert achievement["resultDescription"][0]["name"] == "Moves robots."
    assert achievement["related"] == [
        {
            "type": ["Related", "https://w3id.org/openbadges#BadgeClass"],
            "id": f"{BASE}/classes/1",
            "version": "Open Badges v2p0",
        },
        {"type": ["Related"], "id": f"{BASE}/classes/2", "inLanguage": "en-US"},
    ]
    assert (achievement["inLanguage"], achievement["version"]) == ("es", "1.0")
    original, *evidence = badge["evidence"]
    assert original["type"] == ["Evidence", "https://w3id.org/openbadges#Assertion"]
    kept = base64.b64decode(original["id"].partition(",")[2])
    assert json.loads(kept) == ASSERTION
    assert [e["id"] for e in evidence] == [f"{BASE}/work", f"{BASE}/more"]
    assert not found.document.losses  # type: ignore[union-attr]
    micro = from_open_badge(badge)
    assert str(micro.achievement.title) or micro.achievement.title


def test_an_upgraded_badge_can_be_signed_by_its_issuer() -> None:
    signer = LocalSigner.generate()
    profile = {**PROFILE, "id": signer.controller}
    found = imported(ASSERTION, {**CLASS, "issuer": profile}, without=(CLASS,))
    secured = sign(found.document or {}, signer)
    assert verify(secured.content), verify(secured.content).problems


def test_nothing_is_believed_that_could_not_be_asked_for() -> None:
    found = imported(without=(ASSERTION,))
    assert found.report.outcome is Outcome.INDETERMINATE
    upgraded(found)
    found = imported(without=(PROFILE,))
    assert found.report.check("status").outcome is Outcome.INDETERMINATE
    assert upgraded(found)["issuer"] == {"id": f"{BASE}/issuer", "type": ["Profile"]}
    with pytest.raises(MappingError):
        imported(without=(CLASS,))


def test_the_hosted_badge_counts() -> None:
    claimed = {**ASSERTION, "narrative": "Did more."}
    found = imported(claimed)
    assert said(found) == {("OLDER_BADGE_DIFFERS", "/narrative")}
    assert found.report
    assert upgraded(found)["credentialSubject"]["narrative"] == "Did it all."
    other = {**ASSERTION, "id": f"{BASE}/assertions/2"}
    world = World(CLASS, PROFILE)
    world.pages[other["id"]] = ASSERTION
    result = import_badge(json.dumps(other), resolve=world, now=NOW)
    assert ("OLDER_BADGE_ORIGIN", "/id") in said(result)


@pytest.mark.parametrize(
    ("rules", "passes"),
    [
        (None, False),
        ({"allowedOrigins": "badges.example"}, True),
        ({"allowedOrigins": ["other.example", "badges.example"]}, True),
        ({"allowedOrigins": ["other.example"]}, False),
        ({"startsWith": "https://badges.example/a/"}, True),
        ({"startsWith": ["https://badges.example/b/"]}, False),
    ],
)
def test_a_badge_stands_where_its_issuer_says(rules: Any, passes: bool) -> None:
    elsewhere = {**ASSERTION, "id": "https://badges.example/a/1"}
    profile = {**PROFILE, "verification": rules} if rules else PROFILE
    found = imported(elsewhere, elsewhere, profile, without=(PROFILE,))
    assert bool(found.report) is passes
    assert passes or said(found) == {("OLDER_BADGE_ORIGIN", "/id")}


REVOKED = {
    "hosted": (ASSERTION, [{**ASSERTION, "revoked": True, "revocationReason": "Cheated"}], {}),
    "gone": (ASSERTION, [], {"gone": (ASSERTION["id"],)}),
    "said by itself": ({**ASSERTION, "revoked": True}, [], {}),
    "in a list of the issuer's": (
        ASSERTION,
        [
            {**PROFILE, "revocationList": f"{BASE}/revoked"},
            {
                "id": f"{BASE}/revoked",
                "type": "RevocationList",
                "revokedAssertions": [
                    "urn:x",
                    {"id": ASSERTION["id"], "revocationReason": "Cheated"},
                ],
            },
        ],
        {},
    ),
    "in a list that somebody has": (
        ASSERTION,
        [],
        {"revocation_lists": [{"revokedAssertions": [ASSERTION["id"]]}]},
    ),
    "in a list of 1.0": (
        ASSERTION,
        [],
        {"revocation_lists": [{ASSERTION["id"]: "Cheated"}]},
    ),
}


@pytest.mark.parametrize("name", REVOKED)
def test_a_revoked_badge_is_never_revived(name: str) -> None:
    content, documents, options = REVOKED[name]
    found = imported(content, *documents, **options)
    assert found.is_revoked
    assert found.report.check("status").outcome is Outcome.FAILED
    badge = upgraded(found)
    assert badge["credentialStatus"]["type"] == "1EdTechRevocationList"
    assert badge["validUntil"] == "2026-03-01T12:00:00Z"
    assert "revoked" in badge["evidence"][0]["description"]
    signer = LocalSigner.generate()
    made = {**badge, "issuer": {**badge["issuer"], "id": signer.controller}}
    secured = sign(made, signer, now=NOW)
    for at in (NOW, datetime(2026, 3, 2, tzinfo=UTC)):
        assert not verify(secured.content, now=at)
        assert not verify(secured.content, now=at, resolve=World(*documents, CLASS))


def test_a_badge_that_is_in_no_list_is_not_revoked() -> None:
    empty = {"id": f"{BASE}/revoked", "type": "RevocationList", "revokedAssertions": [{"uid": "x"}]}
    profile = {**PROFILE, "revocationList": f"{BASE}/revoked"}
    found = imported(ASSERTION, profile, empty, without=(PROFILE,))
    assert found.report and not found.is_revoked
    assert "/badge/issuer/revocationList" in {p.pointer for p in found.document.losses}  # type: ignore[union-attr]
    unknown = imported(ASSERTION, profile, without=(PROFILE,))
    assert unknown.report.outcome is Outcome.INDETERMINATE
    assert not imported(ASSERTION, revocation_lists=[{"revokedAssertions": [7]}]).is_revoked


# Signed badges


@pytest.fixture(scope="module")
def signer() -> LocalSigner:
    return LocalSigner.generate("RSA")


def key_document(signer: LocalSigner, **members: Any) -> dict[str, Any]:
    pem = signer.key.public.loaded.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {
        "@context": CONTEXT,
        "id": f"{BASE}/key",
        "type": "CryptographicKey",
        "owner": f"{BASE}/issuer",
        "publicKeyPem": pem.decode(),
        **members,
    }


SIGNED = {**ASSERTION, "verification": {"type": "SignedBadge", "creator": f"{BASE}/key"}}
SIGNING = {**PROFILE, "publicKey": f"{BASE}/key"}


def signed(signer: LocalSigner, content: dict[str, Any] = SIGNED) -> str:
    return sign_compact(json.dumps(content).encode(), {"typ": "JWT", "alg": "RS256"}, signer)


def test_a_signed_badge_verifies_and_stays_checkable(signer: LocalSigner) -> None:
    token = signed(signer)
    key = key_document(signer)
    found = imported(token, SIGNING, key, without=(PROFILE,))
    assert found.report, found.report.problems
    assert found.report.check("securing").values == {"mechanism": "signed"}
    evidence = upgraded(found)["evidence"][0]
    assert evidence["id"].startswith("data:application/jose;base64,")
    kept = base64.b64decode(evidence["id"].partition(",")[2])
    assert kept == token.encode()
    assert imported(kept, SIGNING, key, without=(PROFILE,)).report
    inline = {**PROFILE, "publicKey": key}
    assert imported(token, inline, without=(PROFILE,)).report
    unnamed = signed(signer, {**SIGNED, "verification": {"type": "signed"}})
    assert imported(unnamed, SIGNING, key, without=(PROFILE,)).report
    picture = bake(png(), token)
    assert imported(picture, SIGNING, key, without=(PROFILE,)).report


def test_a_signature_that_is_not_the_issuers_is_refused(signer: LocalSigner) -> None:
    token, key = signed(signer), key_document(signer)
    changed = token[:-8] + ("AAAAAAAA" if not token.endswith("AAAAAAAA") else "BBBBBBBB")

    def codes(content: str, *documents: dict[str, Any]) -> set[str]:
        return {code for code, _ in said(imported(content, *documents, without=(PROFILE,)))}

    assert "PROOF_SIGNATURE_INVALID" in codes(changed, SIGNING, key)
    assert codes(token, PROFILE, key) == {"KEY_ISSUER_MISMATCH"}
    assert codes(token, SIGNING, {**key, "owner": "https://other.example"}) == {
        "KEY_CONTROLLER_MISMATCH"
    }
    assert codes(token, SIGNING, {**key, "publicKeyPem": "x"}) == {"KEY_MALFORMED"}
    assert codes(token, SIGNING) == {"RESOURCE_NOT_BUNDLED"}
    unnamed = signed(signer, {**SIGNED, "verification": {"type": "signed"}})
    assert codes(unnamed, PROFILE) == {"KEY_NOT_FOUND"}
    other = LocalSigner.generate("P-256")
    header = {"typ": "JWT", "alg": "ES256"}
    foreign = sign_compact(json.dumps(SIGNED).encode(), header, other)
    assert codes(foreign, SIGNING, key) == {"JOSE_ALG_NOT_ALLOWED"}


def test_a_signed_badge_without_signature_is_no_hosted_one() -> None:
    assert ("PROOF_MISSING", "/verification/type") in said(imported(SIGNED))


# Rules and forms


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"expires": "2020-01-01T00:00:00Z"}, "CREDENTIAL_EXPIRED", "/expires"),
        ({"issuedOn": "2030-01-01T00:00:00Z"}, "CREDENTIAL_NOT_YET_VALID", "/issuedOn"),
        ({"expires": "soon"}, "CREDENTIAL_MALFORMED", "/expires"),
    ],
)
def test_dates_count(changes: dict[str, Any], code: str, pointer: str) -> None:
    changed = {**ASSERTION, **changes}
    found = imported(changed, changed, without=(ASSERTION,))
    assert said(found) == {(code, pointer)}


@pytest.mark.parametrize(
    "changes",
    [{"issuedOn": None}, {"recipient": {"type": "email"}}, {"recipient": None}, {"badge": 7}],
)
def test_what_nothing_can_stand_for_is_told(changes: dict[str, Any]) -> None:
    changed = {**ASSERTION, **changes}
    with pytest.raises(MappingError) as caught:
        imported(changed, changed, without=(ASSERTION,))
    assert caught.value.pointer


def test_a_class_without_name_or_issuer_is_no_class() -> None:
    for name in ("name", "issuer"):
        broken = {member: value for member, value in CLASS.items() if member != name}
        with pytest.raises(MappingError):
            imported(ASSERTION, broken, without=(CLASS,))


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        ({"type": "email", "identity": "a@b.example", "hashed": False}, ("emailAddress", False)),
        ({"type": "telephone", "identity": "+371", "hashed": False}, ("ext:telephone", False)),
        ({"type": "url", "identity": "sha256$00", "hashed": True}, ("ext:url", True)),
        ({"type": "my id!", "identity": "7", "hashed": False}, ("ext:my-id-", False)),
    ],
)
def test_identities_are_carried_over(recipient: dict[str, Any], expected: Any) -> None:
    changed = {**ASSERTION, "recipient": recipient}
    subject = imported(changed, changed, without=(ASSERTION,)).document["credentialSubject"]  # type: ignore[index]
    entry = subject["identifier"][0]
    assert (entry["identityType"], entry["hashed"]) == expected


def test_an_address_of_the_learner_is_its_id() -> None:
    recipient = {"type": "url", "identity": "https://anna.example", "hashed": False}
    changed = {**ASSERTION, "recipient": recipient}
    subject = upgraded(imported(changed, changed, without=(ASSERTION,)))["credentialSubject"]
    assert subject["id"] == "https://anna.example" and "identifier" not in subject


def test_what_is_lost_is_told() -> None:
    thin = {
        "@context": CONTEXT,
        "type": "BadgeClass",
        "id": f"{BASE}/classes/1",
        "name": {"@value": "Robotics"},
        "criteria": [{"narrative": "Build one."}],
        "issuer": {"url": BASE, "publicKey": "x"},
        "image": "image.png",
        "alignment": [{"targetName": "no address"}],
        "endorsement": [f"{BASE}/endorsement"],
        "extensions:ECTSExtension": {"ECTS": "many"},
        "version": 2,
    }
    changed = {**ASSERTION, "issuedOn": "2016-12-31", "evidence": ["x"], "uid": "1", "extra": 1}
    found = imported(changed, changed, thin, without=(ASSERTION, CLASS))
    pointers = {problem.pointer for problem in found.document.losses}  # type: ignore[union-attr]
    assert pointers == {
        "/issuedOn",
        "/badge/description",
        "/badge/image",
        "/badge/alignment/0",
        "/badge/endorsement",
        "/badge/issuer/publicKey",
        "/evidence/0",
        "/extra",
    }
    badge = upgraded(found)
    assert badge["validFrom"] == "2016-12-31T00:00:00Z"
    assert badge["issuer"]["id"] == BASE
    achievement = badge["credentialSubject"]["achievement"]
    assert achievement["criteria"] == {"narrative": "Build one."}
    assert (achievement["version"], "creditsAvailable" in achievement) == ("2", False)
    bare = {**CLASS, "criteria": None}
    found = imported(ASSERTION, bare, without=(CLASS,))
    assert [p.pointer for p in found.document.losses] == ["/badge/criteria"]  # type: ignore[union-attr]
    late = {**ASSERTION, "expires": "2030-01-01T00:00"}
    badge = upgraded(imported(late, late, without=(ASSERTION,)))
    assert badge["validUntil"] == "2030-01-01T00:00:00Z"


def test_a_baked_picture_loses_the_badge_that_was_in_it() -> None:
    plain = png()
    inside = bake(plain, json.dumps(ASSERTION))
    for content in (inside, plain, b"GIF89a"):
        url = "data:image/png;base64," + base64.b64encode(content).decode()
        changed = {**ASSERTION, "image": {"id": url, "caption": "Mine"}}
        image = upgraded(imported(changed, changed, without=(ASSERTION,)))["credentialSubject"][
            "image"
        ]
        kept = base64.b64decode(image["id"].partition(",")[2])
        assert kept == (plain if content == inside else content)
        assert image["caption"] == "Mine"
    broken = {**ASSERTION, "image": "data:nonsense"}
    found = imported(broken, broken, without=(ASSERTION,))
    assert found.document["credentialSubject"]["image"]["id"] == "data:nonsense"  # type: ignore[index]


def test_badges_of_1_0_and_before() -> None:
    one = {
        "uid": "abc",
        "recipient": {"type": "email", "identity": PLAIN_HASH, "hashed": True, "salt": "s"},
        "badge": f"{BASE}/classes/1",
        "verify": {"type": "hosted", "url": f"{BASE}/assertions/1"},
        "issuedOn": 1359217910,
        "salt": "s",
    }
    thin = {
        "name": "Robotics",
        "description": "…",
        "image": f"{BASE}/i.png",
        "criteria": f"{BASE}/c",
        "issuer": f"{BASE}/issuer",
        "alignment": [{"name": "CCSS", "url": f"{BASE}/ccss", "description": "…"}],
        "id": f"{BASE}/classes/1",
    }
    hosted = {**one, "id": f"{BASE}/assertions/1"}
    found = imported(one, thin, hosted, without=(CLASS, ASSERTION))
    assert found.original.generation == 1
    assert found.report, found.report.problems
    badge = upgraded(found)
    assert badge["validFrom"] == "2013-01-26T16:31:50Z"
    (alignment,) = badge["credentialSubject"]["achievement"]["alignment"]
    assert alignment["targetName"] == "CCSS"

    half = {
        "recipient": "sha256$" + "0a" * 32,
        "salt": "deadsea",
        "issued_on": "2011-06-01",
        "badge": {
            "version": "0.5.0",
            "name": "Robotics",
            "description": "…",
            "image": f"{BASE}/i.png",
            "criteria": f"{BASE}/c",
            "issuer": {"origin": BASE, "name": "Example", "contact": "a@issuer.example"},
        },
    }
    found = imported(half)
    assert not found.report
    badge = upgraded(found)
    assert badge["issuer"]["id"] == BASE and badge["issuer"]["name"] == "Example"
    assert badge["credentialSubject"]["identifier"][0]["salt"] == "deadsea"
    signed_one = {**one, "verify": {"type": "signed", "url": f"{BASE}/key"}}
    assert imported(signed_one).original.document["verification"]["creator"] == f"{BASE}/key"


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (CLASS, "BadgeClass"),
        (PROFILE, "Profile"),
        ({"@context": CONTEXT, "type": "CryptographicKey"}, "CryptographicKey"),
        ({"@context": CONTEXT, "type": "Endorsement"}, "Endorsement"),
        ({"@context": CONTEXT, "type": "RevocationList"}, "RevocationList"),
    ],
)
def test_what_stands_alone_is_recognised_by_name(document: dict[str, Any], kind: str) -> None:
    found = imported(document)
    assert (found.kind, found.document) == (kind, None)
    assert found.report


def test_anything_else_is_no_older_badge() -> None:
    for content in (b"[]", b'{"credentialSubject": {}}', b"{", png()):
        with pytest.raises(ParseError):
            imported(content)


def test_a_list_or_class_that_is_broken_is_told() -> None:
    class Broken(World):
        def __call__(self, url: str, /) -> Resource:
            return Resource(b"[]") if url == f"{BASE}/issuer" else super().__call__(url)

    result = import_badge(json.dumps(ASSERTION), resolve=Broken(ASSERTION, CLASS), now=NOW)
    assert ("PARSE_NOT_AN_OBJECT", "/badge/issuer") in said(result)
    embedded = copy.deepcopy(ASSERTION)
    embedded["badge"] = {"id": f"{BASE}/classes/1"}
    assert imported(embedded, embedded, without=(ASSERTION,)).report


def test_times_of_every_version() -> None:
    assert moment("2017-10-01T00:00Z") == (datetime(2017, 10, 1, tzinfo=UTC), True)
    assert moment("1359217910")[0] == moment(1359217910)[0]
    assert moment("2017-10-01") == (datetime(2017, 10, 1, tzinfo=UTC), False)
    for value in (True, 10**20, None, "yesterday", []):
        assert moment(value) == (None, False)


@pytest.mark.reference
def test_the_samples_are_imported(reference: Path) -> None:
    folder = reference / "openbadges" / "ob2"
    pages = {}
    for path in sorted(folder.rglob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        pages[document["id"]] = document
    world = World(*pages.values())
    lists = [page for page in pages.values() if page.get("type") == "RevocationList"]
    kinds = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        found = import_badge(content, resolve=world, now=NOW, revocation_lists=lists)
        kinds[path.name] = found.kind
        if found.kind == "Assertion":
            upgraded(found)
        assert found.is_revoked is (path.name == "simple-revoked.jwt")
    assert kinds["key1.json"] == "CryptographicKey"
    assert kinds["issuer1.json"] == kinds["organization.json"] == "Profile"
    assert list(kinds.values()).count("Assertion") == 4


_ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=3)
    | st.sampled_from([f"{BASE}/issuer", "data:x", "data:image/png;base64,AAAA", "2020-01-01"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["id", "type", "revoked", "identity"]), inner, max_size=3)
    ),
    max_leaves=4,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside: Any = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    return [path, *(place for step, each in inside for place in _places(each, (*path, step)))]


_MORE = [(name,) for name in ("revocationList", "publicKey", "verification", "uid", "revoked")]


@given(data=st.data(), value=_ODD)
def test_nothing_makes_the_import_stumble(data: st.DataObject, value: Any) -> None:
    lists = {"revocationList": f"{BASE}/revoked", "publicKey": [f"{BASE}/key"]}
    documents: list[Any] = copy.deepcopy([ASSERTION, CLASS, {**PROFILE, **lists}])
    changed = data.draw(st.sampled_from(documents))
    *above, last = data.draw(st.sampled_from(_places(changed)[1:] + _MORE))
    parent = changed
    for step in above:
        parent = parent[step]
    parent[last] = value
    world = World(*(one for one in documents if isinstance(one.get("id"), str)))
    given_lists = [value] if isinstance(value, dict) else []
    content = json.dumps(documents[0])
    with contextlib.suppress(ElmMicrocredError):
        found = import_badge(content, resolve=world, now=NOW, revocation_lists=given_lists)
        verify(json.dumps(found.document), now=NOW)
