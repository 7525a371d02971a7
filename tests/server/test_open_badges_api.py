"""The Open Badges API, driven over HTTP by an OAuth client of others (Authlib)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.integrations.requests_client import OAuth2Session
from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from hypothesis import given
from hypothesis import strategies as st

from badges import typical_badge
from databases import postgresql_database
from elm_microcred import LocalSigner, sign
from elm_microcred.server.app import create_app
from elm_microcred.server.badge_service import CLR, OPEN_BADGES, Provider
from elm_microcred.server.badge_store import BadgeStore, Client, digest
from elm_microcred.server.badge_store_sql import SqlBadgeStore
from elm_microcred.server.oauth import Agreement, AuthorizationRequest
from elm_microcred.server.open_badges_api import OpenBadgesApi
from servers import served

CALLBACK = "https://wallet.example/callback"
REGISTRATION = {
    "client_name": "A wallet",
    "client_uri": "https://wallet.example",
    "logo_uri": "https://wallet.example/logo.png",
    "tos_uri": "https://wallet.example/terms",
    "policy_uri": "https://wallet.example/privacy",
    "software_id": "wallet",
    "software_version": "1",
    "redirect_uris": [CALLBACK],
    "scope": " ".join([*OPEN_BADGES.scopes, "offline_access"]),
    "grant_types": ["authorization_code", "refresh_token"],
}
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
STATUS_INFO = {"imsx_codeMajor": "failure", "imsx_severity": "error"}
VERIFIER = "v" * 43


@dataclass
class Host:
    """The learning system around the API: who is signed in, and what it is o'clock."""

    owner: str = "līga"
    refuses: frozenset[str] = frozenset()
    now: datetime = NOW
    seen: list[AuthorizationRequest] = field(default_factory=list)

    def agree(self, request: Request, asked: AuthorizationRequest) -> Agreement | Response:
        self.seen.append(asked)
        if request.method == "GET" and "consent" in request.headers:
            return HTMLResponse("<form method=post><button>Agree</button></form>")
        return Agreement(self.owner, asked.scopes - self.refuses)


THE_HOST = Host()


@pytest.fixture
def host() -> Host:
    """The host, its person somebody who was never there before."""
    for name, value in vars(Host(owner=f"līga-{uuid.uuid4()}")).items():
        setattr(THE_HOST, name, value)
    return THE_HOST


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BadgeStore]:
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'badges.db'}"
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql")
            url = stack.enter_context(postgresql_database(server))
            url = url.replace("postgresql://", "postgresql+pg8000://")
        made = SqlBadgeStore(url)
        yield made
        made.close()


@pytest.fixture(scope="module", autouse=True)
def closed() -> Iterator[None]:
    yield
    HTTP.close()


@pytest.fixture(scope="module")
def running(store: BadgeStore) -> Iterator[str]:
    """The address of the service, which runs as long as these tests."""

    def make(base_url: str) -> Any:
        provider = Provider(
            name="University of Rīga",
            base_url=base_url,
            terms_of_service="https://lu.example/terms",
            privacy_policy="https://lu.example/privacy",
            image="https://lu.example/logo.png",
        )
        api = OpenBadgesApi(
            provider=provider,
            store=store,
            agree=THE_HOST.agree,
            clock=lambda: THE_HOST.now,
        )
        return create_app(api.router())

    with served(make) as base_url:
        yield base_url.rstrip("/") + OPEN_BADGES.path


HTTP = httpx.Client(trust_env=False, timeout=30)
"""A browser, or an application that has no client for OAuth."""

OPEN: list[OAuth2Session] = []


@pytest.fixture
def service(running: str, host: Host) -> str:
    return running


