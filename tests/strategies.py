"""Hypothesis strategies for the neutral model: wide, realistic, and fast.

Each `…_data` strategy gives what a JSON file would hold; each of the others gives the record
that it parses to. Ids are unique within one micro-credential, unless two records are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from elm_microcred.jsonld import Quad
from elm_microcred.jsonld.nquads import literal
from elm_microcred.model import (
    Achievement,
    Assessment,
    Award,
    Concept,
    Learner,
    LearningOutcome,
    MicroCredential,
    Organisation,
    Place,
    QualityAssurance,
    Text,
    words,
)

Data = dict[str, Any]

PHRASES = {
    "en": ("Port safety", "Mooring: lines & winches", 'The "golden hour"', "Week 1\nWeek 2"),
    "lv": ("Ostas drošība", "Kuģu pietauvošana", "Šķērsot ķēdi", "Ļoti labi"),
    "de": ("Hafensicherheit", "Größe der Schlüssel", "„Prüfung“ – bestanden"),
    "fr": ("Sécurité portuaire", "L’évaluation continue", "Où ? À Nîmes"),
    "el": ("Ασφάλεια λιμένων", "Γνώσεις"),
    "bg": ("Пристанищна безопасност", "Отличен"),
    "uk": ("Безпека порту", "Зараховано"),
    "ar": ("سلامة الموانئ", "ممتاز (١٠)"),
    "he": ("בטיחות נמלים", "עבר/ה"),
    "ja": ("港湾安全", "合格"),
    "zh-Hans": ("港口安全", "通过"),
    "sr-Latn": ("Bezbednost u luci", "Položio"),
    "pt-BR": ("Segurança portuária", "Aprovação"),
    "ga": ("Sábháilteacht calafoirt",),
    "mt": ("Sigurtà fil-portijiet",),
    "hi": ("बंदरगाह सुरक्षा",),
}
"""What people wrote, by language."""

HARD_TEXTS = (
    "⚓️ 👩🏽‍✈️ safe",
    "back\\slash, \"quotes\", 'single' and `tick`",
    "line one\nline two\n\n\ttabbed",
    "<b>not markup</b> &amp; {curly} %s ${x}",
    " spaces around ",
    "e\u0301 is not é",
    "a\u202eb\u202c \u200f\u200e",
    "null",
    "1e3",
    "_:b0 <https://example.org/> .",
    "@en",
    "^^",
)
"""Texts that careless writers break."""

LANGUAGES = tuple(PHRASES)
COUNTRIES = ("LV", "EE", "LT", "DE", "FR", "GR", "GB", "IE", "MT", "UA", "JP", "BR")
FIELDS_OF_EDUCATION = ("0031", "0413", "0612", "0716", "0732", "1022", "1041")
MAIL = ("studiju.dala@example.lv", "a+b@mail.example.org", "o'neill@example.ie")

_CHARACTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), include_characters="\n\t")


def _record(required: Mapping[str, Any], optional: Mapping[str, Any]) -> SearchStrategy[Data]:
    """Data with the required members and any of the optional ones."""
    return st.fixed_dictionaries(dict(required), optional=dict(optional))


def _few(items: SearchStrategy[Any], most: int = 2, **more: Any) -> SearchStrategy[list[Any]]:
    return st.lists(items, max_size=most, **more)


@cache
def strings() -> SearchStrategy[str]:
    """One string that people could read: more than blanks, which say nothing in the model,
    and without control characters but newline.
    """
    phrases = [phrase for said in PHRASES.values() for phrase in said]
    return st.one_of(
        st.sampled_from(phrases),
        st.sampled_from(HARD_TEXTS),
        st.text(_CHARACTERS, min_size=1, max_size=24).filter(str.strip),
    )


@cache
def lines() -> SearchStrategy[str]:
    """One short string without line breaks, as a name of a town or a street is."""
    return st.one_of(
        st.sampled_from(["Rīga", "Kalpaka bulvāris 23–7", "LV-1050", "東京", "A-17/β"]),
        st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=12),
    )


@cache
def text_data() -> SearchStrategy[Any]:
    """A text as files hold it: a bare string, or strings by language."""
    phrase = st.sampled_from(LANGUAGES).flatmap(
        lambda tag: st.sampled_from(PHRASES[tag]).map(lambda said: {tag: said})
    )
    return st.one_of(
        phrase,
        strings(),
        st.dictionaries(st.sampled_from(LANGUAGES), strings(), min_size=1, max_size=3),
    )


@cache
def texts() -> SearchStrategy[Text]:
    """Text in one to three languages."""
    strings_by_language = st.dictionaries(
        st.sampled_from(LANGUAGES), strings(), min_size=1, max_size=3
    )
    return strings_by_language.map(Text)


@cache
def iris() -> SearchStrategy[str]:
    """An absolute IRI: https, urn:uuid, did, with characters beyond ASCII."""
    return st.one_of(
        st.uuids(version=4).map(lambda uuid: f"urn:uuid:{uuid}"),
        st.integers(0, 9999).map(lambda n: f"https://example.org/id/{n}"),
        st.sampled_from(
            [
                "did:web:osta.example.lv",
                "did:example:123#x",
                "https://osta.example.lv/kursi/drošība?ver=1&x=y#daļa",
                "http://data.europa.eu/snb/data-dev/1",
                "urn:epass:thing:1",
            ]
        ),
    )


@cache
def urls() -> SearchStrategy[str]:
    """The https address of a page."""
    pages = st.sampled_from(["", "/", "/kurss", "/a%20b", "/q?x=1&y=%C4%81", "/lapa#daļa"])
    return pages.map(lambda page: f"https://osta.example.lv{page}")


@cache
def quantities() -> SearchStrategy[str]:
    """An exact number of at least 0 with up to ten decimals, as text."""
    return st.one_of(
        st.sampled_from(["0", "1", "1.5", "2.50", "60", "0.3333333333", "999999.9999999999"]),
        st.decimals(0, 100_000, places=10).map(lambda number: format(number, "f")),
        st.decimals(0, 1_000, places=1).map(lambda number: format(number, "f")),
    )


@cache
def instants() -> SearchStrategy[datetime]:
    """A point in time, at any offset from UTC, with and without fractions of a second."""
    moments = st.datetimes(datetime(1950, 1, 2), datetime(2100, 1, 1))
    offsets = st.integers(-12 * 4, 14 * 4).map(lambda n: timezone(timedelta(minutes=15 * n)))
    return st.builds(
        lambda moment, offset, whole: (moment.replace(microsecond=0) if whole else moment).replace(
            tzinfo=offset
        ),
        moments,
        offsets,
        st.booleans(),
    )


@cache
def instant_data() -> SearchStrategy[str]:
    """A point in time as text: with its offset, in UTC, or as a bare date."""
    return st.one_of(
        instants().map(lambda moment: moment.isoformat()),
        instants().map(lambda moment: moment.astimezone(UTC).isoformat().replace("+00:00", "Z")),
        instants().map(lambda moment: moment.date().isoformat()),
    )


@cache
def word_data(vocabulary: tuple[str, ...]) -> SearchStrategy[Any]:
    """A word of ours, or a concept of one's own."""
    own = _record({"label": text_data()}, {"iri": iris(), "scheme": iris()})
    word = st.sampled_from(vocabulary)
    return st.one_of(word, word, word, word.map(lambda code: {"code": code}), iris(), own)


