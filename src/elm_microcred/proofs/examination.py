"""What the proofs of a document say, question by question.

Spec: https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from elm_microcred.errors import (
    ElmMicrocredError,
    JsonLdError,
    KeyMaterialError,
    LimitError,
    MissingExtraError,
    ParseError,
    ProofError,
    ResolutionError,
)
from elm_microcred.jsonld import ExtraContexts, canonical_form
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import conditions, jwks
from elm_microcred.proofs.cryptosuites import SUITES
from elm_microcred.proofs.dids import VerificationMethod, retrieve_verification_method
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import (
    MOST,
    SPEC,
    TYPE,
    Proof,
    identifier_of,
    is_presentation,
    listed,
    malformed,
    suite_named,
)
from elm_microcred.report import Check, Outcome, worst
from elm_microcred.retrieval import Resolver

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found about the proofs of a document.

    Attributes:
        checks: `securing`, its children, and `controller`.
        method: The key of the first proof, where it could be had.
        terms: What JSON-LD would lose of the document, if it was asked; `None` if not.
        is_plain: Whether the document was seen to be written plainly, as a `CanonicalForm` tells.
    """

    checks: tuple[Check, ...]
    method: VerificationMethod | None = None
    terms: tuple[Problem, ...] | None = None
    is_plain: bool = False


def verify_proofs(
    document: Mapping[str, Any],
    *,
    resolve: Resolver,
    now: datetime,
    policy: Policy | None = None,
    limits: Limits = DEFAULT,
    extra_contexts: ExtraContexts | None = None,
) -> list[Check]:
    """Whether the proofs of a document hold: `securing`, its children, and `controller`.

    Every proof of a kind that is implemented must hold, and there must be one. A proof of
    another kind is left out, with a warning.

    Args:
        document: The secured document, as received.
        resolve: Asked for controlled identifier documents.
        now: The time to check with.
        policy: What is demanded; the default policy if absent.
        limits: What the document may cost.
        extra_contexts: Contexts that the caller approves, by URL.

    Spec: https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains
    """
    found = examine(
        dict(document),
        resolve=resolve,
        now=now,
        policy=policy or Policy(),
        limits=limits,
        extra_contexts=extra_contexts,
    )
    terms = [] if found.terms is None else [Check.of("terms", found.terms)]
    return [*found.checks, *terms]


def examine(
    document: Document,
    *,
    resolve: Resolver,
    now: datetime,
    policy: Policy,
    limits: Limits,
    extra_contexts: ExtraContexts | None = None,
) -> Examined:
    """The same as `verify_proofs`, with the key that was used."""
    run = _Run(document, resolve, now, policy, limits, extra_contexts)
    run.read()
    for proof in run.proofs:
        run.examine(proof)
    terms = None if run.terms is None else tuple(run.terms)
    return Examined(tuple(run.checks()), run.method, terms, run.is_plain)


