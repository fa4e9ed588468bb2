"""What a recorded handler call says of its lines, and that the program is none the wiser."""

import gc
import inspect
import io
import json
import signal
import sys
import textwrap
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from dataclasses import asdict
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracer.lines.snapshots import FILE
from tracer.lines import (
    Line,
    LineLog,
    Lines,
    Prints,
    VariableChange,
    Yielded,
    call_watch,
    change_finder,
    known,
    pause,
    resume,
)
from tracer.lines.deltas import apply, difference
from tracer.trace import Raised, Returned
from tracer.values import detach


def program(source: str) -> dict[str, Any]:
    """A program's module."""
    module: dict[str, Any] = {"__name__": "app"}
    exec(compile(textwrap.dedent(source), FILE, "exec"), module)  # noqa: S102  # these programs are the tests' own
    return module


def record(source: str, *arguments: object, **options: Any) -> LineLog:
    """What a call of the module's `handler` is recorded as."""
    module = program(source)
    recorder = Lines({FILE}, **options).record()
    with recorder:
        module["handler"](*arguments)
    return recorder.log()


def spelled(log: LineLog) -> list[tuple[str, int, dict[str, Any]]]:
    """Each line's event, number, and the variables that it changed, with their new values."""
    return [(line.event, line.number, {each.name: each.now for each in line.changes}) for line in log.lines()]


def only(lines: tuple[Line, ...], number: int) -> Line:
    (line,) = (line for line in lines if line.event == "line" and line.number == number)
    return line


