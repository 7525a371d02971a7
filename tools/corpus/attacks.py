"""Inputs that a verifier must refuse or accept (`elm-attack-corpus/1`), each within its limits."""

from __future__ import annotations

import csv
import io
import json
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from corpus.case import Answer, NotImplementedYet, Result, ask, clock, part
from corpus.world import extra_contexts, world
from elm_microcred import Check, Report, Resolver

_OUTCOMES = {"valid": "passed", "invalid": "failed", "unchecked": "indeterminate"}
_MIB_OF_RSS = 1024


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all cases of an index share."""

    index: Path
    now: Any
    resolve: Resolver
    extra_contexts: Mapping[str, Any]
    anchors: tuple[bytes, ...] = ()


def run(index: Path) -> Iterator[Result]:
    """Every case of an index; a refusal that costs more than it may is wrong."""
    entries = json.loads(index.read_text("utf-8"))
    extra = extra_contexts(index, entries.get("contexts", {}))
    file = entries.get("trust_anchors_file")
    anchors = ((index.parent / file).read_bytes(),) if file else ()
    setting = _Setting(index, clock(entries), world(index, entries), extra, anchors)
    for case in entries["cases"]:
        limits = case.get("limits", entries.get("default_limits", {}))
        answer, cost = _measured(partial(ask, partial(_report, case, setting)), limits)
        expected = _OUTCOMES[case["outcome"]]
        right = answer.outcome == expected and cost is None
        reason = case.get("expected_reason")
        yield Result(
            case["id"],
            expected + (f" ({reason})" if reason else ""),
            cost or answer.outcome,
            answer.code,
            right,
            None if reason is None else right and reason in answer.codes,
        )


def _measured(work: Callable[[], Answer], limits: Mapping[str, float]) -> tuple[Answer, str | None]:
    """The answer, and what it cost too much of, if it did."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    answer = work()
    seconds = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / _MIB_OF_RSS
    if seconds > limits.get("seconds", float("inf")):
        return answer, f"{answer.outcome} after {seconds:.1f} s"
    if grown > limits.get("memory_mb", float("inf")):
        return answer, f"{answer.outcome} with {grown:.0f} MiB more memory"
    return answer, None


def _report(case: Mapping[str, Any], setting: _Setting) -> Report:
    operation = OPERATIONS.get(case["op"])
    if operation is None:
        raise NotImplementedYet(case["op"])
    return operation(case, (setting.index.parent / case["file"]).read_bytes(), setting)


_DEMANDS = {
    "challenge": "challenge",
    "nonce": "challenge",
    "domain": "domain",
    "audience": "domain",
    "expected_vct": "expected_vct",
    "require_key_binding": "require_key_binding",
    "max_kb_age_seconds": "max_key_binding_age_seconds",
}
"""Options of a case, and what a policy calls them."""


def _verify(case: Mapping[str, Any], content: bytes, setting: _Setting) -> Report:
    verify, policy = part("verification", "verify"), part("proofs.policy", "Policy")
    report: Report = verify(
        content,
        resolve=setting.resolve,
        now=setting.now,
        policy=policy(**{name: case[said] for said, name in _DEMANDS.items() if said in case}),
        extra_contexts=setting.extra_contexts,
    )
    return report


def _verify_seal(case: Mapping[str, Any], content: bytes, setting: _Setting) -> Report:
    """The seal alone: what was sealed may be in a context that the index does not approve."""
    verify, policy = part("verification", "verify"), part("proofs.policy", "Policy")
    asked = frozenset({"securing", "controller", "issuer"})
    report: Report = verify(
        content,
        resolve=setting.resolve,
        now=setting.now,
        policy=policy(
            checks=asked,
            trust_anchors=setting.anchors,
            issuer_binding=case.get("match_issuer", False),
            qualification="claimed" if case.get("require") == "qualified-certificate" else None,
        ),
    )
    checks = [check for check in report.checks if check.id.partition("/")[0] in (*asked, "parse")]
    return Report(tuple(checks), case["id"])


def _resolve(case: Mapping[str, Any], content: bytes, setting: _Setting) -> Report:
    resolve = part("proofs.dids", "controlled_identifier_document")
    document = resolve(content.decode().strip(), resolve=setting.resolve)
    return Report((Check.of("controller", values={"document": document}),), case["id"])


def _load_shapes(case: Mapping[str, Any], content: bytes, _: _Setting) -> Report:
    part("validation.shapes", "read_shapes")(content)
    return Report((Check.of("shapes"),), case["id"])


def _extract(case: Mapping[str, Any], content: bytes, setting: _Setting) -> Report:
    badge = part("carriers", "unbake")(content)
    if "op2" in case:
        return OPERATIONS[case["op2"]](case, badge.content, setting)
    return Report((Check.of("parse", values={"place": badge.place}),), case["id"])


