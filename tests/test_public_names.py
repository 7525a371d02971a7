"""The public face: every name of `__all__` is there, and means the same to a type checker."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from importlib import metadata
from pathlib import Path

import pytest

import elm_microcred
from elm_microcred import errors

SOURCE = Path(elm_microcred.__file__)
PACKAGES = sorted(
    module.name
    for module in pkgutil.walk_packages(elm_microcred.__path__, "elm_microcred.")
    if module.ispkg and "_data" not in module.name
)


def _for_type_checkers() -> dict[str, str]:
    """Name to module, as imported under `if TYPE_CHECKING`."""
    tree = ast.parse(SOURCE.read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {
        alias.name: str(node.module)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_all_is_sorted_and_whole() -> None:
    assert elm_microcred.__all__ == sorted(elm_microcred.__all__)
    assert set(elm_microcred.__all__) == set(_for_type_checkers())
    assert set(elm_microcred.__all__) <= set(dir(elm_microcred))


@pytest.mark.parametrize("name", elm_microcred.__all__)
def test_a_public_name_is_what_a_type_checker_sees(name: str) -> None:
    value = getattr(elm_microcred, name)
    home = _for_type_checkers()[name]
    module = __import__(home, fromlist=[name])
    assert value is getattr(module, name)
    assert (value.__doc__ or "").strip()


def test_every_error_is_public() -> None:
    tree = {name for name, value in vars(errors).items() if isinstance(value, type)}
    raised = {n for n in tree if issubclass(getattr(errors, n), errors.ElmMicrocredError)}
    assert raised <= set(elm_microcred.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = elm_microcred.nothing


def test_the_version_is_that_of_the_distribution() -> None:
    assert elm_microcred.__version__ == metadata.version("elm-microcred")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_name_that_is_loaded_late_is_that_of_a_module(package: str) -> None:
    """Python sets a module that is imported as an attribute of its package, over any function."""
    found = importlib.import_module(package)
    modules = {module.name for module in pkgutil.iter_modules(found.__path__)}
    if hasattr(found, "__getattr__"):
        assert not modules & set(found.__all__)
