"""The page: what it says, and that nothing hostile survives in it."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    Recipe,
    UsageError,
    render,
    sign,
    stack,
    to_elm,
    to_open_badge,
    validate,
    verify,
)
from elm_microcred.rendering.addresses import safe_address
from elm_microcred.rendering.languages import INTERFACE
from elm_microcred.rendering.viewing import view_of
from pictures import SVG, png, svg
from strategies import micro_credentials

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

ATTRIBUTES = {
    "html": {"lang", "dir"},
    "head": set(),
    "meta": {"charset", "http-equiv", "content", "name"},
    "title": set(),
    "style": set(),
    "body": set(),
    "fieldset": {"class"},
    "legend": set(),
    "label": {"lang"},
    "input": {"type", "name", "id", "checked"},
    "main": set(),
    "nav": {"aria-label"},
    "article": {"class", "id", "lang", "dir"},
    "header": set(),
    "footer": set(),
    "section": {"aria-labelledby"},
    "div": {"class"},
    "p": {"class"},
    "h1": set(),
    "h2": {"id"},
    "h3": set(),
    "dl": set(),
    "dt": set(),
    "dd": set(),
    "bdi": {"class", "lang", "dir"},
    "time": {"datetime"},
    "a": {"href", "rel", "lang", "dir"},
    "img": {"class", "src", "alt"},
    "ul": {"class"},
    "li": set(),
    "details": set(),
    "summary": set(),
    "span": {"class", "aria-hidden"},
    "code": set(),
    "figure": {"class"},
    "figcaption": set(),
}
"""The elements of our templates, and their attributes: nothing else may ever come out."""


class Parsed(HTMLParser):
    """A page, taken apart; a tag or attribute that is not ours is a finding."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.texts: list[str] = []
        self.hrefs: list[str] = []
        self.sources: list[str] = []
        self.headings: list[int] = []
        self.articles: list[dict[str, str | None]] = []
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, ()):
                self.wrong.append(f"{tag} {name}")
            if name == "href":
                self.hrefs.append(value or "")
            if name == "src":
                self.sources.append(value or "")
        if tag not in ATTRIBUTES:
            self.wrong.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "article":
            self.articles.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        if self._inside != "style":
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data}")

    @property
    def text(self) -> str:
        return " ".join(self.texts)


def inert(page: str) -> Parsed:
    """The page, once nothing that is not ours was found in it."""
    parsed = Parsed(page)
    assert parsed.wrong == []
    assert [href for href in parsed.hrefs if safe_address(href) != href] == []
    assert [source for source in parsed.sources if not source.startswith("data:image/")] == []
    return parsed


def course() -> dict[str, Any]:
    return json.loads((ROOT / "examples/port-safety.json").read_text("utf-8"))


def award(**more: Any) -> Award:
    learner = {"given_name": "Līga", "family_name": "Kalniņa", "date_of_birth": "1999-02-03"}
    return Award.model_validate({"learner": learner, "awarded_at": "2026-05-30", **more})


@pytest.fixture(scope="module")
def micro() -> MicroCredential:
    exam = "https://vmc.example/courses/port-safety#exam"
    return MicroCredential(
        Achievement.parse(course()), award(results=[{"grade": "9", "assessment": exam}])
    )


def test_a_page_says_what_the_credential_says_in_each_of_its_languages(
    micro: MicroCredential,
) -> None:
    page = render(micro)
    parsed = inert(page.text)
    assert page.media_type == "text/html"
    assert [(a["lang"], a["dir"]) for a in parsed.articles] == [("en", "ltr"), ("lv", "ltr")]
    for text in (
        "Safe handling of dangerous goods in ports",
        "Droša rīkošanās ar bīstamām kravām ostās",
        "Līga Kalniņa",
        "30 May 2026",
        "2026. gada 30. maijs",
        "partly in person, partly online",
        "daļēji klātienē, daļēji tiešsaistē",
        "Mācīšanās rezultāti",
        "2.5 ECVET",
        "EQF, level 4",
        "3 years",
        "Register entry 2025-118",
        "40009999999 (Register of Enterprises, LV)",
    ):
        assert text in parsed.text, text
    assert "https://quality.example/register/2025-118" in parsed.hrefs
    assert page.notices == ()


