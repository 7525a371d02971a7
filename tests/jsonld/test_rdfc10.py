"""RDFC-1.0 against the W3C suite, pyoxigraph, its own laws, and poison."""

from __future__ import annotations

import json
import random
import tarfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld

from elm_microcred.errors import LimitError, UsageError
from elm_microcred.jsonld.nquads import Quad, parse_nquads, to_nquads
from elm_microcred.jsonld.rdfc10 import canonical_labels, canonicalize_quads
from elm_microcred.limits import BULK, DEFAULT

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "vectors/rdfc10/manifest.json").read_text()
)
P = "<urn:p>"


@pytest.fixture(scope="module")
def suite(reference: Path) -> Callable[[str], str]:
    """The text of a file of the suite."""
    with tarfile.open(reference / VECTORS["archive"]) as archive:
        files = {m.name: archive.extractfile(m) for m in archive.getmembers()}
        texts = {name: file.read().decode() for name, file in files.items() if file}
    return lambda name: texts["rdfc10/" + name]


@pytest.mark.reference
def test_the_manifest_names_every_test_of_the_suite(suite: Callable[[str], str]) -> None:
    entries = json.loads(suite("manifest.jsonld"))["entries"]
    assert [case["id"] for case in VECTORS["cases"]] == [entry["id"] for entry in entries]


@pytest.mark.reference
@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["id"])
def test_w3c_suite(case: dict[str, str], suite: Callable[[str], str]) -> None:
    quads = parse_nquads(suite(case["action"]))
    algorithm = case.get("algorithm", "sha256")
    result = suite(case["result"])
    if case["kind"] == "map":
        expected = {"_:" + old: "_:" + new for old, new in json.loads(result).items()}
        assert canonical_labels(quads, algorithm=algorithm) == expected
    else:
        assert canonicalize_quads(quads, algorithm=algorithm) == result


def by_pyoxigraph(quads: list[Quad], algorithm: str = "sha256") -> str:
    algorithms = {
        "sha256": ox.CanonicalizationAlgorithm.RDFC_1_0,
        "sha384": ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_384,
    }
    dataset = ox.Dataset(ox.parse(to_nquads(quads), ox.RdfFormat.N_QUADS))
    dataset.canonicalize(algorithms[algorithm])
    content = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    assert content is not None
    return "".join(sorted(content.decode().splitlines(keepends=True)))


def small_graph(seed: int) -> list[Quad]:
    """A random dataset with a few blank nodes, self-loops, twins and blank graph names."""
    draw = random.Random(seed)
    nodes = [f"_:n{n}" for n in range(draw.randint(1, 5))]
    subjects = [*nodes, *nodes, "<urn:s>"]
    objects = [*nodes, *nodes, *nodes, '"x"', "<urn:o>"]
    graphs = ["", "", "", "", *nodes, "<urn:g>"] if seed % 3 == 0 else [""]
    predicates = [P, "<urn:q>"][: draw.randint(1, 2)]
    return [
        Quad(*(draw.choice(terms) for terms in (subjects, predicates, objects, graphs)))
        for _ in range(draw.randint(1, 9))
    ]


WIDE = replace(DEFAULT, hash_n_degree_calls=100_000)


@pytest.mark.parametrize("block", range(10))
def test_random_graphs_as_pyoxigraph(block: int) -> None:
    loops = 0
    for seed in range(block * 60, block * 60 + 60):
        quads = small_graph(seed)
        loops += any(quad.subject == quad.object for quad in quads)
        assert canonicalize_quads(quads, limits=WIDE) == by_pyoxigraph(quads), seed
    assert loops > 5


def test_random_graphs_with_sha384_as_pyoxigraph() -> None:
    for seed in range(1000, 1060):
        quads = small_graph(seed)
        ours = canonicalize_quads(quads, algorithm="sha384", limits=WIDE)
        assert ours == by_pyoxigraph(quads, "sha384"), seed


def links(*pairs: tuple[int, int]) -> list[Quad]:
    return [Quad(f"_:n{a}", P, f"_:n{b}") for a, b in pairs]


