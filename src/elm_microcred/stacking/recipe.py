"""`Recipe`: which credentials make a larger one, as data.

```python
recipe = Recipe.load("recipe-latvian-vet.yaml")
```

What each construct means, exactly, stands in `docs/stacking/recipes.md`.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema, model_validator

from elm_microcred.errors import LimitError, ModelError, StackingError
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.model.achievement import Achievement
from elm_microcred.model.base import Instant, Iri, Quantity, is_absolute_iri, matching, refuse
from elm_microcred.model.file import read_file, written_as
from elm_microcred.model.findings import problems
from elm_microcred.model.learning import Period as Duration
from elm_microcred.model.learning import read_period
from elm_microcred.model.text import LanguageTag
from elm_microcred.stacking.language import Clause, Count, Fraction, Many, Name, Said
from elm_microcred.stacking.predicates import Predicate
from elm_microcred.stacking.soundness import unsound
from elm_microcred.strict_json import read_json
from elm_microcred.strict_yaml import read_yaml

RECIPE_FORMAT = "elm-microcred/recipe/1"

Line = Annotated[str, Field(min_length=1)]
Origin = Literal["course", "rpl", "work"]


class Effective(Clause):
    """When a recipe is in force: from a moment (included) until another (excluded)."""

    from_: Annotated[Instant | None, Field(alias="from")] = None
    until: Instant | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ and self.until and self.until <= self.from_:
            raise refuse(
                "RECIPE_IMPOSSIBLE",
                "The recipe would end before it begins",
                expected="until that is later than from",
                at=("until",),
                found=self.until.isoformat(),
            )
        return self


class Supervision(Clause):
    """How strictly each assessment was supervised, at least."""

    at_least: Annotated[
        str,
        matching(
            r"supervised-identified|supervised|identified|supervised-with-identity-check"
            r"|supervised-without-identity-check|identity-check|unsupervised-with-identity-check",
            "This is not a degree of supervision",
            expected="supervised-identified, supervised or identified",
        ),
    ]


class Quality(Clause):
    """Quality assurance that is stated at all, or that of one of these bodies or decisions."""

    present: Literal[True] | None = None
    body: Many | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.present is None and self.body is None:
            raise refuse("MODEL_MISSING", "A demand of nothing", expected="present, or body")
        return self


class Issuers(Clause):
    """Who may have issued a part: these, or who stands in a list that is handed in."""

    allow: Many | None = None
    trust_list: Iri | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.allow is None and self.trust_list is None:
            raise refuse("MODEL_MISSING", "A demand of nothing", expected="allow, or trustList")
        return self


class Step(Clause):
    """A grade and how many of the group got it, as a number of people or a share."""

    grade: Line
    count: Quantity


class Grading(Clause):
    """The least grade. Only where it is said how grades spread can another scheme count.

    Attributes:
        scheme: The scheme that `min` belongs to: its id or title.
        min: The least grade.
        order: Grades that are no numbers, the best first.
        distribution: How the grades of the scheme spread, the best first.
    """

    scheme: Line
    min: Annotated[Line, Field(coerce_numbers_to_str=True)]
    order: tuple[Line, ...] | None = None
    distribution: tuple[Step, ...] | None = None


class Each(Clause):
    """What every part that counts has to meet.

    Attributes:
        verified: Whether a part must have been verified as authentic.
        status: `active`: a part that is revoked or suspended, or whose status nobody could
            tell, does not count; `any`: what its issuer says of it now does not matter.
        not_expired: Whether a part must hold at the time of the assessment.
        awarded_within: How long ago it may have been awarded, at most.
        min_grade: The least grade.
        assessed: Whether an assessment must be stated.
        supervision: How strictly assessments were supervised.
        qa: What quality assurance is asked for.
        issuers: Who may have issued it.
        same_holder: Whether all parts must be one learner's.
    """

    verified: bool = True
    status: Literal["active", "any"] = "active"
    not_expired: bool = True
    awarded_within: Duration | None = None
    min_grade: Grading | None = None
    assessed: bool = False
    supervision: Supervision | None = None
    qa: Quality | None = None
    issuers: Issuers | None = None
    same_holder: bool = False


class Group(Clause):
    """A slot of the larger credential, with how much has to stand in it.

    Attributes:
        id: Its name.
        title: What people read.
        match: Which parts may stand in it.
        forbid: Which may not, although they match.
        all_: Every spec that `match` lists has to be there.
        min_count, max_count: How many parts.
        min_credits, max_credits: How many credits.
        cap: Credits beyond `maxCredits` do no harm, and count for nothing.
        after: Groups whose parts must not have been awarded later than those in this one.
        optional: It may stay empty; if not, its rules hold.
    """

    id: Name
    title: Said | None = None
    match: Predicate = Predicate()
    forbid: Predicate | None = None
    all_: Annotated[bool, Field(alias="all")] = False
    min_count: Count | None = None
    max_count: Count | None = None
    min_credits: Quantity | None = None
    max_credits: Quantity | None = None
    cap: bool = False
    after: tuple[Name, ...] = ()
    optional: bool = False


class Totals(Clause):
    """How much all parts that are used make together: credits, and hours of work."""

    min_credits: Quantity | None = None
    max_credits: Quantity | None = None
    min_volume: Quantity | None = None


class Bounds(Clause):
    """Bounds of a number; all that are given hold."""

    gt: Quantity | None = None
    ge: Quantity | None = None
    lt: Quantity | None = None
    le: Quantity | None = None


class When(Clause):
    """When a share is asked for."""

    total_credits: Bounds


class Share(Clause):
    """Which share of the credits used has to be, or may be, of some kind.

    Attributes:
        id: Its name.
        title: What people read.
        match: Of which kind.
        min, max: The share, from 0 to 1.
        when: Only then it is asked for.
    """

    id: Name
    title: Said | None = None
    match: Predicate
    min: Fraction | None = None
    max: Fraction | None = None
    when: When | None = None


class Prerequisite(Clause):
    """A part of `spec` counts only beside parts of all that it comes `after`.

    Attributes:
        spec: What has prerequisites.
        after: The specs that come before it.
        by: `possession`: they are held; `award-date`: and were not awarded later.
    """

    spec: Line
    after: Many
    by: Literal["possession", "award-date"] = "possession"


class Exclusive(Clause):
    """What may not count twice.

    Attributes:
        outcomes: `either`: of two parts with a common outcome one is used; `reduce`: a common
            outcome counts once; `allow`: it counts each time.
        achievements: Whether the same achievement, awarded twice, counts once.
        across_recipes: Whether a part that another recipe has used counts no more.
        antirequisites: Pairs of specs that do not count beside each other.
    """

    outcomes: Literal["either", "reduce", "allow"] = "allow"
    achievements: bool = True
    across_recipes: bool = False
    antirequisites: tuple[tuple[Line, Line], ...] = ()


class Substitution(Clause):
    """A recognition decision: what matches `by` may stand for a spec.

    Attributes:
        spec: The spec.
        by: What may stand for it.
        decision: Id of the credential that says so; it has to be among the parts, and hold.
        credit_cap: It counts at most so many credits then.
    """

    spec: Line
    by: Predicate
    decision: Iri | None = None
    credit_cap: Quantity | None = None


class Rate(Clause):
    """So many units of one kind make one of the recipe's: exactly, or from `low` to `high`."""

    from_: Annotated[Line, Field(alias="from")]
    per: Quantity | None = None
    low: Quantity | None = None
    high: Quantity | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        given = [each for each in (self.per, self.low, self.high) if each is not None]
        pair = self.per is None and self.low is not None and self.high is not None
        if not all(given) or not (pair or (self.per is not None and len(given) == 1)):
            raise refuse(
                "MODEL_VALUE", "This is not a rate", expected="per, or low and high, above zero"
            )
        if self.low is not None and self.high is not None and self.low > self.high:
            raise refuse(
                "RECIPE_IMPOSSIBLE",
                "The low end of the rate is above its high end",
                expected="low that is not above high",
                at=("low",),
                found=str(self.low),
            )
        return self


