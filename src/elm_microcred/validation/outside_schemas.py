"""JSON Schemas that somebody else wrote: read, and applied, without asking anybody anything.

A schema may refer to its own parts only. Patterns that could take time without end, and
references that unfold without end, are refused.

Spec: https://json-schema.org/draft/2019-09/json-schema-core
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem, json_pointer, shorten
from elm_microcred.strict_json import read_json

_REFERENCES: Final = ("$ref", "$recursiveRef", "$dynamicRef")
_DRAFT: Final = "https://json-schema.org/draft/2019-09/schema"
_SPEC: Final = "https://json-schema.org/draft/2019-09/json-schema-core#section-8.2.4"
_MOST_STEPS: Final = 20_000
"""Applications of references in one validation; a plain credential takes some hundreds."""
_MOST_FINDINGS: Final = 100
_LONGEST_PATTERN: Final = 1_000
_FEW: Final = 64
"""A repetition of more than so many is taken for one without bound."""

_LONGEST_TEXT: Final = (1 << 31, 8_192, 512, 128)
"""Longest text by the number of repetitions without bound in the pattern that it is held to: each
multiplies what a search may cost."""

_MOST_UNBOUNDED: Final = len(_LONGEST_TEXT) - 1
_REPEATS: Final = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_GROUPS: Final = ("SUBPATTERN", "ASSERT", "ASSERT_NOT")


@dataclass(frozen=True, slots=True)
class OutsideSchema:
    """A JSON Schema that is safe to apply.

    Attributes:
        content: The schema.
        draft: URL of the draft that it is written in.
    """

    content: Mapping[str, Any] | bool = field(repr=False)
    draft: str = _DRAFT

    def problems(self, instance: Any) -> tuple[Problem, ...]:
        """Where a document does not fit the schema; nothing where it does.

        Raises:
            LimitError: If the schema unfolds without end.
            ParseError: If the schema cannot be applied.
        """
        from jsonschema.validators import extend, validator_for
        from jsonschema_specifications import REGISTRY
        from referencing.exceptions import Unresolvable

        base = validator_for({"$schema": self.draft})
        steps = iter(range(_MOST_STEPS))
        guarded = {
            name: _counted(keyword, steps)
            for name, keyword in base.VALIDATORS.items()
            if name in _REFERENCES
        }
        guarded |= {"pattern": _pattern(base), "patternProperties": _pattern_properties(base)}
        # The registry knows the drafts, and gives nothing else.
        make: Any = extend
        validator = make(base, guarded)(self.content, registry=REGISTRY)
        found: list[Problem] = []
        try:
            for error in validator.iter_errors(instance):
                found.append(_mismatch(error))
                if len(found) == _MOST_FINDINGS:
                    break
        except RecursionError as error:
            raise LimitError(
                "LIMIT_DEPTH", "The schema refers to itself without end.", spec=_SPEC
            ) from error
        except Unresolvable as error:
            raise ParseError(
                "SCHEMA_INVALID",
                "The schema refers to a part that it does not have.",
                found=shorten(str(error)),
                spec=_SPEC,
            ) from error
        except (re.error, ValueError, TypeError, AttributeError, KeyError) as error:
            raise ParseError(
                "SCHEMA_INVALID", "The schema cannot be applied.", found=shorten(str(error))
            ) from error
        return tuple(found)


def read_schema(
    content: bytes | str | Mapping[str, Any] | bool, *, limits: Limits = DEFAULT
) -> OutsideSchema:
    """A JSON Schema from outside, if it is safe to apply.

    Args:
        content: The schema, as text or parsed.
        limits: What it may cost.

    Raises:
        ParseError: If it is not JSON, is no schema (`SCHEMA_INVALID`), refers to anything
            outside itself (`SCHEMA_REMOTE`), or has a pattern that could take time without
            end (`SCHEMA_PATTERN`).
        LimitError: If it is too long or too deep.
    """
    schema = read_json(content, limits=limits) if isinstance(content, bytes | str) else content
    if not isinstance(schema, Mapping | bool):
        raise ParseError(
            "SCHEMA_INVALID",
            "A JSON Schema is an object, true or false.",
            found=shorten(schema),
        )
    own = schema.get("$id", "") if isinstance(schema, Mapping) else ""
    for path, name, value in _keywords(schema, ()):
        if name in _REFERENCES:
            _check_reference(value, own, path)
        elif name == "pattern":
            _check_pattern(value, path)
        elif name == "patternProperties" and isinstance(value, Mapping):
            for pattern in value:
                _check_pattern(pattern, (*path, pattern))
    draft = _draft(schema)
    _check_schema(schema, draft)
    return OutsideSchema(schema, draft)


def _keywords(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[Any, str, Any]]:
    """Every member of every object inside a schema, with its place."""
    stack: list[tuple[tuple[str | int, ...], Any]] = [(path, value)]
    while stack:
        place, current = stack.pop()
        if isinstance(current, Mapping):
            for name, inner in current.items():
                yield (*place, name), name, inner
                stack.append(((*place, name), inner))
        elif isinstance(current, list):
            stack += [((*place, index), item) for index, item in enumerate(current)]


def _check_reference(value: Any, own: Any, path: tuple[str | int, ...]) -> None:
    if not isinstance(value, str):
        return  # a member of that name which is no keyword, or a mistake that is found below
    target = value.partition("#")[0]
    if target and target != str(own).partition("#")[0]:
        raise ParseError(
            "SCHEMA_REMOTE",
            "The schema refers to another document, which is never loaded.",
            pointer=json_pointer(path),
            found=shorten(value),
            expected="a reference that begins with #",
            remedy="Write the other schema into this one, below $defs.",
            spec=_SPEC,
        )


def _check_pattern(value: Any, path: tuple[str | int, ...]) -> None:
    if not isinstance(value, str):
        return
    problem = None
    if len(value) > _LONGEST_PATTERN:
        problem = f"a pattern of {len(value)} characters"
    else:
        try:
            if _is_endless(sre_parse(value), inside=False) or _unbounded(value) > _MOST_UNBOUNDED:
                problem = value
        except (re.error, RecursionError, OverflowError) as error:
            problem = str(error)
    if problem is not None:
        raise ParseError(
            "SCHEMA_PATTERN",
            "The schema has a pattern that is wrong, or could take time without end.",
            pointer=json_pointer(path),
            found=shorten(problem),
            expected="a pattern without repetitions inside repetitions",
        )


def _is_endless(parsed: Any, *, inside: bool) -> bool:
    """Whether a repetition without bound holds another, or ways that begin alike."""
    for name, argument in parsed:
        kind = str(name)
        if kind in _REPEATS:
            _, most, inner = argument
            is_unbounded = most > _FEW
            if (is_unbounded and inside) or _is_endless(inner, inside=inside or is_unbounded):
                return True
        elif kind in ("GROUPREF", "GROUPREF_EXISTS"):
            return True
        elif kind in _GROUPS:
            if _is_endless(argument[-1], inside=inside):
                return True
        elif kind == "ATOMIC_GROUP":
            if _is_endless(argument, inside=inside):
                return True
        elif kind == "BRANCH":
            ways = argument[1]
            if (inside and not _begin_apart(ways)) or any(
                _is_endless(way, inside=inside) for way in ways
            ):
                return True
    return False


def _begin_apart(ways: Any) -> bool:
    """Whether each way begins with a character of its own."""
    first = [way[0][1] if len(way) and str(way[0][0]) == "LITERAL" else None for way in ways]
    return None not in first and len(set(first)) == len(first)


@lru_cache(maxsize=256)
def _unbounded(pattern: str) -> int:
    """How many repetitions without bound a pattern has."""
    count, stack = 0, [sre_parse(pattern)]
    while stack:
        for name, argument in stack.pop():
            kind = str(name)
            if kind in _REPEATS:
                count += argument[1] > _FEW
                stack.append(argument[2])
            elif kind in _GROUPS:
                stack.append(argument[-1])
            elif kind == "ATOMIC_GROUP":
                stack.append(argument)
            elif kind == "BRANCH":
                stack += argument[1]
    return count


def sre_parse(pattern: str) -> Any:
    """The pattern, parsed as `re` itself does it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from re import _parser  # type: ignore[attr-defined]  # there is no public way

        return _parser.parse(pattern)


