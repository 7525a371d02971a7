"""The achievements that a service may award: read from a folder when it starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from elm_microcred.errors import ParseError, UsageError
from elm_microcred.limits import DEFAULT
from elm_microcred.model import Achievement
from elm_microcred.strict_yaml import read_yaml

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def load_templates(folder: str | Path) -> dict[str, Achievement]:
    """Each achievement of a folder (JSON or YAML) by the name of its file without its end.

    A request names a template by this name, which is looked up and never used as a path.

    Raises:
        ParseError: If a file cannot be read, or is no achievement (`ModelError` then).
        UsageError: If two files have one name.
    """
    found: dict[str, Achievement] = {}
    try:
        paths = sorted(path for path in Path(folder).iterdir() if path.is_file())
    except OSError as error:
        raise ParseError(
            "FILE_UNREADABLE", f"{folder} cannot be read: {error.strerror}."
        ) from error
    for path in paths:
        suffix = path.suffix.lower()
        if suffix not in (".json", ".yaml", ".yml") or not _NAME.fullmatch(path.stem):
            continue
        if path.stem in found:
            raise UsageError("USAGE", "Two templates have one name.", found=path.stem)
        content = path.read_bytes()[: DEFAULT.credential_bytes + 1]
        found[path.stem] = (
            Achievement.from_json(content)
            if suffix == ".json"
            else Achievement.parse(read_yaml(content))
        )
    return found


def template(templates: Mapping[str, Achievement], name: str) -> Achievement:
    """The template of a name.

    Raises:
        UsageError: If there is none (`TEMPLATE_UNKNOWN`).
    """
    if name not in templates:
        raise UsageError(
            "TEMPLATE_UNKNOWN",
            "The service has no such template.",
            found=name[:100],
            expected=", ".join(sorted(templates)[:20]) or "a template: there is none",
        )
    return templates[name]
