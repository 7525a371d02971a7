"""From a row of a table to a signed European Digital Credential."""

import csv
from pathlib import Path

from elm_microcred import Achievement, Award, LocalSigner, MicroCredential, sign, to_elm, verify

EXAMPLES = Path(__file__).resolve().parent.parent

course = Achievement.load(EXAMPLES / "port-safety.json")
with (EXAMPLES / "learner.csv").open(encoding="utf-8", newline="") as file:
    (row,) = csv.DictReader(file)

signer = LocalSigner.generate("Ed25519")
document = to_elm(MicroCredential(course, Award.from_row(row)), issuer_id=signer.controller)
secured = sign(document, signer)

print(f"{len(secured.content)} bytes of {secured.media_type}")
print("verification:", verify(secured.content).outcome.value)
