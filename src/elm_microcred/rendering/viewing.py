"""From a credential or report to a `View`: what is shown, in every language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, runtime_checkable

from elm_microcred.errors import ElmMicrocredError, UsageError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.mapping.conversion import Source, read_source
from elm_microcred.model import MicroCredential
from elm_microcred.problem import Problem, shorten
from elm_microcred.rendering import agents, generic, microcredentials, reports
from elm_microcred.rendering.displays import badge_of, issuer_pages
from elm_microcred.rendering.languages import Speaker, direction_of, is_language
from elm_microcred.rendering.states import report_of, state_of
from elm_microcred.rendering.views import Kind, Page, Phrase, Picture, View
from elm_microcred.report import Report

MOST_LANGUAGES: Final = 24
"""So many languages of one credential are shown: those of the European Union."""


@runtime_checkable
class SaysItself(Protocol):
    """What has a form as JSON: a report of whatever kind."""

    def to_dict(self) -> dict[str, Any]:
        """It as JSON."""
        ...


Subject = MicroCredential | Report | SaysItself | Mapping[str, Any]
"""What can be shown: a credential, a report, or either as JSON."""


@dataclass(slots=True)
class _Setting:
    report: Report | None
    at: dt.datetime | None
    limits: Limits
    languages: tuple[str, ...]
    notices: list[Problem] = field(default_factory=list)


def view_of(
    subject: Subject,
    *,
    report: Report | None = None,
    languages: Sequence[str] | None = None,
    at: dt.datetime | None = None,
    limits: Limits = DEFAULT,
) -> View:
    """Everything that is shown of a credential or report, as plain data.

    Args:
        subject: A credential as document or `MicroCredential`, a `Verification` (the credential
            in it is shown with what was found about it), or another report, also as JSON.
        report: What verification found about the credential; without it the page says that
            nobody has verified it.
        languages: The languages to show, the first of them at first; those of the credential by
            default.
        at: When it was verified.
        limits: What its pictures may cost.

    Raises:
        UsageError: If it is nothing that can be shown, or a language is no language tag.
    """
    asked = tuple(languages or ())
    for tag in asked:
        if not is_language(tag):
            raise UsageError(
                "USAGE", "This is no language tag.", found=shorten(tag), expected="en, lv, de, …"
            )
    if isinstance(subject, Report):
        document = getattr(subject, "document", None)
        if isinstance(document, Mapping):
            return view_of(document, report=subject, languages=asked, at=at, limits=limits)
        as_json = subject.to_dict()
        if reports.kind_of(as_json) == "document":
            as_json["format"] = reports.VERIFICATION
        report, subject = subject, as_json
    setting = _Setting(report, at, limits, asked)
    if isinstance(subject, MicroCredential):
        return _micro(Source(subject, "micro-credential", tuple, str), {}, setting)
    if isinstance(subject, SaysItself):
        subject = subject.to_dict()
    if not isinstance(subject, Mapping):
        raise UsageError(
            "USAGE",
            "This is nothing that can be shown.",
            found=type(subject).__name__,
            expected="a credential, a verification, or a report",
        )
    kind = reports.kind_of(subject)
    if kind != "document":
        return _report(kind, subject, setting)
    try:
        source = read_source(subject)
    except (ElmMicrocredError, RecursionError):
        return _document(subject, setting)
    return _micro(source, subject, setting)


def _micro(source: Source, document: Mapping[str, Any], setting: _Setting) -> View:
    micro = source.micro
    own = microcredentials.languages_of(micro)
    badge = badge_of(micro, document, setting.limits, setting.notices)
    pictures = issuer_pages(document, setting.limits, setting.notices)
    unread = [loss for loss in source.losses if not _is_shown(loss.pointer)]
    pages = []
    for language in _languages(own, setting):
        say = Speaker(language, own)
        title = say.say(micro.achievement.title) or say.label(say.word("untitled"))
        holder = agents.holder_of(say, micro.award.learner)
        awarders = agents.awarders_of(say, micro)
        lead = microcredentials.lead_of(say, micro)
        sections = microcredentials.sections_of(say, micro)
        remarks = [*_borrowed(say)]
        if unread:
            remarks.append(say.label(say.word("not_shown", n=len(unread))))
        pages.append(
            Page(
                language,
                say.interface,
                direction_of(say.interface),
                say.word("kind.credential"),
                title,
                holder,
                awarders,
                state_of(say, setting.report, at=setting.at),
                _described(say, badge),
                lead,
                sections,
                tuple(picture for tag, picture in pictures if _is_for(tag, language, own)),
                (*remarks, *_notices(setting.notices)),
            )
        )
    notices = (*setting.notices, *unread)
    return View("credential", tuple(pages), notices, micro.award.id or "")


def _is_shown(pointer: str) -> bool:
    """Whether what the micro-credential does not hold is shown by other means."""
    return pointer.startswith("/displayParameter")


def _is_for(tag: str, language: str, own: tuple[str, ...]) -> bool:
    """Whether the issuer's page in `tag` belongs on the page in `language`."""
    same = tag.partition("-")[0] == language.partition("-")[0]
    return same or not tag or (tag == own[0] and language not in own)


