"""Learn's text: the author's, or one told from the program and its run; its steps open in place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tutorial.course.course import Course, Studied
from tutorial.lesson import markdown
from tutorial.lesson.references import Reference, missing
from tutorial.telling.listeners import listeners
from tutorial.telling.walkthrough import walkthrough
from web.parts.lines.line_cache import LineCache
from web.parts.material import Material
from web.parts.passages import PASSAGES, PassagesView


def lesson(course: Course, slug: str) -> Studied:
    studied = course.lessons[slug]
    assert isinstance(studied, Studied)
    return studied


def view(studied: Studied) -> PassagesView:
    found = PASSAGES.view(Material(studied, LineCache()))
    assert isinstance(found, PassagesView)
    return found


def test_each_step_opens_below_the_paragraph_that_first_names_it(course: Course) -> None:
    studied = lesson(course, "websocket-events")
    learn = "One {step 2}, {lines 7-8}.\n\n- two {cell 3 receives}\n- {step 2} again, {line 9}\n\n"
    learn += "Three {value last_message after 2}."
    found = view(replace(studied, lesson=studied.lesson.model_copy(update={"learn": learn})))
    assert [[step.number for step in one.steps] for one in found.passages] == [[2], [3], []]
    assert [one.lines for one in found.passages] == ["7-8", "9-9", ""]
    assert 'href="#moment-3"' in found.passages[1].html
    assert found.passages[2].html.count('href="#moment-2"') == 1, "the value, too, leads to its step"
    assert found.written
    assert found.rest == ()


@pytest.mark.parametrize("slug", ["asked", "hostile", "lines", "questions", "refused", "websocket-events"])
def test_a_text_is_told_from_every_run_and_all_its_places_are_there(course: Course, slug: str) -> None:
    studied = lesson(course, slug)
    text = walkthrough(studied.lesson.code, studied.trace)
    named = list(markdown.references(text))
    lines = len(studied.lesson.code.rstrip("\n").split("\n"))
    for one in named:
        assert isinstance(one, Reference), text
        assert not missing(one.point, studied.trace)
        assert one.lines is None or one.lines[1] <= lines
    for found_there in listeners(studied.lesson.code):
        assert f"{{lines {found_there.first}-{found_there.last}}}" in text
    bare = replace(studied, lesson=studied.lesson.model_copy(update={"learn": ""}))
    found = view(bare)
    shown = [step.number for one in found.passages for step in one.steps] + [step.number for step in found.rest]
    assert sorted(shown) == [step.number for step in studied.trace.steps], "each step once"
    assert not found.written


def test_all_ways_to_listen_are_found() -> None:
    code = (
        "@socketio.on('a')\ndef one(): pass\n"
        "@socketio.event\ndef two(): pass\n"
        "def three():\n    pass\nsocketio.on_event('c', three)\n"
        "class Chat(Namespace):\n    def on_d(self): pass\n    def other(self): pass\n"
        "@app.route('/')\ndef page(): pass\n"
    )
    found = [(one.function, one.event, one.first, one.last) for one in listeners(code)]
    assert found == [("one", "a", 1, 2), ("two", "two", 3, 4), ("three", "c", 5, 6), ("on_d", "d", 9, 9)]
    assert listeners("def (") == ()
