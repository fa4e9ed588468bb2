"""Check what prose says of the whole run: how often a handler runs, how many steps there are, who sends what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tracer.trace import Step
from tutorial.check.clauses import NO_EXCEPTION, Clause, clauses
from tutorial.check.named import NUMBER, namespaces_in, number
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.telling.words import code, counted, in_quotes, listed

_TIMES = re.compile(
    r"(?P<once>\bonce)\b|(?P<twice>\btwice)\b|\b(?P<number>" + NUMBER.removesuffix(r"\b") + r")\s+times\b",
    re.IGNORECASE,
)
_RUNS = re.compile(r"`(?P<name>\w+)(?:\(\))?`\s+(?:is called|is run|runs|ran|is executed)\s+(?=once|twice|\w+ times)")
_EMITS = re.compile(r"\b(?:sends?|emits?|broadcasts?)\s+`'?(?P<name>[^`']+)'?`\s+(?=once|twice|\w+ times)")
_LENGTH = re.compile(
    rf"\b(?:run|lesson|scenario)\s+(?:has|takes|is|needs)\s+(?P<number>{NUMBER}|\w+teen|eleven|twelve)\s+steps\b"
)
_LARGE = {"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16}
_LATER = re.compile(r"\b(?:row|in a row|each|every|per|more)\b", re.IGNORECASE)


def check_said_often(subject: Subject) -> Iterator[Problem]:
    """Warn of what a clause says of the run that the run does not have."""
    for sentence in subject.stating:
        for clause in clauses(sentence):
            if not clause.is_hedged:
                yield from _often(subject, clause)
                yield from _length(subject, clause)
                yield from _unknown_namespace(subject, clause)
                yield from _never_sent(subject, clause)


def _unknown_namespace(subject: Subject, clause: Clause) -> Iterator[Problem]:
    known = subject.vocabulary.names.namespaces | subject.vocabulary.code
    for name in namespaces_in(clause.text) if "namespace" in clause.plain else ():
        if name not in known:
            yield subject.in_sentence(clause.sentence, name, f"the run has no namespace {code(name)}", "correct it")


def _never_sent(subject: Subject, clause: Clause) -> Iterator[Problem]:
    """An event that this client never sends: in the steps of the key moment, if they have it, else in the run."""
    loc = clause.sentence.prose.loc
    moment = subject.lesson.key_moments[int(loc[1])].steps if loc[0] == "key_moments" else ()
    for client in subject.trace.clients if clause.step is None else ():
        says = rf"{NO_EXCEPTION}{re.escape(client)}\s+(?:emits?|sends?)\s+`'?([^`']+)'?`"
        for event in re.findall(says, clause.text):
            sent = [step for step in subject.trace.steps if step.trigger.event == event]
            there = [step for step in sent if step.number in moment] or sent
            if there and all(step.trigger.client != client for step in there):
                senders = listed(dict.fromkeys(str(step.trigger.client) for step in there))
                what = f"{senders} sends {in_quotes(event)}, not {client}"
                yield subject.in_sentence(clause.sentence, client, what, "correct who")


def _often(subject: Subject, clause: Clause) -> Iterator[Problem]:
    """How often a handler is said to run, or an event to be sent."""
    inside = () if _LATER.search(clause.plain) else _inside(subject, clause)
    called = Counter(call.function for step in inside for call in step.calls)
    sent = Counter(emit.event for step in inside for emit in step.emits if emit.kind == "event")
    for form, real, done in ((_RUNS, called, "called"), (_EMITS, sent, "sent")):
        said = form.search(clause.text)
        times = _TIMES.match(clause.text, said.end()) if said else None
        if said and times and real[said["name"]] and real[said["name"]] != (many := _many_times(times)):
            what = f"{code(said['name'])} is {done} {counted(real[said['name']], 'time')}, not {many}"
            yield subject.in_sentence(clause.sentence, times[0], what, "correct the number")


def _inside(subject: Subject, clause: Clause) -> tuple[Step, ...]:
    """The steps of which a clause speaks: one, or all."""
    if clause.step is None:
        return subject.trace.steps
    return tuple(step for step in subject.trace.steps if step.number == clause.within)


def _length(subject: Subject, clause: Clause) -> Iterator[Problem]:
    """How many steps the run is said to have. The end row is no event, and may be left out."""
    if found := _LENGTH.search(clause.plain):
        said = _LARGE.get(found["number"].lower()) or number(found["number"])
        has = len(subject.trace.steps)
        if said not in (has, has - 1):
            what = f"the run has {has} steps"
            yield subject.in_sentence(clause.sentence, found["number"], what, "correct the number")


def _many_times(found: re.Match[str]) -> int:
    return 1 if found["once"] else 2 if found["twice"] else number(found["number"])
