"""What the W3C suites of JSON-LD need and credentials may not have: inline contexts, a base IRI.

Both are let in here, below the public functions; all else is as in `to_quads` and `expand`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from elm_microcred.errors import JsonLdError
from elm_microcred.jsonld import processor as processor_module
from elm_microcred.jsonld.compiled import Context
from elm_microcred.jsonld.document import expand_with
from elm_microcred.jsonld.emitter import Walk
from elm_microcred.jsonld.findings import At, Findings
from elm_microcred.jsonld.plans import Family
from elm_microcred.jsonld.processor import Processor
from elm_microcred.limits import DEFAULT

BASE = "https://w3c.github.io/json-ld-api/tests/"

Entry = Mapping[str, Any]
Quad = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Harness:
    """Our answers to the tests of a suite.

    Attributes:
        read: From the name of a file of the suite to its bytes.
    """

    read: Callable[[str], bytes]

    def load(self, name: str) -> Any:
        """A file of the suite as JSON."""
        return json.loads(self.read(name))

    def quads(self, entry: Entry) -> tuple[Sequence[Quad], Findings]:
        """The quads of the input of a test, and what JSON-LD would lose of it."""
        with self._walked(entry) as (walk, _):
            return walk.said.quads, walk.findings

    def expanded(self, entry: Entry) -> tuple[Any, Findings]:
        """The expanded form of the input of a test, unless something of it would be lost."""
        with self._walked(entry) as (walk, processor):
            document = self.load(entry["input"])
            return None if walk.findings else expand_with(processor, document), walk.findings

    @contextmanager
    def _walked(self, entry: Entry) -> Iterator[tuple[Walk, Processor]]:
        option = entry.get("option", {})
        base = option.get("base") or BASE + entry["input"]
        processor = Processor(self._document)
        for options in processor._options.values():
            options["base"] = base
        iri = processor._pyld._expand_iri

        def expand_id(self: Context, value: str) -> str:
            return iri(self.active, value, base=base) or ""

        def expand(self: Context, value: str) -> str:
            return iri(self.active, value, vocab=True, base=base) or ""

        with (
            patch.object(Context, "expand_id", expand_id),
            patch.object(Context, "expand", expand),
            patch.object(processor_module, "NO_BASE", base),
        ):
            walk = Walk(DEFAULT, _as_it_is)
            context = Context(processor.initial(), processor, Family())
            if "expandContext" in option:
                context = context.derive(self.load(option["expandContext"])["@context"])
            document = self.load(entry["input"])
            for item in document if isinstance(document, list) else [document]:
                self._walk(walk, item, context)
            yield walk, processor

    def _walk(self, walk: Walk, item: Any, context: Context) -> None:
        if not isinstance(item, dict):
            walk.findings.note("DATA_DROPPED", None, item)
            return
        try:
            start = context.derive(item["@context"]) if "@context" in item else context
        except JsonLdError as error:
            walk.findings.extend(error.problems)
        else:
            walk.document(item, start)

    def _document(self, url: str) -> Any:
        if not url.startswith(BASE):
            raise KeyError(url)
        return self.load(url.removeprefix(BASE))


def _as_it_is(value: Any, element: Any, at: At, findings: Findings) -> Sequence[Any]:  # noqa: ARG001
    return value if isinstance(value, list) else [value]
