"""A European credential as an Open Badge, with a sentence for whatever is lost."""

from pathlib import Path

from elm_microcred import Achievement, Award, MicroCredential, convert, to_elm

EXAMPLES = Path(__file__).resolve().parent.parent

course = Achievement.load(EXAMPLES / "port-safety.json")
document = to_elm(
    MicroCredential(
        course, Award.parse({"learner": {"full_name": "Ana Example"}, "awarded_at": "2026-06-30"})
    )
)
badge = convert(document, to="open-badge-3")
print(badge.document["credentialSubject"]["achievement"]["name"])
for loss in badge.losses:
    print(f"  {loss.pointer}: {loss.detail}")
back = convert(badge.document, to="elm")
title = back.document["credentialSubject"]["hasClaim"]["title"]
print("and back:", title["en"])
