"""Check the Markdown of a lesson: links lead somewhere, images have words, headings skip no level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from tutorial.check.prose import Prose
from tutorial.check.subject import Subject
from tutorial.lesson import markdown
from tutorial.lesson.problems import Problem
from tutorial.telling.words import quoted

_STEP = re.compile(r"step-([0-9]{1,4})(\.[0-9]{1,3})*")


def check_markup(subject: Subject) -> Iterator[Problem]:
    """Check the links, images and headings of every text."""
    for prose in subject.prose():
        tokens = list(markdown.tokens(prose.text) if prose.block else markdown.inline_tokens(prose.text))
        for token in tokens:
            if token.type == "link_open":
                yield from _link(subject, prose, str(token.attrGet("href") or ""))
            elif token.type == "image":
                yield from _image(subject, prose, token)
        yield from _headings(subject, prose, tokens)


def _link(subject: Subject, prose: Prose, address: str) -> Iterator[Problem]:
    parts = urlsplit(address)
    if parts.scheme == "http":
        remedy = "write https: if the site has it"
        yield subject.at_words(prose, address, f"{quoted(address)} is not encrypted", remedy, severity="warning")
    elif parts.scheme or parts.netloc:
        return
    elif parts.path:
        yield from _file(subject, prose, address)
    elif parts.fragment:
        yield from _place(subject, prose, parts.fragment)
    else:
        yield subject.error(prose.loc, "a link leads nowhere", "write its address between the ( and the )")


def _file(subject: Subject, prose: Prose, address: str) -> Iterator[Problem]:
    """A relative address names a file beside the lesson. An address from the root belongs to the site."""
    path = unquote(urlsplit(address).path)
    folder = Path(subject.loaded.where.path).parent
    if not path.startswith("/") and not (folder / path).exists():
        remedy = "correct the path, or write the whole address"
        yield subject.at_words(prose, address, f"there is no {quoted(path)} beside the lesson", remedy)


def _place(subject: Subject, prose: Prose, fragment: str) -> Iterator[Problem]:
    steps = len(subject.trace.steps)
    found = _STEP.fullmatch(fragment)
    if found is None:
        remedy = "write a reference, such as `{step 2}` or `{cell 2 receives}`"
        yield subject.at_words(prose, f"#{fragment}", f"the page has no place for {quoted('#' + fragment)}", remedy)
    elif not 1 <= int(found[1]) <= steps:
        remedy = f"it has steps 1 to {steps}"
        yield subject.at_words(prose, f"#{fragment}", f"the run has no step {found[1]}", remedy)


def _image(subject: Subject, prose: Prose, token: Token) -> Iterator[Problem]:
    source = str(token.attrGet("src") or "")
    if not token.content.strip():
        remedy = "say between the [ and the ] what it shows"
        yield subject.at_words(prose, source, f"the image {quoted(source)} has no words for it", remedy)
    if not urlsplit(source).scheme and source:
        yield from _file(subject, prose, source)


def _headings(subject: Subject, prose: Prose, tokens: list[Token]) -> Iterator[Problem]:
    """A heading is at most one level below the heading before it."""
    before = None
    for token, content in pairwise(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1:])
        if before is not None and level > before + 1:
            what = f"the heading {quoted(content.content)} skips a level: {level} comes after {before}"
            yield subject.at_words(prose, f"{token.markup} {content.content}", what, f"write `{'#' * (before + 1)}`")
        before = level
