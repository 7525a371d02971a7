"""What a person sees who waits longer than a second: that there is work, and since when."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

_PATIENCE: Final = 1.0
"""Seconds of silence before anything is said."""
_BEAT: Final = 0.2


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Show on a terminal, after a second, what is being done and for how long already.

    Where standard error is no terminal nothing is written.
    """
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()
    teller = threading.Thread(target=_tell, args=(text, ended), daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()


def _tell(text: str, ended: threading.Event) -> None:
    began = time.monotonic()
    if ended.wait(_PATIENCE):
        return
    while True:
        click.echo(f"\r{text} … {time.monotonic() - began:.0f} s", nl=False, err=True)
        if ended.wait(_BEAT):
            break
    click.echo("\r\033[K", nl=False, err=True)
