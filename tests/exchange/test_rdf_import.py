"""RDF back into documents: what was written is read, statement by statement, and typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from badges import port_safety
from documents import NOW, SIGNER, badge
from elm_exemplars import Exemplars
from elm_microcred import contexts, profiles
from elm_microcred.errors import LimitError, MappingError, UsageError
from elm_microcred.exchange import each_from_rdf, from_rdf, to_rdf
from elm_microcred.exchange.rdf import FORMATS
from elm_microcred.issuing import sign
from elm_microcred.jsonld import canonicalize, check_terms
from elm_microcred.limits import BULK, Limits
from elm_microcred.mapping import in_envelope, to_elm
from elm_microcred.model import MicroCredential, elm
from elm_microcred.presenting import present
from elm_microcred.report import Outcome
from elm_microcred.validation.elm import elm_checks
from elm_microcred.verification import verify
from european import JOINT_DEGREE, MICRO_SIGNED, MODEL, READABLE, published
from strategies import micro_credentials

EDC = [contexts.CREDENTIALS_V1, contexts.EDC_AP]
SAMPLES = tuple(name for name in READABLE if not name.startswith("ebsi"))
GRAPHS = tuple(name for name, format in FORMATS.items() if format.has_graphs)
C = "<urn:c:1> a <https://www.w3.org/2018/credentials#VerifiableCredential>"


def credential(reference: Path, name: str) -> dict[str, Any]:
    """The credential of a sample, with its contexts."""
    content = published(reference, name)
    return {**content.get("credential", content), "@context": EDC}


def same(value: Any) -> Any:
    """The document without what RDF does not know: order, and arrays of one."""
    if isinstance(value, dict):
        return {name: same(member) for name, member in value.items() if name != "@context"}
    if isinstance(value, list | tuple):
        items = sorted(
            (same(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True)
        )
        return items[0] if len(items) == 1 else items
    return value


# There and back


def _comes_back(document: dict[str, Any], format: str, envelope: Any, *, fixes: bool) -> None:
    text = to_rdf(document, format=format, fixes=fixes)
    back = from_rdf(text, format=format, envelope=envelope, fixes=fixes)
    assert to_rdf(back, format=format, fixes=fixes) == text
    assert back.losses == ()
    assert same(elm.parse(back).to_dict()) == same(elm.parse(document).to_dict())


@pytest.mark.reference
@pytest.mark.parametrize("place", range(len(SAMPLES)), ids=SAMPLES)
def test_samples_come_back(place: int, reference: Path) -> None:
    format, envelope = [*FORMATS][place % len(FORMATS)], ("edc", "vcdm2")[place % 2]
    document = credential(reference, SAMPLES[place])
    _comes_back(document, format, envelope, fixes=SAMPLES[place] == JOINT_DEGREE)


@pytest.mark.full
@pytest.mark.reference
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", SAMPLES)
def test_samples_come_back_from_every_format(name: str, format: str, reference: Path) -> None:
    for envelope in ("edc", "vcdm2"):
        document = credential(reference, name)
        _comes_back(document, format, envelope, fixes=name == JOINT_DEGREE)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "format"), [*zip([MICRO_SIGNED, JOINT_DEGREE, MODEL], GRAPHS, strict=True)]
)
def test_scoped_and_mended_samples_come_back(name: str, format: str, reference: Path) -> None:
    document = credential(reference, name)
    text = to_rdf(document, format=format, graph=True, scope=True, fixes=True)
    assert "#urn:epass:" in text or name == MODEL
    back = from_rdf(text, format=format, scope=True, fixes=True)
    assert same(elm.parse(back).to_dict()) == same(elm.parse(document).to_dict())
    assert to_rdf(back, format=format, graph=True, scope=True, fixes=True) == text
    kept = from_rdf(text, format=format, fixes=True)
    assert to_rdf(kept, format=format, graph=True, fixes=True) == text


@pytest.mark.reference
@pytest.mark.parametrize(
    "names",
    [(MICRO_SIGNED, MODEL), pytest.param(SAMPLES, marks=pytest.mark.full)],
    ids=["two", "all"],
)
def test_many_credentials_in_one_store_come_back_one_by_one(
    names: tuple[str, ...], reference: Path
) -> None:
    documents = [credential(reference, name) for name in names]
    wanted = {document["id"]: document for document in documents}
    merged = "".join(
        to_rdf(document, format="nquads", graph=True, scope=True, fixes=True)
        for document in wanted.values()
    )
    back = list(each_from_rdf(merged, format="nquads", scope=True, fixes=True, limits=BULK))
    assert {document["id"] for document in back} == set(wanted)
    for document in back:
        original = wanted[document["id"]]
        assert same(elm.parse(document).to_dict()) == same(elm.parse(original).to_dict())
        shapes = [check for check in elm_checks(document) if check.id == "shapes"]
        expected = [check for check in elm_checks(original) if check.id == "shapes"]
        assert [c.outcome for c in shapes] == [c.outcome for c in expected]
    with pytest.raises(MappingError) as caught:
        from_rdf(merged, format="nquads", limits=BULK)
    assert caught.value.code == "RDF_SUBJECT"
    one = from_rdf(merged, format="nquads", id=back[0]["id"], scope=True, fixes=True, limits=BULK)
    assert one == back[0]


@pytest.mark.full
@pytest.mark.reference
def test_merged_graphs_conform_one_by_one_by_pyshacl_too(reference: Path) -> None:
    """In the merged file each graph has the verdict that its credential has alone."""
    pytest.importorskip("pyshacl", reason="the referee is not installed (the extra `shacl`)")
    from rdflib import Dataset
    from rdflib import Graph as RdfGraph

    from shacl_referee import published as files
    from shacl_referee import shapes_of, verdict

    shapes = shapes_of(tuple(files(reference, "edc-generic-full")))
    documents = {}
    for name in SAMPLES:
        document = credential(reference, name)
        documents[document["id"]] = document
    merged = Dataset()
    merged.parse(
        data="".join(
            to_rdf(document, format="nquads", graph=True, scope=True, fixes=True)
            for document in documents.values()
        ),
        format="nquads",
    )
    conforming = 0
    for id, document in documents.items():
        alone = RdfGraph().parse(data=to_rdf(document, format="ntriples", fixes=True), format="nt")
        graph = RdfGraph()
        for triple in next(g for g in merged.graphs() if str(g.identifier) == id):
            graph.add(triple)
        expected = verdict(alone, shapes)[0]
        assert verdict(graph, shapes)[0] == expected
        conforming += expected
    assert conforming >= 5


@given(micro_credentials())
@settings(max_examples=8)
def test_micro_credentials_come_back(micro: MicroCredential) -> None:
    document = to_elm(micro)
    for format in ("trig", "rdfxml"):
        try:
            text = to_rdf(document, format=format)
        except MappingError:
            assert format == "rdfxml"  # control characters
            continue
        back = from_rdf(text, format=format)
        assert canonicalize(back) == canonicalize(document)
        assert check_terms(back) == ()


@pytest.mark.parametrize("path", sorted(profiles.table().classes))
def test_a_node_of_each_class_comes_back(path: str) -> None:
    node = Exemplars(profiles.table(), "edc-generic-full").node(path, whole=True)
    subject = {"id": "urn:a", "type": "Person", "hasClaim": {"hasPart": node}}
    types = ["VerifiableCredential", "EuropeanDigitalCredential"]
    document = {"@context": EDC, "id": "urn:c:1", "type": types, "credentialSubject": subject}
    text = to_rdf(document, format="nquads", fixes=True)
    for envelope in ("edc", "vcdm2"):
        back = from_rdf(text, format="nquads", fixes=True, envelope=envelope)  # type: ignore[arg-type]
        assert to_rdf(back, format="nquads", fixes=True) == text
        assert back["credentialSubject"]["hasClaim"]["hasPart"].get("id") == node.get("id")


# Proofs and presentations


@pytest.mark.parametrize("envelope", ["edc", "vcdm2"])
@pytest.mark.parametrize("format", GRAPHS)
def test_a_secured_credential_still_verifies(format: str, envelope: Any) -> None:
    document = to_elm(port_safety(), issuer_id=SIGNER.controller, envelope=envelope)
    secured = json.loads(sign(document, SIGNER, now=NOW).content)
    back = from_rdf(to_rdf(secured, format=format), format=format, envelope=envelope)
    result = verify(json.dumps(back).encode(), now=NOW)
    assert result.check("securing").outcome is Outcome.PASSED, result
    named = to_rdf(secured, format=format, graph=True)
    assert from_rdf(named, format=format, envelope=envelope) == back


def test_a_presentation_comes_back() -> None:
    credentials = [sign(badge(), SIGNER, now=NOW).content]
    shown = json.loads(present(credentials, SIGNER, now=NOW).content)
    text = to_rdf(shown, format="nquads")
    back = from_rdf(text, format="nquads", context=shown["@context"])
    assert back["type"] == "VerifiablePresentation"
    assert to_rdf(back, format="nquads") == text


def test_a_badge_comes_back_under_its_contexts() -> None:
    text = to_rdf(badge(), format="turtle")
    back = from_rdf(text, format="turtle", context=badge()["@context"])
    assert canonicalize(back) == canonicalize(badge())


# Releases of ELM


def test_both_releases_are_read_and_written() -> None:
    document = to_elm(port_safety(), id="urn:c:1")
    new = to_rdf(document, format="turtle", release="3.3")
    assert "snb/model/elm/" not in new and "snb/model/ap/" not in new
    assert "snb/model/ontology/" in new and "snb/model/application-profile/" in new
    assert canonicalize(from_rdf(new, format="turtle")) == canonicalize(document)
    kept = from_rdf(new, format="turtle", release="3.3")
    assert to_rdf(kept, format="turtle") == new
    old = to_rdf(document, format="turtle")
    assert to_rdf(kept, format="turtle", release="3.2") == old


def test_json_ld_of_the_newer_release_is_read() -> None:
    document = to_elm(port_safety(), id="urn:c:1")
    newer = profiles.rewrite(json.loads(json.dumps(document)), release="3.3")
    assert newer["credentialSchema"]["id"].startswith(profiles.NAMESPACES["3.3"][1])
    newer["credentialSubject"]["type"] = "http://data.europa.eu/snb/model/ontology/Person"
    newer["@context"] = EDC
    back = from_rdf(json.dumps(newer), format="json-ld")
    assert canonicalize(back) == canonicalize(document)


# What can be said in several ways


def test_nodes_that_refer_to_each_other_are_written_once_inside() -> None:
    text = f"""
        @prefix elm: <http://data.europa.eu/snb/model/elm/> .
        {C} ; elm:hasPart <urn:a> . <urn:a> elm:hasPart <urn:b> .
        <urn:b> elm:isPartOf <urn:a>, _:x .
        _:x elm:hasPart _:x, [], [ elm:hasPart _:x ] ; elm:title "no language", "one"@en, "two"@en .
    """
    back = from_rdf(text, format="turtle")
    assert back["hasPart"]["hasPart"]["isPartOf"][0] == "urn:a"
    assert to_rdf(back, format="turtle") == to_rdf(
        from_rdf(to_rdf(back, format="turtle"), format="turtle"), format="turtle"
    )


def test_entangled_nodes_do_not_grow() -> None:
    lines = [C + " ; <http://data.europa.eu/snb/model/elm/hasPart> <urn:n:0> ."]
    for n in range(40):
        lines += [f"<urn:n:{n}> <urn:p> <urn:n:{n + 1}> ; <urn:q> <urn:n:{n + 1}> ."]
    back = from_rdf("\n".join(lines), format="turtle")
    assert len(json.dumps(back)) < 20_000
    text = to_rdf(back, format="ntriples")
    assert len(text.splitlines()) == 82


def test_what_nothing_leads_to_is_included() -> None:
    text = C + " . <urn:x> <urn:p> <urn:y> . <urn:y> <urn:p> <urn:x> . <urn:z> <urn:p> 1 ."
    back = from_rdf(text, format="turtle")
    assert len(back["@included"]) == 2
    assert len(to_rdf(back, format="ntriples").splitlines()) == 4
    two = text + C.replace("c:1", "c:2") + " ; <urn:p> [ <urn:q> 2 ] ."
    first, second = each_from_rdf(two, format="turtle")
    assert first["id"] == "urn:c:1" and "@included" not in first
    assert [problem.code for problem in second.losses] == ["MAPPING_UNREAD"]
    (alone,) = each_from_rdf(C + ".", format="turtle")
    assert alone.losses == ()


@pytest.mark.parametrize(
    "text",
    [
        "<urn:p> 'text'",
        "<urn:p> 'x'@en ; <http://purl.org/dc/terms/title> 'y'@en, 'z', 1",
        "<http://purl.org/dc/terms/type> 'a literal where a node belongs', <urn:n>",
        "<http://data.europa.eu/snb/model/elm/page> '07'^^<urn:t>, 7, '7', 'x'@en",
        "<http://www.w3.org/2004/02/skos/core#notation> 'n', 7, true, 1.5, 'x'@lv, <urn:i>",
        "a 'no type', _:t ; <urn:p> _:t",
        "<http://data.europa.eu/m8glatitude> '1' ; <clv:latitude> '2'",
        "<http://data.europa.eu/snb/model/elm/> <urn:x> ; <https://schema.org/name> 'n'",
        "<urn:p> '{}'^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>",
        "<urn:p> ( 1 ( <urn:x> ) )",
        "<http://data.europa.eu/snb/model/elm/hasPart> []",
        "<http://data.europa.eu/snb/model/elm/point> '1'^^<http://www.w3.org/2001/XMLSchema#decimal>",
    ],
)
def test_odd_statements_are_said_all_the_same(text: str) -> None:
    turtle = f"{C} ; {text} ."
    for envelope in ("edc", "vcdm2"):
        back = from_rdf(turtle, format="turtle", envelope=envelope)  # type: ignore[arg-type]
        again = from_rdf(to_rdf(back, format="turtle"), format="turtle", envelope=envelope)  # type: ignore[arg-type]
        assert again == back


# What it is about


def test_any_node_can_be_asked_for() -> None:
    text = "<urn:q> a <http://data.europa.eu/snb/model/elm/Qualification> ; <urn:p> <urn:r> ."
    assert from_rdf(text, format="turtle", id="urn:q")["type"] == "Qualification"
    with pytest.raises(MappingError) as caught:
        from_rdf(text, format="turtle")
    assert (caught.value.code, caught.value.problem.found) == ("RDF_SUBJECT", "no credential")
    for id in ("urn:nobody", ""):
        with pytest.raises(MappingError):
            from_rdf(text, format="turtle", id=id)


def test_credentials_inside_of_others_are_no_documents_of_their_own() -> None:
    text = f"{C} ; <urn:p> <urn:c:2> . {C.replace('c:1', 'c:2')} ."
    assert from_rdf(text, format="turtle")["id"] == "urn:c:1"
    circle = f"{C} ; <urn:p> <urn:c:2> . {C.replace('c:1', 'c:2')} ; <urn:p> <urn:c:1> ."
    assert [d["id"] for d in each_from_rdf(circle, format="turtle")] == ["urn:c:1", "urn:c:2"]


@pytest.mark.parametrize(
    ("inside", "said"),
    [("<urn:a> <urn:p> 1 . <urn:b> <urn:p> 2 .", "several"), ("", "no place")],
)
def test_graphs_that_no_document_can_say_are_refused(inside: str, said: str) -> None:
    term = "<urn:p>" if not inside else "<https://w3id.org/security#proof>"
    text = f"{C} ; {term} <urn:g> . <urn:g> {{ {inside or '<urn:a> <urn:p> 1 .'} }}"
    with pytest.raises(MappingError, match=said) as caught:
        from_rdf(text, format="trig")
    assert caught.value.code == "RDF_INEXPRESSIBLE"


def test_a_name_that_contexts_would_read_otherwise_is_refused() -> None:
    text = C + " ; <urn:p> <elm:thing> ."
    with pytest.raises(MappingError) as caught:
        from_rdf(text, format="turtle")
    assert caught.value.code == "RDF_INEXPRESSIBLE" and "elm:thing" in str(caught.value)


def test_a_chain_that_is_too_long_is_refused() -> None:
    lines = [C + " ; <urn:p> <urn:n:0> ."]
    lines += [f"<urn:n:{n}> <urn:p> <urn:n:{n + 1}> ." for n in range(100)]
    with pytest.raises(LimitError) as caught:
        from_rdf("\n".join(lines), format="turtle")
    assert caught.value.code == "LIMIT_DEPTH"


def test_too_many_kinds_of_nodes_are_refused() -> None:
    terms = [t for t in contexts.document(contexts.OPEN_BADGES_V3)["@context"] if t[0].isupper()]
    base = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
    nodes = [
        f"<urn:p> [ a {', '.join(f'<{base}{t}>' for t in (terms[i], terms[j]))} ]"
        for i in range(len(terms))
        for j in range(i)
    ]
    text = C + " ; " + " ; ".join(nodes) + " ."
    ob3 = [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES_V3]
    with pytest.raises(LimitError) as caught:
        from_rdf(text, format="turtle", context=ob3, limits=Limits(contexts=64))
    assert caught.value.code == "LIMIT_CONTEXTS"


@pytest.mark.parametrize(
    "arguments",
    [{"envelope": "other"}, {"context": ["https://evil.example/"]}, {"format": "rdfa"}],
)
def test_an_argument_that_cannot_be_right_is_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        from_rdf(C + " .", **{"format": "turtle", **arguments})


def test_the_way_back_has_the_envelope_of_choice(reference: Path) -> None:
    document = credential(reference, MICRO_SIGNED)
    text = to_rdf(in_envelope(document, "vcdm2"), format="turtle")
    assert text == to_rdf(document, format="turtle")
    assert from_rdf(text, format="turtle", envelope="vcdm2")["@context"] == [
        contexts.CREDENTIALS_V2,
        contexts.MICROCRED_ELM_V1,
    ]
