"""Reads the message that Python prints after the type of an exception, and calls no code of the exception."""

from __future__ import annotations

import builtins
from typing import Any, Final

from tracer.values import detach

_KEPT: Final = 500
"""How many characters are kept of a message, and of each text that it is made of."""

_PLAIN: Final = frozenset(map(id, (str, int, float, bool, bytes, type(None))))
"""Types by their `id`, since hashing or comparing a class would call its metaclass."""

_mro_of = type.__dict__["__mro__"].__get__
_dict_of_class = type.__dict__["__dict__"].__get__
_arguments_of = BaseException.__dict__["args"].__get__
_files_of = [OSError.__dict__[name].__get__ for name in ("filename", "filename2")]


def message(error: BaseException) -> str:
    """The message as `str(error)` gives it for a builtin exception: `'y'`, in quotes, for a `KeyError('y')`.

    An exception may have a `__str__` of its own, or arguments that are no plain values. Then the message is its first
    argument, if that is a text. The same holds for a `SyntaxError`: Python prints its place elsewhere.
    """
    arguments = _arguments_of(error)
    first = arguments[0][:_KEPT] if arguments and type(arguments[0]) is str else ""
    writer = _writer(type(error))
    if writer is None or not _is_plain(arguments):
        return str(detach(first))
    if writer is OSError:
        arguments = _with_files(error, arguments)
    try:
        return str(detach(str(writer(*arguments))[:_KEPT]))  # a builtin exception like it: no code of the program runs
    except (TypeError, ValueError):  # the arguments do not fit, or a number has too many digits
        return str(detach(first))


def _writer(kind: type) -> Any:
    """The builtin class whose `__str__` writes the messages of this class; None if no builtin's does."""
    return next((_WRITERS.get(id(base)) for base in _mro_of(kind) if "__str__" in _dict_of_class(base)), None)


def _is_plain(value: object) -> bool:
    if type(value) is tuple:
        return len(value) <= 10 and all(map(_is_plain, value))
    return id(type(value)) in _PLAIN and (type(value) not in (str, bytes) or len(value) <= _KEPT)  # type: ignore[arg-type]  # str and bytes have a length


def _with_files(error: BaseException, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments that an `OSError` was made with: it keeps the names of files apart from its `args`."""
    file, other = (each(error) for each in _files_of)
    if len(arguments) != 2 or file is None or not _is_plain((file, other)):
        return arguments
    return (*arguments, file, None, other)


_WRITERS: Final = {
    id(kind): kind
    for kind in vars(builtins).values()
    if isinstance(kind, type)
    and issubclass(kind, BaseException)
    and "__str__" in vars(kind)
    and kind is not SyntaxError
}
