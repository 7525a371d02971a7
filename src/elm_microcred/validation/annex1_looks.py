"""The sixteen elements of Annex I of Council Recommendation 2022/C 243/02, looked for one by one.

Spec: https://eur-lex.europa.eu/eli/reco/2022/627/oj
"""

from __future__ import annotations

from collections.abc import Iterator

from elm_microcred.levels import LevelAnswer, eqf_level_of
from elm_microcred.model import MicroCredential
from elm_microcred.validation.finding import Finding, listed, named, of, said


def learner(micro: MicroCredential) -> Finding:
    """Who the learner is: a name, a number, a hash, or an identifier."""
    learner = micro.award.learner
    names = of(learner, "/award/learner", "full_name", "given_name", "family_name")
    other = of(learner, "/award/learner", "national_id", "identifiers", "email", "id")
    vague = of(learner, "/award/learner", "date_of_birth", "citizenships")
    where = (*names, *other, *vague)
    if learner.identity == "hashed":
        where = ("/award/learner/hashed_identities",)
        return Finding(where, "by salted hash: the holder shows what was hashed")
    if learner.identity == "did":
        return Finding(where, "by identifier alone")
    if not names and not other:
        return Finding(where, "", "a name or number" if where else "")
    full = learner.full_name or learner.family_name or learner.given_name
    return Finding(where, said(full) or listed(p.rpartition("/")[2] for p in other))


def title(micro: MicroCredential) -> Finding:
    """The title."""
    return Finding(("/achievement/title",), said(micro.achievement.title))


def country(micro: MicroCredential) -> Finding:
    """Where the issuer is: its seat, else the country of one of its numbers."""
    issuer = micro.achievement.issuer
    if issuer is None:
        return Finding()
    place = issuer.location
    where = of(place, "/achievement/issuer/location", "country", "region")
    if place is not None and where:
        return Finding(where, listed((place.country or "", place.region or "")))
    for number, identifier in enumerate(issuer.identifiers):
        if identifier.country is not None:
            pointer = f"/achievement/issuer/identifiers/{number}/country"
            return Finding((pointer,), f"{identifier.country}, by its {identifier.kind} number")
    return Finding()


def awarding_body(micro: MicroCredential) -> Finding:
    """Who awards."""
    bodies = micro.achievement.awarding_bodies
    where = tuple(f"/achievement/awarding_bodies/{n}" for n in range(len(bodies)))
    return Finding(where, listed(said(body.legal_name) for body in bodies))


def date(micro: MicroCredential) -> Finding:
    """When it was awarded, or at least issued."""
    award = micro.award
    where = of(award, "/award", "awarded_at", "issued_at")
    if award.awarded_at is not None:
        return Finding(where, f"awarded {award.awarded_at:%Y-%m-%d}")
    if award.issued_at is not None:
        return Finding(where, f"issued {award.issued_at:%Y-%m-%d}", "the date of the award")
    return Finding()


def outcomes(micro: MicroCredential) -> Finding:
    """What the learner knows and can do."""
    outcomes = micro.achievement.outcomes
    where = tuple(f"/achievement/outcomes/{n}" for n in range(len(outcomes)))
    where += of(micro.achievement, "/achievement", "outcome_summary")
    if outcomes:
        return Finding(where, listed(said(outcome.title) for outcome in outcomes))
    return Finding(where, said(micro.achievement.outcome_summary))


def workload(micro: MicroCredential) -> Finding:
    """How much work it is, in time or in credits."""
    achievement = micro.achievement
    where = of(achievement, "/achievement", "workload", "credits")
    work = achievement.workload
    units = ("months", "days", "hours")
    parts = [f"{getattr(work, u)} {u}" for u in units if work and getattr(work, u) is not None]
    points = [f"{credit.points} {credit.system}" for credit in achievement.credits]
    if where:
        return Finding(where, listed([*parts, *points]))
    earned = micro.award.credits_earned
    where = ("/award/credits_earned",) if earned else ()
    return Finding(where, listed(f"{credit.points} {credit.system}" for credit in earned))


def level(micro: MicroCredential) -> Finding:
    """How high it is; in part, where only a national level is given.

    What a dated table makes of a national level is evidence, not a statement of the issuer.
    """
    levels = micro.achievement.levels
    where = ("/achievement/levels",) if levels else ()
    evidence = listed(f"{level.framework} {level.level}" for level in levels)
    if any(level.framework in ("EQF", "QF-EHEA") for level in levels):
        return Finding(where, evidence)
    told = [answer for answer in _by_table(micro) if answer.known]
    if told:
        european = " or ".join(told[0].levels)
        evidence += f" (EQF {european} by the table {told[0].tables[-1].id})"
    return Finding(where, evidence, "the level of the EQF or the QF-EHEA")


