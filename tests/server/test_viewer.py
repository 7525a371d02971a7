"""The viewer: a person sees and checks credentials, and nobody else does."""

from __future__ import annotations

import io
import json
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

import gallery
from elm_microcred import LocalSigner, bake, load, present, verify
from elm_microcred.cli import main
from elm_microcred.errors import ParseError
from elm_microcred.server.multipart import fields
from elm_microcred.server.viewer import Viewer, viewer_app
from pictures import png
from servers import served

pytest.importorskip("jinja2", reason="the extra render is not installed")

HEAD = b'--b\r\nContent-Disposition: form-data; name="a"'
TOKEN = "a-secret-of-this-test"
NOW = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    def make(base_url: str) -> Any:
        port = int(base_url.rstrip("/").rpartition(":")[2])
        return viewer_app(Viewer(lambda: NOW), port=port, token=TOKEN)

    with served(make) as base_url:
        yield f"{base_url}{TOKEN}/"


@pytest.fixture
def client(home: str) -> Iterator[httpx.Client]:
    origin = home.removesuffix(f"/{TOKEN}/")
    headers = {"Origin": origin, "Accept-Language": "en-GB,en;q=0.9"}
    with httpx.Client(base_url=home, headers=headers, timeout=60, trust_env=False) as session:
        yield session


def credential(name: str = "vet-unit", kind: str = "edc") -> bytes:
    return (gallery.FOLDER / f"{name}.{kind}.json").read_bytes()


def given(client: httpx.Client, content: bytes, **more: Any) -> httpx.Response:
    return client.post("", files={"file": ("x.json", content)}, follow_redirects=True, **more)


def test_the_start_page_takes_a_file_and_shows_examples(client: httpx.Client) -> None:
    page = client.get("")
    assert page.status_code == 200
    assert 'type="file"' in page.text
    assert "Nothing leaves this computer" in page.text
    assert "<script" not in page.text
    for name in gallery.names():
        assert f'href="example/{name}"' in page.text
    example = client.get("example/vet-unit", follow_redirects=True)
    assert "Unit: TIG welding of thin sheets" in example.text
    assert client.get("example/..%2F..%2Fx").status_code == 404
    assert client.get("example/nothing").status_code == 404


def test_a_credential_is_shown_with_its_checks_one_by_one(client: httpx.Client) -> None:
    page = given(client, credential())
    assert page.status_code == 200
    for text in (
        "Verified: every check that was made passed",
        "Has nothing been changed since it was signed?",
        "What a micro-credential has to say",
        "Checked on 1 August 2026, 00:00 UTC",
    ):
        assert text in page.text, text
    assert page.text.index('id="page-0" lang="en"') > 0
    assert "<script" not in page.text
    assert 'action="' not in page.text


def test_the_page_speaks_the_language_of_the_reader(client: httpx.Client) -> None:
    page = given(client, credential(), headers={"Accept-Language": "ar,en;q=0.5"})
    assert '<html lang="ar" dir="rtl">' in page.text
    assert 'id="page-0" lang="ar" dir="rtl"' in page.text
    assert '<html lang="en"' in client.get("", headers={"Accept-Language": "fi"}).text
    assert '<html lang="lv"' in client.get("", headers={"Accept-Language": "xx, lv-LV"}).text


def test_what_was_changed_is_shown_with_what_to_do(client: httpx.Client) -> None:
    page = given(client, credential().replace("Krüger".encode(), b"Kruger"))
    assert "Not valid: at least one check failed" in page.text
    assert "PROOF_SIGNATURE_INVALID" in page.text
    assert "What to do" in page.text


def test_pasted_text_is_taken_where_no_file_is_given(client: httpx.Client) -> None:
    files = {"file": ("", b""), "text": (None, b"  " + credential(kind="badge") + b"\r\n")}
    page = client.post("", files=files, follow_redirects=True)
    assert "Lena Krüger" in page.text
    nothing = client.post("", files={"file": ("", b""), "text": (None, b" ")})
    assert nothing.status_code == 400
    assert "REQUEST_MALFORMED" in nothing.text


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"nothing", "PARSE_UNKNOWN_FORMAT"),
        (b'{"a": 1, "a": 2}', "PARSE_DUPLICATE_KEY"),
        (b"\x89PNG\r\n\x1a\n", "IMAGE_MALFORMED"),
        (b"PK\x03\x04nothing", "PARSE_INVALID_ZIP"),
        (b"[" * 100_000, "LIMIT_DEPTH"),
    ],
    ids=["text", "json", "png", "zip", "deep"],
)
def test_what_cannot_be_shown_is_said_to_be_so(
    client: httpx.Client, content: bytes, code: str
) -> None:
    page = given(client, content)
    assert page.status_code == 400
    assert code in page.text
    assert "This cannot be shown" in page.text


