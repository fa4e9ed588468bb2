"""Check what prose says of calls and emits: the step in which a handler runs or an event is sent, and no other one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer.trace import Step
from tutorial.check.clauses import around
from tutorial.check.code_in_prose import SUPPOSED
from tutorial.check.judging import judge
from tutorial.check.named import steps_in
from tutorial.check.sentences import Sentence
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.telling.words import code, listed, steps

_CALLED = re.compile(r"`(?P<name>\w+)(?:\(\))?`\s+(?:\w+\s+){0,2}?(?:is called|is run|runs|ran|answers|is executed)\b")
_SENT = re.compile(r"\b(?:sends?|emits?|broadcasts?)\s+(?:the event\s+|an?\s+|event\s+)?`'?(?P<name>[^`']+)'?`")
_NO_OTHER = re.compile(
    r"\bno other\b(?!\s+(?!step)\w)|\bnowhere else\b|\bonly in step\b|\bstep [0-9]+ only\b", re.IGNORECASE
)


def check_said_calls(subject: Subject) -> Iterator[Problem]:
    """Warn of calls and emits that prose puts into other steps than the run."""
    for sentence in subject.stating:
        if not SUPPOSED.search(sentence.plain.replace(" no other", "")) and not sentence.asks:
            yield from _happens(subject, sentence)
    yield from _exclusive(subject)


def _happens(subject: Subject, sentence: Sentence) -> Iterator[Problem]:
    """Find handlers that are said to be called, and events to be sent, in other steps than they are."""
    names = subject.vocabulary.names
    for form, word, known in ((_CALLED, "calls", "functions"), (_SENT, "emits", "events")):
        real = {step.number: _does(step, word) for step in subject.trace.steps}
        for said in form.finditer(sentence.told):
            name = said["name"]
            has = [number for number, done in real.items() if name in done]
            if name in getattr(names, known) and has:
                yield from _not_there(subject, sentence, said, word, has, real)


def _does(step: Step, word: str) -> list[str]:
    return [call.function for call in step.calls] if word == "calls" else [emit.event for emit in step.emits]


def _not_there(
    subject: Subject, sentence: Sentence, said: re.Match[str], word: str, has: list[int], real: dict[int, list[str]]
) -> Iterator[Problem]:
    before, behind = around(sentence, said.start(), said.end())
    numbers = [one.number for one in [*steps_in(before)][-1:] or steps_in(behind) if one.role == "in"]
    for number in numbers:
        if number in real and number not in has:
            does = f"{word} {listed(map(code, real[number]))}" if real[number] else f"{word} nothing"
            what = f"step {number} {does}, not {code(said['name'])}"
            yield subject.in_sentence(sentence, said[0], what, f"it {word} it in {steps(has)}")
    if numbers and _NO_OTHER.search(sentence.told) and set(has) - set(numbers):
        what = f"{code(said['name'])} is not only there: the run has it in {steps(has)}"
        yield subject.in_sentence(sentence, said[0], what, "correct the steps")


def _exclusive(subject: Subject) -> Iterator[Problem]:
    """Find "in no other step" in a key moment none of whose claims says `only`."""
    for index, moment in enumerate(subject.lesson.key_moments):
        if any(claim.only is not None for claim in moment.claims):
            continue
        for sentence in subject.sentences_at(("key_moments", index, "answer")):
            if not (said := _NO_OTHER.search(sentence.told)):
                continue
            for claim in moment.claims:
                only = claim.model_copy(update={"at": None, "only": claim.at})
                if wrong := next(judge(only, subject.trace, {}), None):
                    yield subject.in_sentence(sentence, said[0], wrong[1], wrong[2])
            if not _CALLED.search(sentence.told) or not moment.claims:
                yield subject.in_sentence(sentence, said[0], f"nothing holds “{said[0]}”", "add a claim with `only`")
