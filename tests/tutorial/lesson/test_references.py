"""Every text of a lesson that is Markdown is checked: its references, links and versions; no field can be forgotten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

from tests.tutorial import traces
from tests.tutorial.lessons import handler, lesson
from tests.tutorial.shapes import reached
from tutorial.check.places import check_places
from tutorial.check.prose import markdown_of
from tutorial.check.subject import Subject
from tutorial.lesson.lesson import Lesson
from tutorial.reading.lesson_keys import ANSWER, KEYS

EVERY = """
summary: Nine {step 9}.
flow_note: Nine {step 9}.
code_note: Nine {step 9}.
transcript: Nine {step 9}.
snapshot: ["Nine {step 9}."]
key_moments:
  - question: Nine {step 9}?
    answer: Nine {step 9}.
quiz:
  - question: Nine {step 9}?
    kind: text
    answer: {text: "Nine {step 9}", why: "Nine {step 9}."}
    hints: [{text: "Nine {step 9}."}]
  - question: What?
    kind: free
    answer: {text: "Nine {step 9}."}
    hint: Nine {step 9}.
learn: Nine {step 9}.
why:
  problem: Nine {step 9}.
  change: {code: {line: 9, becomes: pass}}
  wrong: {step: 2, column: receives}
  so: Nine {step 9}.
  others: [{step: 3, column: receives, so: "Nine {step 9}."}]
misconceptions:
  - id: nine
    belief: {says: "Nine {step 9}.", claims: [{emits: nine, at: [2]}]}
    so: {says: "Nine {step 9}.", claims: [{emits: nine, only: []}]}
statements:
  - {says: "Nine {step 9}.", holds: false, claims: [{emits: nine, at: [2]}], why: "Nine {step 9}."}
"""
SHORT = '{text: "Nine {step 9}", why'
"""A lesson's keys with a reference in each text that is Markdown, and one short answer, which is none."""


def markdown_fields() -> set[tuple[str, str]]:
    return {
        (name, key)
        for name, model in reached(Lesson, {}).items()
        for key, field in model.model_fields.items()
        if markdown_of((*field.metadata, field.annotation))
    }


def test_a_key_that_says_it_is_markdown_is_checked_as_such_and_no_other() -> None:
    said = {
        (name, key)
        for name, keys in KEYS.items()
        for key, words in (keys | (ANSWER if name in ("VariableAfter", "Typed") else {})).items()
        if "Markdown" in words and key != "hint"  # one `hint` is the first of the `hints`
    }
    assert said == markdown_fields()


def test_a_reference_is_checked_in_every_field_that_is_markdown(tmp_path: Path) -> None:
    subject = Subject(lesson(tmp_path, handler("send(msg)"), more=dedent(EVERY)), traces.reference())
    failing = replace(subject, run="why")
    met = set()
    for prose in (*subject.prose(), *failing.prose()):
        owner: Any = subject.lesson
        for part in prose.loc[:-1]:
            owner = owner[part] if isinstance(part, int) else getattr(owner, part)
        key = prose.loc[-1]
        met.add(("Lesson", "snapshot") if isinstance(key, int) else (type(owner).__name__, key))
    assert met == {one for one in markdown_fields() if one[0] != "Project"}, "a project may refer to no place"
    lines = (tmp_path / "lesson.yaml").read_text(encoding="utf-8").replace(SHORT, "-" * len(SHORT)).splitlines()
    wanted = [
        (number, column + 1)
        for number, line in enumerate(lines, 1)
        for column in range(len(line))
        if line.startswith("{step 9}", column)
    ]
    assert [(one.line, one.column) for one in sorted([*check_places(subject), *check_places(failing)])] == wanted


def test_a_number_where_a_name_belongs_is_an_unknown_variable(tmp_path: Path) -> None:
    subject = Subject(
        lesson(tmp_path, handler("send(msg)"), more="code_note: Two {value 2 after 2}."), traces.reference()
    )
    assert [one.what for one in check_places(subject)] == ["the run has no variable '2'"]
