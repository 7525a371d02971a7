"""What this learner did and got, in ELM: the claim, its assessments and its activities."""

from __future__ import annotations

from typing import Any

from elm_microcred.mapping.elm.agents import AGENT, gather
from elm_microcred.mapping.elm.codecs import (
    INSTANT,
    NOTE_TEXT,
    TEXT,
    Codec,
    concept_node,
    note_node,
    own_subject,
    write_text,
)
from elm_microcred.mapping.elm.concepts import LANGUAGE, concept
from elm_microcred.mapping.elm.learning import DURATION, WORKLOAD_NOTE
from elm_microcred.mapping.elm.pen import Pen, add, copied
from elm_microcred.mapping.elm.reading import Found, Json, Path, Slot, is_local
from elm_microcred.mapping.elm.rows import Row, Shape, read_rows, write_rows
from elm_microcred.model import Assessment, LearningActivity, MicroCredential, Result, ResultStatus

# Assessments and their results

GRADING_SCHEME = Shape(
    "GradingScheme",
    "gradingScheme",
    (Row("title", "title", TEXT), Row("description", "description", TEXT)),
)

ASSESSMENT_SPECIFICATION = Shape(
    "LearningAssessmentSpecification",
    "learningAssessmentSpec",
    (
        Row("title", "title", TEXT),
        Row("type", "dcType", concept("assessment")),
        Row("mode", "mode", concept("learning-assessment")),
        Row("language", "language", LANGUAGE),
        Row("grading_scheme", "gradingScheme", GRADING_SCHEME.codec),
    ),
)

ASSESSMENT = (
    Row("description", "description", TEXT),
    Row("supervision", "idVerification", concept("supervision-verification")),
)

_STATUS = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"


def _write_status(value: ResultStatus, _pen: Pen, _at: Path) -> Json:
    return {
        "id": _STATUS + value.value,
        "type": "Concept",
        "prefLabel": {"en": value.value},
    }


def _read_status(slot: Slot) -> str | None:
    slot.entered().taken()
    return None if slot.id is None else slot.id.removeprefix(_STATUS)


_STATUSES = frozenset(status.value for status in ResultStatus)
_NO_GRADE = "no-grade"

RESULT = (
    Row("grade", "grade", NOTE_TEXT),
    Row(
        "status",
        "gradeStatus",
        Codec(
            "concept, its id that of Open Badges",
            _write_status,
            _read_status,
            accepts=lambda slot: slot.id is not None and slot.id.removeprefix(_STATUS) in _STATUSES,
        ),
    ),
    Row("assessed_at", "dateIssued", INSTANT),
    Row("note", "additionalNote", NOTE_TEXT),
)


def write_assessments(micro: MicroCredential, process: Json, pen: Pen) -> list[Json]:
    """Each assessment with its result, and each result whose assessment is not described."""
    achievement = micro.achievement
    nodes: list[tuple[int, Json]] = []
    rest = dict(enumerate(micro.award.results))
    for place, assessment in enumerate(achievement.assessments):
        at: Path = ("achievement", "assessments", place)
        specification = ASSESSMENT_SPECIFICATION.write(assessment, pen, at)
        own = [n for n, result in rest.items() if _belongs(result, n, assessment, place)]
        for number in own or [-1]:
            result = rest.pop(number, None)
            node = _assessment(assessment.title, process, pen)
            write_rows(ASSESSMENT, assessment, node, pen, at)
            _write_result(result, number, node, pen)
            nodes.append((number, {**node, "specifiedBy": specification}))
    for number, result in rest.items():
        if result.assessment is not None:
            pen.narrow(
                ("award", "results", number, "assessment"),
                "No assessment has this id: the result stands alone.",
                found=result.assessment,
                remedy="Describe the assessment, or correct the id.",
            )
        node = _assessment(achievement.title, process, pen)
        _write_result(result, number, node, pen)
        nodes.append((number, node))
    order = [number for number, _ in nodes if number >= 0]
    if order != sorted(order):
        pen.narrow(("award", "results"), "Results are written in the order of the assessments.")
    for _, node in nodes:
        for place, assessor in enumerate(achievement.assessors):
            at = ("achievement", "assessors", place)
            add(node, "assessedBy", AGENT.write(assessor, pen, at))
    return [node for _, node in nodes]


