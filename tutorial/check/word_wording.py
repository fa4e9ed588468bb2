"""Compare words such as "not", "sends" and "packets" in a question with what its query asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutorial.check.asked import Asked, Mismatch
from tutorial.lesson.answers import (
    CellOf,
    Count,
    ExceptionIn,
    LineOf,
    Matching,
    PacketOf,
    Query,
    WhoMissed,
    WhoReceived,
)

_NOT = re.compile(
    r"\b(?:not|never|no|nobody|nothing|miss\w*|without|except|lacks?|leaves? out|left out)\b|n['’]t\b", re.IGNORECASE
)
_COUNTED = {
    "steps": r"\bhow many steps\b",
    "calls": r"\bhow many calls\b|\bhow (?:often|many times) is \S+ called\b",
    "emits": r"\bhow many (?:emits|events does the server)\b",
    "packets": r"\bhow many packets\b",
    "deliveries": r"\bhow many deliveries\b",
}
_LINES = {
    "handler": r"\b(?:handler|function)\b|\bbegins\b",
    "emit": r"\b(?:emits?|sends?|answers?)\b",
    "exception": r"\b(?:raises?|exception|fails?|error)\b",
    "room": r"\b(?:rooms?|joins?|leaves?)\b",
}
_EXCEPTION = {
    "type": r"\b(?:type|class|kind)\b",
    "message": r"\b(?:message|text|says?)\b",
    "line": r"\bline\b",
}
_MATCH = {"sent": r"\b(?:sends?|sent)\b", "received": r"\b(?:receives?d?|gets?|got)\b"}
_DIRECTION = {
    "to server": r"\bto the server\b|\b(?:does|do|will) the client send\b",
    "to client": r"\bto (?:the|a) client\b|\b(?:does|do|will) the server send\b",
}
_CELL = {
    "receives": r"\bwhat (?:does|do|will|did) (?:the clients?|\w+) (?:receive|get)\b",
    "trigger": r"\bwhat (?:triggers|sets off|starts)\b",
}


def words_differ(asked: Asked) -> Iterator[Mismatch]:
    """Find words that ask for something else than the query."""
    yield from _polarity(asked)
    forms, key = _forms(asked.query)
    if forms is None:
        return
    said = [name for name, form in forms.items() if re.search(form, asked.main.plain, re.IGNORECASE)]
    if said and key not in said:
        yield Mismatch(f"“{_word(said[0])}”", f"as “{_word(key)}”", _by_words(asked.query, said[0]))


def _forms(query: Query) -> tuple[dict[str, str] | None, str]:
    """The words for each thing that such a query can ask, and what this one asks."""
    if isinstance(query, Count):
        return (
            (_DIRECTION, query.direction) if query.direction and query.count == "packets" else (_COUNTED, query.count)
        )
    if isinstance(query, LineOf):
        return _LINES, query.line
    if isinstance(query, ExceptionIn):
        return _EXCEPTION, query.exception
    if isinstance(query, Matching):
        return _MATCH, query.match
    if isinstance(query, PacketOf):
        return _DIRECTION, query.packet
    return (_CELL, query.cell) if isinstance(query, CellOf) else (None, "")


def _by_words(query: Query, said: str) -> Query | None:
    field = {
        Count: "count",
        LineOf: "line",
        ExceptionIn: "exception",
        Matching: "match",
        PacketOf: "packet",
        CellOf: "cell",
    }
    key = field[type(query)]
    if isinstance(query, Count) and said.startswith("to "):
        key = "direction"
    return query.model_copy(update={key: said})


def _word(key: str) -> str:
    return key


def _polarity(asked: Asked) -> Iterator[Mismatch]:
    """Who does not receive something, and who receives it."""
    says_not = bool(_NOT.search(asked.main.plain))
    if isinstance(asked.query, WhoReceived) and says_not and asked.query.reads is None:
        by_words = WhoMissed(who_missed=asked.query.who_received)
        yield Mismatch("who does not receive it", "from those who do", by_words)
    gets = re.search(r"\b(?:receives?|gets?|hears?|sees?|learns?|is (?:told|reached))\b", asked.main.plain)
    if isinstance(asked.query, WhoMissed) and not says_not and gets and asked.query.reads is None:
        yield Mismatch("who receives it", "from those who do not", WhoReceived(who_received=asked.query.who_missed))
