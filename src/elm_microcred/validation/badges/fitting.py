"""Whether a badge is as its standard has it, found out at once where it is.

Objects of one kind share their keys. What a class asks of objects with the same keys is worked
out once and kept: which of them hold any text, and how each of the others is looked at. Where
anything is out of the ordinary the answer is no, and `structure` tells what, if anything, is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from elm_microcred.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from elm_microcred.proofs.proof import listed
from elm_microcred.validation.badges.classes import BadgeClass, Member, classes, vocabularies
from elm_microcred.validation.badges.forms import COMPILED, CONTEXTS, TIMES, is_time
from elm_microcred.validation.data_model import version

Test = Callable[[Any], bool]
"""Whether a value of a member is as it should be."""

_OLD_NAMES: Final = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
_MOST_SHAPES: Final = 256
"""Most shapes of objects that one class remembers."""
_LONGEST_SHAPE: Final = 1024
_NOT_TEXT: Final = ("Boolean", "Float", "Context")


class Shape(NamedTuple):
    """What a class asks of objects with the same keys.

    Attributes:
        texts: The keys of members that hold one text.
        tests: The keys of all others of which anything is asked, and what is.
    """

    texts: tuple[str, ...]
    tests: tuple[tuple[str, Test], ...]


def fits(document: Mapping[str, Any], of: BadgeClass, *, is_old: bool) -> bool:
    """Whether a credential is certainly as its class has it. Where not, that may be so as well.

    Args:
        document: The credential.
        of: Its class.
        is_old: Whether it is over the data model 1.1.
    """
    return _test_of(of, is_old)(document)


@cache
def known_members(of: BadgeClass, is_old: bool) -> Mapping[str, Member]:
    """What is said of each member of a class, by the name under which it stands."""
    if not is_old or of.name.endswith("v1p1"):
        return of.members
    return {_OLD_NAMES.get(name, name): member for name, member in of.members.items()}


@cache
def _test_of(of: BadgeClass, is_old: bool) -> Test:
    """Whether an object is of a class."""
    shapes: dict[tuple[str, ...], Shape | None] = {}

    def test(node: Any) -> bool:
        names = tuple(node)
        if names in shapes:
            shape = shapes[names]
        else:
            shape = _shape(names, of, is_old)
            if len(shapes) < _MOST_SHAPES and sum(map(len, names)) <= _LONGEST_SHAPE:
                shapes[names] = shape
        if shape is None:
            return False
        for name in shape.texts:
            if type(node[name]) is not str:
                return False
        for name, fits_member in shape.tests:  # noqa: SIM110 - a generator costs more
            if not fits_member(node[name]):
                return False
        return True

    return test


def _shape(names: tuple[str, ...], of: BadgeClass, is_old: bool) -> Shape | None:
    """What is asked of objects with these keys; `None` where a member is missing or too many."""
    known = known_members(of, is_old)
    if any(member.min and name not in names for name, member in known.items()):
        return None
    if of.closed and not set(names) <= known.keys():
        return None
    texts: list[str] = []
    tests: list[tuple[str, Test]] = []
    for name in names:
        member = known.get(name)
        if member is not None and _is_any_text(member) and member.max == 1:
            texts.append(name)
        elif member is not None:
            tests.append((name, _values(member, is_old)))
        if name == "@context":
            tests.append((name, _contexts_of(of)))
        elif name == "type" and of.types:
            tests.append((name, _types_of(of)))
    return Shape(tuple(texts), tuple(tests))


def _is_any_text(member: Member) -> bool:
    """Whether every text is right as one value of such a member."""
    name = member.datatype
    has_form = name in TIMES or name in COMPILED or name in vocabularies()
    return not member.of and name not in _NOT_TEXT and not has_form


def _values(member: Member, is_old: bool) -> Test:
    """Whether the value of a member is one that it may have, or a list of such."""
    if _is_any_text(member):
        test: Test = _is_text
    else:
        test = _object(member, is_old) if member.of else _literal(member.datatype)
    if member.name == "credentialSubject":
        return lambda value: (
            test(value) if type(value) is not list else len(value) == 1 and test(value[0])
        )
    if member.max == 1:
        return lambda value: type(value) is not list and test(value)
    least = member.min

    def several(value: Any) -> bool:
        if type(value) is not list:
            return least < 2 and test(value)
        if len(value) < least:
            return False
        return all(map(test, value))

    return several


def _is_text(value: Any) -> bool:
    return type(value) is str


def _object(member: Member, is_old: bool) -> Test:
    of = classes()[member.of].twin(is_old=is_old)
    is_issuer = member.name == "issuer"
    inside: list[Test] = []  # classes hold each other

    def test(value: Any) -> bool:
        if type(value) is not dict:
            return is_issuer and type(value) is str
        if "@context" in value and (version(value) == 1) is not is_old:
            return False
        if not inside:
            inside.append(_test_of(of, is_old))
        return inside[0](value)

    return test


def _literal(datatype: str) -> Test:
    if datatype == "Boolean":
        return lambda value: type(value) is bool
    if datatype == "Float":
        return lambda value: type(value) is int or type(value) is float
    if datatype == "Context":
        return lambda value: type(value) is str or type(value) is dict
    if datatype in TIMES:
        return lambda value: type(value) is str and is_time(value, datatype)
    if datatype in COMPILED:
        search = COMPILED[datatype].search
        return lambda value: type(value) is str and search(value) is not None
    vocabulary = vocabularies()[datatype]
    words = frozenset(vocabulary.terms)
    return lambda value: type(value) is str and (value in words or value in vocabulary)


def _contexts_of(of: BadgeClass) -> Test:
    """After the context of the data model come those of the standard, in their order."""
    member = of.members.get("@context")
    forms = [re.compile(form) for form in CONTEXTS.get(member.min, ())] if member else []

    def is_right(urls: tuple[Any, ...]) -> bool:
        return urls[0] in (CREDENTIALS_V1, CREDENTIALS_V2) and all(
            isinstance(url, str) and form.search(url)
            for url, form in zip(urls[1:], forms, strict=False)
        )

    return _remembering(lambda value: is_right(value) if value else False)


def _types_of(of: BadgeClass) -> Test:
    """One type of each group."""
    return _remembering(
        lambda types: all(any(name in types for name in group) for group in of.types)
    )


_MOST_REMEMBERED: Final = 256
_LONGEST_REMEMBERED: Final = 1024


def _remembering(test: Callable[[tuple[Any, ...]], bool]) -> Test:
    """The test for a text, or a list of texts; what passed it is kept."""
    right: set[tuple[str, ...]] = set()

    def remembered(value: Any) -> bool:
        texts = tuple(listed(value))
        try:
            if texts in right:
                return True
        except TypeError:
            return False  # an item that is no text
        if not all(type(text) is str for text in texts) or not test(texts):
            return False
        if len(right) < _MOST_REMEMBERED and sum(map(len, texts)) <= _LONGEST_REMEMBERED:
            right.add(texts)
        return True

    return remembered
