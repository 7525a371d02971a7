"""What Europass takes: a credential without its seal, and whom to send it to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from elm_microcred.model.elm.node import Form, Node

if TYPE_CHECKING:
    from elm_microcred.model.elm.credential import EuropeanDigitalCredential


class Upload(Node):
    """A credential in the envelope in which Europass takes uploads."""

    PATH = ""
    TYPES = None

    credential: EuropeanDigitalCredential
    """The credential; Europass writes its issuer and date when it seals."""

    delivery_details: dict[str, Any] | None = None
    """Addresses to deliver to, and how to display it: as they came."""

    def to_dict(self, form: Form = "upload") -> dict[str, Any]:
        """This envelope as JSON; the credential in the form that Europass takes."""
        return super().to_dict(form)
