"""The Markdown of lessons as safe HTML: raw HTML becomes text, and a sanitiser cleans the result.

Prose may refer to places of the run in braces (see `tutorial.lesson.references`). The caller knows the page, and says
where each reference leads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from tutorial.lesson.references import BRACES, Misread, Reference, read

_INLINE_TAGS = {"a", "br", "code", "em", "s", "strong"}
_TAGS = _INLINE_TAGS | {
    *("blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "data-point", "data-step", "data-tells", "data-lines"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "code": {"class"},
}
_SCHEMES = {"http", "https", "mailto"}
_REFER = "refer"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a reference leads: an element of the page, and the step to go to. Without an `id` it is words alone.

    The page shows a `value` as code, and the value tells of that step. A call-out has the `lines` of the program.
    """

    words: str
    id: str
    step: int | None
    value: bool
    lines: tuple[int, int] | None = None


Refer = Callable[[Reference], Link | None]
"""Says where a reference leads; None when the page does not have the place."""


def block(text: str, refer: Refer | None = None) -> Markup:
    """Render a longer text: paragraphs, lists, tables and code."""
    return _clean(_parser().render(text, {_REFER: refer}), _TAGS)


def inline(text: str, refer: Refer | None = None) -> Markup:
    """Render a text inside a line or a button: emphasis, code and links, but no paragraphs."""
    return _clean(_parser().renderInline(text, {_REFER: refer}), _INLINE_TAGS)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a longer text in order, also those inside its lines."""
    yield from _flat(_parser().parse(text))


def inline_tokens(text: str) -> Iterator[Token]:
    """The tokens of a text inside a line."""
    yield from _flat(_parser().parseInline(text))


def references(text: str) -> Iterator[Reference | Misread]:
    """The places that a text refers to, in order."""
    yield from (token.meta[_REFER] for token in tokens(text) if token.type == "reference")


def blocks(text: str) -> Iterator[str]:
    """The paragraphs, lists and other blocks of a longer text, each as it is written."""
    lines = text.split("\n")
    for token in _parser().parse(text):
        if token.level == 0 and token.map is not None:
            yield "\n".join(lines[token.map[0] : token.map[1]])


def _flat(parts: Sequence[Token]) -> Iterator[Token]:
    for part in parts:
        yield part
        if part.type == "inline":
            yield from _flat(part.children or [])


@cache
def _parser() -> MarkdownIt:
    """One parser for all texts. It takes 3 ms to make, and keeps nothing of a text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.inline.ruler.push("reference", _reference)
    parser.add_render_rule("reference", _show)
    return parser


def _reference(state: StateInline, silent: bool) -> bool:
    """Read a reference where the parser stands, if there is one."""
    braces = BRACES.match(state.src, state.pos, state.posMax)
    meant = read(braces) if braces else None
    if braces is None or meant is None:
        return False
    if not silent:
        token = state.push("reference", "a", 0)
        token.content, token.meta = braces[0], {_REFER: meant}
    state.pos = braces.end()
    return True


def _show(_: RendererHTML, parts: Sequence[Token], index: int, __: OptionsDict, env: EnvType) -> Markup:
    """Render a reference as a link with the words of its place; as the braces themselves, when it leads nowhere."""
    meant, refer = parts[index].meta[_REFER], env.get(_REFER)
    link = refer(meant) if refer and isinstance(meant, Reference) else None
    if link is None:
        return escape(parts[index].content)
    words = Markup("<code>{}</code>").format(link.words) if link.value else escape(link.words)
    if not link.id:
        return words
    step = Markup(' data-step="{}"').format(link.step) if link.step else ""
    tells = Markup(' data-tells="{}"').format(link.step) if link.step and link.value else ""
    lines = Markup(' data-lines="{}-{}"').format(*link.lines) if link.lines else ""
    return Markup('<a href="#{}" data-point=""{}{}{}>{}</a>').format(link.id, step, tells, lines, words)


def _clean(html: str, tags: set[str]) -> Markup:
    attributes = {tag: names for tag, names in _ATTRIBUTES.items() if tag in tags}
    import nh3  # compiled code, which a browser does not have; there is no prose of an author there

    return Markup(  # noqa: S704  # this is the sanitiser
        nh3.clean(html, tags=tags, attributes=attributes, url_schemes=_SCHEMES, link_rel="noopener noreferrer")
    )
