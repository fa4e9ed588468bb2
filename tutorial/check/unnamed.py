"""Find questions that name no step, though their query reads one and the same query has another answer elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutorial.check.asked import Asked, Mismatch
from tutorial.check.step_wording import at_step
from tutorial.lesson.answers import Query, ReceivedBy, VariableAfter, WhoMissed, WhoReceived
from tutorial.telling import narration

_CIRCUMSTANCE = re.compile(
    r"\b(?:when|if|while|as|after|before|once|with|without|for|by|then|there|first|second|third|last|again|next|only|end"
    r"|ends|start|starts?|begin\w*|now|ever|still|already|finally|later|here|this|that|whom?|whose|because|since|until)\b",
    re.IGNORECASE,
)
"""Words that may tell which step is meant."""


def step_unnamed(asked: Asked) -> Iterator[Mismatch]:
    """Find such a question. Any word that may tell the step, or that only its row has, is enough."""
    query, step = asked.query, asked.reading.step
    if not isinstance(query, VariableAfter | ReceivedBy | WhoReceived | WhoMissed) or query.when or not step:
        return
    if asked.question.after is not None:
        return  # it is asked on the way, and means what the page shows there
    if asked.named.numbers or len(asked.sentences) > 1 or query.reads is not None or _tells(asked, step):
        return
    real = asked.answer(query)
    for other in asked.subject.trace.steps:
        rival = at_step(query, other.number)
        found = asked.answer(rival) if other.number != step and _is_asked_there(asked, query, other.number) else None
        if real and found and found.real != real.real:
            yield Mismatch("no step", asked.reading.place(), rival)
            return


def _tells(asked: Asked, step: int) -> bool:
    """Whether a word of the question may tell the step, or stands in its row alone."""
    words = re.sub(r"^\s*who\b", "", asked.main.plain, flags=re.IGNORECASE)
    if asked.main.quotes or _CIRCUMSTANCE.search(words):
        return True
    rows = [" ".join(narration.row(one).cells.values()).lower() for one in asked.subject.trace.steps]
    own = rows[step - 1] if step <= len(rows) else ""
    said = {word[:5] for word in re.findall(r"[a-z]{4,}", f"{words} {' '.join(asked.main.codes)}".lower())}
    return any(word in own and sum(word in row for row in rows) == 1 for word in said)


def _is_asked_there(asked: Asked, query: Query, number: int) -> bool:
    """Whether the question could be about this step."""
    step = asked.subject.trace.steps[number - 1]
    if isinstance(query, VariableAfter):
        return step.trigger.kind != "end"
    if isinstance(query, ReceivedBy):
        return any(one.client == query.received_by and one.kind == "event" for one in step.deliveries)
    of = query.who_received if isinstance(query, WhoReceived) else getattr(query, "who_missed", None)
    return of is not None and of.event is not None and any(one.event == of.event for one in step.deliveries)
