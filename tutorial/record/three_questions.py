"""Write three questions about a recording, of different kinds; its trace answers each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from tracer.trace import Raised, Step, Trace
from tutorial.lesson.lesson import Lesson
from tutorial.lesson.positions import Where
from tutorial.lesson.problems import LessonError
from tutorial.lesson.questions import Question
from tutorial.quiz.answering import answer_all
from tutorial.reading.loading import Loaded
from tutorial.telling import narration
from tutorial.telling.literals import plain
from tutorial.telling.narration import ColumnKey
from tutorial.telling.words import code

HOW_MANY = 3
_MOST_IN_ORDER = 6


Sure = Mapping[int, Collection[str]]
"""By the number of each step, the cells and variables that the lesson's run will repeat."""


def questions(trace: Trace, sure: Sure) -> list[dict[str, Any]]:
    """Write questions about what is `sure`, as an author would."""
    found: dict[str, dict[str, Any]] = {}
    for question in _candidates(trace, sure):
        if question["kind"] not in found and _holds(question, trace):
            found[question["kind"]] = question
    return list(islice(found.values(), HOW_MANY))


def _holds(question: dict[str, Any], trace: Trace) -> bool:
    """Whether the trace answers a question."""
    asked = Lesson.model_construct(quiz=(Question.model_validate(question),))
    try:
        answer_all(Loaded(asked, Where("")), trace)
    except LessonError:
        return False
    return True


def _candidates(trace: Trace, sure: Sure) -> Iterator[dict[str, Any]]:
    """Questions that this trace may answer, the most telling first."""

    def steps(column: str) -> list[Step]:
        return [step for step in trace.steps if column in sure[step.number]]

    yield from _values(trace, sure)
    yield from _failures(steps("after"))
    yield from _receivers(trace, steps("receives"))
    yield from _lines(steps("action"))
    yield from _counts(trace, steps("action"))
    yield from _orders(steps("trigger"))
    yield from _cells(steps("receives"), "receives")
    yield from _cells(steps("action"), "action")


def _values(trace: Trace, sure: Sure) -> Iterator[dict[str, Any]]:
    """Ask for a variable after a step that changes it: for one of the program's own, if there is one."""
    own = [name for name in trace.start if name not in ("connection_status", "last_message", "response_sent")]
    for name in (*own, "response_sent", "last_message", "connection_status"):
        for step in trace.steps:
            before = trace.steps[step.number - 2].variables if step.number > 1 else trace.start
            value = step.variables.get(name)
            if name in sure[step.number] and value != before.get(name) and _is_data(value) and _short(plain(value)):
                yield {
                    "kind": "one",
                    "question": f"What is {code(name)} after step {step.number}?",
                    "choices": "auto",
                    "answer": {"variable": name, "after": step.number},
                    "hint": f"Look along the row {code(name)} of the tracker.",
                }


def _failures(steps: list[Step]) -> Iterator[dict[str, Any]]:
    for step in steps:
        if any(isinstance(call.outcome, Raised) for call in step.calls):
            yield {
                "kind": "text",
                "question": f"Which exception does the handler raise in step {step.number}?",
                "answer": {"exception": "type", "step": step.number},
                "hint": f"The cell “{narration.COLUMNS['after']}” of step {step.number} names it.",
            }


def _receivers(trace: Trace, steps: list[Step]) -> Iterator[dict[str, Any]]:
    if len(trace.clients) < 2:
        return
    heard = {step.number: sum(one.kind == "event" for one in step.deliveries) for step in steps}
    for step in sorted(steps, key=lambda step: -heard[step.number]):
        if heard[step.number]:
            yield {
                "kind": "match",
                "question": f"Who receives what in step {step.number}?",
                "answer": {"match": "received", "step": step.number},
                "hint": "To whom does the handler send: to one, to a room, or to all?",
            }


def _lines(steps: list[Step]) -> Iterator[dict[str, Any]]:
    for step in steps:
        if step.trigger.kind == "event" and step.calls and step.calls[0].line:
            yield {
                "kind": "line",
                "question": f"On which line of the code does the handler begin that is called in step {step.number}?",
                "answer": {"line": "handler", "step": step.number},
                "hint": f"Which event does {step.trigger.client} emit, and which function is registered for it?",
            }


def _counts(trace: Trace, steps: list[Step]) -> Iterator[dict[str, Any]]:
    emitted = Counter(emit.event for step in trace.steps for emit in step.emits if emit.kind == "event")
    doubtful = {emit.event for step in trace.steps if step not in steps for emit in step.emits}
    for event, _ in emitted.most_common():
        if event in doubtful:
            continue
        yield {
            "kind": "number",
            "question": f"How often does the server emit {code(event)} in this run?",
            "answer": {"count": "emits", "of": event},
            "hint": "Step through the run, and count.",
        }
    yield {
        "kind": "number",
        "question": "How many steps does this run have before its end?",
        "answer": {"count": "steps"},
        "hint": "The end row, “No more events”, is none of them.",
    }


def _orders(steps: list[Step]) -> Iterator[dict[str, Any]]:
    chosen = {narration.trigger(step): step.number for step in reversed(steps)}
    numbers = sorted(chosen.values())[:_MOST_IN_ORDER]
    if len(numbers) > 1:
        yield {
            "kind": "order",
            "question": "In which order do these events happen?",
            "answer": {"order": "steps", "steps": numbers},
            "hint": "Nothing reaches a client before it is connected.",
        }


def _cells(steps: list[Step], column: ColumnKey) -> Iterator[dict[str, Any]]:
    for step in steps:
        if _short(narration.row(step).cells[column]):
            yield {
                "kind": "cell",
                "question": f"What stands in “{narration.COLUMNS[column]}” in step {step.number}?",
                "answer": {"cell": column, "step": step.number},
                "hint": "Read the handler, and do what it does.",
            }


def _is_data(value: object) -> bool:
    return value is not None and not (isinstance(value, dict) and value.get("~") == "object")


def _short(text: str) -> bool:
    return 0 < len(text) <= 80 and text.isprintable()
