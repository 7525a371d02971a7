"""Learning outcomes as alignments, and their skills as alignments beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred import vocabularies
from elm_microcred.mapping.open_badges import alignments
from elm_microcred.mapping.open_badges.alignments import alignment, get_url
from elm_microcred.mapping.open_badges.kinds import IRI, ConceptOf
from elm_microcred.mapping.open_badges.node import Node
from elm_microcred.mapping.open_badges.parts import Parts, Shape
from elm_microcred.mapping.open_badges.rows import Value, only, text
from elm_microcred.mapping.open_badges.scope import Object, Record, Source, Target

COMPETENCIES: Final = (*alignments.SKILLS, "CFItem", "ceasn:Competency", "")
"""Types of alignments that name what somebody can do; `""` stands for none."""

OUTCOME: Final = Shape(
    "Alignment",
    alignments.new(alignments.OUTCOME),
    (
        Value(
            member="id",
            what="The id of a learning outcome",
            badge="targetUrl",
            term="statedId",
            put=alignments.put_url,
            get=get_url,
            kind=IRI,
        ),
        text("title", "targetName", "A learning outcome", "A6"),
        text("description", "targetDescription", "The description of a learning outcome"),
        only(
            "kind",
            "outcomeKind",
            ConceptOf("skill-type"),
            "The kind of a learning outcome (knowledge or skill)",
        ),
        only(
            "reuse_level",
            "reuseLevel",
            ConceptOf("skill-reuse-level"),
            "How far a learning outcome can be reused",
        ),
        Value(
            member="skills",
            what="The skills of a learning outcome",
            badge=f"(alignments {' and '.join(alignments.SKILLS)} of the achievement)",
            term="relatedSkill",
            lost="are said by name and address beside it, without being tied to it",
            kind=ConceptOf(many=True),
        ),
    ),
)
"""A learning outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The row of learning outcomes.

    Skills that no outcome names belong to the only outcome there is; where there is none,
    each of them is an outcome.
    """

    member: str
    what: str
    badge: str
    elements: str
    term: str = ""
    lost: str = ""

    @property
    def _parts(self) -> Parts:
        where = alignments.slot(alignments.OUTCOME)
        return Parts(member=self.member, what=self.what, shape=OUTCOME, slot=where)

    def write(self, to: Target) -> None:
        """Write the outcomes, then their skills."""
        self._parts.write(to)
        skills = _skills(to.record.get(self.member, []), to.badge.language)
        alignments.slot().put(skills, to.node)

    def settle(self, to: Target) -> None:
        """Nothing is left: outcomes hold their own terms of the extension."""
        self._parts.settle(to)

    def read(self, source: Source) -> Any | None:
        """The outcomes with their skills."""
        outcomes: list[dict[str, Any]] = self._parts.read(source) or []
        tied = {skill.get("iri") for outcome in outcomes for skill in outcome.get("skills", [])}
        free = []
        for item in alignments.alignments(source.node, *COMPETENCIES):
            if item.peek("targetUrl") in tied:
                item.skip_all()
            else:
                free.append(item)
        if not outcomes:
            return [found for item in free if (found := _outcome(item))] or None
        if len(outcomes) == 1 and (skills := [found for item in free if (found := _skill(item))]):
            outcomes[0]["skills"] = [*outcomes[0].get("skills", []), *skills]
        return outcomes


def _skills(outcomes: Sequence[Record], language: str) -> list[Object]:
    """An alignment for each skill of the outcomes that has an IRI."""
    found: dict[str, Object] = {}
    for outcome in outcomes:
        for skill in outcome.get("skills", []):
            if "iri" in skill:
                found.setdefault(skill["iri"], _skill_alignment(skill, language))
    return list(found.values())


def _skill_alignment(skill: Record, language: str) -> Object:
    iri = skill["iri"]
    is_esco = iri.startswith(vocabularies.scheme("esco-skill").base)
    known = vocabularies.find(iri)
    label = skill.get("label") or (known.label if known else {})
    return alignment(
        targetType=alignments.SKILLS[0] if is_esco else alignments.SKILLS[1],
        targetName=label.get(language) or next(iter(label.values()), iri),
        targetUrl=iri,
        targetFramework="ESCO" if is_esco else skill.get("scheme"),
        targetCode=skill.get("code"),
    )


def _skill(node: Node) -> dict[str, Any] | None:
    """The skill that an alignment names, as a concept."""
    iri, name = get_url(node), node.text("targetName")
    found: dict[str, Any] = {"iri": iri, "code": node.string("targetCode")}
    if name and list(name.values()) != [iri]:
        found["label"] = name
    framework = node.string("targetFramework")
    if framework and "://" in framework:
        found["scheme"] = framework
    known = {member: value for member, value in found.items() if value}
    return known if known.keys() - {"scheme"} else None


def _outcome(node: Node) -> dict[str, Any] | None:
    """The outcome that an alignment with a skill says by itself."""
    concept = _skill(node)
    if concept is None:
        return None
    said = concept.get("code") or concept.get("iri")
    title = concept.get("label") or {node.reading.language: said}
    description = node.text("targetDescription")
    outcome = {"title": title, "description": description, "skills": [concept]}
    return {member: value for member, value in outcome.items() if value}
