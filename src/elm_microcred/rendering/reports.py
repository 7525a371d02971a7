"""Reports as pages: of verification, of stacking, of recognition, each made of its JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.model.text import Text
from elm_microcred.rendering import recognitions
from elm_microcred.rendering.languages import Speaker, row
from elm_microcred.rendering.states import state_of
from elm_microcred.rendering.views import Entry, Kind, Phrase, Row, Section, State
from elm_microcred.report import Report

VERIFICATION: Final = "elm-microcred/verification-report/1"
_PREFIX: Final = "elm-microcred/"
_KINDS: Final[Mapping[str, Kind]] = {
    "verification-report": "verification-report",
    "stack-report": "stack-report",
    "recognition": "recognition-report",
}
_MOST: Final = 300


def kind_of(values: Mapping[str, Any]) -> Kind:
    """What kind of report a JSON object is; `document` where it is none."""
    form = values.get("format")
    if isinstance(form, str) and form.startswith(_PREFIX):
        found = _KINDS.get(form.removeprefix(_PREFIX).partition("/")[0])
        if found is not None:
            return found
    is_report = isinstance(values.get("checks"), list) and "outcome" in values
    return "verification-report" if is_report else "document"


def title_of(say: Speaker, kind: Kind, values: Mapping[str, Any]) -> Phrase:
    """What a report is about."""
    recipe = values.get("recipe")
    if kind == "stack-report" and isinstance(recipe, Mapping):
        return say.plain(recipe.get("title") or recipe.get("id") or "")
    if kind == "recognition-report":
        return _title(say, {"title": values.get("title"), "id": values.get("subject")})
    said = values.get("title") or values.get("subject")
    return (
        say.plain(said) if isinstance(said, str) and said else say.label(say.word(f"kind.{kind}"))
    )


def report_state(
    say: Speaker,
    kind: Kind,
    values: Mapping[str, Any],
    report: Report,
    at: dt.datetime | None,
) -> State:
    """What a report says first."""
    if kind == "stack-report":
        word = {True: "satisfied", False: "unsatisfied"}.get(values.get("satisfied"), "open")  # type: ignore[arg-type]
        outcome = {"satisfied": "passed", "unsatisfied": "failed", "open": "indeterminate"}[word]
        checks = state_of(say, report).checks
        return State(outcome, say.word(f"stack.{word}"), checks=checks)
    if kind == "recognition-report":
        return recognitions.state(say, values)
    return state_of(say, report, at=at)


def sections_of(say: Speaker, kind: Kind, values: Mapping[str, Any]) -> tuple[Section, ...]:
    """The parts of a report that are not its checks."""
    if kind == "stack-report":
        return tuple(_stack(say, values))
    if kind == "recognition-report":
        return tuple(recognitions.sections_of(say, values))
    return ()


def _stack(say: Speaker, values: Mapping[str, Any]) -> Iterator[Section]:
    recipe, total = _mapping(values, "recipe"), _mapping(values, "totals")
    missing, fragile = _mapping(values, "missing"), _mapping(values, "fragility")
    completion = _mapping(values, "completion")
    credits_ = total.get("credits")
    amount = ""
    if isinstance(credits_, list) and credits_:
        bounds = list(dict.fromkeys(map(str, credits_)))
        amount = f"{'–'.join(bounds)} {total.get('unit') or ''}".strip()
    version = f" ({recipe.get('version')})" if recipe.get("version") else ""
    yield Section(
        "result",
        say.word("section.result"),
        (
            *row(say.word("stack.recipe"), say.plain(f"{recipe.get('id', '')}{version}")),
            *row(say.word("stack.assessed_at"), _day(say, values.get("assessed_at"))),
            *row(say.word("stack.total"), say.plain(amount)),
            *row(say.word("stack.missing"), *map(say.plain, _list(missing.get("conflict")))),
            *row(say.word("stack.holds_until"), _day(say, fragile.get("holds_until"))),
            *row(say.word("stack.completion"), *map(say.plain, _list(completion.get("parts")))),
        ),
    )
    parts = [part for part in _list(values.get("parts")) if isinstance(part, Mapping)]
    if parts:
        entries = tuple(_part(say, part) for part in parts[:_MOST])
        yield Section("parts", say.word("section.parts"), (), entries)


def _part(say: Speaker, part: Mapping[str, Any]) -> Entry:
    group, counts, stated = part.get("group"), part.get("counts"), _list(part.get("stated"))
    reasons = [reason for reason in _list(part.get("reasons")) if isinstance(reason, Mapping)]
    whole = _list(part.get("credits") if counts is None else counts)
    amounts = [
        f"{each.get('points')} {each.get('system')}" for each in stated if isinstance(each, Mapping)
    ]
    said = (str(reason.get("detail") or reason.get("code") or "") for reason in reasons)
    rows: list[Row] = [
        *row(say.word("stack.group"), say.plain(group or say.word("stack.nowhere"))),
        *row(say.word("credits"), *map(say.plain, amounts)),
        *row(say.word("stack.total"), say.plain("–".join(dict.fromkeys(map(str, whole))))),
        *row(say.word("issuer"), say.plain(part.get("issuer") or "")),
        *row(say.word("awarded_at"), _day(say, part.get("awarded_at"))),
        *row(say.word("valid_until"), _day(say, part.get("valid_until"))),
        *row(say.word("stack.reasons"), *map(say.plain, said)),
    ]
    return Entry(_title(say, part), tuple(rows))


def _title(say: Speaker, part: Mapping[str, Any]) -> Phrase:
    title = part.get("title")
    try:
        said = say.say(Text.model_validate(title)) if isinstance(title, Mapping) else None
    except (ElmMicrocredError, ValueError):
        said = None
    return said or say.plain(part.get("id") or say.word("untitled"))


def _day(say: Speaker, value: Any) -> Phrase | None:
    try:
        return say.day(dt.datetime.fromisoformat(value)) if isinstance(value, str) else None
    except ValueError:
        return say.plain(value)


def _mapping(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = values.get(name)
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [value.get("low"), value.get("high")] if "low" in value else []
    return list(value) if isinstance(value, list | tuple) else []
