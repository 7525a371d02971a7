"""`Template`: what is the same for all of a batch, and how a row becomes a credential with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from elm_microcred.bulk.journal.item import Item
from elm_microcred.bulk.journal.lists import StatusLists
from elm_microcred.bulk.journal.places import Place
from elm_microcred.errors import ProofGenerationError, UsageError
from elm_microcred.issuing import Secured, sign
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.mapping import Document, to_elm, to_open_badge
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.proofs.signer import Signer

_STATUS: Final = "https://www.w3.org/ns/credentials/status/v1"

TARGETS: Final = ("elm", "elm-vcdm2", "open-badge-3")


@dataclass(frozen=True, slots=True)
class Template:
    """What is the same for all of a batch. It travels to worker processes.

    Attributes:
        achievement: What was achieved.
        target: Format of the credentials: elm, elm-vcdm2 or open-badge-3.
        securing: Securing mechanism, as `sign` names it.
        plain: Badges without our extension context.
        lists: Where the status of the credentials is published; none get a status without.
        digest: SHA-256 of all of it, in hexadecimal.
    """

    achievement: Achievement
    target: str = "elm"
    securing: str = "eddsa-rdfc-2022"
    plain: bool = False
    lists: StatusLists | None = None
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        if self.target not in TARGETS:
            raise UsageError(
                "USAGE", "This is no target.", found=self.target, expected=" or ".join(TARGETS)
            )
        if self.target == "open-badge-3" and self.lists and len(self.lists.purposes) > 1:
            raise UsageError(
                "USAGE",
                "An Open Badge names one status list.",
                found=", ".join(self.lists.purposes),
                expected="lists for revocation only",
            )
        said = {
            "achievement": self.achievement.to_dict(),
            "target": self.target,
            "securing": self.securing,
            "plain": self.plain,
            "status": None if self.lists is None else [self.lists.base, *self.lists.purposes],
        }
        object.__setattr__(self, "digest", hashlib.sha256(canonicalize_json(said)).hexdigest())

    def document(
        self,
        award: Award,
        *,
        credential_id: str,
        issued_at: datetime,
        place: Place | None = None,
        issuer_id: str | None = None,
    ) -> Document:
        """The unsigned credential of an award.

        Raises:
            ModelError: If award and achievement do not fit.
            MappingError: If the format cannot say it.
        """
        if award.issued_at is None and award.awarded_at is None:
            award = award.model_copy(update={"issued_at": issued_at})
        micro = MicroCredential(self.achievement, award.model_copy(update={"id": credential_id}))
        if self.target == "open-badge-3":
            document = to_open_badge(
                micro, extension=not self.plain, id=credential_id, issuer_id=issuer_id
            )
        else:
            envelope = "edc" if self.target == "elm" else "vcdm2"
            document = to_elm(
                micro,
                envelope=envelope,  # type: ignore[arg-type]
                id=credential_id,
                issuer_id=issuer_id,
            )
        if place is not None and self.lists is not None:
            document["credentialStatus"] = self.lists.entry(place)
            if self.target == "elm":
                document["@context"] = [*document["@context"], _STATUS]
        return document

    def make(self, item: Item, signer: Signer) -> Secured:
        """The signed credential of an item of the journal: always the same bytes.

        Raises:
            ProofGenerationError: If the signer does not answer (`BATCH_SIGNER_UNAVAILABLE`), or
                the credential cannot be signed.
            ElmMicrocredError: If the row makes no credential.
        """
        if item.data is None or item.credential_id is None or item.issued_at is None:
            raise UsageError(
                "USAGE", "The item was not reserved.", found=item.state, expected="reserved"
            )
        document = self.document(
            award_of(item.data["row"]),
            credential_id=item.credential_id,
            issued_at=item.issued_at,
            place=item.place,
            issuer_id=signer.controller,
        )
        try:
            return sign(
                document,
                signer,
                securing=self.securing,
                created=item.issued_at,
                now=item.issued_at,
                random_bytes=item.random_bytes(),
            )
        except OSError as error:  # a time-out is one, and so is a connection that broke
            raise ProofGenerationError(
                "BATCH_SIGNER_UNAVAILABLE",
                "Whoever signs does not answer.",
                found=f"{type(error).__name__}: {error}",
                remedy="Run the same again when it does: nothing is lost, nothing is done twice.",
            ) from error

    def data(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What the journal keeps of a row."""
        return {"row": dict(row), "template": self.digest}


def own_id(row: Mapping[str, Any]) -> str | None:
    """The id that a row gives its credential; `None` where it gives none."""
    said = row.get("credential_id") or row.get("id")
    return said.strip() if isinstance(said, str) and ":" in said else None


def award_of(row: Mapping[str, Any]) -> Award:
    """The award of a row.

    The columns `key` and `id` only name the row, unless `id` is the IRI of a credential.

    Raises:
        ModelError: If a cell is missing or wrong.
    """
    left_out = {"key"} if own_id(row) == row.get("id") else {"key", "id"}
    return Award.from_row({name: value for name, value in row.items() if name not in left_out})


@dataclass(frozen=True, slots=True)
class Making:
    """The task of a worker: the credential of an item."""

    template: Template
    signer: Signer

    def __call__(self, item: Item) -> Secured:
        """The signed credential."""
        return self.template.make(item, self.signer)
