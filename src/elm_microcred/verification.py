"""From received bytes to a report: `verify`.

```python
result = verify(content, resolve=resolver)
result.raise_for_failure()
result.document  # what was signed
```

Spec: https://www.w3.org/TR/vc-data-model-2.0/#verification
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from elm_microcred.errors import ElmMicrocredError, LimitError, ParseError, UsageError
from elm_microcred.jsonld import ExtraContexts, check_terms, read_json
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.examination import Examined, examine
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import identifier_of, is_presentation, listed
from elm_microcred.proofs.urls import checked_https
from elm_microcred.report import CHECK_IDS, Check, Outcome, Report, ordered, worst
from elm_microcred.retrieval import Resolver, offline
from elm_microcred.status import check_status
from elm_microcred.validation.data_model import (
    MOST_PROBLEMS,
    Bound,
    data_model_problems,
    media_type,
    validity_period,
)
from elm_microcred.validation.related_resources import related_resource_problems

__all__ = ["Policy", "Verification", "verify"]

Document = dict[str, Any]

_COMPACT_JWS = re.compile(r"\s*eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_~.-]*\s*")
_DEFAULT_POLICY = Policy()

_VCDM2 = "https://www.w3.org/TR/vc-data-model-2.0/"


@dataclass(frozen=True)
class Verification(Report):
    """What was found about a secured document. True only when passed.

    Attributes:
        document: The document as received, proofs included; `None` if it could not be read.
        media_type: What it is, as far as it could be told.
        controller: Whose key secured it, if the proof holds and the key is that of the issuer.
        controlled_identifier_document: The document that says so.
        credentials: Of a presentation, what was found about each credential in it.
    """

    document: Document | None = None
    media_type: str = ""
    controller: str | None = None
    controlled_identifier_document: Document | None = None
    credentials: tuple[Verification, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """This report as JSON, with what else was learned."""
        more = {"media_type": self.media_type, "controller": self.controller}
        return {**super().to_dict(), **more}

    def __bool__(self) -> bool:
        return super().__bool__()


def verify(
    content: bytes | str,
    *,
    resolve: Resolver = offline,
    now: datetime | None = None,
    policy: Policy = _DEFAULT_POLICY,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> Verification:
    """What can be said about a secured credential or presentation.

    Bad content never raises: it gives a report that failed.

    Args:
        content: What was received.
        resolve: Asked for issuers' documents; by default nothing leaves the house.
        now: The time to check with; that of the clock if absent.
        policy: What is demanded.
        limits: What the content may cost.
        extra_contexts: Contexts that you approve, by URL, beside those that are bundled.

    Raises:
        UsageError: If an argument cannot be right.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#verification
    """
    if not isinstance(content, bytes | str):
        raise UsageError(
            "USAGE",
            "The content is neither bytes nor text.",
            found=type(content).__name__,
            expected="the bytes that were received",
        )
    if now is not None and now.tzinfo is None:
        raise UsageError(
            "USAGE",
            "now has no time zone.",
            found=now.isoformat(),
            expected="an aware datetime, such as datetime.now(UTC)",
        )
    try:
        document = _read(content, limits)
    except (ParseError, LimitError) as error:
        return Verification((Check.of("parse", error.problems),))
    if not isinstance(document, dict):
        return Verification((Check.of("parse"), Check.of("securing", [document])))
    run = _Run(resolve, now or datetime.now(UTC), policy, limits, extra_contexts)
    return run.verify(document)


def _read(content: bytes | str, limits: Limits) -> Document | Problem:
    """The document, or the reason why it is secured in another way than we know."""
    text = content.decode("latin-1") if isinstance(content, bytes) else content
    if len(text) <= limits.credential_bytes and _COMPACT_JWS.fullmatch(text):
        return _unsupported("A JSON Web Token is secured in a way that is not checked.")
    document = read_json(content, limits=limits)
    if not isinstance(document, dict):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT",
            "A credential is a JSON object.",
            found=shorten(document),
            spec=_VCDM2 + "#verification",
        )
    if "payload" in document and {"signature", "signatures"} & set(document):
        return _unsupported("A JSON Web Signature is secured in a way that is not checked.")
    return document


def _unsupported(detail: str, pointer: str = "") -> Problem:
    return Problem(
        "SECURING_UNSUPPORTED",
        detail,
        pointer=pointer,
        expected="a document with a Data Integrity proof",
        spec=_VCDM2 + "#securing-mechanisms",
    )


@dataclass(frozen=True, slots=True)
class _Run:
    resolve: Resolver
    now: datetime
    policy: Policy
    limits: Limits
    extra_contexts: ExtraContexts | None

    def verify(self, document: Document, *, presented: Examined | None = None) -> Verification:
        """Ask every question of one document.

        Args:
            document: A credential or presentation.
            presented: What was found about the presentation that it stands in, if that secures
                it: the credential is one that its holder issued.
        """
        examined = presented or self._examine(document)
        asked = self.policy.checks
        checks = {check.id: check for check in examined.checks}
        checks["parse"] = Check.of("parse")
        checks |= {check.id: check for check in self._data_model(document)}
        if "terms" in asked:
            terms = self._terms(document, examined)
            checks["terms"] = Check.of("terms", islice(terms, MOST_PROBLEMS))
        if "validity-period" in asked:
            checks["validity-period"] = Check.of("validity-period", self._validity(document))
        if "status" in asked:
            checks |= {check.id: check for check in self._status(document)}
        checks["issuer"] = Check("issuer", Outcome.SKIPPED, values={"trust": "not anchored"})
        inner = self._credentials(document, examined) if is_presentation(document) else []
        checks |= {check.id: check for check in self._presented(document, inner)}
        for id_ in CHECK_IDS:
            checks.setdefault(id_, Check.skipped(id_))
        method = examined.method if _holds(examined) else None
        return Verification(
            ordered(checks.values()),
            subject=identifier_of(document) or "",
            document=document,
            media_type=media_type(document),
            controller=method.controller if method else None,
            controlled_identifier_document=method.document if method else None,
            credentials=tuple(inner),
        )

    def _examine(self, document: Document) -> Examined:
        asked = self.policy.checks
        if not asked & {"securing", "controller"}:
            return Examined(())
        found = examine(
            document,
            resolve=self.resolve,
            now=self.now,
            policy=self.policy,
            limits=self.limits,
            extra_contexts=self.extra_contexts,
        )
        checks = tuple(c for c in found.checks if c.id.partition("/")[0] in asked)
        return Examined(checks, found.method, found.terms)

    def _terms(self, document: Document, examined: Examined) -> Iterable[Problem]:
        """What JSON-LD would lose, unless making the canonical form has told already."""
        if examined.terms is not None:
            return examined.terms
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        try:
            return check_terms(unsecured, limits=self.limits, extra_contexts=self.extra_contexts)
        except ElmMicrocredError as error:
            return error.problems

    def _data_model(self, document: Document) -> list[Check]:
        """The rules of the data model; then what they say of other resources."""
        own = Check.of("data-model", data_model_problems(document))
        if "relatedResource" not in document or own.outcome is Outcome.FAILED:
            return [own]
        found = related_resource_problems(document, resolve=self.resolve)
        child = Check.of("data-model/related-resources", islice(found, MOST_PROBLEMS))
        outcome = worst([own.outcome, child.outcome])
        return [Check(own.id, outcome, own.problems), child]

    def _validity(self, document: Document) -> Iterator[Problem]:
        """Spec: https://www.w3.org/TR/vc-data-model-2.0/#validity-period."""
        begin, end = validity_period(document)
        skew = self.policy.clock_skew
        if begin and begin.moment - self.now > skew:
            yield _outside("CREDENTIAL_NOT_YET_VALID", "is not valid yet", begin, self.now)
        if end and self.now - end.moment > skew:
            yield _outside("CREDENTIAL_EXPIRED", "has expired", end, self.now)

    def _status(self, document: Document) -> list[Check]:
        """Spec: https://www.w3.org/TR/vc-data-model-2.0/#status."""

        def verify_list(content: bytes, /) -> Verification:
            checks = frozenset(CHECK_IDS) - {"status"}
            policy = replace(self.policy, purpose=None, domain=None, challenge=None, checks=checks)
            return verify(
                content,
                resolve=self.resolve,
                now=self.now,
                policy=policy,
                limits=self.limits,
                extra_contexts=self.extra_contexts,
            )

        own = tuple(self.policy.own_urls)
        return check_status(
            document,
            resolve=self.resolve,
            now=self.now,
            verify_list=verify_list,
            list_issuers=self.policy.status_list_issuers,
            check_url=lambda url: url if url.startswith(own) else checked_https(url),
            limits=self.limits,
        )

    def _credentials(self, document: Document, examined: Examined) -> list[Verification]:
        """What was found about each credential of a presentation."""
        run = replace(self, policy=replace(self.policy, purpose=None, domain=None, challenge=None))
        holder = identifier_of(document.get("holder"))
        credentials = listed(document.get("verifiableCredential", []))
        return [
            run._credential(entry, holder, examined) for entry in credentials[: self.limits.values]
        ]

    def _presented(self, document: Document, inner: Sequence[Verification]) -> Iterator[Check]:
        """What the credentials of a presentation say about it: one check for each."""
        credentials = document.get("verifiableCredential", [])
        for place, credential in enumerate(inner):
            step = f"/{place}" if isinstance(credentials, list) else ""
            problems = (p.at(f"/verifiableCredential{step}") for p in credential.problems)
            id_ = f"securing/credentials/{place}"
            yield Check(id_, credential.outcome, tuple(problems))
        if len(listed(credentials)) > len(inner):
            problem = Problem(
                "LIMIT_VALUES",
                "The presentation has more credentials than are ever checked.",
                pointer="/verifiableCredential",
                found=str(len(credentials)),
                expected=f"at most {self.limits.values}",
            )
            yield Check.of("securing/credentials", [problem])

    def _credential(self, credential: Any, holder: str | None, examined: Examined) -> Verification:
        if not isinstance(credential, dict):
            problem = _unsupported("What is presented is not a credential with its own proof.")
            return Verification((Check.of("securing", [problem]),))
        types = listed(credential.get("type"))
        if "EnvelopedVerifiableCredential" in types or is_presentation(credential):
            problem = _unsupported("What is presented is not a credential with its own proof.")
            return Verification((Check.of("securing", [problem]),), document=credential)
        issuer = identifier_of(credential.get("issuer"))
        is_own = "proof" not in credential and issuer is not None and issuer == holder
        return self.verify(credential, presented=_covered(examined) if is_own else None)


def _covered(presentation: Examined) -> Examined:
    """What the proof of a presentation says about a credential that its holder issued.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#presentations-including-holder-claims
    """
    outcome = Outcome.PASSED if _holds(presentation) else Outcome.INDETERMINATE
    values = {"mechanism": "presentation"}
    return Examined((Check("securing", outcome, values=values),), presentation.method)


def _holds(examined: Examined) -> bool:
    """Whether every question about the proofs was asked and well answered."""
    ids = {check.id for check in examined.checks}
    return {"securing", "controller"} <= ids and all(
        check.outcome is Outcome.PASSED for check in examined.checks
    )


def _outside(code: str, words: str, bound: Bound, now: datetime) -> Problem:
    return Problem(
        code,
        f"The credential {words}.",
        pointer=f"/{bound.name}",
        found=timestamps.write(bound.moment),
        expected=f"checked at {timestamps.write(now)}",
        spec=_VCDM2 + "#validity-period",
    )
