"""One line of the table of a format: what stands where, and what is lost; for the documentation."""

from __future__ import annotations

from typing import NamedTuple


class FormatRow(NamedTuple):
    """A line of the table of a format.

    Attributes:
        outside: The place in the other format.
        inside: The place in ELM or in the micro-credential; empty where there is none.
        remark: What is said less exactly, or why it is lost.
    """

    outside: str
    inside: str
    remark: str = ""