def test_a_file_that_is_too_long_is_refused(client: httpx.Client) -> None:
    page = given(client, b" " * (9 * 1024 * 1024))
    assert page.status_code == 400
    assert "LIMIT_SIZE" in page.text


def test_everything_can_be_saved_and_converted(client: httpx.Client) -> None:
    page = given(client, credential())
    links = [
        href for href in re.findall(r'href="([^":/]+)"', page.text) if not href.startswith(".")
    ]
    assert set(links) == {
        *("original", "page.html", "card.svg", "certificate.pdf", "report.json"),
        *("elm.json", "elm-vcdm2.json", "open-badge-3.json", "turtle.ttl", "nquads.nq"),
    }
    got = {name: client.get(str(page.url.join(name))) for name in links if name[-3:] != "pdf"}
    assert {answer.status_code for answer in got.values()} == {200}
    dispositions = {a.headers["content-disposition"].partition(";")[0] for a in got.values()}
    assert dispositions == {"attachment"}
    assert got["original"].content == credential()
    assert got["report.json"].json()["outcome"] == "passed"
    assert "OpenBadgeCredential" in got["open-badge-3.json"].json()["type"]
    assert "<svg" in got["card.svg"].text
    assert "Berufskolleg" in got["turtle.ttl"].text
    assert client.get(str(page.url.join("other.exe"))).status_code == 404
    assert client.get(str(page.url.join("../nothing/"))).status_code == 404


def test_a_certificate_can_be_saved(client: httpx.Client) -> None:
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    page = given(client, credential())
    saved = client.get(str(page.url.join("certificate.pdf")))
    assert load(saved.content)[0].content == credential()


def test_several_credentials_are_listed_and_each_is_shown(client: httpx.Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.json", credential("vet-unit"))
        archive.writestr("two.json", credential("joint-course"))
    page = given(client, packed.getvalue())
    assert "What was found in the file" in page.text
    hrefs = re.findall(r'href="(\.\./[^"]+/)"', page.text)
    assert len([href for href in hrefs if href != "../../"]) == 2
    shown = [client.get(str(page.url.join(href))).text for href in hrefs if href != "../../"]
    assert "Lena Krüger" in shown[0]
    assert "Élise Moreau" in shown[1]
    original = client.get(str(page.url.join("original")))
    assert original.headers["content-disposition"].endswith('"credentials.zip"')


def test_a_presentation_shows_what_is_inside(client: httpx.Client) -> None:
    badge = credential("vet-unit", "badge")
    shown = present([badge], LocalSigner.generate(), challenge="c", domain="d")
    page = given(client, shown.content)
    assert "Credentials inside" in page.text
    (href,) = [h for h in re.findall(r'href="(\.\./[^"]+/)"', page.text) if h != "../../"]
    assert "Lena Krüger" in client.get(str(page.url.join(href))).text


def test_pictures_drafts_and_reports_are_shown(client: httpx.Client, tmp_path: Path) -> None:
    picture = given(client, bake(png(), credential(kind="badge")))
    assert "Lena Krüger" in picture.text
    half = [json.loads(credential("vet-unit", kind)) for kind in ("achievement", "award")]
    draft = given(client, json.dumps({"achievement": half[0], "award": half[1]}).encode())
    assert "Not verified" in draft.text
    assert client.get(str(draft.url.join("elm.json"))).json()["type"]
    report = given(client, json.dumps(verify(credential()).to_dict()).encode())
    assert "Verification report" in report.text
    assert "elm.json" not in report.text


# Who may ask


def test_every_answer_forbids_what_the_page_does_not_need(client: httpx.Client) -> None:
    for page in (client.get(""), given(client, credential()), given(client, b"x")):
        policy = page.headers["content-security-policy"]
        for part in ("default-src 'none'", "connect-src 'none'", "frame-ancestors 'none'"):
            assert part in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["cache-control"] == "no-store"


def test_a_name_that_somebody_pointed_here_is_not_served(home: str) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1", ""):
        answer = httpx.get(home, headers={"Host": host}, trust_env=False)
        assert answer.status_code == 421, host


def test_an_address_without_the_secret_shows_nothing(home: str) -> None:
    base = home.removesuffix(f"{TOKEN}/")
    for path in ("", "x/", f"x{TOKEN}/", "c/", "%00/"):
        assert httpx.get(base + path, trust_env=False).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "OWN", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=["none", "null", "other", "cross-site"],
)
def test_a_form_of_another_site_is_refused(home: str, headers: dict[str, str]) -> None:
    own = home.removesuffix(f"/{TOKEN}/")
    sent = {name: value.replace("OWN", own) for name, value in headers.items()}
    answer = httpx.post(home, files={"file": ("x", b"{}")}, headers=sent, trust_env=False)
    assert answer.status_code == 403


