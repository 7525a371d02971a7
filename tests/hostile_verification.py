"""Verifies one hostile document after another, and says what each cost: a process of its own.

`python hostile_verification.py` prints a line of JSON for each: name, outcome, the code of the
first problem, seconds of CPU time, and how many bytes of memory the process took beyond before.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

from elm_microcred import LocalSigner, sign, verify

MIB = 1024 * 1024
SOON = 0.7
CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def credential(**members: Any) -> dict[str, Any]:
    """A signed-looking badge with these members: its signature is right for none of them."""
    return {**BADGE, "proof": PROOF, **members}


BADGE: dict[str, Any] = {
    "@context": CONTEXT,
    "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:example:issuer", "type": ["Profile"], "name": "Nobody"},
    "validFrom": "2026-01-01T00:00:00Z",
    "name": "A badge",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "id": "urn:uuid:00000000-0000-4000-8000-000000000002",
        "achievement": {
            "id": "urn:uuid:00000000-0000-4000-8000-000000000003",
            "type": ["Achievement"],
            "name": "A badge",
            "description": "Of nothing",
            "criteria": {"narrative": "None"},
        },
    },
}
PROOF: dict[str, Any] = {}


def _filled(unit: str, count: int) -> str:
    return unit * (count // len(unit))


def documents() -> Iterator[tuple[str, bytes]]:
    """Name and content of each hostile document, none longer than 1 MiB."""
    yield "brackets", b"[" * MIB
    yield "braces", b'{"a":' * (MIB // 5)
    yield "a deep object", (b'{"a":' * 60_000) + b"1" + b"}" * 60_000
    yield "commas", b"{" + b'"a":1,' * 150_000 + b'"a":1}'
    yield "escapes", b'{"a":"' + b"\\u0041" * 170_000 + b'"}'
    yield "lone surrogates", b'{"a":"' + b"\\ud800" * 170_000 + b'"}'
    yield "one long number", b'{"a":' + b"1" * 1_000_000 + b"}"
    yield "one long key", b'{"' + b"a" * 1_000_000 + b'":1}'
    yield "like a token", b"eyJ" + b"a" * 1_000_000 + b".a.a"
    blank = {"type": ["Evidence"]}
    made: dict[str, dict[str, Any]] = {
        "4,000 values": credential(evidence=[{**blank, "id": f"urn:e:{n}"} for n in range(4_000)]),
        "4,000 tags": credential(tag=["x"] * 4_000),
        "10,000 objects": credential(
            evidence=[{**blank, "genre": [{} for _ in range(15)]} for _ in range(800)]
        ),
        "900 alike": credential(evidence=[dict(blank) for _ in range(900)]),
        "a clique": credential(
            evidence=[
                {"id": f"_:{n}", "https://a.example/p": [{"id": f"_:{m}"} for m in range(10)]}
                for n in range(10)
            ]
        ),
        "rings": credential(
            evidence=[
                {
                    "id": f"_:{ring}x{n}",
                    "https://a.example/p": {"id": f"_:{ring}x{(n + 1) % 7}"},
                }
                for ring in range(140)
                for n in range(7)
            ]
        ),
        "many contexts": credential(**{"@context": [*CONTEXT, *[CONTEXT[1]] * 5_000]}),
        "contexts inside": credential(
            evidence=[{**blank, "@context": [CONTEXT[1]] * 3} for _ in range(900)]
        ),
        "a written context": credential(
            **{"@context": [*CONTEXT, {f"t{n}": f"urn:t:{n}" for n in range(20_000)}]}
        ),
        "types in many orders": credential(
            evidence=[
                {"type": [t for place, t in enumerate(_TYPES) if mask >> place & 1] or ["Evidence"]}
                for mask in range(900)
            ]
        ),
        "unknown members": credential(**{f"x{n}": n for n in range(40_000)}),
        "IRIs as keys": credential(**{f"https://a.example/{n}": n for n in range(20_000)}),
        "a long id": credential(id="urn:" + "a" * 900_000),
        "a long text": credential(name=_filled('"\u0001', 200_000)),
        "a long language": credential(name={"a" * 900_000: "x"}),
        "10,000 proofs": {**BADGE, "proof": [PROOF] * 1_500},
        "a long proof": credential(proof={**PROOF, "proofValue": "z" + "2" * 900_000}),
        "a long key": credential(
            proof={**PROOF, "verificationMethod": "did:key:z" + "6" * 900_000 + "#a"}
        ),
        "1,000 statuses": credential(
            credentialStatus=[
                {"type": "BitstringStatusListEntry", "statusListIndex": "1"} for _ in range(5_000)
            ]
        ),
        "endorsements in each other": _nested(25),
        "much inside of endorsements": _nested(
            20, evidence=[{**blank, "description": "x" * 900} for _ in range(700)]
        ),
        "900 endorsements": credential(
            endorsement=[{"type": ["VerifiableCredential"], "proof": PROOF}] * 900
        ),
        "5,000 credentials": {
            "@context": CONTEXT[:1],
            "type": "VerifiablePresentation",
            "verifiableCredential": [{}] * 5_000,
        },
    }
    for name, document in made.items():
        content = json.dumps(document).encode()
        assert len(content) <= MIB, name
        yield name, content


_TYPES = (
    "Achievement", "Address", "Alignment", "Criteria", "Evidence", "Image", "Profile", "Related",
    "Result", "ResultDescription", "RubricCriterionLevel", "IdentityObject",
)  # fmt: skip


def _nested(depth: int, **members: Any) -> dict[str, Any]:
    inner = credential(**members)
    for _ in range(depth):
        inner = credential(endorsement=[inner])
    return inner


def main() -> None:
    """Verify each document, after one that is harmless."""
    signer = LocalSigner.generate()
    BADGE["issuer"]["id"] = signer.controller
    content = sign(BADGE, signer).content
    PROOF.update(json.loads(content)["proof"])
    verify(content)
    before = _memory()
    for name, hostile in documents():
        spent = float("inf")
        for _ in range(3):  # a machine that does other things takes longer, and not always
            began = time.process_time()
            report = verify(hostile)
            spent = min(spent, time.process_time() - began)
            if spent < SOON:
                break
        problem = report.errors[0] if report.errors else None
        row = {
            "name": name,
            "outcome": report.outcome.value,
            "code": problem.code if problem else None,
            "seconds": spent,
            "bytes": max(0, _memory() - before),
        }
        before = max(before, _memory())
        print(json.dumps(row))


def _memory() -> int:
    """The most memory that the process has had so far, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
