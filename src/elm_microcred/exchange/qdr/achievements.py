"""From a dataset back to achievements: templates that can be issued, stacked, compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from elm_microcred.errors import ElmMicrocredError
from elm_microcred.exchange.qdr.dataset import Dataset
from elm_microcred.exchange.qdr.statements import Json
from elm_microcred.mapping.elm.from_elm import from_elm
from elm_microcred.model import Achievement
from elm_microcred.problem import Problem

_SPECIFICATIONS: Final = ("Qualification", "LearningAchievementSpecification")
_LINKS: Final = ("isPartOf", "hasPart", "specialisationOf", "generalisationOf", "publisher")
"""Members that lead to other achievements and the like: they stay references."""
_DEEPEST: Final = 8


@dataclass(frozen=True, slots=True)
class DatasetAchievements:
    """The achievements of a dataset.

    Attributes:
        achievements: Those that could be read.
        problems: What of them was not read or is said less exactly, and why others could not be
            read; pointers begin with the number of the document in the dataset.
    """

    achievements: tuple[Achievement, ...]
    problems: tuple[Problem, ...]


def achievements_of(dataset: Dataset) -> DatasetAchievements:
    """One achievement for each specification or qualification of a LOQ dataset."""
    by_id = {str(node["id"]): node for node in dataset.documents if "id" in node}
    offers: dict[str, list[Mapping[str, Any]]] = {}
    for node in dataset.documents:
        target = node.get("learningAchievementSpecification")
        if node.get("type") == "LearningOpportunity" and isinstance(target, str):
            offers.setdefault(target, []).append(node)
    achievements, problems = [], []
    for place, node in enumerate(dataset.documents):
        if node.get("type") not in _SPECIFICATIONS:
            continue
        losses: list[Problem] = []
        try:
            micro = from_elm(_credential(node, by_id, offers), losses=losses)
            achievement = micro.achievement
            id = node.get("id")
            if isinstance(id, str) and not id.startswith("_:"):
                achievement = Achievement.parse({**achievement.to_dict(), "id": id})
            achievements.append(achievement)
        except ElmMicrocredError as error:
            losses = list(error.problems)
        problems += [replace(each, pointer=f"/{place}") for each in losses]
    return DatasetAchievements(tuple(achievements), tuple(problems))


def _credential(
    node: Mapping[str, Any],
    by_id: Mapping[str, Mapping[str, Any]],
    offers: Mapping[str, list[Mapping[str, Any]]],
) -> Json:
    """A credential of nobody that claims what a specification describes."""
    whole = _expanded(node, by_id, (str(node.get("id")),))
    bodies = []
    for opportunity in _many(whole.pop("awardingOpportunity", None)):
        bodies += _many(opportunity.get("awardingBody"))
    claim: Json = {
        "type": "LearningAchievement",
        "title": whole.get("title", {}),
        "awardedBy": {"type": "AwardingProcess", "awardingBody": bodies},
    }
    activities = _many(whole.pop("influencedBy", None))
    providers = [
        _expanded({"providedBy": offer.get("providedBy", [])}, by_id, ())["providedBy"]
        for offer in offers.get(str(node.get("id")), ())
    ]
    flat: list[Any] = []
    for group in providers:
        flat += [each for each in _many(group) if each not in flat]
    for number, activity in enumerate(activities):
        made: Json = {
            "type": "LearningActivity",
            "title": activity.get("title", {}),
            "awardedBy": claim["awardedBy"],
            "specifiedBy": activity,
        }
        if flat and not number:
            made["directedBy"] = flat
        claim.setdefault("influencedBy", []).append(made)
    if flat and not activities:
        claim["learningOpportunity"] = {
            "type": "LearningOpportunity",
            "title": claim["title"],
            "providedBy": flat,
        }
    for assessment in _many(whole.pop("provenBy", None)):
        claim.setdefault("provenBy", []).append(
            {
                "type": "LearningAssessment",
                "title": assessment.get("title", {}),
                "awardedBy": claim["awardedBy"],
                "specifiedBy": assessment,
            }
        )
    if "additionalNote" in whole:
        whole["additionalNote"] = _joined(_many(whole["additionalNote"]))
    claim["specifiedBy"] = whole
    issuer = whole.pop("publisher", None)
    if isinstance(issuer, str) and issuer in by_id:
        issuer = _expanded(by_id[issuer], by_id, (issuer,))
    return {
        **({"issuer": issuer} if isinstance(issuer, Mapping) else {}),
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSubject": {"type": "Person", "hasClaim": claim},
    }


def _expanded(
    value: Any, by_id: Mapping[str, Mapping[str, Any]], around: tuple[str, ...], member: str = ""
) -> Any:
    if isinstance(value, Mapping):
        return {
            name: item
            if name in ("id", "type", "inScheme", "organisation")
            else _expanded(item, by_id, around, name)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_expanded(item, by_id, around, member) for item in value]
    is_known = isinstance(value, str) and value in by_id and value not in around
    if is_known and member not in _LINKS and len(around) < _DEEPEST:
        return _expanded(by_id[value], by_id, (*around, value))
    return value


def _joined(notes: list[Any]) -> list[Any]:
    """The notes, those that the XML form had to divide by language in one again."""
    joined: list[Any] = []
    for note in notes:
        subject, texts = _subject(note), _texts(note)
        for before in joined:
            known = _texts(before)
            if subject and subject == _subject(before) and not known.keys() & texts.keys():
                before["noteLiteral"] = {**known, **texts}
                break
        else:
            joined.append(dict(note) if isinstance(note, Mapping) else note)
    return joined


def _subject(note: Any) -> str:
    subject = note.get("subject") if isinstance(note, Mapping) else None
    return str(subject.get("id", "")) if isinstance(subject, Mapping) else ""


def _texts(note: Any) -> Mapping[str, Any]:
    texts = note.get("noteLiteral") if isinstance(note, Mapping) else None
    return texts if isinstance(texts, Mapping) else {}


def _many(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None else [value]
