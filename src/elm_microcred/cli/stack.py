"""`elm-microcred stack`: many credentials, one larger one."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import click

from elm_microcred.carriers import image_type
from elm_microcred.cli import files, inputs
from elm_microcred.cli.keys import read_signer
from elm_microcred.cli.options import (
    force_option,
    json_option,
    moment,
    now,
    online_option,
    output_option,
    resolver,
)
from elm_microcred.cli.output import EXIT_CODES, coloured, emit, print_json, print_report, say
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.issuing import sign
from elm_microcred.limits import DEFAULT
from elm_microcred.loading import Loaded, load
from elm_microcred.model import Award, MicroCredential
from elm_microcred.proofs.policy import POLICIES, Policy
from elm_microcred.retrieval import Resolver
from elm_microcred.stacking.assessment import OBJECTIVES, Effort, plan, stack
from elm_microcred.stacking.checker import check_report
from elm_microcred.stacking.composition import compose
from elm_microcred.stacking.diagrams import to_mermaid, to_svg
from elm_microcred.stacking.offers import catalogue
from elm_microcred.stacking.parts import Part
from elm_microcred.stacking.reading import part_of
from elm_microcred.stacking.recipe import Recipe
from elm_microcred.stacking.report import StackReport
from elm_microcred.stacking.saying import languages, sentences
from elm_microcred.strict_json import read_json
from elm_microcred.verification import verify

_at_option = click.option(
    "--at", type=moment, metavar="TIME", help="Assess as of this time; now by default."
)
_policy_option = click.option(
    "--policy",
    type=click.Choice(list(POLICIES)),
    default="default",
    show_default=True,
    help="What is demanded of the proof of each credential.",
)
_language_option = click.option(
    "--language",
    type=click.Choice(languages()),
    default="en",
    show_default=True,
    help="Language of the sentences.",
)
_diagram_option = click.option(
    "--diagram", type=click.Choice(["mermaid", "svg"]), help="Write a diagram to --output."
)
_effort_options = (
    click.option(
        "--seconds",
        type=click.FloatRange(0.01, 3600),
        default=30.0,
        show_default=True,
        help="How long to search before the best found is given.",
    ),
    click.option(
        "--solver",
        type=click.Choice(["auto", "own", "highs"]),
        default="auto",
        show_default=True,
        help="Who searches; highs needs the extra `solver`.",
    ),
)


def _effort(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in _effort_options:
        function = option(function)
    return function


@click.group()
def command() -> None:
    """Tell whether credentials make a larger one, plan what is missing, issue it, check it."""


@command.command()
@click.argument("recipe")
@click.argument("credentials", nargs=-1)
@_at_option
@_policy_option
@_language_option
@_diagram_option
@_effort
@online_option
@output_option
@force_option
@json_option
def audit(
    recipe: str,
    credentials: Sequence[str],
    at: dt.datetime | None,
    policy: str,
    language: str,
    diagram: Literal["mermaid", "svg"] | None,
    seconds: float,
    solver: Literal["auto", "own", "highs"],
    online: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Tell whether CREDENTIALS satisfy RECIPE, which counts where, and what is missing.

    RECIPE is a JSON or YAML file; CREDENTIALS are files of any kind that `load` knows, or
    micro-credentials of our own file form, which nobody verified.
    """
    clock = now(at)
    parts = read_parts(credentials, resolver(online=online), clock, Policy.named(policy))
    report = stack(parts, Recipe.load(recipe), now=clock, effort=effort(seconds, solver))
    _picture(report, diagram, language, output, force=force)
    return _print(report, language, as_json=as_json)


