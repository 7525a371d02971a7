"""Everything that JSON-LD would lose or change in silence is found, named and placed."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.contexts import (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    EDC_AP,
    OPEN_BADGES_V3,
)
from elm_microcred.errors import JsonLdError, LimitError
from elm_microcred.jsonld import (
    canonicalize,
    canonicalize_quads,
    check_terms,
    expand,
    parse_nquads,
    to_nquads,
    to_quads,
)
from elm_microcred.jsonld.nquads import Quad
from elm_microcred.limits import DEFAULT
from peers import pyld_quads

EX = "https://example.org/"
ODD = "https://example.org/odd/v1"
"""A context with everything that the contexts of credentials do without."""
EXTRA: dict[str, dict[str, Any]] = {
    ODD: {
        "@context": {
            "@version": 1.1,
            "id": "@id",
            "type": "@type",
            "value": "@value",
            "ex": EX,
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "p": "ex:p",
            "q": "ex:q",
            "Thing": "ex:Thing",
            "Other": {
                "@id": "ex:Other",
                "@context": {"secret": "ex:secret", "text": "@value", "n": "ex:n"},
            },
            "link": {"@id": "ex:link", "@type": "@id"},
            "kind": {"@id": "ex:kind", "@type": "@vocab"},
            "json": {"@id": "ex:json", "@type": "@json"},
            "jsons": {"@id": "ex:jsons", "@type": "@json", "@container": "@list"},
            "plain": {"@id": "ex:plain", "@type": "@none"},
            "double": {"@id": "ex:double", "@type": "xsd:double"},
            "date": {"@id": "ex:date", "@type": "xsd:date"},
            "text": {"@id": "ex:text", "@type": "xsd:string"},
            "list": {"@id": "ex:list", "@container": "@list"},
            "set": {"@id": "ex:set", "@container": "@set"},
            "title": {"@id": "ex:title", "@container": "@language"},
            "rtl": {"@id": "ex:rtl", "@container": "@language", "@direction": "rtl"},
            "en": {"@id": "ex:en", "@language": "en"},
            "he": {"@id": "ex:he", "@language": "he", "@direction": "rtl"},
            "none": "@none",
            "graph": {"@id": "ex:graph", "@container": "@graph"},
            "by": {"@id": "ex:by", "@container": "@index"},
            "byP": {"@id": "ex:byP", "@container": "@index", "@index": "p"},
            "byLost": {"@id": "ex:byLost", "@container": "@index", "@index": "lost"},
            "graphByP": {"@id": "ex:gp", "@container": ["@graph", "@index"], "@index": "p"},
            "byId": {"@id": "ex:byId", "@container": "@id"},
            "graphById": {"@id": "ex:gi", "@container": ["@graph", "@id"]},
            "byType": {"@id": "ex:byType", "@container": "@type"},
            "of": {"@reverse": "ex:has"},
            "nest": "@nest",
            "nulled": None,
            "lost": {"@id": "_:lost"},
            "badType": {"@id": "ex:badType", "@type": "ex:a<b"},
            "badTerm": {"@id": "ex:a<b"},
            "badLanguage": {"@id": "ex:badLanguage", "@language": "no_such"},
            "tagless": {
                "@id": "ex:tagless",
                "@type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
            },
            "scoped": {"@id": "ex:scoped", "@context": {"inner": "ex:inner"}},
            "cleared": {"@id": "ex:cleared", "@context": None},
        }
    }
}


def by_pyld(document: Any) -> list[Quad]:
    """The quads that PyLD gives, with directions kept."""
    return pyld_quads(document, EXTRA)


def odd(**members: Any) -> dict[str, Any]:
    return {"@context": ODD, "id": "urn:x", **members}


def found(document: Any) -> list[tuple[str, str]]:
    problems = check_terms(document, extra_contexts=EXTRA)
    for problem in problems:
        assert problem.detail and problem.spec and problem.found is not None
        assert problem.expected or problem.remedy
    return [(problem.code, problem.pointer) for problem in problems]


LOSSES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "undefined term": ({"nope": 1}, [("DATA_UNDEFINED_TERM", "/nope")]),
    "undefined term deep down": (
        {"p": [{"p": 1}, {"q": {"nope": {"a": 1}}}]},
        [("DATA_UNDEFINED_TERM", "/p/1/q/nope")],
    ),
    "pointer escapes": ({"a/b~c": 1}, [("DATA_UNDEFINED_TERM", "/a~1b~0c")]),
    "all at once": (
        {"nope": 1, "type": ["Thing", "Foo"], "link": ["x", "urn:ok", "a b"], "p": None},
        [
            ("DATA_UNDEFINED_TYPE", "/type/1"),
            ("DATA_UNDEFINED_TERM", "/nope"),
            ("DATA_RELATIVE_IRI", "/link/0"),
            ("DATA_RELATIVE_IRI", "/link/2"),
            ("DATA_DROPPED", "/p"),
        ],
    ),
    "term of another type": (
        {"p": {"type": "Thing", "secret": 1}},
        [("DATA_UNDEFINED_TERM", "/p/secret")],
    ),
    "term of a type does not reach into nested nodes": (
        {"type": "Other", "secret": 1, "p": {"secret": 2}},
        [("DATA_UNDEFINED_TERM", "/p/secret")],
    ),
    "term of a property outside of it": (
        {"scoped": {"inner": 1}, "inner": 2},
        [("DATA_UNDEFINED_TERM", "/inner")],
    ),
    "cleared context": (
        {"cleared": {"p": 1, "id": "urn:y"}},
        [("DATA_UNDEFINED_TERM", "/cleared/p"), ("DATA_UNDEFINED_TERM", "/cleared/id")],
    ),
    "undefined type": ({"type": "Foo"}, [("DATA_UNDEFINED_TYPE", "/type")]),
    "empty type": ({"type": ""}, [("DATA_UNDEFINED_TYPE", "/type")]),
    "null-mapped type": ({"type": "nulled"}, [("DATA_UNDEFINED_TYPE", "/type")]),
    "keyword as type": ({"type": "@id"}, [("DATA_UNDEFINED_TYPE", "/type")]),
    "relative type": ({"type": "./Thing"}, [("DATA_UNDEFINED_TYPE", "/type")]),
    "type with a space": ({"type": "ex:a b"}, [("DATA_INVALID_IRI", "/type")]),
    "type of a wrong kind": ({"type": 5}, [("DATA_INVALID", "/type")]),
    "type that is null": ({"type": None}, [("DATA_INVALID", "/type")]),
    "type in an object": ({"type": {"Thing": 1}}, [("DATA_INVALID", "/type")]),
    "type in a list of a wrong kind": (
        {"type": ["Thing", {"a": 1}]},
        [("DATA_INVALID", "/type/1")],
    ),
    "two keys for the type": (
        {"@type": "Thing", "type": ["Other", "Foo"], "secret": 1},
        [("DATA_UNDEFINED_TYPE", "/type")],
    ),
    "relative id": ({"p": {"id": "rel"}}, [("DATA_RELATIVE_IRI", "/p/id")]),
    "empty id": ({"p": {"id": "", "q": 1}}, [("DATA_RELATIVE_IRI", "/p/id")]),
    "keyword as id": ({"p": {"id": "@type"}}, [("DATA_RELATIVE_IRI", "/p/id")]),
    "id of a wrong kind": ({"p": {"id": 1}}, [("DATA_INVALID", "/p/id")]),
    "id that is null": ({"p": {"id": None}}, [("DATA_INVALID", "/p/id")]),
    "id that is a list": ({"p": {"id": ["urn:a"]}}, [("DATA_INVALID", "/p/id")]),
    "two keys for the id": (
        {"p": {"@id": "urn:a", "id": "urn:a"}},
        [("DATA_INVALID", "/p/id")],
    ),
    "relative link": ({"link": "../x"}, [("DATA_RELATIVE_IRI", "/link")]),
    "empty link": ({"link": ""}, [("DATA_RELATIVE_IRI", "/link")]),
    "link with a space": ({"link": "https://a.example/b c"}, [("DATA_INVALID_IRI", "/link")]),
    "quads in an IRI": (
        {"link": "https://a> <urn:p> <urn:o> .\n<urn:s"},
        [("DATA_INVALID_IRI", "/link")],
    ),
    "line break in an IRI": ({"link": "https://a.example/\n"}, [("DATA_INVALID_IRI", "/link")]),
    "control in an IRI": ({"link": "urn:a\x7f"}, [("DATA_INVALID_IRI", "/link")]),
    "quads in the IRI of a member": (
        {"ex:a> <urn:o> .": 1},
        [("DATA_INVALID_IRI", "/ex:a> <urn:o> .")],
    ),
    "undefined vocabulary value": ({"kind": "Foo"}, [("DATA_UNDEFINED_TERM", "/kind")]),
    "vocabulary value with a space": ({"kind": "ex:a b"}, [("DATA_INVALID_IRI", "/kind")]),
    "null": ({"p": None}, [("DATA_DROPPED", "/p")]),
    "null in a list": ({"list": ["a", None]}, [("DATA_DROPPED", "/list/1")]),
    "null in place of a list": ({"list": None}, [("DATA_DROPPED", "/list")]),
    "null in nested arrays": ({"p": [["a", [None]]]}, [("DATA_DROPPED", "/p/0/1/0")]),
    "null value": ({"p": {"@value": None}}, [("DATA_DROPPED", "/p/@value")]),
    "null language": (
        {"p": {"@value": "x", "@language": None}},
        [("DATA_DROPPED", "/p/@language")],
    ),
    "null-mapped term": ({"nulled": 1}, [("DATA_UNPROTECTED_KEYWORD", "/nulled")]),
    "unknown keyword": ({"@foo": 1}, [("DATA_UNPROTECTED_KEYWORD", "/@foo")]),
    "index": ({"@index": "1"}, [("DATA_UNPROTECTED_KEYWORD", "/@index")]),
    "index of a value": (
        {"p": {"@value": "x", "@index": "1"}},
        [("DATA_UNPROTECTED_KEYWORD", "/p/@index")],
    ),
    "index of a list": (
        {"p": {"@list": ["x"], "@index": "1"}},
        [("DATA_UNPROTECTED_KEYWORD", "/p/@index")],
    ),
    "language of a node": (
        {"p": {"q": 1, "@language": "en"}},
        [("DATA_UNPROTECTED_KEYWORD", "/p/@language")],
    ),
    "direction of a node": ({"@direction": "ltr"}, [("DATA_UNPROTECTED_KEYWORD", "/@direction")]),
    "keyword of framing": ({"@default": 1}, [("DATA_UNPROTECTED_KEYWORD", "/@default")]),
    "keyword of contexts": ({"@vocab": EX}, [("DATA_UNPROTECTED_KEYWORD", "/@vocab")]),
    "blank node as property": ({"lost": 1}, [("DATA_DROPPED", "/lost")]),
    "language map": (
        {"p": {"fr": "Salut", "de-AT": ["Servus"]}},
        [("DATA_LANGUAGE_MAP", "/p")],
    ),
    "not quite a language map": (
        {"p": {"es": "Hola", "fr": 1}},
        [("DATA_UNDEFINED_TERM", "/p/es"), ("DATA_UNDEFINED_TERM", "/p/fr")],
    ),
    "language map with a bad tag": (
        {"title": {"en": "a", "no_such": "b", "": "c"}},
        [("DATA_INVALID_LANGUAGE", "/title/no_such"), ("DATA_INVALID_LANGUAGE", "/title/")],
    ),
    "language map of wrong kinds": (
        {"title": {"en": ["a", None, 1, {"x": 1}], "de": None}},
        [
            ("DATA_DROPPED", "/title/en/1"),
            ("DATA_INVALID", "/title/en/2"),
            ("DATA_INVALID", "/title/en/3"),
            ("DATA_DROPPED", "/title/de"),
        ],
    ),
    "quads in a language tag": (
        {"p": {"@value": "x", "@language": "en .\n<urn:a>"}},
        [("DATA_INVALID_LANGUAGE", "/p/@language")],
    ),
    "language of a wrong kind": (
        {"p": {"@value": "x", "@language": 1}},
        [("DATA_INVALID_LANGUAGE", "/p/@language")],
    ),
    "empty language": (
        {"p": {"@value": "x", "@language": ""}},
        [("DATA_INVALID_LANGUAGE", "/p/@language")],
    ),
    "bad direction": (
        {"p": {"@value": "x", "@direction": "up"}},
        [("DATA_INVALID", "/p/@direction")],
    ),
    "direction of a number": (
        {"p": {"@value": 1, "@direction": "ltr"}},
        [("DATA_INVALID", "/p/@value")],
    ),
    "language and type": (
        {"p": {"@value": "x", "@language": "en", "@type": "ex:t"}},
        [("DATA_INVALID", "/p")],
    ),
    "value with other members": (
        {"p": {"@value": "x", "q": 1, "nope": 2}},
        [("DATA_INVALID", "/p/q"), ("DATA_UNDEFINED_TERM", "/p/nope")],
    ),
    "value twice": ({"p": {"@value": "x", "value": "y"}}, [("DATA_INVALID", "/p/value")]),
    "value with an id": ({"p": {"id": "urn:a", "@value": "x"}}, [("DATA_INVALID", "/p/id")]),
    "value in an array": ({"p": {"@value": ["x"]}}, [("DATA_INVALID", "/p/@value")]),
    "value in an object": ({"p": {"@value": {"q": 1}}}, [("DATA_INVALID", "/p/@value")]),
    "typed value in an object": (
        {"p": {"@value": {"q": 1}, "@type": "ex:t"}},
        [("DATA_INVALID", "/p/@value")],
    ),
    "typed null": ({"p": {"@value": None, "@type": "ex:t"}}, [("DATA_DROPPED", "/p/@value")]),
    "undefined datatype": (
        {"p": {"@value": "x", "@type": "Foo"}},
        [("DATA_UNDEFINED_TYPE", "/p/@type")],
    ),
    "invalid datatype": (
        {"p": {"@value": "x", "@type": "ex:a<b"}},
        [("DATA_INVALID_IRI", "/p/@type")],
    ),
    "blank datatype": (
        {"p": {"@value": "x", "@type": "_:b"}},
        [("DATA_UNDEFINED_TYPE", "/p/@type")],
    ),
    "keyword as datatype": (
        {"p": {"@value": "x", "@type": "@id"}},
        [("DATA_UNDEFINED_TYPE", "/p/@type")],
    ),
    "two datatypes": ({"p": {"@value": "x", "@type": ["ex:t"]}}, [("DATA_INVALID", "/p/@type")]),
    "language string without a language": (
        {
            "p": {
                "@value": "x",
                "@type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
            }
        },
        [("DATA_INVALID", "/p/@type")],
    ),
    "the same by the context": ({"tagless": "x"}, [("DATA_INVALID", "/tagless")]),
    "a double of 17 digits": (
        {"p": [0.1, 0.30000000000000004], "double": 100000000000000.75},
        [("DATA_DROPPED", "/p/1"), ("DATA_DROPPED", "/double")],
    ),
    "double as a string": ({"double": "3.0"}, [("DATA_INVALID", "/double")]),
    "double as words": (
        {"p": {"@value": "many", "@type": "xsd:double"}},
        [("DATA_INVALID", "/p/@value")],
    ),
    "invalid datatype of the context": ({"badType": "x"}, [("DATA_INVALID_IRI", "/badType")]),
    "invalid IRI of the context": ({"badTerm": "x"}, [("DATA_INVALID_IRI", "/badTerm")]),
    "invalid language of the context": (
        {"badLanguage": "x"},
        [("DATA_INVALID_LANGUAGE", "/badLanguage")],
    ),
    "list with other members": (
        {"p": {"@list": [1], "q": 1}},
        [("DATA_INVALID", "/p/q")],
    ),
    "set with other members": ({"p": {"@set": [1], "id": "urn:a"}}, [("DATA_INVALID", "/p/id")]),
    "losses in a list": (
        {"list": [{"nope": 1}, [{"nope": 2}]]},
        [("DATA_UNDEFINED_TERM", "/list/0/nope"), ("DATA_UNDEFINED_TERM", "/list/1/0/nope")],
    ),
    "losses in a set": (
        {"p": {"@set": ["a", None, {"nope": 1}]}},
        [("DATA_DROPPED", "/p/@set/1"), ("DATA_UNDEFINED_TERM", "/p/@set/2/nope")],
    ),
    "graph that is only an id": ({"graph": {"id": "urn:a"}}, [("DATA_DROPPED", "/graph")]),
    "graph that is a string": ({"graph": ["x"]}, [("DATA_DROPPED", "/graph/0")]),
    "graph that is null": ({"graph": None}, [("DATA_DROPPED", "/graph")]),
    "graph that is a value": ({"graph": {"@value": "x"}}, [("DATA_DROPPED", "/graph")]),
    "graph that is a list": ({"graph": {"@list": ["x"]}}, [("DATA_DROPPED", "/graph")]),
    "losses in a graph": ({"graph": [{"nope": 1}]}, [("DATA_UNDEFINED_TERM", "/graph/0/nope")]),
    "free strings": ({"@graph": ["a", {"p": 1}]}, [("DATA_DROPPED", "/@graph/0")]),
    "free id": ({"@graph": [{"id": "urn:a"}]}, [("DATA_DROPPED", "/@graph/0")]),
    "included string": ({"@included": "a"}, [("DATA_DROPPED", "/@included")]),
    "included without properties": ({"@included": [{}]}, [("DATA_INVALID", "/@included/0")]),
    "included id": ({"@included": {"id": "urn:a"}}, [("DATA_DROPPED", "/@included")]),
    "included value": ({"@included": [{"value": "a"}]}, [("DATA_DROPPED", "/@included/0")]),
    "index map": (
        {"by": {"a": {"p": 1}, "none": {"p": 2}, "b": "x"}},
        [("DATA_UNPROTECTED_KEYWORD", "/by/a"), ("DATA_UNPROTECTED_KEYWORD", "/by/b")],
    ),
    "graph by an index that is a string": (
        {"graphByP": {"a": "x"}},
        [("DATA_DROPPED", "/graphByP/a")],
    ),
    "index of values": ({"byP": {"a": "x"}}, [("DATA_INVALID", "/byP/a")]),
    "index by a lost property": ({"byLost": {"a": {"p": 1}}}, [("DATA_DROPPED", "/byLost")]),
    "id map, own id": (
        {"byId": {"urn:a": {"id": "urn:b", "p": 1}}},
        [("DATA_DROPPED", "/byId/urn:a")],
    ),
    "id map, relative": ({"byId": {"a": {"p": 1}}}, [("DATA_RELATIVE_IRI", "/byId/a")]),
    "id map of values": (
        {"byId": {"urn:a": ["x", {"@value": "x"}, None]}},
        [
            ("DATA_INVALID", "/byId/urn:a/0"),
            ("DATA_INVALID", "/byId/urn:a/1"),
            ("DATA_INVALID", "/byId/urn:a/2"),
        ],
    ),
    "graphs by id, only an id": (
        {"graphById": {"urn:g": {"id": "urn:a"}}},
        [("DATA_DROPPED", "/graphById/urn:g")],
    ),
    "type map, undefined": (
        {"byType": {"Foo": {"p": 1}}},
        [("DATA_UNDEFINED_TYPE", "/byType/Foo")],
    ),
    "type map of values": (
        {"byType": {"Thing": [{"@value": "x"}]}},
        [("DATA_INVALID", "/byType/Thing/0")],
    ),
    "type map, relative": ({"byType": {"Thing": "x"}}, [("DATA_RELATIVE_IRI", "/byType/Thing")]),
    "reverse property of a string": ({"of": {"@value": "x"}}, [("DATA_INVALID", "/of")]),
    "reverse property of a list": (
        {"of": [{"@list": [{"id": "urn:a"}]}]},
        [("DATA_INVALID", "/of/0")],
    ),
    "reverse of a list by the context": (
        {"@reverse": {"list": []}},
        [("DATA_INVALID", "/@reverse/list")],
    ),
    "reverse of a wrong kind": ({"@reverse": "x"}, [("DATA_INVALID", "/@reverse")]),
    "keyword in reverse": (
        {"@reverse": {"id": "urn:a", "nope": 1, "p": "x"}},
        [
            ("DATA_INVALID", "/@reverse/id"),
            ("DATA_UNDEFINED_TERM", "/@reverse/nope"),
            ("DATA_INVALID", "/@reverse/p"),
        ],
    ),
    "losses in a nest": (
        {"nest": [{"nope": 1}, {"p": None}]},
        [("DATA_UNDEFINED_TERM", "/nest/0/nope"), ("DATA_DROPPED", "/nest/1/p")],
    ),
    "nest of a wrong kind": (
        {"nest": ["x", []]},
        [("DATA_INVALID", "/nest/0"), ("DATA_INVALID", "/nest/1")],
    ),
    "id in a nest": ({"nest": {"id": "urn:a"}}, [("DATA_INVALID", "/nest")]),
    "value in a nest": ({"nest": {"@value": "x"}}, [("DATA_INVALID", "/nest")]),
    "context in a nest": ({"nest": {"@context": ODD}}, [("CONTEXT_NESTED", "/nest/@context")]),
    "context in reverse": (
        {"@reverse": {"@context": ODD}},
        [("CONTEXT_NESTED", "/@reverse/@context")],
    ),
}


@pytest.mark.parametrize(("members", "expected"), LOSSES.values(), ids=LOSSES)
def test_found_named_and_placed(members: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    document = odd(**members)
    before = copy.deepcopy(document)
    assert found(document) == expected
    for refuse in (to_quads, canonicalize, expand):
        with pytest.raises(JsonLdError) as caught:
            refuse(document, extra_contexts=EXTRA)
        assert [(p.code, p.pointer) for p in caught.value.problems] == expected
    assert document == before


SAID: dict[str, tuple[dict[str, Any], str]] = {
    "empty arrays say nothing": ({"p": [], "set": [[]], "title": {}, "by": {}}, ""),
    "an empty list says that it is empty": ({"list": []}, f"<urn:x> <{EX}list> <nil> ."),
    "an empty object": ({"p": {}}, f"<urn:x> <{EX}p> _:c14n0 ."),
    "an empty graph": ({"graph": {}}, f"<urn:x> <{EX}graph> _:c14n0 ."),
    "an empty string": ({"p": ""}, f'<urn:x> <{EX}p> "" .'),
    "strings": (
        {"p": 'a"\\\n\x00\x7fé\u2028😀', "text": "b", "date": "2025-01-01", "plain": "c"},
        f'<urn:x> <{EX}date> "2025-01-01"^^<xsd:date> .\n'
        f'<urn:x> <{EX}p> "a\\"\\\\\\n\\u0000\\u007Fé\u2028😀" .\n'
        f'<urn:x> <{EX}plain> "c" .\n'
        f'<urn:x> <{EX}text> "b" .',
    ),
    "long strings": (
        {"p": ["a" * 200, "a" * 200 + "\t", "é" * 200]},
        f'<urn:x> <{EX}p> "{"a" * 200}" .\n'
        f'<urn:x> <{EX}p> "{"a" * 200}\\t" .\n'
        f'<urn:x> <{EX}p> "{"é" * 200}" .',
    ),
    "numbers": (
        {"p": [1, 1.0, -0.0, 0.1, 1e21, 1e-7, True, False], "date": 5, "double": [1, 2.5]},
        f'<urn:x> <{EX}date> "5"^^<xsd:date> .\n'
        f'<urn:x> <{EX}double> "1.0E0"^^<xsd:double> .\n'
        f'<urn:x> <{EX}double> "2.5E0"^^<xsd:double> .\n'
        f'<urn:x> <{EX}p> "0"^^<xsd:integer> .\n'
        f'<urn:x> <{EX}p> "1"^^<xsd:integer> .\n'
        f'<urn:x> <{EX}p> "1.0E-1"^^<xsd:double> .\n'
        f'<urn:x> <{EX}p> "1.0E-7"^^<xsd:double> .\n'
        f'<urn:x> <{EX}p> "1.0E21"^^<xsd:double> .\n'
        f'<urn:x> <{EX}p> "false"^^<xsd:boolean> .\n'
        f'<urn:x> <{EX}p> "true"^^<xsd:boolean> .',
    ),
    "numbers where IRIs are expected": (
        {"link": 1, "kind": True},
        f'<urn:x> <{EX}kind> "true"^^<xsd:boolean> .\n<urn:x> <{EX}link> "1"^^<xsd:integer> .',
    ),
    "value objects": (
        {
            "p": [
                {"@value": "a", "@language": "en-GB"},
                {"value": "b", "type": "xsd:date"},
                {"@value": 1, "@type": "xsd:double"},
                {"@value": "1.0E0", "@type": "xsd:double"},
                {"@value": True},
                {"@value": "c", "@direction": "rtl"},
                {"@value": "d", "@direction": "ltr", "@language": "HE"},
                {"@value": {"b": [1.0], "a": None}, "@type": "@json"},
                {"@value": 2, "@type": "ex:t"},
            ]
        },
        f'<urn:x> <{EX}p> "1.0E0"^^<xsd:double> .\n'
        f'<urn:x> <{EX}p> "2"^^<{EX}t> .\n'
        f'<urn:x> <{EX}p> "a"@en-gb .\n'
        f'<urn:x> <{EX}p> "b"^^<xsd:date> .\n'
        f'<urn:x> <{EX}p> "c"^^<https://www.w3.org/ns/i18n#_rtl> .\n'
        f'<urn:x> <{EX}p> "d"^^<https://www.w3.org/ns/i18n#he_ltr> .\n'
        f'<urn:x> <{EX}p> "true"^^<xsd:boolean> .\n'
        f'<urn:x> <{EX}p> "{{\\"a\\":null,\\"b\\":[1]}}"^^<rdf:JSON> .',
    ),
    "languages and directions of the context": (
        {"en": ["a", 1], "he": "b", "title": {"en": ["c", "d"], "none": "e"}, "rtl": {"ar": "f"}},
        f'<urn:x> <{EX}en> "1"^^<xsd:integer> .\n'
        f'<urn:x> <{EX}en> "a"@en .\n'
        f'<urn:x> <{EX}he> "b"^^<https://www.w3.org/ns/i18n#he_rtl> .\n'
        f'<urn:x> <{EX}rtl> "f"^^<https://www.w3.org/ns/i18n#ar_rtl> .\n'
        f'<urn:x> <{EX}title> "c"@en .\n'
        f'<urn:x> <{EX}title> "d"@en .\n'
        f'<urn:x> <{EX}title> "e" .',
    ),
    "language maps need no map": ({"title": ["a"]}, f'<urn:x> <{EX}title> "a" .'),
    "JSON": (
        {"json": None, "jsons": [1, {"a": []}]},
        f'_:c14n0 <rdf:first> "[1,{{\\"a\\":[]}}]"^^<rdf:JSON> .\n'
        "_:c14n0 <rdf:rest> <nil> .\n"
        f'<urn:x> <{EX}json> "null"^^<rdf:JSON> .\n'
        f"<urn:x> <{EX}jsons> _:c14n0 .",
    ),
    "IRIs": (
        {"link": ["ex:a", "urn:b", "https://c.example/", "_:d"], "kind": ["Thing", "ex:e", "_:d"]},
        f"<urn:x> <{EX}kind> <{EX}Thing> .\n"
        f"<urn:x> <{EX}kind> <{EX}e> .\n"
        f"<urn:x> <{EX}kind> _:c14n0 .\n"
        f"<urn:x> <{EX}link> <{EX}a> .\n"
        f"<urn:x> <{EX}link> <https://c.example/> .\n"
        f"<urn:x> <{EX}link> <urn:b> .\n"
        f"<urn:x> <{EX}link> _:c14n0 .",
    ),
    "a prefix does not touch an authority": (
        {"link": "ex://a"},
        f"<urn:x> <{EX}link> <ex://a> .",
    ),
    "members by their IRI": (
        {"ex:y": 1, "urn:z": "a"},
        f'<urn:x> <{EX}y> "1"^^<xsd:integer> .\n<urn:x> <urn:z> "a" .',
    ),
    "types": (
        {"type": ["Thing", "_:b", "urn:t"], "p": {"type": [], "@type": "Other", "secret": 1}},
        f"_:c14n0 <rdf:type> <{EX}Other> .\n"
        f'_:c14n0 <{EX}secret> "1"^^<xsd:integer> .\n'
        f"<urn:x> <rdf:type> <{EX}Thing> .\n"
        f"<urn:x> <rdf:type> <urn:t> .\n"
        f"<urn:x> <rdf:type> _:c14n1 .\n"
        f"<urn:x> <{EX}p> _:c14n0 .",
    ),
    "a type-scoped context holds for values and references": (
        {"type": "Other", "n": [{"text": "a"}, {"@id": "urn:y"}]},
        f'<urn:x> <rdf:type> <{EX}Other> .\n<urn:x> <{EX}n> "a" .\n<urn:x> <{EX}n> <urn:y> .',
    ),
    "lists": (
        {"list": ["a", ["b"]], "p": {"@list": [{"id": "urn:y"}]}, "q": {"@list": "c"}},
        "_:c14n0 <rdf:first> <urn:y> .\n_:c14n0 <rdf:rest> <nil> .\n"
        '_:c14n1 <rdf:first> "a" .\n_:c14n1 <rdf:rest> _:c14n3 .\n'
        '_:c14n2 <rdf:first> "c" .\n_:c14n2 <rdf:rest> <nil> .\n'
        "_:c14n3 <rdf:first> _:c14n4 .\n_:c14n3 <rdf:rest> <nil> .\n"
        '_:c14n4 <rdf:first> "b" .\n_:c14n4 <rdf:rest> <nil> .\n'
        f"<urn:x> <{EX}list> _:c14n1 .\n<urn:x> <{EX}p> _:c14n0 .\n<urn:x> <{EX}q> _:c14n2 .",
    ),
    "lists of one": (
        {"list": "a"},
        f'_:c14n0 <rdf:first> "a" .\n_:c14n0 <rdf:rest> <nil> .\n<urn:x> <{EX}list> _:c14n0 .',
    ),
    "lists of one list": (
        {"list": {"@list": ["a"]}},
        f'_:c14n0 <rdf:first> "a" .\n_:c14n0 <rdf:rest> <nil> .\n<urn:x> <{EX}list> _:c14n0 .',
    ),
    "lists of a set": (
        {"list": {"@set": ["a"]}},
        f'_:c14n0 <rdf:first> "a" .\n_:c14n0 <rdf:rest> <nil> .\n<urn:x> <{EX}list> _:c14n0 .',
    ),
    "sets": (
        {"p": {"@set": ["a", "a", {"@set": "b"}]}},
        f'<urn:x> <{EX}p> "a" .\n<urn:x> <{EX}p> "b" .',
    ),
    "graphs": (
        {"graph": [{"id": "urn:y", "p": "a"}, [{"p": {"q": "b"}}]]},
        f"<urn:x> <{EX}graph> _:c14n0 .\n<urn:x> <{EX}graph> _:c14n1 .\n"
        f'<urn:y> <{EX}p> "a" _:c14n0 .\n'
        f'_:c14n2 <{EX}p> _:c14n3 _:c14n1 .\n_:c14n3 <{EX}q> "b" _:c14n1 .',
    ),
    "a named graph": (
        {"p": "a", "@graph": {"id": "urn:y", "p": "b"}},
        f'<urn:x> <{EX}p> "a" .\n<urn:y> <{EX}p> "b" <urn:x> .',
    ),
    "included": (
        {"p": "a", "@included": [{"id": "urn:y", "p": "b"}]},
        f'<urn:x> <{EX}p> "a" .\n<urn:y> <{EX}p> "b" .',
    ),
    "indexes that are properties": (
        {"byP": {"a": {"id": "urn:y"}, "@none": [{"id": "urn:z"}]}, "graphByP": {"b": {"p": "c"}}},
        f'<urn:x> <{EX}byP> <urn:y> .\n<urn:x> <{EX}byP> <urn:z> .\n<urn:y> <{EX}p> "a" .\n'
        f'<urn:x> <{EX}gp> _:c14n1 .\n_:c14n1 <{EX}p> "b" .\n_:c14n0 <{EX}p> "c" _:c14n1 .',
    ),
    "a graph by an index is a graph already": (
        {"graphByP": {"b": {"id": "urn:g", "@graph": {"p": "c"}}}},
        f'<urn:x> <{EX}gp> <urn:g> .\n<urn:g> <{EX}p> "b" .\n_:c14n0 <{EX}p> "c" <urn:g> .',
    ),
    "id maps": (
        {"byId": {"ex:y": {"p": "a"}, "none": [{"p": "b"}]}},
        f'<urn:x> <{EX}byId> <{EX}y> .\n<{EX}y> <{EX}p> "a" .\n'
        f'<urn:x> <{EX}byId> _:c14n0 .\n_:c14n0 <{EX}p> "b" .',
    ),
    "graphs by id": (
        {"graphById": {"urn:g": {"id": "urn:y", "p": "a"}, "@none": {"id": "urn:y", "p": "b"}}},
        f'<urn:x> <{EX}gi> <urn:g> .\n<urn:y> <{EX}p> "a" <urn:g> .\n'
        f'<urn:x> <{EX}gi> _:c14n0 .\n<urn:y> <{EX}p> "b" _:c14n0 .',
    ),
    "type maps": (
        {"byType": {"Other": [{"id": "urn:y", "secret": "a"}, "urn:z"], "@none": {"id": "urn:n"}}},
        f"<urn:x> <{EX}byType> <urn:y> .\n<urn:y> <rdf:type> <{EX}Other> .\n"
        f'<urn:y> <{EX}secret> "a" .\n<urn:x> <{EX}byType> <urn:z> .\n'
        f"<urn:z> <rdf:type> <{EX}Other> .\n<urn:x> <{EX}byType> <urn:n> .",
    ),
    "reverse properties": (
        {"of": ["urn:no-iri", {"id": "urn:y"}][1:], "@reverse": {"p": {"id": "urn:z"}}},
        f"<urn:y> <{EX}has> <urn:x> .\n<urn:z> <{EX}p> <urn:x> .",
    ),
    "twice reversed": (
        {"@reverse": {"of": {"id": "urn:y"}, "link": ["urn:z"]}},
        f"<urn:x> <{EX}has> <urn:y> .\n<urn:z> <{EX}link> <urn:x> .",
    ),
    "nests": (
        {"nest": [{"p": "a", "type": "Other", "secret": "b"}, {"nest": {"q": "c"}}]},
        f'<urn:x> <rdf:type> <{EX}Other> .\n<urn:x> <{EX}p> "a" .\n'
        f'<urn:x> <{EX}secret> "b" .\n<urn:x> <{EX}q> "c" .',
    ),
    "scoped contexts of properties": (
        {"scoped": {"inner": "a", "p": {"inner": "b"}}},
        f'<urn:x> <{EX}scoped> _:c14n1 .\n_:c14n1 <{EX}inner> "a" .\n'
        f'_:c14n1 <{EX}p> _:c14n0 .\n_:c14n0 <{EX}inner> "b" .',
    ),
    "a cleared context": (
        {"cleared": {"@id": "urn:y", "https://a.example/": "a"}},
        f'<urn:x> <{EX}cleared> <urn:y> .\n<urn:y> <https://a.example/> "a" .',
    ),
}
_SHORT = {
    "<nil>": "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>",
    "<rdf:": "<http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "<xsd:": "<http://www.w3.org/2001/XMLSchema#",
}


@pytest.mark.parametrize(("members", "expected"), SAID.values(), ids=SAID)
def test_said_as_it_stands(members: dict[str, Any], expected: str) -> None:
    for short, long in _SHORT.items():
        expected = expected.replace(short, long)
    document = odd(**members)
    if expected:
        same = canonicalize_quads(parse_nquads(expected))
        assert canonicalize(document, extra_contexts=EXTRA) == same
        assert canonicalize_quads(by_pyld(document)) == same
    else:
        assert found(document) == [("DATA_DROPPED", "")]
        del document["id"]
        assert canonicalize(document, extra_contexts=EXTRA) == ""


def test_a_document_that_is_a_graph() -> None:
    document = {"@context": ODD, "@graph": [{"id": "urn:y", "p": "a"}, {}]}
    quads = to_quads(document, extra_contexts=EXTRA)
    assert to_nquads(quads) == f'<urn:y> <{EX}p> "a" .\n'
    assert found({"@context": ODD, "@graph": [{"nope": 1}]}) == [
        ("DATA_UNDEFINED_TERM", "/@graph/0/nope")
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"@context": ODD, "@value": "a"},
        {"@context": ODD, "value": "a"},
        {"@context": ODD, "@list": ["a"]},
        {"@context": ODD, "@set": [{"p": 1}]},
        {"@context": ODD, "id": "urn:x"},
    ],
)
def test_a_document_that_says_nothing(document: dict[str, Any]) -> None:
    assert found(document) == [("DATA_DROPPED", "")]


def test_a_language_map_at_the_top_is_none() -> None:
    assert found({"@context": ODD, "en": "a", "de": "b", "fr": "c"}) == [
        ("DATA_UNDEFINED_TERM", "/de"),
        ("DATA_UNDEFINED_TERM", "/fr"),
    ]


class Word(StrEnum):
    A = "urn:word"


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"p": {1, 2}}, "/p"),
        ({"p": ("a",)}, "/p"),
        ({"p": b"a"}, "/p"),
        ({"p": float("nan")}, "/p"),
        ({"p": {"@value": float("inf")}}, "/p/@value"),
        ({"p": 2**53}, "/p"),
        ({"p": {"@value": -(2**53), "@type": "ex:t"}}, "/p/@value"),
        ({"p": "\ud800"}, "/p"),
        ({"p": "a" * 200 + "\ud800"}, "/p"),
        ({"title": {"en": "\ud800"}}, "/title/en"),
        ({"json": "\ud800"}, "/json"),
        ({"json": float("nan")}, "/json"),
    ],
)
def test_what_json_cannot_hold(members: dict[str, Any], pointer: str) -> None:
    assert found(odd(**members)) == [("DATA_INVALID", pointer)]


@pytest.mark.parametrize("name", ["p", "title", "byP", "byId", "byType", "list", "scoped"])
def test_names_that_are_no_strings(name: str) -> None:
    problems = check_terms(odd(**{name: {1: "a"}}), extra_contexts=EXTRA)
    assert [problem.code for problem in problems] == ["DATA_INVALID"]


def test_strings_of_other_kinds_are_read_as_strings() -> None:
    document = odd(p=Word.A, link=Word.A, type=[Word.A])
    plain = json.loads(json.dumps(document))
    assert canonicalize(document, extra_contexts=EXTRA) == canonicalize(plain, extra_contexts=EXTRA)


# What the contexts of credentials lose


def badge(**members: Any) -> dict[str, Any]:
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        **members,
    }


def test_text_in_several_languages_in_a_badge() -> None:
    assert found(badge(name={"en": "Hello", "de": "Hallo"})) == [("DATA_LANGUAGE_MAP", "/name")]


def test_evidence_of_another_type() -> None:
    document = badge(evidence=[{"id": "urn:e", "type": "Image", "genre": "Report"}])
    assert found(document) == [("DATA_UNDEFINED_TERM", "/evidence/0/genre")]


def test_language_maps_of_elm_pass() -> None:
    document = {
        "@context": [CREDENTIALS_V1, EDC_AP],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "issuer": {"id": "urn:i", "type": "Organisation", "legalName": {"en": "A", "lv": "B"}},
    }
    assert found(document) == []


def test_credentials_by_reference_in_a_presentation() -> None:
    document = {
        "@context": CREDENTIALS_V2,
        "type": "VerifiablePresentation",
        "verifiableCredential": ["https://a.example/1"],
    }
    assert found(document) == [("DATA_DROPPED", "/verifiableCredential/0")]


def test_proofs_and_credentials_stand_in_graphs_of_their_own() -> None:
    credential = badge(credentialSubject={"id": "urn:s"}, proof={"type": "DataIntegrityProof"})
    document = {
        "@context": [CREDENTIALS_V2],
        "type": "VerifiablePresentation",
        "verifiableCredential": [credential],
        "proof": [{"type": "DataIntegrityProof"}, {"type": "DataIntegrityProof"}],
    }
    quads = to_quads(document)
    graphs = {quad.graph for quad in quads}
    links = [q for q in quads if q.predicate.endswith(("#proof>", "#verifiableCredential>"))]
    assert len(graphs) == 5
    assert {link.object for link in links} == graphs - {""}
    (inside,) = {quad.graph for quad in quads if quad.subject == "<urn:uuid:1>"}
    assert inside


# Contexts

CREDENTIAL: dict[str, Any] = {"type": "VerifiableCredential", "id": "urn:c"}
CONTEXTS: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "no context": ({"type": "VerifiableCredential"}, [("CONTEXT_MISSING", "")]),
    "an empty list": ({"@context": [], **CREDENTIAL}, [("CONTEXT_MISSING", "/@context")]),
    "null": ({"@context": None, **CREDENTIAL}, [("CONTEXT_INVALID", "/@context")]),
    "a number": ({"@context": [1], **CREDENTIAL}, [("CONTEXT_INVALID", "/@context/0")]),
    "too many": (
        {"@context": [CREDENTIALS_V2] * 17, **CREDENTIAL},
        [("CONTEXT_INVALID", "/@context")],
    ),
    "unknown": (
        {"@context": "http://169.254.169.254/latest/meta-data/", **CREDENTIAL},
        [("CONTEXT_UNKNOWN", "/@context")],
    ),
    "nearly known": (
        {"@context": [CREDENTIALS_V2 + "#", CREDENTIALS_V2.upper()], **CREDENTIAL},
        [("CONTEXT_UNKNOWN", "/@context/0"), ("CONTEXT_UNKNOWN", "/@context/1")],
    ),
    "bundled but not approved": (
        {"@context": "https://www.w3.org/ns/credentials/examples/v2", **CREDENTIAL},
        [("CONTEXT_UNKNOWN", "/@context")],
    ),
    "inline": (
        {"@context": [CREDENTIALS_V2, {"a": "urn:a"}], "a": 1, **CREDENTIAL},
        [("CONTEXT_INLINE_NOT_ALLOWED", "/@context/1")],
    ),
    "inline and unknown": (
        {"@context": [{}, "urn:x", CREDENTIALS_V2], **CREDENTIAL},
        [("CONTEXT_INLINE_NOT_ALLOWED", "/@context/0"), ("CONTEXT_UNKNOWN", "/@context/1")],
    ),
    "inline, not in a list": (
        {"@context": {"@vocab": EX}, **CREDENTIAL},
        [("CONTEXT_INLINE_NOT_ALLOWED", "/@context")],
    ),
    "nested": (
        {"@context": CREDENTIALS_V2, **CREDENTIAL, "issuer": {"@context": EDC_AP, "id": "urn:i"}},
        [("CONTEXT_NESTED", "/issuer/@context")],
    ),
    "nested inline": (
        {"@context": CREDENTIALS_V2, **CREDENTIAL, "issuer": {"@context": {}, "id": "urn:i"}},
        [("CONTEXT_NESTED", "/issuer/@context")],
    ),
    "nested in a value": (
        {"@context": CREDENTIALS_V2, **CREDENTIAL, "name": {"@context": EDC_AP, "@value": "x"}},
        [("CONTEXT_NESTED", "/name/@context")],
    ),
    "inline in an embedded credential": (
        {
            "@context": CREDENTIALS_V2,
            "type": "VerifiablePresentation",
            "verifiableCredential": {"@context": [CREDENTIALS_V2, {}], **CREDENTIAL},
        },
        [("CONTEXT_INLINE_NOT_ALLOWED", "/verifiableCredential/@context/1")],
    ),
    "unknown in an embedded credential": (
        {
            "@context": CREDENTIALS_V2,
            "type": "VerifiablePresentation",
            "verifiableCredential": {"@context": "urn:x", **CREDENTIAL},
        },
        [("CONTEXT_UNKNOWN", "/verifiableCredential/@context")],
    ),
    "an embedded credential without one": (
        {
            "@context": CREDENTIALS_V2,
            "type": "VerifiablePresentation",
            "verifiableCredential": {"@type": "urn:t", "name": "x"},
        },
        [("DATA_UNDEFINED_TERM", "/verifiableCredential/name")],
    ),
    "protected terms redefined": (
        {"@context": [CREDENTIALS_V2, CREDENTIALS_V1], **CREDENTIAL},
        [("CONTEXT_INVALID", "/@context")],
    ),
    "protected terms redefined inside": (
        {
            "@context": CREDENTIALS_V1,
            "type": "VerifiablePresentation",
            "verifiableCredential": {"@context": CREDENTIALS_V2, **CREDENTIAL},
        },
        [("CONTEXT_INVALID", "/verifiableCredential/@context")],
    ),
}


@pytest.mark.parametrize(("document", "expected"), CONTEXTS.values(), ids=CONTEXTS)
def test_contexts(document: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(document) == expected
    with pytest.raises(JsonLdError):
        canonicalize(document)


@pytest.mark.parametrize(
    "type_",
    [
        "VerifiableCredential",
        ["VerifiableCredential", "EndorsementCredential"],
        "EnvelopedVerifiableCredential",
    ],
)
def test_embedded_credentials_may_name_their_context(type_: Any) -> None:
    document = {
        "@context": [CREDENTIALS_V2],
        "type": "VerifiablePresentation",
        "verifiableCredential": [
            {"@context": [CREDENTIALS_V2, OPEN_BADGES_V3], "id": "urn:c", "type": type_},
            {"@context": [CREDENTIALS_V2, OPEN_BADGES_V3], "id": "urn:d", "type": type_},
        ],
    }
    assert found(document) == []


def test_a_proof_may_repeat_the_context() -> None:
    context = [CREDENTIALS_V2]
    proof = {"@context": context, "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}
    assert found({"@context": context, **CREDENTIAL, "proof": proof}) == []


@pytest.mark.parametrize("document", [None, [], "https://www.w3.org/ns/credentials/v2", 5])
def test_what_is_no_object(document: Any) -> None:
    assert found(document) == [("DATA_INVALID", "")]


def test_scoped_contexts_that_cannot_be() -> None:
    extra = {
        "urn:c": {
            "@context": {
                "a": {"@id": "urn:a", "@protected": True},
                "type": "@type",
                "T": {"@id": "urn:T", "@context": {"a": "urn:other"}},
            }
        }
    }
    document = {"@context": "urn:c", "type": "T", "a": 1}
    problems = check_terms(document, extra_contexts=extra)
    assert [(p.code, p.pointer) for p in problems] == [("CONTEXT_INVALID", "/type")]


VOCABULARY = {"b": {"@type": "@id"}}
"""A context that needs a vocabulary to stand in."""


@pytest.mark.parametrize("key", ["p", "graph", "nest", "@reverse"])
def test_a_scoped_context_that_cannot_stand_under_a_type(key: str) -> None:
    extra = {
        "urn:c": {
            "@context": {
                "@version": 1.1,
                "@vocab": "urn:v:",
                "type": "@type",
                "T": {"@id": "urn:T", "@context": {"@vocab": None}},
                "p": {"@id": "urn:p", "@context": VOCABULARY},
                "graph": {"@id": "@graph", "@context": VOCABULARY},
                "nest": {"@id": "@nest", "@context": VOCABULARY},
            }
        }
    }
    value = {"p": {"urn:q": "x"}} if key == "@reverse" else {"urn:q": "x"}
    document = {"@context": "urn:c", "type": "T", key: value}
    problems = check_terms(document, extra_contexts=extra)
    pointer = "/@reverse/p" if key == "@reverse" else f"/{key}"
    if key == "@reverse":  # where the context of the type has ended
        assert problems == ()
    else:
        assert [(p.code, p.pointer) for p in problems] == [("CONTEXT_INVALID", pointer)]


CARRIER = {"@context": CREDENTIALS_V2, "@type": "VerifiableCredential"}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"name": {"@value": "x", **CARRIER}}, []),
        ({"name": {"@list": ["x"], **CARRIER}}, [("DATA_INVALID", "/name/@type")]),
        (
            {"@reverse": {**CARRIER, "urn:p": {"id": "urn:a"}}},
            [("DATA_INVALID", "/@reverse/@type")],
        ),
    ],
)
def test_contexts_in_what_is_no_credential(
    members: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert found({"@context": CREDENTIALS_V2, "id": "urn:x", **members}) == expected


def test_a_type_that_renames_the_member_for_types() -> None:
    renaming = {"@id": "urn:U", "@context": {"type": "urn:type", "kind": "@type"}}
    extra = {"urn:c": {"@context": {"type": "@type", "a": "urn:a", "U": renaming}}}
    for members in ({"type": "U"}, {"@type": "U", "kind": "U"}):
        problems = check_terms({"@context": "urn:c", "a": members}, extra_contexts=extra)
        assert [(p.code, p.pointer) for p in problems] == [("CONTEXT_INVALID", "/a")]
    harmless = {"@context": "urn:c", "a": {"@type": "U", "urn:b": 1}}
    assert check_terms(harmless, extra_contexts=extra) == ()


def test_a_context_that_refers_to_an_unapproved_one() -> None:
    extra = {"urn:c": {"@context": ["https://a.example/unknown"]}}
    problems = check_terms({"@context": "urn:c"}, extra_contexts=extra)
    assert [(p.code, p.pointer) for p in problems] == [("CONTEXT_UNKNOWN", "/@context")]


# Limits


def test_too_deep() -> None:
    document: Any = {"p": "x"}
    for _ in range(DEFAULT.depth - 2):
        document = {"p": document}
    check_terms(odd(p=document), extra_contexts=EXTRA)
    with pytest.raises(LimitError) as caught:
        check_terms(odd(p={"p": document}), extra_contexts=EXTRA)
    assert caught.value.code == "LIMIT_DEPTH"
    assert caught.value.pointer == "/p" * DEFAULT.depth


@pytest.mark.parametrize("name", ["p", "list", "graph", "json", "nest"])
def test_without_end(name: str) -> None:
    arrays: list[Any] = []
    arrays.append(arrays)
    objects: dict[str, Any] = {}
    objects[name] = objects
    for value in (objects, arrays) if name != "nest" else (objects,):
        with pytest.raises(LimitError) as caught:
            check_terms(odd(**{name: value}), extra_contexts=EXTRA)
        assert caught.value.code == "LIMIT_DEPTH"


@pytest.mark.parametrize("name", ["p", "list", "graph"])
def test_arrays_are_as_deep_as_objects(name: str) -> None:
    value: Any = {"p": "x"}
    for _ in range(DEFAULT.depth):
        value = [value]
    with pytest.raises(LimitError) as caught:
        check_terms(odd(**{name: value}), extra_contexts=EXTRA)
    assert caught.value.code == "LIMIT_DEPTH"
    assert caught.value.pointer.startswith(f"/{name}/0/0/0")


def test_too_many_nodes() -> None:
    limits = replace(DEFAULT, nodes=3)
    check_terms(odd(p=[{}, {}]), extra_contexts=EXTRA, limits=limits)
    with pytest.raises(LimitError) as caught:
        check_terms(odd(p=[{}, {}, {}]), extra_contexts=EXTRA, limits=limits)
    assert (caught.value.code, caught.value.pointer) == ("LIMIT_NODES", "/p/2")


@pytest.mark.parametrize("name", ["p", "list", "graph", "byP"])
def test_too_many_values(name: str) -> None:
    limits = replace(DEFAULT, values=3)
    many: Any = [{}, {}, {}, {}]
    members = {name: {"a": many} if name == "byP" else many}
    with pytest.raises(LimitError) as caught:
        check_terms(odd(**members), extra_contexts=EXTRA, limits=limits)
    pointer = "/byP/a" if name == "byP" else f"/{name}"
    assert (caught.value.code, caught.value.pointer) == ("LIMIT_VALUES", pointer)


def test_too_many_contexts() -> None:
    terms = [f"T{number}" for number in range(12)]
    extra = {
        "urn:c": {
            "@context": {
                "type": "@type",
                "p": "urn:p",
                **{t: {"@id": f"urn:{t}", "@context": {f"x{t}": f"urn:x{t}"}} for t in terms},
            }
        }
    }
    nodes = [{"type": [t for n, t in enumerate(terms) if mask >> n & 1]} for mask in range(900)]
    with pytest.raises(LimitError) as caught:
        check_terms({"@context": "urn:c", "p": nodes}, extra_contexts=extra)
    assert caught.value.code == "LIMIT_CONTEXTS"


def test_the_reference_attacks(reference: Path) -> None:
    index = json.loads((reference / "attacks/index.json").read_text())
    extra = {
        "https://contexts.example/achievement/v1": json.loads(
            (reference / "attacks/contexts/achievement-v1.json").read_text()
        )
    }
    cases = {case["id"]: case for case in index["cases"]}
    expected = {
        "di-undefined-term": ["DATA_UNDEFINED_TERM"],
        "di-context-swap-inline": ["CONTEXT_INLINE_NOT_ALLOWED"],
        "di-context-ssrf-metadata": ["CONTEXT_UNKNOWN"],
        "di-ok-ecdsa-rdfc": [],
        "di-ok-reserialised": [],
    }
    for id, codes in expected.items():
        document = json.loads((reference / "attacks" / cases[id]["file"]).read_text())
        document.pop("proof")
        problems = check_terms(document, extra_contexts=extra)
        assert [problem.code for problem in problems] == codes, id
    poison = json.loads((reference / "attacks" / cases["di-poison-clique"]["file"]).read_text())
    poison.pop("proof")
    with pytest.raises(LimitError, match="LIMIT_CANONICALISATION"):
        canonicalize(poison, extra_contexts=extra)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("di-language-map", "DATA_LANGUAGE_MAP"),
        ("di-undefined-term", "DATA_UNDEFINED_TERM"),
        ("di-relative-iri", "DATA_RELATIVE_IRI"),
        ("di-scoped-term-lost", "DATA_UNDEFINED_TERM"),
        ("di-protected-term-redefined", "CONTEXT_INLINE_NOT_ALLOWED"),
    ],
)
def test_the_badges_that_lose_what_they_sign(name: str, code: str, reference: Path) -> None:
    path = reference / f"openbadges/own-vectors/{name}.json"
    problems = check_terms(json.loads(path.read_text()))
    assert code in {problem.code for problem in problems}
