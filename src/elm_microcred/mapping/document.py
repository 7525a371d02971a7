"""Documents that a mapping made, and what kind a document is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from elm_microcred.contexts import EDC_AP, MICROCRED_ELM_V1
from elm_microcred.errors import ParseError
from elm_microcred.problem import Problem, shorten

Format = Literal["elm", "open-badge-3", "clr-2", "micro-credential"]
"""The kinds of document that can be told apart."""

_OPEN_BADGES_3 = "https://purl.imsglobal.org/spec/ob/v3p0/"
_CLR_2 = "https://purl.imsglobal.org/spec/clr/v2p0/"


class Document(dict[str, Any]):
    """A JSON-LD document that a mapping made, with what it could not say.

    Attributes:
        losses: What the target cannot say, or says less exactly.
    """

    def __init__(
        self, members: Mapping[str, Any] | None = None, losses: Iterable[Problem] = ()
    ) -> None:
        super().__init__(members or {})
        self.losses: tuple[Problem, ...] = tuple(losses)


@dataclass(frozen=True, slots=True)
class Conversion:
    """A document in another format, and what the way there lost.

    Attributes:
        document: The document in the other format.
        losses: First what was not read of the source (pointers into the source), then what
            the target cannot say (pointers into the micro-credential).
    """

    document: Document
    losses: tuple[Problem, ...]


def format_of(document: object) -> Format:
    """What kind of document this parsed JSON is: by its types, then by its contexts.

    Raises:
        ParseError: If it is not of a kind that is known.
    """
    if not isinstance(document, Mapping):
        raise ParseError(
            "PARSE_NOT_AN_OBJECT",
            "A credential is a JSON object.",
            found=shorten(document),
            expected="a JSON object",
        )
    credential = unwrapped(document)
    types, urls = _words(credential.get("type")), _words(credential.get("@context"))
    if "EuropeanDigitalCredential" in types or urls & {EDC_AP, MICROCRED_ELM_V1}:
        return "elm"
    if "ClrCredential" in types or any(url.startswith(_CLR_2) for url in urls):
        return "clr-2"
    if types & {"OpenBadgeCredential", "AchievementCredential"} or any(
        url.startswith(_OPEN_BADGES_3) for url in urls
    ):
        return "open-badge-3"
    if isinstance(document.get("achievement"), Mapping) and "award" in document:
        return "micro-credential"
    raise _unknown(document)


def unwrapped(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The credential inside the form in which Europass takes uploads, else the document."""
    inner = document.get("credential")
    return inner if isinstance(inner, Mapping) and "type" not in document else document


def _words(value: object) -> set[str]:
    items = value if isinstance(value, list | tuple) else [value]
    return {item for item in items if isinstance(item, str)}


def _unknown(document: Mapping[str, Any]) -> ParseError:
    sealed = "payload" in document and ("signatures" in document or "signature" in document)
    return ParseError(
        "PARSE_UNKNOWN_FORMAT",
        "This is a sealed document (JWS)." if sealed else "This is no credential that is known.",
        found="members " + ", ".join(map(str, list(document)[:8])),
        expected="a European Digital Credential, an Open Badge 3.0, or a micro-credential",
        remedy="Read its member `payload`." if sealed else "",
    )
