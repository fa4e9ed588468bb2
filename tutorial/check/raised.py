"""Find exceptions that nobody means: the program has no error handler for them, and the lesson never names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

from tracer.trace import Call, Raised, Step
from tutorial.check.subject import Subject
from tutorial.lesson.answers import Answer, CellOf, ExceptionIn, LineOf, StepWhere
from tutorial.lesson.problems import Problem
from tutorial.telling import narration
from tutorial.telling.words import steps, visible


class Fault(NamedTuple):
    """An exception of a call, and the line to mend: where it was raised, or of the handler that cannot be called."""

    function: str
    type: str
    message: str
    line: int | None

    @property
    def mend(self) -> str:
        """What to do about the exception."""
        return f"mend line {self.line} of the code" if self.line else f"mend {self.function}"


def check_raised(subject: Subject) -> Iterator[Problem]:
    """Warn of each exception that nobody means, at the first action that leads to it."""
    faults = sorted(
        unmeant(subject).items(), key=lambda item: (item[1].function, item[1].type, item[1].line or 0, item[0])
    )
    for (function, kind, _), group in groupby(faults, key=lambda item: (item[1].function, item[1].type, item[1].line)):
        numbers, (fault, *_) = zip(*group, strict=True)
        what = f"{function} raises {kind} in {steps(numbers)}"
        first_line = fault.message.partition("\n")[0]
        what += f": {visible(first_line)}" if first_line else ""
        claim = f"claims: [{{raises: {kind}, at: [{', '.join(map(str, numbers))}]}}]"
        remedy = f"{fault.mend}, or say in a key moment that it is meant: `{claim}`"
        yield subject.warning(subject.action(numbers[0]), what, remedy)


def advice(subject: Subject) -> Mapping[int, str]:
    """By its number, what to do first about a step with an exception that nobody means."""
    return {
        number: f"{fault.function} raises {fault.type} in step {number}: {fault.mend} first"
        for number, fault in unmeant(subject).items()
    }


def unmeant(subject: Subject) -> dict[int, Fault]:
    """Find the exceptions that nobody means, by the number of their step; of calls in calls, the innermost one's."""
    found: dict[int, Fault] = {}
    for step in subject.trace.steps:
        faults = [fault for fault in (*_faults(step.calls), *_unsaid(step)) if not _meant(subject, step, fault.type)]
        if faults:
            same = [fault for fault in faults if (fault.type, fault.message) == (faults[0].type, faults[0].message)]
            found[step.number] = same[-1]
    return found


def _faults(calls: Sequence[Call]) -> Iterator[Fault]:
    """The exceptions without an error handler, except refusals and those that a second call by the libraries mends."""
    for call, following in zip_longest(calls, calls[1:]):
        outcome = call.outcome
        if not isinstance(outcome, Raised) or outcome.handled_by is not None:
            continue
        if following is not None and following.event == "error":
            continue  # its error handler raised, too: that one is to be mended
        refused = call.event == "connect" and outcome.type == "ConnectionRefusedError"
        if not refused and not (following is not None and _puts_right(call, following)):
            yield Fault(call.function, outcome.type, outcome.message, outcome.line or call.line)


def _unsaid(step: Step) -> Iterator[Fault]:
    """The exceptions of the library for return values that no acknowledgement can carry."""
    for emit in step.emits:
        if emit.failed is not None:
            function = step.calls[-1].function if step.calls else "the handler"
            line = step.calls[-1].line if step.calls else None
            yield Fault(function, emit.failed.type, emit.failed.message, line)


def _puts_right(call: Call, following: Call) -> bool:
    """Whether the libraries called the handler again without its last argument, and the handler returned."""
    same = (call.function, call.event) == (following.function, following.event)
    return same and call.event in ("connect", "disconnect") and not isinstance(following.outcome, Raised)


def _meant(subject: Subject, step: Step, kind: str) -> bool:
    """Whether the lesson speaks of this exception: in a claim, a question, or a row of the author's table."""
    lesson, after = subject.lesson, narration.row(step).cells["after"]
    claims = (claim for moment in lesson.key_moments for claim in moment.claims)
    return (
        any(claim.raises == kind and step.number in (claim.at or claim.only or ()) for claim in claims)
        or any(_asks(question.answer, step.number, after) for question in lesson.quiz)
        or any((row.step, (row.after or "").strip()) == (step.number, after) for row in lesson.expect)
    )


def _asks(answer: Answer, number: int, after: str) -> bool:
    """Whether a question asks for the exception of this step in the lesson's own run."""
    if answer.when is not None:
        return False
    if isinstance(answer, StepWhere):
        return answer.step_where.get("after", "").strip() == after
    if isinstance(answer, LineOf):
        return (answer.line, answer.step) == ("exception", number)
    if isinstance(answer, CellOf):
        return (answer.cell, answer.step) == ("after", number)
    return isinstance(answer, ExceptionIn) and answer.step == number
