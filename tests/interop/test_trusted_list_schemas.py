"""The trusted lists of our tests are such as the schemas of ETSI TS 119 612 allow.

The schemas come with DSS, which `sh tests/interop/dss/prepare` makes ready.
"""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import pki
import trusted_lists as tl

pytestmark = [pytest.mark.interop, pytest.mark.full]

LIBRARIES = Path(__file__).resolve().parent / "dss" / "target" / "lib"
TYPES = "ts_119612v020101_additionaltypes_xsd.xsd"
QUALIFICATIONS = "ts_119612v020101_sie_xsd.xsd"
OF_LISTS = {"2.1.1": "ts_119612v020101_xsd.xsd", "2.3.1": "ts_119612v020301_xsd.xsd"}
IMPORTED = {"XAdES.xsd": "XAdES01903v132-202407.xsd"}
"""What schemas name, and the file that it is: the one with what came later."""


@cache
def files() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for jar in sorted(LIBRARIES.glob("specs-*.jar")):
        with zipfile.ZipFile(jar) as opened:
            names = [name for name in opened.namelist() if name.endswith(".xsd")]
            found |= {name.rpartition("/")[2]: opened.read(name) for name in names}
    return found


def schema(version: str) -> Any:
    from lxml import etree

    class Files(etree.Resolver):
        def resolve(self, url: str, _: Any, context: Any) -> Any:
            name = url.rpartition("/")[2]
            name = OF_LISTS[version] if name == "tsl.xsd" else IMPORTED.get(name, name)
            return self.resolve_string(files()[name], context, base_url=f"schema/{name}")

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Files())
    places = {
        "http://uri.etsi.org/02231/v2#": OF_LISTS[version],
        "http://uri.etsi.org/02231/v2/additionaltypes#": TYPES,
        "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#": QUALIFICATIONS,
    }
    imports = "".join(
        f'<import namespace="{namespace}" schemaLocation="schema/{name}"/>'
        for namespace, name in places.items()
    )
    text = f'<schema xmlns="http://www.w3.org/2001/XMLSchema">{imports}</schema>'
    return etree.XMLSchema(etree.fromstring(text, parser))


def lists() -> dict[str, bytes]:
    made = pki.pki()
    criteria = tl.criteria(
        "all",
        tl.key_usage(nonRepudiation=True, keyEncipherment=False),
        tl.policies("1.2.3", "1.2.4"),
        tl.criteria("none", tl.policies("1.2.5")),
        tl.others(purposes=["1.2.6"], attributes=["2.5.4.97"]),
    )
    everything = (
        tl.use("ForeSeals"),
        tl.EXPIRED,
        tl.TAKEN_OVER,
        tl.UNKNOWN,
        tl.qualification(["NotQualified", "QCForESig"], criteria),
    )
    rich = tl.service(
        (made.ca, made.root),
        ("granted", "2024-01-01T00:00:00.000+01:00", *everything),
        ("withdrawn", "2020-01-01T00:00:00", tl.use("ForeSignatures")),
    )
    state = tl.List(providers=[tl.provider(rich, tl.service(made.tsa, type_=tl.QTST))])
    closed = tl.List(providers=[tl.provider(rich)], following="", prefix="tsl")
    pointers = [
        tl.pointer(tl.LOTL, tl.operator("EU"), tl.operator("XX"), territory="EU"),
        tl.pointer("https://xx.example/tl.pdf", tl.operator("XX"), kind="pdf"),
    ]
    union = tl.List("EU", pointers=pointers, version=6)
    signer = tl.operator("XX")
    return {
        "state": state.signed(signer),
        "closed": closed.signed(signer, digest="sha512"),
        "union": union.signed(signer, has_key_value=True),
    }


@pytest.mark.parametrize("version", list(OF_LISTS))
@pytest.mark.parametrize("name", ["state", "closed", "union"])
def test_the_lists_of_the_tests_are_such_as_the_schemas_allow(name: str, version: str) -> None:
    if OF_LISTS[version] not in files():
        pytest.skip("could not import the schemas of DSS: run sh tests/interop/dss/prepare")
    from lxml import etree

    judge = schema(version)
    assert judge.validate(etree.fromstring(lists()[name])), judge.error_log
    wrong = lists()[name].replace(b"StatusDeterminationApproach", b"Approach")
    assert not judge.validate(etree.fromstring(wrong))