def test_only_the_last_few_are_kept() -> None:
    viewer = Viewer(lambda: NOW)
    first = viewer.keep(b"first")
    assert viewer.keep(b"first") == first
    assert Viewer(lambda: NOW).keep(b"first") != first
    for number in range(64):
        viewer.keep(str(number).encode())
    with pytest.raises(ParseError) as caught:
        viewer.content(first)
    assert caught.value.code == "REQUEST_NOT_FOUND"


# Forms


def test_fields_of_a_form_are_taken_byte_by_byte() -> None:
    content = b"\r\n--not\r\n\x00\xff--b"
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
        b"Content-Type: application/json\r\n\r\n" + content + b"\r\n"
        b'--b\r\ncontent-disposition: form-data; name="text"\r\n\r\nx\r\n--b--\r\n'
    )
    assert fields("multipart/form-data; boundary=b", body) == {"file": content, "text": b"x"}
    assert fields('Multipart/Form-Data; charset=utf-8; boundary="b"', body)["text"] == b"x"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"--b--"),
        ("multipart/form-data; boundary=b", b"nothing"),
        ("multipart/form-data; boundary=b", HEAD + b"\r\n\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\nX: y\r\n\r\nz\r\n--b--"),
        ("multipart/form-data; boundary=b", HEAD + b"\r\n--b--"),
        ("multipart/form-data; boundary=b", b"\r\n--b" * 1_000),
    ],
    ids=["json", "no-boundary", "no-part", "no-end", "no-name", "no-content", "many"],
)  # fmt: skip
def test_a_form_that_is_malformed_is_refused(kind: str, body: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        fields(kind, body)
    assert caught.value.code == "REQUEST_MALFORMED"


# The command


def test_the_command_prints_an_address_that_shows_the_file() -> None:
    source = str(gallery.FOLDER / "vet-unit.edc.json")
    command = [sys.executable, "-m", "elm_microcred", "view", source, "--no-browser"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().strip()
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{24}/c/[0-9a-f]{24}/", address)
            page = httpx.get(
                address, trust_env=False, timeout=60, headers={"Accept-Language": "en"}
            )
            assert "Verified: every check that was made passed" in page.text
        finally:
            server.terminate()
            said = server.communicate(timeout=30)[1]
    assert "Traceback" not in said


def test_the_command_opens_the_browser_of_the_person(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    listening: list[socket.socket] = []

    def run(_: uvicorn.Server, sockets: list[socket.socket]) -> None:
        listening.extend(sockets)
        assert sockets[0].getsockname()[0] == "127.0.0.1"

    monkeypatch.setattr(uvicorn.Server, "run", run)
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert main(["view", str(gallery.FOLDER / "vet-unit.badge.json")]) == 0
    assert opened == [capsys.readouterr().out.strip()]
    assert main(["view", "--no-browser"]) == 0
    assert len(opened) == 1
    assert capsys.readouterr().out.count("/") == 4
    assert all(each.fileno() == -1 for each in listening)


def test_a_port_that_is_taken_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["view", "--port", port, "--no-browser"]) == 2
    assert "The port cannot be used" in capsys.readouterr().err
    assert main(["view", "/no/such/file", "--no-browser"]) == 2
