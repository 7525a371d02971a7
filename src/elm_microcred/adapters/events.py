"""Webhooks as plain dictionaries, and the headers by which their receiver knows who sent them.

```python
happened = event("credential.issued", {"id": "urn:uuid:…"}, source="https://lms.example", now=now)
body = to_bytes(happened)
headers = signed_headers(happened, body, secret)   # POST them with whatever you post with
```

Form of an event: CloudEvents 1.0 in JSON. Signature: HMAC-SHA-256 over id, time and body.

Spec: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from elm_microcred.errors import ParseError, UsageError
from elm_microcred.proofs import timestamps

EVENTS: Final = (
    "batch.finished",
    "credential.issued",
    "credential.reinstated",
    "credential.revoked",
    "credential.suspended",
    "key.replaced",
    "key.revoked",
)
"""What happens. The data of an event name credentials by their ids, and nobody by name."""
_TOLERANCE: Final = timedelta(minutes=5)
_SHORTEST: Final = 16


def event(type: str, data: Mapping[str, Any], *, source: str, now: datetime) -> dict[str, Any]:
    """An event; told again of the same thing, it has the same id.

    Args:
        type: A name of `EVENTS`.
        data: What it is about, as JSON values.
        source: Address of who tells.
        now: When it happened.

    Raises:
        UsageError: If nothing of that name happens here.
    """
    if type not in EVENTS:
        raise UsageError("USAGE", "No such event.", found=type, expected=" or ".join(EVENTS))
    moment = timestamps.write(now)
    said = json.dumps([source, type, moment, data], sort_keys=True, ensure_ascii=False)
    return {
        "specversion": "1.0",
        "id": str(uuid5(NAMESPACE_URL, said)),
        "source": source,
        "type": f"elm-microcred.{type}",
        "time": moment,
        "datacontenttype": "application/json",
        "data": dict(data),
    }


def to_bytes(event: Mapping[str, Any]) -> bytes:
    """The body that is sent, and signed."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def signed_headers(event: Mapping[str, Any], body: bytes, secret: bytes) -> dict[str, str]:
    """The headers to send a body with.

    Args:
        event: The event.
        body: Its bytes.
        secret: Shared with the receiver; at least 16 bytes.

    Raises:
        UsageError: If the secret is too short.
    """
    id_, moment = str(event["id"]), timestamps.parse(event["time"])
    seconds = str(int(moment.timestamp())) if moment else ""
    return {
        "Content-Type": "application/cloudevents+json",
        "webhook-id": id_,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{_signature(id_, seconds, body, secret)}",
    }


def received(headers: Mapping[str, str], body: bytes, secret: bytes, now: datetime) -> Any:
    """The event in a request, if whoever has the secret sent it within the last five minutes.

    Raises:
        ParseError: If nobody may believe it.
    """
    given = {name.lower(): value for name, value in headers.items()}
    id_, seconds = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    expected = f"v1,{_signature(id_, seconds, body, secret)}"
    fits = [
        hmac.compare_digest(each.encode(), expected.encode())
        for each in given.get("webhook-signature", "").split(" ")
    ]
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) <= 12
    if not any(fits) or not is_number:
        raise ParseError("REQUEST_UNAUTHORISED", "The signature of the event does not fit.")
    sent = datetime.fromtimestamp(min(int(seconds), 2**37), UTC)
    if abs(now - sent) > _TOLERANCE:
        raise ParseError(
            "REQUEST_UNAUTHORISED",
            "The event was sent at another time.",
            found=timestamps.write(sent),
            expected=f"within five minutes of {timestamps.write(now)}",
        )
    return json.loads(body)


def _signature(id_: str, seconds: str, body: bytes, secret: bytes) -> str:
    if len(secret) < _SHORTEST:
        raise UsageError("USAGE", "The secret of a webhook has at least 16 bytes.")
    said = f"{id_}.{seconds}.".encode() + body
    return base64.b64encode(hmac.digest(secret, said, hashlib.sha256)).decode()
