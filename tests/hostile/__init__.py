"""A corpus of hostile inputs of our own, made by code from signed controls.

One module for each table of attacks. Each yields `Case`s; `corpus()` puts them together in the
form that `scripts/corpus attacks` runs (`elm-attack-corpus/1`). Fix the class, not the case: a new
attack is a new case here, beside a control that shows what must still pass.
"""

from hostile.case import Case, World
from hostile.corpus import corpus, write

__all__ = ["Case", "World", "corpus", "write"]
