"""Compare what a question says of its place with its answer: an unnamed client, a namespace, a quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutorial.check.asked import Asked, Mismatch
from tutorial.check.named import namespaces_in
from tutorial.lesson.answers import Count, Query, ReceivedBy, Typed
from tutorial.telling.words import code, in_quotes, listed, steps

_WHO = re.compile(
    r"\b(?:he|she|him|her|hers|his|they|them|their|senders?|callers?|askers?|newcomers?|winner|loser|host|owner|who|whom"
    r"|whose|that|which|itself|themselves|other|first|second|third|last|new|same)\b",
    re.IGNORECASE,
)
"""Words that may tell which client is meant."""

_FIRST = re.compile(r"\bfirst\b(?!\s+(?:answer|message|client|player|word|letter))", re.IGNORECASE)
_LAST = re.compile(r"\blast\b(?!\s+(?:answer|message|client|player|word|letter))", re.IGNORECASE)


def places_differ(asked: Asked) -> Iterator[Mismatch]:
    """Find a client that the query reads and no word names, and places that the answer's step does not have."""
    if isinstance(asked.query, Typed) or asked.query.when is not None:
        return
    yield from _unnamed_client(asked)
    yield from _namespace(asked)
    yield from _other_quote(asked)
    yield from _other_time(asked)


def _unnamed_client(asked: Asked) -> Iterator[Mismatch]:
    """ "The client", where several receive something, and not the same."""
    query, trace = asked.query, asked.subject.trace
    if not isinstance(query, ReceivedBy | Count) or not asked.reading.names.clients or len(trace.clients) < 2:
        return
    words = re.sub(r"^\W*which\b", "", " ".join(one.text for one in asked.sentences), flags=re.IGNORECASE)
    if any(client in words for client in trace.clients) or _WHO.search(words) or asked.named.names.variables:
        return
    (client,) = asked.reading.names.clients
    rivals = [one for one in trace.clients if one != client and _gets_other(asked, one)]
    if rivals:
        said = "“the client”" if re.search(r"\bclient\b", asked.main.plain) else "no client"
        yield Mismatch(said, f"for {client}; {listed(rivals)} receive{'s' if len(rivals) == 1 else ''} something else")


def _gets_other(asked: Asked, client: str) -> bool:
    """Whether the same question has another answer for this client, who does receive something there."""
    real, other = asked.answer(asked.query), asked.answer(_for(asked.query, client))
    step = asked.reading.step
    there = [one for one in asked.subject.trace.steps if step in (None, one.number)]
    gets = any(one.client == client and not one.local for step in there for one in step.deliveries)
    return real is not None and other is not None and gets and other.real != real.real


def _for(query: Query, client: str) -> Query:
    key = "received_by" if isinstance(query, ReceivedBy) else "client"
    return query.model_copy(update={key: client})


def _steps(asked: Asked) -> tuple[int, ...]:
    """The steps of the answer, if they are in one place."""
    if asked.answer_steps:
        return asked.answer_steps
    step = asked.reading.step
    return (step,) if step and not asked.reading.state and step <= len(asked.subject.trace.steps) else ()


def _namespace(asked: Asked) -> Iterator[Mismatch]:
    vocabulary, numbers = asked.subject.vocabulary, _steps(asked)
    there = {name for number in numbers for name in vocabulary.steps[number].namespaces}
    known, own = vocabulary.names.namespaces, listed(map(code, sorted(there))) if there else ""
    for name in namespaces_in(asked.main.text) if numbers else ():
        if name not in there and (name in known or f"'{name}'" not in vocabulary.code):
            yield Mismatch(f"the namespace {code(name)}", f"in {steps(numbers)}, which is in {own}")


def _other_quote(asked: Asked) -> Iterator[Mismatch]:
    """A quotation that the run has, and not in the steps of the answer."""
    facts, numbers = asked.subject.facts, _steps(asked)
    for text in asked.main.quotes if numbers else ():
        has = [number for number, one in enumerate(facts, 1) if text in one.text]
        if has and not set(has) & set(numbers):
            yield Mismatch(in_quotes(text), f"in {steps(numbers)}; it stands in {steps(has)}")


def _other_time(asked: Asked) -> Iterator[Mismatch]:
    """ "For the first time" and "last", of a function or an event that is there more than once."""
    if len(asked.answer_steps) != 1:
        return
    names = {one.removesuffix("()").strip("'\"") for one in asked.main.codes}
    trace = asked.subject.trace
    has = [step.number for step in trace.steps if names & {step.trigger.event, *(call.function for call in step.calls)}]
    for form, choose, word in ((_FIRST, min, "first"), (_LAST, max, "last")):
        if form.search(asked.main.plain) and asked.answer_steps[0] in has and choose(has) != asked.answer_steps[0]:
            yield Mismatch(f"the {word} time, step {choose(has)}", f"in {steps(asked.answer_steps)}")
