"""Reads a page as a browser would: its elements with their attributes and text, and nothing that is only text."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path"}


@dataclass
class Element:
    """An element of a page; `text` is all the text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[str] = field(default_factory=list)


@lru_cache(maxsize=4)  # a test asks a page for one element after another
def elements(html: str) -> list[Element]:
    """All elements of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


def by_id(html: str, name: str) -> Element:
    """The element with this id."""
    return next(element for element in elements(html) if element.attributes.get("id") == name)


def run_data(html: str) -> Any:
    """The run as the page tells it to its scripts."""
    return json.loads(next(element for element in elements(html) if element.attributes.get("data-part") == "run").text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, inside=[e.tag for e in self.open])
        self.found.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open and any(element.tag == tag for element in self.open):
            if self.open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data
