"""Credit points, grading schemes and how results are spread."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Many, ManyTexts, Maybe, One, SomeTexts

if TYPE_CHECKING:
    from elm_microcred.model.elm.concepts import Concept, WebResource
    from elm_microcred.model.elm.unions import AnyIdentifier
    from elm_microcred.model.elm.values import Whole


class CreditPoint(Node):
    """A number of credit points in one credit system, such as ECTS.

    `elm:CreditPoint`.
    """

    PATH = "elm:CreditPoint"

    framework: One[Concept] = None
    """Credit system, such as ECTS.

    (1..1, `elm:framework`, vocabulary `education-credit` recommended)
    """

    point: One[str] = None
    """Number of points, as text. (1..1, `elm:point`)"""


class GradingScheme(Node):
    """How grades are given in an assessment and what they mean.

    `elm:GradingScheme`.
    """

    PATH = "elm:GradingScheme"

    title: SomeTexts = None
    """Title. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    identifier: Many[AnyIdentifier] = ()
    """Identifier. (0..n, `adms:identifier`)"""

    supplementary_document: Many[WebResource] = ()
    """Public page or file that says more. (0..n, `elm:supplementaryDocument`)"""


class ShortenedGrading(Node):
    """A result beside those of others: what share did worse, the same, better.

    `elm:ShortenedGrading`.
    """

    PATH = "elm:ShortenedGrading"

    percentage_equal: One[Whole] = None
    """Share of learners with the same result, in percent. (1..1, `elm:percentageEqual`)"""

    percentage_higher: One[Whole] = None
    """Share of learners with a better result, in percent. (1..1, `elm:percentageHigher`)"""

    percentage_lower: One[Whole] = None
    """Share of learners with a worse result, in percent. (1..1, `elm:percentageLower`)"""


class ResultDistribution(Node):
    """How the results of a group of learners are spread.

    `elm:ResultDistribution`.
    """

    PATH = "elm:ResultDistribution"

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    result_category: Many[ResultCategory] = ()
    """One result and how often it was given. (0..n, `elm:resultCategory`)"""


class ResultCategory(Node):
    """How many learners of a group had one result.

    `elm:ResultCategory`.
    """

    PATH = "elm:ResultCategory"

    count: One[Whole] = None
    """Number of learners with this result. (1..1, `elm:count`)"""

    label: One[str] = None
    """Name of the result. (1..1, `elm:label`)"""

    maximum_score: Maybe[str] = None
    """Highest score of this result. (0..1, `elm:maxScore`)"""

    minimum_score: Maybe[str] = None
    """Lowest score of this result. (0..1, `elm:minScore`)"""

    score: Maybe[str] = None
    """Score of this result. (0..1, `elm:score`)"""
