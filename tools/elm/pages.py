"""Write `docs/elm/`: a page for each class, their index, and the application profiles.

```
PYTHONPATH=tools python -m elm.pages            write
PYTHONPATH=tools python -m elm.pages --check    exit 1 if a committed file differs
```
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from elm import tables
from elm.classes import TARGET as CLASSES
from elm.classes import attribute_of
from elm.tables import Member
from elm_microcred import profiles
from elm_microcred.profiles.declared import PROFILE_CODES
from elm_microcred.profiles.releases import NAMESPACES

TARGET = CLASSES.parents[3] / "docs" / "elm"
MADE = "<!-- Made by tools/elm/pages.py from vocab/profiles/ and tools/elm/words.toml. -->"
TITLES = {"edc-3.2": "EDC 3.2", "edc-3.1": "EDC 3.1", "loq": "LOQ", "ams": "AMS", "pid": "PID"}


def page(path: str, module: str) -> str:
    """The page of a class."""
    name = path.partition(":")[2]
    inside = [table for table in profiles.TABLES if path in profiles.table(table).classes]
    parents = ", ".join(f"`{parent}`" for parent in tables.parents(path))
    closed = [table for table in inside if profiles.table(table).classes[path].closed]
    lines = [
        f"# {name}",
        "",
        MADE,
        "",
        tables.words()["classes"][path],
        "",
        f"- IRI: `{profiles.table(inside[0]).classes[path].iri}` (`{path}`)",
        *([f"- A kind of {parents}"] if parents else []),
        f"- In {_listed(TITLES[table] for table in inside)}",
        *([f"- No other properties in {_listed(TITLES[t] for t in closed)}"] if closed else []),
        f"- Python: `elm_microcred.model.elm.{name}`, in the module `{module}`",
    ]
    members = tables.members(path, profiles.TABLES)
    if members:
        lines += [
            "",
            "| JSON | Python | range | number | vocabulary | what it is |",
            "|---|---|---|---|---|---|",
            *(_row(member) for member in members),
        ]
    stricter = list(_stricter(path))
    if stricter:
        lines += ["", "Profiles that stand on others ask for more:", "", *stricter]
    users = sorted(set(_users(path)))
    if users:
        lines += ["", f"Value of {', '.join(users)}."]
    return "\n".join([*lines, "", "[All classes](classes.md) · [Profiles](profiles.md)", ""])


def _row(member: Member) -> str:
    typed = any(table in tables.CLASSED for table in member.rows)
    attribute = f"`{attribute_of(member.term)}`" if typed else ""
    cells = (
        f"`{member.term}`",
        attribute,
        _ranges(member),
        _numbers(member),
        member.vocabulary.removeprefix("vocabulary "),
        _said(member),
    )
    return f"| {' | '.join(cells)} |"


def _said(member: Member) -> str:
    notes = []
    if member.row.unique_language:
        notes.append("One text for each language.")
    if member.row.kind == "IRI":
        notes.append("It has an IRI.")
    return " ".join([member.text, *notes, f"(`{member.path}`)"])


def _ranges(member: Member) -> str:
    """The range, and where it differs the tables that have each."""
    by_range: dict[str, list[str]] = {}
    for table, row in member.rows.items():
        names = [_link(name) for name in sorted(row.range)]
        said = " or ".join(names) or ("an IRI" if row.kind == "IRI" else "a literal")
        by_range.setdefault(said, []).append(TITLES[table])
    if len(by_range) == 1:
        return next(iter(by_range))
    return "; ".join(f"{', '.join(names)}: {said}" for said, names in by_range.items())


def _link(name: str) -> str:
    known = {path for _, path in tables.classes()}
    short = name.partition(":")[2]
    return f"[{short}]({short}.md)" if name in known else f"`{name}`"


def _numbers(member: Member) -> str:
    """The cardinality in each table that has the property; told apart where they differ."""
    by_number: dict[str, list[str]] = {}
    for table, row in member.rows.items():
        by_number.setdefault(row.cardinality, []).append(TITLES[table])
    everywhere = [t for t in profiles.TABLES if member.of in profiles.table(t).classes]
    if len(by_number) == 1 and len(member.rows) == len(everywhere):
        return next(iter(by_number))
    return "; ".join(f"{', '.join(names)}: {number}" for number, names in by_number.items())


def _stricter(path: str) -> Iterator[str]:
    for table in profiles.TABLES:
        for name, layer in list(profiles.table(table).layers.items())[1:]:
            for prop, row in layer.classes.get(path, {}).get("properties", {}).items():
                said = _constraint(row, layer)
                if table != "edc-3.1" and said:
                    member = profiles.table(table).classes[path].properties[prop].member
                    yield f"- `{name}`: `{member}` {said}"


def _constraint(row: Mapping[str, Any], layer: profiles.Layer) -> str:
    least, most = row.get("min", 0), row.get("max", "n")
    said = [f"{least}..{most}"]
    node = layer.nodes.get(row.get("node", ""), {})
    scheme = node.get("properties", {}).get("skos:inScheme", {})
    if "value" in scheme:
        said.append(f"from the vocabulary `{tables.short(scheme['value'])}`")
    elif "in" in scheme:
        said.append("from one of " + _listed(f"`{tables.short(iri)}`" for iri in scheme["in"]))
    elif "class" in node:
        said.append("of class " + " or ".join(_link(name) for name in node["class"]))
    return ", ".join(said)


def _users(path: str) -> Iterator[str]:
    for _, other in tables.classes():
        for member in tables.members(other):
            if path in member.range:
                name = other.partition(":")[2]
                yield f"[{name}]({name}.md) `{member.term}`"


def _listed(items: Any) -> str:
    return ", ".join(items)


def index() -> str:
    """The index of the classes."""
    lines = ["# Classes of the European Learning Model", "", MADE]
    for module, paths in tables.words()["modules"].items():
        lines += ["", f"## {module}", "", tables.words()["families"][module], ""]
        for path in paths:
            name = path.partition(":")[2]
            lines.append(f"- [{name}]({name}.md): {tables.words()['classes'][path]}")
    return "\n".join([*lines, ""])


def profiles_page() -> str:
    """The page on the application profiles."""
    lines = ["# Application profiles", "", MADE, "", *PROFILES_HEAD.strip().split("\n")]
    for table in profiles.TABLES:
        of = profiles.table(table)
        rows = sum(len(each.properties) for each in of.classes.values())
        lines += [
            "",
            f"## {TITLES[table]}: {of.title}",
            "",
            f"Table `{table}`, version {of.version}: {len(of.classes)} classes, {rows} properties.",
        ]
        for number, (name, layer) in enumerate(of.layers.items()):
            lines += ["", f"### {name}" + (" (ELM 3.1)" if table == "edc-3.1" else ""), ""]
            lines.append(tables.words()["profiles"][name])
            lines += ["", f"[Its page]({page_name(table, name)}.md)."]
            if layer.imports:
                lines += ["", "Stands on " + _listed(f"`{each}`" for each in layer.imports) + "."]
            if number == 0:
                continue
            lines.append("")
            for path, shape in layer.classes.items():
                for prop, row in shape.get("properties", {}).items():
                    member = of.classes[path].properties[prop].member
                    said = _constraint(row, layer)
                    lines.append(f"- {_link(path)} `{member}`: {said}")
    return "\n".join([*lines, ""])


def profile_page(table: str, name: str) -> str:
    """The page of one application profile: how to ask for it, and what it asks for."""
    of = profiles.table(table)
    layer, stack = of.layers[name], of.stack(name)
    lines = [f"# {page_name(table, name).removeprefix('profile-')}", "", MADE, ""]
    lines.append(tables.words()["profiles"][name])
    lines += [
        "",
        f"- Of {of.title}, version {of.version}; table `{table}`",
        *([f"- Address: `{NAMESPACES['3.2'][1]}{name}`"] if name.startswith("edc") else []),
    ]
    if len(stack) > 1:
        under = [f"[{each.name}]({page_name(table, each.name)}.md)" for each in stack[:-1]]
        lines.append(f"- Stands on {_listed(under)}")
    if name in PROFILE_CODES:
        lines.append(
            f"- A credential declares it by the concept `{PROFILE_CODES[name]}` of the vocabulary "
            f"`credential` in `credentialProfiles`, and in `credentialSchema`"
        )
    asked = f'profile="{name}"'
    lines += ["", f"`validate(document, {asked})` checks it, with `before_sealing=True` a draft."]
    if table == "edc-3.1":
        lines.append(f'For ELM 3.1: `elm_checks(document, "{name}", table="edc-3.1")`.')
    if name in BUILT:
        lines += ["", f"Made by {BUILT[name]}: see [the guide](../guides/row-to-credential.md)."]
    lines += ["", "## What must be there", "", *_required(of, stack)]
    own = list(_own(of, layer)) if len(stack) > 1 else []
    if own:
        lines += ["", "## What it asks beyond what it stands on", "", *own]
    return "\n".join([*lines, "", "[Classes](classes.md) · [All profiles](profiles.md)", ""])


BUILT = {
    "edc-generic-full": "`builders.credential`",
    "edc-accredited": "`builders.credential` with the evidence `builders.accredited`",
    "edc-converted": "`builders.credential` with the evidence `builders.converted`",
    "edc-issued-by-mandate": "`builders.credential` with the evidence `builders.mandated`",
    "edc-diploma-supplement": "`builders.diploma_supplement`",
}
"""Who makes documents of a profile."""


def page_name(table: str, name: str) -> str:
    """The name of the page of a profile."""
    return f"profile-{name}" + ("-elm-3.1" if table == "edc-3.1" else "")


def _required(of: profiles.Table, stack: tuple[profiles.Layer, ...]) -> Iterator[str]:
    yield "| class | members |"
    yield "|---|---|"
    for path, each in of.classes.items():
        said = []
        for prop, row in each.properties.items():
            shapes = [
                layer.classes.get(path, {}).get("properties", {}).get(prop, {}) for layer in stack
            ]
            least = max(shape.get("min", 0) for shape in shapes)
            most = min((shape["max"] for shape in shapes if "max" in shape), default=None)
            if least:
                limit = f" ({least}..{'n' if most is None else most})"
                said.append(f"`{row.member}`{limit}")
        if said and not any(layer.classes.get(path, {}).get("deactivated") for layer in stack):
            yield f"| {_link(path)} | {', '.join(said)} |"


def _own(of: profiles.Table, layer: profiles.Layer) -> Iterator[str]:
    for path, shape in layer.classes.items():
        for prop, row in shape.get("properties", {}).items():
            member = of.classes[path].properties[prop].member
            yield f"- {_link(path)} `{member}`: {_constraint(row, layer)}"


PROFILES_HEAD = """
An application profile says which properties a class must and may have, how often, and with which
values. `check_structure(document, "edc-generic-full")` holds a document against one; the shapes of
each can be written as SHACL with `shapes_turtle`. The verdict is that of the published shapes.
"""


def files() -> Iterator[tuple[str, str]]:
    """Name and text of every page that is made."""
    for module, path in tables.classes():
        yield f"{path.partition(':')[2]}.md", page(path, module)
    yield "classes.md", index()
    yield "profiles.md", profiles_page()
    for table in profiles.TABLES:
        for name in profiles.table(table).layers:
            yield f"{page_name(table, name)}.md", profile_page(table, name)


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` say which of them differ; the exit code."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    expected = dict(files())
    TARGET.mkdir(exist_ok=True)
    there = {path.name: path.read_text("utf-8") for path in TARGET.glob("*.md")}
    stale = {name for name, text in there.items() if MADE in text and name not in expected}
    differing = {name for name, text in expected.items() if there.get(name) != text} | stale
    for name in sorted(differing):
        if arguments:
            print(f"docs/elm/{name} is not what the tables say", file=sys.stderr)
        elif name in stale:
            (TARGET / name).unlink()
        else:
            (TARGET / name).write_text(expected[name], "utf-8")
    return 1 if arguments and differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
