"""The source of a recorded app: take secrets out of its literals and comments, and find what else it needs."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tutorial.record.redaction import Redactor
from tutorial.record.secret_names import is_plain_word, is_secret_name, maps_secrets

_LEAST_NUMBER = 1_000
_LOOKS_UP = frozenset({"get", "getenv", "pop", "setdefault"})
_AT_HAND = frozenset({"flask", "flask_socketio", "socketio", "engineio", "werkzeug", "jinja2", "markupsafe", "click"})
_REPLACED_FIELDS = re.compile(r"(\{\{|\}\}|\{[^{}]*\})")


@dataclass(frozen=True, slots=True)
class Secret:
    """A literal that is a secret: where it begins and ends (line, column), and its value."""

    start: tuple[int, int]
    end: tuple[int, int]
    value: Any

    def holds(self, token: tokenize.TokenInfo) -> bool:
        """Whether a token is this literal, or a piece of it."""
        return self.start <= token.start < self.end


def learn_from_code(code: str, redactor: Redactor) -> list[Secret]:
    """Learn the literals that the code gives to secrets' names or compares with them; return their places."""
    lines = code.splitlines(keepends=True)
    found = []
    for name, constant in _secret_constants(ast.parse(code)):
        redactor.learn(constant.value, f"{name} in the code")
        end = (constant.end_lineno or constant.lineno, constant.end_col_offset or 0)
        start = _place(lines, constant.lineno, constant.col_offset)
        found.append(Secret(start, _place(lines, *end), constant.value))
    for token in _tokens(code):  # each piece of a literal is a secret, too
        if token.type == tokenize.STRING and any(map(partial(_is_piece, token), found)):
            redactor.learn(ast.literal_eval(token.string), "a piece of a secret in the code")
    return found


def _is_piece(token: tokenize.TokenInfo, secret: Secret) -> bool:
    return secret.holds(token) and (token.start, token.end) != (secret.start, secret.end)


def _tokens(code: str) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(code).readline)


def redacted_code(code: str, secrets: list[Secret], redactor: Redactor) -> str:
    """Take these secrets, and all known ones, out of the code's literals and comments."""
    lines = code.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    pieces, done = [], 0
    for token in _tokens(code):
        new = _redacted(token, next((one for one in secrets if one.holds(token)), None), redactor)
        if new != token.string:
            begin = starts[token.start[0] - 1] + token.start[1]
            pieces += [code[done:begin], new]
            done = starts[token.end[0] - 1] + token.end[1]
    return "".join([*pieces, code[done:]])


