"""What is measured: each operation of ours beside the same of the peer, once they agree."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench import peer
from bench.workloads import Document, issuable
from elm_microcred.issuing import sign
from elm_microcred.jsonld import canonicalize
from elm_microcred.limits import BULK, DEFAULT
from elm_microcred.presenting import derive
from elm_microcred.proofs import multibase
from elm_microcred.proofs.jose.jws import read_compact, sign_compact
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Outcome
from elm_microcred.retrieval import Resolver, Resource, offline
from elm_microcred.status import StatusList, status_list_credential
from elm_microcred.verification import verify

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
CREATED = NOW - dt.timedelta(days=1)

Work = Callable[[], object]
Pair = tuple[Work, Work]
"""Ours, and theirs."""


class NotEqual(Exception):  # noqa: N818 - a finding, not an error
    """Ours and the peer do not give the same bytes."""


def same(what: str, ours: object, theirs: object) -> None:
    """Do nothing if both are equal.

    Raises:
        NotEqual: If they are not.
    """
    if ours != theirs:
        raise NotEqual(what)


class Bench:
    """One workload, with a key that both sides sign with."""

    def __init__(self, name: str, document: Document) -> None:
        self.name = name
        self.document = document
        self.signer = LocalSigner.generate("Ed25519")
        secret = multibase.decode_base64url(self.signer.to_jwk()["d"])
        self.key = Ed25519PrivateKey.from_private_bytes(secret)
        self.ready = issuable(document, self.signer.controller)
        self.limits = BULK if name[0] == "S" else DEFAULT
        self.created = CREATED.strftime("%Y-%m-%dT%H:%M:%SZ")

    def canonicalize(self) -> Pair:
        """The canonical form of the document."""
        ours = partial(canonicalize, self.document, limits=self.limits)
        theirs = partial(peer.canonicalize, self.document)
        same(f"{self.name}: canonical form", ours(), theirs())
        return ours, theirs

    def issue(self) -> Pair:
        """`sign` with eddsa-rdfc-2022, every check included."""
        ours, theirs = self._issue, self._issue_by_peer
        same(f"{self.name}: secured document", json.loads(ours()), json.loads(theirs()))
        return ours, theirs

    def issue_bare(self) -> Pair:
        """The same without any check: canonical forms, hashes, signature, JSON."""
        same(f"{self.name}: bare issue", self._issue_bare(), self._issue_by_peer())
        return self._issue_bare, self._issue_by_peer

    def verify(self, policy: Policy | None = None, resolve: Resolver = offline) -> Pair:
        """`verify` under the default policy: every check that is on by default."""
        content = self._issue()
        asked = policy or Policy()
        found = verify(content, now=NOW, policy=asked, resolve=resolve, limits=self.limits)
        same(f"{self.name}: our own verification", found.check("securing").outcome, Outcome.PASSED)
        return (
            lambda: verify(content, now=NOW, policy=asked, resolve=resolve, limits=self.limits),
            lambda: peer.verify(content, self.key),
        )

    def verify_bare(self) -> Pair:
        """The same without any check: JSON, canonical forms, hashes, signature."""
        content = self._issue()
        canonical = partial(canonicalize, limits=self.limits)

        def ours() -> None:
            peer.verify(content, self.key, by=canonical)

        ours()
        return ours, lambda: peer.verify(content, self.key)

    def issue_jcs(self) -> Pair:
        """`sign` with eddsa-jcs-2022, beside rfc8785 + cryptography."""

        def ours() -> bytes:
            return self._issue(securing="eddsa-jcs-2022")

        method = self.signer.verification_method
        theirs = partial(peer.issue_jcs, self.ready, self.key, method, self.created)
        same(f"{self.name}: secured with JCS", json.loads(ours()), json.loads(theirs()))
        return ours, theirs

    def sd_base(self) -> Pair:
        """An ecdsa-sd-2023 base proof, beside the peer's eddsa-rdfc-2022 proof."""
        signer = LocalSigner.generate("P-256")
        ready = issuable(self.document, signer.controller)

        def issue() -> bytes:
            suite = "ecdsa-sd-2023"
            return sign(
                ready, signer, securing=suite, created=CREATED, now=NOW, limits=BULK
            ).content

        whole = derive(issue(), [""], limits=BULK).content
        securing = verify(whole, now=NOW, limits=BULK).check("securing")
        same(f"{self.name}: what a base proof derives to", securing.outcome, Outcome.PASSED)
        return issue, self._issue_by_peer

    def jws(self) -> Pair:
        """Reading and verifying a compact token in ES256, beside the cryptography library alone."""
        signer = LocalSigner.generate("P-256")
        payload = json.dumps(self.document, ensure_ascii=False, separators=(",", ":")).encode()
        token = sign_compact(payload, {"typ": "vc+jwt"}, signer).encode()
        key = signer.public_key
        theirs = partial(peer.verified_payload, token, key.loaded)

        def ours() -> bytes:
            read = read_compact(token)
            same(f"{self.name}: signature", read.signatures[0].fits(key), True)
            return read.payload

        same(f"{self.name}: payload", ours(), theirs())
        return ours, theirs

    def prices(self) -> dict[str, Work]:
        """Verification with ever more of its checks: what each adds is its price."""
        asked: frozenset[str] = frozenset()
        works: dict[str, Work] = {"bare": self.verify_bare()[0]}
        for added in (("securing", "controller"), ("terms",), ("validity-period",), ("status",)):
            asked |= frozenset(added)
            name = "+ " + ", ".join(added)
            works[name] = self.verify(Policy(checks=asked))[0]
        works["+ all others"] = self.verify()[0]
        if "credentialStatus" in self.document:
            works["+ a status list at hand"] = self.verify(resolve=self._with_status_list())[0]
        return works

    def _issue(self, securing: str = "eddsa-rdfc-2022") -> bytes:
        return sign(
            self.ready,
            self.signer,
            securing=securing,
            created=CREATED,
            now=NOW,
            limits=self.limits,
        ).content

    def _issue_by_peer(self) -> bytes:
        return peer.issue(self.ready, self.key, self.signer.verification_method, self.created)

    def _issue_bare(self) -> bytes:
        method = self.signer.verification_method
        canonical = partial(canonicalize, limits=self.limits)
        return peer.issue(self.ready, self.key, method, self.created, by=canonical)

    def _with_status_list(self) -> Resolver:
        """The list that the credential names, signed by its issuer; verified each time."""
        entry = self.document["credentialStatus"]
        entry = entry[0] if isinstance(entry, list) else entry
        url = entry["statusListCredential"]
        listed = status_list_credential(
            url, self.signer.controller, StatusList.empty(), valid_from=CREATED
        )
        resource = Resource(sign(listed, self.signer, created=CREATED, now=NOW).content)

        def resolve(asked: str, /) -> Resource:
            return resource if asked == url else offline(asked)

        return resolve


OPERATIONS: dict[str, Callable[[Bench], Pair]] = {
    "canonicalize": Bench.canonicalize,
    "issue": Bench.issue,
    "issue-bare": Bench.issue_bare,
    "verify": Bench.verify,
    "verify-bare": Bench.verify_bare,
    "issue-jcs": Bench.issue_jcs,
    "sd-base": Bench.sd_base,
    "jws": Bench.jws,
}
"""What can be measured of each workload."""
