"""Cells of lists and names of graphs, found again in a part by what they hold."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from elm_microcred.jsonld import parse_nquads
from elm_microcred.proofs.unnamed import Term4, names_in_whole

_VALUES = st.recursive(
    st.sampled_from(["<urn:x:a>", '"b"', "_:c"]), lambda inner: st.lists(inner), max_leaves=5
)
P = "<urn:x:p>"
FIRST, REST, NIL = (
    f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}>" for name in ("first", "rest", "nil")
)


def written(lists: list[object], prefix: str, graph: str = "") -> list[Term4]:
    """Lists that hang on one node each, their cells named by a prefix and a number."""
    quads: list[Term4] = []
    count = 0

    def term(value: object) -> str:
        nonlocal count
        if not isinstance(value, list):
            return str(value)
        head = NIL
        for item in map(term, reversed(value)):
            count += 1
            cell = f"_:{prefix}{count}"
            quads.extend([(cell, FIRST, item, graph), (cell, REST, head, graph)])
            head = cell
        return head

    for place, value in enumerate(lists):
        quads.append((f"<urn:x:{place}>", P, term(value), graph))
    return quads


def renamed(quads: list[Term4], names: dict[str, str]) -> set[Term4]:
    name = names.get
    return {(name(s, s), p, name(o, o), name(g, g)) for s, p, o, g in quads}


@given(st.lists(_VALUES, max_size=4), st.randoms())
def test_every_list_is_found_whatever_its_cells_are_called(
    lists: list[object], source: random.Random
) -> None:
    whole = written(lists, "whole")
    part = written(lists, "part")
    names = names_in_whole(source.sample(part, len(part)), source.sample(whole, len(whole)))
    assert renamed(part, names) == set(whole)


def test_a_part_of_a_list_is_not_a_list_of_the_whole() -> None:
    assert names_in_whole(written([["<urn:x:a>"]], "part"), written([["<urn:x:a>"] * 2], "w")) == {}


def test_a_graph_is_found_by_all_that_it_says() -> None:
    text = (
        '<urn:x:s> <urn:x:p> _:G .\n<urn:x:a> <urn:x:b> "c" _:G .\n<urn:x:a> <urn:x:d> _:N _:G .\n'
    )
    whole = parse_nquads(text.replace("_:G", "_:g1"))
    assert names_in_whole(parse_nquads(text.replace("_:G", "_:g2")), whole) == {"_:g2": "_:g1"}
    less = "".join(text.splitlines(keepends=True)[:2])
    assert names_in_whole(parse_nquads(less.replace("_:G", "_:g2")), whole) == {}


def test_what_turns_in_a_circle_comes_to_an_end() -> None:
    circle = f"<urn:x:s> {P} _:a .\n_:a {FIRST} _:a .\n_:a {REST} _:b .\n_:b {REST} _:a .\n"
    graphs = f"<urn:x:s> {P} _:g .\n<urn:x:s> {P} _:g _:g .\n"
    for text in (circle, graphs):
        quads = parse_nquads(text)
        names_in_whole(quads, quads)
