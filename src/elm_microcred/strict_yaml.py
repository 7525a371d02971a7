"""Strict YAML: JSON in another spelling, and nothing more.

```python
from elm_microcred.strict_yaml import read_yaml

read_yaml("codes: [0413, no, 12:30]")  # {'codes': ['0413', 'no', '12:30']}
```

Null, true, false and numbers are what JSON writes so; all else is a string, dates too.
There is one document, without aliases, tags, merged or repeated keys.

Spec: https://yaml.org/spec/1.2.2/#102-json-schema
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from elm_microcred.errors import LimitError, MissingExtraError, ParseError
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import shorten
from elm_microcred.strict_json import read_json

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_TOO_DEEP = "nesting depth"
"""What libyaml says where its scanner, which reads ahead, meets a limit of its own."""

_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


def read_yaml(content: bytes | str, *, limits: Limits = DEFAULT) -> Any:
    """The value of a YAML text that says no more than JSON can.

    Raises:
        ParseError: If it is not YAML, or uses what JSON has no word for.
        LimitError: If it is too long, too deep or has too many members.
        MissingExtraError: Without the extra `yaml`.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError.of("yaml", "Reading YAML") from error
    text = _text(content, limits)
    try:
        return _value(yaml, _events(yaml, text, limits), limits)
    except yaml.YAMLError as error:
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        mark = getattr(error, "problem_mark", None)
        if _TOO_DEEP in said:
            raise _too_deep(mark, limits) from error
        raise _refused(f"it cannot be read: {said}", mark) from error


def _text(content: bytes | str, limits: Limits) -> str:
    if len(content) > limits.credential_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The YAML text is too long.",
            found=f"{len(content)} bytes",
            expected=f"at most {limits.credential_bytes} bytes",
        )
    try:
        text = content.decode() if isinstance(content, bytes) else content.encode().decode()
    except UnicodeError as error:
        raise ParseError(
            "PARSE_INVALID_UTF8", "The YAML text is not UTF-8.", expected="UTF-8"
        ) from error
    return text.removeprefix("\ufeff")


def _events(yaml: Any, text: str, limits: Limits) -> Iterator[Any]:
    """The events of the text, refused as soon as they are too deep or too many."""
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    depth = 0
    nodes = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > limits.depth:
            raise _too_deep(event.start_mark, limits)
        nodes += isinstance(event, yaml.NodeEvent)
        if nodes > limits.members:
            raise LimitError(
                "LIMIT_MEMBERS",
                "The YAML text has too many members.",
                expected=f"at most {limits.members} keys, values and items",
            )
        yield event


def _value(yaml: Any, events: Iterator[Any], limits: Limits) -> Any:
    """The value that the events build: objects and lists under way stand on a stack."""
    documents: list[Any] = []
    stack: list[Any] = [documents]
    keys: list[str | None] = [None]
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            value = _node(yaml, event, limits)
            holder, key = stack[-1], keys[-1]
            if isinstance(holder, list):
                holder.append(value)
            elif key is None:
                keys[-1] = _key(yaml, event, holder)
                continue
            else:
                holder[key] = value
                keys[-1] = None
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append(value)
                keys.append(None)
        elif isinstance(event, yaml.DocumentStartEvent) and documents:
            raise _refused("a second document begins", event.start_mark)
    return documents[0] if documents else None


def _node(yaml: Any, event: Any, limits: Limits) -> Any:
    """The value of a scalar, or the empty list or object that a collection begins with."""
    if isinstance(event, yaml.AliasEvent):
        raise _refused("an alias, where the value should be written out", event.start_mark)
    if event.tag is not None:
        raise _refused(f"the tag {shorten(event.tag)}", event.start_mark)
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    if isinstance(event, yaml.MappingStartEvent):
        return {}
    is_plain, text = event.implicit[0], event.value
    if is_plain and text in _WORDS:
        return _WORDS[text]
    if is_plain and _NUMBER.fullmatch(text):
        return _number(text, event.start_mark, limits)
    return text


def _number(text: str, mark: Any, limits: Limits) -> int | float:
    if len(text) < 16 and text.lstrip("-").isdigit():
        return int(text)
    try:
        number: int | float = read_json(text, limits=limits)
    except ParseError as error:
        raise ParseError(
            error.code, f"A number that systems read differently stands{_at(mark)}.", found=text
        ) from error
    return number


def _key(yaml: Any, event: Any, holder: dict[str, Any]) -> str:
    """The key that a scalar says, as it is written."""
    if not isinstance(event, yaml.ScalarEvent):
        raise _refused("a key that is no string", event.start_mark)
    key: str = event.value
    if key == "<<" and event.implicit[0]:
        raise _refused("a merged key, where the members should be written out", event.start_mark)
    if key in holder:
        raise ParseError(
            "PARSE_DUPLICATE_KEY",
            f"A key stands twice{_at(event.start_mark)}.",
            found=key,
            expected="each key once",
        )
    return key


def _at(mark: Any) -> str:
    return f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""


def _too_deep(mark: Any, limits: Limits) -> LimitError:
    return LimitError(
        "LIMIT_DEPTH",
        f"The YAML text is nested too deeply{_at(mark)}.",
        expected=f"at most {limits.depth} levels",
    )


def _refused(what: str, mark: Any) -> ParseError:
    return ParseError(
        "PARSE_INVALID_YAML",
        f"Not plain YAML{_at(mark)}: {what}.",
        expected="one document of objects, lists, strings, numbers, true, false and null",
    )
