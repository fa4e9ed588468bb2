"""A question of the quiz, as an author writes it: its words, its kind, and where in the run its answer stands."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    Field,
    Strict,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from tutorial.lesson.answers import Answer
from tutorial.lesson.fields import Identifier, Inline, Meant, OneLine, StepNumber, Text, unique
from tutorial.lesson.kind_rules import KIND_RULES, Kind
from tutorial.lesson.model import Model, misplaced, mistake
from tutorial.lesson.points import Hints

AUTO = ("auto",)
"""`choices: auto`: the tool makes the choices from the run."""

_OTHER_KINDS = "write the kind that does: `kind: order`, `kind: match` or `kind: true_false`"


def _auto(written: Any, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    """Read `choices: auto` as the one word that it is. Data from elsewhere may have no choices."""
    if written == "auto" or written in (AUTO, list(AUTO)):
        return AUTO
    return () if info.context is None and written in ((), []) else read(written)


class Question(Model):
    """A question of the quiz. The trace says what is right, not the author."""

    question: Inline
    kind: Annotated[
        Kind,
        Field(description=f"{', '.join(list(KIND_RULES)[:-1])} or {list(KIND_RULES)[-1]}"),
    ] = "one"
    choices: Annotated[
        tuple[OneLine, ...],
        Strict(False),
        WrapValidator(unique("choice")),
        Field(min_length=2, max_length=8, description="a list of two to eight texts, such as `[Open, Closed]`"),
        WrapValidator(_auto),
    ] = ()
    answer: Answer
    hints: Hints = ()
    tries: Annotated[int, Field(ge=1, le=9, description="a number of tries, such as 3")] = 3
    after: Annotated[StepNumber | None, Field(description="the number of a step, such as 2")] = None
    tolerance: Annotated[float, Strict(False), Field(ge=0, description="a number, such as 0.5")] = 0.0
    id: Annotated[str, AfterValidator(Identifier("after-step-2"))] | None = None
    misconceptions: Annotated[
        dict[Text, str],
        Field(description="wrong options with misconceptions, such as `Everybody: heard-by-all`"),
    ] = Field(default_factory=dict)
    meant: Meant = None

    @model_validator(mode="before")
    @classmethod
    def _one_hint(cls, written: Any) -> Any:
        """Read `hint: ...` as a list of one hint. Beside `hints` it is an unknown key."""
        if not isinstance(written, dict) or "hint" not in written or "hints" in written:
            return written
        return {**{key: value for key, value in written.items() if key != "hint"}, "hints": [written["hint"]]}

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        """Check that the keys and the answer go with the kind."""
        rule, found = KIND_RULES[self.kind], []
        if rule.choices and not self.choices:
            example = "write, for example, `choices: [Hello, Goodbye]`, or `choices: auto`"
            found.append((("choices",), mistake("the key 'choices' is missing", example)))
        if self.choices and not rule.choices:
            found.append(
                (("choices",), mistake(f"a question of kind '{self.kind}' has no choices", "take `choices` away"))
            )
        if self.tolerance and not rule.tolerance:
            having = " or ".join(f"'{kind}'" for kind, other in KIND_RULES.items() if other.tolerance)
            what = f"only a question of kind {having} has a tolerance"
            found.append((("tolerance",), mistake(what, "take it away")))
        if not rule.fits(self.answer):
            what = f"this answer does not go with a question of kind '{self.kind}'"
            instead = f"write, for example, `{rule.example}`" if rule.example else _OTHER_KINDS
            found.append((("answer",), mistake(what, instead)))
        if found:
            raise misplaced(found, self)
        return self
