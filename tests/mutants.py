"""Documents changed at random: edits of the JSON tree, of texts, and of bytes."""

from __future__ import annotations

import copy
import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from documents import nodes

LEAVES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**53,
    1e308,
    "",
    " ",
    "x",
    "\u0000",
    "_:b0",
    "did:key:z6Mk",
    "urn:uuid:6d6f2f7a-0c1c-4a37-9b4e-0a6f2b1f0a01",
    "https://attacker.example/",
    "2099-01-01T00:00:00Z",
    "2030-02-30T00:00:00Z",
    "VerifiableCredential",
    "https://www.w3.org/ns/credentials/v2",
    [],
    {},
    [None],
    {"@value": "x"},
    {"id": "urn:x:y"},
)
NAMES = (
    "id",
    "type",
    "name",
    "proof",
    "issuer",
    "holder",
    "@context",
    "@id",
    "@type",
    "@index",
    "@nest",
    "@graph",
    "@reverse",
    "@included",
    "@language",
    "@direction",
    "@value",
    "validUntil",
    "credentialStatus",
    "previousProof",
    "domain",
    "nonce",
    "cred:validUntil",
    "https://www.w3.org/2018/credentials#issuer",
    "__proto__",
    "",
)


def mutants(seed: bytes, others: Sequence[bytes], random: Random) -> Iterator[bytes]:
    """Endlessly many changed forms of a document, in one to three steps each."""
    document = json.loads(seed)
    foreign = [value for other in others for _, value in nodes(json.loads(other))]
    while True:
        content = seed
        if random.random() < 0.75:
            changed = copy.deepcopy(document)
            for _ in range(random.randint(1, 3)):
                changed = _edited(changed, foreign, random)
            content = json.dumps(changed).encode()
        if content == seed or random.random() < 0.1:
            content = random.choice(BYTES)(content, others, random)
        yield content


def _edited(document: Any, foreign: Sequence[Any], random: Random) -> Any:
    """The document with one node changed; what has no nodes is put in a list."""
    boxed = {"document": document}
    places = [path for path, _ in nodes(boxed) if path]
    path = random.choice(places)
    parent: Any = boxed
    for step in path[:-1]:
        parent = parent[step]
    random.choice(TREE)(parent, path[-1], foreign, random)
    return boxed.get("document")


Edit = Callable[[Any, Any, Sequence[Any], Random], None]


def _replace(parent: Any, step: Any, _: Sequence[Any], random: Random) -> None:
    parent[step] = copy.deepcopy(random.choice(LEAVES))


def _graft(parent: Any, step: Any, foreign: Sequence[Any], random: Random) -> None:
    parent[step] = copy.deepcopy(random.choice(foreign))


def _remove(parent: Any, step: Any, _: Sequence[Any], __: Random) -> None:
    del parent[step]


def _wrap(parent: Any, step: Any, _: Sequence[Any], random: Random) -> None:
    value = parent[step]
    wrapped = ([value], [value, value], {"@value": value}, {"@list": [value]}, {"id": value})
    parent[step] = random.choice(wrapped)


def _unwrap(parent: Any, step: Any, _: Sequence[Any], __: Random) -> None:
    value = parent[step]
    if isinstance(value, list) and value:
        parent[step] = value[0]
    elif isinstance(value, dict) and value:
        parent[step] = next(iter(value.values()))


def _rename(parent: Any, step: Any, _: Sequence[Any], random: Random) -> None:
    if isinstance(parent, dict):
        name = random.choice((*NAMES, f"{step}x", f"@{step}", f"cred:{step}", step.upper()))
        parent[name] = parent.pop(step)


def _add(parent: Any, step: Any, foreign: Sequence[Any], random: Random) -> None:
    value = copy.deepcopy(random.choice((*LEAVES, random.choice(foreign))))
    if isinstance(parent[step], dict):
        parent[step][random.choice(NAMES)] = value
    elif isinstance(parent[step], list):
        parent[step].insert(random.randint(0, len(parent[step])), value)


def _shuffle(parent: Any, step: Any, _: Sequence[Any], random: Random) -> None:
    value = parent[step]
    if isinstance(value, list):
        random.shuffle(value)
    elif isinstance(value, dict):
        items = list(value.items())
        random.shuffle(items)
        parent[step] = dict(items)


def _swap(parent: Any, step: Any, _: Sequence[Any], random: Random) -> None:
    steps = list(parent) if isinstance(parent, dict) else list(range(len(parent)))
    other = random.choice(steps)
    parent[step], parent[other] = parent[other], parent[step]


def _retext(parent: Any, step: Any, _: Sequence[Any], random: Random) -> None:
    text = parent[step]
    if not isinstance(text, str):
        return
    place = random.randint(0, len(text))
    parent[step] = random.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + random.choice("aZ0 -#/\u0301\u200b\u202e\n\x00") + text[place:],
            text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :] if text[place:] else "a",
            text.swapcase(),
            text + text,
            text.strip("z"),
            unicodedata.normalize("NFD", text),
            text.replace("Z", "+00:00"),
            text.replace(":", "%3A"),
        )
    )


TREE: tuple[Edit, ...] = (
    _replace,
    _graft,
    _remove,
    _wrap,
    _unwrap,
    _rename,
    _add,
    _shuffle,
    _swap,
    _retext,
)

ByteEdit = Callable[[bytes, Sequence[bytes], Random], bytes]


def _range(content: bytes, random: Random) -> tuple[int, int]:
    begin = random.randint(0, len(content))
    return begin, min(len(content), begin + random.choice((1, 2, 8, 64, 512)))


def _flip(content: bytes, _: Sequence[bytes], random: Random) -> bytes:
    place = random.randrange(len(content)) if content else 0
    octet = bytes([content[place] ^ 1 << random.randrange(8)]) if content else b"x"
    return content[:place] + octet + content[place + 1 :]


def _cut(content: bytes, _: Sequence[bytes], random: Random) -> bytes:
    begin, end = _range(content, random)
    return content[:begin] + content[end:]


def _repeat(content: bytes, _: Sequence[bytes], random: Random) -> bytes:
    begin, end = _range(content, random)
    return content[:end] + content[begin:]


def _splice(content: bytes, others: Sequence[bytes], random: Random) -> bytes:
    begin, end = _range(content, random)
    other = random.choice(others)
    first, last = _range(other, random)
    return content[:begin] + other[first:last] + content[end:]


def _insert(content: bytes, _: Sequence[bytes], random: Random) -> bytes:
    place = random.randint(0, len(content))
    tokens = (b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\xff", b"\x00", b"NaN", b"1e999",
              b"null", b"\\ud800", b"\xef\xbb\xbf", b"[" * 100, b'"id":1,', b" \n")  # fmt: skip
    return content[:place] + random.choice(tokens) + content[place:]


BYTES: tuple[ByteEdit, ...] = (_flip, _cut, _repeat, _splice, _insert)
