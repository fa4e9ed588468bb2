"""Finds means by which a program can change values where no line shows it: names in its code, and globals.

The body of a module is never recorded. Objects that it leaves behind are looked for once, in the globals of the module.
"""

from __future__ import annotations

import functools
import itertools
import operator
import weakref
from collections.abc import Iterable, Iterator, Mapping
from types import CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any, Final

from tracer.lines.names import attributes_of, attributes_of_class
from tracer.lines.remembered import KEPT_UNTIL_READ


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LAZY: Final = _words(
    "map filter iter accumulate starmap takewhile dropwhile filterfalse groupby partial methodcaller "
    "ref proxy finalize setprofile"
)
"""Names by which a program can make an iterator, or a function, that calls C code later on."""

_NAMESPACES: Final = _words("__dict__ __globals__ f_globals f_locals globals locals vars modules")
"""Names by which a program gets the dict that holds the attributes of an object, or the globals of a module."""

_LAST_WORDS: Final = _words("__del__" if KEPT_UNTIL_READ else "")
"""Methods that are called when an object dies, without any event."""

_NAMES: Final = _LAZY | _NAMESPACES | _LAST_WORDS

_ALONE = _words("count repeat product permutations combinations combinations_with_replacement")
_ITERATORS = [kind for name, kind in vars(itertools).items() if isinstance(kind, type) and name not in _ALONE]
_BUILTIN = (map, filter, zip, enumerate, reversed, type(iter(int, 0)))
_CALLERS = (functools.partial, operator.methodcaller, weakref.ref, weakref.finalize)
_LATER: Final = frozenset(map(id, (*_ITERATORS, *_BUILTIN, *_CALLERS)))
"""Types of iterators and functions that may call C code later on, by `id`. Those in `_ALONE` call no other iterator."""

_TOOLS: Final = frozenset(map(id, (weakref, weakref.ref, weakref.finalize)))
"""Makers of objects that live on without any global that holds them, by `id`."""

_PLAIN: Final = frozenset(map(id, (type(None), bool, int, float, complex, str, bytes)))
"""Types of values that hold nothing else, by `id`."""

_dict_of_module = vars(ModuleType)["__dict__"].__get__


def may_change_unseen(code: CodeType) -> bool:
    """Whether any line may change anything, once this code has been called."""
    return not (_NAMES.isdisjoint(code.co_names) and _LAZY.isdisjoint(code.co_varnames))


def leaves_any(namespace: dict[str, Any], files: Mapping[str, bool]) -> bool:
    """Whether the body of the module with these globals may have left an object that changes values unseen.

    The code of functions and classes among the globals counts, too, if it is of `files`: the body may have called it.
    """
    values = [value for value in dict.values(namespace) if id(type(value)) not in _PLAIN]
    dicts = {id(value) for value in values if type(value) is dict} - {id(dict.get(namespace, "__builtins__"))}
    module = dict.get(namespace, "__name__")
    for value in values:
        if type(value) is not FunctionType and _changes_unseen(value, namespace, dicts, module):
            return True
    return any(may_change_unseen(code) for code in _codes(values, files, module))


def _changes_unseen(value: object, namespace: dict[str, Any], dicts: set[int], module: object) -> bool:
    """Whether a global may call C code later on, has its attributes in a dict of the globals, or has a `__del__`."""
    kind = type(value)
    if id(kind) in _LATER or id(value) in _TOOLS or value is namespace:
        return True
    if kind is ModuleType:
        return _dict_of_module(value) is namespace
    if not _LAST_WORDS.isdisjoint(_attributes_of_own(value, module)):
        return True
    return bool(dicts) and id(attributes_of(value)) in dicts


def _attributes_of_own(value: Any, module: object) -> Mapping[str, Any]:
    """The methods and other attributes of a class that this module defines; nothing for any other value."""
    if not issubclass(type(value), type):
        return {}
    attributes = attributes_of_class(value)
    name = attributes.get("__module__")
    return attributes if type(name) is type(module) is str and name == module else {}


def _codes(values: list[Any], files: Mapping[str, bool], module: object) -> Iterator[CodeType]:
    """The code of these files in functions, and in classes of this module, among `values`; the list grows meanwhile."""
    met: set[int] = set()
    for value in values:
        if id(value) in met:
            continue
        met.add(id(value))
        if type(value) is not CodeType:
            values += _parts(value, module)
        elif files.get(value.co_filename):
            yield value
            values += (each for each in value.co_consts if type(each) is CodeType)


def _parts(value: Any, module: object) -> Iterable[Any]:
    """The parts in which code may be found: of a function, of a wrapper of one, or of a class of this module."""
    kind = type(value)
    if kind is FunctionType:
        return value.__code__, *(_contents_of(cell) for cell in value.__closure__ or ())
    if kind is staticmethod or kind is classmethod or kind is MethodType:
        return (value.__func__,)
    if kind is property:
        return value.fget, value.fset, value.fdel
    return _attributes_of_own(value, module).values()


def _contents_of(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # nothing is in it yet
        return None
