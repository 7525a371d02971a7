"""The credential as RDF, and a question in SPARQL."""

from pathlib import Path

import rdflib

from elm_microcred import Achievement, Award, MicroCredential, to_elm, to_rdf

EXAMPLES = Path(__file__).resolve().parent.parent

course = Achievement.load(EXAMPLES / "port-safety.json")
document = to_elm(MicroCredential(course, Award.parse({"awarded_at": "2026-06-30"})))
graph = rdflib.Graph().parse(data=to_rdf(document, format="turtle"), format="turtle")
outcomes = graph.query(
    """
    PREFIX elm: <http://data.europa.eu/snb/model/elm/>
    PREFIX dc: <http://purl.org/dc/terms/>
    SELECT ?title WHERE { ?outcome a elm:LearningOutcome ; dc:title ?title
                          FILTER (lang(?title) = "en") } ORDER BY ?title
    """
)
print(len(graph), "triples")
for (title,) in outcomes:
    print(" ", title)
