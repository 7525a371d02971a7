"""A signer behind HTTP, on the loopback interface, as a seal service stands behind it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from badges import typical_badge
from elm_microcred import LocalSigner, SignerError, sign, verify
from elm_microcred.proofs.remote_signer import RemoteSigner

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "keys.md"
KEY = LocalSigner.generate("P-256")


def example() -> Any:
    """The function of the guide that asks a service by HTTP."""
    (code,) = re.findall(r"```python\n(import httpx.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)
    return names["asking"]


@contextmanager
def service(answer: Any) -> Iterator[str]:
    """The address of a service that signs as `answer` does, for who has the token."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            status, content = answer(data)
            if self.headers.get("Authorization") != "Bearer secret-token":
                status, content = 401, b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing: a test is quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/sign"
        finally:
            server.shutdown()
            thread.join()


def remote(ask: Any) -> RemoteSigner:
    return RemoteSigner(
        public_key=KEY.public_key, ask=ask, verification_method=KEY.verification_method
    )


def test_a_service_signs_as_a_local_key_does() -> None:
    with service(lambda data: (200, KEY.sign(data))) as url:
        signer = remote(example()(url, "secret-token"))
        document = typical_badge(issuer_id=signer.controller)
        secured = sign(document, signer, securing="ecdsa-rdfc-2019")
    assert verify(secured.content)
    assert signer.algorithm == "ES256"
    assert "secret-token" not in repr(signer)


@pytest.mark.parametrize(
    ("answer", "token", "code"),
    [
        (lambda data: (503, b""), "secret-token", "SIGNER_UNAVAILABLE"),
        (lambda data: (200, KEY.sign(data)), "another", "SIGNER_UNAVAILABLE"),
        (lambda data: (200, b"\0" * 64), "secret-token", "SIGNER_WRONG"),
        (lambda data: (200, KEY.sign(data + b" ")), "secret-token", "SIGNER_WRONG"),
        (lambda data: (200, b""), "secret-token", "SIGNER_WRONG"),
    ],
    ids=["unavailable", "unauthorised", "zeros", "other-bytes", "empty"],
)
def test_what_a_service_does_wrong_signs_nothing(answer: Any, token: str, code: str) -> None:
    with service(answer) as url, pytest.raises(SignerError) as caught:
        remote(example()(url, token)).sign(b"data")
    assert caught.value.code == code
    assert "secret-token" not in str(caught.value)


def test_a_service_that_never_answers_signs_nothing() -> None:
    def ask(_: bytes) -> bytes:
        raise TimeoutError("after 10 s")

    with pytest.raises(SignerError, match="after 10 s") as caught:
        remote(ask).sign(b"data")
    assert caught.value.code == "SIGNER_UNAVAILABLE"
