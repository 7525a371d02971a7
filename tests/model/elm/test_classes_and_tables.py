"""Classes and tables say the same: every class, property, range and cardinality."""

from __future__ import annotations

import ast
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

from elm_microcred import profiles, vocabularies
from elm_microcred.model import elm
from elm_microcred.model.elm.node import Node, Resource
from elm_microcred.model.elm.reading import Cardinality
from elm_microcred.model.elm.terms import term_of

ROOT = Path(__file__).resolve().parents[3]
TYPED = ("edc-3.2", "loq", "ams")
LITERALS = {
    "rdf:HTML": str,
    "xsd:anyURI": str,
    "xsd:boolean": bool,
    "xsd:dateTime": elm.DateTime,
    "xsd:decimal": elm.DecimalNumber,
    "xsd:duration": elm.Duration,
    "xsd:integer": int,
    "xsd:positiveInteger": int,
    "xsd:string": str,
}
WIDER = {("elm:LearningAssessmentSpecification", "dc:type"): "0..1"}
"""Where opportunities allow several values, and European credentials one: the class holds several.

Europass itself writes an array there.
"""
RANGELESS = {
    "dc:creator": {Resource},
    "cred:credentialSchema": {Resource},
    "skos:notation": {str},
}
"""What a property holds that no shape gives a range: it demands an IRI, or a literal."""


def _class(path: str) -> type[Node]:
    of: type[Node] = getattr(elm, path.partition(":")[2])
    of.model_rebuild()
    return of


def _values(annotation: Any) -> set[type[Any]]:
    """The types that one value may have."""
    found = set()
    for each in get_args(annotation) or (annotation,):
        if get_origin(each) is not None:
            found |= _values(get_args(each)[0])
        elif each not in (type(None), Ellipsis):
            found.add(each)
    return found


def _attribute(of: type[Node], member: str) -> str:
    (name,) = (name for name in of.model_fields if term_of(name) == member)
    return name


def _cardinality(field: Any) -> Cardinality:
    (found,) = (each for each in field.metadata if isinstance(each, Cardinality))
    return found


def _rows(path: str) -> dict[str, dict[str, profiles.Property]]:
    """The rows of a class in the typed tables: by property, by table."""
    rows: dict[str, dict[str, profiles.Property]] = {}
    for table in TYPED:
        of = profiles.table(table).classes.get(path)
        for name, row in (of.properties if of else {}).items():
            rows.setdefault(name, {})[table] = row
    return rows


PATHS = sorted({path for table in TYPED for path in profiles.table(table).classes})


def test_there_is_one_class_for_each_class_of_the_tables() -> None:
    assert {path.partition(":")[2] for path in PATHS} == set(elm.CLASSES)
    assert len(profiles.table().classes) == 55
    assert len(elm.CLASSES) == 56  # one more: opportunities refer to qualifications
    for path in PATHS:
        assert path == _class(path).PATH


@pytest.mark.parametrize("path", PATHS)
def test_a_class_has_the_properties_of_its_tables(path: str) -> None:
    own = {term_of(name) for name in _class(path).model_fields} - {"id", "type", "@context"}
    rows = _rows(path)
    assert own == {next(iter(found.values())).member for found in rows.values()}


@pytest.mark.parametrize("path", sorted(profiles.table().classes))
def test_cardinalities_are_those_of_european_credentials(path: str) -> None:
    of = _class(path)
    for row in profiles.table().classes[path].properties.values():
        field = of.model_fields[_attribute(of, row.member)]
        if (path, row.path) in WIDER:
            assert row.cardinality == WIDER[path, row.path]
            assert str(_cardinality(field)) == "0..n"
            continue
        assert str(_cardinality(field)) == row.cardinality, row
        holds_many = get_origin(field.annotation) is tuple
        assert holds_many == (row.max is None and not row.language)
        assert field.default == (() if holds_many else None)


@pytest.mark.parametrize("path", PATHS)
def test_every_table_fits_into_the_classes(path: str) -> None:
    of = _class(path)
    for tables in _rows(path).values():
        for row in tables.values():
            field = of.model_fields[_attribute(of, row.member)]
            holds_many = get_origin(field.annotation) is tuple
            assert holds_many or row.max == 1 or row.language


@pytest.mark.parametrize("path", PATHS)
def test_ranges_are_those_of_the_tables(path: str) -> None:
    of = _class(path)
    for name, tables in _rows(path).items():
        field = of.model_fields[_attribute(of, next(iter(tables.values())).member)]
        expected: set[type[Any]] = set()
        for row in tables.values():
            if row.language:
                expected.add(elm.LanguageMap)
            elif not row.range:
                expected |= RANGELESS[name]
            else:
                expected |= {LITERALS.get(each) or _class(each) for each in row.range}
        if elm.LearningAchievement in expected and elm.LearningEntitlement in expected:
            expected.add(elm.Claim)  # allowed by its own node shape, where it has a type
        assert _values(field.annotation) == expected, (path, name)


@pytest.mark.parametrize("path", PATHS)
def test_every_class_and_attribute_is_documented(path: str) -> None:
    of = _class(path)
    assert of.__doc__ and f"`{path}`" in of.__doc__
    said = _documented(of)
    for name, tables in _rows(path).items():
        row = next(iter(tables.values()))
        text = said[_attribute(of, row.member)]
        assert f"`{name}`" in text and row.cardinality in text
        for scheme in filter(None, (row.vocabulary, row.recommended)):
            assert "vocabulary" in text and text.count(_short(scheme)) == 1


def _documented(of: type[Node]) -> dict[str, str]:
    """The docstring below each attribute of a class."""
    source = Path(str(sys.modules[of.__module__].__file__)).read_text("utf-8")
    (body,) = (
        node.body
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name == of.__name__
    )
    return {
        attribute.target.id: " ".join(text.value.value.split())
        for attribute, text in pairwise(body)
        if isinstance(attribute, ast.AnnAssign)
        and isinstance(attribute.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def _short(scheme: str) -> str:
    return next(
        (f"`{of.name}`" for of in vocabularies.schemes().values() if of.iri == scheme), scheme
    )


def test_the_generator_gives_the_committed_modules() -> None:
    subprocess.run(
        [sys.executable, "-m", "elm.classes", "--check"], check=True, cwd=ROOT / "tools", timeout=60
    )


def test_every_name_is_there_and_no_other() -> None:
    assert set(elm.__all__) <= set(dir(elm))
    for name in elm.__all__:
        assert getattr(elm, name) is not None
    with pytest.raises(AttributeError):
        elm.Nothing  # type: ignore[attr-defined]  # noqa: B018 - it must not be there
