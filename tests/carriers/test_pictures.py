"""Badges in pictures: baked and taken out, and every way in which a picture may be wrong."""

from __future__ import annotations

import json
import resource
import struct
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import ElmMicrocredError, LimitError, Limits, ParseError, UsageError
from elm_microcred.carriers import bake, baked_in, image_problems, image_type, unbake
from pictures import SIGNATURE, SVG, chunk, header, png, svg, text

JSON = '{"name": "Ģirts {[}] ]]> \\u00ae ® “x” <b> &amp;", "type": []}'.encode()
JWS = b"eyJhbGciOiJub25lIn0.e30.c2ln"
OB2 = (
    b'{"@context": "https://w3id.org/openbadges/v2", "badge": "https://b.example", "recipient": {}}'
)


@pytest.mark.parametrize("picture", [png(), SVG, svg(), svg(before="<?xml version='1.0'?>\n")])
@pytest.mark.parametrize("content", [JSON, JWS, OB2])
def test_what_is_baked_comes_out_byte_by_byte(picture: bytes, content: bytes) -> None:
    baked = bake(picture, content)
    found = unbake(baked)
    assert found.content == content
    assert found.generation == ("open-badge-2" if content == OB2 else "open-badge-3")
    assert not image_problems(baked)
    assert image_type(baked) == image_type(picture)


def test_a_badge_is_baked_as_the_standard_has_it() -> None:
    assert text(JSON) in bake(png(), JSON)
    baked = bake(SVG, JWS).decode()
    assert '<openbadges:credential verify="' + JWS.decode() + '"/>' in baked
    assert 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"' in baked.partition(">")[0]
    assert "<![CDATA[" in bake(SVG, JSON).decode()
    assert text(OB2, keyword=b"openbadges") in bake(png(), OB2)


@pytest.mark.parametrize("picture", [png(), SVG, b"<svg/>", b"<svg a='>' />"])
def test_a_second_badge_takes_the_place_of_the_first_only_if_asked(picture: bytes) -> None:
    first = bake(picture, JSON)
    with pytest.raises(UsageError) as caught:
        bake(first, JWS)
    assert caught.value.code == "IMAGE_BAKED_ALREADY"
    for content in (JWS, OB2, JSON):
        again = bake(first, content, overwrite=True)
        assert unbake(again).content == content
        assert unbake(bake(again, JSON, overwrite=True)).content == JSON


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('{}[]"<&]>é'), inner),
        max_leaves=8,
    )
)
def test_any_json_survives(value: object) -> None:
    content = json.dumps({"value": value}, ensure_ascii=False).encode()
    assert unbake(bake(png(), content)).content == content
    if "\ufffe" in content.decode() or "\uffff" in content.decode():
        with pytest.raises(UsageError):
            bake(SVG, content)
    else:
        assert unbake(bake(SVG, content)).content == content


def test_line_ends_in_svg_are_those_of_xml() -> None:
    assert unbake(bake(SVG, b'{\r\n"a":\r1}')).content == b'{\n"a":\n1}'


def test_what_is_no_badge_is_not_baked() -> None:
    for content in (b"[]", b"{", b"eyJ.x.y"):
        with pytest.raises(ParseError):
            bake(png(), content)
    with pytest.raises(LimitError):
        bake(png(), JSON, limits=Limits(image_bytes=150))
    with pytest.raises(ParseError):
        bake(b"GIF89a", JSON)
    with pytest.raises(ParseError):
        bake("<?xml version='1.0' encoding='latin-1'?><svg>é</svg>".encode("latin-1"), JSON)


CRC = chunk(b"tIME", b"1234567", crc=1)
LONG = struct.pack(">I", 2**31) + b"iTXt"
BOMB = text(b"\0" * (9 * 1024 * 1024), flag=1)
TWO = svg(f'<openbadges:credential verify="{JWS.decode()}"/>' * 2)

