"""The viewer: a page on this computer on which a person sees and checks a credential.

Nothing leaves the computer: the page holds no script and loads nothing, the server asks nobody
unless it is told to, and what it was given it keeps in memory, the last few, until it ends.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from importlib.resources import files
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from elm_microcred.carriers.detection import FORMATS
from elm_microcred.errors import ElmMicrocredError, LimitError, ParseError
from elm_microcred.exchange.rdf import to_rdf
from elm_microcred.inspecting import Inspected, inspect
from elm_microcred.limits import DEFAULT, KIB
from elm_microcred.loading import Loaded, load
from elm_microcred.mapping import convert
from elm_microcred.problem import Problem
from elm_microcred.proofs.policy import Policy
from elm_microcred.rendering import render
from elm_microcred.rendering.html import digest_of, environment, shared
from elm_microcred.rendering.languages import (
    INTERFACE,
    Speaker,
    direction_of,
    interface_of,
    name_of,
)
from elm_microcred.rendering.reports import kind_of
from elm_microcred.rendering.states import checks_of, finding_of
from elm_microcred.rendering.viewing import view_of
from elm_microcred.retrieval import Resolver, offline
from elm_microcred.server.app import create_app
from elm_microcred.server.guard import HEADERS, Guard
from elm_microcred.server.multipart import fields
from elm_microcred.stacking.replaying import replay
from elm_microcred.validation import validate

_KEPT: Final = 64
"""So many credentials are kept; an older one has to be given again."""
_MOST_FOUND: Final = 32
_LONGEST: Final = DEFAULT.sealed_bytes + 64 * KIB
_CONVERSIONS: Final = {
    "elm.json": ("elm", "European Digital Credential"),
    "elm-vcdm2.json": ("elm-vcdm2", "European Digital Credential, VCDM 2.0"),
    "open-badge-3.json": ("open-badge-3", "Open Badge 3.0"),
}
_RDF: Final = {"turtle.ttl": ("turtle", "RDF (Turtle)"), "nquads.nq": ("nquads", "RDF (N-Quads)")}
_KINDS: Final = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "nq": "application/n-quads",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "ttl": "text/turtle; charset=utf-8",
}


@dataclass(slots=True)
class Viewer:
    """What one viewer was given, and how it looks at it.

    Attributes:
        now: The time to verify with.
        resolve: Asked for issuers' documents; by default nothing leaves the computer.
        policy: What is demanded.
    """

    now: Callable[[], datetime]
    resolve: Resolver = offline
    policy: Policy = field(default_factory=Policy)
    _kept: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)

    def keep(self, content: bytes) -> str:
        """The key under which a file is to be seen; the same for the same file."""
        digest = hashlib.blake2b(content, key=self._secret, digest_size=12)
        key = digest.hexdigest()
        self._kept[key] = content
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return key

    def content(self, key: str) -> bytes:
        """The file of that key.

        Raises:
            ParseError: If it is not kept, or no longer.
        """
        if key not in self._kept:
            raise ParseError(
                "REQUEST_NOT_FOUND",
                "This credential is no longer in memory.",
                remedy="Give the file again.",
            )
        return self._kept[key]

    def inspected(self, key: str) -> Inspected:
        """What can be shown of the file of that key.

        Raises:
            ElmMicrocredError: If nothing can.
        """
        return inspect(
            self.content(key),
            now=self.now(),
            resolve=self.resolve,
            policy=self.policy,
            replay=replay,
        )


def viewer_app(viewer: Viewer, *, port: int, token: str) -> Guard:
    """The application of a viewer, guarded; its start page is `/TOKEN/`."""
    hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))
    return Guard(create_app(router(viewer, token)), hosts=hosts, token=token)


def router(viewer: Viewer, token: str) -> APIRouter:
    """The addresses of a viewer."""
    routes = APIRouter(prefix=f"/{token}")

    @routes.get("/")
    def start(request: Request) -> Response:
        return _page(request, "start.html", examples=_examples())

    @routes.post("/")
    async def given(request: Request) -> Response:
        try:
            content = await _given(request)
            key = await run_in_threadpool(viewer.keep, content)
        except ElmMicrocredError as error:
            return _refusal(request, error)
        return RedirectResponse(f"/{token}/c/{key}/", HTTPStatus.SEE_OTHER, HEADERS)

    @routes.get("/example/{name}")
    def example(request: Request, name: str) -> Response:
        try:
            key = viewer.keep(_example(name))
        except ElmMicrocredError as error:
            return _refusal(request, error)
        return RedirectResponse(f"/{token}/c/{key}/", HTTPStatus.SEE_OTHER, HEADERS)

    @routes.get("/c/{key}/")
    def shown(request: Request, key: str) -> Response:
        try:
            return _shown(request, viewer, key)
        except ElmMicrocredError as error:
            return _refusal(request, error)

    @routes.get("/c/{key}/{name}")
    def saved(request: Request, key: str, name: str) -> Response:
        try:
            return _saved(viewer, key, name, _language(request))
        except ElmMicrocredError as error:
            return _refusal(request, error)

    return routes


async def _given(request: Request) -> bytes:
    """The file or the text of the form, read no further than a credential may be long."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST:
            raise LimitError(
                "LIMIT_SIZE", "The file is too long.", expected=f"at most {DEFAULT.sealed_bytes}"
            )
    form = fields(request.headers.get("content-type", ""), bytes(body))
    content = form.get("file") or form.get("text", b"").strip()
    if not content:
        raise ParseError(
            "REQUEST_MALFORMED", "Neither a file nor a text was given.", expected="one of them"
        )
    return content


