"""The issuer's own look: the picture of a badge, a logo, the prepared pages of ELM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from elm_microcred import vocabularies
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.limits import Limits
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem
from elm_microcred.rendering.languages import Speaker
from elm_microcred.rendering.pictures import decode_picture, read_picture
from elm_microcred.rendering.views import Phrase, Picture

_MOST_PAGES: Final = 24
_NOTHING: Final = Phrase("")


def badge_of(
    micro: MicroCredential | None,
    document: Mapping[str, Any],
    limits: Limits,
    notices: list[Problem],
) -> tuple[str, Phrase, Picture] | None:
    """The picture that stands at the top: the badge's, or the issuer's logo.

    With it come what it is (a word of ours), and its caption, where it has one.
    """
    for word, address, caption, pointer in _candidates(micro, document):
        found = read_picture(address, caption, pointer=pointer, limits=limits)
        if isinstance(found, Picture):
            return word, caption, found
        notices.append(found)
    return None


def _candidates(
    micro: MicroCredential | None, document: Mapping[str, Any]
) -> Iterator[tuple[str, str, Phrase, str]]:
    if micro is not None:
        say = Speaker(micro.achievement.language)
        image, issuer = micro.achievement.image, micro.achievement.issuer
        if image is not None:
            caption = say.say(image.caption) or _NOTHING
            yield "picture_of_badge", image.url, caption, "/achievement/image"
        if issuer is not None and issuer.logo is not None:
            caption = say.say(issuer.logo.caption) or _NOTHING
            yield "logo_of", issuer.logo.url, caption, "/achievement/issuer/logo"
        return
    for path in (("image",), ("credentialSubject", "achievement", "image"), ("issuer", "image")):
        value: Any = document
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        address = value.get("id") if isinstance(value, Mapping) else value
        if isinstance(address, str):
            yield "picture_of_badge", address, _NOTHING, "/" + "/".join(path)


def issuer_pages(
    document: Mapping[str, Any], limits: Limits, notices: list[Problem]
) -> list[tuple[str, Picture]]:
    """The pages that an issuer prepared as pictures, with their language (`displayParameter`)."""
    found: list[tuple[str, Picture]] = []
    displays = _mappings(document.get("displayParameter"))
    individual = [display.get("individualDisplay") for display in displays]
    for one in (each for value in individual for each in _mappings(value)):
        language = _language(one.get("language"))
        details = sorted(_mappings(one.get("displayDetail")), key=_number)
        for place, detail in enumerate(details, start=1):
            if len(found) == _MOST_PAGES:
                notices.append(
                    Problem(
                        "RENDER_SHORTENED",
                        "Only the first pages of the issuer are shown.",
                        expected=f"at most {_MOST_PAGES}",
                    )
                )
                return found
            image = detail.get("image")
            content = image.get("content") if isinstance(image, Mapping) else None
            if not isinstance(content, str):
                continue
            say = Speaker(language or "en")
            picture = decode_picture(
                content,
                say.label(say.word("page_of_issuer", n=place)),
                pointer="/displayParameter/individualDisplay",
                limits=limits,
            )
            if isinstance(picture, Picture):
                found.append((language, picture))
            else:
                notices.append(picture)
    return found


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)]


def _number(detail: Mapping[str, Any]) -> int:
    page = detail.get("page")
    return page if isinstance(page, int) else 0


def _language(concept: Any) -> str:
    """The language tag of a language concept; empty where it names none."""
    iri = concept.get("id") if isinstance(concept, Mapping) else concept
    try:
        return vocabularies.language_tag(iri) if isinstance(iri, str) else ""
    except ElmMicrocredError:
        return ""