REFUSED = {
    "nothing in it": (png(), "IMAGE_NO_CREDENTIAL"),
    "nothing in it (SVG)": (SVG, "IMAGE_NO_CREDENTIAL"),
    "two": (png(text(JSON), text(JSON)), "IMAGE_MULTIPLE_CREDENTIALS"),
    "two generations": (
        png(text(JSON), text(OB2, keyword=b"openbadges")),
        "IMAGE_MULTIPLE_CREDENTIALS",
    ),
    "one as iTXt, one as tEXt": (
        png(text(JSON), chunk(b"tEXt", b"openbadgecredential\0" + JSON)),
        "IMAGE_MULTIPLE_CREDENTIALS",
    ),
    "two (SVG)": (TWO, "IMAGE_MULTIPLE_CREDENTIALS"),
    "signature and text (SVG)": (
        svg(f'<openbadges:credential verify="{JWS.decode()}">{{}}</openbadges:credential>'),
        "IMAGE_MULTIPLE_CREDENTIALS",
    ),
    "after the end": (png(after=text(JSON)), "IMAGE_TRAILING_DATA"),
    "one, and one after the end": (png(text(JSON), after=text(JWS)), "IMAGE_TRAILING_DATA"),
    "compressed": (png(text(JSON, flag=1)), "IMAGE_COMPRESSED"),
    "compressed (zTXt)": (
        png(chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(OB2))),
        "IMAGE_COMPRESSED",
    ),
    "bomb": (png(BOMB), "LIMIT_DECOMPRESSED"),
    "damaged compression": (
        png(chunk(b"iTXt", b"openbadges\0\1\0\0\0nonsense")),
        "IMAGE_MALFORMED",
    ),
    "compression cut short": (
        png(chunk(b"iTXt", b"openbadges\0\1\0\0\0" + zlib.compress(JSON)[:-6])),
        "IMAGE_MALFORMED",
    ),
    "no compression flag": (png(chunk(b"iTXt", b"openbadges\0\2\0\0\0{}")), "IMAGE_MALFORMED"),
    "no language": (png(chunk(b"iTXt", b"openbadges\0\0\0")), "IMAGE_MALFORMED"),
    "no method": (png(chunk(b"zTXt", b"openbadges\0\7x")), "IMAGE_MALFORMED"),
    "wrong sum": (png(text(JSON), CRC), "IMAGE_MALFORMED"),
    "longer than the file": (SIGNATURE + header() + LONG + b"\0" * 20, "IMAGE_MALFORMED"),
    "cut short": (png(text(JSON))[:-12], "IMAGE_MALFORMED"),
    "no header": (SIGNATURE + chunk(b"IEND", b""), "IMAGE_MALFORMED"),
    "two headers": (png(header()), "IMAGE_MALFORMED"),
    "no type": (png(chunk(b"i\0Xt", b"")), "IMAGE_MALFORMED"),
    "no picture": (b"GIF89a", "IMAGE_MALFORMED"),
    "empty": (b"", "IMAGE_MALFORMED"),
    "empty element": (svg("<openbadges:credential/>"), "IMAGE_MALFORMED"),
    "element inside": (
        svg("<openbadges:credential><g/></openbadges:credential>"),
        "IMAGE_MALFORMED",
    ),
    "other XML": (b"<html><svg/></html>", "IMAGE_MALFORMED"),
    "no end": (b"<svg>", "XML_MALFORMED"),
    "unknown encoding": (b"<?xml version='1.0' encoding='nonsense'?><svg/>", "XML_MALFORMED"),
    "entity": (
        b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
        "XML_DTD_FORBIDDEN",
    ),
    "laughs": (
        b"<!DOCTYPE svg [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><svg>&b;</svg>",
        "XML_DTD_FORBIDDEN",
    ),
    "type elsewhere": (
        b"<!DOCTYPE svg SYSTEM 'https://a.example/x.dtd'><svg/>",
        "XML_DTD_FORBIDDEN",
    ),
    "entity of the type that drawing programs write": (
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg>&ns_svg;</svg>',
        "XML_MALFORMED",
    ),
    "deep": (b"<svg>" + b"<g>" * 300 + b"</g>" * 300 + b"</svg>", "LIMIT_DEPTH"),
    "wide": (b"<svg>" + b"<g/>" * 60_000 + b"</svg>", "LIMIT_MEMBERS"),
    "many chunks": (png(chunk(b"teXt", b"") * 60_000), "LIMIT_MEMBERS"),
    "long": (png(chunk(b"teXt", bytes(5 * 1024 * 1024))), "LIMIT_SIZE"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_picture_is_refused_by_name_and_within_its_limits(case: str) -> None:
    picture, code = REFUSED[case]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    with pytest.raises(ElmMicrocredError) as caught:
        unbake(picture)
    assert time.process_time() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
    assert caught.value.code == code


def test_a_reader_may_take_what_the_standard_forbids() -> None:
    (compressed,) = baked_in(png(text(JSON, flag=1)))
    assert compressed.content == JSON
    assert [problem.code for problem in compressed.problems] == ["IMAGE_COMPRESSED"]
    assert [badge.content for badge in baked_in(TWO)] == [JWS, JWS]


def test_older_pictures_are_read() -> None:
    latin = chunk(b"tEXt", b"openbadges\0" + '{"name": "Gál"}'.encode("latin-1"))
    assert unbake(png(latin)).content == '{"name": "Gál"}'.encode()
    utf8 = chunk(b"tEXt", b"openbadges\0" + JSON)
    assert unbake(png(utf8)).content == JSON
    address = chunk(b"tEXt", b"openbadges\0https://badges.example/1")
    assert unbake(png(address)).content == b"https://badges.example/1"
    old = b"""<svg xmlns:openbadges="http://openbadges.org"><openbadges:assertion
        verify="https://badges.example/1"><![CDATA[{"uid": "1"}]]></openbadges:assertion></svg>"""
    assert unbake(old).content == b"https://badges.example/1"
    assert unbake(old).generation == "open-badge-2"


UNSAFE = {
    "script": svg("<script>alert(1)</script>"),
    "script of another namespace": svg('<x:script xmlns:x="http://www.w3.org/1999/xhtml"/>'),
    "HTML": svg("<foreignObject><p>x</p></foreignObject>"),
    "handler": svg(attributes='onload="alert(1)"'),
    "handler below": svg('<g onClick="alert(1)"/>'),
    "javascript link": svg('<a href="javascript:alert(1)"><g/></a>'),
    "hidden javascript link": svg('<a xlink:href="java&#10;script:alert(1)"><g/></a>'),
    "loads a picture": svg('<image href="https://tracker.example/1.png"/>'),
    "loads a drawing": svg('<use xlink:href="https://a.example/x.svg#y"/>'),
    "a drawing inside": svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
    "style loads": svg("<style>@import 'https://a.example/x.css';</style>"),
    "style attribute loads": svg('<g style="fill: url(https://a.example/x#y)"/>'),
    "fill loads": svg("<g fill=\"url('https://a.example/x#y')\"/>"),
    "escaped style": svg('<g style="fill: u\\72l(https://a.example/x)"/>'),
    "changes its link": svg('<set attributeName="href" to="javascript:alert(1)"/>'),
    "style sheet": svg(before='<?xml-stylesheet href="https://a.example/x.css"?>'),
    "frame": svg('<iframe src="https://a.example"/>'),
    "moved base": svg('<g xml:base="https://a.example/"/>'),
}


@pytest.mark.parametrize("case", UNSAFE)
def test_an_active_picture_is_never_shown(case: str) -> None:
    assert {problem.code for problem in image_problems(UNSAFE[case])} == {"IMAGE_ACTIVE_CONTENT"}


@pytest.mark.parametrize(
    "inside",
    [
        '<use href="#x"/>',
        '<g fill="url(#gradient)" style="filter: url(#blur)"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        '<a href="https://issuer.example/course"><g/></a>',
        "<style>.a { fill: url(#b) }</style>",
        '<text font-family="A \\ B">once</text>',
        '<animate attributeName="opacity" to="1"/>',
    ],
)
def test_a_still_picture_is_safe(inside: str) -> None:
    assert image_problems(svg(inside)) == ()


def test_findings_end() -> None:
    assert len(image_problems(svg("<script/>" * 1_000))) == 100


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (SIGNATURE + header(100_000, 100_000) + chunk(b"IEND", b""), "IMAGE_PIXELS"),
        (SIGNATURE + header(0, 1) + chunk(b"IEND", b""), "IMAGE_PIXELS"),
        (png(data=zlib.compress(bytes(10_000_000))), "LIMIT_DECOMPRESSED"),
        (png(data=b"nonsense"), "IMAGE_MALFORMED"),
        (png(data=zlib.compress(b"\0\1\2\3")[:-5]), "IMAGE_MALFORMED"),
        (SIGNATURE + header() + chunk(b"IEND", b""), "IMAGE_MALFORMED"),
        (png(chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(9_000_000)))), "LIMIT_DECOMPRESSED"),
        (png(BOMB), "LIMIT_DECOMPRESSED"),
    ],
)
def test_a_picture_that_would_cost_too_much_is_not_shown(picture: bytes, code: str) -> None:
    began = time.process_time()
    try:
        found = [problem.code for problem in image_problems(picture)]
    except ElmMicrocredError as error:
        found = [error.code]
    assert found == [code]
    assert time.process_time() - began < 1


