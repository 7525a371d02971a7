"""A report in sentences, by templates: another language is another file in `vocab/stacking/`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from elm_microcred.errors import UsageError
from elm_microcred.stacking.evaluation import Placed, RuleResult
from elm_microcred.stacking.parts import Interval, Reason, written
from elm_microcred.stacking.report import StackReport, totals

_FOLDER: Final = files("elm_microcred.vocab_data.stacking")


@cache
def languages() -> tuple[str, ...]:
    """The languages that reports can be said in."""
    names = [entry.name for entry in _FOLDER.iterdir()]
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@cache
def templates(language: str) -> Mapping[str, Any]:
    """The templates of a language.

    Raises:
        UsageError: If there are none.
    """
    if language not in languages():
        raise UsageError(
            "USAGE",
            "Reports cannot be said in this language.",
            found=language,
            expected=", ".join(languages()),
        )
    content: Mapping[str, Any] = json.loads((_FOLDER / f"{language}.json").read_bytes())
    return content


def sentences(report: StackReport, language: str = "en") -> list[str]:
    """The report sentence by sentence: verdict, rules, parts, what is missing, what would break it.

    Raises:
        UsageError: If there are no templates of that language.
    """
    return list(_Speaker(report, templates(language), language).all())


class _Speaker:
    def __init__(self, report: StackReport, words: Mapping[str, Any], language: str) -> None:
        self.report = report
        self.words = words
        self.language = language
        self.parts = {entry.part.id: entry.part for entry in report.entries}
        groups = {group.id: group.title for group in report.recipe.groups}
        shares = {share.id: share.title for share in report.recipe.shares}
        self.titles = groups | shares

    def all(self) -> Iterator[str]:
        """Every sentence."""
        yield self._verdict()
        yield from map(self._rule, self.report.rules)
        yield from map(self._used, self.report.placed)
        for placed in self.report.placed:
            for each in placed.entry.conversions:
                title = self._part(placed.entry.part.id)
                yield self.words["part"]["converted"].format(part=title, **each.to_dict())
        for name, reasons in self.report.unused.items():
            if name in self.report.offered:
                continue
            said = ", ".join(map(self.reason, reasons))
            yield self.words["part"]["unused"].format(part=self._part(name), reason=said)
        yield from self._more()

    def _verdict(self) -> str:
        report = self.report
        word = {True: "satisfied", False: "unsatisfied", None: "unproved"}[report.satisfied]
        if report.satisfied and report.taken:
            word = "planned"
        sums = totals(report.recipe, report.placed)
        low, high = sums["credits"]
        text: str = self.words["verdict"][word]
        return text.format(
            title=self._in_language(report.recipe.title),
            parts=sums["parts"],
            credits=low if low == high else f"{low}–{high}",
            unit=report.recipe.unit,
        )

    def _rule(self, rule: RuleResult) -> str:
        template: str = self.words["rule"][rule.kind]["met" if rule.met else "unmet"]
        values = {
            name: ", ".join(map(str, value)) if isinstance(value, list) else value
            for name, value in rule.values.items()
        }
        name = rule.values.get("group") or rule.values.get("share")
        place = self._title(str(name)) if name else self.words["place"]["totals"]
        return template.format(**{**values, "place": place, "unit": self.report.recipe.unit})

    def _used(self, placed: Placed) -> str:
        word = "planned" if placed.offered else "stands_for" if placed.spec else "used"
        if placed.credits is None:
            word = "unknown"
        text: str = self.words["part"][word]
        return text.format(
            part=self._part(placed.entry.part.id),
            group=self._title(placed.group),
            counts=_said(placed.credits),
            unit=self.report.recipe.unit,
            spec=placed.spec,
        )

    def reason(self, reason: Reason) -> str:
        """Why a part does not count."""
        text: str = self.words["reason"][reason.code]
        return text.format(**reason.values)

    def _more(self) -> Iterator[str]:
        report, words = self.report, self.words["more"]
        if report.missing is not None and report.missing.conflict:
            yield words["conflict"].format(rules=", ".join(report.missing.conflict))
        if report.missing is not None and report.missing.blocked:
            yield words["blocked"].format(parts=self._names(report.missing.blocked))
        if report.offered and report.satisfied:
            completion = report.to_dict()["completion"]
            yield (
                words["completion"].format(parts=self._names(report.taken), cost=completion["cost"])
                if report.taken
                else words["complete"]
            )
        if report.fragility is not None:
            needed, until = report.fragility.parts, report.fragility.holds_until
            yield words["fragile"].format(parts=self._names(needed)) if needed else words["robust"]
            day = until.date().isoformat() if until else None
            yield words["holds_until"].format(date=day) if day else words["holds"]
        for each in report.alternatives:
            yield words["alternative"].format(parts=self._names(p.entry.part.id for p in each))

    def _names(self, ids: Any) -> str:
        return ", ".join(self._part(name) for name in ids)

    def _part(self, name: str) -> str:
        return self._in_language(self.parts[name].title)

    def _title(self, name: str) -> str:
        title = self.titles.get(name)
        return self._in_language(title) if title is not None else name

    def _in_language(self, text: Any) -> str:
        said: str = text.in_language(self.language, "en")
        return said


def _said(interval: Interval | None) -> str:
    if interval is None:
        return "?"
    low, high = written(interval.low), written(interval.high)
    return low if low == high else f"{low}–{high}"
