"""How Sphinx makes the documentation site out of the pages of this folder (`sh scripts/docs`).

The pages are plain Markdown that reads well in any viewer: what a site needs beyond that, its
menu and the reference of the public API, is added here and in `docs/reference/`.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_HERE = Path(__file__).resolve().parent

project = "elm_microcred"
author = "The elm_microcred founders"
version = release = metadata.version("elm-microcred")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["README.md"]
nitpicky = False

myst_heading_anchors = 4
myst_url_schemes = ("http", "https", "mailto")
suppress_warnings = ["myst.header"]  # pages that a table makes may begin at the second level

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_class_signature = "separated"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = [("Spec", "returns_style")]
default_role = "code"

html_theme = "furo"
html_title = "elm_microcred"
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"navigation_with_keys": True}
pygments_style = "default"
pygments_dark_style = "github-dark"

CHILDREN = {
    "conformance": ("conformance-table", "specs/*"),
    "decisions/README": ("decisions/0*",),
    "elm/README": ("elm/classes", "elm/[A-Z]*"),
    "elm/profiles": ("elm/profile-*",),
    "exchange/README": ("exchange/[a-z]*",),
    "problems": ("problems/*",),
    "purposes/README": ("purposes/[a-z]*",),
    "stacking/README": ("stacking/[a-z]*",),
}
"""Pages that have others below them in the menu."""


def _menu(_app: Sphinx, page: str, source: list[str]) -> None:
    """Add to a page the menu of those below it; plain Markdown has no such thing."""
    if page in CHILDREN:
        entries = [f"/{child}" for child in CHILDREN[page]]
        source[0] += "\n\n```{toctree}\n:hidden:\n:glob:\n\n" + "\n".join(entries) + "\n```\n"


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the above."""
    app.connect("source-read", _menu)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
