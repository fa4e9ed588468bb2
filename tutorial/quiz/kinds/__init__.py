"""One object for each kind of question: how the run answers it, and how a student's answer is graded.

A new kind is an entry in `KINDS`, one in `tutorial.lesson.kind_rules.KIND_RULES` (what an author writes), and one in
`web.parts.quiz.forms.FORMS` (how a page shows it).
"""

from __future__ import annotations

from tutorial.lesson.kind_rules import Kind
from tutorial.quiz.answered import Answered
from tutorial.quiz.kinds.arranging import MatchKind, OrderKind
from tutorial.quiz.kinds.choosing import OneKind, SeveralKind, TrueFalseKind
from tutorial.quiz.kinds.kind import QuizKind
from tutorial.quiz.kinds.own_words import FreeKind
from tutorial.quiz.kinds.pointing import LineKind
from tutorial.quiz.kinds.texts import CellKind, NumberKind, TextKind

KINDS: dict[Kind, QuizKind] = {
    "one": OneKind(),
    "several": SeveralKind(),
    "true_false": TrueFalseKind(),
    "number": NumberKind(),
    "text": TextKind(),
    "cell": CellKind(),
    "order": OrderKind(),
    "match": MatchKind(),
    "line": LineKind(),
    "free": FreeKind(),
}


def kind_of(answered: Answered) -> QuizKind:
    """The kind of a question."""
    return KINDS[answered.question.kind]
