"""What profiles ask for beyond Annex I: purpose, legal issuer, place, legal basis and more."""

from __future__ import annotations

from elm_microcred.model import MicroCredential, Organisation
from elm_microcred.validation.annex1_looks import date
from elm_microcred.validation.finding import Finding, listed, named, of, said


def purpose(micro: MicroCredential) -> Finding:
    """What it is for."""
    where = of(micro.achievement, "/achievement", "purpose")
    return Finding(where, said(micro.achievement.purpose))


def issuer(micro: MicroCredential) -> Finding:
    """Who issues, by name and number, and how to reach it."""
    issuer = micro.achievement.issuer
    base = "/achievement/issuer"
    where = of(issuer, base, "legal_name", "identifiers", "contacts")
    parts = {
        "a registration number": bool(issuer and issuer.identifiers),
        "a contact": bool(issuer and (issuer.contacts or issuer.homepage)),
    }
    lacking = " and ".join(name for name, there in parts.items() if not there)
    return Finding(where, said(issuer.legal_name if issuer else None), lacking)


def date_and_place(micro: MicroCredential) -> Finding:
    """When and where it was awarded."""
    award, dated = micro.award, date(micro)
    where = dated.where + of(award, "/award", "place")
    parts = {"the date": bool(dated.where), "the place": award.place is not None}
    lacking = " and ".join(name for name, there in parts.items() if not there)
    return Finding(where, dated.evidence, lacking)


def authorising(micro: MicroCredential) -> Finding:
    """Who authorised the programme."""
    achievement = micro.achievement
    where = of(achievement, "/achievement", "authorised_by", "accreditors")
    bodies: list[Organisation | None] = [achievement.authorised_by, *achievement.accreditors]
    for number, assurance in enumerate(achievement.quality_assurance):
        where += of(assurance, f"/achievement/quality_assurance/{number}", "agency")
        bodies.append(assurance.agency)
    return Finding(where, listed(said(body.legal_name) for body in bodies if body is not None))


def verification(micro: MicroCredential) -> Finding:
    """Whom to ask whether it is authentic: an issuer that can be looked up, and reached.

    Whether the seal holds is the question of `verify`.
    """
    issuer, base = micro.achievement.issuer, "/achievement/issuer"
    known = of(issuer, base, "id", "identifiers")
    reach = of(issuer, base, "contacts", "homepage")
    parts = {"an identifier of the issuer": bool(known), "a contact or page of it": bool(reach)}
    lacking = " and ".join(name for name, there in parts.items() if not there)
    return Finding((*known, *reach), said(issuer.legal_name if issuer else None), lacking)


def skills(micro: MicroCredential) -> Finding:
    """Outcomes that name a skill of a common framework, such as ESCO."""
    outcomes = micro.achievement.outcomes
    where = tuple(f"/achievement/outcomes/{n}/skills" for n, o in enumerate(outcomes) if o.skills)
    names = [named(skill) for outcome in outcomes for skill in outcome.skills]
    return Finding(where, listed(names))


def validity(micro: MicroCredential) -> Finding:
    """Until when it holds."""
    award, rule = micro.award, micro.achievement.validity
    where = of(award, "/award", "valid_until") + of(rule, "/achievement/validity", "period")
    until = f"until {award.valid_until:%Y-%m-%d}" if award.valid_until else ""
    return Finding(where, until or (rule.period if rule and rule.period else ""))


def renewal(micro: MicroCredential) -> Finding:
    """How it is renewed, or which one it renews."""
    rule = micro.achievement.validity
    where = of(rule, "/achievement/validity", "renewal") + of(micro.award, "/award", "renewal_of")
    return Finding(where, said(rule.renewal if rule else None))


def legal_basis(micro: MicroCredential) -> Finding:
    """The law that it rests on."""
    where = of(micro.achievement, "/achievement", "legal_basis")
    return Finding(where, said(micro.achievement.legal_basis))


def relation(micro: MicroCredential) -> Finding:
    """How it stands to the national qualification system."""
    where = of(micro.achievement, "/achievement", "system_relation")
    return Finding(where, str(micro.achievement.system_relation or ""))


def field(micro: MicroCredential) -> Finding:
    """The field of education."""
    where = of(micro.achievement, "/achievement", "thematic_areas")
    return Finding(where, listed(named(area) for area in micro.achievement.thematic_areas))


def language(micro: MicroCredential) -> Finding:
    """The language of instruction."""
    languages = micro.achievement.instruction_languages
    where = of(micro.achievement, "/achievement", "instruction_languages")
    return Finding(where, listed(languages))


def providers(micro: MicroCredential) -> Finding:
    """Who teaches."""
    bodies = micro.achievement.providers
    where = tuple(f"/achievement/providers/{n}" for n in range(len(bodies)))
    return Finding(where, listed(said(body.legal_name) for body in bodies))


def description(micro: MicroCredential) -> Finding:
    """What it is about."""
    where = of(micro.achievement, "/achievement", "description")
    return Finding(where, said(micro.achievement.description))
