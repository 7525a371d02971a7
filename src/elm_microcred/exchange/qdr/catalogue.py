"""From a catalogue of achievements to a dataset that a register can publish.

```python
from elm_microcred import Achievement
from elm_microcred.exchange.qdr import check_dataset, dataset_of

made = dataset_of([Achievement.load("port-safety.json")], profile="loq")
check_dataset(made.dataset).raise_for_failure()
made.losses  # what the profile has no place for
```
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from elm_microcred import profiles
from elm_microcred.exchange.qdr.dataset import Dataset
from elm_microcred.exchange.qdr.statements import Json, class_of
from elm_microcred.exchange.qdr.tables import Profile, check_profile, xml_table
from elm_microcred.mapping.elm.concepts import language_node
from elm_microcred.mapping.elm.pen import add, copied
from elm_microcred.mapping.elm.reading import is_local
from elm_microcred.mapping.elm.to_elm import to_elm
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.model.achievement import content_iri
from elm_microcred.problem import Problem, json_pointer, shorten

_LINKS: Final = ("isPartOf", "hasPart", "specialisationOf", "generalisationOf")
"""Members that lead to other achievements, which the catalogue describes or not."""
_LIMITS: Final = (("thematicArea", "limitField"), ("eqfLevel", "limitEQFLevel"))
"""What of an achievement limits its accreditation in AMS."""
_SCHEME: Final = "http://data.europa.eu/snb/learning-opportunity/"


@dataclass(frozen=True, slots=True)
class CatalogueDataset:
    """The dataset of a catalogue.

    Attributes:
        dataset: The dataset.
        losses: What the profile has no place for; pointers begin with the achievement's number.
    """

    dataset: Dataset
    losses: tuple[Problem, ...]


def dataset_of(achievements: Iterable[Achievement], *, profile: str = "loq") -> CatalogueDataset:
    """The dataset that a catalogue makes: each achievement with all that it is about.

    An achievement becomes a `Qualification` where it has a level, else a
    `LearningAchievementSpecification`, with a `LearningOpportunity` of its providers. Nodes
    without an id of their own get one that depends on their content alone, so that the same
    catalogue always makes the same dataset. It is not checked: `check_dataset` does that.

    Args:
        achievements: The achievements.
        profile: `loq`; or `ams`, which takes the accreditations of the achievements.

    Raises:
        MappingError: If a word, code, country or language is in no list.
        UsageError: If there is no such profile.
    """
    gathered = _Gathered(check_profile(profile))
    for place, achievement in enumerate(achievements):
        gathered.add(achievement, place)
    made = gathered.dataset()
    return CatalogueDataset(made, tuple(dict.fromkeys(gathered.losses)))


class _Gathered:
    """The nodes of the achievements so far.

    Attributes:
        losses: What the profile has no place for.
    """

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.loq = profiles.table("loq")
        self.table = profiles.table(profile)
        self.entities = xml_table("loq").entities
        self.nodes: dict[str, Json] = {}
        self.losses: list[Problem] = []
        self.links: list[tuple[int, str, str, list[str]]] = []
        self.place = 0
        self.base = ""

    def add(self, achievement: Achievement, place: int) -> None:
        """Take up an achievement."""
        self.place, self.base = place, achievement.id
        if is_local(self.base):  # it holds within one document only
            self.base = content_iri(achievement, leave_out="id")
        document = to_elm(MicroCredential(achievement, Award()))
        self.losses += [
            replace(loss, pointer=f"/{place}" + loss.pointer.removeprefix("/achievement"))
            for loss in document.losses
            if not loss.pointer.startswith("/award")
        ]
        claim = document["credentialSubject"]["hasClaim"]
        self._tell_losses(achievement)
        specification = {**claim["specifiedBy"], "id": self.base}
        if not achievement.tags:
            specification.pop("category", None)
        if not {"eqfLevel", "nqfLevel"} & set(specification):
            specification["type"] = "LearningAchievementSpecification"
        if "language" not in specification:
            specification["language"] = language_node(achievement.language, ())
        bodies = _many(claim["awardedBy"].get("awardingBody"))
        for member in ("influencedBy", "provenBy"):
            for node in _many(claim.get(member)):
                if isinstance(node, Mapping) and "specifiedBy" in node:
                    add(specification, member, copied(node["specifiedBy"]))
        if bodies:
            specification["awardingOpportunity"] = {
                "type": "AwardingOpportunity",
                "awardingBody": [copied(body) for body in bodies],
                "learningAchievementSpecification": specification["id"],
            }
        for member in _LINKS:
            linked = [_id_of(each) for each in _many(specification.pop(member, None))]
            if linked:
                self.links.append((place, self.base, member, linked))
        if achievement.issuer is not None:
            specification["publisher"] = copied(document["issuer"])
        for accreditation in self._accreditations(specification, bodies):
            if bodies and "organisation" not in accreditation:
                accreditation["organisation"] = [copied(body) for body in bodies]
            if self.profile == "ams":
                for member, limit in (
                    ("thematicArea", "limitField"),
                    ("eqfLevel", "limitEQFLevel"),
                ):
                    if member in specification:
                        accreditation[limit] = specification[member]
        self._entity(self._opportunity(achievement, claim, specification, bodies))

    def _accreditations(self, specification: Json, bodies: list[Any]) -> Iterator[Json]:
        for node in (specification, *bodies):
            for each in _many(node.get("accreditation")):
                if isinstance(each, dict):
                    yield each

    def _tell_losses(self, achievement: Achievement) -> None:
        for member in ("assessors", "system_relation"):
            if getattr(achievement, member):
                self._lose((member,), "The profile has no term for it.", "")
        for number, assessment in enumerate(achievement.assessments):
            if assessment.supervision is not None:
                where = ("assessments", number, "supervision")
                self._lose(where, "The profile has no term for it.", assessment.supervision)

    def _opportunity(
        self, achievement: Achievement, claim: Json, specification: Json, bodies: list[Any]
    ) -> Json:
        providers = [
            body
            for source, member in (
                (_many(claim.get("learningOpportunity")), "providedBy"),
                (_many(claim.get("influencedBy")), "directedBy"),
            )
            for node in source
            for body in _many(node.get(member))
        ]
        offered = _each_once(providers) or bodies
        opportunity: Json = {
            "id": f"{self.base}#opportunity"
            if "#" not in self.base
            else f"{self.base}-opportunity",
            "type": "LearningOpportunity",
            "title": copied(claim["title"]),
            "elm:defaultLanguage": language_node(achievement.language, ()),
            **{m: specification[m] for m in ("publisher",) if m in specification},
            **({"providedBy": offered} if offered else {}),
            "learningAchievementSpecification": specification,
        }
        for member in ("description", "homepage", "mode"):
            if member in specification:
                opportunity[member] = specification[member]
        kind = specification.get("dcType")
        if isinstance(kind, Mapping) and str(kind.get("id", "")).startswith(_SCHEME):
            opportunity["dcType"] = kind
        return opportunity

    def _entity(self, node: Json) -> str:
        """Put a node apart; its id."""
        of = class_of(self.loq, _type(node))
        kept = self._members(node, of)
        id = node.get("id")
        if not isinstance(id, str) or is_local(id):
            shared = of is not None and of.name in ("Organisation", "Agent", "Group", "Location")
            id = _made_id(kept, "" if shared else self.base)
        kept = {"id": id, **{name: value for name, value in kept.items() if name != "id"}}
        before = self.nodes.get(id)
        if before is None:
            self.nodes[id] = kept
        else:
            self._merge(before, kept)
        return id

    def _merge(self, before: Json, kept: Json) -> None:
        for member, value in kept.items():
            known = before.setdefault(member, value)
            if known != value:
                known_items = _many(known)
                fresh = [item for item in _many(value) if item not in known_items]
                if member in ("accreditation", "organisation"):
                    before[member] = [*known_items, *fresh]
                else:
                    what = f"{before['id']} is told in two ways: {member} is that of the first."
                    self.losses.append(Problem("MAPPING_NARROWED", what, pointer=f"/{self.place}"))

    def _members(self, node: Mapping[str, Any], of: profiles.ElmClass | None) -> Json:
        kept: Json = {}
        for member, value in node.items():
            if member == "id":
                if not is_local(str(value)):
                    kept[member] = value
            elif member == "type" or of is None:
                kept[member] = value
            elif self._row(of, member) is None:
                self._lose((), f"{of.name} has no {member} in the profile {self.profile}.", value)
            else:
                row = self._row(of, member)
                is_texts = row is not None and row.language
                kept[member] = value if is_texts else self._value(value)
        return kept

    def _row(self, of: profiles.ElmClass, member: str) -> profiles.Property | None:
        here = self.table.classes.get(of.path, of)
        closed = here if here.closed else of
        for row in closed.properties.values():
            if member in (row.member, row.path):
                return row
        return None

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if not isinstance(value, Mapping):
            return value
        of = class_of(self.loq, _type(value))
        if of is not None and of.path in self.entities:
            return self._entity(dict(value))
        return self._members(value, of)

    def _lose(self, path: tuple[str | int, ...], what: str, found: Any) -> None:
        self.losses.append(
            Problem(
                "MAPPING_LOSS",
                what,
                pointer=json_pointer((self.place, *path)),
                found=shorten(str(found)) if found else None,
            )
        )

    def dataset(self) -> Dataset:
        """The dataset of all that was taken up."""
        for place, id, member, linked in self.links:
            self.place = place
            known = [name for name in linked if name in self.nodes]
            if known and self.profile == "loq":
                self.nodes[id][member] = known
            for name in linked:
                if name not in known:
                    self._lose((), f"{member} leads to what the catalogue does not describe.", name)
        entities = xml_table(self.profile).entities
        order = {of: place for place, of in enumerate(entities)}
        paths = {id: class_of(self.loq, _type(node)) for id, node in self.nodes.items()}
        wanted = [id for id, of in paths.items() if of is not None and of.path in entities]
        if self.profile == "ams":
            wanted = self._reached(
                [id for id in wanted if _type(self.nodes[id]) == "Accreditation"], wanted
            )
        wanted.sort(key=lambda id: (order[_path(paths[id])], id))
        return Dataset(self.profile, tuple(_alone(self.nodes[id]) for id in wanted))

    def _reached(self, roots: list[str], among: list[str]) -> list[str]:
        found, waiting = dict.fromkeys(roots), list(roots)
        while waiting:
            for name in _strings(self.nodes[waiting.pop()]):
                if name in among and name not in found:
                    found[name] = None
                    waiting.append(name)
        return list(found)


def _path(of: profiles.ElmClass | None) -> str:
    return of.path if of is not None else ""


def _id_of(node: Any) -> str:
    return str(node.get("id")) if isinstance(node, Mapping) else str(node)


def _each_once(nodes: list[Any]) -> list[Any]:
    return [node for place, node in enumerate(nodes) if node not in nodes[:place]]


def _type(node: Mapping[str, Any]) -> str:
    types = _many(node.get("type"))
    return str(types[-1]) if types else ""


def _many(value: Any) -> list[Any]:
    if isinstance(value, list):
        return list(value)
    return [] if value is None else [value]


def _alone(node: Json) -> Json:
    """One value alone, not in an array."""
    return {
        member: value[0] if isinstance(value, list) and len(value) == 1 else value
        for member, value in node.items()
    }


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value


def _made_id(node: Json, base: str) -> str:
    text = json.dumps([base, node], sort_keys=True, separators=(",", ":"))
    return f"urn:uuid:{uuid5(NAMESPACE_URL, text)}"
