"""Writing a document: ids of nodes, the main language, and what gets lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from elm_microcred.errors import MappingError, ModelError
from elm_microcred.mapping.elm.reading import Json, Path, is_local
from elm_microcred.model.base import Record
from elm_microcred.problem import Problem, json_pointer, shorten


class Pen:
    """What is known while one document is written.

    Attributes:
        language: Main language, as a BCP 47 tag.
        qualification: Whether the achievement is written as a `Qualification`.
        losses: What ELM cannot say, or says less exactly.
    """

    def __init__(self, language: str, *, qualification: bool = False) -> None:
        self.language = language
        self.qualification = qualification
        self.losses: list[Problem] = []
        self._count: Counter[str] = Counter()
        self._ids: dict[Hashable, str] = {}
        self._nodes: dict[Record, tuple[Json, tuple[tuple[int, Problem], ...]]] = {}

    def local(self, kind: str, *same: Hashable) -> str:
        """An id that holds within the document: the same one for the same things, if given."""
        key = (kind, *same)
        if same and key in self._ids:
            return self._ids[key]
        self._count[kind] += 1
        id = f"urn:epass:{kind}:{self._count[kind]}"
        if same:
            self._ids[key] = id
        return id

    def id(
        self, given: str | None, kind: str, at: Path, *same: Hashable, member: str = "id"
    ) -> str:
        """The given id, else a local one."""
        if given is not None and not is_local(given):
            return given
        if given is not None:
            self.narrow(
                (*at, member),
                "An id that begins with urn:epass: holds within one document only: "
                "it was replaced.",
                found=given,
                remedy="Give an id of your own, as https://… or urn:uuid:….",
            )
        return self.local(kind, *same)

    def once(self, record: Record, at: Path, write: Callable[[], Json]) -> Json:
        """What `write` makes of the record: made once, then copied, with its losses told anew."""
        if record not in self._nodes:
            before = len(self.losses)
            node = write()
            losses = tuple((len(json_pointer(at)), loss) for loss in self.losses[before:])
            self._nodes[record] = (node, losses)
            return copied(node)
        node, losses = self._nodes[record]
        self.losses += [
            replace(loss, pointer=json_pointer(at) + loss.pointer[start:]) for start, loss in losses
        ]
        return copied(node)

    def lose(self, at: Path, what: str, *, found: Any = None, remedy: str = "") -> None:
        """Note what ELM cannot say."""
        self._note("MAPPING_LOSS", at, what, found, remedy)

    def narrow(self, at: Path, what: str, *, found: Any = None, remedy: str = "") -> None:
        """Note what ELM says less exactly."""
        self._note("MAPPING_NARROWED", at, what, found, remedy)

    def unknown(self, record: Record, at: Path) -> None:
        """Note the members of a record that the model does not know."""
        for name, value in record.unknown.items():
            self.lose(
                (*at, name),
                "The model does not know this member, and ELM has no place for it.",
                found=value,
                remedy="Correct its name, or put its content into a note.",
            )

    def _note(self, code: str, at: Path, what: str, found: Any, remedy: str) -> None:
        shown = None if found is None else shorten(str(found))
        self.losses.append(
            Problem(code, what, pointer=json_pointer(at), found=shown, remedy=remedy)
        )


def no_code(at: Path, value: str, error: ModelError, vocabulary: str) -> MappingError:
    """The error for a word or code that its vocabulary does not have."""
    problem = error.problem
    return MappingError(
        "VOCABULARY_UNKNOWN_CODE",
        f"The vocabulary {vocabulary} has no such concept.",
        pointer=json_pointer(at),
        found=value,
        expected=problem.expected,
        remedy=problem.remedy or "Use a code of the vocabulary, or a concept of your own.",
    )


def add(node: Json, term: str, value: Any) -> None:
    """Add a value to a member: one value stands alone, several in an array."""
    if term not in node:
        node[term] = value
    elif isinstance(node[term], list):
        node[term].append(value)
    else:
        node[term] = [node[term], value]


def copied(value: Json) -> Json:
    """A copy of a JSON object that shares nothing but strings and numbers with it."""
    return {term: _copied(member) for term, member in value.items()}


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return copied(value)
    return [_copied(item) for item in value] if isinstance(value, list) else value
