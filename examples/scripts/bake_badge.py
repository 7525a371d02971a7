"""An Open Badge, signed, baked into a picture, and read from it again."""

from pathlib import Path

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    bake,
    sign,
    to_open_badge,
    unbake,
    verify,
)

EXAMPLES = Path(__file__).resolve().parent.parent
PICTURE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
    b'<circle cx="4" cy="4" r="4" fill="#147"/></svg>'
)

course = Achievement.load(EXAMPLES / "port-safety.json")
award = Award.parse(
    {"learner": {"id": "did:example:ana", "full_name": "Ana Example"}, "awarded_at": "2026-06-30"}
)
signer = LocalSigner.generate("Ed25519")
badge = to_open_badge(MicroCredential(course, award), issuer_id=signer.controller)
picture = bake(PICTURE, sign(badge, signer).content)

found = unbake(picture)
print(f"a picture of {len(picture)} bytes carries a badge of Open Badges {found.generation}")
print("verification:", verify(found.content).outcome.value)
