"""How a credential is shown: texts, pages and images."""

# Made by tools/elm/classes.py from the tables and words.toml: change those.

from __future__ import annotations

from typing import TYPE_CHECKING

from elm_microcred.model.elm.node import Node
from elm_microcred.model.elm.reading import ManyTexts, Maybe, One, Some, SomeTexts

if TYPE_CHECKING:
    from elm_microcred.model.elm.concepts import Concept
    from elm_microcred.model.elm.values import Whole


class DisplayParameter(Node):
    """How a credential presents itself: title, languages, prepared pages.

    `elm:DisplayParameter`.
    """

    PATH = "elm:DisplayParameter"

    title: SomeTexts = None
    """Title of the credential as people see it. (1..n, `dc:title`)"""

    description: ManyTexts = None
    """What the credential says, in a sentence. (0..n, `dc:description`)"""

    individual_display: Some[IndividualDisplay] = ()
    """Prepared pages in one language. (1..n, `elm:individualDisplay`)"""

    language: Some[Concept] = ()
    """Language that the credential can be shown in; the primary one too.

    (1..n, `dc:language`, vocabulary `language`)
    """

    primary_language: One[Concept] = None
    """Language that it was made in. (1..1, `elm:primaryLanguage`, vocabulary `language`)"""

    summary_display: Maybe[str] = None
    """Short form of the credential, as text. (0..1, `elm:summaryDisplay`)"""


class IndividualDisplay(Node):
    """The prepared pages of a credential in one language.

    `elm:IndividualDisplay`.
    """

    PATH = "elm:IndividualDisplay"

    display_detail: Some[DisplayDetail] = ()
    """Page. (1..n, `elm:displayDetail`)"""

    language: One[Concept] = None
    """Language of the pages. (1..1, `dc:language`, vocabulary `language` recommended)"""


class DisplayDetail(Node):
    """One page of a credential as an image.

    `elm:DisplayDetail`.
    """

    PATH = "elm:DisplayDetail"

    image: One[MediaObject] = None
    """The page as an image. (1..1, `elm:image`)"""

    page: One[Whole] = None
    """Number of the page, from 1. (1..1, `elm:page`)"""


class MediaObject(Node):
    """A file carried inside the credential: an image or a document.

    `elm:MediaObject`.
    """

    PATH = "elm:MediaObject"

    title: ManyTexts = None
    """Title. (0..n, `dc:title`)"""

    description: ManyTexts = None
    """What it is, in free text. (0..n, `dc:description`)"""

    attachment_type: Maybe[Concept] = None
    """What the file is: transcript, agreement, supplement. (0..1, `elm:attachmentType`)"""

    content: One[str] = None
    """Content of the file, encoded as text. (1..1, `elm:content`)"""

    content_encoding: One[Concept] = None
    """How the content is encoded: base64.

    (1..1, `elm:contentEncoding`, vocabulary `encoding` recommended)
    """

    content_size: Maybe[Whole] = None
    """Size of the file in bytes. (0..1, `elm:contentSize`)"""

    content_type: One[Concept] = None
    """Format of the file. (1..1, `elm:contentType`, vocabulary `file-type` recommended)"""

    content_url: Maybe[str] = None
    """Where it can be fetched. (0..1, `elm:contentUrl`)"""
