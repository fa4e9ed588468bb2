"""Compare the names in a question (clients, variables, events, functions, rooms, columns) with those of its query."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutorial.check.asked import Asked, Mismatch
from tutorial.check.vocabulary import NameSets
from tutorial.lesson.answers import CellOf, Count, OrderOf, Query, ReceivedBy, StepWhere, Typed, VariableAfter
from tutorial.telling.narration import COLUMNS
from tutorial.telling.words import code, in_quotes, listed

_OTHERS = re.compile(r"\b(?:others?|else|everyone|everybody|all|both|each|nobody|who)\b", re.IGNORECASE)
_GETS = (
    r"(?:receives?|received|gets?|got|miss(?:es|ed)?|hears?)\s+(?:the\s+)?(?:event\s+|message\s+)?"
    r"[`“\"]([^`”\"]+)[`”\"]"
)


_WHAT_IS = re.compile(r"\b(?:what (?:is|was)|value of)\s*$", re.IGNORECASE)


def names_differ(asked: Asked) -> Iterator[Mismatch]:
    """Find names that the words have and the query does not read, and columns."""
    if isinstance(asked.query, Typed):
        return
    yield from _client(asked)
    yield from _variable(asked)
    yield from _event(asked)
    yield from _column(asked)
    yield from _elsewhere(asked)


def _client(asked: Asked) -> Iterator[Mismatch]:
    said, read = asked.named.names.clients, asked.reading.names.clients
    if said and read and not said & read and not _OTHERS.search(asked.main.plain):
        (other,) = sorted(said)[:1]
        yield Mismatch(listed(sorted(said)), f"for {listed(sorted(read))}", _for(asked.query, other))


def _for(query: Query, client: str) -> Query | None:
    if isinstance(query, ReceivedBy):
        return query.model_copy(update={"received_by": client})
    return query.model_copy(update={"client": client}) if isinstance(query, Count) else None


def _variable(asked: Asked) -> Iterator[Mismatch]:
    said, read = asked.named.names.variables, asked.reading.names.variables
    words = listed(code(name) for name in sorted(said)) if said else ""
    if said and read and not said & read:
        other = {"variable": min(said)} if isinstance(asked.query, VariableAfter) else None
        by_words = asked.query.model_copy(update=other) if other else None
        yield Mismatch(words, f"from {listed(code(name) for name in sorted(read))}", by_words)
    elif said and isinstance(asked.query, CellOf | ReceivedBy) and _WHAT_IS.search(asked.main.text.split("`")[0]):
        column = COLUMNS[asked.reading.column or "receives"]
        yield Mismatch(words, f"from “{column}”", VariableAfter(variable=min(said), after=asked.reading.step or 0))


def _event(asked: Asked) -> Iterator[Mismatch]:
    """An event that is said to be received, and another one that is read."""
    read = asked.reading.names.events
    for event in re.findall(_GETS, asked.main.text):
        if read and event in asked.subject.vocabulary.names.events and event not in read:
            yield Mismatch(f"the event {in_quotes(event)}", f"from {listed(in_quotes(one) for one in sorted(read))}")


def _column(asked: Asked) -> Iterator[Mismatch]:
    said, read = asked.named.columns, asked.reading.column
    if said and read and read not in said:
        column = min(said)
        other = asked.query.model_copy(update={"cell": column}) if isinstance(asked.query, CellOf) else None
        yield Mismatch(f"“{COLUMNS[column]}”", f"from “{COLUMNS[read]}”", other)


def _elsewhere(asked: Asked) -> Iterator[Mismatch]:
    """Events, functions, rooms and exceptions that the run has, but not where the query reads."""
    read = asked.reading
    if read.step is None and not isinstance(asked.query, StepWhere | Count):
        return
    if asked.query.when is not None or isinstance(asked.query, OrderOf):
        return
    there = _there(asked)
    own = [code.removesuffix("()").strip("'\"") for code in asked.main.codes]
    for name in own:
        kinds = _kinds(asked.subject.vocabulary.names, name)
        if kinds and name not in there and "variables" not in kinds:
            word = {"exceptions": "the exception", "rooms": "the room", "events": "the event"}.get(
                kinds[0], "the function"
            )
            yield Mismatch(f"{word} {code(name)}", f"{read.place() if read.step is not None else 'of something else'}")


def _kinds(names: NameSets, name: str) -> list[str]:
    kinds = ("events", "functions", "rooms", "exceptions", "variables")
    return [kind for kind in kinds if name in getattr(names, kind)]


def _there(asked: Asked) -> set[str]:
    """The names of the place that the query reads: for a value after a step, of all that came before."""
    read, vocabulary = asked.reading, asked.subject.vocabulary
    if read.step is None:
        named = read.names
        return {*named.events, *named.functions, *named.rooms, *read.texts, " ".join(read.texts)}
    around = vocabulary.between(0 if read.state else read.step, read.step)
    return {*around.events, *around.functions, *around.rooms, *around.exceptions, *around.clients}
