"""Which line of the program sent something."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from random import Random

from tracer.trace import Emit, Step
from tutorial.practice.because import because_of_calls
from tutorial.practice.exercise import Sketch
from tutorial.practice.grounds import Grounds
from tutorial.quiz.run_answer import Candidate, RunAnswer
from tutorial.telling.acts import event_text
from tutorial.telling.words import code, short, steps, visible


def which_line_sent(grounds: Grounds, draw: Random) -> Sketch | None:
    """An emit of a step; one line, or one statement of several lines, is right."""
    every = list(_askable(grounds))
    if not every:
        return None
    step, emit, line = draw.choice(every)
    spans = _statements(grounds.lesson.code)
    said = code(short(visible(event_text(emit.event, emit.arguments))))
    right = Candidate(str(line), f"In step {step.number} line {line} sends {said}.", _others(spans, line))
    others = tuple(_elsewhere(grounds, right))
    return Sketch(
        words=f"{grounds.begins(step)} Which line sends {said}?",
        form="line",
        steps=(step.number,),
        run_answer=RunAnswer(
            f"line {line}",
            (right,),
            others,
            lambda text: f"Line {text} sends nothing in this run. {right.why}",
            canonical=_number,
        ),
        because=because_of_calls(grounds, step, draw),
        about=("line",),
    )


def _number(text: str) -> str:
    return text.strip()


def _askable(grounds: Grounds) -> Iterator[tuple[Step, Emit, int]]:
    """Emits that only one line of their step makes."""
    for step in grounds.settled:
        for emit in step.emits:
            alike = {
                one.line for one in step.emits if (one.event, repr(one.arguments)) == (emit.event, repr(emit.arguments))
            }
            if emit.kind == "event" and emit.line and alike == {emit.line}:
                yield step, emit, emit.line


def _elsewhere(grounds: Grounds, right: Candidate) -> Iterator[Candidate]:
    """Other lines that send something, and where."""
    sent: dict[int, list[int]] = {}
    for step in grounds.trace.steps:
        for emit in step.emits:
            if emit.kind == "event" and emit.line and not right.reads(str(emit.line)):
                sent.setdefault(emit.line, []).append(step.number)
    for line, numbers in sorted(sent.items()):
        told = steps(dict.fromkeys(numbers)) if len(set(numbers)) <= 3 else f"{len(set(numbers))} steps"
        yield Candidate(str(line), f"Line {line} sends something else, in {told}. {right.why}")


def _statements(program: str) -> list[range]:
    """The lines of each statement that is not made of others."""
    try:
        tree = ast.parse(program)
    except SyntaxError:
        return []
    return [
        range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and not hasattr(node, "body")
    ]


def _others(spans: list[range], line: int) -> tuple[str, ...]:
    """The other lines of a statement of several lines: whoever points at one of them is right, too."""
    return tuple(str(number) for span in spans if line in span for number in span if number != line)
