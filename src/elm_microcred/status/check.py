"""Whether a credential still holds: what its status lists say, entry by entry.

Nothing is taken for good that was not seen to be: a list that cannot be had, is not current
or cannot be verified leaves the question open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs.proof import listed
from elm_microcred.proofs.urls import checked_https
from elm_microcred.report import Check, worst
from elm_microcred.retrieval import Resolver
from elm_microcred.status import one_edtech, w3c
from elm_microcred.status.sources import Finding, Sources, VerifyList

_VCDM = "https://www.w3.org/TR/vc-data-model-2.0/#status"

Examine = Callable[[Mapping[str, Any], Mapping[str, Any], Sources], Finding]
"""From the members of an entry and the credential that has it to what was found."""

KINDS: dict[str, Examine] = {
    "BitstringStatusListEntry": partial(w3c.examine, w3c.BITSTRING),
    "StatusList2021Entry": partial(w3c.examine, w3c.STATUS_LIST_2021),
    "1EdTechRevocationList": one_edtech.examine,
}
"""Every kind of status that is implemented, by its type."""


def check_status(
    credential: Mapping[str, Any],
    *,
    resolve: Resolver,
    now: datetime,
    verify_list: VerifyList,
    list_issuers: Collection[str] = (),
    check_url: Callable[[str], str] = checked_https,
    limits: Limits = DEFAULT,
) -> list[Check]:
    """What the issuer says today about a credential: `status`, and one child for each entry.

    A credential that names no status passes.

    Args:
        credential: The verified credential.
        resolve: Asked for the lists, each once.
        now: The time to check with.
        verify_list: Verifies a list that is a credential, its own status left out.
        list_issuers: Who may publish lists besides the issuer of the credential itself.
        check_url: Refuses a URL that may not be asked for.
        limits: What a list may cost.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#status
    """
    value = credential.get("credentialStatus", [])
    entries = listed(value)
    if len(entries) > limits.status_entries:
        too_many = Problem(
            "LIMIT_VALUES",
            "The credential has more statuses than are ever asked for.",
            pointer="/credentialStatus",
            found=str(len(entries)),
            expected=f"at most {limits.status_entries}",
            spec=_VCDM,
        )
        return [Check.of("status", [too_many])]
    sources = Sources(resolve, now, verify_list, list_issuers, check_url, limits)
    children = []
    for place, entry in enumerate(entries):
        problems, values = _examine(entry, credential, sources)
        pointer = f"/credentialStatus/{place}" if isinstance(value, list) else "/credentialStatus"
        children.append(Check.of(f"status/{place}", (p.at(pointer) for p in problems), values))
    own = Check.of("status", values={"entries": len(entries)})
    outcome = worst(check.outcome for check in (own, *children))
    return [Check("status", outcome, (), own.values), *children]


def _examine(entry: Any, credential: Mapping[str, Any], sources: Sources) -> Finding:
    types = listed(entry.get("type")) if isinstance(entry, dict) else []
    if not types or not all(isinstance(type_, str) for type_ in types):
        detail = "A status is an object that says of which type it is."
        return (Problem("STATUS_INVALID", detail, found=shorten(entry), spec=_VCDM),), {}
    examine = next((KINDS[type_] for type_ in types if type_ in KINDS), None)
    if examine is not None:
        return examine(entry, credential, sources)
    unknown = Problem(
        "STATUS_NOT_CHECKED",
        "A status of this kind is not implemented, so nobody knows whether the credential still"
        " holds.",
        pointer="/type",
        found=shorten(", ".join(types)),
        expected=", ".join(KINDS),
        spec=_VCDM,
    )
    return (unknown,), {}
