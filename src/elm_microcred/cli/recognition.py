"""`elm-microcred recognition`: the seven questions of a foreign assessor."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from elm_microcred.cli import files, inputs
from elm_microcred.cli.datasets import dataset_file
from elm_microcred.cli.options import (
    force_option,
    json_option,
    moment,
    now,
    online_option,
    output_option,
    resolver,
)
from elm_microcred.cli.output import EXIT_CODES, emit, print_json
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.limits import DEFAULT
from elm_microcred.model import Achievement, MicroCredential
from elm_microcred.model.achievement import ACHIEVEMENT_FORMAT
from elm_microcred.proofs.policy import POLICIES, Policy
from elm_microcred.recognition import recognise
from elm_microcred.recognition.registers import dataset_register
from elm_microcred.strict_json import read_json
from elm_microcred.verification import Verification, verify


@click.command()
@click.argument("file")
@click.option(
    "--target", metavar="FILE", help="A programme to compare with: a credential or an achievement."
)
@click.option("--register", metavar="FILE", help="Accreditations of a register (AMS, RDF or XML).")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html"]),
    default="text",
    show_default=True,
    help="What people read.",
)
@click.option(
    "--policy",
    type=click.Choice(list(POLICIES)),
    default="default",
    show_default=True,
    help="What is demanded beyond a signature that fits.",
)
@click.option("--at", type=moment, metavar="TIME", help="Verify as of this time; now by default.")
@online_option
@output_option
@force_option
@json_option
def command(
    file: str,
    target: str | None,
    register: str | None,
    form: str,
    policy: str,
    at: dt.datetime | None,
    online: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Report what a receiving institution asks: quality, level, outcomes, workload and more.

    FILE is the credential as it came, which is verified first; or a file of a micro-credential of
    ours, which nobody verified. Each answer says what stands behind it: claimed by the credential,
    signed by a third party, found in a register, or missing.
    """
    asked = None
    if register is not None:
        name = Path(register).name
        asked = dataset_register(dataset_file(register, "ams"), name=name)
    source = _source(file, policy, at, online=online)
    with inputs.naming(file):
        report = recognise(source, target=_target(target) if target else None, register=asked)
    if as_json:
        print_json(report.to_dict())
    if not as_json or output is not None:
        text = report.to_html() if form == "html" else report.to_text()
        emit(text.encode(), output, force=force)
    return EXIT_CODES[report.outcome.value]


def _source(
    file: str, policy: str, at: dt.datetime | None, *, online: bool
) -> Verification | MicroCredential:
    content = inputs.carried(file)
    try:
        value = read_json(content, limits=inputs.SEALED)
    except ElmMicrocredError:
        value = None  # a token, which is no JSON
    if isinstance(value, dict) and "achievement" in value and "award" in value:
        with inputs.naming(file):
            return MicroCredential.parse(value)
    ask = resolver(online=online)
    found = verify(content, resolve=ask, now=now(at), policy=Policy.named(policy))
    if found.document is None:
        with inputs.naming(file):
            raise ElmMicrocredError.from_problems(found.errors)
    return found


def _target(path: str) -> MicroCredential | Achievement | dict[str, object]:
    content = files.read(path, DEFAULT.sealed_bytes)
    with inputs.naming(path):
        if Path(path).suffix.lower() in (".yaml", ".yml"):
            return inputs.record(Achievement, path)
        value = read_json(content, limits=inputs.SEALED)
        if isinstance(value, dict) and value.get("format") == ACHIEVEMENT_FORMAT:
            return Achievement.parse(value)
    return dict(inputs.document(path))