def test_headings_never_leave_out_a_level(micro: MicroCredential) -> None:
    levels = inert(render(micro).text).headings
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_policy_of_the_page_allows_its_own_style_and_nothing_else(
    micro: MicroCredential,
) -> None:
    text = render(micro).text
    (sheet,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    assert "@import" not in sheet
    assert "url(" not in sheet


@pytest.mark.parametrize("language", INTERFACE)
def test_every_label_is_in_the_language_of_the_page(language: str, micro: MicroCredential) -> None:
    (page,) = view_of(micro, languages=[language]).pages
    assert page.interface == language
    assert page.direction == ("rtl" if language == "ar" else "ltr")
    english = {s.name: s.title for s in view_of(micro, languages=["en"]).pages[0].sections}
    own = {section.name: section.title for section in page.sections}
    assert own.keys() == english.keys()
    same = [name for name in own if own[name] == english[name]]
    assert language == "en" or same in ([], ["organisations"])


def test_a_language_that_is_missing_is_remarked_on_and_the_texts_say_theirs(
    micro: MicroCredential,
) -> None:
    page = render(micro, languages=["ar", "fi"])
    assert [notice.code for notice in page.notices] == ["RENDER_LANGUAGE_MISSING"] * 2
    parsed = inert(page.text)
    assert [(a["lang"], a["dir"]) for a in parsed.articles] == [("ar", "rtl"), ("en", "ltr")]
    assert 'lang="en" dir="ltr">Safe handling of dangerous goods in ports</bdi>' in page.text
    assert "بعض النصوص غير متاحة" in parsed.text


# State


def test_without_verification_the_page_says_that_nobody_has_verified(
    micro: MicroCredential,
) -> None:
    (page, _) = view_of(micro).pages
    assert page.state.outcome == "none"
    assert "Not verified" in render(micro).text
    assert 'class="state passed"' not in render(micro).text


def test_what_verification_found_is_shown_and_no_more(micro: MicroCredential) -> None:
    signer = LocalSigner.generate()
    secured = sign(to_elm(micro, issuer_id=signer.controller), signer, now=NOW)
    passed = verify(secured.content, now=NOW)
    page = inert(render(passed, at=NOW).text)
    assert "Verified: every check that was made passed" in page.text
    assert "Issuer not anchored" in page.text
    assert "Checked on 1 June 2026, 12:00 UTC" in page.text
    changed = secured.content.replace("Līga".encode(), b"Anna")
    failed = inert(render(verify(changed, now=NOW)).text)
    assert "Not valid: at least one check failed" in failed.text
    assert "PROOF_SIGNATURE_INVALID" in failed.text
    assert "Issuer not anchored" not in failed.text
    assert "Verified:" not in failed.text


def test_a_signed_badge_of_a_web_address_cannot_be_decided(micro: MicroCredential) -> None:
    signer = LocalSigner.generate(verification_method="https://vmc.example/#key")
    secured = sign(to_open_badge(micro), signer, now=NOW)
    page = inert(render(verify(secured.content, now=NOW)).text)
    assert "Not decided: something needed for the check was missing" in page.text


def test_a_validation_is_not_taken_for_a_verification(micro: MicroCredential) -> None:
    document = to_elm(micro)
    page = render(document, report=validate(document, profile="annex-1"))
    assert "Not verified" in page.text
    assert "state passed" not in page.text


def test_a_verification_without_a_document_is_a_report() -> None:
    broken = verify(b'{"a": 1, "a": 2}', now=NOW)
    page = inert(render(broken).text)
    assert "Verification report" in page.text
    assert "PARSE_DUPLICATE_KEY" in page.text
    assert "Ask the issuer for one in which each member stands once." in page.text


def test_a_report_that_came_as_json_is_shown_as_it_stands(micro: MicroCredential) -> None:
    report = verify(b"{}", now=NOW).to_dict()
    report["checks"].append({"id": "<b>", "outcome": "passed", "problems": [{"code": "NO_SUCH"}]})
    report["checks"].append({"id": "x", "outcome": "no outcome"})
    page = inert(render(report).text)
    assert "Not valid" in page.text
    assert "<b>" not in render(report).text


def test_a_stack_report_says_what_counts_and_what_is_missing(micro: MicroCredential) -> None:
    recipe = Recipe.load(ROOT / "examples/recipe-ects-electives.yaml")
    report = stack([micro], recipe, now=NOW)
    for subject in (report, json.loads(json.dumps(report.to_dict()))):
        page = inert(render(subject, languages=["en", "ar"]).text)
        assert "The recipe is not satisfied" in page.text
        assert "Safe handling of dangerous goods in ports" in page.text
        assert recipe.id in page.text
        assert "لم تُستوفَ الوصفة" in page.text
        assert "STACK_RULE_UNMET" in page.text


RECOGNITION = {
    "format": "elm-microcred/recognition/1",
    "outcome": "indeterminate",
    "subject": "urn:uuid:1",
    "title": {"en": "Port safety", "lv": "Ostas drošība"},
    "verified": "authentic",
    "answers": [
        {
            "id": "level",
            "question": "At which level?",
            "state": "partly",
            "evidence": "claimed",
            "items": [
                {
                    "name": "level of the EQF",
                    "value": "4 <b>",
                    "where": ["/credentialSubject"],
                    "evidence": "claimed",
                    "because": "The credential says so.",
                },
                "x",
            ],
            "lacking": ["the decision of the agency"],
            "remarks": [],
        },
        7,
    ],
    "target": "https://vmc.example/programme",
    "comparison": {
        "aspects": [
            {"name": "credits", "first": ["2", None], "second": {"a": 3}, "relation": "less"},
            {"name": "other", "first": 1, "second": 1, "relation": "of no kind"},
        ]
    },
}


def test_a_recognition_report_says_what_stands_behind_each_answer() -> None:
    class Said:
        def to_dict(self) -> dict[str, Any]:
            return RECOGNITION

    for subject in (RECOGNITION, Said()):
        page = inert(render(subject, languages=["en", "lv", "ar"]).text)
        for text in (
            "Recognition report",
            "Port safety",
            "Ostas drošība",
            "Authentic: every check that was made passed",
            "1. At which level?",
            "in part",
            "claimed",
            "4 <b>",
            "the decision of the agency",
            "less than the programme",
            "2, –",
            "apgalvots",
            "مزعوم",
            "of no kind",
        ):
            assert text in page.text, text
    other = {**RECOGNITION, "verified": "by nobody", "answers": None, "comparison": 1, "title": 2}
    assert "Not verified" in inert(render(other).text).text


# Hostile

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<!--",
    "]]>",
    "&lt;script&gt;",
    "\u202egnp.exe",
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "https://europa.eu@evil.example/",
    "https://еuropa.eu/",
    "\x00\x1b[31m",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
)


