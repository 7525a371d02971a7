"""The European Learning Model 3.2: a micro-credential as a European Digital Credential."""

from elm_microcred.mapping.elm.envelopes import envelope_of, in_envelope
from elm_microcred.mapping.elm.from_elm import from_elm
from elm_microcred.mapping.elm.to_elm import to_elm

__all__ = ["envelope_of", "from_elm", "in_envelope", "to_elm"]
