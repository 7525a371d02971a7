"""The rules of purpose profiles that compare: forbidden words in the title, and the size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from elm_microcred.levels import credit_interval
from elm_microcred.model import CreditPoints, MicroCredential
from elm_microcred.problem import shorten
from elm_microcred.validation.purposes import SizeAsk, WordsAsk

Verdict = Literal["found", "missing", "broken", "undecided"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says of a micro-credential.

    Attributes:
        verdict: Kept, without what it is about, broken, or not to be decided.
        where: JSON Pointers into the micro-credential.
        evidence: What stands there, in a few words.
        detail: Why, where the rule is not kept.
        expected: What the rule wants.
    """

    verdict: Verdict
    where: tuple[str, ...] = ()
    evidence: str = ""
    detail: str = ""
    expected: str = ""


def title_without(ask: WordsAsk, micro: MicroCredential) -> Ruling:
    """Whether the title keeps free of words, in each of its languages."""
    title = micro.achievement.title
    for word in ask.words:
        parts = r"[\s-]*".join(re.escape(part) for part in re.split(r"[\s-]+", word))
        pattern = re.compile(rf"\b{parts}s?\b", re.IGNORECASE)
        for _, text in title.items():
            if pattern.search(text):
                return Ruling(
                    "broken",
                    ("/achievement/title",),
                    f"“{shorten(text)}”",
                    f"The title has the word “{word}”.",
                    "a title without " + ", ".join(ask.words),
                )
    return Ruling("found", ("/achievement/title",), f"“{shorten(str(title))}”")


def size(ask: SizeAsk, micro: MicroCredential) -> Ruling:
    """Whether what is said of its size lies within bounds, whatever the unit it is said in."""
    bounds = _bounds(ask)
    decided: Ruling | None = None
    undecided: Ruling | None = None
    for where, evidence, least, most in _sizes(ask, micro):
        if least is None or most is None:
            undecided = undecided or Ruling(
                "undecided",
                (where,),
                evidence,
                f"{evidence} cannot be told in {ask.unit}: no table says how.",
                bounds,
            )
        elif _outside(ask, least, most):
            detail = f"{evidence} is not within the bounds."
            return Ruling("broken", (where,), evidence, detail, bounds)
        elif _inside(ask, least, most):
            decided = decided or Ruling("found", (where,), evidence)
        else:
            undecided = undecided or Ruling(
                "undecided",
                (where,),
                evidence,
                f"{evidence} is {_plain(least)} to {_plain(most)} {ask.unit}: it may lie outside.",
                bounds,
            )
    missing = Ruling("missing", (), "", "The size is not stated.", bounds)
    return decided or undecided or missing


def _bounds(ask: SizeAsk) -> str:
    least = f"at least {_plain(ask.least)} {ask.unit}" if ask.least is not None else ""
    most = f"at most {_plain(ask.most)} {ask.unit}" if ask.most is not None else ""
    return " and ".join(part for part in (least, most) if part)


def _outside(ask: SizeAsk, least: Decimal, most: Decimal) -> bool:
    too_small = ask.least is not None and most < ask.least
    return too_small or (ask.most is not None and least > ask.most)


def _inside(ask: SizeAsk, least: Decimal, most: Decimal) -> bool:
    enough = ask.least is None or least >= ask.least
    return enough and (ask.most is None or most <= ask.most)


def _sizes(
    ask: SizeAsk, micro: MicroCredential
) -> Iterator[tuple[str, str, Decimal | None, Decimal | None]]:
    """Every statement about the size: place, words, and its bounds in the unit of the rule."""
    at, country = _day(micro), _country(micro)
    workload = micro.achievement.workload
    if workload is not None:
        units = ("hours", "days", "months")
        parts = [(unit, getattr(workload, unit)) for unit in units]
        said = ", ".join(f"{_plain(n)} {unit}" for unit, n in parts if n is not None)
        only_hours = workload.hours is not None and not (workload.days or workload.months)
        amount = workload.hours if only_hours else None
        yield "/achievement/workload", said, *_told("hours", amount, ask.unit, at, country)
    stated: list[tuple[str, tuple[CreditPoints, ...]]] = [
        ("/achievement/credits", micro.achievement.credits),
        ("/award/credits_earned", micro.award.credits_earned),
    ]
    for base, credits in stated:
        for number, each in enumerate(credits):
            said = f"{_plain(each.points)} {each.system}"
            ends = _told(each.system, each.points, ask.unit, at, country)
            yield f"{base}/{number}", said, *ends


def _told(
    system: str, amount: Decimal | None, unit: str, at: date | None, country: str | None
) -> tuple[Decimal | None, Decimal | None]:
    ends = None
    if amount is not None:
        ends = credit_interval(system, unit, at=at, country=country).of(amount)
    return ends or (None, None)


def _day(micro: MicroCredential) -> date | None:
    moment = micro.award.awarded_at or micro.award.issued_at
    return moment.date() if moment else None


def _country(micro: MicroCredential) -> str | None:
    issuer = micro.achievement.issuer
    place = issuer.location if issuer else None
    return place.country if place else None


def _plain(number: Decimal) -> str:
    return format(number, "f")
