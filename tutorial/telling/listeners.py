"""The functions of a program that listen for events, as its text says it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Listening:
    """A function that listens for an event. `tied` is the line that ties it to the event, `line` that of its `def`."""

    function: str
    event: str
    tied: int
    line: int
    last: int

    @property
    def first(self) -> int:
        """The first line: the one that ties it to its event, or its `def`."""
        return min(self.tied, self.line)


def listeners(code: str) -> tuple[Listening, ...]:
    """The listening functions of a program, in its order; none when Python cannot read it."""
    try:
        module = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return ()
    found = [*_decorated(module), *_registered(module), *_methods(module)]
    return tuple(sorted(found, key=lambda one: one.first))


def _decorated(module: ast.Module) -> Iterator[Listening]:
    """`@socketio.on('join')`, and `@socketio.event`, whose event is called as the function."""
    for node in ast.walk(module):
        for tied in node.decorator_list if isinstance(node, _FunctionNode) else ():
            event = _event(tied, node.name) if isinstance(node, _FunctionNode) else None
            if event is not None and isinstance(node, _FunctionNode):
                yield _listener(node, event, tied.lineno)


def _event(tied: ast.expr, function: str) -> str | None:
    target = tied.func if isinstance(tied, ast.Call) else tied
    if not isinstance(target, ast.Attribute):
        return None
    if target.attr == "event":
        return function
    named = isinstance(tied, ast.Call) and target.attr == "on" and tied.args
    first = tied.args[0] if named and isinstance(tied, ast.Call) else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _registered(module: ast.Module) -> Iterator[Listening]:
    """`socketio.on_event('join', join)`."""
    functions = {node.name: node for node in module.body if isinstance(node, _FunctionNode)}
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "on_event" and len(call.args) > 1:
            event, handler = call.args[:2]
            known = functions.get(handler.id) if isinstance(handler, ast.Name) else None
            if known and isinstance(event, ast.Constant) and isinstance(event.value, str):
                yield _listener(known, event.value, known.lineno)


def _methods(module: ast.Module) -> Iterator[Listening]:
    """The methods `on_join` of a namespace."""
    for node in module.body:
        bases = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
        if isinstance(node, ast.ClassDef) and any(base.endswith("Namespace") for base in bases):
            methods = [one for one in node.body if isinstance(one, _FunctionNode) and one.name.startswith("on_")]
            yield from (_listener(one, one.name.removeprefix("on_"), one.lineno) for one in methods)


def _listener(node: _FunctionNode, event: str, tied: int) -> Listening:
    return Listening(node.name, event, tied, node.lineno, node.end_lineno or node.lineno)
