"""The network resolver, against hostile addresses and hostile servers on this machine."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from elm_microcred import contexts
from elm_microcred.errors import FetchError, ForbiddenUrlError, ResolutionError
from elm_microcred.resolvers import HttpResolver

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
HOST = "register.example"
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/did+json; charset=utf-8\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a self-signed certificate for HOST, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return path


class Server:
    """A TLS server on loopback that answers each connection with the next of its answers."""

    def __init__(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.answers: list[bytes | Callable[[ssl.SSLSocket], None]] = []
        self.requests: list[str] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._context = context
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                accepted, _ = self._listening.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), self._context.wrap_socket(accepted, True) as tls:
                self.requests.append(tls.recv(65_536).decode())
                answer = self.answers.pop(0)
                if callable(answer):
                    answer(tls)
                else:
                    tls.sendall(answer)

    def url(self, path: str = "/did.json") -> str:
        return f"https://{HOST}:{self.port}{path}"

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def server(certificate: Path) -> Iterator[Server]:
    """A server that trusts nobody and is trusted by `resolver`."""
    running = Server(certificate)
    yield running
    running.close()


@pytest.fixture
def resolver(certificate: Path) -> HttpResolver:
    """The resolver under test, which may ask this machine and knows where HOST is."""
    tls = ssl.create_default_context()
    tls.load_verify_locations(certificate)
    return HttpResolver(allowed_networks=LOOPBACK, tls=tls, lookup=lambda host, port: ["127.0.0.1"])


def test_a_json_answer_is_a_resource(server: Server, resolver: HttpResolver) -> None:
    server.answers = [JSON + b'Content-Length: 11\r\n\r\n{"id": "a"}']
    resource = resolver(server.url())
    assert resource.content == b'{"id": "a"}'
    assert resource.media_type == "application/did+json"


def test_the_request_tells_the_host_and_nothing_about_us(
    server: Server, resolver: HttpResolver
) -> None:
    server.answers = [JSON + b"Content-Length: 2\r\n\r\n{}"]
    resolver(server.url("/a?b=c#fragment"))
    first, *headers = server.requests[0].split("\r\n")
    assert first == "GET /a?b=c HTTP/1.1"
    assert f"Host: {HOST}:{server.port}" in headers
    names = {header.partition(":")[0].lower() for header in headers if header}
    assert names == {"host", "accept", "accept-encoding", "user-agent"}


def test_what_is_bundled_is_never_asked_for(resolver: HttpResolver) -> None:
    url = contexts.CREDENTIALS_V2
    assert resolver(url).content == contexts.content(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://register.example/did.json",
        "file:///etc/passwd",
        "ftp://register.example/",
        "data:application/json,{}",
        "https://user:secret@register.example/",
        "https:///path",
        "https://",
        "https://[::1",
        "https://exa mple/",
        "https://a:b:c/",
        "register.example",
        "",
        "https://xn--\x00/",
    ],
)
def test_a_url_of_another_form_is_refused_unasked(url: str, resolver: HttpResolver) -> None:
    with pytest.raises(ForbiddenUrlError) as caught:
        resolver(url)
    assert caught.value.code == "URL_BLOCKED"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_a_name_that_leads_into_the_house_is_refused(address: str) -> None:
    resolver = HttpResolver(lookup=lambda host, port: ["93.184.216.34", address])
    with pytest.raises(ForbiddenUrlError, match="is not a public address"):
        resolver("https://register.example/did.json")


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]"])
def test_loopback_is_refused_in_every_spelling(host: str) -> None:
    with pytest.raises(ResolutionError) as caught:
        HttpResolver()(f"https://{host}/")
    assert caught.value.code in {"URL_BLOCKED", "RESOURCE_UNAVAILABLE"}


@pytest.mark.parametrize("addresses", [[], ["not an address"]])
def test_a_name_without_an_address_is_unavailable(addresses: list[str]) -> None:
    with pytest.raises(FetchError, match="no address"):
        HttpResolver(lookup=lambda host, port: addresses)("https://register.example/")


def test_a_name_server_that_fails_is_unavailable() -> None:
    def lookup(host: str, port: int) -> list[str]:
        raise socket.gaierror("no such host")

    with pytest.raises(FetchError) as caught:
        HttpResolver(lookup=lookup)("https://register.example/")
    assert caught.value.code == "RESOURCE_UNAVAILABLE"


def test_redirects_on_the_same_host_are_followed_twice(
    server: Server, resolver: HttpResolver
) -> None:
    hop = b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"
    server.answers = [hop, hop, JSON + b"Content-Length: 2\r\n\r\n{}"]
    assert resolver(server.url()).content == b"{}"
    server.answers = [hop, hop, hop]
    with pytest.raises(FetchError, match="more than 2 redirects"):
        resolver(server.url())


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example/",
        "http://register.example/",
        "https://register.example:1/",
        "//169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_elsewhere_is_refused(
    location: str, server: Server, resolver: HttpResolver
) -> None:
    server.answers = [
        f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    ]
    with pytest.raises(ForbiddenUrlError):
        resolver(server.url())
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP status 404"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "not JSON"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", "not JSON"),
        (JSON + b"Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", "compressed"),
        (JSON + b"\r\n" + b" " * 2_000_000, "longer than 1048576 bytes"),
        (JSON + b"Content-Length: 9\r\n\r\n{}", "request failed"),
        (b"not HTTP\r\n\r\n", "request failed"),
        (b"", "request failed"),
    ],
    ids=["404", "no type", "html", "gzip", "long", "half", "not http", "nothing"],
)
def test_an_answer_that_cannot_be_used_is_unavailable(
    answer: bytes, reason: str, server: Server, resolver: HttpResolver
) -> None:
    server.answers = [answer]
    with pytest.raises(FetchError, match=reason) as caught:
        resolver(server.url())
    assert caught.value.code == "RESOURCE_UNAVAILABLE"


def test_a_certificate_of_another_host_is_refused(server: Server, resolver: HttpResolver) -> None:
    with pytest.raises(FetchError, match="request failed"):
        resolver(server.url().replace(HOST, "other.example"))


def test_an_unknown_certificate_is_refused(server: Server) -> None:
    resolver = HttpResolver(allowed_networks=LOOPBACK, lookup=lambda host, port: ["127.0.0.1"])
    with pytest.raises(FetchError, match="request failed"):
        resolver(server.url())


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX: ", JSON + b"\r\n"])
def test_a_server_that_drips_is_left_at_the_deadline(
    start: bytes, server: Server, certificate: Path
) -> None:
    ended = threading.Event()

    def drip(tls: ssl.SSLSocket) -> None:
        try:
            tls.sendall(start)
            while True:
                tls.sendall(b"x")
                time.sleep(0.02)
        except OSError:
            ended.set()

    tls = ssl.create_default_context()
    tls.load_verify_locations(certificate)
    resolver = HttpResolver(
        allowed_networks=LOOPBACK,
        tls=tls,
        lookup=lambda host, port: ["127.0.0.1"],
        total_seconds=0.3,
    )
    server.answers = [drip]
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"no answer within 0\.3 seconds"):
        resolver(server.url())
    assert time.monotonic() - began < 2
    assert ended.wait(5), "the connection was left open"


def test_a_slow_name_server_is_left_at_the_deadline() -> None:
    def lookup(host: str, port: int) -> list[str]:
        time.sleep(0.5)
        return []

    with pytest.raises(FetchError, match="no answer within"):
        HttpResolver(lookup=lookup, total_seconds=0.05)("https://register.example/")
