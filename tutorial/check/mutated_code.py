"""Makes the mutants of a program: in each, one thing is changed, and every line keeps its number."""

from __future__ import annotations

import ast
import copy
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

_EMITTERS = {"emit": 1, "send": 0, "call": 1}
"""What sends, and which of its arguments is the payload."""

_TO, _NOT_TO = {"to", "room", "broadcast"}, {"include_self", "skip_sid"}
_ROOMS = {"join_room": 0, "leave_room": 0, "close_room": 0, "enter_room": 1}
_MAKERS = ("Flask", "SocketIO")
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_SIMPLE = (
    ast.Expr,
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Return,
    ast.Raise,
    ast.Delete,
    ast.Break,
    ast.Continue,
)
_UNTOUCHED = ("decorator_list", "returns", "annotation", "targets", "target", "type", "bases")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_OTHER = "something else"

RENAMED = "may have a function of another name"
"""What a program may do whose function has another name: nothing that a client notices."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A changed program: the line and the column (both from 1) of the change, and what the program `may` do now."""

    line: int
    column: int
    may: str
    code: str = field(repr=False)


def edits(code: str) -> Iterator[Edit]:
    """Change one thing after the other: what is sent and to whom, conditions, constants, names, and lines left out."""
    seen = {code}
    for edit in sorted(_Changes(code).all(), key=lambda edit: (edit.line, edit.column)):
        if edit.code not in seen and _parses(edit.code):
            seen.add(edit.code)
            yield edit


