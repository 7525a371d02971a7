"""Names of profiles: full, short, as addresses, and as a document declares them."""

from __future__ import annotations

from typing import Any

import pytest

from elm_microcred import profiles, vocabularies
from elm_microcred.errors import UsageError
from elm_microcred.profiles.declared import PROFILE_CODES
from elm_microcred.validation.profile_names import ALL, chosen, declared
from elm_microcred.validation.purposes import PURPOSES, purpose

AP = "http://data.europa.eu/snb/model/ap/"
CODE = "http://data.europa.eu/snb/credential/"


@pytest.mark.parametrize(
    ("given", "full"),
    [
        ("edc-generic-full", "edc-generic-full"),
        ("generic-full", "edc-generic-full"),
        ("generic-no-cv", "edc-generic-no-cv"),
        ("accredited", "edc-accredited"),
        ("converted", "edc-converted"),
        ("issued-by-mandate", "edc-issued-by-mandate"),
        ("diploma-supplement", "edc-diploma-supplement"),
        ("loq", "loq"),
        ("loq-mdr", "loq-mdr"),
        ("ams", "ams"),
        (AP + "edc-accredited", "edc-accredited"),
        ("http://data.europa.eu/snb/model/application-profile/edc-converted", "edc-converted"),
    ],
)
def test_names(given: str, full: str) -> None:
    assert chosen(given, {}) == ((full,), ())


@pytest.mark.parametrize("name", ALL)
def test_every_name_is_known(name: str) -> None:
    applications, purposes = chosen(name, {})
    assert len(applications) + len(purposes) == 1


def test_each_once_in_order() -> None:
    wanted = ["annex-1", "accredited", "edc-accredited", purpose("annex-1"), "employment"]
    applications, purposes = chosen(wanted, {})
    assert applications == ("edc-accredited",)
    assert [each.id for each in purposes] == ["annex-1", "employment"]


@pytest.mark.parametrize(
    "wanted", ["edc", "", "full", (), ("annex-1", None), (["loq"],), "x" * 999]
)
def test_no_such_name(wanted: Any) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(wanted, {})
    assert caught.value.code == "SHAPES_UNKNOWN_PROFILE"
    assert caught.value.problem.expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"credentialProfiles": {"id": CODE + "e34929035b"}}, ["edc-generic-full"]),
        ({"credentialProfiles": [CODE + "6cf8e68c43"]}, ["edc-accredited"]),
        ({"credentialSchema": [{"id": AP + "edc-converted"}]}, ["edc-converted"]),
        (
            {
                "credentialProfiles": [{"id": CODE + "c_9a31f32a"}, {"id": CODE + "e34929035b"}],
                "credentialSchema": {"id": AP + "edc-diploma-supplement"},
            },
            ["edc-issued-by-mandate", "edc-diploma-supplement"],
        ),
        ({"credentialProfiles": {"id": CODE + "48b514e72a"}}, ["edc-generic-full"]),
        ({"credential": {"credentialProfiles": {"id": CODE + "6cf8e68c43"}}}, ["edc-accredited"]),
        ({"credentialProfiles": 7, "credentialSchema": {"id": []}}, ["edc-generic-full"]),
        ({}, ["edc-generic-full"]),
        ([], ["edc-generic-full"]),
        (None, ["edc-generic-full"]),
    ],
)
def test_what_a_document_declares(document: Any, expected: list[str]) -> None:
    assert list(declared(document)) == expected
    assert list(chosen("declared", document)[0]) == expected


def test_codes_of_profiles_are_those_of_the_vocabulary() -> None:
    for profile, code in PROFILE_CODES.items():
        assert profile in profiles.APPLICATION_PROFILES
        assert vocabularies.concept("credential", code).code == code


def test_no_name_means_two_things() -> None:
    assert len(ALL) == len(set(ALL))
    assert not set(PURPOSES) & {n.removeprefix("edc-") for n in profiles.APPLICATION_PROFILES}
