"""What a program's text says of its calls: parameters, classes, coroutines, and names as they are written."""

from __future__ import annotations

from tutorial.telling.definitions import Definition, as_written, definitions

CODE = """\
@app.route('/')
@decorated
async def work(a, /, b, *rest, key, **more):
    return lambda x: lambda y: x + y

class Room:
    __secret = 1
    def add(self): pass
"""


def test_a_definition_is_found_where_python_has_it_begin_and_knows_its_line_and_parameters() -> None:
    assert definitions(CODE) == {
        (1, "work"): Definition("async", 3, frozenset({"a", "b", "rest", "key", "more"})),
        (4, "<lambda>"): Definition("function", 4, frozenset({"x", "y"})),
        (6, "Room"): Definition("class", 6),
        (8, "add"): Definition("function", 8, frozenset({"self"})),
    }


def test_of_a_text_that_is_no_program_nothing_is_known() -> None:
    assert definitions("def work(") == definitions("a = '\0'") == {}


def test_a_name_that_python_made_longer_is_given_as_it_is_written() -> None:
    names = ["self._Room__secret", "_Room__secret", "self.__dict__", "__name__", "_Other__thing", "_", "a._b"]
    assert as_written(names, CODE) == {"self._Room__secret": "self.__secret", "_Room__secret": "__secret"}


def test_a_name_that_the_code_itself_writes_long_stays_so() -> None:
    assert as_written(["self._Room__secret"], "self._Room__secret = __secret") == {}
