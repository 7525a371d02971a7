"""The issuer's API: issue once, verify, revoke, batches, keys, and whatever it refuses."""

from __future__ import annotations

import inspect
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import issuers
from databases import postgresql_database
from elm_microcred import Resource, offline, verify
from elm_microcred.proofs.dids import did_web_url
from elm_microcred.server import status_api
from elm_microcred.server.access import SCOPES
from elm_microcred.server.issuer_api import IssuerApi
from elm_microcred.server.rates import Rate
from issuers import BASE_URL, DID, ORDER, ROW


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """One service for all tests of this module: each takes keys of its own."""
    with issuers.client(tmp_path_factory.mktemp("issuer")) as session:
        yield session


def verified(client: httpx.Client, content: bytes) -> Any:
    """What a verifier says who asks the service for everything by HTTP."""

    def resolve(url: str, /) -> Resource:
        if url == did_web_url(DID):
            return Resource(client.get("/.well-known/did.json").content)
        if url.startswith(BASE_URL):
            return Resource(client.get(url.removeprefix(BASE_URL)).content)
        return offline(url)

    return verify(content, resolve=resolve)


def content_of(answer: Any) -> bytes:
    """The bytes of the credential in an answer, as they were signed."""
    text = answer.content
    start = text.index(b'"credential":') + len(b'"credential":')
    return bytes(text[start:-1])


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem detail of a refusal."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = dict(answer.json())
    assert (said["status"], said["code"]) == (status, code)
    assert said["detail"]
    return said


@pytest.mark.parametrize("format", ["elm-vcdm2", "elm", "open-badge-3"])
def test_what_is_issued_verifies_and_comes_again(client: httpx.Client, format: str) -> None:
    order = {**ORDER, "key": f"one {format}", "format": format}
    first = client.post("/v1/credentials", json=order)
    assert first.status_code == 201, first.text
    said = first.json()
    assert said["credential"]["issuer"]["id"] == DID
    assert said["id"] == said["credential"]["id"]
    assert first.headers["cache-control"] == "no-store"
    report = verified(client, content_of(first))
    assert report, report.errors
    again = client.post("/v1/credentials", json=order)
    assert again.content == first.content
    assert client.get("/v1/credentials", params={"key": order["key"]}).content == first.content
    other = {**order, "row": {**ROW, "grade": "8"}}
    problem(client.post("/v1/credentials", json=other), 409, "BATCH_KEY_CONFLICT")


def test_tokens_are_issued_and_verified_too(client: httpx.Client) -> None:
    order = {**ORDER, "key": "token", "format": "open-badge-3", "securing": "eddsa-jcs-2022"}
    assert client.post("/v1/credentials", json=order).status_code == 201
    order = {**ORDER, "key": "token 2", "securing": "vc+jwt"}
    said = client.post("/v1/credentials", json=order).json()
    assert said["mediaType"] == "application/vc+jwt"
    report = client.post("/v1/verify", json={"credential": said["credential"]})
    assert report.json()["outcome"] == "passed"


def test_a_credential_is_suspended_reinstated_and_revoked(client: httpx.Client) -> None:
    said = client.post("/v1/credentials", json={**ORDER, "key": "status"})
    id_, content = said.json()["id"], content_of(said)

    def change(status: str) -> Any:
        return client.post("/v1/credentials/status", json={"id": id_, "status": status})

    for status, outcome, code in (
        ("suspended", "failed", "STATUS_SUSPENDED"),
        ("valid", "passed", None),
        ("revoked", "failed", "STATUS_REVOKED"),
    ):
        assert change(status).json() == {"id": id_, "status": status, "changed": True}
        assert change(status).json()["changed"] is False
        asked = client.post("/v1/verify", json={"credential": json.loads(content)}).json()
        raw = client.post(
            "/v1/verify", content=content, headers={"Content-Type": "application/vc"}
        ).json()
        assert asked == raw
        assert asked["outcome"] == outcome
        codes = [each["code"] for check in asked["checks"] for each in check["problems"]]
        assert code is None or code in codes
        assert verified(client, content).outcome.value == outcome
    problem(change("valid"), 409, "STATUS_FINAL")
    unknown = {"id": "urn:example:none", "status": "revoked"}
    problem(client.post("/v1/credentials/status", json=unknown), 404, "STATUS_UNALLOCATED")


