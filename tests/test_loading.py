"""Whatever somebody is handed: every credential in it is found, byte by byte, or refused."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import (
    ElmMicrocredError,
    LimitError,
    Limits,
    MissingExtraError,
    ParseError,
    UsageError,
    bake,
    load,
)
from elm_microcred.carriers import archive, data_url, pdf
from elm_microcred.carriers.detection import FORMATS, kind_of_open_badge_2
from elm_microcred.carriers.slices import items, part
from elm_microcred.loading import PARSERS, Loaded
from pictures import SVG, png, svg, text

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB2 = "https://w3id.org/openbadges/v2"
BADGE = {"@context": [V2, OB], "type": ["VerifiableCredential", "OpenBadgeCredential"]}
EDC = {"@context": [V1], "type": ["VerifiableCredential", "EuropeanDigitalCredential"]}


def encoded(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def token(claims: Any, header: Any = None) -> bytes:
    return f"{b64(encoded(header or {'alg': 'ES256'}))}.{b64(encoded(claims))}.c2ln".encode()


def one(content: bytes | str) -> Loaded:
    (found,) = load(content)
    return found


def code(content: bytes | str, **options: Any) -> str:
    with pytest.raises(ElmMicrocredError) as caught:
        load(content, **options)
    return caught.value.code


SEALED = {"payload": json.dumps(EDC), "signatures": [{"protected": b64(b'{"b64": false}')}]}
ENVELOPE = {"@context": [V2], "type": "EnvelopedVerifiableCredential"}

DETECTED = {
    "badge": (BADGE, "open-badge-3", "none"),
    "signed badge": ({**BADGE, "proof": {}}, "open-badge-3", "data-integrity"),
    "badge told by its context": (
        {"@context": [V2, OB], "type": "VerifiableCredential"},
        "open-badge-3",
        "none",
    ),
    "1.1 credential": ({"@context": [V1], "type": "VerifiableCredential"}, "credential", "none"),
    "credential without type": ({"@context": V2}, "credential", "none"),
    "endorsement": (
        {"@context": [V2, OB], "type": ["VerifiableCredential", "EndorsementCredential"]},
        "endorsement-3",
        "none",
    ),
    "record": (
        {"@context": [V2], "type": ["VerifiableCredential", "ClrCredential"]},
        "clr-2",
        "none",
    ),
    "presentation": ({"@context": V2, "type": "VerifiablePresentation"}, "presentation", "none"),
    "European credential": (EDC, "edc", "none"),
    "European presentation": (
        {"@context": [V1], "type": ["VerifiablePresentation", "EuropeanDigitalPresentation"]},
        "edc-presentation",
        "none",
    ),
    "European upload": ({"credential": EDC, "deliveryDetails": {}}, "edc-upload", "none"),
    "sealed": (SEALED, "edc", "jws"),
    "sealed, one signature": (
        {"payload": b64(encoded(EDC)), "protected": b64(b'{"sigT": ""}'), "signature": ""},
        "edc",
        "jades",
    ),
    "sealed with timestamps": (
        {"payload": json.dumps(EDC), "signatures": [{"header": {"etsiU": []}}]},
        "edc",
        "jades",
    ),
    "ours": ({"achievement": {}, "award": {}}, "micro-credential", "none"),
    "assertion": ({"@context": OB2, "type": "Assertion"}, "open-badge-2", "none"),
    "key": ({"@context": OB2, "type": "CryptographicKey"}, "open-badge-2", "none"),
    "class with its context": (
        {"@context": {"obi": "https://w3id.org/openbadges#"}, "type": "BadgeClass"},
        "open-badge-2",
        "none",
    ),
    "1.0 assertion": ({"uid": "1", "recipient": {}, "badge": "https://b"}, "open-badge-1", "none"),
    "1.0 class": (
        {"name": "", "description": "", "criteria": "", "issuer": ""},
        "open-badge-1",
        "none",
    ),
    "1.0 issuer": ({"name": "A", "url": "https://a"}, "open-badge-1", "none"),
    "revocations": ({"@context": OB2, "revokedAssertions": []}, "open-badge-2", "none"),
}


@pytest.mark.parametrize("name", DETECTED)
def test_a_document_is_told_by_what_it_says(name: str) -> None:
    document, format_, securing = DETECTED[name]
    found = one(encoded(document))
    assert (found.format, found.securing) == (format_, securing)
    assert found.format in FORMATS
    assert found.content == encoded(document)
    assert isinstance(found.document, dict)


@pytest.mark.parametrize(
    ("content", "format_", "securing", "document"),
    [
        (token(BADGE), "open-badge-3", "jwt", BADGE),
        (token({"vc": BADGE, "iss": "x"}), "open-badge-3", "jwt", BADGE),
        (
            token({"vp": {"@context": V1, "type": "VerifiablePresentation"}}),
            "presentation",
            "jwt",
            {"@context": V1, "type": "VerifiablePresentation"},
        ),
        (token(EDC, {"alg": "RS256", "sigT": "x"}), "edc", "jades", EDC),
        (token({"vct": "a"}), "sd-jwt-vc", "jwt", {"vct": "a"}),
        (token({"vct": "a"}) + b"~", "sd-jwt-vc", "sd-jwt", {"vct": "a"}),
        (token(BADGE) + b"~WyJh~", "open-badge-3", "sd-jwt", BADGE),
        (token({"iss": "a"}) + b"~~", "sd-jwt-vc", "sd-jwt", {"iss": "a"}),
    ],
)
def test_a_token_says_what_its_payload_says(
    content: bytes, format_: str, securing: str, document: Any
) -> None:
    for whole in (content, b"\n " + content + b"\r\n", content.decode()):
        found = one(whole)
        assert found == Loaded(format_, content, document, securing)


def test_a_header_that_cannot_be_read_is_left_to_whoever_verifies() -> None:
    broken = b"eyJh." + b64(encoded(BADGE)).encode() + b".c2ln"
    assert one(broken).securing == "jwt"


@pytest.mark.parametrize(
    ("wrapped", "place"),
    [
        ("data:application/vc+jwt," + token(BADGE).decode(), ("data:application/vc+jwt",)),
        (
            "DATA:;charset=utf-8;base64," + base64.b64encode(token(BADGE)).decode(),
            ("data:text/plain",),
        ),
        (
            json.dumps({**ENVELOPE, "id": "data:application/vc+jwt," + token(BADGE).decode()}),
            ("data:application/vc+jwt",),
        ),
    ],
)
def test_an_envelope_is_opened(wrapped: str, place: tuple[str, ...]) -> None:
    found = one(wrapped)
    assert (found.content, found.place) == (token(BADGE), place)
    assert found.format == "open-badge-3"


def test_the_credentials_of_a_presentation_come_byte_by_byte() -> None:
    spaced = '{ "@context" : ["' + V2 + '"],\n "type":"VerifiableCredential", "n": "[{é" }'
    holder = '{"@context": "' + V2 + '", "type": ["VerifiablePresentation"], "holder": "[{",'
    envelope = {**ENVELOPE, "id": "data:application/vc+jwt," + token(BADGE).decode()}
    inside = f"[ {spaced} ,{json.dumps(envelope)}, 7, {json.dumps(token(BADGE).decode())}]"
    found = one(f'{holder} "verifiableCredential": {inside}}}')
    assert [part.content for part in found.parts[:2]] == [spaced.encode(), token(BADGE)]
    assert [part.format for part in found.parts] == [
        "credential",
        "open-badge-3",
        "unreadable",
        "open-badge-3",
    ]
    alone = one(f'{holder} "verifiableCredential": {spaced}}}')
    assert [part.content for part in alone.parts] == [spaced.encode()]
    assert one(f'{holder} "a": 1}}').parts == ()


def test_lists_and_answers_are_taken_apart() -> None:
    assert [found.format for found in load(encoded([BADGE, EDC]))] == ["open-badge-3", "edc"]
    answer = {"credential": [BADGE], "compactJwsString": [token(BADGE).decode()]}
    found = load(encoded(answer))
    assert [one.content for one in found] == [encoded(BADGE), token(BADGE)]
    assert found[1].place == ("/compactJwsString/0",)


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive_:
        archive_.mkdir("folder")
        for name, content in files.items():
            archive_.writestr(name, content)
    return held.getvalue()


def test_an_archive_is_taken_apart() -> None:
    inner = zipped(a=encoded(EDC))
    content = zipped(
        badge=bake(png(), encoded(BADGE)), plain=png(), notes=b"hello", broken=b"{", inner=inner
    )
    found = load(content)
    assert [(f.format, f.place) for f in found] == [
        ("open-badge-3", ("zip", "badge", "iTXt openbadgecredential")),
        ("unreadable", ("zip", "broken")),
        ("edc", ("zip", "inner", "zip", "a")),
    ]
    assert found[1].problems[0].code == "PARSE_INVALID_JSON"


def test_pictures_are_taken_apart() -> None:
    two = load(png(text(encoded(BADGE)), text(token(BADGE))))
    assert [f.content for f in two] == [encoded(BADGE), token(BADGE)]
    assert {p.code for f in two for p in f.problems} == {"IMAGE_MULTIPLE_CREDENTIALS"}
    compressed = one(png(text(encoded(BADGE), flag=1)))
    assert [p.code for p in compressed.problems] == ["IMAGE_COMPRESSED"]
    assert one(bake(SVG, encoded(BADGE))).content == encoded(BADGE)
    assert one(png(text(b"https://badges.example/1"))).format == "url"
    assert one(svg("<openbadges:credential>{</openbadges:credential>")).format == "unreadable"
    assert code(SVG) == "IMAGE_NO_CREDENTIAL"


@pytest.fixture
def attached() -> bytes:
    """A PDF document with a credential and a note attached."""
    pypdf = pytest.importorskip("pypdf", reason="needs the extra pdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("credential.json", encoded(EDC))
    writer.add_attachment("note.txt", b"hello")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def test_the_attachments_of_a_pdf_are_read(
    attached: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = one(attached)
    assert (found.format, found.content) == ("edc", encoded(EDC))
    assert found.place == ("PDF", "credential.json")
    assert code(attached, limits=Limits(decompressed_bytes=10)) == "LIMIT_DECOMPRESSED"
    assert code(attached, limits=Limits(values=1)) == "LIMIT_VALUES"
    assert code(attached, limits=Limits(sealed_bytes=10)) == "LIMIT_SIZE"
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    with pytest.raises(MissingExtraError):
        load(attached)


def test_a_damaged_pdf_is_refused(attached: bytes) -> None:
    import warnings

    for content in (b"%PDF-1.7\nnonsense", attached[:300]):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert code(content) in ("PARSE_INVALID_PDF", "PARSE_UNKNOWN_FORMAT")


@pytest.mark.parametrize(
    ("content", "format_"),
    [
        (b"VP1-B3ECEKG7V", "vp1-qr"),
        (b"https://badges.example/credentials/1.json\n", "url"),
        (b"dccrequest://request?vc_request_url=x", "url"),
    ],
)
def test_what_is_not_read_is_named(content: bytes, format_: str) -> None:
    found = one(content)
    assert (found.format, found.document) == (format_, None)
    (problem,) = found.problems
    assert problem.code == "FORMAT_UNSUPPORTED"
    assert FORMATS[format_] in problem.detail
    assert problem.remedy


def test_elmo_is_read_and_what_is_wrong_with_it_is_told() -> None:
    found = one(b"<elmo xmlns='https://github.com/emrex-eu/elmo-schemas/tree/v1'/>")
    assert (found.format, found.securing, found.document.version) == ("elmo", "none", "1.7")
    assert {problem.code for problem in found.problems} == {"XML_MISSING"}
    with pytest.raises(ParseError, match="XML_NAMESPACE"):
        load(b"<elmo xmlns='http://purl.org/net/elmo'/>")


def test_a_parser_reads_what_was_only_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PARSERS, "elmo", lambda content: {"length": len(content)})
    found = one(b"<elmo/>")
    assert (found.document, found.problems) == ({"length": 7}, ())


REFUSED = {
    "nothing": (b"", "PARSE_UNKNOWN_FORMAT"),
    "words": ("Ģirts", "PARSE_UNKNOWN_FORMAT"),
    "a lone surrogate": ("\ud800", "PARSE_UNKNOWN_FORMAT"),
    "other JSON": (b'{"a": 1}', "PARSE_UNKNOWN_FORMAT"),
    "other upload": (b'{"credential": {}}', "PARSE_UNKNOWN_FORMAT"),
    "no JSON": (b"{", "PARSE_INVALID_JSON"),
    "UTF-16": ("{}".encode("utf-16"), "PARSE_UNKNOWN_FORMAT"),
    "byte order mark": (b"\xef\xbb\xbf" + encoded(BADGE), "PARSE_INVALID_UTF8"),
    "empty list": (b"[]", "PARSE_UNKNOWN_FORMAT"),
    "other XML": (b"<html/>", "PARSE_UNKNOWN_FORMAT"),
    "XML with a type": (b"<!DOCTYPE elmo><elmo/>", "XML_DTD_FORBIDDEN"),
    "other token": (token({"iss": "a"}), "PARSE_UNKNOWN_FORMAT"),
    "token over a list": (token([]), "PARSE_UNKNOWN_FORMAT"),
    "token of nonsense": (b"eyJhIjowfQ.e.c2ln", "JOSE_ENCODING_INVALID"),
    "no signature": (b'{"payload": "e30", "signatures": []}', "PARSE_UNKNOWN_FORMAT"),
    "signatures of nonsense": (b'{"payload": 1, "signatures": [1]}', "JOSE_ENCODING_INVALID"),
    "signature over nonsense": (b'{"payload": "!", "signature": ""}', "JOSE_ENCODING_INVALID"),
    "envelope elsewhere": (encoded({**ENVELOPE, "id": "https://a"}), "ENVELOPE_INVALID"),
    "envelope without id": (encoded(ENVELOPE), "ENVELOPE_INVALID"),
    "envelope around two": (
        encoded({**ENVELOPE, "id": "data:a/b," + json.dumps([BADGE, BADGE])}),
        "ENVELOPE_INVALID",
    ),
    "envelope in a token": (token(ENVELOPE), "ENVELOPE_INVALID"),
    "broken data URL": (b"data:nonsense", "PARSE_DATA_URL"),
    "broken base64": (b"data:a/b;base64,???", "PARSE_DATA_URL"),
    "broken archive": (b"PK\x03\x04nonsense", "PARSE_INVALID_ZIP"),
    "empty archive": (zipped(), "PARSE_UNKNOWN_FORMAT"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused_by_name(name: str) -> None:
    content, expected = REFUSED[name]
    assert code(content) == expected


def test_what_is_neither_bytes_nor_text_is_a_mistake() -> None:
    with pytest.raises(UsageError):
        load(7)  # type: ignore[arg-type]


def test_limits_hold() -> None:
    long = b'{"a": "' + b"x" * 2_000_000 + b'"}'
    bomb = zipped(a=b"\0" * 20_000_000)
    assert code(bomb) == "LIMIT_DECOMPRESSED"
    assert code(zipped(a=long), limits=Limits(values=0)) == "LIMIT_VALUES"
    assert code(b"eyJ" + b"x" * 9_000_000) == "LIMIT_SIZE"
    assert code(encoded(BADGE), limits=Limits(sealed_bytes=10)) == "LIMIT_SIZE"
    deep = encoded(BADGE)
    for _ in range(4):
        deep = zipped(a=deep)
    assert [problem.code for found in load(deep) for problem in found.problems] == ["LIMIT_DEPTH"]


def test_an_archive_that_cannot_be_opened_is_refused() -> None:
    content = bytearray(zipped(a=b"{}"))
    for place in range(len(content) - 4):
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 8] |= 1  # says that the file is encrypted
    with pytest.raises(ParseError) as caught:
        list(archive.files(bytes(content), Limits()))
    assert caught.value.code == "FORMAT_UNSUPPORTED"
    with pytest.raises(LimitError):
        list(archive.files(zipped(a=b"{}"), Limits(decompressed_bytes=1)))


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_nothing_crashes(content: bytes) -> None:
    for whole in (
        content,
        b"PK\x03\x04" + content,
        b"{" + content,
        b"<" + content,
        b"eyJ" + content,
    ):
        with contextlib.suppress(ElmMicrocredError):
            load(whole)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('{}[]",:\\ é'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('a{" \\'), inner),
    max_leaves=12,
)


@given(value=_JSON, blank=st.sampled_from(["", " ", "\n\t "]))
def test_a_slice_is_the_text_of_its_value(value: Any, blank: str) -> None:
    separators = (f"{blank},{blank}", f"{blank}:{blank}")
    written = blank + json.dumps({"x": [value, value]}, separators=separators) + blank
    alone = json.dumps(value, separators=separators)
    assert items(written, ("x",)) == [alone, alone]
    assert part(written, ("x", 1)) == alone
    assert part(written, ("x", 2)) is None
    assert part(written, ("y",)) is None
    assert part(written, ("x", 1, "none")) is None or isinstance(value, dict)


def test_what_a_data_url_says() -> None:
    assert data_url.read("data:,a%20b") == ("text/plain", b"a b")
    assert data_url.read("data:image/PNG;a=b;base64,AA==") == ("image/png", b"\0")


def test_what_speaks_of_no_badge_is_no_badge() -> None:
    assert kind_of_open_badge_2({"@context": "https://example.org", "type": "Assertion"}) is None
    assert kind_of_open_badge_2({"@context": OB2, "type": "Else"}) is None
    assert kind_of_open_badge_2({"@context": [7, {"a": 1}], "type": "Assertion"}) is None
    assert not pdf.is_pdf(b"PDF")


def test_what_was_found_can_be_told_as_json() -> None:
    told = one(encoded({"@context": V2, "type": "VerifiablePresentation"})).to_dict()
    assert json.loads(json.dumps(told))["title"] == "Verifiable presentation"


@pytest.mark.reference
def test_every_sample_is_recognised(reference: Path) -> None:
    expected = {
        "elm/samples/edc-2024-2025/Sample-JointDegree-signed.jsonld": ("edc", "jades"),
        "elm/samples/edc-2024-2025/AA-Annex1-MC-unsigned.json": ("edc-upload", "none"),
        "elm/samples/ebsi-vcdm2/Microcredential-Data-and-software-business.json": ("edc", "none"),
        "elm/elm-v2-xml/edci_credential_basic.xml": ("elm-2-xml", "xml-signature"),
        "domain/elmo/elmo-1.7-example.xml": ("elmo", "xml-signature"),
        "domain/clr/clr20-complex.json": ("clr-2", "data-integrity"),
        "openbadges/validator/baked/simple-jwt.svg": ("open-badge-3", "jwt"),
        "openbadges/validator/baked/simple-json.png": ("open-badge-3", "data-integrity"),
        "openbadges/ob2/simple-badge.png": ("open-badge-2", "none"),
        "openbadges/ob2/simple-revoked.jwt": ("open-badge-2", "jwt"),
        "openbadges/own-vectors/clr-stack.json": ("clr-2", "data-integrity"),
        "attacks/cases/sd-ok-none.sdjwt": ("sd-jwt-vc", "sd-jwt"),
        "attacks/cases/vp-challenge.json": ("presentation", "data-integrity"),
    }
    found = {}
    for name in expected:
        loaded = one((reference / name).read_bytes())
        found[name] = (loaded.format, loaded.securing)
    assert found == expected
    stack = one((reference / "openbadges/own-vectors/clr-stack.json").read_bytes())
    whole = stack.content
    assert len(stack.parts) == 2
    assert all(part.content in whole and part.format == "open-badge-3" for part in stack.parts)
