"""Whatever file comes: which credentials are in it, and is each authentic and current?"""

from datetime import UTC, datetime
from pathlib import Path

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    load,
    sign,
    to_elm,
    verify,
)

EXAMPLES = Path(__file__).resolve().parent.parent

# A file as it might come: a credential that has expired.
course = Achievement.load(EXAMPLES / "port-safety.json")
award = Award.parse({"awarded_at": "2020-01-01", "valid_until": "2022-12-31"})
signer = LocalSigner.generate("Ed25519")
document = to_elm(MicroCredential(course, award), issuer_id=signer.controller)
content = sign(document, signer, created=datetime(2020, 1, 2, tzinfo=UTC)).content

for found in load(content):
    result = verify(found.content)
    print(f"{found.format}: {result.outcome.value}")
    for problem in result.errors:
        print(f"  {problem.code} at {problem.pointer}: {problem.detail}")