def _draft(schema: Any) -> str:
    from jsonschema.validators import validator_for

    named = schema.get("$schema") if isinstance(schema, Mapping) else None
    if not isinstance(named, str):
        return _DRAFT
    find: Any = validator_for
    if find({"$schema": named}, default=None) is None:
        raise ParseError(
            "SCHEMA_REMOTE",
            "The schema is written in a draft that is not known, and never loaded.",
            pointer="/$schema",
            found=shorten(named),
            expected=_DRAFT,
        )
    return named


def _check_schema(schema: Any, draft: str) -> None:
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import validator_for

    try:
        validator_for({"$schema": draft}).check_schema(schema)
    except SchemaError as error:
        raise ParseError(
            "SCHEMA_INVALID",
            f"This is no JSON Schema: {shorten(error.message)}.",
            pointer=json_pointer(tuple(error.absolute_path)),
        ) from error
    except RecursionError as error:
        raise LimitError("LIMIT_DEPTH", "The schema is nested too deeply.") from error


def _counted(keyword: Any, steps: Iterator[int]) -> Any:
    """The keyword, which may be applied as often as there are steps."""

    def applied(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        if next(steps, None) is None:
            raise LimitError(
                "LIMIT_NODES",
                "The schema unfolds too far on this document.",
                expected=f"≤ {_MOST_STEPS} references",
                spec=_SPEC,
            )
        return keyword(validator, value, instance, schema)

    return applied


def _pattern(base: Any) -> Any:
    """The keyword `pattern`, on texts that are short enough for what it may cost."""

    def applied(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        if isinstance(instance, str):
            _check_length(value, instance)
        return base.VALIDATORS["pattern"](validator, value, instance, schema)

    return applied


def _pattern_properties(base: Any) -> Any:
    """The keyword `patternProperties`, on names that are short enough for what it may cost."""

    def applied(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        if isinstance(instance, dict):
            for pattern in value:
                _check_length(pattern, max(instance, key=len, default=""))
        return base.VALIDATORS["patternProperties"](validator, value, instance, schema)

    return applied


def _check_length(pattern: str, text: str) -> None:
    most = _LONGEST_TEXT[_unbounded(pattern)]
    if len(text) > most:
        raise LimitError(
            "LIMIT_SIZE",
            "A text is too long for the pattern that the schema has for it.",
            found=f"{len(text)} characters, pattern {shorten(pattern)}",
            expected=f"≤ {most}",
        )


def _mismatch(error: Any) -> Problem:
    return Problem(
        "SCHEMA_MISMATCH",
        f"The document does not fit the schema: {shorten(error.message)}.",
        pointer=json_pointer(tuple(error.absolute_path)),
        expected=shorten(f"{error.validator}: {error.validator_value}"),
    )
