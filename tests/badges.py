"""Micro-credentials that can be badges, typical badges, and in what two of them differ."""

from __future__ import annotations

import copy
import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from elm_microcred.errors import ModelError
from elm_microcred.mapping.document import Document
from elm_microcred.mapping.open_badges import to_open_badge
from elm_microcred.model import Achievement, Award, MicroCredential
from strategies import micro_credential_data

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def port_safety() -> MicroCredential:
    """The micro-credential of the examples, in two languages, with every element of Annex I."""
    with (EXAMPLES / "learner.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    return MicroCredential(Achievement.load(EXAMPLES / "port-safety.json"), Award.from_row(row))


def typical_badge(*, extension: bool = True, issuer_id: str | None = None) -> Document:
    """The badge of `port_safety`, not secured yet; `issuer_id` is its signer's controller."""
    return to_open_badge(port_safety(), extension=extension, issuer_id=issuer_id)


def badge_data() -> SearchStrategy[dict[str, Any]]:
    """Data of micro-credentials that have what Open Badges asks for."""
    return micro_credential_data().map(_fit)


def badge_micro_credentials() -> SearchStrategy[MicroCredential]:
    """Micro-credentials that have what Open Badges asks for."""
    return badge_data().map(_parsed).filter(lambda micro: micro is not None)


def _fit(data: dict[str, Any]) -> dict[str, Any]:
    achievement, award = dict(data["achievement"]), dict(data["award"])
    if not any(half.get(n) for half in (achievement, award) for n in ("issuer", "awarding_bodies")):
        achievement["issuer"] = {"legal_name": "Osta"}
    if not any(award.get(name) for name in ("awarded_at", "issued_at", "valid_from")):
        award["valid_from"] = "1940-01-01"
    if not award.get("learner"):
        award["learner"] = {"id": "did:example:learner"}
    return {"achievement": achievement, "award": award}


def _parsed(data: dict[str, Any]) -> MicroCredential | None:
    try:
        return MicroCredential.parse(data)
    except ModelError as error:
        # The end of validity may lie before an award that is drawn apart from it.
        assert error.pointer == "/award/valid_until", error
        return None


def json_values() -> SearchStrategy[Any]:
    """Values that stand where another is expected."""
    return st.sampled_from(
        [
            *(None, True, False, 0, -1, 1.5, 1e308, float("inf"), float("nan"), 10**30),
            *("", "x", "é\u0000", "2026-13-45", "http://[", "@none", "0000-00-00"),
            *([], {}, [[]], [{}], [None], ["a", "b"], {"id": 5}, {"en": "x", "lv": "y"}),
            *({"@none": "y", "!!": "z"}, {"@value": "v", "@language": "en"}),
            *({"type": ["Profile"], "id": "x"}, {"@type": "x"}),
        ]
    )


def mutated(documents: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """Documents with a few values replaced, removed, or put in another place."""
    change = st.tuples(st.randoms(use_true_random=False), json_values(), st.integers(0, 2))
    return st.tuples(documents, st.lists(change, min_size=1, max_size=4)).map(_changed)


def _changed(drawn: tuple[Any, list[tuple[Any, Any, int]]]) -> Any:
    document = copy.deepcopy(drawn[0])
    for random, value, operation in drawn[1]:
        places = list(_places(document))
        if not places:
            break
        holder, step = random.choice(places)
        other, at = random.choice(places)
        if operation == 0:
            holder[step] = copy.deepcopy(value)
        elif operation == 1:
            del holder[step]
        else:
            holder[step] = copy.deepcopy(other[at])
    return document


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    steps = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for step in list(steps):
        yield value, step
        yield from _places(value[step])


def differences(one: Any, other: Any, pointer: str = "") -> Iterator[str]:
    """Pointers to the values in which two JSON values differ."""
    if isinstance(one, dict | list) and other is None:
        other = type(one)()
    if isinstance(other, dict | list) and one is None:
        one = type(other)()
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(one.keys() | other.keys()):
            yield from differences(one.get(name), other.get(name), f"{pointer}/{name}")
    elif isinstance(one, list) and isinstance(other, list):
        for i in range(max(len(one), len(other))):
            pair = (items[i] if i < len(items) else None for items in (one, other))
            yield from differences(*pair, f"{pointer}/{i}")
    elif one != other:
        yield pointer


def places_of_organisations(micro: MicroCredential) -> dict[str, list[str]]:
    """Where each organisation of an achievement stands, and where the same one stands too."""
    by_content: dict[str, list[str]] = {}

    def walk(value: Any, pointer: str) -> None:
        if isinstance(value, dict):
            if "legal_name" in value:
                by_content.setdefault(json.dumps(value, sort_keys=True), []).append(pointer)
            for name, member in value.items():
                walk(member, f"{pointer}/{name}")
        elif isinstance(value, list):
            for index, item in enumerate(value):
                walk(item, f"{pointer}/{index}")

    walk(micro.to_dict()["achievement"], "/achievement")
    return {place: places for places in by_content.values() for place in places}
