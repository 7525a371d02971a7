"""From received bytes to a report: `verify`.

```python
result = verify(content, resolve=resolver)
result.raise_for_failure()
result.document  # what was signed
```

Spec: https://www.w3.org/TR/vc-data-model-2.0/#verification
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from elm_microcred.errors import ElmMicrocredError, LimitError, ParseError, UsageError
from elm_microcred.exchange.fixes import is_mended
from elm_microcred.jsonld import ExtraContexts, TermsSeen, look_at_terms, read_json
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.cryptosuites import SUITES
from elm_microcred.proofs.data_urls import is_enveloped, read_data_url
from elm_microcred.proofs.envelopes import Opened, Received, Setting, envelope_of
from elm_microcred.proofs.examination import Examined, examine
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import identifier_of, is_presentation, listed
from elm_microcred.proofs.urls import checked_https
from elm_microcred.report import CHECK_IDS, Check, Outcome, Report, ordered, worst
from elm_microcred.retrieval import Resolver, offline
from elm_microcred.status import check_status, check_token_status
from elm_microcred.validation.badges import part_checks, schema_check
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

_WHITE_SPACE = b" \t\r\n"
_DEFAULT_POLICY = Policy()
_ABOUT_PROOFS = frozenset({"securing", "controller"})

_VCDM2 = "https://www.w3.org/TR/vc-data-model-2.0/"


Replay = Callable[
    [Document, Mapping[str, Check], Callable[[bytes], "Verification"]], Iterable[Check]
]
"""Given a document, what was found about it, and how a part is verified: further checks."""


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
    replay: Replay | None = None,
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
        replay: Asks what a credential says of the credentials that it was made of, as
            `elm_microcred.stacking.replay` does for stacked ones.

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
    setting = Setting(resolve, now or datetime.now(UTC), policy, limits, extra_contexts)
    run = _Run(setting)
    found = run.received(content)
    return found if replay is None else _replayed(found, replay, run)


def _replayed(found: Verification, replay: Replay, run: _Run) -> Verification:
    """The verification with what a replay adds: parts are verified as the whole was."""
    if found.document is None:
        return found
    policy = run.setting.policy
    alone = replace(policy, purpose=None, domain=None, challenge=None)
    parts = _Run(replace(run.setting, policy=alone))
    checks = {check.id: check for check in found.checks}
    more = {check.id: check for check in replay(found.document, checks, parts.received)}
    return replace(found, checks=ordered((checks | more).values())) if more else found


def _read(content: bytes | str, limits: Limits, media_type: str | None = None) -> Received:
    """What was received, as far as every mechanism needs it read.

    Raises:
        ParseError: If it begins as JSON does and is none that everybody reads alike.
        LimitError: If it is longer than any document.
    """
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    if len(raw) > limits.sealed_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The input is too long.",
            found=f"{len(raw)} bytes",
            expected=f"at most {limits.sealed_bytes} bytes",
        )
    stripped = raw.strip(_WHITE_SPACE)
    if not stripped.startswith(b"{"):
        # A message that is not text has no white space around it.
        return Received(stripped if raw[:1].isascii() else raw, None, media_type)
    most = limits.credential_bytes
    if len(raw) > most and b'"payload"' in raw and b'"signature' in raw:
        # A sealed document embeds images, and more signatures over them.
        most = limits.sealed_bytes
    return Received(stripped, read_json(content, limits=limits, max_bytes=most), media_type)


def _not_an_object(content: bytes | str, limits: Limits) -> ElmMicrocredError:
    """What is wrong with content that is neither a JSON object nor anything else that is known."""
    try:
        found = read_json(content, limits=limits)
    except (ParseError, LimitError) as error:
        return error
    return ParseError(
        "PARSE_NOT_AN_OBJECT",
        "A credential is a JSON object.",
        found=shorten(found),
        spec=_VCDM2 + "#verification",
    )


@dataclass(frozen=True, slots=True)
class _Run:
    setting: Setting

    def received(self, content: bytes | str, media_type: str | None = None) -> Verification:
        """Ask every question of what was received."""
        try:
            received = _read(content, self.setting.limits, media_type)
            envelope = envelope_of(received)
        except (ParseError, LimitError) as error:
            return Verification((Check.of("parse", error.problems),))
        if envelope is not None:
            return self.opened(envelope.open(received, self.setting))
        if received.members is None:
            error_ = _not_an_object(content, self.setting.limits)
            return Verification((Check.of("parse", error_.problems),))
        return self.document(received.members)

    def opened(self, opened: Opened) -> Verification:
        """Ask every question of a document that was in an envelope."""
        if opened.document is None:
            checks = (Check.of("parse", opened.parse), *self._asked(opened.examined).checks)
            return Verification(ordered(checks), media_type=opened.media_type)
        return self.verify(opened.document, self._asked(opened.examined), opened)

    def document(self, document: Document, presented: Examined | None = None) -> Verification:
        """Ask every question of a document with its own proof, or in an envelope of its own.

        Args:
            document: A credential or presentation.
            presented: What was found about the presentation that it stands in, if that secures
                it: the credential is one that its holder issued.
        """
        if presented is None and is_enveloped(document):
            return self._enveloped(document)
        return self.verify(document, presented or self._examine(document))

    def verify(
        self, document: Document, examined: Examined, opened: Opened | None = None
    ) -> Verification:
        """Ask every question of a document, after those about what secures it."""
        asked = self.setting.policy.checks
        checks = {check.id: check for check in examined.checks}
        checks["parse"] = Check.of("parse")
        is_w3c = opened is None or opened.data_model is None
        is_legacy = opened is not None and opened.media_type == "application/jwt"
        tokens = is_legacy and is_presentation(document)
        # Tokens inside of a token are no JSON-LD: each is verified by itself.
        stated = _without_tokens(document) if tokens else document
        if opened is not None and opened.data_model is not None:
            checks["data-model"] = Check.of("data-model", opened.data_model)
        else:
            is_plain = examined.is_plain and stated is document
            if "terms" in asked:
                seen = self._terms(stated, examined)
                is_plain = is_plain or (seen.is_plain and "proof" not in stated)
                terms = self._read_as_meant(stated, seen.problems) if opened else seen.problems
                checks["terms"] = Check.of("terms", islice(terms, MOST_PROBLEMS))
            checks |= {check.id: check for check in self._data_model(stated, is_plain)}
        checks |= {check.id: check for check in self._unanswered(document, checks, is_w3c=is_w3c)}
        if "validity-period" in asked:
            said = opened.validity if opened else ()
            checks["validity-period"] = Check.of(
                "validity-period", [*self._validity(document), *said]
            )
        if "status" in asked:
            checks |= {check.id: check for check in self._status(document, opened)}
        if is_w3c:
            is_partial = "sd-jwt" in (opened.media_type if opened else "") or _is_derived(document)
            checks |= {check.id: check for check in self._badge(document, is_partial=is_partial)}
        nobody = Check("issuer", Outcome.SKIPPED, values={"trust": "not anchored"})
        checks.setdefault("issuer", nobody)
        entries = _presented_entries(document) if is_presentation(document) else []
        inner = self._credentials(document, entries, examined, are_tokens_allowed=tokens)
        checks |= {check.id: check for check in self._presented(document, entries, inner)}
        for id_ in CHECK_IDS:
            if id_ not in checks:
                checks[id_] = Check.skipped(id_)
        method = examined.method if _holds(examined) else None
        return Verification(
            ordered(checks.values()),
            subject=identifier_of(document) or "",
            document=document,
            media_type=opened.media_type if opened else media_type(document),
            controller=method.controller if method else None,
            controlled_identifier_document=method.document if method else None,
            credentials=tuple(inner),
        )

    def _unanswered(
        self, document: Document, checks: Mapping[str, Check], *, is_w3c: bool
    ) -> Iterator[Check]:
        """What the policy demands, and the mechanism of the document cannot give."""
        policy = self.setting.policy
        if policy.expected_vct is not None and is_w3c:
            problem = Problem(
                "SDJWT_VCT",
                "The document is no SD-JWT VC, and so of no such type.",
                pointer="/vct",
                expected=policy.expected_vct,
            )
            yield Check.of("data-model", [*checks["data-model"].problems, problem])
        id_ = "securing/key-binding"
        if policy.require_key_binding and id_ not in checks and not is_presentation(document):
            detail = "The holder did not sign that it presents this."
            yield Check.of(id_, [Problem("KB_MISSING", detail, pointer="/kb_jwt")])

    def _enveloped(self, document: Document) -> Verification:
        """Ask every question of what stands in the `data:` URL of an enveloped document.

        Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials
        """
        try:
            content, declared = read_data_url(document)
        except ParseError as error:
            return Verification((Check.of("securing", error.problems),), document=document)
        found = self.received(content, declared)
        inner = found.document
        wants = "EnvelopedVerifiablePresentation" in listed(document.get("type"))
        if inner is None or ("proof" not in inner and is_presentation(inner) is wants):
            return found
        problem = Problem(
            "ENVELOPE_INVALID",
            "The envelope holds something else than it says.",
            pointer="/id",
            found=found.media_type,
            spec=_VCDM2 + "#enveloped-verifiable-credentials",
        )
        return Verification((Check.of("securing", [problem]),), document=document)

    def _asked(self, found: Examined) -> Examined:
        """What was found, as far as it was asked for."""
        asked = self.setting.policy.checks
        if asked >= _ABOUT_PROOFS:
            return found
        checks = tuple(c for c in found.checks if c.id.partition("/")[0] in asked)
        return Examined(checks, found.method, found.terms, found.is_plain)

    def _examine(self, document: Document) -> Examined:
        setting = self.setting
        if not setting.policy.checks & _ABOUT_PROOFS:
            return Examined(())
        return self._asked(
            examine(
                document,
                resolve=setting.resolve,
                now=setting.now,
                policy=setting.policy,
                limits=setting.limits,
                extra_contexts=setting.extra_contexts,
            )
        )

    def _terms(self, document: Document, examined: Examined) -> TermsSeen:
        """What JSON-LD would lose, unless making the canonical form has told already."""
        if examined.terms is not None:
            return TermsSeen(tuple(examined.terms), is_plain=examined.is_plain)
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        setting = self.setting
        try:
            return look_at_terms(
                unsecured, limits=setting.limits, extra_contexts=setting.extra_contexts
            )
        except ElmMicrocredError as error:
            return TermsSeen(error.problems, is_plain=False)

    @staticmethod
    def _read_as_meant(document: Document, terms: Iterable[Problem]) -> Iterator[Problem]:
        """What JSON-LD would lose of a document whose text is signed, and not its meaning.

        Published contexts have mistakes that no issuer can mend. They lose nothing of a text:
        what they would lose on the way to RDF is worth a warning. So is text in several languages
        where a context has no place for it: the schemas of badges allow it.
        """
        for problem in terms:
            if problem.code == "DATA_LANGUAGE_MAP" or is_mended(document, problem.pointer):
                detail = (
                    f"The published context reads a value in another way than it is meant."
                    f" {problem.detail}"
                )
                yield replace(problem, code="DATA_CONTEXT_FLAW", detail=detail)
            else:
                yield problem

    def _data_model(self, document: Document, is_plain: bool) -> list[Check]:
        """The rules of the data model; then what they say of other resources."""
        own = Check.of("data-model", data_model_problems(document, is_plain=is_plain))
        if "relatedResource" not in document or own.outcome is Outcome.FAILED:
            return [own]
        found = related_resource_problems(document, resolve=self.setting.resolve)
        child = Check.of("data-model/related-resources", islice(found, MOST_PROBLEMS))
        outcome = worst([own.outcome, child.outcome])
        return [Check(own.id, outcome, own.problems), child]

    def _validity(self, document: Document) -> Iterator[Problem]:
        """Spec: https://www.w3.org/TR/vc-data-model-2.0/#validity-period."""
        begin, end = validity_period(document)
        skew = self.setting.policy.clock_skew
        if begin and begin.moment - self.setting.now > skew:
            yield _outside("CREDENTIAL_NOT_YET_VALID", "is not valid yet", begin, self.setting.now)
        if end and self.setting.now - end.moment > skew:
            yield _outside("CREDENTIAL_EXPIRED", "has expired", end, self.setting.now)

    def _status(self, document: Document, opened: Opened | None) -> list[Check]:
        """Spec: https://www.w3.org/TR/vc-data-model-2.0/#status."""

        def verify_list(content: bytes, /) -> Verification:
            checks = frozenset(CHECK_IDS) - {"status"}
            policy = replace(_not_presented(self.setting.policy), checks=checks)
            return verify(
                content,
                resolve=self.setting.resolve,
                now=self.setting.now,
                policy=policy,
                limits=self.setting.limits,
                extra_contexts=self.setting.extra_contexts,
            )

        own = tuple(self.setting.policy.own_urls)

        def check_url(url: str) -> str:
            return url if url.startswith(own) else checked_https(url)

        found = check_status(
            document,
            resolve=self.setting.resolve,
            now=self.setting.now,
            verify_list=verify_list,
            list_issuers=self.setting.policy.status_list_issuers,
            check_url=check_url,
            limits=self.setting.limits,
        )
        claims = opened.claims if opened is not None else None
        if claims is None or "status" not in claims:
            return found
        issuer = claims.get("iss", identifier_of(document.get("issuer")))
        token = check_token_status(claims, issuer, self.setting, check_url)
        top, *children = found
        outcome = worst([top.outcome, token.outcome])
        return [Check(top.id, outcome, top.problems, top.values), *children, token]

    def _badge(self, document: Document, *, is_partial: bool) -> Iterator[Check]:
        """What the standards of badges and learner records ask beyond the data model."""
        setting = self.setting
        asked = setting.policy.checks
        if "schema" in asked:
            check = schema_check(
                document, resolve=setting.resolve, limits=setting.limits, is_partial=is_partial
            )
            if check is not None:
                yield check
        if "securing" in asked:
            yield from part_checks(
                document,
                self._part,
                endorsements=setting.policy.endorsements,
                limits=setting.limits,
            )

    def _part(self, content: Document | str) -> Verification:
        """What was found about a credential inside of the document, or about a token."""
        run = self._inside()
        return run.received(content) if isinstance(content, str) else run.document(content)

    def _inside(self) -> _Run:
        """The same questions for a credential that stands inside another document."""
        policy = _not_presented(self.setting.policy)
        return _Run(replace(self.setting, policy=policy))

    def _credentials(
        self,
        document: Document,
        entries: Sequence[Any],
        examined: Examined,
        *,
        are_tokens_allowed: bool,
    ) -> list[Verification]:
        """What was found about each credential of a presentation."""
        if not entries:
            return []
        run = self._inside()
        holder = identifier_of(document.get("holder"))
        return [
            run._credential(entry, holder, examined, is_token_allowed=are_tokens_allowed)
            for entry in entries[: self.setting.limits.values]
        ]

    def _presented(
        self, document: Document, entries: Sequence[Any], inner: Sequence[Verification]
    ) -> Iterator[Check]:
        """What the credentials of a presentation say about it: one check for each."""
        is_list = isinstance(document.get("verifiableCredential"), list)
        for place, credential in enumerate(inner):
            step = f"/{place}" if is_list else ""
            problems = (p.at(f"/verifiableCredential{step}") for p in credential.problems)
            id_ = f"securing/credentials/{place}"
            yield Check(id_, credential.outcome, tuple(problems))
        if len(entries) > len(inner):
            problem = Problem(
                "LIMIT_VALUES",
                "The presentation has more credentials than are ever checked.",
                pointer="/verifiableCredential",
                found=str(len(entries)),
                expected=f"at most {self.setting.limits.values}",
            )
            yield Check.of("securing/credentials", [problem])

    def _credential(
        self, credential: Any, holder: str | None, examined: Examined, *, is_token_allowed: bool
    ) -> Verification:
        if isinstance(credential, str) and is_token_allowed:
            return self._presented_token(credential)
        if not isinstance(credential, dict) or is_presentation(credential):
            return _no_credential(credential)
        issuer = identifier_of(credential.get("issuer"))
        is_own = "proof" not in credential and issuer is not None and issuer == holder
        return self.document(credential, _covered(examined) if is_own else None)

    def _presented_token(self, token: str) -> Verification:
        """A credential that a token of before version 2 presents as the text of its own token."""
        found = self.received(token, "application/jwt")
        if found.document is None or not is_presentation(found.document):
            return found
        return _no_credential(found.document)


