"""Write where Europass meets Open Badges: a page and a table of every member of both.

```
python tools/europass_badges.py            write docs/europass-open-badges.md and .csv
python tools/europass_badges.py --check    exit 1 if one of them differs
```

The rows are those of the two mappings, joined by the member of the model that both hold. Whatever
is in neither travels along with `convert(…, embed=True)`, and is listed so.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Final

from elm_microcred.mapping.elm import agents, claim, credential, learning, person, specification
from elm_microcred.mapping.open_badges import achievement, award, identity
from elm_microcred.mapping.open_badges.extension import SHAPES
from elm_microcred.profiles import table
from elm_microcred.validation.badges.classes import classes

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
PAGE: Final = DOCS / "europass-open-badges.md"
CSV: Final = DOCS / "europass-open-badges.csv"
_TABLE = re.compile(r"(<!-- table (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

MAPPED: Final = "mapped"
EXTENDED: Final = "mapped with the extension"
INSIDE: Final = "inside of a mapped one"
CARRIED: Final = "travels along"

_NOT_OPEN_BADGES: Final = ("Association", "ClrCredential", "ClrSubject")
"""Classes of the tables of badges that are of learner records."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table.

    Attributes:
        meaning: Member of the model, or empty where none holds it.
        elm_class: Class of the European Learning Model.
        elm: Its property, or the path from it.
        badge_class: Class of Open Badges.
        badge: Its member, as the mapping writes it.
        extension: The term of our extension that says it, or says it exactly.
        how: `mapped`, `mapped with the extension`, `inside of a mapped one` (a converter of
            another line writes it), `as …` (as another class), or `travels along`.
    """

    meaning: str
    elm_class: str
    elm: str
    badge_class: str
    badge: str
    extension: str
    how: str


@dataclass(frozen=True, slots=True)
class Section:
    """Two tables about one thing.

    Attributes:
        name: What it is about: a class of the model.
        elm: Class and rows of the European Learning Model.
        badge: Class and rows of Open Badges.
        more: Members that the code writes apart from the rows: class and property.
    """

    name: str
    elm: Sequence[tuple[str, Iterable[Any]]]
    badge: tuple[str, Iterable[Any]]
    more: Sequence[tuple[str, str, str]] = ()


_QUALIFICATION: Final = "Qualification"
SECTIONS: Final = (
    Section(
        "Achievement",
        (
            (_QUALIFICATION, specification.SPECIFICATION.rows),
            ("AwardingProcess", credential.AWARDING),
        ),
        ("Achievement", achievement.ROWS),
        (
            ("id", _QUALIFICATION, "id"),
            ("language", "DisplayParameter", "primaryLanguage"),
            ("image", "DisplayDetail", "image"),
            ("assessments", "LearningAchievement", "provenBy"),
            ("activities", "LearningAchievement", "influencedBy"),
            ("providers", "LearningActivity", "directedBy"),
        ),
    ),
    Section(
        "Achievement",
        (),
        ("AchievementCredential", achievement.CREDENTIAL_ROWS),
        (
            ("issuer", "EuropeanDigitalCredential", "issuer"),
            ("assessors", "LearningAssessment", "assessedBy"),
        ),
    ),
    Section(
        "Award",
        (
            ("EuropeanDigitalCredential", (*credential.DATES, *credential.IDENTIFIERS)),
            ("AwardingProcess", credential.AWARDED),
            ("LearningAchievement", credential.CLAIM),
            ("PeriodOfTime", claim.PERIOD),
        ),
        ("AchievementCredential", award.ROWS),
        (
            ("id", "EuropeanDigitalCredential", "id"),
            ("learner", "EuropeanDigitalCredential", "credentialSubject"),
            ("results", "LearningAchievement", "provenBy"),
        ),
    ),
    Section(
        "Learner",
        (("Person", person.PERSON.rows),),
        ("AchievementSubject", identity.ROWS),
        (("id", "Person", "id"),),
    ),
    Section(
        "Organisation",
        (("Organisation", agents.ORGANISATION.rows),),
        ("Profile", SHAPES["organisation"].rows),
        (("id", "Organisation", "id"),),
    ),
    Section(
        "Place",
        (("Location", agents.LOCATION), ("Address", agents.ADDRESS)),
        ("Address", SHAPES["place"].rows),
    ),
    Section(
        "LearningOutcome",
        (("LearningOutcome", learning.OUTCOME.rows),),
        ("Alignment", SHAPES["learning outcome"].rows),
        (("id", "LearningOutcome", "id"),),
    ),
    Section(
        "Level",
        (),
        ("Alignment", SHAPES["level"].rows),
        tuple((name, _QUALIFICATION, "eqfLevel") for name in ("framework", "level", "iri")),
    ),
    Section(
        "QualityAssurance",
        (("Accreditation", learning.ACCREDITATION.rows),),
        ("Alignment", SHAPES["quality assurance"].rows),
        (("id", "Accreditation", "id"), ("scope", _QUALIFICATION, "accreditation")),
    ),
    Section(
        "Assessment",
        (
            ("LearningAssessment", claim.ASSESSMENT),
            ("LearningAssessmentSpecification", claim.ASSESSMENT_SPECIFICATION.rows),
        ),
        ("ResultDescription", SHAPES["assessment"].rows),
        (("id", "LearningAssessmentSpecification", "id"),),
    ),
    Section(
        "Result",
        (("LearningAssessment", claim.RESULT),),
        ("Result", SHAPES["result"].rows),
        (("assessment", "LearningAssessment", "specifiedBy"),),
    ),
    Section(
        "Evidence",
        (("LearningAchievement", [row for row in credential.CLAIM if row.member == "evidence"]),),
        ("Evidence", SHAPES["evidence"].rows),
        (
            ("link", "WebResource", "contentURL"),
            ("id", "WebResource", "id"),
            ("title", "WebResource", "title"),
            ("description", "Note", "noteLiteral"),
        ),
    ),
)
"""What both sides say, by the classes of the model."""

_WITHOUT_BADGE: Final = (
    ("ContactPoint", "ContactPoint", agents.CONTACT_POINT.rows),
    ("LearningActivity", "LearningActivity", claim.ACTIVITY),
    ("LearningActivity", "LearningActivitySpecification", claim.ACTIVITY_SPECIFICATION.rows),
)
"""What only our extension says in a badge: as objects of its own."""


_INSIDE_ELM: Final = {
    "Accreditation": "additionalNote",
    "Address": "identifier",
    "Concept": "inScheme notation prefLabel",
    "CreditPoint": "framework point",
    "DisplayDetail": "page",
    "DisplayParameter": "individualDisplay language title",
    "EuropeanDigitalCredential": "credentialProfiles credentialSchema displayParameter",
    "GradingScheme": "description title",
    "Identifier": "dcType notation schemeId schemeName",
    "IndividualDisplay": "displayDetail language",
    "LearningAchievement": "awardedBy learningOpportunity specifiedBy title",
    "LearningActivity": "awardedBy dcType specifiedBy temporal title",
    "LearningAssessment": "awardedBy title",
    "LearningEntitlementSpecification": "dcType entitlementStatus title",
    "LearningOpportunity": "providedBy title",
    "LegalIdentifier": "dcType notation schemeId schemeName spatial",
    "Location": "address",
    "MediaObject": "content contentEncoding contentType contentURL title",
    "Note": "subject",
    "Organisation": "accreditation",
    "Person": "hasClaim",
    "Phone": "phoneNumber",
}
"""What converters write inside of a mapped property; a test finds no other."""

_LIKE: Final = {
    "LearningAchievementSpecification": "Qualification",
    "VerifiableCredential": "EuropeanDigitalCredential",
}
"""Classes that stand in the place of another, with the same properties mapped."""

_INSIDE_BADGES: Final = {
    "AchievementCredential": "@context credentialSubject name",
    "AchievementSubject": "achievement activityEndDate activityStartDate creditsEarned"
    " licenseNumber result source",
    "Alignment": "targetType",
    "Criteria": "id narrative",
    "IdentifierEntry": "identifier identifierType",
    "IdentityObject": "hashed identityHash identityType salt",
    "Image": "caption id",
    "VerifiableCredential": "@context credentialSubject id issuer validFrom validUntil",
}
"""The same of Open Badges."""


def lines() -> list[Line]:
    """Every line: what is mapped, then what travels along."""
    found = [line for section in SECTIONS for line in _joined(section)]
    for name, elm_class, rows in _WITHOUT_BADGE:
        found += [
            Line(f"{name}.{row.member}", elm_class, row.term, "", "", name, EXTENDED)
            for row in rows
            if row.term
        ]
    found += [*_inside_elm(found), *_inside_badges()]
    return [*found, *_left_of_elm(found), *_left_of_badges(found)]


def _inside_elm(found: Sequence[Line]) -> Iterator[Line]:
    for elm_class, names in _INSIDE_ELM.items():
        for name in names.split():
            yield Line("", elm_class, name, "", "", "", INSIDE)
    european = {each.name: each for each in table().classes.values()}
    for elm_class, like in _LIKE.items():
        known = {p.member or p.path for p in european[elm_class].properties.values()}
        told = dict.fromkeys(line.elm for line in found if line.elm_class == like)
        inside = _INSIDE_ELM.get(like, "").split()
        for name in [*told, *(each for each in inside if each not in told)]:
            if name in known:
                yield Line("", elm_class, name, "", "", "", f"as {like}")
    yield Line("", "VerifiableCredential", "credentialSchema", "", "", "", INSIDE)


def _inside_badges() -> Iterator[Line]:
    for badge_class, names in _INSIDE_BADGES.items():
        for name in names.split():
            yield Line("", "", "", badge_class, name, "", INSIDE)
    for name, of in _classes():
        if "type" in of.members:
            yield Line("", "", "", name, "type", "", INSIDE)


def _classes() -> Iterator[tuple[str, Any]]:
    """The classes of Open Badges 3.0, without those of drafts and learner records."""
    for name, of in classes().items():
        is_other = name.endswith("v1p1") or name in _NOT_OPEN_BADGES or name.startswith("Get")
        if not is_other:
            yield name, of


def _joined(section: Section) -> Iterator[Line]:
    badge_class, rows = section.badge
    for row in rows:
        places = [
            (elm_class, other.term)
            for elm_class, others in section.elm
            for other in others
            if other.member.split(".")[0] == row.member and other.term
        ]
        places += [(of, term) for member, of, term in section.more if member == row.member]
        how = MAPPED if row.badge else EXTENDED
        for elm_class, term in dict.fromkeys(places) or [("", "")]:
            meaning = f"{section.name}.{row.member}"
            yield Line(meaning, elm_class, term, badge_class, row.badge, row.term, how)


def _left_of_elm(found: Sequence[Line]) -> Iterator[Line]:
    said = {(line.elm_class, line.elm) for line in found}
    for elm_class in table().classes.values():
        for member in elm_class.properties.values():
            name = member.member or member.path
            if (elm_class.name, name) not in said:
                yield Line("", elm_class.name, name, "", "", "", CARRIED)


def _left_of_badges(found: Sequence[Line]) -> Iterator[Line]:
    said = {(line.badge_class, word) for line in found for word in _words(line.badge)}
    for name, of in _classes():
        for member in of.members:
            if (name, member) not in said:
                yield Line("", "", "", name, member, "", CARRIED)


def _words(text: str) -> list[str]:
    """The members of its own class that a place in a badge names first."""
    bare = re.sub(r"\([^)]*\)", "", text)
    return [match[1] for match in re.finditer(r"(?:^|[,;])\s*(@?[A-Za-z]+)", bare)]


def as_csv(found: Sequence[Line]) -> str:
    """The table for standard bodies."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Line)])
    writer.writerows(map(astuple, found))
    return out.getvalue()


