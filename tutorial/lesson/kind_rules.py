"""The kinds of questions, and the keys and answers that go with each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tutorial.lesson.answers import CellOf, ExceptionIn, LineOf, Matching, OrderOf, Query, Typed, VariableAfter

Kind = Literal["one", "several", "true_false", "number", "text", "cell", "order", "match", "line", "free"]


@dataclass(frozen=True, slots=True)
class KindRule:
    """What goes with a question of one kind.

    `answers` are the types of answer that fit; when there are none, every answer fits that is a value. `example` is
    an answer to suggest instead of one that does not fit. `choices` and `tolerance` say whether the question has
    these keys, `reads` whether its answer states what the run is said to show. `prose` means that the text of its
    answer is shown as Markdown; any other text is compared with what a student types, if the kind is `typed`: as a
    text, case and quotes aside.
    """

    answers: tuple[type[Query], ...] = ()
    example: str = ""
    choices: bool = False
    tolerance: bool = False
    reads: bool = False
    prose: bool = False
    typed: bool = False

    @property
    def arranged(self) -> bool:
        """Whether things are put in order, or beside one another."""
        return OrderOf in self.answers or Matching in self.answers

    @property
    def is_value(self) -> bool:
        """Whether the right answer is a value or a place, which other words could give away."""
        return not (self.reads or self.prose or self.arranged)

    def fits(self, answer: Query) -> bool:
        """Whether an answer goes with a question of this kind."""
        if self.reads:
            return answer.reads is not None
        if self.answers:
            return isinstance(answer, self.answers)
        return answer.reads is None and not isinstance(answer, (OrderOf, Matching))


KIND_RULES: dict[Kind, KindRule] = {
    "one": KindRule(choices=True),
    "several": KindRule(choices=True),
    "true_false": KindRule(example="{variable: connection_status, after: 2, reads: Open}", reads=True),
    "number": KindRule(tolerance=True),
    "text": KindRule(typed=True),
    "cell": KindRule((CellOf, VariableAfter), "{cell: receives, step: 2}", typed=True),
    "order": KindRule((OrderOf,), "{order: steps}"),
    "match": KindRule((Matching,), "{match: received, step: 3}"),
    "line": KindRule((LineOf, ExceptionIn), "{line: emit, step: 2}"),
    "free": KindRule((Typed,), "{text: What a good answer says.}", prose=True),
}