def _presented_entries(presentation: Document) -> list[Any]:
    """What a presentation holds as credentials."""
    return listed(presentation.get("verifiableCredential", []))


def _without_tokens(presentation: Document) -> Document:
    """The presentation without the credentials in it that are the text of a token."""
    entries = _presented_entries(presentation)
    inside = [entry for entry in entries if not isinstance(entry, str)]
    return {**presentation, "verifiableCredential": inside}


def _no_credential(value: Any) -> Verification:
    """What is said of something that a presentation holds and that is no credential."""
    problem = Problem(
        "CREDENTIAL_MALFORMED",
        "What is presented is not a credential.",
        found=shorten(value),
        expected="an object of the type VerifiableCredential",
        spec=_VCDM2 + "#verifiable-presentations",
    )
    document = value if isinstance(value, dict) else None
    return Verification((Check.of("data-model", [problem]),), document=document)


def _is_derived(document: Document) -> bool:
    """Whether a proof is of a kind from which a holder shows a part."""
    proofs = [proof for proof in listed(document.get("proof", [])) if isinstance(proof, dict)]
    suites = [SUITES.get(str(proof.get("cryptosuite"))) for proof in proofs]
    return any(suite is not None and suite.derive is not None for suite in suites)


def _covered(presentation: Examined) -> Examined:
    """What the proof of a presentation says about a credential that its holder issued.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#presentations-including-holder-claims
    """
    outcome = Outcome.PASSED if _holds(presentation) else Outcome.INDETERMINATE
    values = {"mechanism": "presentation"}
    return Examined((Check("securing", outcome, values=values),), presentation.method)


def _not_presented(policy: Policy) -> Policy:
    """What is demanded of a document that nobody presents itself: a credential inside, a list."""
    return replace(
        policy,
        purpose=None,
        domain=None,
        challenge=None,
        require_key_binding=False,
        expected_vct=None,
    )


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
