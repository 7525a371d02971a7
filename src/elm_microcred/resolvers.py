"""Asking the network: `HttpResolver`, for hosts that let verification fetch by itself.

The only module that imports httpx, and only when it is used. An address that a credential
names is hostile until checked: the name is resolved once, every address behind it must be a
public one, and the connection goes to the address that was checked (no DNS rebinding).
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from elm_microcred import contexts
from elm_microcred.errors import FetchError, ForbiddenUrlError, ResolutionError
from elm_microcred.limits import MIB
from elm_microcred.retrieval import Resource, offline

if TYPE_CHECKING:
    import ssl

    import httpx

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_REDIRECTS = 2
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _lookup(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the operating system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResolver:
    """A resolver that asks by HTTPS for what is not bundled.

    It follows at most two redirects, on the same host only; it sends no cookie, no
    `Referer` and no proxy; it takes JSON only.

    Attributes:
        connect_seconds: Longest wait for a connection.
        total_seconds: Longest wait for the whole answer, redirects and name included.
        max_bytes: Longest answer.
        allowed_networks: Networks that may be asked although they are not public ones: a
            register in your own house, or 127.0.0.0/8 in a test. Empty by default.
        tls: Certificates to trust; those of the system by default.
        lookup: Host and port to addresses; the operating system's by default.
    """

    connect_seconds: float = 2.0
    total_seconds: float = 5.0
    max_bytes: int = 1 * MIB
    allowed_networks: Sequence[_Network] = ()
    tls: ssl.SSLContext | None = None
    lookup: Callable[[str, int], Sequence[str]] = _lookup

    def __call__(self, url: str, /) -> Resource:
        """The resource behind `url`: bundled if it is, else as the network gives it.

        Raises:
            ForbiddenUrlError: If the address may not be asked; nothing was sent.
            FetchError: If there was no usable answer.
        """
        if url in contexts.URLS:
            return offline(url)
        answer: list[Resource | ResolutionError] = []
        sockets: list[socket.socket] = []

        def ask() -> None:
            try:
                answer.append(self._fetch(url, sockets))
            except ResolutionError as error:
                answer.append(error)

        # A thread, because neither a name server nor a peer that sends a byte a second
        # keeps to the time-out of a single read; shutting the socket down ends it.
        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(self.total_seconds)
        if not answer:
            for opened in sockets:
                with contextlib.suppress(OSError):
                    opened.shutdown(socket.SHUT_RDWR)
            raise _unavailable(url, f"There was no answer within {self.total_seconds:g} seconds.")
        if isinstance(answer[0], ResolutionError):
            raise answer[0]
        return answer[0]

    def _fetch(self, url: str, sockets: list[socket.socket]) -> Resource:
        import httpx

        def trace(event: str, info: Mapping[str, Any]) -> None:
            if event == "connection.start_tls.complete":
                sockets.append(info["return_value"].get_extra_info("socket"))

        first = target = self._checked(url)
        verify = True if self.tls is None else self.tls
        with httpx.Client(verify=verify, follow_redirects=False, trust_env=False) as client:
            for _ in range(_REDIRECTS + 1):
                try:
                    response = client.send(self._request(target, trace), stream=True)
                    with contextlib.closing(response):
                        if not response.is_redirect:
                            return self._read(response, url)
                        location = urljoin(str(target), response.headers["location"])
                except httpx.HTTPError as error:
                    raise _unavailable(url, f"The request failed: {error}.") from error
                target = self._checked(location)
                if (target.host, target.port) != (first.host, first.port):
                    raise _forbidden(location, "A redirect to another host is not followed.")
        raise _unavailable(url, f"There were more than {_REDIRECTS} redirects.")

    def _checked(self, url: str) -> httpx.URL:
        """The URL, if its form allows it to be asked."""
        import httpx

        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, UnicodeError) as error:
            raise _forbidden(url, "This is not a URL that can be asked.") from error
        if " " in url or not url.isprintable():
            raise _forbidden(url, "A URL with white space in it is not asked.")
        if parsed.scheme != "https":
            raise _forbidden(url, "Only https is asked.")
        if parsed.userinfo or not parsed.host:
            raise _forbidden(url, "A URL with a user name or without a host is not asked.")
        return parsed

    def _request(
        self, url: httpx.URL, trace: Callable[[str, Mapping[str, Any]], None]
    ) -> httpx.Request:
        """The request, to an address that was checked; the name stays in Host and in TLS."""
        import httpx

        address = self._address(url)
        timeout = httpx.Timeout(self.total_seconds, connect=self.connect_seconds)
        return httpx.Request(
            "GET",
            url.copy_with(host=str(address), fragment=None),
            headers={
                "Host": url.netloc.decode("ascii"),
                "Accept": "application/json, application/*+json",
                "Accept-Encoding": "identity",
                "User-Agent": "elm_microcred",
            },
            extensions={
                "sni_hostname": url.raw_host.decode("ascii"),
                "timeout": timeout.as_dict(),
                "trace": trace,
            },
        )

    def _address(self, url: httpx.URL) -> _Address:
        """The first address of the URL's host, if all of them may be asked."""
        try:
            found = [ipaddress.ip_address(a) for a in self.lookup(url.host, url.port or 443)]
        except (OSError, UnicodeError, ValueError) as error:
            raise _unavailable(str(url), "The name has no address.") from error
        for address in found:
            if not self._may_ask(address):
                raise _forbidden(str(url), f"{address} is not a public address.")
        if not found:
            raise _unavailable(str(url), "The name has no address.")
        return found[0]

    def _may_ask(self, address: _Address) -> bool:
        if any(address in network for network in self.allowed_networks):
            return True
        if isinstance(address, ipaddress.IPv6Address) and (inner := _embedded(address)):
            return self._may_ask(inner)
        return address.is_global and not address.is_multicast

    def _read(self, response: httpx.Response, url: str) -> Resource:
        """The body of an answer that is JSON and short enough."""
        if response.status_code != 200:
            raise _unavailable(url, f"The answer was HTTP status {response.status_code}.")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json" and not (
            media_type.startswith("application/") and media_type.endswith("+json")
        ):
            raise _unavailable(url, "The answer is not JSON.", found=media_type or "no media type")
        if response.headers.get("content-encoding", "identity") != "identity":
            raise _unavailable(url, "The answer is compressed, which was not asked for.")
        content = bytearray()
        for chunk in response.iter_raw():
            content += chunk
            if len(content) > self.max_bytes:
                raise _unavailable(url, f"The answer is longer than {self.max_bytes} bytes.")
        return Resource(bytes(content), media_type)


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _forbidden(url: str, detail: str) -> ForbiddenUrlError:
    return ForbiddenUrlError(
        "URL_BLOCKED",
        detail,
        found=url,
        expected="an https URL of a public host",
        remedy="Hand the resource to the resolver by other means, if you trust it.",
    )


def _unavailable(url: str, detail: str, *, found: str | None = None) -> FetchError:
    return FetchError(
        "RESOURCE_UNAVAILABLE",
        detail,
        found=found or url,
        remedy="Try again later, or pass a resolver that has the resource.",
    )
