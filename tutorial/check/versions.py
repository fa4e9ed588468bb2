"""Check versions in prose: they are those of the Python, Flask and libraries that run the lesson."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem

_NAMED = re.compile(
    r"(?<![\w-])(?:(?P<since>since|from|as of|newer than|later than)\s+|(?P<once>before|until|up to|older than)\s+)?"
    r"(?P<name>Python|Flask-SocketIO|python-socketio|python-engineio|Flask)"
    r"\s+(?:version\s+|v)?(?P<version>[0-9]+(?:\.[0-9]+)*)"
    r"(?P<newer>\+|\s+(?:or|and)\s+(?:newer|later|higher|above|up|on)|\s+on\b|\s+(?:introduced|added|brought)\b)?",
    re.IGNORECASE,
)


def check_versions(subject: Subject) -> Iterator[Problem]:
    """Check every version that the prose names. `Flask 3` is any 3.x; `Python 3.11 or newer` means what it says.

    `since Flask-SocketIO 5.0` is so of the run with any newer version, too; `before Flask 2` says nothing of the run.
    """
    origin = subject.trace.provenance
    run = {"python": origin.python} | origin.libraries
    for prose in subject.prose():
        for named in _NAMED.finditer(prose.text):
            real = run.get(named["name"].lower())
            newer = bool(named["newer"] or named["since"])
            if real is not None and not named["once"] and not _is(named["version"], real, newer=newer):
                what = f"the text speaks of {named['name']} {named['version']}; the lesson is run with {real}"
                remedy = "name that version, or none"
                words = prose.text[named.start("name") : named.end("version")]
                yield subject.at_words(prose, words, what, remedy)


def _is(named: str, real: str, *, newer: bool) -> bool:
    wanted = [int(part) for part in named.split(".")]
    given = [int(part) for part in re.findall(r"[0-9]+", real)]
    return given >= wanted if newer else given[: len(wanted)] == wanted
