"""What a seal says, question by question.

The seal is judged for the best time that its timestamps prove, and for now where they prove
none: a certificate that has ended since does no harm to a seal that was there before.

Spec: https://www.etsi.org/deliver/etsi_en/319100_319199/31910201/ (5.6)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from elm_microcred.errors import KeyMaterialError, LimitError, ParseError, ProofError
from elm_microcred.problem import Problem
from elm_microcred.proofs import keys, timestamps
from elm_microcred.proofs.certificates.algorithms import Digested
from elm_microcred.proofs.certificates.certificate import Certificate
from elm_microcred.proofs.certificates.path import Path, Purpose, find_path
from elm_microcred.proofs.certificates.qualified import QualifiedClaims, qualified_claims
from elm_microcred.proofs.certificates.revocation import revocation_problems
from elm_microcred.proofs.dids import VerificationMethod
from elm_microcred.proofs.envelopes import Setting
from elm_microcred.proofs.examination import Examined
from elm_microcred.proofs.jades import header
from elm_microcred.proofs.jades.certificates import seal_certificate
from elm_microcred.proofs.jades.components import Component, Components, read_components
from elm_microcred.proofs.jades.detached import Detached, object_payloads
from elm_microcred.proofs.jades.issuer import issuer_problems, organization_identifier
from elm_microcred.proofs.jades.level import level_of
from elm_microcred.proofs.jades.material import (
    Material,
    anchors_of,
    has_anchors,
    unavailable_list,
)
from elm_microcred.proofs.jades.qualification import seal_qualification
from elm_microcred.proofs.jades.signature_policy import policy_facts
from elm_microcred.proofs.jades.times import Times, judge, not_anchored, read_stamps
from elm_microcred.proofs.jose.algorithms import SEAL_ALGORITHMS, algorithm_problem
from elm_microcred.proofs.jose.jws import (
    Jws,
    Signature,
    critical_problems,
    read_compact,
    read_json_serialization,
)
from elm_microcred.report import Check, Outcome, worst

_DEEPEST: Final = 2
"""A counter-signature may itself have one; nobody needs a third."""

STRUCTURE: Final = "securing/structure"
HEADER: Final = "securing/header"
CERTIFICATE: Final = "securing/certificate"
SIGNATURE: Final = "securing/signature"
OBJECTS: Final = "securing/objects"
TIMESTAMPS: Final = "securing/timestamps"
COUNTER_SIGNATURES: Final = "securing/counter-signatures"
SEAL_CERTIFICATE: Final = "issuer/seal-certificate"
REVOCATION: Final = "issuer/revocation"
QUALIFICATION: Final = "issuer/qualification"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A seal and what it covers.

    Attributes:
        token: The seal as it was read.
        detached: Where it covers objects that stand elsewhere: those.
        document: The credential; `None` where what was sealed is none.
    """

    token: Jws
    detached: Detached | None = None
    document: Mapping[str, Any] | None = None


def examine(sealed: Sealed, setting: Setting) -> Examined:
    """Whether a seal holds, and whose it is."""
    runs = []
    is_general = sealed.token.serialization == "general"
    for place, signature in enumerate(sealed.token.signatures):
        run = _Run(sealed, signature, setting, f"/signatures/{place}" if is_general else "")
        run.examine()
        runs.append(run)
    return Examined(tuple(_checks(runs, sealed, setting)), runs[0].method)


