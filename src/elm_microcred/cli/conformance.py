"""`elm-microcred conformance`: the command line that the public suite of VC-JOSE-COSE drives.

The key is given in a file, so that nobody is asked whose it is; the clock is not asked either. Of
a presentation, the credentials have to be enveloped; their issuers' keys are not at hand.

Spec: https://github.com/w3c/vc-jose-cose-test-suite
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

import click

from elm_microcred import contexts
from elm_microcred.cli import files
from elm_microcred.cli.output import EXIT_CODES
from elm_microcred.errors import ElmMicrocredError, KeyMaterialError, ParseError, UsageError
from elm_microcred.issuing import sign
from elm_microcred.jsonld import check_terms
from elm_microcred.limits import DEFAULT
from elm_microcred.problem import Problem, shorten
from elm_microcred.proofs import keys
from elm_microcred.proofs.data_urls import is_enveloped, read_data_url
from elm_microcred.proofs.envelopes import Received, Setting, envelope_named
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.proof import identifier_of, is_presentation, listed
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.retrieval import offline
from elm_microcred.strict_json import read_json
from elm_microcred.validation.data_model import data_model_problems

Document = dict[str, Any]

_SECURING = {"jose": "jwt", "sdjwt": "sd-jwt", "cose": "cose"}
_FEATURES = [f"{kind}_{how}" for kind in ("credential", "presentation") for how in _SECURING]
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_BREAKS = str.maketrans("", "", "\t\r\n")
_EXAMPLES = {url: contexts.document(url, unapproved=True) for url in contexts.UNAPPROVED_URLS}


def _options(command: Any) -> Any:
    for option in (
        click.option(
            "--output", required=True, metavar="FILE", help="Where the result is written."
        ),
        click.option("--feature", required=True, type=click.Choice(_FEATURES)),
        click.option("--key", required=True, metavar="FILE", help="A verification method."),
        click.option("--input", "source", required=True, metavar="FILE"),
    ):
        command = option(command)
    return command


@click.group()
def command() -> None:
    """What the public test suite of VC-JOSE-COSE drives: for tests only."""


@command.command()
@_options
@click.option("--sd", metavar="JSON", help="Dotted paths of what can be hidden, as a JSON list.")
def issue(source: str, key: str, feature: str, output: str, sd: str | None) -> int:
    """Secure a document, and write the result as JSON."""
    return _write(output, lambda: _issued(source, key, feature, sd))


@command.command()
@_options
@click.option("--sd", hidden=True)
def verify(source: str, key: str, feature: str, output: str, sd: str | None) -> int:  # noqa: ARG001
    """Verify a secured document, and write the result as JSON."""
    return _write(output, lambda: _verified(source, key, feature))


def _write(output: str, work: Any) -> int:
    try:
        result = {"result": "success", "data": work()}
    except UsageError:
        raise
    except ElmMicrocredError as error:
        result = {"result": "failure", "data": str(error)}
    files.write(output, (json.dumps(result, ensure_ascii=False) + "\n").encode(), force=True)
    return EXIT_CODES["passed" if result["result"] == "success" else "failed"]


def _issued(source: str, key: str, feature: str, sd: str | None) -> str:
    document = read_json(files.read(source, DEFAULT.credential_bytes))
    if not isinstance(document, dict):
        raise ParseError("PARSE_NOT_AN_OBJECT", "Not a document.", found=shorten(document))
    document = _without_breaks(document)
    _refuse([*_of_kind(document, feature), *_unknown_terms(document)])
    party = document.get("holder" if is_presentation(document) else "issuer")
    method = _json_object(key)
    secret = keys.from_secret_jwk(_member(method, "secretKeyJwk"))
    controller = identifier_of(party) or str(method.get("controller"))
    signer = LocalSigner(secret, verification_method=method["id"], controller=controller)
    secured = sign(
        document,
        signer,
        securing=_named(feature),
        now=dt.datetime.now(dt.UTC),
        disclosable=None if sd is None else _pointers(sd),
        random_bytes=secrets.token_bytes,
        extra_contexts=_EXAMPLES,
    )
    if feature.endswith("_cose"):
        return base64.b64encode(secured.content).decode()
    return secured.content.decode()


def _verified(source: str, key: str, feature: str) -> str:
    content = files.read(source, DEFAULT.sealed_bytes).strip()
    if feature.endswith("_cose"):
        content = _from_base64(content)
    public = keys.from_jwk(_member(_json_object(key), "publicKeyJwk"))
    policy = Policy(issuer_binding=False, checks=frozenset({"securing", "controller"}))
    setting = Setting(offline, dt.datetime.now(dt.UTC), policy, known_key=public)
    envelope = envelope_named(_named(feature))
    received = Received(content)
    if envelope is None or not envelope.recognises(received):
        raise ParseError("PARSE_UNKNOWN_FORMAT", "The document is not secured like this.")
    opened = envelope.open(received, setting)
    problems = [*opened.parse, *(p for check in opened.examined.checks for p in check.problems)]
    document = _without_breaks(opened.document or {})
    problems += [*data_model_problems(document), *_of_kind(document, feature)]
    problems += check_terms(document, extra_contexts=_EXAMPLES)
    _refuse([problem for problem in problems if problem.severity == "error"])
    return json.dumps(document, ensure_ascii=False)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ParseError.from_problems(problems)


def _named(feature: str) -> str:
    kind, _, how = feature.partition("_")
    return f"{'vc' if kind == 'credential' else 'vp'}+{_SECURING[how]}"


def _without_breaks(document: Document) -> Document:
    """The document with its `data:` URLs on one line: the suite's own have line breaks in them.

    Spec: https://url.spec.whatwg.org/#concept-basic-url-parser
    """
    held = document.get("verifiableCredential")
    if not isinstance(held, list):
        return document
    joined = [
        {**entry, "id": entry["id"].translate(_BREAKS)}
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
        else entry
        for entry in held
    ]
    return {**document, "verifiableCredential": joined}


def _of_kind(document: Document, feature: str) -> Iterator[Problem]:
    """Whether a document is a credential or a presentation, as the feature says."""
    wants = feature.startswith("presentation")
    if is_presentation(document) is not wants:
        yield Problem("CREDENTIAL_MALFORMED", "The document is of the other kind.", pointer="/type")
    for place, credential in enumerate(listed(document.get("verifiableCredential", []))):
        pointer = f"/verifiableCredential/{place}"
        if not isinstance(credential, dict) or not is_enveloped(credential):
            detail = "A credential in a presentation is enveloped."
            yield Problem("ENVELOPE_INVALID", detail, pointer=pointer)
            continue
        try:
            read_data_url(credential)
        except ParseError as error:
            yield error.problem.at(pointer)


def _unknown_terms(document: Document) -> list[Problem]:
    """Members of the document itself that only the context of examples would give a meaning."""
    base = {**document, "@context": [contexts.CREDENTIALS_V2]}
    return [p for p in check_terms(base) if p.pointer.count("/") == 1]


def _pointers(sd: str) -> list[str]:
    paths = read_json(sd)
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise UsageError("USAGE", "--sd is a JSON list of paths.", found=shorten(paths))
    return ["".join(f"/{name or place}" for name, place in _STEP.findall(path)) for path in paths]


def _json_object(path: str) -> Document:
    found = read_json(files.read(path, DEFAULT.credential_bytes))
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise KeyMaterialError("KEY_MALFORMED", f"{path} holds no verification method.")
    return found


def _member(method: Document, name: str) -> Document:
    jwk = method.get(name)
    if not isinstance(jwk, dict):
        raise KeyMaterialError(
            "KEY_MALFORMED", "The verification method has no such key.", found=name
        )
    return jwk


def _from_base64(content: bytes) -> bytes:
    try:
        return base64.b64decode(content + b"=" * (-len(content) % 4), validate=True)
    except binascii.Error as error:
        raise ParseError("PARSE_INVALID_CBOR", "A COSE message is given in base64.") from error