def _words(meanings: Mapping[str, str]) -> SearchStrategy[Any]:
    return word_data(tuple(meanings))


@cache
def concept_data() -> SearchStrategy[Any]:
    """A concept of a vocabulary that is not closed: a skill, a kind of organisation."""
    esco = st.uuids(version=4).map(lambda uuid: f"http://data.europa.eu/esco/skill/{uuid}")
    return st.one_of(
        esco,
        _record({"iri": esco, "label": text_data()}, {}),
        _record({"label": text_data()}, {"scheme": iris()}),
        _record({"code": lines(), "label": text_data(), "scheme": iris()}, {"iri": iris()}),
    )


@cache
def identifier_data() -> SearchStrategy[Any]:
    """A number of a register."""
    kinds = ["registration", "vat", "tax", "eidas", "national", "other"]
    return st.one_of(
        lines(),
        _record(
            {"notation": lines()},
            {
                "kind": st.sampled_from(kinds),
                "country": st.sampled_from(COUNTRIES),
                "scheme_name": lines(),
                "scheme_id": iris(),
            },
        ),
    )


@cache
def link_data() -> SearchStrategy[Any]:
    """A link, as its address alone or with a title."""
    return st.one_of(urls(), _record({"url": urls()}, {"title": text_data()}))


@cache
def reference_data() -> SearchStrategy[Any]:
    """Something else that is named."""
    both = _record({"id": iris(), "title": text_data()}, {})
    return st.one_of(iris(), _record({"title": text_data()}, {}), both)