class TestWhatALineSays:
    def test_the_variables_that_it_changed(self) -> None:
        log = record(
            """
            def handler(name):
                greeting = "Hello " + name
                size = len(greeting)
                size = size
                del size
                return greeting
            """,
            "Ada",
        )
        assert spelled(log) == [
            ("call", 2, {"name": "Ada"}),
            ("line", 3, {"greeting": "Hello Ada"}),
            ("line", 4, {"size": 9}),
            ("line", 5, {}),
            ("line", 6, {"size": None}),
            ("line", 7, {}),
            ("return", 7, {}),
        ]
        assert only(log.lines(), 6).changes[0].gone
        assert log.lines()[-1].outcome == Returned("Hello Ada")

    def test_what_changed_inside_a_container(self) -> None:
        log = record(
            """
            def handler():
                names = ["Bo"]
                names.append("Ada")
                names[0] = "Cy"
                rooms = {"a": [1]}
                rooms["b"] = [2]
                rooms["a"].append(3)
                del rooms["b"]
                seen = {1}
                seen.add(2)
                seen.discard(1)
            """
        )

        def inside(number: int) -> list[tuple[Any, ...]]:
            (change,) = only(log.lines(), number).changes
            return [(each.kind, each.path, each.old, each.new) for each in change.inside]

        assert inside(4) == [("added", (1,), None, "Ada")]
        assert inside(5) == [("changed", (0,), "Bo", "Cy")]
        assert inside(7) == [("added", ("b",), None, [2])]
        assert inside(8) == [("added", ("a", 1), None, 3)]
        assert inside(9) == [("removed", ("b",), [2], None)]
        assert inside(11) == [("added", (), None, 2)]
        assert inside(12) == [("removed", (), 1, None)]

    def test_what_was_appended_to_a_list_too_long_to_be_shown_whole(self) -> None:
        log = record(
            """
            history = [0] * 1000
            def handler():
                history.append("Ada")
                history.insert(500, "out of sight")
            """
        )
        (change,) = only(log.lines(), 4).changes
        assert (change.name, change.scope, change.now["length"]) == ("history", "global", 1001)
        assert [(each.kind, each.path, each.new) for each in change.inside] == [("added", (1000,), "Ada")]
        (change,) = only(log.lines(), 5).changes
        assert [(each.kind, each.old, each.new) for each in change.inside] == [("length", 1001, 1002)]

    def test_what_came_into_a_long_list_out_of_sight_is_not_said_to_be_at_its_end(self) -> None:
        log = record(
            """
            history = [0] * 100
            def handler():
                history.insert(50, 7)
                history.append(7)
            """
        )

        def inside(number: int) -> list[tuple[Any, ...]]:
            (change,) = only(log.lines(), number).changes
            return [(each.kind, each.path, each.old, each.new) for each in change.inside]

        assert inside(4) == [("length", (), 100, 101)]
        assert inside(5) == [("added", (101,), None, 7)]

    def test_globals_are_given_as_they_were_before(self) -> None:
        log = record(
            """
            import json
            count, other, rooms = 1, 2, {"a": 1}
            def handler():
                global count
                rooms["b"] = count
                count += 1
            """
        )
        assert {log.variables[place].name: value for place, value in log.start} == {"count": 1, "rooms": {"a": 1}}
        assert spelled(log)[1:3] == [("line", 6, {"rooms": {"a": 1, "b": 1}}), ("line", 7, {"count": 2})]

    def test_attributes_that_the_code_spells(self) -> None:
        log = record(
            """
            class Room:
                def __init__(self):
                    self.members = []
                def join(self, name):
                    self.members.append(name)
                    self.last = name
            def handler():
                room = Room()
                room.join("Ada")
            """
        )
        lines = log.lines()
        assert [(each.name, each.now) for each in only(lines, 4).changes] == [("self.members", [])]
        assert [each.inside[0].new for each in only(lines, 6).changes] == ["Ada"]
        assert [(each.name, each.now) for each in only(lines, 7).changes] == [("self.last", "Ada")]

    def test_the_body_of_an_enumeration(self) -> None:
        log = record(
            """
            import enum
            def handler():
                class Color(enum.Enum):
                    RED = 1
                    BLUE = RED + 1
            """
        )
        lines = [(line.number, line.changes[0].now) for line in log.lines() if line.changes and line.number > 4]
        assert lines == [(5, 1), (6, 2)]

    def test_calls_nest_and_changes_say_when_they_came_about(self) -> None:
        log = record(
            """
            def double(n):
                m = 2 * n
                return m
            def handler():
                x = double(2) + double(3)
            """
        )
        lines = log.lines()
        assert [(line.function, line.depth, line.call, line.event) for line in lines] == [
            ("handler", 0, 0, "call"),
            ("handler", 0, 0, "line"),
            ("double", 1, 1, "call"),
            ("double", 1, 1, "line"),
            ("double", 1, 1, "line"),
            ("double", 1, 1, "return"),
            ("double", 1, 2, "call"),
            ("double", 1, 2, "line"),
            ("double", 1, 2, "line"),
            ("double", 1, 2, "return"),
            ("handler", 0, 0, "return"),
        ]
        assert lines[1].changes == (VariableChange("x", "local", 10, at=9),)
        assert lines[3].changes == (VariableChange("m", "local", 4, at=3),)

    def test_which_file_it_is_a_line_of(self) -> None:
        module: dict[str, Any] = {}
        for file, source in (("rooms.py", "def enter():\n    return 1"), ("app.py", "def handler():\n    enter()")):
            exec(compile(source, file, "exec"), module)  # noqa: S102  # a test's own text
        with Lines({"rooms.py", "app.py"}).record() as recorder:
            module["handler"]()
        files = [line.file for line in LineLog.from_json(recorder.log().to_json()).lines()]
        assert files == ["app.py", "app.py", "rooms.py", "rooms.py", "rooms.py", "app.py"]

    def test_names_in_a_dict_at_hand_since_an_earlier_call(self) -> None:
        lines = Lines({FILE})
        module = program(
            """
            users = {}
            class User:
                name = "Bo"
            user = User()
            def handler():
                n = len(users)
                user.name = "Ada"
                return users
            """
        )
        exec(compile("def first(): users['ada'] = vars(user)", FILE, "exec"), module)  # noqa: S102  # a test's own text
        first = module.pop("first")  # a handler that no global holds
        with lines.record():
            first()
        with lines.record() as recorder:
            assert module["handler"]() == {"ada": {"name": "Ada"}}
        changes = {each.name: each.now for each in only(recorder.log().lines(), 8).changes}
        assert changes["users"] == {"ada": {"name": "Ada"}}

    def test_a_global_set_through_the_module_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        source = """
            import sys
            count = 0
            def handler():
                module = sys.modules["program_module"]
                n = count
                module.count = 5
            """
        module = ModuleType("program_module")
        monkeypatch.setitem(sys.modules, module.__name__, module)
        exec(compile(textwrap.dedent(source), FILE, "exec"), vars(module))  # noqa: S102  # a test's own text
        with Lines({FILE}).record() as recorder:
            module.handler()
        assert [each.now for each in only(recorder.log().lines(), 7).changes] == [5]

    def test_an_exception_with_its_line_in_each_call_that_it_comes_to(self) -> None:
        log = record(
            """
            def risky(n):
                return 10 / n
            def handler():
                try:
                    risky(0)
                except ZeroDivisionError as error:
                    caught = True
                try:
                    raise ValueError("no")
                except ValueError:
                    pass
            """
        )
        raised = [line for line in log.lines() if line.event == "exception"]
        assert [(line.function, line.number) for line in raised] == [("risky", 3), ("handler", 6), ("handler", 10)]
        assert raised[0].outcome == Raised("ZeroDivisionError", "division by zero", 3)
        assert "risky" not in [line.function for line in log.lines() if line.event == "return"]

    def test_generators_yield_and_go_on_and_loops_end_without_an_exception(self) -> None:
        log = record(
            """
            class Countdown:
                left = 1
                def __iter__(self):
                    return self
                def __next__(self):
                    if self.left == 0:
                        raise StopIteration
                    self.left -= 1
            def numbers():
                got = yield 1
                return got
            def handler():
                for _ in Countdown():
                    pass
                g = numbers()
                next(g)
                try:
                    g.send("sent")
                except StopIteration as stop:
                    pass
                h = numbers()
                next(h)
                h.close()
            """
        )
        outcomes = [(line.function, line.outcome) for line in log.lines() if line.event == "return"]
        assert [outcome for function, outcome in outcomes if function == "numbers"] == [
            Yielded(1),
            Returned("sent"),
            Yielded(1),
        ]
        raised = [line.outcome.type for line in log.lines() if isinstance(line.outcome, Raised)]
        assert raised[:2] == ["StopIteration", "StopIteration"]  # in `__next__`, and where `send` ended
        (change,) = (change for line in log.lines() for change in line.changes if change.name == "got")
        assert change.now == "sent"

    @pytest.mark.parametrize("body", ["for _ in (1, 2): next(ended)", "return [next(ended) for _ in (1, 2)]"])
    def test_the_end_of_an_iterator_in_a_loop_on_one_line_is_an_exception(self, body: str) -> None:
        module = program(f"def handler(ended):\n    {body}\n")
        recorder = Lines({FILE}).record()
        with recorder, pytest.raises(StopIteration):
            module["handler"](iter([0]))
        raised = [line.outcome for line in recorder.log().lines() if line.function == "handler" and line.outcome]
        assert raised == [Raised("StopIteration", "", 2)]

    def test_the_end_of_an_asynchronous_loop_is_no_exception(self) -> None:
        source = """
            import asyncio
            async def numbers(limit):
                for n in range(limit):
                    yield n
                    await asyncio.sleep(0)
            class Countdown:
                left = 1
                def __aiter__(self):
                    return self
                async def __anext__(self):
                    if self.left == 0:
                        raise StopAsyncIteration
                    self.left -= 1
            class Nothing(Countdown):
                def __anext__(self):
                    raise StopAsyncIteration
            async def work():
                async for n in numbers(2):
                    last = n
                async for _ in Countdown(): pass
                async for _ in Nothing(): pass
                listed = [n async for n in numbers(1)]
                empty = numbers(0)
                try:
                    await empty.__anext__()
                except StopAsyncIteration:
                    pass
                try:
                    async for _ in numbers(1): await empty.__anext__()
                except StopAsyncIteration:
                    pass
            def handler():
                asyncio.run(work())
            """
        with ThreadPoolExecutor(1) as fresh:  # the main thread may have an event loop running: the browser tests' own
            log = fresh.submit(record, source).result(10)
        raised = [(each.function, each.number) for each in log.lines() if isinstance(each.outcome, Raised)]
        assert raised == [
            ("Countdown.__anext__", 13),
            ("Nothing.__anext__", 17),
            ("work", 26),
            ("work", 30),
            ("numbers", 5),  # the loop that was left has it closed
        ]

    def test_a_generator_that_never_began_was_never_called(self) -> None:
        log = record(
            """
            def numbers(n):
                yield n
            def handler():
                g = numbers(1)
                del g
                shared = 2
                h = (n + shared for n in [1])
                h.close()
                return list(numbers(3))
            """
        )
        calls = [(line.function, line.event) for line in log.lines() if line.function != "handler"]
        assert calls == [("numbers", event) for event in ("call", "line", "return", "call", "return")]

    def test_a_generator_may_wait_from_one_call_to_the_next(self) -> None:
        module = program(
            """
            def numbers():
                n = 1
                while True:
                    yield n
                    n += 1
            waiting = numbers()
            def handler():
                return next(waiting)
            """
        )
        lines = Lines({FILE})
        for expected in (1, 2, 3):
            with lines.record() as recorder:
                assert module["handler"]() == expected
            assert recorder.stopped is None
            assert recorder.log().lines()[-1].outcome == Returned(expected)

    def test_what_was_printed(self, capsys: pytest.CaptureFixture[str]) -> None:
        log = record(
            """
            def shout(text):
                print(text.upper())
                return text
            def handler():
                print("a", 1, end="!")
                print(shout("b"))
            """
        )
        lines = log.lines()
        assert [only(lines, number).printed for number in (6, 7, 3)] == ["a 1!", "b\n", "B\n"]
        assert capsys.readouterr().out == "a 1!B\nb\n"
        assert "write" not in vars(sys.stdout)

    def test_what_the_program_prints_elsewhere_is_not_among_it(self) -> None:
        module = program("def handler(): print('hidden')")
        recorder = Lines({FILE}).record()
        with recorder, redirect_stdout(io.StringIO()) as elsewhere:
            module["handler"]()
        assert (recorder.log().printed, elsewhere.getvalue()) == ((), "hidden\n")

    def test_a_log_is_json_and_small(self) -> None:
        log = record(
            """
            def handler(n):
                total = 0
                for i in range(n):
                    total += i
            """,
            5_000,
        )
        text = log.to_json()
        assert len(text) < 15 * 10_000
        assert LineLog.from_json(text) == log
        assert json.loads(text) == json.loads(json.dumps(asdict(log)))

    @pytest.mark.parametrize("text", ["{}", "[]", '{"codes": [{}]}', "no JSON"])
    def test_what_is_no_log_is_not_read(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"not a log of lines|Expecting value"):
            LineLog.from_json(text)

    def test_two_runs_give_the_same_log(self) -> None:
        source = "rooms = set('abc')\ndef handler():\n    rooms.add('d')\n    x = [object(), {1, 'a'}]\n"
        assert record(source) == record(source)


