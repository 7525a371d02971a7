"""Vectors of what proofs are written with: canonical JSON, multibase text, `did:key` documents."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from corpus.case import Result, said
from elm_microcred import offline
from elm_microcred.errors import ParseError
from elm_microcred.jsonld import canonicalize_json
from elm_microcred.proofs import multibase
from elm_microcred.proofs.dids import controlled_identifier_document, retrieve_verification_method

Case = Mapping[str, Any]

_RIGHT = "as published"
_RELATIONSHIPS = ("authentication", "assertionMethod", "capabilityInvocation")


def _judged(case: Case, question: Callable[[], str]) -> Result:
    text, answer = said(question)
    if answer is not None:
        return Result(case["id"], _RIGHT, answer.outcome, answer.code, right=False)
    return Result(case["id"], _RIGHT, str(text), None, text == _RIGHT)


def jcs(case: Case, folder: Path) -> Result:
    """RFC 8785: the canonical form of a JSON value, byte for byte."""

    def question() -> str:
        value = json.loads((folder / case["input"]).read_bytes())
        published = (folder / case["output"]).read_bytes()
        hexadecimal = bytes.fromhex((folder / case["hex"]).read_text("ascii"))
        same = canonicalize_json(value) == published == hexadecimal
        return _RIGHT if same else "other bytes"

    return _judged(case, question)


def encodings(case: Case, folder: Path) -> Result:
    """Multibase: the two encodings that proofs use, there and back; every other is refused."""

    def question() -> str:
        lines = (folder / case["input"]).read_text("utf-8").splitlines()
        (_, text), *rows = csv.reader(lines, skipinitialspace=True)
        data, published = text.replace("\\x00", "\0").encode(), dict(rows)
        for prefix, name in (("z", "base58btc"), ("u", "base64url")):
            known = published.pop(name, None)
            if known is not None and (
                multibase.encode(data, prefix) != known or multibase.decode(known) != data
            ):
                return f"another {name}"
        read = [name for name, encoded in published.items() if _reads(encoded)]
        return f"{read[0]} is read too" if read else _RIGHT

    return _judged(case, question)


def _reads(text: str) -> bool:
    try:
        multibase.decode(text)
    except ParseError:
        return False
    return True


def did_key(case: Case, folder: Path) -> Result:
    """did:key: every identifier of a file leads to its document, and its key makes it again.

    `refused` of a case names identifiers of a kind of key that is not read, as G1 and G2 in one.
    """

    def question() -> str:
        for did, entry in json.loads((folder / case["input"]).read_bytes()).items():
            if did.startswith(tuple(case.get("refused", ()))):
                _, refusal = said(partial(controlled_identifier_document, did, resolve=offline))
                if refusal is None or refusal.code != "KEY_MALFORMED":
                    return f"{did} is read too"
                continue
            mine = controlled_identifier_document(did, resolve=offline)
            theirs = entry["didDocument"]
            same = mine["id"] == theirs["id"] == did and all(
                mine[name] == [f"{did}{id}" if id[0] == "#" else id for id in theirs[name]]
                for name in _RELATIONSHIPS
            )
            (method,) = mine["verificationMethod"]
            found = retrieve_verification_method(method["id"], "assertionMethod", resolve=offline)
            if not same or f"did:key:{found.key.multikey}" != did:
                return f"another document of {did}"
        return _RIGHT

    return _judged(case, question)
