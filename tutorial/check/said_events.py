"""Check what prose says of events: who acts, joins and receives in a step, and what is quoted of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from tracer.trace import Step
from tutorial.check.clauses import NO_EXCEPTION, Clause, clauses
from tutorial.check.named import NUMBER, namespaces_in, number
from tutorial.check.subject import Subject
from tutorial.lesson.problems import Problem
from tutorial.telling import narration
from tutorial.telling.words import code, in_quotes, listed, short_quoted, steps

_SOON = r"\s+(?:(?:then|also|now|too|at last|first|both)\s+)*"
_ACTS: dict[str, str] = {
    "connect": r"connects?|reconnects?",
    "disconnect": r"disconnects?|says goodbye|hangs up",
    "event": r"emits?|sends?|says|asks",
    "room": r"joins?|enters?|leaves?",
}
_GETS = r"(?:receives?|gets?|hears?|is told)\b"
_EXCLUSIVE = re.compile(
    rf"\b(?:only|just)\s+(?P<client>\w+)\s+{_GETS}|(?P<alone>\b\w+)\s+alone\s+{_GETS}", re.IGNORECASE
)
_BUT = re.compile(rf"\b(?:everybody|everyone|all)\s+(?:but|except)\s+(?P<client>\w+)\s+{_GETS}", re.IGNORECASE)
_MANY = re.compile(
    rf"\b(?P<all>all\s+(?:the\s+)?|each\s+of\s+the\s+|both\s+)(?P<number>{NUMBER})?\s*clients?\s+{_GETS}",
    re.IGNORECASE,
)
_GOT = (
    r"(?:the\s+)?(?:event\s+|message\s+|note\s+)?(?P<value>`[^`]+`|“[^”]+”|nothing\b(?!\s+(?:but|else|more|other|new)))"
)
_EXCHANGE = re.compile(
    r"\b(?:receives?|gets?|hears?|sends?|emits?|says?|asks?|joins?|leaves?|answers?|do|does|is told|are told)\b"
)
_APART = re.compile(r"\b(?:nothing|misse?s?|but|except|only|alone|left|gone|away)\b")
_ANSWERS = re.compile(r"\b(?:answers?|acknowledge\w*|replies|returns?|receives?|gets?|sends?|emits?)\b")
_BARE = re.compile(
    r"(?<![\w.#:/-])(?<!about )(?<!some )(?<!nearly )(?P<number>-?[0-9]+(?:\.[0-9]+)?)(?![\w%:/-]|\.[0-9])"
    r"(?!\s+(?!and\b|or\b|from\b|to\b|by\b|in\b|after\b|for\b|once\b|at\b|with\b)[a-zA-Z(])"
)
_PLACES = re.compile(
    rf"\b(?:steps?|lines?|phases?|version|port|question)[\s*_]+{NUMBER}"
    rf"(?:(?:\s*,\s*|\s+(?:and|or|to)\s+|–)(?:step\s+)?{NUMBER})*"
)


def check_said_events(subject: Subject) -> Iterator[Problem]:
    """Warn of what a clause says of its step that the step does not have."""
    for sentence in subject.stating:
        for clause in clauses(sentence):
            if clause.within is not None and 1 <= clause.within <= len(subject.trace.steps):
                yield from _of_step(subject, clause, subject.trace.steps[clause.within - 1])


_Rule = Callable[[Subject, Clause, Step], Iterator[Problem]]


def _of_step(subject: Subject, clause: Clause, step: Step) -> Iterator[Problem]:
    """The first difference between a clause and its step."""
    rules: tuple[_Rule, ...] = (_exclusive, _many, _acts, _received, _clients, _namespaces, _quoted, _numbers)
    for rule in rules:
        if found := list(rule(subject, clause, step)):
            yield from found
            return


def _receivers(step: Step, events: frozenset[str], fits: Callable[[set[str]], bool]) -> list[str] | None:
    """Who receives something in a step (of these events, if there are any), if neither they nor who gets one of several
    messages are those who are meant."""
    got = [one for one in step.deliveries if not one.local and (not events or one.event in events)]
    messages = {narration.received(one) for one in got}
    each = [{one.client for one in got if narration.received(one) == message} for message in messages]
    everybody = list(dict.fromkeys(one.client for one in got))
    return None if any(map(fits, [set(everybody), *each])) else everybody


def _events(subject: Subject, clause: Clause) -> frozenset[str]:
    codes = {one.strip("'\"") for one in re.findall(r"`([^`]+)`", clause.text)}
    return frozenset(codes) & subject.vocabulary.names.events


def _exclusive(subject: Subject, clause: Clause, step: Step) -> Iterator[Problem]:
    """ "Only Grace receives it", and "everybody but Alan"."""
    only, but = _EXCLUSIVE.search(clause.plain), _BUT.search(clause.plain)
    client = (only["client"] or only["alone"]) if only else but["client"] if but else None
    if client in subject.trace.clients:
        wanted = {client} if only else set(subject.trace.clients) - {client}
        got = _receivers(step, _events(subject, clause), lambda who: who == wanted)
        if got is not None:
            yield subject.in_sentence(clause.sentence, client, _who(step, got), "correct who")


def _who(step: Step, got: list[str]) -> str:
    return f"in step {step.number} {listed(got) if got else 'nobody'} receive{'s' if len(got) < 2 else ''} it"


def _many(subject: Subject, clause: Clause, step: Step) -> Iterator[Problem]:
    """ "All three clients receive it", "each of the two clients gets it"."""
    found = _MANY.search(clause.plain)
    if found is None or clause.is_hedged:
        return
    both = found["all"].lower().startswith("both")
    wanted = number(found["number"]) if found["number"] else 2 if both else len(subject.trace.clients)
    got = _receivers(step, _events(subject, clause), lambda who: len(who) == wanted)
    if got is not None:
        yield subject.in_sentence(clause.sentence, found[0], _who(step, got), "correct the number")


def _acts(subject: Subject, clause: Clause, step: Step) -> Iterator[Problem]:
    """A client that is said to connect, to send, to join or to leave."""
    if clause.is_hedged:
        return
    for client in subject.trace.clients:
        name = rf"(?<![\w’'])(?<!\bto )(?<!\band ){re.escape(client)}"
        for kind, verbs in _ACTS.items():
            if re.search(rf"{name}{_SOON}(?:{verbs})\b", clause.plain) and not _is_done_by(step, client, kind):
                what = f"step {step.number} is “{narration.trigger(step)}”"
                remedy = f"correct who, or the step{_when(subject, client, kind)}"
                yield subject.in_sentence(clause.sentence, client, what, remedy)
                return


def _is_done_by(step: Step, client: str, kind: str) -> bool:
    cells = narration.row(step).cells
    own = step.trigger.client == client
    if kind == "room":
        return own or any(change.client == client for change in step.rooms) or client in cells["action"]
    if kind == "event":
        return own and step.trigger.kind in ("event", "ack")
    told = client in cells["action"] or f"{client}: Connection closed" in cells["receives"]
    return (own and step.trigger.kind == kind) or (kind == "disconnect" and told)


def _when(subject: Subject, client: str, kind: str) -> str:
    real = [step.number for step in subject.trace.steps if _is_done_by(step, client, kind)]
    return f": it is so in {steps(real)}" if 0 < len(real) < 4 else ""


def _received(subject: Subject, clause: Clause, step: Step) -> Iterator[Problem]:
    """What a client is said to receive, and does not."""
    names = "|".join(map(re.escape, subject.trace.clients))
    for said in re.finditer(rf"{NO_EXCEPTION}(?P<client>{names})\s+(?:still\s+)?{_GETS}\s+{_GOT}", clause.text):
        got = [narration.received(one) for one in step.deliveries if one.client == said["client"] and not one.local]
        value = said["value"]
        text = value[1:-1].strip().strip("'")
        if (value == "nothing" and got) or (value != "nothing" and not any(text in one for one in got)):
            what = f"in step {step.number} {said['client']} receives {short_quoted('; '.join(got) or 'nothing')}"
            yield subject.in_sentence(clause.sentence, value, what, "correct it")


def _clients(subject: Subject, clause: Clause, step: Step) -> Iterator[Problem]:
    """A client that is said to send or receive something in a step that has nothing of it."""
    if clause.is_hedged or not _EXCHANGE.search(clause.plain) or _APART.search(clause.plain):
        return
    there = subject.vocabulary.steps[step.number].clients
    for client in subject.trace.clients:
        name = rf"(?<![\w’'-]){re.escape(client)}(?![\w’'-])"
        if len(client) > 1 and client not in there and re.search(name, clause.plain):
            what = f"step {step.number} has nothing of {client}: it is “{narration.trigger(step)}”"
            yield subject.in_sentence(clause.sentence, client, what, "correct who, or the step")
            return


def _namespaces(subject: Subject, clause: Clause, step: Step) -> Iterator[Problem]:
    """A namespace in which the step is not."""
    for name in () if clause.is_hedged else namespaces_in(clause.text):
        there = subject.vocabulary.steps[step.number].namespaces
        if name not in there and name in subject.vocabulary.names.namespaces:
            what = f"step {step.number} is in the namespace {listed(map(code, sorted(there)))}, not {code(name)}"
            yield subject.in_sentence(clause.sentence, name, what, "correct the namespace, or the step")


def _quoted(subject: Subject, clause: Clause, step: Step) -> Iterator[Problem]:
    """A quotation that another step has, and not this one; or none, though it is said to be sent or answered."""
    if clause.is_hedged:
        return
    facts = [one.text.lower() for one in subject.facts]
    known = " ".join((facts[step.number - 1], subject.lesson.code.lower(), *map(str.lower, narration.COLUMNS.values())))
    for text in _quotations(clause):
        said = text.lower()
        if len(said) < 2 or "…" in said or said in known:
            continue
        has = [number for number, one in enumerate(facts, 1) if re.search(rf"(?<!\w){re.escape(said)}(?!\w)", one)]
        if has or (_ANSWERS.search(clause.plain) and not _is_python(text, clause)):
            where = f"it stands in {steps(has)}" if 0 < len(has) < 6 else "correct it"
            yield subject.in_sentence(clause.sentence, text, f"step {step.number} has no {in_quotes(text)}", where)


def _quotations(clause: Clause) -> Iterator[str]:
    """What a clause quotes: in quotation marks, and values in backticks."""
    yield from (text.strip().rstrip(".,") for text in re.findall(r"“([^”]+)”", clause.text))
    names = re.compile(r"[A-Za-z_]\w*(?:\(\))?")
    yield from (
        text.strip().strip("'\"") for text in re.findall(r"`([^`]+)`", clause.text) if not names.fullmatch(text)
    )
    yield from re.findall(r"\b(?:with|says?|contains?|and adds|adds)\s+`'?(\w+)'?`", clause.text)


def _is_python(text: str, clause: Clause) -> bool:
    """Whether a text stands in backticks and may be code."""
    try:
        return f"`{text}`" in clause.text and bool(ast.parse(text))
    except SyntaxError:
        return False


def _numbers(subject: Subject, clause: Clause, step: Step) -> Iterator[Problem]:
    """A number without a noun that the step does not have."""
    if clause.is_hedged:
        return
    held = subject.facts[step.number - 1].numbers
    text = _PLACES.sub(lambda place: " " * len(place[0]), clause.plain)
    written = [found["number"] for found in _BARE.finditer(text)]
    written += re.findall(r"[`“](-?[0-9]+(?:\.[0-9]+)?)[`”]", clause.text)
    for one in written:
        if float(one) not in held:
            what = f"step {step.number} has no {one}: it is “{narration.trigger(step)}”"
            yield subject.in_sentence(clause.sentence, one, what, "correct the number, or the step")
            return
