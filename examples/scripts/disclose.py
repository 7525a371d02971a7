"""The learner shows a part: title and date, and neither grade nor name."""

from pathlib import Path

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    derive,
    sign,
    to_open_badge,
    verify,
)

EXAMPLES = Path(__file__).resolve().parent.parent

course = Achievement.load(EXAMPLES / "port-safety.json")
award = Award.parse(
    {
        "learner": {"id": "did:example:ana", "full_name": "Ana Example"},
        "awarded_at": "2026-06-30",
        "results": [{"grade": "9"}],
    }
)
signer = LocalSigner.generate("P-256")
badge = to_open_badge(MicroCredential(course, award), extension=False, issuer_id=signer.controller)
whole = sign(
    badge,
    signer,
    securing="ecdsa-sd-2023",
    mandatory_pointers=["/issuer/id", "/validFrom"],
)
shown = derive(whole.content, ["/credentialSubject/achievement/name"])
result = verify(shown.content)
print("shown:", sorted(result.document["credentialSubject"]["achievement"]))
print("verification:", result.outcome.value)
