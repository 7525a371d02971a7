"""One badge for each language: JSON-LD loses language maps, so that a badge speaks one.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#related
"""

from __future__ import annotations

import uuid

from elm_microcred.mapping.document import Document
from elm_microcred.mapping.open_badges.writing import to_open_badge
from elm_microcred.model import MicroCredential


def badges_by_language(
    micro: MicroCredential, *, extension: bool = True, issuer_id: str | None = None
) -> dict[str, Document]:
    """The badges that say a micro-credential, one for each language of its title.

    The badge in the main language is that of `to_open_badge`. Each other one has ids of its own,
    the same whenever it is made, and all name each other as related.

    Args:
        micro: The micro-credential.
        extension: Whether our extension says what Open Badges has no term for.
        issuer_id: IRI of the issuer, instead of its own.

    Raises:
        MappingError: If something is missing that Open Badges asks for.
    """
    course = micro.achievement
    languages = [course.language, *(name for name in course.title if name != course.language)]
    made: dict[str, Document] = {}
    for language in languages:
        said = micro
        if language != course.language:
            spoken = {"language": language, "id": _id(course.id, language)}
            said = micro.model_copy(update={"achievement": course.model_copy(update=spoken)})
        badge = to_open_badge(said, extension=extension, issuer_id=issuer_id)
        if language != course.language:
            badge["id"] = _id(made[course.language]["id"], language)
        made[language] = badge
    for language, badge in made.items():
        achievement = badge["credentialSubject"]["achievement"]
        achievement["inLanguage"] = language
        others = [
            {
                "id": other["credentialSubject"]["achievement"]["id"],
                "type": ["Related"],
                "inLanguage": name,
            }
            for name, other in made.items()
            if name != language
        ]
        if others:
            achievement["related"] = [*achievement.get("related", []), *others]
    return made


def _id(original: str, language: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{original} {language}").urn