@dataclass
class _Run:
    """One walk over the proofs of a document; what several proofs need is had only once."""

    document: Document
    resolve: Resolver
    now: datetime
    policy: Policy
    limits: Limits
    extra_contexts: ExtraContexts | None
    proofs: list[Proof] = field(default_factory=list)
    found: dict[str, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    undecided: set[str] = field(default_factory=set)
    method: VerificationMethod | None = None
    terms: dict[Problem, None] | None = None
    is_plain: bool = False

    def __post_init__(self) -> None:
        self._unsecured = {k: v for k, v in self.document.items() if k != "proof"}
        self._canonical: dict[tuple[str, str], str | ElmMicrocredError] = {}
        self._methods: dict[tuple[str, str], VerificationMethod | ElmMicrocredError] = {}

    def read(self) -> None:
        """Tell the proofs to check from those that are malformed or of another kind."""
        value = self.document.get("proof")
        entries = listed(value)
        suites: Collection[str] = SUITES
        if self.policy.cryptosuites is not None:
            suites = self.policy.cryptosuites & set(SUITES)
        if value is None or not entries:
            self._note("securing", "PROOF_MISSING", "The document has no proof.")
        elif len(entries) > MOST:
            detail = f"The document has more than {MOST} proofs."
            self._note("securing", "LIMIT_VALUES", detail, found=str(len(entries)))
        else:
            for place, entry in enumerate(entries):
                pointer = f"/proof/{place}" if isinstance(value, list) else "/proof"
                self._read_one(entry, pointer, suites)
            kinds = {problem.code for problem in self.found["securing/proof"]}
            if not self.proofs and kinds == {"PROOF_UNKNOWN_TYPE"}:
                detail = "No proof is of a kind that is implemented and allowed."
                expected = _one_of(suites)
                self._note("securing", "PROOF_SUITE_UNSUPPORTED", detail, expected=expected)

    def _read_one(self, entry: Any, pointer: str, suites: Collection[str]) -> None:
        type_, suite = (
            (entry.get("type"), suite_named(entry)) if isinstance(entry, dict) else ("", "")
        )
        if not isinstance(type_, str) or not type_:
            detail = "A proof is an object with one type."
            members = {"pointer": pointer, "found": shorten(entry)}
            self._note("securing/proof", "PROOF_MALFORMED", detail, **members)
        elif isinstance(suite, str) and suite and not _is_among(suites, suite, type_):
            members = {"pointer": pointer, "expected": _one_of(suites)}
            detail = "A proof of this kind is not checked."
            self._note("securing/proof", "PROOF_UNKNOWN_TYPE", detail, found=suite, **members)
        elif wrong := malformed(entry, pointer):
            self.found["securing/proof"] += wrong
        else:
            self.proofs.append(Proof(pointer, entry))

    def examine(self, proof: Proof) -> None:
        """Ask every question of one proof."""
        document, policy = self.document, self.policy
        self.found["securing/proof"] += conditions.legacy(proof, SUITES[proof.cryptosuite])
        self.found["securing/proof-purpose"] += conditions.purpose(proof, document, policy)
        self.found["securing/proof-period"] += conditions.period(proof, self.now, policy)
        self.found["securing/domain"] += conditions.domain(proof, policy)
        self.found["securing/challenge"] += conditions.challenge(proof, policy)
        over = self._previous(proof)
        method = self._retrieve(proof)
        usable = method is not None and over is not None
        if method is not None:
            self.method = self.method or method
            self.found["controller"] += conditions.controller(proof, method, document, policy)
            suite = SUITES[proof.cryptosuite]
            wrong = list(conditions.key(proof, method, suite, self.now))
            self.found["securing/key"] += wrong
            usable = usable and not wrong
        if method is not None and over is not None and usable:
            self._verify(proof, method, over)
        else:
            self.undecided.add("securing/signature")

    def _previous(self, proof: Proof) -> list[Any] | None:
        """The proofs that this one was made over; `None` if the chain is broken."""
        over = []
        for id_ in proof.previous:
            before = [p for p in self.proofs if p.id == id_]
            if len(before) != 1 or self._leads_to(before[0], proof, set()):
                self._note(
                    "securing/chain",
                    "PROOF_CHAIN_BROKEN",
                    "A previous proof is not there exactly once, is not of a kind that is checked,"
                    " or was itself made over this one.",
                    pointer=f"{proof.pointer}/previousProof",
                    found=id_,
                )
                return None
            over.append(dict(before[0].members))
        return over

    def _leads_to(self, proof: Proof, target: Proof, seen: set[str]) -> bool:
        if proof is target:
            return True
        seen.add(proof.pointer)
        return any(
            self._leads_to(before, target, seen)
            for before in self.proofs
            if before.id in proof.previous and before.pointer not in seen
        )

    def _retrieve(self, proof: Proof) -> VerificationMethod | None:
        """The key that the proof names; asked for once, however many proofs name it."""
        asked = (proof.verification_method, proof.purpose)
        if asked not in self._methods:
            try:
                self._methods[asked] = self._ask(*asked)
            except (KeyMaterialError, MissingExtraError, ResolutionError) as error:
                self._methods[asked] = error
        answer = self._methods[asked]
        if isinstance(answer, VerificationMethod):
            return answer
        is_about_key = isinstance(answer, KeyMaterialError)
        is_about_key = is_about_key and answer.code != "KEY_CONTROLLER_MISMATCH"
        place, other = (
            ("securing/key", "controller") if is_about_key else ("controller", "securing/key")
        )
        pointer = f"{proof.pointer}/verificationMethod"
        self.found[place] += [problem.at(pointer) for problem in answer.problems]
        self.undecided.add(other)
        return None

    def _ask(self, url: str, purpose: str) -> VerificationMethod:
        party = "holder" if is_presentation(self.document) else "issuer"
        claimed = identifier_of(self.document.get(party))
        if claimed is not None and jwks.names_key_of(url, claimed):
            return jwks.issuer_key(claimed, url, purpose, resolve=self.resolve, limits=self.limits)
        return retrieve_verification_method(
            url,
            purpose,
            resolve=self.resolve,
            bare_did_key=self.policy.self_asserted_keys,
            limits=self.limits,
        )

    def _verify(self, proof: Proof, method: VerificationMethod, over: Sequence[Any]) -> None:
        """Whether the signature fits, and on the way whether JSON-LD would lose anything."""
        suite = SUITES[proof.cryptosuite]
        document = {**self._unsecured, "proof": over} if over else self._unsecured

        def transform(part: Document, /, *, digest: str, **more: Any) -> str:
            if part is self._unsecured:
                return self._transform(suite.name, digest)
            try:
                return suite.transform(part, digest=digest, **more)
            except JsonLdError as error:
                # The proof configuration: its places are below the proof.
                pointer = "" if part is document else proof.pointer
                placed = [problem.at(pointer) for problem in error.problems]
                raise JsonLdError.from_problems(placed) from error

        pointer = f"{proof.pointer}/proofValue"
        named = {"verifier_id": self.policy.verifier_id} if suite.has_pseudonyms else {}
        try:
            fits = suite.verify(
                document,
                dict(proof.members),
                method.key,
                transform=transform,
                limits=self.limits,
                extra_contexts=self.extra_contexts,
                **named,
            )
        except JsonLdError as error:
            self.terms = {**(self.terms or {}), **dict.fromkeys(error.problems)}
            self.undecided.add("securing/signature")
        except ParseError as error:
            detail = f"The value of the proof cannot be read. {error.problem.detail}"
            self._note("securing/signature", "PROOF_MALFORMED", detail, pointer=pointer)
        except LimitError as error:
            self.found["securing/signature"] += error.problems
        except ProofError as error:
            self.found["securing/signature"] += [
                problem if problem.pointer else problem.at(pointer) for problem in error.problems
            ]
        else:
            if suite.signs_rdf:
                self.terms = self.terms or {}
            if not fits:
                detail = (
                    "The signature does not fit the document: one of the two was changed, or"
                    " another key signed."
                )
                self._note("securing/signature", "PROOF_SIGNATURE_INVALID", detail, pointer=pointer)

    def _transform(self, suite: str, digest: str) -> str:
        """The canonical form of the unsecured document, made once for all proofs of a set."""
        kept = (suite, digest)
        if kept not in self._canonical:
            try:
                if SUITES[suite].signs_rdf:
                    form = canonical_form(
                        self._unsecured,
                        algorithm=digest,
                        limits=self.limits,
                        extra_contexts=self.extra_contexts,
                    )
                    self._canonical[kept], self.is_plain = form
                else:
                    self._canonical[kept] = SUITES[suite].transform(
                        self._unsecured, digest=digest, limits=self.limits
                    )
            except ElmMicrocredError as error:
                self._canonical[kept] = error
        canonical = self._canonical[kept]
        if isinstance(canonical, str):
            return canonical
        raise canonical

    def _note(self, id_: str, code: str, detail: str, **members: Any) -> None:
        self.found[id_].append(
            Problem(code, detail, **{"pointer": "/proof", "spec": SPEC, **members})
        )

    def checks(self) -> list[Check]:
        """What was found, as `securing`, its children, and `controller`."""
        ids = ["securing/proof"]
        about: dict[str, Any] = {}
        values: dict[str, Any] = {"mechanism": "data-integrity"}
        if self.proofs:
            values["cryptosuites"] = list(dict.fromkeys(p.cryptosuite for p in self.proofs))
            asked = {
                "securing/domain": self.policy.domains is not None,
                "securing/challenge": self.policy.challenge is not None,
                "securing/chain": any(p.previous for p in self.proofs),
            }
            ids += ["securing/signature", "securing/key"]
            ids += ["securing/proof-purpose", "securing/proof-period"]
            ids += [id_ for id_, is_asked in asked.items() if is_asked]
        if self.method is not None:
            about = {"controller": self.method.controller, "verificationMethod": self.method.id}
        own = Check.of("securing", self.found["securing"])
        children = [self._check(id_) for id_ in ids]
        outcome = worst(check.outcome for check in (own, *children))
        top = Check("securing", outcome, own.problems, values)
        return [top, *children, *([self._check("controller", about)] if self.proofs else [])]

    def _check(self, id_: str, values: Mapping[str, Any] | None = None) -> Check:
        check = Check.of(id_, self.found[id_], values)
        if id_ in self.undecided and check.outcome is Outcome.PASSED:
            return Check(id_, Outcome.INDETERMINATE, check.problems, check.values)
        return check


def _one_of(suites: Collection[str]) -> str:
    return f"{TYPE} with {' or '.join(sorted(suites))}"


def _is_among(suites: Collection[str], name: str, type_: str) -> bool:
    """Whether a cryptosuite is one of these, in a proof of its own type."""
    return name in suites and SUITES[name].proof_type == type_