@dataclass
class _Run:
    """One signature of a seal."""

    sealed: Sealed
    signature: Signature
    setting: Setting
    pointer: str
    depth: int = 0
    found: dict[str, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    undecided: set[str] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)
    method: VerificationMethod | None = None
    certificate: Certificate | None = None
    level: str | None = None
    signature_policy: Mapping[str, str] = field(default_factory=dict)

    def examine(self) -> None:
        """Ask every question of this signature."""
        protected = self.signature.protected
        types = list(header.type_problems(protected, self.signature.unprotected))
        components = read_components(self.signature.unprotected, self.setting.limits)
        self._note(STRUCTURE, (*types, *components.problems))
        wrong = [*critical_problems(self.signature, header.UNDERSTOOD)]
        wrong = [problem.at("/protected") for problem in wrong]
        wrong += header.baseline_problems(protected)
        unknown = algorithm_problem(self.signature.algorithm, allowed=SEAL_ALGORITHMS)
        wrong += [unknown.at("/protected")] if unknown else []
        self._note(HEADER, wrong)
        named = policy_facts(protected, self.setting.policy.signature_policies)
        self._note(HEADER, named.problems)
        self.signature_policy = named.values
        if header.is_of_old_form(protected):
            self._note(HEADER, [_old_form(protected)])
        if any(problem.pointer.startswith("/protected/x5") for problem in types) or (
            any(problem.pointer.startswith("/protected/sigX5ts") for problem in types)
        ):
            self._cannot_tell()
            return
        material = Material()
        material.add_policy(self.setting.policy)
        material.add_components(components)
        self._note(STRUCTURE, material.problems)
        own = seal_certificate(protected, material.certificates)
        self._note(CERTIFICATE, own.problems)
        material.add_certificates(own.chain)
        if own.certificate is None:
            self._cannot_tell()
            return
        self.certificate = own.certificate
        self._verify(own.certificate)
        times = self._times(components, material)
        self._judge(own.certificate, material, times)
        self._counter_signatures(components)
        if not (self.found[STRUCTURE] or wrong):
            self.level = level_of(components, material)

    def _cannot_tell(self) -> None:
        self.undecided |= {CERTIFICATE, SIGNATURE, TIMESTAMPS, SEAL_CERTIFICATE, REVOCATION}

    def _note(self, id_: str, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.found[id_].append(_placed(problem, self.pointer))

    def _verify(self, certificate: Certificate) -> None:
        """Whether the signature fits, whatever else may be wrong with the seal."""
        signature = self.signature
        self.about = {
            "subject": str(certificate.subject),
            "certificate": certificate.sha256.hex(),
            "organizationIdentifier": organization_identifier(certificate),
        }
        try:
            key = keys.from_loaded(certificate.key)
            owner = organization_identifier(certificate) or str(certificate.subject)
            if self.sealed.detached is None:
                fits = signature.fits(key, SEAL_ALGORITHMS)
            else:
                fits = any(
                    _with_payload(signature, payload).fits(key, SEAL_ALGORITHMS)
                    for payload in self.sealed.detached.payloads
                )
        except (KeyMaterialError, ProofError) as error:
            self._note(CERTIFICATE, error.problems)
            self.undecided.add(SIGNATURE)
            return
        id_ = f"urn:x509:sha-256:{certificate.sha256.hex()}"
        self.method = VerificationMethod(id_, owner, key)
        if self._is_payload_missing():
            self.undecided.add(SIGNATURE)
        elif not fits:
            problem = Problem(
                "PROOF_SIGNATURE_INVALID",
                "The signature does not fit what was sealed: one of the two was changed, or"
                " another key signed.",
                pointer="/signature",
                spec="https://www.rfc-editor.org/rfc/rfc7515#section-5.2",
            )
            self._note(SIGNATURE, [problem])

    def _is_payload_missing(self) -> bool:
        detached = self.sealed.detached
        return detached is not None and not detached.payloads

    def _signed_payloads(self) -> tuple[bytes, ...]:
        """The payload as it stands in what was signed; several where two ways are in use."""
        if self.sealed.detached is not None:
            return self.sealed.detached.payloads
        signature, payload = self.signature, self.sealed.token.payload
        begin, signed = len(signature.protected_text) + 1, signature.signing_input
        if len(signed) == begin + len(payload) and signed.endswith(payload):
            return (payload,)
        return (signed[begin:],)

    def _times(self, components: Components, material: Material) -> Times:
        problems: list[Problem] = []
        detached = self.sealed.detached
        objects = detached.objects if detached else ()
        payloads = list(self._signed_payloads())
        others = [self.sealed.token.payload] if detached is None else []
        if detached is not None and detached.objects:
            others += object_payloads(detached.objects)
        # Compared, not hashed: most often there is one, and it is long.
        for payload in others:
            if payload not in payloads:
                payloads.append(payload)
        texts = tuple(map(Digested, payloads))
        stamps = read_stamps(self.signature, components, texts, objects, problems)
        claimed = header.claimed_time(self.signature.protected)
        times = judge(stamps, material, claimed, self.setting)
        if self._is_payload_missing() and stamps:
            self.undecided.add(TIMESTAMPS)
            times_problems = [p for p in times.problems if "something else" not in p.detail]
        else:
            times_problems = list(times.problems)
        self._note(TIMESTAMPS, (*problems, *times_problems))
        self.values = {
            "sealed": None if claimed is None else timestamps.write(claimed),
            "bestSignatureTime": timestamps.write(times.best),
            "provenBy": times.proven_by,
            "timestamps": [dict(stamp) for stamp in times.stamps],
        }
        return times

    def _judge(self, certificate: Certificate, material: Material, times: Times) -> None:
        """Whether the certificate leads to an anchor, was not revoked, and is a qualified one."""
        policy, setting = self.setting.policy, self.setting
        place = "/protected/x5c" if "x5c" in self.signature.protected else "/protected"
        anchors = anchors_of(policy, times.best)
        path = find_path(
            certificate, material.certificates, anchors, at=times.best, purpose=Purpose.SEAL
        )
        for problem in path.problems:
            country = None if path.is_anchored else unavailable_list(path, policy)
            if problem.code == "SEAL_UNTRUSTED" and (country or not has_anchors(policy)):
                self._note(SEAL_CERTIFICATE, [not_anchored("The certificate", place, country)])
            else:
                self._note(SEAL_CERTIFICATE, [problem.at(place)])
            if problem.code == "SEAL_CERT_EXPIRED" and times.proven_by is not None:
                self._note(TIMESTAMPS, [_too_late(problem)])
        revocation = revocation_problems(
            path, material.revocation(), at=times.best, now=setting.now, skew=policy.clock_skew
        )
        self._note(REVOCATION, (problem.at(place) for problem in revocation))
        self._qualify(path, times, place)

    def _qualify(self, path: Path, times: Times, place: str) -> None:
        policy = self.setting.policy
        try:
            claims = qualified_claims(path.certificates[0])
        except ParseError as error:
            self._note(QUALIFICATION, [problem.at(place) for problem in error.problems])
            claims = QualifiedClaims()
        words = seal_qualification(path, claims, policy, times.best)
        self.about["qualification"] = words
        wanted = policy.qualification
        if wanted == "listed" and claims.is_seal and unavailable_list(path, policy):
            self.undecided.add(QUALIFICATION)
        elif (wanted == "claimed" and not claims.is_seal) or (
            wanted == "listed" and words != "qualified"
        ):
            problem = Problem(
                "SEAL_NOT_QUALIFIED",
                "The certificate is not a qualified one for electronic seals.",
                pointer=place,
                found=words,
                expected="a claim in the certificate"
                if wanted == "claimed"
                else "a claim in the certificate, and a granted service on a trusted list",
                spec="https://www.etsi.org/deliver/etsi_en/319400_319499/31941205/",
            )
            self._note(QUALIFICATION, [problem])

    def _counter_signatures(self, components: Components) -> None:
        """Whether counter-signatures, if there are any, hold too.

        Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (5.3.2)
        """
        for component in components["cSig"]:
            if not isinstance(component.value, str | dict):
                continue  # its form was found to be wrong
            pointer = f"{component.pointer}/cSig"
            try:
                token = self._counter_token(component)
            except (ParseError, LimitError) as error:
                detail = f"A counter-signature cannot be read. {error.problem.detail}"
                self._note(COUNTER_SIGNATURES, [header.malformed(detail, pointer)])
                continue
            if self.depth >= _DEEPEST:
                detail = "Counter-signatures are nested too deeply."
                self._note(COUNTER_SIGNATURES, [header.malformed(detail, pointer)])
                continue
            run = _Run(Sealed(token), token.signatures[0], self.setting, "", depth=self.depth + 1)
            run.examine()
            for id_ in run.found:
                self._note(COUNTER_SIGNATURES, (p.at(pointer) for p in run.found[id_]))
            if run.undecided:
                self.undecided.add(COUNTER_SIGNATURES)

    def _counter_token(self, component: Component) -> Jws:
        """A counter-signature over the value of this signature."""
        value, payload = component.value, self.signature.value
        limits = self.setting.limits
        if isinstance(value, str):
            given = None if value.split(".")[1:2] != [""] else payload
            token = read_compact(value, payload=given, limits=limits, is_tolerant=True)
        else:
            given = None if value.get("payload") else payload
            token = read_json_serialization(value, payload=given, limits=limits, is_tolerant=True)
        if token.payload not in (payload, self.signature.signature_text.encode()):
            raise ParseError("SEAL_MALFORMED", "It was made over something else.")
        return token


def _old_form(protected: Mapping[str, Any]) -> Problem:
    return Problem(
        "SEAL_OLD_FORM",
        "The seal tells its time as seals did before July 2025: strict validators do not take it"
        " for a baseline seal.",
        pointer="/protected/sigT",
        found=protected["sigT"],
        expected="iat",
        spec=header.SPEC,
    )


def _too_late(problem: Problem) -> Problem:
    return Problem(
        "SEAL_TIMESTAMP",
        "The timestamp proves no time at which the certificate was valid.",
        pointer="/header/etsiU",
        found=problem.expected,
        expected=problem.found,
        spec=problem.spec,
    )


def _with_payload(signature: Signature, payload: bytes) -> Signature:
    text = signature.protected_text.encode()
    return replace(signature, signing_input=b"".join((text, b".", payload)))


def _placed(problem: Problem, pointer: str) -> Problem:
    """A problem of one signature, below its place in a seal that may have several."""
    return replace(problem, pointer=pointer + problem.pointer)


def _checks(runs: list[_Run], sealed: Sealed, setting: Setting) -> Iterator[Check]:
    """What was found, as `securing`, `controller`, `issuer` and their children."""
    names = [STRUCTURE, HEADER, CERTIFICATE, SIGNATURE]
    names += [OBJECTS] if sealed.detached is not None else []
    names += [TIMESTAMPS]
    if any(COUNTER_SIGNATURES in (*run.found, *run.undecided) for run in runs):
        names.append(COUNTER_SIGNATURES)
    first = runs[0]
    objects = sealed.detached.problems if sealed.detached is not None else ()
    securing = [_merged(name, runs, objects if name == OBJECTS else ()) for name in names]
    values = {
        "mechanism": "jades",
        "serialization": sealed.token.serialization,
        "algorithms": list(dict.fromkeys(str(run.signature.algorithm) for run in runs)),
        "level": first.level,
        **({"signaturePolicy": dict(first.signature_policy)} if first.signature_policy else {}),
        **first.values,
    }
    yield Check("securing", worst(check.outcome for check in securing), (), values)
    yield from securing
    yield _controller(runs, sealed, setting)
    issuer = [_merged(name, runs) for name in (SEAL_CERTIFICATE, REVOCATION, QUALIFICATION)]
    is_anchored = has_anchors(setting.policy) and issuer[0].outcome is Outcome.PASSED
    trust = {"trust": "anchored" if is_anchored else "not anchored", **first.about}
    yield Check("issuer", worst(check.outcome for check in issuer), (), trust)
    yield from issuer


def _merged(name: str, runs: list[_Run], more: Iterable[Problem] = ()) -> Check:
    problems = [*more, *(problem for run in runs for problem in run.found[name])]
    check = Check.of(name, dict.fromkeys(problems))
    if check.outcome is Outcome.PASSED and any(name in run.undecided for run in runs):
        return Check(name, Outcome.INDETERMINATE, check.problems)
    return check


def _controller(runs: list[_Run], sealed: Sealed, setting: Setting) -> Check:
    """Whether the issuer sealed."""
    method, certificate = runs[0].method, runs[0].certificate
    if method is None or certificate is None:
        return Check("controller", Outcome.INDETERMINATE)
    about = {"controller": method.controller, "seal": method.id}
    if not setting.policy.issuer_binding:
        return Check("controller", Outcome.PASSED, (), about)
    if sealed.document is None:
        return Check("controller", Outcome.INDETERMINATE, (), about)
    return Check.of("controller", issuer_problems(sealed.document, certificate), about)
