"""Check what a program does that nobody can mean: it emits where nobody ever is, or handles an event twice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tracer.trace import Address, Emit, Raised, Step
from tracer.values import Value
from tutorial.check.asked import questions
from tutorial.check.raised import unmeant
from tutorial.check.readings import changed
from tutorial.check.subject import Subject
from tutorial.lesson.answers import ExceptionIn, LineOf
from tutorial.lesson.changed_lesson import UnchangeableError
from tutorial.lesson.problems import LessonError, Problem
from tutorial.telling.literals import literal
from tutorial.telling.words import closest, did_you_mean, in_quotes, listed, quoted, steps

_NOBODY = re.compile(r"\b(?:nobody|no one|none|empty|nowhere|never|not|no client|gone|left)\b|n['’]t\b", re.IGNORECASE)
_FAILS = re.compile(r"\b(?:raises?|exception|error|fails?|crash\w*)\b", re.IGNORECASE)
_SIZE = re.compile(r"\b(?:large|long|big|size|limit|max_http_buffer_size|characters|bytes)\b", re.IGNORECASE)
_HandlerDef = ast.FunctionDef | ast.AsyncFunctionDef


def check_program_sense(subject: Subject) -> Iterator[Problem]:
    """Warn of all these, of answers that nobody asks for, and of exceptions that only a changed run raises."""
    yield from _empty_rooms(subject)
    yield from _handled_twice(subject)
    yield from _unasked_answers(subject)
    yield from _raised_when_changed(subject)
    yield from _too_large(subject)


def _empty_rooms(subject: Subject) -> Iterator[Problem]:
    """Lines that emit to a room in which nobody ever is, unless a sentence says so."""
    found: dict[int, list[tuple[Step, Emit]]] = {}
    for step in subject.trace.steps:
        for emit in step.emits:
            if emit.line and emit.kind == "event" and emit.rooms:
                found.setdefault(emit.line, []).append((step, emit))
    for line, emits in found.items():
        if any(emit.to or not _is_empty(emit) for _, emit in emits) or _is_said(subject, emits):
            continue
        addresses = [address for _, emit in emits for address in emit.addressed]
        rooms = listed(dict.fromkeys(literal(address.name) for address in addresses))
        alike = [name for address in addresses for name in address.alike]
        numbers = dict.fromkeys(step.number for step, _ in emits)
        where = f"to room {rooms}, where nobody ever is, in {steps(numbers)}"
        what = f"line {line} emits {quoted(emits[0][1].event)} {where}"
        yield subject.at_line(line, what, _instead(subject, alike, addresses))


def _instead(subject: Subject, alike: list[Value], addresses: list[Address]) -> str:
    others = sorted(subject.vocabulary.joined)
    if alike:
        return f"somebody is in room {literal(alike[0])}"
    if close := closest(addresses[0].name, others):
        return did_you_mean(close)
    if others:
        return f"somebody joins {listed(map(in_quotes, others))}; if nobody is meant to get it, say so"
    return "let somebody join it first; if nobody is meant to get it, say so"


def _is_empty(emit: Emit) -> bool:
    """Whether all addresses are rooms in which nobody ever was."""
    return all(one.kind == "room" and not one.there and not one.before for one in emit.addressed)


def _is_said(subject: Subject, emits: list[tuple[Step, Emit]]) -> bool:
    """Whether the lesson says, or asks, that nobody gets it: in a claim, a question, or a sentence with its names."""
    events = {emit.event for _, emit in emits}
    names = events | {str(address.name) for _, emit in emits for address in emit.addressed}
    numbers = {step.number for step, _ in emits}
    for moment in subject.lesson.key_moments:
        if any(
            claim.only == () and any(event in (claim.receives or "") for event in events) for claim in moment.claims
        ):
            return True
    for sentence in subject.sentences:
        said = {*sentence.codes, *(code.strip("'\"") for code in sentence.codes), *sentence.quotes}
        step = any(re.search(rf"\bstep {number}\b", sentence.stepped) for number in numbers)
        if _NOBODY.search(sentence.plain) and (said & names or step):
            return True
    return False


def _handled_twice(subject: Subject) -> Iterator[Problem]:
    """Events for which a second handler silently takes the first one's place."""
    first: dict[tuple[str, str], _HandlerDef] = {}
    for node in sorted(_functions(subject.lesson.code), key=lambda node: node.lineno):
        for event, namespace in _handles(node):
            before = first.setdefault((event, namespace), node)
            if before is not node:
                again = f"{node.name} in line {node.lineno} handles {quoted(event)} again"
                what = f"{again}: the server forgets {before.name}"
                yield subject.at_line(node.lineno, what, f"take one away; the other is in line {before.lineno}")


