"""The lines of a call in words: what each says, how things stand, and that a window stands alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tutorial.lessons import handler, lesson
from tutorial.run.runner import Runner
from tutorial.telling.line_story import Story, Window

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
        "handle is called with msg = 'Hello'.",
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


def test_a_change_that_a_line_further_out_made_says_which_line(tell: Tell) -> None:
    story = tell(handler("def down(n):\n    if n:\n        rest = down(n - 1)\n    return n\ndown(1)"))
    assert changes(story)[-1] == "line 11: rest = 0"


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
    story = tell(
        handler(
            "a = '\\u202e' + 'x' * 100_000\nb = {'\\u202e': [a] * 1000}\nb[a] = {1: 2}\nb[a][a] = 3\n"
            "print(a)\nraise ValueError(a)"
        )
    )
    for line in story.window().lines:
        texts = [line.sentence, line.outcome, line.printed]
        texts += [text for change in line.changes for text in (change.text, change.now or "")]
        assert max(map(len, texts)) < 2_100  # an escape more than were kept
        assert "\u202e" not in "".join(texts)


def said(story: Story, *numbers: int) -> list[tuple[str, list[str]]]:
    """The sentences of these lines, each with what stands beside the code."""
    lines = [line for line in story.window().lines if line.event == "line" and line.number in numbers]
    return [(line.sentence.partition(": ")[2], [change.text for change in line.changes]) for line in lines]


INSIDE = {
    "rooms['lobby'].add('Ada')": ("'Ada' is added to rooms['lobby'].", "rooms: ['lobby'] + 'Ada'"),
    "rooms['lobby'].discard('Bo')": ("'Bo' is removed from rooms['lobby'].", "rooms: ['lobby'] − 'Bo'"),
    "rooms.pop('lobby')": ("'lobby' is removed from rooms.", "rooms: − 'lobby': {'Bo'}"),
    "rooms['den'] = set()": ("rooms['den'] becomes set().", "rooms: + 'den': set()"),
    "logs['x'].append('Ada')": ("'Ada' is added to logs['x'].", "logs: ['x'] + 'Ada'"),
    "logs['x'][0].append(5)": ("5 is added to logs['x'][0].", "logs: ['x'][0] + 5"),
    "logs['x'][1]['y'] = 2": ("logs['x'][1]['y'] becomes 2.", "logs: ['x'][1]['y'] 1 → 2"),
    "del logs['x'][1]['y']": ("'y' is removed from logs['x'][1].", "logs: ['x'][1] − 'y': 1"),
    "del logs['x'][1]": ("{'y': 1} is removed from logs['x'].", "logs: ['x'] − {'y': 1}"),
    "seats[2] = 'b'": ("seats[2] becomes 'b'.", "seats: + 2: 'b'"),
    "seats[1] = 'c'": ("seats[1] becomes 'c'.", "seats: [1] 'a' → 'c'"),
    "del seats[1]": ("the key 1 is removed from seats.", "seats: − 1: 'a'"),
    "seats[(1, 2)]['x'] = 2": ("seats[(1, 2)]['x'] becomes 2.", "seats: [(1, 2)]['x'] 1 → 2"),
    "seats.update({7: 'g', 8: 'h'})": ("seats[7] becomes 'g' and seats[8] becomes 'h'.", "seats: + 7: 'g', + 8: 'h'"),
    "tilde['~'].append(1)": ("1 is added to tilde['~'].", "tilde: ['~'] + 1"),
    "many[3] = 'x'": ("many[3] becomes 'x'.", "many: [3] 3 → 'x'"),
    "many[99] = 'x'": ("many has 51 items now.", "many: 50 → 51 items"),
    "del many[0]": ("the key 0 is removed from many.", "many: − 0: 0"),
    "queue.pop(0)": ("0 is removed from queue.", "queue: − 0"),
    "queue.append('x')": ("'x' is added to queue.", "queue: + 'x'"),
    "three.reverse()": ("three[0] becomes 2 and three[2] becomes 3.", "three: [0] 3 → 2, [2] 2 → 3"),
    "three.sort()": ("three becomes [1, 2, 3].", "three: [0] 3 → 1, [1] 1 → 2, [2] 2 → 3"),
    "three.extend('ab')": ("'a' and 'b' are added to three.", "three: + 'a', + 'b'"),
    "three.extend('abcdefg')": (
        "'a', 'b', 'c' and 4 more are added to three.",
        "three: + 'a', + 'b', + 'c', + 'd', + 'e', + 'f', and 1 more change inside",
    ),
    "three.clear()": ("3, 1 and 2 are removed from three.", "three: − 3, − 1, − 2"),
    "rooms['lobby'].add(three.pop())": ("2 is added to rooms['lobby'] and 2 is removed from three.", ""),
    "logs['x'][0].append(logs['x'].pop())": ("logs['x'] becomes [[{'y': 1}]].", ""),
}
"""What a line does: the sentence that tells it, and what stands beside it where that is one text."""


CONTAINERS = """\
rooms = {'lobby': {'Bo'}}
logs = {'x': [[], {'y': 1}]}
seats = {1: 'a', (1, 2): {'x': 1}}
tilde = {'~': []}
many = dict(enumerate(range(50)))
queue = [*range(50)]
three = [3, 1, 2]
"""


@pytest.mark.parametrize("line", INSIDE)
def test_where_something_was_added_removed_or_changed_is_said_at_any_depth(tell: Tell, line: str) -> None:
    sentence, beside = INSIDE[line]
    found = said(tell(handler(CONTAINERS + line)), 16)[0]
    assert found[0] == sentence
    assert not beside or found[1] == [beside]


def test_a_generator_that_goes_on_is_not_called_again(tell: Tell) -> None:
    body = """\
