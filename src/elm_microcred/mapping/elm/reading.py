"""Reading a document of somebody else's: what was read of it, what was not, what is wrong in it.

A `Slot` is one value and the place where it stands. Whoever reads a value says so (`taken`,
`entered`); what nobody read is found in the end by walking the document once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count as count_from
from typing import Any, Final

from elm_microcred.errors import LimitError
from elm_microcred.limits import DEFAULT
from elm_microcred.problem import Problem, json_pointer, shorten

Path = tuple[str | int, ...]
Json = dict[str, Any]

Place = tuple["Place", str | int] | None
"""The same as a path, made in one step: where what holds it stands, and the last step."""

_CONTAINERS = (dict, list)

_NAMING = ("id", "type")

_NOTHING: tuple[Any, ...] = (None, "", [], {})
"""Values that say nothing."""

_GROUPS = 100
"""At most so many findings about unread members; the rest is counted."""


TO_KEEP: Final = "Convert with embed=True, so that it comes back, or keep the original."
"""What to do about what is read less exactly, where nothing better can be said."""


class Found(Json):
    """Members of the model as they were read, and where each of them stood.

    Attributes:
        path: Place of the object in the document.
        places: Place of each member; of each item, where it holds several.
    """

    def __init__(self, path: Path = ()) -> None:
        super().__init__()
        self.path = path
        self.places: dict[str, list[Path]] = {}

    def put(self, member: str, value: Any, path: Path, *, many: bool = False) -> None:
        """Set a member, or add an item to it; dots lead into members of members."""
        member, _, rest = member.partition(".")
        self.places.setdefault(member, []).append(path)
        if rest:
            inner = self.setdefault(member, Found(path))
            inner.put(rest, value, path, many=many)
        elif many:
            self.setdefault(member, []).append(value)
        else:
            self[member] = value

    def has(self, member: str) -> bool:
        """Whether a member is set; dots lead into members of members."""
        member, _, rest = member.partition(".")
        inner = self.get(member)
        return inner is not None and (not rest or (isinstance(inner, Found) and inner.has(rest)))

    def place(self, pointer: str) -> Path:
        """Where in the document the nearest thing to a JSON Pointer into the model stood."""
        here: Any = self
        best = self.path
        at: list[Path] = []
        for step in pointer.split("/")[1:]:
            if isinstance(here, Found):
                at = here.places.get(step, [])
                best = at[0] if at else best
                here = here.get(step)
            elif isinstance(here, list) and step.isdecimal() and int(step) < len(here):
                best = at[int(step)] if int(step) < len(at) else best
                here = here[int(step)]
            else:
                break
            best = here.path if isinstance(here, Found) and here.path else best
        return best


@dataclass(slots=True)
class Reading:
    """One document while it is read.

    Raises:
        LimitError: If it is nested too deeply, or too long.

    Attributes:
        root: The document.
        problems: What is wrong in it: these end the reading.
        losses: What the model says less exactly, or not at all.
        whole: Places of what was read whole.
        parts: Places of what was read in part.
        named: Places of objects whose `id` and `type` were read.
    """

    root: Any
    problems: list[Problem] = field(default_factory=list)
    losses: list[Problem] = field(default_factory=list)
    whole: set[Path] = field(default_factory=set)
    parts: set[Path] = field(default_factory=set)
    named: set[Path] = field(default_factory=set)
    _telling: set[str] = field(default_factory=set)
    _nodes: dict[str, list[tuple[Place, Json]]] | None = None

    def __post_init__(self) -> None:
        """Look how deep and how long the document is, one level after the other."""
        level: list[Any] = [self.root]
        count = 0
        telling = self._telling
        for depth in count_from(0):
            count += sum(map(len, level))
            if count > DEFAULT.members:
                raise _too_much("LIMIT_MEMBERS", "too long", DEFAULT.members)
            if depth >= DEFAULT.depth and any(level):
                path = _deepest(self.root, depth)
                raise _too_much("LIMIT_DEPTH", "nested too deeply", DEFAULT.depth, path)
            below: list[Any] = []
            for here in level:
                if isinstance(here, dict):
                    if len(here) > 2 and isinstance(id := here.get("id"), str):
                        telling.add(id)
                    inner: Iterable[Any] = here.values()
                else:
                    inner = here
                below += [each for each in inner if isinstance(each, _CONTAINERS)]
            if not below:
                return
            level = below

    def refuse(self, slot: Slot, what: str, expected: str, code: str = "MODEL_TYPE") -> None:
        """Note that a value is not what stands in such a place."""
        self.problems.append(
            Problem(code, what, pointer=slot.pointer, found=_shown(slot.value), expected=expected)
        )

    def narrow(self, slot: Slot, what: str, remedy: str = TO_KEEP) -> None:
        """Note that the model says a value less exactly."""
        self.losses.append(
            Problem(
                "MAPPING_NARROWED",
                what,
                pointer=slot.pointer,
                found=_shown(slot.value),
                remedy=remedy,
            )
        )

    def node(self, id: str) -> tuple[Path, Json] | None:
        """The first object of that id that says more than its id and type."""
        if id not in self._telling:
            return None
        return next(
            ((_path(place), node) for place, node in self._of_id(id) if len(node) > 2), None
        )

    def _of_id(self, id: str) -> list[tuple[Place, Json]]:
        """Every object of that id, in the order of the document."""
        if self._nodes is None:
            self._nodes = defaultdict(list)
            _index(self._nodes, None, self.root)
        return self._nodes.get(id, [])

    def unread(self) -> Iterator[Problem]:
        """One finding for each kind of member that nobody read, with the first of its places."""
        groups: dict[tuple[str, str], list[tuple[Path, Any]]] = {}
        for path, value, kind in self._untouched():
            term = next((step for step in reversed(path) if isinstance(step, str)), "")
            groups.setdefault((kind, term), []).append((path, value))
        for (kind, term), places in list(groups.items())[:_GROUPS]:
            path, value = places[0]
            yield Problem(
                "MAPPING_UNREAD",
                f"{in_words(kind, term, len(places))} was not read: a micro-credential has no "
                "place for it.",
                pointer=json_pointer(path),
                found=_shown(value),
                remedy="Keep the document itself if you need it.",
            )
        if len(groups) > _GROUPS:
            yield Problem(
                "MAPPING_UNREAD", f"{len(groups) - _GROUPS} further kinds of member were not read."
            )

    def _untouched(self) -> Iterator[tuple[Path, Any, str]]:
        todo: list[tuple[Path, Any, str]] = [((), self.root, "the document")]
        while todo:
            path, value, kind = todo.pop()
            if path in self.whole or value in _NOTHING:
                continue
            if isinstance(value, list):
                todo += [((*path, n), item, kind) for n, item in reversed([*enumerate(value)])]
            elif isinstance(value, dict) and path in self.parts:
                name = _type_name(value) if path else _type_name(value, "the document")
                read = _NAMING if path in self.named else ()
                todo += [
                    ((*path, term), member, name)
                    for term, member in reversed(value.items())
                    if term not in read
                ]
            elif not self._is_repeated(value):
                yield path, value, kind

    def _is_repeated(self, value: Any) -> bool:
        """Whether this is a copy of a node, or a reference to one, that was read elsewhere."""
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            return False
        return any(
            _path(place) in self.parts
            and all(node.get(term) == said for term, said in value.items())
            for place, node in self._of_id(value["id"])
        )


class Slot:
    """One value of the document, and where it stands.

    Attributes:
        value: The value.
        path: Its place.
        reading: The document while it is read.
    """

    # No dataclass: hundreds are made of each document, and a frozen one costs three times as much.
    __slots__ = ("path", "reading", "value")

    def __init__(self, value: Any, path: Path, reading: Reading) -> None:
        self.value = value
        self.path = path
        self.reading = reading

    @property
    def pointer(self) -> str:
        """Its place, as a JSON Pointer."""
        return json_pointer(self.path)

    @property
    def members(self) -> Mapping[str, Any]:
        """Its members, if it is an object."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def id(self) -> str | None:
        """Its id, if it has one that holds beyond this document."""
        id = self.value if isinstance(self.value, str) else self.members.get("id")
        return id if isinstance(id, str) and not is_local(id) else None

    @property
    def is_taken(self) -> bool:
        """Whether the whole of it was read."""
        return self.path in self.reading.whole

    def taken(self) -> None:
        """Note that the whole of it was read."""
        self.reading.whole.add(self.path)

    def opened(self) -> None:
        """Note that it was looked into, so that what is not read in it is told by itself."""
        self.reading.parts.add(self.path)

    def entered(self) -> Slot:
        """This object, or the one that it refers to by its id, with its `id` and `type` read."""
        id = self.value if isinstance(self.value, str) else self.members.get("id")
        found = None
        if isinstance(id, str) and len(self.members) <= 2:
            found = self.reading.node(id)
        if found is None or found[0] == self.path:
            return self.inside()
        self.taken()
        return Slot(found[1], found[0], self.reading).inside()

    def inside(self) -> Slot:
        """This object, with its `id` and `type` read; a bare id is read whole."""
        if isinstance(self.value, str):
            self.taken()
        self.reading.parts.add(self.path)
        self.reading.named.add(self.path)
        return self

    def many(self, term: str) -> list[Slot]:
        """The values of a member: none, one, or several."""
        value = self.value.get(term) if isinstance(self.value, dict) else None
        if value is None:
            return []
        path = (*self.path, term)
        if not isinstance(value, list):
            return [] if value in _NOTHING else [Slot(value, path, self.reading)]
        return [
            Slot(item, (*path, place), self.reading)
            for place, item in enumerate(value)
            if item not in _NOTHING
        ]

    def one(self, term: str) -> Slot | None:
        """The first value of a member."""
        value = self.value.get(term) if isinstance(self.value, dict) else None
        if value is None:
            return None
        if isinstance(value, list):
            return next(iter(self.many(term)), None)
        return None if value in _NOTHING else Slot(value, (*self.path, term), self.reading)


