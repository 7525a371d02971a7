"""From bytes of any kind to every credential in them: `load`.

```python
for found in load(content):
    found.format, found.securing, found.content, found.document
```

Nothing that is loaded is verified: `verify(found.content)` does that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from elm_microcred.carriers import archive, baked_in, data_url, image_type, pdf, several
from elm_microcred.carriers.compact_jws import decoded, header_of, is_compact_jws, payload_of
from elm_microcred.carriers.detection import FORMATS, XML_ROOTS, format_of_json, words
from elm_microcred.carriers.slices import items
from elm_microcred.errors import ElmMicrocredError, LimitError, ParseError, UsageError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, shorten
from elm_microcred.strict_json import read_json
from elm_microcred.strict_xml import SEPARATOR, Start, read_xml

__all__ = ["PARSERS", "Loaded", "load"]

Parser = Callable[[bytes], Any]


def _elmo(content: bytes) -> Any:
    from elm_microcred.exchange.elmo import read_elmo

    return read_elmo(content)


def _elm_v2(content: bytes) -> Any:
    from elm_microcred.exchange.elm_v2 import read_elm_v2

    return read_elm_v2(content)


PARSERS: Final[dict[str, Parser]] = {"elm-2-xml": _elm_v2, "elmo": _elmo}
"""Reads a format that is not JSON: name of the format to what makes a document of its bytes.

