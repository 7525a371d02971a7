"""`IssuerService`: what the issuer's API does, without HTTP: issue once, verify, revoke, publish.

```python
service = IssuerService(journal, keys, templates)
item = service.issue("lms", Order(key="PS-0391", template="port-safety", row=row))
service.change_status(item.credential_id, "revoked")
```
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from elm_microcred.bulk.journal import Input, Item, Journal, Published, StatusService
from elm_microcred.bulk.journal.lists import State
from elm_microcred.errors import ConflictError, UnsupportedCryptosuiteError, UsageError
from elm_microcred.issuing import Secured, sign
from elm_microcred.keystore import LIST, KeyStore
from elm_microcred.mapping import to_elm, to_open_badge
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.proofs.cryptosuites import SIGNING, SUITES
from elm_microcred.proofs.dids import did_web_url
from elm_microcred.proofs.envelopes import SECURING
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.retrieval import Resolver, Resource, offline
from elm_microcred.server.templates import template
from elm_microcred.verification import Verification, verify

FORMATS: Final = ("elm-vcdm2", "elm", "open-badge-3")
"""What is issued: European credentials in version 2.0 or in Europass's envelope, and badges."""
_WITHOUT_STATUS: Final = ("elm",)
"""Europass's context has no term for a place in a bitstring list."""
_WITH_ONE_STATUS: Final = ("open-badge-3",)
"""A badge has one status: its revocation."""
_DEFAULT_SECURING: Final = {"Ed25519": "eddsa-rdfc-2022"}


@dataclass(frozen=True, slots=True)
class Order:
    """One credential that somebody asks for.

    Attributes:
        key: The caller's name for it: asked again under it, the same credential comes back.
        template: Name of the achievement.
        row: The learner's: columns of a row.
        format: A name of `FORMATS`.
        securing: Name of the securing mechanism; that of the issuer's key if absent.
    """

    key: str
    template: str
    row: Mapping[str, Any]
    format: str = FORMATS[0]
    securing: str | None = None


