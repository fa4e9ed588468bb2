"""The list of words with their meanings, once on a page; wherever such a word stands, a press shows its meaning."""

from __future__ import annotations

from dataclasses import dataclass

from tutorial.telling.word_list import TERMS, Term, TermKey
from web.parts.material import Material
from web.parts.part import Part


@dataclass(frozen=True, slots=True)
class TermsView:
    """The words of the list by their keys."""

    terms: dict[TermKey, Term]


def _terms(_: Material) -> TermsView:
    return TermsView(TERMS)


TERMS_PART = Part("terms", _terms)
