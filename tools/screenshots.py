"""Take the pictures of the documentation from the gallery: pages, card, certificate, viewer.

```
python tools/screenshots.py            write docs/images/*.jpg
```

Needs what `sh tests/browser/prepare` makes ready, and the extras `interop`, `render`, `pdf` and
`server`. What is shown is verified at a fixed time, so that only a change of looks changes them.
"""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import uvicorn

import gallery
from elm_microcred import render, verify
from elm_microcred.rendering import Form
from elm_microcred.server.viewer import Viewer, viewer_app

TARGET: Final = Path(__file__).resolve().parent.parent / "docs" / "images"
AT: Final = dt.datetime(2026, 8, 1, 9, tzinfo=dt.UTC)
_TOKEN: Final = "screenshots"
_QUALITY: Final = 72
_WIDE: Final = {"width": 820, "height": 1000}


def drawn(name: str, form: Form, languages: list[str], *, change: bool = False) -> bytes:
    """A credential of the gallery, verified and drawn; or one that was changed by a byte."""
    content = (gallery.FOLDER / f"{name}.edc.json").read_bytes()
    if change:
        content = content.replace(b'"5"', b'"6"', 1)
    return render(
        verify(content, now=AT),
        to=form,
        languages=languages,
        at=AT,
        link=f"https://verify.example/{name}",
        secured=content,
    ).content


@contextmanager
def viewer() -> Iterator[str]:
    """The address of a viewer that runs for the length of the block."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        app: Any = viewer_app(Viewer(lambda: AT), port=port, token=_TOKEN)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/{_TOKEN}/"
        finally:
            server.should_exit = True
            thread.join(30)


def take(browser: Any, folder: Path) -> None:
    """Every picture that a browser takes."""
    pages: tuple[tuple[str, bytes, dict[str, Any]], ...] = (
        ("page", drawn("joint-course", "html", ["en", "lv", "de", "fr", "ar"]), {}),
        ("page-arabic", drawn("language-module", "html", ["ar", "en"]), {}),
        ("page-dark", drawn("cyber-security", "html", ["fr", "en"]), {"color_scheme": "dark"}),
        ("page-changed", drawn("joint-course", "html", ["en"], change=True), {}),
    )
    for name, content, options in pages:
        source = folder / f"{name}.html"
        source.write_bytes(content)
        _shoot(browser, source.as_uri(), name, options)
    card = folder / "card.svg"
    card.write_bytes(drawn("vet-unit", "svg", ["de"]))
    _shoot(browser, card.as_uri(), "card", {"viewport": {"width": 600, "height": 340}})
    with viewer() as home:
        _shoot(browser, home, "viewer", {"viewport": {"width": 820, "height": 760}})
        _shoot(browser, home + "example/logistics-safety", "viewer-checks", {}, "details")


def _shoot(
    browser: Any, address: str, name: str, options: dict[str, Any], place: str | None = None
) -> None:
    context = browser.new_context(**{"viewport": _WIDE, "locale": "en-GB", **options})
    page = context.new_page()
    page.goto(address)
    if place is not None:
        page.locator(f"article:visible {place}").evaluate("element => element.scrollIntoView()")
    page.screenshot(path=str(TARGET / f"{name}.jpg"), type="jpeg", quality=_QUALITY)
    context.close()


def print_certificates(folder: Path) -> None:
    """The first page of a certificate in two languages, drawn by poppler from the PDF itself."""
    for name, credential, language in (
        ("certificate", "vet-unit", "en"),
        ("certificate-arabic", "language-module", "ar"),
    ):
        source = folder / f"{name}.pdf"
        source.write_bytes(drawn(credential, "pdf", [language]))
        target = str(TARGET / name)
        subprocess.run(
            ["pdftoppm", "-r", "72", "-jpeg", "-singlefile", str(source), target], check=True
        )


def main() -> int:
    """Take all pictures."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None or shutil.which("pdftoppm") is None:
        print("Chromium and pdftoppm are needed: sh tests/browser/prepare", file=sys.stderr)
        return 2
    TARGET.mkdir(parents=True, exist_ok=True)
    api = import_module("playwright.sync_api")
    with tempfile.TemporaryDirectory() as temporary, api.sync_playwright() as playwright:
        folder = Path(temporary)
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        take(browser, folder)
        browser.close()
        print_certificates(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
