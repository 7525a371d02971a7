"""The program itself: its commands, and how whatever ends one becomes an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click
from click.shell_completion import shell_complete

from elm_microcred.cli.examples import epilog
from elm_microcred.cli.output import EXIT_CODES, print_error, say
from elm_microcred.errors import ElmMicrocredError

COMMANDS = {
    "access": "Say who may ask the issuer's service for what.",
    "bake": "Put a signed badge into a picture.",
    "batch": "Issue a credential for each row of a table, once, whatever happens.",
    "completion": "Print the script by which a shell completes commands and options.",
    "conformance": "Issue or verify one token, as the public test suite of VC-JOSE-COSE asks.",
    "convert": "Turn a credential into another format, and say what is lost.",
    "demo": "Show it all: from a row of data to a signed credential and back.",
    "export": "Write a credential as RDF, or a catalogue as the dataset of a register.",
    "issue": "Make a credential of an achievement and a learner's award, and sign it.",
    "keys": "Make keys, replace, revoke and publish them.",
    "load": "Tell which credentials a file holds, and take them out.",
    "new": "Ask questions and write a valid micro-credential.",
    "recognition": "Answer what a foreign assessor asks, and compare with a programme.",
    "render": "Draw credentials and reports for people: a page, a card, a certificate.",
    "serve": "Serve an issuer over HTTP: issue, verify, revoke, publish.",
    "stack": "Tell whether credentials make a larger one, plan, issue and check it.",
    "status": "Revoke and suspend what was issued, and publish the lists that tell it.",
    "triples": "Write many credentials for a triple store, load them, ask it.",
    "validate": "Tell whether a credential says all that it should.",
    "verify": "Tell whether a credential is authentic and current.",
    "view": "See and check a credential in the browser, on this computer.",
}
"""Every command with its line in the help; each lives in the module of its name."""


COMPLETION = "_ELM_MICROCRED_COMPLETE"
"""The variable of the environment through which the script of a shell asks for completions."""


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"elm_microcred.cli.{name}").command
        command.epilog = epilog(name)
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 passed, 1 failed, 2 usage or unreadable input, 3 indeterminate.",
)
@click.version_option(None, "--version", package_name="elm-microcred")
def program() -> None:
    """Micro-credentials on the European Learning Model and Open Badges 3.0."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; the exit code."""
    asked = os.environ.get(COMPLETION) if arguments is None else None
    if asked:
        return shell_complete(program, {}, "elm-microcred", COMPLETION, asked)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with program.make_context("elm-microcred", given.copy()) as context:
            code = program.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return EXIT_CODES["usage"]
    except ElmMicrocredError as error:
        print_error(error, as_json="--json" in given)
        return EXIT_CODES["usage"]
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted.")
        return 130
    except BrokenPipeError:
        # Who read our output has gone: write no more, neither here nor at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code if isinstance(code, int) else EXIT_CODES["passed"]
