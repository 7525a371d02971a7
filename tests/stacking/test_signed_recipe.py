"""A recipe that its owner signed."""

from __future__ import annotations

import pytest

from elm_microcred import LocalSigner, sign, verify
from elm_microcred.errors import StackingError, VerificationFailed
from elm_microcred.stacking.signed_recipe import recipe_document, recipe_of
from stack_world import NOW, Issuer, recipe

OWNER = LocalSigner.generate()


def test_a_recipe_is_signed_and_read_back() -> None:
    what = recipe(effective={"from": "2026-01-01", "until": "2027-01-01"})
    document = recipe_document(what, issuer_id=OWNER.controller)
    secured = sign(document, OWNER, now=NOW)
    found = verify(secured.content, now=NOW)
    assert found, found.problems
    assert found.controller == OWNER.controller
    assert recipe_of(found) == what and recipe_of(found).digest == what.digest
    later = verify(secured.content, now=NOW.replace(year=2028))
    with pytest.raises(VerificationFailed):
        recipe_of(later)


def test_what_holds_no_recipe_is_refused() -> None:
    with pytest.raises(StackingError, match="holds no recipe"):
        recipe_of(Issuer().badge("a").verification)
    document = recipe_document(recipe(), issuer_id=OWNER.controller, valid_from=NOW)
    other = {**document, "credentialSubject": {"id": "urn:recipe:other"}}
    with pytest.raises(StackingError, match="of its subject"):
        recipe_of(verify(sign(other, OWNER, now=NOW).content, now=NOW))
    node = {**document["evidence"][0], "id": "data:application/json;base64,!"}
    broken = {**document, "evidence": [node, {"type": ["Evidence"], "name": "Other"}]}
    with pytest.raises(StackingError):
        recipe_of(verify(sign(broken, OWNER, now=NOW).content, now=NOW))