def _functions(code: str) -> list[_HandlerDef]:
    return [node for node in ast.parse(code).body if isinstance(node, _HandlerDef)]


def _handles(node: _HandlerDef) -> Iterator[tuple[str, str]]:
    """The events, each with its namespace, to which decorators tie a function."""
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = call.func if call else decorator
        if not isinstance(name, ast.Attribute) or name.attr not in ("on", "event"):
            continue
        given = [ast.unparse(one.value) for one in call.keywords if one.arg == "namespace"] if call else []
        namespace = given[0] if given else "'/'"
        event = call.args[0] if call and call.args else None
        if name.attr == "event":
            yield node.name, namespace
        elif isinstance(event, ast.Constant) and isinstance(event.value, str):
            yield event.value, namespace


def _unasked_answers(subject: Subject) -> Iterator[Problem]:
    """Answers of clients for which no emit of the server asks."""
    texts = [one.text for step in subject.trace.steps for phase in step.phases for one in phase.packets]
    sent = {emit.event for step in subject.trace.steps for emit in step.emits}
    for event in subject.lesson.answers:
        asks = re.compile(rf'4[25](?:[0-9]+-)?(?:/[^,]*,)?[0-9]+\["{re.escape(event)}"')
        if not any(asks.match(text) for text in texts):
            what = f"nobody asks for the answer to {quoted(event)}: "
            what += "the server emits it without a callback" if event in sent else "the server never emits it"
            remedy = "emit it with `callback=`, or take the answer away"
            yield subject.warning(("answers", event), what, remedy)


def _too_large(subject: Subject) -> Iterator[Problem]:
    """Packets for whose size the server closes the connection, in a lesson that says nothing of it."""
    said = any(_SIZE.search(sentence.text) for sentence in subject.sentences)
    for step in () if said else subject.trace.steps:
        if step.trigger.size_limit is not None:
            what = f"step {step.number} sends a packet of more than {step.trigger.size_limit:,} characters, "
            what += "and the server closes the connection for it"
            remedy = "send less, set `max_http_buffer_size` higher, or say that it is meant to be too large"
            yield subject.warning(subject.action(step.number), what, remedy)


def _raised_when_changed(subject: Subject) -> Iterator[Problem]:
    """Exceptions of a changed run that the run itself does not have, and of which the question does not speak."""
    for asked in questions(subject):
        change = changed(asked.query)
        if change is None or subject.replays is None or isinstance(asked.query, ExceptionIn | LineOf):
            continue
        try:
            trace = subject.replays.changed(change)
        except (LessonError, UnchangeableError):
            continue  # told at the question
        calls = [call for step in subject.trace.steps for call in step.calls]
        own = {(call.function, call.outcome.type) for call in calls if isinstance(call.outcome, Raised)}
        new = {n: one for n, one in unmeant(subject.of(trace)).items() if (one.function, one.type) not in own}
        loc = ("quiz", asked.index)
        words = [one for one in subject.sentences if one.prose.loc[:2] == loc]
        if new and not any(_FAILS.search(one.plain) or new[min(new)].type in one.text for one in words):
            number, fault = min(new.items())
            what = f"in the changed run {fault.function} raises {fault.type} in step {number}: {fault.message}"
            yield subject.warning((*loc, "answer"), what, f"{fault.mend}, or speak of it in the question")