class Convert(Clause):
    """By which tables quantities are converted; without a table they are not.

    Attributes:
        credits: Tables that may be used: `bundled` for all that the library ships, or their ids.
        rates: Rates of the recipe's own; they go before those of the table.
        levels: Name of the table of levels: `national`, or `none`.
    """

    credits: Many | None = None
    rates: tuple[Rate, ...] = ()
    levels: Line = "national"


class Spec(Clause):
    """A spec that the rules speak of, and what else is the same.

    Attributes:
        id: How the rules name it.
        title: What people read.
        identifiers: Course codes that mean it.
        same_as: Ids of achievements that are the same, by whatever table says so.
        titles: Titles that mean it; matching by title is as weak as it sounds.
        role: The role that it plays.
    """

    id: Line
    title: Said | None = None
    identifiers: Many | None = None
    same_as: Many | None = None
    titles: Many | None = None
    role: Line | None = None


def _validity(value: Any) -> Any:
    return value if value == MIN_OF_PARTS else read_period(value)


MIN_OF_PARTS = "min-of-parts"

Validity = Annotated[
    str,
    BeforeValidator(_validity),
    WithJsonSchema({"type": "string", "pattern": "^(min-of-parts|P[0-9].*)$"}),
]
"""A period from the award on, or `min-of-parts`: as long as the part that ends first."""


def _target(value: Any) -> Any:
    if isinstance(value, str) and is_absolute_iri(value):
        return value
    if not isinstance(value, dict):
        raise refuse(
            "MODEL_TYPE",
            "This is not an achievement",
            expected="its id (an absolute IRI), or an object as docs/model.md shows",
        )
    return value


