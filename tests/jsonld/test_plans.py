"""Objects that look alike are walked by a plan: never with another result than without one."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from bench.workloads import scaled
from elm_microcred import contexts
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.jsonld import (
    approved,
    canonical_form,
    canonicalize,
    check_terms,
    emitter,
    look_at_terms,
    plans,
)
from elm_microcred.validation.spelling import respelled

BADGE = scaled(1)
EDC: list[Any] = [contexts.CREDENTIALS_V1, contexts.EDC_AP]
PERSON = {
    "@context": EDC,
    "id": "urn:a",
    "type": "Person",
    "fullName": {"en": "A"},
    "location": [{"id": "urn:b", "type": "Location"}, {"id": "urn:c", "type": "Location"}],
}
ODD: tuple[Any, ...] = (
    None,
    "",
    "x",
    "_:b",
    "urn:y",
    'a "b"\n\x7f',
    3.5,
    True,
    [],
    {},
    ["x", {"id": "urn:z"}],
    [{"a": 1}],
    {"id": BADGE["id"]},
    {"@value": "x", "@language": "en"},
    {"@set": ["x"]},
    {"@list": ["x", "y"]},
    {"en": "x"},
    {"type": "Profile", "id": 7},
)


def changed(value: Any, document: Any) -> Iterator[Any]:
    """The document with one of its values exchanged for odd ones, in turn."""
    if not isinstance(value, dict | list):
        return
    for step, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if step == "@context":
            continue
        for odd in ODD:
            value[step] = odd
            yield copy.deepcopy(document)
        value[step] = inner
        yield from changed(inner, document)


def told(document: Any) -> Any:
    try:
        return canonicalize(document), check_terms(document)
    except ElmMicrocredError as error:
        return error.problems, check_terms(document)


@pytest.mark.parametrize("document", [BADGE, PERSON], ids=["badge", "person"])
def test_a_plan_never_tells_anything_else(
    document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = list(changed(whole := copy.deepcopy(document), whole))
    approved._roots.clear()
    with monkeypatch.context() as without:
        without.setattr(emitter, "remember", lambda *_: None)
        expected = [told(odd) for odd in documents]
    approved._roots.clear()
    canonicalize(document)
    assert [told(odd) for odd in documents] == expected
    assert len(documents) > 100


@pytest.mark.parametrize("document", [BADGE, PERSON], ids=["badge", "person"])
def test_what_was_seen_to_be_plain_has_no_other_spellings(document: dict[str, Any]) -> None:
    plain = 0
    for odd in changed(whole := copy.deepcopy(document), whole):
        try:
            form = canonical_form(odd)
        except ElmMicrocredError:
            continue
        plain += form.is_plain
        assert not form.is_plain or not list(respelled(odd))
    assert plain
    assert canonical_form(document).is_plain


@pytest.mark.parametrize("document", [BADGE, PERSON], ids=["badge", "person"])
def test_what_a_look_saw_to_be_plain_has_no_other_spellings(document: dict[str, Any]) -> None:
    """Although something of it may be lost."""
    plain = lost = 0
    for odd in changed(whole := copy.deepcopy(document), whole):
        try:
            seen = look_at_terms(odd)
        except ElmMicrocredError:
            continue
        assert seen.problems == check_terms(odd)
        plain += seen.is_plain
        lost += seen.is_plain and bool(seen.problems)
        assert not seen.is_plain or not list(respelled(odd))
    assert plain
    assert lost
    assert look_at_terms(document).is_plain


ANOTHER_SPELLING: dict[str, dict[str, Any]] = {
    "an IRI": {"https://schema.org/name": "x"},
    "a keyword": {"evidence": {"@id": "urn:e", "type": "Evidence"}},
    "itself again": {"evidence": {"id": BADGE["id"], "type": "Evidence", "name": "x"}},
    "an included object": {"@included": {"id": "urn:e", "type": "Evidence", "name": "x"}},
    "a JSON literal": {"credentialSubject": {"type": "JsonSchema", "jsonSchema": {}}},
}


@pytest.mark.parametrize("members", ANOTHER_SPELLING.values(), ids=ANOTHER_SPELLING)
def test_what_may_be_spelled_otherwise_is_not_plain(members: dict[str, Any]) -> None:
    for _ in range(2):  # the second time by a plan
        assert not canonical_form({**BADGE, **members}).is_plain
        assert not look_at_terms({**BADGE, **members}).is_plain


def test_what_was_lost_with_all_inside_of_it_is_not_plain() -> None:
    inside = {"unheardOf": {"@id": "urn:e", "https://schema.org/name": "x"}}
    assert not look_at_terms({**BADGE, **inside}).is_plain


def test_plans_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "_MOST_PLANS", 3)
    approved._roots.clear()
    expected = canonicalize(BADGE)
    before = approved.compiled(tuple(BADGE["@context"]), {})
    assert before.family.plans <= 3
    assert canonicalize(BADGE) == expected
    monkeypatch.undo()
    approved._roots.clear()
    long = {"@context": EDC, "type": ["Person"] * 300, "fullName": {"en": "A"}}
    assert canonicalize(long) == canonicalize(long)
    many = {**PERSON, "location": [{"type": ["Location"], "@type": "Location", "id": "urn:b"}]}
    assert canonicalize(many) == canonicalize(many)