class TestLimits:
    SOURCE = """
        def handler(n):
            total = 0
            for i in range(n):
                total += i
            return total
        """

    def test_lines_past_the_limit_are_counted(self) -> None:
        log = record(self.SOURCE, 100, limit=50)
        assert sum(line.event == "line" for line in log.lines()) == 50
        assert (log.left_out, log.more, log.stopped) == (203 - 50, False, None)

    def test_far_past_the_limit_the_program_runs_at_full_speed(self) -> None:
        module = program(self.SOURCE)
        module["look"] = lambda: seen.append(sys.gettrace())
        seen: list[object] = []
        recorder = Lines({FILE}, limit=10).record()
        with recorder:
            assert module["handler"](1_000) == 499_500
            module["look"]()
        assert (recorder.left_out, recorder.more, seen) == (100, True, [None])

    @pytest.mark.parametrize("body", ["n += 1", "n += sum([1 for _ in (1, 2)])", "n += step()"])
    def test_a_halted_recorder_is_gone_past_the_limit_too(self, body: str) -> None:
        module = program(
            f"""
            import sys
            def step():
                return 1
            def handler(halt):
                n = 0
                for _ in range(20):
                    {body}
                halt()
                n += step()
                return sys.gettrace()
            """
        )
        with Lines({FILE}, limit=10).record() as recorder:
            assert module["handler"](recorder.halt) is None
        assert (recorder.stopped, recorder.more) == ("the tracer was taken off", False)

    def test_what_is_shown_is_bounded_in_all(self) -> None:
        log = record(
            """
            def handler():
                for i in range(900):
                    xs = [i] * 40
                return xs
            """,
            limit=1_500,
        )
        assert log.stopped == "what the lines show has grown too large"
        assert len(json.dumps(asdict(log))) < 400_000

    @pytest.mark.parametrize(
        "body",
        [
            "give()",
            "kept.append([*texts])",
            "list(yields())",
            "kept = [*texts]",
            "kept = {n: texts, 'short': texts[:5]}",
        ],
    )
    def test_long_texts_weigh_more(self, body: str) -> None:
        """What is shown is bounded in characters as well, in whatever way it comes to be shown."""
        source = f"""
            texts = [str(n) * 60 for n in range(100, 140)]
            def give():
                return texts
            def yields():
                for _ in range(3):
                    yield texts
            def handler():
                kept = []
                for n in range(6_000):
                    {body}
            """
        log = record(source)
        assert log.stopped == "what the lines show has grown too large"
        assert len(log.to_json()) < 20_000_000

    def test_prints_are_bounded(self, capsys: pytest.CaptureFixture[str]) -> None:
        log = record("def handler():\n    for _ in range(100):\n        print('x' * 1_000)")
        assert sum(map(len, log.printed)) <= 21_000
        assert len(capsys.readouterr().out) == 100 * 1_001

    @pytest.mark.parametrize("limit", [200, 400, 1_000])
    def test_recursion_goes_as_deep_as_without(self, limit: int) -> None:
        source = """
            import sys
            def down(n):
                global deepest
                deepest = n
                return down(n + 1)
            def handler(limit):
                before = sys.getrecursionlimit()
                sys.setrecursionlimit(limit)
                try:
                    down(0)
                except RecursionError:
                    return deepest
                finally:
                    sys.setrecursionlimit(before)
            """
        depth = len(inspect.stack(0))
        handler = program(source)["handler"]
        expected = handler(depth + limit)
        recorder = Lines({FILE}).record()
        with recorder:
            assert handler(depth + limit) == expected
        assert recorder.stopped == "the recursion limit is near"

    def test_recursion_through_c_code_ends_recording_and_nothing_else(self) -> None:
        module = program(
            """
            from functools import lru_cache
            @lru_cache
            def down(n):
                return n and down(n - 1)
            """
        )
        recorder = Lines({FILE}).record()
        with recorder, pytest.raises(RecursionError):
            module["down"](sys.getrecursionlimit())
        assert recorder.stopped == "the recursion limit is near"


