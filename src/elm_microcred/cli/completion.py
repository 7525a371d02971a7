"""`elm-microcred completion`: the script by which a shell completes commands and options."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

_SHELLS = {"bash": BashComplete, "fish": FishComplete, "zsh": ZshComplete}


@click.command()
@click.argument("shell", type=click.Choice(list(_SHELLS)))
def command(shell: str) -> None:
    """Print the script that makes a shell complete commands and options.

    \b
    bash:  elm-microcred completion bash > ~/.local/share/bash-completion/completions/elm-microcred
    zsh:   elm-microcred completion zsh > "${fpath[1]}/_elm-microcred"
    fish:  elm-microcred completion fish > ~/.config/fish/completions/elm-microcred.fish
    """  # noqa: D301  # click reads the backspace
    from elm_microcred.cli.program import COMPLETION, program

    click.echo(_SHELLS[shell](program, {}, "elm-microcred", COMPLETION).source())