def _index(nodes: dict[str, list[tuple[Place, Json]]], place: Place, here: Any) -> None:
    """Note the objects that have an id, here and below: no deeper than was looked at."""
    if isinstance(here, dict):
        id = here.get("id")
        if isinstance(id, str):
            nodes[id].append((place, here))
        for term, inner in here.items():
            if isinstance(inner, _CONTAINERS):
                _index(nodes, (place, term), inner)
    else:
        for number, inner in enumerate(here):
            if isinstance(inner, _CONTAINERS):
                _index(nodes, (place, number), inner)


def _path(place: Place) -> Path:
    """The steps to a place."""
    steps: list[str | int] = []
    while place is not None:
        place, step = place
        steps.append(step)
    return tuple(reversed(steps))


def _deepest(root: Any, depth: int) -> Path:
    """The place of something that is nested so deeply."""
    todo: list[tuple[Place, int, Any]] = [(None, 0, root)]
    while todo:
        place, level, here = todo.pop()
        if level >= depth and here:
            return _path(place)
        members: Iterable[tuple[str | int, Any]] = (
            here.items() if isinstance(here, dict) else enumerate(here)
        )
        todo += [
            ((place, step), level + 1, inner)
            for step, inner in members
            if isinstance(inner, _CONTAINERS)
        ]
    return ()


