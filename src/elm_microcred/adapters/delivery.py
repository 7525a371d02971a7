"""How a credential comes to its learner: links, letters and files, as pure functions.

Nothing here sends anything: what to send is given to whatever sends.
"""

from __future__ import annotations

import base64
import hmac
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from elm_microcred.errors import ParseError, UsageError
from elm_microcred.issuing import Secured
from elm_microcred.proofs import timestamps
from elm_microcred.proofs.dids import did_web_url
from elm_microcred.proofs.key_ring import KeyRing
from elm_microcred.proofs.urls import is_url

_SHORTEST: Final = 16
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def claim_link(base: str, credential_id: str, secret: bytes, *, until: datetime) -> str:
    """A link by which a learner fetches a credential: nobody can guess it, and it ends.

    Args:
        base: Address of the page behind it.
        credential_id: Which credential.
        secret: Known to whoever makes and checks links; at least 16 bytes.
        until: When it ends.

    Raises:
        UsageError: If the address is none, or the secret is too short.
    """
    if not is_url(base) or not base.startswith("https://") or "#" in base or "?" in base:
        raise UsageError("USAGE", "A link leads to an https address.", found=base)
    end = str(int(until.timestamp()))
    parts = {"id": credential_id, "until": end, "token": _token(credential_id, end, secret)}
    return f"{base}?{urlencode(parts)}"


def claimed(link: str, secret: bytes, *, now: datetime) -> str:
    """The credential that a link is for.

    Raises:
        ParseError: If the link was changed, or has ended.
    """
    asked = parse_qs(urlsplit(link).query)
    id_, end, token = (asked.get(name, [""])[0] for name in ("id", "until", "token"))
    if not hmac.compare_digest(token.encode(), _token(id_, end, secret).encode()):
        raise ParseError("REQUEST_UNAUTHORISED", "This link is none that was given out.")
    moment = datetime.fromtimestamp(int(end), UTC)
    if now >= moment:
        raise ParseError(
            "REQUEST_UNAUTHORISED", "This link has ended.", found=timestamps.write(moment)
        )
    return id_


def _token(id_: str, end: str, secret: bytes) -> str:
    if len(secret) < _SHORTEST:
        raise UsageError("USAGE", "The secret of links has at least 16 bytes.")
    said = json.dumps(["claim", id_, end]).encode()
    return base64.urlsafe_b64encode(hmac.digest(secret, said, "sha256")).decode().rstrip("=")


def wallet_link(request_url: str, issuer: str, *, challenge: str) -> str:
    """A deep link that opens the Learner Credential Wallet, which then asks `request_url`.

    Args:
        request_url: Where the wallet asks for the credential.
        issuer: Name by which the wallet knows where the learner signs in.
        challenge: What the wallet has to sign, once.

    Raises:
        UsageError: If the address is none.
    """
    parts = {
        "issuer": issuer,
        "vc_request_url": _https(request_url),
        "auth_type": "bearer",
        "challenge": challenge,
    }
    return f"dccrequest://request?{urlencode(parts, quote_via=quote)}"


def credential_offer(
    issuer_url: str, configurations: Sequence[str], *, code: str
) -> tuple[str, dict[str, Any]]:
    """A deep link that offers a credential to wallets of OpenID4VCI, and the offer in it.

    Args:
        issuer_url: The credential issuer's address.
        configurations: Names of what is offered, as its metadata have them.
        code: The pre-authorised code, once.

    Raises:
        UsageError: If the address is none, or nothing is offered.

    Spec: https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html#section-4.1
    """
    if not configurations:
        raise UsageError("USAGE", "An offer offers something.")
    grant = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
    offer: dict[str, Any] = {
        "credential_issuer": _https(issuer_url),
        "credential_configuration_ids": list(configurations),
        "grants": {grant: {"pre-authorized_code": code}},
    }
    said = quote(json.dumps(offer, separators=(",", ":")), safe="")
    return f"openid-credential-offer://?credential_offer={said}", offer


def _https(url: str) -> str:
    if not is_url(url) or not url.startswith("https://"):
        raise UsageError("USAGE", "A wallet asks an https address.", found=url)
    return url


_LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    "en": (
        "Your credential: {title}",
        "Dear {name},\n\n{issuer} has issued a digital credential to you:\n\n    {title}\n\n"
        "Fetch it here until {until}:\n\n    {link}\n\n"
        "Keep the file as it is: whoever you give it to can tell that it is genuine. If you did"
        " not expect this letter, do nothing.\n\n{issuer}\n",
    ),
    "de": (
        "Ihr Nachweis: {title}",
        "Guten Tag {name},\n\n{issuer} hat Ihnen einen digitalen Nachweis ausgestellt:\n\n"
        "    {title}\n\nBis {until} können Sie ihn hier abholen:\n\n    {link}\n\n"
        "Bewahren Sie die Datei unverändert auf: Wer sie erhält, kann ihre Echtheit prüfen. Wenn"
        " Sie diesen Brief nicht erwartet haben, brauchen Sie nichts zu tun.\n\n{issuer}\n",
    ),
    "lv": (
        "Jūsu apliecinājums: {title}",
        "Labdien, {name}!\n\n{issuer} Jums ir izsniegusi digitālu apliecinājumu:\n\n"
        "    {title}\n\nLīdz {until} to varat saņemt šeit:\n\n    {link}\n\n"
        "Saglabājiet datni nemainītu: ikviens, kam to iedosiet, varēs pārbaudīt tās īstumu. Ja šo"
        " vēstuli negaidījāt, nekas nav jādara.\n\n{issuer}\n",
    ),
}


def letter(
    *,
    to: str,
    sender: str,
    name: str,
    title: str,
    issuer: str,
    link: str,
    until: str,
    language: str = "en",
) -> EmailMessage:
    """The letter that brings a link to a learner, as a message to be sent.

    Args:
        to: The learner's address.
        sender: The issuer's address.
        name: The learner's name.
        title: What was awarded.
        issuer: Who awarded it.
        link: Where to fetch it.
        until: When the link ends, in words.
        language: en, de or lv; English for any other.

    Raises:
        UsageError: If an address is none, or something would break out of its line.
    """
    said = {"name": name, "title": title, "issuer": issuer, "link": link, "until": until}
    for each in (to, sender, *said.values()):
        if any(ord(character) < 32 for character in each):
            raise UsageError("USAGE", "A line of a letter holds no line end.", found=each[:100])
    subject, text = _LETTERS.get(language.partition("-")[0], _LETTERS["en"])
    message = EmailMessage(SMTP)
    try:
        message["From"], message["To"] = sender, to
        message["Subject"] = subject.format(**said)
        message.set_content(text.format(**said))
    except (ValueError, IndexError) as error:
        raise UsageError("USAGE", "This is not an address of e-mail.", found=str(error)) from error
    if "@" not in str(message["To"]) or "@" not in str(message["From"]):
        raise UsageError("USAGE", "This is not an address of e-mail.", found=f"{sender}, {to}")
    return message


def europass_package(credentials: Mapping[str, Secured]) -> bytes:
    """A zip of sealed European credentials, to be put into Europass: the same bytes each time.

    Args:
        credentials: By the name of the file, without its end.

    Raises:
        UsageError: If there is none, or a name is not one of a file.
    """
    if not credentials:
        raise UsageError("USAGE", "A package holds a credential.")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(credentials):
            if not name.replace("-", "").replace("_", "").isalnum() or len(name) > 100:
                raise UsageError(
                    "USAGE",
                    "A file is named by letters, digits, - and _.",
                    found=name[:100],
                )
            entry = zipfile.ZipInfo(f"{name}.jsonld", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, credentials[name].content)
    return target.getvalue()


def europass_upload(document: Mapping[str, Any], addresses: Sequence[str]) -> dict[str, Any]:
    """An unsealed European credential as the Commission's issuer takes it, to seal and send it.

    Args:
        document: What `to_elm` gives, without a proof.
        addresses: E-mail addresses, or a wallet's, to which it is delivered.

    Raises:
        UsageError: If it has a proof, or nobody is to get it.
    """
    if "proof" in document or not addresses:
        raise UsageError("USAGE", "What is uploaded has no proof yet, and goes to somebody.")
    credential = {name: value for name, value in document.items() if name != "@context"}
    return {"credential": credential, "deliveryDetails": {"deliveryAddress": list(addresses)}}


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file for a web server.

    Attributes:
        url: Where it has to be found.
        path: The same below the root of the host.
        content: Its bytes.
    """

    url: str
    path: str
    content: bytes


def did_web_file(ring: KeyRing) -> WebFile:
    """The document of an issuer's `did:web`, for a web server that serves files and nothing else.

    Raises:
        ResolutionError: If the issuer's identifier is no `did:web`.
    """
    url = did_web_url(ring.controller)
    content = json.dumps(ring.document(), indent=2) + "\n"
    return WebFile(url, urlsplit(url).path.lstrip("/"), content.encode())
