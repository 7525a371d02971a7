"""What a document may cost: one frozen value, strict by default, passed in."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits on input that somebody else wrote. The defaults suit one hostile credential.

    Attributes:
        credential_bytes: Longest input of a single credential.
        sealed_bytes: Longest input of a sealed or stacked document, which embeds images.
        image_bytes: Longest PNG or SVG.
        batch_bytes: Longest file of many rows.
        depth: Deepest nesting of JSON objects and arrays.
        members: Most members and items of all objects and arrays together.
        number_characters: Longest text of a JSON number.
        nodes: Most nodes of the expanded JSON-LD.
        values: Most values of one property.
        contexts: Most combinations of contexts that one document may ask to be compiled.
        hash_n_degree_calls: Calls of Hash N-Degree Quads (RDFC-1.0) that any document may take.
        hash_n_degree_calls_per_blank_node: Calls per blank node, where that makes more.
        permutation_items: Most blank nodes whose orders are tried at once (RDFC-1.0).
        decompressed_bytes: Most bytes that a compressed member may unfold to.
        disclosures: Most SD-JWT disclosures.
        disclosure_depth: Deepest nesting of SD-JWT disclosures in each other.
        statements: Most statements (N-Quads) that a proof for selective disclosure signs apart.
        status_entries: Most statuses of one credential: each may cost a request.

    A string may be as long as the input.
    """

    credential_bytes: int = 1 * MIB
    sealed_bytes: int = 8 * MIB
    image_bytes: int = 4 * MIB
    batch_bytes: int = 16 * MIB
    depth: int = 64
    members: int = 50_000
    number_characters: int = 32
    nodes: int = 10_000
    values: int = 1_000
    contexts: int = 256
    hash_n_degree_calls: int = 20_000
    hash_n_degree_calls_per_blank_node: int = 1
    permutation_items: int = 6
    decompressed_bytes: int = 8 * MIB
    disclosures: int = 512
    disclosure_depth: int = 16
    statements: int = 2_000
    status_entries: int = 16


DEFAULT = Limits()
"""What `verify` applies when nothing else is said."""

BULK = Limits(
    credential_bytes=64 * MIB,
    sealed_bytes=64 * MIB,
    image_bytes=16 * MIB,
    batch_bytes=1024 * MIB,
    members=5_000_000,
    nodes=1_000_000,
    values=100_000,
    hash_n_degree_calls=200_000,
    statements=100_000,
)
"""For big data that you trust: your own files, a register you operate."""
