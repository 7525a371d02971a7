"""Reading and writing nodes: one or many, bare IRIs, classes by type, wrong values."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from elm_microcred.errors import ElmMicrocredError, ModelError, ParseError
from elm_microcred.model import elm
from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import Cardinality
from elm_microcred.model.elm.terms import term_of

CREDIT = {"type": "CreditPoint", "framework": "http://data.europa.eu/snb/education-credit/x"}


def test_one_value_is_read_like_an_array_of_one() -> None:
    alone = elm.parse({"type": "Person", "hasClaim": {"type": "LearningActivity"}})
    array = elm.parse({"type": ["Person"], "hasClaim": [{"type": "LearningActivity"}]})
    assert alone == array
    assert isinstance(alone, elm.Person)
    assert alone.has_claim == (elm.LearningActivity(),)


def test_an_array_of_one_is_read_where_one_value_stands() -> None:
    person = elm.parse({"type": "Person", "nationalID": [{"notation": ["X"]}], "gender": []})
    assert isinstance(person, elm.Person)
    assert person.national_id is not None
    assert (person.national_id.notation, person.gender) == ("X", None)


def test_null_is_absent() -> None:
    person = elm.parse({"type": "Person", "fullName": None, "hasClaim": None, "gender": None})
    assert isinstance(person, elm.Person)
    assert (person.full_name, person.has_claim, person.gender) == (None, (), None)
    assert person.to_dict() == {"type": "Person", "hasClaim": []}


def test_a_bare_iri_is_a_node_of_which_only_the_iri_is_said() -> None:
    document = {"type": "Organisation", "subOrganizationOf": "urn:a", "identifier": ["urn:b"]}
    organisation = elm.parse(document)
    assert isinstance(organisation, elm.Organisation)
    assert organisation.sub_organization_of == elm.Organisation.reference("urn:a")
    assert organisation.sub_organization_of is not None
    assert organisation.sub_organization_of.types == ()
    assert organisation.identifier[0].id == "urn:b"
    assert organisation.to_dict("upload") == document


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("Person", elm.Person),
        ("Organisation", elm.Organisation),
        (["Thing", "Organisation"], elm.Organisation),
        ("Agent", elm.Agent),
        ("Thing", elm.Agent),
        (None, elm.Agent),
    ],
)
def test_the_type_says_the_class(type_: Any, expected: type[Node]) -> None:
    member = {"id": "urn:a", "prefLabel": {"en": "A"}} | ({"type": type_} if type_ else {})
    group = elm.parse({"type": "Group", "member": member})
    assert isinstance(group, elm.Group)
    assert isinstance(group.member[0], expected)
    assert group.member[0].types == (
        () if type_ is None else tuple([type_] if isinstance(type_, str) else type_)
    )
    assert group.to_dict()["member"] == member


def test_a_text_without_a_language_is_kept() -> None:
    note = elm.parse({"type": "Note", "noteLiteral": "bare"})
    assert isinstance(note, elm.Note) and note.note_literal is not None
    assert note.note_literal.in_language("en") == "bare"
    assert note.to_dict() == {"type": "Note", "noteLiteral": "bare"}


def test_texts_of_one_language_may_be_several() -> None:
    note = elm.Note(note_literal={"en": ["a", "b"], "lv": ["c"]})
    assert note.note_literal == {"en": ("a", "b"), "lv": "c"}
    assert note.to_dict()["noteLiteral"] == {"en": ["a", "b"], "lv": "c"}
    assert note.to_dict("upload")["noteLiteral"] == {"en": ["a", "b"], "lv": ["c"]}
    assert note.note_literal.in_language("de", "lv") == "c"
    assert note.note_literal.in_language() == "a"
    assert elm.LanguageMap().in_language("en") == ""


def test_a_node_made_here_has_its_type() -> None:
    assert elm.Person().type == "Person"
    assert elm.EuropeanDigitalCredential().types == (
        "VerifiableCredential",
        "EuropeanDigitalCredential",
    )
    assert elm.EuropeanDigitalPresentation().types[0] == "VerifiablePresentation"
    assert elm.Person(type="Thing").type == "Thing"
    assert elm.parse({"type": "Group", "contactPoint": {}}).to_dict()["contactPoint"] == {}


def test_values_may_be_given_as_python_values() -> None:
    process = elm.AwardingProcess(awarding_date=datetime(2026, 6, 30, 12, tzinfo=UTC))
    assert process.to_dict()["awardingDate"] == "2026-06-30T12:00:00Z"
    assert elm.Person(date_of_birth=date(1999, 10, 2)).date_of_birth == "1999-10-02T00:00:00Z"
    activity = elm.LearningActivity(workload=timedelta(hours=60, seconds=5))
    assert activity.workload == "PT60H5S" and isinstance(activity.workload, elm.Duration)
    assert elm.Duration.of(timedelta()) == "PT0S"
    assert elm.Amount(value=Decimal("12.50")).to_dict()["value"] == "12.50"
    assert elm.Amount(value=12).value == "12" and elm.Amount(value=0.1).value == "0.1"
    assert elm.CreditPoint(point=5).point == "5"


def test_literals_keep_their_form() -> None:
    for text in ("2023-09-27", "2023-09-27T13:54:17+02:00", "yesterday", ""):
        assert elm.AwardingProcess(awarding_date=text).to_dict()["awardingDate"] == text
    assert elm.DateTime("2023-09-27").moment == datetime(2023, 9, 27)
    assert elm.DateTime("yesterday").moment is None
    assert elm.DecimalNumber("1e5").number is None


@pytest.mark.parametrize(
    ("duration", "hours"),
    [
        ("PT60H", 60),
        ("P2DT12H", 60),
        ("PT90M", Decimal("1.5")),
        ("PT1H30M36S", Decimal("1.51")),
        ("P0Y0M1D", 24),
        ("P60M", None),
        ("P1Y", None),
        ("P", None),
        ("PT", None),
        ("60 hours", None),
        ("-PT1H", None),
    ],
)
def test_hours_of_a_duration(duration: str, hours: Decimal | None) -> None:
    assert elm.Duration(duration).hours == hours


def test_numbers_and_truth_values_may_be_strings() -> None:
    detail = elm.parse({"type": "DisplayDetail", "page": "7"})
    assert isinstance(detail, elm.DisplayDetail) and detail.page == 7
    part = elm.parse({"type": "Qualification", "isPartialQualification": "false"})
    assert isinstance(part, elm.Qualification) and part.is_partial_qualification is False


def test_python_names_are_no_json_names() -> None:
    person = elm.parse({"type": "Person", "full_name": {"en": "A"}})
    assert isinstance(person, elm.Person)
    assert person.full_name is None and person.unknown == {"full_name": {"en": "A"}}


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ({"type": "Person", "fullName": 5}, "MODEL_TYPE", "/fullName"),
        ({"type": "Person", "fullName": {"en": {}}}, "MODEL_TYPE", "/fullName/en"),
        ({"type": "Person", "fullName": {"en": [5]}}, None, None),
        ({"type": "Person", "nationalID": 5}, "MODEL_TYPE", "/nationalID"),
        ({"type": "Person", "dateOfBirth": {"a": 1}}, "MODEL_TYPE", "/dateOfBirth"),
        ({"type": "Person", "dateOfBirth": ["a", "b"]}, "MODEL_TYPE", "/dateOfBirth"),
        ({"type": "Person", "nationalID": [{}, {}]}, "ELM_TOO_MANY", "/nationalID"),
        ({"type": "Person", "hasClaim": [{}, [{}]]}, "MODEL_TYPE", "/hasClaim/1"),
        (
            {"type": "Person", "hasClaim": [{}, {"awardedBy": {"location": True}}]},
            "MODEL_TYPE",
            "/hasClaim/1/awardedBy/location",
        ),
        ({"type": "DisplayDetail", "page": True}, "MODEL_TYPE", "/page"),
        ({"type": "DisplayDetail", "page": 1.5}, "MODEL_TYPE", "/page"),
        ({"type": "Qualification", "isPartialQualification": "yes"}, "MODEL_TYPE", None),
        ({"type": "Amount", "value": {}}, "MODEL_TYPE", "/value"),
        ({"type": ["Person", {}]}, "MODEL_TYPE", "/type"),
        ({"type": "Person", "id": 5}, None, None),
        ({"type": "Person", "id": {}}, "MODEL_TYPE", "/id"),
        ({"type": "Thing"}, "ELM_UNKNOWN_TYPE", "/type"),
        ({"type": {}}, "ELM_UNKNOWN_TYPE", "/type"),
        ({}, "ELM_UNKNOWN_TYPE", "/type"),
        ({"credential": 5}, "ELM_UNKNOWN_TYPE", "/type"),
        ({"credential": {"validFrom": {}}}, "MODEL_TYPE", "/credential/validFrom"),
        ([], "PARSE_NOT_AN_OBJECT", ""),
        ("Person", "PARSE_NOT_AN_OBJECT", ""),
        (None, "PARSE_NOT_AN_OBJECT", ""),
    ],
)
def test_a_value_of_the_wrong_kind_says_where(
    document: Any, code: str | None, pointer: str | None
) -> None:
    if code is None:
        elm.parse(document)
        return
    with pytest.raises((ModelError, ParseError)) as caught:
        elm.parse(document)
    assert caught.value.code == code
    assert caught.value.pointer == (pointer if pointer is not None else caught.value.pointer)
    assert caught.value.problem.expected
    assert "\0" not in str(caught.value)


def test_every_wrong_value_is_reported() -> None:
    with pytest.raises(ModelError) as caught:
        elm.parse({"type": "Person", "fullName": 5, "gender": 5, "hasClaim": [{"title": 5}, 5]})
    assert {problem.pointer for problem in caught.value.problems} == {
        "/fullName",
        "/gender",
        "/hasClaim/0/title",
        "/hasClaim/1",
    }


def test_a_constructor_raises_what_pydantic_raises() -> None:
    with pytest.raises(ValidationError):
        elm.Person(full_name=5)
    with pytest.raises(ValidationError):
        elm.Person().full_name = {"en": "A"}  # type: ignore[misc]  # nodes are frozen


def test_a_document_without_end_is_refused() -> None:
    deep: dict[str, Any] = {"type": "Organisation"}
    for _ in range(50_000):
        deep = {"type": "Organisation", "subOrganizationOf": deep}
    with pytest.raises(ModelError) as caught:
        elm.parse(deep)
    assert caught.value.code == "MODEL_VALUE"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)
TERMS = sorted({term_of(n) for c in elm.CLASSES for n in getattr(elm, c).model_fields})


@given(st.sampled_from(elm.CLASSES), st.dictionaries(st.sampled_from(TERMS), JSON, max_size=6))
def test_no_json_ends_in_an_untyped_error(name: str, members: dict[str, Any]) -> None:
    document = {**members, "type": name}
    try:
        node = elm.parse(document)
    except ElmMicrocredError as error:
        assert error.problems
    else:
        json.dumps(node.to_dict())
        elm.unknown_members(node, document)


def _value(of: type[Node], attribute: str, depth: int) -> st.SearchStrategy[Any]:
    """Values of one attribute, in the form in which callers give them."""
    field = of.model_fields[attribute]
    (cardinality,) = (each for each in field.metadata if isinstance(each, Cardinality))
    languages = st.sampled_from(["en", "lv", "sr-Latn"])
    strategies: dict[Any, st.SearchStrategy[Any]] = {
        elm.LanguageMap: st.dictionaries(languages, st.text(), min_size=1),
        str: st.text(),
        int: st.integers(0, 10**9),
        bool: st.booleans(),
        elm.DateTime: st.datetimes(timezones=st.just(UTC)) | st.text(),
        elm.Duration: st.timedeltas(min_value=timedelta()) | st.text(),
        elm.DecimalNumber: st.decimals(allow_nan=False, allow_infinity=False),
    }
    kinds = [kind for kind in _kinds(field.annotation) if kind is not type(None)]
    if issubclass(kinds[0], Node) and depth == 0:
        return st.just(() if cardinality.max is None else None)
    one = st.one_of(
        strategies[kind]
        if kind in strategies
        else nodes(kind, depth - 1) | st.just(kinds[0].reference("urn:x"))
        for kind in kinds
    )
    return st.lists(one, max_size=2) if field.default == () else one


def _kinds(annotation: Any) -> list[Any]:
    inner = [each for each in get_args(annotation) if each is not Ellipsis]
    if get_origin(annotation) is Annotated:
        inner = inner[:1]
    return [kind for each in inner for kind in _kinds(each)] or [annotation]


def nodes(of: type[Node], depth: int = 2) -> st.SearchStrategy[Node]:
    """Nodes of a class with a few members each."""
    of.model_rebuild()
    own = [n for n in of.model_fields if n not in ("id", "type", "context")]

    def made(names: list[str]) -> st.SearchStrategy[Node]:
        values = {name: _value(of, name, depth) for name in names}
        return st.fixed_dictionaries(values).map(lambda members: of(id="urn:y", **members))

    return (
        st.lists(st.sampled_from(own), max_size=4, unique=True).flatmap(made)
        if own
        else st.just(of(id="urn:y"))
    )


@given(st.sampled_from(elm.CLASSES).flatmap(lambda name: nodes(getattr(elm, name))))
def test_writing_and_reading_gives_the_same_node(node: Node) -> None:
    for form in ("compact", "upload"):
        written = json.loads(json.dumps(node.to_dict(form)))  # type: ignore[arg-type]  # one of two
        again = elm.parse(written)
        assert again == node
        assert again.to_dict(form) == written  # type: ignore[arg-type]  # one of the two
    assert elm.unknown_members(node) == ()
