"""Names of files: a lesson's address is made of its file's name, so not every name will do."""

from __future__ import annotations

import re
from pathlib import Path

from tutorial.telling.words import hyphenated

ENDINGS = (".yaml", ".yml")
SCHEMA_FILE = "lesson.schema.json"
"""The name of the lesson schema's file beside lessons."""

COURSE = "course"
"""The name of a folder's course file without its ending; no lesson can have it."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 60


def slug_problem(path: Path) -> str | None:
    """Why a lesson cannot have this name, with a better one; None when it can."""
    name = path.stem if path.suffix in ENDINGS else path.name
    if name == COURSE:
        return "that is the name of a course's file; how about first-event.yaml?"
    if _SLUG.fullmatch(name) and len(name) <= _LONGEST:
        return None
    rule = "a lesson's name is its address: small letters, digits and single hyphens"
    if len(name) > _LONGEST:
        return f"{rule}, {_LONGEST} of them at most"
    better = hyphenated(name)
    return f"{rule}; how about {path.with_name(better)}?" if better else f"{rule}, such as private-rooms"


def is_course_file(path: Path) -> bool:
    """Whether a file's name is that of a course file: `course.yaml`, or `course.yml`."""
    return path.stem == COURSE and path.suffix in ENDINGS
