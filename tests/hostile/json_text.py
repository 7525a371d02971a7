"""Bytes and JSON: what two parsers read differently, and what costs a parser too much."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hostile.case import Case, World, as_bytes, changed, credential, maker, signed, subject

KIND = "data-integrity"


def cases(_: World) -> Iterator[Case]:
    """Every case of the table."""
    make = maker(KIND, "json")
    control = signed(credential())
    text = json.dumps(control)
    yield make("ok", control)
    yield make("ok-indented", json.dumps(control, indent=4).encode())
    yield make("ok-escaped", text.replace("a", "\\u0061").encode())
    yield make("ok-white-space", b"\r\n\t " + text.encode() + b" \n")
    yield from _duplicates(text)
    yield from _not_json(text)
    yield from _encodings(text)
    yield from _numbers()
    yield from _costs(text)


def _duplicates(text: str) -> Iterator[Case]:
    """One key twice: the second, as most parsers have it, is the one that was signed."""
    make = maker(KIND, "json-duplicate")
    for name, value in (
        ("credentialSubject", '{"id":"did:example:mallory"}'),
        ("issuer", '"did:example:mallory"'),
        ("type", '["VerifiableCredential"]'),
        ("proof", "{}"),
        ("@context", "[]"),
        ("validUntil", '"2099-01-01T00:00:00Z"'),
    ):
        where = text.index(f'"{name}":')
        yield make(name, f'{text[:where]}"{name}":{value},{text[where:]}'.encode(), _TWICE)
        yield make(f"{name}-last", f'{text[:-1]},"{name}":{value}}}'.encode(), _TWICE)
    inside = text.replace('"grade": "C"', '"grade": "A", "grade": "C"')
    yield make("nested", inside.encode(), _TWICE)
    same = text.replace('"grade": "C"', '"grade": "C", "grade": "C"')
    yield make("equal-values", same.encode(), _TWICE)
    escaped = text.replace('"grade": "C"', '"gr\\u0061de": "A", "grade": "C"')
    yield make("escaped", escaped.encode(), _TWICE)
    proof = text.replace('"proofPurpose"', '"created": "2020-01-01T00:00:00Z", "proofPurpose"')
    yield make("in-proof", proof.encode(), _TWICE)
    in_list = text.replace('"ects": "5"', '"linked": [{"remark": "1", "remark": "2"}]')
    yield make("in-a-list", in_list.encode(), _TWICE)


_TWICE = "PARSE_DUPLICATE_KEY"
_INVALID = "PARSE_INVALID_JSON"


def _not_json(text: str) -> Iterator[Case]:
    make = maker(KIND, "json-not")
    five = '"ects": "5"'
    for name, value in (
        ("nan", "NaN"),
        ("infinity", "Infinity"),
        ("minus-infinity", "-Infinity"),
        ("hexadecimal", "0x10"),
        ("leading-zero", "007"),
        ("plus", "+5"),
        ("bare-point", "5."),
        ("no-digit", ".5"),
        ("undefined", "undefined"),
        ("single-quotes", "'5'"),
        ("python", "True"),
    ):
        yield make(name, text.replace(five, f'"ects": {value}').encode(), _INVALID)
    for name, content in (
        ("trailing-comma", text[:-1] + ",}"),
        ("trailing-text", text + " x"),
        ("two-documents", text + text),
        ("comment", "/* signed */" + text),
        ("line-comment", text[:-1] + "// end\n}"),
        ("truncated", text[:-40]),
        ("raw-control", text.replace("soil", "so\x01il")),
        ("raw-newline", text.replace("soil", "so\nil")),
        ("bad-escape", text.replace("soil", "so\\il")),
        ("half-escape", text.replace("soil", "so\\u00")),
        ("no-quotes", text.replace('"grade"', "grade")),
        ("empty", ""),
        ("blank", " \n"),
        ("nul-after", text + "\x00"),
        ("no-break-space", "\xa0" + text),
        ("html", "<html><body>404</body></html>"),
    ):
        yield make(name, content.encode(), _INVALID)
    for name, content in (
        ("object-but-list", f"[{text}]"),
        ("object-but-text", json.dumps(text)),
        ("object-but-null", "null"),
        ("object-but-number", "7"),
        ("object-but-true", "true"),
    ):
        yield make(name, content.encode(), "PARSE_NOT_AN_OBJECT")


def _encodings(text: str) -> Iterator[Case]:
    make = maker(KIND, "json-encoding")
    utf8 = "PARSE_INVALID_UTF8"
    for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield make(name, text.encode(name), utf8)
    yield make("bom", b"\xef\xbb\xbf" + text.encode(), utf8)
    before, after = (part.encode() for part in text.split("soil"))
    for name, octets in (
        ("lone-continuation", b"\x80"),
        ("latin-1", b"\xe9"),
        ("overlong", b"\xc0\xaf"),
        ("surrogate", b"\xed\xa0\x80"),
        ("cesu-8", b"\xed\xa0\xbd\xed\xb8\x80"),
        ("beyond-unicode", b"\xf4\x90\x80\x80"),
        ("cut", b"\xe2\x82"),
        ("five-bytes", b"\xf8\x88\x80\x80\x80"),
    ):
        yield make(name, before + octets + after, utf8)
    for name, escape in (
        ("lone-high", "\\ud800"),
        ("lone-low", "\\udc00"),
        ("wrong-order", "\\udc00\\ud800"),
        ("high-and-text", "\\ud83dx"),
    ):
        yield make(f"escape-{name}", text.replace("soil", escape).encode(), utf8)
    pair = signed(credential(name="\U0001f600"))
    yield make("ok-pair", json.dumps(pair).encode())
    yield make("ok-raw-pair", as_bytes(pair))


def _numbers() -> Iterator[Case]:
    make = maker(KIND, "json-number")
    text = json.dumps(signed(credential()))
    for name, value in (
        ("beyond-doubles", "1e400"),
        ("minus-beyond", "-1e400"),
        ("digits", "1" * 400),
        ("five-thousand-digits", "9" * 5_000),
        ("unsafe-integer", str(2**53)),
        ("unsafe-negative", str(-(2**53))),
        ("long-fraction", "0." + "1" * 40),
    ):
        content = text.replace('"ects": "5"', f'"ects": {value}')
        yield make(name, content.encode(), "PARSE_NUMBER")
    for name, number in (("safe", 2**53 - 1), ("fraction", 2.5), ("zero", 0)):
        yield make(f"ok-{name}", signed(credential(credentialSubject=subject(ects=number))))


def _costs(text: str) -> Iterator[Case]:
    make = maker(KIND, "json-cost")
    for name, content in (
        ("arrays", "[" * 50_000 + "]" * 50_000),
        ("open-arrays", "[" * 500_000),
        ("objects", '{"a":' * 50_000 + "1" + "}" * 50_000),
        ("mixed", '[{"a":' * 40_000),
    ):
        yield make(name, content.encode(), "LIMIT_DEPTH")
    deep = text.replace('"grade": "C"', '"grade": ' + '{"linked":' * 100 + '"C"' + "}" * 100)
    yield make("deep-inside", deep.encode(), "LIMIT_DEPTH")
    long = text.replace("soil", "x" * 1_100_000)
    yield make("long-string", long.encode(), "LIMIT_SIZE")
    yield make("white-space", text.encode() + b" " * 1_100_000, "LIMIT_SIZE")
    items = text.replace('"grade": "C"', '"grade": [' + "0," * 200_000 + "0]")
    yield make("many-items", items.encode(), "LIMIT_MEMBERS")
    members = ",".join(f'"m{place}":0' for place in range(60_000))
    yield make("many-members", text.replace('"grade": "C"', members).encode(), "LIMIT_MEMBERS")
    names = changed(credential(), "credentialSubject", {"a" * 500_000: "x"})
    yield make("long-name", {**names, "proof": {}}, "DATA_UNDEFINED_TERM")
    yield make("brackets-in-text", signed(credential(name="[{" * 2_000)))
