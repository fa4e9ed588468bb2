"""Statements to judge true or false: the author's, or those made from the run. Each is revealed to who has judged."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tutorial.course.course import Studied
from tutorial.course.told_runs import statements
from tutorial.lesson import markdown
from tutorial.quiz.made_statements import JudgedStatement
from web.parts.material import Material
from web.parts.part import Part
from web.parts.points import refer, refer_elsewhere
from web.parts.slots import slot
from web.student.attempts import Attempt

_SLOT = "statement:"

JUDGEMENTS = {"true": "True", "false": "False"}


@dataclass(frozen=True, slots=True)
class AskedStatement:
    """A statement as a page shows it. Without an attempt nothing says whether it holds."""

    id: str
    says: Markup
    verdict: str
    holds: bool
    why: Markup
    step: int


@dataclass(frozen=True, slots=True)
class ToJudgeView:
    """A slot for each statement."""

    slots: tuple[Markup, ...]


def statements_of(studied: Studied) -> tuple[JudgedStatement, ...]:
    """The lesson's statements with what its run says of them; without any, those that are made from the run."""
    return statements(studied.judged, studied.trace)


def statement_of(name: str) -> str | None:
    """The id of the statement for which a slot stands; None, if it stands for something else."""
    return name.removeprefix(_SLOT) if name.startswith(_SLOT) else None


def asked_statement(studied: Studied, statement: JudgedStatement, attempt: Attempt | None) -> AskedStatement:
    """A statement for a student who has made this attempt."""
    link = refer_elsewhere(statement.other_run) if statement.other_run else refer(studied.trace)
    verdict = "" if attempt is None else "right" if attempt.right else "wrong"
    return AskedStatement(
        id=statement.id,
        says=markdown.inline(statement.says, link),
        verdict=verdict,
        holds=statement.holds and attempt is not None,
        why=markdown.block(statement.why, link) if attempt else Markup(),
        step=statement.step if attempt else 0,
    )


def _to_judge(material: Material) -> ToJudgeView | None:
    slots = tuple(slot(f"{_SLOT}{one.id}") for one in statements_of(material.studied))
    return ToJudgeView(slots) if slots else None


TO_JUDGE = Part("to_judge", _to_judge)
