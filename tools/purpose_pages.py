"""Write `docs/purposes/` from the purpose profiles: a page for each, an index, the JSON Schema.

```
python tools/purpose_pages.py            write
python tools/purpose_pages.py --check    exit 1 if a committed file differs
```
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from elm_microcred.validation.elements import ELEMENTS
from elm_microcred.validation.purposes import (
    PURPOSES,
    Ask,
    ElementAsk,
    HumanAsk,
    Purpose,
    SizeAsk,
    WordsAsk,
    purpose,
)

TARGET = Path(__file__).resolve().parent.parent / "docs" / "purposes"
MADE = "<!-- Made by tools/purpose_pages.py from vocab/purposes/. -->"
SCHEMA = "purpose-profile.schema.json"

_INDEX = f"""\
# Purpose profiles

{MADE}

An application profile asks whether a document has the form of the European Learning Model. A
purpose profile asks whether it says enough to be good for something. Each is a file of data in
`vocab/purposes/`, in the form of [{SCHEMA}]({SCHEMA}); how bad it is when something lacks is the
profile's to say:

| severity | when it lacks |
|---|---|
| violation | the check fails |
| warning | a warning; the check passes |
| advice | information |

Some things are for people to judge. A profile names them, they are reported as not assessable,
and never as passed.

```python
>>> from elm_microcred import MicroCredential, validate
>>> micro = MicroCredential.parse({{"achievement": {{"title": "Port safety"}}, "award": {{}}}})
>>> report = validate(micro, profile="employment")
>>> [row["id"] for row in report.check("data-model/employment").values["elements"]][:4]
['learner', 'title', 'outcomes', 'legal-issuer']
>>> report.problems[0].code
'PROFILE_MISSING'

```

A profile of your own is data as well; several may be asked at once, and application profiles with
them:

```python
>>> from elm_microcred.validation.purposes import load_purpose
>>> ours = load_purpose({{
...     "id": "port-authority", "version": "2026-11", "title": "Port authority",
...     "asks": [
...         {{"kind": "element", "id": "outcomes", "element": "outcomes", "severity": "violation"}},
...         {{"kind": "size", "id": "size", "unit": "hours", "least": "8", "severity": "warning"}},
...     ],
... }})
>>> report = validate(micro, profile=("annex-1", ours))
>>> [check.id for check in report.checks if check.id.startswith("data-model/")]
['data-model/port-authority']

```

| profile | |
|---|---|
"""


def index() -> str:
    """The index of the profiles."""
    rows = [f"| [{name}]({name}.md) | {purpose(name).title} |" for name in PURPOSES]
    return _INDEX + "\n".join([*rows, ""])


def page(of: Purpose) -> str:
    """The page of one profile."""
    lines = [f"# {of.title}", "", MADE, "", of.about, ""]
    lines.append(f'`validate(credential, profile="{of.id}")`, version {of.version}.')
    if of.spec:
        lines += ["", f"Asked for by <{of.spec}>."]
    lines += ["", "| | asks for | severity | in ELM | in Open Badges 3.0 | in our model |"]
    lines.append("|---|---|---|---|---|---|")
    lines += [_row(ask) for ask in of.asks]
    if of.source:
        lines += ["", "Taken from:", ""]
        lines += [f"- <{each}>" if each.startswith("http") else f"- {each}" for each in of.source]
    return "\n".join([*lines, ""])


def _row(ask: Ask) -> str:
    note = f". {ask.note}" if ask.note else ""
    match ask:
        case ElementAsk():
            element = ELEMENTS[ask.element]
            partly = f" (in part: {ask.partly})" if ask.partly != "warning" else ""
            unless = f", unless {' or '.join(ask.unless)}" if ask.unless else ""
            terms = f"`{element.elm}` | `{element.open_badge}` | `{element.member}`"
            said = f"{element.name}{note}"
            return f"| {ask.id} | {said} | {ask.severity}{partly}{unless} | {terms} |"
        case WordsAsk():
            words = ", ".join(f"“{word}”" for word in ask.words)
            return f"| {ask.id} | a title without {words}{note} | {ask.severity} | | | |"
        case SizeAsk():
            least = f"at least {ask.least} {ask.unit}" if ask.least is not None else ""
            most = f"at most {ask.most} {ask.unit}" if ask.most is not None else ""
            said = " and ".join(part for part in (least, most) if part)
            return f"| {ask.id} | {said}{note} | {ask.severity} | | | |"
        case HumanAsk():
            return f"| {ask.id} | {ask.question} | for people to judge | | | |"


def schema() -> str:
    """The JSON Schema of a profile."""
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Purpose.model_json_schema(),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def files() -> Iterator[tuple[str, str]]:
    """Name and text of every file that is made."""
    yield "README.md", index()
    for name in PURPOSES:
        yield f"{name}.md", page(purpose(name))
    yield SCHEMA, schema()


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` say which of them differ; the exit code."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    expected = dict(files())
    TARGET.mkdir(exist_ok=True)
    there = {path.name: path.read_text("utf-8") for path in TARGET.iterdir()}
    stale = there.keys() - expected.keys()
    differing = {name for name, text in expected.items() if there.get(name) != text} | stale
    for name in sorted(differing):
        if arguments:
            print(f"docs/purposes/{name} is not what the profiles say", file=sys.stderr)
        elif name in stale:
            (TARGET / name).unlink()
        else:
            (TARGET / name).write_text(expected[name], "utf-8")
    return 1 if arguments and differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
