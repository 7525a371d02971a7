"""One badge for each language, and each names the others."""

from __future__ import annotations

from datetime import UTC, datetime

from elm_microcred import Achievement, Award, LocalSigner, MicroCredential, sign, verify
from elm_microcred.mapping.open_badges.languages import badges_by_language

AWARD = Award.model_validate(
    {
        "id": "urn:uuid:44444444-4444-4444-8444-444444444444",
        "learner": {"id": "urn:example:learner"},
        "issued_at": "2026-02-01T00:00:00Z",
    }
)


def micro(title: dict[str, str]) -> MicroCredential:
    course = Achievement.model_validate(
        {
            "id": "urn:uuid:55555555-5555-4555-8555-555555555555",
            "language": "lv",
            "title": title,
            "description": {"lv": "Droši.", "en": "Safely."},
            "issuer": {"legal_name": "U", "id": "https://u.example"},
        }
    )
    return MicroCredential(course, AWARD)


def test_each_language_has_its_badge_and_names_the_others() -> None:
    signer = LocalSigner.generate()
    title = {"lv": "Drošība ostā", "en": "Port safety", "de": "Hafensicherheit"}
    made = badges_by_language(micro(title), extension=False, issuer_id=signer.controller)
    assert list(made) == ["lv", "en", "de"]
    achievements = {
        language: badge["credentialSubject"]["achievement"] for language, badge in made.items()
    }
    assert {name: a["name"] for name, a in achievements.items()} == title
    assert len({badge["id"] for badge in made.values()}) == 3
    ids = {language: achievement["id"] for language, achievement in achievements.items()}
    for language, achievement in achievements.items():
        assert achievement["inLanguage"] == language
        related = {entry["inLanguage"]: entry["id"] for entry in achievement["related"]}
        assert related == {name: id_ for name, id_ in ids.items() if name != language}
    assert made == badges_by_language(micro(title), extension=False, issuer_id=signer.controller)
    for badge in made.values():
        assert verify(sign(badge, signer).content, now=datetime(2027, 1, 1, tzinfo=UTC))


def test_one_language_is_related_to_nothing() -> None:
    (badge,) = badges_by_language(micro({"lv": "Drošība ostā"})).values()
    assert "related" not in badge["credentialSubject"]["achievement"]
