"""A recipe as a credential: its owner signs it, and whoever has it can tell whose it is.

```python
secured = sign(recipe_document(recipe, issuer_id=signer.controller), signer)
recipe = recipe_of(verify(secured.content, resolve=resolver))
```
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from elm_microcred.contexts import CREDENTIALS_V2, OPEN_BADGES_V3
from elm_microcred.errors import StackingError
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.proofs import timestamps
from elm_microcred.stacking.composition.whole import data_url
from elm_microcred.stacking.recipe import Recipe
from elm_microcred.verification import Verification

_NAME = "Recipe"


def recipe_document(
    recipe: Recipe, *, issuer_id: str, valid_from: datetime | None = None
) -> dict[str, Any]:
    """The credential that says a recipe (VCDM 2.0, not secured yet).

    It holds as long as the recipe is in force; the recipe itself goes with it byte by byte.

    Args:
        recipe: The recipe.
        issuer_id: Who owns it: the controller of the signer's key.
        valid_from: From when it holds, where the recipe does not say.
    """
    begin, end = recipe.effective.from_ or valid_from, recipe.effective.until
    dates = {"validFrom": begin, "validUntil": end}
    content = canonicalize_json(recipe.to_dict())
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "type": ["VerifiableCredential"],
        "name": str(recipe.title),
        "issuer": issuer_id,
        **{name: timestamps.write(moment) for name, moment in dates.items() if moment},
        "credentialSubject": {"id": recipe.id},
        "evidence": [
            {"id": data_url(content, "application/json"), "type": ["Evidence"], "name": _NAME}
        ],
    }


def recipe_of(verification: Verification) -> Recipe:
    """The recipe in a credential that verifies.

    Raises:
        VerificationFailed: If the credential does not verify.
        StackingError: If it holds no recipe, or that of another subject.
    """
    verification.raise_for_failure()
    document = verification.document or {}
    evidence = document.get("evidence", [])
    for node in evidence if isinstance(evidence, list) else [evidence]:
        url = node.get("id") if isinstance(node, dict) else None
        if not isinstance(url, str) or node.get("name") != _NAME:
            continue
        try:
            content = base64.b64decode(url.partition(";base64,")[2], validate=True)
        except (binascii.Error, ValueError):
            continue
        recipe = Recipe.from_json(content)
        subject = document.get("credentialSubject")
        if isinstance(subject, dict) and subject.get("id") == recipe.id:
            return recipe
    raise StackingError(
        "MODEL_MISSING",
        "The credential holds no recipe of its subject.",
        pointer="/evidence",
        expected="what recipe_document makes",
    )
