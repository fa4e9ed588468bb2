"""A # that cuts a text is told with what the page shows; a comment is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial import traces
from tests.tutorial.lessons import handler, lesson
from tutorial.check.comments import check_comments
from tutorial.check.subject import Subject

CUT = {
    "snapshot:\n  - Everybody in #chat gets it.\n": "'#chat gets it.' is a comment: the page ends at 'Everybody in'",
    "summary: It is told # at once.\n": "'# at once.' is a comment: the page ends at 'It is told'",
    "quiz:\n  - question: Who is in #chat?\n    kind: text\n    answer: {text: Ada}\n": "'#chat?' is a comment",
    "quiz:\n  - question: Who?\n    kind: text\n    answer: {text: Ada}\n    hint: See #chat.\n": "ends at 'See'",
    "track: Room #1\n": "'#1' is a comment: the page ends at 'Room'",
}
WHOLE = [
    'snapshot:\n  - "Everybody in #chat gets it."\n',
    "snapshot:\n  - Everybody gets it.  # the point\n",
    "snapshot:\n  - Everybody in room#chat gets it.\n",
    "minutes: 5  # at most\n",
    "watch:  #these\n  - last_message # of the last step\n",
    "summary: |\n  In #chat.\n",
]


def told(folder: Path, more: str) -> list[str]:
    return [
        problem.what
        for problem in check_comments(Subject(lesson(folder, handler("send(msg)"), more=more), traces.reference()))
    ]


@pytest.mark.parametrize("more", CUT)
def test_a_text_that_a_comment_cuts_is_told(tmp_path: Path, more: str) -> None:
    (what,) = told(tmp_path, more)
    assert CUT[more] in what


@pytest.mark.parametrize("more", WHOLE)
def test_a_text_that_is_whole_is_not_told(tmp_path: Path, more: str) -> None:
    assert told(tmp_path, more) == []
