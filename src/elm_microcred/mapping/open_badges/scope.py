"""What a row of the mapping sees: the badge under construction, or the object that is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from elm_microcred.mapping.open_badges.kinds import Notes, Path
from elm_microcred.mapping.open_badges.losses import Losses
from elm_microcred.mapping.open_badges.node import Node, Reading

Record = Mapping[str, Any]
"""A record of the model as JSON values."""

Object = dict[str, Any]
"""An object of the badge under construction."""

_UNNAMED: Final = "#unnamed-"


@dataclass(slots=True)
class Badge:
    """A badge under construction.

    Attributes:
        language: Main language.
        extension: Whether the extension may be used.
        base: IRI from which ids are made for what has none.
        credential: The badge.
        losses: What it does not say.
        extended: Whether the extension was used.
        described: Ids of the organisations that are described already, by their content.
        contradictory: Ids of organisations that are described in more than one way.
    """

    language: str
    extension: bool
    base: str
    credential: Object = field(default_factory=dict)
    losses: Losses = field(default_factory=Losses)
    extended: bool = False
    described: dict[str, str] = field(default_factory=dict)
    contradictory: frozenset[str] = frozenset()

    @property
    def subject(self) -> Object:
        """The credential subject."""
        found: Object = self.credential["credentialSubject"]
        return found

    @property
    def achievement(self) -> Object:
        """The achievement."""
        found: Object = self.subject["achievement"]
        return found

    def unnamed(self, path: Path) -> str:
        """The id of something that has none, after its place in the micro-credential."""
        steps = (str(step + 1 if isinstance(step, int) else step) for step in path[1:])
        place = "-".join(steps).replace("_", "-")
        return f"{self.base.partition('#')[0]}{_UNNAMED}{place}"

    def said(self, node: Object) -> Node:
        """An object that was written, to be read back."""
        return Node(node, Reading(self.language))


def is_unnamed(iri: str | None) -> bool:
    """Whether an id was made by `Badge.unnamed`."""
    return iri is not None and _UNNAMED in iri


@dataclass(frozen=True, slots=True)
class Target:
    """A record on its way into a badge.

    Attributes:
        record: The record.
        node: The object of Open Badges that says it.
        home: Where terms of the extension go; `None` in a badge without it.
        badge: The whole badge.
        path: Where the record stands in the micro-credential.
    """

    record: Record
    node: Object
    home: Object | None
    badge: Badge
    path: Path

    @property
    def said(self) -> Node:
        """The object as a reader sees it."""
        return self.badge.said(self.node)

    def notes(self, member: str) -> Notes:
        """What a member needs to be written in the extension."""
        return Notes(self.badge.language, (*self.path, member), self.badge.losses.unknown)


@dataclass(frozen=True, slots=True)
class Source:
    """An object of a badge on its way into a record.

    Attributes:
        node: The object of Open Badges.
        home: Where terms of the extension stand; `None` if there are none.
        path: Where the record stands in the micro-credential.
    """

    node: Node
    home: Node | None
    path: Path