def _show(case: Mapping[str, Any], content: bytes, _: _Setting) -> Report:
    problems = part("carriers", "image_problems")(content)
    return Report((Check.of("parse", problems),), case["id"])


def _load_schema(case: Mapping[str, Any], content: bytes, _: _Setting) -> Report:
    schema = part("validation.outside_schemas", "read_schema")(content)
    problems = schema.problems(case["instance"]) if "instance" in case else ()
    return Report((Check.of("schema", problems),), case["id"])


_RDF = {".ttl": "turtle", ".trig": "trig", ".nt": "ntriples", ".nq": "nquads"} | {
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".jsonld": "json-ld",
    ".json": "json-ld",
}
"""Formats of RDF by the end of a file's name."""


def _import_rdf(case: Mapping[str, Any], content: bytes, _: _Setting) -> Report:
    format = case.get("format") or _RDF[Path(case["file"]).suffix]
    part("exchange.rdf_import", "from_rdf")(content, format=format)
    return Report((Check.of("parse"),), case["id"])


def _parse_xml(case: Mapping[str, Any], content: bytes, _: _Setting) -> Report:
    part("loading", "load")(content)
    return Report((Check.of("parse"),), case["id"])


def _import_xml(case: Mapping[str, Any], content: bytes, _: _Setting) -> Report:
    found = part("loading", "load")(content)
    if any(one.document is None for one in found):
        raise NotImplementedYet("import of this XML")
    return Report((Check.of("parse"),), case["id"])


def _render(case: Mapping[str, Any], content: bytes, setting: _Setting) -> Report:
    """Verified, then drawn in every form: hostile text has to come out inert."""
    report = _verify(case, content, setting)
    render = part("rendering", "render")
    for form in ("html", "svg"):
        drawn = render(report, to=form).text
        for text in case.get("must_not_contain", ()):
            if text in drawn:
                raise AssertionError(f"{form} contains {text!r}")
        some = case.get("must_contain_one", ())
        if form == "html" and some and not any(text in drawn for text in some):
            raise AssertionError(f"{form} contains none of {some!r}")
    return report


def _import_batch(case: Mapping[str, Any], content: bytes, setting: _Setting) -> Report:
    """The dry run of a batch: what is wrong with a table is in its problems."""
    return Report((Check.of("parse", _imported(content, setting)[1]),), case["id"])


def _import_then_export(case: Mapping[str, Any], content: bytes, setting: _Setting) -> Report:
    """The rows of a table as they come back in a table of ours, whose cells must be harmless."""
    rows, problems = _imported(content, setting)
    names = list(dict.fromkeys(name for row in rows for name in row))
    exported = part("bulk.batch.spreadsheet", "to_csv")(names, rows).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(exported, newline="")) for cell in line]
    said = [str(value) for row in rows for value in row.values()]
    lost = [text for text in said if text not in cells and f"'{text}" not in cells]
    bad = [cell for cell in cells if cell.startswith(tuple(case["cell_must_not_start"]))]
    problems += [
        part("problem", "Problem")("BATCH_CELL", "The table would do harm.", found=cell)
        for cell in (*bad, *lost)
    ]
    return Report((Check.of("parse", problems),), case["id"])


def _imported(content: bytes, setting: _Setting) -> tuple[list[dict[str, Any]], list[Any]]:
    """The rows of a table, and the findings of its dry run under an achievement of our own."""
    achievement = part("model", "Achievement").load(_ROOT / "examples" / "port-safety.json")
    template = part("bulk.batch.template", "Template")(achievement)
    rows = list(part("bulk.batch.table", "csv_rows")(io.BytesIO(content)))
    checked = part("bulk.batch.checking", "Checker")(template, setting.now).rows(rows)
    problems = [problem for one in checked for problem in one.problems]
    return [row.values for row in rows if row.number], problems


_ROOT = Path(__file__).resolve().parents[2]

OPERATIONS: Mapping[str, Callable[[Mapping[str, Any], bytes, _Setting], Report]] = {
    "check-image-safe": _show,
    "extract-baked": _extract,
    "import-batch": _import_batch,
    "import-rdf": _import_rdf,
    "import-then-export-csv": _import_then_export,
    "import-xml": _import_xml,
    "load-untrusted-schema": _load_schema,
    "load-untrusted-shapes": _load_shapes,
    "parse-xml": _parse_xml,
    "render-html": _render,
    "resolve-did": _resolve,
    "verify-credential": _verify,
    "verify-presentation": _verify,
    "verify-seal": _verify_seal,
}
"""What is run for each `op`; one that is missing here makes its cases wrong."""
