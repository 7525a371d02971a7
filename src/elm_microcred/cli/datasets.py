"""Datasets for registers, made of catalogues or read from files: what `export --dataset` does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from elm_microcred.cli import files, inputs
from elm_microcred.errors import UsageError
from elm_microcred.exchange.qdr import (
    Dataset,
    achievements_of,
    check_dataset,
    dataset_of,
    read_dataset,
)
from elm_microcred.exchange.qdr.dataset import QDR_XML
from elm_microcred.exchange.qdr.tables import check_profile
from elm_microcred.limits import BULK
from elm_microcred.model import Achievement
from elm_microcred.problem import Problem
from elm_microcred.report import Check, Report

ACHIEVEMENTS: Final = "achievements"
"""The form in which a dataset goes back into a catalogue: a JSON array of achievements."""

_TEMPLATES: Final = (".json", ".yaml", ".yml")
_READ: Final = {".xml": QDR_XML, ".jsonld": "json-ld", **inputs.RDF}


@dataclass
class Made:
    """A dataset, ready to be written.

    Attributes:
        content: The file.
        report: How it fits its profile, and, of XML, its schema.
        losses: What the dataset or the form has no place for.
    """

    content: bytes
    report: Report
    losses: list[Problem] = field(default_factory=list)


def make(paths: Sequence[str], profile: str, form: str) -> Made:
    """The dataset of files: templates of achievements, folders of them, or datasets.

    Raises:
        ParseError: If a file cannot be read.
        UsageError: If there is nothing in them.
    """
    name = check_profile(profile)
    templates: list[Achievement] = []
    documents: list[Mapping[str, Any]] = []
    problems: list[Problem] = []
    losses: list[Problem] = []
    for path in each_file(paths):
        suffix = Path(path).suffix.lower()
        if suffix not in _READ:
            templates.append(inputs.record(Achievement, path))
            continue
        content = files.read(path, BULK.sealed_bytes)
        with inputs.naming(path):
            found = read_dataset(content, format=_READ[suffix], profile=name)
        documents += found.dataset.documents
        problems += found.problems
    if templates:
        made = dataset_of(templates, profile=name)
        documents += made.dataset.documents
        losses += made.losses
    dataset = Dataset(name, tuple(documents))
    checks = list(check_dataset(dataset).checks)
    if problems:
        checks.insert(0, Check.of("parse", problems))
    if form == QDR_XML:
        written = dataset.to_xml()
        losses += written.losses
        again = read_dataset(written.content, format=QDR_XML, profile=name)
        checks.append(Check.of("schema", again.problems))
        return Made(written.content, Report(tuple(checks)), losses)
    if form == ACHIEVEMENTS:
        back = achievements_of(dataset)
        losses += back.problems
        listed = [achievement.to_dict() for achievement in back.achievements]
        text = json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
        return Made(text.encode(), Report(tuple(checks)), losses)
    return Made(dataset.to_rdf(form).encode(), Report(tuple(checks)), losses)


def dataset_file(path: str, profile: str) -> Dataset:
    """The dataset in one file, of RDF or XML, told by the end of its name.

    Raises:
        ParseError: If it is not of that form.
        UsageError: If its name tells no form.
    """
    form = _READ.get(Path(path).suffix.lower())
    if form is None:
        raise UsageError(
            "USAGE", f"{path} is no dataset.", expected="a file named " + ", ".join(_READ)
        )
    content = files.read(path, BULK.sealed_bytes)
    with inputs.naming(path):
        return read_dataset(content, format=form, profile=profile).dataset


def each_file(paths: Sequence[str]) -> Iterator[str]:
    """The files that paths name, those of folders by name.

    Raises:
        UsageError: If a folder holds no template.
    """
    for path in paths:
        if path == files.STANDARD or not Path(path).is_dir():
            yield path
            continue
        found = sorted(p for p in Path(path).iterdir() if p.suffix.lower() in _TEMPLATES)
        if not found:
            raise UsageError(
                "USAGE",
                f"{path} holds no achievement.",
                expected="files of achievements: *.json, *.yaml",
            )
        yield from map(str, found)
