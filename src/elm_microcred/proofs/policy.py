"""What a verifier demands of a proof: one frozen value, passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from elm_microcred.errors import UsageError
from elm_microcred.proofs.certificates.services import TrustService
from elm_microcred.report import CHECK_IDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is demanded beyond a signature that fits. The defaults suit an unknown issuer.

    Attributes:
        purpose: Expected `proofPurpose`; by default that of the kind of document,
            `assertionMethod` for credentials and `authentication` for presentations.
        domain: Domain, or domains, that the proof must name, all and no others; the audience of
            a token (`aud`).
        challenge: Challenge that the proof must name; the nonce of a token (`nonce`).
        verifier_id: Who you are to holders that show a pseudonym (bbs-2023): only one that was
            made for this name is accepted.
        require_key_binding: Whether the holder of an SD-JWT must have signed that it presents.
        max_key_binding_age_seconds: How long ago that may have been.
        expected_vct: Type that an SD-JWT VC must have.
        issuer_binding: Whether the key must be the issuer's (the holder's, in a presentation).
            Switch it off only where something else tells you whose key it is.
        self_asserted_keys: Whether a key is accepted for which nothing vouches but the proof
            itself. The report then warns.
        endorsements: What an endorsement of a badge that does not pass does to the badge: it
            fails with it, it is warned of, or endorsements are not verified.
        cryptosuites: Names of the cryptosuites that are accepted; by default all that are
            implemented.
        status_list_issuers: Who may publish the status list of a credential besides its issuer.
        own_urls: Beginnings of URLs, up to a slash, where status lists are asked for although
            they are not of the public internet: those of the service that verifies.
        trust_anchors: Certificates that seals and timestamps must lead to, in DER or PEM.
        trusted_services: Services of trusted lists, which are anchors while they are granted.
        unavailable_lists: Countries whose trusted lists could not be used: whether a seal leads
            to a service on one of them is left open.
        certificates: Further certificates that may stand between a seal and an anchor, in DER
            or PEM.
        revocation_data: OCSP responses and revocation lists for seals, in DER.
        signature_policies: Documents of signature policies by their identifier, for seals that
            name one: the digest of the document is compared with the one that was sealed.
        qualification: What a seal's certificate must be: `claimed` if it has to say itself that
            it is a qualified one for seals, `listed` if a trusted list has to say so too.
        clock_skew_seconds: How far clocks may differ.
        checks: Top-level checks that are asked for; the others are skipped. Parsing and the
            rules of the data model are always checked.
    """

    purpose: str | None = None
    domain: str | frozenset[str] | None = None
    challenge: str | None = None
    verifier_id: str | None = None
    require_key_binding: bool = False
    max_key_binding_age_seconds: int = 300
    expected_vct: str | None = None
    issuer_binding: bool = True
    self_asserted_keys: bool = False
    endorsements: Literal["fail", "warn", "skip"] = "fail"
    cryptosuites: frozenset[str] | None = None
    status_list_issuers: frozenset[str] = frozenset()
    own_urls: frozenset[str] = frozenset()
    trust_anchors: tuple[bytes, ...] = ()
    trusted_services: tuple[TrustService, ...] = ()
    unavailable_lists: frozenset[str] = frozenset()
    certificates: tuple[bytes, ...] = ()
    revocation_data: tuple[bytes, ...] = ()
    signature_policies: Mapping[str, bytes] = field(default_factory=dict, hash=False)
    qualification: str | None = None
    clock_skew_seconds: int = 60
    checks: frozenset[str] = frozenset(CHECK_IDS)

    def __post_init__(self) -> None:
        if self.endorsements not in ("fail", "warn", "skip"):
            raise UsageError(
                "USAGE",
                "This is no way to treat endorsements.",
                found=self.endorsements,
                expected="fail, warn or skip",
            )
        unknown = sorted(set(self.checks) - set(CHECK_IDS))
        if unknown:
            raise UsageError(
                "USAGE",
                "There is no such check.",
                found=", ".join(unknown),
                expected=", ".join(CHECK_IDS),
            )
        open_ended = [url for url in self.own_urls if not url.endswith("/")]
        if open_ended:
            raise UsageError(
                "USAGE",
                "The beginning of a URL of one's own ends with a slash, or strangers share it.",
                found=open_ended[0],
            )
        for words, seconds in (
            ("A clock skew", self.clock_skew_seconds),
            ("An age", self.max_key_binding_age_seconds),
        ):
            if seconds < 0:
                raise UsageError("USAGE", f"{words} is not negative.", found=str(seconds))
        if self.qualification not in (None, "claimed", "listed"):
            raise UsageError(
                "USAGE",
                "A qualification is claimed by a certificate or listed by a trusted list.",
                found=self.qualification,
                expected="claimed or listed",
            )

    @classmethod
    def named(cls, name: str) -> Policy:
        """The policy of that name: `default` or `self-asserted-keys`.

        Raises:
            UsageError: If there is none.
        """
        if name not in POLICIES:
            raise UsageError(
                "USAGE", "There is no such policy.", found=name, expected=", ".join(POLICIES)
            )
        return POLICIES[name]

    @property
    def domains(self) -> frozenset[str] | None:
        """The domains that are demanded, as a set."""
        return frozenset([self.domain]) if isinstance(self.domain, str) else self.domain

    @property
    def clock_skew(self) -> timedelta:
        """How far clocks may differ."""
        return timedelta(seconds=self.clock_skew_seconds)


POLICIES = {"default": Policy(), "self-asserted-keys": Policy(self_asserted_keys=True)}
"""The policies that have a name."""
