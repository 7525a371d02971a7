"""The words of the model as concepts of the European vocabularies."""

from __future__ import annotations

import pytest

from elm_microcred import vocabularies
from elm_microcred.mapping import words
from elm_microcred.model import words as model_words

OURS = {
    "learning-assessment": model_words.PARTICIPATION_MODES,
    "assessment": model_words.ASSESSMENT_TYPES,
    "learning-activity": model_words.ACTIVITY_TYPES,
    "supervision-verification": model_words.SUPERVISION,
    "accreditation": model_words.QUALITY_ASSURANCE_TYPES,
    "learning-setting": model_words.LEARNING_SETTINGS,
    "skill-type": model_words.OUTCOME_KINDS,
    "skill-reuse-level": model_words.REUSE_LEVELS,
}


@pytest.mark.parametrize("vocabulary", OURS)
def test_every_word_has_its_concept(vocabulary: str) -> None:
    without = set(OURS[vocabulary]) - set(words.CODES[vocabulary])
    assert without == ({"supervised-without-identity-check"} & set(OURS[vocabulary]))
    assert set(words.CODES[vocabulary]) <= set(OURS[vocabulary])


@pytest.mark.parametrize("vocabulary", words.CODES)
def test_there_and_back(vocabulary: str) -> None:
    for word in words.CODES[vocabulary]:
        iri = words.iri(vocabulary, word)
        assert iri is not None
        assert vocabularies.membership(vocabulary, iri) is vocabularies.Membership.KNOWN
        assert words.word(iri) == word


def test_what_has_no_counterpart() -> None:
    assert words.iri("supervision-verification", "supervised-without-identity-check") is None
    assert words.word("http://data.europa.eu/snb/assessment/none") is None
