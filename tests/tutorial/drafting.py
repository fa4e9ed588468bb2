"""A lesson under way, for tests: its text, and saves of it as an editor makes them."""

from __future__ import annotations

from pathlib import Path

from tutorial.cli.first_lesson import LessonIdea, new_lesson

TEXT = new_lesson("draft", LessonIdea("A draft"))


def save(path: Path, text: str) -> None:
    """Put another file in the place of the one that is there, as most editors do."""
    other = path.with_name(f".{path.name}.new")
    other.write_text(text, encoding="utf-8")
    other.replace(path)


def edited(old: str, new: str, text: str = TEXT) -> str:
    """The lesson's text with one place changed."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
