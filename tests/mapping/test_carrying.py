"""Parts that travel along: nothing is lost, whatever the other format cannot say."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import strategies
from badges import port_safety
from conftest import FULL
from elm_microcred import LocalSigner, convert, sign, to_elm, to_open_badge, verify
from elm_microcred.cli import main
from elm_microcred.codes import Effect
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.mapping import carrying
from elm_microcred.mapping.differences import patch, patched
from elm_microcred.mapping.document import format_of
from elm_microcred.mapping.elm.envelopes import envelope_of
from elm_microcred.validation.badges.structure import structure_problems
from mapping_samples import samples

MANY = settings(max_examples=200 if FULL else 15)
EACH = 10 if FULL else 2
"""So many credentials are made of each that is generated: 2,000 in the full tier."""
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "type", "a", "b/c", "~", "notation"]), inner)
    ),
    max_leaves=12,
)
_OTHERS = st.dictionaries(
    st.sampled_from(["elm:gender", "x", "hasMandate", "supplementaryDocument"]), _JSON, max_size=3
)
_VARIANTS = st.lists(_OTHERS, min_size=EACH, max_size=EACH)


def plain(document: Any) -> Any:
    return json.loads(json.dumps(document))


def elm_original() -> Any:
    document = plain(to_elm(port_safety()))
    document["credentialSubject"]["gender"] = {"id": "urn:x:f", "type": "Concept"}
    document["unheard"] = ["of", {"this": None}]
    return document


# The laws


@given(_JSON, _JSON)
def test_a_patch_makes_the_one_of_the_other(said: Any, wanted: Any) -> None:
    before = plain(said)
    assert patched(said, patch(said, wanted)) == wanted
    assert said == before
    assert patch(said, said) == []


@MANY
@given(strategies.micro_credentials(), _VARIANTS)
def test_elm_to_badge_to_elm_is_the_identity(micro: Any, variants: list[Any]) -> None:
    original = plain(to_elm(micro))
    for others in variants:
        subject = {**original["credentialSubject"], **others}
        document = {**original, "credentialSubject": subject}
        try:
            badge = convert(document, to="open-badge-3", embed=True)
        except ElmMicrocredError:
            assume(False)
        assert badge.losses == ()
        assert plain(convert(plain(badge.document), to="elm").document) == document


@MANY
@given(strategies.micro_credentials(), _VARIANTS)
def test_badge_to_elm_to_badge_is_the_identity(micro: Any, variants: list[Any]) -> None:
    try:
        original = plain(to_open_badge(micro))
    except ElmMicrocredError:
        assume(False)
    for others in variants:
        badge = plain(original)
        badge["credentialSubject"]["achievement"].update(others)
        try:
            document = convert(badge, to="elm", embed=True)
        except ElmMicrocredError:
            assume(False)
        assert document.losses == ()
        assert plain(convert(plain(document.document), to="open-badge-3").document) == badge


@pytest.mark.reference
def test_every_published_sample_comes_back(reference: Path) -> None:
    came_back = {"elm": 0, "open-badge-3": 0}
    for name, original in samples(reference):
        kind = format_of(original)
        to = "open-badge-3" if kind == "elm" else "elm"
        try:
            made = convert(original, to, embed=True)
        except ElmMicrocredError:
            continue  # of no one achievement, or without what every credential has
        home = "open-badge-3"
        if kind == "elm":
            home = "elm-vcdm2" if envelope_of(original) == "vcdm2" else "elm"
            wrong = [p for p in structure_problems(made.document) if p.effect is not Effect.NONE]
            assert wrong == [], name
        back = convert(plain(made.document), home)  # type: ignore[arg-type]
        assert (plain(back.document), made.losses) == (original, ()), name
        came_back[kind] += 1
    assert came_back["elm"] >= 10 and came_back["open-badge-3"] >= 35


# What is made of it


def test_a_badge_with_all_of_a_european_credential_is_signed_and_verified() -> None:
    signer = LocalSigner.generate("Ed25519")
    badge = convert(elm_original(), to="open-badge-3", embed=True).document
    badge["issuer"]["id"] = signer.controller
    secured = sign(badge, signer)
    result = verify(secured.content)
    assert result, result.problems
    back = convert(result.document or {}, to="elm")
    assert [problem.code for problem in back.losses] == ["MAPPING_CARRIED_CHANGED"]
    assert back.document["unheard"] == ["of", {"this": None}]


def test_where_all_can_be_said_nothing_travels_along() -> None:
    document = to_elm(port_safety())
    assert convert(document, "open-badge-3", embed=True).document == to_open_badge(port_safety())


def test_a_micro_credential_has_nothing_that_could_travel() -> None:
    assert convert(port_safety(), "elm", embed=True).document == to_elm(port_safety())
    assert convert(port_safety().to_dict(), "elm", embed=True).document == to_elm(port_safety())


def test_what_came_along_once_does_not_come_twice() -> None:
    badge = plain(convert(elm_original(), "open-badge-3", embed=True).document)
    again = convert(badge, "elm", embed=True)
    assert plain(again.document) == elm_original()
    moved = convert(badge, "elm-vcdm2")
    assert convert(moved.document, "elm").document["unheard"] == ["of", {"this": None}]


def test_without_embed_the_losses_are_told_and_nothing_travels() -> None:
    made = convert(elm_original(), to="open-badge-3")
    assert made.losses
    assert carrying.GENRE not in json.dumps(made.document)


# What does not fit


def carried(badge: Any) -> Any:
    (entry,) = (e for e in badge["evidence"] if e.get("genre") == carrying.GENRE)
    return entry


def with_content(value: Any) -> Any:
    badge = plain(convert(elm_original(), "open-badge-3", embed=True).document)
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    carried(badge)["id"] = "data:application/json;base64," + base64.b64encode(content).decode()
    return badge


@pytest.mark.parametrize(
    "value",
    [
        b"{",
        [],
        {"genre": "other"},
        {"genre": carrying.GENRE, "format": "elm", "sha256": 1, "patch": []},
        {"genre": carrying.GENRE, "format": "elm", "sha256": "", "patch": {}},
    ],
    ids=str,
)
def test_a_file_that_is_none_is_told_and_left_out(value: Any) -> None:
    back = convert(with_content(value), to="elm")
    assert back.losses[0].code in ("MAPPING_CARRIED", "PARSE_INVALID_JSON")
    assert back.losses[0].pointer.startswith("/evidence/")
    assert back.document["type"]


def test_text_that_is_no_base64_is_told() -> None:
    badge = with_content({})
    carried(badge)["id"] += "!"
    assert convert(badge, to="elm").losses[0].code == "MAPPING_CARRIED"


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/nowhere"},
        {"op": "add", "path": "/type/99", "value": 1},
        {"op": "add", "path": "/type/x", "value": 1},
        {"op": "move", "from": "/type", "path": "/type/0"},
        {"op": "test", "path": "", "value": 1},
        {"op": "add", "path": "relative", "value": 1},
        {"op": "add"},
        7,
    ],
    ids=str,
)
def test_parts_that_do_not_fit_are_told_and_left_out(operation: Any) -> None:
    value = {"genre": carrying.GENRE, "format": "elm", "sha256": "", "patch": [operation]}
    back = convert(with_content(value), to="elm")
    assert [problem.code for problem in back.losses] == ["MAPPING_CARRIED"]
    assert back.document == convert(to_open_badge(port_safety()), to="elm").document


def test_parts_that_leave_no_credential_are_refused() -> None:
    value = {
        "genre": carrying.GENRE,
        "format": "elm",
        "sha256": "",
        "patch": [{"op": "replace", "path": "", "value": 7}],
    }
    with pytest.raises(ElmMicrocredError, match="MAPPING_CARRIED"):
        convert(with_content(value), to="elm")


def test_a_patch_is_a_list() -> None:
    with pytest.raises(ElmMicrocredError, match="MAPPING_CARRIED"):
        patched({}, {})


# The command line


def test_convert_embeds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, badge = tmp_path / "elm.json", tmp_path / "badge.json"
    source.write_text(json.dumps(elm_original()))
    assert main(["convert", str(source), "--to", "open-badge-3", "--embed", "-o", str(badge)]) == 0
    assert "Nothing was lost" in capsys.readouterr().err
    assert main(["convert", str(badge), "--to", "elm"]) == 0
    assert json.loads(capsys.readouterr().out) == elm_original()
