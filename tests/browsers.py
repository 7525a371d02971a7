"""A browser without a screen, and what it tells of a page: requests, complaints, accessibility."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).resolve().parent / "browser" / "target" / "package" / "axe.min.js"
MAKES = "sh tests/browser/prepare makes it"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@contextmanager
def chromium() -> Iterator[Any]:
    """A Chromium without a screen; the test skips where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="the extra interop is not installed")
    executable = next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        pytest.skip(f"could not import Chromium: {MAKES}")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page in a browser, with everything that it asked for and complained about."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    @property
    def asked(self) -> list[str]:
        """The requests for anything that was not in the page itself."""
        return [url for url in self.requests if not url.startswith("data:")]

    def violations(self) -> list[str]:
        """What axe-core finds wrong with the page as it stands."""
        if not AXE.is_file():
            pytest.skip(f"could not import axe-core: {MAKES}")
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert len(found["passes"]) > 5, "axe-core has looked at nothing"
        return [
            f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    def close(self) -> None:
        """Close the page."""
        self.context.close()


@contextmanager
def watched(browser: Any, **options: Any) -> Iterator[Watched]:
    """A page that is closed at the end."""
    page = Watched(browser, **options)
    try:
        yield page
    finally:
        page.close()
