"""Does a draft say all that a purpose asks for? Each finding says what to do."""

from elm_microcred import MicroCredential, to_elm, validate

draft = MicroCredential.from_row(
    {
        "title": "Safe food handling",
        "workload_hours": "25",
        "issuer_name": "Riverside Cookery School",
        "issuer_country": "LV",
        "learner_full_name": "Ana Example",
        "awarded_on": "2026-06-30",
    }
)
report = validate(to_elm(draft), profile="annex-1", before_sealing=True)
for problem in report.errors:
    print(f"{problem.detail} {problem.remedy}")
print("may it be issued?", "yes" if report else "not yet")
