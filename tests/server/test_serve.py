"""`elm-microcred serve`: the server as a program of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time

import httpx
import pytest

from elm_microcred.cli import main


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


def test_nothing_is_served_that_was_not_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve"]) == 2
    assert "--conformance" in capsys.readouterr().err
