"""LOQ and AMS datasets: the published files, catalogues, the profiles, hostile XML."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from elm_microcred import Achievement, MicroCredential
from elm_microcred.errors import (
    ElmMicrocredError,
    LimitError,
    MappingError,
    ModelError,
    ParseError,
    UsageError,
)
from elm_microcred.exchange.qdr import (
    Dataset,
    achievements_of,
    check_dataset,
    dataset_of,
    read_dataset,
)
from elm_microcred.jsonld.nquads import to_nquads
from elm_microcred.limits import BULK, Limits
from elm_microcred.model import elm
from elm_microcred.report import Outcome
from strategies import micro_credentials

NAMES = ("loq", "ams")


@pytest.fixture(scope="module")
def course(root: Path) -> Achievement:
    return Achievement.load(root / "examples" / "port-safety.json")


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[3]


def published(reference: Path, name: str) -> bytes:
    return (reference / "elm" / "qdr-xml" / f"{name}.xml").read_bytes()


def schema(reference: Path, name: str) -> Any:
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed (the extra `dev`)")
    return etree.XMLSchema(etree.parse(str(reference / "elm" / "qdr-xml" / f"{name}.xsd")))


def tree(content: bytes) -> Any:
    """What an XML document says: names, attributes, texts, children in order."""
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed (the extra `dev`)")

    def said(node: Any) -> Any:
        attributes = {k: v for k, v in node.attrib.items() if not k.endswith("schemaLocation")}
        children = [said(child) for child in node if isinstance(child.tag, str)]
        return node.tag, attributes, (node.text or "").strip(), children

    return said(etree.fromstring(content))


# The published files


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
def test_the_published_file_becomes_typed_objects_and_is_written_back_equal(
    name: str, reference: Path
) -> None:
    content = published(reference, name)
    found = read_dataset(content, format="qdr-xml", profile=name)
    assert found.problems == ()
    classes = {type(node).__name__ for node in found.dataset.nodes}
    assert {"Organisation", "Accreditation", "Group", "Location"} <= classes
    assert all(not elm.unknown_members(node) or _notations(node) for node in found.dataset.nodes)
    written = Dataset.of(found.dataset.nodes, profile=name).to_xml()
    assert written.losses == ()
    assert tree(written.content) == tree(content)
    assert read_dataset(written.content, format="qdr-xml", profile=name) == found


def _notations(node: elm.Node) -> bool:
    """Whether all that is unknown is the datatype of a notation."""
    return {each.pointer.rpartition("/")[2] for each in elm.unknown_members(node)} == {
        "notationType"
    }


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
def test_the_published_file_written_back_is_valid(name: str, reference: Path) -> None:
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed (the extra `dev`)")
    found = read_dataset(published(reference, name), format="qdr-xml", profile=name)
    judge = schema(reference, name)
    for dataset in (found.dataset, _through_rdf(found.dataset, "turtle")):
        judge.assertValid(etree.fromstring(dataset.to_xml().content))


def _through_rdf(dataset: Dataset, form: str) -> Dataset:
    text = dataset.to_rdf(form)
    return read_dataset(text, format=form, profile=dataset.profile).dataset


@pytest.mark.reference
@pytest.mark.parametrize("form", ["rdfxml", "turtle", "json-ld", "nquads"])
@pytest.mark.parametrize("name", NAMES)
def test_a_dataset_comes_back_from_every_form_of_rdf(name: str, form: str, reference: Path) -> None:
    dataset = read_dataset(published(reference, name), format="qdr-xml", profile=name).dataset
    back = _through_rdf(dataset, form)
    assert back.statements() == dataset.statements()
    assert back.to_rdf(form) == dataset.to_rdf(form)
    assert len(back.nodes) == len(dataset.nodes)


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
def test_the_tables_are_those_of_the_published_schemas(name: str, reference: Path) -> None:
    from elm import qdr_xml

    made = qdr_xml.main([str(reference / "elm" / "qdr-xml"), "--check"])
    assert made == 0, name


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "count"), [("ams-json-ld-compact", 12), ("acc_sample_endpoint", 9)]
)
def test_published_json_ld_is_read_under_the_context_that_it_brings(
    name: str, count: int, reference: Path
) -> None:
    content = (reference / "elm" / "accreditation" / f"{name}.jsonld").read_bytes()
    dataset = read_dataset(content, format="json-ld", profile="ams").dataset
    entities = [node for node in dataset.documents if node["type"] == "Accreditation"]
    typed = [elm.Accreditation.parse(node) for node in entities]
    assert typed and all(node.title or node.landing_page for node in typed)
    if name == "ams-json-ld-compact":  # a concept in it has two notations
        with pytest.raises(ModelError) as caught:
            _ = dataset.nodes
        assert caught.value.pointer == "/7/logo/contentEncoding/notation"
    else:
        assert len(dataset.nodes) == len(dataset.documents)
    assert _through_rdf(dataset, "turtle").statements() == dataset.statements()
    assert len(dataset.documents) >= count
    assert check_dataset(dataset).check("data-model").outcome is Outcome.PASSED


def test_a_context_in_a_file_is_taken_and_an_address_in_it_is_not_followed() -> None:
    node = {"@id": "urn:g", "@type": "E:Group", "name": {"@value": "g", "@language": "en"}}
    context = {
        "E": "http://data.europa.eu/snb/model/elm/",
        "name": "http://www.w3.org/2004/02/skos/core#prefLabel",
    }
    text = json.dumps({"@context": context, "@graph": [node]})
    (group,) = read_dataset(text, format="json-ld", profile="loq").dataset.nodes
    assert isinstance(group, elm.Group) and group.pref_label == {"en": "g"}
    for other in (
        {"@import": "https://else.example/"},
        {**context, "name": {"@id": "E:name", "@context": "https://else.example/"}},
        "https://else.example/",
        [context, "https://else.example/"],
    ):
        with pytest.raises(ElmMicrocredError):
            text = json.dumps({"@context": other, "@graph": [node]})
            read_dataset(text, format="json-ld", profile="loq")


# Catalogues


@pytest.mark.parametrize("name", NAMES)
def test_a_catalogue_makes_a_dataset_that_fits(name: str, course: Achievement) -> None:
    made = dataset_of([course], profile=name)
    report = check_dataset(made.dataset)
    assert report.outcome is Outcome.PASSED, report.errors
    assert made.dataset.nodes
    assert dataset_of([course], profile=name) == made
    assert {loss.code for loss in made.losses} == {"MAPPING_LOSS", "MAPPING_NARROWED"}


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
def test_a_catalogue_makes_valid_xml(name: str, course: Achievement, reference: Path) -> None:
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed (the extra `dev`)")
    written = dataset_of([course], profile=name).dataset.to_xml()
    schema(reference, name).assertValid(etree.fromstring(written.content))
    again = read_dataset(written.content, format="qdr-xml", profile=name)
    assert again.problems == ()
    assert check_dataset(again.dataset).outcome is Outcome.PASSED


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
def test_a_catalogue_conforms_to_the_published_shapes(
    name: str, course: Achievement, reference: Path
) -> None:
    judge = _Referee(reference, name)
    assert judge.theirs(dataset_of([course], profile=name).dataset) == (True, set())


@pytest.mark.parametrize("form", ["", "rdfxml", "qdr-xml"])
def test_achievements_come_back_with_the_listed_losses_only(form: str, course: Achievement) -> None:
    dataset = dataset_of([course]).dataset
    if form == "qdr-xml":
        written = dataset.to_xml()
        dataset = read_dataset(written.content, format=form, profile="loq").dataset
    elif form:
        dataset = _through_rdf(dataset, form)
    back = achievements_of(dataset)
    (achievement,) = back.achievements
    before, after = course.to_dict(), achievement.to_dict()
    lost = {"assessors", "system_relation", "stackability", "assessments", "awarding_bodies"}
    if form == "qdr-xml":  # one language of these, one locality of a name
        lost |= {"outcome_summary", "prerequisites", "validity", "providers", "notes"}
        lost |= {"levels", "issuer"}  # their codes come back as IRIs
        said = [(each["framework"], each["level"]) for each in after["levels"]]
        assert said == [("EQF", "4"), ("LQF", "4")]
    ordered = {"participation", "credits", "levels", "identifiers", "tags", "funders", "notes"}
    for member in before.keys() - lost - (ordered if form == "rdfxml" else set()):
        assert _sorted(after.get(member)) == _sorted(before[member]), member


def _sorted(value: Any) -> Any:
    """The same without the order of lists: RDF has none."""
    if isinstance(value, dict):
        return {name: _sorted(item) for name, item in value.items()}
    return sorted(map(_sorted, value), key=repr) if isinstance(value, list) else value


def test_an_achievement_without_level_is_no_qualification() -> None:
    small = Achievement.parse({"id": "https://a.example/c", "title": "Knots"})
    made = dataset_of([small])
    kinds = {str(each["type"]) for each in made.dataset.documents}
    assert kinds == {"LearningOpportunity", "LearningAchievementSpecification"}
    report = check_dataset(made.dataset)
    lacking = {problem.pointer for problem in report.errors}
    assert report.outcome is Outcome.FAILED and lacking == {"/0/homepage", "/0/providedBy"}
    # The published shapes ask nothing of such a specification; the schema does.
    written = made.dataset.to_xml().content
    told = read_dataset(written, format="qdr-xml", profile="loq").problems
    missing = {problem.expected for problem in told if problem.code == "QDR_ELEMENT_MISSING"}
    assert missing == {"<homepage>", "<providedBy>", "<learningOutcome>", "<ISCEDFCode>"}


def test_links_within_the_catalogue_are_kept_and_others_told() -> None:
    whole = Achievement.parse({"id": "https://a.example/w", "title": "All knots"})
    part = Achievement.parse(
        {
            "id": "https://a.example/p",
            "title": "Knots",
            "stackability": {"part_of": ["https://a.example/w", "https://b.example/x"]},
        }
    )
    made = dataset_of([whole, part])
    by_id = {each.get("id"): each for each in made.dataset.documents}
    assert by_id["https://a.example/p"]["isPartOf"] == "https://a.example/w"
    assert [loss.found for loss in made.losses if "isPartOf" in loss.detail] == [
        "https://b.example/x"
    ]


@given(micro_credentials())
def test_any_achievement_makes_a_dataset_that_comes_back(micro: MicroCredential) -> None:
    for name in NAMES:
        dataset = dataset_of([micro.achievement], profile=name).dataset
        assert dataset.nodes is not None and check_dataset(dataset)._repr_html_()
        assert _through_rdf(dataset, "nquads").statements() == dataset.statements()
        written = dataset.to_xml()
        found = read_dataset(written.content, format="qdr-xml", profile=name)
        # What an achievement does not say is missing; nothing else is wrong with the file.
        assert {problem.code for problem in found.problems} <= {"QDR_ELEMENT_MISSING"}
        assert found.dataset.to_xml().content == written.content


# The published shapes, and what each change does


class _Referee:
    """The published shapes of a profile with its vocabularies, and our checks."""

    def __init__(self, reference: Path, name: str) -> None:
        pytest.importorskip("pyshacl", reason="the referee is not installed (the extra `shacl`)")
        from elm_microcred.validation.compiled import compile_profile
        from shacl_referee import published as files
        from shacl_referee import shapes_of

        self.shapes = shapes_of(tuple(files(reference, f"{name}-mdr", name)))
        self.profile = compile_profile(f"{name}-mdr", name)

    def theirs(self, dataset: Dataset) -> tuple[bool, set[Any]]:
        from rdflib import Graph

        from shacl_referee import verdict

        graph = Graph()
        graph.parse(data=to_nquads(dataset.said().quads), format="nt")
        return verdict(graph, self.shapes)

    def ours(self, dataset: Dataset) -> set[Any]:
        from elm_microcred.validation.graph import Graph
        from elm_microcred.validation.structure import misfits

        graph = Graph(dataset.said().quads)
        return {
            (
                "_:" if each.focus[0] == "_" else each.focus[1:-1],
                each.path[1:-1],
                _component(each),
            )
            for each in misfits(graph, self.profile)
        }


def _component(misfit: Any) -> str:
    from elm_microcred.validation import constraints as c

    if misfit.constraint is None:
        return "Closed"
    if isinstance(misfit.constraint, c.Class) and len(misfit.constraint.classes) > 1:
        return "Or"
    return str(misfit.constraint.component)


def _judge_mutants(reference: Path, course: Achievement, name: str, count: int) -> dict[str, int]:
    from elm_microcred import profiles
    from elm_mutants import mutants

    referee = _Referee(reference, name)
    documents = dataset_of([course], profile=name).dataset.documents
    document = {"nodes": [dict(each) for each in documents]}
    seen = {"conforms": 0, "does not": 0, "no RDF": 0}
    for mutant in mutants(document, name, count, profiles.table(name)):
        nodes = mutant.document.get("nodes", [])
        dataset = Dataset(name, tuple(each for each in nodes if isinstance(each, dict)))  # type: ignore[arg-type]
        try:
            conforms, theirs = referee.theirs(dataset)
        except MappingError:
            # No RDF at all: then the check has to say so.
            assert check_dataset(dataset).outcome is Outcome.FAILED, mutant.name
            seen["no RDF"] += 1
            continue
        found = referee.ours(dataset)
        assert found == theirs, (mutant.name, found ^ theirs)
        report = {check.id: check for check in check_dataset(dataset).checks}["shapes"]
        assert (report.outcome is Outcome.PASSED) == conforms, mutant.name
        seen["conforms" if conforms else "does not"] += 1
    return seen


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
def test_a_few_changes_are_judged_as_the_published_shapes_judge_them(
    name: str, course: Achievement, reference: Path
) -> None:
    seen = _judge_mutants(reference, course, name, 8)
    assert sum(seen.values()) == 8


@pytest.mark.full
@pytest.mark.unmeasured
@pytest.mark.reference
@pytest.mark.parametrize(("name", "count"), [("loq", 700), ("ams", 300)])
def test_a_thousand_changes_are_judged_as_the_published_shapes_judge_them(
    name: str, count: int, course: Achievement, reference: Path
) -> None:
    seen = _judge_mutants(reference, course, name, count)
    print(f"{name}: {seen}")
    assert sum(seen.values()) == count
    assert seen["conforms"] > count / 20 and seen["does not"] > count / 4


# Bad input

HEAD = b'<?xml version="1.0"?>\n<Courses xmlns="http://data.europa.eu/snb/model/ap/loq-constraints/">\n'
OUTCOME = (
    b'<learningOutcomeReferences>\n <learningOutcome id="https://a.example/o">\n'
    b'  <title language="en">Ties knots</title>\n'
    b" </learningOutcome>\n</learningOutcomeReferences>\n"
)


def loq(inside: bytes) -> Any:
    return read_dataset(HEAD + inside + b"</Courses>", format="qdr-xml", profile="loq")


def test_a_small_file_is_read() -> None:
    found = loq(OUTCOME)
    assert found.problems == ()
    (outcome,) = found.dataset.nodes
    assert isinstance(outcome, elm.LearningOutcome)
    assert outcome.title is not None and outcome.title.in_language("en") == "Ties knots"


OPEN = b'<learningOutcomeReferences><learningOutcome id="urn:o">'
TITLE = b'<title language="en">t</title>'
REUSE = b'<reusabilityLevel uri="http://data.europa.eu/snb/skill-reuse-level/0a09feb8cd"/>'
END = b"</learningOutcome></learningOutcomeReferences>"


@pytest.mark.parametrize(
    ("inside", "code", "pointer"),
    [
        (b"<nothing/>", "QDR_ELEMENT_UNKNOWN", "/Courses/nothing[1]"),
        (
            OUTCOME + b"<learningOpportunityReferences/>",
            "QDR_ELEMENT_ORDER",
            "/Courses/learningOpportunityReferences[1]",
        ),
        (
            OPEN + END,
            "QDR_ELEMENT_MISSING",
            "/Courses/learningOutcomeReferences[1]/learningOutcome[1]",
        ),
        (
            OPEN + b"<title>t</title>" + END,
            "QDR_VALUE",
            "/Courses/learningOutcomeReferences[1]/learningOutcome[1]/title[1]",
        ),
        (
            OPEN.replace(b' id="urn:o"', b"") + TITLE + END,
            "QDR_VALUE",
            "/Courses/learningOutcomeReferences[1]/learningOutcome[1]/@id",
        ),
        (
            OPEN + TITLE + b'<type uri="http://data.europa.eu/snb/skill-type/none"/>' + END,
            "QDR_CODE",
            "/Courses/learningOutcomeReferences[1]/learningOutcome[1]/type[1]/@uri",
        ),
        (
            OPEN
            + TITLE
            + 2
            * b'<reusabilityLevel uri="http://data.europa.eu/snb/skill-reuse-level/0a09feb8cd"/>'
            + END,
            "QDR_ELEMENT_MANY",
            "/Courses/learningOutcomeReferences[1]/learningOutcome[1]/reusabilityLevel[2]",
        ),
        (
            OPEN + TITLE + b"</learningOutcome>" + b'<learningOutcome id="urn:o">' + TITLE + END,
            "QDR_ID",
            "/Courses/learningOutcomeReferences[1]/learningOutcome[2]",
        ),
        (
            b'<groupReferences><group id="urn:g"><prefLabel '
            b'xmlns="http://www.w3.org/2004/02/skos/core#" language="en">g</prefLabel>'
            b'<member idref="urn:x"/></group></groupReferences>',
            "QDR_REFERENCE",
            "/Courses/groupReferences[1]/group[1]/member[1]",
        ),
        (
            OPEN
            + 2
            * (
                b'<identifier><notation xmlns="http://www.w3.org/2004/02/skos/core#">1</notation>'
                b"</identifier>"
            )
            + TITLE
            + END,
            "QDR_NOTATION",
            "/Courses/learningOutcomeReferences[1]/learningOutcome[1]/identifier[2]/notation[1]",
        ),
        (
            b'<learningActivitySpecificationReferences><learningActivitySpecification id="urn:a">'
            + TITLE
            + b"<volumeOfLearning>long</volumeOfLearning></learningActivitySpecification>"
            b"</learningActivitySpecificationReferences>",
            "QDR_VALUE",
            "/Courses/learningActivitySpecificationReferences[1]/learningActivitySpecification[1]"
            "/volumeOfLearning[1]",
        ),
    ],
)
def test_what_the_schema_does_not_have_is_told_with_line_and_xpath(
    inside: bytes, code: str, pointer: str
) -> None:
    found = loq(inside)
    told = [problem for problem in found.problems if problem.code == code]
    assert told and told[0].pointer == pointer, found.problems
    assert "(line " in told[0].detail


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "XML_MALFORMED"),
        (HEAD, "XML_MALFORMED"),
        (b"<Courses/>", "QDR_ROOT"),
        (HEAD.replace(b"/loq-", b"/ams-") + b"</Courses>", "QDR_ROOT"),
        (b'<!DOCTYPE Courses [<!ENTITY a "b">]>' + HEAD[22:] + b"</Courses>", "XML_DTD_FORBIDDEN"),
        (
            b'<!DOCTYPE Courses SYSTEM "file:///etc/passwd">' + HEAD[22:] + b"</Courses>",
            "XML_DTD_FORBIDDEN",
        ),
        (HEAD + b"&xxe;</Courses>", "XML_MALFORMED"),
        (HEAD.decode().encode("utf-16") + b"</Courses>", "XML_MALFORMED"),
        (HEAD + b"\xff</Courses>", "XML_MALFORMED"),
        (HEAD + b"<a>" * 80 + b"</a>" * 80 + b"</Courses>", "LIMIT_DEPTH"),
    ],
)
def test_hostile_xml_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(ElmMicrocredError) as caught:
        read_dataset(content, format="qdr-xml", profile="loq")
    assert caught.value.code == code


def test_another_encoding_is_read_as_it_is_declared() -> None:
    text = HEAD.decode().replace('"1.0"', '"1.0" encoding="utf-16"') + OUTCOME.decode()
    found = read_dataset((text + "</Courses>").encode("utf-16"), format="qdr-xml", profile="loq")
    assert found.problems == () and len(found.dataset.documents) == 1


@pytest.mark.reference
@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_never_end_in_a_traceback_and_are_judged_like_the_schema(
    name: str, reference: Path
) -> None:
    """What our reader finds no fault with, the schema takes, and the other way round."""
    etree = pytest.importorskip("lxml.etree", reason="lxml is not installed (the extra `dev`)")
    judge, content, chance = schema(reference, name), published(reference, name), random.Random(9)
    verdicts = {True: 0, False: 0}
    for _ in range(40):
        root = etree.fromstring(content)
        _damage(root, chance)
        damaged = etree.tostring(root)
        found = read_dataset(damaged, format="qdr-xml", profile=name)
        valid = judge.validate(etree.fromstring(damaged))
        # The schema takes an IRI that is empty or relative; nothing could be done with it.
        harder = {"an absolute IRI"} if valid else set()
        assert {problem.expected for problem in found.problems} <= harder or not valid
        assert valid or found.problems, judge.error_log
        verdicts[valid] += 1
    assert verdicts[False] >= 10


def _damage(root: Any, chance: random.Random) -> None:
    """Change one element: gone, doubled, renamed, moved, emptied of an attribute, reworded."""
    nodes = [node for node in root.iter() if isinstance(node.tag, str) and node is not root]
    node = chance.choice(nodes)
    parent = node.getparent()
    match chance.randrange(6):
        case 0:
            parent.remove(node)
        case 1:
            import copy

            parent.insert(parent.index(node), copy.deepcopy(node))
        case 2:
            node.tag = node.tag + "X"
        case 3:
            parent.append(node)
        case 4 if node.attrib:
            del node.attrib[chance.choice(list(node.attrib))]
        case _:
            node.text = "\n"
            for child in list(node):
                node.remove(child)


@pytest.mark.parametrize("cut", range(0, 2000, 97))
def test_half_files_are_refused(cut: int, course: Achievement) -> None:
    content = dataset_of([course]).dataset.to_xml().content[: 200 + cut]
    with pytest.raises(ParseError) as caught:
        read_dataset(content, format="qdr-xml", profile="loq")
    assert caught.value.code == "XML_MALFORMED"


def test_what_rdf_cannot_say_is_told_by_place() -> None:
    for node, pointer in (
        ({"id": "no iri", "type": "Group"}, "/0/id"),
        ({"type": "Group", "prefLabel": {"en": 5.5}}, "/0/prefLabel/en"),
        ({"type": "Group", "prefLabel": {"e n": "x"}}, "/0/prefLabel/e n"),
        ({"type": "Nothing"}, "/0/type"),
        ({"type": "Group", "unheard": 1}, "/0/unheard"),
        ({"type": "Group", "prefLabel": {"en": "\ud800"}}, "/0/prefLabel/en"),
    ):
        dataset = Dataset.of([node], profile="loq")
        with pytest.raises(MappingError) as caught:
            dataset.statements()
        assert caught.value.pointer == pointer
        report = check_dataset(dataset)
        assert report.outcome is Outcome.FAILED and report.problems[0].pointer == pointer


def test_values_of_other_kinds_go_to_rdf_and_back() -> None:
    node = {
        "id": "urn:g",
        "type": "Group",
        "prefLabel": {"en": ["a", "b"]},
        "http://e.example/p": [
            5,
            {"@value": "x", "@language": "en"},
            {"@value": "2026", "@type": "http://www.w3.org/2001/XMLSchema#gYear"},
            {"id": "urn:other"},
            {"@value": True},
        ],
    }
    dataset = Dataset.of([node], profile="loq")
    assert _through_rdf(dataset, "turtle").statements() == dataset.statements()
    assert [p.code for p in check_dataset(dataset).errors].count("SHAPES_CLOSED") == 0  # open
    losses = dataset.to_xml().losses
    assert [loss.pointer for loss in losses] == ["/0/http:~1~1e.example~1p"]


def test_usage_is_checked() -> None:
    empty = Dataset.of([], profile="loq")
    for call in (
        lambda: Dataset.of([], profile="edc"),
        lambda: empty.to_rdf("html"),
        lambda: read_dataset(b"", format="html", profile="loq"),
        lambda: read_dataset(b"", format="turtle", profile="pid"),
        lambda: check_dataset(empty, profile="ams"),
        lambda: dataset_of([], profile="edc"),
    ):
        with pytest.raises(UsageError) as caught:
            call()  # type: ignore[no-untyped-call]
        assert caught.value.code == "USAGE"
    assert check_dataset(empty).outcome is Outcome.FAILED
    with pytest.raises(MappingError) as nameless:
        Dataset.of([{"type": "Group"}], profile="loq").to_xml()
    assert nameless.value.code == "QDR_NO_ID"


def test_limits_hold(course: Achievement) -> None:
    dataset = dataset_of([course]).dataset
    with pytest.raises(LimitError):
        dataset.statements(limits=Limits(members=50))
    deep: dict[str, Any] = {"type": "Group"}
    for _ in range(200):
        deep = {"type": "Group", "groupMemberOf": deep}
    with pytest.raises(LimitError):
        Dataset.of([deep], profile="loq").statements()
    text = dataset.to_rdf("nquads")
    with pytest.raises(LimitError):
        read_dataset(text, format="nquads", profile="loq", limits=Limits(sealed_bytes=100))
    assert read_dataset(text, format="nquads", profile="loq", limits=BULK)
    with pytest.raises(MappingError):
        read_dataset("<urn:a> <urn:b> <urn:c> <urn:d> .\n", format="nquads", profile="loq")


def test_what_the_xml_form_has_no_place_for_is_told_by_place() -> None:
    concept = {"type": "Concept", "prefLabel": {"en": "of our own"}}
    outcome = {
        "id": "urn:o",
        "type": "LearningOutcome",
        "title": "without language",
        "dcType": concept,  # no IRI
        "reusabilityLevel": {"id": "urn:none", "type": "Concept"},  # not of the list
        "identifier": [{"type": "Identifier"}, "urn:named", {"id": "https://a.example/i"}],
        "additionalNote": [{"type": "Note", "noteLiteral": {"en": "a", "lv": "b"}}],
    }
    group = {
        "id": "urn:g",
        "type": "Group",
        "prefLabel": {"@value": "g", "@language": "lv"},
        "member": [concept, {"id": "urn:m", "type": "Agent", "prefLabel": {"en": "m"}}],
        "contactPoint": {"emailAddress": "mailto:a@a.example"},
    }
    picture = {
        "content": "AA==",
        "contentType": {"id": "http://publications.europa.eu/resource/authority/file-type/PNG"},
        "contentEncoding": {"id": "http://data.europa.eu/snb/encoding/6146cde7dd"},
        "contentSize": 1,
    }
    offer = {"id": "urn:q", "type": "Qualification", "isPartialQualification": True}
    offer["entryRequirement"] = [{"noteLiteral": {"en": "a"}}, {"noteLiteral": {"en": "b"}}]
    seat = {"id": "urn:s", "type": "Organisation", "logo": picture, "status": {"a": 1}}
    dataset = Dataset.of([outcome, group, offer, seat, {"type": "Phone"}], profile="loq")
    written = dataset.to_xml()
    told = {(loss.code, loss.pointer) for loss in written.losses}
    assert told == {
        ("MAPPING_NARROWED", "/0/title"),
        ("MAPPING_LOSS", "/0/dcType"),
        ("MAPPING_LOSS", "/0/reusabilityLevel"),
        ("MAPPING_LOSS", "/0/identifier/0"),
        ("MAPPING_LOSS", "/0/identifier/1"),
        ("MAPPING_LOSS", "/0/identifier/2"),
        ("MAPPING_LOSS", "/0/identifier/2/id"),
        ("MAPPING_NARROWED", "/0/additionalNote/0"),
        ("MAPPING_LOSS", "/1/member/0"),
        ("MAPPING_LOSS", "/1/member/1"),
        ("MAPPING_LOSS", "/2/entryRequirement"),
        ("MAPPING_LOSS", "/3/status"),
        ("MAPPING_LOSS", "/4"),
    }
    found = read_dataset(written.content, format="qdr-xml", profile="loq")
    codes = {problem.code for problem in found.problems}
    assert codes == {"QDR_ELEMENT_MISSING", "QDR_REFERENCE"}
    said = {str(node["id"]): node for node in found.dataset.documents}
    assert said["urn:q"]["isPartialQualification"] is True
    assert said["urn:s"]["logo"]["contentSize"] == 1
    assert said["urn:g"]["prefLabel"] == {"lv": "g"}


def test_typed_values_of_another_kind_are_told_by_node() -> None:
    dataset = Dataset.of([{"type": "Group"}, {"type": "Group", "dcType": 5}], profile="loq")
    with pytest.raises(ModelError) as caught:
        _ = dataset.nodes
    assert caught.value.pointer.startswith("/1/dcType")