@st.composite
def hostile_documents(draw: st.DrawFn) -> Any:
    """A document of a known kind, with hostile texts where its strings were."""
    micro = MicroCredential(Achievement.parse(course()), award())
    made = draw(st.sampled_from(["elm", "badge", "micro", "other"]))
    document: Any = {
        "elm": lambda: to_elm(micro),
        "badge": lambda: to_open_badge(micro),
        "micro": micro.to_dict,
        "other": lambda: {"type": ["VerifiableCredential"], "credentialSubject": {"a": "b"}},
    }[made]()
    texts = st.sampled_from(HOSTILE) | st.text(alphabet="<>\"'&/ \u202e\x00abc=", max_size=40)
    rate = draw(st.sampled_from([2, 5, 20]))

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: value[name] if name in ("type", "@context") else walk(value[name])
                for name in value
            }
        if isinstance(value, list | tuple):
            return [walk(item) for item in value]
        if isinstance(value, str) and draw(st.integers(1, rate)) == 1:
            return draw(texts)
        return value

    document = walk(json.loads(json.dumps(document)))
    for name in draw(st.lists(texts, max_size=3)):
        document[name] = {name: draw(texts)}
    return document


@given(hostile_documents())
def test_hostile_text_comes_out_as_text(document: Any) -> None:
    page = render(document).text
    inert(page)
    assert "\u202e" not in page
    card = render(document, to="svg").text
    assert "<script" not in card
    assert "<foreign" not in card


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=20,
)


