"""What students may believe of a lesson: misconceptions with the run that breaks them, and statements to judge.

    misconceptions:
      - id: heard-by-all
        belief: {says: "`send` reaches everybody.", claims: [{receives: Hi, client: Grace, at: [4]}]}
        counter: lesson
        so: {says: Only the sender gets it., claims: [{receives: Hi, client: Ada, only: [4]}]}
    statements:
      - {says: The server calls a handler in step 1., holds: false, claims: [{calls: hello, at: [1]}], why: ...}

The run breaks every claim of a belief, and bears out every claim of what is so. A statement holds when all its claims
do, or when its answer reads as stated.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from tutorial.lesson.answers import Answer
from tutorial.lesson.fields import Block, Identifier, Inline
from tutorial.lesson.model import Model, mistake
from tutorial.lesson.which_run import RunClaims, WhichRun


class Belief(Model):
    """What a student believes, in the student's words, and the claims that would be true then."""

    says: Inline
    claims: RunClaims


class Truth(Model):
    """What is so, in words, and the claims that hold."""

    says: Block
    claims: RunClaims


class Misconception(Model):
    """A false belief, the run that breaks it, and what is so."""

    id: Annotated[str, AfterValidator(Identifier("everybody-hears-it"))]
    belief: Annotated[Belief, Field(description="a mapping with `says` and `claims`")]
    counter: WhichRun = "lesson"
    so: Annotated[Truth, Field(description="a mapping with `says` and `claims`")]


class Statement(Model):
    """Something to judge true or false. The run says which it is; `holds` is what its author takes it for."""

    says: Inline
    holds: Annotated[bool, Field(description="true or false")]
    claims: RunClaims | None = None
    answer: Answer | None = None
    run: WhichRun = "lesson"
    why: Block

    @model_validator(mode="before")
    @classmethod
    def _one_proof(cls, written: Any) -> Any:
        """A statement has claims, or an answer that reads as it states."""
        if not isinstance(written, dict):
            return written
        if (written.get("claims") is None) == (written.get("answer") is None):
            raise mistake(
                "a statement is held by `claims`, or by an `answer` with `reads`",
                "write, for example, `claims: [{calls: handle_message, at: [2]}]`",
            )
        return written

    @model_validator(mode="after")
    def _answer_reads(self) -> Self:
        if self.answer is None:
            return self
        if self.answer.reads is None:
            raise mistake("the answer of a statement needs `reads`", "write what the statement says it is")
        if self.run != "lesson":
            raise mistake("an `answer` has no `run` beside it", "write `when: {without: 4}` inside the answer")
        return self
