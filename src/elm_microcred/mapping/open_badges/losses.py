"""What a badge does not say, gathered into sentences for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.problem import Problem, json_pointer

Path = tuple[str | int, ...]

_REMEDY = "Use the extension (extension=True), or keep the source beside the badge."
_TRANSLATIONS = "Use the extension (extension=True), or issue a badge for each language."
_UNKNOWN = "Put it into a member that the model defines."
_NAMING = (
    "title",
    "label",
    "legal_name",
    "name",
    "text",
    "statement",
    "notation",
    "code",
    "iri",
    "id",
    "email",
    "url",
    "period",
)
"""Members by which a person knows what an object is."""


@dataclass(slots=True)
class _Loss:
    code: str
    what: str
    lost: str
    remedy: str
    places: list[Path] = field(default_factory=list)
    found: str | None = None
    languages: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Losses:
    """The losses of one badge; those of the same kind in a list become one sentence."""

    _by_kind: dict[tuple[Any, ...], _Loss] = field(default_factory=dict)

    def add(self, path: Path, what: str, lost: str, value: Any) -> None:
        """Note that what stands at `path` is lost, or said less exactly."""
        code = "MAPPING_LOSS" if "left out" in lost else "MAPPING_NARROWED"
        self._note(path, _Loss(code, what, lost, _REMEDY), value)

    def languages(self, path: Path, what: str, text: Mapping[str, str], main: str) -> None:
        """Note that a text is kept in one language only: the main one, or else its first."""
        kept = main if main in text else next(iter(text))
        lost = f"is kept in {_language(kept)} only"
        if kept != main:
            lost += f", as if that were {_language(main)}: there is no text in that"
        loss = self._note(path, _Loss("MAPPING_LOSS", what, lost, _TRANSLATIONS), text[kept])
        loss.languages += [tag for tag in text if tag != kept and tag not in loss.languages]

    def unknown(self, path: Path, value: Any) -> None:
        """Note a member that the model does not define."""
        what = f"The member `{path[-1]}`"
        lost = "is left out: the model does not define it"
        self._note(path, _Loss("MAPPING_LOSS", what, lost, _UNKNOWN), value)

    def _note(self, path: Path, loss: _Loss, value: Any) -> _Loss:
        pattern = tuple("*" if isinstance(step, int) else step for step in path)
        noted = self._by_kind.setdefault((pattern, loss.what, loss.lost), loss)
        noted.places.append(path)
        noted.found = noted.found or _readable(value)
        return noted

    def problems(self) -> tuple[Problem, ...]:
        """The losses as problems, in the order in which they were found."""
        return tuple(_problem(loss) for loss in self._by_kind.values())


def _problem(loss: _Loss) -> Problem:
    times = f" ({len(loss.places)} times)" if len(loss.places) > 1 else ""
    others = f"; left out: {', '.join(map(_language, loss.languages))}" if loss.languages else ""
    return Problem(
        loss.code,
        f"{loss.what}{times} {loss.lost}{others}.",
        pointer=json_pointer(_shared(loss.places)),
        found=loss.found,
        remedy=loss.remedy,
    )


def _shared(places: list[Path]) -> Path:
    """The one place, or the list that all stand in."""
    first = places[0]
    if len(places) == 1:
        return first
    return first[: next(i for i, step in enumerate(first) if isinstance(step, int))]


def _language(tag: str) -> str:
    try:
        return vocabularies.language(tag).label.get("en", tag) + f" ({tag})"
    except ModelError:
        return tag


def _readable(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for name in _NAMING:
            if name in value:
                return _readable(value[name])
        if value and all(isinstance(item, str) for item in value.values()):
            return str(next(iter(value.values())))
    if isinstance(value, list) and value and isinstance(value[0], Mapping | str):
        rest = f" and {len(value) - 1} more" if len(value) > 1 else ""
        return f"{_readable(value[0])}{rest}"
    return json.dumps(value, ensure_ascii=False, default=str)