A format without a row here is recognised and named, and not read. What is remarkable about a
document is its attribute `problems`, and whether it has an XML signature `is_signed`, if it has
these.
"""

_DEEPEST: Final = 3
"""Pictures in archives in archives are enough."""

_SEALING: Final = frozenset({"sigT", "sigD", "adoTst", "x5t#o", "sigX5ts", "srCms", "sigPl"})
_SD_JWT: Final = re.compile(rb"(?P<jws>[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*)~[!-~]*")
_ADDRESS: Final = re.compile(r"(?:https?|openid-credential-offer|openid4vp|dccrequest)://[!-~]+")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A credential that was found, as it came. Nothing of it is verified.

    Attributes:
        format: A name of `elm_microcred.carriers.detection.FORMATS`.
        content: Its exact bytes.
        document: What it says, parsed; `None` where no parser is registered for the format.
        securing: `data-integrity`, `jwt`, `sd-jwt`, `jades`, `jws`, `xml-signature`, or `none`.
        place: Where it stood, from the outside in: a file of an archive, a chunk of a picture.
        parts: The credentials inside it: of a presentation, of a learner record.
        problems: What is remarkable about how it came, and why it was not read.
    """

    format: str
    content: bytes
    document: Any = None
    securing: str = "none"
    place: tuple[str, ...] = ()
    parts: tuple[Loaded, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """This as JSON, without the credential itself."""
        return {
            "format": self.format,
            "title": FORMATS[self.format],
            "securing": self.securing,
            "bytes": len(self.content),
            "place": list(self.place),
            "parts": [part.to_dict() for part in self.parts],
            "problems": [problem.to_dict() for problem in self.problems],
        }


def load(content: bytes | str, *, limits: Limits = DEFAULT) -> tuple[Loaded, ...]:
    """Every credential in what somebody was handed, whatever it is.

    Taken are JSON (credentials and presentations of both data models, learner records, European
    credentials sealed, unsealed and as uploaded, older badges), JSON Web Tokens, SD-JWT, pictures
    with badges, PDF documents with attachments, zip archives and data URLs, and XML of
    ELMO and of ELM 2. Addresses and `VP1-` texts are recognised by name.

    Args:
        content: What was received.
        limits: What it may cost.

    Raises:
        ParseError: If no credential is in it (`PARSE_UNKNOWN_FORMAT`), or it is damaged.
        LimitError: If it is too long, or unfolds too far.
        MissingExtraError: If it is a PDF and the extra `pdf` is not installed.
        UsageError: If it is neither bytes nor text.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    if not isinstance(content, bytes | bytearray | memoryview):
        raise UsageError(
            "USAGE",
            "The content is neither bytes nor text.",
            found=type(content).__name__,
            expected="the bytes that were received",
        )
    return _Loader(limits).load(bytes(content), ())


@dataclass(frozen=True, slots=True)
class _Loader:
    limits: Limits

    def load(self, content: bytes, place: tuple[str, ...]) -> tuple[Loaded, ...]:
        if len(place) > 2 * _DEEPEST:
            raise LimitError(
                "LIMIT_DEPTH", "Carriers stand in carriers too deeply.", expected=f"≤ {_DEEPEST}"
            )
        if image_type(content):
            return self._picture(content, place)
        if pdf.is_pdf(content):
            self._sized(content)
            return self._files("PDF", pdf.attachments(content, self.limits), place)
        if content.startswith(archive.SIGNATURES):
            self._sized(content)
            return self._files("zip", archive.files(content, self.limits), place)
        text = content.removeprefix(_BYTE_ORDER_MARK).strip(b" \t\r\n")
        if text.startswith((b"{", b"[")):
            return self._json(content if text.startswith(b"{") else text, place)
        if text.startswith(b"<"):
            return (self._xml(content, place),)
        return self._text(text, place)

    def _sized(self, content: bytes) -> None:
        most = self.limits.sealed_bytes
        if len(content) > most:
            raise LimitError(
                "LIMIT_SIZE",
                "The file is too long.",
                found=f"{len(content)} bytes",
                expected=f"≤ {most}",
            )

    def _picture(self, content: bytes, place: tuple[str, ...]) -> tuple[Loaded, ...]:
        badges = baked_in(content, limits=self.limits)
        if not badges:
            raise ParseError(
                "IMAGE_NO_CREDENTIAL",
                "No badge stands in this picture.",
                remedy="Ask for the badge as a file: many programs strip what pictures carry.",
            )
        many = (several(badges),) if len(badges) > 1 else ()
        found: list[Loaded] = []
        for badge in badges:
            inner = self._each(badge.content, (*place, badge.place))
            noted = (*badge.problems, *many)
            found += [replace(one, problems=(*noted, *one.problems)) for one in inner]
        return tuple(found)

    def _each(self, content: bytes, place: tuple[str, ...]) -> tuple[Loaded, ...]:
        """What is in a part; a part that cannot be read is told, and does not hide the others."""
        try:
            return self.load(content, place)
        except (ParseError, LimitError) as error:
            return (Loaded("unreadable", content, place=place, problems=error.problems),)

    def _files(
        self, kind: str, files: Iterable[tuple[str, bytes]], place: tuple[str, ...]
    ) -> tuple[Loaded, ...]:
        """What is in the files of an archive or document; whatever else is there is no matter."""
        found: list[Loaded] = []
        for name, content in files:
            for one in self._each(content, (*place, kind, shorten(name))):
                codes = {problem.code for problem in one.problems}
                is_other = codes & {"PARSE_UNKNOWN_FORMAT", "IMAGE_NO_CREDENTIAL"}
                if not (one.format == "unreadable" and is_other):
                    found.append(one)
        if not found:
            raise _unknown(f"a {kind} file without a credential")
        return tuple(found)

    def _text(self, text: bytes, place: tuple[str, ...]) -> tuple[Loaded, ...]:
        if len(text) > self.limits.sealed_bytes:
            self._sized(text)
        if is_compact_jws(text):
            return (self._token(text, place),)
        if text.startswith(b"eyJ") and (match := _SD_JWT.fullmatch(text)):
            return (self._selective(text, match["jws"], place),)
        words_ = text.decode("utf-8", "replace")
        if data_url.is_data_url(words_):
            kind, content = data_url.read(words_)
            return self.load(content, (*place, f"data:{kind}"))
        if words_.startswith("VP1-"):
            return (self._named("vp1-qr", text, place, "CBOR-LD is not read."),)
        if _ADDRESS.fullmatch(words_):
            return (self._named("url", text, place, "This is an address, not a credential."),)
        raise _unknown(words_)

    def _named(self, format_: str, content: bytes, place: tuple[str, ...], detail: str) -> Loaded:
        problem = Problem(
            "FORMAT_UNSUPPORTED",
            f"{FORMATS[format_]}: {detail}",
            found=shorten(content[:80].decode("utf-8", "replace")),
            remedy="Ask for the credential as a file: JSON, a token, or a picture.",
        )
        return Loaded(format_, content, place=place, problems=(problem,))

    def _xml(self, content: bytes, place: tuple[str, ...]) -> Loaded:
        events = read_xml(content, limits=self.limits, max_bytes=self.limits.sealed_bytes)
        root = next(event for event in events if isinstance(event, Start))
        format_ = XML_ROOTS.get(root.name.rpartition(SEPARATOR)[2])
        if format_ is None:
            raise _unknown(f"XML, <{root.name.rpartition(SEPARATOR)[2]}>")
        if format_ not in PARSERS:
            return self._named(format_, content, place, "It is recognised, and not read.")
        document = PARSERS[format_](content)
        securing = "xml-signature" if getattr(document, "is_signed", False) else "none"
        problems = tuple(getattr(document, "problems", ()))
        return Loaded(format_, content, document, securing, place, problems=problems)

    # JSON

    def _json(self, content: bytes, place: tuple[str, ...]) -> tuple[Loaded, ...]:
        value = read_json(content, limits=self.limits, max_bytes=self.limits.sealed_bytes)
        if isinstance(value, dict):
            answer = [*self._listed(content, value, place)]
            if answer:
                return tuple(answer)
            return (self._document(content, value, place),)
        texts = items(content.decode(), ())
        found: list[Loaded] = []
        for index, text in enumerate(texts[: self.limits.values]):
            found += self._member(text, (*place, f"/{index}"))
        if not found:
            raise _unknown("an empty list")
        return tuple(found)

    def _listed(
        self, content: bytes, value: Mapping[str, Any], place: tuple[str, ...]
    ) -> Iterator[Loaded]:
        """The credentials in an answer of the interface of Open Badges or of CLR."""
        names = ("credential", "compactJwsString", "compactJwsStrings")
        is_answer = set(value) <= set(names) and all(isinstance(value[n], list) for n in value)
        for name in names if is_answer else ():
            for index, text in enumerate(items(content.decode(), (name,))[: self.limits.values]):
                yield from self._member(text, (*place, f"/{name}/{index}"))

    def _member(self, text: str, place: tuple[str, ...]) -> tuple[Loaded, ...]:
        """A credential that stands in JSON: an object, or a token as a string."""
        content = text.encode()
        if text.startswith('"'):
            content = str(read_json(content, limits=self.limits)).encode()
        return self._each(content, place)

    def _document(self, content: bytes, value: dict[str, Any], place: tuple[str, ...]) -> Loaded:
        if "payload" in value and {"signature", "signatures"} & value.keys():
            return self._signature(content, value, place)
        types = words(value.get("type"))
        if types & {"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"}:
            return self._enveloped(value, place)
        format_ = format_of_json(value)
        if format_ is None:
            raise _unknown("JSON with the members " + ", ".join(map(str, list(value)[:8])))
        securing = "data-integrity" if "proof" in value else "none"
        loaded = Loaded(format_, content, value, securing, place)
        return replace(loaded, parts=self._parts(loaded))

    def _parts(self, loaded: Loaded) -> tuple[Loaded, ...]:
        """The credentials inside a presentation or learner record, byte by byte."""
        path = {
            "presentation": ("verifiableCredential",),
            "edc-presentation": ("verifiableCredential",),
            "clr-2": ("credentialSubject", "verifiableCredential"),
        }.get(loaded.format)
        if path is None or len(loaded.place) > _DEEPEST:
            return ()
        found: list[Loaded] = []
        for index, text in enumerate(items(loaded.content.decode(), path)[: self.limits.values]):
            found += self._member(text, (*loaded.place, f"/{'/'.join(path)}/{index}"))
        return tuple(found)

    def _enveloped(self, value: Mapping[str, Any], place: tuple[str, ...]) -> Loaded:
        """Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials."""
        url = value.get("id")
        if not isinstance(url, str) or not data_url.is_data_url(url):
            raise ParseError(
                "ENVELOPE_INVALID",
                "An enveloped credential stands in a data URL.",
                pointer="/id",
                found=shorten(url),
                expected="data:application/vc+jwt,…",
                spec="https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials",
            )
        kind, content = data_url.read(url)
        found = self.load(content, (*place, f"data:{kind}"))
        if len(found) != 1:
            raise ParseError("ENVELOPE_INVALID", "An envelope holds one credential.", pointer="/id")
        return found[0]

    # Signatures

    def _signature(self, content: bytes, value: dict[str, Any], place: tuple[str, ...]) -> Loaded:
        """A signature in JSON form; Europass has the payload as raw text (`b64` false).

        Spec: https://www.rfc-editor.org/rfc/rfc7515#section-7.2
        """
        signatures = value.get("signatures") or [value]
        first = signatures[0] if isinstance(signatures, list) else None
        if not isinstance(value["payload"], str) or not isinstance(first, Mapping):
            raise ParseError(
                "JOSE_ENCODING_INVALID",
                "This is no JSON Web Signature.",
                found=shorten(value["payload"]),
                expected="a payload as text, and at least one signature",
                spec="https://www.rfc-editor.org/rfc/rfc7515#section-7.2",
            )
        header = self._header(decoded(str(first.get("protected", "")).encode("utf-8", "replace")))
        raw = value["payload"].encode("utf-8", "surrogatepass")
        payload = raw if header.get("b64") is False else decoded(raw)
        if payload is None and raw.lstrip().startswith(b"{"):
            payload = raw
        unprotected = first.get("header")
        is_seal = "etsiU" in (unprotected if isinstance(unprotected, Mapping) else {})
        securing = "jades" if is_seal or _SEALING & header.keys() else "jws"
        return self._secured(content, payload, securing, place)

    def _token(self, text: bytes, place: tuple[str, ...]) -> Loaded:
        header = self._header(header_of(text))
        securing = "jades" if _SEALING & header.keys() else "jwt"
        return self._secured(text, payload_of(text), securing, place)

    def _selective(self, text: bytes, jws: bytes, place: tuple[str, ...]) -> Loaded:
        payload = self._payload(payload_of(jws))
        format_ = "sd-jwt-vc" if "vct" in payload else format_of_json(payload) or "sd-jwt-vc"
        return Loaded(format_, text, payload, "sd-jwt", place)

    def _secured(
        self, content: bytes, payload: bytes | None, securing: str, place: tuple[str, ...]
    ) -> Loaded:
        claims = self._payload(payload)
        inner = next(
            (claims[name] for name in ("vc", "vp") if isinstance(claims.get(name), dict)), claims
        )
        types = words(inner.get("type"))
        if types & {"EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"}:
            raise ParseError("ENVELOPE_INVALID", "An envelope stands in another envelope.")
        format_ = format_of_json(inner)
        if format_ is None:
            if "vct" not in claims:
                raise _unknown(
                    "a signature over the members " + ", ".join(map(str, list(claims)[:8]))
                )
            format_ = "sd-jwt-vc"
        return Loaded(format_, content, inner, securing, place)

    def _payload(self, payload: bytes | None) -> dict[str, Any]:
        if payload is None:
            raise ParseError(
                "JOSE_ENCODING_INVALID",
                "The payload of the signature is not in base64url.",
                spec="https://www.rfc-editor.org/rfc/rfc7515#section-2",
            )
        value = read_json(payload, limits=self.limits, max_bytes=self.limits.sealed_bytes)
        if not isinstance(value, dict):
            raise _unknown(f"a signature over {shorten(value)}")
        return value

    def _header(self, header: bytes | None) -> Mapping[str, Any]:
        """What the header says of the kind of signature; verifying reads it strictly."""
        try:
            value = read_json(header or b"", limits=self.limits)
        except ElmMicrocredError:
            return {}
        return value if isinstance(value, dict) else {}


def _unknown(found: str) -> ParseError:
    return ParseError(
        "PARSE_UNKNOWN_FORMAT",
        "No credential of a known kind is in this.",
        found=shorten(found),
        expected="a credential or presentation as JSON, token, picture, PDF, zip or data URL",
    )
