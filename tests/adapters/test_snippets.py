"""The code of the guide to learning systems: run where what it needs is there, else compiled."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from elm_microcred import Achievement, LocalSigner, verify
from elm_microcred.adapters.plain import PlainAdapter

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "guides" / "adapters.md").read_text("utf-8")
SNIPPETS = dict(
    zip(
        ("open-edx", "django", "fastapi"),
        re.findall(r"<!-- executed by [^>]*-->\n```python\n(.*?)```", PAGE, re.DOTALL),
        strict=True,
    )
)
COURSE = Achievement.load(ROOT / "examples" / "port-safety.json")
ROW = {"learner_given_name": "L", "learner_family_name": "K", "awarded_on": "2026-06-30"}


def names(which: str) -> dict[str, Any]:
    """What a snippet defines."""
    found: dict[str, Any] = {"__name__": which}
    exec(compile(SNIPPETS[which], which, "exec"), found)
    return found


@pytest.mark.parametrize("which", SNIPPETS)
def test_a_snippet_compiles(which: str) -> None:
    assert compile(SNIPPETS[which], which, "exec")


@pytest.mark.parametrize("format", ["elm-vcdm2", "open-badge-3"])
def test_open_edx_signs_what_verifies(format: str) -> None:
    hooks = names("open-edx")
    key = json.dumps(LocalSigner.generate().to_jwk())
    credential = {
        "uuid": "9d1b0a3e-0000-4000-8000-000000000001",
        "created": "2026-06-30T10:00:00Z",
        "user": {"first_name": "Līga", "last_name": "Kalniņa"},
        "grade": "9",
    }
    model = hooks["ElmDataModel"](credential, COURSE)
    unsigned = model.data(hooks["adapter"](key), format)
    signed = hooks["sign"](unsigned, key)
    assert verify(json.dumps(signed))
    assert hooks["verify"](signed, key)
    assert not hooks["verify"]({**signed, "validFrom": "2020-01-01T00:00:00Z"}, key)
    assert "Kalniņa" in json.dumps(signed, ensure_ascii=False)


def test_fastapi_issues() -> None:
    from fastapi import FastAPI
    from httpx import post

    from servers import served

    app = FastAPI()
    app.include_router(names("fastapi")["issuing"](PlainAdapter(LocalSigner.generate()), COURSE))
    with served(lambda _: app) as url:
        answer = post(f"{url}credentials/a", json=ROW, trust_env=False, timeout=30)
        assert answer.status_code == 201
        assert verify(answer.content)
        wrong = {**ROW, "awarded_on": "soon"}
        refused = post(f"{url}credentials/a", json=wrong, trust_env=False, timeout=30)
        assert refused.status_code == 422
        assert refused.json()["problems"][0]["column"] == "awarded_on"


def test_django_issues() -> None:
    django = pytest.importorskip("django", reason="Django is not installed: compiled only")
    from django.conf import settings

    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["testserver"], DEFAULT_CHARSET="utf-8")
        django.setup()
    from django.test import RequestFactory

    view = names("django")["issuing"](PlainAdapter(LocalSigner.generate()), COURSE)
    answer = view(RequestFactory().post("/", {**ROW, "key": "a"}))
    assert answer.status_code == 201
    assert verify(answer.content)
    refused = view(RequestFactory().post("/", {**ROW, "key": "a", "awarded_on": "soon"}))
    assert refused.status_code == 422
    assert json.loads(refused.content)["problems"][0]["column"] == "awarded_on"
    assert view(RequestFactory().get("/")).status_code == 405
