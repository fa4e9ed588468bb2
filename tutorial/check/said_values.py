"""Check what prose says in plain words: a variable's value, what a client receives, what a step calls."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tracer.trace import Step
from tracer.values import Value
from tutorial.check.code_in_prose import SUPPOSED
from tutorial.check.judging import judge
from tutorial.check.named import StepNamed, steps_in
from tutorial.check.sentences import Sentence
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.telling import narration
from tutorial.telling.literals import literal, plain
from tutorial.telling.words import code, in_quotes, listed, short_quoted, steps

_VALUE = r"(?P<value>`[^`]+`|“[^”]+”|\"[^\"]+\"|True\b|False\b|None\b|-?[0-9]+(?:\.[0-9]+)?(?![\w.]*[0-9])|[A-Z]\w+)"
_SOFT = r"(?:(?:still|then|now|already|again|just|only|once more|back to|at)\s+)*"
_IS = re.compile(
    rf"`(?P<name>[^`]+)`\s+(?:\w+\s+){{0,2}}?(?P<verb>is|was|becomes|became|stays|remains|holds|reads|equals)\s+"
    rf"(?P<not>not\s+)?{_SOFT}{_VALUE}"
)
_GETS = r"(?:receives?|gets?|is told|hears?)\s+(?:the\s+)?(?:event\s+|message\s+|note\s+)?"
_CALLED = re.compile(r"`(?P<name>\w+)(?:\(\))?`\s+(?:\w+\s+){0,2}?(?:is called|is run|runs|ran|answers|is executed)\b")
_SENT = re.compile(r"\b(?:sends?|emits?|broadcasts?)\s+(?:the event\s+|an?\s+|event\s+)?`'?(?P<name>[^`']+)'?`")
_NO_OTHER = re.compile(
    r"\bno other\b(?!\s+(?!step)\w)|\bnowhere else\b|\bonly in step\b|\bstep [0-9]+ only\b", re.IGNORECASE
)
_STAYS = re.compile(r"\bstays?\s+(?:so|that|like that|like this)\s+until the end\b")


_CUT = re.compile(
    r"[;:]|(?:,|\band\b)\s+(?!(?:and\s+)?(?:in\s+|after\s+)?(?:steps?\s+)?[0-9]+\s*(?:[,.;)]|and\b|$))(?:and\s+)?"
)
"""Where a clause ends: not at the commas of a list of steps."""

_INTRODUCES = re.compile(r"\s*(?:then\s+)?(?:in|after|before|at|from|since|until|by)\b[^`]*$", re.IGNORECASE)


def check_said_values(subject: Subject) -> Iterator[Problem]:
    """Warn of values, deliveries, calls and emits that prose says otherwise than the run has them."""
    for sentence in subject.sentences:
        if sentence.prose.loc[0] == "quiz" and sentence.prose.loc[2] == "question":
            continue  # a question asks, and a statement may be false
        if not SUPPOSED.search(sentence.plain.replace(" no other", "")) and not sentence.asks:
            yield from _values(subject, sentence)
            yield from _received(subject, sentence)
            yield from _happens(subject, sentence)
    yield from _exclusive(subject)


def _values(subject: Subject, sentence: Sentence) -> Iterator[Problem]:
    for said in _IS.finditer(sentence.told):
        name, written = said["name"], _unquoted(said["value"])
        if name not in subject.trace.start or said["not"] or not _is_value(subject, written, said["value"]):
            continue
        at = list(_times(subject, sentence, said.start(), said.end(), exact=said["verb"].startswith("bec")))
        real = {number: _after(subject, name, number) for number in at}
        if real and not any(_reads(written, value) for value in real.values()):
            number = at[-1]
            place = f"after step {number}" if number else "at the start"
            what = f"{place} {code(name)} is {short_quoted(plain(real[number]))}, not {in_quotes(written)}"
            yield subject.in_sentence(
                sentence, said["value"], what, "correct it, or show the value: " + _shown(name, number)
            )
        elif real and _STAYS.search(sentence.text[said.end() :]):
            yield from _stays(subject, sentence, name, at[-1])
        elif not real and not any(_reads(written, value) for value in _all_of(subject, name)):
            what = f"{code(name)} is never {in_quotes(written)} in this run"
            yield subject.in_sentence(sentence, said["value"], what, "correct the value")


def _shown(name: str, number: int) -> str:
    return f"`{{value {name} after {number}}}`"


def _stays(subject: Subject, sentence: Sentence, name: str, since: int) -> Iterator[Problem]:
    first = _after(subject, name, since)
    for step in subject.trace.steps[since:]:
        if step.variables.get(name) != first:
            value = short_quoted(plain(step.variables.get(name)))
            what = f"{code(name)} does not stay so: after step {step.number} it is {value}"
            yield subject.in_sentence(sentence, code(name), what, "say until when")
            return


def _times(subject: Subject, sentence: Sentence, begin: int, end: int, *, exact: bool) -> Iterator[int]:
    """The steps after which words at this place say something: those named last before, else first behind."""
    before, behind = _clause(sentence, begin, end)
    last = len(subject.trace.steps)
    if re.search(r"\b(?:at|in) the end\b", f"{before} | {behind}", re.IGNORECASE):
        yield last
        return
    if re.search(r"\b(?:at|in) the (?:start|beginning)\b(?! of step)", f"{before} | {behind}", re.IGNORECASE):
        yield 0
        return
    for named in list(steps_in(before))[-1:] or list(steps_in(behind))[:1]:
        if 1 <= named.number <= last:
            yield from _meant(named, exact=exact)


def _clause(sentence: Sentence, begin: int, end: int) -> tuple[str, str]:
    """What a clause says before and after words of it. To a clause belongs a time with which the sentence begins."""
    text = sentence.stepped
    cuts = [0, *(cut.end() for cut in _CUT.finditer(text)), len(text)]
    since = max(cut for cut in cuts if cut <= begin)
    until = min(cut for cut in cuts if cut >= end)
    before = text[since:begin]
    opening = max(cut for cut in cuts if cut < since) if since else 0
    if since and _INTRODUCES.match(sentence.told[opening:since]):
        before = text[opening:since] + before
    return before, text[end:until]


def _meant(named: StepNamed, *, exact: bool) -> tuple[int, ...]:
    if named.role == "before":
        return (named.number - 1,)
    return (named.number,) if named.role == "after" or exact else (named.number - 1, named.number)


def _after(subject: Subject, name: str, number: int) -> Value:
    return (subject.trace.steps[number - 1].variables if number else subject.trace.start).get(name)


def _all_of(subject: Subject, name: str) -> Iterator[Value]:
    yield from (_after(subject, name, number) for number in range(len(subject.trace.steps) + 1))


def _is_value(subject: Subject, written: str, shown: str) -> bool:
    """Whether words can be a value: a literal of Python, or what some variable has in this run."""
    if shown[0] not in '`“"':
        return shown.isdecimal() or shown in ("True", "False", "None") or _is_some_value(subject, written)
    try:
        ast.literal_eval(written)
    except (ValueError, SyntaxError):
        return _is_some_value(subject, written)
    return True


def _is_some_value(subject: Subject, written: str) -> bool:
    return any(written == plain(value) for name in subject.trace.start for value in _all_of(subject, name))


def _reads(written: str, value: Value) -> bool:
    if written in (plain(value), literal(value)):
        return True
    try:
        return literal(ast.literal_eval(written)) == literal(value)
    except (ValueError, SyntaxError):
        return False


def _unquoted(text: str) -> str:
    return text[1:-1].strip() if text[0] in '`“"' else text


def _received(subject: Subject, sentence: Sentence) -> Iterator[Problem]:
    """Find what a client is said to receive in a step, and does not."""
    found_steps = [named for named in steps_in(sentence.stepped) if named.role == "in"]
    if len(found_steps) != 1 or not 1 <= found_steps[0].number <= len(subject.trace.steps):
        return
    step = subject.trace.steps[found_steps[0].number - 1]
    names = "|".join(map(re.escape, subject.trace.clients))
    for said in re.finditer(rf"(?<![\w’'])(?P<client>{names})\s+{_GETS}{_VALUE}", sentence.text):
        if said["value"][0] in '`“"':
            got = [narration.received(one) for one in step.deliveries if one.client == said["client"] and not one.local]
            if not any(_unquoted(said["value"]).strip("'") in text for text in got):
                what = f"in step {step.number} {said['client']} receives {short_quoted('; '.join(got) or 'nothing')}"
                yield subject.in_sentence(sentence, said["value"], what, "correct it")


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
    before, behind = _clause(sentence, said.start(), said.end())
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
