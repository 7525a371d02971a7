"""The bundled contexts: their bytes, their equality with what is published, their use."""

from __future__ import annotations

import doctest
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from elm_microcred import contexts
from elm_microcred.errors import NotBundledError
from elm_microcred.retrieval import offline

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "contexts"
MANIFEST = json.loads((FOLDER / "manifest.json").read_bytes())["contexts"]
OURS = {contexts.MICROCRED_ELM_V1, contexts.MICROCRED_OB_V1}
ALL_URLS = sorted(contexts.URLS | contexts.UNAPPROVED_URLS)
EXACT = {
    contexts.CREDENTIALS_V2: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    contexts.DATA_INTEGRITY_V2: "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    contexts.MULTIKEY_V1: "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    contexts.JWK_V1: "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece",
}


@pytest.mark.parametrize("url", EXACT)
def test_fixed_bytes(url: str) -> None:
    assert hashlib.sha256(contexts.content(url)).hexdigest() == EXACT[url]


def test_manifest_lists_every_file_and_only_those() -> None:
    listed = {entry["file"] for entry in MANIFEST}
    there = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert there - listed == {"manifest.json", "__init__.py"}
    assert listed <= there


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry["url"])
def test_manifest_entry_is_whole(entry: dict[str, Any]) -> None:
    content = contexts.content(entry["url"], unapproved=True)
    assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert entry["version"]
    assert entry["licence"] in {"W3C-20150513", "BSD-3-Clause", "Apache-2.0", "EUPL-1.2"}
    assert entry["source"]
    others = [other["sha256"] for other in entry["also_published"]]
    digests = contexts.digests(entry["url"], unapproved=True)
    assert digests == (entry["sha256"], *others)
    assert len(set(digests)) == len(digests)
    assert all(other["note"] for other in entry["also_published"])


def test_notice_names_every_licence() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    assert [entry["file"] for entry in MANIFEST if entry["licence"] not in notice] == []


def test_constants_are_served() -> None:
    constants = {
        value
        for name, value in vars(contexts).items()
        if name.isupper() and isinstance(value, str) and name != "BASE_IRI"
    }
    assert len(constants) > 10
    assert constants <= contexts.URLS


def test_committed_files_are_what_the_tables_say() -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "contexts" / "generate.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/context",
        contexts.CREDENTIALS_V2 + "#",
        contexts.CREDENTIALS_V2 + "/",
        "http://www.w3.org/ns/credentials/v2",
        "../manifest.json",
        "manifest.json",
        "credentials-v2.jsonld",
        "",
        *sorted(contexts.UNAPPROVED_URLS),
    ],
)
def test_nothing_else_is_served(url: str) -> None:
    for serve in (contexts.content, contexts.document, contexts.digests, offline):
        with pytest.raises(NotBundledError) as caught:
            serve(url)
        assert caught.value.code == "RESOURCE_NOT_BUNDLED"


def test_a_vocabulary_that_defines_every_term_is_never_approved() -> None:
    for url in contexts.URLS:
        assert b'"@vocab":' not in contexts.content(url), url
    for url in contexts.UNAPPROVED_URLS:
        content = contexts.content(url, unapproved=True)
        assert b'"@vocab":' in content or b"odrl.jsonld" in content


def test_approved_contexts_import_approved_ones_only() -> None:
    for url in contexts.URLS:
        context = contexts.document(url)["@context"]
        parts = context if isinstance(context, list) else [context]
        assert {part for part in parts if isinstance(part, str)} <= contexts.URLS


def test_documents_are_parsed_once() -> None:
    url = contexts.OPEN_BADGES_V3
    assert contexts.document(url) is contexts.document(url)
    assert contexts.document(url) == json.loads(contexts.content(url))
    assert offline(url).content == contexts.content(url)


def _published(reference: Path) -> dict[str, Path]:
    folder = reference / "w3c" / "contexts"
    files = {
        entry["url"]: folder / entry["file"]
        for entry in json.loads((folder / "index.json").read_bytes())
    }
    folder = reference / "openbadges" / "contexts"
    for url, entry in json.loads((folder / "index.json").read_bytes()).items():
        files.setdefault(url, folder / entry["file"])
    return {**files, contexts.EDC_AP: reference / "elm" / "edc-3.2" / "edc-ap-context.jsonld"}


@pytest.mark.reference
def test_every_published_context_is_bundled(reference: Path) -> None:
    assert set(_published(reference)) == set(ALL_URLS) - OURS


@pytest.mark.reference
@pytest.mark.parametrize("url", sorted(set(ALL_URLS) - OURS))
def test_equal_to_the_published_one(url: str, reference: Path) -> None:
    published = _published(reference)[url].read_bytes()
    ours = contexts.content(url, unapproved=True)
    # The order of members counts too: it is the order in which terms are read.
    assert json.dumps(json.loads(ours)) == json.dumps(json.loads(published))
    assert hashlib.sha256(published).hexdigest() in contexts.digests(url, unapproved=True)


@pytest.mark.reference
def test_copies_in_circulation_are_recorded(reference: Path) -> None:
    folder = reference / "openbadges" / "contexts"
    for url, entry in json.loads((folder / "index.json").read_bytes()).items():
        assert entry["sha256"] in contexts.digests(url)
        assert json.loads((folder / entry["file"]).read_bytes()) == contexts.document(url)


