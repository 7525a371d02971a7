"""The XML signature of an ELMO file: whole, over the whole file, and by whom.

Checking needs the extra `trust`; without it the check is indeterminate and names it.

Spec: https://www.w3.org/TR/xmldsig-core1/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cryptography import x509

from elm_microcred.errors import MissingExtraError
from elm_microcred.exchange.elmo.reading import read_elmo
from elm_microcred.exchange.xml_elements import finding
from elm_microcred.limits import DEFAULT, Limits
from elm_microcred.problem import Problem
from elm_microcred.report import Check

_ID: Final = "securing/xml-signature"
_SPEC: Final = "https://www.w3.org/TR/xmldsig-core1/#sec-CoreValidation"


def check_signature(
    content: bytes,
    *,
    certificates: Sequence[x509.Certificate] = (),
    limits: Limits = DEFAULT,
) -> Check:
    """Whether a file of ELMO is signed, the signature holds, and one of `certificates` made it.

    SHA-1, with which files were signed until about 2016, is refused. What the signature covers has
    to be the whole file: a signature over a part of it, or moved to another place, does not count.

    Args:
        content: The file.
        certificates: Certificates of the institutions that are trusted, as the registry of EMREX
            lists them. Without any, a signature that holds is indeterminate: nobody vouches for
            the key in the file.
        limits: What it may cost.

    Raises:
        ParseError: If it is not a file of ELMO.
        LimitError: If it is too long or too deep.

    Spec: https://www.w3.org/TR/xmldsig-core1/#sec-CoreValidation
    """
    elmo = read_elmo(content, limits=limits)
    root = elmo.root
    if not elmo.is_signed:
        problem = finding("PROOF_MISSING", root, "The file has no signature.", spec=_SPEC)
        return Check.of(_ID, [problem])
    try:
        covered, signer = _verified(content, certificates)
    except MissingExtraError as error:
        return Check.of(_ID, error.problems)
    except _DoesNotHold as error:
        said = f"The signature does not hold: {error}"
        return Check.of(_ID, [finding("PROOF_SIGNATURE_INVALID", root, said, spec=_SPEC)])
    values: dict[str, Any] = {"signer": signer, "anchored": bool(certificates)}
    problems: list[Problem] = []
    if not covered:
        problems.append(
            finding(
                "PROOF_SIGNATURE_INVALID",
                root,
                "The signature does not cover the whole file.",
                expected="an enveloped signature over the root element",
                spec=_SPEC,
            )
        )
    elif not certificates:
        problems.append(
            finding(
                "SEAL_NOT_ANCHORED",
                root,
                "The signature holds, and nobody vouches for its key.",
                found=signer,
                remedy="Pass the certificates of the institutions that you trust.",
            )
        )
    return Check.of(_ID, problems, values)


class _DoesNotHold(Exception):  # noqa: N818 - a signal, not an error
    """Why a signature does not hold."""


def _verified(content: bytes, certificates: Sequence[x509.Certificate]) -> tuple[bool, str]:
    """Whether the whole file is covered, and the name of the signer."""
    try:
        from lxml import etree
        from signxml.verifier import SignatureConfiguration, XMLVerifier
    except ImportError as error:
        raise MissingExtraError.of("trust", "Checking the signature of ELMO") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
        embedded = _embedded(root)
    except (etree.LxmlError, ValueError) as error:
        raise _DoesNotHold(str(error)) from error
    if embedded is None:
        raise _DoesNotHold("it carries no certificate")
    if certificates and embedded not in certificates:
        raise _DoesNotHold("it was made with none of the certificates that are trusted")
    # Files are kept for long. Whether the certificate has ended since is not asked, least of all
    # of the clock, as it would be without a time.
    configuration = SignatureConfiguration(
        location="./", expect_references=1, verification_time=embedded.not_valid_before_utc
    )
    try:
        result: Any = XMLVerifier().verify(root, x509_cert=embedded, expect_config=configuration)
    except Exception as error:  # signxml meets malformed signatures with errors of every kind
        raise _DoesNotHold(str(error).partition("\n")[0] or type(error).__name__) from error
    result = result[0] if isinstance(result, list) else result
    signed = result.signed_xml
    covered = signed is not None and signed.tag == root.tag and _same_size(signed, root)
    return covered, embedded.subject.rfc4514_string()


def _embedded(root: Any) -> x509.Certificate | None:
    import base64
    import binascii

    path = "{*}Signature/{*}KeyInfo/{*}X509Data/{*}X509Certificate"
    text = root.findtext(path)
    if not text:
        return None
    try:
        return x509.load_der_x509_certificate(base64.b64decode("".join(text.split())))
    except (ValueError, binascii.Error) as error:
        raise _DoesNotHold("its certificate cannot be read") from error


def _same_size(signed: Any, root: Any) -> bool:
    """Whether what was signed is the file without its signature."""
    whole = [child.tag for child in root if isinstance(child.tag, str)]
    left = [child.tag for child in signed if isinstance(child.tag, str)]
    return left == [tag for tag in whole if not tag.endswith("}Signature")]