def _belongs(result: Result, number: int, assessment: Assessment, place: int) -> bool:
    if result.assessment is None:
        return number == place
    return result.assessment == assessment.id


def _assessment(title: Any, process: Json, pen: Pen) -> Json:
    return {
        "id": pen.local("learningAssessment"),
        "type": "LearningAssessment",
        "awardedBy": copied(process),
        "title": write_text(title),
    }


def _write_result(result: Result | None, number: int, node: Json, pen: Pen) -> None:
    if result is not None:
        at: Path = ("award", "results", number)
        pen.unknown(result, at)
        if result.assessment is not None and is_local(result.assessment):
            pen.narrow((*at, "assessment"), "The id of the assessment was replaced.")
        write_rows(RESULT, result, node, pen, at)
        return
    # ELM wants a grade; our subject says that there is none.
    subject = concept_node(name=_NO_GRADE, label={"en": "Not stated"})
    node["grade"] = note_node({"en": "Not stated"}, pen, subject)


def read_assessments(
    slots: list[Slot], title: Json | None, achievement: Found, award: Found
) -> None:
    """The assessments and results that learning assessments are about."""
    places: dict[str, int] = {}
    results = 0
    for slot in map(Slot.entered, slots):
        gather(slot.many("assessedBy"), "assessors", achievement)
        specification = slot.one("specifiedBy")
        named = slot.one("title")
        own = TEXT.read(named) if named is not None else None
        count = len(achievement.get("assessments", ()))
        result = _read_result(slot)
        if specification is None and result is not None and own == title and results >= count:
            award.put("results", result, slot.path, many=True)
            results += 1
            continue
        known = _place_of(specification, places, count)
        place = known if result is not None else count
        found = _read_assessment(slot, specification, own)
        if place == count:
            achievement.put("assessments", found, slot.path, many=True)
        elif found != achievement["assessments"][place]:
            slot.reading.narrow(slot, "The assessment was described before, and otherwise.")
        if result is not None:
            assessment = achievement["assessments"][place]
            if assessment.get("id") is None and place != results:
                assessment["id"] = f"urn:epass:learningAssessmentSpec:{place + 1}"
            if assessment.get("id") is not None:
                result["assessment"] = assessment["id"]
            award.put("results", result, slot.path, many=True)
            results += 1


def _place_of(specification: Slot | None, places: dict[str, int], count: int) -> int:
    """Where the assessment of that specification stands; `count` if it is a new one."""
    id = None if specification is None else specification.members.get("id")
    return places.setdefault(id, count) if isinstance(id, str) else count


def _read_assessment(slot: Slot, specification: Slot | None, title: Json | None) -> Found:
    found = Found(slot.path)
    if title is not None:
        found.put("title", title, (*slot.path, "title"))
    read_rows(ASSESSMENT, slot, found)
    if specification is not None:
        inner = specification.entered()
        _merge(found, ASSESSMENT_SPECIFICATION.read(inner), inner)
        read_rows(ASSESSMENT[:1], inner, found)
    return found


def _merge(found: Found, specified: Found | None, slot: Slot) -> None:
    """Add what a specification says to what the claim says, which wins."""
    for member, value in (specified or Found()).items():
        place = specified.places[member][0] if specified else slot.path
        if not found.has(member):
            found.put(member, value, place)
        elif found[member] != value:
            slot.reading.narrow(
                Slot(value, place, slot.reading), "The claim says otherwise, and was believed."
            )


def _read_result(slot: Slot) -> Found | None:
    grade = slot.one("grade")
    if grade is not None and own_subject(grade) == _NO_GRADE:
        grade.taken()
        return None
    found = Found(slot.path)
    read_rows(RESULT, slot, found)
    return found or None


# Activities

