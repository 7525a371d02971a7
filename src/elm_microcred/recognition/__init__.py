"""The recognition report: the seven questions of a foreign assessor, answered from a credential.

```python
from elm_microcred.recognition import recognise

report = recognise(verify(content), target=programme)
report.answer("level").state  # found, partly or missing
report.answer("quality").evidence  # claimed, signed by a third party, found in a register
print(report.to_text())
```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elm_microcred.recognition.assessing import recognise
    from elm_microcred.recognition.questions import QUESTIONS
    from elm_microcred.recognition.report import (
        Answer,
        Evidence,
        Item,
        RecognitionReport,
        RegisterAnswer,
    )

__all__ = [
    "QUESTIONS",
    "Answer",
    "Evidence",
    "Item",
    "RecognitionReport",
    "RegisterAnswer",
    "recognise",
]

_HOMES = {"QUESTIONS": "questions", "recognise": "assessing"}


def __getattr__(name: str) -> Any:
    """What is asked for, loaded when it is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"{__name__}.{_HOMES.get(name, 'report')}")
    globals()[name] = getattr(home, name)
    return globals()[name]