def clique(size: int) -> list[Quad]:
    return links(*((a, b) for a in range(size) for b in range(size) if a != b))


TWINS = [
    [
        *(Quad("_:top", P, f"_:t{n}") for n in range(count)),
        *(Quad(f"_:t{n}", "<urn:q>", '"x"') for n in range(count)),
        *(Quad(f"_:t{n}", "<urn:q>", f"_:u{n % 2}") for n in range(count)),
        *(Quad(f"_:u{n}", "<urn:q>", "_:end") for n in range(other)),
    ]
    for count in (2, 3, 4)
    for other in (0, 1, 2)
]
SYMMETRIC = {
    "ring of 7": links(*((n, (n + 1) % 7) for n in range(7))),
    "ring of 6, both ways": links(
        *((n, (n + d) % 6) for n in range(6) for d in (1, -1)),
    ),
    "clique of 4": clique(4),
    "two rings": links((0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)),
    "stars": links((0, 1), (0, 2), (0, 3), (4, 5), (4, 6), (4, 7)),
    "node as graph or not": [
        Quad("_:n0", P, '"x"', "_:n0"),
        Quad("_:n1", P, '"x"'),
        Quad("_:n2", P, '"x"', "_:n2"),
    ],
    "two graphs, one link": [
        Quad("_:a", P, "_:b", "<urn:g>"),
        Quad("_:a", P, "_:b", "<urn:h>"),
        Quad("_:c", P, "_:d", "<urn:g>"),
        Quad("_:c", P, "_:d", "<urn:h>"),
    ],
    **{f"twins {number}": quads for number, quads in enumerate(TWINS)},
}


@pytest.mark.parametrize("quads", SYMMETRIC.values(), ids=SYMMETRIC)
def test_symmetric_graphs_as_pyoxigraph(quads: list[Quad]) -> None:
    assert canonicalize_quads(quads) == by_pyoxigraph(quads)


def test_related_blank_nodes_count_for_each_quad() -> None:
    """Hn is a list: a graph that two quads of a node stand in goes into its path twice.

    The implementations that the suite was made with agree; pyoxigraph 0.5 has it there once.
    """
    ex = "https://example.org/"
    claim, name, part, size = (f"<{ex}{term}>" for term in ("claim", "name", "part", "size"))
    quads = [
        Quad("_:top", claim, "_:g1"),
        Quad("_:n1", claim, "_:g2", "_:g1"),
        Quad("_:n1", name, '"said"', "_:g1"),
        Quad("_:n1", part, "_:p1", "_:g1"),
        Quad("_:p1", size, '"0"', "_:g1"),
        Quad("_:n2", claim, "_:g3", "_:g2"),
        Quad("_:n2", name, '"said"', "_:g2"),
        Quad("_:n2", part, "_:p2", "_:g2"),
        Quad("_:p2", size, '"2"', "_:g2"),
        Quad("<urn:a>", name, '"said"', "_:g3"),
    ]
    by_pyld = jsonld.normalize(
        to_nquads(quads),
        {
            "algorithm": "URDNA2015",
            "inputFormat": "application/n-quads",
            "format": "application/n-quads",
        },
    )
    assert canonicalize_quads(quads) == by_pyld


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_labels_and_order_do_not_matter(seed: int, draw: random.Random) -> None:
    quads = small_graph(seed)
    names = sorted({term for quad in quads for term in quad if term[:1] == "_"})
    renamed = dict(zip(names, draw.sample([f"_:x{n}" for n in range(99)], len(names)), strict=True))
    other = [Quad(*(renamed.get(term, term) for term in quad)) for quad in quads]
    draw.shuffle(other)
    assert canonicalize_quads(other, limits=WIDE) == canonicalize_quads(quads, limits=WIDE)


def test_labels_are_those_of_the_canonical_form() -> None:
    for seed in range(100):
        quads = small_graph(seed)
        labels = canonical_labels(quads, limits=WIDE)
        assert list(labels.values()) == [f"_:c14n{n}" for n in range(len(labels))]
        relabelled = [Quad(*(labels.get(term, term) for term in quad)) for quad in quads]
        lines = sorted(set(to_nquads(relabelled).splitlines(keepends=True)))
        assert "".join(lines) == canonicalize_quads(quads, limits=WIDE)


