"""The card: a small picture of a credential that runs and loads nothing."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    bake,
    render,
    sign,
    to_open_badge,
    unbake,
    verify,
)
from elm_microcred.carriers import image_problems
from elm_microcred.limits import DEFAULT
from elm_microcred.strict_xml import Start, Text, read_xml
from pictures import png

ROOT = Path(__file__).resolve().parent.parent.parent


def micro(**more: Any) -> MicroCredential:
    course = json.loads((ROOT / "examples/port-safety.json").read_text("utf-8"))
    learner = {"full_name": "Līga <Kalniņa> & co"}
    award = Award.model_validate({"learner": learner, "awarded_at": "2026-05-30"})
    return MicroCredential(Achievement.parse({**course, **more}), award)


def texts(card: bytes) -> list[str]:
    events = read_xml(card, limits=DEFAULT, max_bytes=len(card))
    return [
        event.text.strip() for event in events if isinstance(event, Text) and event.text.strip()
    ]


def test_a_card_is_a_safe_picture_that_says_the_essentials() -> None:
    card = render(micro(), to="svg")
    assert card.media_type == "image/svg+xml"
    assert image_problems(card.content) == ()
    said = texts(card.content)
    assert "Safe handling of dangerous goods" in said
    assert "Līga <Kalniņa> & co" in said
    assert "Awarded on: 30 May 2026" in said
    assert "Not verified" in said


def test_a_card_holds_the_picture_of_the_badge() -> None:
    url = "data:image/png;base64," + base64.b64encode(png()).decode()
    card = render(micro(image=url), to="svg")
    assert image_problems(card.content) == ()
    starts = [
        e for e in read_xml(card.content, limits=DEFAULT, max_bytes=10**6) if isinstance(e, Start)
    ]
    assert sum(event.name.endswith("image") for event in starts) == 1


def test_a_card_from_right_to_left_and_a_long_title() -> None:
    title = {"ar": "السلامة في الموانئ " * 20, "en": "x" * 400}
    card = render(micro(title=title), to="svg", languages=["ar"]).text
    assert 'direction="rtl"' in card
    assert "…" in card
    english = render(micro(title=title), to="svg", languages=["en"]).text
    assert "x" * 40 not in english.partition("</title>")[2]


def test_a_credential_is_baked_into_its_card() -> None:
    signer = LocalSigner.generate()
    secured = sign(to_open_badge(micro(), issuer_id=signer.controller), signer)
    card = render(verify(secured.content), to="svg")
    baked = bake(card.content, secured.content)
    assert unbake(baked).content == secured.content
