"""Find what has no effect in a lesson: events that nobody handles, names that never change, boxes that never light."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer.trace import Step
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.telling.literals import plain
from tutorial.telling.narration import flow_box
from tutorial.telling.words import quoted, suggest

_STAYS = re.compile(
    r"\b(?:stays?|remains?|still|keeps?|always|never|not|nothing|nobody|unchanged|same|constant)\b|n['’]t\b",
    re.IGNORECASE,
)


def check_idle(subject: Subject) -> Iterator[Problem]:
    """Warn of all these, and of questions without a hint."""
    yield from _dropped_events(subject)
    yield from _meant_in_vain(subject)
    yield from _steady_names(subject)
    yield from _dark_boxes(subject)
    yield from _no_help(subject)


def _dropped_events(subject: Subject) -> Iterator[Problem]:
    """Events without a handler, which the library drops silently."""
    told: set[str | None] = set()
    for step in subject.trace.steps:
        event = step.trigger.event
        if _dropped(step) and event not in told and event not in subject.lesson.unhandled:
            told.add(event)
            what = f"nobody handles the event {quoted(event)} of step {step.number}: the server drops it"
            remedy = f"write a handler for it, or say that it is meant: `unhandled: [{event}]`"
            yield subject.error(subject.action(step.number), what, remedy)


def _meant_in_vain(subject: Subject) -> Iterator[Problem]:
    """Events that the lesson calls unhandled although they are handled, or never sent."""
    dropped = dict.fromkeys(str(step.trigger.event) for step in subject.trace.steps if _dropped(step))
    for index, event in enumerate(subject.lesson.unhandled):
        if event in dropped:
            continue
        handler = next((step for step in subject.trace.steps if step.trigger.event == event and step.calls), None)
        if handler is not None:
            what = f"{handler.calls[0].function} handles the event {quoted(event)} in step {handler.number}"
            yield subject.error(("unhandled", index), what, "take it out of `unhandled`")
        else:
            what = f"no client sends the event {quoted(event)} in this run"
            yield subject.error(
                ("unhandled", index),
                what,
                suggest(event, dropped, "nobody handles") if dropped else "take it out of `unhandled`",
            )


def _steady_names(subject: Subject) -> Iterator[Problem]:
    """Watched names of the author's with the same value from start to end."""
    if ("watch",) not in subject.loaded.where.values:
        return
    for index, watch in enumerate(subject.lesson.watch):
        values = [
            subject.trace.start.get(watch.name),
            *(step.variables.get(watch.name) for step in subject.trace.steps),
        ]
        if all(value == values[0] for value in values) and not _is_meant(subject, watch.name):
            what = f"{quoted(watch.name)} never changes: it is {quoted(plain(values[0]))} from start to end"
            yield subject.warning(("watch", index), what, "let the scenario change it, or do not watch it")


def _is_meant(subject: Subject, name: str) -> bool:
    """Whether the lesson says that a variable stays the same: in a claim, a question, or a sentence."""
    lesson = subject.lesson
    claimed = any(claim.variable == name for moment in lesson.key_moments for claim in moment.claims)
    asked = any(getattr(question.answer, "variable", None) == name for question in lesson.quiz)
    said = (sentence for sentence in subject.sentences if name in sentence.codes or f"value {name} " in sentence.text)
    return claimed or asked or any(_STAYS.search(sentence.plain) for sentence in said)


def _dark_boxes(subject: Subject) -> Iterator[Problem]:
    """Flow boxes with the author's words that no step lights."""
    lit = {flow_box(step, phase) for step in subject.trace.steps for phase in step.phases}
    had = {phase.kind for step in subject.trace.steps for phase in step.phases}
    for kind, words in subject.lesson.concept_flow.items():
        if kind not in lit:
            only = "only connections and their ends are handled" if kind in had else f"the run has no phase '{kind}'"
            what = f"no step lights the box {quoted(words)}: {only}"
            yield subject.warning(
                ("concept_flow", kind), what, "let the scenario come to it, or leave the box its own words"
            )


def _no_help(subject: Subject) -> Iterator[Problem]:
    for number, question in enumerate(subject.lesson.quiz):
        if not question.hints:
            what = "this question has no hint"
            remedy = "write one, such as `hint: Look along the row of step 2.`"
            yield subject.warning(("quiz", number), what, remedy)


def _dropped(step: Step) -> bool:
    return step.trigger.kind == "event" and not step.calls