def is_local(id: str) -> bool:
    """Whether an id holds within one document only, as Europass writes them."""
    return id.startswith(("urn:epass:", "urn:certificate", "_:"))


def _too_much(code: str, how: str, most: int, path: Path = ()) -> LimitError:
    return LimitError(
        code,
        f"The document is {how}.",
        pointer=json_pointer(path[:4]),
        expected=f"at most {most}",
    )


def _type_name(value: Json, otherwise: str = "an object") -> str:
    types = value.get("type")
    names = types if isinstance(types, list) else [types]
    return next((name for name in reversed(names) if isinstance(name, str)), otherwise)


_WORDS = {
    "DisplayParameter/description": "The line below the title of the certificate",
    "DisplayParameter/title": "The title of the certificate",
    "DisplayParameter/summaryDisplay": "The layout of the certificate",
    "EuropeanDigitalCredential/attachment": "An attachment",
    "EuropeanDigitalCredential/credentialProfiles": "The profile of the credential",
    "EuropeanDigitalCredential/credentialSchema": "The schema of the credential",
    "EuropeanDigitalCredential/credentialStatus": "The status of the credential",
    "EuropeanDigitalCredential/evidence": "The evidence of the credential, as a mandate",
    "EuropeanDigitalCredential/termsOfUse": "The terms of use",
    "Organisation/groupMemberOf": "The group of which an organisation is a member",
    "Organisation/location": "A further place of an organisation",
    "Person/gender": "The gender of the learner",
    "Person/hasClaim": "A further claim",
    "Person/placeOfBirth": "The place of birth of the learner",
    "ContactPoint/address": "The postal address of a contact",
    "Location/description": "The description of a place",
    "LearningActivity/additionalNote": "A note on a learning activity",
    "LearningActivitySpecification/additionalNote": "A note on a kind of learning activity",
    "LearningActivitySpecification/supplementaryDocument": "A document on a learning activity",
    "LearningAssessment/hasPart": "A part of an assessment",
    "Qualification/maximumDuration": "The longest duration",
    "the document/deliveryDetails": "How the document was to be delivered",
}
"""What people call what is met most often, by class and term."""


def in_words(kind: str, term: str, count: int = 1) -> str:
    """What people call a member, with its term, and how often it was met."""
    said = _WORDS.get(f"{kind}/{term}")
    named = f"`{term}` of {kind}" if term else kind
    times = f", {count} times" if count > 1 else ""
    return f"{said} ({named}{times})" if said else f"{named}{f' ({count} times)' if times else ''}"


_SHOWN = (
    "noteLiteral",
    "title",
    "prefLabel",
    "legalName",
    "evidenceStatement",
    "fullAddress",
    "address",
    "countryCode",
    "contentURL",
    "id",
)
"""What says most about an object, best first."""


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        for term in _SHOWN:
            if value.get(term):
                return _shown(value[term])
        if "id" not in value and all(isinstance(said, str | list) for said in value.values()):
            return _shown(value.get("en") or next(iter(value.values()), ""))
        return shorten("an object of " + ", ".join(map(str, value)))
    if isinstance(value, list):
        return _shown(value[0]) if value else "nothing"
    return shorten(value)
