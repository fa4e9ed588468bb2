"""Renders a lesson's program as coloured HTML, one element a line so that scripts can mark each line."""

from __future__ import annotations

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tutorial.telling.words import visible


def coloured_lines(code: str) -> tuple[Markup, ...]:
    """Each line of the program as safe HTML, coloured by CSS classes and without its line end.

    Invisible characters (bidirectional and other controls) become escapes: the code that readers see must be the
    code that runs.
    """
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    coloured: str = highlight(visible(code.rstrip("\n"), keep="\n\t"), lexer, HtmlFormatter(nowrap=True))
    return tuple(Markup(line) for line in coloured.removesuffix("\n").split("\n"))  # noqa: S704  # Pygments escapes
