"""Write the classes of `src/elm_microcred/model/elm/` from the tables and `words.toml`.

```
PYTHONPATH=tools python -m elm.classes            write
PYTHONPATH=tools python -m elm.classes --check    exit 1 if a committed file differs
```
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from elm import tables
from elm.tables import Member
from elm_microcred.model.elm.terms import IRREGULAR, term_of

TARGET = Path(__file__).resolve().parents[2] / "src" / "elm_microcred" / "model" / "elm"
PACKAGE = "elm_microcred.model.elm"

ATTRIBUTES = {term: attribute for attribute, term in IRREGULAR.items()}
LITERALS = {
    "rdf:HTML": "str",
    "xsd:anyURI": "str",
    "xsd:boolean": "Truth",
    "xsd:dateTime": "DateTime",
    "xsd:decimal": "DecimalNumber",
    "xsd:duration": "Duration",
    "xsd:integer": "Whole",
    "xsd:positiveInteger": "Whole",
    "xsd:string": "str",
}
AGENTS = ["elm:Agent", "elm:Person", "elm:Organisation"]
UNIONS = {
    "AnyAgent": AGENTS,
    "AnyOrganisation": ["elm:Agent", "elm:Organisation"],
    "AnyIdentifier": ["elm:Identifier", "elm:LegalIdentifier"],
    "AnyClaim": [
        "elm:Claim",
        "elm:LearningAchievement",
        "elm:LearningActivity",
        "elm:LearningAssessment",
        "elm:LearningEntitlement",
    ],
    "AnyAchievementSpecification": ["elm:LearningAchievementSpecification", "elm:Qualification"],
    "AnyAchievementReference": [
        "elm:LearningAchievementSpecification",
        "elm:Qualification",
        "elm:QualificationReference",
    ],
}
"""Names of the unions of classes; the first class is taken where the type says nothing."""

TYPES = {
    "EuropeanDigitalCredential": '("VerifiableCredential", "EuropeanDigitalCredential")',
    "EuropeanDigitalPresentation": '("VerifiablePresentation", "EuropeanDigitalPresentation")',
}


def attribute_of(term: str) -> str:
    """The Python name of a JSON member.

    >>> attribute_of("givenName"), attribute_of("elm:defaultLanguage"), attribute_of("dcType")
    ('given_name', 'default_language', 'dc_type')
    """
    if term in ATTRIBUTES:
        return ATTRIBUTES[term]
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", term).lower()
    assert term_of(name) == term, term
    return name


def annotation(member: Member) -> str:
    """The type of an attribute."""
    least = member.row.min
    if member.row.language:
        plural = "Texts" if member.many else "Text"
        return (
            {True: "Some", False: "Many"}[least > 0] + plural
            if member.many
            else ({True: "One", False: "Maybe"}[least > 0] + plural)
        )
    marker = ("Some" if least else "Many") if member.many else ("One" if least else "Maybe")
    return f"{marker}[{value(member)}]"


def value(member: Member) -> str:
    """The type of one value."""
    names = member.range
    if "ClaimNodeShape" in _node_shapes(member):
        names = ["elm:Claim", *names]
    if not names:
        return "str" if member.row.kind == "Literal" else "Resource"
    if names[0] in LITERALS:
        return LITERALS[names[0]]
    if len(names) == 1:
        return names[0].partition(":")[2]
    return next(union for union, classes in UNIONS.items() if sorted(classes) == sorted(names))


def _node_shapes(member: Member) -> set[str]:
    from elm_microcred import profiles

    base = next(iter(profiles.table(next(iter(member.rows))).layers.values()))
    row = base.classes.get(member.of, {}).get("properties", {}).get(member.path, {})
    return {row.get("node", "")}


def module(name: str, paths: list[str]) -> str:
    """The text of one module."""
    bodies = [_class(path) for path in paths]
    used = set(
        re.findall(r"\w+", " ".join(re.findall(r"^    \w+: (.*)$", "\n".join(bodies), re.M)))
    )
    here = {path.partition(":")[2] for path in paths}
    where = {path.partition(":")[2]: of for of, path in tables.classes()}
    typed: dict[str, list[str]] = {}
    for word in sorted(used):
        if word in where and word not in here:
            typed.setdefault(where[word], []).append(word)
        elif word in UNIONS:
            typed.setdefault("unions", []).append(word)
        elif word == "Resource":
            typed.setdefault("node", []).append(word)
        elif word in ("DateTime", "DecimalNumber", "Duration", "Truth", "Whole"):
            typed.setdefault("values", []).append(word)
    markers = sorted(word for word in used if re.fullmatch("(Maybe|One|Many|Some)(Texts?)?", word))
    imports = [
        _import("node", ["Node"]),
        *([_import("reading", markers)] if markers else []),
    ]
    inner = [_import(of, names, 4) for of, names in sorted(typed.items())]
    checking = ["", "if TYPE_CHECKING:", *inner] if inner else []
    typing = ", ".join(["TYPE_CHECKING"] * bool(inner) + ["Any"] * ("Any" in used))
    head = [
        f'"""{tables.words()["families"][name]}"""',
        "",
        "# Made by tools/elm/classes.py from the tables and words.toml: change those.",
        "",
        "from __future__ import annotations",
        "",
        *([f"from typing import {typing}", ""] if typing else []),
        *imports,
        *checking,
    ]
    return "\n".join([*head, "", "", "\n\n\n".join(bodies), ""])


def _import(of: str, names: list[str], indent: int = 0) -> str:
    line = f"{' ' * indent}from {PACKAGE}.{of} import {', '.join(names)}"
    if len(line) <= 100:
        return line
    inner = "".join(f"{' ' * (indent + 4)}{name},\n" for name in names)
    return f"{' ' * indent}from {PACKAGE}.{of} import (\n{inner}{' ' * indent})"


def _class(path: str) -> str:
    name = path.partition(":")[2]
    of = tables.words()["classes"][path]
    parents = ", ".join(f"`{parent}`" for parent in tables.parents(path))
    facts = f"`{path}`" + (f", a kind of {parents}" if parents else "")
    lines = [
        f"class {name}(Node):",
        _docstring(f"{of}\n\n{facts}.", 4),
        "",
        f'    PATH = "{path}"',
    ]
    if name in TYPES:
        lines.append(f"    TYPES = {TYPES[name]}")
    for member in tables.members(path):
        default = "()" if member.many and not member.row.language else "None"
        facts = ", ".join(filter(None, [f"`{member.path}`", member.vocabulary]))
        lines += [
            "",
            f"    {attribute_of(member.term)}: {annotation(member)} = {default}",
            _docstring(f"{member.text} ({member.cardinality}, {facts})", 4),
        ]
    if name == "EuropeanDigitalCredential":
        lines += [
            "",
            "    context: Any = None",
            _docstring("The JSON-LD contexts (`@context`), as they came.", 4),
        ]
    return "\n".join(lines)


def _docstring(text: str, indent: int) -> str:
    pad = " " * indent
    if "\n" not in text and len(pad) + len(text) + 6 <= 100:
        return f'{pad}"""{text}"""'
    first, _, rest = text.partition("\n\n")
    wrapped = textwrap.wrap(first, 100 - indent - 3, break_long_words=False)
    body = [wrapped[0], *wrapped[1:]]
    if rest:
        body += ["", *textwrap.wrap(rest, 100 - indent)]
    elif len(body) > 1:
        # The first line of a docstring is one sentence; the facts follow it.
        sentence, _, facts = text.rpartition(" (")
        body = [*textwrap.wrap(sentence, 100 - indent - 3), "", f"({facts}"]
    joined = f"\n{pad}".join(body).replace(f"\n{pad}\n", "\n\n")
    return f'{pad}"""{joined}\n{pad}"""'


def unions() -> str:
    """The text of `unions.py`."""
    where = {path.partition(":")[2]: of for of, path in tables.classes()}
    names = sorted({path.partition(":")[2] for paths in UNIONS.values() for path in paths})
    by_module: dict[str, list[str]] = {}
    for name in names:
        by_module.setdefault(where[name], []).append(name)
    lines = [
        '"""Unions of classes: the type of a node says which of them it is."""',
        "",
        "# Made by tools/elm/classes.py from the tables: change those.",
        "",
        "from typing import Annotated",
        "",
        *(_import(of, found) for of, found in sorted({**by_module, "reading": ["ByType"]}.items())),
        "",
    ]
    for union, paths in UNIONS.items():
        either = " | ".join(path.partition(":")[2] for path in paths)
        line = f"{union} = Annotated[{either}, ByType()]"
        lines.append(line if len(line) <= 100 else _wrapped(union, either))
    return "\n".join([*lines, ""])


def _wrapped(union: str, either: str) -> str:
    if len(either) + 5 <= 100:
        return f"{union} = Annotated[\n    {either},\n    ByType(),\n]"
    inner = "\n    | ".join(either.split(" | "))
    return f"{union} = Annotated[\n    {inner},\n    ByType(),\n]"


def files() -> Iterator[tuple[str, str]]:
    """Name and text of every module."""
    for name, paths in tables.words()["modules"].items():
        yield f"{name}.py", module(name, paths)
    yield "unions.py", unions()


def main(arguments: list[str]) -> int:
    """Write the modules, or with `--check` say which of them differ; the exit code."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    status = 0
    for name, text in files():
        path = TARGET / name
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        if arguments:
            print(f"{name} is not what the tables say", file=sys.stderr)
            status = 1
        else:
            path.write_text(text, "utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
