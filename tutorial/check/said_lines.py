"""Check what prose says of lines of the program: the code that stands there, and where a function begins."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tutorial.check.clauses import Clause, clauses
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.telling.words import code, in_quotes, listed

_LINE = re.compile(r"\bline\s+(?P<line>[0-9]{1,4})\b", re.IGNORECASE)
_BEGINS = re.compile(r"\b(?:begins?|starts?|is defined|stands)\b")
_FUNCTION = re.compile(r"(?P<name>[A-Za-z_]\w*)(?:\(\))?")


def check_said_lines(subject: Subject) -> Iterator[Problem]:
    """Warn of code that a clause puts into another line than the program."""
    for sentence in subject.stating:
        for clause in clauses(sentence):
            numbers = {int(found) for found in _LINE.findall(clause.plain)}
            if len(numbers) == 1 and not clause.is_hedged:
                yield from _of_line(subject, clause, *numbers)


def _of_line(subject: Subject, clause: Clause, line: int) -> Iterator[Problem]:
    lines = subject.lesson.code.split("\n")
    if line > len(lines):
        return  # told elsewhere
    for text in re.findall(r"`([^`]+)`", clause.text):
        if found := _FUNCTION.fullmatch(text.strip()):
            real = _begins(subject.lesson.code, found["name"]) if _BEGINS.search(clause.plain) else []
        else:
            real = [number for number, one in enumerate(lines, 1) if _packed(text) in _packed(one)]
        if real and line not in real:
            what = f"{code(text)} is in line {listed(real)}, line {line} is {in_quotes(lines[line - 1].strip())}"
            yield subject.in_sentence(clause.sentence, f"line {line}", what, "correct the line")
            return


def _begins(program: str, name: str) -> list[int]:
    """The lines in which a function begins: those of its decorators, and of its `def`."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return [*(one.lineno for one in node.decorator_list), node.lineno, node.body[0].lineno]
    return []


def _packed(text: str) -> str:
    return "".join(text.replace('"', "'").split())
