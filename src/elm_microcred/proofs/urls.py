"""Which URLs may be written as identifiers, and which may be asked for at all.

What a credential names is hostile until checked. This check needs no network, so that it
comes before any request, whatever resolver is passed in. A resolver checks besides what
address a name leads to.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from elm_microcred.errors import ForbiddenUrlError

_FOREIGN = r"\s\x00-\x20\x7f<>\"{}|\\^`"
_HOST = rf"(?:\[[0-9A-Fa-f:.]+\]|[^{_FOREIGN}/?#@:\[\]]+)"
_URL = re.compile(
    rf"[Hh][Tt][Tt][Pp][Ss]?://(?:[^{_FOREIGN}/?#@]*@)?{_HOST}(?::[0-9]*)?(?:[/?#][^{_FOREIGN}]*)?"
    rf"|(?![Hh][Tt][Tt][Pp][Ss]?:)[A-Za-z][A-Za-z0-9+.\-]*:[^{_FOREIGN}]+"
)
_PLAIN = re.compile(
    r"https?://[A-Za-z0-9.-]+(?:[/?#][!#-;=?-\[\]_a-z~]*)?|(?:did|urn):[!#-;=?-\[\]_a-z~]+"
)
"""Nearly all URLs, which are told so in a third of the time."""
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LOCAL = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "onion")
"""Last labels of names that never lead to a public host (RFC 6761, RFC 6762 and practice)."""


def is_url(value: object) -> bool:
    """Whether a value is one absolute URL: a scheme, something after it, nothing foreign.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#identifiers
    """
    return isinstance(value, str) and bool(_PLAIN.fullmatch(value) or _URL.fullmatch(value))


@lru_cache(maxsize=1024)
def checked_https(url: str) -> str:
    """`url` itself, if it may be asked for: https, no user name, a host that can be public.

    Raises:
        ForbiddenUrlError: If it may not (`URL_BLOCKED`).
    """
    try:
        parts = urlsplit(url)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError as error:
        raise _blocked(url, "This is not a URL that can be asked.") from error
    if not is_url(url) or not port_is_right or not url.isascii():
        raise _blocked(url, "This is not a URL that can be asked.")
    if parts.scheme != "https":
        raise _blocked(url, "Only https is asked.")
    if "@" in parts.netloc:
        raise _blocked(url, "A URL with a user name is never asked.")
    if not _may_be_public(parts):
        raise _blocked(url, "The host is not one of the public internet.")
    return url


def _may_be_public(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if "[" in parts.netloc:
        return _is_public(host)
    labels = host.rstrip(".").split(".")
    # As browsers do: a host whose last label is a number is an address, in any spelling.
    if _NUMBER.fullmatch(labels[-1]):
        return _is_public(host)
    return bool(_NAME.fullmatch(host)) and len(labels) > 1 and labels[-1] not in _LOCAL


def _is_public(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        # Addresses that stand for an IPv4 address (mapped, 6to4, NAT64) have better spellings.
        embedded = address.ipv4_mapped or address.sixtofour or address.teredo
        if embedded or address in ipaddress.IPv6Network("64:ff9b::/96"):
            return False
    return address.is_global and not address.is_multicast


def _blocked(url: str, detail: str) -> ForbiddenUrlError:
    return ForbiddenUrlError(
        "URL_BLOCKED",
        detail,
        found=url,
        expected="an https URL of a public host",
        remedy="Use an address that everybody can reach.",
        spec="https://www.w3.org/TR/vc-data-integrity/#network-requests",
    )