@pytest.mark.parametrize(
    ("format", "status"), [("elm", "revoked"), ("elm", "suspended"), ("open-badge-3", "suspended")]
)
def test_nothing_is_changed_that_nobody_would_learn_of(
    client: httpx.Client, format: str, status: str
) -> None:
    order = {**ORDER, "key": f"unheard {format}", "format": format}
    id_ = client.post("/v1/credentials", json=order).json()["id"]
    answer = client.post("/v1/credentials/status", json={"id": id_, "status": status})
    problem(answer, 404, "STATUS_UNALLOCATED")


def test_lists_and_documents_are_cached_and_tell_nothing(client: httpx.Client) -> None:
    said = client.post("/v1/credentials", json={**ORDER, "key": "lists"}).json()
    url = said["credential"]["credentialStatus"][0]["statusListCredential"]
    place = url.removeprefix(BASE_URL).removesuffix("revocation")
    for path in (f"{place}revocation", f"{place}suspension", f"{place}token"):
        public = client.get(path, headers={"Authorization": ""})
        assert public.status_code == 200
        assert public.headers["cache-control"].startswith("public, max-age=")
        tag = {"If-None-Match": public.headers["etag"]}
        assert client.get(path, headers=tag).status_code == 304
    for path in ("/status/99/revocation", "/status/0/none"):
        problem(client.get(path), 404, "REQUEST_NOT_FOUND")
    document = client.get("/.well-known/did.json").json()
    assert document["id"] == DID


def finished(client: httpx.Client, place: str) -> dict[str, Any]:
    """The state of a batch once nothing is left to do."""
    for _ in range(600):
        said = dict(client.get(place).json())
        if said["state"] == "done":
            return said
        time.sleep(0.05)
    pytest.fail(f"the batch does not end: {said}")


def test_a_batch_is_issued_while_nobody_waits(client: httpx.Client) -> None:
    rows = [{"key": f"b-{n}", "row": {**ROW, "grade": str(n % 10)}} for n in range(120)]
    body = {"template": "port-safety", "format": "open-badge-3", "rows": rows}
    tried = client.post("/v1/batches", json={**body, "dryRun": True})
    assert tried.json() == {"state": "checked", "total": 120}
    accepted = client.post("/v1/batches", json=body)
    assert accepted.status_code == 202
    place = accepted.headers["location"]
    said = finished(client, place)
    assert (said["signed"], said["failed"], said["waiting"]) == (120, 0, 0)
    items: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = client.get(f"{place}/credentials", params={"after": after, "limit": 50}).json()
        items += page["items"]
        after = page["next"]
    assert [item["key"] for item in items] == [row["key"] for row in rows]
    assert len({item["id"] for item in items}) == 120
    indexes = {
        (entry["statusListCredential"], entry["statusListIndex"])
        for item in items
        for entry in [item["credential"]["credentialStatus"]]
    }
    assert len(indexes) == 120
    assert (
        client.post("/v1/verify", json={"credential": items[7]["credential"]}).json()["outcome"]
        == "passed"
    )


def test_a_batch_with_wrong_rows_is_refused_whole_with_every_finding(client: httpx.Client) -> None:
    rows = [{"key": str(n), "row": dict(ROW)} for n in range(6)]
    rows[2]["row"] = {**ROW, "awarded_on": "soon"}
    rows[4]["row"] = {**ROW, "learner_date_of_birth": "31/02/1999"}
    rows[5]["key"] = "0"
    said = problem(
        client.post("/v1/batches", json={"template": "port-safety", "rows": rows}),
        422,
        "MODEL_DATE",
    )
    found = [(each.get("row"), each["code"]) for each in said["problemDetails"]]
    assert found == [(3, "MODEL_DATE"), (5, "MODEL_DATE"), (6, "BATCH_KEY_CONFLICT")]
    assert said["problemDetails"][0]["column"] == "awarded_on"


