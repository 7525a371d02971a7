"""What every published sample loses on its way, sentence by sentence, against golden files.

`python tests/mapping/test_losses_of_samples.py` writes them anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import convert
from elm_microcred.errors import ElmMicrocredError
from elm_microcred.mapping.document import format_of
from elm_microcred.problem import shorten
from mapping_samples import samples

GOLDEN = Path(__file__).parent / "golden" / "losses.json"


def told(original: Any) -> Any:
    """The losses of a sample as code, place, sentence and advice; or why it does not convert."""
    to: Any = "open-badge-3" if format_of(original) == "elm" else "elm"
    try:
        losses = convert(original, to).losses
    except ElmMicrocredError as error:
        return {"refused": [error.code, error.problem.pointer]}
    return [[x.code, x.pointer, shorten(x.detail), shorten(x.remedy)] for x in losses]


@pytest.mark.reference
def test_each_sample_loses_what_it_lost_before(reference: Path) -> None:
    golden = json.loads(GOLDEN.read_text("utf-8"))
    found = {name: told(original) for name, original in samples(reference)}
    assert found.keys() == golden.keys()
    for name, losses in found.items():
        assert losses == golden[name], name


@pytest.mark.reference
def test_each_sentence_says_where_what_and_what_to_do(reference: Path) -> None:
    for name, original in samples(reference):
        losses = told(original)
        if isinstance(losses, list):
            for code, pointer, detail, remedy in losses:
                assert code.startswith("MAPPING_") and pointer.startswith("/"), (name, detail)
                assert detail and remedy, (name, pointer, detail)


if __name__ == "__main__":
    folder = Path(os.environ["ELM_MICROCRED_REFERENCE"]) / "reference"
    made = {name: told(original) for name, original in samples(folder)}
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
