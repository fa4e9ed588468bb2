"""The lines of a call in words: what each says, how things stand, and that a window stands alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tutorial.lessons import handler, lesson
from tutorial.linestory import Story, Window
from tutorial.running import Runner

Tell = Callable[[str], Story]


@pytest.fixture
def tell(runner: Runner, tmp_path: Path) -> Tell:
    """The story of the handler of this program, called with `Hello`."""

    def told(code: str) -> Story:
        loaded = lesson(tmp_path, code)
        log = runner.run(loaded).trace.steps[1].calls[0].log
        assert log is not None
        return Story(log, loaded.lesson.code)

    return told


def sentences(story: Story) -> list[str]:
    return [line.sentence for line in story.window().lines]


def changes(story: Story) -> list[str]:
    return [change.text for line in story.window().lines for change in line.changes]


def after(window: Window) -> list[tuple[str, dict[str, str]]]:
    """The stack when a window is over, put together from its own state and lines alone."""
    frames = {frame.call: (frame.function, dict(frame.variables)) for frame in window.stack}
    stack = [frame.call for frame in window.stack]
    for line in window.lines:
        depth = line.depth - window.below
        del stack[depth + 1 :]
        if len(stack) <= depth or stack[depth] != line.call:
            stack[depth:] = [line.call]
            frames[line.call] = (line.function, dict(line.known or {}))
        for change in line.changes:
            if change.call is not None and change.now is None:
                frames[change.call][1].pop(change.name)
            elif change.call is not None:
                frames[change.call][1][change.name] = str(change.now)
    return [frames[call] for call in stack]


def test_a_line_says_what_it_changed_and_one_that_changed_nothing_says_itself(tell: Tell) -> None:
    story = tell(handler("name = msg.upper()\nsend(name)\nname = 1\ndel name"))
    assert sentences(story) == [
        "handle is called: msg becomes 'Hello'.",
        "Line 9: name becomes 'HELLO'.",
        "Line 10: send(name)",
        "Line 11: name becomes 1.",
        "Line 12: name is gone.",
        "handle returns None.",
    ]
    assert changes(story) == ["msg = 'Hello'", "name = 'HELLO'", "name: 'HELLO' → 1", "name is gone"]


def test_a_call_is_marked_at_its_def_and_not_at_its_decorator(tell: Tell) -> None:
    assert [line.number for line in tell(handler("pass")).window().lines] == [8, 9, 9]


def test_what_changed_inside_a_collection_is_said(tell: Tell) -> None:
    story = tell(handler("a = [1]\na.append(msg)\nd = {}\nd['k'] = 1\nd['k'] = 2\ndel d['k']\na[0] = 5\na.remove(5)"))
    assert changes(story)[1:] == [
        "a = [1]",
        "a: + 'Hello'",
        "d = {}",
        "d: + 'k': 1",
        "d: ['k'] 1 → 2",
        "d: − 'k': 2",
        "a: [0] 1 → 5",
        "a: − 5",
    ]
    assert "Line 10: 'Hello' is added to a." in sentences(story)
    assert "Line 12: d['k'] becomes 1." in sentences(story)


def test_what_a_call_gives_back_is_told_where_it_comes_about(tell: Tell) -> None:
    story = tell(handler("def twice(n):\n    return 2 * n\nfour = twice(2)\nprint(twice(four))"))
    lines = story.window().lines
    returned = next(line for line in lines if line.outcome == "returns 4")
    assert returned.sentence == "twice returns 4. In line 11 four becomes 4."
    assert [line.sentence for line in lines if line.number == 11] == ["Line 11 calls twice."]
    assert next(line for line in lines if line.printed).outcome == "returns 8"


def test_an_exception_is_told_where_it_is_raised_where_it_comes_to_and_where_it_leaves(tell: Tell) -> None:
    story = tell(handler("def fail():\n    raise ValueError('no')\ntry:\n    fail()\nexcept ValueError:\n    fail()"))
    told = [line.sentence for line in story.window().lines if line.event == "exception"]
    assert told == [
        "Line 10 raises ValueError: no, and leaves fail.",
        "ValueError comes to line 12.",
        "Line 10 raises ValueError: no, and leaves fail.",
        "ValueError comes to line 14, and leaves handle.",
    ]


def test_any_window_stands_alone(tell: Tell) -> None:
    story = tell(
        handler(
            "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n"
            "def count(n):\n    while n:\n        yield n\n        n -= 1\n"
            "found = [fib(n) for n in count(6)]\ntotal = sum(found)"
        )
    )
    whole = story.window(0, story.total)
    for first in range(0, story.total, 7):
        part = story.window(first, 7)
        assert part.lines == whole.lines[first : first + 7]
        expected = after(story.window(0, first + 7))
        assert after(part) == expected[len(expected) - len(after(part)) :]


def test_what_was_left_out_is_said_with_the_reason(tell: Tell) -> None:
    long = tell(handler("for number in range(12000):\n    pass"))
    assert long.total > 20_000
    assert "more lines were executed, and not recorded." in long.note
    ended = tell(handler("import sys\nsys.settrace(lambda *_: None)\nx = 1"))
    assert ended.note.endswith("Recording ended before the call did: the program set a trace function of its own.")


def test_hostile_and_huge_values_are_bounded_and_written_out(tell: Tell) -> None:
    story = tell(handler("a = '\\u202e' + 'x' * 100_000\nb = {'\\u202e': [a] * 1000}\nprint(a)\nraise ValueError(a)"))
    for line in story.window().lines:
        texts = [line.sentence, line.outcome, line.printed]
        texts += [text for change in line.changes for text in (change.text, change.now or "")]
        assert max(map(len, texts)) < 2_100  # an escape more than were kept
        assert "\u202e" not in "".join(texts)