@command.command("plan")
@click.argument("recipe")
@click.argument("credentials", nargs=-1)
@click.option(
    "--catalogue", "offers", metavar="FILE", required=True, help="What can be had (JSON)."
)
@click.option(
    "--objective",
    "objectives",
    multiple=True,
    type=click.Choice(OBJECTIVES),
    help="What is to be small, the first one first; cost, then parts, by default.",
)
@_at_option
@_policy_option
@_language_option
@_diagram_option
@_effort
@online_option
@output_option
@force_option
@json_option
def plan_command(
    recipe: str,
    credentials: Sequence[str],
    offers: str,
    objectives: Sequence[str],
    at: dt.datetime | None,
    policy: str,
    language: str,
    diagram: Literal["mermaid", "svg"] | None,
    seconds: float,
    solver: Literal["auto", "own", "highs"],
    online: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Find the cheapest completion: what of a catalogue satisfies RECIPE beside CREDENTIALS."""
    clock = now(at)
    parts = read_parts(credentials, resolver(online=online), clock, Policy.named(policy))
    offered = catalogue(inputs.document(offers))
    report = plan(
        parts,
        offered,
        Recipe.load(recipe),
        objectives=objectives or None,
        now=clock,
        effort=effort(seconds, solver),
    )
    _picture(report, diagram, language, output, force=force)
    return _print(report, language, as_json=as_json)


@command.command()
@click.argument("recipe")
@click.argument("credentials", nargs=-1, required=True)
@click.option("-k", "--key", metavar="FILE", required=True, help="The awarding body's key file.")
@click.option("--award", metavar="FILE", help="To whom, when, where (JSON, YAML or CSV).")
@click.option("--row", type=int, metavar="N", help="Row of --award, if that is a table.")
@click.option(
    "--to",
    "target",
    type=click.Choice(["elm", "clr-2", "open-badge-3"]),
    default="elm",
    show_default=True,
    help="Format of the larger credential.",
)
@click.option("--digests", is_flag=True, help="Digests of the parts go with it, not the parts.")
@click.option(
    "--securing", default="eddsa-rdfc-2022", show_default=True, help="Securing mechanism."
)
@_at_option
@_policy_option
@_language_option
@online_option
@output_option
@force_option
@json_option
def issue(
    recipe: str,
    credentials: Sequence[str],
    key: str,
    award: str | None,
    row: int | None,
    target: Literal["elm", "clr-2", "open-badge-3"],
    digests: bool,
    securing: str,
    at: dt.datetime | None,
    policy: str,
    language: str,
    online: bool,
    output: str | None,
    force: bool,
    as_json: bool,
) -> int:
    """Issue the larger credential, if CREDENTIALS satisfy RECIPE."""
    if output is not None:
        files.refuse_existing(output, force=force)
    clock = now(at)
    signer = read_signer(key)
    parts = read_parts(credentials, resolver(online=online), clock, Policy.named(policy))
    report = stack(parts, Recipe.load(recipe), now=clock)
    if not report:
        say("Nothing is issued.")
        return _print(report, language, as_json=as_json)
    whole = compose(
        report,
        inputs.award(award, row) if award else Award(),
        to=target,
        copies=not digests,
        issuer_id=signer.controller,
    )
    secured = sign(whole, signer, securing=securing, created=clock, now=clock)
    if not as_json or output is not None:
        emit(secured.content, output, force=force)
    if as_json:
        content = None if output is not None else secured.content.decode()
        more = {"id": whole.get("id"), "mediaType": secured.media_type}
        print_json({**report.to_dict(), **more, "file": output, "content": content})
    return EXIT_CODES["passed"]


@command.command()
@click.argument("report")
@click.argument("recipe")
@click.argument("credentials", nargs=-1)
@click.option("--catalogue", "offers", metavar="FILE", help="Of a plan, what could be had.")
@_policy_option
@online_option
@json_option
def check(
    report: str,
    recipe: str,
    credentials: Sequence[str],
    offers: str | None,
    policy: str,
    online: bool,
    as_json: bool,
) -> int:
    """Tell whether REPORT (`audit --json`) is right about RECIPE and CREDENTIALS."""
    document = inputs.document(report)
    try:
        clock = moment(str(document.get("assessed_at")))
    except ValueError:
        clock = now()
    parts = read_parts(credentials, resolver(online=online), clock, Policy.named(policy))
    offered = catalogue(inputs.document(offers)) if offers else ()
    found = check_report(document, Recipe.load(recipe), parts, catalogue=offered)
    return print_report(found, as_json=as_json)


def read_parts(
    paths: Sequence[str], resolve: Resolver, clock: dt.datetime, policy: Policy
) -> list[Part]:
    """Every credential in the files, verified."""
    return [part for path in paths for part in _parts(path, resolve, clock, policy)]


def _parts(path: str, resolve: Resolver, clock: dt.datetime, policy: Policy) -> list[Part]:
    if Path(path).suffix.lower() in (".yaml", ".yml"):
        return [part_of(inputs.record(MicroCredential, path))]
    content = files.read(path, DEFAULT.sealed_bytes)
    micro = _bare(content)
    if micro is not None:
        return [part_of(micro)]
    found = load(content)
    # A picture goes with the whole as it is, and not only the credential that it carries.
    whole = content if len(found) == 1 and image_type(content) else None
    return [_verified(each, whole, resolve, clock, policy) for each in found]


def _bare(content: bytes) -> MicroCredential | None:
    """The micro-credential of our own file form that a JSON text is, if it is one."""
    if not content.lstrip().startswith(b"{"):
        return None
    try:
        value = read_json(content)
    except ElmMicrocredError:
        return None
    is_one = isinstance(value, dict) and {"achievement", "award"} <= value.keys()
    return MicroCredential.parse(value) if is_one else None


def _verified(
    one: Loaded, whole: bytes | None, resolve: Resolver, clock: dt.datetime, policy: Policy
) -> Part:
    found = verify(one.content, resolve=resolve, now=clock, policy=policy)
    return part_of(
        found, content=whole or one.content, media_type=found.media_type, verified_at=clock
    )


def effort(seconds: float, solver: Literal["auto", "own", "highs"]) -> Effort:
    """So much time from now on; a person who waits is told."""
    start = time.monotonic()
    told = [start]

    def stop() -> bool:
        passed = time.monotonic() - start
        if passed - (told[0] - start) > 2:
            told[0] = time.monotonic()
            say(f"Searching for {passed:.0f} of {seconds:.0f} seconds.")
        return passed > seconds

    return Effort(work=1_000_000_000, stop=stop, solver=solver, seconds=seconds)


def _picture(
    report: StackReport,
    diagram: Literal["mermaid", "svg"] | None,
    language: str,
    output: str | None,
    *,
    force: bool,
) -> None:
    if diagram is not None:
        picture = (to_svg if diagram == "svg" else to_mermaid)(report, language)
        emit(picture.encode(), output, force=force)
    elif output is not None:
        text = json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n"
        emit(text.encode(), output, force=force)


def _print(report: StackReport, language: str, *, as_json: bool) -> int:
    if as_json:
        print_json(report.to_dict())
    else:
        for line in sentences(report, language):
            click.echo(line)
        click.echo(coloured(report.outcome.value, report.outcome.value.upper()))
    return EXIT_CODES[report.outcome.value]
