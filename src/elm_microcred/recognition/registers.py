"""Registers that stand in a file: a dataset of accreditations (AMS) that is asked offline.

```python
from elm_microcred.exchange.qdr import read_dataset
from elm_microcred.recognition.registers import dataset_register

register = dataset_register(read_dataset(content, format="rdfxml", profile="ams").dataset)
recognise(verification, register=register)
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from elm_microcred.exchange.qdr import Dataset
from elm_microcred.model import MicroCredential
from elm_microcred.model.agents import Organisation
from elm_microcred.recognition.report import RegisterAnswer

_NUMBERS = ("identifier", "registration", "eIDASIdentifier", "vatIdentifier", "taxIdentifier")


def dataset_register(
    dataset: Dataset, *, name: str = "Register of accreditations", as_of: str | None = None
) -> Callable[[MicroCredential], Sequence[RegisterAnswer]]:
    """A register that answers from a dataset of accreditations.

    An accreditation is found where the dataset has one of that id, given to the body that awards
    or issues (by its id, or by one of its numbers), in force on the day of the award. What a
    credential names without an id cannot be looked up.

    Args:
        dataset: A dataset of the profile `ams`.
        name: What the register is called.
        as_of: The day of the dataset.
    """
    nodes = {str(node["id"]): node for node in dataset.documents if "id" in node}

    def ask(micro: MicroCredential) -> Sequence[RegisterAnswer]:
        answers = []
        for assurance in micro.achievement.quality_assurance:
            if assurance.id is None or assurance.id.startswith("urn:epass:"):
                answers.append(RegisterAnswer(name, str(assurance.title), None, None, as_of))
                continue
            entry = nodes.get(assurance.id)
            found = entry is not None and _covers(entry, nodes, micro)
            address = assurance.id if found else None
            answers.append(RegisterAnswer(name, assurance.id, found, address, as_of))
        return answers

    return ask


def _covers(
    entry: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]], micro: MicroCredential
) -> bool:
    """Whether an accreditation is given to who awards, and holds on the day of the award."""
    achievement = micro.achievement
    bodies = [*achievement.awarding_bodies, achievement.issuer]
    ours = {name for body in bodies if body is not None for name in _names(body)}
    given = {name for id in _ids(entry.get("organisation")) for name in _named(id, nodes)}
    moment = micro.award.awarded_at or micro.award.issued_at
    day = f"{moment:%Y-%m-%d}" if moment is not None else ""
    begins, ends = (str(entry.get(member) or "")[:10] for member in ("dateIssued", "expiryDate"))
    in_time = not day or ((not begins or begins <= day) and (not ends or day <= ends))
    return bool(ours & given) and in_time


def _names(body: Organisation) -> Iterator[str]:
    if body.id is not None and not body.id.startswith("urn:epass:"):
        yield body.id
    for identifier in body.identifiers:
        yield identifier.notation


def _named(id: str, nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield id
    for member in _NUMBERS:
        for number in _many(nodes.get(id, {}).get(member)):
            if isinstance(number, Mapping) and isinstance(number.get("notation"), str):
                yield number["notation"]


def _ids(value: Any) -> Iterator[str]:
    for each in _many(value):
        id = each.get("id") if isinstance(each, Mapping) else each
        if isinstance(id, str):
            yield id


def _many(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None else [value]