@cache
def image_data() -> SearchStrategy[Any]:
    """A picture by https or data URL."""
    url = st.sampled_from(
        ["https://osta.example.lv/logo.png", "data:image/png;base64,iVBORw0KGgo="]
    )
    return st.one_of(url, _record({"url": url}, {"caption": text_data()}))


@cache
def place_data() -> SearchStrategy[Data]:
    """A place, by at least one of its parts."""
    country = st.sampled_from(COUNTRIES)
    return st.one_of(
        country.map(lambda code: {"country": code}),
        _record(
            {"country": country},
            {
                "name": text_data(),
                "region": st.sampled_from(["LV006", "http://data.europa.eu/nuts/code/LV006"]),
                "locality": lines(),
                "postal_code": lines(),
                "street": lines(),
                "full_address": text_data(),
            },
        ),
        _record({"name": text_data()}, {"locality": lines()}),
    )


@cache
def contact_data() -> SearchStrategy[Data]:
    """How to reach somebody, in at least one way."""
    mail = st.sampled_from(MAIL)
    more = {"phone": st.just("+371 6700 0000"), "page": urls(), "name": text_data()}
    return st.one_of(mail.map(lambda email: {"email": email}), _record({"email": mail}, more))


@cache
def organisation_data() -> SearchStrategy[Data]:
    """A legal person."""
    return _record(
        {"legal_name": text_data()},
        {
            "id": iris(),
            "alternative_name": text_data(),
            "kind": concept_data(),
            "identifiers": _few(identifier_data()),
            "location": place_data(),
            "contacts": _few(contact_data()),
            "homepage": urls(),
            "logo": image_data(),
        },
    )


@cache
def workload_data() -> SearchStrategy[Any]:
    """Learning time in at least one unit."""
    more = {"days": quantities(), "months": quantities()}
    return st.one_of(
        st.integers(0, 2000),
        _record({"hours": quantities()}, more),
        _record({"days": quantities()}, {}),
    )


@cache
def credit_data() -> SearchStrategy[Data]:
    """Credit points of a system."""
    systems = st.sampled_from(["ECTS", "ECTS", "ECVET", "CATS", "https://example.org/credits"])
    return _record({"points": quantities()}, {"system": systems})


def _credits() -> SearchStrategy[list[Data]]:
    return _few(credit_data(), unique_by=lambda points: str(points.get("system", "ECTS")))


@cache
def level_data() -> SearchStrategy[Data]:
    """A level of the EQF, of the QF-EHEA, or of a national framework."""
    national = _record(
        {
            "framework": st.sampled_from(["LQF", "DQR", "NQF-MT"]),
            "level": st.sampled_from(["4", "5", "7A"]),
        },
        {"iri": iris()},
    )
    return st.one_of(
        st.sampled_from("12345678").map(lambda level: {"framework": "EQF", "level": level}),
        st.sampled_from(tuple(words.EHEA_CYCLES)).map(
            lambda level: {"framework": "QF-EHEA", "level": level}
        ),
        national,
    )


@cache
def outcome_data() -> SearchStrategy[Any]:
    """A learning outcome."""
    return st.one_of(
        strings(),
        _record(
            {"title": text_data()},
            {
                "id": iris(),
                "description": text_data(),
                "kind": _words(words.OUTCOME_KINDS),
                "reuse_level": _words(words.REUSE_LEVELS),
                "skills": _few(concept_data()),
            },
        ),
    )


@cache
def assessment_data() -> SearchStrategy[Any]:
    """An assessment, as a word alone, by type, or by title."""
    scheme = _record({"title": text_data()}, {"id": iris(), "description": text_data()})
    more = {
        "id": iris(),
        "description": text_data(),
        "mode": _words(words.PARTICIPATION_MODES),
        "supervision": _words(words.SUPERVISION),
        "language": st.sampled_from(LANGUAGES),
        "grading_scheme": scheme,
    }
    word = st.sampled_from(tuple(words.ASSESSMENT_TYPES))
    return st.one_of(
        word,
        _record({"type": word}, more),
        _record({"title": text_data()}, {**more, "type": _words(words.ASSESSMENT_TYPES)}),
    )


@cache
def activity_data() -> SearchStrategy[Any]:
    """A learning activity."""
    word = st.sampled_from(tuple(words.ACTIVITY_TYPES))
    return st.one_of(
        word,
        _record(
            {"title": text_data()},
            {
                "id": iris(),
                "description": text_data(),
                "type": _words(words.ACTIVITY_TYPES),
                "mode": _words(words.PARTICIPATION_MODES),
                "workload": workload_data(),
                "language": st.sampled_from(LANGUAGES),
            },
        ),
    )


