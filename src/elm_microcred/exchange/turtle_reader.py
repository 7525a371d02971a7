"""Turtle, TriG and N-Triples of somebody else, read without losing the spelling of a literal.

Time and memory grow with the length of the text alone; nesting is limited. Relative IRIs need a
`@base` in the text: no other base is invented.

Spec: https://www.w3.org/TR/turtle/#sec-parsing and https://www.w3.org/TR/trig/#sec-parsing
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import urljoin

from elm_microcred.errors import LimitError, ParseError
from elm_microcred.jsonld import Quad
from elm_microcred.jsonld.iris import has_scheme, is_iri
from elm_microcred.jsonld.nquads import RDF, XSD, literal
from elm_microcred.limits import DEFAULT, Limits

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START: Final = _BASE + "_"
_CHARS: Final = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_ESCAPED: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ECHAR: Final = r"""\\[tbnrf"'\\]"""
# Dots may stand inside of a name and not at its end; what was matched once is not tried again.
_PREFIX: Final = rf"(?:[{_BASE}](?:\.*+[{_CHARS}])*+)?"
_LOCAL: Final = rf"(?:(?:[{_START}:0-9]|{_ESCAPED})(?:\.*+(?:[{_CHARS}:]|{_ESCAPED}))*+)?"
_TOKEN: Final = re.compile(
    rf"""
      (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*+>)
    | (?P<long>\"{{3}}(?:\"{{0,2}}(?:[^"\\]|{_ECHAR}|{_UCHAR}))*+\"{{3}}
              |'{{3}}(?:'{{0,2}}(?:[^'\\]|{_ECHAR}|{_UCHAR}))*+'{{3}})
    | (?P<short>"(?:[^"\\\n\r]|{_ECHAR}|{_UCHAR})*+"|'(?:[^'\\\n\r]|{_ECHAR}|{_UCHAR})*+')
    | (?P<blank>_:[{_START}0-9](?:\.*+[{_CHARS}])*+)
    | (?P<name>{_PREFIX}:{_LOCAL})
    | (?P<at>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
    | (?P<double>[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+)
    | (?P<decimal>[+-]?[0-9]*\.[0-9]+)
    | (?P<integer>[+-]?[0-9]+)
    | (?P<word>[A-Za-z]+)
    | (?P<sign>\^\^|[.;,\[\](){{}}])
    """,
    re.VERBOSE,
)
_SPACE: Final = re.compile(r"(?:[ \t\r\n]++|\#[^\r\n]*+)*+")
_ESCAPE: Final = re.compile(r"\\(?:u(....)|U(........)|(.))", re.DOTALL)
_LETTERS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_NAME_ESCAPE: Final = re.compile(r"\\(.)")
_NUMBERS: Final = ("double", "decimal", "integer")


class _Token(NamedTuple):
    kind: str
    text: str
    start: int


def read_turtle(text: str, *, trig: bool = False, limits: Limits = DEFAULT) -> list[Quad]:
    """The statements of a Turtle document, or of a TriG document.

    Args:
        text: The document.
        trig: Whether named graphs may stand in it.
        limits: Bounds on nesting and on the number of statements.

    Raises:
        ParseError: At the first place that is not Turtle (`RDF_UNREADABLE`).
        LimitError: If it nests too deeply or says too much.
    """
    reader = _Reader(text, trig, limits)
    reader.document()
    return reader.quads


class _Reader:
    """The state of one reading."""

    def __init__(self, text: str, trig: bool, limits: Limits) -> None:
        self.text = text
        self.trig = trig
        self.limits = limits
        self.quads: list[Quad] = []
        self.graph = ""
        self.base = ""
        self.prefixes: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.blanks = 0
        self.depth = 0
        self.place = 0
        self.token = _Token("", "", 0)
        self.next()

    # Tokens

    def next(self) -> _Token:
        """The current token; the one after it becomes the current one."""
        token = self.token
        start = _SPACE.match(self.text, self.place).end()  # type: ignore[union-attr]  # matches
        match = _TOKEN.match(self.text, start)
        if match is not None:
            self.token = _Token(str(match.lastgroup), match[0], start)
            self.place = match.end()
        elif start == len(self.text):
            self.token = _Token("end", "", start)
        else:
            self.token = _Token("", self.text[start : start + 20], start)
            raise self.wrong("a term")
        return token

    def wrong(self, expected: str, detail: str = "This is not Turtle.") -> ParseError:
        token = self.token
        line = self.text.count("\n", 0, token.start) + 1
        column = token.start - self.text.rfind("\n", 0, token.start)
        return ParseError(
            "RDF_UNREADABLE",
            f"{detail} Line {line}, column {column}.",
            found=token.text or "the end",
            expected=expected,
            spec="https://www.w3.org/TR/turtle/#sec-grammar",
        )

    def sign(self, text: str) -> bool:
        """Whether the current token is this sign, which is then taken."""
        if self.token.kind == "sign" and self.token.text == text:
            self.next()
            return True
        return False

    def take(self, text: str) -> None:
        if not self.sign(text):
            raise self.wrong(f"`{text}`")

    # Statements

    def document(self) -> None:
        while self.token.kind != "end":
            self.statement()

    def statement(self) -> None:
        token = self.token
        word = token.text.lower()
        if token.kind == "at" and token.text in ("@prefix", "@base"):
            self.directive(word[1:])
            self.take(".")
        elif token.kind == "word" and word in ("prefix", "base"):
            self.directive(word)
        elif self.trig and token.kind == "word" and word == "graph":
            self.next()
            self.block(self.name())
        elif self.trig and token.kind == "sign" and token.text == "{":
            self.block("")
        else:
            self.triples_or_block()

    def directive(self, word: str) -> None:
        self.next()
        if word == "base":
            self.base = self.iri()
            return
        if self.token.kind != "name" or not self.token.text.endswith(":"):
            raise self.wrong("a prefix with its colon")
        prefix = self.next().text
        self.prefixes[prefix[:-1]] = self.iri()

    def block(self, graph: str) -> None:
        self.take("{")
        self.graph = graph
        while not self.sign("}"):
            self.triples()
            if not self.sign("."):
                self.take("}")
                break
        self.graph = ""

    def name(self) -> str:
        """The name of a graph."""
        if self.sign("["):
            self.take("]")
            return self.fresh()
        return self.resource()

    def triples_or_block(self) -> None:
        if self.trig and self.token.kind in ("iri", "name", "blank"):
            subject = self.resource()
            if self.token.text == "{":
                self.block(subject)
                return
            self.properties(subject)
            self.take(".")
        elif self.triples(may_be_block=self.trig):
            self.take(".")

    def triples(self, *, may_be_block: bool = False) -> bool:
        """The statements about one subject; false where it named a block."""
        if self.token.text == "[" and self.token.kind == "sign":
            subject, is_empty = self.blank()
            if is_empty and may_be_block and self.token.text == "{":
                self.block(subject)
                return False
            if not is_empty and self.token.text in (".", "}"):
                return True
        elif self.token.text == "(" and self.token.kind == "sign":
            subject = self.collection()
        else:
            subject = self.resource()
        self.properties(subject)
        return True

    def properties(self, subject: str) -> None:
        """The predicates and objects of a subject, at least one."""
        while True:
            if self.token.kind == "word" and self.token.text == "a":
                self.next()
                predicate = f"<{RDF}type>"
            else:
                predicate = self.resource(is_predicate=True)
            self.add(subject, predicate, self.object())
            while self.sign(","):
                self.add(subject, predicate, self.object())
            if not self.sign(";"):
                return
            while self.sign(";"):
                pass
            if self.token.kind == "sign" and self.token.text in (".", "]", "}"):
                return

    def add(self, subject: str, predicate: str, object: str) -> None:
        if len(self.quads) >= self.limits.members:
            raise LimitError(
                "LIMIT_MEMBERS",
                "The document says too much.",
                expected=f"≤ {self.limits.members} statements",
            )
        self.quads.append(Quad(subject, predicate, object, self.graph))

    # Terms

    def object(self) -> str:
        kind, text, _ = self.token
        if kind in ("short", "long"):
            return self.literal()
        if kind in _NUMBERS:
            return literal(self.next().text, datatype=XSD + kind)
        if kind == "word" and text in ("true", "false"):
            return literal(self.next().text, datatype=XSD + "boolean")
        if kind == "sign" and text == "[":
            return self.blank()[0]
        if kind == "sign" and text == "(":
            return self.collection()
        return self.resource()

    def literal(self) -> str:
        ends = 3 if self.token.kind == "long" else 1
        text = self.unescaped(self.token.text[ends:-ends])
        self.next()
        if self.token.kind == "at":
            return literal(text, language=self.next().text[1:].lower())
        if self.sign("^^"):
            datatype = self.resource(is_predicate=True)[1:-1]
            if datatype == RDF + "langString":
                raise self.wrong("a language tag", "A text in a language has a tag.")
            return literal(text, datatype=datatype)
        return literal(text)

    def resource(self, *, is_predicate: bool = False) -> str:
        if self.token.kind == "iri":
            return f"<{self.iri()}>"
        if self.token.kind == "name":
            prefix, _, local = self.token.text.partition(":")
            if prefix not in self.prefixes:
                raise self.wrong("a prefix that was declared", "This prefix is not declared.")
            whole = self.prefixes[prefix] + _NAME_ESCAPE.sub(r"\1", local)
            return f"<{self.checked(whole)}>"
        if self.token.kind == "blank" and not is_predicate:
            label = self.next().text
            if label not in self.labels:
                self.labels[label] = self.fresh()
            return self.labels[label]
        raise self.wrong("an IRI" if is_predicate else "an IRI, a blank node or a literal")

    def iri(self) -> str:
        if self.token.kind != "iri":
            raise self.wrong("an IRI between < and >")
        text = self.unescaped(self.token.text[1:-1])
        if not has_scheme(text) and self.base:
            text = urljoin(self.base, text)
        return self.checked(text)

    def checked(self, iri: str) -> str:
        if not is_iri(iri):
            raise self.wrong(
                "an absolute IRI", "This IRI is relative, or has a character of no IRI."
            )
        self.next()
        return iri

    def blank(self) -> tuple[str, bool]:
        """A blank node between brackets, and whether nothing is said of it there."""
        subject = self.fresh()
        self.deeper("[")
        if self.sign("]"):
            self.depth -= 1
            return subject, True
        self.properties(subject)
        self.take("]")
        self.depth -= 1
        return subject, False

    def collection(self) -> str:
        self.deeper("(")
        items = []
        while not self.sign(")"):
            items.append(self.object())
        self.depth -= 1
        head = f"<{RDF}nil>"
        for item in reversed(items):
            cell = self.fresh()
            self.add(cell, f"<{RDF}first>", item)
            self.add(cell, f"<{RDF}rest>", head)
            head = cell
        return head

    def deeper(self, sign: str) -> None:
        self.take(sign)
        self.depth += 1
        if self.depth > self.limits.depth:
            raise LimitError(
                "LIMIT_DEPTH",
                "Blank nodes are nested too deeply.",
                expected=f"≤ {self.limits.depth}",
            )

    def fresh(self) -> str:
        self.blanks += 1
        return f"_:b{self.blanks - 1}"

    def unescaped(self, text: str) -> str:
        return _ESCAPE.sub(self.character, text) if "\\" in text else text

    def character(self, match: re.Match[str]) -> str:
        short, long, letter = match.groups()
        if letter:
            return _LETTERS.get(letter, letter)
        code = int(short or long, 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise self.wrong("a character of Unicode", "This escape stands for no character.")
        return chr(code)
