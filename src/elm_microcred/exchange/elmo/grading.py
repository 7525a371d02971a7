"""Grades of ELMO with their schemes and distributions, as assessments."""

from __future__ import annotations

from typing import Any, Final

from elm_microcred.exchange.elmo.values import Source
from elm_microcred.exchange.xml_elements import Element
from elm_microcred.model.elm.claims import AwardingProcess, LearningAssessment
from elm_microcred.model.elm.concepts import Concept, Identifier, Note
from elm_microcred.model.elm.grading import (
    GradingScheme,
    ResultCategory,
    ResultDistribution,
    ShortenedGrading,
)
from elm_microcred.model.elm.specifications import LearningAssessmentSpecification
from elm_microcred.model.words import ResultStatus

STATUSES: Final = {
    "passed": ResultStatus.COMPLETED,
    "failed": ResultStatus.FAILED,
    "in-progress": ResultStatus.IN_PROGRESS,
}
STATUS: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"

UNGRADED: Final = "not graded"
"""The grade, which ELM asks for, of a result without any."""


class Grading:
    """Makes the assessments of one report.

    Args:
        source: What is read of the file.
        report: The report, which has the grading schemes.
    """

    def __init__(self, source: Source, report: Element) -> None:
        self.source = source
        self.losses = source.losses
        self.schemes: dict[str, Element] = {}
        for scheme in report.many("gradingScheme"):
            self.schemes.setdefault(scheme.attributes.get("localId", "").strip(), scheme)
        self._made: dict[str, GradingScheme] = {}

    def assessment(
        self, loi: Element, status: str | None, title: Any, process: Any, at: str
    ) -> LearningAssessment | None:
        """The result, where anything is said of one."""
        losses = self.losses
        label, local = loi.one("resultLabel"), loi.one("gradingSchemeLocalId")
        shortened, spread = loi.one("shortenedGrading"), loi.one("resultDistribution")
        if status is None and not any((label, local, shortened, spread)):
            return None
        members: dict[str, Any] = {}
        losses.take(label)
        grade = {"und": label.token} if label is not None and label.token else None
        members["grade"] = Note(note_literal=grade or {"en": status or UNGRADED})
        if status in STATUSES:
            word = STATUSES[status].value
            members["grade_status"] = Concept(id=STATUS + word, pref_label={"en": word})
        if "awarding_date" in process:
            members["date_issued"] = process["awarding_date"]
        if shortened is not None:
            found = self._shortened(shortened)
            members |= {} if found is None else {"shortened_grading": found}
        if spread is not None:
            spread_ = self._distribution(spread)
            members |= {} if spread_ is None else {"result_distribution": spread_}
        specified: dict[str, Any] = {}
        if local is not None:
            scheme = self._scheme(local)
            specified |= {} if scheme is None else {"grading_scheme": scheme}
        return LearningAssessment(
            id=f"urn:epass:learningAssessment:{at}",
            title=title,
            awarded_by=AwardingProcess(**process),
            specified_by=LearningAssessmentSpecification(title=title, **specified),
            **members,
        )

    def _shortened(self, element: Element) -> ShortenedGrading | None:
        shares = {}
        self.losses.enter(element)
        for name in ("percentageLower", "percentageEqual", "percentageHigher"):
            found = element.one(name)
            number = self.source.number(found)
            if number is None or found is None:
                self.losses.lose(element, "ELM has all three shares, or none")
                return None
            if number != round(number):
                self.losses.narrow(found, "ELM has whole percents")
            shares[name.replace("percentage", "percentage_").lower()] = round(number)
        return ShortenedGrading(**shares)

    def _distribution(self, element: Element) -> ResultDistribution | None:
        self.losses.enter(element)
        categories: list[ResultCategory] = []
        for category in element.many("category"):
            count = category.attributes.get("count", "").strip()
            label = category.attributes.get("label", "").strip()
            if not (count.isascii() and count.isdigit() and len(count) < 16 and label):
                self.losses.lose(category, "Not a label and a whole number")
                continue
            if not int(count):
                self.losses.lose(category, "ELM has no category without a result in it")
                continue
            self.losses.take(category)
            categories.append(ResultCategory(label=label, count=int(count)))
        if not categories:
            self.losses.lose(element, "A distribution without categories says nothing")
            return None
        described = self.source.texts(element.many("description"), lines=True)
        more = {} if described is None else {"description": described}
        return ResultDistribution(result_category=tuple(categories), **more)

    def _scheme(self, local: Element) -> GradingScheme | None:
        found = self.schemes.get(local.token)
        if found is None:
            self.losses.lose(local, "It refers to no grading scheme that is there")
            return None
        self.losses.take(local)
        if local.token not in self._made:
            self.losses.enter(found)
            described = self.source.texts(found.many("description"), lines=True)
            self._made[local.token] = GradingScheme(
                title=described or {"und": local.token},
                identifier=(Identifier(notation=local.token, scheme_name="localId"),),
            )
        return self._made[local.token]

    def schemes_left(self) -> None:
        """Tell which grading schemes were not used: ELM has none without a result."""
        for name, scheme in self.schemes.items():
            if name not in self._made:
                self.losses.lose(scheme, "ELM has no grading scheme without a result")