class IssuerService:
    """An issuer: its journal, its keys, its templates. Safe to share between threads.

    Args:
        journal: What was issued. It must have status lists.
        keys: The issuer's keys.
        templates: Achievements by name.
        resolve: Asked for what verifying needs, beyond what is this service's own.
        clock: Gives the time.
    """

    def __init__(
        self,
        journal: Journal,
        keys: KeyStore,
        templates: Mapping[str, Achievement],
        *,
        resolve: Resolver = offline,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if journal.status is None:
            raise UsageError("USAGE", "The journal of a service has status lists.")
        self.journal, self.keys, self.templates, self.clock = journal, keys, templates, clock
        self.status: StatusService = journal.status
        self._resolve = resolve
        self._digests = {
            name: hashlib.sha256(one.to_json().encode()).hexdigest()
            for name, one in templates.items()
        }
        self._lock = threading.Lock()
        self._signer: tuple[tuple[int, int], LocalSigner] | None = None

    @property
    def did(self) -> str:
        """The issuer's identifier."""
        return self.keys.ring().controller

    def signer(self) -> LocalSigner:
        """The current key, opened once and again whenever the list of keys has changed.

        Raises:
            KeyMaterialError: If none may sign, or the password does not open it.
        """
        with self._lock:
            found = (self.keys.folder / LIST).stat()
            stamp = (found.st_mtime_ns, found.st_ino)
            if self._signer is None or self._signer[0] != stamp:
                self._signer = (stamp, self.keys.signer(now=self.clock()))
            return self._signer[1]

    def input(self, order: Order) -> Input:
        """What the journal keeps of an order: all that its credential is made from.

        Raises:
            UsageError: If there is no such template, format or securing mechanism.
            ModelError: If the row is no award; each problem names its column.
        """
        template(self.templates, order.template)
        if order.format not in FORMATS:
            raise UsageError(
                "USAGE",
                "The service issues no such format.",
                found=order.format[:100],
                expected=" or ".join(FORMATS),
            )
        self._check_securing(order.securing)
        Award.from_row(order.row)
        data = {
            "template": order.template,
            "templateDigest": self._digests[order.template],
            "format": order.format,
            "securing": order.securing,
            "row": dict(order.row),
        }
        return Input(order.key, data)

    def _check_securing(self, securing: str | None) -> None:
        """Nothing, if the issuer's key can secure a credential so.

        Raises:
            UnsupportedCryptosuiteError: If there is no such mechanism.
            UsageError: If it takes another kind of key.
        """
        if securing is None:
            return
        if securing not in (*SIGNING, *SECURING):
            raise UnsupportedCryptosuiteError(
                "SECURING_UNSUPPORTED",
                "This securing mechanism is not implemented.",
                found=securing,
                expected=" or ".join([*SIGNING, *SECURING]),
            )
        algorithm = self.signer().algorithm
        if securing in SIGNING and algorithm not in SUITES[securing].algorithms:
            raise UsageError(
                "KEY_TYPE_MISMATCH",
                "The issuer's key is of another kind than the cryptosuite uses.",
                found=algorithm,
                expected=" or ".join(sorted(SUITES[securing].algorithms)),
            )

    def issue(self, batch: str, order: Order) -> Item:
        """The credential of an order: a new one, or the one that the key stands for.

        Args:
            batch: Whose keys these are.
            order: What is asked for.

        Raises:
            ConflictError: If the key stands for another order.
            ElmMicrocredError: If the order is none that can be fulfilled.
        """
        one = self.input(order)
        self.try_out(one)
        method = self.signer().verification_method
        return self.journal.issue(batch, one, self.make, verification_method=method)

    def try_out(self, one: Input) -> None:
        """Nothing, if a credential can be made of the input: an order that cannot is not kept."""
        self._document(one.data, "urn:uuid:00000000-0000-4000-8000-000000000000")

    def make(self, item: Item) -> Secured:
        """The credential of an item, from nothing but what the journal holds of it.

        Raises:
            ConflictError: If the template has changed since it was ordered.
            ElmMicrocredError: If it cannot be made or signed.
        """
        data = item.data
        if data is None or item.credential_id is None or item.issued_at is None:
            raise ConflictError(
                "BATCH_PURGED", "What this key stood for was issued and purged.", found=item.key
            )
        document = self._document(data, item.credential_id)
        if item.place is not None and data["format"] not in _WITHOUT_STATUS:
            entry = self.status.lists.entry(item.place)
            if isinstance(entry, list) and data["format"] in _WITH_ONE_STATUS:
                entry = entry[0]
            document = {**document, "credentialStatus": entry}
        signer = self.signer()
        return sign(
            document,
            signer,
            securing=data["securing"] or _DEFAULT_SECURING.get(signer.algorithm, "ecdsa-rdfc-2019"),
            created=item.issued_at,
            now=item.issued_at,
            random_bytes=item.random_bytes(),
        )

    def _document(self, data: Mapping[str, Any], id_: str) -> dict[str, Any]:
        achievement = template(self.templates, data["template"])
        if self._digests[data["template"]] != data["templateDigest"]:
            raise ConflictError(
                "TEMPLATE_CHANGED",
                "The template is another one than when this was ordered.",
                found=data["template"],
                remedy="Put the earlier file back, or order it again under a new key.",
            )
        micro = MicroCredential(achievement, Award.from_row(data["row"]))
        if data["format"] == "open-badge-3":
            return to_open_badge(micro, id=id_, issuer_id=self.signer().controller)
        return to_elm(
            micro,
            envelope="vcdm2" if data["format"] == "elm-vcdm2" else "edc",
            id=id_,
            issuer_id=self.signer().controller,
        )

    def verify(self, content: bytes, policy: Policy | None = None) -> Verification:
        """What can be said about a credential; of this issuer's own, everything is at hand."""
        own = frozenset([self.status.lists.base + "/"])
        return verify(
            content,
            resolve=self.resolve,
            now=self.clock(),
            policy=replace(policy or Policy(), own_urls=own),
        )

    def resolve(self, url: str, /) -> Resource:
        """A resource of this issuer, or what the resolver has.

        Raises:
            ElmMicrocredError: If it cannot be had.
        """
        base = self.status.lists.base + "/"
        if url.startswith(base):
            number, _, form = url.removeprefix(base).partition("/")
            if number.isascii() and number.isdigit() and len(number) < 10:
                published = self.published(int(number), form)
                if published is not None:
                    return Resource(published.content)
        did = self.did
        if did.startswith("did:web:") and url == did_web_url(did):
            return Resource(self.document())
        return self._resolve(url)

    def document(self) -> bytes:
        """The issuer's document, with every key, also the old ones."""
        return json.dumps(self.keys.ring().document(), indent=2).encode()

    def change_status(self, credential_id: str, state: State) -> bool:
        """Revoke, suspend or reinstate a credential; whether that was a change.

        Raises:
            UsageError: If it has no place here, or no list tells that status.
            ConflictError: If it was revoked: that is final.
        """
        item = self.journal.find(credential_id)
        format_ = None if item is None or item.data is None else item.data["format"]
        if format_ in _WITHOUT_STATUS or (format_ in _WITH_ONE_STATUS and state == "suspended"):
            raise UsageError(
                "STATUS_UNALLOCATED",
                "The credential names no list that would tell this: nobody would learn of it.",
                found=f"{format_}, {state}",
                expected="a credential in the format elm-vcdm2, or a badge to be revoked",
            )
        return self.status.change(credential_id, state)

    def published(self, number: int, form: str) -> Published | None:
        """The signed list of a number in a form; `None` where there is none."""
        if form not in self.status.lists.forms or number not in self.status.numbers():
            return None
        return self.status.publish(number, form, self.signer())
