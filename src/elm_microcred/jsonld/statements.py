"""What a walk has found that a document says, in the form that is quickest to go on with.

Most statements are final lines of N-Quads but for the names of blank nodes. Where a canonical
form is wanted they are written as lines, by subject; elsewhere all of them are quads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice
from typing import Final

from elm_microcred.jsonld.nquads import RDF

_FIRST: Final = f"<{RDF}first>"
_REST: Final = f"<{RDF}rest>"
_NIL: Final = f"<{RDF}nil>"


class Statements:
    """The statements of one document.

    Attributes:
        writes_lines: Whether statements are written as lines where that can be.
        endings: Of each subject, what follows it in its lines; only triples whose one blank
            node, if any, is their subject.
        quads: All other statements.
        keeps_texts: Whether texts are wanted; where only what is lost is, they may stand as `"`.
    """

    __slots__ = ("_blank", "_labels", "endings", "keeps_texts", "quads", "writes_lines")

    def __init__(self, *, writes_lines: bool, keeps_texts: bool) -> None:
        self.writes_lines = writes_lines
        self.keeps_texts = keeps_texts
        self.endings: defaultdict[str, list[str]] = defaultdict(list)
        self.quads: list[tuple[str, str, str, str]] = []
        self._blank = 0
        self._labels: dict[str, str] = {}

    def say(self, subject: str, predicate: str, name: str, graph: str) -> None:
        """Note a statement."""
        if graph or name[0] == "_" or not self.writes_lines:
            self.quads.append((subject, predicate, name, graph))
        else:
            self.endings[subject].append(f" {predicate} {name} .\n")

    def cells(self, names: Sequence[str], graph: str) -> str:
        """The head of a list of these terms.

        Spec: https://www.w3.org/TR/json-ld11-api/#list-to-rdf-conversion
        """
        head = _NIL
        add = self.quads.append
        for name in reversed(names):
            cell = self.fresh()
            if name[0] == "_" or graph or not self.writes_lines:
                add((cell, _FIRST, name, graph))
            else:
                self.endings[cell] = [f" {_FIRST} {name} .\n"]
            if head == _NIL:
                self.say(cell, _REST, head, graph)
            else:
                add((cell, _REST, head, graph))
            head = cell
        return head

    def fresh(self) -> str:
        """A new blank node."""
        self._blank += 1
        return f"_:b{self._blank}"

    def label(self, name: str) -> str:
        """The blank node that a label of the document stands for."""
        found = self._labels.get(name)
        if found is None:
            found = self._labels[name] = self.fresh()
        return found

    def own(self, name: str) -> str:
        """The term, a blank node of the document under the label that it has here."""
        return self.label(name) if name[0] == "_" else name

    def apart(self) -> tuple[defaultdict[str, list[str]], int]:
        """Begin to gather statements apart from those so far, until `together`."""
        before = self.endings
        self.endings = defaultdict(list)
        return before, len(self.quads)

    def together(
        self, before: tuple[defaultdict[str, list[str]], int], name: str
    ) -> tuple[bool, bool]:
        """Whether anything was said since `apart`, and whether a term stands in any of it."""
        endings, quads = self.endings, before[1]
        anything = len(self.quads) > quads or any(endings.values())
        named = (
            bool(endings.get(name))
            or any(name in quad for quad in islice(self.quads, quads, None))
            or any(name in line[1:-3].split(" ", 1) for own in endings.values() for line in own)
        )
        if before[0]:
            self.endings = before[0]
            for subject, own in endings.items():
                self.endings[subject] += own
        return anything, named
