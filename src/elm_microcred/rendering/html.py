"""The page: one self-contained HTML document, without script and without requests."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from elm_microcred.errors import MissingExtraError
from elm_microcred.rendering.languages import INTERFACE, Speaker, name_of
from elm_microcred.rendering.qr import QrCode
from elm_microcred.rendering.viewing import MOST_LANGUAGES
from elm_microcred.rendering.views import View

if TYPE_CHECKING:
    from jinja2 import Environment

_WORDS: Final = (
    "awarded_by",
    "awarded_to",
    "language_switch",
    "only_a_view",
    "qr",
    "qr.credential",
    "qr.link",
    "section.checks",
    "section.notices",
    "section.pages",
)


def html_of(view: View, *, qr: QrCode | None = None) -> str:
    """The HTML page of a view.

    It holds no script, loads nothing, and says so to the browser (Content Security Policy). Texts
    are escaped, pictures are those that were checked, and links lead where they say.

    Raises:
        MissingExtraError: If Jinja2 is not installed.
    """
    template = environment().get_template("page.html")
    names = {page.language: name_of(page.language) for page in view.pages}
    return template.render(view=view, qr=qr, names=names, **shared()) + "\n"


@cache
def environment() -> Environment:
    """The templates, all of them escaping, strict about names.

    Raises:
        MissingExtraError: If Jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined
    except ImportError as error:
        raise MissingExtraError.of("render", "Rendering HTML") from error
    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        auto_reload=False,
    )


def _template(name: str) -> str:
    return (files("elm_microcred.rendering") / "templates" / name).read_text("utf-8")


@cache
def shared() -> Mapping[str, Any]:
    """What all pages share: the style, its digest for the policy, and words."""
    from markupsafe import Markup

    sheet = style()
    words = {}
    for language in INTERFACE:
        say = Speaker(language)
        words[language] = {name: say.word(name) for name in _WORDS}
    return {
        "style": Markup(sheet),  # noqa: S704 - our own file
        "style_digest": digest_of(sheet),
        "words": words,
    }


@cache
def style() -> str:
    """The style sheet, with a rule for each place in the switch of languages."""
    rules = "\n".join(
        f"body:has(#language-{n}:checked) #page-{n} {{ display: block; }}"
        for n in range(MOST_LANGUAGES)
    )
    return _template("page.css") + rules


def digest_of(sheet: str) -> str:
    """The SHA-256 of a style sheet as a Content Security Policy names it."""
    return base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")