_NAMES = [
    *("type", "id", "name", "format", "checks", "outcome", "parts", "recipe", "totals", "image"),
    *("displayParameter", "title", "missing", "credentialSubject", "@context", "achievement"),
    *("award", "fragility", "satisfied"),
]


@given(st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=8), _JSON, max_size=8))
def test_any_json_object_has_a_page(document: dict[str, Any]) -> None:
    inert(render(document).text)


@given(micro_credentials())
def test_every_micro_credential_has_a_page_in_every_language(micro: MicroCredential) -> None:
    parsed = inert(render(micro, languages=INTERFACE).text)
    assert len(parsed.articles) == len(INTERFACE)


def test_a_long_document_is_cut_and_says_so() -> None:
    document = {"type": ["VerifiableCredential"], "a": {str(n): "x" * 5_000 for n in range(2_000)}}
    page = render(document)
    assert [notice.code for notice in page.notices] == ["RENDER_SHORTENED"]
    assert "Only the first 300 entries are shown." in page.text
    assert len(page.content) < 1_000_000
    deep: Any = "x"
    for _ in range(60):
        deep = {"a": [deep]}
    inert(render({"type": ["VerifiableCredential"], "deep": deep}).text)


def test_more_languages_than_are_shown() -> None:
    texts = {f"x{a}{b}": "y" for a in "abcdef" for b in "ghijkl"}
    many = MicroCredential(Achievement.parse({"title": {"en": "z", **texts}}), award())
    page = render(many)
    assert [notice.code for notice in page.notices] == ["RENDER_SHORTENED"]
    assert len(inert(page.text).articles) == 24


# Pictures


