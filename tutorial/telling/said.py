"""A sentence about a run in pieces: plain words, names of the program, values of the run, and words of the list.

A page shows values as chips and explains the words of the list; the plain text of a sentence is for reading aloud.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, Union

from tracer.values import Value
from tutorial.telling.literals import literal, plain
from tutorial.telling.word_list import TermKey
from tutorial.telling.words import cut_at_word, visible

PieceKind = Literal["words", "who", "name", "value", "term"]

_READS_AS_OTHER = re.compile(r"""[-+]?\.?\d[\d_.eE+-]*|None|True|False|['"\[({].*""", re.DOTALL)
"""A text that would read as a number, a list or the like, if it stood without quotes."""

_ALOUD = 80
"""How many characters of one value are read aloud."""


@dataclass(frozen=True, slots=True)
class SaidPiece:
    """A piece of a sentence. `term` is the key of a word of the list, and "" for every other piece."""

    kind: PieceKind
    text: str
    term: TermKey | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One or more sentences in pieces."""

    pieces: tuple[SaidPiece, ...]

    def __str__(self) -> str:
        """The whole text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def aloud(self) -> str:
        """The text with long values cut, at the end of a word where they have one."""
        return "".join(
            cut_at_word(piece.text, _ALOUD) if piece.kind == "value" else piece.text for piece in self.pieces
        )

    def __add__(self, other: Said) -> Said:
        """One text after the other, as a new sentence."""
        if not self.pieces or not other.pieces:
            return self if self.pieces else other
        return Said((*self.pieces, SaidPiece("words", " "), *other.pieces))


Spoken = Union[str, SaidPiece, "tuple[Spoken, ...]"]
"""What a sentence is made of: plain words, pieces, and several of these in a row."""


def said(*spoken: Spoken) -> Said:
    """A sentence of plain words and pieces."""
    return Said(tuple(_flat(spoken)))


def who(client: str | None) -> SaidPiece:
    """The name of a client."""
    return SaidPiece("who", visible(client or "the client"))


def name(text: str) -> SaidPiece:
    """A name of the program: of an event, a function or an exception."""
    return SaidPiece("name", visible(text))


def term(key: TermKey, text: str | None = None) -> SaidPiece:
    """A word of the list, as it stands in the sentence."""
    return SaidPiece("term", text or key, key)


def value(given: Value) -> SaidPiece:
    """A value of the run, as `chip` writes it."""
    return SaidPiece("value", visible(chip(given)))


def values(given: Iterable[Value]) -> tuple[SaidPiece, ...]:
    """Values in a row: `1, 2 and 3`."""
    return listing([value(one) for one in given])


def listing(pieces: Iterable[SaidPiece]) -> tuple[SaidPiece, ...]:
    """Pieces in a row, with commas and an `and` between them."""
    everything = [*pieces]
    told: list[SaidPiece] = []
    for number, piece in enumerate(everything):
        if number:
            told.append(SaidPiece("words", " and " if number == len(everything) - 1 else ", "))
        told.append(piece)
    return tuple(told)


def chip(given: Value) -> str:
    """A value for a chip: a text without quotes, unless it is empty, has edges of blanks or reads as another value."""
    if isinstance(given, str) and (given.strip() != given or not given or _READS_AS_OTHER.fullmatch(given)):
        return literal(given)
    return plain(given)


def mentioned_once(sentence: Said, known: set[str]) -> Said:
    """The sentence with the words of the list that are `known` as plain words; the others are known from now on."""
    return Said(tuple(_once(sentence.pieces, known)))


def _once(pieces: Iterable[SaidPiece], known: set[str]) -> Iterator[SaidPiece]:
    for piece in pieces:
        if piece.term and piece.term in known:
            yield replace(piece, kind="words", term="")
        else:
            known.add(piece.term)
            yield piece


def _flat(spoken: tuple[Spoken, ...]) -> Iterator[SaidPiece]:
    for part in spoken:
        if isinstance(part, str):
            yield SaidPiece("words", part)
        elif isinstance(part, SaidPiece):
            yield part
        else:
            yield from _flat(part)
