"""The examples that `--help` shows below a command; each of them is run in the tests."""

from __future__ import annotations

from typing import Final

EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "access": (
        'elm-microcred access create "Learning system" --scope issue --scope revoke',
        "elm-microcred access list",
    ),
    "batch": (
        "elm-microcred batch examples/awards.csv --achievement examples/port-safety.json"
        " --key demo-output/key.json --output issued --dry-run",
        "elm-microcred batch examples/awards.csv --achievement examples/port-safety.json"
        " --key demo-output/key.json --output issued --status https://vmc.example/status",
    ),
    "bake": (
        "elm-microcred bake examples/badge.svg demo-output/badge.signed.json --output mine.svg",
    ),
    "completion": ("elm-microcred completion bash",),
    "conformance": (
        "elm-microcred conformance issue --input in.json --key key.json"
        " --feature credential-jose --output out.json",
    ),
    "convert": (
        "elm-microcred convert demo-output/edc.signed.json --to open-badge-3",
        "elm-microcred convert demo-output/badge.signed.json --to elm --embed --output elm.json",
    ),
    "demo": ("elm-microcred demo", "elm-microcred demo --output shown"),
    "export": (
        "elm-microcred export demo-output/edc.signed.json --format turtle",
        "elm-microcred export demo-output/edc.signed.json --format nquads --output edc.nq",
        "elm-microcred export examples/port-safety.json --dataset loq --output loq.rdf",
        "elm-microcred export examples/port-safety.json --dataset ams --format qdr-xml"
        " --output ams.xml",
    ),
    "issue": (
        "elm-microcred issue examples/learner.csv --achievement examples/port-safety.json"
        " --key demo-output/key.json",
        "elm-microcred issue demo-output/micro-credential.json --key demo-output/key.json"
        " --to open-badge-3 --output mine.json",
    ),
    "keys": (
        "elm-microcred keys new --output my-key.json",
        "elm-microcred keys create my-keys --controller did:web:issuer.example",
        "elm-microcred keys rotate my-keys",
        "elm-microcred keys public my-keys --output did.json",
    ),
    "load": (
        "elm-microcred load demo-output/badge.signed.json",
        "elm-microcred load demo-output/edc.signed.json --output taken-out",
    ),
    "new": (
        "elm-microcred new",
        "elm-microcred new --only achievement --output course.json",
        "elm-microcred new --answer language=lv --answer issuer_country=LV --output kurss.json",
    ),
    "render": (
        "elm-microcred render demo-output/edc.signed.json --output page.html",
        "elm-microcred render demo-output/badge.signed.json --to svg --language lv"
        " --output card.svg",
    ),
    "recognition": (
        "elm-microcred recognition demo-output/edc.signed.json --target examples/port-safety.json",
        "elm-microcred recognition demo-output/edc.signed.json --format html --output report.html",
    ),
    "serve": (
        "elm-microcred serve --data issuer-data",
        "elm-microcred serve --conformance --port 8080",
    ),
    "stack": (
        "elm-microcred stack audit examples/recipe-mandatory-training.yaml"
        " demo-output/edc.signed.json",
    ),
    "status": (
        "elm-microcred status show --journal issued/journal.db",
        "elm-microcred status publish --journal issued/journal.db --key demo-output/key.json"
        " --output issued/status",
    ),
    "triples": (
        "elm-microcred triples write demo-output/edc.signed.json --output parts",
        "elm-microcred triples load parts --into store",
        "elm-microcred triples ask examples/sparql/credits.rq --of store",
    ),
    "validate": (
        "elm-microcred validate demo-output/edc.signed.json",
        "elm-microcred validate demo-output/edc.signed.json --profile employment --json",
    ),
    "verify": (
        "elm-microcred verify demo-output/edc.signed.json",
        "elm-microcred verify demo-output/badge.signed.json --at 2100-01-01T00:00:00Z --json",
    ),
    "view": ("elm-microcred view demo-output/edc.signed.json", "elm-microcred view"),
}
"""By the name of the command."""


def epilog(name: str) -> str | None:
    """What stands below the options in the help of a command; None where it has no example."""
    lines = EXAMPLES.get(name)
    if not lines:
        return None
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
