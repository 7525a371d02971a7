"""A table row as the nested data that a record is made from, by `elm_microcred.model.columns`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic_core import PydanticCustomError

from elm_microcred.model.base import refuse
from elm_microcred.model.columns import COLUMNS, IMPLIED, SHARED, Column, Half, Path
from elm_microcred.model.text import UNDETERMINED
from elm_microcred.problem import json_pointer, shorten


class Nested(NamedTuple):
    """The nested form of a row.

    Attributes:
        data: Members, as a JSON file would hold them.
        columns: The column that each JSON Pointer is read from, filled or not.
    """

    data: dict[str, Any]
    columns: dict[str, str]


def nested(row: Mapping[str, Any], half: Half | None) -> Nested:
    """The nested form of a row. Members that are no columns stay as they are.

    Args:
        row: Values by column or member.
        half: The half to take; `None` takes both, under `achievement` and `award`.

    Raises:
        PydanticCustomError: If a value is given twice, or a language to a column that takes none.
    """
    return _both(row) if half is None else _one(row, half)


def _one(row: Mapping[str, Any], half: Half) -> Nested:
    members: dict[str, Any] = {}
    cells: dict[Path, tuple[str, Any]] = {}
    for name, value in row.items():
        column, language = _column(name)
        if column is None or _is_member(column, half, value):
            members[name] = value
        elif column.half == half:
            for path, part in _parts(column, language, value):
                if path in cells:
                    raise _twice(name, value, cells[path][0])
                cells[path] = (name, part)
    tree = _tree(cells)
    for name in members.keys() & tree.keys():
        raise _twice(name, row[name], next(c for p, (c, _) in cells.items() if p[0] == name))
    columns = {c.path: c.name for c in COLUMNS.values() if c.half == half and "*" not in c.path}
    columns |= {path: name for path, (name, _) in cells.items()}
    ranked = ((_ranked(tree, path), name) for path, name in columns.items())
    return Nested(
        members | _with_lists(tree),
        {json_pointer(path): name for path, name in ranked if path is not None},
    )


def _both(row: Mapping[str, Any]) -> Nested:
    column_of = {name: column for name in row if (column := _column(name)[0]) is not None}
    data = {name: value for name, value in row.items() if name not in column_of}
    columns: dict[str, str] = {}
    halves: tuple[tuple[str, Half], ...] = (("achievement", "Achievement"), ("award", "Award"))
    for member, half in halves if column_of else ():
        found = _one({n: row[n] for n, column in column_of.items() if column.half == half}, half)
        if found.data and data.get(member) is not None:
            raise _twice(member, data[member], "columns")
        data.setdefault(member, found.data)
        columns |= {f"/{member}{pointer}": name for pointer, name in found.columns.items()}
    return Nested(data, columns)


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