@pytest.mark.reference
def test_older_open_badges_bytes_differ_as_recorded(reference: Path) -> None:
    older = (reference / "openbadges/contexts/ob-3.0.3.before-2025-11.json").read_bytes()
    digests = contexts.digests(contexts.OPEN_BADGES_V3)
    assert hashlib.sha256(older).hexdigest() in digests[1:]
    terms = dict(contexts.document(contexts.OPEN_BADGES_V3)["@context"])
    del terms["jti"], terms["endorsementJwt"]
    assert terms == json.loads(older)["@context"]


@pytest.mark.reference
def test_older_elm_bytes_differ_as_recorded(reference: Path) -> None:
    older = (reference / "elm/edc-3.1/edc-ap-context.jsonld").read_bytes()
    assert hashlib.sha256(older).hexdigest() in contexts.digests(contexts.EDC_AP)[1:]
    old = json.loads(older)["@context"]
    new = contexts.document(contexts.EDC_AP)["@context"]
    assert set(new) - set(old) == {"CredentialStatus", "Proof", "TermsOfUse", "resultDistribution"}
    assert set(old) - set(new) == {"resultDestribution"}
    assert [term for term in old if term in new and old[term] != new[term]] == ["nationalID"]


def _loader(url: str, _options: object) -> dict[str, Any]:
    return {"contextUrl": None, "documentUrl": url, "document": contexts.document(url)}


def _expand(document: dict[str, Any]) -> list[dict[str, Any]]:
    expanded: list[dict[str, Any]] = jsonld.expand(
        document, {"documentLoader": _loader, "base": None}
    )
    return expanded


@pytest.mark.parametrize("url", sorted(contexts.URLS))
def test_the_reference_processor_reads_every_class(url: str) -> None:
    context = contexts.document(url)["@context"]
    own = context[-1] if isinstance(context, list) else context
    classes = [term for term in own if term[0].isupper() or term[0].isdigit()]
    for name in classes or ["urn:example:T"]:
        (expanded,) = _expand({"@context": url, "@id": "urn:example:1", "@type": name})
        (iri,) = expanded["@type"]
        assert ":" in iri


CREDENTIAL = {"id": "urn:uuid:9a0a0b5c-0a5b-4c83-8f8e-0b8a0d6d7c11"}
SETS: dict[str, tuple[list[str], dict[str, Any], str]] = {
    "vcdm2": (
        [contexts.CREDENTIALS_V2],
        {"type": "VerifiableCredential", "validFrom": "2026-01-01T00:00:00Z"},
        "https://www.w3.org/2018/credentials#validFrom",
    ),
    "open-badge": (
        [contexts.CREDENTIALS_V2, contexts.OPEN_BADGES_V3, contexts.OPEN_BADGES_EXTENSIONS],
        {
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "awardedDate": "2026-01-01T00:00:00Z",
        },
        "https://purl.imsglobal.org/spec/vc/ob/vocab.html#awardedDate",
    ),
    "open-badge-with-our-extension": (
        [
            contexts.CREDENTIALS_V2,
            contexts.OPEN_BADGES_V3,
            contexts.OPEN_BADGES_EXTENSIONS,
            contexts.MICROCRED_OB_V1,
        ],
        {"type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "Port safety"},
        "https://schema.org/name",
    ),
    "clr": (
        [contexts.CREDENTIALS_V2, contexts.CLR_V2, contexts.OPEN_BADGES_V3],
        {"type": ["VerifiableCredential", "ClrCredential"], "partial": True},
        "https://purl.imsglobal.org/spec/vc/clr/vocab.html#partial",
    ),
    "edc": (
        [contexts.CREDENTIALS_V1, contexts.EDC_AP],
        {
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "displayParameter": {"type": "DisplayParameter", "title": {"en": "Port safety"}},
        },
        "http://data.europa.eu/snb/model/elm/displayParameter",
    ),
    "edc-with-data-integrity": (
        [contexts.CREDENTIALS_V1, contexts.EDC_AP, contexts.DATA_INTEGRITY_V2],
        {
            "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
            "proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"},
        },
        "https://w3id.org/security#proof",
    ),
    "controlled-identifier": (
        [contexts.CID_V1],
        {"assertionMethod": ["did:example:1#key"]},
        "https://w3id.org/security#assertionMethod",
    ),
    "open-badge-2": (
        [contexts.OPEN_BADGES_V2],
        {"type": "Assertion", "badge": "https://example.org/badge"},
        "https://w3id.org/openbadges#badge",
    ),
}


@pytest.mark.parametrize("name", SETS)
def test_the_reference_processor_reads_each_set(name: str) -> None:
    urls, members, expected = SETS[name]
    (expanded,) = _expand({"@context": urls, **CREDENTIAL, **members})
    assert expanded["@id"] == CREDENTIAL["id"]
    assert expected in expanded


def test_base_context_and_edc_ap_contradict_each_other() -> None:
    with pytest.raises(jsonld.JsonLdError):
        _expand({"@context": [contexts.CREDENTIALS_V2, contexts.EDC_AP], **CREDENTIAL})


def test_the_page_lists_every_approved_context() -> None:
    page = (ROOT / "docs" / "contexts.md").read_text("utf-8")
    assert [url for url in sorted(contexts.URLS) if f"| `{url}` |" not in page] == []
    assert doctest.testfile(str(ROOT / "docs" / "contexts.md"), module_relative=False).failed == 0
