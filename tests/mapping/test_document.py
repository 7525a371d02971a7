"""Documents and their kinds."""

from __future__ import annotations

import pytest

from elm_microcred.contexts import CLR_V2, CREDENTIALS_V2, EDC_AP, OPEN_BADGES_V3
from elm_microcred.errors import ParseError
from elm_microcred.mapping.document import Document, format_of
from elm_microcred.problem import Problem


def test_document_is_a_dict_with_losses() -> None:
    loss = Problem("MAPPING_LOSS", "Gone.")
    document = Document({"id": "urn:x:1"}, [loss])
    assert document == {"id": "urn:x:1"}
    assert document.losses == (loss,)
    assert Document().losses == ()


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"type": ["VerifiableCredential", "EuropeanDigitalCredential"]}, "elm"),
        ({"credential": {"type": "EuropeanDigitalCredential"}, "deliveryDetails": {}}, "elm"),
        ({"@context": [EDC_AP], "type": "VerifiableCredential"}, "elm"),
        ({"type": ["VerifiableCredential", "OpenBadgeCredential"]}, "open-badge-3"),
        ({"@context": [CREDENTIALS_V2, OPEN_BADGES_V3]}, "open-badge-3"),
        ({"@context": [CREDENTIALS_V2, CLR_V2], "type": ["ClrCredential"]}, "clr-2"),
        ({"achievement": {"title": "x"}, "award": {}}, "micro-credential"),
    ],
)
def test_kinds(document: dict[str, object], kind: str) -> None:
    assert format_of(document) == kind


@pytest.mark.parametrize("document", [[], "text", None, 7])
def test_no_object(document: object) -> None:
    with pytest.raises(ParseError) as error:
        format_of(document)
    assert error.value.code == "PARSE_NOT_AN_OBJECT"


@pytest.mark.parametrize("document", [{}, {"type": 7, "@context": [{}]}, {"achievement": "x"}])
def test_no_known_kind(document: object) -> None:
    with pytest.raises(ParseError) as error:
        format_of(document)
    assert error.value.code == "PARSE_UNKNOWN_FORMAT"


def test_sealed_names_the_payload() -> None:
    with pytest.raises(ParseError) as error:
        format_of({"payload": "{}", "signatures": []})
    assert "payload" in error.value.problem.remedy
