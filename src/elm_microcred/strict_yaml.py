"""YAML as JSON would say it: one document, no aliases, no repeated keys, no tags of others."""

from __future__ import annotations

from typing import Any

from elm_microcred.errors import LimitError, MissingExtraError, ParseError
from elm_microcred.limits import DEFAULT, Limits


def read_yaml(content: bytes | str, *, limits: Limits = DEFAULT) -> Any:
    """The value of a YAML text.

    Raises:
        ParseError: If it is not YAML, or uses what JSON has no word for.
        LimitError: If it is too long or nested too deeply.
        MissingExtraError: Without the extra `yaml`.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError.of("yaml", "Reading YAML") from error
    if len(content) > limits.credential_bytes:
        raise LimitError(
            "LIMIT_SIZE",
            "The YAML text is too long.",
            found=f"{len(content)} bytes",
            expected=f"at most {limits.credential_bytes} bytes",
        )
    try:
        _check_events(yaml, content, limits)
        return yaml.load(content, Loader=_strict_loader(yaml))  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        said = getattr(error, "problem", None) or "it cannot be read"
        raise ParseError("PARSE_INVALID_YAML", f"Not YAML{where}: {said}.") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise ParseError("PARSE_INVALID_YAML", f"Not YAML: {error}.") from error


def _check_events(yaml: Any, content: bytes | str, limits: Limits) -> None:
    depth = 0
    for event in yaml.parse(content, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ParseError(
                "PARSE_INVALID_YAML",
                f"An alias in line {event.start_mark.line + 1}.",
                expected="each value written out",
            )
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > limits.depth:
            raise LimitError(
                "LIMIT_DEPTH",
                f"The YAML text is nested too deeply in line {event.start_mark.line + 1}.",
                expected=f"at most {limits.depth} levels",
            )


def _strict_loader(yaml: Any) -> Any:
    """A SafeLoader that refuses a key written twice and leaves dates as text."""

    class StrictLoader(yaml.SafeLoader):  # type: ignore[misc]  # yaml is loaded lazily
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key {str(key.value)[:40]!r} stands twice", key.start_mark
                    )
                seen.add(key.value)
            mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
            return {str(key): value for key, value in mapping.items()}

    StrictLoader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in pairs if tag != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return StrictLoader
