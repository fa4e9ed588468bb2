"""Each mutant of a program is a program with one thing changed, and its lines keep their numbers."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutorial.lessons import HEAD, ROOT, handler
from tutorial.check.mutated_code import Edit, edits
from tutorial.course.course import lesson_files
from tutorial.reading.loading import load


def changed(code: str) -> dict[tuple[int, str], str]:
    """The line that each change makes, by its number and what the line may do now."""
    return {(edit.line, edit.may): edit.code.splitlines()[edit.line - 1].strip() for edit in edits(code)}


def of_line(line: str) -> dict[str, str]:
    """The changes of one line in a handler, without that the line may be left out."""
    found = changed(handler(line))
    return {may: text for (number, may), text in found.items() if number == 9 and may != "may be left out"}


CHANGES = {
    "emit('tick', left)": {
        "may emit another event than 'tick'": "emit('tick~', left)",
        "may send anything": "emit('tick', 'something else')",
        "may send it to everybody": "emit('tick', left, broadcast=True)",
    },
    "send('hi', to='red')": {
        "may have another text than 'hi'": "send('hi~', to='red')",
        "may send it without a room": "send('hi', to=None)",
        "may send it to another room": "send('hi', to='something else')",
        "may have another text than 'red'": "send('hi', to='red~')",
        "may leave the sender out": "send('hi', to='red', include_self=False)",
    },
    "socketio.emit('all')": {"may emit another event than 'all'": "socketio.emit('all~')"},
    "emit('a', broadcast=True, include_self=False)": {
        "may emit another event than 'a'": "emit('a~', broadcast=True, include_self=False)",
        "may send it without `broadcast`": "emit('a', broadcast=None, include_self=False)",
        "may say False": "emit('a', broadcast=False, include_self=False)",
        "may say True": "emit('a', broadcast=True, include_self=True)",
    },
    "emit('a', broadcast=True, skip_sid=x)": {
        "may emit another event than 'a'": "emit('a~', broadcast=True, skip_sid=x)",
        "may send it without `broadcast`": "emit('a', broadcast=None, skip_sid=x)",
        "may say False": "emit('a', broadcast=False, skip_sid=x)",
        "may leave nobody out": "emit('a', broadcast=True, skip_sid=None)",
    },
    "join_room(name)": {"may take another room": "join_room('something else')"},
    "n += 1": {"may count the other way": "n -= 1", "may have another number than 1": "n += 2"},
    "x = a - b": {"may reckon otherwise": "x = (a + b)"},
    "if a and b: pass": {
        "may decide the other way": "if (not (a and b)): pass",
        "may combine its conditions otherwise": "if (a or b): pass",
    },
    "if n < 3: pass": {
        "may decide the other way": "if (not (n < 3)): pass",
        "may compare otherwise": "if (n <= 3): pass",
        "may have another number than 3": "if n < 4: pass",
    },
    "while n: pass": {"may decide the other way": "while (not (n)): pass"},
    "return [a for a in b if a]": {"may decide the other way": "return [a for a in b if (not (a))]"},
    "return f'{a}: {b!r}'": {
        "may say anything in place of {a}": "return f'something else: {b!r}'",
        "may have another text than ': '": "return f'{a}: ~{b!r}'",
        "may say anything in place of {b}": "return f'{a}: something else'",
    },
    "x = (None, ..., b'raw')": {},
}


@pytest.mark.parametrize(("line", "expected"), CHANGES.items(), ids=CHANGES)
def test_what_can_be_changed_in_a_line(line: str, expected: dict[str, str]) -> None:
    assert of_line(line) == expected


def test_handlers_get_other_events_and_names_and_lose_their_other_decorators() -> None:
    code = HEAD + dedent("""\
        @socketio.on('message')
        @login_required
        def handle(msg):
            '''Not a line that can go.'''
            global n
            n = helper()

        def helper():
            return 1

        @app.route('/')
        def page():
            return helper()
        """)
    assert changed(code) == {
        (7, "may handle another event than 'message'"): "@socketio.on('message~')",
        (8, "may be left out"): "",
        (9, "may have a function of another name"): "def handle_2(msg):",
        (12, "may be left out"): "pass",
        (15, "may be left out"): "pass",
        (15, "may have another number than 1"): "return 2",
        (18, "may have a function of another name"): "def page_2():",
        (19, "may be left out"): "pass",
    }


def test_the_making_of_the_app_stays_and_constants_of_the_module_change() -> None:
    code = (
        HEAD + "LIMIT = 3\nsocketio.on_event('a', handle)\nif __name__ == '__main__':\n    socketio.run(app, port=1)\n"
    )
    assert changed(code) == {
        (7, "may have another number than 3"): "LIMIT = 4",
        (8, "may be left out"): "pass",
        (8, "may have another text than 'a'"): "socketio.on_event('a~', handle)",
    }


def test_what_stands_on_several_lines_leaves_them_all_there() -> None:
    code = handler("emit('é',\n     {'a': f'''x\n{msg}'''},\n     # why\n     to='red')\nsend(msg)")
    for edit in edits(code):
        assert_sound(code, edit)
        assert edit.line == 14 or edit.code.splitlines()[13].strip() == "send(msg)"


def assert_sound(code: str, edit: Edit) -> None:
    """It is another program, of as many lines, and what stands below the change still stands on its lines."""
    assert edit.code != code
    assert edit.code.count("\n") == code.count("\n")
    assert 1 <= edit.line <= code.count("\n") + 1
    nodes = [one for one in ast.walk(ast.parse(code)) if getattr(one, "lineno", 0) == edit.line]
    whole = [one for one in nodes if isinstance(one, ast.expr) or not hasattr(one, "body")]
    last = max((getattr(one, "end_lineno", 0) for one in whole), default=edit.line)
    assert edit.code.splitlines()[last:] == code.splitlines()[last:]
    ast.parse(edit.code)


PROGRAMS = [load(path).lesson.code for path in lesson_files(ROOT / "lessons")]
PROGRAMS += [load(ROOT / "tests" / "course" / f"{name}.yaml").lesson.code for name in ("lines", "questions", "refused")]


@pytest.mark.parametrize("code", PROGRAMS)
def test_every_mutant_of_real_programs_is_sound_and_none_is_there_twice(code: str) -> None:
    found = list(edits(code))
    assert found
    assert len({edit.code for edit in found}) == len(found)
    for edit in found:
        assert_sound(code, edit)


expressions = st.recursive(
    st.sampled_from(
        ["msg", "1", "2.5", "'é'", "''", "True", "None", "f'{msg}!'", "f'{msg!r:>{9}}'", "request.sid", "'a' 'b'"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "<", "==", "in", "and", "or", "is not"]), inner).map(
            lambda parts: f"({parts[0]} {parts[1]}\n {parts[2]})"
        ),
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        inner.map(lambda item: f"{{'key': {item}}}"),
        inner.map(lambda item: f"str({item})"),
        inner.map(lambda item: f"[n for n in {item} if n]"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} if {two[1]} else None)"),
        inner.map(lambda item: f"(lambda: {item})"),
    ),
    max_leaves=6,
)
statements = st.one_of(
    expressions.map(lambda value: f"emit('a', {value}, to=msg)"),
    expressions.map(lambda value: f"send({value}, broadcast=True)"),
    expressions.map(lambda value: f"x = {value}"),
    expressions.map(lambda value: f"x += {value}; y = 2"),
    expressions.map(lambda value: f"if {value}: return {value}"),
    expressions.map(lambda value: f"while {value}:\n    break"),
    expressions.map(lambda value: f"try:\n    x[{value}]\nexcept KeyError:\n    raise ValueError({value})  # é"),
    expressions.map(lambda value: f"with {value} as z:\n    pass"),
    expressions.map(lambda value: f"match {value}:\n    case 1:\n        del x\n    case _:\n        x = 2"),
)


@given(st.lists(statements, min_size=1, max_size=4))
def test_every_mutant_of_any_program_is_sound(body: list[str]) -> None:
    code = handler("\n".join(body))
    for edit in edits(code):
        assert_sound(code, edit)
