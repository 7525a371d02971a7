"""Purpose profiles: what a micro-credential must say to be good for something, as data.

```python
from elm_microcred.validation import validate
from elm_microcred.validation.purposes import load_purpose, purpose

purpose("academic-recognition").asks
validate(document, profile=load_purpose(json.loads(text)))  # a profile of one's own
```

The bundled profiles stand in `vocab/purposes/`, one file each. How bad it is when something lacks
is the profile's to say: a violation, a warning, or advice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from elm_microcred.errors import ParseError
from elm_microcred.model.base import refuse
from elm_microcred.model.findings import problems
from elm_microcred.model.words import SystemRelation
from elm_microcred.problem import Problem
from elm_microcred.profiles.tables import unknown_profile
from elm_microcred.validation.elements import ELEMENTS

_FOLDER = files("elm_microcred.vocab_data.purposes")

PURPOSES: Final = (
    "annex-1",
    "minimum-certificate",
    "academic-recognition",
    "employment",
    "regulated-training",
    "quality-principles",
    "au-microcredentials",
    "nz-microcredentials",
)
"""Every bundled purpose profile."""

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,60}$")]
Words = Annotated[str, Field(min_length=1, max_length=2000)]


class Severity(StrEnum):
    """How bad it is for a profile when what it asks for lacks."""

    VIOLATION = "violation"
    WARNING = "warning"
    ADVICE = "advice"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Ask(_Part):
    """What all demands have.

    Attributes:
        id: Its name in the profile.
        severity: How bad it is where it lacks.
        note: Why it is asked, or how it is meant.
    """

    id: Name
    severity: Severity
    note: str = ""


class ElementAsk(_Ask):
    """That the credential says something.

    Attributes:
        element: What it should say: a name of `elements.ELEMENTS`.
        partly: How bad it is where it says a part of it.
        unless: Relations to the qualification system under which it is no more than advice.
    """

    kind: Literal["element"] = "element"
    element: str
    partly: Severity = Severity.WARNING
    unless: tuple[SystemRelation, ...] = ()

    @model_validator(mode="after")
    def _known(self) -> ElementAsk:
        if self.element not in ELEMENTS:
            raise refuse(
                "PROFILE_MALFORMED",
                "There is no such element",
                expected="one of " + ", ".join(ELEMENTS),
                at=("element",),
                found=self.element,
            )
        return self


class WordsAsk(_Ask):
    """That the title has none of these words.

    Attributes:
        words: Words, without regard to case.
    """

    kind: Literal["title-without"] = "title-without"
    words: tuple[Words, ...] = Field(min_length=1)


class SizeAsk(_Ask):
    """That it is neither smaller nor larger than something.

    Attributes:
        unit: `hours`, or a credit system of the tables of levels and credits.
        least: Smallest size.
        most: Largest size.
    """

    kind: Literal["size"] = "size"
    unit: Words
    least: Decimal | None = Field(default=None, ge=0)
    most: Decimal | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _bounded(self) -> SizeAsk:
        if self.least is None and self.most is None:
            raise refuse("PROFILE_MALFORMED", "A size without bounds", expected="least or most")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise refuse(
                "PROFILE_MALFORMED",
                "The least is more than the most",
                expected=f"{self.least} or more",
                at=("most",),
                found=str(self.most),
            )
        return self


class HumanAsk(_Ask):
    """What people have to judge: no credential can show it.

    Attributes:
        question: What they have to judge.
    """

    kind: Literal["not-assessable"] = "not-assessable"
    question: Words


Ask = Annotated[ElementAsk | WordsAsk | SizeAsk | HumanAsk, Field(discriminator="kind")]


class Purpose(_Part):
    """A purpose profile.

    Attributes:
        id: Its name.
        version: Its version, as its owner counts.
        title: What it is called.
        about: What it is for, in a few sentences.
        spec: Link to what asks for it.
        source: Where it was taken from.
        asks: What it asks for, in order.
    """

    id: Name
    version: Words
    title: Words
    about: str = ""
    spec: str = ""
    source: tuple[Words, ...] = ()
    asks: tuple[Ask, ...] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _each_once(self) -> Purpose:
        ids = [ask.id for ask in self.asks]
        if len(ids) != len(set(ids)):
            twice = next(id_ for id_ in ids if ids.count(id_) > 1)
            raise refuse(
                "PROFILE_MALFORMED",
                "Two demands have the same id",
                expected="each id once",
                at=("asks",),
                found=twice,
            )
        return self


def load_purpose(data: Mapping[str, Any]) -> Purpose:
    """A purpose profile of one's own.

    Args:
        data: The profile, as JSON values.

    Raises:
        ParseError: If it is none; it carries one problem for each mistake.
    """
    try:
        return Purpose.model_validate(data)
    except ValidationError as error:
        found = problems(error)
        raise ParseError.from_problems([_malformed(each) for each in found]) from error


_KINDS = frozenset({"element", "title-without", "size", "not-assessable"})


def _malformed(problem: Problem) -> Problem:
    # Inside of one of several kinds, pydantic puts the kind into the place.
    steps = problem.pointer.split("/")
    if len(steps) > 3 and steps[3] in _KINDS:
        del steps[3]
    return replace(
        problem,
        code="PROFILE_MALFORMED",
        pointer="/".join(steps),
        remedy="Compare it with docs/purposes/purpose-profile.schema.json.",
    )


@cache
def purpose(name: str) -> Purpose:
    """The bundled purpose profile of that name.

    Raises:
        UsageError: If there is none.
    """
    if name not in PURPOSES:
        raise unknown_profile(name, PURPOSES)
    return load_purpose(json.loads((_FOLDER / f"{name}.json").read_bytes()))
