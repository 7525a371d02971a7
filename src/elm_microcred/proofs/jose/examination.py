"""What the signatures of a token say, question by question.

Spec: https://www.w3.org/TR/vc-jose-cose/#verification-algorithms
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from elm_microcred.errors import KeyMaterialError, MissingExtraError, ResolutionError
from elm_microcred.problem import Problem
from elm_microcred.proofs import conditions
from elm_microcred.proofs.dids import VerificationMethod
from elm_microcred.proofs.envelopes import Setting
from elm_microcred.proofs.examination import Examined
from elm_microcred.proofs.jose import jws
from elm_microcred.proofs.jose.algorithms import CREDENTIAL_ALGORITHMS, algorithm_problem
from elm_microcred.proofs.jose.jws import Jws, Signature
from elm_microcred.proofs.jose.key_source import signing_key
from elm_microcred.report import Check, Outcome, worst

FindKey = Callable[[Signature], VerificationMethod]

_OWNERSHIP = ("KEY_CONTROLLER_MISMATCH", "KEY_ISSUER_MISMATCH", "KEY_HOLDER_MISMATCH")
"""Codes that are about whose key it is, not about the key."""
_IDS = ("securing/header", "securing/signature", "securing/key")


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of a token, beside whether its signatures hold.

    Attributes:
        claimed: Who the token says that issued it.
        party: issuer or holder.
        purpose: What the key has to be allowed for.
        mechanism: What the report calls the mechanism.
        understood: Names that `crit` may list.
        allowed: Names of the algorithms that are accepted.
        header: What else is wrong with the header of a signature.
        more: Problems that were found elsewhere, by the id of their check.
        values: Facts worth telling about the token.
    """

    claimed: str | None
    party: str
    purpose: str
    mechanism: str
    understood: Collection[str] = ()
    allowed: Collection[str] = CREDENTIAL_ALGORITHMS
    header: Callable[[Signature], Iterable[Problem]] = lambda _: ()
    more: Mapping[str, Iterable[Problem]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


def examine(
    token: Jws, questions: Questions, setting: Setting, find_key: FindKey | None = None
) -> Examined:
    """Whether every signature of a token holds, and whose key it was.

    Args:
        token: What was read.
        questions: What is asked.
        setting: Where documents are asked for, and what is demanded.
        find_key: How the key of a signature is found; by default in the issuer's document.
    """
    run = _Run(token, questions, setting, find_key)
    for place, signature in enumerate(token.signatures):
        run.examine(signature, f"/signatures/{place}" if token.serialization == "general" else "")
    return Examined(tuple(run.checks()), run.method)


@dataclass
class _Run:
    token: Jws
    questions: Questions
    setting: Setting
    find_key: FindKey | None
    found: dict[str, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    undecided: set[str] = field(default_factory=set)
    method: VerificationMethod | None = None

    def examine(self, signature: Signature, pointer: str) -> None:
        """Ask every question of one signature."""
        asked, header = self.questions, f"{pointer}/protected"
        wrong = [*jws.critical_problems(signature, asked.understood), *asked.header(signature)]
        unknown = algorithm_problem(signature.algorithm, allowed=asked.allowed)
        wrong += [unknown] if unknown else []
        self.found["securing/header"] += [problem.at(header) for problem in wrong]
        method = None if unknown else self._key(signature, header)
        if method is None:
            self.undecided |= {"securing/signature", "securing/key", "controller"}
            return
        self.method = self.method or method
        setting = self.setting
        named = next((n for n in ("x5c", "kid") if n in signature.protected), "jwk")
        named = f"{header}/{named}"
        self.found["controller"] += conditions.belongs(
            named, method, asked.party, asked.claimed, setting.policy
        )
        unfit = list(conditions.key_period(named, method, setting.now))
        self.found["securing/key"] += [*unfit, *(p.at(header) for p in method.problems)]
        other = algorithm_problem(signature.algorithm, method.key, asked.allowed)
        if other is not None:
            self.found["securing/header"].append(other.at(header))
        if wrong or unfit or other:
            self.undecided.add("securing/signature")
        elif not signature.fits(method.key, asked.allowed):
            self.found["securing/signature"].append(
                Problem(
                    "PROOF_SIGNATURE_INVALID",
                    "The signature does not fit the token: one of the two was changed, or another"
                    " key signed.",
                    pointer=f"{pointer}/signature",
                    spec="https://www.rfc-editor.org/rfc/rfc7515#section-5.2",
                )
            )

    def _key(self, signature: Signature, pointer: str) -> VerificationMethod | None:
        asked, setting = self.questions, self.setting
        if setting.known_key is not None:
            claimed = asked.claimed or ""
            return VerificationMethod(claimed, claimed, setting.known_key, {"id": claimed})
        try:
            if self.find_key is not None:
                return self.find_key(signature)
            return signing_key(
                signature.protected, asked.claimed, asked.party, asked.purpose, setting
            )
        except (KeyMaterialError, MissingExtraError, ResolutionError) as error:
            is_about_key = isinstance(error, KeyMaterialError) and error.code not in _OWNERSHIP
            id_ = "securing/key" if is_about_key else "controller"
            self.found[id_] += [problem.at(pointer) for problem in error.problems]
            return None

    def checks(self) -> list[Check]:
        """What was found, as `securing`, its children, and `controller`."""
        asked = self.questions
        for id_, problems in asked.more.items():
            self.found[id_] += problems
        names = [str(signature.algorithm) for signature in self.token.signatures]
        values = {
            "mechanism": asked.mechanism,
            "serialization": self.token.serialization,
            "algorithms": list(dict.fromkeys(names)),
            **asked.values,
        }
        about: dict[str, Any] = {}
        if self.method is not None:
            about = {"controller": self.method.controller, "verificationMethod": self.method.id}
        own = Check.of("securing", self.found["securing"])
        children = [self._check(id_) for id_ in dict.fromkeys([*_IDS, *asked.more])]
        outcome = worst(check.outcome for check in (own, *children))
        top = Check("securing", outcome, own.problems, values)
        return [top, *children, self._check("controller", about)]

    def _check(self, id_: str, values: Mapping[str, Any] | None = None) -> Check:
        check = Check.of(id_, self.found[id_], values)
        if id_ in self.undecided and check.outcome is Outcome.PASSED:
            return Check(id_, Outcome.INDETERMINATE, check.problems, check.values)
        return check
