"""One object for each kind of question: how the run answers it, and how a student's answer is graded.

A new kind is an entry in `KINDS`, one in `tutorial.lesson.kind_rules.KIND_RULES` (what an author writes), and one in
`web.parts.quiz.forms.FORMS` (how a page shows it).
"""

from __future__ import annotations

from tutorial.lesson.kind_rules import Kind
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds.arranging import Match, Order
from tutorial.quiz.kinds.choosing import One, Several, TrueFalse
from tutorial.quiz.kinds.free import Free
from tutorial.quiz.kinds.kind import QuizKind
from tutorial.quiz.kinds.pointing import Line
from tutorial.quiz.kinds.typed import Cell, Number, Text

KINDS: dict[Kind, QuizKind] = {
    "one": One(),
    "several": Several(),
    "true_false": TrueFalse(),
    "number": Number(),
    "text": Text(),
    "cell": Cell(),
    "order": Order(),
    "match": Match(),
    "line": Line(),
    "free": Free(),
}


def kind_of(answered: Answered) -> QuizKind:
    """The kind of a question."""
    return KINDS[answered.question.kind]
