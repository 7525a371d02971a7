"""A table row as the nested data that a record is made from, by `elm_microcred.model.columns`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from elm_microcred.model.base import refuse
from elm_microcred.model.columns import COLUMNS, IMPLIED, SHARED, Column, Half, Path
from elm_microcred.model.text import UNDETERMINED
from elm_microcred.problem import json_pointer, shorten

_Cells = dict[Path, tuple[str, Any]]
"""By its path, the column and the value of each cell; positions count as the columns do."""


def nested(row: Mapping[str, Any], half: Half | None) -> dict[str, Any]:
    """The nested form of a row. Members that are no columns stay as they are.

    Args:
        row: Values by column or member.
        half: The half to take; `None` takes both, under `achievement` and `award`.

    Raises:
        PydanticCustomError: If a value is given twice, or a language to a column that takes none.
    """
    if half is not None:
        members, cells = _divided(row, half)
        made: dict[str, Any] = _with_lists(_tree(cells))
        return members | made
    rest, halves = _halves(row)
    for member, name, part in halves:
        data = nested(part, name)
        if data and rest.get(member) is not None:
            raise _twice(member, rest[member], "columns")
        rest.setdefault(member, data)
    return rest


def columns_by_place(row: Mapping[str, Any], half: Half | None) -> dict[str, str]:
    """The column that each JSON Pointer of the nested form is read from, filled or not.

    Raises:
        PydanticCustomError: As `nested` does.
    """
    if half is None:
        return {
            f"/{member}{pointer}": column
            for member, name, part in _halves(row)[1]
            for pointer, column in columns_by_place(part, name).items()
        }
    _, cells = _divided(row, half)
    tree = _tree(cells)
    columns = {c.path: c.name for c in COLUMNS.values() if c.half == half and "*" not in c.path}
    columns |= {path: column for path, (column, _) in cells.items()}
    ranked = ((_ranked(tree, path), column) for path, column in columns.items())
    return {json_pointer(path): column for path, column in ranked if path is not None}


def _halves(
    row: Mapping[str, Any],
) -> tuple[dict[str, Any], list[tuple[str, Half, dict[str, Any]]]]:
    """What is no column, and the columns of each half with the member that they make."""
    half_of = {name: column.half for name in row if (column := _column(name)[0]) is not None}
    rest = {name: value for name, value in row.items() if name not in half_of}
    halves: tuple[tuple[str, Half], ...] = (("achievement", "Achievement"), ("award", "Award"))
    return rest, [
        (member, half, {name: row[name] for name, its in half_of.items() if its == half})
        for member, half in (halves if half_of else ())
    ]


def _divided(row: Mapping[str, Any], half: Half) -> tuple[dict[str, Any], _Cells]:
    """The members of one half, and the cells of its columns."""
    members: dict[str, Any] = {}
    cells: _Cells = {}
    for name, value in row.items():
        column, language = _column(name)
        if column is None or _is_member(column, half, value):
            members[name] = value
        elif column.half == half:
            for path, part in _parts(column, language, value):
                if path in cells:
                    raise _twice(name, value, cells[path][0])
                cells[path] = (name, part)
    for path, (column_name, _) in cells.items():
        if path[0] in members:
            raise _twice(str(path[0]), members[str(path[0])], column_name)
    return members, cells


def _column(name: Any) -> tuple[Column | None, str | None]:
    """The column of that name and the language that it is given in."""
    if not isinstance(name, str):
        return None, None
    base, at, language = name.partition("@")
    column = COLUMNS.get(base)
    if column is not None and at and not column.kind.startswith("text"):
        raise refuse(
            "MODEL_VALUE",
            f"The column {base} takes no language",
            expected=base,
            at=(name,),
            found=name,
        )
    return column, language if at else UNDETERMINED


def _is_member(column: Column, half: Half, value: Any) -> bool:
    """Whether what stands under a column's name is the nested member of that name."""
    if isinstance(value, str):
        return False
    mine = column.half == half and column.path[0] == column.name
    return mine or column.name in SHARED


def _parts(column: Column, language: str | None, value: Any) -> Iterator[tuple[Path, Any]]:
    """Each value in a cell, and the path of its place."""
    several = "*" in column.path
    tail = (language,) if column.kind.startswith("text") and language is not None else ()
    for position, part in enumerate(_split(value) if several else [value]):
        said = part.strip() if isinstance(part, str) else part
        if said not in (None, ""):
            path = tuple(position if step == "*" else step for step in column.path)
            yield (*path, *tail), said


def _split(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [*value.split("|")]
    return list(value) if isinstance(value, list | tuple) else [value]


def _tree(cells: Mapping[Path, tuple[str, Any]]) -> dict[Any, Any]:
    """The cells as nested members; a list is, for now, an object by position."""
    tree: dict[Any, Any] = {}
    for path, (_, value) in cells.items():
        here = tree
        for depth, step in enumerate(path[:-1], start=1):
            here = here.setdefault(step, dict(IMPLIED.get(path[:depth], {})))
        here[path[-1]] = value
    return tree


def _ranked(tree: Any, path: Path) -> Path | None:
    """The path with positions as the final lists count them; `None` if its list is not there."""
    here: Any = tree
    ranked: list[str | int] = []
    for step in path:
        if isinstance(step, int):
            if not isinstance(here, dict) or step not in here:
                return None
            ranked.append(sorted(here).index(step))
        else:
            ranked.append(step)
        here = here.get(step) if isinstance(here, dict) else None
    return tuple(ranked)


def _with_lists(value: Any) -> Any:
    """The value with objects by position made lists."""
    if not isinstance(value, dict):
        return value
    members = {key: _with_lists(member) for key, member in value.items()}
    if members and all(isinstance(key, int) for key in members):
        return [members[key] for key in sorted(members)]
    return members


def _twice(name: str, value: Any, again: str) -> PydanticCustomError:
    return refuse(
        "MODEL_VALUE",
        f"This value is given twice: here and as {again}",
        expected="one of the two",
        at=(name,),
        found=shorten(value),
    )