def _described(say: Speaker, badge: tuple[str, Phrase, Picture] | None) -> Picture | None:
    if badge is None:
        return None
    word, caption, picture = badge
    said = caption if caption.text else say.label(say.word(word))
    return Picture(picture.url, picture.media_type, said, picture.width, picture.height)


def _borrowed(say: Speaker) -> Iterable[Phrase]:
    return [say.label(say.word("translated_in_part"))] if say.borrowed else []


def _notices(notices: Iterable[Problem]) -> Iterable[Phrase]:
    said = dict.fromkeys(notice.detail for notice in notices if notice.severity.value != "info")
    return [Phrase(text, "en", "ltr") for text in said]


def _languages(own: tuple[str, ...], setting: _Setting) -> tuple[str, ...]:
    """The languages to show; those that were asked for and are missing are remarked on."""
    if setting.languages:
        primaries = {tag.partition("-")[0] for tag in own}
        for tag in setting.languages:
            if tag not in own and tag.partition("-")[0] not in primaries:
                setting.notices.append(
                    Problem(
                        "RENDER_LANGUAGE_MISSING",
                        "The credential has no texts in this language: those of another are shown.",
                        found=tag,
                        expected=", ".join(own),
                    )
                )
    asked = tuple(dict.fromkeys(setting.languages or own))
    if len(asked) > MOST_LANGUAGES:
        setting.notices.append(
            Problem(
                "RENDER_SHORTENED",
                "Only the first languages are shown.",
                found=f"{len(asked)} languages",
                expected=f"at most {MOST_LANGUAGES}",
                remedy="Name the languages to show.",
            )
        )
    return asked[:MOST_LANGUAGES]


def _document(document: Mapping[str, Any], setting: _Setting) -> View:
    badge = badge_of(None, document, setting.limits, setting.notices)
    pictures = issuer_pages(document, setting.limits, setting.notices)
    is_cut = generic.is_cut(document)
    if is_cut:
        setting.notices.append(
            Problem(
                "RENDER_SHORTENED",
                "The document has more values than a page shows.",
                expected=f"at most {generic.MOST_ROWS}",
                remedy="Look at the document itself.",
            )
        )
    pages = []
    for language in _languages(("en",), setting):
        say = Speaker(language)
        remarks = [say.label(say.word("shortened", n=generic.MOST_ROWS))] if is_cut else []
        pages.append(
            Page(
                language,
                say.interface,
                direction_of(say.interface),
                say.word("kind.document"),
                generic.title_of(say, document),
                None,
                (),
                state_of(say, setting.report, at=setting.at),
                badge=_described(say, badge),
                sections=generic.sections_of(say, document),
                pages=tuple(picture for _, picture in pictures),
                remarks=(*remarks, *_notices(setting.notices)),
            )
        )
    id_ = document.get("id")
    return View(
        "document", tuple(pages), tuple(setting.notices), id_ if isinstance(id_, str) else ""
    )


def _report(kind: Kind, values: Mapping[str, Any], setting: _Setting) -> View:
    pages = []
    report = setting.report or report_of(values)
    for language in _languages(("en",), setting) if setting.languages else ("en",):
        say = Speaker(language)
        pages.append(
            Page(
                language,
                say.interface,
                direction_of(say.interface),
                say.word(f"kind.{kind}"),
                reports.title_of(say, kind, values),
                None,
                (),
                reports.report_state(say, kind, values, report, setting.at),
                sections=reports.sections_of(say, kind, values),
            )
        )
    return View(kind, tuple(pages), tuple(setting.notices), report.subject)
