"""Text in languages: bare strings, tags, and their settling into the main language."""

from __future__ import annotations

import pytest
from hypothesis import given

from elm_microcred.errors import ModelError
from elm_microcred.model import Achievement, Concept, Note, Text
from elm_microcred.model.text import UNDETERMINED, localised
from strategies import texts


def test_a_bare_string_has_no_language_yet() -> None:
    assert Note.parse("x").text == Text({UNDETERMINED: "x"})
    assert Text("x") == Text({"und": "x"})  # type: ignore[arg-type]  # as from data


def test_a_text_reads_like_a_mapping() -> None:
    text = Text({"lv": "Ostas drošība", "en": "Port safety"})
    assert text["lv"] == "Ostas drošība"
    assert list(text) == ["lv", "en"]
    assert text.languages == ("lv", "en")
    assert text.items() == (("lv", "Ostas drošība"), ("en", "Port safety"))
    assert str(text) == "Port safety"
    assert text.in_language("de", "lv") == "Ostas drošība"
    assert text.in_language() == "Ostas drošība"
    assert str(Text({"lv": "Osta"})) == "Osta"


@given(texts())
def test_the_order_of_languages_does_not_count(text: Text) -> None:
    turned = Text(dict(reversed(text.items())))
    assert turned == text
    assert hash(turned) == hash(text)
    assert Note.parse({"text": text}).text is text


@pytest.mark.parametrize(
    ("given_tag", "kept"),
    [
        ("LV", "lv"),
        ("sr-latn", "sr-Latn"),
        ("PT-br", "pt-BR"),
        ("zh-hANT-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("de-CH-1996", "de-CH-1996"),
        ("en-x-PORT", "en-x-port"),
        ("tlh", "tlh"),
    ],
)
def test_a_tag_is_kept_in_its_customary_case(given_tag: str, kept: str) -> None:
    assert Text({given_tag: "x"}).languages == (kept,)


@pytest.mark.parametrize("tag", ["", "e", "en_GB", "english language", "en-", "-en", "ēn", "en\n"])
def test_what_is_no_tag_is_refused(tag: str) -> None:
    with pytest.raises(ModelError) as raised:
        Note.parse({"text": {tag: "x"}})
    assert raised.value.code == "MODEL_LANGUAGE"


def test_only_what_is_undetermined_is_localised() -> None:
    concept = Concept.parse({"iri": "urn:x:y", "label": {"und": "osta", "en": "port"}})
    assert localised(concept, "lv").label == Text({"lv": "osta", "en": "port"})
    settled = Concept.parse({"label": {"en": "port"}})
    assert localised(settled, "lv") is settled
    assert localised((settled,), "lv") == (settled,)
    assert localised(concept, "und") is concept
    assert localised("osta", "lv") == "osta"
    assert localised(concept, "lv").label.languages == ("lv", "en")


def test_bare_strings_take_the_main_language_everywhere() -> None:
    achievement = Achievement.parse(
        {
            "language": "lv",
            "title": "Ostas drošība",
            "outcomes": ["Plāno", {"title": {"en": "Does"}}],
            "issuer": {"legal_name": "Osta", "location": {"name": "Ventspils"}},
            "quality_assurance": [{"title": "Licence", "agency": "Dienests"}],
        }
    )
    assert '"und"' not in achievement.to_json()
    assert achievement.outcomes[1].title.languages == ("en",)


def test_the_main_language_may_be_undetermined() -> None:
    achievement = Achievement.parse({"language": "und", "title": "x"})
    assert achievement.title == Text({"und": "x"})
