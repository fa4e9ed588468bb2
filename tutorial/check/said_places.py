"""Check places and numbers in plain words: steps and lines exist, and so many clients and handlers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutorial.check.code_in_prose import SUPPOSED
from tutorial.check.named import NUMBER, Named, named, number
from tutorial.check.sentences import Sentence
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.lesson.references import Reference
from tutorial.telling import narration
from tutorial.telling.words import code, counted, listed, quoted, steps

_ALL = re.compile(
    rf"\b(?:all|has|have|with|are)\s+(?:the\s+)?(?P<number>{NUMBER})\s+(?P<noun>clients|handlers)\b", re.IGNORECASE
)
_SOME = re.compile(rf"\b(?P<number>{NUMBER})\s+(?P<noun>clients|handlers)\b", re.IGNORECASE)
_RECEIVE = re.compile(rf"\b(?P<number>{NUMBER})\s+clients\s+(?:receive|get|hear)\b", re.IGNORECASE)
_SAYS = re.compile(
    r"(?:`(?P<name>[^`]+)`|\b(?P<it>it))\s+(?:\w+\s+){0,2}?(?:is|was|holds|becomes|stays|reads)\s+(?:\w+\s+){0,2}?$"
)
_COMPARES = re.compile(r"\b(?:unlike|than|same|again|as|compared?|whereas|but)\b", re.IGNORECASE)


def check_said_places(subject: Subject) -> Iterator[Problem]:
    """Warn of steps and lines that are not there, of wrong counts, and of references beside other words."""
    for sentence in subject.sentences:
        said = named(sentence, subject.vocabulary)
        if not SUPPOSED.search(sentence.plain):
            yield from _not_there(subject, sentence, said)
            yield from _counts(subject, sentence, said)
        yield from _other_places(subject, sentence, said)
    yield from _moments(subject)


def _not_there(subject: Subject, sentence: Sentence, said: Named) -> Iterator[Problem]:
    last = len(subject.trace.steps)
    own = {str(reference.point.step) for reference in sentence.references}
    for step in said.steps:
        linked = f"#step-{step.number}" in sentence.prose.text  # `check_markup` tells it
        if not 1 <= step.number <= last and str(step.number) not in own and not linked:
            words = f"step {step.number}"
            what, remedy = f"the run has no step {step.number}", f"it has steps 1 to {last}"
            yield subject.in_sentence(sentence, words if words in sentence.text else str(step.number), what, remedy)
    lines = len(subject.lesson.code.rstrip().split("\n"))
    for line in sorted(said.lines):
        if not 1 <= line <= lines:
            what = f"the program has no line {line}"
            yield subject.in_sentence(sentence, f"line {line}", what, f"it has lines 1 to {lines}")


def _counts(subject: Subject, sentence: Sentence, said: Named) -> Iterator[Problem]:
    """Find a number of clients or handlers that is another one."""
    has = {"clients": len(subject.trace.clients), "handlers": subject.vocabulary.handlers}
    wrong = {}
    for found in _SOME.finditer(sentence.plain):
        if number(found["number"]) > has[found["noun"].lower()]:
            wrong[found["noun"].lower()] = found
    for found in _ALL.finditer(sentence.plain):
        if number(found["number"]) != has[found["noun"].lower()]:
            wrong[found["noun"].lower()] = found
    for noun, found in wrong.items():
        what = f"the {'lesson' if noun == 'clients' else 'program'} has {counted(has[noun], noun[:-1])}"
        yield subject.in_sentence(sentence, found[0], f"{what}, not {found['number']}", "correct the number")
    if not wrong:
        yield from _receivers(subject, sentence, said)


def _receivers(subject: Subject, sentence: Sentence, said: Named) -> Iterator[Problem]:
    """Find a number of clients that receive something in a step."""
    found = _RECEIVE.search(sentence.plain)
    if found is None or len(said.steps) != 1 or not 1 <= said.steps[0].number <= len(subject.trace.steps):
        return
    step = subject.trace.steps[said.steps[0].number - 1]
    got = {one.client for one in step.deliveries if not one.local}
    if len(got) != number(found["number"]):
        who = listed(sorted(got)) if got else "nobody"
        what = f"in step {step.number} {counted(len(got), 'client')} receive{'s' * (len(got) == 1)} something: {who}"
        yield subject.in_sentence(sentence, found[0], what, "correct the number")


def _other_places(subject: Subject, sentence: Sentence, said: Named) -> Iterator[Problem]:
    """Find references whose cell or value belongs to another step, client or variable than the words around it."""
    for reference in sentence.references:
        point = reference.point
        before = sentence.text[: sentence.text.find(reference.written)]
        if point.variable is not None:
            yield from _other_variable(subject, sentence, reference, before)
        elif point.column is not None and point.step is not None and point.step <= len(subject.trace.steps):
            yield from _other_client(subject, sentence, reference, said)
        yield from _other_step(subject, sentence, reference, said)


def _other_variable(subject: Subject, sentence: Sentence, reference: Reference, before: str) -> Iterator[Problem]:
    found, real = _SAYS.search(before), reference.point.variable
    name = found["name"] if found else None
    if name is not None and name in subject.trace.start and name != real:
        what = f"the sentence speaks of {code(name)}, the reference shows {code(real or '')}"
        yield subject.in_sentence(sentence, reference.written, what, "make them agree")


def _other_client(subject: Subject, sentence: Sentence, reference: Reference, said: Named) -> Iterator[Problem]:
    """A cell that names clients, in a sentence that names one of the others."""
    number, column = reference.point.step or 0, reference.point.column or "step"
    cell = narration.row(subject.trace.steps[number - 1]).cells[column]
    in_cell = {name for name in subject.trace.clients if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", cell)}
    spoken = said.names.clients
    if column in ("receives", "trigger") and in_cell and spoken and not in_cell & spoken:
        what = f"the sentence speaks of {listed(sorted(spoken))}, the cell is {quoted(cell)}"
        yield subject.in_sentence(sentence, reference.written, what, "make them agree")


def _other_step(subject: Subject, sentence: Sentence, reference: Reference, said: Named) -> Iterator[Problem]:
    """The only place of a sentence, beside the only step of its words."""
    point, spoken = reference.point, {step.number for step in said.steps if step.role == "in"}
    read = point.after if point.variable else point.step if point.column else None
    if read is None or len(spoken) != 1 or len(said.shown) != 1 or _COMPARES.search(sentence.plain):
        return
    if len(said.steps) == 1 and read not in spoken and not (point.variable and read + 1 in spoken):
        what = f"the sentence speaks of {steps(spoken)}, the reference shows step {read}"
        yield subject.in_sentence(sentence, reference.written, what, "make them agree")


def _moments(subject: Subject) -> Iterator[Problem]:
    """Find key moments that speak of steps which they do not list."""
    for index, moment in enumerate(subject.lesson.key_moments):
        listed_steps = {*moment.steps, *(point.step or point.after or 0 for point in moment.points)}
        if not moment.steps:
            continue
        for key in ("question", "answer"):
            for sentence in subject.sentences_at(("key_moments", index, key)):
                yield from _unlisted(subject, sentence, listed_steps, moment.steps)


def _unlisted(subject: Subject, sentence: Sentence, known: set[int], own: tuple[int, ...]) -> Iterator[Problem]:
    said = named(sentence, subject.vocabulary)
    for step in said.steps:
        if step.role == "in" and step.number not in known and 1 <= step.number <= len(subject.trace.steps):
            text = subject.trace.steps[step.number - 1]
            what = f"the key moment speaks of step {step.number} ({narration.trigger(text)}), and lists {steps(own)}"
            words = f"step {step.number}"
            remedy = f"make them agree, or add {step.number} to `steps`"
            yield subject.in_sentence(sentence, words if words in sentence.text else str(step.number), what, remedy)
