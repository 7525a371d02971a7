"""What stands in a picture: `Baked`, and the errors that pictures share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from elm_microcred.errors import ParseError
from elm_microcred.problem import Problem

OPEN_BADGES_2: Final = "open-badge-2"
OPEN_BADGES_3: Final = "open-badge-3"


@dataclass(frozen=True, slots=True)
class Baked:
    """One badge as it stands in a picture.

    Attributes:
        content: Its exact bytes: JSON, a JSON Web Signature, or (before 2014) the address of one.
        generation: `open-badge-3` or `open-badge-2`, as the picture says.
        place: Where it stands: the chunk and keyword, the element.
        problems: What readers should know of the way in which it stands there.
    """

    content: bytes
    generation: str
    place: str
    problems: tuple[Problem, ...] = ()


def malformed(detail: str, **members: Any) -> ParseError:
    """The error for a picture that is not whole."""
    return ParseError("IMAGE_MALFORMED", detail, **members)