@cache
def quality_data() -> SearchStrategy[Any]:
    """Quality assurance, of the programme or of the institution."""
    return st.one_of(
        st.sampled_from(tuple(words.QUALITY_ASSURANCE_TYPES)),
        _record(
            {"title": text_data()},
            {
                "id": iris(),
                "description": text_data(),
                "type": _words(words.QUALITY_ASSURANCE_TYPES),
                "scope": st.sampled_from(["programme", "institution"]),
                "agency": organisation_data(),
                "decision": concept_data(),
                "report": link_data(),
                "homepage": urls(),
                "decided_at": instant_data(),
                "expires_at": instant_data(),
            },
        ),
    )


@cache
def stackability_data() -> SearchStrategy[Any]:
    """How an achievement combines with others."""
    return st.one_of(
        strings(),
        _record(
            {"statement": text_data()},
            {
                "partial_qualification": st.booleans(),
                "part_of": _few(reference_data()),
                "has_part": _few(reference_data()),
                "entitles_to": _few(reference_data()),
            },
        ),
    )


@cache
def learner_data() -> SearchStrategy[Data]:
    """A learner: in plain words, by salted hash, by DID alone, or not at all."""
    national = _record(
        {"notation": lines(), "kind": st.just("national")}, {"country": st.sampled_from(COUNTRIES)}
    )
    plain = _record(
        {"family_name": text_data()},
        {
            "id": iris(),
            "given_name": text_data(),
            "full_name": text_data(),
            "date_of_birth": st.sampled_from(["1999-10-02", "2004-02-29", "1931-01-01"]),
            "national_id": national,
            "identifiers": _few(identifier_data()),
            "email": st.sampled_from(MAIL),
            "citizenships": _few(st.sampled_from(COUNTRIES), unique=True),
        },
    )
    digest = st.integers(0, 2**64).map(lambda n: f"sha256${n:064x}")
    hashed = _record(
        {"identity_type": st.sampled_from(["emailAddress", "name"]), "identity_hash": digest},
        {"salt": lines()},
    )
    did = st.sampled_from(
        [
            "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            "did:web:learner.example",
        ]
    )
    return st.one_of(
        plain,
        plain,
        _record({"hashed_identities": st.lists(hashed, min_size=1, max_size=2)}, {"id": did}),
        did.map(lambda id: {"id": id}),
        st.just({}),
    )


@cache
def evidence_data() -> SearchStrategy[Any]:
    """Work that proves an achievement."""
    more = {"id": iris(), "description": text_data(), "link": link_data()}
    return st.one_of(urls(), _record({"title": text_data()}, more))


def _roles(singular: tuple[str, ...], plural: tuple[str, ...]) -> SearchStrategy[Data]:
    """Organisations in roles; some of them have several, as in life."""

    def cast(people: list[Data]) -> SearchStrategy[Data]:
        one = st.sampled_from(people)
        several = st.lists(one, min_size=1, max_size=2, unique_by=id)
        return _record({}, dict.fromkeys(singular, one) | dict.fromkeys(plural, several))

    return st.lists(organisation_data(), min_size=1, max_size=3).flatmap(cast)


def _merged(*parts: SearchStrategy[Data]) -> SearchStrategy[Data]:
    return st.tuples(*parts).map(lambda found: {n: m for part in found for n, m in part.items()})


