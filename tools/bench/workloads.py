"""The documents that are measured: real credentials, and scaled ones made by rule.

W1     an Open Badge of ours (`w1.json` beside this file): many scoped contexts, 91 quads
W2     the EU's sample of a micro-credential: 111 KB, mostly images
W3     W2 with every string `content` of more than 1,000 characters replaced by `AA==`
S10..  W1 with so many subjects, their ids, texts and salts made distinct
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from elm_microcred import contexts

Document = dict[str, Any]

_W1 = Path(__file__).with_name("w1.json")
_W2 = "w2_elm_mc_annex1.json"


def workloads(names: list[str], bench: Path) -> Iterator[tuple[str, Document]]:
    """Name and document of each workload; W2 and W3 need the folder of benchmark data.

    Raises:
        FileNotFoundError: If a workload is asked for whose data are not there.
    """
    for name in names:
        if name == "W1":
            yield name, json.loads(_W1.read_text("utf-8"))
        elif name in ("W2", "W3"):
            document = json.loads((bench / _W2).read_text("utf-8"))
            yield name, document if name == "W2" else _without_images(document)
        else:
            yield name, scaled(int(name.removeprefix("S")))


def scaled(count: int) -> Document:
    """W1 with `count` subjects, each with an achievement of its own."""
    document: Document = json.loads(_W1.read_text("utf-8"))
    subject = document["credentialSubject"]
    document["credentialSubject"] = [_distinct(subject, number) for number in range(count)]
    return document


def _distinct(subject: Document, number: int) -> Document:
    made = copy.deepcopy(subject)
    achievement = made["achievement"]
    made["id"] += f"-{number}"
    made["identifier"][0]["salt"] += f"-{number}"
    achievement["id"] += f"-{number}"
    achievement["name"] += f" {number}"
    achievement["description"] += f" {number}"
    achievement["criteria"]["narrative"] += f" {number}"
    described = achievement["resultDescription"][0]
    described["id"] += f"-{number}"
    made["result"][0]["resultDescription"] = described["id"]
    return made


def _without_images(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: "AA=="
            if name == "content" and isinstance(member, str) and len(member) > 1_000
            else _without_images(member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_without_images(item) for item in value]
    return value


def issuable(document: Document, controller: str) -> Document:
    """The document as both sides sign it: our key's issuer, and a context for the proof.

    The base context of version 2 defines Data Integrity proofs; beside version 1 the context
    `data-integrity/v2` has to stand.
    """
    made = copy.deepcopy(document)
    made["issuer"]["id"] = controller
    if contexts.CREDENTIALS_V1 in made["@context"]:
        made["@context"] = [*made["@context"], contexts.DATA_INTEGRITY_V2]
        made.setdefault("issuanceDate", made["validFrom"])
        made.setdefault("issued", made["validFrom"])
    return made
