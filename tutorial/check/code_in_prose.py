"""Check code in backticks: the program or the libraries have its names, and the program its calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from tutorial.check.library_names import library_names
from tutorial.check.sentences import Sentence
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.telling.literals import literals, plain
from tutorial.telling.words import closest, did_you_mean, in_quotes, quoted

SUPPOSED = re.compile(
    r"\b(?:if|would|could|might|should|instead|without|rather|unlike|suppose|imagine|try|add|change|replace|write|wrote"
    r"|written|were|no|not|never|forget|JavaScript|browser|HTML|shell|terminal|SQL)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words with which a sentence speaks of other code than the program's."""

_NAME = re.compile(r"[A-Za-z_]\w*")


def check_code_in_prose(subject: Subject) -> Iterator[Problem]:
    """Warn of names that nobody has, and of code that the program does not have."""
    program = _calls(subject.lesson.code)
    known = _known(subject)
    for sentence in subject.sentences:
        for code in dict.fromkeys(sentence.codes):
            tree = _parsed(code)
            if tree is None:
                continue
            if unknown := _unknown(tree, known, bare=code):
                yield _nobody_has(subject, sentence, code, unknown, known)
            elif not SUPPOSED.search(sentence.plain):
                yield from _not_so(subject, sentence, code, tree, program)


def _known(subject: Subject) -> frozenset[str]:
    """The names of the program, and all words of the lesson's data and choices."""
    vocabulary, lesson = subject.vocabulary, subject.lesson
    names = vocabulary.names
    values = [value for step in subject.trace.steps for value in step.variables.values()]
    texts = [*vocabulary.code, *(text for question in lesson.quiz for text in question.choices), *map(plain, values)]
    texts += [watch.expression or watch.name for watch in lesson.watch]
    texts += [value for action in lesson.scenario for value in map(str, (action.event, action.arguments, action.auth))]
    texts += [plain(value) for step in subject.trace.steps for one in step.deliveries for value in one.arguments]
    words = {word for text in texts for word in _NAME.findall(text)}
    return frozenset(words).union(names.clients, names.variables, names.events, names.functions, names.rooms)


@cache
def _parsed(code: str) -> ast.Module | None:
    """The code as Python reads it, if it is Python."""
    try:
        return ast.parse(code.lstrip("@").strip())
    except (SyntaxError, ValueError):
        return None


def _unknown(tree: ast.Module, known: frozenset[str], bare: str) -> str | None:
    """The first name that neither the program nor the libraries have. A word in capitals is none of Python's."""
    for node in ast.walk(tree):
        word = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
        if isinstance(node, ast.keyword):
            word = node.arg
        if word is None or word in known or len(word) < 2 or (word == bare and word.isupper()):
            continue
        if word not in library_names():
            return word
    return None


def _nobody_has(subject: Subject, sentence: Sentence, code: str, name: str, known: frozenset[str]) -> Problem:
    what = f"neither the program nor the libraries have {quoted(name)}"
    close = closest(name, sorted(known))
    return subject.in_sentence(sentence, code, what, did_you_mean(close) if close else "correct the name")


_CallWritten = tuple[str, frozenset[str], int]


@cache
def _calls(code: str) -> tuple[_CallWritten, ...]:
    """The calls in a program: the function, the arguments as Python writes them, and the line."""
    return tuple(_call(node) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call))


def _call(node: ast.Call) -> _CallWritten:
    arguments = [ast.unparse(one) for one in node.args] + [
        f"{one.arg}={ast.unparse(one.value)}" for one in node.keywords
    ]
    return ast.unparse(node.func), frozenset(one for one in arguments if one != "..."), node.lineno


def _not_so(
    subject: Subject, sentence: Sentence, code: str, tree: ast.Module, program: tuple[_CallWritten, ...]
) -> Iterator[Problem]:
    """Find a call that the program makes otherwise: the same function, and some of the arguments."""
    statement = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        yield from _no_statement(subject, sentence, code, statement)
        return
    function, arguments, _ = _call(statement.value)
    same = [call for call in program if call[0] == function]
    if not arguments or any(arguments <= call[1] for call in same) or _was_called(subject, function, code):
        return
    if near := [call for call in same if call[1] & arguments]:
        line = max(near, key=lambda call: len(call[1] & arguments))[2]
        yield _other_code(subject, sentence, code, line)
    elif function in subject.vocabulary.names.functions and all(map(_is_value, statement.value.args)):
        yield subject.in_sentence(sentence, code, f"the run has no call {in_quotes(code)}", "name a call of the run")


def _no_statement(subject: Subject, sentence: Sentence, code: str, statement: ast.stmt | None) -> Iterator[Problem]:
    """Find a statement such as `online -= 1` that the program does not have, though it assigns to the same name."""
    if not isinstance(statement, ast.Assign | ast.AugAssign) or "=" not in code:
        return
    target = ast.unparse(statement.targets[0] if isinstance(statement, ast.Assign) else statement.target)
    own = [node for node in ast.walk(ast.parse(subject.lesson.code)) if isinstance(node, ast.Assign | ast.AugAssign)]
    same = [
        one for one in own if target in map(ast.unparse, one.targets if isinstance(one, ast.Assign) else [one.target])
    ]
    if same and ast.unparse(statement) not in map(ast.unparse, same):
        yield _other_code(subject, sentence, code, same[-1].lineno)


def _other_code(subject: Subject, sentence: Sentence, code: str, line: int) -> Problem:
    real = subject.lesson.code.split("\n")[line - 1].strip()
    what = f"the program has no {in_quotes(code)}: line {line} is {in_quotes(real)}"
    return subject.in_sentence(sentence, code, what, "quote the code as it is")


def _was_called(subject: Subject, function: str, code: str) -> bool:
    """Whether a handler of the run was called with these arguments."""
    calls = [call for step in subject.trace.steps for call in step.calls if call.function == function]
    said = "".join(code.replace('"', "'").split())
    return any(said == "".join(f"{function}({literals(call.arguments)})".split()) for call in calls)


def _is_value(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except ValueError:
        return False
    return True
