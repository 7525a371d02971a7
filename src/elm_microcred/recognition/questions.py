"""The seven questions, and where their answers stand in a micro-credential."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from elm_microcred.model import MicroCredential
from elm_microcred.validation import annex1_looks as looks
from elm_microcred.validation.finding import Finding, listed, named, of, said


class Look(NamedTuple):
    """One fact that is looked for.

    Attributes:
        name: What it is, in words.
        look: Looks for it.
        needed: Whether the question is not answered without it.
        ground: Who else may stand behind it: registers and endorsers (`quality`), endorsers alone,
            the accreditation of a register (`accreditation`), a certificate (`issuer`), or nobody.
    """

    name: str
    look: Callable[[MicroCredential], Finding]
    needed: bool = False
    ground: str = ""


class Question(NamedTuple):
    """One question of an assessor.

    Attributes:
        id: Its name.
        text: The question.
        looks: What answers it.
        any_of: Whether one of the needed facts is enough.
    """

    id: str
    text: str
    looks: tuple[Look, ...]
    any_of: bool = False


def issuer(micro: MicroCredential) -> Finding:
    """Who issued it."""
    found = micro.achievement.issuer
    where = of(found, "/achievement/issuer", "legal_name", "identifiers")
    numbers = [each.notation for each in found.identifiers] if found is not None else []
    return Finding(where, listed([said(found.legal_name if found else None), *numbers]))


def authorisation(micro: MicroCredential) -> Finding:
    """Who authorised the programme, and who accredits it."""
    achievement = micro.achievement
    where = of(achievement, "/achievement", "authorised_by", "accreditors")
    bodies = [achievement.authorised_by, *achievement.accreditors]
    names = listed(said(each.legal_name) for each in bodies if each is not None)
    return Finding(where, names, "the type of quality assurance" if where else "")


def assured(micro: MicroCredential) -> Finding:
    """The quality assurance that is stated, with who assures and until when."""
    stated = micro.achievement.quality_assurance
    where = tuple(f"/achievement/quality_assurance/{n}" for n in range(len(stated)))
    words = []
    for each in stated:
        parts = [named(each.type) or said(each.title)]
        parts += [f"by {said(each.agency.legal_name)}"] if each.agency is not None else []
        parts += [f"until {each.expires_at:%Y-%m-%d}"] if each.expires_at is not None else []
        words.append(" ".join(parts))
    typed = any(each.type is not None for each in stated)
    return Finding(where, listed(words), "" if typed or not stated else "its type")


def relation(micro: MicroCredential) -> Finding:
    """How it stands to the national qualification system."""
    relation = micro.achievement.system_relation
    where = of(micro.achievement, "/achievement", "system_relation")
    return Finding(where, relation.value if relation is not None else "")


def field(micro: MicroCredential) -> Finding:
    """The field of education."""
    areas = micro.achievement.thematic_areas
    return Finding(
        of(micro.achievement, "/achievement", "thematic_areas"), listed(map(named, areas))
    )


def skills(micro: MicroCredential) -> Finding:
    """Skills of frameworks that the outcomes name."""
    stated = [
        (number, skill)
        for number, outcome in enumerate(micro.achievement.outcomes)
        for skill in outcome.skills
    ]
    where = tuple(dict.fromkeys(f"/achievement/outcomes/{n}/skills" for n, _ in stated))
    return Finding(where, listed(named(skill) for _, skill in stated))


def identity_check(micro: MicroCredential) -> Finding:
    """Whether the learner was identified at the assessment."""
    found = looks.supervision(micro)
    rules = [each.supervision for each in micro.achievement.assessments]
    checked = [rule for rule in rules if rule is not None and "without" not in (rule.code or "")]
    if not found.where:
        return Finding()
    return found if checked else Finding(found.where, found.evidence, "a check of the identity")


QUESTIONS: Final = (
    Question(
        "quality",
        "Who assures the quality of the programme and of the provider?",
        (
            Look("Quality assurance", assured, needed=True, ground="quality"),
            Look("Authorised or accredited by", authorisation, needed=True, ground="endorsers"),
            Look("Awarding body", looks.awarding_body, ground="issuer"),
            Look("Relation to the qualification system", relation),
        ),
        any_of=True,
    ),
    Question("verification", "Can the credential be verified, and who stands behind it?", ()),
    Question(
        "level",
        "At which level is it, and in which framework?",
        (
            Look("Level", looks.level, needed=True, ground="accreditation"),
            Look("Prerequisites", looks.prerequisites),
            Look("Combination with others", looks.stackability),
        ),
    ),
    Question(
        "outcomes",
        "What does the learner know and what can they do?",
        (
            Look("Learning outcomes", looks.outcomes, needed=True),
            Look("Skills", skills),
            Look("Field of education", field),
        ),
    ),
    Question(
        "workload",
        "How much work was it?",
        (
            Look("Workload", looks.workload, needed=True),
            Look("Form of participation", looks.participation),
        ),
    ),
    Question(
        "assessment",
        "How were the outcomes assessed, and with what result?",
        (
            Look("Assessment", looks.assessment, needed=True),
            Look("Result", looks.grade),
            Look("Date of the award", looks.date),
        ),
    ),
    Question(
        "identification",
        "Who is the learner, and was that checked?",
        (
            Look("Learner", looks.learner, needed=True),
            Look("Identity checked at the assessment", identity_check, needed=True),
        ),
    ),
)
"""The questions in the order of the report."""
