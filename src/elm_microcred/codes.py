"""The table of all problem codes: what each means, how bad it is, and where it is defined.

A code never changes its meaning. `tests/test_codes.py` checks that the table is whole:
every code that the package raises stands here, and every one that stands here is raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

BASE_IRI = "https://w3id.org/elm-microcred/"
"""The one base of all IRIs that are ours (contexts, terms, problems, profiles)."""

_VCDM = "https://www.w3.org/TR/vc-data-model#"
_SECURITY = "https://w3id.org/security#"
_STATUS = "https://www.w3.org/ns/credentials/status-list#"


class Severity(StrEnum):
    """How bad a problem is (the words of SHACL: violation, warning, info)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Effect(StrEnum):
    """What a problem does to the outcome of its check."""

    FAILS = "fails"
    UNSETTLES = "unsettles"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Code:
    """One row of the table.

    Attributes:
        name: Stable name, group prefix first.
        title: Meaning in a few words (the `title` of RFC 9457).
        severity: Error, warning or info.
        effect: What it does to the outcome.
        w3c: Problem type of a W3C specification, where one exists.
    """

    name: str
    title: str
    severity: Severity
    effect: Effect
    w3c: str = ""

    @property
    def type(self) -> str:
        """The problem type URL (RFC 9457): the specification's own, else our page."""
        return self.w3c or f"{BASE_IRI}problems/{self.name}"


def _error(name: str, title: str, w3c: str = "") -> Code:
    return Code(name, title, Severity.ERROR, Effect.FAILS, w3c)


def _unknown(name: str, title: str, w3c: str = "") -> Code:
    return Code(name, title, Severity.ERROR, Effect.UNSETTLES, w3c)


def _warning(name: str, title: str) -> Code:
    return Code(name, title, Severity.WARNING, Effect.NONE)


def _info(name: str, title: str) -> Code:
    return Code(name, title, Severity.INFO, Effect.NONE)


_PARSE = _VCDM + "PARSING_ERROR"
_CRYPTO = _VCDM + "CRYPTOGRAPHIC_SECURITY_ERROR"
_MALFORMED = _VCDM + "MALFORMED_VALUE_ERROR"
_RANGE = _VCDM + "RANGE_ERROR"
_GENERATION = _SECURITY + "PROOF_GENERATION_ERROR"
_VERIFICATION = _SECURITY + "PROOF_VERIFICATION_ERROR"
_TRANSFORMATION = _SECURITY + "PROOF_TRANSFORMATION_ERROR"
_LOSS = _SECURITY + "DATA_LOSS_DETECTION_ERROR"
_METHOD = _SECURITY + "INVALID_VERIFICATION_METHOD"
_RELATIONSHIP = _SECURITY + "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD"
_DOCUMENT = _SECURITY + "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT"
_STATUS_ABSENT = _STATUS + "STATUS_RETRIEVAL_ERROR"
_STATUS_WRONG = _STATUS + "STATUS_VERIFICATION_ERROR"
_STATUS_SHORT = _STATUS + "STATUS_LIST_LENGTH_ERROR"

