"""The command line: `elm-microcred`. One module per command; this one ties them together.

The edge of the package: the only place, beside `resolvers`, that reads files, the clock and
what the user typed.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; the exit code.

    0 passed, 1 failed, 2 usage or unreadable input, 3 indeterminate.

    Args:
        arguments: Arguments without the program's name; those of the process by default.
    """
    from elm_microcred.cli.program import run

    return run(arguments)