def _shown(request: Request, viewer: Viewer, key: str) -> Response:
    content = viewer.content(key)
    found = _several(content)
    if len(found) > 1:
        say = Speaker(_language(request))
        return _page(
            request, "list.html", title=say.word("viewer.found"), found=_list(viewer, found)
        )
    inspected = viewer.inspected(key)
    view = view_of(inspected.subject, report=inspected.report, at=inspected.verified_at)
    parts = found[0].parts if found else ()
    say = Speaker(_language(request))
    # What is shown first is in the reader's language, where the credential has it.
    pages = sorted(view.pages, key=lambda page: page.interface != say.interface)
    view = replace(view, pages=tuple(pages))
    completeness = _completeness(say, inspected.document)
    return _page(
        request,
        "shown.html",
        view=view,
        names={page.language: name_of(page.language) for page in view.pages},
        completeness=completeness,
        inside=_list(viewer, parts),
        saves=_saves(inspected, say),
        conversions=_conversions(inspected),
    )


def _several(content: bytes) -> tuple[Loaded, ...]:
    """The credentials in a file; none where it is a file of ours, which `load` does not know."""
    try:
        return load(content)
    except ElmMicrocredError:
        return ()


def _list(viewer: Viewer, found: tuple[Loaded, ...]) -> list[Mapping[str, str]]:
    return [
        {
            "href": f"../{viewer.keep(one.content)}/",
            "text": FORMATS[one.format],
            "place": " › ".join(one.place),
        }
        for one in found[:_MOST_FOUND]
    ]


def _completeness(say: Speaker, document: Mapping[str, Any] | None) -> list[Any]:
    """Whether a credential says what a micro-credential has to, as checks."""
    if document is None or "type" not in document:
        return []
    try:
        report = validate(document, profile="annex-1")
    except ElmMicrocredError:
        return []  # of a kind that Annex I says nothing about
    return [check for check in checks_of(say, report.checks) if check.outcome != "skipped"]


def _saves(inspected: Inspected, say: Speaker) -> list[Mapping[str, str]]:
    names = {
        "original": "viewer.original",
        "page.html": "viewer.page",
        "card.svg": "viewer.card",
        "certificate.pdf": "viewer.certificate",
    }
    if inspected.report is not None:
        names["report.json"] = "viewer.report"
    return [{"href": name, "text": say.word(word)} for name, word in names.items()]


