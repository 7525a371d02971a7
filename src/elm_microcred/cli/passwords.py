"""Where a command has a password from: a file, the environment, or a person; never an argument.

What stands on a command line is seen by everybody who lists the processes of the machine.
"""

from __future__ import annotations

import os
import sys

import click

from elm_microcred.cli import files

VARIABLE = "ELM_MICROCRED_PASSWORD"
_MOST_BYTES = 4096


def password_of(path: str | None, *, asks: bool = False) -> str | None:
    """The password in a file, else that of the environment, else what a person types.

    Args:
        path: The file; a line end after the password is not part of it.
        asks: Whether a person at a terminal is asked where nothing else has it.

    Raises:
        ParseError: If the file cannot be read.
    """
    if path is not None:
        return files.read(path, _MOST_BYTES).decode("utf-8", "replace").rstrip("\r\n") or None
    if found := os.environ.get(VARIABLE):
        return found
    if asks and sys.stdin.isatty():
        typed: str = click.prompt("Password of the key", hide_input=True, err=True, default="")
        return typed or None
    return None
