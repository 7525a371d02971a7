"""The timestamps of a seal, and the best time that they prove.

Timestamps are judged from the newest to the oldest. The certificate of an authority must have
been valid when it made its timestamp; that it was revoked counts up to the time from which a
newer timestamp protects the older one.

Spec: https://www.etsi.org/deliver/etsi_en/319100_319199/31910201/ (5.5, 5.6)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from elm_microcred.codes import Effect
from elm_microcred.errors import ParseError
from elm_microcred.problem import Problem
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.certificates.algorithms import Digested
from elm_microcred.proofs.certificates.path import Purpose, find_path
from elm_microcred.proofs.certificates.revocation import revocation_problems
from elm_microcred.proofs.envelopes import Setting
from elm_microcred.proofs.jades.components import Component, Components, decode_value
from elm_microcred.proofs.jades.header import SPEC, is_container, malformed
from elm_microcred.proofs.jades.material import Material, anchors_of, has_anchors, unavailable_list
from elm_microcred.proofs.jose.jws import Signature
from elm_microcred.proofs.timestamping import (
    Token,
    read_token,
    signer_certificate,
    token_problems,
)

Digest = Callable[[str], bytes]
"""The digest of a text under the algorithm of that object identifier."""

_BEST: Final = "https://www.etsi.org/deliver/etsi_en/319100_319199/31910201/"
_MOST: Final = 32
_JCS: Final = "http://json-canonicalization.org/algorithm"


@dataclass(frozen=True, slots=True)
class Stamp:
    """One timestamp of a seal.

    Attributes:
        kind: `adoTst`, `sigTst` or `arcTst`.
        token: The timestamp; `None` if it cannot be read.
        digests: Of each text over which it may have been made: its digest by algorithm. Any of
            them is right.
        pointer: Its place.
    """

    kind: str
    token: Token | None
    digests: tuple[Digest, ...] = field(repr=False)
    pointer: str


@dataclass(frozen=True, slots=True)
class Times:
    """What the timestamps of a seal prove.

    Attributes:
        best: The best time: at this time at the latest the seal was there.
        proven_by: The kind of timestamp that proves it; `None` if it is only now.
        stamps: Every timestamp that holds: kind, time, authority.
        problems: What is wrong.
    """

    best: datetime
    proven_by: str | None
    stamps: tuple[Mapping[str, str], ...]
    problems: tuple[Problem, ...]


def read_stamps(
    signature: Signature,
    components: Components,
    payloads: Sequence[Digested],
    objects: Sequence[bytes],
    problems: list[Problem],
) -> list[Stamp]:
    """The timestamps of a seal, each with what it should have been made over.

    Args:
        signature: The signature.
        components: What stands beside it.
        payloads: The payload as it was signed, and as it is meant; long, and covered by several.
        objects: The objects in place of a payload, where the seal is detached.
        problems: What cannot be read is added here.
    """
    stamps: list[Stamp] = []
    container = signature.protected.get("adoTst")
    if isinstance(container, Mapping) and is_container(container):
        whole = (*payloads, *((Digested(b"".join(objects)),) if objects else ()))
        digests = tuple(text.digest for text in whole)
        stamps += _stamps("adoTst", container, digests, "/protected/adoTst", problems)
    for component in components.entries:
        pointer = f"{component.pointer}/{component.name}"
        if component.name not in ("sigTst", "arcTst") or not is_container(component.value):
            continue
        if component.value.get("canonAlg", _JCS) != _JCS:
            problems.append(
                Problem(
                    "SEAL_UNSUPPORTED",
                    "A timestamp was made over another canonical form than is known.",
                    pointer=f"{pointer}/canonAlg",
                    found=component.value["canonAlg"],
                    expected=_JCS,
                    spec=SPEC,
                )
            )
            continue
        if component.name == "sigTst":
            digests = (Digested(signature.signature_text.encode()).digest,)
        else:
            digests = tuple(_archived(signature, components, component, payloads))
        stamps += _stamps(component.name, component.value, digests, pointer, problems)
    if len(stamps) > _MOST:
        problems.append(malformed("The seal has too many timestamps.", "/header/etsiU"))
    return stamps[:_MOST]


def _archived(
    signature: Signature,
    components: Components,
    component: Component,
    payloads: Sequence[Digested],
) -> Iterator[Digest]:
    """Digests of what an archive timestamp covers: the seal, and what was beside it by then.

    Spec: https://www.etsi.org/deliver/etsi_ts/119100_119199/11918201/ (5.3.6)
    """
    before = b"".join(entry.covered for entry in components.before(component))
    seal = f".{signature.protected_text}.{signature.signature_text}.".encode()
    for payload in payloads:
        yield partial(payload.digest, more=seal + before)


def _stamps(
    kind: str,
    container: Mapping[str, Any],
    digests: tuple[Digest, ...],
    pointer: str,
    problems: list[Problem],
) -> Iterator[Stamp]:
    for place, entry in enumerate(container["tstTokens"]):
        where = f"{pointer}/tstTokens/{place}"
        try:
            token = read_token(decode_value(entry, where))
        except ParseError as error:
            detail = f"A timestamp cannot be read. {error.problem.detail}"
            problems.append(Problem("SEAL_TIMESTAMP", detail, pointer=where, spec=SPEC))
            yield Stamp(kind, None, digests, where)
        else:
            yield Stamp(kind, token, digests, where)


def judge(
    stamps: Sequence[Stamp], material: Material, claimed: datetime | None, setting: Setting
) -> Times:
    """Which timestamps hold, and what they prove.

    Args:
        stamps: The timestamps of a seal, in the order in which they stand.
        material: Certificates and revocation data.
        claimed: When the seal says that it was made.
        setting: What is demanded.
    """
    now, skew = setting.now, setting.policy.clock_skew
    problems: list[Problem] = []
    proven: list[tuple[datetime, str]] = []
    content: datetime | None = None
    held: list[Mapping[str, str]] = []
    protected_since = now
    for stamp in reversed(stamps):
        token = stamp.token
        if token is None:
            continue
        found = list(_problems(stamp, token, material, protected_since, setting))
        problems += found
        if any(problem.effect is Effect.FAILS for problem in found):
            continue
        authority = signer_certificate(token, tuple(material.certificates))
        held.append(
            {
                "kind": stamp.kind,
                "time": timestamps.write(token.time),
                "authority": str(authority.subject) if authority else "",
            }
        )
        if stamp.kind == "arcTst":
            protected_since = min(protected_since, token.time)
        if stamp.kind == "adoTst":
            content = max(content or token.time, token.time)
        else:
            proven.append((token.time, stamp.kind))
    # At the same time, what is over the signature alone says it more plainly.
    best, kind = min(proven, key=lambda p: (p[0], p[1] != "sigTst"), default=(now, None))
    best = min(best, now)
    if content is not None and content > best + skew:
        problems.append(_late("/protected/adoTst", content, best))
    if claimed is not None and claimed > now + skew:
        problems.append(
            Problem(
                "PROOF_CREATED_IN_FUTURE",
                "The seal says that it was made in the future.",
                pointer="/protected/sigT",
                found=timestamps.write(claimed),
                expected=f"not after {timestamps.write(now)}",
                spec=SPEC,
            )
        )
    return Times(best, kind, tuple(reversed(held)), tuple(problems))


def _late(pointer: str, content: datetime, best: datetime) -> Problem:
    return Problem(
        "SEAL_TIMESTAMP",
        "What was sealed has a timestamp that is younger than the seal.",
        pointer=pointer,
        found=timestamps.write(content),
        expected=f"not after {timestamps.write(best)}",
        spec=_BEST,
    )


def _problems(
    stamp: Stamp, token: Token, material: Material, until: datetime, setting: Setting
) -> Iterator[Problem]:
    """What is wrong with one timestamp.

    Args:
        stamp: The timestamp.
        token: What it says.
        material: Certificates and revocation data.
        until: From then on a newer timestamp protects this one.
        setting: What is demanded.
    """
    policy, now = setting.policy, setting.now
    material.add_revocation(token.revocation_lists, token.ocsp_responses)
    others = (*token.certificates, *material.certificates)
    authority = signer_certificate(token, others)
    best: list[Problem] | None = None
    for digest in stamp.digests:
        found = list(token_problems(token, digest, authority, now=now, skew=policy.clock_skew))
        best = found if best is None or len(found) < len(best) else best
        if not found:
            break
    yield from (problem.at(stamp.pointer) for problem in best or [])
    if authority is None:
        return
    anchors = anchors_of(policy, token.time, timestamps=True)
    path = find_path(authority, others, anchors, at=token.time, purpose=Purpose.TIMESTAMP)
    for problem in path.problems:
        country = None if path.is_anchored else unavailable_list(path, policy)
        if problem.code == "SEAL_UNTRUSTED" and (country or not has_anchors(policy)):
            yield not_anchored("The authority of the timestamp", stamp.pointer, country)
        else:
            yield Problem(
                "SEAL_TIMESTAMP",
                f"The authority of the timestamp cannot be relied on. {problem.detail}",
                pointer=stamp.pointer,
                found=problem.found,
                expected=problem.expected,
                spec=problem.spec,
            )
    revocation = revocation_problems(
        path,
        material.revocation(),
        at=until,
        now=now,
        skew=policy.clock_skew,
        is_demanded=False,
    )
    for problem in revocation:
        if problem.effect is Effect.FAILS:
            yield Problem(
                "SEAL_TIMESTAMP",
                f"The authority of the timestamp was revoked. {problem.detail}",
                pointer=stamp.pointer,
                found=problem.found,
                expected=problem.expected,
                spec=problem.spec,
            )
    if authority.not_after < until and stamp.kind != "adoTst":
        yield Problem(
            "SEAL_TIMESTAMP_AGED",
            "The certificate of the timestamp's authority has ended, and no newer timestamp"
            " protects this one: its key is no longer watched.",
            pointer=stamp.pointer,
            found=f"valid until {timestamps.write(authority.not_after)}",
            expected="an archive timestamp from before",
            spec=_BEST,
        )


def not_anchored(what: str, pointer: str, country: str | None = None) -> Problem:
    """The finding that nobody said whom to trust, or that a list could not be used.

    Args:
        what: What leads to no anchor, as the beginning of a sentence.
        pointer: Its place.
        country: Whose trusted list could not be used; `None` if there is no anchor at all.
    """
    if country is None:
        why = "was compared with no trust anchor: nobody said whom to trust."
        remedy = "Pass trust_anchors, or trusted_services of a trusted list, in the policy."
    else:
        why = f"may lead to a service on the trusted list of {country}, which could not be used."
        remedy = "Try again when the list can be had."
    return Problem(
        "SEAL_NOT_ANCHORED",
        f"{what} {why}",
        pointer=pointer,
        remedy=remedy,
        spec="https://www.rfc-editor.org/rfc/rfc5280#section-6",
    )
