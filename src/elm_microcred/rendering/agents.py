"""People and organisations in one language: who was awarded something, by whom, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from elm_microcred.model import MicroCredential
from elm_microcred.model.agents import Organisation, Place
from elm_microcred.model.award import Learner
from elm_microcred.model.values import Identifier
from elm_microcred.rendering.addresses import safe_address
from elm_microcred.rendering.languages import Speaker, row, section_of
from elm_microcred.rendering.views import Entry, Phrase, Section

_ROLES = (
    "issuer",
    "awarding_bodies",
    "providers",
    "assessors",
    "accreditors",
    "funders",
    "authorised_by",
)


def holder_of(say: Speaker, learner: Learner) -> Phrase:
    """The name of the holder, or that there is none."""
    if learner.full_name is not None:
        named = say.say(learner.full_name)
    else:
        parts = [say.say(name) for name in (learner.given_name, learner.family_name)]
        there = [part for part in parts if part is not None]
        first = there[0] if there else None
        joined = " ".join(part.text for part in there)
        named = Phrase(joined, first.language, first.direction) if first else None
    return named or say.label(say.word("holder_unnamed"))


def awarders_of(say: Speaker, micro: MicroCredential) -> tuple[Phrase, ...]:
    """The names of who awarded it, or else issued it."""
    achievement = micro.achievement
    bodies = achievement.awarding_bodies or (
        (achievement.issuer,) if achievement.issuer is not None else ()
    )
    names = (say.say(body.legal_name) for body in bodies)
    return tuple(dict.fromkeys(name for name in names if name is not None))


def learner_section(say: Speaker, learner: Learner) -> Section:
    """The learner, as openly as the credential identifies them."""
    hashes = (say.plain(f"{h.identity_type}: {h.identity_hash}") for h in learner.hashed_identities)
    mail = learner.email
    national = learner.national_id
    return section_of(
        say,
        "learner",
        (
            *row(say.word("name"), holder_of(say, learner)),
            *row(say.word("date_of_birth"), say.day(learner.date_of_birth)),
            *row(say.word("national_id"), *identifiers_of(say, (national,) if national else ())),
            *row(say.word("identifiers"), *identifiers_of(say, learner.identifiers)),
            *row(say.word("email"), _mail(say, mail)),
            *row(say.word("citizenships"), *map(say.country, learner.citizenships)),
            *row(say.word("hashed_identity"), *hashes),
            *row(say.word("holder_id"), say.plain(learner.id) if learner.id else None),
        ),
    )


def _mail(say: Speaker, mail: str | None) -> Phrase | None:
    return say.plain(mail, href=safe_address(f"mailto:{mail}")) if mail else None


def organisations_section(say: Speaker, micro: MicroCredential) -> Section:
    """Each organisation once, with every role that it has."""
    roles: dict[object, list[str]] = {}
    fullest: dict[object, Organisation] = {}
    for role in _ROLES:
        value = getattr(micro.achievement, role)
        for organisation in value if isinstance(value, tuple) else (value,):
            if organisation is None:
                continue
            key = organisation.id or organisation.legal_name
            roles.setdefault(key, []).append(say.word(role))
            known = fullest.get(key)
            if known is None or len(str(organisation.to_dict())) > len(str(known.to_dict())):
                fullest[key] = organisation
    return section_of(
        say,
        "organisations",
        (),
        (_organisation(say, each, roles[key]) for key, each in fullest.items()),
    )


def _organisation(say: Speaker, organisation: Organisation, roles: list[str]) -> Entry:
    contacts = [
        phrase
        for contact in organisation.contacts
        for phrase in (
            say.say(contact.name),
            _mail(say, contact.email),
            say.plain(contact.phone) if contact.phone else None,
            *say.link(contact.page),
        )
    ]
    return Entry(
        say.say(organisation.legal_name) or say.label(say.word("untitled")),
        (
            *row(say.word("type"), *map(say.label, roles)),
            *row(say.word("alternative_name"), say.say(organisation.alternative_name)),
            *row(say.word("kind"), say.concept(organisation.kind)),
            *row(say.word("identifiers"), *identifiers_of(say, organisation.identifiers)),
            *row(say.word("location"), *place_of(say, organisation.location)),
            *row(say.word("contacts"), *contacts),
            *row(say.word("homepage"), *say.link(organisation.homepage)),
            *row(say.word("id"), say.plain(organisation.id) if organisation.id else None),
        ),
    )


def identifiers_of(say: Speaker, identifiers: Iterable[Identifier]) -> Iterator[Phrase]:
    """Numbers with the register that gave them."""
    for identifier in identifiers:
        about = ", ".join(x for x in (identifier.scheme_name, identifier.country) if x)
        yield say.plain(identifier.notation + (f" ({about})" if about else ""))


def place_of(say: Speaker, place: Place | None) -> Iterator[Phrase | None]:
    """A place, as exactly as it is known."""
    if place is None:
        return
    yield say.say(place.name)
    yield say.say(place.full_address)
    written = ", ".join(
        part
        for part in (place.street, " ".join(filter(None, (place.postal_code, place.locality))))
        if part
    )
    yield say.plain(written) if written else None
    yield say.country(place.country) if place.country else None
