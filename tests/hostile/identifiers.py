"""DIDs and URLs: addresses that are never asked, and identifiers that lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from elm_microcred.proofs import multibase
from hostile.case import UNIVERSITY, Case, Document, World, maker

KIND = "did"


def cases(world: World) -> Iterator[Case]:
    """Every case of the table."""
    make = maker(KIND, "did", op="resolve-did")
    for name, did in _BLOCKED:
        yield make(f"blocked-{name}", did.encode(), "URL_BLOCKED")
    for name, did in _INVALID:
        yield make(f"invalid-{name}", did.encode(), "DID_INVALID")
    good = UNIVERSITY.controller
    yield make("ok-key", good.encode())
    for name, key in _KEYS:
        yield make(f"key-{name}", f"did:key:{key}".encode(), "KEY_MALFORMED")
    for place, point in enumerate(("01" + "00" * 31, "ec" + "ff" * 30 + "7f", "00" * 32)):
        weak = multibase.encode(bytes.fromhex("ed01" + point))
        yield make(f"key-weak-{place}", f"did:key:{weak}".encode(), "KEY_WEAK")
    for method in ("ebsi", "ion", "ethr", "example", "WEB".lower() + "s"):
        did = f"did:{method}:abc"
        yield make(f"method-{method}", did.encode(), "DID_METHOD_UNSUPPORTED", outcome="unchecked")
    unreachable = b"did:web:unreachable.example"
    yield make("unreachable", unreachable, "DID_UNAVAILABLE", outcome="unchecked")
    yield from _documents(world)
    yield from _jwk()


_LOCAL = (
    ("loopback", "127.0.0.1"),
    ("loopback-port", "127.0.0.1%3A8500"),
    ("loopback-other", "127.8.8.8"),
    ("short", "127.1"),
    ("decimal", "2130706433"),
    ("octal", "0177.0.0.1"),
    ("octal-whole", "017700000001"),
    ("hexadecimal", "0x7f.0.0.1"),
    ("hexadecimal-whole", "0x7f000001"),
    ("hexadecimal-upper", "0X7F000001"),
    ("zero", "0"),
    ("zeros", "0.0.0.0"),
    ("metadata", "169.254.169.254"),
    ("private-10", "10.1.2.3"),
    ("private-172", "172.31.255.1"),
    ("private-192", "192.168.1.1"),
    ("carrier", "100.100.100.200"),
    ("benchmark", "198.18.0.1"),
    ("documentation", "192.0.2.1"),
    ("multicast", "224.0.0.1"),
    ("broadcast", "255.255.255.255"),
    ("ipv6", "%5B%3A%3A1%5D"),
    ("ipv6-mapped", "%5B%3A%3Affff%3A127.0.0.1%5D"),
    ("ipv6-private", "%5Bfd00%3A%3A1%5D"),
    ("ipv6-link-local", "%5Bfe80%3A%3A1%5D"),
    ("ipv6-nat64", "%5B64%3Aff9b%3A%3A7f00%3A1%5D"),
    ("ipv6-6to4", "%5B2002%3A7f00%3A1%3A%3A%5D"),
    ("localhost", "localhost"),
    ("localhost-port", "localhost%3A8080"),
    ("localhost-dot", "localhost."),
    ("localhost-case", "LOCALHOST"),
    ("sub-localhost", "issuer.localhost"),
    ("internal", "metadata.google.internal"),
    ("mdns", "printer.local"),
    ("single-label", "intranet"),
    ("onion", "abcdefghijklmnop.onion"),
    ("port-zero", "issuer.example%3A0"),
    ("port-large", "issuer.example%3A99999"),
    ("port-words", "issuer.example%3Ahttp"),
    ("user", "user%40127.0.0.1"),
    ("user-of-public", "user%3Asecret%40issuer.example"),
    ("slash", "issuer.example%2F..%2F127.0.0.1"),
    ("backslash", "issuer.example%5C127.0.0.1"),
    ("question", "127.0.0.1%3Fissuer.example"),
    ("hash", "127.0.0.1%23issuer.example"),
    ("percent-twice", "127.0.0.1%252Fissuer.example"),
    ("white-space", "issuer.example%20"),
    ("newline", "issuer.example%0A"),
    ("nul", "issuer.example%00"),
    ("full-width", "%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1"),
    ("circled", "%E2%91%A0%E2%91%A1%E2%91%A6.0.0.1"),
    ("ideographic-stop", "127%E3%80%820%E3%80%820%E3%80%821"),
    ("empty-label", "issuer..example"),
    ("leading-hyphen", "-issuer.example"),
)
_BLOCKED = (
    *((name, f"did:web:{host}") for name, host in _LOCAL),
    ("with-path", "did:web:127.0.0.1:issuers:1"),
    ("https-loopback", "https://127.0.0.1/issuer"),
    ("https-metadata", "https://169.254.169.254/latest/meta-data/"),
    ("https-user", "https://issuer.example@127.0.0.1/"),
    ("https-ipv6", "https://[::1]/issuer"),
    ("https-mapped", "https://[::ffff:7f00:1]/issuer"),
    ("plain-http", "http://issuer.example/"),
)
_INVALID = (
    ("empty", ""),
    ("scheme-alone", "did:"),
    ("method-alone", "did:web:"),
    ("method-upper", "did:WEB:issuer.example"),
    ("scheme-upper", "DID:web:issuer.example"),
    ("no-method", "did::issuer.example"),
    ("white-space", "did:web:issuer .example"),
    ("slash", "did:web:issuer.example/path"),
    ("query", "did:web:issuer.example?a=b"),
    ("fragment", "did:web:issuer.example#key-1"),
    ("last-colon", "did:web:issuer.example:"),
    ("dots", "did:web:issuer.example:..:etc:passwd"),
    ("dot", "did:web:issuer.example:."),
    ("encoded-dots", "did:web:issuer.example:%2e%2e:secret"),
    ("encoded-slash", "did:web:issuer.example:a%2Fb"),
    ("encoded-backslash", "did:web:issuer.example:a%5Cb"),
    ("encoded-question", "did:web:issuer.example:a%3Fb"),
    ("encoded-hash", "did:web:issuer.example:a%23b"),
    ("encoded-percent", "did:web:issuer.example:%252e%252e"),
    ("empty-step", "did:web:issuer.example::a"),
    ("half-escape", "did:web:issuer.example%2"),
    ("not-hexadecimal", "did:web:issuer.example%zz"),
    ("endless", "did:web:" + "a" * 10_000),
    ("file", "file:///etc/passwd"),
    ("urn", "urn:uuid:6d6f2f7a-0c1c-4a37-9b4e-0a6f2b1f0a01"),
    ("words", "Riga Applied University"),
    ("javascript", "javascript:alert(1)"),
    ("brackets", "did:web:<script>"),
)
_KEYS = (
    ("short", multibase.encode(b"\xed\x01" + bytes(range(31)))),
    ("long", multibase.encode(b"\xed\x01" + bytes(range(33)))),
    ("unknown-header", multibase.encode(b"\xee\x01" + bytes(range(32)))),
    ("base64url", "u7QHMjw"),
    ("not-multibase", "abc"),
    ("alphabet", "z0OIl"),
    ("prefix-alone", "z"),
    ("version", "1.1:z6MkjMeN2QArwUn8S31QQ74jMVMJ3N17yCDXeiWrsFxTqGSM"),
    ("encoded", "z6MkjMeN2QArwUn8S31QQ74jMVMJ3N17yCDXeiWrsFxTqGS%4D"),
)


def _documents(world: World) -> Iterator[Case]:
    make = maker(KIND, "did-web", op="resolve-did")

    def served(name: str, document: object) -> bytes:
        did = f"did:web:{name}.example"
        world.did_web[did] = document
        return did.encode()

    def own(name: str) -> Document:
        return {"id": f"did:web:{name}.example"}

    yield make("ok", served("resolved", own("resolved")))
    world.did_web["did:web:paths.example:issuers:1"] = {"id": "did:web:paths.example:issuers:1"}
    yield make("ok-path", b"did:web:paths.example:issuers:1")
    world.did_web["did:web:ports.example%3A8443"] = {"id": "did:web:ports.example%3A8443"}
    yield make("ok-port", b"did:web:ports.example%3A8443")
    mismatch = "DID_DOCUMENT_MISMATCH"
    yield make("other", served("other", own("attacker")), mismatch)
    yield make("no-id", served("nameless", {}), mismatch)
    yield make("id-list", served("id-of-list", {"id": ["did:web:id-of-list.example"]}), mismatch)
    yield make("id-null", served("id-of-null", {"id": None}), mismatch)
    yield make("id-url", served("id-of-url", {"id": "https://id-of-url.example/"}), mismatch)
    yield make("list", served("a-list", [own("a-list")]), "DID_INVALID")
    yield make("text", served("a-text", b'"did:web:a-text.example"'), "DID_INVALID")
    yield make("html", served("a-page", b"<!doctype html>"), "DID_INVALID")
    yield make("nothing", served("nothing", b""), "DID_INVALID")
    yield make("nan", served("a-nan", b'{"id": NaN}'), "DID_INVALID")
    yield make("deep", served("a-pit", b"[" * 100_000), "LIMIT_DEPTH")
    yield make("long", served("a-sea", b" " * 2_000_000), "LIMIT_SIZE")
    for name, target in (
        ("metadata", "http://169.254.169.254/latest/meta-data/"),
        ("loopback", "https://[::1]/did.json"),
        ("other-host", "https://attacker.example/.well-known/did.json"),
    ):
        world.resources[f"https://to-{name}.example/.well-known/did.json"] = {"redirect": target}
        yield make(f"redirect-{name}", f"did:web:to-{name}.example".encode(), "URL_BLOCKED")
    world.resources["https://error.example/.well-known/did.json"] = {"error": 500}
    yield make("error", b"did:web:error.example", "DID_UNAVAILABLE", outcome="unchecked")


def _jwk() -> Iterator[Case]:
    make = maker(KIND, "did-jwk", op="resolve-did")

    def of(octets: bytes) -> bytes:
        return b"did:jwk:" + multibase.encode_base64url(octets).encode()

    good = b'{"kty":"OKP","crv":"Ed25519","x":"%s"}'
    x = multibase.encode_base64url(UNIVERSITY.public_key.encoded).encode()
    yield make("ok", of(good % x))
    for name, octets, reason in (
        ("not-json", b"not json", "DID_INVALID"),
        ("list", b"[]", "DID_INVALID"),
        ("duplicate", b'{"kty":"EC","kty":"OKP"}', "DID_INVALID"),
        ("empty", b"{}", "KEY_MALFORMED"),
        ("secret", (good % x).replace(b"}", b',"d":"AAAA"}'), "KEY_MALFORMED"),
        ("symmetric", b'{"kty":"oct","k":"AAAA"}', "KEY_MALFORMED"),
        ("weak", good % multibase.encode_base64url(b"\1" + bytes(31)).encode(), "KEY_WEAK"),
        ("short", good % b"AAAA", "KEY_MALFORMED"),
        ("encryption", (good % x).replace(b"}", b',"use":"enc"}'), "KEY_TYPE_MISMATCH"),
    ):
        yield make(name, of(octets), reason)
    yield make("padded", of(good % x) + b"=", "DID_INVALID")
    yield make("not-base64url", b"did:jwk:a", "DID_INVALID")
