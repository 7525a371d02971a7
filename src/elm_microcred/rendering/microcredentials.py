"""A micro-credential in one language: its sections, rows and entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from elm_microcred.model import MicroCredential, words
from elm_microcred.model.award import Award, Result
from elm_microcred.model.learning import (
    Assessment,
    LearningActivity,
    LearningOutcome,
    QualityAssurance,
    Validity,
)
from elm_microcred.model.text import Text
from elm_microcred.model.values import Concept, Reference
from elm_microcred.model.volume import CreditPoints, Level, Workload
from elm_microcred.rendering.agents import (
    identifiers_of,
    learner_section,
    organisations_section,
    place_of,
)
from elm_microcred.rendering.languages import Speaker, direction_of, row, section_of, shown
from elm_microcred.rendering.views import Entry, Phrase, Row, Section


def languages_of(micro: MicroCredential) -> tuple[str, ...]:
    """The languages that a micro-credential is written in, the main one first."""
    achievement = micro.achievement
    outcomes = (outcome.title for outcome in achievement.outcomes)
    texts: Iterable[Text | None] = (achievement.title, achievement.description, *outcomes)
    tags = dict.fromkeys(tag for text in texts if text is not None for tag in text.languages)
    main = achievement.language
    ordered = [main, *tags] if main in tags else [*tags]
    return tuple(dict.fromkeys(tag for tag in ordered if tag != "und")) or ("en",)


def lead_of(say: Speaker, micro: MicroCredential) -> tuple[Row, ...]:
    """The few facts that stand at the top."""
    award, achievement = micro.award, micro.achievement
    return (
        *row(say.word("awarded_at"), say.day(award.awarded_at or award.issued_at)),
        *row(say.word("valid_until"), say.day(award.valid_until)),
        *row(say.word("credits"), *_credits(say, award.credits_earned or achievement.credits)),
        *row(say.word("workload"), *_workload(say, achievement.workload)),
        *row(say.word("levels"), *(_level(say, level) for level in achievement.levels)),
    )


def sections_of(say: Speaker, micro: MicroCredential) -> tuple[Section, ...]:
    """Everything that a micro-credential says, in the order in which people ask."""
    return tuple(
        section
        for section in (
            _about(say, micro),
            _outcomes(say, micro),
            _volume(say, micro),
            _activities(say, micro),
            _assessments(say, micro),
            _award(say, micro.award),
            learner_section(say, micro.award.learner),
            _evidence(say, micro.award),
            _quality(say, micro),
            organisations_section(say, micro),
            _use(say, micro),
        )
        if section.rows or section.entries
    )


def _about(say: Speaker, micro: MicroCredential) -> Section:
    achievement = micro.achievement
    return section_of(
        say,
        "about",
        (
            *row(say.word("description"), say.say(achievement.description)),
            *row(say.word("purpose"), say.say(achievement.purpose)),
        ),
    )


def _outcomes(say: Speaker, micro: MicroCredential) -> Section:
    achievement = micro.achievement
    return section_of(
        say,
        "outcomes",
        row(say.word("outcome_summary"), say.say(achievement.outcome_summary)),
        (_outcome(say, outcome) for outcome in achievement.outcomes),
    )


def _entry(say: Speaker, title: Text | None, rows: Iterable[Row]) -> Entry:
    return Entry(say.say(title) or say.label(say.word("untitled")), tuple(rows))


def _outcome(say: Speaker, outcome: LearningOutcome) -> Entry:
    kind = say.term("outcome", outcome.kind, words.OUTCOME_KINDS)
    reuse = say.term("reuse", outcome.reuse_level, words.REUSE_LEVELS)
    return _entry(
        say,
        outcome.title,
        (
            *row(say.word("description"), say.say(outcome.description)),
            *row(say.word("kind"), kind),
            *row(say.word("reuse"), reuse),
            *row(say.word("skills"), *map(say.concept, outcome.skills)),
        ),
    )


def _volume(say: Speaker, micro: MicroCredential) -> Section:
    achievement = micro.achievement
    modes = (_mode(say, mode) for mode in achievement.participation)
    setting = say.term("setting", achievement.learning_setting, words.LEARNING_SETTINGS)
    fields = (say.concept(area, "isced-f") for area in achievement.thematic_areas)
    return section_of(
        say,
        "volume",
        (
            *row(say.word("workload"), *_workload(say, achievement.workload)),
            *row(say.word("credits"), *_credits(say, achievement.credits)),
            *row(say.word("levels"), *(_level(say, level) for level in achievement.levels)),
            *row(say.word("participation"), *modes),
            *row(say.word("learning_setting"), setting),
            *row(
                say.word("instruction_languages"),
                *map(say.language_name, achievement.instruction_languages),
            ),
            *row(say.word("thematic_areas"), *fields),
        ),
    )


def _mode(say: Speaker, mode: Concept | None) -> Phrase | None:
    return say.term("participation", mode, words.PARTICIPATION_MODES)


def _activities(say: Speaker, micro: MicroCredential) -> Section:
    return section_of(
        say, "activities", (), (_activity(say, each) for each in micro.achievement.activities)
    )


def _activity(say: Speaker, activity: LearningActivity) -> Entry:
    language = say.language_name(activity.language) if activity.language else None
    return _entry(
        say,
        activity.title,
        (
            *row(say.word("description"), say.say(activity.description)),
            *row(say.word("type"), say.term("activity", activity.type, words.ACTIVITY_TYPES)),
            *row(say.word("mode"), _mode(say, activity.mode)),
            *row(say.word("workload"), *_workload(say, activity.workload)),
            *row(say.word("language"), language),
        ),
    )


def _assessments(say: Speaker, micro: MicroCredential) -> Section:
    left = list(enumerate(micro.award.results))
    entries = []
    for place, assessment in enumerate(micro.achievement.assessments):
        own = [
            (number, result)
            for number, result in left
            if (result.assessment is None and number == place)
            or (result.assessment is not None and result.assessment == assessment.id)
        ]
        left = [each for each in left if each not in own]
        entries.append(_assessment(say, assessment, [result for _, result in own]))
    rows = [made for _, result in left for made in _result(say, result)]
    return section_of(say, "assessments", rows, entries)


def _assessment(say: Speaker, assessment: Assessment, results: list[Result]) -> Entry:
    scheme = assessment.grading_scheme
    supervision = say.term("supervision", assessment.supervision, words.SUPERVISION)
    mode = _mode(say, assessment.mode)
    language = say.language_name(assessment.language) if assessment.language else None
    return _entry(
        say,
        assessment.title,
        (
            *(made for result in results for made in _result(say, result)),
            *row(say.word("description"), say.say(assessment.description)),
            *row(say.word("type"), say.term("assessment", assessment.type, words.ASSESSMENT_TYPES)),
            *row(say.word("mode"), mode),
            *row(say.word("supervision"), supervision),
            *row(say.word("language"), language),
            *row(
                say.word("grading_scheme"),
                *((say.say(scheme.title), say.say(scheme.description)) if scheme else ()),
            ),
        ),
    )


def _result(say: Speaker, result: Result) -> Iterator[Row]:
    yield from row(say.word("result"), say.say(result.grade))
    yield from row(say.word("status"), say.plain(result.status.value) if result.status else None)
    yield from row(say.word("assessed_at"), say.day(result.assessed_at))
    yield from row(say.word("note"), say.say(result.note))


def _award(say: Speaker, award: Award) -> Section:
    return section_of(
        say,
        "award",
        (
            *row(say.word("awarded_at"), say.day(award.awarded_at)),
            *row(say.word("issued_at"), say.day(award.issued_at)),
            *row(say.word("valid_from"), say.day(award.valid_from)),
            *row(say.word("valid_until"), say.day(award.valid_until)),
            *row(say.word("started_at"), say.day(award.started_at)),
            *row(say.word("ended_at"), say.day(award.ended_at)),
            *row(say.word("place"), *place_of(say, award.place)),
            *row(say.word("credits_earned"), *_credits(say, award.credits_earned)),
            *row(say.word("certificate_numbers"), *identifiers_of(say, award.identifiers)),
            *row(say.word("renewal_of"), *say.link(award.renewal_of)),
            *row(say.word("credential_id"), say.plain(award.id) if award.id else None),
        ),
    )


def _evidence(say: Speaker, award: Award) -> Section:
    return section_of(
        say,
        "evidence",
        (),
        (
            _entry(
                say,
                each.title or (each.link.title if each.link else None),
                (
                    *row(say.word("description"), say.say(each.description)),
                    *row(say.word("links"), *(say.link(each.link.url) if each.link else ())),
                ),
            )
            for each in award.evidence
        ),
    )


def _quality(say: Speaker, micro: MicroCredential) -> Section:
    return section_of(
        say,
        "quality",
        (),
        (_assurance(say, each) for each in micro.achievement.quality_assurance),
    )


def _assurance(say: Speaker, each: QualityAssurance) -> Entry:
    agency = each.agency
    report = each.report
    return _entry(
        say,
        each.title,
        (
            *row(say.word("description"), say.say(each.description)),
            *row(say.word("type"), say.term("quality", each.type, words.QUALITY_ASSURANCE_TYPES)),
            *row(say.word("agency"), say.say(agency.legal_name) if agency else None),
            *row(say.word("decision"), say.concept(each.decision)),
            *row(say.word("report"), *(say.link(report.url, report.title) if report else ())),
            *row(say.word("homepage"), *say.link(each.homepage)),
            *row(say.word("decided_at"), say.day(each.decided_at)),
            *row(say.word("expires_at"), say.day(each.expires_at)),
        ),
    )


def _use(say: Speaker, micro: MicroCredential) -> Section:
    achievement = micro.achievement
    stack = achievement.stackability
    links = (phrase for link in achievement.links for phrase in say.link(link.url, link.title))
    notes: list[Row] = []
    for note in achievement.notes:
        about = say.say(note.subject)
        notes += row(about.text if about else say.word("note"), say.say(note.text))
    relation = achievement.system_relation
    rows: list[Row] = [
        *row(say.word("prerequisites"), say.say(achievement.prerequisites)),
        *row(say.word("stackability"), say.say(stack.statement) if stack else None),
    ]
    for name in ("part_of", "has_part", "entitles_to") if stack else ():
        rows += row(say.word(name), *_references(say, getattr(stack, name)))
    rows += [
        *_validity(say, achievement.validity),
        *row(say.word("legal_basis"), say.say(achievement.legal_basis)),
        *row(say.word("system_relation"), say.plain(relation.value) if relation else None),
        *notes,
        *row(say.word("links"), *links),
        *row(say.word("homepage"), *say.link(achievement.homepage)),
        *row(say.word("identifiers"), *identifiers_of(say, achievement.identifiers)),
        *row(say.word("tags"), *map(say.plain, achievement.tags)),
    ]
    return section_of(say, "use", rows)


def _validity(say: Speaker, validity: Validity | None) -> Iterator[Row]:
    if validity is None:
        return
    period = say.label(_period(say, validity.period)) if validity.period else None
    yield from row(say.word("validity"), period)
    yield from row(say.word("renewal"), say.say(validity.renewal))


def _period(say: Speaker, period: str) -> str:
    """`P3Y6M` in words."""
    number, said = "", []
    for sign in period.removeprefix("P"):
        if sign.isdigit():
            number += sign
        else:
            unit = {"Y": "years", "M": "months_long", "D": "days"}[sign]
            said.append(say.word(unit, n=number))
            number = ""
    return ", ".join(said)


def _references(say: Speaker, references: Iterable[Reference]) -> Iterator[Phrase | None]:
    for reference in references:
        yield from say.link(reference.id, reference.title)


def _workload(say: Speaker, workload: Workload | None) -> Iterator[Phrase]:
    if workload is None:
        return
    for name, unit in (("hours", "hours"), ("days", "days"), ("months", "months_long")):
        amount = getattr(workload, name)
        if amount is not None:
            yield say.label(say.word(unit, n=_number(amount)))


def _credits(say: Speaker, credits_: Iterable[CreditPoints]) -> Iterator[Phrase]:
    for each in credits_:
        yield say.plain(f"{_number(each.points)} {each.system}")


def _level(say: Speaker, level: Level) -> Phrase:
    if level.framework == "QF-EHEA":
        return say.term_of("cycle", level.level, words.EHEA_CYCLES, before="QF-EHEA: ")
    said = say.word("level", n=level.level)
    return Phrase(shown(f"{level.framework}, {said}"), say.interface, direction_of(say.interface))


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")
