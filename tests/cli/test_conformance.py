"""The command line of the public suite of VC-JOSE-COSE: its 35 tests, and what is no result.

Inputs that the suite has and the reference data has not are made here, of the same parts.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from elm_microcred.cli import main
from elm_microcred.proofs.keys import from_secret_jwk
from elm_microcred.proofs.signer import LocalSigner
from tokens import token

pytestmark = pytest.mark.reference

Document = dict[str, Any]
Made = Callable[["Suite"], bytes]


class Suite:
    """The files of the suite, and what is made of them."""

    def __init__(self, folder: Path, place: Path) -> None:
        self.folder = folder
        self.place = place

    def json(self, name: str) -> Document:
        return json.loads((self.folder / name).read_text("utf-8"))

    def run(self, *arguments: str) -> Document:
        output = self.place / "out.json"
        code = main(["conformance", *arguments, "--output", str(output)])
        found = json.loads(output.read_text("utf-8"))
        assert code == (0 if found["result"] == "success" else 1)
        return found

    def ask(self, fn: str, source: str | Made, key: str, feature: str, sd: Any = None) -> Document:
        path = self.place / "in.txt"
        if callable(source):
            path.write_bytes(source(self))
        else:
            path = self.folder / source
        more = [] if sd is None else ["--sd", json.dumps(sd)]
        key_file = str(self.folder / f"vm-{key}.json")
        return self.run(fn, "--input", str(path), "--key", key_file, "--feature", feature, *more)

    def issue(self, source: str | Made, key: str, feature: str, sd: Any = None) -> str:
        found = self.ask("issue", source, key, feature, sd)
        assert found["result"] == "success", found
        return str(found["data"])

    def signer(self, key: str) -> LocalSigner:
        method = self.json(f"vm-{key}.json")
        return LocalSigner(from_secret_jwk(method["secretKeyJwk"]))


@pytest.fixture
def suite(reference: Path, tmp_path: Path) -> Suite:
    return Suite(reference / "w3c/vectors/vc-jose-cose", tmp_path)


def issued(source: str, key: str, feature: str, sd: Any = None) -> Made:
    return lambda suite: suite.issue(source, key, feature, sd).encode()


def tampered(source: str, key: str, feature: str) -> Made:
    def make(suite: Suite) -> bytes:
        text = suite.issue(source, key, feature)
        if feature.endswith("_cose"):
            raw = bytearray(base64.b64decode(text))
            raw[-3] ^= 1
            return base64.b64encode(raw)
        head, dot, mark = text.partition("~")[0].rpartition(".")
        flipped = ("A" if mark[5] != "A" else "B").join((mark[:5], mark[6:]))
        return (head + dot + flipped + text[len(head) + 1 + len(mark) :]).encode()

    return make


def wrong_credential(change: Document, feature: str) -> Made:
    def make(suite: Suite) -> bytes:
        document = suite.json("presentation-single.json")
        inner = {**document["verifiableCredential"][0], **change}
        payload = {**document, "verifiableCredential": [inner]}
        signer = suite.signer("p384")
        kid = "96qBnDpvS6x8YSCH_xmnLlXZMkDhHBr8lj99u5aog7s"
        if feature.endswith("_cose"):
            from elm_microcred.proofs import cbor
            from elm_microcred.proofs.cose import sign1

            header = {1: -35, 3: "application/vp", 4: kid.encode(), 16: "application/vp+cose"}
            body = json.dumps(payload).encode()
            return base64.b64encode(sign1(cbor.encode(header), body, signer))
        name = "vp+jwt" if feature.endswith("_jose") else "vp+sd-jwt"
        text = token({"alg": "ES384", "typ": name, "kid": kid}, payload, signer)
        return (text + ("" if name == "vp+jwt" else "~")).encode()

    return make


def with_vc_claim(suite: Suite) -> bytes:
    payload = {**suite.json("credential-minimal.json"), "vc": "oops", "vp": "nooo"}
    header = {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": "x"}
    return token(header, payload, suite.signer("ed25519")).encode()


def in_hexadecimal(suite: Suite) -> bytes:
    return (
        base64.b64decode(suite.issue("credential-minimal.json", "p256", "credential_cose"))
        .hex()
        .encode()
    )


MINIMAL, SELECTIVE = "credential-minimal.json", "presentation-selective.json"
NAMES = ["credentialSubject.firstName", "credentialSubject.lastName"]
NESTED = [
    "credentialSubject.address.street",
    "credentialSubject.address.city",
    "credentialSubject.phoneNumbers[0]",
]
HOLDER = ["holder", "verifiableCredential[0]"]
TESTS: dict[int, tuple[str, str | Made, str, str, Any, bool]] = {
    1: ("issue", MINIMAL, "p256", "credential_jose", None, True),
    2: ("issue", "credential-full.json", "p384", "credential_jose", None, True),
    3: ("issue", "presentation-single.json", "p256", "presentation_jose", None, True),
    4: ("issue", "presentation-multiple.json", "p521", "presentation_jose", None, True),
    5: ("issue", "credential-unknown-extensions.json", "p521", "credential_jose", None, False),
    6: ("verify", "credential-jose-minimal.txt", "p256", "credential_jose", None, True),
    7: ("verify", "presentation-jose-multiple.txt", "p384", "presentation_jose", None, True),
    8: (
        "verify",
        issued(MINIMAL, "ed25519", "credential_jose"),
        "ed25519",
        "credential_jose",
        None,
        True,
    ),
    9: (
        "verify",
        "credential-jose-unknown-extensions.txt",
        "ed25519",
        "credential_jose",
        None,
        False,
    ),
    10: ("verify", MINIMAL, "ed25519", "credential_jose", None, False),
    11: ("verify", "presentation-single.json", "ed25519", "presentation_jose", None, False),
    12: (
        "verify",
        tampered(MINIMAL, "ed25519", "credential_jose"),
        "ed25519",
        "credential_jose",
        None,
        False,
    ),
    13: ("verify", "credential-jose-bad-media-type.txt", "ed25519", "credential_jose", None, False),
    14: (
        "verify",
        "presentation-jose-bad-media-type.txt",
        "ed25519",
        "presentation_jose",
        None,
        False,
    ),
    15: ("verify", with_vc_claim, "ed25519", "credential_jose", None, False),
    16: (
        "verify",
        wrong_credential({"id": "bad"}, "presentation_jose"),
        "p384",
        "presentation_jose",
        None,
        False,
    ),
    17: ("issue", "credential-selective.json", "p384", "credential_sdjwt", NAMES, True),
    18: ("issue", "credential-nested-selective.json", "p521", "credential_sdjwt", NESTED, True),
    19: ("issue", SELECTIVE, "p384", "presentation_sdjwt", HOLDER, True),
    20: ("verify", "credential-sdjwt-selective.txt", "p384", "credential_sdjwt", None, True),
    21: (
        "verify",
        issued("credential-nested-selective.json", "p521", "credential_sdjwt", NESTED),
        "p521",
        "credential_sdjwt",
        None,
        True,
    ),
    22: (
        "verify",
        issued(SELECTIVE, "p384", "presentation_sdjwt", HOLDER),
        "p384",
        "presentation_sdjwt",
        None,
        True,
    ),
    23: (
        "verify",
        tampered("credential-selective.json", "p384", "credential_sdjwt"),
        "p384",
        "credential_sdjwt",
        None,
        False,
    ),
    24: (
        "verify",
        "credential-sdjwt-bad-media-type.txt",
        "ed25519",
        "credential_sdjwt",
        None,
        False,
    ),
    25: (
        "verify",
        issued("presentation-single.json", "p384", "presentation_jose"),
        "p384",
        "presentation_sdjwt",
        None,
        False,
    ),
    26: (
        "verify",
        wrong_credential({"type": "X"}, "presentation_sdjwt"),
        "p384",
        "presentation_sdjwt",
        None,
        False,
    ),
    27: ("issue", MINIMAL, "did-ed25519", "credential_cose", None, True),
    28: ("issue", "presentation-single.json", "p384", "presentation_cose", None, True),
    29: ("verify", "credential-cose-minimal.txt", "p256", "credential_cose", None, True),
    30: ("verify", in_hexadecimal, "p256", "credential_cose", None, False),
    31: (
        "verify",
        issued("presentation-single.json", "p384", "presentation_cose"),
        "p384",
        "presentation_cose",
        None,
        True,
    ),
    32: (
        "verify",
        tampered(MINIMAL, "p256", "credential_cose"),
        "p256",
        "credential_cose",
        None,
        False,
    ),
    33: ("verify", "credential-cose-bad-media-type.txt", "p384", "credential_cose", None, False),
    34: (
        "verify",
        "presentation-cose-bad-media-type.txt",
        "p256",
        "presentation_cose",
        None,
        False,
    ),
    35: (
        "verify",
        wrong_credential({"id": "bad"}, "presentation_cose"),
        "p384",
        "presentation_cose",
        None,
        False,
    ),
}


@pytest.mark.parametrize("number", TESTS)
def test_of_the_suite(suite: Suite, number: int) -> None:
    fn, source, key, feature, sd, succeeds = TESTS[number]
    found = suite.ask(fn, source, key, feature, sd)
    assert found["result"] == ("success" if succeeds else "failure"), found
    assert isinstance(found["data"], str)


def test_what_is_issued_is_verified_again(suite: Suite) -> None:
    for feature in ("credential_jose", "credential_sdjwt", "credential_cose"):
        for key in ("p256", "p384", "p521", "ed25519", "did-ed25519"):
            made = issued("credential-full.json", key, feature)
            found = suite.ask("verify", made, key, feature)
            assert found["result"] == "success", found
            assert (
                suite.ask("verify", made, "p256" if key != "p256" else "p384", feature)["result"]
                == "failure"
            )


def test_a_document_of_the_other_kind_is_a_failure(suite: Suite) -> None:
    for source, feature in ((MINIMAL, "presentation_jose"), (SELECTIVE, "credential_jose")):
        assert suite.ask("issue", source, "p256", feature)["result"] == "failure"
    made = issued(MINIMAL, "p256", "credential_jose")
    assert suite.ask("verify", made, "p256", "presentation_jose")["result"] == "failure"


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"[]", b"{}"), (b"{}", b"[]"), (b"{}", b'{"id": "x"}'), (b"{", b"{}")],
)
def test_files_that_hold_nothing_are_a_failure(
    suite: Suite, tmp_path: Path, content: bytes, key: bytes
) -> None:
    (tmp_path / "key.json").write_bytes(key)
    (tmp_path / "doc.json").write_bytes(content)
    for fn in ("issue", "verify"):
        for feature in ("credential_jose", "credential_cose"):
            found = suite.run(
                fn,
                *("--input", str(tmp_path / "doc.json")),
                *("--key", str(tmp_path / "key.json")),
                *("--feature", feature),
            )
            assert found["result"] == "failure"


def test_wrong_usage_is_no_result(suite: Suite, tmp_path: Path) -> None:
    output = str(tmp_path / "out.json")
    key = str(suite.folder / "vm-p256.json")
    source = str(suite.folder / "credential-selective.json")
    arguments = ["conformance", "issue", "--input", source, "--key", key, "--output", output]
    assert main([*arguments, "--feature", "credential_sdjwt", "--sd", "{}"]) == 2
    assert main([*arguments, "--feature", "credential_mdoc"]) == 2
    assert not Path(output).exists()
