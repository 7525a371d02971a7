"""Do the credentials of a learner make up a larger one, by the rules of a recipe?"""

from datetime import UTC, datetime

from elm_microcred import MicroCredential, Recipe, stack
from elm_microcred.stacking import sentences

recipe = Recipe.parse(
    {
        "id": "urn:recipe:data-analyst",
        "title": "Certificate in data analysis",
        "each": {"verified": False},  # here nothing is signed; the default asks for more
        "groups": [{"id": "core", "title": "Core", "minCredits": 10}],
    }
)


def course(title: str, points: str) -> MicroCredential:
    """A course that the learner has passed."""
    return MicroCredential.from_row(
        {
            "title": title,
            "credit_points": points,
            "issuer_name": "University of Example",
            "awarded_on": "2026-01-31",
        }
    )


now = datetime(2026, 9, 1, tzinfo=UTC)
held = [course("Statistics", "7.5")]
for _ in range(2):
    report = stack(held, recipe, now=now)
    for line in sentences(report):
        print(line)
    held.append(course("Databases", "5"))
