"""Explain YAML's errors to the author of a lesson."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from tutorial.telling.words import visible

_PLAIN_WORDS = (
    ("found character '\\t'", "a tab stands here", "indent with spaces"),
    (
        "mapping values are not allowed",
        "this ': ' comes where no key can stand",
        "put quotes around a text with a colon in it, or check the indentation and the line before",
    ),
    ("found unexpected end of stream", "a quote is never closed{since}", "close it"),
    ("could not find expected ':'", "a key without its ': '{since}", "write `key: value`, and check the indentation"),
    ("expected ',' or ']'", "a list in [ ] is not closed{since}", "put a comma between its items and a ] at its end"),
    (
        "expected ',' or '}'",
        "a mapping in { } is not closed{since}",
        "put a comma between its keys and a } at its end; text that begins with { needs quotes",
    ),
    (
        "while parsing a block",
        "this line does not fit the lines around it",
        "check the indentation, and that a list's items all begin with '- '",
    ),
    ("scanning an alias", "a text cannot begin with *", "put the text in quotes"),
    ("scanning an anchor", "a text cannot begin with &", "put the text in quotes"),
    (
        "unknown escape character",
        "an unknown escape in a text in double quotes",
        "write \\\\ for a backslash, or use single quotes",
    ),
)


_ENDED = re.compile(r"^(?:.*?(?:: |- ))?\s*(?:(\{).*\}|(\[).*\]|(\").*\"|(').*')\s*$")
"""A quoted or bracketed value at the end of a line; YAML found more text behind it."""


_AROUND = {
    "{": "put the whole text in quotes",
    "[": "put the whole text in quotes",
    '"': "put single quotes around the whole text",
    "'": "put double quotes around the whole text",
}


def _goes_on_after(error: MarkedYAMLError, text: str) -> str | None:
    """The quote or bracket at the start of a text that goes on after the matching one; None in other errors."""
    mark = error.problem_mark
    if mark is None or "while parsing a block" not in str(error.context):
        return None
    before = _ENDED.match(text[: mark.index].rpartition("\n")[2])
    return next((sign for sign in before.groups() if sign), None) if before else None


def plain_words(error: MarkedYAMLError, text: str) -> tuple[str, str]:
    """Explain a YAML error to an author: what is wrong, and what to do."""
    if sign := _goes_on_after(error, text):
        return (
            f"text that begins with {sign} needs quotes",
            f"{_AROUND[sign]}, or write it below a `>-`",
        )
    problem = str(error.problem or error.context or "it cannot be read")
    context = str(error.context or "")
    for sign, what, next_step in _PLAIN_WORDS:
        if sign in problem or (sign in context and not problem.startswith("found character")):
            mark = error.context_mark
            since = f" (it began in line {mark.line + 1})" if mark else ""
            return what.replace("{since}", since), next_step
    if found := re.match(r"found character (.+) that cannot start", problem):
        return f"a text cannot begin with {found[1]}", "put the text in quotes"
    return f"this is not YAML: {visible(problem)}", "put quotes around text with signs in it, and check the indentation"
