"""The seal of a credential of ELM 2: told, and not checked.

Its references are made with XPath filters of its own, for which no checker is at hand: whether the
seal holds is indeterminate, and never passed.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from cryptography import x509

from elm_microcred.exchange.elm_v2.reading import root_of
from elm_microcred.exchange.xml_elements import Element, finding
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.report import Check

ID: Final = "securing/xades"
_SPEC: Final = "https://www.etsi.org/deliver/etsi_en/319100_319199/31913201/"


def seal_check(content: bytes, *, limits: Limits = DEFAULT) -> Check:
    """What the seal of a credential of ELM 2 says of itself; whether it holds is not checked.

    Args:
        content: The credential.
        limits: What it may cost.

    Returns:
        A check that is indeterminate (`SEAL_UNSUPPORTED`), or failed where there is no seal. Its
        values are `signer` and `signing_time`, as the seal claims them.

    Raises:
        ParseError: If it is no credential of ELM 2.
        LimitError: If it is too long or too deep.
    """
    root = root_of(content, limits)
    signature = next((found for found in root.walk() if found.local == "Signature"), None)
    if signature is None:
        problem = finding("PROOF_MISSING", root, "The credential has no seal.", spec=_SPEC)
        return Check.of(ID, [problem])
    values: dict[str, Any] = {}
    for name, value in (("signer", _signer(signature)), ("signing_time", _time(signature))):
        if value:
            values[name] = value
    problem = finding(
        "SEAL_UNSUPPORTED",
        signature,
        "The seal (XAdES) was not checked: what it says of itself is not confirmed.",
        found=values.get("signer"),
        expected="a credential of ELM 3, sealed with JAdES",
        remedy="Ask for the credential in its present form, or check the seal with the EU's DSS.",
        spec=_SPEC,
    )
    return Check.of(ID, [problem], values)


def _time(signature: Element) -> str | None:
    found = next((inner for inner in signature.walk() if inner.local == "SigningTime"), None)
    return None if found is None else found.token


def _signer(signature: Element) -> str | None:
    found = next((inner for inner in signature.walk() if inner.local == "X509Certificate"), None)
    if found is None:
        return None
    try:
        encoded = base64.b64decode("".join(found.text.split()), validate=True)
        return x509.load_der_x509_certificate(encoded).subject.rfc4514_string()
    except (binascii.Error, ValueError):
        return None