def tables(found: Sequence[Line]) -> dict[str, str]:
    """The tables of the page by name."""
    mapped = [line for line in found if line.how in (MAPPED, EXTENDED)]
    head = ("in the model", "European Learning Model", "Open Badges", "our extension")
    rows = [
        (
            f"`{line.meaning}`",
            f"{line.elm_class} `{line.elm}`" if line.elm else "(by the code)",
            f"{line.badge_class} `{line.badge}`" if line.badge else "",
            f"`{line.extension}`" if line.extension else "",
        )
        for line in mapped
    ]
    left = [line for line in found if line.how == CARRIED]
    return {
        "mapped": _table(head, rows),
        "elm": _table(("class", "properties"), _by_class(left, "elm_class", "elm")),
        "badges": _table(("class", "members"), _by_class(left, "badge_class", "badge")),
        "counts": _counts(found),
    }


def _counts(found: Sequence[Line]) -> str:
    kinds = dict.fromkeys(line.how for line in found)
    rows = [(how, str(sum(1 for line in found if line.how == how))) for how in kinds]
    return _table(("how", "lines"), rows)


def _by_class(left: Sequence[Line], of: str, member: str) -> list[tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for line in left:
        if getattr(line, of):
            groups.setdefault(getattr(line, of), []).append(f"`{getattr(line, member)}`")
    return [(name, ", ".join(names)) for name, names in sorted(groups.items())]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    made = [head, tuple("---" for _ in head), *rows]
    return "\n" + "".join("| " + " | ".join(cells) + " |\n" for cells in made) + "\n"


def main(arguments: list[str]) -> int:
    """Write both, or with `--check` say whether one differs; the exit code."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    found = lines()
    made = tables(found)
    there = PAGE.read_text("utf-8")
    text = _TABLE.sub(lambda match: match[1] + made[match["name"]] + match[3], there)
    wanted = {PAGE: text, CSV: as_csv(found)}
    stale = [p for p, said in wanted.items() if not p.exists() or p.read_text("utf-8") != said]
    for path in stale:
        if arguments:
            print(f"docs/{path.name} is not what the tables say", file=sys.stderr)
        else:
            path.write_text(wanted[path], "utf-8")
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