def image(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def with_picture(url: str) -> MicroCredential:
    return MicroCredential(Achievement.parse({**course(), "image": url}), award())


def test_a_picture_is_shown_as_what_its_bytes_are() -> None:
    for content, kind in ((png(), "image/png"), (SVG, "image/svg+xml")):
        page = render(with_picture(image(content, "image/jpeg")))
        assert page.notices == ()
        assert f'src="data:{kind};base64,' in page.text
        assert 'alt="Picture of the badge"' in page.text


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("https://tracker.example/pixel.png", "nothing is fetched"),
        ("data:image/png,raw", "not in base64"),
        ("data:image/png;base64,AA=A", "not base64"),
        (image(b"GIF8"), "no picture"),
        (image(png()[:-4]), "not safe to show"),
        (image(svg("<script>alert(1)</script>")), "not safe to show"),
        (image(svg('<image href="https://tracker.example/"/>')), "not safe to show"),
        (image(b'<!DOCTYPE x [<!ENTITY a "b">]>' + SVG), "not safe to show"),
        (image(b"\xff\xd8\xff\xe0"), "not safe to show"),
        (image(b"GIF89a\xff\xff\xff\xff"), "too many pixels"),
        (image(b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03"), "too many pixels"),
        (image(b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\xff" * 6), "too many pixels"),
        (image(b"RIFF\0\0\0\0WEBPVP8L"), "not safe to show"),
        (image(b"x" * 3_000_000), "too long"),
    ],
    ids=lambda value: value[:24] if len(value) < 60 else value[:14] + str(len(value)),
)  # fmt: skip
def test_a_picture_that_is_not_safe_is_replaced_by_a_notice(url: str, word: str) -> None:
    page = render(with_picture(url))
    (notice,) = page.notices
    assert notice.code == "RENDER_PICTURE_REFUSED"
    assert word in notice.detail
    assert word in inert(page.text).text
    assert "<img" not in page.text


def test_pictures_of_other_kinds() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xd0\xff\xc0\x00\x11\x08\x00\x02\x00\x03\x03"
    webp = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x03\x00\x02\x00"
    lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x02\x40\x00\x00"
    for content, kind in ((jpeg, "jpeg"), (webp, "webp"), (lossless, "webp")):
        (page, _) = view_of(with_picture(image(content))).pages
        assert page.badge is not None
        assert (page.badge.media_type, page.badge.width, page.badge.height) == (
            f"image/{kind}",
            3,
            2,
        )
    broken = b"\xff\xd8\xff\xe0\x00\x01ab\xff"
    assert render(with_picture(image(broken))).notices[0].code == "RENDER_PICTURE_REFUSED"


def test_the_pages_of_the_issuer_are_shown_in_their_language(micro: MicroCredential) -> None:
    document = json.loads(json.dumps(to_elm(micro)))
    language = "http://publications.europa.eu/resource/authority/language/"
    display = document["displayParameter"]
    display["individualDisplay"] = [
        {
            "language": {"id": language + code},
            "displayDetail": [
                {"page": 2, "image": {"content": base64.b64encode(png()).decode()}},
                {"page": 1, "image": {"content": base64.b64encode(SVG).decode()}},
                {"page": 3, "image": {"content": "!"}},
                {"page": 4},
            ],
        }
        for code in ("ENG", "LAV")
    ]
    view = view_of(document)
    assert [notice.code for notice in view.notices] == ["RENDER_PICTURE_REFUSED"] * 2
    english, latvian = view.pages
    assert [p.media_type for p in english.pages] == ["image/svg+xml", "image/png"]
    assert latvian.pages[0].alternative.text == "1. lapa izdevēja noformējumā"
    individual = display["individualDisplay"][0]
    individual["displayDetail"] = [individual["displayDetail"][0]] * 60
    assert "RENDER_SHORTENED" in {notice.code for notice in view_of(document).notices}


# QR codes and arguments


def test_a_link_becomes_a_qr_code(micro: MicroCredential) -> None:
    page = render(micro, link="https://vmc.example/check/1")
    parsed = inert(page.text)
    assert "Scan to check this credential" in parsed.text
    assert any(source.startswith("data:image/svg+xml;base64,") for source in parsed.sources)


def test_a_signed_credential_becomes_a_qr_code_where_it_fits(micro: MicroCredential) -> None:
    assert "The signed credential itself" in render(micro, secured="eyJh.eyJi.c2ln").text
    page = render(micro, secured=b"x" * 3_000)
    assert [notice.code for notice in page.notices] == ["RENDER_QR_LEFT_OUT"]
    assert "figure" not in set(re.findall(r"<(\w+)", page.text))


@pytest.mark.parametrize(
    "arguments",
    [
        {"to": "docx"},
        {"link": "javascript:alert(1)"},
        {"link": "mailto:a@b.example"},
        {"languages": ["no language!"]},
        {"languages": [1]},
    ],
    ids=str,
)
def test_arguments_that_cannot_be_right(arguments: Any, micro: MicroCredential) -> None:
    with pytest.raises(UsageError):
        render(micro, **arguments)


def test_nothing_else_can_be_shown() -> None:
    with pytest.raises(UsageError, match="nothing that can be shown"):
        render(["a"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://vmc.example/a?b=c#d", True),
        ("HTTP://vmc.example:8080", True),
        ("mailto:registrar@vmc.example", True),
        ("https://[2001:db8::1]/", True),
        ("https://europa.eu@evil.example/", False),
        ("https://еuropa.eu/", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//vmc.example/", False),
        ("https://a.example/ b", False),
        ('https://a.example/"', False),
        ("https://a.example/" + "a" * 3_000, False),
        (None, False),
    ],
)
def test_addresses_that_may_be_followed(address: Any, is_safe: bool) -> None:
    assert (safe_address(address) == address) is is_safe