def missing_parts(code: str, file: Path) -> Iterator[str]:
    """What the code needs and a lesson does not have, each with what to do."""
    tree = ast.parse(code)
    folder = file.parent
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = ["." * node.level + (node.module or "")]
        for name in names:
            root = name.partition(".")[0]
            line = getattr(node, "lineno", 0)
            if name.startswith(".") or (folder / f"{root}.py").is_file() or _is_package(folder / root):
                yield f"line {line} imports {name}, which is beside {file.name}: put what it needs of it into the code"
            elif root not in sys.stdlib_module_names and root not in _AT_HAND:
                yield f"line {line} imports {name}: the lesson needs it installed wherever it is run"
    called = {_last_name(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    if called & {"render_template", "send_from_directory", "send_file"}:
        yield "pages: they are not needed, since no client of a lesson asks for one; its clients do what the pages did"
    if called & {"open", "read_text", "read_bytes"}:
        yield "files that it reads: put what it needs of them into the code"
    if called & {"getenv", "load_dotenv"} or "os.environ" in code:
        yield "environment variables: put what it needs of them into the code"


def _is_package(folder: Path) -> bool:
    """Whether a folder is a module: a folder of data has no Python file in it."""
    return folder.is_dir() and any(folder.rglob("*.py"))


def _secret_constants(tree: ast.AST) -> Iterator[tuple[str, ast.Constant]]:
    """The literals that the code gives to a secret's name, compares with it, or looks up under it."""
    given = [(name, value) for node in ast.walk(tree) for name, value in _given(node) if is_secret_name(name)]
    words = {word for name, value in given if isinstance(value, ast.Dict) for word in _words_beside(name, value)}
    for name, value in given:
        yield from ((name, constant) for constant in _leaves(value) if constant not in words)


def _words_beside(name: str, mapping: ast.Dict) -> Iterator[ast.AST]:
    """The plain words on one side of a mapping that has secrets on the other side."""
    keys, values = ([getattr(one, "value", None) for one in side] for side in (mapping.keys, mapping.values))
    if maps_secrets(name, keys):
        for value in mapping.values:
            yield from _words(value)
    elif maps_secrets(name, values):
        for key in filter(None, mapping.keys):
            yield from _words(key)


def _words(value: ast.AST) -> Iterator[ast.AST]:
    """The plain words in a literal, except those under a secret's name."""
    if isinstance(value, ast.Constant) and is_plain_word(value.value):
        yield value
    elif isinstance(value, ast.Dict):
        for key, part in zip(value.keys, value.values, strict=True):
            if key is not None:
                yield from _words(key)
            if key is None or not is_secret_name(_last_name(key)):
                yield from _words(part)
    elif isinstance(value, (ast.List, ast.Tuple, ast.Set)):
        for part in value.elts:
            yield from _words(part)


def _given(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Each name with the value that a piece of code gives to it."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _assigned(target, node.value)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr, ast.AugAssign)) and node.value is not None:
        yield _last_name(node.target), node.value
    elif isinstance(node, ast.keyword):
        yield node.arg or "", node.value
    elif isinstance(node, ast.Dict):
        yield from ((_last_name(key), value) for key, value in zip(node.keys, node.values, strict=True) if key)
    elif isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        yield from ((_last_name(one), other) for one in sides for other in sides if one is not other)
    elif isinstance(node, ast.arguments):
        positional = [*node.posonlyargs, *node.args]
        yield from zip(
            (one.arg for one in positional[len(positional) - len(node.defaults) :]), node.defaults, strict=True
        )
        yield from ((one.arg, value) for one, value in zip(node.kwonlyargs, node.kw_defaults, strict=True) if value)
    elif isinstance(node, ast.Call) and _last_name(node.func) in _LOOKS_UP and len(node.args) > 1:
        yield _last_name(node.args[0]), node.args[1]
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from ((node.name, one.value) for one in ast.walk(node) if isinstance(one, ast.Return) and one.value)


def _assigned(target: ast.AST, value: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
        for one, part in zip(target.elts, value.elts, strict=False):
            yield from _assigned(one, part)
    else:
        yield _last_name(target), value


def _last_name(node: ast.AST) -> str:
    """The name of a value in the code: `token` of `auth['token']`, `data.token` or `data.get('token')`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return _last_name(node.slice)
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.Call) and _last_name(node.func) in _LOOKS_UP and node.args:
        return _last_name(node.args[0])
    return ""


def _leaves(value: ast.AST) -> Iterator[ast.Constant]:
    """The literals in a value, except the keys of lookups and short numbers."""
    if isinstance(value, ast.Constant):
        found = value.value
        number = isinstance(found, (int, float)) and not isinstance(found, bool) and abs(found) >= _LEAST_NUMBER
        if number or (isinstance(found, (str, bytes)) and found):
            yield value
        return
    if isinstance(value, (ast.JoinedStr, ast.Compare)):
        return
    parts: list[ast.AST] = list(ast.iter_child_nodes(value))
    if isinstance(value, ast.Subscript):
        parts = [value.value]
    elif isinstance(value, ast.Call) and _last_name(value.func) in _LOOKS_UP:
        parts = list(value.args[1:])
    for part in parts:
        yield from _leaves(part)


def _redacted(token: tokenize.TokenInfo, secret: Secret | None, redactor: Redactor) -> str:
    """Take the secrets out of a token."""
    where = f"line {token.start[0]} of the code"
    kind = tokenize.tok_name[token.type]
    if kind in ("COMMENT", "FSTRING_MIDDLE"):
        return redactor.text(token.string, where)
    if kind == "NUMBER":
        value = ast.literal_eval(token.string)
        new = redactor.value(value, where, secret=secret is not None)
        return token.string if new == value else repr(new)
    if kind != "STRING":
        return token.string
    prefix = re.match(r"[a-zA-Z]*", token.string)
    if prefix and "f" in prefix[0].lower():  # before Python 3.12 an f-string is one token, with the code inside it
        parts = _REPLACED_FIELDS.split(token.string)
        return "".join(part if number % 2 else redactor.text(part, where) for number, part in enumerate(parts))
    value = ast.literal_eval(token.string)
    if secret is not None:
        return _in_its_place(token, secret, redactor, where)
    new = redactor.value(value, where)
    if new == value:
        return token.string
    raw = redactor.text(token.string, where)
    try:
        same = ast.literal_eval(raw) == new
    except (SyntaxError, ValueError):
        same = False
    return raw if same else repr(new)


def _in_its_place(token: tokenize.TokenInfo, secret: Secret, redactor: Redactor, where: str) -> str:
    """The marker for a literal that is a secret; nothing for its further pieces."""
    empty = secret.value[:0]
    if token.start != secret.start:
        return repr(empty)
    text = secret.value if isinstance(secret.value, str) else secret.value.decode("utf-8", "ignore")
    marker = redactor.value(text, where, secret=True)
    return repr(marker if isinstance(secret.value, str) else marker.encode())


def _place(lines: list[str], line: int, column: int) -> tuple[int, int]:
    """The line and column of a place in characters; the parser counts columns in bytes."""
    return line, len(lines[line - 1].encode()[:column].decode("utf-8", "ignore"))