@cache
def achievement_data() -> SearchStrategy[Data]:
    """What the file of an achievement holds, all roles and parts there or not."""
    members = _record(
        {"title": text_data()},
        {
            "id": iris(),
            "version": st.sampled_from(["1", "2026-1", "1.0.0-β"]),
            "language": st.sampled_from(LANGUAGES),
            "description": text_data(),
            "purpose": text_data(),
            "achievement_type": st.sampled_from(["MicroCredential", "Course", "ext:Module"]),
            "identifiers": _few(identifier_data()),
            "outcomes": _few(outcome_data(), 3),
            "outcome_summary": text_data(),
            "workload": workload_data(),
            "credits": _credits(),
            "levels": _few(level_data(), 3, unique_by=lambda level: str(level["framework"])),
            "participation": _few(_words(words.PARTICIPATION_MODES), unique_by=repr),
            "learning_setting": _words(words.LEARNING_SETTINGS),
            "instruction_languages": _few(st.sampled_from(LANGUAGES), unique=True),
            "activities": _few(activity_data()),
            "assessments": _few(assessment_data()),
            "quality_assurance": _few(quality_data()),
            "prerequisites": text_data(),
            "stackability": stackability_data(),
            "notes": _few(_record({"text": text_data()}, {"subject": text_data()})),
            "links": _few(link_data()),
            "homepage": urls(),
            "thematic_areas": _few(st.sampled_from(FIELDS_OF_EDUCATION), unique=True),
            "system_relation": st.sampled_from(
                ["integrated", "credit-bearing", "standalone", "parallel-funded"]
            ),
            "legal_basis": text_data(),
            "validity": _record(
                {"period": st.sampled_from(["P3Y", "P6M", "P1Y6M", "P2W", "P90D"])},
                {"renewal": text_data()},
            ),
            "image": image_data(),
            "tags": _few(lines(), unique=True),
        },
    )
    roles = _roles(
        ("issuer", "authorised_by"),
        ("providers", "awarding_bodies", "assessors", "accreditors", "funders"),
    )
    return _merged(members, roles).map(_with_ids_apart)


@cache
def award_data() -> SearchStrategy[Data]:
    """What differs per learner, without results: they belong to an achievement's assessments."""
    period = st.tuples(instants(), instants()).map(sorted)

    def told(members: Data) -> Data:
        for pair, names in (
            ("learned", ("started_at", "ended_at")),
            ("valid", ("valid_from", "valid_until")),
        ):
            for name, moment in zip(names, members.pop(pair, ()), strict=False):
                members[name] = moment.isoformat()
        return members

    members = _record(
        {"learner": learner_data()},
        {
            "id": iris(),
            "awarded_at": instant_data(),
            "issued_at": instant_data(),
            "learned": period,
            "valid": period,
            "place": place_data(),
            "identifiers": _few(identifier_data()),
            "credits_earned": _credits(),
            "evidence": _few(evidence_data()),
            "renewal_of": iris(),
        },
    ).map(told)
    overrides = _record(
        {},
        {
            "participation": _few(_words(words.PARTICIPATION_MODES), unique_by=repr),
            "workload": workload_data(),
            "assessments": _few(assessment_data()),
        },
    )
    roles = _roles(("issuer",), ("providers", "awarding_bodies", "assessors"))
    nothing: SearchStrategy[Data] = st.just({})
    return _merged(members, st.one_of(nothing, nothing, _merged(overrides, roles)))


@cache
def micro_credential_data() -> SearchStrategy[Data]:
    """An achievement and an award whose results belong to its assessments, by id or by order."""

    def with_results(halves: tuple[Data, Data]) -> SearchStrategy[Data]:
        achievement, award = halves
        both = {"achievement": achievement, "award": award}
        found = award.get("assessments") or achievement.get("assessments") or []
        named = [a["id"] for a in found if isinstance(a, dict) and "id" in a]
        result = _record(
            {"grade": text_data()},
            {
                "status": st.sampled_from(["Completed", "Failed", "InProgress"]),
                "assessed_at": instant_data(),
                "note": text_data(),
            },
        )
        by_order = st.lists(result, max_size=len(found) or 1)
        by_id = st.permutations(named).flatmap(
            lambda ids: st.tuples(*(result.map(lambda r, i=i: {**r, "assessment": i}) for i in ids))
        )
        results = st.one_of(by_order, by_id) if named else by_order
        return results.map(lambda given: {**both, "award": {**award, "results": list(given)}})

    halves = st.tuples(achievement_data(), award_data())
    return halves.map(_with_ids_apart).flatmap(with_results)


def _with_ids_apart(value: Any) -> Any:
    """The data with the ids of different records made different."""
    owners: dict[str, Any] = {}

    def apart(item: Any) -> Any:
        if isinstance(item, list | tuple):
            return type(item)(map(apart, item))
        if not isinstance(item, dict):
            return item
        item = {name: apart(member) for name, member in item.items()}
        if "id" in item:
            id, rest = item["id"], {n: m for n, m in item.items() if n != "id"}
            while owners.setdefault(id, rest) != rest:
                id += "-2"
            item["id"] = id
        return item

    return apart(value)


def unknown_members() -> SearchStrategy[Data]:
    """Members that no class of the model defines, of any JSON value."""
    return st.dictionaries(
        st.sampled_from(["x", "futureTerm", "räksts", "@note", "a/b~c"]), json_values(), max_size=2
    )