ACTIVITY_SPECIFICATION = Shape(
    "LearningActivitySpecification",
    "learningActivitySpec",
    (
        Row("title", "title", TEXT),
        Row("type", "dcType", concept("learning-activity")),
        Row("mode", "mode", concept("learning-assessment")),
        Row("workload", "volumeOfLearning", DURATION),
        Row("workload", "additionalNote", WORKLOAD_NOTE, remark="parts of days or months"),
        Row("language", "language", LANGUAGE),
    ),
)
ACTIVITY = (Row("description", "description", TEXT),)
PERIOD = (Row("started_at", "startDate", INSTANT), Row("ended_at", "endDate", INSTANT))
_LEARNING_PERIOD = "learning-period"


def write_activities(micro: MicroCredential, process: Json, pen: Pen) -> list[Json]:
    """Each activity, directed by the providers; the first one with the time of learning."""
    nodes = []
    for place, activity in enumerate(micro.achievement.activities):
        at: Path = ("achievement", "activities", place)
        node = _activity(activity, process, pen, at)
        for number, provider in enumerate(micro.achievement.providers):
            where = ("achievement", "providers", number)
            add(node, "directedBy", AGENT.write(provider, pen, where))
        nodes.append(node)
    period: Json = {}
    write_rows(PERIOD, micro.award, period, pen, ("award",))
    if period:
        if not nodes:
            nodes.append(_period_only(micro, process, pen))
        id = pen.local("period")
        nodes[0]["temporal"] = {"id": id, "type": "PeriodOfTime", **period}
    return nodes


def _activity(activity: LearningActivity, process: Json, pen: Pen, at: Path) -> Json:
    node: Json = {
        "id": pen.local("activity"),
        "type": "LearningActivity",
        "awardedBy": copied(process),
        "title": write_text(activity.title),
    }
    write_rows(ACTIVITY, activity, node, pen, at)
    return {**node, "specifiedBy": ACTIVITY_SPECIFICATION.write(activity, pen, at)}


def _period_only(micro: MicroCredential, process: Json, pen: Pen) -> Json:
    kind = concept_node(name=_LEARNING_PERIOD, label={"en": "Time of learning"})
    return {
        "id": pen.local("activity"),
        "type": "LearningActivity",
        "awardedBy": copied(process),
        "title": write_text(micro.achievement.title),
        "dcType": kind,
    }


def read_activities(slots: list[Slot], achievement: Found, award: Found) -> None:
    """The activities, who directs them, and the time from the first start to the last end."""
    periods: list[Slot] = []
    providers: list[list[Any]] = []
    for slot in map(Slot.entered, slots):
        periods += slot.many("temporal")
        if own_subject(slot, "dcType") == _LEARNING_PERIOD:
            for term in ("title", "dcType"):
                for value in slot.many(term):
                    value.taken()
            continue
        achievement.put("activities", _read_activity(slot), slot.path, many=True)
        providers.append(gather(slot.many("directedBy"), "providers", achievement))
    if any(each != providers[0] for each in providers):
        slots[0].reading.narrow(
            slots[0], "Activities are directed by different bodies: all are read as providers."
        )
    _read_periods(periods, award)


def _read_activity(slot: Slot) -> Found:
    found = Found(slot.path)
    read_rows((Row("title", "title", TEXT), *ACTIVITY), slot, found)
    specification = slot.one("specifiedBy")
    if specification is not None:
        inner = specification.entered()
        _merge(found, ACTIVITY_SPECIFICATION.read(inner), inner)
        read_rows(ACTIVITY, inner, found)
    for workload in slot.many("workload"):
        if not found.has("workload") or DURATION.read(workload) == found["workload"]:
            read_rows((Row("workload", "workload", DURATION),), slot, found)
        else:
            slot.reading.narrow(workload, "The specification says otherwise, and was believed.")
    return found


def _read_periods(periods: list[Slot], award: Found) -> None:
    found = []
    for slot in map(Slot.entered, periods):
        period = Found(slot.path)
        read_rows(PERIOD, slot, period)
        found.append(period)
    for member, best in (("started_at", min), ("ended_at", max)):
        said = [period for period in found if period.has(member)]
        if said:
            period = best(said, key=lambda each: str(each[member]))
            award.put(member, period[member], period.places[member][0])
    if len({str(dict(period)) for period in found}) > 1:
        periods[0].reading.narrow(
            periods[0], "There are several periods: the first start and the last end were taken."
        )
