"""From one format into another."""

from __future__ import annotations

from typing import Any

import pytest

from badges import port_safety
from elm_microcred.errors import MappingError, ParseError, UsageError
from elm_microcred.mapping import convert, to_elm, to_open_badge
from elm_microcred.mapping.conversion import read, read_source
from elm_microcred.mapping.elm.from_elm import UNNAMED


def test_elm_to_open_badge_and_back() -> None:
    document = to_elm(port_safety())
    badge = convert(document, to="open-badge-3")
    assert badge.document == to_open_badge(port_safety())
    assert badge.losses == ()
    again = convert(badge.document, to="elm")
    assert again.document == document
    assert again.losses == ()


def test_a_micro_credential_is_converted_too() -> None:
    micro = port_safety()
    assert convert(micro, to="elm").document == to_elm(micro)
    assert convert(micro.to_dict(), to="elm").document == to_elm(micro)


def test_losses_of_reading_come_before_those_of_writing() -> None:
    document = to_elm(port_safety())
    document["credentialSubject"]["gender"] = {"id": "urn:x:f", "type": "Concept"}
    document["credentialSubject"]["hasClaim"]["specifiedBy"]["language"] = {
        "id": "http://publications.europa.eu/resource/authority/language/LAV"
    }
    losses = convert(document, to="open-badge-3").losses
    assert losses[0].pointer == "/credentialSubject/gender"


@pytest.mark.parametrize("to", ["open-badge-2", "", None])
def test_no_such_target(to: Any) -> None:
    with pytest.raises(UsageError):
        convert(port_safety(), to=to)


def test_no_known_kind() -> None:
    with pytest.raises(ParseError):
        convert({"type": "Diploma"}, to="elm")


def test_a_record_of_many_is_refused() -> None:
    with pytest.raises(MappingError) as error:
        read({"type": ["VerifiableCredential", "ClrCredential"]})
    assert error.value.code == "MAPPING_NO_COUNTERPART"


def test_places_lead_into_the_document() -> None:
    member = "/achievement/outcomes/1/title"
    elm = read_source(to_elm(port_safety()))
    assert elm.place(member) == "/credentialSubject/hasClaim/specifiedBy/learningOutcome/1/title"
    badge = read_source(to_open_badge(port_safety()))
    assert badge.place(member).startswith("/credentialSubject/achievement/alignment/")
    assert read_source(port_safety()).place(member) == member


def test_a_look_at_a_document_works_out_no_id() -> None:
    document = to_elm(port_safety())
    document["credentialSubject"]["hasClaim"]["specifiedBy"]["id"] = "urn:epass:qualification:1"
    named, unnamed = read_source(document), read_source(document, named=False)
    assert unnamed.micro.award == named.micro.award  # the document has an id
    assert unnamed.micro.achievement.id == UNNAMED != named.micro.achievement.id
    update = {"id": named.micro.achievement.id}
    assert unnamed.micro.achievement.model_copy(update=update) == named.micro.achievement
