"""Write a page for each problem code, and the index of them, from the table of codes.

```
python tools/problems.py            write docs/problems.md and docs/problems/CODE.md
python tools/problems.py --check    exit 1 if a page is missing, left over, or of another row
python tools/problems.py --check-all    the same, and every word of every page
```

What each page says comes from three places: the row of the code in `src/elm_microcred/codes.py`,
the places in the source that raise it, and a word of advice in `src/elm_microcred/advice.toml`,
which a new code need not have.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elm_microcred import codes
from elm_microcred.advice import advice
from elm_microcred.codes import CODES, Code, Effect

_ROOT = Path(__file__).resolve().parent.parent
TARGET = _ROOT / "docs" / "problems.md"
PAGES = _ROOT / "docs" / "problems"
_SOURCE = _ROOT / "src" / "elm_microcred"

_HEAD = """# Problems

<!-- Made by tools/problems.py from src/elm_microcred/codes.py. -->

Whatever is found, in an error or in a report, is a `Problem` with one of these codes. A code never
changes its meaning. Beside it stand the place (a JSON Pointer; for a table, row and column), what
was found, what was expected, and what to do. Each code has a page: when it is raised, an example,
and what to do about it.

**Fails** means that the check fails; **unsettles**, that it cannot be decided, because a source was
missing; the rest are remarks. The `type` of a problem
([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) is that of the W3C specification where there is
one, else `https://w3id.org/elm-microcred/problems/CODE`.
"""
_GROUP = re.compile(r"^    # (.+)$", re.MULTILINE)
_NAME = re.compile(r'^    _\w+\(\s*"([A-Z][A-Z0-9_]+)"', re.MULTILINE)
_MEANING = {Effect.FAILS: "fails", Effect.UNSETTLES: "unsettles"}
_EFFECTS = {
    Effect.FAILS: "The check in which it is found fails, and so does the report.",
    Effect.UNSETTLES: "The check cannot be decided: a source was missing. The report is"
    " indeterminate, which is not passed.",
    Effect.NONE: "A remark: it changes no outcome.",
}
_DEFAULT_ADVICE = {
    Effect.FAILS: "Look at the place that `pointer` names, compare `found` with `expected`, and"
    " correct the document or the call there. A document that somebody else issued goes back to"
    " its issuer.",
    Effect.UNSETTLES: "Supply the source that was missing, and ask again. Until then, do not take"
    " the document for good.",
    Effect.NONE: "Read it; nothing has to be done.",
}
_BODY = "\n## When it is raised\n"


@dataclass(slots=True)
class Raised:
    """What the source says of one code.

    Attributes:
        details: The sentences it is raised with, what varies as `…`.
        specs: Links to the sections that ask for it.
        example: Members of the fullest problem with it.
    """

    details: set[str] = field(default_factory=set)
    specs: set[str] = field(default_factory=set)
    example: dict[str, str] = field(default_factory=dict)


def index() -> str:
    """The page that lists every code."""
    return _HEAD + "".join(_sections())


def groups() -> Iterator[tuple[str, list[str]]]:
    """Each group of the table in its order: its title and the names of its codes."""
    source = Path(codes.__file__).read_text("utf-8")
    _, *parts = _GROUP.split(source.partition("_TABLE = (")[2])
    for title, rows in zip(parts[::2], parts[1::2], strict=True):
        yield title, _NAME.findall(rows)


def _sections() -> Iterator[str]:
    for title, names in groups():
        yield f"\n## {title}\n\n| code | meaning | effect | W3C type |\n|---|---|---|---|\n"
        yield from (_row(CODES[name]) for name in names)


def _row(code: Code) -> str:
    effect = _MEANING.get(code.effect, code.severity.value)
    kind = code.w3c and f"[{code.w3c.rpartition('#')[2]}]({code.w3c})"
    return f"| [`{code.name}`](problems/{code.name}.md) | {code.title} | {effect} | {kind} |\n"


def head(code: Code, group: str) -> str:
    """The part of a page that the row of the code decides."""
    rows = {
        "group": group,
        "severity": code.severity.value,
        "effect": _EFFECTS[code.effect],
        "type": f"<{code.type}>",
    }
    table = "".join(f"| {name} | {value} |\n" for name, value in rows.items())
    return (
        f"# {code.name}\n\n<!-- Made by tools/problems.py. -->\n\n{code.title}."
        f" ([All codes](../problems.md))\n\n| | |\n|---|---|\n{table}"
    )


def page(code: Code, group: str, raised: Raised, word: str) -> str:
    """The whole page of a code."""
    details = "".join(f"- {detail}\n" for detail in sorted(raised.details))
    example = json.dumps(_example(code, raised), indent=2, ensure_ascii=False)
    specs = "".join(f"- <{spec}>\n" for spec in sorted(raised.specs))
    parts = [
        head(code, group),
        _BODY,
        "\n" + (details or f"- {code.title}.\n"),
        f"\n## Example\n\n```json\n{example}\n```\n",
        f"\n## What to do\n\n{word or _DEFAULT_ADVICE[code.effect]}\n",
        f"\n## Where it is defined\n\n{specs}" if specs else "",
    ]
    return "".join(parts)


def _example(code: Code, raised: Raised) -> dict[str, str]:
    """A problem as JSON, as far as the source says it; what varies is `…`."""
    members = {
        "code": code.name,
        "type": code.type,
        "title": code.title,
        "detail": code.title + ".",
        "severity": code.severity.value,
        "pointer": "",
    }
    members |= raised.example
    order = [*members, "spec", "found", "expected", "remedy"]
    return {name: members[name] for name in dict.fromkeys(order) if name in members}


def pages() -> dict[str, str]:
    """Every page, by the name of its file."""
    raised = read_source()
    return {
        f"{name}.md": page(CODES[name], group, raised[name], advice().get(name, ""))
        for group, names in groups()
        for name in names
    }


def read_source() -> Mapping[str, Raised]:
    """Where the package raises each code: every code in a call or row, and the text after it."""
    found: defaultdict[str, Raised] = defaultdict(Raised)
    for path in sorted(_SOURCE.rglob("*.py")):
        if path.name == "codes.py":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        constants: dict[str, str] = {}
        for node in _own_nodes(tree):
            _assigned(node, constants)
        for scope in _scopes(tree):
            names = dict(constants)
            for node in _own_nodes(scope):
                # In the order of the source: a name stands for what it was given last.
                _assigned(node, names)
                if isinstance(node, ast.Call):
                    _note(node.args, node.keywords, names, found)
                elif isinstance(node, ast.Tuple):
                    _note(node.elts, (), names, found)
    return found


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module or function, those of functions inside of it left out."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own_nodes(child)


def _assigned(node: ast.AST, names: dict[str, str]) -> None:
    """Note the name that a statement gives to a text."""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        text = _text(node.value, names)
        if text is not None:
            names[node.targets[0].id] = text


def _note(
    values: Sequence[ast.expr],
    keywords: Sequence[ast.keyword],
    names: Mapping[str, str],
    found: defaultdict[str, Raised],
) -> None:
    for value, following in zip(values, [*values[1:], None], strict=False):
        if not (isinstance(value, ast.Constant) and value.value in CODES):
            continue
        raised = found[str(value.value)]
        members: dict[str, Any] = {
            word.arg: _text(word.value, names) for word in keywords if word.arg
        }
        detail = None if following is None else _text(following, names)
        if detail is not None and (" " in detail or "…" in detail):
            raised.details.add(detail)
            example = {"detail": detail}
            for name in ("pointer", "spec", "found", "expected", "remedy"):
                if members.get(name):
                    example[name] = members[name]
                elif name in members and name != "spec":
                    example[name] = "…"
            if (len(example), detail) > (len(raised.example), raised.example.get("detail", "")):
                raised.example = example
        if str(members.get("spec")).startswith("https://") and "…" not in members["spec"]:
            raised.specs.add(members["spec"])


def _text(node: ast.expr, names: Mapping[str, str]) -> str | None:
    """The text that an expression stands for, what varies in it as `…`; `None` for none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, names) or "…" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left, names), _text(node.right, names)
        return None if left is None else left + (right or "…")
    return None


def is_current(*, every_word: bool) -> bool:
    """Whether the committed pages are those of the table; else its words as well."""
    if not TARGET.is_file() or TARGET.read_text("utf-8") != index():
        return False
    committed = {path.name: path.read_text("utf-8") for path in PAGES.glob("*.md")}
    if every_word:
        return committed == pages()
    heads = {f"{name}.md": head(CODES[name], group) for group, names in groups() for name in names}
    return committed.keys() == heads.keys() and all(
        committed[name].startswith(text + _BODY) for name, text in heads.items()
    )


def write() -> None:
    """Write the index and the pages; remove the page of a code that is no more."""
    TARGET.write_text(index(), "utf-8")
    PAGES.mkdir(exist_ok=True)
    made = pages()
    for path in PAGES.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    """Write the pages, or say whether they are the committed ones."""
    if "--check" in arguments or "--check-all" in arguments:
        return 0 if is_current(every_word="--check-all" in arguments) else 1
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
