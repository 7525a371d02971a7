"""ELMO as European credentials: one for each report, the tree of opportunities as `hasPart`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from elm_microcred import contexts
from elm_microcred.errors import MappingError, ModelError
from elm_microcred.exchange.elmo import attachments, opportunities
from elm_microcred.exchange.elmo.reading import Elmo, grouped
from elm_microcred.exchange.elmo.values import UNDETERMINED, Source, concept_or_none
from elm_microcred.exchange.xml_elements import Element, Losses
from elm_microcred.mapping.builders.credential import credential
from elm_microcred.mapping.builders.values import concept, legal
from elm_microcred.mapping.document import Document
from elm_microcred.mapping.elm.from_elm import read_elm
from elm_microcred.model import MicroCredential
from elm_microcred.model.elm.agents import Organisation, Person
from elm_microcred.model.elm.claims import LearningAchievement
from elm_microcred.model.elm.concepts import Identifier, Note, WebResource
from elm_microcred.model.elm.credential import EuropeanDigitalCredential
from elm_microcred.model.elm.places import Address, Location
from elm_microcred.problem import Problem, json_pointer

GENDERS = {"1": "MALE", "2": "FEMALE"}
"""Codes of ISO 5218 to those of the European list; the others say that nothing is known."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A European credential that was made of a part of an ELMO file.

    Attributes:
        document: The credential, unsecured.
        losses: What ELM cannot say, or says less exactly: pointers are XPaths into the file.
        micro: The micro-credential, where one was asked for.
        micro_losses: What of the document a micro-credential has no place for: pointers are into
            the document.
    """

    document: Document
    losses: tuple[Problem, ...]
    micro: MicroCredential | None = None
    micro_losses: tuple[Problem, ...] = ()


def credentials(elmo: Elmo) -> tuple[Credential, ...]:
    """One European credential for each report that is about any learning.

    Raises:
        MappingError: If none is.
    """
    return tuple(_made(elmo, list(_reports(elmo))))


def micro_credentials(elmo: Elmo) -> tuple[Credential, ...]:
    """One European credential, with its micro-credential, for each opportunity at the top.

    Raises:
        MappingError: If there is none.
        ModelError: If one cannot be a micro-credential.
    """
    picked = [(report, [los]) for report, found in _reports(elmo) for los in found]
    done = []
    for made in _made(elmo, picked):
        noted: list[Problem] = []
        told: dict[str, Any] = _told(made.document, (), noted)
        read = read_elm(told)
        micro = _parts_once(read.micro)
        done.append(replace(made, micro=micro, micro_losses=(*noted, *read.losses)))
    return tuple(done)


def _told(value: Any, at: tuple[str | int, ...], noted: list[Problem]) -> Any:
    """The document without the texts of no language that stand beside texts of one.

    In a micro-credential a text without language is in the main one, which would then have two.
    """
    if isinstance(value, list):
        return [_told(item, (*at, place), noted) for place, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if UNDETERMINED in value and len(value) > 1:
        noted.append(
            Problem(
                "MAPPING_NARROWED",
                "A text without language beside one of a language was left out.",
                pointer=json_pointer((*at, UNDETERMINED)),
                found=str(value[UNDETERMINED]),
            )
        )
        value = {tag: text for tag, text in value.items() if tag != UNDETERMINED}
    return {term: _told(member, (*at, term), noted) for term, member in value.items()}


def _parts_once(micro: MicroCredential) -> MicroCredential:
    """The micro-credential with each part once: ELM has parts of claims and of specifications."""
    whole = micro.achievement.stackability
    if whole is None or not whole.has_part:
        return micro
    once = whole.model_copy(update={"has_part": tuple(dict.fromkeys(whole.has_part))})
    achievement = micro.achievement.model_copy(update={"stackability": once})
    return micro.model_copy(update={"achievement": achievement})


Picked = tuple[Element, list[Element]]


def _reports(elmo: Elmo) -> Iterator[Picked]:
    for report in elmo.reports:
        found = report.many("learningOpportunitySpecification")
        if found:
            yield report, found


def _made(elmo: Elmo, picked: list[Picked]) -> Iterator[Credential]:
    if not picked:
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "The file says nothing about any learning.",
            pointer=elmo.root.path,
            expected="a report with a <learningOpportunitySpecification>",
        )
    for report, found in picked:
        losses = Losses("ELM")
        source = Source(losses, grouped(elmo.root))
        made = _credential(elmo, report, found, source)
        others = [other for other in elmo.reports if other is not report]
        losses.take(*others)  # told by the credential that is made of them
        losses.take(*(los for los in report.many("learningOpportunitySpecification")
                      if los not in found))  # fmt: skip
        told = losses.end(elmo.root)
        yield Credential(Document(made.to_dict(), told), told)


def _credential(
    elmo: Elmo, report: Element, found: list[Element], source: Source
) -> EuropeanDigitalCredential:
    losses = source.losses
    losses.enter(elmo.root)
    losses.enter(report)
    generated = elmo.root.one("generatedDate")
    if generated is not None:
        losses.narrow(generated, "ELM has the day of issue alone, and not that of the file")
    for child in elmo.root.children:
        if child.local == "Signature":
            losses.lose(child, "A signature holds for the file that it was made for")
    issuer = _issuer(report.one("issuer"), source)
    files = attachments.Files(elmo.root, report, source)
    maker = opportunities.Maker(source, report, issuer, files)
    claims = tuple(maker.achievement(los) for los in found)
    maker.grading.schemes_left()
    groups = elmo.root.one("groups")
    if groups is not None:
        _groups_left(groups, source)
    issued = source.moment(report.one("issueDate"))
    language, further = _languages(found)
    made = credential(
        claims,
        to=_learner(elmo.learner, source),
        issuer=issuer,
        title=_title(claims),
        language=language,
        languages=further,
        issued=issued,
        valid_from=issued or "1970-01-01",
    )
    update: dict[str, Any] = {"attachment": files.media} if files.media else {}
    if issued is None:
        update |= {"valid_from": None}
    made = made.model_copy(update=update)
    return made.model_copy(update={"context": [contexts.CREDENTIALS_V1, contexts.EDC_AP]})


def _title(claims: tuple[LearningAchievement, ...]) -> dict[str, str]:
    if len(claims) == 1 and claims[0].title:
        return dict(claims[0].title)  # type: ignore[arg-type]
    return {"en": "Transcript of records"}


def _languages(found: Iterable[Element]) -> tuple[str, list[str]]:
    """The language that most titles are in, and the others; English where none is told."""
    told = Counter(
        title.language
        for los in found
        for element in los.walk()
        for title in element.many("title")
        if title.language
    )
    known = [tag for tag, _ in told.most_common() if tag and _is_language(tag)]
    return (known[0], known[1:]) if known else ("en", [])


def _is_language(tag: str) -> bool:
    try:
        concept("language", tag.partition("-")[0])
    except ModelError:
        return False
    return True


def _groups_left(groups: Element, source: Source) -> None:
    """Groups are told by what stands in them; what stands in none is told nowhere."""
    source.losses.enter(groups)
    for type in groups.many("groupType"):
        used = [group for group in type.many("group") if id(group) in source.grouped]
        if not used:
            source.losses.lose(type, "A kind of groups that nothing is in")
            continue
        source.losses.enter(type)
        source.texts(type.many("title"))
        for group in type.many("group"):
            if id(group) not in source.grouped:
                source.losses.lose(group, "A group that nothing is in")
                continue
            source.losses.enter(group)
            source.texts(group.many("title"))
            if "sortingKey" in group.attributes:
                source.losses.lose(group, "ELM does not order groups", "@sortingKey")


def _issuer(element: Element | None, source: Source) -> Organisation:
    if element is None:
        return Organisation(legal_name={"und": "?"})
    losses = source.losses
    losses.enter(element)
    members: dict[str, Any] = {"legal_name": source.texts(element.many("title")) or {"und": "?"}}
    country = element.one("country")
    code = source.country(country)
    if code is not None:
        members["location"] = (Location(address=(Address(country_code=code),)),)
    identifiers = []
    for identifier in element.many("identifier"):
        kind = identifier.attributes.get("type", "").strip()
        losses.take(identifier)
        if kind.lower() == "eidas" and code is not None and "eidas_identifier" not in members:
            members["eidas_identifier"] = legal(identifier.token, country.token, kind)  # type: ignore[union-attr]
        else:
            identifiers.append(Identifier(notation=identifier.token, scheme_name=kind))
    if identifiers:
        members["identifier"] = tuple(identifiers)
    url = element.one("url")
    losses.take(url)
    if url is not None and url.token:
        members["homepage"] = (WebResource(content_url=url.token),)
    return Organisation(**members)


def _learner(element: Element | None, source: Source) -> Person:
    if element is None:
        return Person()
    losses = source.losses
    losses.enter(element)
    members: dict[str, Any] = {}
    citizenship = source.country(element.one("citizenship"))
    if citizenship is not None:
        members["citizenship_country"] = (citizenship,)
    for name, term in (("givenNames", "given_name"), ("familyName", "family_name")):
        found = element.one(name)
        losses.take(found)
        if found is not None and found.token:
            members[term] = {"und": found.token}
    if "given_name" in members and "family_name" in members:
        both = f"{members['given_name']['und']} {members['family_name']['und']}"
        members["full_name"] = {"und": both}
    birth = element.one("birthName")
    if birth is not None:
        losses.take(birth)
        members["birth_name"] = {"und": birth.token}
    day = source.day(element.one("bday") or element.one("dateOfBirth"))
    if day is not None:
        members["date_of_birth"] = day
    gender = element.one("gender")
    if gender is not None and gender.token in GENDERS:
        losses.take(gender)
        members["gender"] = concept("human-sex", GENDERS[gender.token])
    identifiers = []
    for identifier in element.many("identifier"):
        kind = identifier.attributes.get("type", "").strip()
        losses.take(identifier)
        national = kind == "nationalIdentifier" and citizenship is not None
        if national and "national_id" not in members:
            country = element.one("citizenship")
            members["national_id"] = legal(identifier.token, country.token)  # type: ignore[union-attr]
        else:
            identifiers.append(Identifier(notation=identifier.token, scheme_name=kind))
    if identifiers:
        members["identifier"] = tuple(identifiers)
    where = _address(element.one("currentAddress"), source)
    if where is not None:
        members["location"] = where
    return Person(**members)


def _address(element: Element | None, source: Source) -> Location | None:
    """An address as lines: its country, without which ELM has no address, and all else in order."""
    if element is None:
        return None
    country = next((child for child in element.children if child.local == "country"), None)
    code = None
    if country is not None:
        code = concept_or_none("country", country.token)
    lines = [child for child in element.walk() if not child.children and child is not country]
    said = [line.token for line in lines if line is not element and line.token]
    if code is None or not said:
        source.losses.lose(element, "ELM has an address with its country only")
        return None
    if any(line.local != "addressLine" for line in lines):
        source.losses.narrow(element, "ELM has an address in lines, and not in its parts")
    source.losses.take(element)
    note = Note(note_literal={"und": "\n".join(said)})
    return Location(address=(Address(country_code=code, full_address=note),))
