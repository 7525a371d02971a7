"""Pages and viewer in a real browser: nothing is asked for, nothing hostile runs, all can read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import gallery
from browsers import chromium, watched
from elm_microcred import MicroCredential, Recipe, render, stack, to_elm, verify
from elm_microcred.recognition import recognise
from elm_microcred.rendering.languages import INTERFACE
from elm_microcred.server.viewer import Viewer, viewer_app
from servers import served

pytestmark = [pytest.mark.full, pytest.mark.interop, pytest.mark.unmeasured]

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = datetime(2026, 8, 1, tzinfo=UTC)
TOKEN = "a-secret-of-this-test"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=https://tracker.example/x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "</title></style></textarea><script>alert(1)</script>",
    "<link rel=stylesheet href=https://tracker.example/x.css>",
    "<iframe src=https://tracker.example/>",
    "<meta http-equiv=refresh content='0;url=https://tracker.example/'>",
    "javascript:alert(1)",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


def credential(name: str, kind: str = "edc") -> bytes:
    return (gallery.FOLDER / f"{name}.{kind}.json").read_bytes()


def written(folder: Path, name: str, text: str) -> str:
    path = folder / f"{name}.html"
    path.write_text(text, "utf-8")
    return path.as_uri()


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Pages of every kind: their names and addresses."""
    for name in gallery.names():
        shown = render(verify(credential(name), now=NOW), at=NOW, link="https://vmc.example/1")
        yield name, written(folder, name, shown.text)
    changed = credential("vet-unit").replace(b"Lena", b"Anna")
    yield "changed", written(folder, "changed", render(verify(changed, now=NOW)).text)
    draft = gallery.micro_credential("joint-course")
    yield "draft", written(folder, "draft", render(draft).text)
    recipe = Recipe.load(ROOT / "examples/recipe-ects-electives.yaml")
    report = stack([draft], recipe, now=NOW)
    yield "stack", written(folder, "stack", render(report, languages=INTERFACE).text)
    recognised = recognise(verify(credential("joint-course"), now=NOW))
    yield (
        "recognition",
        written(folder, "recognition", render(recognised, languages=INTERFACE).text),
    )
    broken = verify(b'{"a": 1, "a": 2}', now=NOW)
    yield "report", written(folder, "report", render(broken, languages=["en", "ar"]).text)
    other = {"type": ["VerifiableCredential", "Diploma"], "credentialSubject": {"grade": ["A", 1]}}
    yield "other", written(folder, "other", render(other).text)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_or_asks_for_anything(
    browser: Any, tmp_path: Path, scheme: str
) -> None:
    """axe-core finds nothing in any language, and no request but that for the page is made."""
    looked_at = 0
    for name, address in pages(tmp_path):
        with watched(browser, color_scheme=scheme) as shown:
            shown.page.goto(address)
            choices = shown.page.locator("fieldset.languages input")
            for place in range(max(1, choices.count())):
                if choices.count():
                    choices.nth(place).check()
                assert shown.page.locator("article:visible").count() == 1
                for closed in shown.page.locator("article:visible details").all():
                    closed.evaluate("element => element.open = true")
                assert shown.violations() == [], (name, scheme, place)
                looked_at += 1
            assert shown.asked == [address], name
            assert shown.complaints == [], name
    assert looked_at > 50


def test_a_narrow_screen_and_paper_show_all_of_it(browser: Any, tmp_path: Path) -> None:
    text = render(verify(credential("language-module"), now=NOW)).text
    address = written(tmp_path, "narrow", text)
    with watched(browser, viewport={"width": 320, "height": 640}) as shown:
        shown.page.goto(address)
        wide = "document.documentElement.scrollWidth"
        assert shown.page.evaluate(wide) <= 320
        assert shown.violations() == []
        shown.page.emulate_media(media="print")
        assert not shown.page.locator("fieldset.languages").is_visible()
        assert shown.page.locator("article:visible").count() == 1


def test_the_switch_of_languages_works_by_keyboard_and_without_script(
    browser: Any, tmp_path: Path
) -> None:
    text = render(verify(credential("vet-unit"), now=NOW)).text
    address = written(tmp_path, "switch", text)
    with watched(browser, java_script_enabled=False) as shown:
        shown.page.goto(address)
        assert "WIG-Schweißen" in shown.page.locator("article:visible h1").inner_text()
        shown.page.keyboard.press("Tab")
        shown.page.keyboard.press("ArrowRight")
        assert "TIG welding" in shown.page.locator("article:visible h1").inner_text()
        shown.page.locator("label[lang=ar]").click()
        article = shown.page.locator("article:visible")
        assert article.get_attribute("dir") == "rtl"
        assert "لحام" in article.locator("h1").inner_text()