def test_a_batch_is_its_owners_alone(client: httpx.Client) -> None:
    body = {"template": "port-safety", "rows": [{"key": "a", "row": ROW}]}
    place = client.post("/v1/batches", json=body).headers["location"]
    other = issuers.key(client.app, "issue")
    problem(client.get(place, headers=other), 404, "REQUEST_NOT_FOUND")
    problem(client.get(f"{place}/credentials", headers=other), 404, "REQUEST_NOT_FOUND")
    problem(
        client.get("/v1/credentials", params={"key": "lists"}, headers=other),
        404,
        "REQUEST_NOT_FOUND",
    )


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("post", "/v1/credentials", "issue"),
        ("get", "/v1/credentials?key=a", "issue"),
        ("get", "/v1/templates", "issue"),
        ("post", "/v1/batches", "issue"),
        ("get", "/v1/batches/0", "issue"),
        ("get", "/v1/batches/0/credentials", "issue"),
        ("post", "/v1/credentials/status", "revoke"),
        ("post", "/v1/verify", "verify"),
        ("get", "/v1/keys", "keys"),
        ("post", "/v1/keys/rotate", "keys"),
        ("post", "/v1/keys/revoke", "keys"),
        ("get", "/metrics", "metrics"),
    ],
)
def test_nobody_is_let_in_without_a_key_for_that(
    client: httpx.Client, method: str, path: str, scope: str
) -> None:
    ask = getattr(client, method)
    wrong = issuers.key(client.app, *(SCOPES.keys() - {scope}))
    gone, known = client.app.state.access.create("gone", [scope])
    client.app.state.access.revoke(known.id)
    for header in (
        "",
        "Basic YTpi",
        "Bearer",
        "Bearer x",
        f"Bearer {gone}",
        f"Bearer {gone}x",
        "Bearer emk_" + "0" * 12 + "_a",
        "Bearer emk_a'--_b",
        "Bearer emk__",
    ):
        answer = ask(path, headers={"Authorization": header})
        problem(answer, 401, "REQUEST_UNAUTHORISED")
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert gone not in answer.text
    answer = ask(path, headers=wrong)
    assert scope in problem(answer, 403, "REQUEST_FORBIDDEN")["expected"]
    assert "insufficient_scope" in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"template": "nothing"}, 422, "TEMPLATE_UNKNOWN"),
        ({"template": "../../etc/passwd"}, 400, "REQUEST_MALFORMED"),
        ({"template": "..%2f..%2fetc"}, 400, "REQUEST_MALFORMED"),
        ({"template": "/etc/passwd"}, 400, "REQUEST_MALFORMED"),
        ({"template": "port-safety.json"}, 422, "TEMPLATE_UNKNOWN"),
        ({"template": "port-safety\x00"}, 400, "REQUEST_MALFORMED"),
        ({"format": "pdf"}, 400, "REQUEST_MALFORMED"),
        ({"securing": "none"}, 422, "SECURING_UNSUPPORTED"),
        ({"securing": "ecdsa-rdfc-2019"}, 422, "KEY_TYPE_MISMATCH"),
        ({"key": ""}, 400, "REQUEST_MALFORMED"),
        ({"key": "a\nb"}, 400, "REQUEST_MALFORMED"),
        ({"key": 1}, 400, "REQUEST_MALFORMED"),
        ({"row": []}, 400, "REQUEST_MALFORMED"),
        ({"row": {"awarded_on": {"a": 1}}}, 400, "REQUEST_MALFORMED"),
        ({"row": {**ROW, "awarded_on": "30.6."}}, 422, "MODEL_DATE"),
        ({"more": 1}, 400, "REQUEST_MALFORMED"),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else None,
)
def test_an_order_that_is_none_is_refused(
    client: httpx.Client, change: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post("/v1/credentials", json={**ORDER, "key": "refused", **change})
    problem(answer, status, code)
    if change.get("key") is None:
        missing = client.get("/v1/credentials", params={"key": "refused"})
        problem(missing, 404, "REQUEST_NOT_FOUND")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"key":"a","key":"b"}',
        b"\xff",
        b'{"key":NaN}',
        b"{}",
        b"[" * 100_000,
        b'{"a":"\\ud800"}',
    ],
    ids=range(10),
)
@pytest.mark.parametrize(
    "path",
    ["credentials", "batches", "credentials/status", "verify", "keys/rotate", "keys/revoke"],
)
def test_a_body_that_is_none_is_refused(client: httpx.Client, path: str, content: bytes) -> None:
    answer = client.post(f"/v1/{path}", content=content)
    if path == "keys/rotate" and content == b"{}":
        assert answer.status_code == 201  # everything in it has a default
        return
    assert answer.status_code in (400, 413), answer.text
    assert answer.json()["code"]