def numbers(n):
    for i in range(n):
        got = yield i
found = list(numbers(2))
for n in numbers(1):
    pass
"""
    told = sentences(tell(handler(body)))
    assert [text for text in told if text.startswith("numbers ") and "called" not in text] == [
        "numbers yields 0.",
        "numbers goes on with got = None.",
        "numbers yields 1.",
        "numbers goes on.",
        "numbers returns None. In line 12 found becomes [0, 1].",
        "numbers yields 0. In line 13 n becomes 0.",
        "numbers goes on with got = None.",
        "numbers returns None.",
    ]
    assert [text for text in told if "called" in text or "calls" in text or "lets" in text][1:] == [
        "Line 12 calls numbers.",
        "numbers is called with n = 2.",
        "Line 13 calls numbers.",
        "numbers is called with n = 1.",
        "Line 13 lets numbers go on.",
    ]


def test_a_coroutine_waits_and_goes_on_and_what_an_asynchronous_generator_yields_is_not_guessed(tell: Tell) -> None:
    body = """\
import asyncio
async def ticks():
    yield 1
async def work():
    await asyncio.sleep(0)
    async for tick in ticks():
        pass
    return 5
asyncio.run(work())
"""
    story = tell(handler(body))
    told = sentences(story)
    assert [text for text in told if text.startswith(("work", "ticks"))][:5] == [
        "work is called.",
        "work waits.",
        "work goes on.",
        "ticks is called.",
        "ticks yields. In line 14 tick becomes 1.",
    ]
    assert [line.outcome for line in story.window().lines if line.outcome.startswith(("waits", "yields"))] == [
        "waits",
        "yields",
    ]


def test_the_body_of_a_class_is_not_called_and_returns_nothing(tell: Tell) -> None:
    story = tell(handler("class Room:\n    size = 2\nroom = Room()"))
    lines = [line for line in story.window().lines if 9 <= line.number <= 10]
    assert [line.sentence for line in lines] == [
        "Line 9 runs the body of class Room.",
        "The body of class Room begins.",
        "Line 9: class Room",
        "Line 10: size becomes 2.",
        "The body of class Room ends. In line 9 Room becomes <type>.",
    ]
    assert lines[-1].outcome == ""


def test_what_a_function_sees_of_the_one_around_it_is_no_parameter(tell: Tell) -> None:
    body = """\
count = 1
def inner(n, *more, loud=False):
    nonlocal count
    count += n
    return inner
inner(2)
"""
    story = tell(handler(body))
    assert "inner is called with n = 2, loud = False and more = (); it sees count = 1." in sentences(story)


def test_names_that_a_class_keeps_to_itself_are_told_as_the_code_has_them(tell: Tell) -> None:
    body = """\
class _Room:
    def __init__(self):
        self.__secret = []
    def add(self, who):
        __last = who
        self.__secret.append(who)
        return self.__secret
class Other:
    def __init__(self):
        self._Room__plain = 1
room = _Room()
room.add('Ada')
Other()
"""
    story = tell(handler(body))
    assert said(story, 11, 13, 14, 18) == [
        ("self.__secret becomes [].", ["self.__secret = []"]),
        ("__last becomes 'Ada'.", ["__last = 'Ada'"]),
        ("'Ada' is added to self.__secret.", ["self.__secret: + 'Ada'"]),
        ("self._Room__plain becomes 1.", ["self._Room__plain = 1"]),
    ]
    frames = [frame.variables for first in range(story.total) for frame in story.window(first, 1).stack]
    assert any("self.__secret" in variables for variables in frames)
    assert not any("self._Room__secret" in variables for variables in frames)


def test_a_decorated_method_is_marked_at_its_def(tell: Tell) -> None:
    story = tell(handler("class Room:\n    @property\n    def size(self):\n        return 2\nRoom().size"))
    assert [line.number for line in story.window().lines if line.sentence.startswith("Room.size is called")] == [11]


def test_what_has_no_name_is_called_what_it_is(tell: Tell) -> None:
    told = sentences(tell(handler("add = lambda a: a + 1\nadd(2)\nsum(n for n in range(1))")))
    assert "The lambda is called with a = 2." in told
    assert "Line 11 runs the generator expression." in told
    assert "The generator expression begins." in told


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{}['y']", "KeyError: 'y'"),
        ("raise ValueError(5)", "ValueError: 5"),
        ("open('/nope')", "FileNotFoundError: [Errno 2] No such file or directory: '/nope'"),
    ],
)
def test_an_exception_has_the_message_that_python_prints(tell: Tell, line: str, message: str) -> None:
    (raised,) = (line for line in tell(handler(line)).window().lines if line.event == "exception")
    assert raised.sentence == f"Line 9 raises {message}, and leaves handle."
    assert raised.outcome == message
