"""`python -m corpus KIND INDEX`: list what is wrong, end with one line of JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from corpus import attacks, jades, json_ld, openbadges, rdfc10, vectors
from corpus.case import Result, summary

KINDS: Mapping[str, Callable[[Path], Iterator[Result]]] = {
    "attacks": attacks.run,
    "framing": json_ld.run,
    "jades": jades.run,
    "json-ld": json_ld.run,
    "openbadges": openbadges.run,
    "rdfc10": rdfc10.run,
    "vectors": vectors.run,
}


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 if every case is right, 1 if one is wrong, 2 if the index cannot be read."""
    parser = argparse.ArgumentParser(prog="corpus", description=__doc__)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("index", type=Path, help="an index, a manifest, or a packed W3C suite")
    parser.add_argument("-v", "--verbose", action="store_true", help="list every case")
    given = parser.parse_args(arguments)
    if not given.index.exists():
        parser.error(f"there is no {given.index}")
    results = []
    for result in KINDS[given.kind](given.index):
        results.append(result)
        if given.verbose or not result.right:
            mark = "right" if result.right else "WRONG"
            print(
                f"{mark} {result.id}: expected {result.expected}, got {result.got}"
                + (f" ({result.code})" if result.code else "")
            )
    closing = summary(given.kind, results)
    print(json.dumps(closing, ensure_ascii=False))
    return 1 if closing["wrong"] or not closing["cases"] else 0


if __name__ == "__main__":
    sys.exit(main())
