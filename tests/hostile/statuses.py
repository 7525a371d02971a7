"""Status lists: bombs, exchanged lists, wrong indexes, and lists that nobody vouches for."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V2
from elm_microcred.proofs import multibase
from hostile.case import (
    ATTACKER,
    LEARNER,
    UNIVERSITY,
    Case,
    Document,
    World,
    as_bytes,
    carelessly,
    changed,
    credential,
    maker,
    presentation,
    signed,
)

KIND = "status"
BITS = 131_072
HOST = "https://status.example/"
LISTED = datetime(2026, 2, 1, tzinfo=UTC)
SET = (100, 0, BITS - 1)


def cases(world: World) -> Iterator[Case]:
    """Every case of the table."""
    yield from _meanings(world)
    yield from _entries(world)
    yield from _unreachable(world)
    yield from _foreign(world)
    yield from _encodings(world)
    yield from _sizes(world)
    yield from _older(world)
    yield from _presented(world)


def packed(*indexes: int, length: int = BITS) -> bytes:
    """A list of one bit each, those of these indexes set, the first leftmost."""
    bits = bytearray(length // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    return bytes(bits)


def encoded(bits: bytes) -> str:
    """The value of `encodedList`."""
    return multibase.encode(gzip.compress(bits, mtime=0), "u")


def status_list(url: str, text: str | None = None, **changes: Any) -> Document:
    """An unsigned list at a URL; members of its subject begin with `subject_`."""
    own = {name: value for name, value in changes.items() if not name.startswith("subject_")}
    inner = {
        name.removeprefix("subject_"): value
        for name, value in changes.items()
        if name.startswith("subject_")
    }
    members: Document = {
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": UNIVERSITY.controller,
        "validFrom": "2026-02-01T00:00:00Z",
        "validUntil": "2026-04-01T00:00:00Z",
        **own,
    }
    members["credentialSubject"] = {
        "id": f"{url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": encoded(packed(*SET)) if text is None else text,
        **inner,
    }
    inner_ = members["credentialSubject"]
    members["credentialSubject"] = {k: v for k, v in inner_.items() if v is not ...}
    return {name: value for name, value in members.items() if value is not ...}


def entry(url: str, index: Any = "42", **changes: Any) -> Document:
    """The status of a credential in a list; `...` leaves a member out."""
    members: Document = {
        "id": f"{url}#entry",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": index,
        "statusListCredential": url,
        **changes,
    }
    return {name: value for name, value in members.items() if value is not ...}


def issued(status: Any) -> Document:
    """A credential with this status, signed as it is."""
    return carelessly(credential(credentialStatus=status))


def _serve(world: World, name: str, content: Any) -> str:
    url = HOST + name
    world.resources[url] = content(url) if callable(content) else content
    return url


def _meanings(world: World) -> Iterator[Case]:
    make = maker(KIND, "status", check_status=True)
    good = _serve(world, "good", lambda url: signed(status_list(url), created=LISTED))
    yield make("ok", issued(entry(good)))
    for index in SET:
        yield make(f"revoked-{index}", issued(entry(good, str(index))), "STATUS_REVOKED")
    for index in (1, 99, 101, BITS - 2):
        yield make(f"ok-beside-{index}", issued(entry(good, str(index))))
    for purpose, reason, outcome in (
        ("suspension", "STATUS_SUSPENDED", "invalid"),
        ("refresh", None, "valid"),
        ("message", None, "valid"),
        ("of-our-own", "STATUS_PURPOSE_UNKNOWN", "unchecked"),
    ):
        url = _serve(
            world,
            purpose,
            lambda url, purpose=purpose: signed(
                status_list(url, subject_statusPurpose=purpose), created=LISTED
            ),
        )
        yield make(
            f"set-{purpose}",
            issued(entry(url, "100", statusPurpose=purpose)),
            reason,
            outcome=outcome,
        )
        yield make(f"ok-not-set-{purpose}", issued(entry(url, statusPurpose=purpose)))
    both = _serve(
        world,
        "both",
        lambda url: signed(
            status_list(url, subject_statusPurpose=["revocation", "suspension"]), created=LISTED
        ),
    )
    yield make("several-purposes", issued(entry(both, "100")), "STATUS_REVOKED")
    two = [
        entry(good, id=f"{good}#a"),
        entry(both, "100", id=f"{both}#b", statusPurpose="suspension"),
    ]
    yield make("second-entry-set", issued(two), "STATUS_SUSPENDED")
    many = [entry(good, str(place), id=f"{good}#{place}") for place in range(40)]
    yield make("too-many-entries", issued(many), "LIMIT_VALUES")
    removed = changed(issued(entry(good, "100")), "credentialStatus", ...)
    yield make("removed-by-holder", removed, "PROOF_SIGNATURE_INVALID")
    other = changed(issued(entry(good, "100")), "credentialStatus/statusListIndex", "42")
    yield make("index-by-holder", other, "PROOF_SIGNATURE_INVALID")


def _entries(world: World) -> Iterator[Case]:
    make = maker(KIND, "status-entry", check_status=True)
    good = _serve(world, "entries", lambda url: signed(status_list(url), created=LISTED))
    for name, index in (
        ("beyond", str(BITS)),
        ("far-beyond", "9" * 15),
        ("endless", "9" * 400),
        ("negative", "-1"),
        ("exponent", "1e2"),
        ("hexadecimal", "0x64"),
        ("fraction", "42.0"),
        ("plus", "+42"),
        ("leading-zero", "042"),
        ("blank", " 42"),
        ("newline", "42\n"),
        ("underscore", "4_2"),
        ("other-digits", "\u0664\u0662"),
        ("empty", ""),
        ("words", "first"),
        ("number", 42),
        ("list", ["42"]),
        ("null", None),
        ("missing", ...),
    ):
        yield make(f"index-{name}", issued(entry(good, index)), "STATUS_INDEX")
    for name, changes in (
        ("purpose-missing", {"statusPurpose": ...}),
        ("purpose-empty", {"statusPurpose": ""}),
        ("purpose-list", {"statusPurpose": ["revocation"]}),
        ("list-missing", {"statusListCredential": ...}),
        ("list-relative", {"statusListCredential": "lists/1"}),
        ("list-of-lists", {"statusListCredential": [good]}),
        ("size-zero", {"statusSize": 0}),
        ("size-negative", {"statusSize": -1}),
        ("size-text", {"statusSize": "1"}),
        ("size-fraction", {"statusSize": 1.5}),
        ("size-true", {"statusSize": True}),
        ("size-large", {"statusSize": 10**6}),
        ("size-without-messages", {"statusSize": 2}),
        ("messages-too-few", {"statusSize": 2, "statusMessage": _messages(3)}),
        ("messages-too-many", {"statusSize": 1, "statusMessage": _messages(4)}),
        ("messages-twice", {"statusMessage": [_messages(1)[0], _messages(1)[0]]}),
        ("messages-text", {"statusMessage": "revoked"}),
        ("id-of-the-list", {"id": good}),
        ("reference-words", {"statusReference": "see our page"}),
    ):
        yield make(name, issued(entry(good, **changes)), "STATUS_INVALID")
    for name, status in (
        ("text", good),
        ("number", 42),
        ("without-type", {"id": good}),
        ("type-null", entry(good, type=None)),
        ("type-list", entry(good, type=[])),
    ):
        yield make(f"is-{name}", issued(status), "CREDENTIAL_MALFORMED")
    unknown = issued({"id": f"{good}#entry", "type": "https://vocab.example/StatusOfTomorrow"})
    yield make("unknown-type", unknown, "STATUS_NOT_CHECKED", outcome="unchecked")
    other = issued(entry(good, statusPurpose="suspension"))
    yield make("other-purpose", other, "STATUS_PURPOSE_MISMATCH")


def _messages(count: int) -> list[Document]:
    return [{"status": hex(place), "message": f"m{place}"} for place in range(count)]


def _unreachable(world: World) -> Iterator[Case]:
    make = maker(KIND, "status-list", check_status=True)
    absent = "STATUS_UNAVAILABLE"
    for name, answer in (("404", {"error": 404}), ("500", {"error": 500}), ("429", {"error": 429})):
        url = _serve(world, name, answer)
        yield make(f"answer-{name}", issued(entry(url)), absent, outcome="unchecked")
    yield make("absent", issued(entry(HOST + "absent")), absent, outcome="unchecked")
    loop = _serve(world, "loop", lambda url: {"redirect": url})
    yield make("redirect-loop", issued(entry(loop)), absent, outcome="unchecked")
    good = _serve(world, "moved-to", lambda _: signed(status_list(HOST + "moved"), created=LISTED))
    moved = _serve(world, "moved", {"redirect": good})
    yield make("ok-redirect-on-host", issued(entry(moved)))
    for name, target in (
        ("metadata", "http://169.254.169.254/latest/meta-data/"),
        ("loopback", "https://127.0.0.1/list"),
        ("plain-http", "http://status.example/good"),
        ("file", "file:///etc/passwd"),
        ("other-host", "https://attacker.example/list"),
        ("other-port", "https://status.example:8443/good"),
    ):
        url = _serve(world, f"to-{name}", {"redirect": target})
        yield make(f"redirect-{name}", issued(entry(url)), "URL_BLOCKED")
    for name, url in BLOCKED:
        yield make(f"at-{name}", issued(entry(url)), "URL_BLOCKED")


BLOCKED = (
    ("plain-http", "http://status.example/1"),
    ("metadata", "http://169.254.169.254/latest/meta-data/"),
    ("metadata-https", "https://169.254.169.254/latest/meta-data/"),
    ("loopback", "https://127.0.0.1/1"),
    ("short-loopback", "https://127.1/1"),
    ("decimal", "https://2130706433/1"),
    ("octal", "https://0177.0.0.1/1"),
    ("hexadecimal", "https://0x7f000001/1"),
    ("ipv6", "https://[::1]/1"),
    ("mapped", "https://[::ffff:127.0.0.1]/1"),
    ("private", "https://10.0.0.1/1"),
    ("private-172", "https://172.16.5.4/1"),
    ("private-192", "https://192.168.0.1/1"),
    ("carrier", "https://100.64.0.1/1"),
    ("unspecified", "https://0.0.0.0/1"),
    ("localhost", "https://localhost/1"),
    ("localhost-dot", "https://localhost./1"),
    ("sub-localhost", "https://a.localhost/1"),
    ("internal", "https://metadata.google.internal/1"),
    ("single-label", "https://intranet/1"),
    ("user", "https://status.example@127.0.0.1/1"),
    ("user-of-public", "https://user:secret@status.example/1"),
    ("file", "file:///etc/passwd"),
    ("ftp", "ftp://status.example/1"),
    ("data", "data:application/json,%7B%7D"),
    ("port-zero", "https://status.example:0/1"),
)


def _foreign(world: World) -> Iterator[Case]:
    """Lists that verify and are others, and lists that do not verify."""
    make = maker(KIND, "status-list", check_status=True)
    attacker = {"issuer": ATTACKER.controller}
    for name, make_list, reason in (
        (
            "of-the-attacker",
            lambda url: signed(status_list(url, **attacker), ATTACKER),
            "STATUS_LIST_ISSUER",
        ),
        (
            "signed-by-the-attacker",
            lambda url: signed(status_list(url), ATTACKER),
            "STATUS_LIST_INVALID",
        ),
        ("swapped", lambda _: signed(status_list(HOST + "elsewhere")), "STATUS_LIST_MISMATCH"),
        (
            "other-purpose",
            lambda url: signed(status_list(url, subject_statusPurpose="suspension")),
            "STATUS_PURPOSE_MISMATCH",
        ),
        (
            "no-purpose",
            lambda url: signed(status_list(url, subject_statusPurpose=...)),
            "STATUS_PURPOSE_MISMATCH",
        ),
        (
            "tampered",
            lambda url: changed(
                signed(status_list(url)), "credentialSubject/encodedList", encoded(packed())
            ),
            "STATUS_LIST_INVALID",
        ),
        ("unsigned", status_list, "STATUS_LIST_INVALID"),
        ("empty-proof", lambda url: {**status_list(url), "proof": []}, "STATUS_LIST_INVALID"),
        (
            "plain-credential",
            lambda url: signed(status_list(url, type=["VerifiableCredential"])),
            "STATUS_LIST_INVALID",
        ),
        (
            "plain-subject",
            lambda url: signed(
                status_list(url, subject_type="BitstringStatusListEntry", subject_encodedList=...)
            ),
            "STATUS_LIST_INVALID",
        ),
        ("presentation", lambda url: signed(presentation(id=url), LEARNER), "STATUS_LIST_INVALID"),
        (
            "no-list",
            lambda url: signed(status_list(url, subject_encodedList=...)),
            "STATUS_LIST_INVALID",
        ),
        (
            "for-login",
            lambda url: signed(status_list(url), purpose="authentication"),
            "STATUS_LIST_INVALID",
        ),
        (
            "inline-context",
            lambda url: {
                **signed(status_list(url)),
                "@context": [CREDENTIALS_V2, {"x": "urn:x:y"}],
            },
            "STATUS_LIST_INVALID",
        ),
        ("html", lambda _: b"<html>404</html>", "STATUS_LIST_INVALID"),
        ("list-of-lists", lambda url: as_bytes([signed(status_list(url))]), "STATUS_LIST_INVALID"),
        ("nothing", lambda _: b"", "STATUS_LIST_INVALID"),
        (
            "duplicate-id",
            lambda url: as_bytes(signed(status_list(url))).replace(
                b'"id":', b'"id": "urn:x:y", "id":', 1
            ),
            "STATUS_LIST_INVALID",
        ),
        ("too-long", lambda _: b" " * 2_000_000 + b"{}", "LIMIT_SIZE"),
        ("too-deep", lambda _: b"[" * 100_000, "LIMIT_DEPTH"),
    ):
        url = _serve(world, name, make_list)
        yield make(name, issued(entry(url)), reason)
    for name, changes in (
        ("ended", {"validUntil": "2026-02-15T00:00:00Z"}),
        ("not-begun", {"validFrom": "2026-03-15T00:00:00Z"}),
    ):
        url = _serve(
            world,
            name,
            lambda url, changes=changes: signed(status_list(url, **changes), created=LISTED),
        )
        yield make(name, issued(entry(url)), "STATUS_LIST_STALE", outcome="unchecked")
    for name, issuer in (("unresolvable", "did:web:unreachable.example"),):
        url = _serve(world, name, lambda url, issuer=issuer: _unresolvable(url, issuer))
        yield make(name, issued(entry(url)), "STATUS_LIST_UNVERIFIED", outcome="unchecked")
    unnamed = _serve(world, "unnamed", lambda url: signed(status_list(url, id=...)))
    yield make("ok-unnamed", issued(entry(unnamed)))


def _unresolvable(url: str, issuer: str) -> Document:
    document = signed(status_list(url, issuer=issuer))
    return changed(document, "proof/verificationMethod", f"{issuer}#key-1")


def _encodings(world: World) -> Iterator[Case]:
    """The list itself: compressed in every wrong way."""
    make = maker(KIND, "status-bits", check_status=True)
    bits = packed(*SET)
    member = gzip.compress(bits, mtime=0)
    for name, text, reason in (
        ("bomb", encoded(bytes(64 * 2**20)), "LIMIT_DECOMPRESSED"),
        ("just-too-long", encoded(bytes(8 * 2**20 + 1)), "LIMIT_DECOMPRESSED"),
        ("two-members", _text(member + member), "STATUS_LIST_INVALID"),
        ("short-then-long", _text(gzip.compress(b"") + member), "STATUS_LIST_INVALID"),
        ("bytes-after", _text(member + b"\0"), "STATUS_LIST_INVALID"),
        ("truncated", _text(member[:-9]), "STATUS_LIST_INVALID"),
        ("no-check-sum", _text(member[:-8]), "STATUS_LIST_INVALID"),
        ("wrong-check-sum", _text(member[:-8] + bytes(4) + member[-4:]), "STATUS_LIST_INVALID"),
        ("wrong-length-said", _text(member[:-4] + b"\1\0\0\0"), "STATUS_LIST_INVALID"),
        ("not-compressed", _text(bits), "STATUS_LIST_INVALID"),
        ("zlib", _text(zlib.compress(bits)), "STATUS_LIST_INVALID"),
        ("deflate", _text(_deflated(bits)), "STATUS_LIST_INVALID"),
        ("nothing", "", "STATUS_LIST_INVALID"),
        ("prefix-alone", "u", "STATUS_LIST_INVALID"),
        ("no-prefix", _text(member)[1:], "STATUS_LIST_INVALID"),
        (
            "base58",
            multibase.encode(gzip.compress(packed(length=1024), mtime=0), "z"),
            "STATUS_LIST_INVALID",
        ),
        (
            "padded",
            "u" + base64.urlsafe_b64encode(member + b"\0").decode() + "=",
            "STATUS_LIST_INVALID",
        ),
        ("standard-alphabet", "u+/" + _text(member)[3:], "STATUS_LIST_INVALID"),
        ("words", "u not base64", "STATUS_LIST_INVALID"),
        ("too-short", encoded(packed(length=BITS - 8)), "STATUS_LIST_LENGTH"),
        ("sixteen-hundred", encoded(bytes(1_600)), "STATUS_LIST_LENGTH"),
        ("one-byte", encoded(b"\0"), "STATUS_LIST_LENGTH"),
        ("no-bit", encoded(b""), "STATUS_LIST_LENGTH"),
    ):
        url = _serve(world, f"bits-{name}", lambda url, text=text: signed(status_list(url, text)))
        yield make(name, issued(entry(url)), reason)
    for name, value in (("number", 7), ("list", [encoded(bits)]), ("null", None)):
        url = _serve(
            world,
            f"bits-{name}",
            lambda url, value=value: {
                **changed(signed(status_list(url)), "credentialSubject/encodedList", value)
            },
        )
        yield make(f"is-{name}", issued(entry(url)), "STATUS_LIST_INVALID")
    for name, text in (
        ("longer", encoded(packed(*SET, length=2 * BITS))),
        ("as-long-as-allowed", encoded(bytes(8 * 2**20))),
        ("stored", _text(gzip.compress(packed(), 0, mtime=0))),
    ):
        url = _serve(world, f"bits-{name}", lambda url, text=text: signed(status_list(url, text)))
        yield make(f"ok-{name}", issued(entry(url)))


def _text(octets: bytes) -> str:
    return multibase.encode(octets, "u")


def _deflated(bits: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(bits) + compressor.flush()


def _sizes(world: World) -> Iterator[Case]:
    """Statuses of several bits."""
    make = maker(KIND, "status-size", check_status=True)
    bits = bytearray(2 * BITS // 8)
    bits[10] = 0b00_01_10_11  # the statuses 40 to 43
    text = encoded(bytes(bits))
    url = _serve(
        world,
        "two-bits",
        lambda url: signed(
            status_list(url, text, subject_statusPurpose=["message", "revocation"]), created=LISTED
        ),
    )
    two = {"statusSize": 2, "statusMessage": _messages(4)}
    yield make("ok-zero", issued(entry(url, "40", **two)))
    for index in ("41", "42", "43"):
        yield make(f"set-{index}", issued(entry(url, index, **two)), "STATUS_REVOKED")
    yield make("beyond", issued(entry(url, str(BITS), **two)), "STATUS_INDEX")
    yield make("message", issued(entry(url, "42", **{**two, "statusPurpose": "message"})))
    # As many bytes as the least list, and half as many statuses.
    short = _serve(world, "two-bits-short", lambda url: signed(status_list(url), created=LISTED))
    yield make("too-few", issued(entry(short, "40", **two)), "STATUS_LIST_LENGTH")


def _older(world: World) -> Iterator[Case]:
    """StatusList2021, the draft before."""
    make = maker(KIND, "status-2021", check_status=True)
    context = "https://w3id.org/vc/status-list/2021/v1"
    bits = gzip.compress(packed(*SET), mtime=0)

    def listed(url: str, text: str, **changes: Any) -> Document:
        document = status_list(url, text, **changes)
        document["@context"] = [
            "https://www.w3.org/2018/credentials/v1",
            context,
            "https://w3id.org/security/data-integrity/v2",
        ]
        document["type"] = ["VerifiableCredential", "StatusList2021Credential"]
        document["credentialSubject"]["type"] = "StatusList2021"
        document["issuanceDate"] = document.pop("validFrom")
        document["expirationDate"] = document.pop("validUntil")
        return signed(document, created=LISTED)

    def held(url: str, index: str = "42") -> Document:
        status = entry(url, index, type="StatusList2021Entry")
        document = credential(credentialStatus=status)
        document["@context"] = [CREDENTIALS_V2, context, *document["@context"][1:]]
        return signed(document)

    plain = base64.urlsafe_b64encode(bits).rstrip(b"=").decode()
    good = _serve(world, "2021", lambda url: listed(url, plain))
    yield make("ok", held(good))
    yield make("revoked", held(good, "100"), "STATUS_REVOKED")
    yield make("beyond", held(good, str(BITS)), "STATUS_INDEX")
    for name, text, reason in (
        ("bomb", base64.b64encode(gzip.compress(bytes(9 * 2**20))).decode(), "LIMIT_DECOMPRESSED"),
        ("short", base64.b64encode(gzip.compress(b"\0")).decode(), "STATUS_LIST_LENGTH"),
        ("not-base64", "%%%", "STATUS_LIST_INVALID"),
        ("not-gzip", base64.b64encode(b"x" * 99).decode(), "STATUS_LIST_INVALID"),
    ):
        url = _serve(world, f"2021-{name}", lambda url, text=text: listed(url, text))
        yield make(name, held(url), reason)
    new = _serve(world, "2021-behind-new", lambda url: listed(url, plain))
    yield make("other-kind-of-list", issued(entry(new)), "STATUS_LIST_INVALID")
    old = _serve(world, "new-behind-2021", lambda url: signed(status_list(url), created=LISTED))
    yield make("newer-kind-of-list", held(old), "STATUS_LIST_INVALID")


def _presented(world: World) -> Iterator[Case]:
    make = maker(KIND, "status-presented", op="verify-presentation", check_status=True)
    good = _serve(world, "presented", lambda url: signed(status_list(url), created=LISTED))
    for name, index, reason in (("ok", "42", None), ("revoked", "100", "STATUS_REVOKED")):
        document = presentation(issued(entry(good, index)))
        yield make(name, signed(document, LEARNER), reason)
    absent = presentation(issued(entry(HOST + "absent")))
    yield make("absent", signed(absent, LEARNER), "STATUS_UNAVAILABLE", outcome="unchecked")