def _parses(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True


class _Changes:
    """All changes of one program."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.lines = code.encode().splitlines(keepends=True)
        self.module = ast.parse(code)
        self.loaded = {node.id for node in ast.walk(self.module) if isinstance(node, ast.Name)}

    def all(self) -> Iterator[Edit]:
        for statement in self.module.body:
            if not (isinstance(statement, ast.If) and "__name__" in ast.dump(statement.test)):
                yield from self.statement(statement, inside=False)

    # -- statements

    def statement(self, node: ast.stmt, *, inside: bool) -> Iterator[Edit]:
        """Change a statement; those `inside` a function can be left out, too."""
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.Pass) or _is_text(node):
            return
        if isinstance(node, _FUNCTIONS):
            yield from self.handler(node)
        if isinstance(node, _SIMPLE) and (inside or _only_calls(node)):
            yield self.edit(node, "pass", "may be left out")
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
            other = ast.AugAssign(node.target, _turned(node.op), node.value)
            yield self.edit(node, ast.unparse(other), "may count the other way")
        if inside or not _makes_app(node):
            yield from self.within(node, inside=inside or isinstance(node, _FUNCTIONS))

    def within(self, node: ast.AST, *, inside: bool) -> Iterator[Edit]:
        """Change what is in a statement: its expressions and its own statements."""
        for name, part in ast.iter_fields(node):
            for child in part if isinstance(part, list) else [part]:
                if isinstance(child, ast.stmt):
                    yield from self.statement(child, inside=inside)
                elif isinstance(child, ast.excepthandler | ast.match_case | ast.withitem):
                    yield from self.within(child, inside=inside)
                elif isinstance(child, ast.expr) and name not in _UNTOUCHED:
                    yield from self.condition(node, name, child)
                    yield from self.expression(child)

    def handler(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Edit]:
        """Change the name of a function that nobody calls by it, the event of a handler, and other decorators."""
        for decorator in node.decorator_list:
            arguments = decorator.args if isinstance(decorator, ast.Call) else []
            event = arguments[0] if arguments else None
            if isinstance(event, ast.Constant) and isinstance(event.value, str):
                if not event.value.startswith("/"):
                    yield self.edit(event, repr(_other(event.value)), f"may handle another event than {event.value!r}")
            elif not _is_route(decorator):
                yield self.without(decorator)
        if node.name not in self.loaded and node.decorator_list:
            line = self.lines[node.lineno - 1].decode()
            renamed = re.sub(rf"\bdef\s+{node.name}\b", f"def {node.name}_2", line, count=1)
            yield self.edit_line(node, renamed, RENAMED)

    # -- expressions

    def condition(self, node: ast.AST, name: str, test: ast.expr) -> Iterator[Edit]:
        """Turn a condition round."""
        if name == "test" or (name == "ifs" and isinstance(node, ast.comprehension)):
            yield self.edit(test, f"(not ({ast.unparse(test)}))", "may decide the other way")

    def expression(self, node: ast.expr) -> Iterator[Edit]:
        """Change an expression, or one of its parts."""
        if isinstance(node, ast.Call):
            yield from self.call(node)
        elif isinstance(node, ast.Constant):
            yield from self.constant(node)
        elif isinstance(node, ast.JoinedStr):
            yield from self.joined(node)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _FLIPPED:
            flipped = ast.Compare(node.left, [_FLIPPED[type(node.ops[0])]()], node.comparators)
            yield self.edit(node, f"({ast.unparse(flipped)})", "may compare otherwise")
        elif isinstance(node, ast.BoolOp):
            swapped = ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
            yield self.edit(node, f"({ast.unparse(swapped)})", "may combine its conditions otherwise")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            turned = ast.BinOp(node.left, _turned(node.op), node.right)
            yield self.edit(node, f"({ast.unparse(turned)})", "may reckon otherwise")
        yield from self.parts(node)

    def parts(self, node: ast.AST) -> Iterator[Edit]:
        if isinstance(node, ast.JoinedStr):  # the parts of an f-string have no places of their own before Python 3.12
            return
        for name, part in ast.iter_fields(node):
            for child in part if isinstance(part, list) else [part]:
                if isinstance(child, ast.expr):
                    yield from self.condition(node, name, child)
                    yield from self.expression(child)
                elif isinstance(child, ast.comprehension | ast.keyword):
                    yield from self.parts(child)

    def constant(self, node: ast.Constant) -> Iterator[Edit]:
        value = node.value
        if isinstance(value, bool):
            yield self.edit(node, repr(not value), f"may say {not value}")
        elif isinstance(value, str):
            yield self.edit(node, repr(_other(value)), f"may have another text than {value!r}")
        elif isinstance(value, int | float):
            yield self.edit(node, repr(value + 1), f"may have another number than {value!r}")

    def joined(self, node: ast.JoinedStr) -> Iterator[Edit]:
        for place, part in enumerate(node.values):
            if isinstance(part, ast.Constant):
                other = copy.deepcopy(node)
                other.values[place] = ast.Constant(_other(str(part.value)))
                yield self.edit(node, ast.unparse(other), f"may have another text than {part.value!r}")
            elif not isinstance(part, ast.FormattedValue) or not isinstance(part.value, ast.Constant):
                other = copy.deepcopy(node)
                other.values[place] = ast.Constant(_OTHER)
                yield self.edit(node, ast.unparse(other), f"may say anything in place of {{{_source(part)}}}")

    def call(self, node: ast.Call) -> Iterator[Edit]:
        """Change what a call sends, and to whom; which room it is about."""
        name = _called(node)
        if name in _ROOMS and len(node.args) > _ROOMS[name] and not isinstance(node.args[_ROOMS[name]], ast.Constant):
            yield self.edit(node.args[_ROOMS[name]], repr(_OTHER), "may take another room")
        if name not in _EMITTERS:
            return
        place = _EMITTERS[name]
        if place and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            event = node.args[0].value
            yield self.edit(node.args[0], repr(_other(event)), f"may emit another event than {event!r}")
        if len(node.args) > place and not isinstance(node.args[place], ast.Constant | ast.JoinedStr | ast.Starred):
            yield self.edit(node.args[place], repr(_OTHER), "may send anything")
        yield from self.addressees(node, {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg})

    def addressees(self, node: ast.Call, given: dict[str, ast.expr]) -> Iterator[Edit]:
        """Change to whom a call sends."""
        for room in (given[key] for key in ("to", "room") if key in given):
            yield self.edit(room, "None", "may send it without a room")
            yield self.edit(room, repr(_OTHER), "may send it to another room")
        if isinstance(node.func, ast.Name) and given.keys().isdisjoint(_TO):
            yield self.edit(node, _with(node, "broadcast=True"), "may send it to everybody")
        if not given.keys().isdisjoint(_TO) and given.keys().isdisjoint(_NOT_TO):
            yield self.edit(node, _with(node, "include_self=False"), "may leave the sender out")
        if "broadcast" in given:
            yield self.edit(given["broadcast"], "None", "may send it without `broadcast`")
        if "skip_sid" in given:
            yield self.edit(given["skip_sid"], "None", "may leave nobody out")

    # -- the text

    def edit(self, node: ast.expr | ast.stmt, text: str, may: str) -> Edit:
        """Put a text in the place of a node; lines that this takes away are added after it, empty."""
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before = self.lines[first][: node.col_offset]
        after = self.lines[last][node.end_col_offset or 0 :]
        filled = ("\n" if isinstance(node, ast.stmt) else "\\\n") * (last - first)
        lines = [*self.lines[:first], before + text.encode() + filled.encode() + after, *self.lines[last + 1 :]]
        return Edit(node.lineno, len(before.decode()) + 1, may, b"".join(lines).decode())

    def edit_line(self, node: ast.stmt, text: str, may: str) -> Edit:
        lines = [*self.lines[: node.lineno - 1], text.encode(), *self.lines[node.lineno :]]
        return Edit(node.lineno, node.col_offset + 1, may, b"".join(lines).decode())

    def without(self, decorator: ast.expr) -> Edit:
        """Leave a decorator out."""
        first, last = decorator.lineno - 1, (decorator.end_lineno or decorator.lineno) - 1
        lines = [*self.lines[:first], b"\n" * (last - first + 1), *self.lines[last + 1 :]]
        return Edit(decorator.lineno, decorator.col_offset, "may be left out", b"".join(lines).decode())


def _other(text: str) -> str:
    """Another text than this one, which begins in the same way."""
    return f"{text}~"


def _with(node: ast.Call, argument: str) -> str:
    """A call with one more argument."""
    return f"{ast.unparse(node)[:-1]}{', ' if node.args or node.keywords else ''}{argument})"


def _source(part: ast.expr) -> str:
    return ast.unparse(part.value) if isinstance(part, ast.FormattedValue) else ast.unparse(part)


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _turned(op: ast.operator) -> ast.operator:
    return ast.Sub() if isinstance(op, ast.Add) else ast.Add()


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _only_calls(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)


def _makes_app(node: ast.stmt) -> bool:
    return any(isinstance(one, ast.Call) and _called(one) in _MAKERS for one in ast.walk(node))


def _is_route(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and _called(decorator) in ("route", "get", "post")