def hostile(value: Any, texts: Iterator[str]) -> Any:
    """The document with hostile texts in place of all that people read."""
    if isinstance(value, dict):
        kept = ("type", "@context", "id", "format")
        return {k: v if k in kept else hostile(v, texts) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [hostile(item, texts) for item in value]
    if isinstance(value, str) and " " in value:
        return next(texts)
    return value


def test_nothing_hostile_runs(browser: Any, tmp_path: Path) -> None:
    def texts() -> Iterator[str]:
        while True:
            yield from HOSTILE

    document = json.loads(json.dumps(to_elm(gallery.micro_credential("vet-unit"))))
    spoiled = hostile(document, texts())
    other = {"type": ["VerifiableCredential"], "name": HOSTILE[0], **{t: t for t in HOSTILE}}
    for number, subject in enumerate((spoiled, other)):
        for form in ("html", "svg"):
            path = tmp_path / f"{number}.{form}"
            path.write_bytes(render(subject, to=form).content)  # type: ignore[arg-type]
            with watched(browser) as shown:
                shown.page.goto(path.as_uri())
                shown.page.wait_for_timeout(200)
                assert shown.asked == [path.as_uri()]
                assert shown.complaints == []
                assert shown.page.locator("script, iframe, link, [onload], [onerror]").count() == 0
    with watched(browser) as shown:
        shown.page.goto((tmp_path / "1.html").as_uri())
        assert HOSTILE[0] in shown.page.locator("h1").inner_text()


# The viewer


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    def make(base_url: str) -> Any:
        port = int(base_url.rstrip("/").rpartition(":")[2])
        return viewer_app(Viewer(lambda: NOW), port=port, token=TOKEN)

    with served(make) as base_url:
        yield f"{base_url}{TOKEN}/"


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_a_file_is_chosen_shown_and_saved(browser: Any, home: str, scripts: bool) -> None:
    with watched(browser, java_script_enabled=scripts, locale="en-GB") as shown:
        shown.page.goto(home)
        shown.page.set_input_files("#file", str(gallery.FOLDER / "vet-unit.edc.json"))
        shown.page.click("button")
        assert shown.page.url.startswith(home + "c/")
        article = shown.page.locator("article:visible")
        assert "Unit: TIG welding" in article.inner_text()
        assert "Verified: every check that was made passed" in article.inner_text()
        assert "Has nothing been changed since it was signed?" in article.inner_text()
        for name, start in (("original", b"{"), ("certificate.pdf", b"%PDF"), ("page.html", b"<!")):
            with shown.page.expect_download() as waiting:
                shown.page.locator(f"a[href='{name}']").click()
            assert Path(waiting.value.path()).read_bytes().startswith(start)
        shown.page.get_by_role("link", name="Look at another").click()
        assert shown.page.url == home
        assert all(url.startswith(home) for url in shown.asked), shown.asked
        assert shown.complaints == []


def test_a_text_is_pasted_and_what_is_wrong_is_said(browser: Any, home: str) -> None:
    changed = credential("vet-unit", "badge").replace(b"Lena", b"Anna").decode()
    with watched(browser, locale="lv-LV") as shown:
        shown.page.goto(home)
        shown.page.fill("#text", changed)
        shown.page.click("button")
        assert "Nav derīgs" in shown.page.locator("article:visible").inner_text()
        assert "PROOF_SIGNATURE_INVALID" in shown.page.locator("article:visible").inner_text()
        shown.page.goto(home)
        shown.page.fill("#text", "nothing that is known")
        shown.page.click("button")
        assert "PARSE_UNKNOWN_FORMAT" in shown.page.locator("main").inner_text()
        assert all(url.startswith(home) for url in shown.asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_viewer_has_no_barrier(browser: Any, home: str, scheme: str) -> None:
    for locale in ("en-GB", "ar"):
        with watched(browser, color_scheme=scheme, locale=locale) as shown:
            shown.page.goto(home)
            assert shown.violations() == []
            shown.page.goto(home + "example/language-module")
            assert shown.violations() == []
            shown.page.goto(home)
            shown.page.fill("#text", "nothing that is known")
            shown.page.click("button")
            assert shown.violations() == []


def test_a_page_of_another_site_cannot_make_the_viewer_do_anything(
    browser: Any, home: str, tmp_path: Path
) -> None:
    form = f'<form method="post" action="{home}" enctype="text/plain"><button>x</button></form>'
    with watched(browser) as shown:
        shown.page.goto(written(tmp_path, "attack", form))
        shown.page.click("button")
        assert "another site" in shown.page.locator("body").inner_text()
        shown.page.goto(written(tmp_path, "frame", f'<iframe src="{home}"></iframe>'))
        shown.page.wait_for_timeout(300)
        inner = shown.page.frames[-1].locator("body").inner_text()
        assert "Nothing leaves" not in inner


def test_a_gallery_of_micro_credentials_is_what_is_looked_at() -> None:
    assert all(isinstance(gallery.micro_credential(n), MicroCredential) for n in gallery.names())
