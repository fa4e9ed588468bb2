"""Ask a student to predict a step: one question about its outcome, made from the trace.

The right option is what the trace has. The wrong ones come from the same trace, and from nothing after the step: the
options give away no later one. Each option says why it is right or wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracer.building import CORE_VARIABLES
from tracer.trace import Emit, Status, Step, Trace
from tracer.values import Value
from tutorial.lesson.answers import Query
from tutorial.lesson.questions import AUTO, Question
from tutorial.quiz.answered import Answered, Option
from tutorial.telling import narration
from tutorial.telling.acts import event_text
from tutorial.telling.literals import literal, literals
from tutorial.telling.words import as_read, code, listed, short, steps, visible

_MOST_OPTIONS = 4
_LONGEST_OPTION = 200
_STATUSES: tuple[Status, ...] = ("No connection", "Open", "Closed")
_NONE = "none of them"
_TOLD_OTHERWISE = ("response_sent",)
"""Variables that another question asks for already."""


class Predicted(Query):
    """Asks what a step leads to. No lesson file has such an answer.

    `seed` says which of the step's questions it is, and fixes the order of the options.
    """

    step: int
    seed: int


@dataclass(frozen=True, slots=True)
class _Askable:
    """A question before its options are chosen: the right one, and wrong ones with the most plausible first."""

    question: str
    right: Option
    wrong: tuple[Option, ...]


def predict(trace: Trace, number: int, seed: int = 0) -> Answered | None:
    """A question about a step of the trace; another seed may ask another one.

    None, when nothing about the step can be asked: it is no event, or the trace has nothing to mistake its outcome for.
    """
    asked = _questions(trace, number)
    return _made(asked[seed % len(asked)], number, seed) if asked else None


def predictions(trace: Trace, number: int) -> tuple[Answered, ...]:
    """All questions about a step, each once, in the order of their seeds."""
    return tuple(_made(one, number, seed) for seed, one in enumerate(_questions(trace, number)))


def _made(one: _Askable, number: int, seed: int) -> Answered:
    question = Question.model_construct(
        question=one.question, kind="one", choices=AUTO, answer=Predicted(step=number, seed=seed), tries=1
    )
    options = _shuffled((one.right, *one.wrong[: _MOST_OPTIONS - 1]), f"{one.question}\0{number}\0{seed}")
    return Answered(f"predict-{number}-{seed}", question, options)


def _questions(trace: Trace, number: int) -> list[_Askable]:
    """All that can be asked about a step. The most telling come first; steps in a row begin with different ones."""
    step = trace.steps[number - 1] if 1 <= number <= len(trace.steps) else None
    if step is None or step.trigger.kind == "end":
        return []
    before = trace.steps[: number - 1]
    changed, others = _variables(trace, step)
    telling = [_receivers(trace, step, before), _sent(step, before)]
    telling += [_variable(trace, step, before, name) for name in changed]
    rest = [_handler(trace, step), *(_variable(trace, step, before, name) for name in others)]
    first = [one for one in telling if one is not None]
    turn = number % len(first) if first else 0
    return [*first[turn:], *first[:turn], *(one for one in rest if one is not None)]


def _asked(question: str, right: Option, others: Iterable[Option]) -> _Askable | None:
    """A question, if something plausible is wrong; no two of its options read the same."""
    known = {as_read(right.text)}
    wrong = []
    for option in others:
        if len(option.text) <= _LONGEST_OPTION and as_read(option.text) not in known:
            known.add(as_read(option.text))
            wrong.append(option)
    return _Askable(question, right, tuple(wrong)) if wrong and len(right.text) <= _LONGEST_OPTION else None


def _receivers(trace: Trace, step: Step, before: Sequence[Step]) -> _Askable | None:
    """Which clients receive something."""
    if len(trace.clients) < 2:
        return None
    real = _got(step)
    sender = step.trigger.client
    there = {client for client, status in step.before.items() if status == "Open"} | set(filter(None, [sender]))
    sets = [{sender} if sender else set(), there, there - {sender}, set(trace.clients), set(), *map(_got, before)]

    def option(clients: Iterable[str]) -> Option:
        chosen = [client for client in trace.clients if client in clients]
        wrong = [client for client in trace.clients if (client in chosen) != (client in real)]
        told = [_receives(step, client) for client in wrong or trace.clients]
        return Option(listed(chosen) if chosen else "nobody", not wrong, f"In step {step.number} {listed(told)}.")

    return _asked("Who receives something?", option(real), map(option, map(set, sets)))


def _got(step: Step) -> set[str]:
    return {delivery.client for delivery in step.deliveries if not delivery.local}


def _receives(step: Step, client: str) -> str:
    texts = [narration.received(one) for one in step.deliveries if one.client == client and not one.local]
    return f"{visible(client)} receives {code(short('; '.join(texts))) if texts else 'nothing'}"


def _sent(step: Step, before: Sequence[Step]) -> _Askable | None:
    """What the program sends, where its trigger does not say it already, and all that it sends finds somebody."""
    if step.trigger.kind == "server" or not all(emit.to for emit in step.emits):
        return None
    real = _emitted(step)
    told = f"In step {step.number} the program sends {_code(real)}."
    echo = event_text(step.emits[0].event, step.trigger.arguments) if _is_event(step) else ""
    came_in = literals(step.trigger.arguments)
    others = [Option(text, False, f"That only repeats what came in. {told}") for text in (came_in, echo) if text]
    others += [
        Option(_emitted(one), False, f"The program sends that in step {one.number}. {told}")
        for one in reversed(before)
        if one.emits
    ]
    others.append(Option("nothing", False, told))
    return _asked("What does the program send?", Option(real, True, told), others)


def _is_event(step: Step) -> bool:
    return bool(step.emits) and step.emits[0].event != "message" and bool(step.trigger.arguments)


def _emitted(step: Step) -> str:
    return "; ".join(map(_emit, step.emits)) or "nothing"


def _emit(emit: Emit) -> str:
    if emit.kind == "ack":
        return f"the acknowledgement {literals(emit.arguments)}".strip()
    if emit.event == "message":
        return literals(emit.arguments) or "an empty message"
    return event_text(emit.event, emit.arguments)


def _variables(trace: Trace, step: Step) -> tuple[list[str], list[str]]:
    """The program's variables that the step changes, and all other variables to ask about."""
    was = trace.steps[step.number - 2].variables if step.number > 1 else trace.start
    names = [name for name in step.variables if name not in _TOLD_OTHERWISE]
    changed = [name for name in names if was.get(name) != step.variables[name] and name not in CORE_VARIABLES]
    return changed, [name for name in names if name not in changed]