@cache
def json_values() -> SearchStrategy[Any]:
    """Any JSON value, small."""
    scalars = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53) + 1, 2**53 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        strings(),
    )
    return st.recursive(
        scalars,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(strings(), inner, max_size=3)
        ),
        max_leaves=6,
    )


def _parsed(parse: Callable[[Any], Any], data: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return data.map(parse)


def concepts() -> SearchStrategy[Concept]:
    """A concept by IRI, code or label."""
    return _parsed(Concept.parse, concept_data())


def places() -> SearchStrategy[Place]:
    """A place."""
    return _parsed(Place.parse, place_data())


def organisations() -> SearchStrategy[Organisation]:
    """A legal person."""
    return _parsed(Organisation.parse, organisation_data())


def outcomes() -> SearchStrategy[LearningOutcome]:
    """A learning outcome."""
    return _parsed(LearningOutcome.parse, outcome_data())


def assessments() -> SearchStrategy[Assessment]:
    """An assessment."""
    return _parsed(Assessment.parse, assessment_data())


def quality_assurances() -> SearchStrategy[QualityAssurance]:
    """A statement of quality assurance."""
    return _parsed(QualityAssurance.parse, quality_data())


def learners() -> SearchStrategy[Learner]:
    """A learner."""
    return _parsed(Learner.parse, learner_data())


def achievements() -> SearchStrategy[Achievement]:
    """An achievement, all roles and parts there or not."""
    return _parsed(Achievement.parse, achievement_data())


def awards() -> SearchStrategy[Award]:
    """An award, with and without what overrides its achievement; without results."""
    return _parsed(Award.parse, award_data())


def micro_credentials() -> SearchStrategy[MicroCredential]:
    """A micro-credential, its results matched to its assessments by id or by order."""
    return _parsed(MicroCredential.parse, micro_credential_data())


@cache
def rdf_terms() -> SearchStrategy[str]:
    """An IRI, a blank node or a literal, as N-Quads writes them."""
    return st.one_of(rdf_resources(), rdf_literals())


@cache
def rdf_resources() -> SearchStrategy[str]:
    """An IRI or a blank node."""
    names = ["http://purl.org/dc/terms/title", "urn:x:a", "https://example.org/drošība#ē", "x:y"]
    names += ["https://example.org/a.b-", "https://example.org/1", "https://example.org/?q='&r"]
    return st.one_of(
        st.sampled_from([f"<{name}>" for name in names]),
        st.integers(0, 5).map(lambda n: f"_:b{n}"),
    )


@cache
def rdf_predicates() -> SearchStrategy[str]:
    """A predicate that every format can write."""
    names = [
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#first",
        "http://purl.org/dc/terms/title",
        "http://data.europa.eu/m8glatitude",
        "https://example.org/terms#a-b.c_1",
        "https://example.org/?x='&y=z",
        "urn:x:p",
    ]
    return st.sampled_from([f"<{name}>" for name in names])


@cache
def rdf_literals() -> SearchStrategy[str]:
    """A literal, plain, in a language or of a datatype, well formed or not."""
    texts = st.one_of(
        strings(), st.text(_CHARACTERS), st.sampled_from(["\r", "a\r\nb", "\x7f", ""])
    )
    xsd = "http://www.w3.org/2001/XMLSchema#"
    numbers = st.sampled_from(["1", "007", "1.0", "1e3", "1.50", "true", "P60M", "2026-06-30", "x"])
    types = [xsd + "integer", xsd + "decimal", xsd + "double", xsd + "boolean", xsd + "duration"]
    types += [xsd + "date", xsd + "dateTime", "https://www.w3.org/2001/XMLSchema#float", "x:y"]
    return st.one_of(
        texts.map(literal),
        st.builds(
            lambda text, tag: literal(text, language=tag),
            texts,
            st.sampled_from(["en", "lv", "sr-Latn", "ar"]),
        ),
        st.builds(lambda text, type: literal(text, datatype=type), numbers, st.sampled_from(types)),
    )


@cache
def rdf_quads(*, graphs: bool = False) -> SearchStrategy[list[Quad]]:
    """Statements about few nodes, so that they meet; with `graphs`, in named graphs too."""
    names = st.one_of(st.just(""), rdf_resources()) if graphs else st.just("")
    quad = st.builds(Quad, rdf_resources(), rdf_predicates(), rdf_terms(), names)
    return st.lists(quad, max_size=12)