def test_nothing_at_all() -> None:
    assert canonicalize_quads([]) == ""
    assert canonical_labels([]) == {}


def test_duplicates_count_once() -> None:
    quads = [Quad("<urn:s>", P, '"x"'), Quad("_:b", P, '"x"')]
    assert canonicalize_quads(quads * 3) == canonicalize_quads(quads)


def test_sixty_alike_pass_under_the_defaults() -> None:
    for top in ("<urn:top>", "_:top"):
        quads = [
            *(Quad(top, P, f"_:n{n}") for n in range(60)),
            *(Quad(f"_:n{n}", "<urn:q>", '"same"') for n in range(60)),
        ]
        assert canonicalize_quads(quads).count("\n") == 120


def test_equal_lists_pass_under_the_defaults() -> None:
    """A hundred scales with the same letter grades: every list cell has a hundred likes."""
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    first, rest, nil = f"<{rdf}first>", f"<{rdf}rest>", f"<{rdf}nil>"
    quads = []
    for scale in range(100):
        cells = [f"_:s{scale}c{n}" for n in range(5)]
        quads.append(Quad(f"<urn:scale:{scale}>", P, cells[0]))
        for cell, grade, following in zip(cells, "ABCDF", [*cells[1:], nil], strict=True):
            quads += [Quad(cell, first, f'"{grade}"'), Quad(cell, rest, following)]
    assert canonicalize_quads(quads) == by_pyoxigraph(quads)


POISON = {
    "clique of 10": clique(10),
    "clique of 60": clique(60),
    "hubs in a ring": [
        *links(*((n, (n + 1) % 45) for n in range(45))),
        *(Quad(f"_:n{n}", P, f"_:l{n}x{m}") for n in range(45) for m in range(220)),
        *(Quad(f"_:l{n}x{m}", P, f'"{m}"') for n in range(45) for m in range(220)),
    ],
    "rings of 7": links(*((r * 7 + n, r * 7 + (n + 1) % 7) for r in range(1400) for n in range(7))),
    "a chain": links(*((n, n + 1) for n in range(9_000))),
    "many twins of two kinds": [
        *(Quad(f"_:top{n % 2}", P, f"_:t{n}") for n in range(5_000)),
        *(Quad(f"_:t{n}", P, '"x"') for n in range(5_000)),
        *(Quad(f"_:t{n}", P, f"_:e{n % 7}") for n in range(5_000)),
    ],
}


@pytest.mark.parametrize("quads", POISON.values(), ids=POISON)
def test_poison_is_refused_within_a_second(quads: list[Quad]) -> None:
    start = time.process_time()
    with pytest.raises(LimitError) as caught:
        canonicalize_quads(quads)
    assert time.process_time() - start < 1
    assert caught.value.code == "LIMIT_CANONICALISATION"
    assert (
        caught.value.problem.found
        == f"{len({t for q in quads for t in q if t[0:1] == '_'})} blank nodes"
    )


def test_a_chain_longer_than_the_stack_is_refused() -> None:
    quads = links(*((n, n + 1) for n in range(2_000)))
    with pytest.raises(LimitError, match="too long a chain"):
        canonicalize_quads(quads, limits=replace(BULK, hash_n_degree_calls=10**9))


def test_the_limit_of_work_is_the_callers() -> None:
    quads = clique(5)
    assert canonicalize_quads(quads) == by_pyoxigraph(quads)
    with pytest.raises(LimitError):
        canonicalize_quads(quads, limits=replace(DEFAULT, hash_n_degree_calls=10))
    with pytest.raises(LimitError):
        canonicalize_quads(quads, limits=replace(DEFAULT, permutation_items=3))


def test_unknown_hash_algorithm() -> None:
    with pytest.raises(UsageError):
        canonicalize_quads([Quad("_:a", P, '"x"')], algorithm="md5")
