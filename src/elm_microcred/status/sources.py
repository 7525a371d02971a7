"""Where a check of statuses gets the lists from: asked for, verified, and both only once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from elm_microcred.codes import Effect
from elm_microcred.errors import ElmMicrocredError, ForbiddenUrlError, ResolutionError
from elm_microcred.limits import Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.report import Outcome
from elm_microcred.retrieval import Resolver, Resource

Document = Mapping[str, Any]

Finding = tuple[tuple[Problem, ...], Mapping[str, Any]]
"""What was found about one status, with pointers below it, and facts worth telling."""

_SPEC = "https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm"
_NOT_CURRENT = {"CREDENTIAL_EXPIRED", "CREDENTIAL_NOT_YET_VALID"}


class ListVerification(Protocol):
    """What the verification of a status list credential found, such as a `Verification`."""

    @property
    def outcome(self) -> Outcome:
        """How it ended."""
        ...

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every finding."""
        ...

    @property
    def document(self) -> Mapping[str, Any] | None:
        """The credential that was verified; `None` where it could not be read."""
        ...


class VerifyList(Protocol):
    """Verifies a status list credential as any credential, its own status left out."""

    def __call__(self, content: bytes, /) -> ListVerification:
        """What was found about the credential in these bytes."""
        ...


@dataclass(slots=True)
class Sources:
    """The lists of one check of statuses.

    Attributes:
        resolve: Asked for the lists.
        now: The time to check with.
        verify_list: Verifies a list that is a credential.
        list_issuers: Who may publish lists besides the issuer of the credential itself.
        check_url: Refuses a URL that may not be asked for.
        limits: What a list may cost.
    """

    resolve: Resolver
    now: datetime
    verify_list: VerifyList
    list_issuers: Collection[str]
    check_url: Callable[[str], str]
    limits: Limits
    _retrieved: dict[str, Resource | Problem] = field(default_factory=dict)
    _verified: dict[str, Document | Problem] = field(default_factory=dict)

    def retrieve(self, url: str) -> Resource | Problem:
        """What stands behind a URL, or why it could not be had."""
        if url not in self._retrieved:
            self._retrieved[url] = self._retrieve(url)
        return self._retrieved[url]

    def verified(self, url: str) -> Document | Problem:
        """The status list credential at a URL, or why it cannot be relied on."""
        if url not in self._verified:
            found = self.retrieve(url)
            self._verified[url] = self._verify(found) if isinstance(found, Resource) else found
        return self._verified[url]

    def _retrieve(self, url: str) -> Resource | Problem:
        try:
            return self.resolve(self.check_url(url))
        except ForbiddenUrlError as error:
            return error.problem
        except (ResolutionError, LookupError, OSError) as error:
            why = error.problem.detail if isinstance(error, ResolutionError) else repr(error)
            return _problem(
                "STATUS_UNAVAILABLE",
                "The status list could not be had, so nobody knows whether the credential still"
                f" holds. {shorten(why)}",
                found=url,
                remedy="Pass resolve= with a resolver that has the list or may ask for it.",
            )

    def _verify(self, resource: Resource) -> Document | Problem:
        try:
            result = self.verify_list(resource.content)
        except ElmMicrocredError as error:
            return _invalid(error.problem)
        if result.outcome is Outcome.PASSED and result.document is not None:
            return self._fresh(result.document, resource.retrieved)
        failures = [p for p in result.problems if p.effect is Effect.FAILS]
        forged = [p for p in failures if p.code not in _NOT_CURRENT]
        if forged:
            return _invalid(forged[0])
        if failures:
            return _problem(
                "STATUS_LIST_STALE",
                f"The status list is not the current one. {failures[0].detail}",
                remedy="Ask again for the list; if it stays so, ask the issuer.",
            )
        why = next((p.detail for p in result.problems if p.effect is Effect.UNSETTLES), "")
        return _problem(
            "STATUS_LIST_UNVERIFIED", f"The status list could not be verified. {why}".rstrip()
        )

    def _fresh(self, document: Document, retrieved: datetime | None) -> Document | Problem:
        """The list, unless it is a copy older than the list itself allows."""
        subject = document.get("credentialSubject")
        ttl = subject.get("ttl") if isinstance(subject, Mapping) else None
        if ttl is None or retrieved is None:
            return document
        if type(ttl) is not int or ttl < 0:
            return _problem(
                "STATUS_LIST_INVALID",
                "The time to live of the status list is not a number of milliseconds.",
                found=shorten(ttl),
            )
        age = self.now - retrieved
        if age // timedelta(milliseconds=1) <= ttl:
            return document
        return _problem(
            "STATUS_LIST_STALE",
            "The copy of the status list is older than the list allows.",
            found=f"{age} old",
            expected=f"at most {ttl} milliseconds",
            remedy="Ask again for the list.",
        )


def _invalid(cause: Problem) -> Problem:
    if cause.code.startswith("LIMIT_"):
        return replace(cause, pointer="")  # what costs too much is not therefore forged
    return _problem(
        "STATUS_LIST_INVALID",
        f"The status list does not verify. {cause.code}: {cause.detail}",
        found=cause.found,
        expected=cause.expected,
    )


def _problem(code: str, detail: str, **members: Any) -> Problem:
    return Problem(code, detail, **{"spec": _SPEC, **members})