def _by_table(micro: MicroCredential) -> Iterator[LevelAnswer]:
    """What the tables say of each level on the day of the award."""
    moment = micro.award.awarded_at or micro.award.issued_at
    issuer = micro.achievement.issuer
    country = issuer.location.country if issuer and issuer.location else None
    for each in micro.achievement.levels:
        yield eqf_level_of(each, at=moment.date() if moment else None, country=country)


def assessment(micro: MicroCredential) -> Finding:
    """How the outcomes were assessed."""
    assessments = micro.achievement.assessments
    where = tuple(f"/achievement/assessments/{n}" for n in range(len(assessments)))
    typed = [assessment for assessment in assessments if assessment.type is not None]
    lacking = "" if len(typed) == len(assessments) else "the type of assessment"
    kinds = [named(assessment.type) or said(assessment.title) for assessment in assessments]
    return Finding(where, listed(kinds), lacking)


def participation(micro: MicroCredential) -> Finding:
    """In what form learners took part."""
    achievement = micro.achievement
    if achievement.participation:
        evidence = listed(named(mode) for mode in achievement.participation)
        return Finding(("/achievement/participation",), evidence)
    modes = [(n, activity.mode) for n, activity in enumerate(achievement.activities)]
    where = tuple(f"/achievement/activities/{n}/mode" for n, mode in modes if mode is not None)
    if where:
        return Finding(where, listed(named(mode) for _, mode in modes))
    where = of(achievement, "/achievement", "learning_setting")
    return Finding(where, named(achievement.learning_setting), "whether in person or online")


def quality(micro: MicroCredential) -> Finding:
    """What quality assurance stands behind it."""
    achievement = micro.achievement
    assured = achievement.quality_assurance
    if assured:
        where = tuple(f"/achievement/quality_assurance/{n}" for n in range(len(assured)))
        typed = any(assurance.type is not None for assurance in assured)
        evidence = listed(named(each.type) or said(each.title) for each in assured)
        return Finding(where, evidence, "" if typed else "the type of quality assurance")
    where = of(achievement, "/achievement", "authorised_by", "accreditors")
    bodies = [achievement.authorised_by, *achievement.accreditors]
    evidence = listed(said(body.legal_name) for body in bodies if body is not None)
    return Finding(where, evidence, "the type of quality assurance")


def prerequisites(micro: MicroCredential) -> Finding:
    """What was needed to enrol."""
    where = of(micro.achievement, "/achievement", "prerequisites")
    return Finding(where, said(micro.achievement.prerequisites))


def supervision(micro: MicroCredential) -> Finding:
    """Whether the learner was watched and identified."""
    rules = [(n, a.supervision) for n, a in enumerate(micro.achievement.assessments)]
    where = tuple(f"/achievement/assessments/{n}/supervision" for n, rule in rules if rule)
    lacking = "" if len(where) == len(rules) else "supervision of every assessment"
    return Finding(where, listed(named(rule) for _, rule in rules), lacking)


def grade(micro: MicroCredential) -> Finding:
    """The grade."""
    results = micro.award.results
    where = tuple(f"/award/results/{n}" for n in range(len(results)))
    return Finding(where, listed(said(result.grade) for result in results))


def stackability(micro: MicroCredential) -> Finding:
    """How it combines with others."""
    stackability = micro.achievement.stackability
    names = ("statement", "part_of", "has_part", "entitles_to", "partial_qualification")
    where = of(stackability, "/achievement/stackability", *names)
    statement = stackability.statement if stackability is not None else None
    return Finding(where, said(statement) or listed(p.rpartition("/")[2] for p in where))


def further(micro: MicroCredential) -> Finding:
    """Where to read on."""
    achievement = micro.achievement
    where = of(achievement, "/achievement", "notes", "links", "homepage")
    where += of(micro.award, "/award", "evidence")
    if where:
        return Finding(where, listed(pointer.rpartition("/")[2] for pointer in where))
    where = of(achievement, "/achievement", "description")
    for number, activity in enumerate(achievement.activities):
        where += of(activity, f"/achievement/activities/{number}", "description")
    return Finding(where, "a description", "a note, document or page")
