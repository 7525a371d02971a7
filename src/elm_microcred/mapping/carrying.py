"""Parts that a format cannot say travel along with a conversion, and come back with it.

A conversion says what it can. What another conversion back would say otherwise than the original
is a JSON Patch, and that travels along in members that both standards have for files: as evidence
of an Open Badge, as attachment of a European Digital Credential. Converted back, the credential
is the original again, member for member.

Spec: https://www.rfc-editor.org/rfc/rfc6902
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from elm_microcred import vocabularies
from elm_microcred.errors import ElmMicrocredError, MappingError
from elm_microcred.jsonld.jcs import canonicalize_json
from elm_microcred.limits import DEFAULT
from elm_microcred.mapping.differences import patch, patched
from elm_microcred.problem import Problem
from elm_microcred.strict_json import read_json

Json = dict[str, Any]

GENRE: Final = "elm-microcred/carried-parts/1"
"""Name and version of the file that travels along."""
ATTACHMENT: Final = "urn:epass:mediaObject:elm-microcred-carried-parts"
"""The id of the attachment of a European credential."""
_DATA_URL: Final = "data:application/json;base64,"
_BADGE_TITLE: Final = "What Open Badges cannot say of the European Digital Credential"
_ELM_TITLE: Final = "What the European Learning Model cannot say of the Open Badge"


@dataclass(frozen=True, slots=True)
class Carried:
    """What travels along with a credential.

    Attributes:
        format: The format of the original: a target of `convert`.
        digest: SHA-256 of the canonical JSON of what the rest converted to when it was made.
        operations: A JSON Patch that makes the original of that.
    """

    format: str
    digest: str
    operations: list[Any]

    @classmethod
    def of(cls, format: str, again: Any, original: Any) -> Carried | None:
        """What has to travel along; `None` where the way back says it all.

        Args:
            format: The format of the original.
            again: What the conversion converts back to.
            original: The original.
        """
        operations = patch(again, original)
        return cls(format, _digest(again), operations) if operations else None

    def to_json(self) -> Json:
        """This as JSON."""
        return {
            "genre": GENRE,
            "format": self.format,
            "sha256": self.digest,
            "patch": self.operations,
        }

    def restored(self, again: Any) -> tuple[Any, tuple[Problem, ...]]:
        """The original, and what is to be said about it.

        Where the credential was changed meanwhile, what was changed stands as far as the parts
        fit to it, and that is a remark. Parts that do not fit at all are left out, and told.
        """
        told: tuple[Problem, ...] = ()
        if _digest(again) != self.digest:
            told = (
                Problem(
                    "MAPPING_CARRIED_CHANGED",
                    "The credential was changed since its other parts were put into it.",
                    expected="parts that were made for this credential",
                    remedy="Compare the result with the original, if there is one.",
                ),
            )
        try:
            return patched(again, self.operations), told
        except MappingError as error:
            return again, error.problems


def _digest(value: Any) -> str:
    return hashlib.sha256(canonicalize_json(value)).hexdigest()


def into_badge(badge: Json, carried: Carried) -> None:
    """Put it into an Open Badge, as evidence."""
    found = badge.get("evidence", [])
    entry = {
        "id": _DATA_URL + _encoded(carried),
        "type": ["Evidence"],
        "name": _BADGE_TITLE,
        "genre": GENRE,
    }
    badge["evidence"] = [*(found if isinstance(found, list) else [found]), entry]


def into_elm(credential: Json, carried: Carried) -> None:
    """Put it into a European Digital Credential, as an attachment."""
    found = credential.get("attachment", [])
    kind = vocabularies.concept("file-type", "JSON")
    entry = {
        "id": ATTACHMENT,
        "type": "MediaObject",
        "title": {"en": _ELM_TITLE},
        "content": _encoded(carried),
        "contentEncoding": vocabularies.elm_concept(vocabularies.concept("encoding", "base64")),
        "contentType": vocabularies.elm_concept(kind),
    }
    entries = [*(found if isinstance(found, list) else [found]), entry]
    credential["attachment"] = entries if len(entries) > 1 else entry


def taken_out(document: Mapping[str, Any]) -> tuple[Json, Carried | None, tuple[Problem, ...]]:
    """A document without what it carries along, that, and what is wrong with it.

    The document is not changed.
    """
    for member, encoded in (("evidence", _of_evidence), ("attachment", _of_attachment)):
        value = document.get(member)
        entries = value if isinstance(value, list) else [value]
        for place, entry in enumerate(entries):
            text = encoded(entry) if isinstance(entry, Mapping) else None
            if text is None:
                continue
            rest = [*entries[:place], *entries[place + 1 :]]
            kept = {name: item for name, item in document.items() if name != member}
            if rest:
                # An attachment that stood alone before stands alone again.
                alone = member == "attachment" and len(rest) == 1
                kept[member] = rest[0] if alone else rest
                kept = {name: kept[name] for name in document if name in kept}
            try:
                return kept, _decoded(text), ()
            except ElmMicrocredError as error:
                pointer = f"/{member}" + (f"/{place}" if isinstance(value, list) else "")
                return kept, None, tuple(p.at(pointer) for p in error.problems)
    return dict(document), None, ()


def _of_evidence(entry: Mapping[str, Any]) -> str | None:
    id_ = entry.get("id")
    is_ours = entry.get("genre") == GENRE and isinstance(id_, str) and id_.startswith(_DATA_URL)
    return str(id_)[len(_DATA_URL) :] if is_ours else None


def _of_attachment(entry: Mapping[str, Any]) -> str | None:
    content = entry.get("content")
    return content if entry.get("id") == ATTACHMENT and isinstance(content, str) else None


def _encoded(carried: Carried) -> str:
    return base64.b64encode(canonicalize_json(carried.to_json())).decode()


def _decoded(text: str) -> Carried:
    """What was encoded.

    Raises:
        MappingError: If it is nothing that was ever encoded here.
        ParseError: If it is not JSON.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise _malformed("not base64") from error
    value = read_json(content, limits=DEFAULT, max_bytes=DEFAULT.sealed_bytes)
    if not isinstance(value, dict) or value.get("genre") != GENRE:
        raise _malformed("another file")
    format_, digest, operations = (value.get(name) for name in ("format", "sha256", "patch"))
    if not isinstance(format_, str) or not isinstance(digest, str):
        raise _malformed("no format or digest")
    if not isinstance(operations, list):
        raise _malformed("no patch")
    return Carried(format_, digest, operations)


def _malformed(found: str) -> MappingError:
    return MappingError(
        "MAPPING_CARRIED",
        "The parts that the credential carries along cannot be read.",
        found=found,
        expected=f"a file {GENRE} in base64",
        remedy="Take them out, or ask the issuer for the original.",
    )
