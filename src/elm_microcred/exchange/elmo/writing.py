"""The parts of a file of ELMO: learner, issuer, opportunities, files, groups."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import unquote

from elm_microcred import vocabularies
from elm_microcred.errors import ModelError
from elm_microcred.exchange.elmo.attachments import MEDIA_TYPES, OF_FILE, OF_REPORT
from elm_microcred.exchange.elmo.grading import STATUSES
from elm_microcred.exchange.elmo.schema import ATTACHMENT_TYPES
from elm_microcred.exchange.elmo.values import UNDETERMINED, plain
from elm_microcred.exchange.xml_elements import Element
from elm_microcred.mapping.durations import read_duration
from elm_microcred.mapping.elm.reading import Reading, Slot

EWP: Final = "https://github.com/erasmus-without-paper/ewp-specs-types-address/tree/stable-v1"
"""The namespace of addresses."""

_PASSED: Final = "http://data.europa.eu/snb/grade-status/c_60a1cf9a"
"""The concept of the European list for a pass."""

_LEGAL: Final = (
    ("eIDASIdentifier", "eidas"),
    ("registration", "registration"),
    ("vatIdentifier", "vat"),
    ("taxIdentifier", "tax"),
)


def pairs(slot: Slot | None) -> list[tuple[str, str]]:
    """Language and text of each text of a language map."""
    if slot is None:
        return []
    slot.taken()
    if isinstance(slot.value, str):
        return [(UNDETERMINED, slot.value)]
    said = slot.value if isinstance(slot.value, dict) else {}
    return [
        (tag, text)
        for tag, texts in said.items()
        for text in (texts if isinstance(texts, list) else [texts])
        if isinstance(text, str)
    ]


def write_texts(parent: Element, name: str, found: list[tuple[str, str]]) -> None:
    """An element for each text, with its language where it says one."""
    for tag, text in found:
        known = {} if tag in (UNDETERMINED, "@none") else {"xml_lang": tag}
        parent.add(name, text, **known)


def one_text(slot: Slot | None, reading: Reading) -> str:
    """The English text, else the first; further languages are told."""
    found = pairs(slot)
    if slot is not None and len(found) > 1:
        reading.narrow(slot, "ELMO has this text in one language.")
    return dict(reversed(found)).get("en") or (found[0][1] if found else "")


def told(element: Element) -> list[tuple[str, str]]:
    """What an element says, to be compared."""
    return [(child.local, child.text) for child in element.walk()]


def same(a: Slot, b: Slot) -> bool:
    """Whether two nodes are of one thing: of one id, or of one name."""

    def key(slot: Slot) -> Any:
        return slot.value if isinstance(slot.value, str) else slot.members.get("id")

    names = a.members.get("legalName"), b.members.get("legalName")
    return key(a) == key(b) or (names[0] is not None and names[0] == names[1])


def is_achievement(claim: Slot, reading: Reading) -> bool:
    """Whether a claim, or what it refers to, is an achievement."""
    node = claim.value
    if isinstance(node, str):
        found = reading.node(node)
        node = found[1] if found is not None else {}
    types = node.get("type") if isinstance(node, dict) else None
    return "LearningAchievement" in (types if isinstance(types, list) else [types])


def body_of(claim: Slot) -> Slot:
    """The first awarding body of a claim; the claim itself where it has none."""
    process = claim.one("awardedBy")
    body = None if process is None else process.entered().one("awardingBody")
    return claim if body is None else body


def by_body(claims: list[Slot]) -> list[tuple[Slot, list[Slot]]]:
    """The claims by their awarding body, in order."""
    found: list[tuple[Slot, list[Slot]]] = []
    for claim in claims:
        body = body_of(claim)
        for known, own in found:
            if same(body, known):
                own.append(claim)
                break
        else:
            found.append((body, [claim]))
    return found


def country_of(slot: Slot | None) -> str | None:
    """The two letters of a country."""
    if slot is None:
        return None
    try:
        code = vocabularies.country_code(str(slot.inside().id))
    except ModelError:
        return None
    slot.taken()
    return code


def identifiers(parent: Element, node: Slot, otherwise: str = "local") -> None:
    """Identifiers with the name of their scheme as their type."""
    for slot in node.many("identifier"):
        inner = slot.entered()
        notation, scheme = inner.one("notation"), inner.one("schemeName")
        if notation is not None and isinstance(notation.value, str):
            notation.taken()
            if scheme is not None:
                scheme.taken()
            parent.add(
                "identifier",
                notation.value,
                type=str(scheme.value) if scheme is not None else otherwise,
            )


def learner(subject: Slot | None, element: Element, reading: Reading) -> None:
    """The learner: names, which ELMO demands though they be empty, and whatever else is said."""
    if subject is None:
        subject = Slot({}, ("credentialSubject",), reading)
    for slot in subject.many("citizenshipCountry")[:1]:
        code = country_of(slot)
        if code is not None:
            element.add("citizenship", code)
    national = subject.one("nationalID")
    if national is not None:
        inner = national.entered()
        notation = inner.one("notation")
        if notation is not None:
            notation.taken()
            element.add("identifier", str(notation.value), type="nationalIdentifier")
        citizens = [slot.id for slot in subject.many("citizenshipCountry")]
        for place in inner.many("spatial"):
            if place.id in citizens:
                place.taken()
    identifiers(element, subject)
    given = one_text(subject.one("givenName"), reading)
    family = one_text(subject.one("familyName"), reading)
    full = subject.one("fullName")
    if full is not None:
        whole = [text for _, text in pairs(full)]
        if not given and not family:
            family = whole[0] if whole else ""
            reading.narrow(full, "ELMO has given and family names: the whole name is the latter.")
        elif any(text != f"{given} {family}" for text in whole):
            reading.narrow(full, "ELMO has given and family names, and no whole one.")
    element.add("givenNames", given)
    element.add("familyName", family)
    birth = subject.one("dateOfBirth")
    if birth is not None and isinstance(birth.value, str):
        birth.taken()
        element.add("bday", birth.value[:10])
        if birth.value[10:] not in ("", "T00:00:00Z", "T00:00:00+00:00"):
            reading.narrow(birth, "ELMO has a day of birth without time.")
    name = one_text(subject.one("birthName"), reading)
    if name:
        element.add("birthName", name)
    _address(subject, element)
    gender = subject.one("gender")
    codes = {"MALE": "1", "FEMALE": "2", "NAP": "9"}
    code = "" if gender is None else str(gender.id).rpartition("/")[2]
    if gender is not None and code in codes:
        gender.inside().taken()
        element.add("gender", codes[code])


def _address(subject: Slot, element: Element) -> None:
    place = subject.one("location")
    address = None if place is None else place.entered().one("address")
    if address is None:
        return
    inner = address.entered()
    note = inner.one("fullAddress")
    lines = pairs(note.entered().one("noteLiteral")) if note is not None else []
    code = country_of(inner.one("countryCode"))
    where = element.add("currentAddress")
    for line in (lines[0][1] if lines else "").splitlines()[:4]:
        where.children.append(Element("addressLine", EWP, text=line))
    if code is not None:
        where.children.append(Element("country", EWP, text=code))


def issuer(body: Slot, element: Element, reading: Reading) -> None:
    """The institution of a report."""
    node = body.entered()
    place = node.one("location")
    address = None if place is None else place.entered().one("address")
    code = None if address is None else country_of(address.entered().one("countryCode"))
    if code is not None:
        element.add("country", code)
    for term, type in _LEGAL:
        for slot in node.many(term):
            inner = slot.entered()
            notation = inner.one("notation")
            if notation is not None:
                notation.taken()
                for member in (inner.one("schemeName"), *inner.many("spatial")):
                    if member is not None and (type == "eidas" or country_of(member) == code):
                        member.taken()
                element.add("identifier", str(notation.value), type=type)
    identifiers(element, node)
    titles = pairs(node.one("legalName")) or [(UNDETERMINED, "?")]
    if not element.many("identifier"):
        known = node.id
        element.add("identifier", known or titles[0][1], type="iri" if known else "name")
        reading.narrow(node, "ELMO asks for an identifier: the id or the name stands for it.")
    write_texts(element, "title", titles)
    pages = node.many("homepage")
    url = pages[0].entered().one("contentURL") if pages else None
    if url is not None:
        url.taken()
    element.add("url", "" if url is None else str(url.value))


class Groups:
    """The groups of a file, as opportunities name them.

    Attributes:
        types: Titles of each kind of groups, and of the groups in it, by identifier.
    """

    def __init__(self) -> None:
        self.types: dict[str, tuple[Pairs, dict[str, Pairs]]] = {}

    def add(self, notation: str, type: Pairs, group: Pairs) -> dict[str, str]:
        """The attributes that refer to a group; it is there from now on."""
        typeref, _, idref = (unquote(part) for part in notation.partition("/"))
        self.types.setdefault(typeref, (type, {}))[1].setdefault(idref, group)
        return {"typeref": typeref, "idref": idref}

    def element(self, namespace: str) -> Element:
        """All groups."""
        whole = Element("groups", namespace)
        for typeref, (title, own) in self.types.items():
            type = whole.add("groupType", id=typeref)
            write_texts(type, "title", title)
            for idref, said in own.items():
                write_texts(type.add("group", id=idref), "title", said)
        return whole


Pairs = list[tuple[str, str]]


class Files:
    """The files of a credential as attachments of a report, or of the whole file."""

    def __init__(self, slot: Slot, reading: Reading) -> None:
        self.reading = reading
        self.slots: dict[str, list[Slot]] = {}
        for found in slot.many("attachment"):
            id = str(found.members.get("id") or f"{OF_REPORT}{len(self.slots) + 1}")
            self.slots.setdefault(id.partition("#")[0], []).append(found.inside())
        self.referred: set[str] = set()

    def identifier(self, iri: str) -> tuple[str, str] | None:
        """Type and value of the identifier of a file."""
        for base in (OF_REPORT, OF_FILE):
            if iri.startswith(base):
                type, colon, value = iri.removeprefix(base).partition(":")
                return (unquote(type), unquote(value)) if colon else None
        return ("elm", iri)

    def write(self, report: Element, root: Element, *, is_first: bool) -> None:
        """All files, with the first report."""
        for iri, slots in self.slots.items() if is_first else ():
            parent = root if iri.startswith(OF_FILE) else report
            texts = [one_media(slot) for slot in slots]
            if not any(texts):
                continue
            element = parent.add("attachment")
            known = self.identifier(iri)
            if known is not None:
                element.add("identifier", known[1], type=known[0])
            first = slots[0]
            kind = first.one("attachmentType")
            if kind is not None and kind.members.get("notation") in ATTACHMENT_TYPES:
                kind.taken()
                element.add("type", kind.members["notation"])
            for name in ("title", "description"):
                write_texts(element, name, pairs(first.one(name)))
                for other in slots[1:]:
                    pairs(other.one(name))
            for other in slots[1:]:
                for slot in other.many("attachmentType"):
                    slot.taken()
            for text in filter(None, texts):
                element.add("content", text)


def one_media(slot: Slot) -> str | None:
    """The data URL of a file in base64; `None` where it cannot be one."""
    content, kind = slot.one("content"), slot.one("contentType")
    if content is None or kind is None or not isinstance(content.value, str):
        return None
    for media_type in MEDIA_TYPES:
        if vocabularies.concept("file-type", media_type).iri == kind.id:
            for member in (content, kind, slot.one("contentEncoding")):
                if member is not None:
                    member.taken()
            return f"data:{media_type};base64,{content.value}"
    return None


def number_of(slot: Slot | None) -> str | None:
    """The number that a value says; `None` if it says none."""
    if slot is None:
        return None
    try:
        number = Decimal(str(slot.value))
    except InvalidOperation:
        return None
    if not number.is_finite():
        return None
    slot.taken()
    return plain(number)


def status_of(slot: Slot | None) -> str | None:
    """The status that a concept says."""
    if slot is None:
        return None
    inner = slot.entered()
    label = dict(pairs(inner.one("prefLabel"))).get("en", "").lower()
    for status, word in STATUSES.items():
        if (inner.id or "").endswith(f"#{word.value}") or label == status:
            slot.taken()
            return status
    if inner.id == _PASSED or label == "pass":
        slot.taken()
        return "passed"
    return None


def schemes_of(slot: Slot) -> set[str]:
    """The ids of the schemes of a concept."""
    found = slot.members.get("inScheme")
    many = found if isinstance(found, list) else [found]
    return {one.get("id", "") for one in many if isinstance(one, dict)}


def concepts_in(node: Slot, term: str, scheme: str) -> Iterator[tuple[Slot, str]]:
    """The concepts of one of our schemes, each with its notation; they are read."""
    for slot in node.many(term):
        notation = slot.members.get("notation")
        if scheme in schemes_of(slot) and isinstance(notation, str):
            slot.taken()
            yield slot, notation


def hours_of(text: Any) -> str | None:
    """The hours of a duration that is of hours alone."""
    read = read_duration(text) if isinstance(text, str) else None
    if read is None or read.hours is None or read.days or read.months:
        return None
    return plain(read.hours)