Target = Annotated[
    Any,
    BeforeValidator(_target),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "iri"},
                {"type": "object", "description": "An achievement, as docs/model.md shows it."},
            ]
        }
    ),
]
"""The achievement that a recipe makes: its id, or all that is to be said of it."""


class Result(Clause):
    """What the larger credential is.

    Attributes:
        kind: A full qualification, a partial one, or a statement of credits.
        validity: How long it holds: a duration, or `min-of-parts`.
        entitlements: What it gives a right to.
        when_revoked: What becomes of it when a part is revoked later: `derive`, it falls with
            the part; `suspend`, it rests; `snapshot`, it stands as of its award.
    """

    kind: Literal["full", "partial", "credit-statement"] = "full"
    validity: Validity | None = None
    entitlements: tuple[Said, ...] = ()
    when_revoked: Literal["derive", "suspend", "snapshot"] = "derive"


class Recipe(Clause):
    """Which credentials make a larger one.

    Attributes:
        format: Name and version of this file form.
        id: IRI of the recipe.
        version: Its version, as its owner counts.
        title: What people read.
        description: More about it.
        language: The language of bare strings.
        unit: The unit that credits are counted in: `ECTS`, `ECVET`, `hours`, or another name.
        effective: When it is in force.
        target: The achievement that it makes: its id, or all that is to be said of it.
        specs: Specs that the rules speak of.
        each: What every part has to meet.
        groups: Where parts stand. A part stands in one group, or in none.
        totals: How much all make together.
        shares: Which shares of the credits used are of some kind.
        order: Prerequisites.
        exclusive: What may not count twice.
        substitute: Recognition decisions.
        convert: Tables of conversion.
        outcome: What the larger credential is.
    """

    format: Annotated[str, written_as(RECIPE_FORMAT)] = RECIPE_FORMAT
    id: Iri
    version: Annotated[Line, Field(coerce_numbers_to_str=True)] = "1"
    title: Said
    description: Said | None = None
    language: LanguageTag = "en"
    unit: Line = "ECTS"
    effective: Effective = Effective()
    target: Target | None = None
    specs: tuple[Spec, ...] = ()
    each: Each = Each()
    groups: Annotated[tuple[Group, ...], Field(min_length=1, max_length=64)]
    totals: Totals = Totals()
    shares: tuple[Share, ...] = ()
    order: tuple[Prerequisite, ...] = ()
    exclusive: Exclusive = Exclusive()
    substitute: tuple[Substitution, ...] = ()
    convert: Convert = Convert()
    outcome: Result = Result()

    @classmethod
    def parse(cls, data: object) -> Self:
        """The recipe that `data`, parsed JSON, describes.

        Raises:
            StackingError: If it cannot be one; each problem says where, and why.
        """
        try:
            recipe = cls.model_validate(data)
        except ValidationError as error:
            raise StackingError.from_problems(problems(error)) from error
        try:
            recipe.achievement()
        except ModelError as error:
            raise StackingError.from_problems([p.at("/target") for p in error.problems]) from error
        found = list(unsound(recipe))
        if found:
            raise StackingError.from_problems(found)
        return recipe

    @classmethod
    def from_json(cls, content: bytes | str, *, limits: Limits = DEFAULT) -> Self:
        """The recipe that a JSON text describes.

        Raises:
            ParseError: If it is not JSON.
            LimitError: If it is too long or nested too deeply.
            StackingError: If it is no recipe.
        """
        return cls.parse(read_json(content, limits=limits))

    @classmethod
    def load(cls, path: str | PathLike[str], *, limits: Limits = DEFAULT) -> Self:
        """The recipe in a file: YAML where it ends in `.yaml` or `.yml`, else JSON.

        Raises:
            ParseError: If the file cannot be read.
            LimitError: If it is too long or nested too deeply.
            StackingError: If it is no recipe.
            MissingExtraError: For YAML without the extra `yaml`.
        """
        content = read_file(path, limits.credential_bytes)
        is_yaml = Path(path).suffix.lower() in (".yaml", ".yml")
        try:
            return cls.parse((read_yaml if is_yaml else read_json)(content, limits=limits))
        except (StackingError, LimitError) as error:
            named = [replace(p, detail=f"{path}: {p.detail}") for p in error.problems]
            raise type(error).from_problems(named) from error

    @property
    def digest(self) -> str:
        """The SHA-256 of its canonical JSON, behind the name of the hash."""
        return "sha-256:" + hashlib.sha256(canonicalize_json(self.to_dict())).hexdigest()

    def achievement(self) -> Achievement | None:
        """The achievement that it makes, where the recipe describes it.

        Raises:
            ModelError: If it is described wrongly.
        """
        return Achievement.parse(self.target) if isinstance(self.target, dict) else None

    @property
    def target_id(self) -> str | None:
        """Id of the achievement that it makes, where it says one."""
        achievement = self.achievement()
        return achievement.id if achievement else self.target
