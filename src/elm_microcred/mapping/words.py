"""The words of the model as concepts of the European vocabularies, and back.

```python
from elm_microcred.mapping import words

words.iri("learning-assessment", "online")  # http://data.europa.eu/snb/learning-assessment/…
words.word("http://data.europa.eu/snb/learning-assessment/920fbb3cbe")  # online
```
"""

from __future__ import annotations

from functools import cache

from elm_microcred import vocabularies

CODES: dict[str, dict[str, str]] = {
    "learning-assessment": {
        "presential": "9191af2ed9",
        "online": "920fbb3cbe",
        "blended": "e92d221e4d",
        "work-based": "729f3bed4b",
        "project-based": "7813801c77",
        "research-lab-based": "ed4c557045",
    },
    "assessment": {
        "artefact": "de4d165a6c",
        "attendance": "7331eb4762",
        "continuous": "3484bd7e51",
        "group-performance": "56539a6507",
        "marked-assignment": "2939dae15f",
        "oral-examination": "d30284d7df",
        "peer-assessment": "19a2e5e671",
        "peer-review": "812e3b0ae1",
        "portfolio": "4f03b91c0e",
        "practical": "6a4db9f11d",
        "problem-based": "c4256a2726",
        "project": "795dac4096",
        "quiz": "b1b68f6735",
        "written-examination": "6e6cb2cc78",
    },
    "learning-activity": {
        "apprenticeship": "d46a826a39",
        "classroom": "ff436ea7c9",
        "e-learning": "bf2e3a7bae",
        "educational-programme": "fd33e234ae",
        "internship": "bf5588ff84",
        "job-experience": "4357e0e681",
        "laboratory": "3c8bd58d62",
        "research": "a7e556215a",
        "self-study": "b660f5dcea",
        "volunteering": "59eaf34fab",
        "workshop": "efff75e10a",
    },
    "supervision-verification": {
        "supervised-with-identity-check": "70be69aaf9",
        "unsupervised-with-identity-check": "df2880c5cb",
        "unsupervised-without-identity-check": "c598449d64",
        "identity-check": "44314532f9",
    },
    "accreditation": {
        "institutional-licence": "003293d2ce",
        "institutional-quality-assurance": "bb4618238e",
        "institutional-accreditation": "c_1f1a469a",
        "programme-licence": "e57dddfcf3",
        "programme-quality-assurance": "820101cba6",
    },
    "learning-setting": {"formal": "6fd4685715", "non-formal": "e207a81fc7"},
    "skill-type": {"knowledge": "knowledge", "skill": "skill"},
    "skill-reuse-level": {
        "cross-sector": "cross-sector",
        "occupation-specific": "occupation-specific",
        "sector-specific": "sector-specific",
        "transversal": "transversal",
    },
    "education-credit": {"ECTS": "6fcec5c5af", "ECVET": "60b314e826"},
}
"""Short name of a vocabulary to our words to its codes.

Supervision without an identity check has no European concept.
"""


def iri(vocabulary: str, word: str) -> str | None:
    """The IRI of the concept that one of our words means; `None` if there is none."""
    code = CODES[vocabulary].get(word)
    return None if code is None else vocabularies.scheme(vocabulary).base + code


def word(iri: str) -> str | None:
    """Our word for a European concept; `None` if we have none."""
    return _words().get(iri)


@cache
def _words() -> dict[str, str]:
    return {
        vocabularies.scheme(vocabulary).base + code: word
        for vocabulary, codes in CODES.items()
        for word, code in codes.items()
    }
