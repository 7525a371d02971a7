"""What is the same for every learner, in ELM: the specification of the achievement.

It is a `Qualification` where a level, quality assurance, an authorisation or a partial
qualification is stated, since only that class has terms for them; else it is a
`LearningAchievementSpecification`.
"""

from __future__ import annotations

from elm_microcred import vocabularies
from elm_microcred.mapping.elm.agents import IDENTIFIER, named
from elm_microcred.mapping.elm.codecs import FLAG, NOTE, NOTE_TEXT, TEXT, Codec, named_note, string
from elm_microcred.mapping.elm.concepts import LANGUAGE, concept
from elm_microcred.mapping.elm.learning import (
    DURATION,
    ENTITLEMENT,
    OUTCOME,
    WORKLOAD_NOTE,
    accredited_by,
    quality,
    reference,
)
from elm_microcred.mapping.elm.levels import CREDITS, EDUCATION_LEVEL, EQF, NATIONAL
from elm_microcred.mapping.elm.media import LINK, PAGE
from elm_microcred.mapping.elm.pen import Pen
from elm_microcred.mapping.elm.reading import Json, Path, Slot
from elm_microcred.mapping.elm.rows import Row, Shape
from elm_microcred.model import Achievement

# Types of achievement

_OPPORTUNITIES = {
    "MicroCredential": "74a4a268e8",
    "Course": "05053c1cbe",
    "LearningProgram": "79343569f3",
}
"""Open Badges terms to codes of `learning-opportunity`; ELM has none for micro-credentials."""


def _write_type(value: str, _pen: Pen, _at: Path) -> Json:
    code = _OPPORTUNITIES[value]
    return vocabularies.elm_concept(vocabularies.concept("learning-opportunity", code))


def _type_of(slot: Slot) -> str | None:
    base = vocabularies.scheme("learning-opportunity").base
    return next((t for t, code in _OPPORTUNITIES.items() if slot.id == base + code), None)


def _read_type(slot: Slot) -> str | None:
    slot.entered().taken()
    return _type_of(slot)


ACHIEVEMENT_TYPE = Codec(
    "concept of `learning-opportunity`",
    _write_type,
    _read_type,
    fits=lambda value, _pen: value in _OPPORTUNITIES,
    accepts=lambda slot: _type_of(slot) is not None,
)


def _write_tags(value: tuple[str, ...], pen: Pen, _at: Path) -> Json:
    return {pen.language: value[0] if len(value) == 1 else list(value)}


def _read_tags(slot: Slot) -> list[str] | None:
    if not isinstance(slot.value, dict):
        text = string(slot)
        return None if text is None else [text]
    slot.opened()
    tags = [string(tag) for language in slot.value for tag in slot.many(language)]
    return [tag for tag in tags if tag is not None]


TAGS = Codec(
    "language map",
    _write_tags,
    _read_tags,
)

# The table

_NOTES = "additionalNote"

SPECIFICATION = Shape(
    "Qualification",
    "qualification",
    (
        Row("title", "title", TEXT),
        Row("description", "description", TEXT),
        Row("purpose", _NOTES, named_note("purpose", "Purpose")),
        Row("version", _NOTES, named_note("version", "Version", string_only=True)),
        Row("achievement_type", "dcType", ACHIEVEMENT_TYPE),
        Row(
            "achievement_type",
            _NOTES,
            named_note("achievement-type", "Type of achievement", string_only=True),
        ),
        Row("identifiers", "identifier", IDENTIFIER, many=True),
        Row("outcomes", "learningOutcome", OUTCOME.codec, many=True),
        Row("outcome_summary", "learningOutcomeSummary", NOTE_TEXT),
        Row("workload", "volumeOfLearning", DURATION),
        Row("workload", _NOTES, WORKLOAD_NOTE, remark="parts of days or months"),
        Row("credits", "creditPoint", CREDITS, many=True),
        Row("levels", "eqfLevel", EQF, many=True, most=1),
        Row("levels", "nqfLevel", NATIONAL, many=True),
        Row("levels", "educationLevel", EDUCATION_LEVEL, many=True, remark="all other levels"),
        Row("participation", "mode", concept("learning-assessment"), many=True),
        Row("learning_setting", "learningSetting", concept("learning-setting")),
        Row("instruction_languages", "language", LANGUAGE, many=True),
        Row("quality_assurance", "accreditation", quality("programme"), many=True),
        Row(
            "quality_assurance",
            "",
            quality("institution"),
            many=True,
            remark="`accreditation` of the awarding body",
        ),
        Row(
            "authorised_by",
            "accreditation",
            accredited_by("authorised-by", "Authorisation of the programme", "programme-licence"),
        ),
        Row(
            "accreditors",
            "accreditation",
            accredited_by("accreditor", "Accreditation", "programme-quality-assurance"),
            many=True,
        ),
        Row("funders", _NOTES, named("funder", "Funder"), many=True),
        Row("prerequisites", "entryRequirement", NOTE_TEXT),
        Row("stackability.statement", _NOTES, named_note("stackability", "Stackability")),
        Row("stackability.partial_qualification", "isPartialQualification", FLAG),
        Row("stackability.part_of", "isPartOf", reference(), many=True),
        Row("stackability.has_part", "hasPart", reference(), many=True),
        Row("stackability.entitles_to", "entitlesTo", ENTITLEMENT, many=True),
        Row("links", "supplementaryDocument", LINK, many=True),
        Row("homepage", "homepage", PAGE),
        Row("thematic_areas", "thematicArea", concept("isced-f", only="isced-f"), many=True),
        Row(
            "thematic_areas",
            "educationSubject",
            concept("isced-f"),
            many=True,
            remark="areas not of ISCED-F",
        ),
        Row("legal_basis", _NOTES, named_note("legal-basis", "Legal basis")),
        Row("validity.period", _NOTES, named_note("validity-period", "Validity", string_only=True)),
        Row("validity.renewal", _NOTES, named_note("renewal", "Renewal")),
        Row("tags", "category", TAGS),
        Row("notes", _NOTES, NOTE, many=True),
    ),
)


def is_qualification(achievement: Achievement) -> bool:
    """Whether something is stated that only a `Qualification` has a term for."""
    stackability = achievement.stackability
    return bool(
        achievement.levels
        or achievement.quality_assurance
        or achievement.authorised_by
        or achievement.accreditors
        or (stackability and stackability.partial_qualification is not None)
    )