def _variable(trace: Trace, step: Step, before: Sequence[Step], name: str) -> _Askable | None:
    """What a variable is after the step; the words do not say whether it changes."""
    columns = [trace.start, *(one.variables for one in before)]
    real, was = step.variables[name], columns[-1].get(name)
    if name == "connection_status":
        return _status(step, real, was)
    told = f"After step {step.number} {code(visible(name))} is {_code(literal(real))}."
    others = [] if was == real else [Option(literal(was), False, f"That is its value before the step. {told}")]
    others += [Option(literal(one), False, f"That came in. {told}") for one in step.trigger.arguments]
    others += [
        Option(literal(columns[place].get(name)), False, f"That is its value {_when(place)}. {told}")
        for place in reversed(range(len(columns)))
    ]
    question = f"What is {code(visible(name))} after this step?"
    return _asked(question, Option(literal(real), True, told), others)


def _status(step: Step, real: Value, was: Value) -> _Askable | None:
    """The status of the only client; that of several is a matter of who it is."""
    if not isinstance(real, str) or real == was:
        return None
    told = f"After step {step.number} `connection_status` is {_code(real)}."
    others = [
        Option(word, False, f"That is its value before the step. {told}" if word == was else told) for word in _STATUSES
    ]
    return _asked("What is `connection_status` after this step?", Option(real, True, told), others)


def _when(place: int) -> str:
    return f"after {steps([place])}" if place else "at the start"


def _handler(trace: Trace, step: Step) -> _Askable | None:
    """Which handler is called. All that the run calls are in the program, so their names give nothing away."""
    called = list(dict.fromkeys(call.function for call in step.calls))
    if step.trigger.kind == "server" or len(called) > 1:
        return None
    real = called[0] if called else _NONE
    told = f"In step {step.number} {code(real)} is called." if called else f"Step {step.number} calls no handler."
    every = dict.fromkeys(call.function for one in trace.steps for call in one.calls)
    others = [Option(name, False, told) for name in (*every, _NONE)]
    return _asked("Which handler is called?", Option(real, True, told), others)


def _code(text: str) -> str:
    return text if text == "nothing" else code(short(visible(text)))


def _shuffled(options: Sequence[Option], seed: str) -> tuple[Option, ...]:
    """The options in an order that depends on the seed and the texts alone."""

    def place(option: Option) -> bytes:
        return hashlib.sha256(f"{seed}\0{option.text}".encode(errors="surrogatepass")).digest()

    return tuple(sorted(options, key=place))