def _conversions(inspected: Inspected) -> list[Mapping[str, str]]:
    document = inspected.document
    if document is None or kind_of(document) != "document":
        return []
    offered = _CONVERSIONS | (_RDF if "@context" in document else {})
    return [{"href": name, "text": text} for name, (_, text) in offered.items()]


def _saved(viewer: Viewer, key: str, name: str, language: str) -> Response:
    if name == "original":
        return _download(viewer.content(key), _original_name(viewer.content(key)))
    inspected = viewer.inspected(key)
    if name in ("page.html", "card.svg", "certificate.pdf"):
        form: Any = name.partition(".")[2]
        signed = inspected.verified_at is not None and form == "pdf"
        drawn = render(
            inspected.subject,
            to=form,
            report=inspected.report,
            at=inspected.verified_at,
            languages=None if form == "html" else [language],
            secured=inspected.content if signed else None,
            qr=False,
        )
        return _download(drawn.content, name)
    if name == "report.json" and inspected.report is not None:
        return _download(_json(inspected.report.to_dict()), name)
    if name in _CONVERSIONS and inspected.document is not None:
        converted = convert(inspected.document, to=_CONVERSIONS[name][0])  # type: ignore[arg-type]
        return _download(_json(converted.document), name)
    if name in _RDF and inspected.document is not None:
        text = to_rdf(inspected.document, format=_RDF[name][0])
        return _download(text.encode(), name)
    raise ParseError("REQUEST_NOT_FOUND", "Nothing stands at this address.", found=name)


def _original_name(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return "credential.pdf"
    if content.startswith(b"PK"):
        return "credentials.zip"
    if content.startswith(b"\x89PNG"):
        return "badge.png"
    return "credential.json" if content.lstrip()[:1] in (b"{", b"[") else "credential.txt"


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _download(content: bytes, name: str) -> Response:
    kind = _KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


def _language(request: Request) -> str:
    """The language of labels that the reader's browser asks for."""
    for wanted in request.headers.get("accept-language", "").split(","):
        tag = wanted.partition(";")[0].strip().lower()
        if tag.partition("-")[0] in INTERFACE:
            return interface_of(tag)
    return "en"


def _page(request: Request, name: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
    language = _language(request)
    say = Speaker(language)
    sheet = shared()["style"] + _viewer_style()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest_of(sheet)}'; img-src data:;"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'; connect-src 'none'"
    )
    home = "./" if name == "start.html" or values.get("at_home") else "../../"
    text = (
        environment()
        .get_template(f"viewer/{name}")
        .render(
            **{**shared(), "style": sheet},
            say=say.word,
            language=language,
            direction=direction_of(language),
            home=home,
            **values,
        )
    )
    return HTMLResponse(text, status, {**HEADERS, "Content-Security-Policy": policy})


def _viewer_style() -> Any:
    from markupsafe import Markup

    folder = files("elm_microcred.rendering") / "templates" / "viewer"
    return Markup((folder / "viewer.css").read_text("utf-8"))  # noqa: S704 - our own file


def _refusal(request: Request, error: ElmMicrocredError) -> Response:
    say = Speaker(_language(request))
    problems: tuple[Problem, ...] = error.problems
    is_gone = error.code == "REQUEST_NOT_FOUND"
    return _page(
        request,
        "refused.html",
        HTTPStatus.NOT_FOUND if is_gone else HTTPStatus.BAD_REQUEST,
        findings=[finding_of(say, problem) for problem in problems[:_MOST_FOUND]],
        at_home=request.method == "POST",
    )


def _examples() -> list[str]:
    """The names of the gallery, where it was installed."""
    try:
        names = [entry.name for entry in files("elm_microcred.examples_data.gallery").iterdir()]
    except (ModuleNotFoundError, OSError):
        return []
    return sorted(name.removesuffix(".edc.json") for name in names if name.endswith(".edc.json"))


def _example(name: str) -> bytes:
    if name not in _examples():
        raise ParseError("REQUEST_NOT_FOUND", "There is no such example.", found=name)
    return (files("elm_microcred.examples_data.gallery") / f"{name}.edc.json").read_bytes()
