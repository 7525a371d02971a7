"""Make the gallery: of each achievement and award in `examples/gallery`, what is issued of them.

```
python tools/gallery.py            write NAME.edc.json and NAME.badge.json
python tools/gallery.py --check    exit 1 if a committed file differs
```

Everything is signed with a key that anybody can make again from its sentence below: it shows
how a signed credential looks, and nothing more. The files are the same at each run.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from elm_microcred import (
    Achievement,
    Award,
    LocalSigner,
    MicroCredential,
    sign,
    to_elm,
    to_open_badge,
)
from elm_microcred.proofs.keys import from_loaded_secret

FOLDER: Final = Path(__file__).resolve().parent.parent / "examples" / "gallery"
_SENTENCE: Final = b"The key of the gallery of elm_microcred: everybody has it, it proves nothing."
_HALVES: Final = (".achievement.json", ".award.json")


def signer() -> LocalSigner:
    """The signer of the gallery, the same each time."""
    seed = hashlib.sha256(_SENTENCE).digest()
    return LocalSigner(from_loaded_secret(Ed25519PrivateKey.from_private_bytes(seed)))


def names() -> list[str]:
    """The names of what stands in the gallery."""
    return sorted(path.name.removesuffix(_HALVES[0]) for path in FOLDER.glob(f"*{_HALVES[0]}"))


def micro_credential(name: str) -> MicroCredential:
    """The micro-credential of that name."""
    achievement, award = (FOLDER / f"{name}{half}" for half in _HALVES)
    return MicroCredential(Achievement.load(achievement), Award.load(award))


def made() -> Iterator[tuple[str, bytes]]:
    """Every file that is made, by its name."""
    key = signer()
    for name in names():
        micro = micro_credential(name)
        at = micro.award.issued_at or dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        for suffix, document in (
            ("edc", to_elm(micro, issuer_id=key.controller)),
            ("badge", to_open_badge(micro, issuer_id=key.controller)),
        ):
            secured = sign(document, key, now=at)
            text = json.dumps(json.loads(secured.content), ensure_ascii=False, indent=1)
            yield f"{name}.{suffix}.json", text.encode() + b"\n"


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with `--check` compare them."""
    given = sys.argv[1:] if arguments is None else arguments
    wrong = 0
    for name, content in made():
        path = FOLDER / name
        if "--check" not in given:
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            wrong += 1
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
