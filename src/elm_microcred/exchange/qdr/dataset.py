"""`Dataset`: what the Qualification Dataset Register takes, typed, in RDF and in XML.

```python
from elm_microcred.exchange.qdr import read_dataset

found = read_dataset(content, format="qdr-xml", profile="loq")
found.problems  # what in the file is not as the schema has it, with line and XPath
found.dataset.nodes  # typed: LearningOpportunity, Qualification, Organisation, …
found.dataset.to_rdf("turtle")
found.dataset.to_xml().content
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from elm_microcred.errors import ModelError, UsageError
from elm_microcred.exchange.flat_json_ld import to_json_ld
from elm_microcred.exchange.qdr.statements import Statements, nodes_of
from elm_microcred.exchange.qdr.tables import Profile, check_profile, xml_table
from elm_microcred.exchange.qdr.xml_reader import read_xml_nodes
from elm_microcred.exchange.qdr.xml_writer import write_xml_nodes
from elm_microcred.exchange.rdf import FORMATS
from elm_microcred.exchange.rdf_import import read_rdf
from elm_microcred.exchange.rdf_xml import to_rdf_xml
from elm_microcred.exchange.turtle import to_turtle
from elm_microcred.jsonld import Quad, canonical_labels, read_json, to_nquads, to_quads
from elm_microcred.limits import BULK, Limits
from elm_microcred.model import elm
from elm_microcred.problem import Problem

QDR_XML: Final = "qdr-xml"
"""The name of the XML form."""

_BROUGHT: Final = "urn:elm-microcred:context-of-the-file"

DATASET_FORMATS: Final = (*FORMATS, QDR_XML)
"""Every form that a dataset is read from and written in."""


@dataclass(frozen=True, slots=True)
class DatasetXml:
    """A dataset in the XML form of the register.

    Attributes:
        content: The file.
        losses: What the XML form has no place for.
    """

    content: bytes
    losses: tuple[Problem, ...]


@dataclass(frozen=True)
class Dataset:
    """A set of nodes of ELM, each with an id, that refer to each other by it.

    Attributes:
        profile: `loq` (learning opportunities and qualifications) or `ams` (accreditations).
        documents: The nodes as JSON, under the member names of the typed classes.
    """

    profile: Profile
    documents: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, nodes: Iterable[elm.Node | Mapping[str, Any]], *, profile: str) -> Dataset:
        """The dataset of these nodes, typed or as JSON.

        Raises:
            UsageError: If there is no such profile.
        """
        documents = tuple(
            node.to_dict() if isinstance(node, elm.Node) else dict(node) for node in nodes
        )
        return cls(check_profile(profile), documents)

    @cached_property
    def nodes(self) -> tuple[elm.Node, ...]:
        """The nodes, typed.

        Raises:
            ParseError: If one is of no class of ELM.
            ModelError: If a value is of the wrong kind; pointers begin with the number of a node.
        """
        found, problems = [], []
        for place, document in enumerate(self.documents):
            try:
                found.append(elm.parse(document))
            except ModelError as error:
                problems += [replace(p, pointer=f"/{place}{p.pointer}") for p in error.problems]
        if problems:
            raise ModelError.from_problems(problems)
        return tuple(found)

    def statements(self, *, limits: Limits = BULK) -> list[Quad]:
        """What it says, each statement once, in order, its blank nodes named as RDFC-1.0 has it.

        Raises:
            MappingError: If it holds what RDF cannot say.
            LimitError: If it says too much.
        """
        return _canonical(self.said(limits=limits).quads, limits)

    def said(self, *, limits: Limits = BULK) -> Statements:
        """The same as it stands, with the places of the nodes: for checks.

        Raises:
            MappingError: If it holds what RDF cannot say.
            LimitError: If it says too much.
        """
        said = Statements(self.profile, limits)
        for place, document in enumerate(self.documents):
            said.add(document, (place,))
        return said

    def to_rdf(self, format: str, *, limits: Limits = BULK) -> str:
        """The dataset as RDF; the same statements always give the same text.

        Args:
            format: A name of `exchange.rdf.FORMATS`; `json-ld` is expanded and flattened, so that
                it needs no context.
            limits: Bounds on its size.

        Raises:
            MappingError: If it holds what RDF, or the format, cannot say.
            UsageError: If there is no such format.
        """
        if format not in FORMATS:
            raise UsageError(
                "USAGE",
                "This is no RDF format.",
                found=format,
                expected="one of " + ", ".join(FORMATS),
            )
        quads = self.statements(limits=limits)
        if format == "json-ld":
            return to_json_ld(quads)
        if format == "rdfxml":
            return to_rdf_xml(quads)
        return to_turtle(quads) if format in ("turtle", "trig") else to_nquads(quads)

    def to_xml(self) -> DatasetXml:
        """The dataset in the XML form of the register, valid where the dataset is whole.

        Raises:
            MappingError: If a node of a section has no id.
        """
        content, losses = write_xml_nodes(self.documents, xml_table(self.profile))
        return DatasetXml(content, losses)


@dataclass(frozen=True, slots=True)
class DatasetReading:
    """A dataset as it was read.

    Attributes:
        dataset: The dataset.
        problems: What is not as the form asks, and what was not read; of XML with line and XPath.
    """

    dataset: Dataset
    problems: tuple[Problem, ...]


def read_dataset(
    content: bytes | str, *, format: str, profile: str, limits: Limits = BULK
) -> DatasetReading:
    """The dataset in a file; nothing that it names is fetched.

    Args:
        content: The file.
        format: A name of `DATASET_FORMATS`.
        profile: `loq` or `ams`.
        limits: Bounds on size, nesting and number.

    Raises:
        ParseError: If it is not of that format, or its root is another.
        MappingError: If its statements stand in named graphs.
        JsonLdError: If JSON-LD would lose a statement, or names a context that is not bundled.
        LimitError: If it is too long, too deep, or says too much.
        UsageError: If there is no such format or profile.
    """
    table = xml_table(check_profile(profile))
    if format == QDR_XML:
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        documents, problems = read_xml_nodes(data, table, limits)
        return DatasetReading(Dataset(table.profile, tuple(documents)), problems)
    if format not in FORMATS:
        raise UsageError(
            "USAGE",
            "There is no such form of a dataset.",
            found=format,
            expected="one of " + ", ".join(DATASET_FORMATS),
        )
    quads = _read_rdf(content, format, limits)
    documents = nodes_of(quads, table.profile, table.entities, limits)
    return DatasetReading(Dataset(table.profile, tuple(documents)), ())


def _read_rdf(content: bytes | str, format: str, limits: Limits) -> list[Quad]:
    """The statements; of JSON-LD also under a context that the file brings with it.

    Nobody signed a dataset: the context beside the data can change no more than the data can. An
    address in it is not followed.
    """
    if format == "json-ld" and len(content) <= limits.sealed_bytes:
        value = read_json(content, limits=limits)
        context = value.get("@context") if isinstance(value, dict) else None
        if isinstance(context, dict):
            brought = {_BROUGHT: {"@context": context}}
            return to_quads({**value, "@context": _BROUGHT}, limits=limits, extra_contexts=brought)
    return read_rdf(content, format=format, limits=limits)


def _canonical(quads: Iterable[Quad], limits: Limits) -> list[Quad]:
    quads = list(dict.fromkeys(quads))
    label = canonical_labels(quads, limits=limits)
    return sorted({Quad(*(label.get(term, term) for term in quad)) for quad in quads})
