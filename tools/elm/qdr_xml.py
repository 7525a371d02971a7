"""Write `vocab/qdr/` (the XML form of LOQ and AMS as tables) from the published schemas.

```
PYTHONPATH=tools python -m elm.qdr_xml REFERENCE/elm/qdr-xml            write
PYTHONPATH=tools python -m elm.qdr_xml REFERENCE/elm/qdr-xml --check    exit 1 if a file differs
```

A table has the `namespace` and the `root`; `sections` (elements of the root, each with the
elements that it holds and their classes); and `classes`: whether a node has an `id`, and its
elements in order, each with `prefix`, `name`, the `member` of the JSON form, `kind`, and where
there are such, `class`, `list` (name of the vocabulary), `min` (1) and `max` (many).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

TARGET = Path(__file__).resolve().parent.parent.parent / "vocab" / "qdr"
PROFILES = TARGET.parent / "profiles"
XS = "{http://www.w3.org/2001/XMLSchema}"
PREFIXES = {
    "dc": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "clv": "http://data.europa.eu/m8g/",
}
LISTS = {
    "lng": "language",
    "cou": "country",
    "for": "file-type",
    "atu": "atu",
    "isced": "isced-f",
    "eqf": "eqf",
    "nqf": "qdr",
    "eat": "accreditation",
    "ecet": "encoding",
    "elot": "learning-opportunity",
    "act": "learning-activity",
    "ass": "assessment",
    "ent": "entitlement",
    "ents": "entitlement-status",
    "em": "learning-assessment",
    "sett": "learning-setting",
    "etg": "target-group",
    "st": "skill-type",
    "srl": "skill-reuse-level",
    "sched": "learning-schedule",
    "cp": "education-credit",
    "curr": "currency",
}
LITERALS = {
    "string": "string",
    "anyURI": "anyURI",
    "dateTime": "dateTime",
    "decimal": "decimal",
    "integer": "integer",
    "boolean": "boolean",
    "duration": "duration",
}


class Schema:
    """One schema and those beside it that it takes types from."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.namespace = f"http://data.europa.eu/snb/model/ap/{name}-constraints/"
        self.types: dict[str, Any] = {}
        self.elements: dict[str, Any] = {}
        self._read(folder / f"{name}.xsd", "")
        for prefix, file in (
            ("adms", "adms"),
            ("dc", "dc"),
            ("foaf", "foaf"),
            ("org", "org"),
            ("rov", "rov"),
            ("skos", "skos"),
            ("locn", "core-locn-ap"),
            ("clv", "core-location-ap"),
            ("rdf", "rdf"),
        ):
            self._read(folder / "external" / f"{file}.xsd", prefix)
        self.table = json.loads((PROFILES / f"{name}.json").read_text("utf-8"))

    def _read(self, file: Path, prefix: str) -> None:
        for node in ElementTree.parse(file).getroot():
            kind = {f"{XS}complexType": self.types, f"{XS}element": self.elements}.get(node.tag)
            if kind is not None:
                name = str(node.get("name"))
                kind[f"{prefix}:{name}" if prefix else name] = node

    def rows(self, of: str) -> Iterator[tuple[str, str, int, bool]]:
        """Element, its type, least number, and whether it may stand several times, in order."""
        prefix = of.rpartition(":")[0]
        node = self.types[of]
        for derived in node.iter(f"{XS}extension"):
            base = derived.get("base")
            name = base if ":" in base or not prefix else f"{prefix}:{base}"
            if name in self.types:
                yield from self.rows(name)
        for each in node.iter(f"{XS}element"):
            name, type = each.get("ref"), each.get("type")
            if name is None:
                name = each.get("name")
            else:
                if prefix and ":" not in name:
                    name = f"{prefix}:{name}"
                home = name.rpartition(":")[0]
                type = self.elements[name].get("type")
                if home and ":" not in type:
                    type = f"{home}:{type}"
            yield name, type, int(each.get("minOccurs", 1)), each.get("maxOccurs") == "unbounded"

    def has_id(self, of: str) -> bool:
        """Whether a node of the type must have an id of its own."""
        node = self.types[of]
        if any(each.get("name") == "id" for each in node.iter(f"{XS}attribute")):
            return True
        bases = [each.get("base") for each in node.iter(f"{XS}extension")]
        return any(base in self.types and self.has_id(base) for base in bases)

    def member(self, of: str, name: str) -> str:
        """The member of the JSON form that an element stands for."""
        local = name.rpartition(":")[2]
        base = next(iter(self.table["layers"].values()))
        paths = base["classes"][of]["properties"]
        found = [path for path in paths if path.rpartition(":")[2] == local]
        if len(found) != 1:
            raise SystemExit(f"{self.name}: {of} has {found} for {name}")
        said = self.table["members"].get(found[0], {})
        return str(said.get("term") or said.get("member") or found[0])

    def row(self, of: str, name: str, type: str, least: int, many: bool) -> dict[str, Any]:
        """One element of a class."""
        prefix, _, local = name.rpartition(":")
        row: dict[str, Any] = {"name": local, "member": self.member(of, name)}
        if prefix:
            row["prefix"] = prefix
        row |= self.kind(type)
        if least:
            row["min"] = 1
        if many:
            row["max"] = "many"
        return row

    def kind(self, type: str) -> dict[str, Any]:
        """What an element of that type holds."""
        prefix, _, local = type.rpartition(":")
        if prefix == "xs" or type.startswith("xs:"):
            return {"kind": LITERALS[local]}
        if type == "rdf:LangStringType":
            return {"kind": "text"}
        if local == "IdReferenceType":
            return {"kind": "reference"}
        if local == "MailboxType":
            return {"kind": "mailbox"}
        if type == "skos:ConceptType":
            return {"kind": "concept"}
        if type == "skos:NotationType":
            return {"kind": "notation"}
        if local == "MultipleCountryRestrictionType":
            return {"kind": "place"}
        if local.endswith("RestrictionType"):
            (use,) = self.types[local].iter(f"{XS}attribute")
            codes = use.get("type").rpartition(":")[0]
            return {"kind": "concept", **({"list": LISTS[codes]} if codes else {})}
        return {"kind": "node", "class": self.class_of(local)}

    def class_of(self, type: str) -> str:
        """The class of a type."""
        name = type.removesuffix("Type")
        for path in next(iter(self.table["layers"].values()))["classes"]:
            if path.rpartition(":")[2] == name:
                return str(path)
        raise SystemExit(f"{self.name}: there is no class for {type}")

    def described(self, of: str) -> dict[str, Any]:
        """One class."""
        rows = [self.row(self.class_of(of.rpartition(":")[2]), *row) for row in self.rows(of)]
        return {"id": True, "elements": rows} if self.has_id(of) else {"elements": rows}

    def content(self) -> dict[str, Any]:
        """The whole table."""
        root = {"loq": "Courses", "ams": "Accreditations"}[self.name]
        sections, classes, waiting = [], {}, ["skos:ConceptType"]
        for section, type, *_ in self.rows(f"{root}RootType"):
            held = {name: self.class_of(of) for name, of, *_ in self.rows(type)}
            waiting += [of for _, of, *_ in self.rows(type)]
            sections.append({"name": section, "holds": held})
        while waiting:
            type = waiting.pop(0)
            path = self.class_of(type.rpartition(":")[2])
            if path in classes:
                continue
            classes[path] = self.described(type)
            waiting += [of for _, of, *_ in self.rows(type) if self.kind(of)["kind"] == "node"]
        return {
            "name": self.name,
            "namespace": self.namespace,
            "root": root,
            "version": "3.1.0",
            "prefixes": PREFIXES,
            "sections": sections,
            "classes": dict(sorted(classes.items())),
        }


def main(arguments: list[str]) -> int:
    folder, differing = Path(arguments[0]), []
    for name in ("loq", "ams"):
        text = json.dumps(Schema(folder, name).content(), indent=1) + "\n"
        file = TARGET / f"{name}.json"
        if "--check" not in arguments:
            TARGET.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
        elif not file.is_file() or file.read_text("utf-8") != text:
            differing.append(file.name)
    print("differs: " + ", ".join(differing) if differing else "as published")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