@pytest.fixture(autouse=True)
def loopback_without_tls(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the client talk without TLS, and close every one at the end."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    yield
    while OPEN:
        OPEN.pop().close()


def registered(service: str, **changed: Any) -> dict[str, Any]:
    answer = HTTP.post(f"{service}/register", json={**REGISTRATION, **changed})
    assert answer.status_code == 201, answer.text
    issued: dict[str, Any] = answer.json()
    return issued


def oauth_client(service: str, *operations: str, offline: bool = False) -> OAuth2Session:
    """A client that has registered, before it asks anybody."""
    issued = registered(service)
    scopes = [OPEN_BADGES.scope(name) for name in operations] or list(OPEN_BADGES.scopes)
    client = OAuth2Session(
        issued["client_id"],
        issued["client_secret"],
        scope=" ".join([*scopes, *(["offline_access"] if offline else [])]),
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
    )
    client.trust_env = False
    OPEN.append(client)
    return client


def code_for(client: OAuth2Session, service: str, **changed: str) -> str:
    """Where the person's browser is sent after it agreed."""
    url, _state = client.create_authorization_url(
        f"{service}/authorize", code_verifier=VERIFIER, **changed
    )
    answer = HTTP.get(url)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def tokens_for(client: OAuth2Session, service: str, location: str, **changed: str) -> Any:
    return client.fetch_token(
        f"{service}/token",
        authorization_response=location,
        **{"code_verifier": VERIFIER, **changed},
    )


def connected(service: str, *operations: str, offline: bool = False) -> OAuth2Session:
    """A client with an access token."""
    client = oauth_client(service, *operations, offline=offline)
    tokens_for(client, service, code_for(client, service))
    return client


def badge(signer: LocalSigner, id_: str | None = None, **members: Any) -> bytes:
    document = typical_badge(issuer_id=signer.controller)
    document["id"] = id_ or f"urn:uuid:{uuid.uuid4()}"
    return sign({**document, **members}, signer, now=NOW).content


def added(
    client: OAuth2Session, service: str, content: bytes, kind: str = "application/vc+ld+json"
) -> Any:
    return client.post(f"{service}/credentials", data=content, headers={"Content-Type": kind})


def refused(answer: Any, status: int) -> str:
    """The reason in an answer that must be a status info."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert STATUS_INFO.items() <= body.items()
    assert body["imsx_codeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"]
    description: str = body["imsx_description"]
    return description


def error_of(location: str) -> str:
    found = parse_qs(urlsplit(location).query)
    assert "code" not in found
    return found["error"][0]


def test_discovery_names_where_to_register_and_to_ask(service: str) -> None:
    answer = HTTP.get(f"{service}/discovery")
    said = answer.json()
    flow = said["components"]["securitySchemes"]["OAuth2ACG"]
    assert said["openapi"].startswith("3.0")
    assert said["info"]["x-imssf-privacyPolicyUrl"] == "https://lu.example/privacy"
    assert said["info"]["x-imssf-image"] == "https://lu.example/logo.png"
    assert flow["x-imssf-registrationUrl"] == f"{service}/register"
    assert flow["flows"]["authorizationCode"]["tokenUrl"] == f"{service}/token"
    assert set(OPEN_BADGES.scopes) < set(flow["flows"]["authorizationCode"]["scopes"])
    assert set(said["paths"]) == {"/credentials", "/profile", "/discovery"}
    again = HTTP.get(f"{service}/discovery", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_wallet_registers_asks_adds_and_reads(service: str) -> None:
    client = connected(service)
    signer = LocalSigner.generate()
    content = badge(signer, "urn:uuid:00000000-0000-4000-8000-000000000001")
    first = added(client, service, content)
    assert first.status_code == 201
    assert first.content == content
    assert added(client, service, content).status_code == 304
    changed = badge(signer, "urn:uuid:00000000-0000-4000-8000-000000000001", name="Anew")
    assert added(client, service, changed).status_code == 200
    answer = client.get(f"{service}/credentials")
    assert answer.headers["X-Total-Count"] == "1"
    assert changed in answer.content, "the credential stands in the answer as it came"
    assert answer.json()["credential"][0]["name"] == "Anew"
    assert answer.json()["compactJwsString"] == []


def test_pages_lead_to_each_other(service: str, host: Host) -> None:
    client = connected(service)
    signer = LocalSigner.generate()
    for _ in range(5):
        assert added(client, service, badge(signer)).status_code == 201
        host.now += timedelta(minutes=1)
    url: str | None = f"{service}/credentials?limit=2"
    seen: list[str] = []
    while url:
        answer = client.get(url)
        assert answer.headers["X-Total-Count"] == "5"
        page = answer.json()["credential"]
        assert 1 <= len(page) <= 2
        seen += [one["id"] for one in page]
        url = answer.links.get("next", {}).get("url")
    assert len(set(seen)) == 5
    last = client.get(client.get(f"{service}/credentials?limit=2").links["last"]["url"])
    assert [one["id"] for one in last.json()["credential"]] == seen[4:]
    assert client.get(last.links["prev"]["url"]).json()["credential"][0]["id"] == seen[2]
    since = client.get(f"{service}/credentials", params={"since": "2026-07-01T12:03:00Z"})
    assert [one["id"] for one in since.json()["credential"]] == seen[3:]
    unzoned = client.get(f"{service}/credentials", params={"since": "2026-07-01T12:03:00"})
    assert unzoned.json() == since.json()
    beyond = client.get(f"{service}/credentials?offset=100")
    assert beyond.json() == {"credential": [], "compactJwsString": []}


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "offset=-1", "since=now", "limit=१"])
def test_a_page_that_cannot_be(service: str, query: str) -> None:
    client = connected(service, "credential.readonly")
    refused(client.get(f"{service}/credentials?{query}"), 400)


def test_nobody_sees_what_is_another_persons(service: str, host: Host) -> None:
    mine = connected(service)
    added(mine, service, badge(LocalSigner.generate()))
    host.owner = "jānis"
    other = connected(service)
    assert other.get(f"{service}/credentials").json()["credential"] == []
    assert other.get(f"{service}/profile").status_code == 404


def test_a_profile_is_kept_whole(service: str) -> None:
    client = connected(service)
    refused(client.get(f"{service}/profile"), 404)
    profile = {"id": "https://lu.example/līga", "type": ["Profile"], "name": "Līga", "x": [1]}
    for name in ("Līga", "Līga K."):
        assert client.put(f"{service}/profile", json={**profile, "name": name}).status_code == 200
        assert client.get(f"{service}/profile").json() == {**profile, "name": name}
    for wrong in ([], {"type": "Profile"}, {"id": "urn:x", "type": "Person"}):
        refused(client.put(f"{service}/profile", json=wrong), 400)


def test_what_is_not_a_sound_credential_is_not_added(service: str) -> None:
    client = connected(service)
    signer = LocalSigner.generate()
    good = badge(signer)
    tampered = good.replace(b"Kalni", b"Salni")
    assert "PROOF_SIGNATURE_INVALID" in refused(added(client, service, tampered), 400)
    expired = badge(signer, validUntil="2026-06-30T23:00:00Z")
    assert "CREDENTIAL_EXPIRED" in refused(added(client, service, expired), 400)
    refused(added(client, service, b"{"), 400)
    refused(added(client, service, b'["x"]'), 400)
    refused(added(client, service, good, "text/plain"), 400)
    refused(added(client, service, good, "text/html"), 400)
    refused(added(client, service, b"e30.e30.e30", "application/json"), 400)
    refused(added(client, service, b" " * (2 << 20), "application/json"), 400)
    plain = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "id": "urn:uuid:00000000-0000-4000-8000-000000000002",
        "issuer": signer.controller,
        "credentialSubject": {"id": "did:example:x"},
    }
    assert "type is none of" in refused(
        added(client, service, sign(plain, signer, now=NOW).content), 400
    )
    assert client.get(f"{service}/credentials").json()["credential"] == []


def test_without_a_token_nothing_is_told(service: str) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"}):
        answer = HTTP.get(f"{service}/credentials", headers=headers)
        refused(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    refused(HTTP.delete(f"{service}/credentials"), 405)


def test_a_token_covers_no_more_than_was_agreed_to(service: str, host: Host) -> None:
    reader = connected(service, "credential.readonly")
    answer = added(reader, service, badge(LocalSigner.generate()))
    assert "credential.upsert" in refused(answer, 403)
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    refused(reader.get(f"{service}/profile"), 403)
    host.refuses = frozenset([OPEN_BADGES.scope("profile.readonly")])
    partial = connected(service)
    refused(partial.get(f"{service}/profile"), 403)
    assert partial.get(f"{service}/credentials").status_code == 200


def test_an_access_token_ends(service: str, host: Host) -> None:
    client = connected(service, "credential.readonly")
    value = client.token["access_token"]
    host.now += timedelta(hours=1)
    refused(
        HTTP.get(f"{service}/credentials", headers={"Authorization": f"Bearer {value}"}),
        401,
    )


def test_a_refresh_token_is_used_once(service: str, host: Host) -> None:
    client = connected(service, "credential.readonly", offline=True)
    old = client.token["refresh_token"]
    host.now += timedelta(hours=2)
    fresh = client.refresh_token(f"{service}/token", refresh_token=old)
    assert client.get(f"{service}/credentials").status_code == 200
    assert fresh["refresh_token"] != old
    for wrong in (
        {"refresh_token": old},
        {"refresh_token": "x"},
        {"refresh_token": fresh["access_token"]},
        {"refresh_token": fresh["refresh_token"], "scope": OPEN_BADGES.scope("profile.update")},
    ):
        answer = token_answer(client, service, grant_type="refresh_token", **wrong)
        assert answer.json()["error"] in ("invalid_grant", "invalid_scope")
    assert "refresh_token" not in connected(service, "credential.readonly").token


def token_answer(client: OAuth2Session, service: str, **form: str) -> httpx.Response:
    return HTTP.post(f"{service}/token", data=form, auth=(client.client_id, client.client_secret))


def exchange(client: OAuth2Session, service: str, location: str, **changed: str) -> httpx.Response:
    code = parse_qs(urlsplit(location).query)["code"][0]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changed,
    }
    return token_answer(client, service, **form)


def test_a_code_is_used_once_and_a_replay_ends_its_tokens(service: str) -> None:
    client = oauth_client(service, "credential.readonly", offline=True)
    location = code_for(client, service)
    tokens = tokens_for(client, service, location)
    assert client.get(f"{service}/credentials").status_code == 200
    replay = exchange(client, service, location)
    assert (replay.status_code, replay.json()["error"]) == (400, "invalid_grant")
    refused(client.get(f"{service}/credentials"), 401)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert token_answer(client, service, **form).status_code == 400


def test_of_many_who_bring_a_code_at_once_one_gets_tokens(service: str) -> None:
    client = oauth_client(service, "credential.readonly")
    location = code_for(client, service)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: exchange(client, service, location), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"code_verifier": "v" * 42},
        {"redirect_uri": "https://wallet.example/other"},
        {"redirect_uri": ""},
    ],
)
def test_a_code_is_for_who_asked_for_it(service: str, changed: dict[str, str]) -> None:
    client = oauth_client(service)
    answer = exchange(client, service, code_for(client, service), **changed)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_code_of_another_client_and_an_old_one(service: str, host: Host) -> None:
    client, other = oauth_client(service), oauth_client(service)
    answer = exchange(other, service, code_for(client, service))
    assert answer.json()["error"] == "invalid_grant"
    location = code_for(client, service)
    host.now += timedelta(minutes=10)
    assert exchange(client, service, location).json()["error"] == "invalid_grant"


def test_a_client_proves_itself(service: str) -> None:
    client = oauth_client(service)
    client.client_secret = "wrong"
    answer = exchange(client, service, code_for(client, service))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    form = {"grant_type": "authorization_code", "client_id": client.client_id}
    for headers in ({}, {"Authorization": "Basic é".encode()}, {"Authorization": "Basic !!"}):
        answer = HTTP.post(f"{service}/token", data=form, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_only_what_is_offered(service: str) -> None:
    client = oauth_client(service)
    for form, error in (
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "password", "username": "x"}, "unsupported_grant_type"),
        ({}, "invalid_request"),
    ):
        assert token_answer(client, service, **form).json()["error"] == error
    twice = HTTP.post(
        f"{service}/token",
        content="grant_type=authorization_code&grant_type=refresh_token",
        auth=(client.client_id, client.client_secret),
    )
    assert twice.json()["error"] == "invalid_request"
    flood = token_answer(client, service, **{f"x{n}": "" for n in range(60)})
    assert flood.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"state": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": VERIFIER[:-1]}, "invalid_request"),
        ({"scope": "https://purl.imsglobal.org/spec/ob/v3p0/scope/all"}, "invalid_scope"),
    ],
)
def test_a_request_that_lacks_what_it_must_have(
    service: str, changed: dict[str, str], error: str
) -> None:
    client = oauth_client(service)
    url, _ = client.create_authorization_url(f"{service}/authorize", code_verifier=VERIFIER)
    answer = HTTP.get(httpx.URL(url).copy_merge_params(changed))
    assert error_of(answer.headers["Location"]) == error


def test_nobody_is_sent_to_an_address_that_did_not_register(service: str, host: Host) -> None:
    client = oauth_client(service)
    url, _ = client.create_authorization_url(f"{service}/authorize", code_verifier=VERIFIER)
    for wrong in (
        {"redirect_uri": "https://thief.example/callback"},
        {"redirect_uri": CALLBACK + "/x"},
        {"redirect_uri": ""},
        {"client_id": "nobody"},
    ):
        answer = HTTP.get(httpx.URL(url).copy_merge_params(wrong))
        assert answer.status_code in (400, 401)
        assert "Location" not in answer.headers
    twice = HTTP.get(f"{url}&redirect_uri=https%3A%2F%2Fthief.example")
    assert twice.status_code == 400
    assert error_of(HTTP.get(f"{url}&state=x").headers["Location"])
    assert host.seen == []


def test_a_person_is_asked_first_and_may_refuse(service: str, host: Host) -> None:
    client = oauth_client(service)
    url, _ = client.create_authorization_url(f"{service}/authorize", code_verifier=VERIFIER)
    page = HTTP.get(url, headers={"consent": "ask"})
    assert (page.status_code, "<form" in page.text) == (200, True)
    posted = HTTP.post(url, data={"agree": "jā"})
    assert tokens_for(client, service, posted.headers["Location"])["token_type"] == "Bearer"
    assert host.seen[-1].form == {"agree": "jā"}
    host.refuses = frozenset(OPEN_BADGES.scopes)
    location = code_for(client, service)
    assert error_of(location) == "access_denied"


def test_a_token_can_be_given_back(service: str) -> None:
    client = connected(service, "credential.readonly", offline=True)
    other = oauth_client(service)
    for by, expected in ((other, 200), (client, 401)):
        answer = HTTP.post(
            f"{service}/revoke",
            data={"token": client.token["access_token"]},
            auth=(by.client_id, by.client_secret),
        )
        assert answer.status_code == 200
        assert client.get(f"{service}/credentials").status_code == expected
    client.refresh_token(f"{service}/token", refresh_token=client.token["refresh_token"])
    assert client.get(f"{service}/credentials").status_code == 200
    client.revoke_token(
        f"{service}/revoke", client.token["refresh_token"], token_type_hint="refresh_token"
    )
    assert client.get(f"{service}/credentials").status_code == 401


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_name": ""}, "invalid_client_metadata"),
        ({"client_name": None}, "invalid_client_metadata"),
        ({"software_id": "x" * 3000}, "invalid_client_metadata"),
        ({"client_uri": "http://wallet.example"}, "invalid_client_metadata"),
        ({"client_uri": "https://"}, "invalid_client_metadata"),
        ({"client_uri": "https://[x"}, "invalid_client_metadata"),
        ({"logo_uri": "https://cdn.example/logo.png"}, "invalid_client_metadata"),
        ({"tos_uri": "https://wallet.example@thief.example/"}, "invalid_client_metadata"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": CALLBACK}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://thief.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://wallet.example/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [CALLBACK + "#x"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"scope": "everything"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "none"}, "invalid_client_metadata"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"response_types": [1]}, "invalid_client_metadata"),
        ({"contacts": ["x", 1]}, "invalid_client_metadata"),
    ],
)
def test_a_registration_that_is_refused(service: str, changed: Any, error: str) -> None:
    answer = HTTP.post(f"{service}/register", json={**REGISTRATION, **changed})
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_registration_that_is_not_json(service: str) -> None:
    for content in (b"{", b"[]", b'{"a":1,"a":2}'):
        answer = HTTP.post(f"{service}/register", content=content)
        assert answer.json()["error"] == "invalid_client_metadata"


def test_what_a_client_registered_comes_back_and_its_secret_is_not_kept(
    service: str, store: BadgeStore
) -> None:
    issued = registered(service, contacts=["mailto:help@wallet.example"])
    assert issued["redirect_uris"] == [CALLBACK]
    assert issued["token_endpoint_auth_method"] == "client_secret_basic"
    kept = store.client(issued["client_id"])
    assert kept is not None
    assert kept.secret_digest == digest(issued["client_secret"])
    assert issued["client_secret"] not in json.dumps(kept.metadata)


def test_the_service_of_clr_has_the_same_shape(host: Host) -> None:
    kept = SqlBadgeStore()

    def make(base_url: str) -> Any:
        provider = Provider(
            name="CLR",
            base_url=base_url,
            terms_of_service="https://lu.example/terms",
            privacy_policy="https://lu.example/privacy",
            standard=CLR,
        )
        api = OpenBadgesApi(provider=provider, store=kept, agree=host.agree, clock=lambda: host.now)
        return create_app(api.router())

    with served(make) as base_url:
        said = HTTP.get(f"{base_url}ims/clr/v2p0/discovery").json()
        flow = said["components"]["securitySchemes"]["OAuth2ACG"]["flows"]["authorizationCode"]
        assert CLR.scope("credential.readonly") in flow["scopes"]
        assert HTTP.get(f"{base_url}ims/clr/v2p0/credentials").status_code == 401
    kept.close()


def test_storage_that_outlives_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    kept = Client("c", "d", {"redirect_uris": []})
    first, second = SqlBadgeStore(url), SqlBadgeStore(url)
    first.add_client(kept)
    assert second.client("c") == kept
    first.close()
    second.close()


@given(
    path=st.sampled_from(
        ["register", "authorize", "token", "revoke", "credentials", "profile", "discovery"]
    ),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
    body=st.one_of(st.binary(max_size=64), st.text(max_size=64).map(str.encode)),
    query=st.text(max_size=64),
)
def test_no_request_is_a_crash(
    running: str, path: str, method: str, body: bytes, query: str
) -> None:
    answer = HTTP.request(method, f"{running}/{path}", params={"state": query}, content=body)
    assert answer.status_code < 500


def test_the_example_of_its_page_runs(root: Path) -> None:
    page = (root / "docs" / "open-badges-api.md").read_text("utf-8")
    names: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], names)
    with served(lambda _url: names["app"]) as base_url:
        answer = HTTP.get(f"{base_url}ims/ob/v3p0/discovery")
    assert answer.json()["info"]["title"] == "University of Example"
    names["service"].store.close()


def test_a_badge_in_a_token_comes_and_goes_as_text(service: str) -> None:
    client = connected(service)
    signer = LocalSigner.generate("P-256")
    document = typical_badge(issuer_id=signer.controller)
    document["id"] = "urn:uuid:00000000-0000-4000-8000-000000000003"
    token = sign(document, signer, securing="vc+jwt", now=NOW).content
    answer = added(client, service, token, "text/plain")
    assert answer.status_code == 201, answer.text
    assert answer.headers["Content-Type"].partition(";")[0] == "text/plain"
    assert answer.content == token
    listed = client.get(f"{service}/credentials").json()
    assert listed == {"credential": [], "compactJwsString": [token.decode()]}
    assert added(client, service, token, "text/plain").status_code == 304
    head, body, _ = token.split(b".")
    forged = b".".join((head, body, b"A" * 86))
    assert "PROOF_SIGNATURE_INVALID" in refused(added(client, service, forged, "text/plain"), 400)
    refused(added(client, service, token, "application/json"), 400)
