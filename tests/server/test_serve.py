"""`elm-microcred serve`: the server as a program of its own."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from elm_microcred.cli import main
from elm_microcred.cli.serve import controller_of


def test_the_server_answers_and_ends_when_it_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "elm_microcred", "serve", "--conformance", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            found = _asked(f"http://127.0.0.1:{port}/issuers/eddsa-rdfc-2022", server)
            assert found["id"].startswith("did:key:z6Mk")
        finally:
            server.terminate()
            said = server.communicate(timeout=30)[1]
    assert f"http://127.0.0.1:{port}/" in said
    assert "Traceback" not in said


def _asked(url: str, server: subprocess.Popen[str]) -> dict[str, str]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return dict(httpx.get(url, trust_env=False).json())
        except httpx.ConnectError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")


def test_without_its_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert main(["serve", "--conformance"]) == 2
    assert "elm-microcred[server]" in capsys.readouterr().err


def test_an_issuer_is_served_without_any_set_up_and_loses_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "issuer"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "elm_microcred", "serve"]
    command += ["--port", str(port), "--data", str(folder)]
    order = {
        "key": "a",
        "template": "port-safety",
        "row": {"learner_given_name": "L", "learner_family_name": "K", "awarded_on": "2026-06-30"},
    }
    shown = ""
    issued = []
    for signal in ("kill", "terminate"):
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
            try:
                assert _asked(f"{url}/health/ready", server)["status"] == "ok"
                if not shown:
                    assert server.stderr is not None
                    shown = next(line for line in server.stderr if "emk_" in line).strip()
                answer = httpx.post(
                    f"{url}/v1/credentials",
                    json=order,
                    headers={"Authorization": f"Bearer {shown}"},
                    trust_env=False,
                    timeout=30,
                )
                assert answer.status_code == 201, answer.text
                issued.append(answer.content)
            finally:
                getattr(server, signal)()
                said = server.communicate(timeout=30)[1]
        assert "Traceback" not in said
    assert issued[0] == issued[1]
    assert "emk_" not in said
    assert folder.stat().st_mode & 0o777 == 0o700


def test_api_keys_are_made_listed_and_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = ["--database", f"sqlite:///{tmp_path / 'issuer.db'}"]

    def said(*arguments: str) -> dict[str, Any]:
        assert main(["access", *arguments, *database, "--json"]) == 0
        return dict(json.loads(capsys.readouterr().out))

    made = said("create", "LMS", "--scope", "issue", "--scope", "revoke", "--days", "30")
    assert made["key"].startswith(f"emk_{made['id']}_")
    assert made["scopes"] == ["issue", "revoke"]
    assert made["key"] not in (tmp_path / "issuer.db").read_bytes().decode("latin-1")
    (listed,) = said("list")["keys"]
    assert listed == {name: made[name] for name in ("id", "name", "scopes", "created", "expires")}
    said("revoke", made["id"])
    assert "revoked" in said("list")["keys"][0]
    assert main(["access", "list", *database]) == 0
    assert "LMS" in capsys.readouterr().out
    assert main(["access", "create", "LMS", "--scope", "verify", *database]) == 0
    assert capsys.readouterr().out.startswith("emk_")
    for wrong in (["create", "LMS", "--scope", "all"], ["revoke", "nothing"]):
        assert main(["access", *wrong, *database]) == 2
        assert "USAGE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "did"),
    [
        ("https://issuer.example", "did:web:issuer.example"),
        ("https://issuer.example:8443/a/b", "did:web:issuer.example%3A8443:a:b"),
        ("http://127.0.0.1:8000", None),
    ],
)
def test_where_a_service_is_reached_is_who_the_issuer_is(url: str, did: str | None) -> None:
    assert controller_of(url) == did


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["serve", "--data", str(tmp_path / "file" / "data")]) == 2
    assert "OUTPUT_UNWRITABLE" in capsys.readouterr().err
