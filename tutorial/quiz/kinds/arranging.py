"""Questions to arrange: put things in order, or match clients with things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tracer.trace import Trace
from tutorial.quiz.answered import Answered, Grade, Option
from tutorial.quiz.kinds.kind import QuizKind, places, shuffled
from tutorial.quiz.run_answer import Candidate

_Numbered = list[tuple[int, Candidate]]


class _Arranging(QuizKind):
    """A student arranges the options as the key does. Two options with the same text may change places."""

    def grade(self, answered: Answered, given: str) -> Grade:
        put = [answered.options[place].text for place in places(given) or ()]
        parts = tuple(text == answered.options[right].text for text, right in zip(put, answered.key, strict=True))
        return Grade(all(parts), parts=parts)


class OrderKind(_Arranging):
    """A student puts all things in order."""

    def complete(self, answered: Answered, trace: Trace) -> Answered:
        right = answered.run_answer.right
        items = shuffled(answered.question, list(enumerate(right)))
        if [one.text for _, one in items] == [one.text for one in right]:
            items = [*items[1:], items[0]]
        options, now = _options(items)
        return replace(answered, options=options, key=tuple(now[index] for index in range(len(right))))

    def valid(self, answered: Answered, given: str) -> bool:
        return sorted(places(given) or ()) == list(range(len(answered.options)))


class MatchKind(_Arranging):
    """A student matches each client, in order, with a thing."""

    def complete(self, answered: Answered, trace: Trace) -> Answered:
        found = answered.run_answer
        options, now = _options(shuffled(answered.question, list(enumerate(found.right))))
        return replace(
            answered,
            options=options,
            key=tuple(now[index] for _, index in found.pairs),
            sides=tuple(client for client, _ in found.pairs),
        )

    def valid(self, answered: Answered, given: str) -> bool:
        put = places(given) or ()
        return len(put) == len(answered.sides) and all(place < len(answered.options) for place in put)

    def right(self, answered: Answered) -> Iterable[Candidate]:
        found = answered.run_answer
        return [replace(found.right[place], text=f"{side}: {found.right[place].text}") for side, place in found.pairs]


def _options(items: _Numbered) -> tuple[tuple[Option, ...], dict[int, int]]:
    """The options as they are first shown, and the place of each number among them."""
    options = tuple(Option(one.text, False, one.why) for _, one in items)
    return options, {index: place for place, (index, _) in enumerate(items)}
