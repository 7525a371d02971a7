"""Dictionaries in, dictionaries out: what a learning system that has its own model calls.

```python
adapter = PlainAdapter(signer)
signed = adapter.sign(document)             # a dict with a proof
adapter.verify(signed)["outcome"]           # "passed"
document = adapter.data_model(course, row, key="PS-0391")   # ELM or a badge
```

Spec: https://www.w3.org/TR/vc-data-integrity/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from elm_microcred.errors import UsageError
from elm_microcred.issuing import sign
from elm_microcred.mapping import to_elm, to_open_badge
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.proofs.policy import Policy
from elm_microcred.proofs.signer import Signer
from elm_microcred.retrieval import Resolver, offline
from elm_microcred.status import StatusList, status_entry, status_list_credential
from elm_microcred.verification import verify

Document = dict[str, Any]
Format = Literal["elm", "elm-vcdm2", "open-badge-3"]


@dataclass(frozen=True, slots=True)
class PlainAdapter:
    """What a system needs to issue: a key, and nothing that is kept anywhere.

    Attributes:
        signer: Whose key signs.
        suite: The cryptosuite: `eddsa-rdfc-2022`, or `Ed25519Signature2020` for old wallets.
        resolve: Asked for what verifying needs; by default nothing leaves the house.
    """

    signer: Signer
    suite: str = "eddsa-rdfc-2022"
    resolve: Resolver = offline

    def data_model(
        self,
        achievement: Achievement | Mapping[str, Any],
        row: Mapping[str, Any],
        *,
        key: str,
        format: Format = "elm-vcdm2",
    ) -> Document:
        """The unsigned credential of a learner, of the same key with the same id.

        Args:
            achievement: What is the same for all, as an object or as the data of its file.
            row: The learner's, by column of `docs/columns.md`.
            key: Your name for it, such as the id of the enrolment.
            format: Which kind of credential.

        Raises:
            ModelError: If achievement or row lack something; each problem names its column.
            UsageError: If there is no such format.
            MappingError: If the format cannot say it.
        """
        course = (
            achievement
            if isinstance(achievement, Achievement)
            else Achievement.parse(dict(achievement))
        )
        micro = MicroCredential(course, Award.from_row(row))
        issuer = self.signer.controller
        id_ = f"urn:uuid:{uuid5(NAMESPACE_URL, f'{issuer}#{key}')}"
        if format == "open-badge-3":
            return to_open_badge(micro, id=id_, issuer_id=issuer)
        if format not in ("elm", "elm-vcdm2"):
            raise UsageError(
                "USAGE",
                "No such format is made here.",
                found=str(format),
                expected="elm, elm-vcdm2 or open-badge-3",
            )
        return to_elm(
            micro, envelope="edc" if format == "elm" else "vcdm2", id=id_, issuer_id=issuer
        )

    def sign(self, document: Mapping[str, Any], *, now: datetime | None = None) -> Document:
        """The credential with a proof, as a dictionary whose members keep their order.

        Raises:
            ElmMicrocredError: If it is none that anybody should sign; `problems` says why.
        """
        secured = sign(document, self.signer, securing=self.suite, created=now, now=now)
        signed: Document = json.loads(secured.content)
        return signed

    def verify(self, document: Mapping[str, Any], *, now: datetime | None = None) -> Document:
        """The report on a credential, as JSON values: `outcome` and `checks`."""
        content = json.dumps(document, ensure_ascii=False).encode()
        return verify(content, resolve=self.resolve, now=now, policy=Policy()).to_dict()

    def with_status(self, document: Mapping[str, Any], list_url: str, index: int) -> Document:
        """The unsigned credential with a place in a status list.

        Raises:
            UsageError: If it is no place.
        """
        return {**document, "credentialStatus": status_entry(list_url, index)}

    def status_list(self, list_url: str, revoked: Mapping[int, bool], *, now: datetime) -> Document:
        """The signed status list, made of nothing but which indexes are revoked.

        Raises:
            UsageError: If an index is out of range.
        """
        statuses = StatusList.empty().updated({index: int(is_) for index, is_ in revoked.items()})
        document = status_list_credential(
            list_url, self.signer.controller, statuses, valid_from=now
        )
        return self.sign(document, now=now)
