"""Name constraints: which names the certificates below an issuer may have.

Subtrees of distinguished names, mail addresses, domains and URIs are compared. Of any other
kind of name nothing is known, so that a constraint of that kind is broken by every such name.

Spec: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.10
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from elm_microcred.proofs.certificates.certificate import (
    NAME_CONSTRAINTS,
    SUBJECT_ALTERNATIVE_NAME,
    Certificate,
)
from elm_microcred.proofs.certificates.names import read_name
from elm_microcred.proofs.der import Element, context, read

_DIRECTORY_NAME = context(4)
_MAIL = context(1, constructed=False)
_DOMAIN = context(2, constructed=False)
_URI = context(6, constructed=False)


def are_broken(issuer: Certificate, certificate: Certificate) -> bool:
    """Whether `certificate` has a name that its issuer, or one above, may not give.

    Raises:
        ParseError: If the constraints or the names are malformed.
    """
    if NAME_CONSTRAINTS not in issuer.extensions:
        return False
    parts = read(issuer.extensions[NAME_CONSTRAINTS][1]).children()
    permitted = [tree for part in parts if part.tag == context(0) for tree in _bases(part)]
    excluded = [tree for part in parts if part.tag == context(1) for tree in _bases(part)]
    for name in _names(certificate):
        alike = [tree for tree in permitted if tree.tag == name.tag]
        if alike and not any(_is_within(name, tree) for tree in alike):
            return True
        if any(_is_within(name, tree) for tree in excluded if tree.tag == name.tag):
            return True
    return False


def _bases(part: Element) -> list[Element]:
    return [subtree.first for subtree in part]


def _names(certificate: Certificate) -> Iterator[Element]:
    if certificate.subject.parts:
        name = certificate.subject.encoded
        yield Element(_DIRECTORY_NAME, name, name)
    if SUBJECT_ALTERNATIVE_NAME in certificate.extensions:
        yield from read(certificate.extensions[SUBJECT_ALTERNATIVE_NAME][1]).children()


def _is_within(name: Element, tree: Element) -> bool:
    if tree.tag == _DIRECTORY_NAME:
        return read_name(name.content).is_below(read_name(tree.content))
    here = name.content.decode("latin-1").casefold()
    base = tree.content.decode("latin-1").casefold()
    if tree.tag == _MAIL:
        return here == base if "@" in base else _is_host_within(here.rpartition("@")[2], base)
    if tree.tag == _DOMAIN:
        return not base or here == base or here.endswith("." + base.lstrip("."))
    if tree.tag == _URI:
        return _is_host_within(urlsplit(here).hostname or "", base)
    return False


def _is_host_within(host: str, base: str) -> bool:
    return host.endswith(base) if base.startswith(".") else host == base
