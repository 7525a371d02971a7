"""The recognition report as plain text and as a page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, Final

from elm_microcred.recognition.report import Answer, Evidence, RecognitionReport
from elm_microcred.stacking.comparing import Aspect

_RELATIONS: Final = {
    "same": "the same",
    "more": "more than the programme",
    "less": "less than the programme",
    "overlap": "in part the same",
    "different": "different",
    "unknown": "not said by both",
}
_STATES: Final = {"found": "answered", "partly": "answered in part", "missing": "not answered"}


def to_text(report: RecognitionReport) -> str:
    """The report as plain text, at most 100 characters in each line where words allow it."""
    lines = [
        f"Recognition report: {_title(report)}",
        f"Credential: {report.subject}",
        f"Verification: {report.verified}",
        "",
    ]
    for number, answer in enumerate(report.answers, start=1):
        lines += [f"{number}. {answer.question}", f"   {_summary(answer)}"]
        for item in answer.items:
            because = f": {item.because}" if item.because else ""
            lines.append(f"   - {item.name}: {item.value} [{item.evidence.words}{because}]")
        lines += [f"   - lacking: {each}" for each in answer.lacking]
        lines += [f"   ! {each}" for each in answer.remarks]
        lines.append("")
    if report.comparison is not None:
        lines.append(f"Beside the programme {report.target}:")
        lines += [f"   - {each}" for each in _compared(report)]
        lines.append("")
    return "\n".join(map(_one_line, lines))


def to_html(report: RecognitionReport) -> str:
    """The report as a page; whatever comes from the credential is escaped."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Recognition report: {escape(_title(report))}</title>",
        f"<style>{_STYLE}</style></head><body><main>",
        f"<h1>Recognition report: {escape(_title(report))}</h1>",
        f"<p>Credential: <code>{escape(report.subject)}</code></p>",
        f'<p>Verification: <strong class="v">{escape(report.verified)}</strong></p>',
    ]
    for number, answer in enumerate(report.answers, start=1):
        parts.append(f'<section id="{answer.id}"><h2>{number}. {escape(answer.question)}</h2>')
        parts.append(f'<p class="{answer.state}">{escape(_summary(answer))}</p>')
        if answer.items:
            parts.append("<table><thead><tr><th scope=col>What</th><th scope=col>Says</th>")
            parts.append("<th scope=col>Evidence</th></tr></thead><tbody>")
            for item in answer.items:
                because = f"<br><small>{escape(item.because)}</small>" if item.because else ""
                parts.append(
                    f"<tr><th scope=row>{escape(item.name)}</th><td>{escape(item.value)}</td>"
                    f'<td class="{item.evidence.value}">{item.evidence.words}{because}</td></tr>'
                )
            parts.append("</tbody></table>")
        parts += _list("Lacking", answer.lacking)
        parts += _list("Remarks", answer.remarks)
        parts.append("</section>")
    if report.comparison is not None:
        parts.append(
            f'<section id="comparison"><h2>Beside the programme {escape(report.target)}</h2>'
        )
        parts += _list("", _compared(report))
        parts.append("</section>")
    return "\n".join([*parts, "</main></body></html>", ""])


def _list(title: str, entries: Any) -> Iterator[str]:
    entries = list(entries)
    if entries:
        if title:
            yield f"<h3>{title}</h3>"
        yield "<ul>" + "".join(f"<li>{escape(each)}</li>" for each in entries) + "</ul>"


def _title(report: RecognitionReport) -> str:
    return report.title.get("en") or next(iter(report.title.values()), report.subject)


def _summary(answer: Answer) -> str:
    if answer.evidence is Evidence.MISSING:
        return "Not answered: missing."
    return f"{_STATES[answer.state].capitalize()}; best evidence: {answer.evidence.words}."


def _compared(report: RecognitionReport) -> Iterator[str]:
    comparison = report.comparison
    for aspect in comparison.aspects if comparison is not None else ():
        yield f"{aspect.name}: {_RELATIONS[aspect.relation]}{_detail(aspect)}"


def _detail(aspect: Aspect) -> str:
    if aspect.relation == "unknown":
        silent = aspect.detail.get("silent")
        sides = {"first": "the credential", "second": "the programme"}
        return f" (by {' and '.join(sides[each] for each in silent)})" if silent else ""
    said = [_words(aspect.first), _words(aspect.second)]
    return f" ({said[0]} beside {said[1]})" if aspect.relation != "same" else f" ({said[0]})"


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value[:5])) + (" …" if len(value) > 5 else "") or "nothing"
    return str(value)


def _one_line(line: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in line)


_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#1b1b1b;background:#fff}"
    "main{max-width:50rem;margin:0 auto;padding:1rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    ".missing{color:#8a1c1c}.partly{color:#6b4700}.found,.registered,.signed{color:#14532d}"
    "code{overflow-wrap:anywhere}"
)
