"""Every sentence of a lesson is bound, checked, or the author's word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tutorial import traces
from tests.tutorial.lessons import REFERENCE, handler, lesson
from tutorial.check.sentence_kinds import SENTENCE_KINDS, held
from tutorial.check.subject import Subject
from tutorial.reading.loading import load

KINDS = {
    "transcript: It is {value last_message after 2}.": "bound",
    "transcript: After step 2 it is another.": "checked",
    "transcript: See `handle`.": "checked",
    "transcript: The client says “Hello” first.": "checked",
    "transcript: The client says “Good night” first.": "the author's word",
    "transcript: It is never late.": "the author's word",
    "key_moments: [{question: Why?, answer: '`handle` runs.', claims: [{calls: handle, only: [2]}]}]": "bound",
    "key_moments: [{question: Why?, answer: '`handle` runs.', claims: [{raises: KeyError, only: []}]}]": "checked",
}


@pytest.mark.parametrize("more", KINDS)
def test_what_holds_a_sentence_is_its_kind(tmp_path: Path, more: str) -> None:
    subject = Subject(lesson(tmp_path, handler("send(msg)"), more=more), traces.reference())
    assert [*held(subject)][-1].kind == KINDS[more]


def test_a_question_is_bound_by_its_query_unless_its_answer_is_typed(tmp_path: Path) -> None:
    more = "quiz: [{question: It comes. What is it?, kind: text, answer: {variable: last_message, after: 2}}]"
    subject = Subject(lesson(tmp_path, handler("send(msg)"), more=more), traces.reference())
    assert [one.kind for one in held(subject)] == ["the author's word", "bound"]
    typed = more.replace("{variable: last_message, after: 2}", "{text: a}")
    subject = Subject(lesson(tmp_path, handler("send(msg)"), more=typed), traces.reference())
    assert [one.kind for one in held(subject)] == ["the author's word"] * 2


def test_each_sentence_of_the_reference_lesson_has_its_own_place_in_the_file() -> None:
    found = [*held(Subject(load(REFERENCE), traces.reference()))]
    assert len({(one.line, one.column) for one in found}) == len(found) > 50
    assert {one.kind for one in found} == set(SENTENCE_KINDS)
