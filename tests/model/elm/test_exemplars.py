"""Every class of credentials, opportunities and accreditations: read, written, checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from elm_exemplars import CONTEXT, LITERALS, Exemplars
from elm_microcred import profiles
from elm_microcred.model import elm
from elm_microcred.report import Outcome
from elm_microcred.validation import validate

SIZES = {"edc-3.2": 55, "loq": 33, "ams": 17}
CASES = [(table, path) for table in SIZES for path in sorted(profiles.table(table).classes)]


def whole(table: str, path: str) -> dict[str, Any]:
    """A node of the class with every member that the table has, as people write JSON."""
    members: dict[str, Any] = {"id": "urn:n:1", "type": path.partition(":")[2]}
    for row in profiles.table(table).classes[path].properties.values():
        members[row.member] = _value(row)
    return members


def _value(row: profiles.Property) -> Any:
    if row.language:
        return {"en": "one", "lv": "viens"}
    if not row.range:
        return "A-1" if row.kind == "Literal" else "urn:some:iri"
    if row.range[0] in LITERALS:
        found, other = LITERALS[row.range[0]]
        return [found, other] if row.max is None else found
    nodes = [
        {"id": f"urn:n:{number}", "type": name.partition(":")[2]}
        for number, name in enumerate(row.range, 2)
    ]
    return nodes if row.max is None else nodes[0]


def one_or_many(value: Any) -> Any:
    """The document with every array of one replaced by what is in it."""
    if isinstance(value, dict):
        return {name: one_or_many(member) for name, member in value.items()}
    if isinstance(value, list):
        items = [one_or_many(item) for item in value]
        return items[0] if len(items) == 1 else items
    return value


def test_there_is_a_case_for_every_class() -> None:
    for table, size in SIZES.items():
        assert len([path for of, path in CASES if of == table]) == size


@pytest.mark.parametrize(("table", "path"), CASES)
def test_a_whole_node_comes_back_as_it_was(table: str, path: str) -> None:
    node = whole(table, path)
    typed = elm.parse(node)
    assert path == type(typed).PATH
    assert elm.unknown_members(typed, node) == ()
    for form in ("compact", "upload"):
        written = typed.to_dict(form)  # type: ignore[arg-type]  # one of the two forms
        assert one_or_many(written) == one_or_many(node)
        assert elm.parse(written) == typed


@pytest.mark.parametrize("table", ["loq", "ams"])
def test_opportunities_and_accreditations_by_the_name_of_their_profile(table: str) -> None:
    exemplars = Exemplars(profiles.table(table), table)
    for path in sorted(profiles.table(table).classes):
        document = exemplars.document(path)
        report = validate(document, profile=table)
        shapes = report.check("shapes")
        assert shapes.outcome is Outcome.PASSED, (path, [str(p) for p in shapes.problems])
        # A closed class takes nothing else.
        node = document["@graph"][0]
        switched_off = profiles.table(table).layers[table].classes[path].get("deactivated")
        if switched_off:  # nothing is asked of it, so that alone it has nothing to pass
            alone = {"@context": CONTEXT, "id": "urn:n:1", "type": path.partition(":")[2]}
            (problem,) = validate(alone, profile=table).check("shapes").problems
            assert problem.code == "SHAPES_NO_TARGET"
        elif profiles.table(table).classes[path].closed:
            node["http://example.org/more"] = "x"
            wrong = validate(document, profile=table).check("shapes")
            assert wrong.outcome is Outcome.FAILED
            assert {problem.code for problem in wrong.problems} == {"SHAPES_CLOSED"}


@pytest.mark.reference
def test_a_published_accredited_credential_comes_back_as_it_was(reference: Path) -> None:
    path = reference / "elm" / "accreditation" / "accredited_credential.jsonld"
    document = json.loads(path.read_bytes())
    typed = elm.parse(document)
    assert isinstance(typed, elm.EuropeanDigitalCredential)
    assert one_or_many(typed.to_dict()) == one_or_many(document)
    assert elm.parse(typed.to_dict("upload")) == typed
