"""Makes a Jinja environment write the parts: an app's, or one by itself where there is no app."""

from __future__ import annotations

import pkgutil
import re

from jinja2 import Environment, FunctionLoader
from jinja2.ext import Extension

from tutorial.telling import narration
from tutorial.telling.words import cut, cut_at_word, visible
from web.parts.slips import breakable


class _Unindented(Extension):
    """Strips the indentation of a template's lines of markup, which only its authors need: 2 % of a page."""

    _indent = re.compile(r"^ +(?=[<{])", re.MULTILINE)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002  # Jinja's
        """The source without that indentation; lines of text, such as a sample's code, keep theirs."""
        return self._indent.sub("", source)


def prepare(environment: Environment) -> None:
    """Give an environment what the templates of parts use, but for addresses."""
    environment.add_extension(_Unindented)
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.filters["cut_at_word"] = cut_at_word
    environment.filters["shown"] = visible
    environment.filters["cut"] = cut
    environment.filters["breakable"] = breakable
    environment.globals["columns"] = narration.COLUMNS


def environment_of_parts() -> Environment:
    """An environment without an app. It reads templates as the package has them, also from within a zip file."""
    environment = Environment(autoescape=True, loader=FunctionLoader(_source))
    prepare(environment)
    return environment


def _source(name: str) -> str | None:
    try:
        data = pkgutil.get_data("web", name)
    except OSError:
        return None
    return None if data is None else data.decode()