_TABLE = (
    # Bytes and JSON
    _error("PARSE_INVALID_JSON", "Not JSON", _PARSE),
    _error("PARSE_INVALID_UTF8", "Not UTF-8", _PARSE),
    _error("PARSE_DUPLICATE_KEY", "A JSON object has one key twice", _PARSE),
    _error("PARSE_NUMBER", "A number beyond what JSON systems agree on", _PARSE),
    _error("PARSE_NOT_AN_OBJECT", "A JSON object was expected", _PARSE),
    _error("PARSE_INVALID_CSV", "Not a table", _PARSE),
    _error("PARSE_INVALID_YAML", "Not YAML", _PARSE),
    _error("PARSE_INVALID_NQUADS", "Not N-Quads", _PARSE),
    _error("PARSE_INVALID_CBOR", "Not CBOR as proofs are written in it", _PARSE),
    _error("PARSE_MULTIBASE", "Not multibase text", _PARSE),
    _error("PARSE_DER", "Not DER, or not the structure that is asked for", _PARSE),
    _error("PARSE_UNKNOWN_FORMAT", "No known credential format", _PARSE),
    _error("PARSE_DATA_URL", "Not a data URL", _PARSE),
    _error("PARSE_INVALID_PDF", "Not a PDF document that can be read", _PARSE),
    _error("PARSE_INVALID_ZIP", "Not a zip archive that can be read", _PARSE),
    _unknown("FORMAT_UNSUPPORTED", "A format that is recognised and not read", _PARSE),
    _error("FILE_UNREADABLE", "The file cannot be read"),
    # Cost
    _error("LIMIT_SIZE", "The input is too long", _PARSE),
    _error("LIMIT_DEPTH", "The input is nested too deeply", _PARSE),
    _error("LIMIT_MEMBERS", "The input has too many members", _PARSE),
    _error("LIMIT_NODES", "The document has too many nodes", _TRANSFORMATION),
    _error("LIMIT_VALUES", "A property has too many values", _TRANSFORMATION),
    _error("LIMIT_DECOMPRESSED", "Compressed data unfolds too far", _PARSE),
    _error("LIMIT_CONTEXTS", "Too many combinations of contexts", _TRANSFORMATION),
    _error("LIMIT_STATEMENTS", "Too many statements that are signed apart", _TRANSFORMATION),
    _error("LIMIT_PARTS", "Too many parts"),
    _error("LIMIT_CANONICALISATION", "The graph is too costly to canonicalise", _TRANSFORMATION),
    # JSON-LD
    _error("CONTEXT_MISSING", "The document has no @context", _MALFORMED),
    _warning("CONTEXT_PATCHED", "Contexts that contradict each other were replaced"),
    _error("CONTEXT_UNKNOWN", "The context is not an approved one", _LOSS),
    _error("CONTEXT_HASH_MISMATCH", "Another context stands at a known URL", _LOSS),
    _error("CONTEXT_INLINE_NOT_ALLOWED", "The context is written into the document", _LOSS),
    _error("CONTEXT_NESTED", "A context stands inside the document", _LOSS),
    _error("CONTEXT_INVALID", "The contexts contradict each other", _MALFORMED),
    _error("DATA_UNDEFINED_TERM", "No context defines this term", _LOSS),
    _error("DATA_UNDEFINED_TYPE", "No context defines this type", _LOSS),
    _error("DATA_RELATIVE_IRI", "A relative IRI", _LOSS),
    _error("DATA_INVALID_IRI", "Not an IRI", _LOSS),
    _error("DATA_INVALID_LANGUAGE", "Not a language tag", _LOSS),
    _error("DATA_LANGUAGE_MAP", "A language map where the context defines none", _LOSS),
    _error("DATA_UNPROTECTED_KEYWORD", "A JSON-LD keyword that no proof protects", _LOSS),
    _warning("DATA_CONTEXT_FLAW", "A mistake of a published context"),
    _error("DATA_DROPPED", "A value that JSON-LD would lose", _LOSS),
    _error("DATA_INVALID", "Not valid JSON-LD", _TRANSFORMATION),
    # Signature and key
    _error("PROOF_MISSING", "The credential has no proof", _CRYPTO),
    _error("PROOF_MALFORMED", "The proof is malformed", _VERIFICATION),
    _error("PROOF_SIGNATURE_INVALID", "The signature does not fit the content", _CRYPTO),
    _error("PROOF_SUITE_UNSUPPORTED", "No proof of a kind that is implemented", _VERIFICATION),
    _warning("PROOF_LEGACY", "A proof of a kind that another has replaced"),
    _warning("PROOF_UNKNOWN_TYPE", "A proof of a kind that is not implemented"),
    _error("PROOF_PURPOSE_MISMATCH", "The proof was made for another purpose", _VERIFICATION),
    _error("PROOF_EXPIRED", "The proof has expired", _VERIFICATION),
    _error("PROOF_CREATED_IN_FUTURE", "The proof was made in the future", _VERIFICATION),
    _error("PROOF_CHAIN_BROKEN", "A previous proof is missing or does not hold", _VERIFICATION),
    _error("PROOF_DOMAIN_MISMATCH", "Another domain", _SECURITY + "INVALID_DOMAIN_ERROR"),
    _error("PROOF_CHALLENGE_MISMATCH", "Another challenge", _SECURITY + "INVALID_CHALLENGE_ERROR"),
    _error("PROOF_GENERATION", "The proof cannot be made", _GENERATION),
    _error("SECURING_UNSUPPORTED", "This securing mechanism is not implemented", _GENERATION),
    _error("KEY_MALFORMED", "The key is malformed", _METHOD),
    _error("KEY_WEAK", "The key is weak", _METHOD),
    _error("KEY_TYPE_MISMATCH", "The key does not fit the cryptosuite", _METHOD),
    _error("KEY_REVOKED", "The key was revoked", _METHOD),
    _error("KEY_EXPIRED", "The key has expired", _METHOD),
    _error("KEY_NOT_FOUND", "The issuer's document has no such key", _METHOD),
    _error("KEY_NOT_AUTHORISED", "The key may not be used for this purpose", _RELATIONSHIP),
    _error("KEY_CONTROLLER_MISMATCH", "The key belongs to somebody else", _METHOD),
    _error("KEY_ISSUER_MISMATCH", "The key is not the issuer's", _METHOD),
    _error("KEY_HOLDER_MISMATCH", "The key is not the holder's", _METHOD),
    _unknown("KEY_SELF_ASSERTED", "A key that only vouches for itself", _METHOD),
    _warning("KEY_SELF_ASSERTED_ACCEPTED", "A key that only vouches for itself was accepted"),
    _error("KEY_SOURCE_UNTRUSTED", "A key that nothing of the issuer confirms", _METHOD),
    _error("KEY_LOCKED", "A key that the password does not open"),
    _error("SIGNER_UNAVAILABLE", "The device or service that signs does not answer"),
    _error("SIGNER_WRONG", "A signature that does not fit the key"),
    # JSON Web Signatures and enveloped credentials
    _error("JOSE_ENCODING_INVALID", "Not a JSON Web Signature in its one spelling", _PARSE),
    _error("JOSE_HEADER_INVALID", "A header that is malformed or says two things", _CRYPTO),
    _error("JOSE_ALG_NOT_ALLOWED", "An algorithm that is not one of the key", _CRYPTO),
    _error("JOSE_CRIT_UNSUPPORTED", "The header demands what is not understood", _CRYPTO),
    _error("JOSE_TYP_MISMATCH", "Secured as something else than it is", _CRYPTO),
    _error("JOSE_CLAIM_MISMATCH", "A claim contradicts the credential", _CRYPTO),
    _warning("JOSE_CLAIM_UNREAD", "A claim that is not of its form"),
    _warning("JOSE_CLAIM_MISSING", "A claim that the profile demands is missing"),
    _error("SDJWT_DISCLOSURE_INVALID", "Not a disclosure, or in the wrong place", _CRYPTO),
    _error("SDJWT_DISCLOSURE_UNREFERENCED", "A disclosure that the issuer did not sign", _CRYPTO),
    _error("SDJWT_DISCLOSURE_DUPLICATE", "A disclosure is there twice", _CRYPTO),
    _error("SDJWT_DIGEST_DUPLICATE", "A digest is there twice", _CRYPTO),
    _error("SDJWT_CLAIM_COLLISION", "A disclosure for a claim that is there already", _CRYPTO),
    _error("SDJWT_HASH_ALG", "Digests of a hash that is not accepted", _CRYPTO),
    _error("SDJWT_VCT", "No type, or another than was asked for", _MALFORMED),
    _warning("SDJWT_TYPE", "Other claims than the type has"),
    _error("KB_MISSING", "The holder did not sign that it presents", _CRYPTO),
    _error("KB_SIGNATURE", "The key binding is not the holder's", _CRYPTO),
    _error("KB_TYP", "The key binding is of another type", _CRYPTO),
    _error("KB_HASH", "The key binding is for another token", _CRYPTO),
    _error("KB_NONCE", "The key binding answers another challenge", _CRYPTO),
    _error("KB_AUDIENCE", "The key binding is for another verifier", _CRYPTO),
    _error("KB_TIME", "The key binding was not made now", _CRYPTO),
    _error("JWE_UNSUPPORTED", "Encrypted content is not read", _PARSE),
    _error("ENVELOPE_INVALID", "Not an enveloped credential", _MALFORMED),
    # Seals and certificates
    _error("SEAL_MALFORMED", "Not a well-formed seal", _VERIFICATION),
    _warning("SEAL_OLD_FORM", "A seal in a form that is no longer made"),
    _error("SEAL_THUMBPRINT_MISMATCH", "The seal names another certificate", _VERIFICATION),
    _error("SEAL_OBJECT_MISMATCH", "Another object than the one that was sealed", _CRYPTO),
    _unknown("SEAL_OBJECT_MISSING", "What was sealed is not at hand", _VERIFICATION),
    _unknown("SEAL_CERTIFICATE_MISSING", "The certificate of the seal is not at hand", _METHOD),
    _unknown("SEAL_UNSUPPORTED", "A part of the seal is of a kind that is not checked"),
    _unknown("SEAL_NOT_ANCHORED", "No trust anchor was given to compare with", _METHOD),
    _error("SEAL_POLICY_MISMATCH", "Sealed under another signature policy than the one at hand"),
    _warning("SEAL_POLICY_UNCHECKED", "A signature policy whose document nobody compared"),
    _error("SEAL_NOT_QUALIFIED", "The certificate is no qualified one for seals", _METHOD),
    _error("SEAL_ISSUER_MISMATCH", "Somebody else sealed than the issuer", _METHOD),
    _unknown("SEAL_ISSUER_UNNAMED", "Nothing tells that the issuer sealed", _METHOD),
    _warning("SEAL_TIMESTAMP_AGED", "A timestamp that nothing newer protects"),
    _error("SEAL_UNTRUSTED", "The certificate leads to no trust anchor", _METHOD),
    _error("SEAL_KEY_USAGE", "The certificate is for something else", _RELATIONSHIP),
    _error("SEAL_CERT_EXPIRED", "The certificate was not valid at the time", _METHOD),
    _error("SEAL_REVOKED", "The certificate was revoked", _METHOD),
    _info("SEAL_REVOKED_LATER", "The certificate was revoked after the seal"),
    _unknown("SEAL_REVOCATION_UNKNOWN", "Nothing tells whether the certificate was revoked"),
    _warning("SEAL_REVOCATION_UNCHECKED", "Nothing tells whether an issuer was revoked"),
    _warning("SEAL_REVOCATION_NOWHERE", "The certificate names no place that would tell"),
    _error("SEAL_TIMESTAMP", "The timestamp does not hold", _VERIFICATION),
    _error("TRUST_LIST_MALFORMED", "Not a trusted list", _PARSE),
    _error("TRUST_LIST_SIGNATURE", "The signature of a trusted list does not hold", _CRYPTO),
    _error("TRUST_LIST_OVERDUE", "A trusted list that is not the current one", _RANGE),
    _error("REGISTER_ANSWER", "Not an answer of the register", _PARSE),
    _error("ACCREDITATION_MISMATCH", "The accreditation does not cover what is awarded"),
    _unknown("ACCREDITATION_UNKNOWN", "An accreditation that nobody else confirms"),
    _error("ACCREDITATION_CHAIN_BROKEN", "The chain of accreditations does not hold"),
    # Resolution
    _error("DID_INVALID", "Not a DID", _DOCUMENT),
    _error("DID_DOCUMENT_MISMATCH", "The document belongs to another identifier", _DOCUMENT),
    _unknown("DID_UNAVAILABLE", "The issuer's document could not be had", _DOCUMENT),
    _unknown("DID_METHOD_UNSUPPORTED", "This DID method is not implemented", _DOCUMENT),
    _error("URL_BLOCKED", "A URL that is never asked for"),
    _error("RESOURCE_DIGEST_MISMATCH", "Another resource than the credential names", _CRYPTO),
    _unknown("RESOURCE_UNAVAILABLE", "A resource could not be had"),
    _unknown("RESOURCE_NOT_BUNDLED", "Not part of the library"),
    # Model and dates
    _error("CREDENTIAL_MALFORMED", "Not a well-formed credential", _MALFORMED),
    _error("CREDENTIAL_EXPIRED", "The credential has expired", _RANGE),
    _error("CREDENTIAL_NOT_YET_VALID", "The credential is not valid yet", _RANGE),
    _error("CREDENTIAL_PERIOD", "The validity ends before it begins", _RANGE),
    # Status
    _error("STATUS_REVOKED", "The credential was revoked"),
    _error("STATUS_SUSPENDED", "The credential is suspended"),
    _error("STATUS_INVALID", "Not a well-formed status", _MALFORMED),
    _error("STATUS_INDEX", "Not an index of the status list", _RANGE),
    _error("STATUS_PURPOSE_MISMATCH", "The status list is about something else", _STATUS_WRONG),
    _error("STATUS_LIST_INVALID", "Not a status list that verifies", _STATUS_WRONG),
    _error("STATUS_LIST_ISSUER", "The status list is somebody else's", _STATUS_WRONG),
    _error("STATUS_LIST_MISMATCH", "Another status list than was named", _STATUS_WRONG),
    _error("STATUS_LIST_LENGTH", "The status list is too short", _STATUS_SHORT),
    _error("STATUS_UNALLOCATED", "A credential without a place in a status list"),
    _error("STATUS_FINAL", "A status that nothing follows"),
    _unknown("STATUS_NOT_CHECKED", "The status cannot be checked", _STATUS_ABSENT),
    _unknown("STATUS_UNAVAILABLE", "The status list could not be had", _STATUS_ABSENT),
    _unknown("STATUS_LIST_STALE", "The status list is not the current one", _STATUS_ABSENT),
    _unknown("STATUS_LIST_UNVERIFIED", "The status list could not be verified", _STATUS_WRONG),
    _unknown("STATUS_PURPOSE_UNKNOWN", "A status that only its issuer understands"),
    _warning("STATUS_LIST_UNNAMED", "The status list does not say which one it is"),
    _info("STATUS_LIST_UNSIGNED", "Nobody signed the status list"),
    _info("STATUS_REFRESH", "A newer credential is available"),
    _info("STATUS_MESSAGE", "The issuer has a message about the credential"),
    # The neutral model
    _error("MODEL_MISSING", "A required value is missing"),
    _error("MODEL_TYPE", "A value of the wrong type"),
    _error("MODEL_VALUE", "A value that cannot be"),
    _error("MODEL_DATE", "Not a date or time"),
    _error("MODEL_LANGUAGE", "Not a language tag"),
    _error("MODEL_IRI", "Not an absolute IRI"),
    _error("MODEL_VERSION", "Another version of the file format"),
    # Pictures, archives, XML
    _error("IMAGE_MALFORMED", "Not a whole picture", _PARSE),
    _error("IMAGE_NO_CREDENTIAL", "No badge stands in the picture", _PARSE),
    _error("IMAGE_MULTIPLE_CREDENTIALS", "Several badges stand in one picture", _PARSE),
    _error("IMAGE_TRAILING_DATA", "Data after the end of the picture", _PARSE),
    _error("IMAGE_COMPRESSED", "A badge that is compressed", _PARSE),
    _error("IMAGE_BAKED_ALREADY", "A badge stands in the picture already"),
    _error("IMAGE_ACTIVE_CONTENT", "A picture that runs or loads something"),
    _error("IMAGE_PIXELS", "A picture with more pixels than are ever shown"),
    _error("XML_DTD_FORBIDDEN", "XML with a document type", _PARSE),
    _error("XML_MALFORMED", "Not well-formed XML", _PARSE),
    _error("XML_ROOT", "XML of another kind", _PARSE),
    _error("XML_NAMESPACE", "XML of another namespace", _PARSE),
    _error("XML_MISSING", "An element or attribute that the format asks for is missing"),
    _error("XML_VALUE", "A text that is not of the form that the format asks for"),
    _warning("XML_REPEATED", "An element that stands there too often"),
    _warning("XML_UNKNOWN", "An element that the format does not have"),
    _warning("IDENTIFIER_CONTRADICTORY", "Identifiers that contradict each other"),
    _warning("REFERENCE_DANGLING", "A reference to what is not there"),
    # Badges and learner records, schemas
    _error("SCHEMA_MISSING", "A member that the standard asks for is missing", _MALFORMED),
    _error("SCHEMA_TYPE", "A value of another kind than the standard asks for", _MALFORMED),
    _error("SCHEMA_CLASS", "Another type than the standard asks for", _MALFORMED),
    _error("SCHEMA_VALUE", "A value that the standard does not know", _MALFORMED),
    _error("SCHEMA_CLOSED", "A member that the standard forbids", _MALFORMED),
    _error("SCHEMA_MISMATCH", "The document does not fit the schema that it names", _MALFORMED),
    _error("SCHEMA_INVALID", "Not a JSON Schema that can be applied"),
    _error("SCHEMA_REMOTE", "A JSON Schema that refers to another document"),
    _error("SCHEMA_PATTERN", "A JSON Schema whose pattern could take time without end"),
    _warning("SCHEMA_LEGACY", "A member that badges of drafts lack"),
    _warning("SCHEMA_SEVERAL", "Several subjects where the standard has one"),
    _warning("SCHEMA_EXTENSION", "A word that only looks like an extension"),
    _warning("SCHEMA_UNAVAILABLE", "A schema that could not be had"),
    _warning("IDENTITY_HASH", "A hashed identity that nobody can compare with"),
    _warning("RESULT_UNKNOWN", "A result without its description"),
    _warning("RESULT_OUTSIDE", "A result that its description does not allow"),
    _error("OLDER_BADGE_ORIGIN", "An older badge from another place than its issuer's"),
    _warning("OLDER_BADGE_DIFFERS", "Another badge than the one that its issuer hosts"),
    _error("ENDORSEMENT_UNUSABLE", "Not an endorsement that can stand in the badge"),
    _error("CLR_EMPTY", "A learner record without a credential that can be a member"),
    _error("CLR_ASSOCIATION", "An association that cannot be"),
    _warning("REFRESH_REFUSED", "What the refresh service gave is not taken"),
    _info("ACHIEVEMENT_OTHER", "The achievement was defined by somebody else"),
    _warning("ENDORSEMENT_FAILED", "An endorsement that does not pass"),
    _warning("ENDORSEMENT_OTHER", "An endorsement of something else"),
    _warning("CLR_MEMBER_UNSIGNED", "An upgraded badge that nobody could sign"),
    _warning("CLR_DANGLING", "An association that leads nowhere"),
    _warning("CLR_CYCLE", "Associations that lead round and round"),
    # Vocabularies
    _error("VOCABULARY_UNKNOWN_CODE", "The vocabulary has no such code"),
    _error("VOCABULARY_UNKNOWN_SCHEME", "No vocabulary of that name is known"),
    _error("VOCABULARY_MALFORMED", "Not a list of concepts"),
    _unknown("VOCABULARY_NOT_SHIPPED", "The list of a demanded vocabulary is not at hand"),
    _info("VOCABULARY_UNCHECKED", "The list of a vocabulary is not at hand"),
    _error("LEVELS_UNKNOWN_TABLE", "There is no table of levels of that name"),
    _warning("VOCABULARY_OTHER_SCHEME", "Another vocabulary than the one recommended"),
    # Application profiles and shapes of ELM
    _error("SHAPES_UNKNOWN_PROFILE", "No application profile of that name is known"),
    _error("SHAPES_UNKNOWN_PREFIX", "No namespace of that prefix is known"),
    _error("SHAPES_TABLE_MALFORMED", "Not a table of classes and properties"),
    _error("SHAPES_UNREADABLE", "Not SHACL shapes that can be used"),
    _error("SHAPES_EXECUTABLE", "Shapes that hold code"),
    _error("SHAPES_IMPORT", "Shapes that import others"),
    _error("SHAPES_RECURSIVE", "Shapes that refer to themselves"),
    _error("SHAPES_RESULT", "A result of shapes from outside"),
    _error("SHAPES_NO_TARGET", "The profile finds nothing that it is about"),
    _error("SHAPES_MIN_COUNT", "A required property is missing"),
    _error("SHAPES_MAX_COUNT", "A property has too many values"),
    _error("SHAPES_CLASS", "A value of the wrong class"),
    _error("SHAPES_DATATYPE", "A value of the wrong datatype"),
    _error("SHAPES_NODE_KIND", "A literal where an IRI is asked for, or the other way round"),
    _error("SHAPES_UNIQUE_LANGUAGE", "Two texts of one language"),
    _error("SHAPES_RANGE", "A number out of range"),
    _error("SHAPES_PATTERN", "A value without the form that is asked for"),
    _error("SHAPES_VALUE", "A value that is not among those that are allowed"),
    _error("SHAPES_DISJOINT", "A value that another property has already"),
    _error("SHAPES_NODE", "A node that does not fit the shape that is asked for"),
    _error("SHAPES_VOCABULARY", "Not a concept of the vocabulary that is demanded"),
    _error("SHAPES_CLOSED", "A property that the class does not have"),
    _error("ELM_UNKNOWN_TYPE", "A type that is no class of ELM"),
    _error("ELM_TOO_MANY", "Several values where a class holds one"),
    _error("ELM_NODE_AS_TEXT", "A node where a text belongs"),
    _error("ELM_LITERAL_FORM", "A text that is not of the form of its datatype"),
    _warning("ELM_TIME_WITHOUT_OFFSET", "A time that means another moment in each time zone"),
    _warning("ELM_UNKNOWN_MEMBER", "A member that ELM does not define for the class"),
    # Annex I of Council Recommendation 2022/C 243/02
    _error("ANNEX1_MISSING", "A mandatory element of Annex I is missing"),
    _info("ANNEX1_OPTIONAL_MISSING", "An optional element of Annex I is missing"),
    _warning("ANNEX1_INCOMPLETE", "An element of Annex I is there in part"),
    _error("PROFILE_MALFORMED", "Not a purpose profile"),
    _error("PROFILE_MISSING", "An element that the profile asks for is missing"),
    _warning("PROFILE_INCOMPLETE", "An element that the profile asks for is there in part"),
    _warning("PROFILE_RECOMMENDED", "An element that the profile recommends is missing"),
    _error("PROFILE_BROKEN", "A rule of the profile is broken"),
    _warning("PROFILE_DOUBTFUL", "A recommendation of the profile is not followed"),
    _info("PROFILE_ADVISED", "The profile advises something else"),
    _unknown("PROFILE_UNDECIDED", "A rule of the profile cannot be decided"),
    _info("PROFILE_NOT_ASSESSABLE", "What only people can judge"),
    _warning("LINT_WORKLOAD", "A workload that cannot be meant"),
    _warning("LINT_ID_COLLISION", "One identifier for two different things"),
    _warning("LINT_DATE_SHIFTED", "A date that a time zone has shifted"),
    # Mapping
    _warning("MAPPING_LOSS", "A value that the target cannot say"),
    _warning("MAPPING_NARROWED", "A value that the target says less exactly"),
    _warning("MAPPING_UNREAD", "A value of the source that was not read"),
    _error("CLAIM_MISSING", "A claim that the type of credential demands cannot be stated"),
    _warning("MAPPING_CARRIED", "Parts that travel along and cannot be put back"),
    _warning("MAPPING_CARRIED_CHANGED", "The credential was changed since parts were put into it"),
    _error("MAPPING_NO_COUNTERPART", "A document that cannot be read as a micro-credential"),
    _error("RDF_INEXPRESSIBLE", "A statement that the format cannot say"),
    _error("RDF_UNREADABLE", "Not RDF that can be read", _PARSE),
    _error("STORE_REFUSED", "A triple store that does not take or answer"),
    _error("QDR_ROOT", "XML that is not a dataset of this kind", _PARSE),
    _error("QDR_ELEMENT_UNKNOWN", "An element that the schema does not have there"),
    _error("QDR_ELEMENT_MISSING", "An element that the schema asks for is not there"),
    _error("QDR_ELEMENT_MANY", "An element that may stand only once"),
    _error("QDR_ELEMENT_ORDER", "An element that stands too late"),
    _error("QDR_VALUE", "A value that the schema does not allow"),
    _error("QDR_CODE", "A code that its list does not have"),
    _error("QDR_ID", "An id that two nodes have"),
    _error("QDR_NOTATION", "A notation that two identifiers of a dataset have"),
    _error("QDR_REFERENCE", "A reference to a node that the dataset does not hold"),
    _error("QDR_NO_ID", "A node of a dataset without id"),
    _error("RDF_SUBJECT", "RDF that is not about one credential", _PARSE),
    # Rendering
    _warning("RENDER_PICTURE_REFUSED", "A picture that is not shown"),
    _info("RENDER_LANGUAGE_MISSING", "A language that the credential is not written in"),
    _info("RENDER_SHORTENED", "More than a page shows"),
    _warning("RENDER_CHARACTER_MISSING", "A character that no font has"),
    _error("RENDER_FAILED", "A document that could not be drawn"),
    _info("RENDER_QR_LEFT_OUT", "Too long for a QR code"),
    # Recipes and stacking
    _error("RECIPE_UNKNOWN_MEMBER", "A member that the language of recipes does not have"),
    _error("RECIPE_UNKNOWN_NAME", "A name that the recipe does not define"),
    _error("RECIPE_DUPLICATE", "One name for two things"),
    _error("RECIPE_IMPOSSIBLE", "A demand that nothing can meet"),
    _error("RECIPE_CYCLE", "An order that runs in a circle"),
    _error("STACK_RULE_UNMET", "A rule of the recipe is not met"),
    _error("STACK_REPORT_WRONG", "The report does not fit the recipe and the parts"),
    _error("STACK_NOT_AWARDABLE", "Nothing can be awarded for this"),
    _error("STACK_PROVENANCE_WRONG", "What is said of how it came about does not fit"),
    _error("STACK_PART_REVOKED", "A part was revoked, and the whole falls with it"),
    _unknown("STACK_PART_UNSETTLED", "Whether a part holds is not settled"),
    _unknown("STACK_PART_ABSENT", "A part is named by its digest alone"),
    _warning("STACK_PART_REVOKED_SINCE", "A part was revoked after the whole was awarded"),
    _unknown("STACK_NOT_PROVED", "The search ended without a proof"),
    # Many at a time
    _error("BATCH_ITEM_FAILED", "An item that could not be done"),
    _error("BATCH_WORKER_LOST", "An item that ends its worker"),
    _error("BATCH_DUPLICATE_ID", "Two items with one id"),
    _error("BATCH_KEY_CONFLICT", "A key that stands for another input already"),
    _error("BATCH_KEY_MISSING", "A row without a name"),
    _error("BATCH_HEADER", "Names of columns that cannot be"),
    _error("BATCH_ROW", "A row that cannot be read"),
    _error("BATCH_CELL", "A cell that is no text"),
    _error("BATCH_SIGNER_UNAVAILABLE", "Whoever signs does not answer"),
    _warning("BATCH_COLUMN_UNKNOWN", "A column that nothing is made of"),
    _warning("BATCH_CELL_ENCODING", "A text that was read in another encoding"),
    _warning("BATCH_FORMULA", "A cell that a spreadsheet would compute"),
    _error("BATCH_PURGED", "A key whose credential was issued and purged"),
    # Journals
    _error("STORE_READ_ONLY", "A database that may not be written to"),
    _error("STORE_FULL", "No room left for the database"),
    _error("STORE_BUSY", "A database that is kept busy"),
    _error("STORE_DAMAGED", "No database, or a damaged one"),
    _error("STORE_VERSION", "A database of a later version"),
    _error("STORE_UNAVAILABLE", "A database that cannot do what it is asked for"),
    _error("AUDIT_BROKEN", "An audit log that is not as it was written"),
    # The house
    _unknown("EXTRA_MISSING", "An optional dependency is not installed"),
    _error("REQUEST_MALFORMED", "Not a request of this interface"),
    _error("REQUEST_METHOD", "An address that takes another method"),
    _error("REQUEST_NOT_FOUND", "Nothing stands at this address"),
    _error("REQUEST_UNAUTHORISED", "A request without a key that holds"),
    _error("REQUEST_FORBIDDEN", "A request that the key is not for"),
    _error("REQUEST_RATE", "A request too many"),
    _error("TEMPLATE_UNKNOWN", "A template that the service does not have"),
    _error("TEMPLATE_CHANGED", "A template that was changed since"),
    _error("USAGE", "An argument that cannot be right"),
    _error("OUTPUT_EXISTS", "The output stands there already"),
    _error("OUTPUT_UNWRITABLE", "The output cannot be written"),
    _unknown("REPORT_EMPTY", "Nothing was checked"),
)

CODES: dict[str, Code] = {code.name: code for code in _TABLE}
"""Every code by name."""
