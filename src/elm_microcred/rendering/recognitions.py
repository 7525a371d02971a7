"""The recognition report as a page: seven questions, each answer with what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from elm_microcred.rendering.languages import Speaker, row
from elm_microcred.rendering.views import Entry, Phrase, Row, Section, State

_OUTCOMES: Final = {
    "authentic": "passed",
    "not authentic": "failed",
    "undecided": "indeterminate",
    "not verified": "none",
}
_STATES: Final = ("found", "partly", "missing")
_GRADES: Final = ("missing", "claimed", "signed", "registered")
_RELATIONS: Final = ("same", "more", "less", "overlap", "different", "unknown")
_MOST: Final = 300


def state(say: Speaker, values: Mapping[str, Any]) -> State:
    """Whether the credential that is reported on is authentic; not whether it is recognised."""
    verified = values.get("verified")
    known = verified if isinstance(verified, str) and verified in _OUTCOMES else "not verified"
    return State(_OUTCOMES[known], say.word(f"recognition.{known}"))


def sections_of(say: Speaker, values: Mapping[str, Any]) -> Iterator[Section]:
    """Each question with its answer, and the comparison with a programme."""
    for number, answer in enumerate(_mappings(values.get("answers")), start=1):
        question = answer.get("question")
        title = f"{number}. {question if isinstance(question, str) else answer.get('id', '')}"
        entries = tuple(_item(say, item) for item in _mappings(answer.get("items")))
        yield Section(f"answer-{number}", title, tuple(_answer(say, answer)), entries)
    comparison = values.get("comparison")
    if isinstance(comparison, Mapping):
        aspects = (_aspect(say, each) for each in _mappings(comparison.get("aspects")))
        target = say.plain(values.get("target") or "")
        title = say.word("recognition.compared")
        yield Section("compared", title, tuple(row(title, target)), tuple(aspects))


def _answer(say: Speaker, answer: Mapping[str, Any]) -> Iterator[Row]:
    label = say.word("recognition.answered")
    yield from row(label, _word(say, "recognition", answer.get("state"), _STATES))
    label = say.word("recognition.evidence")
    yield from row(label, _word(say, "evidence", answer.get("evidence"), _GRADES))
    for name in ("lacking", "remarks"):
        yield from row(say.word(f"recognition.{name}"), *map(_english, _list(answer.get(name))))


def _item(say: Speaker, item: Mapping[str, Any]) -> Entry:
    return Entry(
        _english(item.get("name")),
        (
            *row(say.word("found"), say.plain(item.get("value") or "")),
            *row(
                say.word("recognition.evidence"),
                _word(say, "evidence", item.get("evidence"), _GRADES),
                _english(item.get("because") or ""),
            ),
            *row(say.word("where"), *map(say.plain, _list(item.get("where")))),
        ),
    )


def _aspect(say: Speaker, aspect: Mapping[str, Any]) -> Entry:
    sides = (say.plain(_shown(aspect.get(name))) for name in ("first", "second"))
    relation = _word(say, "relation", aspect.get("relation"), _RELATIONS)
    return Entry(
        _english(aspect.get("name")),
        (
            *row(say.word("found"), *sides),
            *row(say.word("section.result"), relation),
        ),
    )


def _word(say: Speaker, group: str, value: Any, known: tuple[str, ...]) -> Phrase:
    """A word of the report's own in the language of labels; another as it stands."""
    if isinstance(value, str) and value in known:
        return say.label(say.word(f"{group}.{value}"))
    return say.plain(value if value is not None else "")


def _english(value: Any) -> Phrase:
    return Phrase(value if isinstance(value, str) else str(value), "en", "ltr")


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_shown(item)}" for name, item in value.items())
    return str(value)


def _list(value: Any) -> list[Any]:
    return list(value)[:_MOST] if isinstance(value, list | tuple) else []


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in _list(value) if isinstance(item, Mapping)]
