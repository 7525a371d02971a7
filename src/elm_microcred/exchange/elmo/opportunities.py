"""The tree of learning opportunities as achievements, with grades, credits and levels."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from elm_microcred.exchange.elmo.attachments import Files
from elm_microcred.exchange.elmo.grading import Grading
from elm_microcred.exchange.elmo.reading import group_of
from elm_microcred.exchange.elmo.supplement import supplement_notes
from elm_microcred.exchange.elmo.values import Source, concept_or_none, own, plain
from elm_microcred.exchange.xml_elements import Element
from elm_microcred.mapping.builders.values import concept, duration
from elm_microcred.mapping.elm.codecs import TERMS
from elm_microcred.model.elm.agents import Organisation
from elm_microcred.model.elm.claims import (
    AwardingProcess,
    LearningAchievement,
    LearningActivity,
    LearningAssessment,
)
from elm_microcred.model.elm.concepts import Concept, Identifier, Note, WebResource
from elm_microcred.model.elm.grading import (
    CreditPoint,
)
from elm_microcred.model.elm.outcomes import LearningAchievementSpecification, Qualification
from elm_microcred.model.elm.places import PeriodOfTime

KINDS: Final = {
    "Degree Programme": "79343569f3",
    "Module": "0f7dac46ca",
    "Course": "05053c1cbe",
    "Class": "7e1ac538db",
}
"""Types of ELMO to codes of the European list of learning opportunities."""

LEVELS: Final = f"{TERMS}#elmo-level"
CREDIT_LEVELS: Final = f"{TERMS}#elmo-credit-level"
GROUPS: Final = f"{TERMS}#elmo-group"
SUBJECTS: Final = f"{TERMS}#elmo-subject-area"
FORMS: Final = f"{TERMS}#elmo-attachment"
"""Schemes of concepts for which no European list has a place."""


class Maker:
    """Makes the achievements of one report.

    Args:
        source: What is read of the file.
        report: The report.
        issuer: Who awards everything in it.
        files: Its files.
    """

    def __init__(self, source: Source, report: Element, issuer: Organisation, files: Files) -> None:
        self.source = source
        self.losses = source.losses
        self.issuer = issuer
        self.files = files
        self.grading = Grading(source, report)

    def achievement(self, los: Element, at: str = "1") -> LearningAchievement:
        """The achievement of an opportunity, with its parts.

        Args:
            los: The opportunity.
            at: Numbers on the way to it, from the top of the tree.
        """
        losses = self.losses
        losses.enter(los)
        at = "-".join(
            step.partition("[")[2].rstrip("]")
            for step in los.path.split("/")
            if step.startswith(("learningOpportunitySpecification", "hasPart", "report"))
        )
        title = self.source.texts(los.many("title")) or {"und": "?"}
        description = self.source.texts(los.many("description"), lines=True)
        specifies = los.one("specifies")
        loi = None
        if specifies is not None:
            losses.enter(specifies)
            loi = specifies.one("learningOpportunityInstance")
        if loi is not None:
            losses.enter(loi)
        parts = []
        for wrapper in los.many("hasPart"):
            losses.enter(wrapper)
            part = wrapper.one("learningOpportunitySpecification")
            if part is not None:
                parts.append(self.achievement(part))
        status = None
        if loi is not None and (found := loi.one("status")) is not None:
            losses.take(found)
            status = found.token
        members: dict[str, Any] = {"title": title}
        if description is not None:
            members["description"] = description
        points = self._credits(loi)
        process = {"awarding_body": (self.issuer,)}
        if loi is not None:
            day = self.source.day(loi.one("date"))
            process |= {} if day is None else {"awarding_date": day}  # type: ignore[dict-item]
            assessment = self.grading.assessment(loi, status, title, process, at)
            if assessment is not None:
                members["proven_by"] = (assessment,)
                process["used"] = (LearningAssessment.reference(str(assessment.id)),)  # type: ignore[assignment]
            if points and status not in ("failed", "in-progress"):
                members["credit_received"] = points
            activity = self._activity(loi, title)
            if activity is not None:
                members["influenced_by"] = (activity,)
            identifiers = self._identifiers(loi)
            if identifiers:
                members["identifier"] = identifiers
            members |= self._references(loi)
        if status in ("failed", "in-progress"):
            self._not_achieved(los, loi, status)
        specification = self._specification(los, loi, title, points, parts, at)
        if parts:
            members["has_part"] = tuple(parts)
        return LearningAchievement(
            id=f"urn:epass:learningAchievement:{at}",
            awarded_by=AwardingProcess(**process),
            specified_by=specification,
            **members,
        )

    def _not_achieved(self, los: Element, loi: Element | None, status: str) -> None:
        assert loi is not None  # noqa: S101 - a status stands in an instance
        self.losses.narrow(
            loi.one("status") or los,
            f"ELM calls an achievement what is {status}; its grade status tells that it is not",
        )

    def _identifiers(self, element: Element) -> tuple[Identifier, ...]:
        found = element.many("identifier")
        self.losses.take(*found)
        return tuple(
            Identifier(
                notation=one.token, scheme_name=one.attributes.get("type", "").strip() or "?"
            )
            for one in found
        )

    def _specification(
        self,
        los: Element,
        loi: Element | None,
        title: dict[str, str],
        points: tuple[CreditPoint, ...],
        parts: list[LearningAchievement],
        at: str,
    ) -> LearningAchievementSpecification | Qualification:
        losses = self.losses
        made: dict[str, Any] = {"title": title}
        identifiers = self._identifiers(los)
        if identifiers:
            made["identifier"] = identifiers
        kind = los.one("type")
        if kind is not None and kind.token in KINDS:
            losses.take(kind)
            made["dc_type"] = (concept("learning-opportunity", KINDS[kind.token]),)
        subject = los.one("subjectArea")
        if subject is not None and subject.token:
            losses.take(subject)
            label = {"und": subject.token}
            made["education_subject"] = (own(SUBJECTS, subject.token, label),)
        isced = los.one("iscedCode")
        if isced is not None:
            field = concept_or_none("isced-f", isced.token)
            if field is None or not str(field.id).endswith(f"/{isced.token}"):
                losses.lose(isced, "Not a code of ISCED-F 2013")
            else:
                losses.take(isced)
                made["thematic_area"] = (field,)
        url = los.one("url")
        losses.take(url)
        if url is not None and url.token:
            made["homepage"] = (WebResource(content_url=url.token),)
        html = self.source.texts(los.many("descriptionHtml"), lines=True)
        if html is not None:
            note = Note(note_literal=html, note_format=concept("file-type", "text/html"))
            made["additional_note"] = (note,)
        if points:
            made["credit_point"] = points
        if loi is not None:
            language = loi.one("languageOfInstruction")
            if language is not None:
                found = concept_or_none("language", language.token.partition("-")[0].lower())
                if found is None:
                    losses.lose(language, "Not a language of the European list")
                elif "-" in language.token:
                    losses.narrow(language, "ELM names the language without its region and script")
                losses.take(language)
                made |= {} if found is None else {"language": (found,)}
        eqf, levels = self._levels(loi)
        if levels:
            made["education_level"] = levels
        cls: type[Any] = LearningAchievementSpecification if eqf is None else Qualification
        if eqf is not None:
            made["eqf_level"] = eqf
        same = [part.specified_by for part in parts if isinstance(part.specified_by, cls)]
        if same:
            made["has_part"] = tuple(cls.reference(str(one.id)) for one in same)
        id = f"urn:epass:learningSpecification:{at}"
        if eqf is not None:
            return Qualification(id=id, **made)
        return LearningAchievementSpecification(id=id, **made)

    def _levels(self, loi: Element | None) -> tuple[Concept | None, tuple[Concept, ...]]:
        """The level in the EQF, and all others."""
        losses = self.losses
        eqf, others = None, []
        for level in [] if loi is None else loi.many("level"):
            losses.enter(level)
            type, value = level.one("type"), level.one("value")
            losses.take(type, value)
            kind = "" if type is None else type.token
            said = "" if value is None else value.token
            found = concept_or_none("eqf", said) if kind == "EQF" and said.isdigit() else None
            if found is not None and eqf is None:
                eqf = found
                continue
            more = self.source.texts(level.many("description"), lines=True)
            described = {} if more is None else {"definition": more}
            label = {"und": f"{kind} {said}".strip()}
            others.append(own(LEVELS, f"{_part(kind)}:{said}", label, **described))
        for credit in [] if loi is None else loi.many("credit")[:1]:
            level_ = credit.one("level")
            if level_ is not None and credit.one("value") is not None:
                losses.take(level_)
                others.append(own(CREDIT_LEVELS, level_.token, {"en": level_.token}))
        return eqf, tuple(others)

    def _credits(self, loi: Element | None) -> tuple[CreditPoint, ...]:
        losses = self.losses
        made = []
        for credit in [] if loi is None else loi.many("credit"):
            losses.enter(credit)
            scheme = credit.one("scheme")
            value = credit.one("value")
            number = self.source.number(value)
            if number is None or scheme is None:
                losses.lose(credit, "ELM has no credits without their number")
                continue
            losses.take(scheme)
            name = scheme.token
            if name.upper() == "ECTS":
                framework = concept("education-credit", "ECTS")
            else:
                framework = Concept(notation=name, pref_label={"und": name or "?"})
            made.append(CreditPoint(framework=framework, point=plain(number)))
        return tuple(made)

    def _activity(self, loi: Element, title: Any) -> LearningActivity | None:
        """The learning itself: when it began, its term, and its hours."""
        losses = self.losses
        members: dict[str, Any] = {}
        periods = []
        start = self.source.day(loi.one("start"))
        if start is not None:
            periods.append(PeriodOfTime(start_date=start))
        term = loi.one("academicTerm")
        if term is not None:
            losses.enter(term)
            first, last = self.source.day(term.one("start")), self.source.day(term.one("end"))
            label = self.source.texts(term.many("title"))
            given = {"start_date": first, "end_date": last, "pref_label": label}
            periods.append(PeriodOfTime(**{k: v for k, v in given.items() if v is not None}))
        hours = self.source.number(loi.one("engagementHours"))
        if hours is not None:
            members["workload"] = duration(hours=hours)
        if periods:
            members["temporal"] = tuple(periods)
        if not members:
            return None
        process = AwardingProcess(awarding_body=(self.issuer,))
        return LearningActivity(title=title, awarded_by=process, **members)

    def _references(self, loi: Element) -> dict[str, Any]:
        """Files and groups that an instance refers to."""
        members: dict[str, Any] = {}
        attached = loi.one("attachments")
        if attached is not None:
            self.losses.enter(attached)
            found = [self.files.reference(ref) for ref in attached.many("ref")]
            documents = tuple(one for one in found if one is not None)
            members |= {"supplementary_document": documents} if documents else {}
        grouping = loi.one("grouping")
        if grouping is not None:
            target = group_of(grouping, self.source.groups)
            if target is None:
                self.losses.lose(grouping, "It refers to no group that is there")
            else:
                members["additional_note"] = (self._group(grouping, *target),)
        supplement = loi.one("diplomaSupplement")
        if supplement is not None:
            notes = (
                *members.get("additional_note", ()),
                *supplement_notes(supplement, self.losses),
            )
            members["additional_note"] = notes
        return members

    def _group(self, grouping: Element, type: Element, group: Element) -> Note:
        self.losses.take(grouping)
        self.source.grouped.add(id(group))
        label = _texts(type) or {"und": "?"}
        given = grouping.attributes
        notation = f"{_part(given.get('typeref', ''))}/{_part(given.get('idref', ''))}"
        said = _texts(group) or {"und": "?"}
        return Note(note_literal=said, subject=own(GROUPS, notation, label))


def _texts(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for title in element.many("title"):
        if title.token:
            found.setdefault(title.language or "und", title.token)
    return found


def _part(text: str) -> str:
    return quote(text, safe="")
