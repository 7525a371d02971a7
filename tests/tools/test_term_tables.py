"""The notation of the term tables: what each line says, and which lines are refused."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


term_tables = _load(TOOLS / "contexts" / "term_tables.py")


def test_every_kind_of_line() -> None:
    document = term_tables.parse(
        """
# A comment.
iri sec https://w3id.org/security#

block node
  @protected
  id = @id

@version
@vocab https://vocab.example/
xsd = http://www.w3.org/2001/XMLSchema#
name = sec:name
literal = <sec:name>
created sec:created as xsd:dateTime
proof sec:proof as @id in @graph
  use node
  nonce sec:nonce
subject sec:subject scope null
Class
  use node
"""
    )
    node = {"@protected": True, "id": "@id"}
    assert document == {
        "@context": {
            "@version": 1.1,
            "@vocab": "https://vocab.example/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "name": "https://w3id.org/security#name",
            "literal": "sec:name",
            "created": {"@id": "https://w3id.org/security#created", "@type": "xsd:dateTime"},
            "proof": {
                "@id": "https://w3id.org/security#proof",
                "@type": "@id",
                "@container": "@graph",
                "@context": {**node, "nonce": {"@id": "https://w3id.org/security#nonce"}},
            },
            "subject": {"@id": "https://w3id.org/security#subject", "@context": None},
            "Class": {"@context": node},
        }
    }


def test_an_import_makes_a_list() -> None:
    text = "@version\nimport https://w3id.org/security/v1\nname = schema:name\n"
    assert term_tables.parse(text)["@context"] == [
        {"@version": 1.1},
        "https://w3id.org/security/v1",
        {"name": "schema:name"},
    ]


def test_order_is_kept() -> None:
    written = json.dumps(term_tables.parse("b = x:b\na = x:a\n@protected\n"))
    assert written == '{"@context": {"b": "x:b", "a": "x:a", "@protected": true}}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name schema:name\n   deeper x:y\n", "table:2: nesting is by two spaces"),
        ("  name schema:name\n", "table:1: nesting is by two spaces"),
        ("name schema:name as\n", "table:1: what is `schema:name as`"),
        ("name schema:name like xsd:string\n", "table:1: what is `like xsd:string`"),
        ("name\n", "table:1: a term without a definition"),
        ("name = x:a\nname = x:b\n", "name stands twice"),
        ("proof x:proof\n  use nothing\n", "table:2"),
    ],
)
def test_a_wrong_line_is_named(text: str, said: str) -> None:
    with pytest.raises(term_tables.TableError) as caught:
        term_tables.parse(text)
    assert said in str(caught.value)


@pytest.mark.parametrize("script", ["contexts/generate.py", "vocabularies.py"])
def test_generators_say_how_they_are_called(script: str) -> None:
    run = subprocess.run(
        [sys.executable, str(TOOLS / script), "--nonsense"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "--check" in run.stderr
