"""`elm-microcred verify`: is it authentic and current?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import click

from elm_microcred.cli import files, inputs
from elm_microcred.cli.options import json_option, moment, now, online_option, resolver
from elm_microcred.cli.output import EXIT_CODES, print_report
from elm_microcred.cli.waiting import waiting
from elm_microcred.limits import DEFAULT
from elm_microcred.older_badges import import_badge
from elm_microcred.proofs.policy import POLICIES, Policy
from elm_microcred.report import Outcome
from elm_microcred.stacking.replaying import replay
from elm_microcred.verification import verify


@click.command()
@click.argument("file")
@click.option(
    "--policy",
    type=click.Choice(list(POLICIES)),
    default="default",
    show_default=True,
    help="What is demanded beyond a signature that fits.",
)
@click.option(
    "--anchor",
    "anchors",
    multiple=True,
    metavar="FILE",
    help="A certificate that seals and timestamps must lead to (PEM or DER); may be repeated.",
)
@click.option(
    "--certificate",
    "certificates",
    multiple=True,
    metavar="FILE",
    help="Further certificates that may stand between a seal and an anchor.",
)
@click.option(
    "--revocation",
    "revocations",
    multiple=True,
    metavar="FILE",
    help="An OCSP response or a revocation list about the certificate of a seal (DER).",
)
@click.option(
    "--challenge", "--nonce", "challenge", metavar="TEXT", help="What a presentation must answer."
)
@click.option(
    "--domain", "--audience", "domain", metavar="TEXT", help="Whom a presentation must be for."
)
@click.option(
    "--require-key-binding",
    is_flag=True,
    help="Demand that the holder of an SD-JWT signed that it presents.",
)
@click.option("--vct", metavar="TYPE", help="The type that an SD-JWT VC must have.")
@click.option("--at", type=moment, metavar="TIME", help="Verify as of this time; now by default.")
@online_option
@json_option
def command(
    file: str,
    policy: str,
    anchors: tuple[str, ...],
    certificates: tuple[str, ...],
    revocations: tuple[str, ...],
    challenge: str | None,
    domain: str | None,
    require_key_binding: bool,
    vct: str | None,
    at: dt.datetime | None,
    online: bool,
    as_json: bool,
) -> int:
    """Verify a credential: proof, key, issuer, dates.

    FILE is the credential as it came, or what carries it (PNG, SVG, PDF, zip), or `-` for
    standard input. Badges before Open Badges 3.0 are verified by their own rules.
    """
    content = inputs.carried(file)
    ask, moment_ = resolver(online=online), now(at)
    if inputs.is_older_badge(content):
        return print_report(import_badge(content, resolve=ask, now=moment_).report, as_json=as_json)
    demanded = replace(
        Policy.named(policy),
        trust_anchors=_all(anchors),
        certificates=_all(certificates),
        revocation_data=_all(revocations),
        challenge=challenge,
        domain=domain,
        require_key_binding=require_key_binding,
        expected_vct=vct,
    )
    with waiting("Verifying"):
        verification = verify(content, resolve=ask, now=moment_, policy=demanded, replay=replay)
    code = print_report(verification, as_json=as_json)
    unreadable = verification.check("parse").outcome is Outcome.FAILED
    return EXIT_CODES["usage"] if unreadable else code


def _all(paths: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(files.read(path, DEFAULT.image_bytes) for path in paths)
