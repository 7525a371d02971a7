"""European credentials made in a few lines: typed nodes of the European Learning Model.

```python
from elm_microcred.mapping import builders as build

zed = build.organisation("University of Zed", country="IE", eidas="NTRIE-123456")
course = build.activity("Working with data", by=zed, mode="online", hours=50)
exam = build.assessment("Portfolio", by=zed, kind="portfolio", grade="Pass")
done = build.achievement(
    "Data for everyone",
    by=zed, on=date(2026, 6, 30), outcomes=["Reads a table of data"], ects="2", eqf=6,
    activities=[course], assessments=[exam],
)
credential = build.credential(done, to=build.learner("Ana", "Andromeda"), issuer=zed)
credential.to_dict()  # the form for sealing; "upload" is the one that Europass takes
```

Text is a string, in the main language of the credential, or a mapping of language to string. Terms
of vocabularies are given by word, code, label or IRI. Ids are given at the end, the same one to
equal nodes and to no others. What comes out fits its profile; nothing is signed.
"""

from __future__ import annotations

from elm_microcred.mapping.builders.agents import learner, organisation
from elm_microcred.mapping.builders.credential import credential, diploma_supplement, upload
from elm_microcred.mapping.builders.evidence import accreditation, accredited, converted, mandated
from elm_microcred.mapping.builders.learning import achievement, activity, assessment, outcome
from elm_microcred.mapping.builders.values import concept, own_concept

__all__ = [
    "accreditation",
    "accredited",
    "achievement",
    "activity",
    "assessment",
    "concept",
    "converted",
    "credential",
    "diploma_supplement",
    "learner",
    "mandated",
    "organisation",
    "outcome",
    "own_concept",
    "upload",
]
