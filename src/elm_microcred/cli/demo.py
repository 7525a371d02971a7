"""`elm-microcred demo`: the whole way of a micro-credential, in numbered steps, with its files."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from importlib.resources import files as package_files
from pathlib import Path

import click

from elm_microcred.cli import files, screen
from elm_microcred.cli.keys import key_file
from elm_microcred.cli.options import json_option, now
from elm_microcred.cli.output import EXIT_CODES, loss_lines, pretty, print_json, report_lines
from elm_microcred.errors import UsageError
from elm_microcred.exchange.rdf import to_rdf
from elm_microcred.issuing import sign
from elm_microcred.mapping import convert, to_elm
from elm_microcred.model import Achievement, Award, MicroCredential
from elm_microcred.proofs.signer import LocalSigner
from elm_microcred.report import Check, Outcome, Report, ordered
from elm_microcred.validation import validate
from elm_microcred.verification import verify

FILES = {
    "row.csv": "what the school's system knows about one learner: a row of a table",
    "achievement.json": "what is the same for every learner: the course, in English and Latvian",
    "micro-credential.json": "both together, in the neutral model",
    "key.json": "the issuer's secret key, made for this demo",
    "edc.json": "the European Digital Credential, not yet signed",
    "edc.signed.json": "the same, signed: this is what the learner gets",
    "report.json": "what a verifier finds: authentic, current, and all of Annex I there",
    "badge.json": "the same credential as an Open Badge 3.0",
    "badge.signed.json": "the badge, signed",
    "credential.ttl": "the same credential as RDF, for a national register",
    "tampered.json": "the signed credential with one byte changed",
    "refusal.json": "what a verifier finds then",
}
"""Every file that the demo writes, and what it is."""

_DAYS_AGO = {"started_on": 60, "ended_on": 7, "awarded_on": 1}


@click.command()
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    default="demo-output",
    show_default=True,
    help="Folder for the files; made if it is absent.",
)
@json_option
def command(output: str, as_json: bool) -> int:
    """Show it all: a row of data becomes signed credentials that are verified and refused.

    Nothing is asked of the network. Each step writes its files into a folder and says what
    they are.
    """
    folder = _folder(output)
    results = _run(folder, now(), screen.Quiet() if as_json else screen.Screen())
    as_expected = results == {"edc.signed.json": True, "badge.signed.json": True, "tampered": False}
    if as_json:
        print_json(
            {
                "outcome": "passed" if as_expected else "failed",
                "folder": output,
                "files": [{"file": name, "is": what} for name, what in FILES.items()],
            }
        )
    return EXIT_CODES["passed" if as_expected else "failed"]


def _folder(output: str) -> Path:
    """The folder, made if need be.

    Raises:
        UsageError: If there is something in it that is not from an earlier demo.
    """
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign = sorted(path.name for path in folder.iterdir() if path.name not in FILES)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(
            "OUTPUT_UNWRITABLE",
            f"{output} cannot be used as a folder: {reason}.",
            remedy="Name another folder with --output.",
        ) from error
    if foreign:
        raise UsageError(
            "OUTPUT_EXISTS",
            f"{output} holds files that are not from this demo; they stay as they are.",
            found=", ".join(foreign[:5]),
            expected="an empty folder, a new one, or that of an earlier demo",
            remedy="Name another folder with --output.",
        )
    return folder


def _run(folder: Path, moment: dt.datetime, show: screen.Screen) -> dict[str, bool]:
    """Go all the way; whether each thing that was verified passed."""

    def keep(name: str, content: bytes, *, secret: bool = False) -> None:
        files.write(folder / name, content, force=True, secret=secret)
        show.file(folder / name, FILES[name])

    show.title("A micro-credential, from a row of data to a document that others can check")
    show.step("Start with data: a row from the school's system, and the course it is about")
    row, course = _row(moment), _example("port-safety.json")
    keep("row.csv", row)
    keep("achievement.json", course)
    achievement = Achievement.from_json(course)
    award = Award.from_row(next(csv.DictReader(io.StringIO(row.decode()))))
    micro = MicroCredential(achievement, award)
    keep("micro-credential.json", micro.to_json().encode())
    for tag, title in achievement.title.items():
        show.say(f"{tag}: {title}")

    show.step("Make the issuer's key")
    signer = LocalSigner.generate("Ed25519")
    keep("key.json", key_file(signer), secret=True)
    show.say(f"The issuer is known by it as {signer.controller}")

    show.step("Map it to the European Learning Model, and sign")
    document = to_elm(micro, issuer_id=signer.controller)
    keep("edc.json", pretty(document))
    show.lines(loss_lines(document.losses))
    secured = sign(document, signer, created=moment, now=moment)
    keep("edc.signed.json", secured.content)

    show.step("Verify it, from its bytes alone, and ask whether it says all that the EU asks for")
    verification = verify(secured.content, now=moment)
    received = verification.document or document
    report = _together(verification, validate(received))
    keep("report.json", pretty(report.to_dict()))
    show.lines(report_lines(report))

    show.step("Convert it into an Open Badge, and sign that")
    conversion = convert(received, to="open-badge-3")
    keep("badge.json", pretty(conversion.document))
    show.lines(loss_lines(conversion.losses))
    badge = sign(conversion.document, signer, created=moment, now=moment)
    keep("badge.signed.json", badge.content)
    badge_verification = verify(badge.content, now=moment)
    show.lines(report_lines(badge_verification))

    show.step("Export it as RDF: exactly the triples that the proof covers")
    turtle = to_rdf(received, format="turtle")
    keep("credential.ttl", turtle.encode())
    show.snippet(turtle, most=10)

    show.step("Change one byte: the learner now has another name")
    tampered = secured.content.replace(b"Kalni", b"Salni", 1)
    keep("tampered.json", tampered)
    refusal = verify(tampered, now=moment)
    keep("refusal.json", pretty(refusal.to_dict()))
    show.say("Kalniņa became Salniņa.")
    show.lines(report_lines(refusal))

    results = {
        "edc.signed.json": bool(report),
        "badge.signed.json": bool(badge_verification),
        "tampered": bool(refusal),
    }
    show.end(folder)
    return results


def _together(first: Report, second: Report) -> Report:
    """One report of the checks of two; where both asked, the first one's answer stands."""
    checks = {check.id: check for check in (*second.checks, *_asked(first))}
    return Report(ordered(checks.values()), first.subject)


def _asked(report: Report) -> Iterator[Check]:
    return (check for check in report.checks if check.outcome is not Outcome.SKIPPED)


def _example(name: str) -> bytes:
    return package_files("elm_microcred.examples_data").joinpath(name).read_bytes()


def _row(moment: dt.datetime) -> bytes:
    """The example's row with its dates put close to today: nothing in it has expired."""
    (cells,) = csv.DictReader(io.StringIO(_example("learner.csv").decode()))
    for column, days in _DAYS_AGO.items():
        cells[column] = (moment - dt.timedelta(days=days)).date().isoformat()
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(cells), lineterminator="\n")
    writer.writeheader()
    writer.writerow(cells)
    return text.getvalue().encode()