def test_a_text_and_a_picture_in_parts_are_safe() -> None:
    data = zlib.compress(b"\0\x10\x20\x30")
    whole = [header(), text(JSON), chunk(b"IDAT", data[:4]), chunk(b"IDAT", data[4:])]
    assert image_problems(SIGNATURE + b"".join(whole) + chunk(b"IEND", b"")) == ()


def test_a_long_picture_is_read_in_no_time() -> None:
    picture = png(text(JSON), data=bytes(4 * 1024 * 1024 - 1_000))
    assert len(picture) > 4 * 1024 * 1024 - 1_000  # nearly the longest that is read
    times = []
    for _ in range(5):
        began = time.process_time()
        assert unbake(picture).content == JSON
        times.append(time.process_time() - began)
    assert min(times) < 0.05


@given(place=st.integers(0, 400), byte=st.integers(0, 255))
def test_a_changed_picture_never_crashes(place: int, byte: int) -> None:
    for picture in (png(text(JSON)), bake(SVG, JSON)):
        changed = bytearray(picture)
        changed[place % len(changed)] = byte
        try:
            unbake(bytes(changed))
            image_problems(bytes(changed))
        except ElmMicrocredError:
            pass


@pytest.mark.reference
def test_pictures_of_others_are_read(reference: Path) -> None:
    for name in ("simple-json.png", "simple-jwt_v1.png", "simple-jwt.svg"):
        picture = (reference / "openbadges" / "validator" / "baked" / name).read_bytes()
        found = unbake(picture)
        assert found.generation == "open-badge-3"
        assert unbake(bake(picture, found.content, overwrite=True)).content == found.content
    old = unbake((reference / "openbadges" / "ob2" / "simple-badge.png").read_bytes())
    assert json.loads(old.content)["type"] == "Assertion"


@pytest.mark.reference
def test_the_attacks_on_pictures_are_refused_for_their_reason(reference: Path) -> None:
    index = json.loads((reference / "attacks" / "index.json").read_text("utf-8"))
    cases = [case for case in index["cases"] if case["kind"] == "image"]
    assert len(cases) >= 3
    for case in cases:
        picture = (reference / "attacks" / case["file"]).read_bytes()
        try:
            code = unbake(picture) and None
        except ElmMicrocredError as error:
            code = error.code
        assert code == case["expected_reason"], case["id"]
