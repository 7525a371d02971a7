"""A report as a picture: groups, the parts that stand in them, and gaps. Mermaid and SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from elm_microcred.stacking.parts import written
from elm_microcred.stacking.report import StackReport

_ROW = 26
_WIDTH = 640
_PAD = 12
_COLOURS = {"met": "#2e7d32", "gap": "#c62828", "part": "#e3f2fd", "planned": "#fff8e1"}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a picture: a part, or a gap."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Box:
    """One group, or what is asked of the whole."""

    title: str
    is_met: bool
    lines: tuple[_Line, ...]


def _boxes(report: StackReport, language: str) -> Iterator[_Box]:
    unit = report.recipe.unit
    for group in report.recipe.groups:
        lines = []
        for placed in report.placed:
            if placed.group != group.id:
                continue
            points = f" ({written(placed.credits.low)} {unit})" if placed.credits else ""
            title = placed.entry.part.title.in_language(language, "en")
            lines.append(_Line("planned" if placed.offered else "part", title + points))
        gaps = [r for r in report.rules if r.values.get("group") == group.id and not r.met]
        lines += [_Line("gap", _gap(rule.kind, dict(rule.values))) for rule in gaps]
        title = group.title.in_language(language, "en") if group.title else group.id
        yield _Box(title, not gaps, tuple(lines))
    others = [r for r in report.rules if "group" not in r.values]
    lines = [
        _Line("part" if rule.met else "gap", f"{rule.rule} {_gap('', dict(rule.values))}".strip())
        for rule in others
        if "have" in rule.values or not rule.met
    ]
    if lines:
        yield _Box("Σ", all(rule.met for rule in others), tuple(lines))


def _gap(kind: str, values: dict[str, object]) -> str:
    """What is asked and what there is, without words of a language."""
    if "have" in values:
        bound = f"≥ {values['need']}" if "need" in values else f"≤ {values['most']}"
        of = f" / {values['of']}" if "of" in values else ""
        return f"{kind} {values['have']}{of} ({bound})".strip()
    missing = values.get("missing") or values.get("late") or values.get("twice") or []
    named = ", ".join(map(str, missing)) if isinstance(missing, list) else str(missing)
    return f"{kind} {named}".strip()


def to_mermaid(report: StackReport, language: str = "en") -> str:
    """The report as a Mermaid flowchart."""
    lines = ["flowchart LR", f'  recipe["{_quoted(_title(report, language))}"]']
    for number, box in enumerate(_boxes(report, language)):
        lines.append(f'  g{number}["{_quoted(box.title)}"]')
        lines.append(f"  g{number} --> recipe")
        lines.append(f"  class g{number} {'met' if box.is_met else 'gap'}")
        for place, line in enumerate(box.lines):
            name = f"g{number}p{place}"
            lines.append(f'  {name}["{_quoted(line.text)}"] --> g{number}')
            lines.append(f"  class {name} {line.kind}")
    lines += [
        f"  classDef met stroke:{_COLOURS['met']},stroke-width:2px",
        f"  classDef gap stroke:{_COLOURS['gap']},stroke-dasharray:4",
        f"  classDef part fill:{_COLOURS['part']}",
        f"  classDef planned fill:{_COLOURS['planned']}",
    ]
    return "\n".join(lines) + "\n"


def _title(report: StackReport, language: str) -> str:
    return report.recipe.title.in_language(language, "en")


def _quoted(text: str) -> str:
    """Text that Mermaid shows as it is: whatever could end it, or be markup, is an entity."""
    plain = " ".join(text.split())
    return re.sub(r"[^\w \-.,:()/≥≤+]", lambda match: f"#{ord(match[0])};", plain)


def to_svg(report: StackReport, language: str = "en") -> str:
    """The report as an SVG picture that needs nothing else."""
    y = 2 * _PAD + _ROW
    body = [_text(_PAD, _PAD + 16, _title(report, language), weight="bold")]
    for box in _boxes(report, language):
        height = _ROW * (1 + max(1, len(box.lines))) + _PAD
        colour = _COLOURS["met" if box.is_met else "gap"]
        body.append(
            f'<rect x="{_PAD}" y="{y}" width="{_WIDTH - 2 * _PAD}" height="{height}" rx="6"'
            f' fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        body.append(_text(2 * _PAD, y + 18, box.title, weight="bold"))
        for place, line in enumerate(box.lines, start=1):
            top = y + place * _ROW
            fill = _COLOURS.get(line.kind, "none") if line.kind != "gap" else "none"
            dashes = ' stroke-dasharray="4"' if line.kind == "gap" else ""
            stroke = _COLOURS["gap"] if line.kind == "gap" else "#90a4ae"
            body.append(
                f'<rect x="{2 * _PAD}" y="{top}" width="{_WIDTH - 4 * _PAD}" height="{_ROW - 4}"'
                f' rx="3" fill="{fill}" stroke="{stroke}"{dashes}/>'
            )
            body.append(_text(3 * _PAD, top + 16, line.text))
        y += height + _PAD
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" width="{_WIDTH}"'
        f' height="{y}" role="img" font-family="sans-serif" font-size="13">'
        + f"<title>{_escaped(_title(report, language))}</title>"
        + "".join(body)
        + "</svg>\n"
    )


def _text(x: int, y: int, text: str, *, weight: str = "normal") -> str:
    return f'<text x="{x}" y="{y}" font-weight="{weight}">{_escaped(text)}</text>'


def _escaped(text: str) -> str:
    printable = "".join(c if c.isprintable() or c in " \n\t" else "�" for c in text)
    return escape(" ".join(printable.split())[:90])
