"""Blank nodes that no object of a document stands for: cells of lists, and names of graphs.

Nobody can give them a name before a part of the document is taken. In the part they are found
again by the property that leads to them and by all that they hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from elm_microcred.jsonld.nquads import RDF

Term4 = tuple[str, str, str, str]

_FIRST: Final = f"<{RDF}first>"
_REST: Final = f"<{RDF}rest>"


def names_in_whole(part: Sequence[Term4], whole: Sequence[Term4]) -> dict[str, str]:
    """The name in the whole for each cell and graph of a part that is found there.

    Lists or graphs that nothing tells apart can change places, so that any order of them will do.
    """
    theirs, ours = _Unnamed(part).holders(), _Unnamed(whole).holders()
    names: dict[str, str] = {}
    for key, groups in theirs.items():
        for found, wanted in zip(groups, ours.get(key, ()), strict=False):
            names.update(zip(found, wanted, strict=True))
    return names


class _Unnamed:
    """The lists and graphs of a dataset."""

    def __init__(self, quads: Sequence[Term4]) -> None:
        self._quads = quads
        self._first: dict[str, str] = {}
        self._rest: dict[str, str] = {}
        self._members: defaultdict[str, list[Term4]] = defaultdict(list)
        self._contents: dict[str, Any] = {}
        for quad in quads:
            s, p, o, g = quad
            if s[0] == "_" and p == _FIRST:
                self._first[s] = o
            elif s[0] == "_" and p == _REST:
                self._rest[s] = o
            if g[:1] == "_":
                self._members[g].append(quad)

    def holders(self) -> dict[tuple[Any, ...], list[list[str]]]:
        """The names in each list or graph, by where it hangs and what it holds."""
        found: dict[tuple[Any, ...], list[list[str]]] = defaultdict(list)
        for s, p, o, g in self._quads:
            if s not in self._rest and (o in self._rest or o in self._members):
                found[s, p, self._content(o), self._content(g)].append(self._names(o))
        return found

    def _content(self, term: str) -> Any:
        """All that a list or graph holds; any other term itself."""
        if term not in self._contents:
            self._contents[term] = None  # seen from within itself
            if term in self._rest:
                self._contents[term] = tuple(
                    self._content(self._first.get(cell, "")) for cell in self._cells(term)
                )
            elif term in self._members:
                self._contents[term] = frozenset(
                    (s, p, self._content(o))
                    for s, p, o, _ in self._members[term]
                    if s not in self._rest
                )
            else:
                self._contents[term] = term
        return self._contents[term]

    def _names(self, term: str, found: dict[str, None] | None = None) -> list[str]:
        """The cells of a list, with those in it, or the name of a graph."""
        found = {} if found is None else found
        if term in self._rest:
            for cell in self._cells(term):
                if cell not in found:
                    found[cell] = None
                    self._names(self._first.get(cell, ""), found)
        elif term in self._members:
            found[term] = None
        return list(found)

    def _cells(self, head: str) -> list[str]:
        cells: dict[str, None] = {}
        while head in self._rest and head not in cells:
            cells[head] = None
            head = self._rest[head]
        return list(cells)