SPECIAL_METHODS = """
    __repr__ __str__ __eq__ __ne__ __hash__ __len__ __iter__ __bool__ __getattribute__ __getattr__ __getitem__
    __contains__ __format__ __lt__ __index__ __int__ __float__ __call__ __reduce_ex__ __sizeof__ __dir__
"""


class Touched(BaseException):
    """Somebody has called an object's own code."""


def hostile_class(touched: list[str]) -> type:
    """A class, of a class, whose every special method says that it was called, and raises."""

    def method(name: str) -> Callable[..., Any]:
        def touch(*_: object, **__: object) -> Any:
            touched.append(name)
            raise Touched(name)

        return touch

    names = SPECIAL_METHODS.split()
    body = {name: method(name) for name in names}
    body["__class__"] = property(method("__class__"))  # type: ignore[assignment]  # a property, as `__class__` may be
    checks = {name: method(name) for name in ("__instancecheck__", "__subclasscheck__")}
    meta = type("Meta", (type,), {**{name: body[name] for name in names if name != "__call__"}, **checks})
    return type.__call__(meta, "Hostile", (), dict(body))  # type: ignore[no-any-return]  # a class


class TestTheProgramIsNoneTheWiser:
    def test_hostile_objects_are_not_touched(self) -> None:
        touched: list[str] = []
        kind = hostile_class(touched)
        module = program(
            """
            kept = None
            def handler(make, kind, never=False):
                global kept
                if never:
                    one.name, two.name, kept.name, there.name, kind.name
                one, two = make(), make()
                kept = one
                xs = [one, two, kind]
                d = {"one": one, "kind": kind}
                xs.append(two)
                xs[0] = two
                d["two"] = two
                t = (one, [two])
                t[1].append(one)
                one = two
                one = xs
                def inner():
                    nonlocal two
                    two = kind
                    return two
                inner()
                del two
                error = ValueError(kind)
                try:
                    raise error
                except ValueError as caught:
                    pass
                return there
            """
        )
        module["there"] = object.__new__(kind)
        recorder = Lines({FILE}).record()
        with recorder:
            module["handler"](lambda: object.__new__(kind), kind)
        assert (touched, recorder.stopped) == ([], None)
        recorder.log().lines()
        assert touched == []

    def test_hostile_containers_are_read_with_the_builtins_methods(self) -> None:
        source = """
            touched = []
            def touch(name):
                def method(self, *args):
                    touched.append(name)
                    raise RuntimeError(name)
                return method
            names = "__len__ __iter__ __getitem__ __eq__ __repr__ __contains__ keys items values copy get".split()
            body = {name: touch(name) for name in names}
            class Words(list): pass
            class Table(dict): pass
            class Text(str): __hash__ = str.__hash__
            class Number(int): __hash__ = int.__hash__
            for kind in (Words, Table, Text, Number):
                for name, method in body.items():
                    setattr(kind, name, method)
            def handler():
                words, table, text, number = Words("ab"), Table(a=1), Text("t"), Number(5)
                list.append(words, text)
                dict.__setitem__(table, "b", words)
                mixed = [words, table, text, number]
                mixed.append({text: number})
                words = text
            """
        log = record(source)
        module = program(source)
        module["handler"]()
        assert log.stopped is None
        assert only(log.lines(), 21).changes[0].now[3] == 5
        assert module["touched"] == []

    def test_hostile_namespaces_are_read_with_the_builtins_methods(self) -> None:
        """The globals of a function, and what an object keeps its attributes in, may be dicts of derived types."""
        module = program(
            """
            from types import FunctionType
            touched = []
            class Meta(type):
                def __eq__(cls, other):
                    touched.append("__eq__")
                    return cls is other
                __hash__ = type.__hash__
            class Names(dict, metaclass=Meta):
                def get(self, *args):
                    touched.append("get")
                def keys(self):
                    touched.append("keys")
                    return []
                def __iter__(self):
                    touched.append("__iter__")
                    return iter(())
            class Room:
                pass
            def count():
                global total
                total = total + 1
                rooms.append(total)
                return len(rooms)
            def handler():
                room = Room()
                room.__dict__ = Names(size=3)
                return FunctionType(count.__code__, Names(total=1, rooms=[], len=len))() + room.size
            """
        )
        with Lines({FILE}).record() as recorder:
            assert module["handler"]() == 4
        assert (module["touched"], recorder.stopped) == ([], None)
        changes = [change for line in recorder.log().lines() for change in line.changes if change.scope == "global"]
        assert [(each.name, each.now) for each in changes] == [("total", 2), ("rooms", [2])]

    def test_a_comprehension_may_have_the_name_of_a_shared_variable(self) -> None:
        """Python 3.13.0 to 3.13.2 crash when such a variable is read meanwhile, and so it is left alone there."""
        module = program(
            """
            def handler():
                name, names = "Cy", []
                def last():
                    return name
                return [
                    names.append(name)
                    for name in ("Ada", "Bo")
                ], names, last()
            """
        )
        with Lines({FILE}).record() as recorder:
            assert module["handler"]() == ([None, None], ["Ada", "Bo"], "Cy")
        assert recorder.stopped is None

    def test_nothing_lives_longer(self) -> None:
        """An object that the program lets go of is gone when the line is over, as without the recorder."""
        source = """
            import weakref
            class Thing: pass
            def handler():
                gone = []
                def watch(thing):
                    return weakref.ref(thing, lambda _: gone.append(len(gone)))
                thing = Thing()
                one = watch(thing)
                del thing
                a = len(gone)
                things = [Thing(), {"a": Thing()}]
                two, three = watch(things[0]), watch(things[1]["a"])
                things.clear()
                b = len(gone)
                held = Thing()
                four = watch(held)
                held = None
                c = len(gone)
                return a, b, c
            """
        module = program(source)
        with Lines({FILE}).record() as recorder:
            assert module["handler"]() == module["handler"]() == (1, 3, 4)
        assert recorder.stopped is None

    def test_a_recorder_keeps_nothing_of_the_program_alive(self) -> None:
        module = program(
            "class Thing: pass\ndef handler(thing):\n    xs = [thing, [thing]]\n    return {'thing': thing}"
        )
        thing = module["Thing"]()
        gone = weakref.ref(thing)
        recorder = Lines({FILE}).record()
        with recorder:
            module["handler"](thing)
        del thing
        assert gone() is None
        assert recorder.log().lines()

    def test_a_trace_function_of_the_programs_own_ends_recording(self) -> None:
        module = program(
            """
            import sys
            seen = []
            def mine(frame, event, argument):
                seen.append(frame.f_code.co_name)
                return None
            def helper():
                pass
            def handler():
                x = 1
                sys.settrace(mine)
                helper()
                y = 2
            """
        )
        before = sys.gettrace()
        try:
            with Lines({FILE}).record() as recorder:
                module["handler"]()
            after = sys.gettrace()
        finally:
            sys.settrace(before)
        assert after is module["mine"]
        assert "helper" in module["seen"]
        assert recorder.stopped == "the program set a trace function of its own"
        assert [line.number for line in recorder.log().lines() if line.event == "line"][:2] == [10, 11]

    def test_a_trace_function_put_back_by_the_program_leaves_recording_on(self) -> None:
        log = record(
            """
            import sys
            def handler():
                before = sys.gettrace()
                sys.settrace(None)
                x = 1
                sys.settrace(before)
                y = 2
                return y
            """
        )
        assert log.lines()[-1].outcome == Returned(2)

    @pytest.mark.parametrize("fails", [False, True])
    def test_a_trace_function_that_was_there_is_there_afterwards(self, *, fails: bool) -> None:
        def outer(frame: Any, event: str, argument: object) -> None:
            return None

        handler = program("def handler(n):\n    return 1 / n")["handler"]
        before = sys.gettrace()
        sys.settrace(outer)
        try:
            with pytest.raises(ZeroDivisionError) if fails else redirect_stdout(None), Lines({FILE}).record() as one:
                handler(0 if fails else 1)
            after = sys.gettrace()
        finally:
            sys.settrace(before)
        assert after is outer
        assert one.stopped is None

    def test_a_recorder_inside_another_one(self) -> None:
        module = program("def handler(inner):\n    x = 1\n    inner()\n    y = 2\ndef other():\n    z = 3\n")
        lines = Lines({FILE})
        inner = lines.record()

        def within() -> None:
            with inner:
                module["other"]()

        with lines.record() as outer:
            module["handler"](within)
        assert [line.number for line in inner.log().lines() if line.event == "line"] == [6]
        assert [line.number for line in outer.log().lines() if line.event == "line"] == [2, 3, 4]

    def test_after_the_call_nothing_is_left_of_the_recorder(self) -> None:
        module = program(
            "def numbers():\n    yield 1\n    yield 2\ndef handler():\n    g = numbers()\n    next(g)\n    return g"
        )
        before = sys.gettrace()
        with Lines({FILE}).record() as recorder:
            generator = module["handler"]()
        assert sys.gettrace() is before
        stream = list(recorder.stream)
        assert list(generator) == [2]
        assert recorder.stream == stream

    def test_a_generator_that_waits_keeps_no_recorder_and_wakes_none(self) -> None:
        """Also when somebody else's trace function has Python call what was left on the generator."""

        def foreign(_frame: Any, _event: str, _argument: object) -> None:
            return None

        module = program(
            """
            import asyncio
            def numbers():
                for n in range(3):
                    yield n
            async def work():
                await asyncio.sleep(0)
            def handler():
                generator, coroutine = numbers(), work()
                next(generator)
                coroutine.send(None)
                return generator, coroutine
            """
        )
        recorder = Lines({FILE}, limit=20).record()
        with recorder:
            generator, coroutine = module["handler"]()
        stream = list(recorder.stream)
        kept = [*map(type, gc.get_referrers(recorder))]
        before = sys.gettrace()
        sys.settrace(foreign)
        try:
            assert list(generator) == [1, 2]
            coroutine.close()
        finally:
            sys.settrace(before)
        assert (recorder.stream, recorder.left_out, recorder.stopped) == (stream, 0, None)
        assert call_watch.CallWatch not in kept

    @pytest.mark.parametrize("name", ["app", "tracer.own"])
    def test_what_a_signal_handler_raises_reaches_the_program(self, name: str) -> None:
        """Also when the signal comes while the recorder is at work, which is nearly always so here."""
        module = program(
            """
            def handler():
                n = 0
                try:
                    while True:
                        n += 1
                except TimeoutError:
                    return "interrupted"
            """
        )

        own: dict[str, Any] = {"__name__": name}
        exec("def interrupt(*_):\n    raise TimeoutError", own)  # noqa: S102  # a module of the program's own
        before = signal.signal(signal.SIGALRM, own["interrupt"])
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        try:
            with Lines({FILE}, limit=10**6).record():
                assert module["handler"]() == "interrupted"
        finally:
            signal.signal(signal.SIGALRM, before)

    @pytest.mark.parametrize(("place", "name"), [(known, "analyse"), (change_finder, "shown"), (call_watch, "detach")])
    def test_a_fault_of_the_recorder_ends_recording_and_nothing_else(
        self, place: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        module = program("def handler():\n    xs = []\n    xs.append(1)\n    return xs")
        monkeypatch.setattr(place, name, faulty(place))
        with Lines({FILE}).record() as recorder:
            assert module["handler"]() == [1]
            assert sys.gettrace() is None
        assert recorder.stopped == "the recorder failed: KeyError"

    def test_tracing_can_pause(self) -> None:
        module = program("def quiet():\n    return 1\ndef handler(call):\n    x = call(quiet)\n    return x")
        with Lines({FILE}).record() as recorder:

            def call(what: Callable[[], int]) -> int:
                assert pause() is recorder
                try:
                    return what()
                finally:
                    resume(recorder)

            assert module["handler"](call) == 1
        lines = recorder.log().lines()
        assert [line.function for line in lines] == ["handler"] * 4
        assert only(lines, 4).changes[0].now == 1


START_NEW_THREAD = "_start_joinable_thread" if sys.version_info >= (3, 13) else "_start_new_thread"
"""What `threading.Thread.start` calls to have the machine start one."""


def faulty(module: Any) -> Any:
    """A function that raises, and is one of the tracer's own by its module's file."""
    namespace = {"__file__": module.__file__}
    exec("def broken(*_):\n    raise KeyError('a fault')", namespace)  # noqa: S102  # a test's own text
    return namespace["broken"]


class TestThreads:
    def test_threads_that_the_handler_starts_are_handed_over(self) -> None:
        module = program(
            """
            import threading
            from concurrent.futures import ThreadPoolExecutor
            results = []
            def work(n):
                double = 2 * n
                results.append(double)
                return double
            class Worker(threading.Thread):
                def run(self):
                    work(3)
            def handler():
                threads = [threading.Thread(target=work, args=(1,)), Worker()]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                with ThreadPoolExecutor() as pool:
                    list(pool.map(work, [5]))
                return ["run" in vars(thread) for thread in threads]
            """
        )
        logs: list[LineLog] = []

        def record_thread(run: Callable[[], object]) -> None:
            with lines.record() as recorder:
                run()
            logs.append(recorder.log())

        lines = Lines({FILE}, on_thread=record_thread)
        with lines.record() as recorder:
            assert module["handler"]() == [False, False]
        assert sorted(module["results"]) == [2, 6, 10]
        doubled = [
            change.now for log in logs for line in log.lines() for change in line.changes if change.name == "double"
        ]
        assert sorted(doubled) == [2, 6, 10]
        assert "work" not in {line.function for line in recorder.log().lines()}

    def test_a_thread_whose_work_is_found_by_code_of_its_own_is_left_alone(self) -> None:
        """Nothing of that code is called but when the thread runs."""
        module = program(
            """
            import threading
            looked = []
            class Looked(threading.Thread):
                @property
                def run(self):
                    looked.append(threading.current_thread() is self)
                    return int
            class Static(threading.Thread):
                @staticmethod
                def run():
                    looked.append("static")
            class Bare(threading.Thread):
                def __init__(self):
                    pass
            def handler():
                for kind in (Looked, Static):
                    thread = kind()
                    thread.start()
                    thread.join()
                try:
                    Bare().start()
                except RuntimeError as error:
                    return str(error)
            """
        )
        adopted: list[object] = []
        with Lines({FILE}, on_thread=adopted.append).record() as recorder:
            assert module["handler"]() == "thread.__init__() not called"
        assert (module["looked"], adopted, recorder.stopped) == ([True, "static"], [], None)

    def test_a_thread_that_cannot_be_started_has_its_own_work_still(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise RuntimeError("can't start new thread")

        monkeypatch.setattr(threading, START_NEW_THREAD, refuse)
        module = program(
            """
            import threading
            def handler():
                thread = threading.Thread()
                try:
                    thread.start()
                except RuntimeError as error:
                    return sorted({"run"} & {*vars(thread)})
            """
        )
        with Lines({FILE}, on_thread=lambda work: work()).record() as recorder:
            assert module["handler"]() == []
        assert recorder.stopped is None

    def test_each_thread_hears_what_it_prints_itself(self, capsys: pytest.CaptureFixture[str]) -> None:
        module = program("def handler(name, ready):\n    for _ in range(50):\n        print(name)\n        ready()")
        lines = Lines({FILE}, heard=Prints())
        ready = threading.Barrier(4)
        logs: dict[str, LineLog] = {}

        def call(name: str) -> None:
            with lines.record() as recorder:
                module["handler"](name, ready.wait)
            logs[name] = recorder.log()

        threads = [threading.Thread(target=call, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {name: "".join(log.printed) for name, log in logs.items()} == {name: f"{name}\n" * 50 for name in "abcd"}
        assert "write" not in vars(sys.stdout)
        assert len(capsys.readouterr().out) == 400

    def test_containers_that_another_thread_changes_meanwhile_are_recorded_as_far_as_they_can_be_read(self) -> None:
        module = program(
            """
            import threading
            lists, table = [], {}
            def handler(turns):
                over = []
                def work():
                    while not over:
                        for k in range(30):
                            lists.append([k])
                            table[k] = [k]
                        lists.clear()
                        table.clear()
                thread = threading.Thread(target=work)
                thread.start()
                for i in range(turns):
                    n = touch(len(lists))
                over.append(True)
                thread.join()
            def touch(n):
                lists, table
                return n
            """
        )
        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            with Lines({FILE}, limit=10**6).record() as recorder:
                module["handler"](4_000)
        finally:
            sys.setswitchinterval(before)
        assert recorder.stopped is None

    def test_variables_shared_with_other_threads_are_not_set_back(self) -> None:
        """Before PEP 667, a trace function that reads a call's variables has Python write them back when it returns."""
        module = program(
            """
            import threading
            def handler(turns):
                count = 0
                def work():
                    nonlocal count
                    for _ in range(turns):
                        count += 1
                thread = threading.Thread(target=work)
                thread.start()
                looks = 0
                while thread.is_alive():
                    seen = count
                    looks += 1
                thread.join()
                return count
            """
        )
        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            with Lines({FILE}, limit=10**6).record() as recorder:
                assert module["handler"](100_000) == 100_000
        finally:
            sys.setswitchinterval(before)
        assert recorder.stopped is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False) | st.sampled_from("abc"),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.tuples(inner, inner)
        | st.dictionaries(st.sampled_from(["a", "b", "c", "~"]), inner, max_size=3)
        | st.sets(st.integers(0, 5))
    ),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_a_delta_leads_from_the_older_copy_to_the_newer_one(old: object, new: object) -> None:
    older, newer = detach(old), detach(new)
    delta = difference(older, newer)
    assert repr(older if delta is None else apply(json.loads(json.dumps(delta)), older)) == repr(newer)


def test_recorders_leave_no_cycles_behind() -> None:
    handler = program(
        "def handler():\n    def inner():\n        return 1\n    return inner() + sum(i for i in range(3))"
    )
    lines = Lines({FILE})
    gc.collect()
    gc.disable()
    try:
        with lines.record():
            handler["handler"]()
        assert gc.collect() < 20
    finally:
        gc.enable()
