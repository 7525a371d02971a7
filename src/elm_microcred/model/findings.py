"""What a validation found, as problems that say where, what was found and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from elm_microcred.problem import Problem, json_pointer, shorten

_SAID = {
    "missing": ("MODEL_MISSING", "A required value is missing", "a member {name!r}"),
    "string_type": ("MODEL_TYPE", "This is not a string", "a string"),
    "string_unicode": ("MODEL_VALUE", "This is not Unicode text", "text without lone surrogates"),
    "string_too_short": ("MODEL_VALUE", "This text is empty", "at least one character"),
    "string_too_long": ("MODEL_VALUE", "This text is too long", "at most {max_length} characters"),
    "bool_type": ("MODEL_TYPE", "This is not a truth value", "true or false"),
    "bool_parsing": ("MODEL_TYPE", "This is not a truth value", "true or false"),
    "tuple_type": ("MODEL_TYPE", "This is not a list", "a list"),
    "model_type": ("MODEL_TYPE", "This is not an object", "a JSON object: {class_name}"),
    "too_short": ("MODEL_VALUE", "This list is too short", "at least {min_length}"),
    "too_long": ("MODEL_VALUE", "This list is too long", "at most {max_length}"),
    "int_type": ("MODEL_TYPE", "This is not a whole number", "a whole number, as 2"),
    "greater_than_equal": ("MODEL_VALUE", "This number is too small", "at least {ge}"),
    "less_than_equal": ("MODEL_VALUE", "This number is too large", "at most {le}"),
    "literal_error": ("VOCABULARY_UNKNOWN_CODE", "This is not one of the words", "{expected}"),
    "enum": ("VOCABULARY_UNKNOWN_CODE", "This is not one of the words", "{expected}"),
    "invalid_key": ("MODEL_TYPE", "This name of a member is not a string", "a string"),
}
"""By pydantic's name of an error: our code, what is wrong, and what was expected."""

_REMEDIES = {
    "MODEL_MISSING": "Add it; if it is there, correct the spelling of its name.",
    "MODEL_TYPE": "Give it in the form that docs/model.md shows.",
    "MODEL_DATE": "Write year, month and day with hyphens, and a time with its offset.",
    "MODEL_IRI": "Write the whole address with its scheme.",
    "MODEL_LANGUAGE": "Use the tag of the language, not its name.",
    "MODEL_VERSION": "Write the file in this version, or read it with the library that wrote it.",
    "VOCABULARY_UNKNOWN_CODE": "Use one of the words as they are spelt there.",
}
"""What to do, where the expected value does not say it all."""


def problems(
    error: ValidationError, columns: Mapping[str, str] = MappingProxyType({})
) -> list[Problem]:
    """One problem for each thing that is wrong.

    Args:
        error: What pydantic found.
        columns: For a table row: the column that each JSON Pointer is read from.
    """
    return [_problem(dict(detail), columns) for detail in error.errors(include_url=False)]


def _problem(detail: dict[str, Any], columns: Mapping[str, str]) -> Problem:
    kind, context = detail["type"], detail.get("ctx") or {}
    found = context.get("found") or detail["input"]
    steps = (*detail["loc"], *context.get("at", ()))
    pointer = json_pointer(tuple(step for step in steps if step != "[key]"))
    if kind.isupper():
        code, said, expected = kind, detail["msg"], context["expected"]
    elif kind in _SAID:
        code, said, expected = _SAID[kind]
        expected = expected.format(name=steps[-1] if steps else "", **context)
    else:
        code, said, expected = "MODEL_VALUE", detail["msg"], None
    return Problem(
        code,
        f"{said}.",
        pointer=pointer,
        found=None if kind == "missing" else shorten(found) or "an empty string",
        expected=expected,
        remedy=_REMEDIES.get(code, ""),
        column=_column(pointer, columns),
    )


def _column(pointer: str, columns: Mapping[str, str]) -> str | None:
    """The column of the place, or of the nearest place above it, or of the first below it."""
    above = [p for p in columns if pointer == p or pointer.startswith(p + "/")]
    if above:
        return columns[max(above, key=len)]
    below = [p for p in columns if p.startswith(pointer + "/")]
    return columns[below[0]] if below and pointer else None
