"""One form for each kind of question: how it is shown on a page, and how it is read when it comes back.

The kind of the same name in `tutorial.quiz.kinds.KINDS` grades the answer.
"""

from __future__ import annotations

from tutorial.lesson.kind_rules import Kind
from tutorial.quiz.answered import Answered
from web.parts.quiz.choices import ChoiceForm, SeveralForm
from web.parts.quiz.form import Form
from web.parts.quiz.free import FreeForm
from web.parts.quiz.line import LineForm
from web.parts.quiz.match import MatchForm
from web.parts.quiz.order import OrderForm
from web.parts.quiz.typed import CellForm, NumberForm, TextForm

FORMS: dict[Kind, Form] = {
    "one": ChoiceForm(),
    "several": SeveralForm(),
    "true_false": ChoiceForm(),
    "number": NumberForm(),
    "text": TextForm(),
    "cell": CellForm(),
    "order": OrderForm(),
    "match": MatchForm(),
    "line": LineForm(),
    "free": FreeForm(),
}


def form_of(question: Answered) -> Form:
    """The form of a question."""
    return FORMS[question.question.kind]