def test_a_long_body_is_refused_before_it_is_read(client: httpx.Client) -> None:
    for path, longest in (("/v1/credentials", 9), ("/v1/verify", 9), ("/v1/batches", 17)):
        answer = client.post(path, content=b"x" * (longest * 1024 * 1024))
        problem(answer, 413, "LIMIT_SIZE")

        def parts(longest: int = longest) -> Iterator[bytes]:
            for _ in range(longest):
                yield b"x" * 1024 * 1024

        problem(client.post(path, content=parts()), 413, "LIMIT_SIZE")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/credentials/%2e%2e/keys",
        "/status/-1/revocation",
        "/status/x/revocation",
        "/status/0/..%2f..%2fetc",
        "/status/99999999999/revocation",
        "/.well-known/%2e%2e/keys",
        "/v1/batches/%2e%2e/credentials",
        "/v1/batches/" + "0" * 32,
        "/docs",
    ],
)
def test_no_path_leads_anywhere_else(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404, 405), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"].startswith("REQUEST_")


def test_the_service_is_well_and_counts(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok", "database": "ok", "key": "ok"}
    client.post("/v1/credentials", json={**ORDER, "key": "counted"})
    text = client.get("/metrics").text
    assert 'elm_microcred_credentials_total{done="issued"}' in text
    assert 'route="/v1/credentials",status="201"' in text
    assert 'elm_microcred_request_seconds_bucket{route="/v1/credentials",le="+Inf"}' in text
    assert "Kalni" not in text
    headers = client.get("/health/live").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")


def test_the_description_says_what_it_takes(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()
    issue = described["paths"]["/v1/credentials"]["post"]
    schema = issue["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["required"]) == {"key", "template", "row"}
    assert issue["security"] == [{"apiKey": []}]
    assert described["paths"]["/status/{number}/{form}"]["get"]["security"] == []
    assert "$ref" not in json.dumps(schema)
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert {"400", "401", "429", "503"} <= operation["responses"].keys() or operation[
                "security"
            ] == []


def test_no_handler_runs_in_the_event_loop(client: httpx.Client) -> None:
    """Plain functions run in threads: whatever they wait for keeps nobody else waiting."""
    service, jobs, access = (getattr(client.app.state, n) for n in ("service", "jobs", "access"))
    api = IssuerApi(service=service, jobs=jobs, keys=access)
    routes = [*api.router().routes, *status_api.router(service).routes]
    described = client.get("/openapi.json").json()["paths"]
    assert {route.path for route in routes} == set(described)
    assert not [each.path for each in routes if inspect.iscoroutinefunction(each.endpoint)]


def test_whoever_asks_too_often_has_to_wait(tmp_path: Path) -> None:
    with issuers.client(tmp_path, rate=Rate(per_second=0.01, burst=3)) as client:
        answers = [client.get("/v1/templates") for _ in range(5)]
        assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
        problem(answers[3], 429, "REQUEST_RATE")
        assert int(answers[3].headers["retry-after"]) >= 1
        other = issuers.key(client.app, "issue")
        assert client.get("/v1/templates", headers=other).status_code == 200
        wrong = [
            client.get("/v1/templates", headers={"Authorization": "Bearer emk_1_2"})
            for _ in range(5)
        ]
        assert [each.status_code for each in wrong] == [401, 401, 401, 429, 429]
        assert client.get("/health/live").status_code == 200


def test_keys_are_replaced_and_revoked(tmp_path: Path) -> None:
    with issuers.client(tmp_path) as client:
        old = client.post("/v1/credentials", json=ORDER)
        first = client.get("/v1/keys").json()["keys"][0]["id"]
        rotated = client.post("/v1/keys/rotate", json={"type": "P-256"})
        assert rotated.status_code == 201
        assert [key["state"] for key in rotated.json()["keys"]] == ["replaced", "current"]
        new = client.post("/v1/credentials", json={**ORDER, "key": "new"})
        assert new.json()["credential"]["proof"]["cryptosuite"] == "ecdsa-rdfc-2019"
        for answer in (old, new):
            assert verified(client, content_of(answer))
        revoked = client.post("/v1/keys/revoke", json={"key": first}).json()
        assert revoked["keys"][0]["state"] == "revoked"
        assert not verified(client, content_of(old))
        assert verified(client, content_of(new))
        none = client.post("/v1/keys/revoke", json={"key": "none"})
        problem(none, 404, "KEY_NOT_FOUND")
        current = revoked["keys"][1]["id"]
        client.post("/v1/keys/revoke", json={"key": current})
        refused = client.post("/v1/credentials", json={**ORDER, "key": "refused"})
        problem(refused, 503, "KEY_REVOKED")
        assert client.get("/health/ready").json()["key"] == "KEY_REVOKED"
        assert client.get("/health/ready").status_code == 503


def test_an_issuer_that_is_its_key_has_one(tmp_path: Path) -> None:
    with issuers.client(tmp_path, base_url="http://127.0.0.1:8000") as client:
        said = client.post("/v1/credentials", json=ORDER)
        assert said.json()["credential"]["issuer"]["id"].startswith("did:key:")
        report = client.post("/v1/verify", json={"credential": said.json()["credential"]})
        assert report.json()["outcome"] == "passed"  # though nobody else can have the list
        problem(client.post("/v1/keys/rotate", json={}), 422, "USAGE")


def test_what_was_not_done_is_done_after_a_restart(tmp_path: Path) -> None:
    rows = [{"key": f"r-{n}", "row": ROW} for n in range(300)]
    body = {"template": "port-safety", "format": "open-badge-3", "rows": rows}
    app = issuers.application(tmp_path)
    headers = issuers.key(app)
    with issuers.running(app, headers) as client:
        place = client.post("/v1/batches", json=body).headers["location"]
    done = []
    for _ in range(3):
        with issuers.running(issuers.application(tmp_path), headers) as client:
            done.append(client.get(place).json()["signed"])
    with issuers.running(issuers.application(tmp_path), headers) as client:
        said = finished(client, place)
        assert (said["signed"], said["failed"]) == (300, 0)
        ids = set()
        for after in (0, 100, 200):
            found = client.get(f"{place}/credentials", params={"after": after}).json()["items"]
            ids |= {item["id"] for item in found}
        assert len(ids) == 300
    assert done == sorted(done)


def test_a_template_that_was_changed_is_noticed(tmp_path: Path) -> None:
    with issuers.client(tmp_path) as client:
        client.post("/v1/credentials", json=ORDER)
    path = tmp_path / "templates" / "port-safety.json"
    path.write_text(path.read_text().replace("Port", "Harbour"))
    app = issuers.application(tmp_path)
    service = app.state.service
    stale = service.input(issuers_order("stale"))
    changed = {**stale.data, "templateDigest": "0"}
    with issuers.running(app, {}):
        item = type("Item", (), {"data": changed, "credential_id": "urn:a", "issued_at": 1})
        with pytest.raises(Exception, match="TEMPLATE_CHANGED"):
            service.make(item)


def issuers_order(key: str) -> Any:
    from elm_microcred.server.issuer_service import Order

    return Order(key, "port-safety", ROW)


def test_the_same_on_postgresql(tmp_path: Path, postgresql: str) -> None:
    with (
        postgresql_database(postgresql) as url,
        issuers.client(tmp_path, database=url) as client,
    ):
        first = client.post("/v1/credentials", json=ORDER)
        assert client.post("/v1/credentials", json=ORDER).content == first.content
        assert verified(client, content_of(first))
        other = {**ORDER, "row": {**ROW, "grade": "8"}}
        problem(client.post("/v1/credentials", json=other), 409, "BATCH_KEY_CONFLICT")
        rows = [{"key": f"b-{n}", "row": ROW} for n in range(60)]
        body = {"template": "port-safety", "format": "open-badge-3", "rows": rows}
        place = client.post("/v1/batches", json=body).headers["location"]
        assert finished(client, place)["signed"] == 60
        id_ = first.json()["id"]
        client.post("/v1/credentials/status", json={"id": id_, "status": "revoked"})
        assert not verified(client, content_of(first))
        assert client.get("/health/ready").json()["status"] == "ok"
        unknown = {**ORDER, "key": "Ж " * 50, "row": {**ROW, "grade": "\x00\u2028"}}
        assert client.post("/v1/credentials", json=unknown).status_code < 500
