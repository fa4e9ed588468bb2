"""The sentences of a lesson's prose, in plain text: code stays in backticks, a reference in its braces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from markdown_it.token import Token

from tutorial.check.prose import Prose
from tutorial.lesson import markdown
from tutorial.lesson.references import Reference

_SHUT = re.compile(r"`[^`]*`|\{[^{}]*\}|“[^”]*”|\"[^\"]*\"")
"""What no sentence ends in: code, references, quotations."""

_END = re.compile(r"[.?!]+[)”\"*_]*(?=\s)")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|cf|No|[A-Z])\.$")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text. `before` is what its text says before it."""

    prose: Prose
    text: str
    references: tuple[Reference, ...]
    before: str = ""

    @cached_property
    def plain(self) -> str:
        """The words, without code, references and quotations."""
        return _SHUT.sub(lambda shut: " " * len(shut[0]), self.text)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The code in backticks."""
        return tuple(code.strip() for code in re.findall(r"`([^`]+)`", self.text))

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """What stands in quotation marks."""
        return tuple(one or other for one, other in re.findall(r"“([^”]+)”|(?<!\w)\"([^\"]+)\"", self._uncoded))

    @cached_property
    def told(self) -> str:
        """The text with `step 3` for the reference of it."""
        return re.sub(r"\{\s*step\s+([0-9]+)\s*\}", lambda found: f"step {found[1]}".ljust(len(found[0])), self.text)

    @cached_property
    def stepped(self) -> str:
        """The told text without code and quotations; each word stands where it does there."""
        return _blank(self.told, r"`[^`]*`|“[^”]*”|\"[^\"]*\"")

    @property
    def asks(self) -> bool:
        return self.text.rstrip('*_”") ').endswith("?")

    @cached_property
    def _uncoded(self) -> str:
        return _blank(self.text, r"`[^`]*`")


def sentences(prose: Prose) -> Iterator[Sentence]:
    """The sentences of a text, in order. Blocks of code are none."""
    tokens = list(markdown.tokens(prose.text) if prose.block else markdown.inline_tokens(prose.text))
    before = ""
    for paragraph in _paragraphs(tokens):
        found = {token.content: token.meta["refer"] for token in paragraph if token.type == "reference"}
        for text in _split("".join(map(_text, paragraph))):
            references = tuple(meant for written, meant in found.items() if written in text)
            yield Sentence(prose, text, tuple(one for one in references if isinstance(one, Reference)), before)
            before += f"{text} "


def _paragraphs(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The tokens of each stretch of text."""
    lines: list[list[Token]] = []
    for token in tokens:
        if token.type == "inline":
            lines.append([])
        elif lines and not token.block:
            lines[-1].append(token)
    yield from lines


def _text(token: Token) -> str:
    if token.type == "code_inline":
        return f"`{token.content.replace('`', '')}`"
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "reference", "text_special") else ""


def _split(text: str) -> Iterator[str]:
    """Split a paragraph after each end of a sentence that stands in no code, reference or quotation."""
    whole = " ".join(text.split())
    open_words = _SHUT.sub(lambda shut: "x" * len(shut[0]), whole)
    begun = 0
    for end in _END.finditer(open_words):
        if not _ABBREVIATED.search(open_words[: end.end()]):
            yield whole[begun : end.end()]
            begun = end.end() + 1
    if whole[begun:].strip():
        yield whole[begun:]


def _blank(text: str, form: str) -> str:
    return re.sub(form, lambda found: " " * len(found[0]), text)
