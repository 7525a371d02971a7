"""Whether a badge is as its standard has it, found out at once where it is.

Objects of one kind share their keys. What a class asks of objects with the same keys is worked
out once and kept: which of them hold any text, and how each of the others is looked at. Where
anything is out of the ordinary the answer is no, and `structure` tells what, if anything, is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

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


class Asked:
    """What is asked of one member of a class.

    Attributes:
        name: The name under which it stands.
    """

    __slots__ = ("_inner", "_is_issuer", "_is_one", "_is_subject", "_least", "_test", "name")

    def __init__(self, name: str, member: Member, is_old: bool) -> None:
        self.name = name
        self._least = member.min
        self._is_one = member.max == 1
        self._is_issuer = member.name == "issuer"
        self._is_subject = member.name == "credentialSubject"
        self._inner: Fitting | None = None
        self._test: Test | None = None
        if member.of:
            self._inner = fitting_of(classes()[member.of].twin(is_old=is_old), is_old)
        elif not _is_any_text(member):
            self._test = _literal(member.datatype)

    def fits(self, value: Any) -> bool:
        """Whether a value is one that the member may have, or a list of such."""
        if type(value) is not list:
            return (self._is_one or self._is_subject or self._least < 2) and self._fits_one(value)
        if self._is_subject:
            return len(value) == 1 and self._fits_one(value[0])
        if self._is_one or len(value) < self._least:
            return False
        for item in value:  # noqa: SIM110 - a generator costs more
            if not self._fits_one(item):
                return False
        return True

    def _fits_one(self, value: Any) -> bool:
        inner = self._inner
        if inner is not None:
            if type(value) is not dict:
                return self._is_issuer and type(value) is str
            return inner.fits_inside(value)
        test = self._test
        return type(value) is str if test is None else test(value)


class Shape:
    """What a class asks of objects with the same keys.

    Attributes:
        texts: The keys of members that hold one text.
        members: All others of which anything is asked.
        tests: What is asked beyond that of some, by their keys.
    """

    __slots__ = ("members", "tests", "texts")

    def __init__(
        self, texts: list[str], members: list[Asked], tests: list[tuple[str, Test]]
    ) -> None:
        self.texts = texts
        self.members = members
        self.tests = tests


class Fitting:
    """A class over one version of the data model, with the shapes of its objects that were met."""

    __slots__ = ("_is_old", "_of", "_shapes")

    def __init__(self, of: BadgeClass, is_old: bool) -> None:
        self._of = of
        self._is_old = is_old
        self._shapes: dict[tuple[str, ...], Shape | None] = {}

    def fits(self, node: Mapping[str, Any]) -> bool:
        """Whether an object is certainly of the class. Where not, that may be so as well."""
        names = tuple(node)
        shape = self._shapes.get(names)
        if shape is None:
            if names in self._shapes:
                return False
            shape = self._shape(names)
            if len(self._shapes) < _MOST_SHAPES and sum(map(len, names)) <= _LONGEST_SHAPE:
                self._shapes[names] = shape
            if shape is None:
                return False
        for name in shape.texts:
            if type(node[name]) is not str:
                return False
        for member in shape.members:
            if not member.fits(node[member.name]):
                return False
        for name, test in shape.tests:  # noqa: SIM110 - a generator costs more
            if not test(node[name]):
                return False
        return True

    def fits_inside(self, node: dict[str, Any]) -> bool:
        """The same of an object inside a credential, which may be one by itself."""
        if "@context" in node and (version(node) == 1) is not self._is_old:
            return False
        return self.fits(node)

    def _shape(self, names: tuple[str, ...]) -> Shape | None:
        """What is asked of objects with these keys; `None` where one is missing or too many."""
        of, is_old = self._of, self._is_old
        known = known_members(of, is_old)
        if any(member.min and name not in names for name, member in known.items()):
            return None
        if of.closed and not set(names) <= known.keys():
            return None
        texts: list[str] = []
        members: list[Asked] = []
        tests: list[tuple[str, Test]] = []
        for name in names:
            member = known.get(name)
            if member is not None and _is_any_text(member) and member.max == 1:
                texts.append(name)
            elif member is not None:
                members.append(Asked(name, member, is_old))
            if name == "@context":
                tests.append((name, _contexts_of(of)))
            elif name == "type" and of.types:
                tests.append((name, _types_of(of)))
        return Shape(texts, members, tests)


def fits(document: Mapping[str, Any], of: BadgeClass, *, is_old: bool) -> bool:
    """Whether a credential is certainly as its class has it. Where not, that may be so as well.

    Args:
        document: The credential.
        of: Its class.
        is_old: Whether it is over the data model 1.1.
    """
    return fitting_of(of, is_old).fits(document)


@cache
def fitting_of(of: BadgeClass, is_old: bool) -> Fitting:
    """The only one of its class over a version of the data model: classes hold each other."""
    return Fitting(of, is_old)


@cache
def known_members(of: BadgeClass, is_old: bool) -> Mapping[str, Member]:
    """What is said of each member of a class, by the name under which it stands."""
    if not is_old or of.name.endswith("v1p1"):
        return of.members
    return {_OLD_NAMES.get(name, name): member for name, member in of.members.items()}


def _is_any_text(member: Member) -> bool:
    """Whether every text is right as one value of such a member."""
    name = member.datatype
    has_form = name in TIMES or name in COMPILED or name in vocabularies()
    return not member.of and name not in _NOT_TEXT and not has_form


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
