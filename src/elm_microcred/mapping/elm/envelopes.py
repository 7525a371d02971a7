"""The two envelopes of a European Digital Credential, and the way from one to the other.

`edc` is version 1.1 of the W3C data model under the published context of the European Learning
Model, which Europass takes. `vcdm2` is version 2.0 under a context of ours that has the same terms.
A document has the same members in both and says the same RDF, but for what one of them cannot say.

Version 2.0 protects `description`, and there it is another property than in ELM. Below the members
of ELM our context gives it back its meaning; on the few nodes above (the credential, its subject,
its issuer), where no class of ELM has a description, it is written `dc:description`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal

from elm_microcred import contexts
from elm_microcred.errors import MappingError, UsageError
from elm_microcred.jsonld import survey
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.mapping.document import Document, unwrapped
from elm_microcred.problem import Problem, json_pointer, shorten

Envelope = Literal["edc", "vcdm2"]

ENVELOPES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "edc": (contexts.CREDENTIALS_V1, contexts.EDC_AP),
        "vcdm2": (contexts.CREDENTIALS_V2, contexts.MICROCRED_ELM_V1),
    }
)
"""The contexts of each envelope, in their order."""

_STATUS: Final = "https://www.w3.org/ns/credentials/status/v1"
_OF_BASES: Final = frozenset(
    {*ENVELOPES["edc"], *ENVELOPES["vcdm2"], contexts.DATA_INTEGRITY_V2, _STATUS}
)
"""Contexts that belong to a version of the data model."""
_DATES: Final = {
    "vcdm2": (("validFrom", "issuanceDate"), ("validUntil", "expirationDate")),
    "edc": (("issuanceDate", "issued"), ("issuanceDate", "validFrom")),
}
"""Dates that a version of the data model goes by, and those that stand in for them."""

_DC: Final = "http://purl.org/dc/terms/description"
_SCHEMA: Final = "https://schema.org/"
_UNSAID: Final = frozenset({"DATA_UNDEFINED_TERM", "DATA_UNDEFINED_TYPE"})

Path = tuple[str | int, ...]


def check_envelope(envelope: str) -> None:
    """Refuse a name that is not that of an envelope.

    Raises:
        UsageError: If it is not.
    """
    if envelope not in ENVELOPES:
        raise UsageError(
            "USAGE",
            "There is no such envelope.",
            found=str(envelope),
            expected=" or ".join(ENVELOPES),
        )


def envelope_of(document: Mapping[str, Any]) -> Envelope | None:
    """The envelope of a document by its contexts; `None` for an upload, which has none."""
    urls = _listed(unwrapped(document).get("@context"))
    if contexts.CREDENTIALS_V2 in urls or contexts.MICROCRED_ELM_V1 in urls:
        return "vcdm2"
    return "edc" if contexts.CREDENTIALS_V1 in urls or contexts.EDC_AP in urls else None


def in_envelope(
    document: Mapping[str, Any], envelope: Envelope, *, limits: Limits = DEFAULT
) -> Document:
    """A European Digital Credential in one of the two envelopes, unsecured, with what got lost.

    A document that is in it already is a copy. The pair of `credentials/v2` and `edc-ap`, which
    JSON-LD cannot process and others publish all the same, is read as `vcdm2`.

    Args:
        document: The credential; of an upload, the credential in it.
        envelope: `edc` or `vcdm2`.
        limits: Bounds on the document.

    Raises:
        MappingError: If it is a presentation: what it holds is secured as it is.
        UsageError: If there is no such envelope.
        LimitError: If the document is too deep, or has too many nodes, values or contexts.
    """
    check_envelope(envelope)
    inner = unwrapped(document)
    if "verifiableCredential" in inner:
        raise MappingError(
            "MAPPING_NO_COUNTERPART",
            "A presentation cannot be put into another envelope.",
            pointer="/verifiableCredential",
            found="credentials, each secured as it stands",
            expected="a credential",
            remedy="Convert the credentials before they are secured and presented.",
        )
    base = () if inner is document else ("credential",)
    move = _Move(envelope, envelope_of(inner) or "edc")
    written = move.credential(inner, base)
    as_read = {**inner, "@context": move.contexts(move.source, inner)}
    return Document(written, [*move.losses, *_unsaid(written, as_read, base, limits)])


class _Move:
    """One way from an envelope to another, with what gets lost on it."""

    def __init__(self, target: Envelope, source: Envelope) -> None:
        self.target = target
        self.source = source
        self.losses: list[Problem] = []

    def credential(self, document: Mapping[str, Any], at: Path) -> dict[str, Any]:
        """The whole document; its contexts stand where they stood, or last."""
        written = self._node(document, (), is_described=False)
        for proof in _listed(document.get("proof")):
            if isinstance(proof, Mapping) and "proofPurpose" in proof:
                written.pop("proof", None)
                self._lose((*at, "proof"), "A proof holds for the document that it was made for.")
        self._fill_dates(written, at)
        given = _listed(document.get("@context"))
        if contexts.CREDENTIALS_V2 in given and contexts.EDC_AP in given:
            self.losses.append(
                Problem(
                    "MAPPING_NARROWED",
                    "These contexts contradict each other: JSON-LD cannot process the document.",
                    pointer=json_pointer((*at, "@context")),
                    found=f"{contexts.CREDENTIALS_V2} and {contexts.EDC_AP}",
                    expected=" and ".join(ENVELOPES["vcdm2"]),
                    remedy="It was read with the context of ours in place of the second.",
                )
            )
        written["@context"] = self.contexts(self.target, document)
        return written

    def contexts(self, envelope: Envelope, document: Mapping[str, Any]) -> list[Any]:
        """The contexts of the document in an envelope: those of its own kind come after."""
        given = _listed(document.get("@context"))
        further = [item for item in given if not isinstance(item, str) or item not in _OF_BASES]
        if envelope == "edc" and "BitstringStatusListEntry" in _types(
            document.get("credentialStatus")
        ):
            further.append(_STATUS)
        if contexts.DATA_INTEGRITY_V2 in given and envelope == self.source == "edc":
            further.append(contexts.DATA_INTEGRITY_V2)
        return [*ENVELOPES[envelope], *further]

    def _fill_dates(self, written: dict[str, Any], at: Path) -> None:
        if self.target == self.source:
            return
        for name, other in _DATES[self.target]:
            if name not in written and other in written:
                written[name] = written[other]
                self.losses.append(
                    Problem(
                        "MAPPING_NARROWED",
                        f"The envelope {self.target} goes by `{name}`: it has the value of "
                        f"`{other}`.",
                        pointer=json_pointer((*at, other)),
                        found=shorten(written[other]),
                    )
                )

    def _node(self, node: Mapping[str, Any], at: Path, *, is_described: bool) -> dict[str, Any]:
        written: dict[str, Any] = {}
        # The type of a credential brings the description of the W3C, for this one node.
        own = is_described and "VerifiableCredential" not in _types(node)
        for name, value in node.items():
            inside = is_described or name in _described()
            said = self._value(value, (*at, name), is_described=inside)
            key = name
            if self.target != self.source:
                key = self._key(name, is_described=own)
                if key == "description" and key in node and name != key:
                    key, said = _DC, _literals(said)
            written[key] = said
        return written

    def _key(self, name: str, *, is_described: bool) -> str:
        """The name in the target of what the source calls `name`."""
        if self.target == "vcdm2":
            if name == "description" and not is_described:
                return "dc:description"
            return _DC if name == "dc:description" else name
        if name == "name" or (name == "description" and not is_described):
            return _SCHEMA + name
        return "description" if name == "dc:description" else name

    def _value(self, value: Any, at: Path, *, is_described: bool) -> Any:
        if isinstance(value, Mapping):
            return self._node(value, at, is_described=is_described)
        if isinstance(value, list | tuple):
            return [
                self._value(item, (*at, place), is_described=is_described)
                for place, item in enumerate(value)
            ]
        return value

    def _lose(self, at: Path, what: str) -> None:
        self.losses.append(Problem("MAPPING_LOSS", what, pointer=json_pointer(at)))


@cache
def _described() -> frozenset[str]:
    """The terms of our context below which `description` is that of ELM."""
    terms = contexts.document(contexts.MICROCRED_ELM_V1)["@context"]
    return frozenset(
        term for term, row in terms.items() if isinstance(row, Mapping) and "@context" in row
    )


def _literals(texts: Any) -> list[Any]:
    """The texts of a language map as value objects; anything else as it is."""
    if not isinstance(texts, Mapping):
        return _listed(texts)
    return [
        {"@value": text, "@language": language}
        for language, said in texts.items()
        for text in _listed(said)
    ]


def _unsaid(
    written: dict[str, Any], source: Mapping[str, Any], base: Path, limits: Limits
) -> Iterator[Problem]:
    """Take out what only the source has terms for, and say so."""
    given = {p.pointer for p in survey(source, limits=limits).problems}
    unsaid = [p for p in survey(written, limits=limits).problems if p.code in _UNSAID]
    for problem in reversed(unsaid):
        if problem.pointer in given:
            continue
        path = [step.replace("~1", "/").replace("~0", "~") for step in problem.pointer.split("/")]
        yield Problem(
            "MAPPING_LOSS",
            "The other envelope has no term for this.",
            pointer=json_pointer(base) + problem.pointer,
            found=problem.found,
            remedy="Write it by its IRI, or leave it out.",
        )
        _take_out(written, path[1:])


def _take_out(document: Any, path: list[str]) -> None:
    for step in path[:-1]:
        document = document[int(step) if isinstance(document, list) else step]
    del document[int(path[-1]) if isinstance(document, list) else path[-1]]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _types(value: Any) -> set[str]:
    return {
        name
        for item in _listed(value)
        if isinstance(item, Mapping)
        for name in _listed(item.get("type"))
        if isinstance(name, str)
    }
