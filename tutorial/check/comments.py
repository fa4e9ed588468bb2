"""Check that no # cuts a text: behind a space it begins a comment in YAML, and the page ends before it."""

from __future__ import annotations

from collections.abc import Iterator

from tutorial.check.prose import prose as prose_of
from tutorial.check.subject import Subject
from tutorial.lesson.positions import Loc
from tutorial.lesson.problems import Problem
from tutorial.telling.words import quoted

_ENDS = (".", "?", "!", ":", "”", '"', ")", "*", "`")


def check_comments(subject: Subject) -> Iterator[Problem]:
    """Warn of a # with no space behind it, as in #chat, and of any that ends a text before its sentence does."""
    where = subject.loaded.where
    prose = {text.loc for text in prose_of(subject.lesson)}
    for loc, (position, comment) in where.comments.items():
        text = where.written.get(loc, "")
        unfinished = _is_prose(loc, prose) and not text.rstrip().endswith(_ENDS)
        if text and (unfinished or (comment[1:2].strip() and comment[1] != "#")):
            what = f"{quoted(comment)} is a comment: the page ends at {quoted(text[-30:])}"
            remedy = "put the whole text in quotes, or a space behind the # if it is a comment"
            if unfinished:
                remedy = "put the whole text in quotes, or a full stop before the comment"
            yield Problem(where.path, *position, what, remedy, "warning")


def _is_prose(loc: Loc, prose: set[Loc]) -> bool:
    """Whether a text is prose. A single `hint` stands for the first of `hints`."""
    hint: Loc = (*loc[:-1], "hints", 0, "text") if loc and loc[-1] == "hint" else loc
    return loc in prose or hint in prose or (*loc, "text") in prose
