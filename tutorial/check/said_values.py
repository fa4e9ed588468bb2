"""Check what prose says of variables: a value, its beginning and end, what a container has in it, and how much."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracer.values import Value
from tutorial.check.clauses import around
from tutorial.check.code_in_prose import SUPPOSED
from tutorial.check.named import NUMBER, StepNamed, number, steps_in
from tutorial.check.sentences import Sentence
from tutorial.check.step_facts import length_of
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.telling.literals import literal, plain
from tutorial.telling.words import code, in_quotes, short_quoted

_COUNTED = NUMBER.removesuffix(r"\b")
_DIGITS = r"-?[0-9]+(?:\.[0-9]+)?(?![\w.]*[0-9])"
_VALUE = (
    rf"(?P<value>`[^`]+`|“[^”]+”|\"[^\"]+\"|True\b|False\b|None\b|{_DIGITS}|[A-Z]\w+|zero\b|one\b(?!\s+of\b)|empty\b)"
)
_SOFT = r"(?:(?:still|then|now|already|again|just|only|once more|back to|at|the (?:number|text|value))\s+)*"
_NAME = r"`(?P<name>[^`]+)`(?:\s+\w+){0,2}?"
_MOVES = (
    r"(?:grow|rise|fall|drop|shrink|goe|jump|climb|change|increase|decrease|count|return|move)s?(?:\s+(?:up|down|back))?"
    rf"\s+(?:from\s+(?P<from>`[^`]+`|{_DIGITS})\s+)?to"
)
_STATES = (
    r"is|was|becomes|became|stays|remains|holds|reads|equals|shows|says|counts|reaches|stands at|has the value"
    rf"|contains|includes|lists|{_MOVES}"
)
_FROM = rf"(?:from\s+(?P<from>`[^`]+`|{_DIGITS})\s+)?"
_SETS = "sets?|brings?|raises?|lowers?|resets?|changes?"
_FORMS = (
    re.compile(rf"{_NAME}\s+(?P<verb>{_STATES})\s+(?P<not>not\s+)?{_SOFT}{_VALUE}"),
    re.compile(rf"{_NAME}\s*(?P<verb>=|→)\s*{_VALUE}"),
    re.compile(rf"{_VALUE}\s+(?P<verb>is)\s+(?:then\s+|now\s+)?the\s+value\s+of\s+`(?P<name>[^`]+)`"),
    re.compile(rf"(?P<verb>{_SETS})\s+`(?P<name>[^`]+)`\s+(?:back\s+)?{_FROM}to\s+{_VALUE}"),
    re.compile(rf"`(?P<name>[^`]+)`\s+\({_VALUE}\s+(?P<verb>after|in)\b"),
)
_THINGS = "names?|items?|entries|entry|elements?|members?|keys?|values?|texts?|users?|players?|messages?|sids?"
_HAS = r"(?:(?:then|now|already)\s+)?(?:has|have|holds|contains|lists)"
_SIZES = (
    re.compile(rf"`(?P<name>[^`]+)`\s+{_HAS}\s+(?P<size>{_COUNTED})\s+(?:{_THINGS})\b"),
    re.compile(rf"\b(?:there (?:are|is)|stands?)\s+(?P<size>{_COUNTED})\s+\w+\s+in\s+`(?P<name>[^`]+)`"),
)
_HOLDS = ("holds", "contains", "includes", "lists")
_BECOMES = re.compile(r"bec|reach|sets?$|brings?|raises?|lowers?|resets?|changes?$|.* to$")
_STAYS = re.compile(r"\bstays?\s+(?:so|that|like that|like this)\s+until the end\b")


@dataclass(frozen=True, slots=True)
class _SaidValue:
    """A value that a sentence says of a variable: its place in the words, and whether it is the one after the step."""

    name: str
    written: str
    begin: int
    end: int
    verb: str

    @property
    def is_new(self) -> bool:
        return bool(_BECOMES.match(self.verb))

    def fits(self, value: Value) -> bool:
        """Whether the words are true of a value."""
        if self.written == "empty":
            return length_of(value) == 0
        inside = self.verb in _HOLDS and any(_reads(self.written, item) for item in _items(value))
        return inside or _reads(self.written, value)


def check_said_values(subject: Subject) -> Iterator[Problem]:
    """Warn of values that prose says otherwise than the run has them."""
    for sentence in subject.stating:
        if not SUPPOSED.search(sentence.plain.replace(" no other", "")) and not sentence.asks:
            yield from _values(subject, sentence)
            yield from _sizes(subject, sentence)


def _values(subject: Subject, sentence: Sentence) -> Iterator[Problem]:
    for form in _FORMS:
        for found in form.finditer(sentence.told):
            groups = {"not": None, "from": None, **found.groupdict()}
            if found["name"] not in subject.trace.start or groups["not"]:
                continue
            written = _unquoted(found["value"])
            said = _SaidValue(found["name"], written, found.start(), found.end(), found["verb"])
            if _is_value(subject, written, found["value"]):
                yield from _value(subject, sentence, said, found["value"])
            if groups["from"]:
                yield from _moved(subject, sentence, said, groups["from"])


def _value(subject: Subject, sentence: Sentence, said: _SaidValue, shown: str) -> Iterator[Problem]:
    name, at = said.name, list(_times(subject, sentence, said))
    real = {one: _after(subject, name, one) for one in at}
    if real and not any(map(said.fits, real.values())):
        what = f"{_place(at[-1])} {code(name)} is {short_quoted(plain(real[at[-1]]))}, not {in_quotes(said.written)}"
        remedy = f"correct it, or show the value: `{{value {name} after {at[-1]}}}`"
        yield subject.in_sentence(sentence, shown, what, remedy)
    elif real and _STAYS.search(sentence.text[said.end :]):
        yield from _stays(subject, sentence, name, at[-1])
    elif not real and not any(map(said.fits, _all_of(subject, name))):
        what = f"{code(name)} is never {in_quotes(said.written)} in this run"
        yield subject.in_sentence(sentence, shown, what, "correct the value")


def _moved(subject: Subject, sentence: Sentence, said: _SaidValue, origin: str) -> Iterator[Problem]:
    """The value from which a variable is said to go, in one step."""
    for at in list(_times(subject, sentence, said))[-1:]:
        before = _after(subject, said.name, at - 1) if at else None
        written = _unquoted(origin)
        if at and not _reads(written, before):
            what = f"{_place(at - 1)} {code(said.name)} is {short_quoted(plain(before))}, not {in_quotes(written)}"
            yield subject.in_sentence(sentence, origin, what, "correct it")


def _sizes(subject: Subject, sentence: Sentence) -> Iterator[Problem]:
    """How much is said to be in a container."""
    for form in _SIZES:
        for found in form.finditer(sentence.told):
            name, size = found["name"], number(found["size"])
            said = _SaidValue(name, found["size"], found.start(), found.end(), "has")
            real = {at: length_of(_after(subject, name, at)) for at in _times(subject, sentence, said)}
            if name in subject.trace.start and real and None not in real.values() and size not in real.values():
                at = max(real)
                what = f"{_place(at)} {code(name)} has {real[at]}, not {found['size']}"
                yield subject.in_sentence(sentence, found["size"], what, "correct the number")


def _place(step: int) -> str:
    return f"after step {step}" if step else "at the start"


def _stays(subject: Subject, sentence: Sentence, name: str, since: int) -> Iterator[Problem]:
    first = _after(subject, name, since)
    for step in subject.trace.steps[since:]:
        if step.variables.get(name) != first:
            value = short_quoted(plain(step.variables.get(name)))
            what = f"{code(name)} does not stay so: after step {step.number} it is {value}"
            yield subject.in_sentence(sentence, code(name), what, "say until when")
            return


def _times(subject: Subject, sentence: Sentence, said: _SaidValue) -> Iterator[int]:
    """The steps after which words at this place say something: those named last before, else first behind."""
    before, behind = around(sentence, said.begin, said.end)
    inside = sentence.stepped[said.begin : said.end]
    last = len(subject.trace.steps)
    if re.search(r"\b(?:at|in) the end\b", f"{before} | {behind}", re.IGNORECASE):
        yield last
        return
    if re.search(r"\b(?:at|in) the (?:start|beginning)\b(?! of step)", f"{before} | {behind}", re.IGNORECASE):
        yield 0
        return
    for named in list(steps_in(before + inside))[-1:] or list(steps_in(inside[-5:] + behind))[:1]:
        if 1 <= named.number <= last:
            yield from _meant(named, said)


def _meant(named: StepNamed, said: _SaidValue) -> tuple[int, ...]:
    if named.role == "before":
        return (named.number - 1,)
    return (named.number,) if named.role == "after" or said.is_new else (named.number - 1, named.number)


def _after(subject: Subject, name: str, step: int) -> Value:
    return (subject.trace.steps[step - 1].variables if step else subject.trace.start).get(name)


def _all_of(subject: Subject, name: str) -> Iterator[Value]:
    yield from (_after(subject, name, step) for step in range(len(subject.trace.steps) + 1))


def _items(value: Value) -> list[Value]:
    """What is in a container; of a dict the keys and the values."""
    if isinstance(value, dict) and "~" in value:
        items = value.get("items")
        pairs = items if isinstance(items, list) else []
        return [part for item in pairs for part in (item if isinstance(item, list) else [item])]
    return value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, dict) else []


def _is_value(subject: Subject, written: str, shown: str) -> bool:
    """Whether words can be a value: a literal of Python, or what some variable has in this run."""
    if shown in ("zero", "one", "empty"):
        return True
    if shown[0] not in '`“"':
        return (
            bool(re.fullmatch(_DIGITS, shown)) or shown in ("True", "False", "None") or _is_some_value(subject, written)
        )
    try:
        ast.literal_eval(written)
    except (ValueError, SyntaxError):
        return _is_some_value(subject, written)
    return True


def _is_some_value(subject: Subject, written: str) -> bool:
    values = [value for name in subject.trace.start for value in _all_of(subject, name)]
    return any(_reads(written, value) for value in values) or any(
        _reads(written, item) for value in values for item in _items(value)
    )


def _reads(written: str, value: Value) -> bool:
    if written in (plain(value), literal(value)):
        return True
    spelled = {"zero": "0", "one": "1"}.get(written, written)
    try:
        return literal(ast.literal_eval(spelled)) == literal(value)
    except (ValueError, SyntaxError):
        return False


def _unquoted(text: str) -> str:
    return text[1:-1].strip() if text[0] in '`“"' else text
