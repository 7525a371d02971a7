"""A document of any other kind: its members as they stand, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from elm_microcred.rendering.addresses import safe_address
from elm_microcred.rendering.languages import Speaker, direction_of, is_language, shown
from elm_microcred.rendering.views import Entry, Phrase, Row, Section

MOST_ROWS: Final = 300
"""So many values of a document are shown."""
_DEEPEST: Final = 12
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST: Final = 2_000


def title_of(say: Speaker, document: Mapping[str, Any]) -> Phrase:
    """What a document calls itself."""
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    for holder in (document, achievement, subject):
        if not isinstance(holder, Mapping):
            continue
        for name in ("name", "title", "prefLabel"):
            said = _text(say, holder.get(name))
            if said is not None:
                return said
    types = document.get("type")
    last = types[-1] if isinstance(types, list) and types else types
    return say.plain(_words(last)) if isinstance(last, str) else say.label(say.word("untitled"))


def sections_of(say: Speaker, document: Mapping[str, Any]) -> tuple[Section, ...]:
    """The members of a document, each branch an entry; what is longer is cut, and said so."""
    left = [MOST_ROWS]
    rows, entries = [], []
    for name, value in document.items():
        if name in ("@context", "proof"):
            continue
        said = _text(say, value)
        if said is not None:
            rows.append(Row(_words(name), (said,)))
        elif isinstance(value, Mapping | list):
            inner = tuple(_rows(say, value, (), left))
            if inner:
                entries.append(Entry(say.plain(_words(name)), inner))
    return (Section("data", say.word("section.data"), tuple(rows), tuple(entries)),)


def is_cut(document: Mapping[str, Any]) -> bool:
    """Whether a document has more values than are shown."""
    return sum(1 for _ in _leaves(document, 0)) > MOST_ROWS


def _leaves(value: Any, depth: int) -> Iterator[Any]:
    if isinstance(value, Mapping) and depth < _DEEPEST:
        for item in value.values():
            yield from _leaves(item, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for item in value:
            yield from _leaves(item, depth + 1)
    else:
        yield value


def _rows(say: Speaker, value: Any, path: tuple[str, ...], left: list[int]) -> Iterator[Row]:
    if left[0] <= 0 or len(path) > _DEEPEST:
        return
    said = _text(say, value)
    if said is not None:
        left[0] -= 1
        yield Row(" › ".join(path) or "·", (said,))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _rows(say, item, (*path, _words(name)), left)
    elif isinstance(value, list):
        for place, item in enumerate(value, start=1):
            numbered = (*path[:-1], f"{path[-1]} {place}") if path else (str(place),)
            yield from _rows(say, item, numbered, left)


def _text(say: Speaker, value: Any) -> Phrase | None:
    """A value that is one thing to read: a text, a number, a text in several languages."""
    if isinstance(value, bool) or value is None:
        return say.plain({True: "✓", False: "✗", None: "–"}[value])
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
        return say.plain(cut, href=safe_address(value)) if value.strip() else None
    if isinstance(value, int | float):
        return say.plain(value)
    if isinstance(value, Mapping) and value and all(map(is_language, value)):
        texts = {tag: text for tag, text in value.items() if isinstance(text, str)}
        if len(texts) == len(value):
            best = next((tag for tag in say.preferred if tag in texts), next(iter(texts)))
            return Phrase(shown(texts[best])[:_LONGEST], best, direction_of(best))
    return None


def _words(name: object) -> str:
    """`credentialSubject` as words."""
    said = _WORD.sub(" ", shown(name)[:120]).replace("_", " ").strip()
    return said[:1].upper() + said[1:] if said else "–"
