"""The Markdown of lessons as safe HTML: raw HTML is shown as text, and what comes out passes a sanitiser."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_INLINE_TAGS = {"a", "br", "code", "em", "s", "strong"}
_TAGS = _INLINE_TAGS | {
    *("blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "code": {"class"}}
_SCHEMES = {"http", "https", "mailto"}


def block(text: str) -> Markup:
    """Paragraphs, lists, tables and code of a longer text."""
    return _clean(_parser().render(text), _TAGS)


def inline(text: str) -> Markup:
    """A text that stands inside a line or a button: emphasis, code and links, and no paragraphs."""
    return _clean(_parser().renderInline(text), _INLINE_TAGS)


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _clean(html: str, tags: set[str]) -> Markup:
    attributes = {tag: names for tag, names in _ATTRIBUTES.items() if tag in tags}
    return Markup(  # noqa: S704  # this is the sanitiser
        nh3.clean(html, tags=tags, attributes=attributes, url_schemes=_SCHEMES, link_rel="noopener noreferrer")
    )
