"""Which addresses a reader may be led to: those that say honestly where they lead."""

from __future__ import annotations

import re
from typing import Final

_WEB: Final = re.compile(
    r"https?://"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::[0-9]{1,5})?(?:[/?#][!-~]*)?",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"mailto:[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,250}", re.IGNORECASE)
_LONGEST: Final = 2_048
_FORBIDDEN: Final = re.compile(r"[\"'<>\\`{}|^]")


def safe_address(address: object) -> str:
    """The address, if a reader may follow it; else the empty string.

    Led to are web pages and mailboxes alone. A user name before the host, a host that is not
    plain ASCII (it can look like another), blanks and quotes make it text that leads nowhere.
    """
    if not isinstance(address, str) or len(address) > _LONGEST or _FORBIDDEN.search(address):
        return ""
    if _WEB.fullmatch(address) or _MAIL.fullmatch(address):
        return address
    return ""
